"""Coverage: which source carried which story."""

from __future__ import annotations

from typing import Any

import pandas as pd

from newslab.report.plots.base import (
    Theme,
    cut,
    figure_text,
    finish,
    grid,
    largest,
    left_out,
    nothing,
    percent,
    short,
    unique_labels,
    whole,
)
from newslab.report.render import plural, rows_of
from newslab.tables import COVERAGE, STORIES, check


def plot_coverage(
    coverage: pd.DataFrame,
    stories: pd.DataFrame | None = None,
    *,
    most_stories: int = 20,
    most_sources: int = 20,
    theme: Theme = "light",
) -> Any:
    """Draw which source carried which story: its reports in each cell, its share as colour, its interval on hover.

    Parameters
    ----------
    coverage : COVERAGE table.
    stories : STORIES table, for titles and to leave out parts; None: ids are shown.
    most_stories, most_sources : the largest are drawn, sources by what they have of these stories; the title counts the
        others. Sources that carried none of the stories drawn are counted, not drawn.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure, a heat map of `share` with `n` in each cell; `customdata` holds names, n, expected, low, high and q,
    and `to_frame()` the rows.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> plot_coverage(pd.DataFrame({"story_id": ["s"], "source": ["Post"], "n": [2], "share": [1.0]})).data[0].z
    ([1.0],)
    """
    title = "Who carried which story"
    table = check(coverage, COVERAGE)
    titles: dict[str, str] = {}
    if stories is not None:
        stories = check(stories, STORIES)
        titles = dict(zip(stories["story_id"], stories["title"], strict=True))
        table = table[table["story_id"].isin(set(stories.loc[stories["parent_id"].isna(), "story_id"]))]
    if table.empty:
        return nothing(title, theme)
    kept = largest(table, "story_id", most_stories)
    carried = table[table["story_id"].isin(kept) & (table["n"] > 0)]
    sources = largest(carried, "source", most_sources)
    drawn = table[table["story_id"].isin(kept) & table["source"].isin(sources)]
    cells = {(row.story_id, row.source): row for row in rows_of(drawn)}
    cells_of = [[cells.get((story, source)) for source in sources] for story in kept]
    figure = grid(
        [[0.0 if cell is None else float(cell.share) for cell in line] for line in cells_of],
        columns=unique_labels(sources, 24),
        lines=unique_labels([titles.get(story, story) for story in kept], 56),
        text=[["" if cell is None or not cell.n else str(cell.n) for cell in line] for line in cells_of],
        told=[
            [
                [f"{whole(titles.get(story, story))}<br><b>{short(source, 80)}</b>", *_cell(cells.get((story, source)))]
                for source in sources
            ]
            for story in kept
        ],
        hover="%{customdata[0]}: %{customdata[1]} reports, expected %{customdata[2]}<br>"
        "share %{z:.0%}, 95 % interval %{customdata[3]} to %{customdata[4]}; q %{customdata[5]}",
        bar="share of<br>the story",
    )
    n_stories, n_sources = table["story_id"].nunique(), table.loc[table["n"] > 0, "source"].nunique()
    n = (
        f"{int(carried['n'].sum()):,} reports of {plural(len(kept), 'story', 'stories')} by "
        f"{plural(len(sources), 'source')}"
        f"{left_out(n_stories - len(kept), 'smaller story').replace('storys', 'stories')}"
        f"{left_out(n_sources - len(sources), 'source')}"
    )
    best = carried.sort_values("n", ascending=False).iloc[0]
    alt = (
        f"A grid of stories by source. Most reports of one story: {best.source}, {best.n} of "
        f"{cut(titles.get(best.story_id, best.story_id), 80)}."
    )
    return finish(figure, drawn, title=title, n=n, alt=alt, theme=theme, height=200 + 28 * max(len(kept), 3))


def _cell(cell: Any) -> list[str]:
    if cell is None:
        return ["0", "–", "–", "–", "–"]
    return [str(cell.n), figure_text(cell.expected), percent(cell.low), percent(cell.high), figure_text(cell.q)]
