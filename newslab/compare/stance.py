"""Stance: what one asserts and the other denies."""

from __future__ import annotations

from typing import Final

from newslab.compare.difference import Difference
from newslab.compare.sides import Pair, same_actor

LEAST_LIKE: Final = 0.5  # likeness from which two statements of one act are one; below, judged rows were wrong


def find_denial(pair: Pair) -> Difference | None:
    """Return how one of two statements of one act denies what the other says, or None."""
    a, b = pair.a, pair.b
    turned = [one.negated or one.modality == "denied" for one in (a, b)]
    if pair.like < LEAST_LIKE or a.predicate != b.predicate or turned[0] == turned[1] or not same_actor(pair):
        return None
    reason = "{a} says that it is not so, {b} that it is" if turned[0] else "{a} says that it is so, {b} that it is not"
    return Difference("stance", "denied", "differs", "whether it is so", a.text, b.text, reason)
