"""Which of its two days a bare weekday means: the one before the day of publication, or the one after it.

The tense beside it tells the nearer of the two well. Where tense puts it on the farther one, four to six days away, a
learned decision weighs that against the nearer one (`data/train/days.py`, figures in `benchmarks/dates.md`): "Thursday's
debate" is often to come, and online news is often brought up to date after the day it bears, so that "he said on
Thursday" in a text of Wednesday is of tomorrow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, log1p
from typing import Final

from newslab.text.date_state import Piece, Reader, Weekday
from newslab.text.date_tense import AHEAD, BACK, OPEN, PLANNED, direction, has_ahead, tense_beside

Settled = Mapping[int, tuple[int | None, str]]

DECISION: Final = "weekday"
CLASSES_OF: Final = ("back", "planned", "later")
UPDATE: Final = "update"  # how a day is known that shows its text to be later than its day of publication
SURE: Final = 0.6  # below, neither day is told; benchmarks/dates.md
ARTICLE: Final = 500  # characters; a shorter text is no article that was brought up to date: grammar alone reads it
SHORT: Final = 2000  # characters of a short article
_LOOKS: Final = {BACK: "back", OPEN: "open", PLANNED: "timetable", AHEAD: "ahead"}
_TOWARD: Final = ("by", "until", "till", "before", "for")
_FROM: Final = ("since", "from", "after")


def read_weekday(reader: Reader, piece: Piece, back: int) -> tuple[int | None, str]:
    """Return how many days ahead (or, negative, back) of publication a weekday lies that was `back` days before it, and
    how that is known (UPDATE: the text is later than its day); None where it is not.
    """
    if reader.at in reader.settled:
        return reader.settled[reader.at]
    looks = direction(piece)
    if piece.has("this") and looks == OPEN:
        looks = AHEAD
    shift = (7 - back) % 7 if looks > 0 else -back
    if looks == PLANNED and back == 1:
        shift = -1  # a headline's present of what happened yesterday: the day but five ahead is rarely called so
    reader.weekdays.append(Weekday(reader.at, back, shift, looks, piece))
    return shift, "anchor"


def is_far(one: Weekday) -> bool:
    """Tell whether grammar chose the farther of two days."""
    return abs(one.shift) > 7 - abs(one.shift)


def settle(reader: Reader) -> dict[int, tuple[int | None, str]]:
    """Decide the far weekdays of a text that was read: place -> what `read_weekday` returns, where grammar says another."""
    from newslab.learned import load_weights

    far = [one for one in reader.weekdays if is_far(one)]
    if not far or reader.narrative or len(reader.text) < ARTICLE:
        return {}
    decided = load_weights(DECISION).decide(weekday_rows(reader, far))
    settled = ((one, _settled(one, told.shares)) for one, told in zip(far, decided, strict=True))
    return {one.at: told for one, told in settled if told != (one.shift, "anchor")}


def _settled(one: Weekday, shares: Mapping[str, float]) -> tuple[int | None, str]:
    if max(shares["back"], 1 - shares["back"]) < SURE:
        return None, "none"
    if shares["back"] >= SURE:
        return -one.back, "anchor"
    return 7 - one.back, UPDATE if shares["later"] > shares["planned"] else "anchor"


def weekday_rows(reader: Reader, asked: Sequence[Weekday]) -> list[dict[str, float]]:
    """Return the features of weekdays of a text: the words beside each, and what the rest of the text says."""
    # not each weekday beside each other one: a list of thousands would take as many squared
    told = Counter((one.back, one.looks, one.shift) for one in reader.weekdays)
    size = max(1, len(reader.text))
    length = log(max(1.0, size / SHORT))
    own = ({"place": one.at / size, "late, eve": float(reader.late and one.back == 6)} for one in asked)
    return [_beside(one) | _others(one, told) | {"length": length} | row for one, row in zip(asked, own, strict=True)]


def _others(one: Weekday, told: Mapping[tuple[int, int, int], int]) -> dict[str, float]:
    """Return what the other weekdays of the text say; `told` counts them all by back, looks and shift."""
    own = one.back, one.looks, one.shift
    same = [(kind[1], n - (kind == own)) for kind, n in told.items() if kind[0] == one.back]
    rest = [kind for kind in told if kind[0] != one.back]
    past = {back for back, looks, _ in rest if looks == BACK}
    return {
        "same told back": log1p(sum(n for looks, n in same if looks == BACK)),
        "same told ahead": log1p(sum(n for looks, n in same if looks > OPEN)),
        "own day": float(0 in past),
        "eve": float(1 in past),
        "near": float(bool(past & {2, 3})),
        "nearer": float(any(back < one.back for back in past)),
        "next ahead": float(any(shift == 1 for _, _, shift in rest)),
        "ahead": float(any(shift > 1 for _, _, shift in rest)),
    }


def _beside(one: Weekday) -> dict[str, float]:
    """Return what the words beside a weekday say."""
    piece = one.piece
    before, after = piece.before(), piece.after()
    possessive = after == "'" and piece.after(2) == "s"
    return {
        f"back {one.back}": 1.0,
        f"looks {_LOOKS[one.looks]}": 1.0,
        "possessive": float(possessive),
        "beside past": float(tense_beside(piece) == BACK),
        "on": float(before == "on"),
        "toward": float(before in _TOWARD),
        "from": float(before in _FROM),
        "opens": float(piece.start == 0 or (piece.start == 1 and before == "on")),
        "before word": float(not possessive and after.islower() and len(after) > 3),
        "ahead in sentence": float(has_ahead(piece)),
    }
