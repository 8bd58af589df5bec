"""Figures for notebooks: timeline, coverage, topics over time by source, emphasis. Text from articles is escaped."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.report.render import iso_day, plain, plural, tell_period
from newslab.tables import COVERAGE, EMPHASIS, EVENTS, STORIES, TOPIC_TREND, TOPICS, check

if TYPE_CHECKING:
    import plotly.graph_objects as go

DAY_MS: Final = 86_400_000
LABEL: Final = 66  # characters of an event beside its bar
GRID: Final = "rgba(128,120,100,.18)"  # on white and on black
BAR: Final = 0.85  # share of the period between two bars
ONE_BAR: Final = 7  # days, where there is one period only
NEAR: Final = 45  # days between two events of one run of news
REACH: Final = (90, 1.5)  # days, or times the days of the run, within which it takes in what lies beside it
FOLDED: Final = (60, 4)  # the axis shows all events where they span so few days, or so few times those of the run
PASSING: Final = 31  # days: a time wider than a month is history told in passing, and no place for an axis
INK, ACCENT, OPEN = "#1d1c1a", "#17506e", "#b9cfda"
COLOURS: Final = (
    "#17506e",
    "#b4532a",
    "#4f7f5c",
    "#8a6bb0",
    "#c29a2b",
    "#5b8fb0",
    "#a3436b",
    "#6d6d6d",
    "#9bbf8a",
    "#d08c6d",
)
_LAYOUT: Final[dict[str, Any]] = {
    "template": "simple_white",
    "font": {"family": "system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif", "size": 13, "color": INK},
    "margin": {"l": 10, "r": 20, "t": 48, "b": 40},
    "hoverlabel": {"align": "left"},
}


def plot_timeline(events: pd.DataFrame, *, citations: pd.DataFrame | None = None, limit: int = 40) -> go.Figure:
    """Draw dated events as bars as long as their dates are uncertain or the events lasted.

    Parameters
    ----------
    events : EVENTS table, n rows; those without a day are left out.
    citations : CITATIONS table; with it `customdata` holds the article ids of each event.
    limit : most events to draw; those of most origins are kept.

    Returns
    -------
    plotly Figure with one bar trace; `customdata[i]` is [event_id, article_id, ...] of bar i.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> events = pd.DataFrame({"event_id": ["e"], "text": ["War."], "first_day": ["1950-01-01"], "last_day": ["1953-12-31"]})
    >>> figure = plot_timeline(events)
    >>> figure.data[0].base[0], figure.layout.xaxis.type
    ('1950-01-01', 'date')
    """
    import plotly.graph_objects as go

    rows = timeline_rows(check(events, EVENTS), limit)
    figure = go.Figure(timeline_trace(rows, citations))
    figure.update_layout(**timeline_layout(rows))
    return _exported(figure)


def timeline_rows(events: pd.DataFrame, limit: int) -> list[Any]:
    """Return the dated events to draw, those of most origins, in order of time."""
    dated = events[events["first_day"].notna()]
    best = dated.sort_values(["n_sources", "score", "event_id"], ascending=[False, False, True]).head(limit)
    return list(best.sort_values(["first_day", "last_day", "event_id"]).itertuples())


def timeline_trace(rows: Sequence[Any], citations: pd.DataFrame | None = None) -> dict[str, Any]:
    """Return the one bar trace of a timeline: one, so that a click can name no other trace."""
    cited = (
        {}
        if citations is None
        else citations.groupby("cited_id")["article_id"].agg(lambda ids: sorted(set(ids))).to_dict()
    )
    return {
        "type": "bar",
        "orientation": "h",
        "base": [iso_day(row.first_day) for row in rows],
        "x": [_length(row) for row in rows],
        "y": list(range(len(rows))),
        "width": 0.42,
        "customdata": [[str(row.event_id), *cited.get(row.event_id, [])] for row in rows],
        "hovertext": [_hover(row) for row in rows],
        "hoverinfo": "text",
        "marker": {
            "color": [ACCENT if row.modality == "happened" else OPEN for row in rows],
            # the outline keeps a day visible on an axis of years
            "line": {"width": 4, "color": [ACCENT if row.modality == "happened" else OPEN for row in rows]},
        },
        "showlegend": False,
    }


def timeline_layout(rows: Sequence[Any]) -> dict[str, Any]:
    """Return the layout of a timeline: time from left to right, one line an event, the first on top."""
    shown = shown_days(rows)
    folded = outside(rows, shown)
    told = f"{plural(len(folded), 'event')} before (◂) or after (▸) the days shown" if folded else ""
    return {
        **_LAYOUT,
        "height": 80 + 34 * max(len(rows), 2),
        "margin": {**_LAYOUT["margin"], "t": 16},
        "xaxis": {
            "type": "date", "title": {"text": told, "font": {"size": 12}}, "showgrid": True, "gridcolor": GRID,
            "range": shown,
        },
        "annotations": [
            {"xref": "x domain", "x": float(one["after"]), "xanchor": "right" if one["after"] else "left",
             "y": one["line"], "text": one["mark"], "showarrow": False, "font": {"color": ACCENT, "size": 15},
             "hovertext": one["hover"]}
            for one in folded
        ],
        "yaxis": {
            "tickmode": "array", "tickvals": list(range(len(rows))), "ticktext": [_label(row) for row in rows],
            "range": [max(len(rows), 1) - 0.4, -0.6], "automargin": True, "showline": False, "ticks": "",
            "tickfont": {"size": 12},
        },
    }  # fmt: skip


def plot_coverage(
    coverage: pd.DataFrame, stories: pd.DataFrame | None = None, *, most_stories: int = 20, most_sources: int = 20
) -> go.Figure:
    """Draw which source carried which story: the share of its independent reports, with intervals on hover.

    Parameters
    ----------
    coverage : COVERAGE table.
    stories : STORIES table, for titles and to leave out parts; None: ids are shown.
    most_stories, most_sources : the largest are kept.

    Returns
    -------
    plotly Figure, a heat map of `share` with `n` in each cell; `customdata` holds n, expected, low, high and q.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> plot_coverage(pd.DataFrame({"story_id": ["s"], "source": ["Post"], "n": [2], "share": [1.0]})).data[0].z
    ([1.0],)
    """
    import plotly.graph_objects as go

    table = check(coverage, COVERAGE)
    titles: dict[str, str] = {}
    if stories is not None:
        stories = check(stories, STORIES)
        titles = dict(zip(stories["story_id"], stories["title"], strict=True))
        tops = set(stories.loc[stories["parent_id"].isna(), "story_id"])
        table = table[table["story_id"].isin(tops)]
    kept = _largest(table, "story_id", most_stories)
    sources = _largest(table[table["story_id"].isin(kept)], "source", most_sources)
    cells = {(row.story_id, row.source): row for row in table.itertuples()}
    grid = [[cells.get((story, source)) for source in sources] for story in kept]
    figure = go.Figure(
        go.Heatmap(
            z=[[_cell_share(cell) for cell in line] for line in grid],
            x=[_short(source, 24) for source in sources],
            y=[_short(titles.get(story, story), 56) for story in kept],
            text=[["" if cell is None else str(cell.n) for cell in line] for line in grid],
            texttemplate="%{text}",
            customdata=[[_coverage_cell(cell) for cell in line] for line in grid],
            hovertemplate=(
                "%{y}<br>%{x}: %{customdata[0]} reports, expected %{customdata[1]}<br>"
                "share %{z:.0%}, 95 % interval %{customdata[2]} to %{customdata[3]}; q %{customdata[4]}<extra></extra>"
            ),
            colorscale=[[0, "#f6f3ec"], [1, ACCENT]], zmin=0, zmax=1, xgap=2, ygap=2,
            colorbar={"title": "share", "tickformat": ".0%"},
        )
    )  # fmt: skip
    figure.update_layout(**_LAYOUT, title="Who carried which story", height=160 + 28 * max(len(kept), 3))
    figure.update_xaxes(type="category", automargin=True, tickangle=-40)
    figure.update_yaxes(type="category", autorange="reversed", automargin=True)
    return _exported(figure)


def plot_topics(
    trend: pd.DataFrame, topics: pd.DataFrame | None = None, *, most_topics: int = 6, most_sources: int = 9
) -> go.Figure:
    """Draw topics over time by source: one panel a topic, one colour a source.

    Parameters
    ----------
    trend : TOPIC_TREND table.
    topics : TOPICS table, for labels; None: ids are shown.
    most_topics : the largest are drawn.
    most_sources : the largest have a colour of their own, the others share one.

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

    table = check(trend, TOPIC_TREND)
    labels = (
        {} if topics is None else dict(check(topics, TOPICS)[["topic_id", "label"]].itertuples(index=False, name=None))
    )
    kept = _largest(table, "topic_id", most_topics)
    sources = _largest(table, "source", most_sources)
    names = [_short(labels.get(topic, topic), 70) for topic in kept]
    figure = make_subplots(
        rows=max(len(kept), 1), cols=1, shared_xaxes=True, subplot_titles=names or None, vertical_spacing=0.06
    )
    groups = [(source, table[table["source"] == source]) for source in sources]
    rest = table[~table["source"].isin(sources)]
    if len(rest):
        groups.append(("other sources", rest))
    width = _bar_width(table["period"])
    for place, (source, rows) in enumerate(groups):
        held = [line for line, topic in enumerate(kept, start=1) if (rows["topic_id"] == topic).any()]
        for line in held:
            told = rows[rows["topic_id"] == kept[line - 1]].assign(named=line == held[0], width=width)
            _add_bars(figure, told, source, COLOURS[place % len(COLOURS)], line)
    figure.update_layout(**_LAYOUT, barmode="stack", height=120 + 150 * max(len(kept), 1), legend_title="source")
    figure.update_xaxes(type="date")
    figure.update_annotations(x=0, xanchor="left", font_size=13)
    return _exported(figure)


