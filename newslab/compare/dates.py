"""Dates: two times of day of one happening."""

from __future__ import annotations

import re
from typing import Final

from newslab.compare.difference import Difference
from newslab.compare.sides import Pair, Side
from newslab.text.resources import listed

SOONEST: Final = 5  # minutes by which two times of day are one, rounded


def find_dates(pair: Pair) -> Difference | None:
    """Return how the times of day of a pair differ, or None."""
    a, b = pair.a, pair.b
    if len(a.clocks) != 1 or len(b.clocks) != 1 or not _is_one_happening(a, b):
        return None
    (start, end, one), (other_start, other_end, other) = a.clocks[0], b.clocks[0]
    if abs(one - other) <= SOONEST:
        return None
    values = a.article.of(a.field)[start:end], b.article.of(b.field)[other_start:other_end]
    reason = f"{{a}} says {values[0]}, {{b}} {values[1]}"
    return Difference("date", "clock", "differs", "the time of day", *values, reason)


def _is_one_happening(a: Side, b: Side) -> bool:
    """Whether two statements are of one place, or of one act by one actor: a noun or name in common, no pronoun."""
    if _shared(a.where, b.where, 3) - {"the"}:
        return True
    return a.predicate == b.predicate != "" and bool(_shared(a.who, b.who, 4) - listed("standing"))


def _shared(words: str, others: str, least: int) -> set[str]:
    """The words of two texts in common, from a length on."""
    first, second = (set(re.findall(rf"\w{{{least},}}", one.lower())) for one in (words, others))
    return first & second
