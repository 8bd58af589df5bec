"""What a sentence must hold to support another: what is claimed, of whom, how much, and whether at first hand."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from newslab.digest.setting import Setting
from newslab.digest.wording import content_words

_SAYS: Final = r"(?:said|says|told|reported|reports|announced|added|confirmed|wrote|writes)"
_ATTRIBUTION: Final = re.compile(
    rf"^[Aa]ccording to [^,]+,|,? according to [^,.]+(?=[,.]|$)|[,”\"]\s[^,]{{2,80}}?\b{_SAYS}\b[^,]{{0,40}}[.]?$|"
    rf"[,”\"]\s{_SAYS}\s[^.]*[.]?$|^[^,“\"]{{2,60}}?\b{_SAYS}\b(?: on \w+)?(?: that)?\b"
)
_EXTREME: Final = re.compile(
    r"\b(?:first(?! (?:half|quarter|name|lady|minister)\b)|only|sole|latest|most|least|biggest|largest|record|unprecedented|"
    r"(?<!the )(?:best|worst)|last(?= (?!week|weekend|month|year|night|summer|winter|spring|autumn|fall|season|minute|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|"
    r"December|few|two|three|\d)[a-z])|(?:high|low|old|young|long|short|strong|weak|great|small|fast|slow|new|deadli|earli|"
    r"heavi|rich|poor|wid|larg|late|clos|hard|sharp|steep|tall|deep)est|best|worst|never|always)\b",
    re.IGNORECASE,
)
_SAME: Final = {"largest": "biggest", "greatest": "biggest", "sole": "only"}
_SCALE: Final = re.compile(
    r"\b(hundred|thousand|million|billion|trillion|dozen|half|third|quarter|twice|double|triple|per ?cent|%)s?\b",
    re.IGNORECASE,
)
_SECOND_HAND: Final = re.compile(
    r"\b(?i:according to|cit(?:ing|es|ed)|told|quoted by|quoting|reported by|as reported in|seen by|interview with)\s+(?:the )?"
    r"(?P<late>[A-Z][\w’'&.-]*(?: (?:of )?[A-Z][\w’'&.-]*){0,4})|"
    r"(?P<early>[A-Z][\w’'&.-]*(?: (?:of )?[A-Z][\w’'&.-]*){0,4}) (?:said|says|reported|reports|writes|wrote)\b"
)
_KINDS: Final = ("person", "place", "body")


def holds_claim(text: str, start: int, end: int, setting: Setting, other: str, around: str = "") -> bool:
    """Tell whether `other` holds what a sentence claims: its superlatives, scales and names.

    Parameters
    ----------
    text : the sentence; figures and most of its words are compared elsewhere.
    start, end : its span in `setting.text`.
    setting : its article.
    other : the sentence that may support it.
    around : its article, up to and with it: who is "she" there is named before.

    Notes
    -----
    Most of the names must stand in `other` itself, every one in what is read up to there.
    Who said it is left to the first source: "both ministries said" need not stand in the other.

    Examples
    --------
    >>> told = "It was the last visit to Halden."
    >>> held = Setting(told)
    >>> holds_claim(told, 0, 32, held, "The last visit to Halden was in 2018.")
    True
    >>> holds_claim(told, 0, 32, held, "A visit to Halden was in 2018.")
    False
    """
    claim = _ATTRIBUTION.sub(lambda match: " " * len(match.group()), text)
    if not (_extremes(claim) <= _extremes(other) and _scales(claim) <= _scales(other)):
        return False
    names = [name for name in setting.names_in(start, end) if name.kind in _KINDS]
    claimed = [name for name in names if claim[name.start - start : name.end - start].strip()]
    n_named = sum(_is_named(name.text, other) for name in claimed)
    if n_named == len(claimed):
        return True
    return n_named > len(claimed) / 2 and all(_is_named(name.text, around) for name in claimed)


def second_hand(text: str, outlet: str, outlets: Collection[str]) -> str:
    """Return the other outlet that a sentence reports from; empty where it is at first hand.

    Parameters
    ----------
    text : the sentence.
    outlet : the outlet that has it.
    outlets : the names of all outlets known, as `outlet_name` gives them.

    Examples
    --------
    >>> second_hand("According to Coast Daily, fares rise.", "Bay Radio", {"Coast Daily", "Bay Radio"})
    'Coast Daily'
    >>> second_hand("According to the mayor, fares rise.", "Bay Radio", {"Coast Daily"})
    ''
    """
    known = {_bare(one): one for one in outlets}
    for match in _SECOND_HAND.finditer(text):
        named = known.get(_bare(match["late"] or match["early"]))
        if named is not None and _bare(named) != _bare(outlet):
            return named
    return ""


def _bare(outlet: str) -> str:
    return re.sub(r"^the |['’]s$|[.,]+$", "", outlet.casefold())


def _extremes(text: str) -> set[str]:
    found = {match.group().casefold() for match in _EXTREME.finditer(text)}
    return {_SAME.get(word, word) for word in found}


def _scales(text: str) -> set[str]:
    found = {match.group(1).casefold().replace(" ", "") for match in _SCALE.finditer(text)}
    return {"%" if word == "percent" else word for word in found}


def _is_named(name: str, text: str) -> bool:
    """Tell whether a text names the same: by its last word, by a word of the same beginning, or by its initials."""
    words = content_words(name)
    held = content_words(text)
    if not words or words & held:
        return True
    if any(one[:4] == other[:4] for one in words for other in held if min(len(one), len(other)) > 3):
        return True
    initials = "".join(word[0] for word in re.findall(r"\b[A-Z]\w*", name))
    letters = {re.sub(r"\W", "", word) for word in re.findall(r"\b(?:[A-Z]\.?){2,}", text)}
    spelled = "".join(word[0] for word in re.findall(r"\b[A-Z][a-z]+", text))
    short = re.sub(r"\W", "", name)
    return (len(initials) > 1 and initials in letters) or (short.isupper() and len(short) > 1 and short in spelled)
