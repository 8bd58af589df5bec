"""Who followed whom, who has it from whom, and what some tell and others do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from newslab.report.plots.base import (
    ACCENT,
    COLOURS,
    FIXED,
    REST,
    Theme,
    cut,
    figure_text,
    finish,
    grid,
    left_out,
    nothing,
    percent,
    short,
    unique_labels,
    whole,
)
from newslab.report.render import plain, plural, rows_of
from newslab.tables import CONTRASTS, FOLLOWING, STORIES, check

KINDS: Final = {
    "same": "same text",
    "near": "near copy",
    "syndicated": "syndicated",
    "attributed": "told after another",
    "second hand": "names another's report",
}


def plot_following(following: pd.DataFrame, *, most: int = 16, theme: Theme = "light") -> Any:
    """Draw who published first: of the stories that two sources carried, the part in which the row came before the
    column.

    Parameters
    ----------
    following : FOLLOWING table of `score_following`.
    most : sources drawn, those of most common stories; the title counts the others.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure, a heat map with "first in 3 of 6 common stories" as "3 of 6" in each cell; `to_frame()` has the rows.

    Examples
    --------
    >>> rows = {"leader": ["A"], "follower": ["B"], "n": [2], "n_before": [2], "share": [1.0]}
    >>> plot_following(pd.DataFrame(rows)).data[0].z[0][1]
    1.0
    """
    title, table = "Who followed whom", check(following, FOLLOWING)
    if table.empty:
        return nothing(title, theme, "no two sources carried one story at known times")
    n = (
        pd.concat([table["leader"], table["follower"]])
        .to_frame("name")
        .assign(n=[*table["n"], *table["n"]])
        .groupby("name")["n"]
        .sum()
    )
    sources = sorted(n.index, key=lambda one: (-n[one], one))[:most]
    drawn = table[table["leader"].isin(sources) & table["follower"].isin(sources)]
    cells = {(row.leader, row.follower): row for row in rows_of(drawn)}
    pairs = [[cells.get((one, other)) for other in sources] for one in sources]
    labels = unique_labels(sources, 24)
    figure = grid(
        [[None if cell is None else float(cell.share) for cell in line] for line in pairs],
        columns=labels,
        lines=labels,
        text=[["" if cell is None else f"{cell.n_before} of {cell.n}" for cell in line] for line in pairs],
        told=[
            [
                [""] * 5
                if cell is None
                else [
                    f"{whole(cell.leader)} before {whole(cell.follower)}",
                    f"{cell.n_before} of {cell.n}",
                    percent(cell.low),
                    percent(cell.high),
                    figure_text(cell.median_hours),
                ]
                for cell in line
            ]
            for line in pairs
        ],
        hover="%{customdata[0]}: %{customdata[1]} stories, 95 % interval %{customdata[2]} to %{customdata[3]}; "
        "by %{customdata[4]} hours (median)",
        bar="row first",
    )
    figure.update_xaxes(title="came after")
    figure.update_yaxes(title="came first")
    best = drawn.sort_values(["n_before", "leader"], ascending=[False, True]).iloc[0]
    told = (
        f"{plural(len(sources), 'source')}; 3 of 6: of six stories that both carried, the row was first with "
        f"three{left_out(len(n) - len(sources), 'source')}"
    )
    alt = (
        f"Most often first: {cut(best.leader, 40)} before {cut(best.follower, 40)}, {best.n_before} of "
        f"{best.n} stories."
    )
    return finish(figure, drawn, title=title, n=told, alt=alt, theme=theme, height=260 + 26 * len(sources))


def plot_origins(
    edges: pd.DataFrame, articles: pd.DataFrame | None = None, *, most: int = 30, theme: Theme = "light"
) -> Any:
    """Draw who has it from whom: origins on the left, the articles that copy or name them on the right.

    Parameters
    ----------
    edges : what `trace_origins` gives, of one story.
    articles : ARTICLES table, for titles on hover.
    most : articles drawn; the title counts the others.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure; `to_frame()` has the edges drawn.
    """
    import plotly.graph_objects as go

    title = "Who has it from whom"
    passed = edges[edges["kind"] != "own"] if len(edges) else edges
    if not len(passed):
        return nothing(title, theme, "every article is its own origin")
    drawn = passed.sort_values(["origin_source", "source", "article_id"]).head(most)
    titles = {} if articles is None else dict(zip(articles["article_id"], articles["title"].fillna(""), strict=True))
    right = {one: at for at, one in enumerate(dict.fromkeys(drawn["article_id"]))}
    held = {one: [right[key] for key in part] for one, part in drawn.groupby("origin_id", sort=False)["article_id"]}
    left: dict[str, float] = {}
    free = 0.0
    for one, rows in sorted(held.items(), key=lambda item: sum(item[1]) / len(item[1])):
        left[str(one)] = max(free, sum(rows) / len(rows))
        free = left[str(one)] + 1
    figure = go.Figure()
    _draw_links(figure, drawn, left, right)
    sources = dict(zip(drawn["origin_id"], drawn["origin_source"], strict=True)) | dict(
        zip(drawn["article_id"], drawn["source"], strict=True)
    )
    sides: list[tuple[int, dict[Any, Any], str]] = [(0, left, "middle left"), (1, right, "middle right")]
    for side, places, anchor in sides:
        figure.add_scatter(
            x=[side] * len(places),
            y=list(places.values()),
            mode="markers+text",
            showlegend=False,
            textposition=anchor,
            text=[short(sources.get(one, one), 30) for one in places],
            marker={"size": 8, "color": ACCENT if side == 0 else REST},
            hovertext=[f"{whole(sources.get(one, one))}<br>{whole(titles.get(one, ''))}" for one in places],
            hoverinfo="text",
        )
    figure.update_xaxes(visible=False, range=[-0.75, 1.75])
    figure.update_yaxes(visible=False, autorange="reversed")
    n = (
        f"{plural(drawn['article_id'].nunique(), 'article')} from "
        f"{plural(len(left), 'origin')}{left_out(len(passed) - len(drawn), 'link')}"
    )
    alt = (
        "Lines from origins to the articles that repeat or name them. Most repeated: "
        f"{cut(sources[max(held, key=lambda one: len(held[one]))], 60)}."
    )
    return finish(
        figure,
        drawn,
        title=title,
        n=n,
        alt=alt,
        theme=theme,
        height=170 + 26 * max(len(right), int(max(left.values())) + 1),
    )


_TOLD, _UNTOLD, _OPEN = (1.0, "tells it"), (0.0, "does not"), (None, "")  # height and words of a cell


def _draw_links(figure: Any, drawn: pd.DataFrame, left: Mapping[str, float], right: Mapping[Any, int]) -> None:
    """Draw a line from each origin to the articles that have it, a colour for each way."""
    for at, (kind, part) in enumerate(drawn.groupby("kind", sort=True)):
        x, y = [], []
        for row in rows_of(part):
            x += [0, 1, None]
            y += [left[row.origin_id], right[row.article_id], None]
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            name=KINDS.get(str(kind), str(kind)),
            hoverinfo="skip",
            line={"color": COLOURS[at % len(COLOURS)], "width": 1.6, "dash": "solid" if at % 2 == 0 else "dash"},
        )


def plot_omissions(
    contrasts: pd.DataFrame,
    articles: pd.DataFrame | None = None,
    stories: pd.DataFrame | None = None,
    *,
    story: str | None = None,
    most: int = 24,
    theme: Theme = "light",
) -> Any:
    """Draw what some sources of a story tell and others do not: one line a fact, one column a source.

    Parameters
    ----------
    contrasts : CONTRASTS table of any grouping; its omissions that are shown are drawn.
    articles : ARTICLES table, for the names of its sources.
    stories : STORIES table, for the title of the story, and to take in its parts.
    story : story_id; None: the story with the most of them.
    most : facts drawn, the surest; the title counts the others.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure: blue tells it, orange has its full text there and does not, blank cannot be said. `to_frame()` has
    the rows of `contrasts`.
    """
    title = "Told by some, not by others"
    parents, titles = _stories(stories)
    asked, table = _omissions_of(check(contrasts, CONTRASTS), parents, story)
    if table.empty:
        return nothing(title, theme, "no omission is sure enough to be shown")
    drawn = table.sort_values(["p", "contrast_id"], ascending=[False, True]).head(most)
    known = frozenset(contrasts["source"].dropna()) | frozenset([] if articles is None else articles["source"].dropna())
    sides = [(_sources(row.source, known), _sources(row.other, known)) for row in rows_of(drawn)]
    every = sorted({one for told, untold in sides for one in (*told, *untold)})
    cells = [[_TOLD if one in told else _UNTOLD if one in untold else _OPEN for one in every] for told, untold in sides]
    figure = grid(
        [[value for value, _ in line] for line in cells],
        columns=unique_labels(every, 24),
        lines=unique_labels(drawn["value"].fillna("").tolist(), 64),
        text=[[words for _, words in line] for line in cells],
        told=[[whole(row.value)] * len(every) for row in rows_of(drawn)],
        hover="%{customdata}<br><b>%{x}</b> %{text}",
    )
    figure.update_traces(
        meta=FIXED, colorscale=[[0, COLOURS[1]], [1, COLOURS[0]]], textfont={"color": "#ffffff", "size": 11}
    )
    figure.update_traces(texttemplate="%{text}" if len(every) <= 8 else "")
    n = (
        f"{_about(titles.get(asked))}{plural(len(drawn), 'fact')}; blue tells it, orange does "
        f"not{left_out(len(table) - len(drawn), 'fact')}"
    )
    alt = f"A grid of facts by source. First: {cut(drawn.iloc[0]['value'], 120)}."
    return finish(figure, drawn, title=title, n=n, alt=alt, theme=theme, height=210 + 30 * len(drawn))


def _about(title: str | None) -> str:
    return f"{cut(title, 90)} · " if title else ""


def _omissions_of(contrasts: pd.DataFrame, parents: Mapping[str, str], story: str | None) -> tuple[str, pd.DataFrame]:
    """Return the story that is asked for, or else the one that holds most, and its omissions and those of its parts."""
    table = contrasts[(contrasts["kind"] == "omission") & contrasts["shown"]]
    top = table["story_id"].map(lambda one: parents.get(one, one))
    sums = table["p"].groupby(top).sum().sort_index()
    asked = story if story is not None else "" if sums.empty else str(sums.idxmax())
    return asked, table[(top == parents.get(asked, asked)) | (table["story_id"] == asked)]


def _stories(stories: pd.DataFrame | None) -> tuple[dict[str, str], dict[str, str]]:
    """Return the story of which each one is a part, and the title of each."""
    if stories is None:
        return {}, {}
    table = check(stories, STORIES)
    rows = zip(table["story_id"], table["parent_id"].fillna(table["story_id"]), table["title"].fillna(""), strict=True)
    known = [(str(one), str(parent), plain(title)) for one, parent, title in rows]
    return {one: parent for one, parent, _ in known}, {one: title for one, _, title in known}


def _sources(cell: Any, known: frozenset[str]) -> list[str]:
    """Return the sources that a cell names, as "A, B and C"; a name of several words may hold either."""
    if not isinstance(cell, str) or not cell.strip():
        return []
    if cell in known:
        return [cell]
    for joint in (" and ", ", "):
        head, found, tail = cell.rpartition(joint)
        if found and (tail in known or joint == ", "):
            return [*_sources(head, known), tail]
    return [cell]
