"""Dates: two days or two times of day of one happening."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from newslab.compare.difference import Difference
from newslab.compare.sides import Pair, Side, same_actor

OWN: Final = frozenset(("stated", "relative"))  # bases of a day that the statement itself gives
LEAST_LIKE: Final = 0.25  # likeness from which two times are of one happening
SOONEST: Final = 5  # minutes by which two times of day are one, rounded
FURTHEST: Final = 45  # days between two days of one happening at most


def find_dates(pair: Pair) -> Difference | None:
    """Return how the times of a pair differ, or None: times of day first, since they are the surer."""
    return _clocks(pair) or _days(pair)


def _clocks(pair: Pair) -> Difference | None:
    a, b = pair.a, pair.b
    if len(a.clocks) != 1 or len(b.clocks) != 1 or not (_same_place(a, b) or (_same_act(a, b) and same_actor(pair))):
        return None
    (start, end, one), (other_start, other_end, other) = a.clocks[0], b.clocks[0]
    if abs(one - other) <= SOONEST:
        return None
    values = a.article.of(a.field)[start:end], b.article.of(b.field)[other_start:other_end]
    reason = f"{{a}} says {values[0]}, {{b}} {values[1]}"
    return Difference("date", "clock", "differs", "the time of day", *values, reason)


def _days(pair: Pair) -> Difference | None:
    a, b = pair.a, pair.b
    if a.window is None or b.window is None or not {a.basis, b.basis} <= OWN or a.precision != b.precision:
        return None
    if pair.like < LEAST_LIKE or not (_same_act(a, b) and same_actor(pair)):
        return None
    gap = max(a.window[0] - b.window[1], b.window[0] - a.window[1])
    # days next to each other may be one: zones, and days of report, lie between
    if not 1 < gap <= FURTHEST or a.precision not in ("day", "time"):
        return None
    values = str(np.datetime64(a.window[0], "D")), str(np.datetime64(b.window[0], "D"))
    reason = f"{{a}} has it on {values[0]}, {{b}} on {values[1]}"
    return Difference("date", "days", "differs", "the date", *values, reason)


def _same_act(a: Side, b: Side) -> bool:
    return a.predicate == b.predicate != ""


def _same_place(a: Side, b: Side) -> bool:
    words, others = (set(re.findall(r"\w{3,}", one.where.lower())) for one in (a, b))
    return bool(words & others - {"the"})
