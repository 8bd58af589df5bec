"""On which day a clause puts what it tells, and on what grounds: its own time, its context, publication, or none.

The grounds are decided first, by a learned model (`data/train/day_basis.py`, figures in `benchmarks/statements.md`);
the day follows from them. Where no reader could know it, there is none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from newslab.text.clause_times import OF_NOUN, OF_SAYING, OF_VERB
from newslab.text.date_weekday import UPDATE
from newslab.text.date_words import MONTHS
from newslab.text.modality import Asserted, days_before, role_shares
from newslab.text.resources import listed, word_list
from newslab.text.verbs import Row, clause_features

if TYPE_CHECKING:
    from pathlib import Path

    from newslab.text.field import Field

GROUNDS: Final = ("own", "context", "publication", "unknown")
_RELATIVE: Final = ("anchor", "mention", UPDATE)  # how a time was read whose words name no day by themselves
_COUNTING: Final = listed("counting")
_WORD: Final = re.compile(r"[A-Za-z]+")
_TO: Final = re.compile(r"\s*(?:,\s*)?(?:to|and|through|until|till|[–—-])\s+(?:on |the |in )?|[–—-]")
_WEEKDAY: Final = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: (?:morning|afternoon|evening|night))?")
_SEVERAL: Final = {"day": "days", "month": "months", "year": "years"}  # the precision of two
_DAYS: Final = ("day", "days", "time")
_DATED: Final = ("DATE", "TIME")
_TIES: Final = ("of verb", "of noun", "describes", "bounds", "of saying", "elsewhere")
_BEFORE, _AFTER = 4, 3  # sentences; of 39 days from context it finds 29, the nearest time 23: benchmarks/statements.md
_DATING: Final = (OF_VERB, OF_NOUN, OF_SAYING)  # what a time is to a clause whose day it tells; of a noun's, 1 of 6 did
ELSEWHERE: Final = 5  # beside the ties of clause_times: a time of the sentence that is no time of the clause
_VERB: Final = word_list("day basis: verb")
_GAPS: Final = {"ahead": -1, "same": 0, "eve": 1, "week": 8, "month": 45, "year": 400, "old": 10**6}  # the most days


@dataclass(frozen=True)
class Day:
    """When a clause puts what it tells; `basis` as in STATEMENTS, days as ISO strings, all None where it is unknown."""

    basis: str
    first_day: str | None
    last_day: str | None
    precision: str | None
    edtf: str | None
    p: float


def find_days(asserted: Sequence[Asserted], field: Field, *, weights: str | Path | None = None) -> list[Day]:
    """Decide the day of clauses of one text.

    Parameters
    ----------
    asserted : clauses of the text, each with its modality, in any order.
    field : the text. Where its day of publication is not known, nothing has that day.
    weights : a folder that holds other weights ("day_basis.json").

    Returns
    -------
    one Day for each clause, in order; its `p` is that of the grounds.
    """
    from newslab.learned import load_weights

    if not asserted:
        return []
    calendar = Calendar(field)
    rows = [calendar.features(one) for one in asserted]
    model = load_weights("day_basis", weights)
    shares = model.shares(rows)
    return [
        calendar.decide(one, {name: float(share) for name, share in zip(model.classes, line, strict=True)})
        for one, line in zip(asserted, shares, strict=True)
    ]


class Calendar:
    """The dated times of one article, by sentence."""

    def __init__(self, field: Field) -> None:
        self.days, self.written, n_sentences = field.days, field.written, len(field.parsed.sentences)
        self.dated: list[list[Mapping[str, Any]]] = [[] for _ in range(n_sentences)]
        self.lasting: list[int] = [0] * n_sentences
        for time, at in _placed(field.times, field.parsed.sentences):
            if time["type"] in _DATED and time["first_day"] and time["last_day"]:
                self.dated[at].append(time)
            else:
                self.lasting[at] += 1
        self.total = sum(map(len, self.dated))
        self.text = field.text

    # ------------------------------------------------------------------------------------------------------ candidates

    def own(self, one: Asserted) -> list[tuple[int, Mapping[str, Any]]]:
        """Return the dated times of the sentence of a clause, each with how it is tied to it, the closest first."""
        tied = [(tie.tie, tie.time) for tie in one.times if tie.time["type"] in _DATED and tie.time["first_day"]]
        places = {time["start"] for _, time in tied}
        rest = [(ELSEWHERE, time) for time in self.dated[one.at] if time["start"] not in places]
        return sorted([*tied, *rest], key=_closeness)

    def near(self, at: int, step: int) -> tuple[int, Mapping[str, Any]] | None:
        """Return the nearest dated time before (-1) or after (1) a sentence, and how many sentences away it is."""
        place = at + step
        while 0 <= place < len(self.dated):
            if self.dated[place]:
                return abs(place - at), self.dated[place][-1 if step < 0 else 0]
            place += step
        return None

    def context(self, at: int) -> Mapping[str, Any] | None:
        """Return the time that a sentence goes on from: a day told shortly before or after it, else the nearest
        time.
        """
        for step, reach in ((-1, _BEFORE), (1, _AFTER)):
            for place in range(at + step, at + step * (reach + 1), step):
                for time in self.dated[place][:: -1 if step < 0 else 1] if 0 <= place < len(self.dated) else ():
                    if time["precision"] in _DAYS and (days_before(time, self.written) or 0) >= 0:
                        return time
        near = self.near(at, -1) or self.near(at, 1)
        return near[1] if near is not None else None

    # -------------------------------------------------------------------------------------------------------- features

    def features(self, one: Asserted) -> Row:
        """Return what the grounds are decided by."""
        row: Row = {}
        verb = clause_features(one.clause.head, main=one.clause.main)
        row |= {name: verb[name] for name in _VERB if name in verb}
        row |= role_shares(one)
        row |= {f"modality {name}": share for name, share in (one.modalities or {one.modality: 1.0}).items()}
        own = self.own(one)
        row["own time"] = float(bool(own))
        row["lasting time"] = float(self.lasting[one.at] > 0)
        if own:
            row[f"own {_TIES[own[0][0]]}"] = 1.0
            self._describe("own", own[0][1], row)
        for name, step in (("before", -1), ("after", 1)):
            near = self.near(one.at, step)
            if near is None:
                row[f"{name} none"] = 1.0
                continue
            for label, low, high in (("next", 1, 1), ("close", 2, 3), ("further", 4, 8)):
                row[f"{name} {label}"] = float(low <= near[0] <= high)
            self._describe(name, near[1], row)
        row["times a sentence"] = self.total / max(1, len(self.dated))
        return row

    def _describe(self, name: str, time: Mapping[str, Any], row: Row) -> None:
        row[f"{name} day"] = float(time["precision"] in _DAYS)
        row[f"{name} relative"] = float(time["anchor"] in _RELATIVE)
        gap = days_before(time, self.written)
        if gap is not None:
            row[f"{name} {next(label for label, most in _GAPS.items() if gap <= most)}"] = 1.0

    # -------------------------------------------------------------------------------------------------------- decision

    def _coming(self, one: Asserted, time: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the weekday to come where what is planned for it was read as the one before publication."""
        if one.modality != "planned" or self.days is None or not _WEEKDAY.fullmatch(time["text"]):
            return time
        first = date.fromisoformat(time["first_day"])
        if first >= self.days[0]:
            return time
        day = (first + timedelta(days=7)).isoformat()
        return {**time, "first_day": day, "last_day": day, "edtf": day}

    def _whole(self, at: int, time: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the span of two times that are one: "from 2003 to 2007", "on Friday and Saturday"."""
        places = sorted(self.dated[at], key=lambda one: int(one["start"]))
        place = places.index(time) if time in places else len(places)
        for low, high in [*pairwise(places[max(0, place - 1) : place + 2])][::-1]:
            between = _TO.fullmatch(self.text[low["end"] : high["start"]])
            if between and low["precision"] == high["precision"] and low["first_day"] <= high["first_day"]:
                edtf = f"{low['edtf']}/{high['edtf']}"
                precision = _SEVERAL.get(str(low["precision"]), low["precision"])
                return {**low, "last_day": high["last_day"], "edtf": edtf, "precision": precision}
        return time

    def decide(self, one: Asserted, shares: Mapping[str, float]) -> Day:
        """Return the day by the likeliest grounds that there are."""
        own, context = self.own(one), self.context(one.at)
        there = (own, context, self.days, True)
        held = {name: 0.0 for name, is_there in zip(GROUNDS, there, strict=True) if is_there}
        barred = self._barred(one, own)
        for name in held:
            held["unknown" if name in barred else name] += shares.get(name, 0.0)
        ground = max(held, key=lambda name: (held[name], name))
        p = held[ground] / max(1e-9, sum(held.values()))
        if ground == "own":
            time = self._coming(one, own[0][1])
            return _day("stated" if _is_stated(time) else "relative", self._whole(one.at, time), p)
        if ground == "context" and context is not None:
            return _day("context", context, p)
        if ground == "publication" and self.days is not None:
            return _published(*self.days, p)
        return Day("unknown", None, None, None, None, p)

    def _barred(self, one: Asserted, own: Sequence[tuple[int, Mapping[str, Any]]]) -> set[str]:
        """Return the grounds that tell nothing of a clause, likely as they may be."""
        barred = set()
        if own and own[0][0] not in _DATING:
            barred.add("own")
        if self.days is not None and any(tie.tie == OF_VERB and _is_open(tie.time) for tie in one.times):
            barred |= {"context", "publication"}
        if not _is_of_now(one):
            barred.add("publication")
        return barred


def _closeness(pair: tuple[int, Mapping[str, Any]]) -> tuple[bool, bool, int]:
    """Return how well a time dates a clause: that of its verb first, then a day before a month or a year."""
    tie, time = pair
    return tie != OF_VERB, time["precision"] not in _DAYS, tie


def _is_of_now(one: Asserted) -> bool:
    """Tell whether a clause without a time may be of the day of publication: a main one, not in a perfect tense.

    "He has accused", "who won the seat", "after he had left" tell of a day that no reader knows.
    """
    helped = any(child.lemma_ == "have" and child.dep_ == "aux" for child in one.clause.children)
    return one.clause.main and not helped


def _is_open(time: Mapping[str, Any]) -> bool:
    """Tell a weekday of which it is not known whether it lies before publication or after."""
    return time["type"] in _DATED and not time["first_day"] and str(time["value"]).startswith("XXXX-WXX-")


def _is_stated(time: Mapping[str, Any]) -> bool:
    """Tell a date from what counts from another day: "Oct. 15" leaves out its year alone, "last October" counts."""
    if time["anchor"] not in _RELATIVE:
        return True
    words = {word.lower() for word in _WORD.findall(time["text"])}
    return not words.isdisjoint(MONTHS) and words.isdisjoint(_COUNTING)


def _day(basis: str, time: Mapping[str, Any], p: float) -> Day:
    return Day(basis, time["first_day"], time["last_day"], time["precision"], time["edtf"], p)


def _published(first: date, last: date, p: float) -> Day:
    """Return the day of publication, or the days on which it may have been."""
    low, high = first.isoformat(), last.isoformat()
    precision, edtf = ("day", low) if first == last else ("days", f"[{low}..{high}]")
    return Day("publication", low, high, precision, edtf, p)


def _placed(
    times: Sequence[Mapping[str, Any]], sentences: Sequence[tuple[int, int]]
) -> list[tuple[Mapping[str, Any], int]]:
    """Return each time with the sentence it begins in; one between sentences is left out."""
    starts = [start for start, _ in sentences]
    placed = ((time, bisect_right(starts, time["start"]) - 1) for time in sorted(times, key=lambda time: time["start"]))
    return [(time, at) for time, at in placed if at >= 0 and time["start"] < sentences[at][1]]
