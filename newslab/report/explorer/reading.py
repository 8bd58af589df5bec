"""What the Explorer asks a kernel for: an article with its marks, the words of places, articles that hold words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from newslab.report.render import plain, scrub, tell_published
from newslab.tables import slice_hash
from newslab.text.normalise import fold

MOST_HITS: Final = 200  # sentences that a search tells; the count is whole
MOST_OF_SLOT: Final = {
    "headline": 0,
    "fact": 3,
    "reaction": 2,
    "background": 1,
}  # values of a story; of other slots all
Place = tuple[int, str, int, int]


class Reading:
    """The texts of a corpus by row number, and what was found in them.

    Parameters
    ----------
    tables : of a corpus, by name.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables
        self._articles = tables["articles"].reset_index(drop=True)

    @cached_property
    def _held(self) -> dict[str, Mapping[Any, Any]]:
        """Return which rows of each table of spans an article has."""
        names = ("sentences", "names", "times", "numbers", "quotes", "statements", "images")
        return {name: self._tables[name].groupby("article_id").indices for name in names}

    @cached_property
    def _fields(self) -> dict[str, list[Any]]:
        return {name: self._articles[name].tolist() for name in ("text", "title", "subtitle")}

    @cached_property
    def _folded(self) -> list[str]:
        columns = (self._fields[name] for name in ("title", "subtitle", "text"))
        joined = ("\n".join(cell for cell in cells if isinstance(cell, str)) for cells in zip(*columns, strict=True))
        return [fold(text).text.lower() for text in joined]

    def rows_of(self, table: str, row: int) -> pd.DataFrame:
        """Return the rows of a table that an article has."""
        places = self._held[table].get(self._articles["article_id"].iloc[row], [])
        found: pd.DataFrame = self._tables[table].iloc[places]
        return found

    def texts(self, row: int, field: str) -> list[str]:
        """Return the texts that a field of an article may mean: captions can be several."""
        if row < 0:  # an article that the corpus does not hold
            return []
        if field == "caption":
            return [cell for cell in self.rows_of("images", row)["caption"] if isinstance(cell, str)]
        cell = self._fields[field][row]
        return [cell] if isinstance(cell, str) else []

    def words(self, places: Iterable[Place], hashes: Sequence[str] | None = None) -> list[str]:
        """Return the words at places (row of the article, field, start, end); those of another hash are empty."""
        found = []
        for number, (row, field, start, end) in enumerate(places):
            texts = (text[start:end] for text in self.texts(row, field) if 0 <= start < end <= len(text))
            wanted = hashes[number] if hashes is not None else None
            found.append(next((scrub(words) for words in texts if wanted in (None, slice_hash(words))), ""))
        return found

    @cached_property
    def cites(self) -> pd.DataFrame:
        """The citations of events and contrasts, each with the row of its article."""
        rows = {key: row for row, key in enumerate(self._articles["article_id"])}
        return told(self._tables).assign(row=lambda table: table["article_id"].map(rows).fillna(-1).astype(int))

    def cited(self, rows: Sequence[int]) -> list[list[Any]]:
        """Return of citations, by their places in `cites`, [sentence, start, end of what is cited in it]; "" where it
        changed.
        """
        cites = self.cites.iloc[list(rows)]
        columns = [cites[name].tolist() for name in ("row", "field", "start", "end")]
        words = self.words(zip(*columns, strict=True), cites["hash"].tolist())
        return [self._in_sentence(place, one) for *place, one in zip(*columns, words, strict=True)]

    def _in_sentence(self, place: Sequence[Any], words: str) -> list[Any]:
        row, field, start, end = place
        first, last = self._sentence(row, start) if field == "text" and words else (0, 0)
        if not first <= start < end <= last:
            return [words, 0, len(words)]
        return [scrub(str(self._fields["text"][row])[first:last]), start - first, end - first]

    def _sentence(self, row: int, place: int) -> tuple[int, int]:
        """Return the bounds of the sentence in which a place of a text lies; (0, 0): in none."""
        table = self.rows_of("sentences", row)
        starts, ends = table["start"].to_numpy(), table["end"].to_numpy()
        held = np.flatnonzero((starts <= place) & (ends > place))
        return (int(starts[held[0]]), int(ends[held[0]])) if len(held) else (0, 0)

    def article(self, row: int) -> dict[str, Any]:
        """Return an article as the reader shows it: its fields, and spans of each kind as [field, start, end,
        label].
        """
        article = self._articles.iloc[row]
        marks = {
            "names": _spans(self.rows_of("names", row), "kind"),
            "dates": _spans(self.rows_of("times", row), "edtf"),
            "numbers": _spans(self.rows_of("numbers", row), "unit"),
            "quotes": _spans(self.rows_of("quotes", row), "speaker"),
        }
        sentences, statements = self.rows_of("sentences", row), self.rows_of("statements", row)
        marks["roles"] = _spans(sentences.assign(field="text"), "role")
        modality, speaker = (statements[name].fillna("") for name in ("modality", "attributed_to"))
        marks["statements"] = _spans(statements.assign(told=(modality + " · " + speaker).str.strip(" ·")), "told")
        return {
            "row": row,
            "title": plain(article["title"]),
            "subtitle": plain(article["subtitle"]),
            "text": scrub(str(article["text"])),
            "published": tell_published(article, clock=True),
            "authors": ", ".join(scrub(str(one)) for one in list(article["authors"])[:4]),
            "status": plain(article["text_status"]),
            "marks": marks,
        }

    def search(self, terms: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return the rows of articles in which all terms stand, and a sentence for each of the first.

        Parameters
        ----------
        terms : dicts of `text` (a word or phrase), `prefix` (further letters may follow), `without` (it must not
        stand).
        """
        wanted = [(_pattern(term, 0), _lowered(term), bool(term.get("without"))) for term in terms]
        rows = [row for row, text in enumerate(self._folded) if _holds(text, wanted)]
        shown = [_pattern(term) for term in terms if not term.get("without")]
        return {"rows": rows, "hits": [self._hit(row, shown) for row in rows[:MOST_HITS]] if shown else []}

    def sentences(self, rows: Sequence[int], term: str, most: int = 12) -> list[list[Any]]:
        """Return sentences of some articles in which a term stands, as [row, start, end, words]."""
        pattern = _pattern({"text": term, "prefix": True})
        found: list[list[Any]] = []
        for row in rows:
            text = str(self._fields["text"][row])
            if not pattern.search(fold(text).text):
                continue
            table = self.rows_of("sentences", row)
            for start, end in zip(table["start"].tolist(), table["end"].tolist(), strict=True):
                if pattern.search(fold(text[start:end]).text):
                    found.append([row, start, end, scrub(text[start:end])])
                    if len(found) >= most:
                        return found
        return found

    def _hit(self, row: int, patterns: Sequence[re.Pattern[str]]) -> list[Any]:
        """Return [row, start, end, words] of the sentence in which one of the patterns stands first; no words: the
        title.
        """
        text = str(self._fields["text"][row])
        folded = fold(text)
        met = next((match for pattern in patterns if (match := pattern.search(folded.text))), None)
        if met is None:
            return [row, 0, 0, ""]
        place = folded.to_original(met.start())
        start, end = self._sentence(row, place)
        if not end:
            start, end = max(0, place - 80), min(place + 120, len(text))
        return [row, start, end, scrub(text[start:end])]


def known_rows(state: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Return the positions of the values that are carried: of slots that hold sentences the first few of a story."""
    before = state.groupby(["story_id", "slot"]).cumcount()
    most = np.array([MOST_OF_SLOT.get(slot, len(state)) for slot in state["slot"]], dtype=np.int64)
    return np.flatnonzero(before.to_numpy() < most)


def told(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the citations of events, contrasts and what is known of stories, in their order."""
    known = tables["state"]["state_id"].iloc[known_rows(tables["state"])]
    owners = pd.concat([tables["events"]["event_id"], tables["contrasts"]["contrast_id"], known])
    cites = tables["citations"]
    ours = set(owners.tolist())  # several times quicker than `isin` on columns of text
    held = np.fromiter((key in ours for key in cites["cited_id"].tolist()), dtype=bool, count=len(cites))
    return cites[held].reset_index(drop=True)


def _lowered(term: Mapping[str, Any]) -> str:
    return fold(str(term["text"])).text.lower()


def _pattern(term: Mapping[str, Any], flags: int = re.IGNORECASE) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in _lowered(term).split())
    return re.compile(rf"(?<!\w){words}" + ("" if term.get("prefix") else r"(?!\w)"), flags)


def _holds(text: str, wanted: Sequence[tuple[re.Pattern[str], str, bool]]) -> bool:
    return all(
        (_first_word(words) in text and pattern.search(text) is not None) != without
        for pattern, words, without in wanted
    )


def _first_word(words: str) -> str:
    """Return what is looked for first, since that is many times quicker than the pattern."""
    return words.split()[0] if words.split() else ""


def _spans(table: pd.DataFrame, label: str) -> list[list[Any]]:
    if table.empty:
        return []
    table = table.sort_values(["start", "end"])
    cells = [table[name].tolist() for name in ("field", "start", "end", label)]
    return [[field, start, end, plain(cell)] for field, start, end, cell in zip(*cells, strict=True)]
