"""Verdicts on two sentences that tell of the same thing: what differs, and whether both can be true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from newslab.compare.lexicon import ANYONE, are_opposite
from newslab.compare.quantities import Quantity, is_people
from newslab.compare.statements import Statement, read_statement
from newslab.compare.tokens import Token

ROUNDING: Final = 0.1  # "some 10,000" and 9,200 may be one figure
EXACT_ROUNDING: Final = 0.02  # "9,000" and 9,012 may be one figure though no word says so
SAME_BOUND: Final = 0.3  # "more than 200" and "more than 270" may be one count
HEAD: Final = 4  # letters that two words of one family share at least
LEAST_WORDS: Final = 3  # a sentence of one or two words agrees with too many
MIN_SHARED: Final = 0.34  # share of content words two sentences need in common


@dataclass(frozen=True)
class Verdict:
    """What a comparison of two sentences found.

    Attributes
    ----------
    verdict : contradiction, compatible or scope.
    kind : number, place, date or polarity: the slot that differs.
    reason : in words.
    value, other_value : what each side says.
    score : how sure it is that both tell of the same thing, 0 to 1.
    figures : of two numbers, what tells them from others: their values in one unit.
    """

    verdict: str
    kind: str
    reason: str
    value: str
    other_value: str
    score: float


def find_contradiction(a: str, b: str, *, similarity: float | None = None, anchor: str | None = None) -> Verdict | None:
    """Say whether two sentences contradict each other, or why what differs in them is no contradiction.

    Parameters
    ----------
    a, b : sentences or headlines.
    similarity : cosine of the two by a sentence model; None: only words they share tell whether they are on one thing.
    anchor : day that relative dates of both start from, ISO.

    Returns
    -------
    Verdict, or None where the sentences are on different things or no slot differs.

    Examples
    --------
    >>> find_contradiction("Blast kills 10 in Damascus", "Blast in Damascus kills 25").reason
    'one says 10, the other 25'
    """
    left, right = read_statement(a, anchor), read_statement(b, anchor)
    score = score_alignment(left, right, similarity)
    if score < MIN_SHARED:
        return None
    comparers: tuple[Callable[[Statement, Statement], Verdict | None], ...] = (
        compare_quantities, compare_places, compare_dates, compare_polarity,
    )  # fmt: skip
    found = [verdict for verdict in (compare(left, right) for compare in comparers) if verdict is not None]
    found.sort(key=lambda verdict: verdict.verdict != "contradiction")
    return None if not found else Verdict(**{**found[0].__dict__, "score": round(score, 4)})


def score_alignment(a: Statement, b: Statement, similarity: float | None = None) -> float:
    """Score how far two statements tell of one thing, 0 to 1.

    The share of content words in common; numbers, places and dates count where they agree, and are left out where they
    do not, since it is these that are compared.
    """
    agreed = len({place.country for place in a.places} & {place.country for place in b.places})
    agreed += sum(any(_equal(one, other) for other in b.quantities) for one in a.quantities)
    agreed += sum(any(_meet(one, other) for other in b.dates) for one in a.dates)
    shared = len(_shared(a.words, b.words)) + agreed
    lexical = min(shared / max(min(len(a.words), len(b.words)) + agreed, LEAST_WORDS), 1.0)
    return lexical if similarity is None else (lexical + similarity) / 2


def _shared(a: frozenset[str], b: frozenset[str]) -> list[str]:
    heads = _by_head(b)
    return [word for word in a if word in b or any(_kin(word, other) for other in heads.get(word[:HEAD], ()))]


@lru_cache(maxsize=1 << 12)
def _by_head(words: frozenset[str]) -> dict[str, list[str]]:
    """Return words by their first letters, which those of one family share; shorter words have no family."""
    found: dict[str, list[str]] = {}
    for word in words:
        if len(word) >= HEAD:
            found.setdefault(word[:HEAD], []).append(word)
    return found


def _kin(word: str, other: str) -> bool:
    """Whether two base forms are of one family: equal, or alike in their first letters (bomb, bomber)."""
    if word == other:
        return True
    short = min(len(word), len(other))
    head = max(HEAD, (3 * short + 3) // 4)
    return short >= HEAD and word[:head] == other[:head]


# ---------------------------------------------------------------- numbers


def compare_quantities(a: Statement, b: Statement) -> Verdict | None:
    """Compare the numbers that count the same thing; numbers both sentences have are settled first."""
    verdicts = []
    settled: set[tuple[str, int]] = set()
    for _, one, other in pair_quantities(a, b):
        if not settled & {("a", one.start), ("b", other.start)}:
            settled |= {("a", one.start), ("b", other.start)}
            verdicts.append(judge_quantities(one, other))
    return next((verdict for verdict in verdicts if verdict.verdict == "contradiction"), next(iter(verdicts), None))


def pair_quantities(a: Statement, b: Statement) -> list[tuple[int, Quantity, Quantity]]:
    """Pair different numbers that may measure the same, with how well they fit, best first."""
    left, right = list(a.quantities), list(b.quantities)
    for one in list(left):
        twin = next((other for other in right if _equal(one, other)), None)
        if twin is not None:
            left.remove(one)
            right.remove(twin)
    pairs = [(_fit(one, other), one, other) for one in left for other in right]
    return sorted((pair for pair in pairs if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].start, pair[2].start))


def _equal(a: Quantity, b: Quantity) -> bool:
    return a.unit == b.unit and abs(a.value - b.value) <= 1e-9 * max(abs(a.value), abs(b.value))


def _fit(a: Quantity, b: Quantity) -> int:
    """How surely two numbers measure the same: unit, counted thing, what happened to it, words around; 0: not."""
    if a.unit != b.unit or (a.role and b.role and a.role != b.role):
        return 0
    if (a.qualifier == "additional") != (b.qualifier == "additional"):
        return 0
    if a.unit == b.unit == "ordinal" and "time" in (a.what, b.what):  # "cut for the eighth time": its eighth cut
        named = b.what if a.what == "time" else a.what
        shared = len(_shared(a.near, b.near))
        return 3 + shared if named in a.near & b.near or (shared and a.in_row != b.in_row) else 0
    if a.unit != "magnitude" and a.what and b.what and a.what != b.what and not _both_people(a, b):
        return 0
    fit = 1 + 2 * (a.what == b.what and a.what != "") + 2 * (a.role == b.role and a.role != "")
    return fit + len(_shared(a.near, b.near))


def _both_people(a: Quantity, b: Quantity) -> bool:
    """Whether both count people: one of the two must be any people, civilians are not soldiers."""
    if a.what in ANYONE or b.what in ANYONE:
        return (is_people(a.what) and is_people(b.what)) or a.role == b.role != ""
    return False


def judge_quantities(a: Quantity, b: Quantity) -> Verdict:
    """Say whether two different numbers of one thing can both be true: rounding, bounds, "21 others"."""
    values = (write_quantity(a), write_quantity(b))
    plain = f"one says {values[0]}, the other {values[1]}"

    def verdict(kind: str, reason: str) -> Verdict:
        return Verdict(kind, "number", reason, *values, 1.0)

    small, large = sorted((a, b), key=lambda one: one.value)
    if small.value <= large.value <= small.high or large.value <= small.value <= large.high or small.high == large.high:
        return verdict("compatible", f"{plain}; the range includes the figure")
    if a.unit == b.unit == "ordinal" and a.in_row != b.in_row:
        return verdict("scope", f"{plain}: one counts an unbroken run, the other all of them")
    if "other" in (a.qualifier, b.qualifier) and abs(a.value - b.value) == 1:
        return verdict("compatible", f"{plain}; the others and the one named make {large.value:.0f}")
    gap = (large.value - small.value) / max(abs(large.value), 1e-9)
    bounds = {_bound(small), _bound(large)}
    if bounds == {"low"} or bounds == {"high"}:
        close = gap <= SAME_BOUND
        return verdict("compatible" if close else "contradiction", plain + ("; both are bounds" if close else ""))
    if (_bound(small) == "low" and gap <= 0.5) or (_bound(large) == "high" and gap <= 0.5):
        return verdict("compatible", f"{plain}; the bound includes the figure")
    if "about" in bounds | {_bound(a)} and gap <= ROUNDING:
        return verdict("compatible", f"{plain}; a rounded figure")
    if gap <= EXACT_ROUNDING and _rounds_to(*sorted((a.value, b.value), key=_digits)):
        return verdict("compatible", f"{plain}; a rounded figure")
    return verdict("contradiction", plain)


def write_quantity(quantity: Quantity) -> str:
    """Write a number with its qualifier and what it counts, as its sentence does."""
    parts = (
        [quantity.text] if quantity.qualifier.lower() in quantity.text.lower() else [quantity.qualifier, quantity.text]
    )
    if quantity.counted and quantity.counted.lower() not in quantity.text.lower():
        parts.append(quantity.counted)
    if quantity.qualifier == "other":
        parts = [quantity.text, "other", quantity.counted]
    return " ".join(part for part in parts if part)


LOW: Final = ("at least", "more than", "over", "above", "minimum", "exceed", "no fewer", "no less", "greater")
ROUGH: Final = ("about", "nearly", "between")
HIGH: Final = ("up to", "at most", "less than", "fewer than", "under", "below", "no more", "maximum")


def _bound(quantity: Quantity) -> str:
    qualifier = quantity.qualifier.lower()
    if any(word in qualifier for word in LOW) and "no more" not in qualifier:
        return "low"
    if any(word in qualifier for word in HIGH):
        return "high"
    return "about" if any(word in qualifier for word in ROUGH) else ""


def _rounds_to(coarse: float, fine: float) -> bool:
    """Whether the finer figure, written with as few digits as the coarser, is the coarser."""
    if coarse < 100 and fine == int(fine):  # 12 is not "about 10"
        return False
    return _digits(coarse) < _digits(fine) and float(f"{fine:.{_digits(coarse) - 1}e}") == coarse


def _digits(value: float) -> int:
    return len(f"{value:.10g}".replace(".", "").rstrip("0"))


# ---------------------------------------------------------------- places


def compare_places(a: Statement, b: Statement) -> Verdict | None:
    """Compare the countries, else the cities, that only one of the two names."""
    left = [place for place in a.places if all(place.country != other.country for other in b.places)]
    right = [place for place in b.places if all(place.country != other.country for other in a.places)]
    if not (left and right):
        return None
    reason = f"one names {left[0].text}, the other {right[0].text}"
    return Verdict("contradiction", "place", reason, left[0].text, right[0].text, 1.0)


# ---------------------------------------------------------------- dates


def compare_dates(a: Statement, b: Statement) -> Verdict | None:
    """Compare the dates that only one of the two gives, where they cannot be the same day."""
    left = [date for date in a.dates if not any(_meet(date, other) for other in b.dates)]
    right = [date for date in b.dates if not any(_meet(date, other) for other in a.dates)]
    right = [date for date in right if any(date["relative"] == one["relative"] for one in left)]
    if not (left and right):
        return None
    values = (left[0]["text"], right[0]["text"])
    return Verdict("contradiction", "date", f"one says {values[0]}, the other {values[1]}", *values, 1.0)


def _meet(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Tell whether two dates can be one; without an anchor "Friday" is "Friday", whatever the verb beside it says."""
    if a["relative"] and a["text"].casefold() == b["text"].casefold():
        return True
    return bool(a["relative"] == b["relative"] and a["first_day"] <= b["last_day"] and b["first_day"] <= a["last_day"])


