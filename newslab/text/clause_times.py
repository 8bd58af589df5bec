"""Which times of a sentence belong to which of its clauses."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from newslab.text.clauses import SAYING, Clause

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Record = Mapping[str, Any]
# How a time belongs to a clause, the closest first.
OF_VERB, OF_NOUN, DESCRIBES, BOUNDS, OF_SAYING = range(5)
_BOUNDING: Final = frozenset(("since", "until", "till", "before", "after", "by", "through"))
_BESIDE: Final = 2  # tokens from a verb of saying to the day on which it was said: "said on Monday"
_NOUNS: Final = frozenset(("NOUN", "PROPN", "NUM", "SYM"))


@dataclass(frozen=True)
class ClauseTime:
    """A time of a clause.

    Attributes
    ----------
    time : the record of `find_dates`.
    tie : OF_VERB ("met on Friday"), OF_NOUN ("Friday's meeting"), DESCRIBES ("the 2010 treaty"), BOUNDS ("since 2010"),
        OF_SAYING (when it was said).
    first, last : its first token and the one after its last.
    """

    time: Record
    tie: int
    first: int
    last: int


def tie_times(
    doc: Doc, clauses: Sequence[Clause], times: Iterable[tuple[int, int, Record]]
) -> dict[int, list[ClauseTime]]:
    """Give each time of a sentence to the clause it belongs to.

    Parameters
    ----------
    doc : the parsed sentence.
    clauses : its clauses.
    times : (start, end, record), offsets in `doc`.

    Returns
    -------
    dict of the index of a clause's head -> its times, the closest tie first; a clause that leans on another one has the
    other's times too, where it has none.
    """
    starts = [token.idx for token in doc]
    told = {clause.head.i: clause for clause in clauses}
    found: dict[int, list[ClauseTime]] = {}
    for start, end, time in times:
        first, last = max(0, bisect_right(starts, start) - 1), bisect_right(starts, end - 1)
        if last <= first:
            continue
        at, tie = _climb(_root(doc, first, last), told)
        if at >= 0 and _follows_saying(doc[at], first):
            tie = OF_SAYING
        if at >= 0:
            found.setdefault(at, []).append(ClauseTime(time, tie, first, last))
    for ties in found.values():
        ties.sort(key=lambda one: one.tie)
    for clause in clauses:
        if clause.head.i not in found:
            lent = _lent(clause, found)
            if lent:
                found[clause.head.i] = lent
    return found


def _follows_saying(head: Token, first: int) -> bool:
    """Tell "said Monday it would", where the parser may give the day to what is said."""
    over = head.head
    return head.dep_ == "ccomp" and over.lemma_ in SAYING and 0 < first - over.i <= _BESIDE


def _root(doc: Doc, first: int, last: int) -> Token:
    return next((token for token in doc[first:last] if not first <= token.head.i < last), doc[first])


_HIGHEST: Final = 100  # words above each other, more than in any sentence that is one


def _climb(token: Token, told: Mapping[int, Clause]) -> tuple[int, int]:
    """Walk up from a time to the clause it belongs to; say how it is tied to it. (-1, 0): to none."""
    tie = OF_VERB
    for _ in range(_HIGHEST):
        if token.i in told:
            return token.i, tie
        over = token.head
        said = _content(token, told) if token.tag_[:2] == "VB" else -1
        if said >= 0:
            return said, OF_SAYING
        if over.i == token.i:
            return -1, OF_VERB
        if token.dep_ == "prep" and token.lower_ in _BOUNDING:
            tie = max(tie, BOUNDS)
        elif over.i not in told and over.pos_ in _NOUNS:
            loose = token.dep_ in ("poss", "npadvmod", "appos") or (token.dep_ == "prep" and token.lower_ != "of")
            tie = max(tie, OF_NOUN if loose else DESCRIBES)
        token = over
    return -1, OF_VERB


def _content(saying: Token, told: Mapping[int, Clause]) -> int:
    """Return the head of the clause that tells what was said, where a verb says that it was said; else -1."""
    if saying.dep_ in ("parataxis", "advcl") and saying.lemma_ in SAYING and saying.head.i in told:
        return saying.head.i
    for _ in range(4):
        content = next((child for child in saying.children if child.dep_ == "ccomp"), None)
        if content is None or content.i in told:
            return content.i if content is not None else -1
        saying = content
    return -1


def _lent(clause: Clause, found: Mapping[int, list[ClauseTime]]) -> list[ClauseTime]:
    """Return the times of the clause that this one goes on with: "On Friday he came and saw", "..., killing 12"."""
    head = clause.head
    if head.dep_ == "conj" or (head.dep_ == "advcl" and head.tag_ in ("VBG", "VBN")):
        return [
            one
            for one in found.get(head.head.i, ())
            if one.tie in (OF_VERB, OF_SAYING) and (head.dep_ == "advcl" or one.last <= head.i)
        ]
    return []
