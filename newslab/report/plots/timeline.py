"""The timeline: dated events, with their axis fitted to the news."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from newslab.digest.periods import tell_period
from newslab.report.plots.base import ACCENT, GRID, LAYOUT, OPEN, Theme, cut, finish, left_out, nothing
from newslab.report.render import iso_day, plain, plural
from newslab.tables import EVENTS, check

DAY_MS: Final = 86_400_000
LABEL: Final = 66  # characters of an event beside its bar
NEAR: Final = 45  # days between two events of one run of news
REACH: Final = (90, 1.5)  # days, or times the days of the run, within which it takes in what lies beside it
FOLDED: Final = (60, 4)  # the axis shows all events where they span so few days, or so few times those of the run
PASSING: Final = 31  # days: a time wider than a month is history told in passing, and no place for an axis


def plot_timeline(
    events: pd.DataFrame, *, citations: pd.DataFrame | None = None, limit: int = 40, theme: Theme = "light"
) -> Any:
    """Draw dated events as bars as long as their dates are uncertain or the events lasted.

    Parameters
    ----------
    events : EVENTS table, n rows; those without a day are left out.
    citations : CITATIONS table; with it `customdata` holds the article ids of each event.
    limit : most events to draw; those of most origins are kept, and the title counts the others.
    theme : "light" or "dark".

    Returns
    -------
    plotly Figure with one bar trace; `customdata[i]` is [event_id, article_id, ...] of bar i.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> war = {"event_id": "e", "text": "War.", "first_day": "1950-01-01", "last_day": "1953-12-31"}
    >>> events = pd.DataFrame([war])
    >>> figure = plot_timeline(events)
    >>> figure.data[0].base[0], figure.layout.xaxis.type
    ('1950-01-01', 'date')
    """
    import plotly.graph_objects as go

    table = check(events, EVENTS)
    rows = timeline_rows(table, limit)
    if not rows:
        return nothing("Timeline", theme, "no event has a day")
    figure = go.Figure(timeline_trace(rows, citations))
    layout = timeline_layout(rows)
    n_dated = int(table["first_day"].notna().sum())
    undated = f"; {plural(len(table) - n_dated, 'event')} without a day" if n_dated < len(table) else ""
    n = (
        f"{plural(len(rows), 'event')}; bars are as long as the time is uncertain or "
        f"lasted{left_out(n_dated - len(rows), 'event')}{undated}"
    )
    told = table.set_index("event_id").loc[[row.event_id for row in rows]].reset_index()
    alt = f"From {tell_period(rows[0].first_day, rows[0].last_day, plain(rows[0].precision))}: {cut(rows[0].text, 200)}"
    made = finish(figure, told, title="Timeline", n=n, alt=alt, theme=theme, height=layout["height"] + 40)
    made.update_layout(**{key: layout[key] for key in ("xaxis", "yaxis", "annotations")})
    return made


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
        **LAYOUT,
        "height": 80 + 34 * max(len(rows), 2),
        "margin": {**LAYOUT["margin"], "t": 16},
        "xaxis": {
            "type": "date",
            "title": {"text": told, "font": {"size": 12}},
            "showgrid": True,
            "automargin": True,
            "gridcolor": GRID,
            "range": shown,
        },
        "annotations": [
            {
                "xref": "x domain",
                "x": float(one["after"]),
                "xanchor": "right" if one["after"] else "left",
                "y": one["line"],
                "text": one["mark"],
                "showarrow": False,
                "font": {"color": ACCENT, "size": 15},
                "hovertext": one["hover"],
            }
            for one in folded
        ],
        "yaxis": {
            "tickmode": "array",
            "tickvals": list(range(len(rows))),
            "ticktext": [_label(row) for row in rows],
            "range": [max(len(rows), 1) - 0.4, -0.6],
            "automargin": True,
            "showline": False,
            "ticks": "",
            "tickfont": {"size": 12},
        },
    }


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
    reach = max(REACH[0], REACH[1] * (last - first).days)
    near = [(low, high) for low, high in spans if (first - high).days <= reach and (low - last).days <= reach]
    return min(low for low, _ in near), max(high for _, high in near)


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
    lines = textwrap.wrap(cut(words, LABEL), 42) or [""]
    return f"{'<br>'.join(html.escape(line, quote=False) for line in lines)}  <b>{html.escape(when, quote=False)}</b>"


def _hover(row: Any) -> str:
    when = html.escape(tell_period(row.first_day, row.last_day, plain(row.precision)), quote=False)
    text = "<br>".join(html.escape(line, quote=False) for line in textwrap.wrap(plain(row.text), 70))
    return f"<b>{when}</b><br>{text}<br>{plural(int(row.n_sources), 'independent origin')}"
