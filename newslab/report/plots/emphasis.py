"""Emphasis: the terms that sources stress, as intervals, and the plane of two groups."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from newslab.errors import OptionError
from newslab.report.plots.base import (
    COLOURS,
    REST,
    Theme,
    colours_of,
    cut,
    figure_text,
    finish,
    left_out,
    nothing,
    short,
    unique_labels,
    whiskers,
    whole,
)
from newslab.report.render import plural, rows_of
from newslab.tables import EMPHASIS, check

NAMED: Final = 14  # terms of either group that are written beside their point
ROOM: Final = (0.13, 0.032)  # of a written term, in shares of the axes
FAR: Final = 1.96  # z from which a point has the colour of its group


def plot_emphasis(emphasis: pd.DataFrame, *, story: str | None = None, limit: int = 24, theme: Theme = "light") -> Any:
    """Draw the terms sources use more than others: log-odds with 95 % intervals.

    Parameters
    ----------
    emphasis : EMPHASIS table.
    story : story_id to draw; None: all, each term with its story on hover.
    limit : the terms of highest z are drawn; the title counts the others.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure, one trace a source, the seven of most terms in a colour of their own; `customdata` holds story_id, z,
    q and n.

    Raises
    ------
    TableError
        If the table breaks its contract.

    Examples
    --------
    >>> table = pd.DataFrame({"story_id": ["s"], "source": ["Post"], "term": ["talks"], "weight": [1.2], "n": [3]})
    >>> plot_emphasis(table).data[0].x
    (1.2,)
    """
    import plotly.graph_objects as go

    title, whole_table = "What each source stresses", check(emphasis, EMPHASIS)
    whole_table = whole_table if story is None else whole_table[whole_table["story_id"] == story]
    table = whole_table.sort_values(["z", "source", "term"], ascending=[False, True, True]).head(limit)
    if table.empty:
        return nothing(title, theme)
    table = table.sort_values(["source", "z", "term"], ascending=[True, False, True])
    table = table.assign(_name=unique_labels([f"{row.term} · {row.source}" for row in rows_of(table)], 60))
    figure = go.Figure()
    drawn = (
        table["source"].value_counts(sort=True).sort_index().sort_values(ascending=False, kind="stable").index.tolist()
    )
    colours = colours_of(drawn, whole_table["source"])
    for source in drawn:
        rows = table[table["source"] == source]
        figure.add_scatter(
            x=rows["weight"].tolist(),
            y=rows["_name"].tolist(),
            mode="markers",
            name=short(source, 30),
            error_x=whiskers(rows["weight"], rows["low"], rows["high"], width=0),
            marker={"size": 9, "color": colours[source]},
            customdata=[
                [row.story_id, figure_text(row.z), figure_text(row.q), row.n, whole(f"{row.term} · {row.source}")]
                for row in rows_of(rows)
            ],
            hovertemplate="%{customdata[4]}<br>log-odds %{x:.2f}, z %{customdata[1]}, q %{customdata[2]}; "
            "%{customdata[3]} texts<extra></extra>",
        )
    figure.update_yaxes(type="category", categoryorder="array", categoryarray=table["_name"].tolist()[::-1])
    figure.update_xaxes(title="log-odds against the other sources, 95 % interval", zeroline=True)
    n = (
        f"{plural(len(table), 'term')} of "
        f"{plural(table['source'].nunique(), 'source')}{left_out(len(whole_table) - len(table), 'term')}"
    )
    first = table.iloc[0]
    alt = (
        f"Terms of each source, from the most to the least stressed. First: {cut(first.term, 40)}, by "
        f"{cut(first.source, 40)}."
    )
    return finish(
        figure,
        table.drop(columns="_name"),
        title=title,
        n=n,
        alt=alt,
        theme=theme,
        height=190 + 24 * max(len(table), 4),
    )


def plot_emphasis_plane(
    emphasis: pd.DataFrame, *, groups: tuple[str, str] | None = None, theme: Theme = "light"
) -> Any:
    """Draw the words of two groups in a plane: how often one writes a term, against how often the other does.

    Parameters
    ----------
    emphasis : EMPHASIS table of one story, best with all terms, as
        `nl.score_emphasis(articles, None, by="leaning", min_z=-99, max_terms=1000)` gives them of the whole collection.
    groups : the two to compare; None: the only two there are.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure. As HTML (`to_html`) it has a field to search for a term. `to_frame()`: term, sentences of either
    group, z (positive: the first group's).

    Raises
    ------
    OptionError
        If `groups` is None and there are not two.

    Notes
    -----
    Axes are ranks of frequency, so that rare and frequent terms both have room (Kessler 2017, scattertext).
    """
    import plotly.graph_objects as go

    title, table = "Words of two groups", check(emphasis, EMPHASIS)
    if table.empty:
        return nothing(title, theme)
    found = sorted(table["source"].unique()) if groups is None else list(groups)
    if len(found) != 2:
        raise OptionError(
            f"groups: expected two of {', '.join(map(str, found[:8]))}; compare with by= a column of two values"
        )
    rows = _both(table, found[0], found[1])
    if rows.empty:
        return nothing(title, theme)
    figure = go.Figure()
    named = _named(rows)
    for name, colour, part in (
        (found[0], COLOURS[0], rows[rows["z"] >= FAR]),
        (found[1], COLOURS[1], rows[rows["z"] <= -FAR]),
        ("either", REST, rows[rows["z"].abs() < FAR]),
    ):
        written = [short(term, 24) if term in named else "" for term in part["term"]]
        figure.add_scatter(
            x=part["rank_other"].tolist(),
            y=part["rank"].tolist(),
            mode="markers+text",
            name=short(name, 30),
            marker={"color": colour, "size": 7, "opacity": 0.85},
            textposition="top center",
            textfont={"size": 11},
            text=written,
            meta=written,
            customdata=[[whole(row.term), int(row.n), int(row.n_other), figure_text(row.z)] for row in rows_of(part)],
            hovertemplate=f"%{{customdata[0]}}<br>{short(found[0], 40)}: %{{customdata[1]}} "
            f"sentences<br>{short(found[1], 40)}: "
            "%{customdata[2]} sentences<br>z %{customdata[3]}<extra></extra>",
        )
    figure.update_xaxes(
        title=f"{short(found[1], 40)}: seldom to often (rank)", range=[-0.04, 1.06], tickformat=".1f", zeroline=False
    )
    figure.update_yaxes(
        title=f"{short(found[0], 40)}: seldom to often (rank)", range=[-0.04, 1.08], tickformat=".1f", zeroline=False
    )
    n = f"{plural(len(rows), 'term')}; coloured where |z| is 1.96 or more"
    alt = (
        f"Most of {found[0]}: {', '.join(rows.nlargest(6, 'z')['term'])}. Most of {found[1]}: "
        f"{', '.join(rows.nsmallest(6, 'z')['term'])}."
    )
    made = finish(figure, rows, title=title, n=n, alt=cut(alt, 600), theme=theme, height=620)
    made._search = True
    return made


def _named(rows: pd.DataFrame) -> set[str]:
    """Return the terms that are written beside their points: the farthest of either group, as far as they have room."""
    placed: list[tuple[float, float]] = []
    named: set[str] = set()
    for part in (rows.nlargest(3 * NAMED, "z"), rows.nsmallest(3 * NAMED, "z")):
        n = 0
        for row in rows_of(part):
            free = all(abs(row.rank_other - x) > ROOM[0] or abs(row.rank - y) > ROOM[1] for x, y in placed)
            if free and n < NAMED:
                placed.append((row.rank_other, row.rank))
                named.add(row.term)
                n += 1
    return named


def _both(table: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Return each term once, with its sentences in either group."""
    first, second = (table[table["source"] == name] for name in (one, other))
    sides = [
        pd.DataFrame({"term": part["term"], "n": part[here], "n_other": part[there], "z": sign * part["z"].fillna(0)})
        for part, here, there, sign in (
            (first, "count_here", "count_other", 1),
            (second, "count_other", "count_here", -1),
        )
    ]
    rows = pd.concat(sides).drop_duplicates("term").sort_values("term", ignore_index=True)
    for name, of in (("rank", "n"), ("rank_other", "n_other")):
        dense = rows[of].rank(method="dense")
        rows[name] = ((dense - 1) / max(float(dense.max()) - 1, 1)).round(4) if len(rows) else 0.0
    return rows
