"""Explorer: a story, its timeline, and on a click the sentences of an event source by source."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from newslab.errors import OptionError
from newslab.report.evidence import Evidence
from newslab.report.plots import outside, shown_days, timeline_layout, timeline_rows, timeline_trace
from newslab.report.render import plain, plural, safe_url, tell_period, tell_published
from newslab.report.sections import contrasts, headline_of
from newslab.report.shelf import Shelf, Tables

MOST_EVENTS: Final = 30
MOST_STORIES: Final = 1000  # that a dropdown can be looked through for
BAR, LIGHT_BAR = "#3d85ad", "rgba(61,133,173,.35)"  # seen on white and on black


class Explorer:
    """A widget: choose a story, click an event on its timeline, read what each source says of it.

    Parameters
    ----------
    corpus : the tables of a build, as `newslab.Corpus` holds them.

    Raises
    ------
    TableError
        If `corpus` is no corpus.

    Attributes
    ----------
    chooser, figure, sentences : the dropdown, the one plotly FigureWidget and the panel beneath.
    story_id : of the story shown.

    Notes
    -----
    One FigureWidget serves all stories, since each puts its script into the notebook. Bars are keyed by event_id in
    `customdata`. The first trace is not seen. It takes clicks near the bar of a day, which may be thinner than a pixel;
    and the browser reads the type of the axis from it, since the lengths of bars are numbers and would, on every change
    of story, turn days into nanoseconds for a moment. Both traces have one point an event, in the same order. The last
    trace is the marks of events outside the days shown: as annotations they could not be replaced.
    The colours of the notebook are taken where it has any, so that a dark one stays dark.

    Examples
    --------
    >>> import newslab as nl
    >>> Explorer(nl.Corpus()).story_id is None
    True
    """

    def __init__(self, corpus: Tables) -> None:
        import ipywidgets as widgets
        import plotly.graph_objects as go

        self._shelf = Shelf.of(corpus)
        self._events = corpus.tables["events"]
        self._citations = corpus.tables["citations"]
        self._rows: Sequence[Any] = ()
        self.story_id: str | None = None
        options, told = _options(self._shelf)
        self.chooser = widgets.Dropdown(options=options, description="Story", layout=widgets.Layout(width="100%"))
        self.figure = go.FigureWidget([_days_trace([]), _bars_trace([]), _edges_trace([])], layout=_layout([]))
        self.figure._config = {**self.figure._config, "responsive": True}
        for trace in self.figure.data:
            trace.on_click(self._on_click)
        self.sentences = widgets.HTML(_HINT)
        self.sentences.add_class("newslab-sentences")
        self.told = widgets.HTML(f"{_CSS}<p style='{_STYLE};opacity:.75;margin:0'>{html.escape(told)}</p>")
        chart = widgets.Box([self.figure])
        chart.add_class("newslab-chart")
        self.widget = widgets.VBox([self.chooser, self.told, chart, self.sentences, _fitter()])
        self.widget.add_class("newslab-explorer")
        if options:
            self.show_story(options[0][1])
        self.chooser.observe(self._on_choice, names="value")

    @property
    def bars(self) -> Any:
        """The trace whose bars are events."""
        return self.figure.data[1]

    def show_story(self, story_id: str) -> None:
        """Draw the timeline of a story, and list beneath where its sources differ.

        Raises
        ------
        OptionError
            If the corpus has no such story.
        """
        if story_id not in self._shelf.stories:
            raise OptionError(f"story_id: no story {story_id!r} among the {len(self._shelf.stories):,} of this corpus")
        self.story_id = story_id
        if story_id not in {key for _, key in self.chooser.options}:
            self.chooser.options = [*self.chooser.options, (_name(self._shelf, story_id), story_id)]
        self.chooser.value = story_id
        family = set(self._shelf.family(story_id))
        self._rows = timeline_rows(self._events[self._events["story_id"].isin(family)], MOST_EVENTS)
        traces = _days_trace(self._rows), _bars_trace(self._rows, self._citations), _edges_trace(self._rows)
        with self.figure.batch_update():
            for shown, trace in zip(self.figure.data, traces, strict=True):
                shown.update({key: value for key, value in trace.items() if key != "type"})
            self.figure.update_layout(**_layout(self._rows))
        self.sentences.value = _HINT + differences_html(self._shelf, story_id)

    def show_event(self, event_id: str) -> None:
        """Show the sentences of an event, grouped by source."""
        row = next((one for one in self._rows if str(one.event_id) == event_id), None)
        if row is not None and self.story_id is not None:
            self.sentences.value = event_html(self._shelf, row) + differences_html(self._shelf, self.story_id)

    def _on_choice(self, change: Any) -> None:
        if change["new"] and change["new"] != self.story_id:
            self.show_story(change["new"])

    def _on_click(self, trace: Any, points: Any, _state: Any) -> None:
        del trace
        for place in points.point_inds:
            if 0 <= place < len(self._rows):
                self.show_event(str(self._rows[place].event_id))
                return

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget._repr_mimebundle_(**options)


def _fitter() -> Any:
    """Return an unseen widget that has the chart drawn as wide as there is room.

    A chart is drawn before it has its place, 700 pixels wide then, and is drawn anew on a change of the window alone.
    """
    import anywidget

    class Fitter(anywidget.AnyWidget):
        _esm = _FIT

    return Fitter()


def _days_trace(rows: Sequence[Any]) -> dict[str, Any]:
    bars = timeline_trace(rows)
    return {"type": "scatter", "mode": "markers", "x": bars["base"], "y": bars["y"], "hovertext": bars["hovertext"],
            "hoverinfo": "text", "marker": {"size": 16, "opacity": 0}, "showlegend": False}  # fmt: skip


def _bars_trace(rows: Sequence[Any], citations: pd.DataFrame | None = None) -> dict[str, Any]:
    trace = timeline_trace(rows, citations)
    colours = [BAR if row.modality == "happened" else LIGHT_BAR for row in rows]
    return trace | {"marker": {"color": colours, "line": {"width": 4, "color": colours}}}


def _edges_trace(rows: Sequence[Any]) -> dict[str, Any]:
    """Return the marks of events before and after the days shown, on an axis of their own that does not move."""
    folded = outside(rows, shown_days(rows))
    return {"type": "scatter", "mode": "text", "xaxis": "x2", "x": [0.985 if one["after"] else 0.015 for one in folded],
            "y": [one["line"] for one in folded], "text": [one["mark"] for one in folded],
            "hovertext": [one["hover"] for one in folded], "hoverinfo": "text", "textfont": {"color": BAR, "size": 15},
            "showlegend": False}  # fmt: skip


def _layout(rows: Sequence[Any]) -> dict[str, Any]:
    """Return the whole layout of the chart of a story: each value of it, so that none of the story before stays."""
    layout = timeline_layout(rows)
    layout.pop("annotations")
    layout["font"] = {**layout["font"], "color": "#777"}  # where no style sheet says better
    return {
        **layout, "autosize": True, "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis2": {"overlaying": "x", "range": [0, 1], "fixedrange": True, "visible": False},
    }  # fmt: skip


def event_html(shelf: Shelf, row: Any) -> str:
    """Return an event and its sentences by source; all of it escaped."""
    marks = Evidence(shelf).cite(shelf.cited.get(str(row.event_id), []))
    when = tell_period(row.first_day, row.last_day, plain(row.precision))
    by_source: dict[str, list[Any]] = {}
    for mark in marks:
        by_source.setdefault(mark["source"], []).append(mark)
    told = "".join(
        f"<h4 style='margin:.9em 0 .2em'>{html.escape(source)}</h4>"
        + "".join(_quotation(shelf, mark) for mark in source_marks)
        for source, source_marks in sorted(by_source.items())
    )
    origins = plural(int(row.n_sources), "independent origin")
    return (
        f"<div style='{_STYLE}'><h3 style='margin:.2em 0'>{html.escape(when)}</h3>"
        f"<p style='margin:.2em 0'>{html.escape(plain(row.text))} <i>({origins})</i></p>{told}</div>"
    )


def differences_html(shelf: Shelf, story_id: str) -> str:
    """Return where the sources of a story differ; all of it escaped."""
    found = contrasts(Evidence(shelf), story_id)
    if not found:
        return ""
    rows = "".join(
        f"<div style='{_ROW}'><div style='{_CELL}'><b>{html.escape(one['label'])}</b><br>"
        f"{html.escape(one['subject'])}: {html.escape(one['reason'])}</div>"
        + "".join(
            f"<div style='{_CELL}'><i>{html.escape(side['source'])}</i><br>{_first_words(side)}</div>"
            for side in one["sides"]
        )
        + "</div>"
        for one in found[:8]
    )
    return f"<div style='{_STYLE}'><h3 style='margin:1.4em 0 .3em'>Where reports differ</h3>{rows}</div>"


def _quotation(shelf: Shelf, mark: Any) -> str:
    row = shelf.articles[mark["article_id"]]
    url, day = safe_url(row.url), tell_published(row)
    title = html.escape(plain(row.title) or "Untitled")
    if url:
        title = f'<a href="{html.escape(url, quote=True)}" rel="noopener noreferrer" target="_blank">{title}</a>'
    return (
        f"<blockquote style='margin:.2em 0 .2em .8em'>{html.escape(mark['words'])}</blockquote>"
        f"<p style='margin:0 0 .5em .8em;opacity:.75'>{title}{', ' + day if day else ''}</p>"
    )


def _first_words(side: Any) -> str:
    return html.escape(side["cites"][0]["words"]) if side["cites"] else html.escape(side["value"])


def _options(shelf: Shelf) -> tuple[list[tuple[str, str]], str]:
    """Return the stories to choose from, those with dated events, those of most origins first; and what is not offered."""
    dated = {key for key in shelf.stories if any(_has_day(shelf, one) for one in shelf.family(key))}
    weights = {key: shelf.n_origins(shelf.articles_of(key)) for key in dated}
    order = sorted(dated, key=lambda key: (-weights[key], key))
    names: dict[str, str] = {}
    for key in order[:MOST_STORIES]:
        name = _name(shelf, key)
        while name in names:  # a dropdown needs names that differ
            name += " "
        names[name] = key
    told = [plural(len(names), "story", "stories") + ", those of most origins first"] if names else []
    if undated := len(shelf.stories) - len(dated):
        told.append(f"{undated:,} without a dated event {'is' if undated == 1 else 'are'} not listed")
    if more := len(order) - len(names):
        told.append(f"{more:,} of fewer origins are not listed; show_story(story_id) shows any")
    return list(names.items()), "; ".join(told) + "." if told else "No story has a dated event."


def _name(shelf: Shelf, story_id: str) -> str:
    n_articles = plural(len(shelf.articles_of(story_id)), "article")
    return f"{' '.join(headline_of(shelf, story_id).split())[:110]} ({n_articles})"


def _has_day(shelf: Shelf, story_id: str) -> bool:
    return any(not pd.isna(row.first_day) for row in shelf.desk.events.get(story_id, []))


_STYLE: Final = "max-width:62em;line-height:1.45;font-size:14px"
_ROW: Final = "display:flex;flex-wrap:wrap;gap:.2em 1em;margin:0 0 .9em"  # beside each other where there is room
_CELL: Final = "flex:1 1 15em"
_HINT: Final = f"<p style='{_STYLE};opacity:.75'>Click a bar to read what each source says of the event.</p>"
_INK: Final = "var(--jp-content-font-color1, var(--vscode-foreground, inherit))"
_CSS: Final = f"""<style>
.newslab-explorer {{ overflow: hidden; }}
.newslab-chart {{ overflow-x: auto; }}
.newslab-chart > * {{ flex: 1 0 auto; width: 100%; min-width: 520px; }}
.newslab-explorer .widget-html-content {{ color: {_INK}; }}
.newslab-explorer .main-svg .xtick text, .newslab-explorer .main-svg .ytick text,
.newslab-explorer .main-svg .g-xtitle text {{
  fill: var(--jp-content-font-color1, var(--vscode-foreground, #555)) !important; }}
.newslab-explorer .main-svg .xaxislayer-above path {{ stroke: #888 !important; }}
</style>"""
_FIT: Final = """export default { render({ el }) {
  el.style.display = "none";
  let width = 0, tries = 0, waiting;
  const watch = new ResizeObserver(([entry]) => {
    const now = Math.round(entry.contentRect.width);
    if (now && now !== width) { width = now; window.dispatchEvent(new Event("resize")); }
  });
  const start = () => {
    const box = el.closest(".newslab-explorer")?.querySelector(".newslab-chart");
    if (box && box.querySelector(".main-svg")) watch.observe(box);
    else if (tries++ < 600) waiting = setTimeout(start, 100);
  };
  start();
  return () => { clearTimeout(waiting); watch.disconnect(); };
} };"""
