"""The modality of a clause: happened, ongoing, planned, possible, denied, habit, or none where it tells no event.

Decided by a learned model (`data/train/modality.py`, figures in `benchmarks/statements.md`) from the grammar of the
clause, the role of its sentence, and the times in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from newslab.text.arguments import read_arguments
from newslab.text.clause_times import OF_VERB
from newslab.text.clauses import undone_by
from newslab.text.resources import word_list
from newslab.text.verbs import Row, clause_features, verb_features

if TYPE_CHECKING:
    from pathlib import Path

    from newslab.learned import Decided
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
    role : of its sentence, as `decide_roles` decides it.
    quoted : share of the sentence inside quotation marks, 0 to 1.
    modality : once it is decided.
    title : whether it is a headline's.
    roles, modalities : how likely each role and modality is; empty: the one named is sure.
    """

    clause: Clause
    at: int = 0
    times: Sequence[ClauseTime] = ()
    role: str = "news"
    quoted: float = 0.0
    modality: str = "happened"
    title: bool = False
    roles: Mapping[str, float] = field(default_factory=dict)
    modalities: Mapping[str, float] = field(default_factory=dict)


def find_modalities(
    asserted: Sequence[Asserted], days: Days | None = None, *, weights: str | Path | None = None
) -> list[Decided]:
    """Decide the modality of clauses.

    Parameters
    ----------
    asserted : clauses of any sentences, each with where it stands.
    days : the first and last on which their article may have been published; None if unknown.
    weights : a folder that holds other weights ("modality.json").

    Returns
    -------
    (modality, probability of it, probabilities of all) for each clause, in order; what grammar fixes has RULED.

    Examples
    --------
    >>> from newslab.text.clauses import find_clauses
    >>> from newslab.text.parse import parse_text
    >>> clauses = find_clauses(parse_text("Iran signed the deal on Friday.").docs[0])
    >>> [one.name for one in find_modalities([Asserted(one) for one in clauses])]
    ['happened']
    """
    from newslab.learned import load_weights

    if not asserted:
        return []
    rows = [modality_features(one, days) for one in asserted]
    decided = load_weights("modality", weights).decide(rows)
    ruled = [_by_grammar(one, row, told.name) for one, row, told in zip(asserted, rows, decided, strict=True)]
    return [told._replace(name=rule, p=RULED) if rule else told for rule, told in zip(ruled, decided, strict=True)]


def _by_grammar(one: Asserted, row: Row, name: str) -> str | None:
    """Return the modality that the grammar of a clause fixes, where it fixes one and the model says another."""
    if is_asked(one.clause):
        return "none"
    if name == "denied" or row.get("question") or row.get("under if") or one.role == "furniture":
        return None
    modal = any(row.get(helper) for helper in _MODALS)
    if _is_denied(one, row, modal=modal):
        return "denied"
    if _is_set(row) or (not modal and name in _OF_NOW and _is_of_timetable(one, row)):
        return "planned"
    return _of_headline(one, row, name) if one.title and not modal else None


def is_asked(clause: Clause) -> bool:
    """Tell what is not known: "he has not said whether he is leaving"."""
    return clause.head.dep_ == "ccomp" and any(child.lower_ == "whether" for child in clause.children)


def _is_denied(one: Asserted, row: Row, *, modal: bool) -> bool:
    """Tell what did not happen: "he failed to sign", "he has not signed"."""
    if undone_by(one.clause.head) is not None:
        return True
    return "negated" in row and not row.keys().isdisjoint(("past", "perfect")) and not modal


def _is_set(row: Row) -> bool:
    """Tell what is planned by others: "the senator is set to speak on Wednesday"."""
    return row.keys() >= {"present", "passive", "verb plan", "infinitive"}


def _is_of_timetable(one: Asserted, row: Row) -> bool:
    """Tell what is to come in the present: "the fair opens on Sunday"."""
    return "present" in row and bool(row.get("ahead")) and one.times[0].tie == OF_VERB


def _of_headline(one: Asserted, row: Row, name: str) -> str | None:
    """Headlines tell what happened in the present, and what is to come by an infinitive: "Lind wins", "Lind to run"."""
    head = one.clause.head
    if head.tag_ == "VB" and any(child.tag_ == "TO" for child in head.children):
        return "planned"
    if name not in (*_OF_NOW, "none") or row.get("verb state") or row.get("copula") or row.get("negated"):
        return None
    return "happened" if (row.get("present") and not row.get("progressive")) or row.get("participle") else None


RULED: Final = 0.85  # how sure a reading by grammar alone is taken to be: assumed, not measured
_MODALS: Final = ("will", "would", "may", "must", "can")
_OF_NOW: Final = ("happened", "ongoing", "habit")


def modality_features(one: Asserted, days: Days | None = None) -> Row:
    """Return the features of one clause: its grammar, its own verb and that of its content, and where it stands."""
    content = read_arguments(one.clause).content
    row = clause_features(one.clause.head, content, main=one.clause.main)
    if content.i != one.clause.head.i:
        inner = verb_features(content)
        row |= {f"{name}, content": value for name, value in inner.items() if name in _OF_CONTENT}
    gaps = [gap for tie in one.times if (gap := days_before(tie.time, days)) is not None]
    row |= role_shares(one) | {"words": min(1.0, len(one.clause.own) / 20)}
    row |= {"ahead": float(any(gap < 0 for gap in gaps)), "past time": float(any(gap > 0 for gap in gaps))}
    for left, right in _TOGETHER:
        if row.get(left) and row.get(right):
            row[f"{left} and {right}"] = row[left] * row[right]
    return row


def role_shares(one: Asserted) -> Row:
    """Return how likely each role of the sentence is, as features."""
    return {f"role {name}": share for name, share in (one.roles or {one.role: 1.0}).items()}


def days_before(time: Mapping[str, Any], days: Days | None) -> int | None:
    """Return how many days before publication a time ended; negative if it begins after; None if either is unknown."""
    if days is None or not time.get("first_day") or not time.get("last_day"):
        return None
    first, last = date.fromisoformat(time["first_day"]), date.fromisoformat(time["last_day"])
    return (days[1] - first).days if first > days[1] else max(0, (days[0] - last).days)


_OF_CONTENT: Final = ("negated", "usual", "perhaps", "none", "judge", "passive")
# What says more together than apart.
_TOGETHER: Final = tuple(pair.split(":") for pair in word_list("modality: together"))
