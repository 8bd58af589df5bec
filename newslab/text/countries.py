"""Countries of the world: how news writes each, its people and its cities, so that "Seoul" and "South Korean" agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

from newslab.text.resources import read_rows

CONTINENT: Final = "-"
_SHORT: Final = {"NY": "New York", "NYC": "New York", "New York City": "New York"}


@dataclass(frozen=True)
class Country:
    """A row of `resources/countries.tsv`; `state` is the country it belongs to, itself for most."""

    name: str
    adjectives: tuple[str, ...]
    others: tuple[str, ...]
    cities: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class Place:
    """A place named in a sentence: its country, its city or region where one is named, and where it stands."""

    country: str
    city: str
    start: int
    end: int
    text: str


@lru_cache(maxsize=1)
def load_countries() -> tuple[Country, ...]:
    """Return the countries and continents that ship with the package.

    Examples
    --------
    >>> next(one.cities[0] for one in load_countries() if one.name == "Norway")
    'Oslo'
    """
    found = []
    for name, *cells, state in read_rows("countries.tsv", 5):
        adjectives, others, cities = (tuple(filter(None, one.split(" | "))) for one in cells)
        found.append(Country(name, adjectives, others, cities, state or name))
    return tuple(found)


@lru_cache(maxsize=1)
def _gazetteer() -> dict[str, tuple[str, str]]:
    countries = [one for one in load_countries() if one.state != CONTINENT]
    known = {name: (one.state, "") for one in countries for name in (one.name, *one.adjectives, *one.others)}
    for one in countries:
        for city in one.cities:
            known.setdefault(city, (one.state, _SHORT.get(city, city)))
    return known


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Return what finds a name, the longest first; sorted by first letter, since each branch that is tried costs."""
    names = sorted(_gazetteer(), key=lambda name: (name[0], -len(name), name))
    branches = [
        re.escape(first) + f"(?:{'|'.join(re.escape(name[1:]) for name in held)})"
        for first, held in groupby(names, key=lambda name: name[0])
    ]
    return re.compile(rf"(?=[A-Z])(?<![\w.])(?:{'|'.join(branches)})(?:s|'s|es)?(?!\w)")


def find_places(text: str) -> list[Place]:
    """Find the countries, peoples and large cities that a folded text names, in order.

    Examples
    --------
    >>> [(place.country, place.city) for place in find_places("S. Korean envoys leave Warsaw")]
    [('South Korea', ''), ('Poland', 'Warsaw')]
    """
    found = []
    for match in _pattern().finditer(text):
        stems = (match.group().removesuffix(suffix) for suffix in ("", "'s", "s", "es"))
        stem = next(stem for stem in stems if stem in _gazetteer())
        found.append(Place(*_gazetteer()[stem], match.start(), match.start() + len(stem), stem))
    return found
