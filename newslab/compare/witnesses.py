"""What else an article says: a value that the other article gives elsewhere too is no difference between the two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from newslab.compare.quantities import Quantity
from newslab.compare.statements import Statement, read_statement

SOME_DAYS: Final = 7
CORRECTED: Final = re.compile(r"\b(?:correction|corrects|corrected|clarification|an earlier version)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Witness:
    """One article as a witness: its words, and what it says anywhere, read when it is first asked for."""

    article_id: str
    source: str
    origin_id: str
    published: Any
    anchor: str | None
    words: str
    corrects: bool

    @cached_property
    def whole(self) -> Statement:
        """What title and text say."""
        return read_statement(self.words, self.anchor)

    def says_number(self, quantity: Quantity, *, of_same: bool = False) -> bool:
        """Whether the article gives this number anywhere; with `of_same`, counted in the same unit and of the same."""
        return any(
            abs(one.value - quantity.value) <= 1e-9 * abs(quantity.value)
            and (one.unit == quantity.unit or not (of_same or ((one.unit or one.what) and quantity.unit)))
            and (not of_same or one.what == quantity.what)
            for one in self.whole.quantities
        )

    def gives_figure(self, quantity: Quantity) -> bool:
        """Whether the article gives this number of the same noun, or for the same toll, anywhere."""
        return any(
            one.value == quantity.value
            and one.unit == quantity.unit
            and (one.what == quantity.what or (one.role == quantity.role != ""))
            for one in self.whole.quantities
        )

    def says_word(self, base: str) -> bool:
        """Whether the article uses a word anywhere."""
        return base in self._bases

    def names(self, country: str) -> bool:
        """Whether the article names a country, its people or its cities anywhere."""
        return any(place.country == country for place in self.whole.places)

    def dates(self, first: str, last: str) -> bool:
        """Whether the article gives a date within these days anywhere; "the 15th century" gives no year."""
        longest = max(SOME_DAYS, 3 * _days(first, last))
        return any(
            date["first_day"] <= last
            and first <= date["last_day"]
            and _days(date["first_day"], date["last_day"]) <= longest
            for date in self.whole.dates
        )

    @cached_property
    def _bases(self) -> frozenset[str]:
        return frozenset(token.base for token in self.whole.tokens)


def _days(first: str, last: str) -> int:
    return 1 + int((np.datetime64(last[:10]) - np.datetime64(first[:10])).astype(int))


def read_witness(row: Any, origin_id: str) -> Witness:
    """Read one row of the ARTICLES table as a witness."""
    title = row.title if isinstance(row.title, str) else ""
    anchor = row.published_day if row.published_day == row.published_day else row.published
    day = str(anchor)[:10] if anchor == anchor and anchor is not None else None
    return Witness(
        article_id=str(row.article_id),
        source=str(row.source) if isinstance(row.source, str) else str(row.article_id),
        origin_id=origin_id,
        published=row.published,
        anchor=day,
        words=f"{title}\n{row.text}",
        corrects=bool(CORRECTED.search(f"{title}\n{row.text[:300]}\n{row.text[-400:]}")),
    )
