"""The modality of a clause: happened, ongoing, planned, possible, denied, habit, or none where it tells no event.

Decided by a learned model (`data/train/modality.py`, figures in `benchmarks/statements.md`) from the grammar of the
clause, the role of its sentence, and the times in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from newslab.text.arguments import read_arguments
from newslab.text.verbs import Row, verb_features

if TYPE_CHECKING:
    from pathlib import Path

    from newslab.text.clause_times import ClauseTime
    from newslab.text.clauses import Clause

Days = tuple[date, date]
MODALITIES: Final = ("happened", "ongoing", "planned", "possible", "denied", "habit", "none")


@dataclass(frozen=True)
class Asserted:
    """A clause and where it stands.

    Attributes
    ----------
    clause : of `find_clauses`.
    at : the place of its sentence in its article, from 0.
    times : the times tied to it, as `tie_times` gives them.
    role : of its sentence, as `find_roles` decides it.
    quoted : share of the sentence inside quotation marks, 0 to 1.
    modality : once it is decided.
    """

    clause: Clause
    at: int = 0
    times: Sequence[ClauseTime] = ()
    role: str = "news"
    quoted: float = 0.0
    modality: str = "happened"


def find_modalities(
    asserted: Sequence[Asserted], days: Days | None = None, *, weights: str | Path | None = None
) -> list[tuple[str, float]]:
    """Decide the modality of clauses.

    Parameters
    ----------
    asserted : clauses of any sentences, each with where it stands.
    days : the first and last on which their article may have been published; None if unknown.
    weights : a folder that holds other weights ("modality.json").

    Returns
    -------
    (modality, probability of it) for each clause, in order.

    Examples
    --------
    >>> from newslab.text.clauses import find_clauses
    >>> from newslab.text.parse import parse_text
    >>> clauses = find_clauses(parse_text("Iran signed the deal on Friday.").docs[0])
    >>> [modality for modality, p in find_modalities([Asserted(one) for one in clauses])]
    ['happened']
    """
    from newslab.learned import load_weights

    if not asserted:
        return []
    rows = [modality_features(one, days) for one in asserted]
    return load_weights("modality", weights).decide(rows)


def modality_features(one: Asserted, days: Days | None = None) -> Row:
    """Return the features of one clause: its grammar, its own verb and that of its content, and where it stands."""
    content = read_arguments(one.clause).content
    row = verb_features(one.clause.head, content)
    if content.i != one.clause.head.i:
        inner = verb_features(content)
        row |= {f"{name}, content": value for name, value in inner.items() if name in _OF_CONTENT}
    gaps = [gap for tie in one.times if (gap := days_before(tie.time, days)) is not None]
    row |= {
        "main": float(one.clause.main), f"role {one.role}": 1.0, "quoted": one.quoted,
        "ahead": float(any(gap < 0 for gap in gaps)), "past time": float(any(gap > 0 for gap in gaps)),
        "words": min(1.0, len(one.clause.own) / 20),
    }  # fmt: skip
    for left, right in _TOGETHER:
        if row.get(left) and row.get(right):
            row[f"{left} and {right}"] = 1.0
    return row


def days_before(time: Mapping[str, Any], days: Days | None) -> int | None:
    """Return how many days before publication a time ended; negative if it begins after; None if either is unknown."""
    if days is None or not time.get("first_day") or not time.get("last_day"):
        return None
    first, last = date.fromisoformat(time["first_day"]), date.fromisoformat(time["last_day"])
    return (days[1] - first).days if first > days[1] else max(0, (days[0] - last).days)


_OF_CONTENT: Final = ("negated", "usual", "perhaps", "none", "judge", "passive")
# What says more together than apart.
_TOGETHER: Final = (
    ("present", "verb state"), ("present", "perfect"), ("past", "verb state"), ("past", "copula"), ("present", "copula"),
    ("present", "subject kind"), ("present", "progressive"), ("copula", "judge"), ("role opinion", "present"),
    ("role opinion", "past"), ("role quote", "copula"), ("present", "ahead"),
)  # fmt: skip