def plot_emphasis(emphasis: pd.DataFrame, *, story: str | None = None, limit: int = 24) -> go.Figure:
    """Draw the terms sources use more than others: log-odds with 95 % intervals.

    Parameters
    ----------
    emphasis : EMPHASIS table.
    story : story_id to draw; None: all, each term with its story on hover.
    limit : the terms of highest z are kept.

    Returns
    -------
    plotly Figure, one trace a source; `customdata` holds story_id, z, q and n.

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

    table = check(emphasis, EMPHASIS)
    if story is not None:
        table = table[table["story_id"] == story]
    table = table.sort_values(["z", "source", "term"], ascending=[False, True, True]).head(limit)
    order = [f"{_short(row.term, 40)} · {_short(row.source, 26)}" for row in table.itertuples()]
    table = table.assign(_name=order)
    figure = go.Figure()
    for place, (source, rows) in enumerate(table.groupby("source", sort=False)):
        high, low = (rows["high"] - rows["weight"]).fillna(0), (rows["weight"] - rows["low"]).fillna(0)
        figure.add_scatter(
            x=rows["weight"].tolist(), y=rows["_name"].tolist(), mode="markers", name=_short(source, 30),
            error_x={"type": "data", "symmetric": False, "array": high.tolist(), "arrayminus": low.tolist(), "width": 0},
            marker={"size": 9, "color": COLOURS[place % len(COLOURS)]},
            customdata=[[row.story_id, _figure(row.z), _figure(row.q), row.n] for row in rows.itertuples()],
            hovertemplate="%{y}<br>log-odds %{x:.2f}, z %{customdata[1]}, q %{customdata[2]}; %{customdata[3]} texts<extra></extra>",
        )  # fmt: skip
    figure.update_layout(**_LAYOUT, title="What each source stresses", height=140 + 24 * max(len(table), 4))
    figure.update_yaxes(type="category", categoryorder="array", categoryarray=order[::-1], automargin=True)
    figure.update_xaxes(title="log-odds against the other sources, 95 % interval", zeroline=True)
    return _exported(figure)


def _exported(figure: go.Figure) -> go.Figure:
    """Let a figure shown in a notebook stand in the page that nbconvert makes of it: plotly's own choice there is no HTML."""
    import plotly.io as pio

    if pio.renderers.default == "plotly_mimetype":
        pio.renderers.default = "plotly_mimetype+notebook"
    return figure


