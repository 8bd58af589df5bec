"""Causes: one effect for which two statements give two causes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newslab.compare.difference import Difference
from newslab.compare.sides import Pair, Side, content

if TYPE_CHECKING:
    from spacy.tokens import Token

LEAST_LIKE: Final = 0.15  # likeness of two sentences from which they tell of one effect
CAUSE: Final = re.compile(r"\b(?:because(?: of)?|due to|triggered by|caused by|prompted by|as a result of|thanks to|blamed on|"
                          r"in response to|after)\b", re.IGNORECASE)  # fmt: skip
_FEW: Final = 3  # content words of a cause


def find_causes(pair: Pair) -> Difference | None:
    """Return two causes given for one effect, or None."""
    if pair.like_sentence < LEAST_LIKE:
        return None
    causes = [_cause(one) for one in (pair.a, pair.b)]
    if causes[0] is None or causes[1] is None:
        return None
    (text, words, effect), (other, other_words, other_effect) = causes[0], causes[1]
    if words & other_words or not effect & other_effect or min(len(words), len(other_words)) < _FEW:
        return None
    return Difference("cause", "cause", "differs", "why", text, other, "{a} and {b} give two causes")


def _cause(side: Side) -> tuple[str, frozenset[str], frozenset[str]] | None:
    match = CAUSE.search(side.text)
    if match is None or (match.group().lower() == "after" and not side.main):
        return None
    cut = side.start + match.start()
    low = side.sentence[0]
    before: list[Token] = []
    behind: list[Token] = []
    for token in side.doc[slice(*side.tokens)]:
        (behind if low + token.idx >= cut else before).append(token)
    return side.text[match.start() :], content(behind), content(before)
