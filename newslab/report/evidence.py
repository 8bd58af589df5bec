"""The evidence a page carries: what is cited, and of each article as much text as there is room for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from newslab.compare.sides import CORRECTS
from newslab.digest.recheck import recheck_event, recheck_story
from newslab.report.references import reference_line, references
from newslab.report.render import plain, safe_url, scrub, tell_published
from newslab.report.shelf import Shelf

ROOM: Final = 260_000  # bytes of article text on one page, so that the whole stays under 600 KB
MARGINS: Final = (1500, 700, 300, 120, 0)  # characters kept on either side of what is cited, when there is less room
_COPY: Final = {
    "same": "the same text as",
    "near": "a near copy of",
    "syndicated": "syndicated from",
    "attributed": "told according to",
}


@dataclass
class Evidence:
    """Numbered sources and citations of one page; numbers are given in order of first use."""

    shelf: Shelf
    numbers: dict[str, int] = field(default_factory=dict)
    cites: list[dict[str, Any]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    n_sentences: int = 0
    n_held: int = 0
    _places: dict[tuple[str, str, int, int], int] = field(default_factory=dict)

    def number(self, article_id: str) -> int:
        """Return the number of a source on this page."""
        return self.numbers.setdefault(article_id, len(self.numbers) + 1)

    def cite(self, rows: Iterable[Any]) -> list[dict[str, Any]]:
        """Re-check citations and return them as marks: place in the page's list, number of the source, outlet, side.

        What does not hold is left out and counted.
        """
        marks, seen = [], set()
        for row in rows:
            words = self.shelf.words(row)
            if words is None:
                place_name = f"{row.cited_id} cites {row.article_id} {row.field} {row.start}:{row.end}"
                self.faults.append((place_name, "the words are not those that were cited"))
                continue
            place = (str(row.article_id), str(row.field), int(row.start), int(row.end))
            if place in seen:
                continue
            seen.add(place)
            index = self._place(place, words)
            marks.append(
                {
                    "index": index,
                    "label": "",
                    "n": self.cites[index]["n"],
                    "source": self.shelf.source(place[0]),
                    "side": plain(row.side),
                    "words": scrub(words),
                    "article_id": place[0],
                }
            )
        return _labelled(marks)

    def n_origins(self, marks: Iterable[Mapping[str, Any]]) -> int:
        """Return how many independent origins the marked citations have."""
        held = [(mark["article_id"], self.cites[mark["index"]]) for mark in marks]
        return len(set(self.shelf.desk.cited_origins.of((key, one["f"], one["s"]) for key, one in held).values()))

    def recheck(self, story_id: str) -> dict[str, str]:
        """Hold every passage of a story against its citations; what does not hold is counted, and named as a fault."""
        found = recheck_story(self.shelf.desk, story_id)
        for passage_id, fault in found.items():
            self._count(passage_id, fault)
        return found

    def holds(self, event_id: str, told: str, cited: Sequence[Any]) -> bool:
        """Tell whether what is told of an event stands in the sentences that are cited for it."""
        fault = recheck_event(self.shelf.desk, told, cited)
        self._count(event_id, fault)
        return not fault

    def _count(self, statement: str, fault: str) -> None:
        self.n_sentences += 1
        self.n_held += not fault
        if fault:
            self.faults.append((statement, fault))

    def _place(self, place: tuple[str, str, int, int], words: str) -> int:
        index = self._places.get(place)
        if index is None:
            index = self._places[place] = len(self.cites)
            article_id, of, start, end = place
            cite = {"n": self.number(article_id), "f": of, "s": start, "e": end}
            if of in ("caption", "subtitle"):
                cite["w"] = scrub(words)
            self.cites.append(cite)
        return index

    def sources(self) -> list[dict[str, Any]]:
        """Return the numbered sources for the list on the page."""
        return [self._source(key, n) for key, n in self.numbers.items()]

    def _source(self, article_id: str, n: int) -> dict[str, Any]:
        row = self.shelf.articles[article_id]
        copy = next(iter(self.shelf.copies.get(article_id, [])), None)
        return {
            "n": n,
            "source": self.shelf.source(article_id),
            "title": plain(row.title) or _opening(str(row.text)),
            "date": tell_published(row, clock=True) or "date not known",
            "url": safe_url(row.url),
            "authors": ", ".join(scrub(str(one)) for one in row.authors[:4]),
            "copied": self._copy_note(copy) if copy is not None else "",
            "language": plain(row.language),
            "status": {"truncated": "cut short as published", "live": "live page"}.get(plain(row.text_status), ""),
        }

    def is_correction(self, copy: Any) -> bool:
        """Tell whether a copy is its own outlet's correction of the first version, by what its title says."""
        row, first = (self.shelf.articles.get(str(key)) for key in (copy.article_id, copy.origin_id))
        if row is None or first is None or not CORRECTS.search(plain(row.title)):
            return False
        source = plain(row.source).casefold()
        return bool(source) and source == plain(first.source).casefold()

    def _copy_note(self, copy: Any) -> str:
        origin, how = str(copy.origin_id), "a corrected version of" if self.is_correction(copy) else _COPY[copy.kind]
        if origin.startswith("source:"):
            return f"{how} {scrub(origin.removeprefix('source:'))}"
        n = self.numbers.get(origin)
        name = self.shelf.source(origin) if origin in self.shelf.articles else "another article"
        return f"{how} {f'[{n}] ' if n else ''}{name}"

    def payload(self) -> dict[str, Any]:
        """Return what the page's script reads: cited places, and the text of the articles around them."""
        texts = self._texts()
        lines = [reference_line(row) for row in references(self.shelf, list(self.numbers))]
        articles = [
            {**source, "pieces": texts[article_id], "ref": line}
            for article_id, source, line in zip(self.numbers, self.sources(), lines, strict=True)
        ]
        return {"articles": articles, "cites": self.cites}

    def _texts(self) -> dict[str, list[list[Any]]]:
        spans: dict[str, list[tuple[int, int]]] = {key: [] for key in self.numbers}
        names = list(self.numbers)
        for cite in self.cites:
            if cite["f"] == "text":
                spans[names[cite["n"] - 1]].append((cite["s"], cite["e"]))
        texts = {key: scrub(str(self.shelf.articles[key].text)) for key in self.numbers}
        whole = {key: [[0, text]] for key, text in texts.items()}
        if _size(whole) <= ROOM:
            return whole
        found: dict[str, list[list[Any]]] = {}
        for margin in MARGINS:
            found = {
                key: cut_pieces(text, spans[key], margin, self.shelf.sentences.get(key, []))
                for key, text in texts.items()
            }
            if _size(found) <= ROOM:
                break
        return found


