"""Places: the country or city that only one of two like statements names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newslab.compare.difference import Difference
from newslab.text.countries import find_places
from newslab.text.normalise import fold

if TYPE_CHECKING:
    from newslab.compare.sides import Pair

LEAST_LIKE: Final = 0.3  # likeness of two statements from which their countries or cities are those of one happening


def find_place_difference(pair: Pair) -> Difference | None:
    """Return the countries, else cities, that only one of two like statements names, and its article alone; or None."""
    if pair.like < LEAST_LIKE:
        return None
    sides = [find_places(fold(one.text).text) for one in (pair.a, pair.b)]
    known = [{place.country for place in places} for places in sides]
    left, right = ([place for place in sides[at] if place.country not in known[1 - at]] for at in (0, 1))
    if not (left and right):
        return None
    for place, other in ((left[0], pair.b), (right[0], pair.a)):
        if any(one.country == place.country for one in find_places(fold(other.article.text).text)):
            return None
    reason = f"{{a}} names {left[0].text}, {{b}} {right[0].text}"
    return Difference("place", "place", "differs", "the place", left[0].text, right[0].text, reason)
