"""Judging a pair of statements: the kinds in the order in which they are asked, and how sure their answer is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.compare.dates import find_dates
from newslab.compare.difference import Difference
from newslab.compare.numbers import Figures, find_numbers, relate_figures
from newslab.compare.sides import Pair
from newslab.learned import load_weights

if TYPE_CHECKING:
    from pathlib import Path

WAYS: Final = ("changed, likely", "changed", "part", "clock")


@dataclass(frozen=True)
class Judged:
    """A pair and how it differs."""

    pair: Pair
    difference: Difference


def judge_pairs(pairs: Sequence[Pair], *, weights: str | Path | None = None) -> list[Judged]:
    """Return the differences of pairs, at most one a pair: numbers, then times of day."""
    found = []
    for pair, figures in zip(pairs, relate_figures(pairs, weights=weights), strict=True):
        difference = _judge(pair, figures)
        if difference is not None:
            found.append(Judged(pair, difference))
    return found


def _judge(pair: Pair, figures: Figures | None) -> Difference | None:
    if pair.a.article.source == pair.b.article.source and not pair.b.article.corrects:
        return None  # one outlet's later report is no difference of sources, unless it corrects
    a, b = pair.a, pair.b
    asks = any(side.sentence_text.rstrip(" \"”'").endswith("?") for side in (a, b))
    if asks or a.text.casefold() == b.text.casefold():
        return None
    return find_numbers(pair, figures) or find_dates(pair)


def score_differences(judged: Sequence[Judged], *, weights: str | Path | None = None) -> np.ndarray[Any, Any]:
    """Return the probability that each difference is right and worth telling, shape (n,).

    It is the share of judged rows that were, by the way in which they differ (see `data/train/differences.py`).
    """
    model = load_weights("difference", weights)
    rows = [model.vector({one.difference.way: 1.0}) for one in judged]
    p: np.ndarray[Any, Any] = model.probabilities(np.array(rows).reshape(len(judged), len(model.features)))[:, 1]
    return p
