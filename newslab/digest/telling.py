"""How a sentence of an article is told on a page: whole or cut to a clause, so that it reads alone, with notes in
brackets.

A note says which day "Monday" is, or who "he" or a bare surname is; it stands only where the tables of the corpus say
so themselves (`recheck.py` looks it up again).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from newslab.digest.desk import Desk, Line, date_of
from newslab.digest.periods import tell_period
from newslab.digest.wording import outlet_name
from newslab.text.antecedents import is_person_noun
from newslab.text.content import content_words
from newslab.text.dateline import dateline_end
from newslab.text.whole import is_whole
from newslab.text.words import CALENDAR, OFFICES, TITLES, word_set

OWN: Final = "opinion"  # the kind of sentences that are told as their outlet's
WRITES: Final = " writes: "
READABLE: Final = 0.7  # from which a sentence is told whole
LONG: Final = 38  # words from which a clause is told rather than its sentence
_LEANING: Final = word_set(
    "they them their theirs it its this these those here there such another both he she him her his hers"
)
_UNSURE: Final = re.compile(
    r"\b(?:if|unless|until|would|could|may|might|not|never|no|but|except|only|alleged\w*|reported\w*|accord\w*|claim\w*|said|says)\b|n['’]t\b",
    re.IGNORECASE,
)
_ENDS_CLAUSE: Final = re.compile(
    r"\s*[,;–—-]|\s+(?:and|but|after|as|when|while|where|because|since|although|though|before|which|who)\b"
)
_SPANS: Final = ("week", "weekend", "month")  # precisions of times that a note puts in words where they lean on a day
_LEANS: Final = re.compile(r"\b(?:last|this|next|past|coming|previous)\b", re.IGNORECASE)
_DAY_NAMED: Final = re.compile(r"\d")
_CONNECTS: Final = re.compile(
    r"(?:But|And|So|Yet|However|Meanwhile|Moreover|Still|Instead|Also|Then|Thus|Therefore|Indeed|Furthermore|Nevertheless|Besides|Similarly|Otherwise|Later|Earlier|Elsewhere|In addition|In fact|For example|For instance|As a result|Of course|Asked)\b,?"
)
_COURTESY: Final = word_set("mr mrs ms mx messrs mme mlle st mt ft")  # titles that say nothing of their bearer
_RANKS: Final = TITLES - _COURTESY
_BEFORE_OFFICES: Final = word_set("press prime vice deputy chief foreign former acting assistant first of")
_ASSERTING: Final = word_set(
    "was were is are be been has had have will would said says told say did does who which that"
)
_INITIALS: Final = re.compile(r"(?:[A-Z]\.)+")
_JOINED: Final = re.compile(r"[\w.’'&-]*[\w.]")
_CALLED: Final = re.compile(r", ((?:an?|the|[a-z]+(?= (?:of|at|for|in)))\b[^,.;:()\[\]\n]{3,70})(?=,)")
_INTRODUCING: Final = 80  # characters before a name in which the office of its bearer stands
_NOTE: Final = re.compile(r" \[([^\[\]]*)\]")
_OPENS_QUOTE: Final = "\"“‘'"


@dataclass(frozen=True)
class Told:
    """A sentence as it is told: its text with notes, its place in its article, what kind it is, and whom it names."""

    text: str
    line: Line
    start: int
    end: int
    kind: str
    named: frozenset[str]


def without_notes(text: str) -> str:
    """Return a told sentence without what stands in brackets.

    Examples
    --------
    >>> without_notes("She [Ana Ruiz] left on Monday [2 February 2026].")
    'She left on Monday.'
    """
    return _NOTE.sub("", text)


def tell(
    desk: Desk, line: Line, known: Collection[str] = (), *, placed: bool = False, follows: bool = False
) -> Told | None:
    """Tell a sentence so that it reads alone; None where neither it nor a clause of it does.

    Parameters
    ----------
    desk : the tables, indexed.
    line : the sentence.
    known : full names of persons that a reader has met: they need no note.
    placed : whether the state places it on a page, behind what it leans on.
    follows : whether the sentence before it in its article is told right before it.
    """
    statements = desk.statements.get(line.key, [])
    main = next((row for row in statements if row.main), None)
    if main is None:
        return None
    start = line.start + dateline_end(line.text)
    clause = int(main.start), int(main.end)
    whole = _reads(desk, line, main, start, line.end, placed=placed, follows=follows)
    cut = _can_cut(line, main, *clause) and _reads(desk, line, main, *clause)
    if not whole and not cut:
        return None
    is_long = len(desk_text(desk, line)[start : line.end].split()) > LONG and line.kind in ("fact", "attributed")
    place = clause if cut and (is_long or not whole) else (start, line.end)
    return _told(desk, line, place, _day_notes(desk, line, statements), known)


def _told(desk: Desk, line: Line, place: tuple[int, int], notes: dict[int, str], known: Collection[str]) -> Told:
    """Put a stretch of a sentence into words: with its notes, begun and ended as a sentence, a view as its outlet's."""
    low, high = place
    named = _name_notes(desk, line, low, high, known)
    words = {place: introduced(desk_text(desk, line), full) for place, full in named.items()}
    text = _with_notes(desk_text(desk, line)[low:high], low, notes | words)
    met = [str(name.text) for name in _persons(desk, line) if low <= int(name.start) < high]
    if high < line.end:
        text = text[0].upper() + text[1:] + ("" if text[-1] in '.”"' else ".")
    kind = "quote" if line.role == "quote" and line.kind == "fact" else line.kind
    if kind == OWN:
        text = f"{outlet_name(desk.source(line.article_id))}{WRITES}{text}"
    return Told(text, line, low, high, kind, frozenset([*named.values(), *(name for name in met if " " in name)]))


