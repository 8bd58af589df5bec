"""Stance: what one asserts and the other denies, plans, hedges, or gives as somebody's word."""

from __future__ import annotations

import re
from typing import Final

from newslab.compare.difference import Difference
from newslab.compare.sides import Pair, same_actor
from newslab.text.forms import are_opposite

LEAST_LIKE: Final = (
    0.5  # likeness from which two statements of one act are one statement; below, judged rows were wrong
)
LEAST_OPPOSED: Final = 0.25  # of two statements whose acts are opposites
HEDGE: Final = re.compile(
    r"\b(?:reportedly|allegedly|alleged|purported(?:ly)?|supposed(?:ly)?|apparent(?:ly)?|believed to|suspected|unconfirmed|"
    r"rumou?red|appears? to|seems? to|claims?|claimed)\b", re.IGNORECASE)  # fmt: skip
_REAL: Final = frozenset(("happened", "ongoing"))
_MEANT: Final = {"happened": "tells it as done", "ongoing": "tells it as under way", "planned": "as planned",
                 "possible": "as possible", "denied": "denies it", "habit": "as a rule", "none": ""}  # fmt: skip


def find_stance(pair: Pair) -> Difference | None:
    """Return how two statements of one matter differ in what they assert, or None."""
    if pair.like >= LEAST_OPPOSED and are_opposite(pair.a.predicate, pair.b.predicate):
        reason = f"{{a}} says {pair.a.predicate}, {{b}} {pair.b.predicate}"
        return Difference("stance", "opposed", "differs", "what happened", pair.a.text, pair.b.text, reason)
    if pair.like < LEAST_LIKE or pair.a.predicate != pair.b.predicate:
        return None
    return _denied(pair) or _certain(pair) or _attributed(pair)


def _denied(pair: Pair) -> Difference | None:
    a, b = pair.a, pair.b
    turned = [one.negated or one.modality == "denied" for one in (a, b)]
    if turned[0] == turned[1] or not same_actor(pair):
        return None
    reason = "{a} says that it is not so, {b} that it is" if turned[0] else "{a} says that it is so, {b} that it is not"
    return Difference("stance", "denied", "differs", "whether it is so", a.text, b.text, reason)


def _certain(pair: Pair) -> Difference | None:
    a, b = pair.a, pair.b
    hedged = [HEDGE.search(one.text) for one in (a, b)]
    if (hedged[0] is None) != (hedged[1] is None):
        word = (hedged[0] or hedged[1]).group()  # type: ignore[union-attr]
        sure, unsure = ("{b}", "{a}") if hedged[0] else ("{a}", "{b}")
        return Difference("modality", "hedged", "attribution", "how sure it is", a.text, b.text,
                          f"{unsure} says “{word}”, {sure} tells it plainly")  # fmt: skip
    if (a.modality in _REAL) == (b.modality in _REAL) or "none" in (a.modality, b.modality):
        return None
    days = (a.article.day or 0, b.article.day or 0)
    verdict = "updated" if days[0] != days[1] and b.modality in _REAL else "differs"
    reason = f"{{a}} {_MEANT[a.modality]}, {{b}} {_MEANT[b.modality]}"
    return Difference("modality", "modality", verdict, "how sure it is", a.text, b.text, reason)


def _attributed(pair: Pair) -> Difference | None:
    a, b = pair.a, pair.b
    if bool(a.speaker) == bool(b.speaker) or a.quoted or b.quoted:
        return None
    says, plain = ("{a}", "{b}") if a.speaker else ("{b}", "{a}")
    reason = f"{says} gives it as the word of {a.speaker or b.speaker}, {plain} as its own"
    return Difference("modality", "attributed", "attribution", "who says so", a.text, b.text, reason)