def _add_bars(figure: go.Figure, rows: pd.DataFrame, source: str, colour: str, line: int) -> None:
    name = _short(source, 30)
    rows = rows.sort_values(["period", "source"])
    figure.add_bar(
        x=[iso_day(day) for day in rows["period"]], y=rows["n"].tolist(), name=name, legendgroup=name,
        showlegend=bool(rows["named"].any()), width=rows["width"].tolist(), marker_color=colour, row=line, col=1,
        customdata=[[plain(row.source), _percent(row.share), _percent(row.low), _percent(row.high)] for row in rows.itertuples()],
        hovertemplate=(
            f"{name}<br>%{{x|%-d %b %Y}}: %{{y}} articles<br>%{{customdata[1]}} of its articles, "
            "95 % interval %{customdata[2]} to %{customdata[3]}<extra></extra>"
        ),
    )  # fmt: skip


def _bar_width(periods: pd.Series[Any]) -> float:
    """Return the width of a bar in ms: plotly's own is that of a moment where a trace has a single bar."""
    gaps = periods.drop_duplicates().sort_values().diff().dropna().dt.days
    return BAR * DAY_MS * float(gaps.min() if len(gaps) else ONE_BAR)


def _length(row: Any) -> int:
    """Return how long the bar of an event is, in ms: its last day belongs to it."""
    last = row.first_day if pd.isna(row.last_day) else row.last_day
    return (int((last - row.first_day).days) + 1) * DAY_MS


