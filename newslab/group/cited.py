"""Whose report the cited sentences are: two outlets that print one sentence of a wire are one origin of what it tells.

Articles of which only a part is the wire's are no copies of each other (`newslab.group.copies`). What counts for an
event or a value of a story's state are the sentences that are cited for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.group.copies import FEW_WORDS, HELD, NEAR_COPY, SHORTEST, witnesses
from newslab.group.graph import find_groups
from newslab.group.shingles import WORDS_A_SHINGLE, Shingler, overlap, pair_up, shingle
from newslab.text.normalise import MASK
from newslab.text.quotes import find_quotes
from newslab.text.sentences import find_sentences

if TYPE_CHECKING:
    from newslab.group.shingles import Hashes

Place = tuple[str, str, int]  # article_id, field ("text" or "title"), and an offset in the sentence that is meant
LONGEST: Final = 100_000  # characters of a text that are read, as `find_spans` reads them


class CitedOrigins:
    """Tells whose report each article is for what it is cited for, and counts the independent origins of citations.

    Parameters
    ----------
    articles : ARTICLES table.
    copies : COPIES table of these articles.

    Notes
    -----
    The measure is that of copied articles (Broder 1997), on the words of a sentence that stand outside quotation
    marks, if these are eight or more and half of it: Jaccard .5 of 5-word shingles, or containment .8. A quotation that
    two outlets print of one speech shows by itself no common origin. Figures: benchmarks/copies.md.

    Examples
    --------
    >>> wire = "Police tore up the floor of the old boathouse on Monday and found nothing."
    >>> rows = [("a", "Post", wire), ("b", "Mail", f"{wire} Neighbours watched."), ("c", "Echo", "The floor was opened.")]
    >>> articles = pd.DataFrame(rows, columns=["article_id", "source", "text"])
    >>> copies = pd.DataFrame({"article_id": [], "origin_id": [], "kind": []})
    >>> CitedOrigins(articles, copies).of([("a", "text", 0), ("b", "text", 0), ("c", "text", 0)])
    {'a': 'Mail', 'b': 'Mail', 'c': 'Echo'}
    """

    def __init__(self, articles: pd.DataFrame, copies: pd.DataFrame) -> None:
        self.outlets: Mapping[str, str] = {
            str(key): str(outlet) for key, outlet in witnesses(articles, copies).dropna().items()
        }
        titles = articles["title"] if "title" in articles else [None] * len(articles)
        rows = zip(articles["article_id"], articles["text"], titles, strict=True)
        self._texts = {str(key): (_text(text)[:LONGEST], _text(title)) for key, text, title in rows}
        self._read: dict[str, _Read] = {}
        self._shingler = Shingler()
        self._known: dict[Place, _Line] = {}

    def of(self, places: Iterable[Place]) -> dict[str, str]:
        """Return of each article whose report it is for what is told at some places.

        An outlet all of whose sentences another prints in the same words counts as that other, if one of these sentences
        is long enough to show that the text is one. Articles in another language are left out.
        """
        kept = sorted({place for place in places if place[0] in self.outlets})
        own = {article: self.outlets[article] for article, _, _ in kept}
        if len(set(own.values())) < 2:
            return own
        lines = list({line.place: line for line in map(self._line, kept)}.values())
        outlets = [own[line.place[0]] for line in lines]
        texts, shown = _one_text(lines, outlets)
        held: dict[str, set[int]] = defaultdict(set)
        for outlet, text in zip(outlets, texts, strict=True):
            held[outlet].add(text)
        of = _join(held, shown)
        return {article: of[outlet] for article, outlet in own.items()}

    def count(self, citations: pd.DataFrame) -> pd.Series[Any]:
        """Return the number of independent origins of all that CITATIONS are of, by `cited_id`."""
        columns = (citations[name] for name in ("cited_id", "article_id", "field", "start"))
        places: dict[str, list[Place]] = defaultdict(list)
        for cited, article, field, start in zip(*columns, strict=True):
            places[str(cited)].append((str(article), str(field), int(start)))
        found = {cited: len(set(self.of(held).values())) for cited, held in places.items()}
        return pd.Series(found, dtype="int64")

    def _line(self, place: Place) -> _Line:
        if place not in self._known:
            article, field, start = place
            text, title = self._texts[article]
            read = self._read.setdefault(article, _Read(text))
            at, said, pieces = read.sentence(start) if field == "text" else (0, title, [title])
            words = self._shingler.words(said)
            own = [self._shingler.words(part) for piece in pieces for part in MASK.split(piece)]
            n_own = sum(map(len, own))
            enough = n_own >= FEW_WORDS and 2 * n_own >= len(words)  # else it is a quotation and who says it
            runs = [shingle(run) for run in own if len(run) >= WORDS_A_SHINGLE] if enough else []
            sets = np.unique(np.concatenate([words[:0], *runs]))
            self._known[place] = _Line((article, field, at), words.tobytes(), sets)
        return self._known[place]


@dataclass(frozen=True)
class _Line:
    """A sentence: where it begins, its words, and the shingles of those outside quotation marks; none if these are few."""

    place: Place
    words: bytes
    shingles: Hashes


@dataclass(frozen=True)
class _Read:
    """A text with its sentences and quotations, found when they are asked for."""

    text: str

    @cached_property
    def _sentences(self) -> list[tuple[int, int]]:
        return find_sentences(self.text)

    @cached_property
    def _quotes(self) -> list[tuple[int, int]]:
        return [(int(one["start"]), int(one["end"])) for one in find_quotes(self.text)]

    def sentence(self, place: int) -> tuple[int, str, list[str]]:
        """Return the sentence at a place: its start, its words, and its pieces outside quotation marks."""
        at = bisect_right(self._sentences, place, key=lambda bounds: bounds[0]) - 1
        start, end = self._sentences[at] if at >= 0 else (0, 0)
        pieces, begin = [], start
        for first, last in self._quotes:
            if first < end and last > start:
                pieces.append(self.text[begin : max(begin, first)])
                begin = max(begin, last)
        return start, self.text[start:end], [*pieces, self.text[begin:end]]


def _one_text(lines: Sequence[_Line], outlets: Sequence[str]) -> tuple[list[int], set[int]]:
    """Number the texts of sentences, one for those that are the same or nearly so, and tell which show a common origin."""
    first: dict[bytes, int] = {}
    pairs = [(first.setdefault(line.words, place), place) for place, line in enumerate(lines)]
    near = [
        (i, j)
        for i, j in pair_up([line.shingles for line in lines], least=1)
        if outlets[i] != outlets[j] and _is_near(lines[i].shingles, lines[j].shingles)
    ]
    texts = find_groups(len(lines), [*pairs, *near]).tolist()
    return texts, {texts[i] for i, _ in near}


def _is_near(a: Hashes, b: Hashes) -> bool:
    jaccard, containment = overlap(a, b)
    return jaccard >= NEAR_COPY or (containment >= HELD and min(len(a), len(b)) >= SHORTEST * max(len(a), len(b)))


def _join(held: Mapping[str, set[int]], shown: set[int]) -> dict[str, str]:
    """Let each outlet join the first of those with more texts that holds all of its own, one of which shows it."""
    found: dict[str, str] = {}
    for outlet in sorted(held, key=lambda name: (-len(held[name]), name)):
        mine = held[outlet]
        others = (other for other in found if found[other] == other and mine <= held[other])
        found[outlet] = next(others, outlet) if mine & shown else outlet
    return found


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
