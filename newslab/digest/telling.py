"""How a sentence of an article is told on a page: so that it reads alone, with notes in brackets.

A note says which day "Monday" is, or who "he" or a bare surname is; it stands only where the tables of the corpus say
so themselves (`recheck.py` looks it up again).
"""

from __future__ import annotations

import datetime as dt
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
_LEANING: Final = word_set(
    "they them their theirs it its this these those here there such another both he she him her his hers"
)
_SPANS: Final = ("week", "weekend", "month")  # precisions of times that a note puts in words where they lean on a day
_LEANS: Final = re.compile(r"\b(?:last|this|next|coming|previous)\b", re.IGNORECASE)
_WEEK: Final = 7  # days
_LASTING: Final = ("ongoing", "habit", "possible", "none")  # modalities with which "today" means nowadays
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
    """Tell a sentence so that it reads alone; None where it does not.

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
    start = line.start + dateline_end(line.text)
    if main is None or not _reads(desk, line, main, start, placed=placed, follows=follows):
        return None
    named = _name_notes(desk, line, start, known)
    words = {place: introduced(desk_text(desk, line), full) for place, full in named.items()}
    text = _with_notes(desk_text(desk, line)[start : line.end], start, _day_notes(desk, line, statements) | words)
    met = {str(name.text) for name in _persons(desk, line) if start <= int(name.start) < line.end}
    kind = "quote" if line.role == "quote" and line.kind == "fact" else line.kind
    if kind == OWN:
        text = f"{outlet_name(desk.source(line.article_id))}{WRITES}{text}"
    full_names = {name for name in met if " " in name} | set(named.values())
    return Told(text, line, start, line.end, kind, frozenset(full_names))


def desk_text(desk: Desk, line: Line) -> str:
    """Return the text of a sentence's article."""
    return str(desk.articles[line.article_id].text)


def _reads(desk: Desk, line: Line, main: Any, start: int, *, placed: bool, follows: bool) -> bool:
    """Tell whether a sentence can be shown alone: it is whole and readable, and says whose words it quotes."""
    words = desk_text(desk, line)[start : line.end]
    if not is_whole(words) or (not placed and _CONNECTS.match(words)):
        return False
    if not follows and "quote" in (line.kind, line.role) and not _names_speaker(main, start, line.end, words):
        return False
    if line.readable is None:
        return bool(main.alone and isinstance(main.who, str))
    return placed or line.readable >= READABLE


def _names_speaker(main: Any, low: int, high: int, words: str) -> bool:
    """Tell whether a stretch that quotes says by name whose words these are."""
    if not isinstance(main.attributed_to, str) or not low <= int(main.attributed_start) < high:
        return False
    named = main.attributed_to[:1].isupper() and main.attributed_to.casefold() not in _LEANING
    return named and not (words[0] in _OPENS_QUOTE and words[-1] in '"”')


def _day_notes(desk: Desk, line: Line, statements: list[Any]) -> dict[int, str]:
    """Return where a note says which days are meant: those of the statement which the words stand in.

    What is quoted gets none: its days count from when it was said.
    """
    found: dict[int, str] = {}
    if line.article_id in desk.doubted:
        return found
    text, published = desk_text(desk, line), date_of(desk.articles[line.article_id].published)
    for time in desk.times.get(line.article_id, []):
        owner = next((row for row in statements if int(row.start) <= int(time.start) < int(row.end)), None)
        if owner is None or not _leans(time) or _ends_quoted(text[line.start : int(time.start)]):
            continue
        first, last = date_of(time.first_day), date_of(time.last_day)
        if first is None or first != date_of(owner.first_day) or last not in (first, date_of(owner.last_day)):
            continue
        if last is not None and _is_sure(owner, time, last, published):
            found[int(time.end)] = tell_period(first, last, str(time.precision))
    return found


def _ends_quoted(words: str) -> bool:
    """Tell whether what follows these words stands in quotation marks: of a quotation, a title or a programme."""
    return words.count('"') % 2 == 1 or words.count("“") > words.count("”")


def _leans(time: Any) -> bool:
    """Tell whether the words of a time leave open which days it is: "Monday", "last week"."""
    precision, words = str(time.precision), str(time.text)
    is_open = precision in ("day", "time") or (precision in _SPANS and _LEANS.search(words))
    return bool(time.type in ("DATE", "TIME") and is_open and not _DAY_NAMED.search(words))


def _is_sure(owner: Any, time: Any, last: dt.date, published: dt.date | None) -> bool:
    """Tell "today" from nowadays, what has happened from days after publication, and "last week" from the week that
    ends on the Sunday on which it was written.
    """
    words = str(time.text)
    if words.casefold() == "today" and owner.modality in _LASTING:
        return False
    if published is None:
        return True
    if time.precision == "week" and (published - last).days == _WEEK:
        return False
    return owner.modality != "happened" or last <= published or time.precision in ("weekend", "month")


def _name_notes(desk: Desk, line: Line, start: int, known: Collection[str]) -> dict[int, str]:
    """Return where a note gives the full name for a surname that one person of the article bears."""
    found: dict[int, str] = {}
    names = _persons(desk, line)
    for name in names:
        surname = str(name.text)
        if not start <= int(name.start) < line.end or " " in surname:
            continue
        full = desk.full_name(name)
        bearers = {str(one.text) for one in names if str(one.text).endswith(f" {surname}")}
        met = full in known or full in found.values() or full not in desk_text(desk, line)[: int(name.start)]
        if bearers == {full} and not met:
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
        is_office, is_initial = _names_office(word), bool(_INITIALS.fullmatch(word))
        is_joined = _JOINED.fullmatch(word) and (is_office or word[:1].isupper() or word in _BEFORE_OFFICES)
        if not is_joined or (word.endswith(".") and not is_office and not is_initial):  # of the sentence before
            break
        taken.insert(0, word)
    while taken and not _belongs(taken[0]):
        del taken[0]
    return taken if any(map(_names_office, taken)) else []


def _belongs(word: str) -> bool:
    """Tell whether a word can begin an office: "former", "U.S.", "Senate", not "Under" or "Monday"."""
    if word.casefold() in CALENDAR or word == "of":
        return False
    return word in _BEFORE_OFFICES or _names_office(word) or bool(_INITIALS.fullmatch(word) or content_words(word))


def _names_office(word: str) -> bool:
    return word.casefold() in OFFICES or word.casefold().rstrip(".") in _RANKS


def _persons(desk: Desk, line: Line) -> list[Any]:
    return [name for name in desk.names.get(line.article_id, []) if str(name.kind).casefold() in ("person", "per")]


def _with_notes(words: str, start: int, notes: dict[int, str]) -> str:
    for place in sorted(notes, reverse=True):
        cut = place - start
        if 0 < cut <= len(words):
            cut += 2 if words[cut : cut + 2] in ("'s", "’s") else 0
            words = f"{words[:cut]} [{notes[place]}]{words[cut:]}"
    return words
