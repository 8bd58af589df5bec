"""Alignment: which sentences of different sources tell of the same thing, before anything is compared."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final

from newslab.compare.quantities import is_people
from newslab.compare.statements import Statement
from newslab.compare.tokens import Token
from newslab.compare.verdicts import score_alignment

MIN_WORDS: Final = 2  # content words two sentences must share
MIN_SCORE: Final = 0.35
MOST: Final = 50  # sentences with a word above which it finds no candidates: keeps long stories linear
WORTH_READING: Final = 0.25  # share of the shorter sentence's words below which a pair is not looked at further
CONTAINED: Final = 0.8  # what a short sentence wholly contained in a long one scores
LARGE: Final = 1000  # figures this large are seldom close to each other by chance
CLOSE: Final = 0.03
LEAD: Final = 3  # sentences of a text, beside its headline, that tell the event itself
MOST_LEADS: Final = 150  # lead sentences of a story with the same toll that are paired
COMMON: Final = 0.3  # words in more than this share of a story's sentences find no candidates


@dataclass(frozen=True)
class Cited:
    """A sentence with its address, its article's source and origin, and when that was published."""

    article_id: str
    field: str
    start: int
    words: str
    source: str
    origin_id: str
    published: Any
    statement: Statement
    events: frozenset[str] = frozenset()
    stories: frozenset[str] = frozenset()
    position: int = 0

    @property
    def address(self) -> tuple[str, str, int]:
        """Where it stands, for sorting."""
        return self.article_id, self.field, self.start


@dataclass(frozen=True)
class Pair:
    """Two sentences that tell of one thing, how surely, and how alike their words are (both 0 to 1)."""

    a: Cited
    b: Cited
    score: float
    cosine: float = 0.0

    @property
    def same_event(self) -> bool:
        """Whether both sentences are cited for one event."""
        return bool(self.a.events & self.b.events)

    @property
    def same_story(self) -> bool:
        """Whether both articles tell of one story, or of one part of a longer one."""
        return bool(self.a.stories & self.b.stories)

    def frame(self, start: int, end: int, other_start: int, other_end: int) -> int:
        """Count the content words that stand in one order right before and right after two values, one on each side."""
        sides = ((self.a.statement.tokens, start, end), (self.b.statement.tokens, other_start, other_end))
        before = [[token for token in tokens if token.end <= first][::-1] for tokens, first, _ in sides]
        after = [[token for token in tokens if token.start >= last] for tokens, _, last in sides]
        return _run(*before) + _run(*after)


def _run(words: list[Token], others: list[Token]) -> int:
    count = 0
    for word, other in zip(words, others, strict=False):
        if word.base != other.base:
            break
        count += word.is_content
    return count


def align_sentences(sentences: Sequence[Cited]) -> list[Pair]:
    """Pair the sentences of different articles that tell of the same thing, surest first.

    Parameters
    ----------
    sentences : sentences of one story or event, in any order.

    Returns
    -------
    list of Pair; within a pair the earlier published (else the smaller address) is `a`.

    Notes
    -----
    Cosine of content words, each weighted by its inverse sentence frequency among `sentences`, or the share of the
    shorter sentence's words that the longer holds (numbers, places and dates that agree count too). Candidates share a
    word that is not common among the sentences; sentences cited for one event that measure in one unit or count the
    same are paired as well, however unlike their words.
    """
    held = sorted(sentences, key=lambda one: one.address)
    bags = [one.statement.words for one in held]
    found_in = Counter(word for bag in bags for word in bag)
    weights = {word: math.log(1 + len(held) / n) ** 2 for word, n in found_in.items()}
    norms = [math.sqrt(math.fsum(weights[word] for word in bag)) for bag in bags]
    measured = _measured(held) | _counted(held)
    pairs = []
    for i, j in _candidates(bags, found_in) | measured:
        if held[i].article_id == held[j].article_id:
            continue
        shared = bags[i] & bags[j]
        short = min(len(bags[i]), len(bags[j]))
        if len(shared) < min(MIN_WORDS, short) and (i, j) not in measured:
            continue
        cosine = math.fsum(weights[word] for word in shared) / ((norms[i] * norms[j]) or 1.0)
        if cosine < MIN_SCORE and len(shared) < WORTH_READING * short and (i, j) not in measured:
            continue
        score = round(max(cosine, CONTAINED * score_alignment(held[i].statement, held[j].statement)), 6)
        if score >= MIN_SCORE or (i, j) in measured:
            pairs.append(Pair(*_ordered(held[i], held[j]), score, round(cosine, 6)))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.a.address, pair.b.address))


def _candidates(bags: Sequence[frozenset[str]], found_in: Counter[str]) -> set[tuple[int, int]]:
    """Pairs of sentences that share a word which is not common among them."""
    limit = min(max(COMMON * len(bags), 8), MOST)
    postings: dict[str, list[int]] = defaultdict(list)
    pairs: set[tuple[int, int]] = set()
    for place, bag in enumerate(bags):
        near: set[int] = set()
        for word in bag:
            if found_in[word] <= limit:
                near.update(postings[word])
                postings[word].append(place)
        pairs.update(zip(near, repeat(place)))
    return pairs


def _measured(held: Sequence[Cited]) -> set[tuple[int, int]]:
    """Pairs of sentences that one event cites and that measure in one unit or count the same, or with close large figures."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    large: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for place, one in enumerate(held):
        for quantity in one.statement.quantities:
            kind = quantity.unit or ("people" if is_people(quantity.what) else quantity.what)
            if kind and quantity.value >= LARGE:
                large[kind].append((quantity.value, place))
            for event in one.events if kind and kind not in ("score", "ordinal") else ():
                if places[event, kind][-1:] != [place]:
                    places[event, kind].append(place)
    pairs = {(i, j) for found in places.values() if len(found) <= MOST for n, j in enumerate(found) for i in found[:n]}
    for figures in large.values():
        figures.sort()
        for n, (value, i) in enumerate(figures):
            for other, j in figures[n + 1 : n + MOST]:
                if other > value * (1 + CLOSE):
                    break
                pairs |= {(min(i, j), max(i, j))} if other != value and i != j else set()
    return pairs


def _counted(held: Sequence[Cited]) -> set[tuple[int, int]]:
    """Pairs of sentences of one story that count the same noun, or give a toll in headline or lead."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(held):
        kinds = {f"of {quantity.what or quantity.unit}" for quantity in one.statement.quantities
                 if quantity.what or quantity.unit not in ("", "time", "ordinal", "score")}  # fmt: skip
        kinds |= {f"toll {quantity.role}" for quantity in one.statement.quantities
                  if quantity.role and one.position <= LEAD}  # fmt: skip
        for story in one.stories:
            for kind in kinds:
                places[story, kind].append(place)
    return {(i, j) for (_, kind), found in places.items() if len(found) <= (MOST_LEADS if kind[:4] == "toll" else MOST)
            for n, j in enumerate(found) for i in found[:n]}  # fmt: skip


def _ordered(a: Cited, b: Cited) -> tuple[Cited, Cited]:
    import pandas as pd

    if pd.notna(a.published) and pd.notna(b.published) and b.published < a.published:
        return b, a
    return a, b
