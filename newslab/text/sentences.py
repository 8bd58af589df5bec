"""Sentences of news text: where each begins and ends, and what kind of statement it makes."""

from __future__ import annotations

import re
from typing import Final, Literal

from newslab.text.borrowed import skip_furniture
from newslab.text.resources import listed
from newslab.text.words import BEFORE_NUMBERS, INNER_STOPS, MAYBE_STOPS, SAYING, STARTERS, TITLES, ZONES

SentenceKind = Literal["fact", "attributed", "opinion", "quote"]

_OPENERS: Final = "\"'“‘«‹„‚(\\[`"
_CLOSERS: Final = "\"'”’»›)\\]`“"
_LINE: Final = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_STOP: Final = re.compile(
    rf"(?<![.!?…۔؟।])(?P<stop>[.!?…۔؟।]++)(?P<close>(?:[{_CLOSERS}]|\s''(?=\s))*)(?P<gap>\s+|(?=[A-Z“\"]))|[。！？][”’」』）]*"
)
_NEXT_WORD: Final = re.compile(rf"[{_OPENERS}]*([^\W_]+(?:['’][^\W_]+)?)")
_ACRONYM: Final = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_GLUED: Final = re.compile(r"[“\"]?[A-Z][a-z'’]*(?=\s)")
_SPEAKER: Final = re.compile(
    r"(?:(?:[A-Z][\w.'’-]*|the|of|a|an|de|van|von|bin|al)\s+){1,6}?(?:" + "|".join(sorted(SAYING)) + r")\b"
)
_BULLET: Final = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z])")
_BEFORE_YEARS: Final = frozenset(("b", "c", "d", "r", "fl"))  # born, circa, died, reigned, flourished
_SHORT: Final = 2  # letters of a word before which a stop after a figure is more likely that of a name ("v2.Go")
_LOOK_BACK: Final = 40  # no abbreviation is longer; keeps the walk linear on junk without spaces


