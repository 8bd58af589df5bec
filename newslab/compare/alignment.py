"""Alignment: which sentences of different sources tell of the same thing, before anything is compared."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from newslab.compare.statements import Statement
from newslab.compare.verdicts import score_alignment

MIN_WORDS: Final = 2  # content words two sentences must share
MIN_SCORE: Final = 0.35
MOST: Final = 50  # sentences with a word above which it finds no candidates: keeps long stories linear
WORTH_READING: Final = 0.25  # share of the shorter sentence's words below which a pair is not looked at further
CONTAINED: Final = 0.8  # what a short sentence wholly contained in a long one scores
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
    word that is not common among the sentences.
    """
    held = sorted(sentences, key=lambda one: one.address)
    bags = [one.statement.words for one in held]
    found_in = Counter(word for bag in bags for word in bag)
    weights = {word: math.log(1 + len(held) / n) for word, n in found_in.items()}
    norms = [math.sqrt(sum(weights[word] ** 2 for word in bag)) for bag in bags]
    postings: dict[str, list[int]] = defaultdict(list)
    limit = min(max(COMMON * len(held), 8), MOST)
    candidates: set[tuple[int, int]] = set()
    for place, bag in enumerate(bags):
        for word in bag:
            if found_in[word] <= limit:
                candidates |= {(other, place) for other in postings[word]}
                postings[word].append(place)
    pairs = []
    for i, j in candidates:
        shared = bags[i] & bags[j]
        short = min(len(bags[i]), len(bags[j]))
        if held[i].source == held[j].source or len(shared) < min(MIN_WORDS, short):
            continue
        cosine = sum(weights[word] ** 2 for word in sorted(shared)) / (norms[i] * norms[j])
        if cosine < MIN_SCORE and len(shared) < WORTH_READING * short:
            continue
        score = round(max(cosine, CONTAINED * score_alignment(held[i].statement, held[j].statement)), 6)
        if score >= MIN_SCORE:
            pairs.append(Pair(*_ordered(held[i], held[j]), score, round(cosine, 6)))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.a.address, pair.b.address))


def _ordered(a: Cited, b: Cited) -> tuple[Cited, Cited]:
    import pandas as pd

    if pd.notna(a.published) and pd.notna(b.published) and b.published < a.published:
        return b, a
    return a, b