def _labelled(marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Label each mark with its source's number, and with a letter where a source is cited twice."""
    counts = Counter(mark["n"] for mark in marks)
    given: Counter[int] = Counter()
    for mark in marks:
        letter = chr(ord("a") + given[mark["n"]] % 26) if counts[mark["n"]] > 1 else ""
        given[mark["n"]] += 1
        mark["label"] = f"{mark['n']}{letter}"
    return marks


def cut_pieces(
    text: str, spans: Sequence[tuple[int, int]], margin: int, sentences: Sequence[tuple[int, int]]
) -> list[list[Any]]:
    """Keep of a text what lies within `margin` characters of `spans`, whole sentences only.

    Returns
    -------
    list of [start, text], in order, without overlap.

    Examples
    --------
    >>> cut_pieces("One. Two. Three. Four.", [(5, 9)], 1, [(0, 4), (5, 9), (10, 16), (17, 22)])
    [[0, 'One. Two. Three.']]
    """
    if not spans:
        spans = [(0, 0)]
    kept: list[list[int]] = []
    for start, end in sorted(spans):
        low, high = max(0, start - margin), min(len(text), end + margin)
        near = [span for span in sentences if span[1] >= low and span[0] <= high]
        low, high = min([start, *(first for first, _ in near)]), max([end, *(last for _, last in near)])
        if kept and low <= kept[-1][1] + 1:
            kept[-1][1] = max(kept[-1][1], high)
        else:
            kept.append([low, high])
    return [[low, text[low:high]] for low, high in kept if high > low]


def _size(texts: Mapping[str, list[list[Any]]]) -> int:
    return sum(len(piece[1].encode("utf-8", "replace")) for pieces in texts.values() for piece in pieces)


def _opening(text: str) -> str:
    first = " ".join(text.split()[:12])
    return scrub(first) + ("…" if len(first) < len(text) else "")


def newest(shelf: Shelf, article_ids: Iterable[str]) -> str:
    """Return when the newest of some articles was published, in words."""
    best = max(article_ids, key=shelf.moment, default=None)
    if best is None or not shelf.moment(best):
        return ""
    return tell_published(shelf.articles[best], clock=True)
