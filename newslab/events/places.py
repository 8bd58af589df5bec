"""Where news happened: the place named earliest and most, a town before its country, as the text writes it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newslab.text.countries import load_countries

if TYPE_CHECKING:
    from spacy.tokens import Doc

PLACES: Final = frozenset(("GPE", "LOC", "FAC"))
WIDE: Final = 0.1  # what a country counts where the head of the article names a place that is none
_NAME: Final = r"[A-Z][\w'’.-]*(?:[ -](?:of (?:the )?|the )?[A-Z][\w'’-]+)*"
_AREA: Final = (
    r"(?:(?:north|south|east|west|central|downtown|rural|nearby|neighbou?ring|eastern|inner)[a-z]*(?:-[a-z]+)?)"
)
_KIND: Final = r"(?:city|town|village|province|county|region|district|state|capital|suburb|port|island|area|outskirts)"
PLACED: Final = re.compile(
    rf"\b(?:in|at|near|outside|inside|off|across|around)\s+(?:the\s+)?(?:{_AREA}\s+){{0,2}}?"
    rf"(?:(?:[A-Z][a-z]+\s+)?(?:[a-z-]+\s+)?{_KIND}s?\s+of\s+)?"
    rf"(?P<place>{_NAME}(?:,\s+{_NAME})?)"
)


@lru_cache(maxsize=1)
def _countries() -> tuple[frozenset[str], dict[str, str]]:
    """Return the names of countries, and the country of each adjective."""
    countries = load_countries()
    return frozenset(one.name for one in countries), {form: one.name for one in countries for form in one.adjectives}


def find_place(docs: Sequence[Doc]) -> str:
    """Choose the place of the news of an article.

    Parameters
    ----------
    docs : parses of its headline and first sentences, in order.

    Returns
    -------
    The place as the text writes it ("Aleppo, Syria"), the country of an adjective ("a Syrian town") where no place is
    named, "" if there is none.
    """
    countries, adjectives = _countries()
    weights: dict[str, float] = defaultdict(float)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    narrow: set[str] = set()
    for at, doc in enumerate(docs):
        for place in _named(doc, adjectives):
            key = _key(place)
            weights[key] += 1 / max(1, at)
            forms[key][place] += 1
            if place.partition(",")[0] not in countries:
                narrow.add(key)
    if not weights:
        return next((adjectives[word.text] for doc in docs for word in doc if word.text in adjectives), "")
    wide = {_key(name) for name in countries} if narrow else set()
    ranked = {key: (weights[key] + _held(forms[key], weights)) * (WIDE if key in wide else 1) for key in weights}
    best = forms[min(ranked, key=lambda key: (-round(ranked[key], 6), key))]
    return min(best, key=lambda form: (-best[form], -len(form), form))


def _key(place: str) -> str:
    return place.partition(",")[0].casefold().removeprefix("the ")


def _held(forms: Counter[str], weights: Mapping[str, float]) -> float:
    """Return what the places count by themselves that hold one ("Aleppo, Syria"): the news is in both."""
    holders = {_key(form.partition(", ")[2]) for form in forms if ", " in form}
    return sum(weights.get(holder, 0.0) for holder in sorted(holders))


def _named(doc: Doc, adjectives: Mapping[str, str]) -> Iterator[str]:
    """Give the places of a text: names after a preposition of place that the parser knows as no other kind of name."""
    for match in PLACED.finditer(doc.text):
        start, end = match.span("place")
        place = _bare(match["place"])
        kinds = {name.label_ for name in doc.ents if name.start_char < end and name.end_char > start}
        if place not in adjectives and kinds <= PLACES:
            yield place


def _bare(place: str) -> str:
    bare = place.rstrip(".'’ ").removesuffix("'s").removesuffix("’s")
    return f"{bare}." if re.search(r"\b[A-Z]\.[A-Z]$", bare) else bare  # U.S.
