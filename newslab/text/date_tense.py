"""Whether a sentence looks ahead or back where a date stands: the tense of the verb that governs it.

"The court sat on Monday" and "the court sits on Monday" are a week apart. No parser is run: the nearest word of tense
before the date decides, and where the clause begins with the date, the nearest after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from newslab.text.date_state import Piece
from newslab.text.resources import listed, word_list

VERB_REACH: Final = 24  # tokens to either side in which a verb is looked for
GOVERNOR_REACH: Final = 8  # tokens before "to" in which its governor is looked for
BACK: Final = -1
OPEN: Final = 0
PLANNED: Final = 1  # a plain present, as of a timetable: "the fair opens on Friday"
AHEAD: Final = 2


def _forms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in (word, word.capitalize()))


_MODALS: Final = _forms(word_list("date tense: modals"))
_HAVING: Final = _forms(word_list("date tense: having"))
_BEING: Final = _forms(["is", "are", "am", "re", "isn", "aren"])
_PAST: Final = _forms(word_list("date tense: past"))
_DUE: Final = _forms(word_list("date tense: due"))
# what is put off or granted runs to a day ahead: "adjourned until Monday", "had until Friday"
_PUT_OFF: Final = _forms(word_list("date tense: put off"))
# verbs of timetables, third person; those that are nouns as well need a look at the word before
_TIMETABLE: Final = _forms(word_list("date tense: timetable"))
_PLURAL_TIMETABLE: Final = _forms(word_list("date tense: plural timetable"))
_DETERMINERS: Final = listed("determiners")
_PERSONS: Final = listed("persons")
# "managed to leave on Friday" has happened, "agreed to leave on Friday" has not
_DONE_TO: Final = listed("date tense: done to")
_MEANT_TO: Final = listed("meant to")
_PLACES: Final = listed("places")
_NOT_PAST: Final = listed("not past")
_PREPOSITIONS: Final = listed("prepositions")
_CLAUSE: Final = listed("clause")
_CLOSED: Final = frozenset(";:()[]")


def direction(piece: Piece) -> int:
    """Return AHEAD (2) or PLANNED (1) where the words around an expression look forward, BACK (-1) or OPEN (0).

    Method: the closest word of tense before the expression, within `VERB_REACH` tokens and its clause, else the first
    after it.
    """
    words, at = piece.all_words, piece.start - 1
    if piece.after() == "'" and piece.after(2) == "s":
        return _of_possessive(piece)
    if piece.before() in ("a", "an"):
        return OPEN  # "a June agreement"
    while at >= 0 and words[at] in _PREPOSITIONS and at > piece.start - 4:
        at -= 1
    near = words[at].lower() if at >= 0 else ""
    if near in ("by", "until", "till") or (near == "for" and piece.has("weekday", "d31")):
        return _toward(words, at, piece)
    looks = _looks_before(words, at, piece.start)
    return _looks_after(words, piece.end) if looks is None else looks


def tense_beside(piece: Piece) -> int | None:
    """Return what the word right before an expression says of tense, as "said" does in "said Monday"."""
    words, at = piece.all_words, piece.start - 1
    while at >= 0 and words[at] in ("on", "late", "early") and at > piece.start - 3:
        at -= 1
    return _tense_at(words, at, piece.start) if at >= 0 else None


def has_ahead(piece: Piece) -> bool:
    """Tell whether any word of the sentence looks ahead, up to `VERB_REACH` tokens from an expression."""
    near = piece.all_words[max(0, piece.start - VERB_REACH) : piece.end + VERB_REACH]
    return any(word in _MODALS or word in _DUE for word in near)


def _of_possessive(piece: Piece) -> int:
    """Return where "Friday's vote" lies: as subject it has its own verb, as object what came before or is to come."""
    near, far = piece.before(), piece.before(2)
    if near in ("before", "until", "by") or (near == "of" and far == "ahead"):
        return AHEAD
    if piece.start == 0 or near in (",", "that", "and", "but", ".", '"'):
        return _looks_after(piece.all_words, piece.end + 2)
    looks = _looks_before(piece.all_words, piece.start - 1, piece.start)
    if near in ("in", "at", "for"):
        return looks or OPEN
    return BACK


def _toward(words: Sequence[str], at: int, piece: Piece) -> int:
    """Return where "until Friday" or "for Friday" points: ahead, unless something lasted or ended up to it."""
    near = words[at].lower()
    for place in range(at - 1, max(-1, at - VERB_REACH), -1):
        word = words[place]
        if word in _PUT_OFF and (near != "by" or word.lower() in ("had", "has", "have")):
            return AHEAD
        looks = _tense_at(words, place, piece.start)
        if looks is not None:
            return looks
    looks = _looks_after(words, piece.end)
    return looks or AHEAD


def _looks_before(words: Sequence[str], at: int, start: int) -> int | None:
    for place in range(at, max(-1, at - VERB_REACH), -1):
        if words[place] in _CLOSED or words[place] in _CLAUSE:
            return None
        looks = _tense_at(words, place, start)
        if looks is not None:
            return looks
    return None


def _looks_after(words: Sequence[str], end: int) -> int:
    for place in range(end, min(len(words), end + VERB_REACH)):
        word = words[place]
        if word in _CLOSED:
            return OPEN
        if word == "to":
            continue
        if word in _BEING and place > end:
            near = (_tense_at(words, at, len(words)) for at in range(place, min(len(words), place + 2)))
            return next((looks for looks in near if looks is not None), OPEN)
        looks = _tense_at(words, place, len(words))
        if looks is not None:
            return looks
        if word in _BEING and place == end:
            return AHEAD
    return OPEN


def _tense_at(words: Sequence[str], at: int, start: int) -> int | None:
    """Return what one word says of the tense of what follows it, None where it says nothing."""
    word, before = words[at], words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if word in _MODALS:
        return _modal(word, after)
    if word == "to":
        return _infinitive(words, at, start)
    if before == "to" or before in _MODALS:
        return None  # the word before decides
    if word in _DUE:
        return _due(words, at, after)
    if word in _HAVING:
        return AHEAD if after == "to" else BACK
    if word in _PAST or _is_past(word):
        return BACK if before not in ("be", "being") else None
    if word in _BEING:
        return _present(words, at, start, after)
    return PLANNED if _is_of_timetable(word, before) else None


def _modal(word: str, after: str) -> int | None:
    """Return what "will", "would have" and "won" say of tense; "May" is the month more often than a verb."""
    if word == "May":
        return None
    return BACK if word == "won" and after != "'" else AHEAD


def _is_of_timetable(word: str, before: str) -> bool:
    """Tell "the fair opens" and "talks open" from the nouns that are written so: "the opens"."""
    if word in _TIMETABLE:
        return before.lower() not in _DETERMINERS and not before.isdigit()
    return word in _PLURAL_TIMETABLE and ((before[-1:] == "s" and before != "s") or before.lower() in _PERSONS)


def _is_past(word: str) -> bool:
    return word[-2:] == "ed" and len(word) > 4 and word.lower() not in _NOT_PAST


def _is_base(word: str) -> bool:
    """Tell a verb after "to" from what is no verb: a name, a place, "to reporters"."""
    if not (word.isalpha() and word.islower()) or word in _DETERMINERS or word in _PLACES:
        return False
    return word[-1] != "s" or word[-2:] == "ss"


def _infinitive(words: Sequence[str], at: int, start: int) -> int | None:
    verb = words[at + 1] if at + 1 < start else ""
    if not _is_base(verb):
        return None
    for place in range(at - 1, max(-1, at - 1 - GOVERNOR_REACH), -1):
        word = words[place]
        if word in _DUE:
            return _due(words, place, words[place + 1])
        if word in _MODALS or word.lower() in _MEANT_TO:
            return AHEAD
        if word.lower() in _DONE_TO or word in _PAST or _is_past(word):
            return BACK
    return AHEAD


def _due(words: Sequence[str], at: int, after: str) -> int | None:
    before = [word.lower() for word in words[max(0, at - 3) : at]]
    if words[at] in listed("date tense: due 2") and after not in ("to", "for", "on"):
        return None
    return BACK if "been" in before and "had" in before else AHEAD


def _present(words: Sequence[str], at: int, start: int, after: str) -> int | None:
    """Return what "is" says: "is meeting" and "is on Friday" look ahead, "is in hospital" says nothing."""
    is_timed = start <= at + 4 and all(word in _PREPOSITIONS for word in words[at + 1 : start])
    return AHEAD if after[-3:] == "ing" or is_timed else None
