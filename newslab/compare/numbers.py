"""Numbers: two values of one quantity, or of a part and its whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newslab.compare.difference import Difference
from newslab.compare.sides import Pair, Side
from newslab.events.quantities import RELATIONS, Quantity, relate, rounded

if TYPE_CHECKING:
    from pathlib import Path

LEAST_CHANGED: Final = 0.15  # p of one quantity with two values below which two numbers are no candidates
LIKELY: Final = 0.33  # p of the above from which half of the judged rows were right, below a third
LEAST_PART: Final = 0.3
CONVERTED: Final = 0.015  # share by which 1,200 acres and 486 hectares may differ
_OPEN: Final = re.compile(
    r"^(?:dozens|scores|hundreds|thousands|millions|billions|trillions|tens of|hundreds of)", re.IGNORECASE
)
_CONVERTED: Final = frozenset(("length", "mass", "area", "volume", "speed", "time"))


@dataclass(frozen=True)
class Figures:
    """Two numbers of a pair of statements, each with its place, and the probability of each of RELATIONS."""

    a: tuple[int, int, Quantity]
    b: tuple[int, int, Quantity]
    p: dict[str, float]

    @property
    def changed(self) -> float:
        """P of one quantity with two values that are no rounding of each other."""
        return self.p["differ"] + self.p["updated"]


def relate_figures(pairs: Sequence[Pair], *, weights: str | Path | None = None) -> list[Figures | None]:
    """Return for each pair the two numbers that are likeliest to be one quantity with two values, or None.

    A number is no candidate where the other statement gives its value too, nor where another number of that article
    fits it better.
    """
    asked = [(at, one, other) for at, pair in enumerate(pairs)
             for one in pair.a.quantities for other in pair.b.quantities if one[2].unit == other[2].unit]  # fmt: skip
    p = relate([(one[2], other[2]) for _, one, other in asked], weights=weights)
    best: dict[tuple[str, str, int, str], float] = {}
    rows = []
    for row, (at, one, other) in enumerate(asked):
        found = Figures(one, other, dict(zip(RELATIONS, p[row].tolist(), strict=True)))
        same = 1 - found.p["other"]
        for key in _keys(pairs[at], one, other):
            best[key] = max(best.get(key, 0.0), same)
        rows.append((at, found, same))
    kept: list[Figures | None] = [None] * len(pairs)
    for at, found, same in rows:
        settled = any(best[key] > same for key in _keys(pairs[at], found.a, found.b))
        if settled or _is_one(found.a[2], found.b[2]):
            continue
        held = kept[at]
        if held is None or found.changed > held.changed:
            kept[at] = found
    return kept


def _keys(pair: Pair, one: tuple[int, int, Quantity], other: tuple[int, int, Quantity]) -> tuple[
    tuple[str, str, int, str], tuple[str, str, int, str]
]:  # fmt: skip
    a, b = pair.a, pair.b
    return ((a.article.article_id, a.field, one[0], b.article.article_id),
            (b.article.article_id, b.field, other[0], a.article.article_id))  # fmt: skip


def _is_one(one: Quantity, other: Quantity) -> bool:
    """Whether two values are one: equal, a rounding or bound of each other, or converted from another unit."""
    if any(_OPEN.search(quantity.text) for quantity in (one, other)):  # "thousands" is any number of them
        return True
    gap = abs(one.value - other.value) / max(abs(one.value), abs(other.value), 1e-9)
    return rounded(one, other) or gap <= (CONVERTED if one.unit in _CONVERTED else 0.0)


def find_numbers(pair: Pair, figures: Figures | None) -> Difference | None:
    """Return how two numbers of a pair differ, or None."""
    if figures is None:
        return None
    part = figures.p["part_whole"]
    if figures.changed < LEAST_CHANGED and part < LEAST_PART:
        return None
    values = write_number(pair.a, figures.a), write_number(pair.b, figures.b)
    plain = f"{{a}} says {values[0]}, {{b}} {values[1]}"
    known = tuple(f"{one[2].value:g}{one[2].unit}" for one in (figures.a, figures.b))
    subject = _subject(figures)
    if part > figures.changed:
        reason = f"{plain}; one may count a part of what the other counts"
        return Difference("number", "part", "part_whole", subject, *values, reason, part, known)
    way = "changed, likely" if figures.changed >= LIKELY else "changed"
    if figures.p["updated"] > figures.p["differ"]:
        reason = f"{plain}; the figure changed, or one of them is of another time"
        return Difference("number", way, "updated", subject, *values, reason, figures.changed, known)
    return Difference("number", way, "differs", subject, *values, plain, figures.changed, known)


def write_number(side: Side, figure: tuple[int, int, Quantity]) -> str:
    """Write a number with what it counts, as its statement does."""
    text = side.article.of(side.field)
    start, end, quantity = figure
    noun = next((word for word in text[end : min(end + 40, side.end)].split()[:2] if _names(word, quantity)), "")
    between = text[end : text.find(noun, end) + len(noun)] if noun else ""
    words = [
        word
        for word in ("at least", "more than", "up to", "less than", "about", "nearly")
        if word in quantity.qualifiers
    ]
    return f"{words[0] + ' ' if words else ''}{text[start:end]}{between}".strip(" ,.;")


def _names(word: str, quantity: Quantity) -> bool:
    plain = word.strip(".,;:'\"”").lower()
    return any(head and plain.startswith(head[: max(3, len(head) - 1)]) for head in quantity.heads)


def _subject(figures: Figures) -> str:
    one, other = figures.a[2], figures.b[2]
    shared = sorted(one.heads & other.heads)
    kind = "the share" if one.unit == "%" else "the amount" if one.unit and not one.unit.isalpha() else "the number"
    return f"{kind}: {shared[0]}" if shared else kind