def desk_text(desk: Desk, line: Line) -> str:
    """Return the text of a sentence's article."""
    return str(desk.articles[line.article_id].text)


def _can_cut(line: Line, main: Any, low: int, high: int) -> bool:
    """Tell whether the main clause may stand for its sentence: it opens it, and what is left off turns nothing."""
    if not main.alone or not isinstance(main.who, str) or high - line.start >= len(line.text) - 1:
        return False
    before, after = line.text[: low - line.start], line.text[high - line.start :]
    inside = not isinstance(main.attributed_to, str) or low <= int(main.attributed_start) < high
    return (
        inside
        and dateline_end(before) == len(before)
        and bool(_ENDS_CLAUSE.match(after))
        and not _UNSURE.search(after)
        and not after.lstrip().startswith(("that ", ":", "to "))
    )


def _reads(
    desk: Desk, line: Line, main: Any, low: int, high: int, *, placed: bool = False, follows: bool = False
) -> bool:
    """Tell whether a stretch of a sentence can be shown alone: a whole and readable sentence, or a clause that reads alone."""
    words = desk_text(desk, line)[low:high]
    is_cut = high < line.end
    if not is_whole(f"{words}." if is_cut and words[-1] not in '.”"' else words):
        return False
    if not placed and _CONNECTS.match(words):
        return False
    if not follows and "quote" in (line.kind, line.role) and not _names_speaker(main, low, high, words):
        return False
    if is_cut or line.readable is None:
        return bool(main.alone and isinstance(main.who, str))
    return placed or line.readable >= READABLE


def _names_speaker(main: Any, low: int, high: int, words: str) -> bool:
    """Tell whether a stretch that quotes says by name whose words these are."""
    if not isinstance(main.attributed_to, str) or not low <= int(main.attributed_start) < high:
        return False
    named = main.attributed_to[:1].isupper() and main.attributed_to.casefold() not in _LEANING
    return named and not (words[0] in _OPENS_QUOTE and words[-1] in '"”')


