"""The quantities of a statement: what each number of it counts, how surely, and of which whole it is a part."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from newslab.text.arguments import find_subject, is_passive
from newslab.text.resources import listed
from newslab.text.words import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Record = dict[str, Any]

_OPEN_ABOVE: Final = word_set("at_least more_than")
_OPEN_BELOW: Final = word_set("up_to less_than")
_ABOUT: Final = 0.1  # of a value that is told as "about": how far the true one may lie to either side
_NEARLY: Final = 0.1  # below a value that is "nearly" reached
_MONEY: Final = listed("money")
_PAID: Final = listed("paid")
_MASS: Final = listed("mass")
_MOST_POUNDS_OF_MASS: Final = 100_000
_REACHING: Final = listed("reaching")
_MOVING: Final = _REACHING | listed("moving")
_DURATIONS: Final = listed("durations")
_VAGUE: Final = listed("vague")  # "one another", "one thing is sure"
_MODIFIERS: Final = frozenset(("amod", "compound", "nmod", "poss"))
_UNITS_OF: Final = listed("units of")
_LESS: Final = frozenset(("DT", "PRP$", "CD", "PDT"))
LONGEST: Final = 6  # words of what a number counts


def read_quantities(doc: Doc, numbers: Iterable[tuple[int, int, Mapping[str, Any]]]) -> list[tuple[int, Record]]:
    """Read the numbers of a parsed sentence.

    Parameters
    ----------
    doc : the sentence.
    numbers : (start, end, record of `find_numbers`), offsets in `doc`.

    Returns
    -------
    list of (index of the token it hangs on, record with start, end (of the article), value, low, high, unit, of_what,
    qualifier, part_of).

    Examples
    --------
    >>> from newslab.text.numbers import find_numbers
    >>> from newslab.text.parse import parse_text
    >>> text = "At least five of the 26 trapped miners and 128 others were saved."
    >>> numbers = [(one["start"], one["end"], one) for one in find_numbers(text)]
    >>> found = read_quantities(parse_text(text).docs[0], numbers)
    >>> [(one["value"], one["high"], one["of_what"], one["part_of"]) for _, one in found]
    [(5.0, None, 'trapped miners', 'of the'), (26.0, 26.0, 'trapped miners', None), (128.0, 128.0, 'trapped miners',
    'others')]
    """
    starts = [token.idx for token in doc]
    found: list[tuple[int, Record]] = []
    for start, end, number in numbers:
        if number["text"].lower() == "one" and _is_vague(doc.text[end:]):
            continue
        first, last = max(0, bisect_right(starts, start) - 1), max(1, bisect_right(starts, end - 1))
        root = next((token for token in doc[first:last] if not first <= token.head.i < last), doc[first])
        quantity = _quantity(doc, first, last, root, number)
        if found and quantity["of_what"] == "others":  # "five miners died and 128 others"
            quantity["of_what"] = found[-1][1]["of_what"]
        found.append((root.i, quantity))
    return found


def _quantity(doc: Doc, first: int, last: int, root: Token, number: Mapping[str, Any]) -> Record:
    noun = _counted(root, number, range(first, last))
    part_of = _part_of(doc, first, last, noun, number)
    unit = number["unit"]
    words = _named(noun, range(first, last)) if noun is not None else None if unit else number["of_what"]
    if unit == "pounds":
        unit = _pounds(doc, first, last, root, noun, number)
    qualifier = number["qualifier"]
    if qualifier and unit in _DURATIONS and first and doc[first - 1].lower_ == "over" and doc[first - 1].dep_ == "prep":
        qualifier = None  # "over 10 years": within them
    low, high = bounds({**number, "qualifier": qualifier})
    return {
        "start": number["start"], "end": number["end"], "value": number["value"], "low": low, "high": high, "unit": unit,
        "of_what": words or None, "qualifier": qualifier, "part_of": part_of,
    }  # fmt: skip


def _is_vague(after: str) -> bool:
    """Tell "one another" and "one thing" from a count."""
    words = re.findall(r"[a-z]+", after[:30].lower())
    return bool(words) and words[0] in _VAGUE


def bounds(number: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return the lowest and the highest value that a number leaves open, None where it is open to that side.

    Examples
    --------
    >>> bounds({"value": 80.0, "high": None, "qualifier": "at least"}), bounds({"value": 2.0, "high": 3.0, "qualifier": ""})
    ((80.0, None), (2.0, 3.0))
    """
    value, high = number["value"], number["high"]
    said = (number["qualifier"] or "").replace("at least", "at_least").replace("more than", "more_than")
    words = set(said.replace("up to", "up_to").replace("less than", "less_than").split())
    top = high if high is not None else value
    if words & _OPEN_ABOVE:
        return value, None
    if words & _OPEN_BELOW:
        return None, top
    if "about" in words:
        return round(value * (1 - _ABOUT), 6), round(top * (1 + _ABOUT), 6)
    if "nearly" in words:
        return round(value * (1 - _NEARLY), 6), top
    return value, top


# ----------------------------------------------------------------------------------------------------- what it counts