def find_sentences(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text.

    A line break ends a sentence, as on scraped pages, and so does what a page set between paragraphs ("Story Continued Below"). Abbreviations, initials, datelines, decimal numbers and
    quotations with the stop inside do not end one too early. Stretches without any letter or digit are left out.

    Parameters
    ----------
    text : the text as stored, of any length; time is linear in it.

    Returns
    -------
    list of (start, end), half-open code point offsets in `text`, stripped, in order, without overlap.

    Examples
    --------
    >>> text = "WARSAW, Feb. 2 (Agency) -- Lt. Gen. Kim met U.S. envoys. He left at 4 p.m. Monday."
    >>> [text[start:end] for start, end in find_sentences(text)]
    ['WARSAW, Feb. 2 (Agency) -- Lt. Gen. Kim met U.S. envoys.', 'He left at 4 p.m. Monday.']
    """
    found: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        if (cut := skip_furniture(text, start, end)) > start:
            _keep(text, start, cut, found)
            start = cut
        for stop in _STOP.finditer(text, start, end):
            if _ends_sentence(text, start, stop, end):
                cut = stop.end("close") if stop["stop"] else stop.end()
                _keep(text, start, cut, found)
                start = cut
        _keep(text, start, end, found)
    return found


def _keep(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    words = text[start:end].strip()
    if any(map(str.isalnum, words)):
        start = text.index(words, start)
        found.append((start, start + len(words)))


def _ends_sentence(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    if stop["stop"] is None or stop.end() >= end:
        return True
    rest = stop.end()
    if not stop["gap"]:
        return _is_glued(text, stop)
    follower = text[rest]
    next_word = _NEXT_WORD.match(text, rest, min(end, rest + _LOOK_BACK))
    word = next_word[1] if next_word else ""
    if follower.islower() or (word[:1].islower() and follower not in "'’"):
        return False
    if set(stop["stop"]) & set("!?؟"):
        return not (stop["close"] and _SPEAKER.match(text, rest, min(end, rest + 90)))
    return _ends_at_dots(text, start, stop, word)


def _ends_at_dots(text: str, start: int, stop: re.Match[str], word: str) -> bool:
    """Tell whether a stop before `word` ends a sentence: dots that leave something out may not, nor may
    abbreviations.
    """
    if stop["stop"] in ("..", "...", "…", "....") and text[stop.start() - 1 : stop.start()].isspace():
        return word.lower() in STARTERS
    if len(stop["stop"]) > 1:
        return True
    return bool(stop["close"].strip(")")) or not _is_abbreviation(text, start, stop, word)


def _is_glued(text: str, stop: re.Match[str]) -> bool:
    """Tell whether a space was lost at this stop ("the end.The next"), rather than a dotted name written."""
    before = text[max(0, stop.start() - 2) : stop.start()]
    after = _GLUED.match(text, stop.end(), stop.end() + 30)
    if not after:
        return False
    if before[-1:].isdigit() and len(after.group().strip('“"')) > _SHORT:
        return True  # "5-4.Judge Berg dissented"
    if not ((len(before) == 2 and before[1].isalnum() and before[0].islower()) or stop["close"]):
        return False
    return bool(stop["close"].strip("'’")) or after.group().strip('“"').lower() in STARTERS


def _is_abbreviation(text: str, start: int, stop: re.Match[str], word: str) -> bool:
    floor = max(start, stop.start() - _LOOK_BACK)
    token = text[floor : stop.start()].rsplit(None, 1)[-1:] or [""]
    before = token[0].lstrip("\"'“‘«‹([—–-/")
    if not before:
        return False
    before = re.split(r"[-–—/]", before)[-1] or before
    is_known = _is_known(before, word)
    if is_known is not None:
        return is_known
    if _ACRONYM.fullmatch(before):
        return word.lower() not in STARTERS
    if len(before) == 1 and before.isupper() and before != "I":
        return word.lower() not in STARTERS
    is_first = not text[start : stop.start() - len(before)].strip("\"'“‘([ •-*")
    return is_first and bool(_BULLET.fullmatch(before))


def _is_known(before: str, word: str) -> bool | None:
    """Tell whether a word of the lists is an abbreviation before `word`; None where it is in none."""
    low, is_upper, is_starter = before.lower(), before[0].isupper(), word.lower() in STARTERS
    if word[:1].isdigit() and (low in BEFORE_NUMBERS or before in _BEFORE_YEARS):
        return True
    if low in INNER_STOPS or (low in TITLES and is_upper):
        return low not in MAYBE_STOPS or not is_starter
    if low in ("a.m", "p.m"):
        return word in ZONES or word[:1].isdigit()
    if low in MAYBE_STOPS and (is_upper or low in ("etc", "oz", "lbs", "ft")):
        return not is_starter
    return None


# ---------------------------------------------------------------------------------------------------------------- kinds

_VERBS: Final = "|".join(sorted(SAYING))
# of these only "he added," and the like say that somebody says so: "states require", "ordered the firing"
_LOOSE: Final = listed("sentences: loose")
_SURE_VERBS: Final = "|".join(sorted(SAYING - _LOOSE))
_ATTRIBUTED: Final = re.compile(
    rf"\b(?:[Aa]ccording to|{_SURE_VERBS}) (?!nothing|goodbye|no\b)|,[\"”’']* (?:[\w.'’-]+ ){{1,6}}(?:{_VERBS})\b"
    rf"|\b(?:he|she|they|[A-Z][\w-]+) (?:{_VERBS})[.,]|\b(?:reportedly|allegedly|so-called|citing|quoted as|"
    r"officials? (?:believe|think)|sources? (?:close|familiar|with)|(?:is|was|are|were) (?:said|reported|believed|alleged|"
    r"accused|thought|expected) to)\b"
)
_MOSTLY: Final = 0.6  # share of a sentence within quotation marks from which it is a quotation


def find_kind(sentence: str, quoted: float = 0.0) -> SentenceKind:
    """Tell who stands behind a sentence that is not its writer's own view (`own_view.py`).

    Parameters
    ----------
    sentence : one sentence.
    quoted : share of it inside quotation marks, 0 to 1.

    Returns
    -------
    "quote" (most of it is quoted), "attributed" (somebody says so), else "fact".

    Examples
    --------
    >>> [find_kind(one) for one in ("The dam broke.", "The dam broke, officials said.")]
    ['fact', 'attributed']
    """
    if quoted >= _MOSTLY:
        return "quote"
    return "attributed" if _ATTRIBUTED.search(sentence) or quoted > 0 else "fact"
