"""Two sentences or headlines alone: whether what differs in them can both be true.

No build compares sentences this way: `compare/` judges statements of one story, with more to go by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Any, Final, TypeVar

from newslab.compare.terms import load_function_words
from newslab.events.quantities import in_one_unit
from newslab.text.countries import load_countries
from newslab.text.forms import base_form, fold_spelling
from newslab.text.normalise import fold
from newslab.text.numbers import find_numbers, find_slug
from newslab.text.resources import listed, read_lines

LEAST_SHARED: Final = 0.34  # share of content words that two sentences on one thing have in common
LEAST_WORDS: Final = 3  # a sentence of one or two words agrees with too many
ROUNDING: Final = 0.1  # "some 10,000" and 9,200 may be one figure
BOUND: Final = 0.5  # "more than 100" and 180 may be one count
HEAD: Final = 4  # letters that two words of one family share at least
SOME_DAY: Final = "2001-01-10"  # a Wednesday in midwinter: stands in for the day of publication, which is not known
_WORD: Final = re.compile(r"n't\b|[^\W\d_]+?(?=n't\b)|[^\W\d_]+(?:['-](?!s\b)[^\W\d_]+)*")
_FIGURE: Final = re.compile(r"(?<![\w.,-])\d{1,9}(?:,\d{3})*(?:\.\d+)?(?:(?:st|nd|rd|th)\b|-\d{1,3}\b)?(?![\w%])")
_LOW: Final = re.compile("at least|more than")
_HIGH: Final = re.compile("up to|less than")
_ROUGH: Final = re.compile("about|nearly|between")
CONTINENT: Final = "-"
_SHORT: Final = {"NY": "New York", "NYC": "New York", "New York City": "New York"}
_PREFIXES: Final = ("un", "in", "im", "il", "ir", "dis", "non", "non-")
_LEAST_STEM: Final = 4  # letters of a word whose opposite a prefix makes
Part = TypeVar("Part")


@dataclass(frozen=True)
class Verdict:
    """What a comparison of two sentences found.

    Attributes
    ----------
    verdict : contradiction or compatible.
    kind : number, place, date or polarity: what differs.
    reason : in words.
    value, other_value : what each side says.
    score : how much of both is shared, 0 to 1.
    """

    verdict: str
    kind: str
    reason: str
    value: str
    other_value: str
    score: float = 0.0


@dataclass(frozen=True)
class Place:
    """A place named in a sentence: its country, its city or region where one is named, and where it stands."""

    country: str
    city: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class _Figure:
    """A number: its value and the upper end of its range, in the one unit of its kind, what it counts, how
    qualified.
    """

    value: float
    high: float
    unit: str
    what: str
    qualifier: str
    text: str
    span: tuple[int, int]


@dataclass(frozen=True)
class _Sentence:
    """A sentence taken apart: its words with their base forms, and the base forms of what it tells without numbers,
    places and dates.
    """

    text: str
    dates: list[dict[str, Any]]
    places: list[Place]
    figures: list[_Figure]
    words: list[tuple[str, str]]
    content: list[str]

    @property
    def n_negated(self) -> int:
        return sum(word.lower() in listed("negators") for word, _ in self.words)


def find_contradiction(a: str, b: str) -> Verdict | None:
    """Say whether two sentences contradict each other, or why what differs in them is no contradiction.

    Parameters
    ----------
    a, b : sentences or headlines.

    Returns
    -------
    Verdict, or None where the sentences are on different things or nothing differs. Within a story `build_contrasts`
    compares statements, with more to go by.

    Examples
    --------
    >>> find_contradiction("Blast kills 10 in Damascus", "Blast in Damascus kills 25").reason
    'one says 10, the other 25'
    """
    left, right = _read(a), _read(b)
    score = _alignment(left, right)
    if score < LEAST_SHARED:
        return None
    found = [*_numbers(left, right), *_places(left, right), *_dates(left, right), *_polarity(left, right)]
    best = min(found, key=lambda one: one.verdict != "contradiction", default=None)
    return best and replace(best, score=round(score, 4))


@lru_cache(maxsize=1 << 12)
def _read(text: str) -> _Sentence:
    from newslab.text.dates import find_dates

    text = fold(text).text
    text = text[find_slug(text) :]
    times = find_dates(text, SOME_DAY)
    dates = [one for one in times if one["type"] in ("DATE", "TIME") and one["first_day"] and one["last_day"]]
    places = find_places(text)
    held = [(one["start"], one["end"]) for one in times if one["type"] != "DURATION"]
    figures = [_figure(one) for one in find_numbers(text, times=held) if one["value"] is not None]
    held += [one.span for one in figures]
    figures += [_mark(one) for one in _FIGURE.finditer(text) if not _meets(one.span(), held)]
    held = [(one.start, one.end) for one in places] + [(one["start"], one["end"]) for one in dates]
    held += [one.span for one in figures]
    words = [(one, base_form(fold_spelling(one.group().lower()))) for one in _WORD.finditer(text)]
    content = {base for one, base in words if _is_content(one.group()) and not _meets(one.span(), held)}
    return _Sentence(text, dates, places, figures, [(one.group(), base) for one, base in words], sorted(content))


def _is_content(word: str) -> bool:
    return len(word) > 1 and word.lower() not in load_function_words()


def _meets(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _unmet(own: Sequence[Part], others: Sequence[Part], same: Callable[[Part, Part], bool]) -> list[Part]:
    """What one sentence has and the other has not."""
    return [one for one in own if not any(same(one, other) for other in others)]


def _alignment(a: _Sentence, b: _Sentence) -> float:
    """The share of content words in common; numbers, places and dates count where they agree."""
    agreed = len({one.country for one in a.places} & {one.country for one in b.places})
    agreed += len(a.figures) - len(_unmet(a.figures, b.figures, _equal))
    agreed += len(a.dates) - len(_unmet(a.dates, b.dates, _overlap))
    shared = agreed + len(a.content) - len(_unmet(a.content, b.content, _kin))
    return min(shared / max(min(len(a.content), len(b.content)) + agreed, LEAST_WORDS), 1.0)


def _kin(word: str, other: str) -> bool:
    """Whether two base forms are of one family: equal, or alike in their first letters (bomb, bomber)."""
    short = min(len(word), len(other))
    head = max(HEAD, (3 * short + 3) // 4)
    return word == other or (short >= HEAD and word[:head] == other[:head])


def _told(kind: str, value: str, other: str, why: str = "") -> Verdict:
    """A difference of values: a contradiction, unless it is known why both can be true."""
    verdict = "compatible" if why else "contradiction"
    return Verdict(verdict, kind, f"one says {value}, the other {other}{why}", value, other)


# ------------------------------------------------------------------------------------------------------------- numbers


def _figure(one: dict[str, Any]) -> _Figure:
    value, unit = in_one_unit(float(one["value"]), one["unit"])
    high = max(value, in_one_unit(float(one["high"] or 0), one["unit"])[0])
    what = base_form(str(one["of_what"] or "").lower().split(" ")[-1])
    return _Figure(value, high, unit, what, str(one["qualifier"] or ""), one["text"], (one["start"], one["end"]))


def _mark(match: re.Match[str]) -> _Figure:
    """Digits that count nothing, but can differ all the same: scores (2-1), ranks (No. 2, 10th)."""
    text = match.group()
    first, _, second = text.rstrip("stndrh").replace(",", "").partition("-")
    value = float(first) + 1e6 * (1 + float(second or -1))
    unit = "score" if second else "ordinal" if text[-1].isalpha() else ""
    return _Figure(value, value, unit, "", "", text, match.span())


def _equal(a: _Figure, b: _Figure) -> bool:
    return a.unit == b.unit and abs(a.value - b.value) <= 1e-9 * max(abs(a.value), abs(b.value))


def _numbers(a: _Sentence, b: _Sentence) -> Iterator[Verdict]:
    right = _unmet(b.figures, a.figures, _equal)
    for one in _unmet(a.figures, b.figures, _equal):
        other = max(right, key=lambda other: _fit(one, other), default=None)
        if other is not None and _fit(one, other):
            right.remove(other)
            small, large = sorted((one, other), key=lambda figure: figure.value)
            yield _told("number", one.text, other.text, _why_compatible(small, large))


def _fit(a: _Figure, b: _Figure) -> int:
    """How surely two numbers measure the same; 0: not."""
    if a.unit != b.unit:
        return 0
    if a.what == b.what or not (a.what and b.what):
        return 2 if a.what and b.what else 1
    whats = {a.what, b.what}
    return int(whats <= listed("people") and bool(whats & listed("anyone")))


def _why_compatible(small: _Figure, large: _Figure) -> str:
    """Say why two different numbers of one thing can both be true, or ""."""
    gap = (large.value - small.value) / max(abs(large.value), 1e-9)
    both = f"{small.qualifier} {large.qualifier}"
    if large.value <= small.high or small.high == large.high:
        return "; the range includes the figure"
    if "other" in both and large.value - small.value == 1:
        return f"; the others and the one named make {large.value:.0f}"
    if gap <= BOUND and (_LOW.search(small.qualifier) or _HIGH.search(large.qualifier)):
        return "; the bound includes the figure"
    if (gap <= ROUNDING and _ROUGH.search(both)) or _rounds_to(*sorted((small.value, large.value), key=_digits)):
        return "; a rounded figure"
    return ""


def _rounds_to(coarse: float, fine: float) -> bool:
    """Whether the finer figure, written with as few digits as the coarser, is the coarser."""
    if coarse < 100 and fine == int(fine):  # 12 is not "about 10"
        return False
    return _digits(coarse) < _digits(fine) and float(f"{fine:.{_digits(coarse) - 1}e}") == coarse


def _digits(value: float) -> int:
    return len(f"{value:.10g}".replace(".", "").rstrip("0"))


# -------------------------------------------------------------------------------------------- places, dates, polarity


def _places(a: _Sentence, b: _Sentence) -> Iterator[Verdict]:
    """The countries that only one of the two names."""
    left, right = (
        _unmet(own.places, other.places, lambda one, two: one.country == two.country) for own, other in ((a, b), (b, a))
    )
    if left and right:
        yield _told("place", left[0].text, right[0].text)


def _dates(a: _Sentence, b: _Sentence) -> Iterator[Verdict]:
    """The dates that only one of the two gives, where they cannot be the same day."""
    for one in _unmet(a.dates, b.dates, _overlap):
        for other in _unmet(b.dates, a.dates, _overlap):
            if _way(one) == _way(other):
                yield _told("date", one["text"], other["text"])


def _way(date: dict[str, Any]) -> str:
    """How a date is told: without a day of publication, "Thursday" and "5 June" cannot be compared."""
    text = date["text"].lower()
    return "weekday" if any(day in text for day in listed("weekdays")) else "digits" if re.search(r"\d", text) else ""


def _overlap(a: dict[str, Any], b: dict[str, Any]) -> bool:
    same_words = a["text"].casefold() == b["text"].casefold()
    return same_words or bool(a["first_day"] <= b["last_day"] and b["first_day"] <= a["last_day"])


def _polarity(a: _Sentence, b: _Sentence) -> Iterator[Verdict]:
    """Opposites (rose, fell), or one sentence with and without a negator; a negated opposite says the same."""
    left, right = (_unmet(own.words, other.words, lambda one, two: one[1] == two[1]) for own, other in ((a, b), (b, a)))
    pairs = [(one, two) for one, base in left for two, turned in right if are_opposite(base, turned)]
    is_turned = (a.n_negated - b.n_negated) % 2 == 1
    if pairs and not is_turned:
        yield _told("polarity", *pairs[0])
    elif is_turned and not pairs:
        yield Verdict("contradiction", "polarity", "one denies what the other says", a.text, b.text)


# ------------------------------------------------------------------------------------------------- places and opposites


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


@lru_cache(maxsize=1)
def _opposites() -> dict[str, frozenset[tuple[int, int]]]:
    sides: dict[str, set[tuple[int, int]]] = {}
    for place, line in enumerate(read_lines("opposites.txt")):
        for side, words in enumerate(line.split("|")):
            for word in words.split():
                sides.setdefault(word, set()).add((place, side))
    return {word: frozenset(found) for word, found in sides.items()}


def are_opposite(word: str, other: str) -> bool:
    """Tell whether two base forms are opposites: listed, or one is the other with un-, in-, dis- or non-.

    Examples
    --------
    >>> are_opposite("rise", "fall"), are_opposite("harmed", "unharmed"), are_opposite("rise", "climb")
    (True, True, False)
    """
    known = _opposites()
    if any((place, 1 - side) in known.get(other, ()) for place, side in known.get(word, ())):
        return True
    short, long = sorted((word, other), key=len)
    return len(short) >= _LEAST_STEM and any(long == prefix + short for prefix in _PREFIXES)
