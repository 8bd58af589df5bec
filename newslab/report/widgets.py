"""Explorer: a story, its timeline, and on a click the sentences of an event source by source."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from newslab.report.evidence import Evidence
from newslab.report.plots import timeline_layout, timeline_rows, timeline_trace
from newslab.report.render import plain, plural, safe_url, tell_period, tell_published
from newslab.report.sections import contrasts, headline_of
from newslab.report.shelf import Shelf, Tables

MOST_EVENTS: Final = 30
WIDTH: Final = 980  # pixels: a figure in a box is else drawn 700 wide, and labels leave the days no room


class Explorer:
    """A widget: choose a story, click an event on its timeline, read what each source says of it.

    Parameters
    ----------
    corpus : the tables of a build, as `newslab.Corpus` holds them.

    Attributes
    ----------
    chooser, figure, sentences : the dropdown, the one plotly FigureWidget and the panel beneath.
    story_id : of the story shown.

    Notes
    -----
    One FigureWidget serves all stories, since each puts its script into the notebook. Bars are keyed by event_id in
    `customdata`. The first trace is not seen. It takes clicks near the bar of a day, which may be thinner than a pixel;
    and the browser reads the type of the axis from it, since the lengths of bars are numbers and would, on every change
    of story, turn days into nanoseconds for a moment. Both traces have one point an event, in the same order.

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
        options = _options(self._shelf)
        self.chooser = widgets.Dropdown(options=options, description="Story", layout=widgets.Layout(width="100%"))
        self.figure = go.FigureWidget([_days_trace([]), timeline_trace([])])
        for trace in self.figure.data:
            trace.on_click(self._on_click)
        self.sentences = widgets.HTML(_HINT)
        self.sentences.add_class("newslab-sentences")
        self.widget = widgets.VBox([self.chooser, self.figure, self.sentences])
        self.widget.add_class("newslab-explorer")
        self.chooser.observe(self._on_choice, names="value")
        if options:
            self.show_story(options[0][1])

    @property
    def bars(self) -> Any:
        """The trace whose bars are events."""
        return self.figure.data[1]

    def show_story(self, story_id: str) -> None:
        """Draw the timeline of a story, and list beneath where its sources differ."""
        family = set(self._shelf.family(story_id))
        self.story_id = story_id
        self._rows = timeline_rows(self._events[self._events["story_id"].isin(family)], MOST_EVENTS)
        trace = timeline_trace(self._rows, self._citations)
        with self.figure.batch_update():
            self.figure.data[0].update(_days_trace(self._rows))
            self.bars.update({key: value for key, value in trace.items() if key != "type"}, overwrite=False)
            self.figure.update_layout(**{**timeline_layout(self._rows), "autosize": False, "width": WIDTH})
            if "range" not in timeline_layout(self._rows)["xaxis"]:
                self.figure.layout.xaxis.autorange = True
        self.sentences.value = _HINT + differences_html(self._shelf, story_id)

    def show_event(self, event_id: str) -> None:
        """Show the sentences of an event, grouped by source."""
        row = next((one for one in self._rows if str(one.event_id) == event_id), None)
        if row is not None and self.story_id is not None:
            self.sentences.value = event_html(self._shelf, row) + differences_html(self._shelf, self.story_id)

    def _on_choice(self, change: Any) -> None:
        if change["new"]:
            self.show_story(change["new"])

    def _on_click(self, trace: Any, points: Any, _state: Any) -> None:
        del trace
        for place in points.point_inds:
            if 0 <= place < len(self._rows):
                self.show_event(str(self._rows[place].event_id))
                return

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget._repr_mimebundle_(**options)


def _days_trace(rows: Sequence[Any]) -> dict[str, Any]:
    bars = timeline_trace(rows)
    return {"type": "scatter", "mode": "markers", "x": bars["base"], "y": bars["y"], "hovertext": bars["hovertext"],
            "hoverinfo": "text", "marker": {"size": 16, "opacity": 0}, "showlegend": False}  # fmt: skip


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
        f"<tr><td><b>{html.escape(one['label'])}</b><br>{html.escape(one['subject'])}: {html.escape(one['reason'])}</td>"
        + "".join(f"<td>{html.escape(side['source'])}<br>{_first_words(side)}</td>" for side in one["sides"])
        + "</tr>"
        for one in found[:8]
    )
    return f"<div style='{_STYLE}'><h3 style='margin:1.4em 0 .3em'>Where reports differ</h3><table style='{_TABLE}'>{rows}</table></div>"


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


def _options(shelf: Shelf) -> list[tuple[str, str]]:
    """Return the stories to choose from, those of most origins first; those with dated events alone."""
    dated = {key for key in shelf.stories if any(_has_day(shelf, one) for one in shelf.family(key))}
    weights = {key: shelf.n_origins(shelf.articles_of(key)) for key in dated}
    order = sorted(dated, key=lambda key: (-weights[key], key))
    names: dict[str, str] = {}
    for key in order[:200]:
        name = f"{' '.join(headline_of(shelf, key).split())[:110]} ({plural(len(shelf.articles_of(key)), 'article')})"
        while name in names:  # a dropdown needs names that differ
            name += " "
        names[name] = key
    return list(names.items())


def _has_day(shelf: Shelf, story_id: str) -> bool:
    return any(not pd.isna(row.first_day) for row in shelf.desk.events.get(story_id, []))


_STYLE: Final = "max-width:62em;line-height:1.45;font-size:14px"
_TABLE: Final = "border-spacing:0 .6em;text-align:left;vertical-align:top"
_HINT: Final = f"<p style='{_STYLE};opacity:.75'>Click a bar to read what each source says of the event.</p>"
