"""What stands around a sentence: its article's text, sentences, names and times, each with its place."""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple


class Name(NamedTuple):
    """A name in an article: its span, kind, and the full form it stands for."""

    start: int
    end: int
    text: str
    kind: str
    full: str


class Time(NamedTuple):
    """A time expression in an article: its span and the days it covers."""

    start: int
    end: int
    text: str
    type: str
    first_day: dt.date | None
    last_day: dt.date | None
    precision: str


@dataclass(frozen=True)
class Setting:
    """What stands around a sentence: its article's text, sentences, names and times, each in order of place."""

    text: str
    sentences: tuple[tuple[int, int], ...] = ()
    names: tuple[Name, ...] = ()
    times: tuple[Time, ...] = ()
    published: dt.date | None = None
    _starts: list[int] = field(default_factory=list, compare=False)

    def names_in(self, start: int, end: int) -> list[Name]:
        """Return the names that lie in a stretch of the text."""
        return [name for name in self.names if start <= name.start and name.end <= end]

    def before(self, start: int, back: int) -> tuple[int, int] | None:
        """Return the span of the sentence `back` places before the one that begins at or holds `start`."""
        if not self._starts:
            self._starts.extend(first for first, _ in self.sentences)
        place = bisect.bisect_right(self._starts, start) - 1 - back
        return self.sentences[place] if 0 <= place < len(self.sentences) else None