# ---------------------------------------------------------------- polarity


def compare_polarity(a: Statement, b: Statement) -> Verdict | None:
    """Compare what is said to have happened: opposites (rose, fell), or one word with and without a negator."""
    for left, right, turned in _opposed(a, b):
        if not turned:
            reason = f"one says {left.text}, the other {right.text}"
        else:
            reason = f"one says {left.text}, the other denies it"
        return Verdict("contradiction", "polarity", reason, left.text, right.text, 1.0)
    return None


def _opposed(a: Statement, b: Statement) -> Iterator[tuple[Token, Token, bool]]:
    own, other = ({token.base for token in side.tokens} for side in (a, b))
    sides = [_moods(side) for side in (a, b)]
    for i, left in enumerate(a.tokens):
        for j, right in enumerate(b.tokens):
            if left.base == right.base:
                moods = (sides[0][left.base], sides[1][left.base])
                if moods in (({True}, {False}), ({False}, {True})) and left.is_content and a.negators != b.negators:
                    yield left, right, True
            elif left.base in other or right.base in own or (i in a.negated) != (j in b.negated):
                continue
            elif are_opposite(left.base, right.base):
                yield left, right, False


def _moods(side: Statement) -> dict[str, set[bool]]:
    """Whether each word occurs under a negator, without one, or both ways."""
    moods: dict[str, set[bool]] = {}
    for place, token in enumerate(side.tokens):
        moods.setdefault(token.base, set()).add(place in side.negated)
    return moods
