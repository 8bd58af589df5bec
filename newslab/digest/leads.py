"""Which sentences may lead: how many origins tell the event of each, what is disputed, and whose words are coloured."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import pandas as pd

from newslab.digest.compared import tells_difference
from newslab.digest.desk import Desk, Line
from newslab.digest.wording import content_words, holds_value, unquoted

CORE: Final = 0.6  # share of an event's words from which a sentence tells the event itself
COMMON_TERM: Final = 1 / 3  # of a story's sources: a loaded term that so many use is the plain word for what happened
_ORDINAL: Final = re.compile(
    r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\d+(?:st|nd|rd|th))\b"
)
_OVERTAKEN: Final = ("updated", "correction")
_OPEN: Final = ("contradiction", "differs")
_DISTANCING: Final = re.compile(  # the writer does not own the word that follows
    r"\bso-called\b|\bwhat\b[^.;]{0,40}\b(?:call(?:s|ed)?|term(?:s|ed)?|style[sd]?|dub(?:s|bed)?|describe[sd]?)\b|\bself-(?:styled|proclaimed)\b"
    r"|\bsupposed(?:ly)?\b|\bif (?:it|that) (?:is|was)\b",
    re.IGNORECASE,
)


def core_events(desk: Desk, article_id: str, start: int, text: str) -> list[str]:
    """Return the events that a sentence itself tells, not only touches: it holds most of the words of each.

    Parameters
    ----------
    desk : the tables, indexed.
    article_id, start : where the sentence stands.
    text : the sentence.
    """
    words, found = content_words(text), []
    whole = next((low for low, high, *_ in desk.sentences.get(article_id, ()) if low <= start < high), start)
    for event_id in desk.events_at.get((article_id, whole), ()):
        row = desk.event_rows.get(event_id)
        core = content_words(str(row.text)) if row is not None else frozenset()
        if core and len(core & words) >= CORE * len(core):
            found.append(event_id)
    return found


def n_event_origins(desk: Desk, events: Iterable[str]) -> int:
    """Return how many origins tell the most widely told of some events; 0 where there is none."""
    return max((int(desk.event_rows[key].n_sources) for key in events), default=0)


def find_disputed(desk: Desk, story_id: str, lines: Sequence[Line]) -> frozenset[tuple[str, int]]:
    """Return the keys of the sentences that hold a value which another report contradicts, or that was overtaken.

    Both sides of a contradiction are disputed; of what was updated or corrected only the older side. So is each further
    sentence about the same event that holds such a value.
    """
    values: dict[str, set[str]] = defaultdict(set)
    cited: dict[str, set[int]] = defaultdict(set)
    for row in desk.contrasts_of(story_id):
        if not tells_difference(row) or row.verdict not in (*_OPEN, *_OVERTAKEN):
            continue
        for side, value in _open_sides(desk, row):
            for one in desk.cited.get(str(row.contrast_id), ()):
                if one.side == side and one.field == "text":
                    cited[str(one.article_id)].add(int(one.start))
                    if isinstance(row.event_id, str):
                        values[row.event_id].add(value.casefold())
    return frozenset(
        line.key
        for line in lines
        if any(line.start <= start < line.end for start in cited.get(line.article_id, ()))
        or any(
            holds_value(line.text, values[event_id])
            for event_id in desk.events_at.get(line.key, ())
            if event_id in values
        )
    )


def _open_sides(desk: Desk, row: Any) -> list[tuple[str, str]]:
    """Return the sides of a contrast that cannot be told as plain fact, each with its value."""
    sides = [("a", str(row.value)), ("b", str(row.other_value))]
    if row.verdict in _OPEN:
        return sides
    days = {}
    for side, _ in sides:
        keys = [str(one.article_id) for one in desk.cited.get(str(row.contrast_id), ()) if one.side == side]
        days[side] = max((_moment(desk, key) for key in keys), default="")
    if not all(days.values()) or days["a"] == days["b"]:
        return []
    return [one for one in sides if days[one[0]] == min(days.values())]


def _moment(desk: Desk, article_id: str) -> str:
    row = desk.articles[article_id]
    return next((str(cell.isoformat()) for cell in (row.published, row.published_day) if not pd.isna(cell)), "")


def find_overtaken(desk: Desk, story_id: str) -> frozenset[str]:
    """Return the values, in lower case, that another report contradicts or that were overtaken: no headline's."""
    rows = [row for row in desk.contrasts_of(story_id) if tells_difference(row)]
    rows = [row for row in rows if row.verdict in (*_OPEN, *_OVERTAKEN)]
    values = {value.casefold() for row in rows for _, value in _open_sides(desk, row)}
    return frozenset(values | {match.group() for value in values if (match := _ORDINAL.match(value))})


def find_coloured(desk: Desk, story_id: str, lines: Sequence[Line]) -> frozenset[tuple[str, int]]:
    """Return the keys of the sentences whose own words judge: loaded ones that few other sources use, or kept at a distance."""
    n_sources = len({desk.source(line.article_id) for line in lines})
    places: dict[str, list[int]] = defaultdict(list)
    for row in (row for one in desk.family(story_id) for row in desk.loaded.get(one, ())):
        if row.quoted is not True and row.field == "text" and int(row.n_other) < COMMON_TERM * n_sources:
            places[str(row.article_id)].append(int(row.start))
    return frozenset(
        line.key
        for line in lines
        if any(line.start <= start < line.end for start in places[line.article_id])
        or _DISTANCING.search(unquoted(line.text))
    )
