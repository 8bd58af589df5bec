"""Score `find_dates` against TimeML files with the measures of TempEval-3 (UzZaman et al. 2013)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Final, NamedTuple

from newslab.errors import ReadError
from newslab.evaluate import Evaluation
from newslab.text.dates import find_dates

_TEXT: Final = re.compile(r"<TEXT>(.*?)</TEXT>", re.DOTALL)
_ANCHOR: Final = re.compile(r"<DCT>.*?<TIMEX3\b[^>]*\bvalue=\"(\d{4}-\d\d-\d\d)", re.DOTALL)
_TAG: Final = re.compile(r"<(/?)([A-Za-z]\w*)((?:\s[^<>]*)?)>")
_ATTRIBUTE: Final = re.compile(r"(\w+)=\"([^\"]*)\"")
_RANGE: Final = re.compile(r"\s*[-\u2013\u2014]\s*")
_PIECES: Final = re.compile(r"(?<=[.?!])\s+(?=[A-Z\"'`(])|\n+")
UNTYPED: Final = frozenset(["wikiwars"])  # every expression is typed DATE there


class Timex(NamedTuple):
    """One expression: offsets in the text of its document, TIMEX3 type and value."""

    start: int
    end: int
    type: str
    value: str


@dataclass(frozen=True)
class Document:
    """A TimeML file: its text without tags, its gold expressions in order, and the day it was written."""

    name: str
    text: str
    anchor: str | None
    gold: tuple[Timex, ...]


@dataclass
class Tally:
    """Counts of one data set."""

    gold: int = 0
    found: int = 0
    relaxed: int = 0
    strict: int = 0
    typed: int = 0
    valued: int = 0
    null: int = 0

    def add(self, gold: Iterable[Timex], found: Iterable[Timex]) -> None:
        """Match found expressions with gold ones, each at most once, the greatest overlap first."""
        golds, founds = list(gold), list(found)
        self.gold += len(golds)
        self.found += len(founds)
        for one, other in _matched(golds, founds):
            self.relaxed += 1
            self.strict += one[:2] == other[:2]
            self.typed += one.type == other.type
            if one.value.lower() == "null":
                self.null += 1
            else:
                self.valued += one.value == other.value

    def f1(self, right: int, without: int = 0) -> float:
        """Return F1 of `right` among gold and found, both less `without`."""
        total = self.gold + self.found - 2 * without
        return 2 * right / total if total else 0.0


def evaluate(data: Path, *, against: bool = False) -> Evaluation:
    """Score dates on TimeML files.

    Parameters
    ----------
    data : a .tml file, a folder of them, or a folder of such folders (each is a data set).
    against : also run `dateparser.search_dates(languages=["en"])` on the same sentences, and give the ratio of speeds.

    Returns
    -------
    Evaluation; per data set n (gold expressions), relaxed, strict, type, value (F1, 0 to 1, 1 is best; value needs a
    relaxed match and the same value), precision, recall (relaxed), sentences_per_second (of processor time).

    Raises
    ------
    ReadError
        If there is no .tml file.

    Notes
    -----
    The creation time is the anchor and is not scored. A range such as "1950-53" is one record of `find_dates` and two
    TIMEX3, its ends. Where all types are DATE (wikiwars), type is not scored; null values count as found, their value
    is not scored.
    """
    rows: list[dict[str, Any]] = []
    predictions: list[dict[str, Any]] = []
    for name, files in _sets(Path(data)):
        documents = [read_timeml(file) for file in files]
        tally = Tally()
        for document in documents:
            found = [end for record in find_dates(document.text, document.anchor) for end in to_timex(record)]
            tally.add(document.gold, found)
            predictions += [{"document": document.name, **timex._asdict()} for timex in found]
        rows += _rows(name, documents, tally, against)
    return Evaluation("dates", rows, predictions)


def _sets(data: Path) -> list[tuple[str, list[Path]]]:
    if data.is_file():
        return [(data.parent.name, [data])]
    folders = sorted({file.parent for file in data.rglob("*.tml")})
    if not folders:
        raise ReadError(f"{data}: expected TimeML files, found no .tml; give the folder that holds them")
    return [(folder.name, sorted(folder.glob("*.tml"))) for folder in folders]


def read_timeml(file: Path) -> Document:
    """Read the text, the gold expressions and the creation day of a TimeML file.

    Raises
    ------
    ReadError
        If the file has no TEXT.
    """
    source = file.read_text(encoding="utf-8", errors="replace")
    body = _TEXT.search(source)
    if body is None:
        raise ReadError(f"{file}: expected TimeML with a TEXT element, found none")
    anchor = _ANCHOR.search(source)
    pieces: list[str] = []
    gold: list[Timex] = []
    opened: list[tuple[int, dict[str, str]]] = []
    length = done = 0
    for tag in [*_TAG.finditer(body[1]), None]:
        words = unescape(body[1][done : tag.start() if tag else len(body[1])])
        pieces.append(words)
        length += len(words)
        if tag is None:
            break
        done = tag.end()
        if tag[2] == "TIMEX3" and not tag[1]:
            opened.append((length, dict(_ATTRIBUTE.findall(tag[3]))))
        elif tag[2] == "TIMEX3" and opened:
            start, attributes = opened.pop()
            if length > start:
                gold.append(Timex(start, length, attributes.get("type", "DATE"), attributes.get("value", "")))
    return Document(file.stem, "".join(pieces), anchor[1] if anchor else None, tuple(sorted(gold)))


def to_timex(record: dict[str, Any]) -> list[Timex]:
    """Write a record of `find_dates` as TIMEX3: one, or two for a range, which TimeML marks by its ends.

    Examples
    --------
    >>> to_timex({"start": 3, "end": 10, "text": "1950-53", "type": "DATE", "value": "1950/1953"})
    [Timex(start=3, end=7, type='DATE', value='1950'), Timex(start=8, end=10, type='DATE', value='1953')]
    """
    start, end, kind, value = record["start"], record["end"], record["type"], record["value"]
    dashes = list(_RANGE.finditer(record["text"]))
    if "/" not in value or not dashes:
        return [Timex(start, end, kind, value)]
    low, high = value.split("/", 1)
    dash = dashes[len(dashes) // 2]
    return [Timex(start, start + dash.start(), kind, low), Timex(start + dash.end(), end, kind, high)]


def _matched(golds: list[Timex], founds: list[Timex]) -> Iterator[tuple[Timex, Timex]]:
    pairs = [
        (min(gold.end, found.end) - max(gold.start, found.start), -i, -j)
        for i, gold in enumerate(golds)
        for j, found in enumerate(founds)
        if gold.start < found.end and found.start < gold.end
    ]
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for _, i, j in sorted(pairs, reverse=True):
        if -i not in used_gold and -j not in used_found:
            used_gold.add(-i)
            used_found.add(-j)
            yield golds[-i], founds[-j]


def _rows(name: str, documents: list[Document], tally: Tally, against: bool) -> list[dict[str, Any]]:
    sentences = [(piece, document.anchor) for document in documents for piece in _PIECES.split(document.text) if piece]
    seconds = _seconds(find_dates, sentences)
    row: dict[str, Any] = {
        "data": name,
        "n": tally.gold,
        "documents": len(documents),
        "relaxed": round(tally.f1(tally.relaxed), 4),
        "strict": round(tally.f1(tally.strict), 4),
        "type": None if name in UNTYPED else round(tally.f1(tally.typed), 4),
        "value": round(tally.f1(tally.valued, tally.null), 4),
        "precision": round(tally.relaxed / tally.found, 4) if tally.found else 0.0,
        "recall": round(tally.relaxed / tally.gold, 4) if tally.gold else 0.0,
        "sentences_per_second": round(len(sentences) / seconds, 1),
    }
    if not against:
        return [row]
    some = sentences[:: max(len(sentences) // 400, 1)]  # dateparser is slow; both run on the same sentences
    theirs, ours = _seconds(_dateparser(), some), _seconds(find_dates, some)
    row["speed_ratio"] = round(theirs / ours, 1)
    reference = {"data": f"{name} (dateparser)", "n": tally.gold, "sentences_per_second": round(len(some) / theirs, 1)}
    return [row, reference]


def _seconds(run: Callable[[str, str | None], object], sentences: list[tuple[str, str | None]]) -> float:
    for sentence, anchor in sentences[:3]:  # what is loaded at the first call is not what is measured
        run(sentence, anchor)
    start = time.process_time()
    for sentence, anchor in sentences:
        run(sentence, anchor)
    return max(time.process_time() - start, 1e-9)


def _dateparser() -> Callable[[str, str | None], object]:
    """Return dateparser's search with the anchor as its relative base."""
    from datetime import datetime

    from dateparser.search import search_dates

    def run(sentence: str, anchor: str | None) -> object:
        settings = {"RELATIVE_BASE": datetime.fromisoformat(anchor)} if anchor else {}
        return search_dates(sentence, languages=["en"], settings=settings)

    return run