def _day_notes(desk: Desk, line: Line, statements: list[Any]) -> dict[int, str]:
    """Return where a note says which days are meant: those of the statement which the words stand in."""
    found = {}
    if line.article_id in desk.doubted:
        return {}
    for time in desk.times.get(line.article_id, []):
        if (
            not line.start <= int(time.start) < line.end
            or time.type not in ("DATE", "TIME")
            or _DAY_NAMED.search(str(time.text))
        ):
            continue
        first, last = date_of(time.first_day), date_of(time.last_day)
        owner = next((row for row in statements if int(row.start) <= int(time.start) < int(row.end)), None)
        if first is None or owner is None or not _is_noted(time):
            continue
        if first == date_of(owner.first_day) and last in (first, date_of(owner.last_day)):
            found[int(time.end)] = tell_period(first, last, str(time.precision))
    return found


def _is_noted(time: Any) -> bool:
    """Tell whether words of time need a note: a day or an hour, or a span that counts from another day ("last week")."""
    return time.precision in ("day", "time") or (time.precision in _SPANS and bool(_LEANS.search(str(time.text))))


def _name_notes(desk: Desk, line: Line, low: int, high: int, known: Collection[str]) -> dict[int, str]:
    """Return where a note gives the full name for a surname that one person of the article bears."""
    found: dict[int, str] = {}
    names = _persons(desk, line)
    for name in names:
        surname = str(name.text)
        if not low <= int(name.start) < high or " " in surname or surname in found.values():
            continue
        full = desk.full_name(name)
        bearers = {str(one.text) for one in names if str(one.text).endswith(f" {surname}")}
        if (
            full in known
            or full in found.values()
            or bearers != {full}
            or full not in desk_text(desk, line)[: int(name.start)]
        ):
            continue
        found[int(name.end)] = full
    return found


def introduced(text: str, name: str) -> str:
    """Return a full name with the office that stands before it, or what it is called behind it, where a text first gives it.

    Examples
    --------
    >>> introduced("On Monday, Senate Majority Leader Ana Ruiz spoke. Ruiz left.", "Ana Ruiz")
    'Senate Majority Leader Ana Ruiz'
    >>> introduced("Bo Lind, a doctor at the clinic of Halden, said so. Lind left.", "Bo Lind")
    'Bo Lind, a doctor at the clinic of Halden'
    """
    place = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    if place is None:
        return name
    called = _CALLED.match(text, place.end())
    words = called[1].casefold().split() if called else []
    if called and any(map(is_person_noun, words)) and not _ASSERTING & set(words):
        return name + called[0]
    return " ".join([*_office_before(text, place.start()), name])


def _office_before(text: str, start: int) -> list[str]:
    """Return the words of the office that stands before a name, none where there is none."""
    before = text[max(0, start - _INTRODUCING) : start].split(" ")[:-1]
    taken: list[str] = []
    for word in reversed(before):
        if not _JOINED.fullmatch(word) or not (_names_office(word) or word[:1].isupper() or word in _BEFORE_OFFICES):
            break
        if word.endswith(".") and not _names_office(word) and not _INITIALS.fullmatch(word):
            break  # of the sentence before
        taken.insert(0, word)
    while taken and not _belongs(taken[0]):
        del taken[0]
    return taken if any(map(_names_office, taken)) else []


def _belongs(word: str) -> bool:
    """Tell whether a word can begin an office: "former", "U.S.", "Senate", not "Under" or "Monday"."""
    if _names_office(word) or _INITIALS.fullmatch(word) or (word in _BEFORE_OFFICES and word != "of"):
        return True
    return bool(content_words(word)) and word.casefold() not in CALENDAR


def _names_office(word: str) -> bool:
    low = word.casefold()
    return low in OFFICES or (low.rstrip(".") in _RANKS)


def _persons(desk: Desk, line: Line) -> list[Any]:
    return [name for name in desk.names.get(line.article_id, []) if str(name.kind).casefold() in ("person", "per")]


def _with_notes(words: str, start: int, notes: dict[int, str]) -> str:
    pieces, done = [], 0
    for place in sorted(notes):
        cut = place - start
        if not 0 < cut <= len(words):
            continue
        cut += 2 if words[cut : cut + 2] in ("'s", "’s") else 0
        pieces += [words[done:cut], f" [{notes[place]}]"]
        done = cut
    return "".join([*pieces, words[done:]])
