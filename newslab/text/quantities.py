"""The quantities of a statement: what each number of it counts, how surely, and of which whole it is a part."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from newslab.text.arguments import find_subject, is_passive
from newslab.text.resources import listed

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Record = dict[str, Any]

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
_MODIFIERS: Final = frozenset(("amod", "compound", "nmod", "poss", "punct", "case", "advmod"))
_COUNTING: Final = frozenset(("nummod", "compound", "amod", "nmod", "quantmod", "npadvmod"))
_COUNTABLE: Final = frozenset(("NOUN", "PROPN", "NUM", "SYM", "ADJ"))
_OTHERS: Final = ("other", "others", "more", "another", "additional", "further", "extra")
_UNITS_OF: Final = listed("units of")
_LESS: Final = frozenset(("DT", "PRP$", "CD", "PDT"))
_THESE: Final = ("the", "these", "those", "its", "their", "his", "her")
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
    own = {name: number[name] for name in ("start", "end", "value")}
    told = {"unit": unit, "of_what": words or None, "qualifier": qualifier, "part_of": part_of}
    return {**own, "low": low, "high": high, **told}


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
    said = number["qualifier"] or ""
    top = high if high is not None else value
    if "at least" in said or "more than" in said:
        return value, None
    if "up to" in said or "less than" in said:
        return None, top
    if "about" in said:
        return round(value * (1 - _ABOUT), 6), round(top * (1 + _ABOUT), 6)
    if "nearly" in said:
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
        is_unit = number["unit"] and token.lower_ in _UNITS_OF
        if token.pos_ in ("NOUN", "PROPN") and not is_unit and token.i not in own:
            return token
        if token.head.i == token.i:
            return None
        if token.dep_ not in _COUNTING or token.head.pos_ not in _COUNTABLE:
            return _of_verb(token, number)
        token = token.head
    return None


def _partitive(token: Token, own: range) -> Token | None:
    """Return the noun of "five of the miners", "4 percent of voters", "thousands of homes"."""
    if token.i in own or token.pos_ in ("NUM", "SYM") or token.lower_ in _UNITS_OF:
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                return next((noun for noun in child.children if noun.dep_ == "pobj"), None)
    return None


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
    while first > noun.left_edge.i and first - 1 not in own and _belongs(doc[first - 1]):
        first -= 1
    words = doc[max(first, noun.i - LONGEST + 1) : noun.i + 1].text
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == noun.i + 1:
            inner = next((one for one in child.children if one.dep_ == "pobj"), None)
            if inner is not None and inner.i - child.i <= LONGEST // 2:
                words += doc.text[noun.idx + len(noun.text) : inner.idx + len(inner.text)]
    return words.strip(" -\"'")


def _belongs(token: Token) -> bool:
    if token.dep_ not in _MODIFIERS or token.tag_ in _LESS or (token.dep_ == "punct" and token.text != "-"):
        return False
    return token.lower_ not in _UNITS_OF and token.lower_ not in _OTHERS


# ----------------------------------------------------------------------------------------------------- part and whole


def _part_of(doc: Doc, first: int, last: int, noun: Token | None, number: Mapping[str, Any]) -> str | None:
    """Say of what a number is only a part: "others" (five more, 128 others), "of the" (5 of the 26), "including"."""
    said = (number["qualifier"] or "").split()
    after = doc[last].lower_ if last < len(doc) else ""
    if "other" in said or after in _OTHERS:
        return "others"
    if after == "of" and doc[last + 1 : last + 2].text.lower() in _THESE:
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


def _pounds(doc: Doc, first: int, last: int, root: Token, noun: Token | None, number: Mapping[str, Any]) -> str:
    """Tell pounds that are paid from pounds that are weighed."""
    if number["value"] > _MOST_POUNDS_OF_MASS or doc[last : last + 1].text == "sterling":
        return "£"
    verb = root
    while verb.tag_[:2] != "VB" and verb.head.i != verb.i:
        verb = verb.head
    counted = noun.lemma_ if noun is not None else ""
    near = {verb.lemma_, counted, *(token.lemma_ for token in doc[max(0, first - 3) : last + 3])}
    is_mass = near & _MASS or (noun is not None and noun.head.lower_ == "of" and counted not in _MONEY)
    return "£" if near & (_PAID | _MONEY) and not is_mass else "lb"
