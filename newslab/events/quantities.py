"""Relation of two numbers of two sources: one quantity or not, told alike, rounded, changed, or part and whole."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
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
_CONTENT: Final = frozenset(("NOUN", "PROPN", "VERB", "ADJ"))
_EMPTY: Final = listed("empty")
_PART: Final = re.compile(r"\b(?:of (?:the|its|their|his|her|those|these|all|them|whom)|including|among|more|others?|another|"
                          r"additional|further|remaining|rest|only|each|per|every|apiece)\b", re.IGNORECASE)  # fmt: skip
_FURTHER: Final = listed("further")
_WHOLE: Final = frozenset(["total", "overall", "all", "altogether", "combined"])
_EACH: Final = frozenset(["each", "per", "every", "apiece", "a"])
_FEW: Final = 40  # sentences that two articles are taken to have at least, where words are weighed
_BESIDE: Final = 40  # characters on either side of a number in which a word makes it a part
_AROUND: Final = 60  # characters of its sentence, before and from a number, whose meaning is compared


@dataclass(frozen=True)
class Article:
    """What the article of a number is known by: its day, its title, and the words of its sentences.

    Attributes
    ----------
    day : of its publication, days since 1970, or None.
    counts : in how many of its `n_sentences` sentences each base form stands: what it tells often says little of one
        number.
    """

    day: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    n_sentences: int = 0
    title: str = ""


_NOWHERE: Final = Article()


@dataclass(frozen=True)
class Quantity:
    """What is read of one number where it stands: the grounds on which two are compared.

    Attributes
    ----------
    value, high, unit : in one unit of each kind; `high` is the upper end of a range, else the value.
    digits : significant digits as written.
    qualifiers : about, at least, up to, other ...
    heads : base forms of what it counts or measures.
    subject : base forms of the subject of the verb that governs it.
    near, words, names : content words of its clause and of its sentence; names of its sentence.
    part : words beside it that make it a part, a rest or a whole ("of the", "others", "including", "each").
    first, last : days of the expressions of time in its sentence, since 1970.
    unreal : whether its verb is negated, planned or possible.
    around : the words about it, itself included.
    """

    value: float
    high: float
    unit: str
    digits: int
    qualifiers: frozenset[str]
    heads: frozenset[str]
    subject: frozenset[str]
    near: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]
    part: frozenset[str]
    first: int | None = None
    last: int | None = None
    unreal: bool = False
    text: str = ""
    around: str = ""
    article: Article = _NOWHERE


def read_quantity(
    record: Mapping[str, Any], doc: Doc, start: int, end: int, *, window: tuple[int, int] | None = None,
    article: Article = _NOWHERE,
) -> Quantity:  # fmt: skip
    """Read one number in its parsed sentence.

    Parameters
    ----------
    record : its value, high, unit, of_what, qualifier and text, as `find_numbers` gives them.
    doc : the parse of its sentence; start, end: where the number stands in it.
    window : first and last day of the times its sentence gives.
    article : what is known of the article it stands in.
    """
    value, unit = in_one_unit(float(record["value"]), record.get("unit"))
    high = in_one_unit(float(record["high"]), record.get("unit"))[0] if _known(record.get("high")) else value
    holder = _holder(doc, start, end)
    counted = _counted(holder) if holder is not None else []
    verb = _verb(holder) if holder is not None else None
    heads = {_base(token) for token in counted}
    if _known(record.get("of_what")) and not heads:
        heads = {str(record["of_what"]).lower()}
    inside = {token.i for token in doc if start <= token.idx < end}
    clause = [token for token in (verb.subtree if verb is not None else doc) if token.i not in inside]
    around = doc.text[max(0, start - _BESIDE) : start], doc.text[end : end + _BESIDE]
    part = {match.group().lower().split()[0] for piece in around for match in _PART.finditer(piece)}
    return Quantity(
        value=value, high=max(value, high), unit=unit, digits=_digits(str(record.get("text") or ""), value),
        qualifiers=frozenset(_qualifiers(record.get("qualifier"))), heads=frozenset(heads),
        subject=frozenset(_base(child) for child in (verb.children if verb is not None else ())
                          if child.dep_ in ("nsubj", "nsubjpass") and child.i not in inside),
        near=_content(clause), words=_content([token for token in doc if token.i not in inside]),
        names=frozenset(token.lower_ for token in doc if token.pos_ == "PROPN"), part=frozenset(part),
        first=window[0] if window else None, last=window[1] if window else None, unreal=_unreal(verb),
        text=str(record.get("text") or ""), around=doc.text[max(0, start - _AROUND) : start + _AROUND], article=article,
    )  # fmt: skip


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
    text: str, numbers: Iterable[Mapping[str, Any]], times: Iterable[Mapping[str, Any]] = (), *, day: int | None = None,
    title: str = "", sentences: Sequence[tuple[int, int]] | None = None,
) -> list[tuple[int, int, Quantity]]:  # fmt: skip
    """Read the numbers of one text, each in its sentence: (start, end, Quantity), in order.

    Parameters
    ----------
    text : of an article, or its title.
    numbers, times : its numbers and expressions of time, as `find_numbers` and `find_dates` give them.
    day, title : of the article; its day as days since 1970.
    sentences : (start, end) of each; None: what `find_sentences` finds.
    """
    held = [one for one in numbers if _known(one["value"])]
    if not held:
        return []
    parsed = parse_text(text, sentences)
    counts = Counter(word for doc in parsed.docs for word in _content(doc))
    article = Article(day, counts, len(parsed.docs), title)
    windows = [(one["start"], *bounds) for one in times if (bounds := _bounds(one)) is not None]
    found = []
    starts = [start for start, _ in parsed.sentences]
    for one in held:
        at = bisect_right(starts, one["start"]) - 1
        if at < 0 or one["start"] >= parsed.sentences[at][1]:
            continue
        start, end = parsed.place(at, one["start"]), parsed.place(at, one["end"])
        low, high = parsed.sentences[at]
        inside = [bounds for place, *bounds in windows if low <= place < high]
        window = (min(first for first, _ in inside), max(last for _, last in inside)) if inside else None
        quantity = read_quantity(one, parsed.docs[at], start, end, window=window, article=article)
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


def _bounds(time: Mapping[str, Any]) -> tuple[int, int] | None:
    """The days of an expression of time that is a point in time, days since 1970."""
    if time["type"] not in ("DATE", "TIME") or not _known(time.get("first_day")):
        return None
    first, last = (np_day(time[name]) for name in ("first_day", "last_day"))
    return (first, last) if first is not None and last is not None else None


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


def _qualifiers(cell: Any) -> list[str]:
    if not _known(cell):
        return []
    return [word for word in ("about", "nearly", "more than", "at least", "up to", "less than", "only", "exactly",
                              "other", "all", "total", "record", "between") if word in str(cell)]  # fmt: skip


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
    """The nouns a number counts or measures: what it stands before, what it is of, and what is of it."""
    found = []
    top = holder
    while top.dep_ in ("nummod", "compound", "nmod", "amod", "quantmod", "npadvmod") and top.head.i != top.i:
        top = top.head
        if top.pos_ in ("NOUN", "PROPN"):
            found.append(top)
            if top.dep_ not in ("compound", "nmod"):
                break
        if top.pos_ in ("VERB", "AUX"):
            break
    for token in {holder.i: holder, top.i: top}.values():
        found += [noun for prep in token.children if prep.dep_ == "prep" and prep.lower_ in ("of", "in", "for")
                  for noun in prep.children if noun.dep_ == "pobj"]  # fmt: skip
    if top.dep_ == "pobj" and top.head.lower_ in ("of", "to", "at", "by") and top.head.head.pos_ in ("NOUN", "PROPN"):
        found.append(top.head.head)
    if top.dep_ in ("attr", "appos") and top.head.i != top.i:
        found += [child for child in top.head.children if child.dep_ == "nsubj"] or (
            [top.head] if top.dep_ == "appos" else []
        )
    return [token for place, token in enumerate(found) if token.i not in {one.i for one in found[:place]}]


def _verb(holder: Token) -> Token | None:
    token = holder
    while token.head.i != token.i:  # one token may be two objects
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return token
    return token if token.pos_ in ("VERB", "AUX") else None


def _unreal(verb: Token | None) -> bool:
    if verb is None:
        return False
    words = {child.lower_ for child in verb.children if child.dep_ in ("aux", "neg")}
    return bool(words & {"will", "would", "may", "might", "could", "not", "n't", "shall", "should"}) or (
        verb.dep_ == "xcomp" and any(child.lower_ == "to" for child in verb.children)
    )


def _base(token: Token) -> str:
    return str(token.lemma_).lower()


def _content(tokens: Iterable[Token]) -> frozenset[str]:
    return frozenset(_base(token) for token in tokens if token.pos_ in _CONTENT and len(token) > 1) - _EMPTY


# ------------------------------------------------------------------------------------------------------------ of two


def describe(pairs: Sequence[tuple[Quantity, Quantity]]) -> list[dict[str, float]]:
    """Return the named grounds on which two numbers of each pair are compared; the same for (a, b) and (b, a)."""
    from newslab.text.embed import embed

    told = [((a.around, b.around), (a.article.title, b.article.title)) for a, b in pairs]
    texts = sorted({text for one in told for both in one for text in both if text})
    vectors = dict(zip(texts, embed(texts), strict=True))
    rows = []
    for (a, b), one in zip(pairs, told, strict=True):
        likes = [round(float(vectors[left] @ vectors[right]), 6) if left and right else 0.0 for left, right in one]
        titled = likes[1] if all(one[1]) else likes[0]  # without a title the words about a number stand for it
        rows.append(
            _values(a, b) | _setting(a, b) | _meaning(a, b) | {"around, meaning": likes[0], "titles, meaning": titled}
        )
    return rows


def kinds_of_features() -> dict[str, frozenset[str]]:
    """Return the names of what `describe` gives, by what they are read from."""
    nothing: frozenset[str] = frozenset()
    one = Quantity(1, 1, "", 1, *(nothing,) * 7)
    kinds = {"values": frozenset(_values(one, one)), "setting": frozenset(_setting(one, one))}
    return kinds | {"meaning": frozenset(*describe([(one, one)])) - kinds["values"] - kinds["setting"]}


def _values(a: Quantity, b: Quantity) -> dict[str, float]:
    low, high = sorted((abs(a.value), abs(b.value)))
    gap = math.log(high / low) if low > 0 else 3.0
    unit = a.unit == b.unit
    equal = unit and (gap < 1e-6)
    rounds = unit and not equal and rounded(a, b)
    size = math.log10(max(high, 1.0))
    digits = min(max(a.digits, b.digits), 5)
    return {
        "equal": float(equal),
        "equal, small": float(equal and high <= 12 and a.unit == ""),
        "equal, digits": equal * digits,
        "equal, size": equal * min(size, 9),
        "equal, written alike": float(equal and a.text.lower() == b.text.lower()),
        "rounds": float(rounds),
        "rounds, digits": rounds * digits,
        "range": float(unit and not equal and (a.value <= b.value <= a.high or b.value <= a.value <= b.high)),
        **_gaps(gap, a, b),
        "close, size": unit * (0 < gap < 0.2) * min(size, 9),
        "one apart": float(unit and not equal and abs(a.value - b.value) == 1),
        **_units(a, b),
        "digits": float(digits),
        "large": float(low >= 1000),
        "one": float(low == 1),
    }


def _meaning(a: Quantity, b: Quantity) -> dict[str, float]:
    return {
        "heads": _overlap(a.heads, b.heads),
        "near, weighed": _weighed(a.near, b.near, _weights(a, b)),
        "subject": float(bool(a.subject & b.subject)),
        "apart": float(bool(a.names - b.names) and bool(b.names - a.names)),
    }


def _units(a: Quantity, b: Quantity) -> dict[str, float]:
    unit = a.unit == b.unit
    return {
        "unit": float(unit),
        "unit apart": float(not unit and a.unit != "" and b.unit != ""),
        "money": float(unit and not a.unit.isalpha() and a.unit not in ("", "%")),
        "share": float(unit and a.unit == "%"),
        "span": float(unit and a.unit in ("time", "age")),
    }


_GAPS: Final = {"gap < 10 %": (0.03, 0.1), "gap < 35 %": (0.1, 0.35), "gap < 70 %": (0.35, 0.7), "gap < 3": (0.7, 3)}


def _gaps(gap: float, a: Quantity, b: Quantity) -> dict[str, float]:
    unit = a.unit == b.unit
    steps = {name: float(unit and low <= gap < high) for name, (low, high) in _GAPS.items()}
    return {"gap": min(gap, 3.0) * unit, "gap < 3 %": float(unit and 0 < gap < 0.03), **steps}


def _setting(a: Quantity, b: Quantity) -> dict[str, float]:
    parts = [bool(one.part) for one in (a, b)]
    bounds = [bool(one.qualifiers & (_LOW | _HIGH)) for one in (a, b)]
    return {
        "part both": float(all(parts)),
        "part one": float(parts[0] != parts[1]),
        "further one": float(bool(a.part & _FURTHER) != bool(b.part & _FURTHER)),
        "of one": float(("of" in a.part) != ("of" in b.part)),
        "each one": float(bool(a.part & _EACH) != bool(b.part & _EACH)),
        "including one": float(("including" in a.part) != ("including" in b.part)),
        "whole one": float(bool(a.words & _WHOLE) != bool(b.words & _WHOLE)),
        "bound one": float(bounds[0] != bounds[1]),
        "bound both": float(all(bounds)),
        "rough": float(bool((a.qualifiers | b.qualifiers) & _ROUGH)),
        "other one": float(("other" in a.qualifiers) != ("other" in b.qualifiers)),
        "unreal one": float(a.unreal != b.unreal),
        **_days(a, b),
    }


def _days(a: Quantity, b: Quantity) -> dict[str, float]:
    day, other = a.article.day, b.article.day
    days = abs(day - other) if day is not None and other is not None else None
    earlier, later = (a, b) if day is None or other is None or day <= other else (b, a)
    grew = days is not None and days > 0 and later.value > earlier.value
    windows = a.first is not None and b.first is not None
    meet = windows and max(a.first or 0, b.first or 0) <= min(a.last or 0, b.last or 0)
    return {
        "same day": float(days == 0),
        "next day": float(days == 1),
        "days": math.log1p(days) if days is not None else 0.0,
        "days unknown": float(days is None),
        "grew": float(grew),
        "grew, close": float(grew and later.value < 2 * earlier.value),
        "windows meet": float(bool(meet)),
        "windows apart": float(windows and not meet),
    }


def rounded(a: Quantity, b: Quantity) -> bool:
    """Tell whether two different values can be one, once rounded or bounded as their qualifiers allow."""
    if a.value <= b.value <= a.high or b.value <= a.value <= b.high:
        return True
    coarse, fine = (a, b) if a.digits <= b.digits else (b, a)
    if coarse.value == 0 or fine.value == 0:
        return False
    gap = abs(coarse.value - fine.value) / max(abs(coarse.value), abs(fine.value))
    if coarse.digits < fine.digits and float(f"{fine.value:.{coarse.digits - 1}e}") == coarse.value:
        most = 0.1 if coarse.digits > 1 or coarse.qualifiers & _ROUGH else 0.06
        if gap <= most:
            return True
    small, large = (a, b) if a.value < b.value else (b, a)
    if small.qualifiers & _LOW or large.qualifiers & _HIGH:
        return gap <= 0.25
    return bool((a.qualifiers | b.qualifiers) & _ROUGH) and gap <= 0.1


def _weights(a: Quantity, b: Quantity) -> Callable[[str], float]:
    """Weigh a word by how few sentences of the two articles hold it (inverse sentence frequency, squared)."""
    n = max(_FEW, a.article.n_sentences + b.article.n_sentences)

    @cache
    def weight(word: str) -> float:
        return math.log((1 + n) / (1 + a.article.counts.get(word, 0) + b.article.counts.get(word, 0))) ** 2

    return weight


def _weighed(a: frozenset[str], b: frozenset[str], weight: Callable[[str], float]) -> float:
    """Cosine of two sets of weighed words, 0 to 1; summed in one order, so that it is the same in every process."""
    both, one, other = (math.fsum(map(weight, words)) for words in (a & b, a, b))
    return both / math.sqrt(one * other) if one * other > 0 else 0.0


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
