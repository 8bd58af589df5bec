"""Topics over time by any grouping, and which group writes on which topic."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from newslab.report.plots.base import (
    REST,
    Theme,
    colours_of,
    finish,
    grid,
    largest,
    left_out,
    nothing,
    percent,
    short,
    unique_labels,
    whiskers,
    whole,
)
from newslab.report.render import iso_day, plural, rows_of
from newslab.tables import TOPIC_TREND, TOPICS, check

DAY_MS: Final = 86_400_000
BAR: Final = 0.85  # share of the period between two bars
ONE_BAR: Final = 7  # days, where there is one period only


def plot_topics(
    trend: pd.DataFrame,
    topics: pd.DataFrame | None = None,
    *,
    most_topics: int = 6,
    most_sources: int = 7,
    share: bool = False,
    theme: Theme = "light",
) -> Any:
    """Draw topics over time: one panel a topic, one colour a source or other group.

    Parameters
    ----------
    trend : TOPIC_TREND table, of any grouping.
    topics : TOPICS table, for labels; None: ids are shown.
    most_topics : the largest are drawn; the title counts the others.
    most_sources : the largest have a colour of their own, 7 at most; the others share one.
    share : draw the share of the group's articles as lines with their 95 % intervals, instead of counts as bars.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure; hovering shows n and the share of the source's articles with its 95 % interval.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> trend = pd.DataFrame({"topic_id": ["t"], "source": ["Post"], "period": ["2026-02-02"], "n": [3]})
    >>> plot_topics(trend).data[0].x
    ('2026-02-02',)
    """
    from plotly.subplots import make_subplots

    title = "Topics over time"
    table = check(trend, TOPIC_TREND)
    if table.empty:
        return nothing(title, theme)
    labels = _labels(topics)
    kept = largest(table, "topic_id", most_topics)
    drawn = table[table["topic_id"].isin(kept)]
    sources = largest(drawn, "source", min(most_sources, 7))
    names = [short(labels.get(topic, topic), 90) for topic in kept]
    figure = make_subplots(
        rows=len(kept), cols=1, shared_xaxes=True, subplot_titles=names, vertical_spacing=0.3 / max(len(kept), 2)
    )
    colours = colours_of(sources, table["source"])
    groups = [(source, drawn[drawn["source"] == source], colours[source]) for source in sources]
    rest = drawn[~drawn["source"].isin(sources)]
    if len(rest) and not share:
        groups.append((f"{rest['source'].nunique()} others", rest, REST))
    width = _bar_width(drawn["period"])
    for name, rows, colour in groups:
        held = [line for line, topic in enumerate(kept, start=1) if (rows["topic_id"] == topic).any()]
        for line in held:
            told = rows[rows["topic_id"] == kept[line - 1]].sort_values(["period", "source"])
            (_add_line if share else _add_bars)(figure, told, name, colour, line, first=line == held[0], width=width)
    figure.update_xaxes(type="date")
    figure.update_yaxes(
        rangemode="tozero",
        title={"text": "share" if share else "articles", "font": {"size": 11}},
        nticks=4,
        tickformat=".0%" if share else None,
    )
    figure.update_annotations(x=0, xanchor="left", font_size=13)
    figure.update_layout(barmode="stack", legend={"title": {"text": ""}, "orientation": "v"})
    more = left_out(table["topic_id"].nunique() - len(kept), "smaller topic")
    hidden = left_out(rest["source"].nunique(), "source") if share else ""
    n = f"{plural(int(drawn['n'].sum()), 'article')} on {plural(len(kept), 'topic')}{more}{hidden}"
    alt = f"One panel a topic, largest first: {'; '.join(labels.get(one, one) for one in kept)}."
    return finish(figure, drawn, title=title, n=n, alt=alt, theme=theme, height=150 + 140 * len(kept))


def plot_topic_shares(
    trend: pd.DataFrame,
    topics: pd.DataFrame | None = None,
    *,
    most_topics: int = 20,
    most_sources: int = 20,
    theme: Theme = "light",
) -> Any:
    """Draw which group writes on which topic: a heat map of the articles, coloured by the part of the group's own.

    Parameters
    ----------
    trend : TOPIC_TREND table, of any grouping; periods are summed. `TopicModel.trend(period="all")` counts articles
        without a day too.
    topics : TOPICS table, for labels.
    most_topics, most_sources : the largest are drawn; the title counts the others.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure; the rows are `to_frame()`: topic_id, source, n, share (of all articles that the group has in these
    periods).

    Examples
    --------
    >>> trend = pd.DataFrame({"topic_id": ["t"], "source": ["Post"], "period": ["2026-02-02"], "n": [3]})
    >>> plot_topic_shares(trend).to_frame()[["source", "n", "share"]].values.tolist()
    [['Post', 3, 1.0]]
    """
    title = "Who writes on which topic"
    table = check(trend, TOPIC_TREND)
    if table.empty:
        return nothing(title, theme)
    labels, kept = _labels(topics), largest(table, "topic_id", most_topics)
    sources = largest(table[table["topic_id"].isin(kept)], "source", most_sources)
    sums = table.groupby(["topic_id", "source"], as_index=False)["n"].sum()
    sums["share"] = sums["n"] / sums["source"].map(_volumes(table))
    drawn = sums[sums["topic_id"].isin(kept) & sums["source"].isin(sources)]
    n, share = (
        drawn.pivot_table(index="topic_id", columns="source", values=one).reindex(kept, columns=sources).fillna(0)
        for one in ("n", "share")
    )
    figure = grid(
        share.to_numpy().tolist(),
        columns=unique_labels(sources, 24),
        lines=unique_labels([labels.get(one, one) for one in kept], 48),
        text=[[str(int(cell)) if cell else "" for cell in line] for line in n.to_numpy()],
        told=[
            [
                [f"{whole(labels.get(topic, topic))}<br><b>{short(source, 80)}</b>", int(n.loc[topic, source])]
                for source in sources
            ]
            for topic in kept
        ],
        hover="%{customdata[0]}: %{customdata[1]} articles, %{z:.0%} of all its own",
        bar="part of all<br>its articles",
        top=float(share.to_numpy().max()),
    )
    told = (
        f"{plural(int(drawn['n'].sum()), 'article')} on {plural(len(kept), 'topic')}, of "
        f"{sum(_volumes(table)[sources]):,.0f} "
        f"of these sources{left_out(table['topic_id'].nunique() - len(kept), 'topic')}"
        f"{left_out(table['source'].nunique() - len(sources), 'source')}"
    )
    alt = f"A grid of topics by source: {'; '.join(labels.get(one, one) for one in kept[:10])}."
    return finish(figure, drawn, title=title, n=told, alt=alt, theme=theme, height=200 + 28 * max(len(kept), 3))


def _volumes(table: pd.DataFrame) -> pd.Series[Any]:
    """Return how many articles each source has in all, as far as the shares of its topics tell."""
    whole = (table["n"] / table["share"]).where(table["share"] > 0).round()
    held = (
        table.assign(whole=whole)
        .groupby(["source", "period"], dropna=False)
        .agg(whole=("whole", "max"), n=("n", "sum"))
    )
    return held["whole"].fillna(held["n"]).groupby("source").sum()


def _labels(topics: pd.DataFrame | None) -> dict[str, str]:
    if topics is None:
        return {}
    return dict(check(topics, TOPICS)[["topic_id", "label"]].itertuples(index=False, name=None))


def _add_bars(figure: Any, rows: pd.DataFrame, name: str, colour: str, line: int, *, first: bool, width: float) -> None:
    label = short(name, 30)
    figure.add_bar(
        x=[iso_day(day) for day in rows["period"]],
        y=rows["n"].tolist(),
        name=label,
        legendgroup=label,
        showlegend=first,
        width=[width] * len(rows),
        marker_color=colour,
        row=line,
        col=1,
        customdata=_told(rows),
        hovertemplate="%{customdata[0]}<br>%{x|%-d %b %Y}: %{y} articles<br>%{customdata[1]} of its articles, "
        "95 % interval %{customdata[2]} to %{customdata[3]}<extra></extra>",
    )


def _add_line(figure: Any, rows: pd.DataFrame, name: str, colour: str, line: int, *, first: bool, width: float) -> None:
    rows = _with_gaps(rows, width)
    label, share = short(name, 30), rows["share"]
    figure.add_scatter(
        x=[iso_day(day) for day in rows["period"]],
        y=share.astype(object).where(share.notna(), None).tolist(),
        name=label,
        legendgroup=label,
        showlegend=first,
        mode="lines+markers",
        marker={"color": colour, "size": 7},
        line={"color": colour, "width": 1.5},
        row=line,
        col=1,
        error_y=whiskers(share, rows["low"], rows["high"], width=2, thickness=1),
        customdata=[[*told, row.n] for told, row in zip(_told(rows), rows_of(rows), strict=True)],
        hovertemplate="%{customdata[0]}<br>%{x|%-d %b %Y}: %{customdata[4]} articles, %{customdata[1]} of its own, "
        "95 % interval %{customdata[2]} to %{customdata[3]}<extra></extra>",
    )


def _with_gaps(rows: pd.DataFrame, width: float) -> pd.DataFrame:
    """Return the rows with an empty one in each stretch without articles, so that no line is drawn over it."""
    gap = rows["period"].diff().dt.days * DAY_MS > 1.6 * width / BAR
    empty = rows[gap].assign(share=float("nan"), n=0, period=rows.loc[gap, "period"] - pd.Timedelta(days=1))
    return pd.concat([rows, empty]).sort_values("period") if len(empty) else rows


def _told(rows: pd.DataFrame) -> list[list[str]]:
    return [[whole(row.source), percent(row.share), percent(row.low), percent(row.high)] for row in rows_of(rows)]


def _bar_width(periods: pd.Series[Any]) -> float:
    """Return the width of a bar in ms: plotly's own is that of a moment where a trace has a single bar."""
    gaps = periods.drop_duplicates().sort_values().diff().dropna().dt.days
    return BAR * DAY_MS * float(gaps.min() if len(gaps) else ONE_BAR)
