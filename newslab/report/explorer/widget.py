"""Explorer: a corpus in a notebook, filtered, drawn, compared and read; texts come from the kernel on demand."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final

import anywidget
import numpy as np
import pandas as pd
import traitlets

from newslab.errors import NewslabError, OptionError
from newslab.group.edits import log_edit
from newslab.report.explorer.bundle import script, style
from newslab.report.explorer.payload import pack
from newslab.report.explorer.reading import Reading
from newslab.report.shelf import Tables
from newslab.tables import CONTRACTS, complete

log = logging.getLogger(__name__)
MOST_SAVED: Final = 4_000_000  # bytes of a payload that a saved notebook may hold: 5.3 MB in its base64
SELECTED: Final = ("articles", "events", "statements", "contrasts")


@dataclass(frozen=True)
class Selection:
    """The rows that pass the filters of an Explorer, each table as the corpus has it.

    Attributes
    ----------
    articles, events, statements, contrasts : rows of the tables of these names.
    """

    articles: pd.DataFrame
    events: pd.DataFrame
    statements: pd.DataFrame
    contrasts: pd.DataFrame

    def __repr__(self) -> str:
        return f"Selection({', '.join(f'{one.name}: {len(getattr(self, one.name)):,}' for one in fields(self))})"


class Explorer(anywidget.AnyWidget):
    """A widget of linked views: search, facets, timeline, lists, stories, coverage, topics, emphasis, differences, map.

    Parameters
    ----------
    corpus : the tables of a build, as `newslab.Corpus` holds them.
    state : what an earlier `explorer.state` held: filters, view, what is open. What it names and this corpus does not
        have is left out.

    Raises
    ------
    TableError
        If `corpus` is no corpus, or a table breaks its contract.

    Attributes
    ----------
    state : the filters and the view, texts and numbers only; can be set.
    selection : the rows that pass the filters; can be set.
    edits : the EDITS table of the corpus with the corrections made here.

    Notes
    -----
    It reads tables and decides nothing; every filter acts on every view. The widget carries titles, days, names, events
    and places of citations, never the texts: these it asks the kernel for when they are read. What is larger than 4 MB
    (some 1,500 articles) it asks for whole, so that no saved notebook grows by it; it is then drawn when its cell is
    run.

    Examples
    --------
    >>> import newslab as nl
    >>> Explorer(nl.Corpus()).selection
    Selection(articles: 0, events: 0, statements: 0, contrasts: 0)
    """

    payload = traitlets.Bytes().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    selected = traitlets.Dict().tag(sync=True)
    given = traitlets.Dict().tag(sync=True)
    corrections: Any = traitlets.List().tag(sync=True)

    def __init__(self, corpus: Tables, *, state: Mapping[str, Any] | None = None) -> None:
        tables = complete(corpus)
        packed = pack(tables)
        self._tables, self._rows, self._packed = tables, packed.rows, packed.to_bytes()
        self._esm, self._css = script("widget"), style()
        held = self._packed if len(self._packed) <= MOST_SAVED else b""
        super().__init__(payload=held, state=dict(state or {}))
        self.on_msg(self._answer)

    @cached_property
    def _reading(self) -> Reading:
        return Reading(self._tables)

    @property
    def edits(self) -> pd.DataFrame:
        """The corrections by hand: those of the corpus, then those made here; give them to `build_corpus`."""
        edits: pd.DataFrame = self._tables["edits"]
        for one in self.corrections:
            edits = log_edit(edits, one["what"], one["target"], one.get("value"), why=one.get("why") or "")
        return edits

    @property
    def selection(self) -> Selection:
        """The rows that pass the filters; set it to a Selection, or to a dict of tables or of their keys."""
        return Selection(**{name: self._chosen(name) for name in SELECTED})

    @selection.setter
    def selection(self, wanted: Selection | Mapping[str, Any] | None) -> None:
        if isinstance(wanted, Selection):
            asked = {one.name: getattr(wanted, one.name) for one in fields(wanted)}
            wanted = {name: rows for name, rows in asked.items() if len(rows) < len(self._table(name))}
        given = {name: self._places(name, rows) for name, rows in dict(wanted or {}).items()}
        self.selected = {
            name: np.packbits(self._flags(name, rows), bitorder="little").tobytes() for name, rows in given.items()
        }
        self.given = {}  # the same choice again is a choice too
        self.given = given

    def to_cell(self) -> None:
        """Put the next cell: one that shows this corpus in this state again. Run it in a cell of its own."""
        from IPython import get_ipython

        shell = get_ipython()
        if shell is None:
            raise OptionError("to_cell: there is no notebook; explorer.state has the state")
        shell.set_next_input(f"explorer = nl.Explorer(corpus, state={self.state!r})\nexplorer")

    def _table(self, name: str) -> pd.DataFrame:
        table = self._tables[name]
        kept: pd.DataFrame = table.iloc[self._rows[name]] if name in self._rows else table
        return kept

    def _chosen(self, name: str) -> pd.DataFrame:
        table, bits = self._table(name), self.selected.get(name)
        if bits is None:
            return table.reset_index(drop=True)
        flags = np.unpackbits(np.frombuffer(bits, dtype=np.uint8), count=len(table), bitorder="little")
        return table[flags.astype(bool)].reset_index(drop=True)

    def _flags(self, name: str, rows: list[int]) -> np.ndarray[Any, Any]:
        flags = np.zeros(len(self._table(name)), dtype=np.uint8)
        flags[rows] = 1
        return flags

    def _places(self, name: str, rows: Any) -> list[int]:
        if name not in SELECTED:
            raise OptionError(f"selection: no table {name}; expected {', '.join(SELECTED)}")
        key = CONTRACTS[name].key[0]
        keys = rows[key] if isinstance(rows, pd.DataFrame) else rows
        found = pd.Index(self._table(name)[key]).get_indexer(list(keys))
        if (found < 0).any():
            log.warning("selection: %d of %d %s are not in this corpus", (found < 0).sum(), len(found), name)
        return [int(place) for place in found if place >= 0]

    def _answer(self, _widget: Any, asked: Any, _buffers: Any) -> None:
        """Answer a question of the application; what goes wrong is told there."""
        if not isinstance(asked, dict) or "ask" not in asked:
            return
        if asked["what"] == "payload":
            self.send({"answer": asked["ask"]}, buffers=[self._packed])
            return
        try:
            self.send({"answer": asked["ask"], "data": self.ask(str(asked["what"]), asked.get("given") or {})})
        except (NewslabError, LookupError, TypeError, ValueError) as error:
            log.warning("explorer: %s could not be answered (%s)", asked.get("what"), error)
            self.send({"answer": asked["ask"], "error": f"The kernel cannot tell: {error}"})

    def ask(self, what: str, given: Mapping[str, Any]) -> Any:
        """Return what the application asks for: an article, words of places or citations, a search, sentences."""
        reading = self._reading
        if what == "article":
            return reading.article(int(given["row"]))
        if what == "words":
            return reading.words(
                [(int(row), str(field), int(start), int(end)) for row, field, start, end, *_ in given["places"]]
            )
        if what == "cites":
            return reading.cited([int(row) for row in given["rows"]])
        if what == "search":
            return reading.search(given["terms"])
        if what == "sentences":
            return reading.sentences([int(row) for row in given["rows"]], str(given["term"]))
        raise OptionError(f"ask: no answer to {what}")
