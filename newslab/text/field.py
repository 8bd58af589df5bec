"""What is known of one text or title before its statements are read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from newslab.learned import Decided
from newslab.text.antecedents import Persons
from newslab.text.clauses import Clause, find_clauses

if TYPE_CHECKING:
    from newslab.text.parse import Parsed

Placed = tuple[int, int, Mapping[str, Any]]  # a span, with its offsets in the doc of its sentence before it

NEWS: Final = Decided("news", 1.0, {"news": 1.0})  # the role of what was not asked
MASKED: Final = Decided("other", 1.0, {"other": 1.0})  # of a sentence with masked words: what it states is not known


@dataclass
class Field:
    """A text with its parse and spans; `published` is the anchor of its dates, `roles` are those of its sentences."""

    text: str
    parsed: Parsed
    times: Sequence[Mapping[str, Any]] = ()
    names: Sequence[Mapping[str, Any]] = ()
    numbers: Sequence[Mapping[str, Any]] = ()
    quotes: Sequence[Mapping[str, Any]] = ()
    published: str | None = None
    is_title: bool = False
    updated: str | None = None  # the last day that shows the text to be later than its day of publication
    roles: Sequence[Decided] = ()
    own_views: Sequence[float] = ()  # of its sentences, how surely each is its writer's own view
    persons: Persons = field(init=False)

    def __post_init__(self) -> None:
        self.persons = Persons(self.text, self.names, self.parsed)

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """The first and last day on which it may have been published, None if unknown."""
        if not self.published:
            return None
        days = [date.fromisoformat(part[:10]) for part in self.published.split("/")]
        return min(days), max(days)

    @cached_property
    def written(self) -> tuple[date, date] | None:
        """The first and last day on which it may have been written: one that was brought up to date is as late as the last
        day it tells of as over.
        """
        if self.days is None or self.updated is None:
            return self.days
        return self.days[0], max(self.days[1], date.fromisoformat(self.updated))

    @cached_property
    def quoted(self) -> list[float]:
        """The share of each sentence inside quotation marks, 0 to 1."""
        spans = [(quote["start"], quote["end"]) for quote in self.quotes]
        return [
            sum(max(0, min(end, high) - max(start, low)) for low, high in spans) / max(1, end - start)
            for start, end in self.parsed.sentences
        ]

    @cached_property
    def clauses(self) -> list[list[Clause]]:
        """The clauses of each sentence."""
        return [find_clauses(doc) for doc in self.parsed.docs]

    @cached_property
    def times_in(self) -> dict[int, list[Placed]]:
        """The times of each sentence that has any."""
        return _within(self.parsed, self.times)

    @cached_property
    def numbers_in(self) -> dict[int, list[Placed]]:
        """The numbers of each sentence that has any."""
        return _within(self.parsed, self.numbers)


def _within(parsed: Parsed, records: Iterable[Mapping[str, Any]]) -> dict[int, list[Placed]]:
    """Give spans of the text to its sentences, with their offsets in the docs of these."""
    starts = [start for start, _ in parsed.sentences]
    found: dict[int, list[Placed]] = {}
    for one in records:
        at = bisect_right(starts, one["start"]) - 1
        if at >= 0 and one["end"] <= parsed.sentences[at][1]:
            places = parsed.place(at, one["start"]), parsed.place(at, one["end"])
            found.setdefault(at, []).append((*places, one))
    return found
