"""Relation of two numbers of two sources: one quantity or not, told alike, rounded, changed, or part and whole."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from newslab.learned import load_weights
from newslab.text.parse import parse_text
from newslab.text.resources import listed, read_rows

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from spacy.tokens import Doc, Token

RELATIONS: Final = ("same_value", "approx", "differ", "updated", "part_whole", "other")
SAME: Final = RELATIONS[:4]  # relations of one quantity

# units that measure one thing, in one of them: minutes, metres, kilograms, square metres
_CONVERSIONS: Final = {unit: (kind, float(times)) for unit, kind, times in read_rows("units.tsv", 3)}
_LOW: Final = frozenset(("at least", "more than"))
_HIGH: Final = frozenset(("up to", "less than", "nearly"))
_ROUGH: Final = frozenset(("about", "nearly", "between"))
_QUALIFIERS: Final = ("about", "nearly", "more than", "at least", "up to", "less than", "other", "between")
_MODIFYING: Final = ("nummod", "compound", "nmod", "amod", "quantmod", "npadvmod")
_FURTHER: Final = listed("further")
_PART: Final = re.compile(rf"\b(?:{'|'.join(sorted(_FURTHER))})\b", re.IGNORECASE)
_BESIDE: Final = 40  # characters on either side of a number in which a word makes it a part
_AROUND: Final = 60  # characters of its sentence, before and from a number, whose meaning is compared


@dataclass(frozen=True)
class Quantity:
    """What is read of one number where it stands: the grounds on which two are compared.

    Attributes
    ----------
    value, high, unit : in one unit of each kind; `high` is the upper end of a range, else the value.
    digits : significant digits as written.
    qualifiers : about, at least, up to, other ...
    heads : base forms of what it counts or measures.
    names : of its sentence.
    part : words beside it that make it a part or a rest ("others", "more").
    text, around : its words, and those about it, itself included.
    day, title : of its article; days since 1970.
    """

    value: float
    high: float
    unit: str
    digits: int
    qualifiers: frozenset[str]
    heads: frozenset[str]
    names: frozenset[str]
    part: frozenset[str]
    text: str = ""
    around: str = ""
    day: int | None = None
    title: str = ""


def read_quantity(
    record: Mapping[str, Any], doc: Doc, start: int, end: int, day: int | None = None, title: str = ""
) -> Quantity:
    """Read one number in its parsed sentence.

    Parameters
    ----------
    record : its value, high, unit, of_what, qualifier and text, as `find_numbers` gives them.
    doc : the parse of its sentence; start, end: where the number stands in it.
    day, title : of the article it stands in.
    """
    value, unit = in_one_unit(float(record["value"]), record.get("unit"))
    high = in_one_unit(float(record["high"]), record.get("unit"))[0] if _known(record.get("high")) else value
    holder = _holder(doc, start, end)
    heads = {_base(token) for token in (_counted(holder) if holder is not None else ())}
    if _known(record.get("of_what")) and not heads:
        heads = {str(record["of_what"]).lower()}
    beside = f"{doc.text[max(0, start - _BESIDE) : start]} {doc.text[end : end + _BESIDE]}".lower()
    text, qualifier = str(record.get("text") or ""), str(record.get("qualifier") or "")
    return Quantity(
        value,
        max(value, high),
        unit,
        _digits(text, value),
        frozenset(word for word in _QUALIFIERS if word in qualifier),
        frozenset(heads),
        frozenset(token.lower_ for token in doc if token.pos_ == "PROPN"),
        frozenset(_PART.findall(beside)),
        text,
        doc.text[max(0, start - _AROUND) : start + _AROUND],
        day,
        title,
    )


def in_one_unit(value: float, unit: Any) -> tuple[float, str]:
    """Return a value in the one unit of its kind: time in minutes, length in metres, money by its sign.

    Examples
    --------
    >>> in_one_unit(3.0, "years") == in_one_unit(36.0, "months"), in_one_unit(2.0, None)
    (True, (2.0, ''))
    """
    kind, times = _CONVERSIONS.get(str(unit), (str(unit) if _known(unit) else "", 1.0))
    return float(f"{value * times:.10g}"), kind


def relate(pairs: Sequence[tuple[Quantity, Quantity]], *, weights: str | Path | None = None) -> NDArray[np.float64]:
    """Return the probability of each of RELATIONS for pairs of numbers, shape (n, 6), rows adding up to 1.

    Parameters
    ----------
    pairs : (a, b), in any order: the relation is the same both ways.
    weights : folder of other weights, such as those of a fold.

    Notes
    -----
    Two logistic regressions: the first tells one quantity, part and whole, and other apart; the second, given that it
    is one quantity, whether both say the same, round it, differ, or changed. benchmarks/quantities.md.
    """
    import numpy as np

    same, kind = load_weights("same_quantity", weights), load_weights("number_change", weights)
    rows = describe(pairs)
    first = same.probabilities(np.array([same.vector(row) for row in rows]).reshape(len(rows), len(same.features)))
    second = kind.probabilities(np.array([kind.vector(row) for row in rows]).reshape(len(rows), len(kind.features)))
    at = {name: place for place, name in enumerate(same.classes)}
    return np.concatenate([second * first[:, [at["same"]]], first[:, [at["part_whole"], at["other"]]]], axis=1)


def read_quantities(
    text: str,
    numbers: Iterable[Mapping[str, Any]],
    *,
    day: int | None = None,
    title: str = "",
    sentences: Sequence[tuple[int, int]] | None = None,
) -> list[tuple[int, int, Quantity]]:
    """Read the numbers of one text, each in its sentence: (start, end, Quantity), in order.

    Parameters
    ----------
    text : of an article, or its title.
    numbers : its numbers, as `find_numbers` gives them.
    day, title : of the article; its day as days since 1970.
    sentences : (start, end) of each; None: what `find_sentences` finds.
    """
    held = [one for one in numbers if _known(one["value"])]
    if not held:
        return []
    parsed = parse_text(text, sentences)
    found = []
    starts = [start for start, _ in parsed.sentences]
    for one in held:
        at = bisect_right(starts, one["start"]) - 1
        if at >= 0 and one["start"] < parsed.sentences[at][1]:
            start, end = parsed.place(at, one["start"]), parsed.place(at, one["end"])
            quantity = read_quantity(one, parsed.docs[at], start, end, day, title)
            found.append((int(one["start"]), int(one["end"]), quantity))
    return found


def decide(p: NDArray[np.float64]) -> list[str]:
    """Return the likeliest relation of each row of `relate`, rare relations given their due.

    Each probability is divided by the square root of how often the relation occurs, so that "updated", one pair in 20,
    is said before it is more likely than all else together.
    """
    import numpy as np

    usual = load_weights("same_quantity").figures["shares"]
    due = np.sqrt([usual[name] for name in RELATIONS])
    return [RELATIONS[at] for at in (p / due).argmax(axis=1)]


# --------------------------------------------------------------------------------------------------------- of one number


def np_day(day: Any) -> int | None:
    """Return a day as days since 1970, or None for none or one beyond the calendar.

    Examples
    --------
    >>> np_day("1970-01-03"), np_day(None)
    (2, None)
    """
    import numpy as np

    try:
        return int(np.datetime64(str(day)[:10], "D").astype(int)) if _known(day) else None
    except ValueError:
        return None


def _known(cell: Any) -> bool:
    return cell is not None and cell == cell and cell != ""


def _digits(text: str, value: float) -> int:
    found = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    plain = found.group().replace(",", "") if found else f"{value:.6g}"
    whole = plain.replace(".", "").lstrip("0")
    return len(whole if "." in plain else whole.rstrip("0")) or 1


def _holder(doc: Doc, start: int, end: int) -> Token | None:
    """The token of a number, with its unit, on which the rest of the sentence hangs."""
    inside = [token for token in doc if token.idx < end and token.idx + len(token) > start]
    if not inside:
        return None
    held = {token.i for token in inside}
    return next((token for token in inside if token.head.i not in held or token.head.i == token.i), inside[-1])


def _counted(holder: Token) -> list[Token]:
    """The nouns a number counts or measures: those it hangs on, what it is said of, and what is of it."""
    top, found = holder, []
    while top.dep_ in _MODIFYING and top.head.i != top.i:
        top = top.head
        found.append(top)
    of = [prep for token in (holder, top) for prep in token.children if prep.lower_ in ("of", "in", "for")]
    found += [noun for prep in of for noun in prep.children]
    if top.dep_ == "pobj" and top.head.lower_ in ("of", "to", "at", "by"):
        found.append(top.head.head)
    if top.dep_ in ("attr", "appos"):
        found += [top.head, *(child for child in top.head.children if child.dep_ == "nsubj")]
    return [token for token in found if token.pos_ in ("NOUN", "PROPN")]


def _base(token: Token) -> str:
    return str(token.lemma_).lower()


# ------------------------------------------------------------------------------------------------------------ of two


def describe(pairs: Sequence[tuple[Quantity, Quantity]]) -> list[dict[str, float]]:
    """Return the named grounds on which two numbers of each pair are compared; the same for (a, b) and (b, a)."""
    from newslab.text.embed import embed

    told = [((a.around, b.around), (a.title, b.title)) for a, b in pairs]
    texts = sorted({text for one in told for both in one for text in both if text})
    vectors = dict(zip(texts, embed(texts), strict=True))
    rows = []
    for (a, b), one in zip(pairs, told, strict=True):
        likes = [round(float(vectors[left] @ vectors[right]), 6) if left and right else 0.0 for left, right in one]
        titled = likes[1] if all(one[1]) else likes[0]  # without a title the words about a number stand for it
        rows.append(_values(a, b) | _setting(a, b) | {"around, meaning": likes[0], "titles, meaning": titled})
    return rows


def _values(a: Quantity, b: Quantity) -> dict[str, float]:
    low, high = sorted((abs(a.value), abs(b.value)))
    gap = math.log(high / low) if low > 0 else 3.0
    unit = a.unit == b.unit
    equal = unit and gap < 1e-6
    return {
        "equal": float(equal),
        "equal, small": float(equal and high <= 12 and a.unit == ""),
        "rounds": float(unit and not equal and rounded(a, b)),
        "gap": min(gap, 3.0) * unit,
        "close, size": unit * (0 < gap < 0.2) * min(math.log10(max(high, 1.0)), 9),
    }


def _setting(a: Quantity, b: Quantity) -> dict[str, float]:
    days = None if a.day is None or b.day is None else b.day - a.day
    earlier, later = (a, b) if (days or 0) >= 0 else (b, a)
    bounds = [bool(one.qualifiers & (_LOW | _HIGH)) for one in (a, b)]
    return {
        "heads": len(a.heads & b.heads) / max(1, min(len(a.heads), len(b.heads))),
        "apart": float(bool(a.names - b.names) and bool(b.names - a.names)),
        "further one": float(bool(a.part) != bool(b.part)),
        "bound one": float(bounds[0] != bounds[1]),
        "bound both": float(all(bounds)),
        "other one": float(("other" in a.qualifiers) != ("other" in b.qualifiers)),
        "grew, close": float(bool(days) and earlier.value < later.value < 2 * earlier.value),
    }


def _meet(a: Quantity, b: Quantity) -> bool:
    return a.value <= b.value <= a.high or b.value <= a.value <= b.high


def rounded(a: Quantity, b: Quantity) -> bool:
    """Tell whether two different values can be one, once rounded or bounded as their qualifiers allow."""
    if _meet(a, b):
        return True
    coarse, fine = (a, b) if a.digits <= b.digits else (b, a)
    if coarse.value == 0 or fine.value == 0:
        return False
    gap = abs(coarse.value - fine.value) / max(abs(coarse.value), abs(fine.value))
    rough = bool((a.qualifiers | b.qualifiers) & _ROUGH)
    if coarse.digits < fine.digits and float(f"{fine.value:.{coarse.digits - 1}e}") == coarse.value:
        rough = rough or gap <= (0.1 if coarse.digits > 1 else 0.06)
    small, large = (a, b) if a.value < b.value else (b, a)
    return gap <= 0.25 if small.qualifiers & _LOW or large.qualifiers & _HIGH else rough and gap <= 0.1
