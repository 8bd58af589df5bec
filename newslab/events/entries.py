"""The sentences of a story that are worth an entry of its timeline: of weight, read alone, and of a day in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Any, Final

import pandas as pd

from newslab.events.events import ORIGINS
from newslab.events.shared import Sentence
from newslab.events.told import DATED, NO_NEWS, SURE
from newslab.events.weighing import Weighed
from newslab.tables import MODALITIES, make_id
from newslab.text.content import overlap

# Chosen on the marks of 38 stories that were read, of which all but the last change little: benchmarks/timelines.md.
READS: Final = 0.6  # how surely a sentence reads alone from which it is told as it stands
LEANS: Final = 0.25  # of its weight, what one is worth that does not
SAME_DAY: Final = 0.2  # what each earlier entry of the same day takes off
UNCERTAIN: Final = 0.5  # what is taken off what may not be
SHARED: Final = 0.6  # share of the words of the shorter from which two entries of one day tell the same
REPEATS: Final = 0.4  # share of common words (Jaccard) above which two entries tell the same on other days, too
NO_ACT: Final = ("none", "habit")  # modalities of what did not happen on a day
DAY: Final = ("first_day", "last_day", "precision", "edtf")
DOUBTFUL: Final = ("possible", "denied")


@dataclass(frozen=True)
class Entry:
    """A sentence and the statement that dates it; `event` is the row of its event, None where it tells none."""

    sentence: Sentence
    statement: Mapping[str, Any]
    event: Mapping[str, Any] | None
    modality: str
    worth: float

    @property
    def day(self) -> pd.Timestamp:
        """The first day of what it tells."""
        return pd.Timestamp(self.statement["first_day"])


def find_entries(
    stories: Iterable[Weighed], events: Mapping[str, Mapping[str, Any]], by_hand: Mapping[str, Collection[str]]
) -> list[Entry]:
    """Find the sentences that could be entries, the most worth first; one of several stories counts where it is worth most.

    A sentence is dated by its main statement, if that has its day in words: what stands beside it ("after he had left
    in May") dates it as little as the day of publication does. Where other origins put its event on another day, it is
    left out; a day given by hand (`by_hand["date"]`, event ids) is its day, and what was rejected is not told.
    """
    best: dict[tuple[str, int], Entry] = {}
    for story in stories:
        for sentence in story.whole.lines:
            one = _entry(story, sentence, events, by_hand) if sentence.key in story.weights else None
            if one is not None and (sentence.key not in best or one.worth > best[sentence.key].worth):
                best[sentence.key] = one
    return sorted(best.values(), key=lambda one: (-one.worth, one.sentence.key))


def _entry(
    story: Weighed,
    sentence: Sentence,
    events: Mapping[str, Mapping[str, Any]],
    by_hand: Mapping[str, Collection[str]],
) -> Entry | None:
    """Return the entry that a sentence would be; None if it is none."""
    statement = dating(sentence) if _is_prose(sentence) else None
    if statement is None or any(_founds(one) in by_hand.get("reject", ()) for one in sentence.statements):
        return None
    event = events.get(str(statement["event_id"]))
    if event is None and statement["first_day"] != statement["last_day"]:
        return None  # a month or year that is no event's is seldom that of what the sentence tells
    if event is not None and event["event_id"] in by_hand.get("date", ()):
        statement = {**statement, **{name: event[name] for name in DAY}}
    elif event is not None and not _agree(event, statement):
        return None
    modality = told_modality(statement, event, sentence.published)
    return Entry(
        sentence, statement, event, modality, _worth(story.weights[sentence.key].whole, sentence, event, modality)
    )


def dating(sentence: Sentence) -> Mapping[str, Any] | None:
    """Return the statement that dates a sentence: its main one, or one of the same day that tells an event."""
    main = next((one for one in sentence.statements if one["main"] and _is_dated(one)), None)
    if main is None:
        return None
    same = [one for one in sentence.statements if _is_dated(one) and one["first_day"] == main["first_day"]]
    return next((one for one in [main, *same] if isinstance(one["event_id"], str)), main)


def _founds(statement: Mapping[str, Any]) -> str:
    """Return the id of the event that a statement would be the first to tell."""
    return make_id("event", *(statement[name] for name in ("article_id", "field", "start", "statement_id")))


def _is_dated(statement: Mapping[str, Any]) -> bool:
    in_words = statement["day_basis"] in DATED and not pd.isna(statement["first_day"])
    return in_words and statement["modality"] not in NO_ACT


def _is_prose(sentence: Sentence) -> bool:
    return sentence.kind != "opinion" and not (sentence.role in NO_NEWS and sentence.row["role, sure"] >= SURE)


def _agree(event: Mapping[str, Any], statement: Mapping[str, Any]) -> bool:
    """Tell whether the day of a statement is within that of its event, or the other way round."""
    (first, last), (low, high) = ((one["first_day"], one["last_day"]) for one in (event, statement))
    return bool((first <= low and high <= last) or (low <= first and last <= high))


def told_modality(statement: Mapping[str, Any], event: Mapping[str, Any] | None, published: float | None) -> str:
    """Return how sure what an entry tells is: what was said by its day was said, whatever is said by it to come or not to be."""
    said = isinstance(statement.get("attributed_to"), str)
    if said and published is not None and statement["last_day"].toordinal() <= published:
        return "happened"
    modality = str((event or statement).get("modality"))
    return modality if modality in MODALITIES else "happened"


def _worth(weight: float, sentence: Sentence, event: Mapping[str, Any] | None, modality: str) -> float:
    whole = weight * (1.0 if sentence.readable >= READS else LEANS)
    origins = ORIGINS * log1p(max(0, int(event["n_sources"]) - 1)) if event is not None else 0.0
    return float(round(whole + origins - UNCERTAIN * (modality in DOUBTFUL), 6))


def choose_entries(entries: Sequence[Entry], most: int, least: float, per_day: int | None = None) -> list[Entry]:
    """Take the entry of most worth again and again, less for each taken of its day, none that tells what another tells.

    At least one is taken, however little it is worth.

    Notes
    -----
    Maximal marginal relevance (Carbonell & Goldstein 1998).
    """
    left = list(entries)
    taken: list[Entry] = []
    counts: Counter[pd.Timestamp] = Counter()
    while left and len(taken) < most:
        worths = [round(one.worth - SAME_DAY * counts[one.day], 6) for one in left]
        best = max(range(len(left)), key=lambda at: (worths[at], -at))
        if taken and worths[best] < least:
            break
        one = left.pop(best)
        if any(_repeats(one, other) for other in taken):
            continue
        taken.append(one)
        counts[one.day] += 1
        if per_day is not None and counts[one.day] >= per_day:
            left = [other for other in left if other.day != one.day]
    return taken


def _repeats(one: Entry, other: Entry) -> bool:
    if one.event is not None and other.event is not None and one.event["event_id"] == other.event["event_id"]:
        return True
    words, others = one.sentence.words, other.sentence.words
    if one.day == other.day:
        return overlap(words, others) > SHARED
    return len(words & others) > REPEATS * len(words | others)
