"""Votes: the day and the modality of an event by what its origins say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from newslab.events.told import DATED, Told

WEIGHT: Final[Mapping[str, float]] = {"stated": 1.0, "relative": 1.0, "context": 0.5, "publication": 0.4}
# of the vote of an origin by what its day rests on: own words outweigh what is taken from around them
ORDER: Final = ("happened", "planned", "possible", "denied")  # of modalities that have as many votes
LATE: Final = 2  # days after an event on which reports that name no day still appear


def vote_day(told: Sequence[Told], origin: Mapping[str, str]) -> Told | None:
    """Choose the statement whose day most origins give.

    Every origin has one vote, that of its firmest day. A day in words counts for every day that it holds, so that "in
    May" supports the 4th; the narrowest of the days with most votes is that of the event.
    """
    dated = [one for one in told if one.first is not None]
    dated = [one for one in dated if one.own] or dated
    own = [one for one in dated if one.own and one.basis in DATED and one.field == "text"]
    votes: dict[str, Told] = {}
    for one in sorted(own or dated, key=_firmness):
        votes.setdefault(origin.get(one.article, one.article), one)
    return max(
        votes.values(), key=lambda one: (_support(one, votes), -_width(one), -(one.first or 0), one.key), default=None
    )


def _firmness(one: Told) -> tuple[float, int, bool, int, str]:
    return -WEIGHT.get(one.basis, 0.0), _width(one), one.field == "title", one.position, one.key


def _width(one: Told) -> int:
    return (one.last or 0) - (one.first or 0)


def _support(one: Told, votes: Mapping[str, Told]) -> float:
    """Weigh the votes that agree with a day: it lies within theirs, or they are undated reports soon after it."""
    weight = 0.0
    for other in votes.values():
        early = LATE if other.basis == "publication" and one.basis != "publication" else 0
        if (other.first or 0) - early <= (one.first or 0) and (one.last or 0) <= (other.last or 0):
            weight += WEIGHT.get(other.basis, 0.0)
    return round(weight, 6)


def vote_modality(told: Sequence[Told], origin: Mapping[str, str]) -> str:
    """Choose the modality that most origins give; a denial needs more than half of them.

    What one says happened is not undone by earlier plans: between these, happened wins.
    """
    votes: dict[str, list[str]] = defaultdict(list)
    for one in [one for one in told if one.field == "text" and one.own] or told:
        modality = "happened" if one.modality in ("ongoing", "habit", "none") else one.modality
        votes[origin.get(one.article, one.article)].append(modality)
    counts = Counter(_most(Counter(given)) for given in votes.values())
    if 2 * counts["denied"] <= counts.total():
        counts.pop("denied", None)
    if counts["happened"] and set(counts) <= {"happened", "planned", "possible"}:
        return "happened"
    return _most(counts) if counts.total() else "happened"


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda name: (-counts[name], ORDER.index(name)))
