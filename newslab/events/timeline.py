"""Timelines: which events of a story to tell, in the order in which they happened, and none twice."""

from __future__ import annotations

import logging
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from newslab.errors import OptionError
from newslab.tables import EVENTS, check
from newslab.text.resources import listed

REPEATS = 0.4  # share of common words (Jaccard) above which two entries near in time tell the same
NEAR_DAYS = 3
SAME_DAY = 0.1  # what each earlier entry of the same day takes off an event's score
PER_STORY = 4.0  # entries told by default: this times the root of the number of events
FEWEST = 6
FEWEST_WORTH = 3  # entries that are told though they are worth little
LEAST: Final = 1.0  # score from which an event is worth an entry
UNCERTAIN: Final = ("possible", "denied")
OF_LITTLE_USE: Final = listed("of little use")

log = logging.getLogger(__name__)


def build_timeline(
    events: pd.DataFrame,
    story: str | Iterable[str] | None = None,
    limit: int | None = None,
    *,
    n_days: int | None = None,
    per_day: int | None = None,
    least: float | None = None,
) -> pd.DataFrame:
    """Choose the events that matter and put them in the order in which they happened.

    Parameters
    ----------
    events : EVENTS table.
    story : `story_id`, or several (a story and its parts); None: all.
    limit : most entries; None: as many as suit the number of events (4 times its root, at least 6), or as `n_days`
        says.
    n_days : most days: those that most is told of; None: as many as the entries have.
    per_day : most entries of one day; None: any number.
    least : score from which an event is worth an entry; those below only fill up three entries, and events that no source
        dates in words are left out where others are there. None: 1 where neither `limit` nor `n_days` says how many are
        wanted, else any.

    Returns
    -------
    EVENTS table, sorted by first_day; history told in passing keeps its precision. No entry repeats another.

    Raises
    ------
    OptionError
        If `limit` is negative.
    TableError
        If `events` breaks its contract.

    Notes
    -----
    Greedy by score, less for each entry already taken of the same day (maximal marginal relevance, Carbonell &
    Goldstein 1998).

    Examples
    --------
    >>> rows = [("e1", "Envoys met.", "2026-01-05", 2.0), ("e2", "Talks began.", "2026-01-02", 1.0)]
    >>> events = pd.DataFrame(rows, columns=["event_id", "text", "first_day", "score"])
    >>> build_timeline(events.assign(last_day=events.first_day)).event_id.tolist()
    ['e2', 'e1']
    """
    events = check(events, EVENTS)
    for name, value in (("limit", limit), ("n_days", n_days), ("per_day", per_day)):
        if value is not None and value < 0:
            raise OptionError(f"{name}: expected 0 or more, found {value}")
    if story is not None:
        wanted = {story} if isinstance(story, str) else set(story)
        if wanted and wanted.isdisjoint(events["story_id"]):
            log.warning("no event is of story %s; is it a story_id, and of a whole are its parts named?", min(wanted))
        events = events[events["story_id"].isin(wanted)]
    events = events[events["first_day"].notna()]
    most = len(events) if n_days is not None else max(FEWEST, round(PER_STORY * math.sqrt(len(events))))
    if n_days is not None:
        events = events[events["first_day"].isin(_told_days(events)[:n_days])]
    most = most if limit is None else limit
    least = LEAST if least is None and limit is None and n_days is None else least
    if least is not None:
        events = _dated_in_words(events)
        most = min(most, max(FEWEST_WORTH, int((events["score"].fillna(0.0) >= least).sum())))
    chosen = _chosen(events, most, len(events) if per_day is None else per_day)
    return events.loc[chosen].sort_values(["first_day", "last_day", "event_id"], kind="stable")


def _dated_in_words(events: pd.DataFrame) -> pd.DataFrame:
    """Leave out the events that no source dates in words, where any does: the others' day, on which they were reported, was
    right by 11 of 38 marks of two readers of unread news, that of those in words by 89 of 107.
    """
    own = events[events["when"].notna()]
    return own if len(own) else events


def _told_days(events: pd.DataFrame) -> list[Any]:
    """The days of events, those that most is told of first."""
    worth = np.exp(2 * events["score"].fillna(0.0))  # one weighty event says more of a day than several trifles
    totals = worth.groupby(events["first_day"]).sum().round(6)
    days: list[Any] = totals.sort_index().sort_values(ascending=False, kind="stable").index.tolist()
    return days


def _chosen(events: pd.DataFrame, most: int, per_day: int) -> list[Any]:
    """Take the best event again and again, leaving out what repeats one that was taken."""
    rows = events.assign(_score=events["score"].fillna(0.0)).sort_values(
        ["_score", "event_id"], ascending=[False, True]
    )
    left = dict(zip(rows.index, rows.to_dict("records"), strict=True))
    words = {index: frozenset(iter_words(row["text"])) - OF_LITTLE_USE for index, row in left.items()}
    taken: list[Any] = []
    counts: Counter[Any] = Counter()
    while left and len(taken) < most:
        best = max(left, key=lambda index: round(_worth(left[index], counts), 6))  # ties: the order of `rows`
        row = left.pop(best)
        if any(_repeats(row, events.loc[other], words[best], words[other]) for other in taken):
            continue
        taken.append(best)
        counts[row["first_day"]] += 1
        if counts[row["first_day"]] >= per_day:
            left = {index: one for index, one in left.items() if one["first_day"] != row["first_day"]}
    return taken


def _worth(row: Mapping[Any, Any], counts: Counter[Any]) -> float:
    uncertain = 0.5 * (row["modality"] in UNCERTAIN)
    return float(row["_score"]) - SAME_DAY * counts[row["first_day"]] - uncertain


def _repeats(row: Mapping[Any, Any], other: Any, words: frozenset[str], others: frozenset[str]) -> bool:
    if row["text"] == other["text"]:
        return True
    near = pd.Timedelta(days=NEAR_DAYS)
    if row["first_day"] - near > other["last_day"] or other["first_day"] - near > row["last_day"]:
        return False
    return len(words & others) > REPEATS * len(words | others)


def iter_words(text: str) -> Iterator[str]:
    """Give the words of a text in lower case."""
    for match in re.finditer(r"[^\W_]+(?:['’-][^\W_]+)*", text):
        yield match.group().lower()
