"""Quotations in news text, who is quoted, and by which verb."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from newslab.text.resources import listed
from newslab.text.words import OFFICES, SAYING, TITLES

if TYPE_CHECKING:
    from newslab.text.parse import Parsed

Record = dict[str, Any]

_LEAST_WORDS: Final = 3  # one or two words in quotation marks are scare quotes or titles
_QUOTE: Final = re.compile(
    r"“(?P<curly>[^“”\n]{3,3000}?)(?:”|(?=\n)(?P<open>))"
    r"|«\s?(?P<french>[^«»\n]{3,3000}?)\s?»"
    r"|„(?P<german>[^„“”\n]{3,3000}?)[“”]"
    r'|(?<![\w"])"(?P<straight>(?=\S)[^"\n]{3,3000}?)(?:"(?!\w)|(?=\n)(?P<open2>))'
    r"|``\s?(?P<tokenised>[^`\n]{3,3000}?)\s?''"
    r"|(?<![\w‘’'])‘(?P<single>(?=[^\s’])[^‘\n]{10,1000}?[\w.,!?…])’(?!\w)"
    r"|(?<![\w'])'(?P<plain>(?=[A-Z])[^'\n\"]{15,1000}?(?:'[a-z][^'\n\"]{1,300}?)*[.,!?])'(?!\w)"
)
_STYLES: Final = ("curly", "straight", "french", "german", "tokenised", "single", "plain")
_VERB: Final = "|".join(sorted(SAYING))
_NAME: Final = (
    r"(?:(?:the |an? )?(?:[\w’'-]+ ){0,6}?)?(?P<name>[A-Z][\w’'-]*\.?(?: (?:(?:de|da|di|van|von|der|den|bin|al|el|la|of|"
    r"the|for|and) ){0,2}[A-Z][\w’'-]*\.?){0,5})"
)
_WHO: Final = rf"(?P<pronoun>\b[Hh]e|\b[Ss]he|\b[Tt]hey)|{_NAME}"
_DETAIL: Final = r"(?:, [^\"“”\n]{2,120}?,)?"  # ", a spokesman for the ministry,"
_AFTER_VERB_LAST: Final = re.compile(
    rf"\s?,?\s?(?:(?:{_WHO})){_DETAIL},? (?:also |later |then |has |had )?(?P<verb>{_VERB})\b"
)
_AFTER_VERB_FIRST: Final = re.compile(rf"\s?,?\s?(?P<verb>{_VERB}) (?:{_WHO})")
_ACCORDING: Final = re.compile(rf"\s?,?\s?(?P<verb>according to) {_NAME}")
_BEFORE: Final = re.compile(
    rf"(?:{_WHO}){_DETAIL},? (?:also |later |then |has |had |has also |would |who )?(?P<verb>{_VERB})\b"
    r"(?P<rest>[^\"“”\n]{0,120})$"
)
_SENTENCE_START: Final = re.compile(r"[.!?][\"”’')]*\s+(?=[A-Z“\"])|\n")
_NOT_NAMES: Final = listed("not names")


def find_quotes(
    text: str, *, persons: Iterable[tuple[int, str]] | None = None, parsed: Parsed | None = None
) -> list[Record]:
    """Find quotations of three words or more, their speaker and the verb of saying.

    Straight, curly, French, German and single quotation marks are read, and a quotation over several paragraphs, each
    opened anew and only the last one closed, is one record a paragraph with the same speaker.

    Parameters
    ----------
    text : the text as stored.
    persons : (offset, name) of the persons named in it, in order, if known: whom "he" and "she" mean.
    parsed : its parse, if known: it tells speakers that patterns do not, such as "the minister".

    Returns
    -------
    list of records, in order: start, end (inside the marks), text, speaker (None if it is not plain), verb (or None).

    Examples
    --------
    >>> quote, = find_quotes('"We will rebuild the bridge," Mayor Anna Lind said on Monday.')
    >>> quote["text"], quote["speaker"], quote["verb"]
    ('We will rebuild the bridge,', 'Anna Lind', 'said')
    """
    named = sorted(persons or ())
    found: list[Record] = []
    opened = False  # the last quotation had no closing mark: the next paragraph may go on with it
    for match in _QUOTE.finditer(text):
        start, end = match.span(next(name for name in _STYLES if match[name] is not None))
        is_open = "" in (match["open"], match["open2"])
        goes_on = re.match(r"\s*\n\s*[“\"]", text[match.end() : match.end() + 20])  # the next paragraph opens anew
        if (is_open and not goes_on) or len(text[start:end].split()) < _LEAST_WORDS:
            continue
        before, after = _before(text, match.start()), text[match.end() : match.end() + 250].split("\n", 1)[0]
        if text[start:end].rstrip()[-1:] == ".":
            after = ""  # a full stop inside: what follows is a sentence of its own
        speaker, verb = _speaker(before, after, match.start(), named)
        if speaker is None and parsed is not None:
            speaker, verb = _parsed_speaker(parsed, start, end, named) or (None, verb)
        last = found[-1] if found else None
        if speaker is None and last is not None and (opened or _goes_on(text, last, match.start())):
            speaker, verb = last["speaker"], last["verb"]
        found.append({"start": start, "end": end, "text": text[start:end], "speaker": speaker, "verb": verb})
        opened = is_open
    return found


def _parsed_speaker(
    parsed: Parsed, start: int, end: int, named: list[tuple[int, str]]
) -> tuple[str | None, str] | None:
    from newslab.text.attribution import source_words
    from newslab.text.speakers import find_speaker

    found = find_speaker(parsed, start, end)
    if found is None:
        return None
    source, verb = found
    if source.tag_ in ("PRP", "WP", "WDT", "DT"):
        meant = _meant(source.lower_, start, named) if source.lower_ in ("he", "she") else None
        return (meant, verb) if meant else None
    return source_words(source), verb


def _before(text: str, start: int) -> str:
    window = text[max(0, start - 300) : start]
    cuts = list(_SENTENCE_START.finditer(window))
    cuts = [cut for cut in cuts if not _is_abbreviation(window, cut.start())]
    return window[cuts[-1].end() :] if cuts else window


def _is_abbreviation(window: str, place: int) -> bool:
    word = window[:place].rsplit(None, 1)[-1:] or [""]
    return word[0].lower() in TITLES or len(word[0]) == 1


def _goes_on(text: str, last: Record, start: int) -> bool:
    """Tell whether between two quotations stands only the attribution of the first ('..." he said. "...')."""
    gap = text[last["end"] : start]
    return last["speaker"] is not None and len(gap) < 160 and "\n" not in gap and gap.count(". ") <= 1


def _speaker(before: str, after: str, place: int, named: list[tuple[int, str]]) -> tuple[str | None, str | None]:
    for pattern in (_ACCORDING, _AFTER_VERB_FIRST, _AFTER_VERB_LAST):
        match = pattern.match(after)
        if match and (speaker := _who(match, place, named)):
            return speaker, match["verb"]
    match = _BEFORE.search(before)
    if match and (speaker := _who(match, place, named)):
        return speaker, match["verb"]
    verb = re.match(rf",? \w+ (?P<verb>{_VERB})\b", after)
    return None, verb["verb"] if verb else None


def _who(match: re.Match[str], place: int, named: list[tuple[int, str]]) -> str | None:
    groups = match.groupdict()
    if groups.get("pronoun"):
        return _meant(groups["pronoun"].lower(), place, named)
    words = (groups["name"] or "").split()
    while words and (words[0] in _NOT_NAMES or words[0].rstrip(".").lower() in TITLES):
        words = words[1:]
    name = " ".join(words).removesuffix("'s").removesuffix("’s").rstrip(",")
    name = _as_named(name, place, named) if name else ""
    is_stop = name.endswith(".") and len(name.split()[-1]) > 3
    return name[: -1 if is_stop else None] or None


def _as_named(name: str, place: int, named: list[tuple[int, str]]) -> str:
    """Return a name as it stands, where it ends one named near, else the name within it, or it without its office."""
    if any(person.endswith(name) and abs(offset - place) < 600 for offset, person in named):
        return name
    inner = [person for offset, person in named if person in name and abs(offset - place) < 400]
    return inner[-1] if inner else _without_office(name)


def _without_office(name: str) -> str:
    """Drop the office before a name ("Mayor Anna Lind", "Foreign Minister Cho Hyun")."""
    words = name.split()
    offices = [place for place, word in enumerate(words) if word.lower() in OFFICES]
    return " ".join(words[offices[-1] + 1 :]) or name if offices else name


def _meant(pronoun: str, place: int, named: list[tuple[int, str]]) -> str | None:
    """Return the person a pronoun means: the last one named, unless two are named close before it."""
    if pronoun == "they":
        return None
    near = [(offset, person) for offset, person in named if place - 900 <= offset < place]
    if not near:
        return None
    last = near[-1][1]
    tail = {person.split()[-1] for offset, person in near if place - offset <= 200}
    return last if len(tail) <= 1 else None
