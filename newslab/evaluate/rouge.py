"""ROUGE for timelines: ROUGE-1 and -2 of days aligned by date and content (Martschat & Strube 2017, Markert 2018).

A timeline is a mapping from ordinal days (`date.toordinal()`) to lists of sentences whose tokens are apart by spaces.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newslab.evaluate.porter import stem
from newslab.text.resources import read_lines

Timeline = Mapping[int, Sequence[str]]
PUNCTUATION = frozenset((".", ",", ";", ":", "``", "''", "-", '"'))
MARKS = frozenset(string.punctuation)


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1, each 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall, 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score_dates(predicted: Iterable[int], gold: Iterable[int]) -> Score:
    """Score which days were chosen.

    Examples
    --------
    >>> round(score_dates([1, 2, 3], [2, 3, 4, 5]).f1, 3)
    0.571
    """
    ours, theirs = set(predicted), set(gold)
    both = len(ours & theirs)
    return Score(both / len(ours) if ours else 0.0, both / len(theirs) if theirs else 0.0)


def score_alignment(predicted: Timeline, gold: Timeline, *, n: int = 1) -> Score:
    """Score a timeline by ROUGE-n of days aligned many to one by date-content costs ("align+ m:1", AR-n).

    Parameters
    ----------
    predicted, gold : ordinal day -> sentences.
    n : length of the n-grams, 1 or 2.

    Returns
    -------
    Score; each aligned pair of days counts 1 / (1 + days between them).

    Notes
    -----
    Martschat & Markert (2017), "Improving ROUGE for timeline summarization", as their scorer's fast mode counts it:
    lower case, Porter stems, the stop words of ROUGE 1.5.5 and punctuation left out.

    Examples
    --------
    >>> gold = {10: ["the bank failed"], 20: ["markets fell sharply"]}
    >>> score_alignment({10: ["a bank failed"], 21: ["markets fell"]}, gold).precision
    0.75
    """
    if not predicted or not gold:
        return Score(0.0, 0.0)
    ours, theirs = sorted(predicted), sorted(gold)
    costs = {(day, other): _cost(day, other, predicted, gold) for day in ours for other in theirs}
    grams_ours = {day: _grams(predicted[day], n) for day in ours}
    grams_theirs = {day: _grams(gold[day], n) for day in theirs}
    forward = [(day, min((costs[day, other], other) for other in theirs)[1]) for day in ours]
    back = [(min((costs[other, day], other) for other in ours)[1], day) for day in theirs]
    return Score(
        _weighted(forward, grams_ours, grams_theirs) / max(1, sum(grams.total() for grams in grams_ours.values())),
        _weighted(back, grams_ours, grams_theirs) / max(1, sum(grams.total() for grams in grams_theirs.values())),
    )


def _weighted(
    pairs: list[tuple[int, int]], ours: Mapping[int, Counter[object]], theirs: Mapping[int, Counter[object]]
) -> float:
    return sum((ours[day] & theirs[other]).total() / (1 + abs(day - other)) for day, other in pairs)


def _cost(day: int, other: int, predicted: Timeline, gold: Timeline) -> float:
    distance = 1 - 1 / (1 + abs(day - other))
    return distance * (1 - _overlap(tuple(predicted[day]), tuple(gold[other]))) if distance else 0.0


@lru_cache(maxsize=100_000)
def _overlap(ours: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """Return the ROUGE-1 F1 of plain tokens: the content cost, which neither stems nor drops stop words."""
    left, right = _plain(ours), _plain(theirs)
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


@lru_cache(maxsize=100_000)
def _plain(sentences: tuple[str, ...]) -> Counter[str]:
    return Counter(token for sentence in sentences for token in sentence.split() if token not in MARKS)


def _grams(sentences: Sequence[str], n: int) -> Counter[object]:
    tokens = [token for sentence in sentences for token in _stems(sentence)]
    return Counter(tokens) if n == 1 else Counter(zip(*(tokens[at:] for at in range(n)), strict=False))


@lru_cache(maxsize=100_000)
def _stems(sentence: str) -> tuple[str, ...]:
    ignored = PUNCTUATION | stop_words()
    return tuple(stem(token) for token in sentence.lower().split() if token not in ignored)


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return the SMART stop words (Salton & Buckley), the list that ROUGE 1.5.5 leaves out."""
    return frozenset(read_lines("smart_stop_words.txt"))
