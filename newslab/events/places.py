"""Where news happened: the place named earliest and most, a town before its country, as the text writes it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newslab.text.countries import load_countries
from newslab.text.dateline import dateline_end
from newslab.text.resources import listed
from newslab.text.words import CALENDAR, OFFICES

if TYPE_CHECKING:
    from spacy.tokens import Doc

PLACES: Final = frozenset(("GPE", "LOC", "FAC"))
PERSONS: Final = frozenset(("PERSON", "NORP"))
TITLE_WEIGHT = 3.0  # what a place in the headline counts beside one in the first sentence
LOOSE = 1 / 3  # what a place counts that follows no preposition of place
WIDE = 0.1  # what a country counts where the head of the article names a place that is none
DATELINE_WEIGHT = 0.5  # a reporter sits where the news is, or in the capital
HEAD = 4  # sentences in which a place within a country is looked for
_NAME: Final = r"[A-Z][\w'’.-]*(?:[ -](?:of (?:the )?|the )?[A-Z][\w'’-]+)*"
_KINDS: Final = (
    r"(?:city|town|village|province|provinces|county|region|district|state|capital|suburb|suburbs|port|island|"
    r"neighbou?rhood|area|outskirts|peninsula|municipality|borough)"
)
_AREA: Final = (
    r"(?:(?:north|south|east|west|central|downtown|upper|lower|rural|nearby|neighbou?ring|eastern|inner|mainland)"
    r"[a-z]*(?:-[a-z]+)?)"
)
PLACED: Final = re.compile(
    rf"\b(?:in|at|near|outside|inside|off|across|around)\s+(?:the\s+)?(?:{_AREA}\s+){{0,2}}?"
    rf"(?:(?:[A-Z][a-z]+\s+)?(?:[a-z-]+\s+)?{_KINDS}\s+of\s+)?"
    rf"(?P<place>{_NAME}(?:\s+{_KINDS})?(?:,\s+(?:(?:near|in)\s+)?(?:{_AREA}\s+)?{_NAME})?)"
)
NO_PLACE: Final = OFFICES | CALENDAR | listed("no place")
BUILDINGS: Final = listed("buildings")
NEXT: Final = listed("next")  # begin a sentence
LINE_PLACE: Final = re.compile(r"^(?P<place>[A-Z]{3,}(?:[ -][A-Z]{2,})*)\b")
AREA: Final = re.compile(rf"^(?:near|in)\s+|^{_AREA}\s+")


@lru_cache(maxsize=1)
def _countries() -> tuple[frozenset[str], dict[str, str]]:
    """Return the names of countries, and the country of each adjective."""
    names = frozenset(one.name for one in load_countries())
    return names, {form: one.name for one in load_countries() for form in one.adjectives}


def find_place(docs: Sequence[Doc], datelines: Sequence[str] = ()) -> str:
    """Choose the place of the news of an article.

    Parameters
    ----------
    docs : parses of its headline and first sentences, in order.
    datelines : places of its datelines.

    Returns
    -------
    The place as the text writes it ("Aleppo, Syria"), the country of an adjective ("a Syrian town") where no place is
    named, "" if there is none.
    """
    countries, adjectives = _countries()
    weights: dict[str, float] = defaultdict(float)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    narrow: set[str] = set()
    surnames = frozenset(name.text.split()[-1] for doc in docs for name in doc.ents if name.label_ == "PERSON")
    for at, doc in enumerate(docs):
        weight = TITLE_WEIGHT if at == 0 else 1 / at
        for place, share in _named(doc, adjectives, surnames):
            key = _key(place)
            weights[key] += weight * share
            forms[key][place] += 1
            if at <= HEAD and share == 1.0 and place.partition(",")[0] not in countries:
                narrow.add(key)
    for place in datelines:
        weights[_key(place)] += DATELINE_WEIGHT
        forms[_key(place)][place] += 1
    if not weights:
        found = (adjectives[word.text] for doc in docs for word in doc if word.text in adjectives)
        return next(found, "")
    wide = {_key(name) for name in countries}
    ranked = _with_what_holds(weights, forms, narrow)
    best = forms[min(ranked, key=lambda key: (-round(ranked[key] * (WIDE if narrow and key in wide else 1), 6), key))]
    return min(best, key=lambda form: (-best[form], -len(form), form))


def _key(place: str) -> str:
    return place.partition(",")[0].casefold().removeprefix("the ")


def _with_what_holds(weights: dict[str, float], forms: dict[str, Counter[str]], narrow: set[str]) -> dict[str, float]:
    """Give a place named with what holds it ("Aleppo, Syria") what that counts by itself: the news is in both."""
    found = dict(weights)
    for key in narrow:
        holders = {_key(AREA.sub("", form.partition(", ")[2])) for form in forms[key] if ", " in form}
        found[key] += sum(weights.get(holder, 0.0) for holder in sorted(holders) if holder != key)
    return found


def _named(doc: Doc, adjectives: dict[str, str], surnames: frozenset[str]) -> Iterator[tuple[str, float]]:
    """Give the places of a text with what each counts: after a preposition of place, or as the parser knows places."""
    people = [name for name in doc.ents if name.label_ in PERSONS]
    taken: list[str] = []
    for match in PLACED.finditer(doc.text):
        start, end = match.span("place")
        end = min([name.start_char for name in people if start < name.start_char < end] + [end])
        place = _trimmed(doc.text[start:end], adjectives)
        words = place.replace(",", "").lower().split()
        if not place or NO_PLACE & set(words) or place in surnames or any(place == name.text for name in people):
            continue
        taken.append(place)
        yield place, _share(doc, start, end, place)
    for name in doc.ents:
        if name.label_ not in PLACES or name.text in adjectives or any(name.text in place for place in taken):
            continue
        yield _trimmed(name.text.removeprefix("the "), adjectives) or name.text, LOOSE


def _share(doc: Doc, start: int, end: int, place: str) -> float:
    """Say what a name after a preposition counts: less where it describes a noun, or names no place ("in
    Parliament").
    """
    if _describes(doc, end):
        return LOOSE
    other = [name for name in doc.ents if name.start_char < end and name.end_char > start]
    known = any(name.label_ in PLACES for name in other)
    if not other or known or (" " in place and place.partition(",")[0].split()[-1] in BUILDINGS):
        return 1.0
    return LOOSE


def _describes(doc: Doc, end: int) -> bool:
    """Tell whether a name only describes the noun after it: "in a Lisbon court"."""
    span = doc.char_span(end, min(len(doc.text), end + 2), alignment_mode="expand")
    if span is None or not span.text.strip() or not doc.text[end : end + 1].isspace():
        return False
    token = next((token for token in span if token.idx >= end), None)
    return token is not None and token.pos_ == "NOUN" and token.text.islower()


def _trimmed(place: str, adjectives: dict[str, str]) -> str:
    """Take an adjective of nationality off a place that is none, and what begins the next sentence off its end."""
    words = place.strip(" ,").rstrip(".'’").removesuffix("'s").removesuffix("’s").split(" ")
    while words and (words[-1] in NEXT or words[-1] == ","):
        words.pop()
    bare = " ".join(words).strip(" ,")
    bare += "." if re.search(r"\b[A-Z]\.[A-Z]$", bare) else ""  # U.S.
    return "" if bare in adjectives else bare


def dateline_place(text: str) -> str:
    """Return the place of a dateline, "" where a text has none.

    Examples
    --------
    >>> dateline_place("ALEPPO, Syria -- Shells fell.")
    'Aleppo'
    """
    found = LINE_PLACE.match(text) if dateline_end(text) else None
    return found.group("place").title() if found else ""