def shown_days(rows: Sequence[Any]) -> list[str]:
    """Return the first and last day that a timeline shows: those of its longest run of news.

    History and forecasts that would press the news into a corner are left outside (see `outside`). A run is events with
    at most `NEAR` days between one and the next, the one of most events, the latest of equals; it takes in what lies
    beside it as far as it is long itself.
    """
    if not rows:
        return ["2000-01-01", "2000-01-02"]
    spans = [(row.first_day, row.first_day if pd.isna(row.last_day) else row.last_day) for row in rows]
    first, last = min(low for low, _ in spans), max(high for _, high in spans)
    run = _run([(low, high) for low, high in spans if (high - low).days <= PASSING])
    if run is not None and (last - first).days > max(FOLDED[0], FOLDED[1] * (run[1] - run[0]).days):
        first, last = run
    pad = pd.Timedelta(days=max(2, round(0.04 * (last - first).days)))
    return [_iso_within(first, -pad), _iso_within(last, pad + pd.Timedelta(days=1))]


def _run(spans: list[tuple[Any, Any]]) -> tuple[Any, Any] | None:
    """Return the bounds of the longest run of news; None where no two events lie near each other."""
    runs: list[list[tuple[Any, Any]]] = []
    for low, high in sorted(spans):
        if runs and (low - max(end for _, end in runs[-1])).days <= NEAR:
            runs[-1].append((low, high))
        else:
            runs.append([(low, high)])
    best = max(runs, key=lambda run: (len(run), run[0]), default=[])
    if len(best) < 2:
        return None
    first, last = best[0][0], max(high for _, high in best)
    while True:
        reach = max(REACH[0], REACH[1] * (last - first).days)
        near = [(low, high) for low, high in spans if (first - high).days <= reach and (low - last).days <= reach]
        wider = min(low for low, _ in near), max(high for _, high in near)
        if wider == (first, last):
            return first, last
        first, last = wider


def _iso_within(day: Any, by: pd.Timedelta) -> str:
    """Return a day moved, or the day itself at the ends of the calendar."""
    try:
        moved = day + by
    except (OverflowError, ValueError):
        return iso_day(day)
    return iso_day(moved if 1 <= moved.year <= 9999 else day)


def outside(rows: Sequence[Any], shown: Sequence[str]) -> list[dict[str, Any]]:
    """Return for each event before or after the days shown its line, its mark and what hovering tells: none is lost."""
    found = []
    for line, row in enumerate(rows):
        last = row.first_day if pd.isna(row.last_day) else row.last_day
        before, after = iso_day(last) < shown[0], iso_day(row.first_day) > shown[1]
        if before or after:
            told = f"{_hover(row)}<br>{'before' if before else 'after'} the days shown"
            found.append({"line": line, "after": after, "mark": "◂" if before else "▸", "hover": told})
    return found


def _label(row: Any) -> str:
    """Return what an event is called beside its bar, on two lines, so that the days have room on a narrow screen."""
    when = tell_period(row.first_day, row.last_day, plain(row.precision))
    words = " ".join(plain(str(row.text)).split())
    lines = textwrap.wrap(words if len(words) <= LABEL else words[: LABEL - 1].rstrip() + "…", 42) or [""]
    return f"{'<br>'.join(html.escape(line) for line in lines)}  <b>{html.escape(when)}</b>"


def _hover(row: Any) -> str:
    when = html.escape(tell_period(row.first_day, row.last_day, plain(row.precision)))
    text = "<br>".join(html.escape(line) for line in textwrap.wrap(plain(row.text), 70))
    return f"<b>{when}</b><br>{text}<br>{plural(int(row.n_sources), 'independent origin')}"


def _short(text: object, most: int) -> str:
    """Return a text cut to `most` characters and escaped, since plotly acts on tags."""
    words = " ".join(plain(str(text)).split())
    return html.escape(words if len(words) <= most else words[: most - 1].rstrip() + "…")


def _largest(table: pd.DataFrame, column: str, most: int) -> list[str]:
    counts = table.groupby(column)["n"].sum()
    return sorted((str(key) for key in counts.index), key=lambda key: (-int(counts[key]), key))[:most]


def _cell_share(cell: Any) -> float | None:
    return None if cell is None else float(cell.share)


def _coverage_cell(cell: Any) -> list[str]:
    if cell is None:
        return ["0", "–", "–", "–", "–"]
    return [str(cell.n), _figure(cell.expected), _percent(cell.low), _percent(cell.high), _figure(cell.q)]


def _figure(value: Any) -> str:
    return "–" if pd.isna(value) else f"{float(value):.2f}"


def _percent(value: Any) -> str:
    return "–" if pd.isna(value) else f"{float(value):.0%}"
