"""Two sentences or headlines alone: whether what differs in them can both be true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Final

from newslab.compare.terms import load_function_words
from newslab.events.quantities import in_one_unit
from newslab.text.countries import Place, find_places
from newslab.text.forms import are_opposite, base_form, fold_spelling
from newslab.text.normalise import fold
from newslab.text.numbers import find_numbers, find_slug
from newslab.text.resources import listed

LEAST_SHARED: Final = 0.34  # share of content words that two sentences on one thing have in common
LEAST_WORDS: Final = 3  # a sentence of one or two words agrees with too many
ROUNDING: Final = 0.1  # "some 10,000" and 9,200 may be one figure
BOUND: Final = 0.5  # "more than 100" and 180 may be one count
HEAD: Final = 4  # letters that two words of one family share at least
SOME_DAY: Final = "2001-01-10"  # a Wednesday in midwinter: stands in where the day of publication is not known
_WORD: Final = re.compile(r"n't\b|[^\W\d_]+?(?=n't\b)|[^\W\d_]+(?:['-](?!s\b)[^\W\d_]+)*")
_FIGURE: Final = re.compile(r"(?<![\w.,-])\d{1,9}(?:,\d{3})*(?:\.\d+)?(?:(?:st|nd|rd|th)\b|-\d{1,3}\b)?(?![\w%])")
_LOW, _HIGH, _ROUGH = ("at least", "more than"), ("up to", "less than"), ("about", "nearly", "between")


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

    def is_one_of(self, words: Sequence[str]) -> bool:
        return any(word in self.qualifier for word in words)


@dataclass(frozen=True)
class _Sentence:
    """A sentence taken apart; offsets are into its folded text."""

    text: str
    anchor: str | None

    @cached_property
    def times(self) -> list[dict[str, Any]]:
        from newslab.text.dates import find_dates

        return find_dates(self.text, self.anchor or SOME_DAY)

    @cached_property
    def dates(self) -> list[dict[str, Any]]:
        return [one for one in self.times if one["type"] in ("DATE", "TIME") and one["first_day"] and one["last_day"]]

    @cached_property
    def places(self) -> list[Place]:
        return find_places(self.text)

    @cached_property
    def figures(self) -> list[_Figure]:
        held = [(one["start"], one["end"]) for one in self.times if one["type"] != "DURATION"]
        records = [one for one in find_numbers(self.text, times=held) if one["value"] is not None]
        found = [_figure(one) for one in records]
        taken = [*held, *(one.span for one in found)]
        return found + [_mark(one) for one in _FIGURE.finditer(self.text) if not _meets(one.span(), taken)]

    @cached_property
    def words(self) -> list[tuple[str, str]]:
        """Its words as written, with their base forms."""
        return [(one, base_form(fold_spelling(one.lower()))) for one in _WORD.findall(self.text)]

    @cached_property
    def content(self) -> frozenset[str]:
        """Base forms of what it tells, without numbers, places and dates."""
        held = [(one.start, one.end) for one in self.places] + [(one["start"], one["end"]) for one in self.dates]
        held += [one.span for one in self.figures]
        found = {one.group().lower() for one in _WORD.finditer(self.text) if not _meets(one.span(), held)}
        return frozenset(base_form(fold_spelling(one)) for one in found - load_function_words() if len(one) > 1)

    @property
    def n_negated(self) -> int:
        return sum(word.lower() in listed("negators") for word, _ in self.words)


def find_contradiction(a: str, b: str, *, anchor: str | None = None) -> Verdict | None:
    """Say whether two sentences contradict each other, or why what differs in them is no contradiction.

    Parameters
    ----------
    a, b : sentences or headlines.
    anchor : day that relative dates of both start from, ISO.

    Returns
    -------
    Verdict, or None where the sentences are on different things or nothing differs. Within a story `build_contrasts`
    compares statements, with more to go by.

    Examples
    --------
    >>> find_contradiction("Blast kills 10 in Damascus", "Blast in Damascus kills 25").reason
    'one says 10, the other 25'
    """
    left, right = _read(a, anchor), _read(b, anchor)
    score = _alignment(left, right)
    if score < LEAST_SHARED:
        return None
    found = [one for compare in (_numbers, _places, _dates, _polarity) for one in compare(left, right)]
    best = min(found, key=lambda one: one.verdict != "contradiction", default=None)
    return best and replace(best, score=round(score, 4))


@lru_cache(maxsize=1 << 12)
def _read(text: str, anchor: str | None) -> _Sentence:
    folded = fold(text).text
    return _Sentence(folded[find_slug(folded) :], anchor)


def _alignment(a: _Sentence, b: _Sentence) -> float:
    """The share of content words in common; numbers, places and dates count where they agree."""
    agreed = len({one.country for one in a.places} & {one.country for one in b.places})
    agreed += sum(any(_equal(one, other) for other in b.figures) for one in a.figures)
    agreed += sum(any(_overlap(one, other) for other in b.dates) for one in a.dates)
    shared = agreed + sum(any(_kin(one, other) for other in b.content) for one in a.content)
    return min(shared / max(min(len(a.content), len(b.content)) + agreed, LEAST_WORDS), 1.0)


def _kin(word: str, other: str) -> bool:
    """Whether two base forms are of one family: equal, or alike in their first letters (bomb, bomber)."""
    short = min(len(word), len(other))
    head = max(HEAD, (3 * short + 3) // 4)
    return word == other or (short >= HEAD and word[:head] == other[:head])


def _meets(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


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
    return _Figure(
        value, value, "score" if second else "ordinal" if text[-1].isalpha() else "", "", "", text, match.span()
    )


def _equal(a: _Figure, b: _Figure) -> bool:
    return a.unit == b.unit and abs(a.value - b.value) <= 1e-9 * max(abs(a.value), abs(b.value))


def _numbers(a: _Sentence, b: _Sentence) -> Iterator[Verdict]:
    left, right = list(a.figures), list(b.figures)
    for one in a.figures:  # what both have is settled first
        twin = next((other for other in right if _equal(one, other)), None)
        if twin is not None:
            left.remove(one)
            right.remove(twin)
    for one in left:
        other = max(right, key=lambda other: _fit(one, other), default=None)
        if other is not None and _fit(one, other):
            right.remove(other)
            values = one.text, other.text
            told = f"one says {values[0]}, the other {values[1]}"
            why = _why_compatible(*sorted((one, other), key=lambda figure: figure.value))
            yield Verdict("compatible" if why else "contradiction", "number", f"{told}{why}", *values)


def _fit(a: _Figure, b: _Figure) -> int:
    """How surely two numbers measure the same; 0: not."""
    if a.unit != b.unit:
        return 0
    if a.what == b.what or not (a.what and b.what):
        return 2 if a.what and b.what else 1
    people, anyone = listed("people"), listed("anyone")
    return int({a.what, b.what} <= people and bool({a.what, b.what} & anyone))


def _why_compatible(small: _Figure, large: _Figure) -> str:
    """Say why two different numbers of one thing can both be true, or ""."""
    gap = (large.value - small.value) / max(abs(large.value), 1e-9)
    if large.value <= small.high or small.high == large.high:
        return "; the range includes the figure"
    if (small.is_one_of(("other",)) or large.is_one_of(("other",))) and large.value - small.value == 1:
        return f"; the others and the one named make {large.value:.0f}"
    if gap <= BOUND and (small.is_one_of(_LOW) or large.is_one_of(_HIGH)):
        return "; the bound includes the figure"
    is_rough = small.is_one_of(_ROUGH) or large.is_one_of(_ROUGH)
    if (is_rough and gap <= ROUNDING) or _rounds_to(*sorted((small.value, large.value), key=_digits)):
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
    known = [{place.country for place in side.places} for side in (a, b)]
    left, right = (
        [one.text for one in side.places if one.country not in others]
        for side, others in ((a, known[1]), (b, known[0]))
    )
    if left and right:
        yield Verdict("contradiction", "place", f"one names {left[0]}, the other {right[0]}", left[0], right[0])


def _dates(a: _Sentence, b: _Sentence) -> Iterator[Verdict]:
    """The dates that only one of the two gives, where they cannot be the same day."""
    left = [one for one in a.dates if not any(_overlap(one, other) for other in b.dates)]
    right = [one for one in b.dates if not any(_overlap(one, other) for other in a.dates)]
    for one, other in ((one, other) for one in left for other in right):
        if a.anchor or _way(one) == _way(other):
            values = one["text"], other["text"]
            yield Verdict("contradiction", "date", f"one says {values[0]}, the other {values[1]}", *values)


def _way(date: dict[str, Any]) -> str:
    """How a date is told: without a day of publication, "Thursday" and "5 June" cannot be compared."""
    text = date["text"].lower()
    return "weekday" if any(day in text for day in listed("weekdays")) else "digits" if re.search(r"\d", text) else ""


def _overlap(a: dict[str, Any], b: dict[str, Any]) -> bool:
    same_words = a["text"].casefold() == b["text"].casefold()
    return same_words or bool(a["first_day"] <= b["last_day"] and b["first_day"] <= a["last_day"])


def _polarity(a: _Sentence, b: _Sentence) -> Iterator[Verdict]:
    """Opposites (rose, fell), or one sentence with and without a negator; a negated opposite says the same."""
    own, other = ({base for _, base in side.words} for side in (a, b))
    pairs = [
        (left, right) for left, base in a.words for right, turned in b.words
        if base not in other and turned not in own and are_opposite(base, turned)
    ]  # fmt: skip
    is_turned = (a.n_negated - b.n_negated) % 2 == 1
    if pairs and not is_turned:
        yield Verdict("contradiction", "polarity", f"one says {pairs[0][0]}, the other {pairs[0][1]}", *pairs[0])
    elif is_turned and not pairs:
        yield Verdict("contradiction", "polarity", "one denies what the other says", a.text, b.text)
