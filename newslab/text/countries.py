"""Countries of the world: how news writes each, its people and its cities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from newslab.text.resources import read_rows


@dataclass(frozen=True)
class Country:
    """A row of `resources/countries.tsv`; `state` is the country it belongs to, itself for most."""

    name: str
    adjectives: tuple[str, ...]
    others: tuple[str, ...]
    cities: tuple[str, ...]
    state: str


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