def _counted(root: Token, number: Mapping[str, Any], own: range) -> Token | None:
    """Return the noun that a number counts or measures: up from it, over its unit, and down into "of"."""
    token = root
    for _ in range(4):
        inner = _partitive(token, own)
        if inner is not None:
            token = inner
            continue
        if _can_be_counted(token, number, own):
            return token
        over = token.head
        if over.i == token.i:
            return None
        if token.dep_ in ("nummod", "compound", "amod", "nmod", "quantmod", "npadvmod") and over.pos_ in (
            "NOUN", "PROPN", "NUM", "SYM", "ADJ",
        ):  # fmt: skip
            token = over
            continue
        return _of_verb(token, number)
    return token if _can_be_counted(token, number, own) else None


def _can_be_counted(token: Token, number: Mapping[str, Any], own: range) -> bool:
    return token.pos_ in ("NOUN", "PROPN") and not _is_unit(token, number) and token.i not in own


def _partitive(token: Token, own: range) -> Token | None:
    """Return the noun of "five of the miners", "4 percent of voters", "thousands of homes"."""
    if token.i in own or token.pos_ in ("NUM", "SYM") or token.lower_ in _UNITS_OF or token.tag_ == "CD":
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                return next((noun for noun in child.children if noun.dep_ == "pobj"), None)
    return None


def _is_unit(token: Token, number: Mapping[str, Any]) -> bool:
    return bool(number["unit"]) and (token.lower_ in _UNITS_OF or number["start"] <= token.idx < number["end"])


def _of_verb(token: Token, number: Mapping[str, Any]) -> Token | None:
    """Return what a bare number or measure tells of: the subject of "rose 4 percent", "the toll reached 80"."""
    verb = token.head
    if token.dep_ in ("pobj", "prep"):
        verb = verb.head
    if verb.tag_[:2] != "VB" or token.dep_ in ("nsubj", "nsubjpass"):
        return None
    if token.dep_ not in ("dobj", "npadvmod", "attr", "pobj", "advmod") or is_passive(verb):
        return None
    if verb.lemma_ not in (_REACHING if token.dep_ == "dobj" and not number["unit"] else _MOVING):
        return None
    subject = find_subject(verb)
    return subject if subject is not None and subject.pos_ == "NOUN" else None


def _named(noun: Token, own: range) -> str:
    """Return a noun with what modifies it before it and an "of" behind it, without articles and numbers."""
    first = noun.i
    doc = noun.doc
    while (
        first > noun.left_edge.i
        and first - 1 not in own
        and doc[first - 1].tag_ not in _LESS
        and _belongs(doc[first - 1], noun)
    ):
        first -= 1
    words = doc[max(first, noun.i - LONGEST + 1) : noun.i + 1].text
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == noun.i + 1:
            inner = next((one for one in child.children if one.dep_ == "pobj"), None)
            if inner is not None and inner.i - child.i <= LONGEST // 2:
                words += doc.text[noun.idx + len(noun.text) : inner.idx + len(inner.text)]
    return words.strip(" -\"'")


def _belongs(token: Token, noun: Token) -> bool:
    if token.dep_ not in (*_MODIFIERS, "punct", "case", "advmod") or (token.dep_ == "punct" and token.text != "-"):
        return False
    return token.lower_ not in _UNITS_OF and token.lower_ not in (
        "other",
        "more",
        "another",
        "additional",
        "further",
        "extra",
    )


# ----------------------------------------------------------------------------------------------------- part and whole


def _part_of(doc: Doc, first: int, last: int, noun: Token | None, number: Mapping[str, Any]) -> str | None:
    """Say of what a number is only a part: "others" (five more, 128 others), "of the" (5 of the 26), "including"."""
    said = (number["qualifier"] or "").split()
    after = doc[last].lower_ if last < len(doc) else ""
    if "other" in said or after in ("other", "others", "more", "additional", "further"):
        return "others"
    if (
        after == "of"
        and last + 1 < len(doc)
        and doc[last + 1].lower_ in ("the", "these", "those", "its", "their", "his", "her")
    ):
        return "of the"
    node = noun if noun is not None else doc[first]
    for _ in range(4):
        if node.dep_ == "prep" and node.lower_ == "including":
            return "including"
        if node.head.i == node.i or node.dep_ not in ("pobj", "conj", "prep", "nummod", "appos"):
            break
        node = node.head
    return None


# -------------------------------------------------------------------------------------------------------------- pounds


def _pounds(
    doc: Doc, first: int, last: int, root: Token, noun: Token | None, number: Mapping[str, Any]
) -> str:  # fmt: skip
    """Tell pounds that are paid from pounds that are weighed."""
    if number["value"] > _MOST_POUNDS_OF_MASS or (last < len(doc) and doc[last].lower_ == "sterling"):
        return "£"
    verb = root
    while verb.tag_[:2] != "VB" and verb.head.i != verb.i:
        verb = verb.head
    near = {verb.lemma_, *(token.lemma_ for token in doc[max(0, first - 3) : last + 3])}
    if near & _MASS or (noun is not None and noun.head.lower_ == "of" and noun.lemma_ not in _MONEY):
        return "lb"
    if near & (_PAID | _MONEY) or (noun is not None and noun.lemma_ in _MONEY):
        return "£"
    return "lb"
