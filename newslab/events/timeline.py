"""Timelines: which sentences of a story to tell, of which days, in the order in which it happened, and none twice."""

from __future__ import annotations

import logging
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from numbers import Integral, Real
from typing import Any, Final, Protocol

import pandas as pd

from newslab.errors import OptionError
from newslab.events.dated import DatedText
from newslab.events.days import ordinals
from newslab.events.entries import DAY, Entry, choose_entries, find_entries, told_modality
from newslab.events.told import NO_NEWS, SURE
from newslab.events.weighing import Reading, origins_of, with_lone
from newslab.tables import EVENTS, build, complete, make_id
from newslab.text.dateline import dateline_end

PER_STORY: Final = 4.0  # entries told by default: this times the root of the number of sentences that could be one
FEWEST: Final = 6
LEAST: Final = 1.1  # worth from which a sentence is an entry: benchmarks/timelines.md
SPANS: Final = ("sentences", "names", "times", "numbers", "quotes", "statements", "quantities")

log = logging.getLogger(__name__)
Row = dict[str, Any]
Cells = Mapping[str, Any]
Tables = Mapping[str, pd.DataFrame]
Bounds = tuple[pd.Timestamp, pd.Timestamp]  # NaT where time is open


class Build(Protocol):
    """Whatever has the tables of a build by name: `newslab.Corpus` has."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables by name."""
        ...


def build_timeline(
    corpus: Build,
    story: str | Iterable[str] | None = None,
    limit: int | None = None,
    *,
    n_days: int | None = None,
    per_day: int | None = None,
    between: tuple[Any, Any] | None = None,
    least: float = LEAST,
) -> pd.DataFrame:
    """Choose the sentences that tell a story, and put them in the order in which it happened.

    Parameters
    ----------
    corpus : a build.
    story : `story_id`, or several (a story and its parts); None: all.
    limit : most entries; None: as many as suit the number of sentences that could be one (4 times its root, at least
        6), or as `n_days` says.
    n_days : how many days to tell, those that all articles refer to most, and longest after; each is told by the sentences
        nearest to all that is said of it, whatever they are worth. None: days are those of the entries.
    per_day : most entries of one day, 1 or more; None: any number, or one where `n_days` is told.
    between : first and last day to tell; None in the place of one: no bound on that side.
    least : worth from which a sentence is an entry where `n_days` is not told: how much it matters to its story (0 to 2), and
        more the more origins tell its event. One is told whatever it is worth.

    Returns
    -------
    EVENTS table, sorted by first_day, with the place of each sentence (`article_id`, `start`, `end`). An entry that tells an
    event has its `event_id`, counts and actors; history told in passing keeps its precision. No entry repeats another.

    Raises
    ------
    OptionError
        If a number is none that can be, `story` is no text, or `between` does not name two days in order.

    Examples
    --------
    >>> import newslab
    >>> articles = pd.DataFrame({"article_id": ["a"], "published": pd.to_datetime(["2026-01-06"], utc=True),
    ...                          "text": ["Envoys of both countries met in Warsaw on Monday. Nobody spoke to reporters."]})
    >>> timeline = build_timeline(newslab.build_corpus(articles, only="events"))
    >>> timeline.first_day.astype(str).tolist(), timeline.text.tolist()
    (['2026-01-05'], ['Envoys of both countries met in Warsaw on Monday.'])
    """
    for name, value, fewest in (("limit", limit, 0), ("n_days", n_days, 0), ("per_day", per_day, 1)):
        if value is not None and (not isinstance(value, Integral) or value < fewest):
            raise OptionError(f"{name}: expected a whole number, {fewest} or more, found {value!r}")
    if not isinstance(least, Real) or math.isnan(least):
        raise OptionError(f"least: expected a number, found {str(least)[:80]!r}")
    bounds, wanted = _bounds(between), _wanted(story)
    tables = _of_story(complete(corpus), wanted)
    if n_days is not None:
        rows = _of_days(tables, bounds, n_days, 1 if per_day is None else per_day)[:limit]
    else:
        rows = _of_worth(tables, bounds, limit, per_day, least)
    return build(rows, EVENTS).sort_values(["first_day", "last_day", "event_id"], kind="stable", ignore_index=True)


def _wanted(story: Any) -> set[str] | None:
    if story is None:
        return None
    found = list(story) if isinstance(story, Iterable) and not isinstance(story, str) else [story]
    if not all(isinstance(one, str) for one in found):
        raise OptionError(f"story: expected a story_id, or several, found {str(story)[:80]!r}")
    return set(found)


def _bounds(between: Any) -> Bounds:
    wrong = OptionError(f"between: expected the first and the last day, found {str(between)[:80]!r}")
    if not isinstance(between, tuple | list | None) or len(between or (None, None)) != 2:
        raise wrong
    try:
        first, last = (pd.Timestamp(day) for day in between or (None, None))
    except (TypeError, ValueError, OverflowError) as error:
        raise wrong from error
    bounds = first.tz_localize(None), last.tz_localize(None)
    is_day = [pd.isna(one) or date.min.year <= one.year <= date.max.year for one in bounds]
    if bounds[0] > bounds[1] or not all(is_day):
        raise wrong
    return bounds


def _of_story(tables: Tables, wanted: set[str] | None) -> dict[str, pd.DataFrame]:
    """Return the tables as far as the articles of stories go, without those whose own days contradict the others'."""
    members = tables["members"]
    if wanted is not None:
        members = members[members["story_id"].isin(wanted)]
        if wanted and members.empty:
            log.warning("no article is of story %s; is it a story_id, and of a whole are its parts named?", min(wanted))
    doubted = set(members.loc[members["doubt"].notna(), "article_id"])
    ids = set(members["article_id"] if wanted is not None else tables["articles"]["article_id"]) - doubted
    kept = {**tables, "members": members}
    for name in ("articles", "members", "sentences", "names", "times", "numbers", "quotes", "statements"):
        kept[name] = kept[name][kept[name]["article_id"].isin(ids)]
    for name, key in (("quantities", "statement_id"), ("events", "event_id")):
        kept[name] = kept[name][kept[name][key].isin(kept["statements"][key])]
    return kept


def _of_worth(tables: Tables, bounds: Bounds, limit: int | None, per_day: int | None, least: float) -> list[Row]:
    """Tell the sentences that are worth an entry."""
    from newslab.text.spans import Spans

    articles, members = tables["articles"], with_lone(tables["articles"], tables["members"])
    spans = Spans(**{name: tables[name] for name in SPANS})
    weighed = Reading.of(articles, spans).weigh(members, origins_of(articles, tables["copies"]))
    told = _Telling.of(tables)
    entries = find_entries(weighed, told.events, _by_hand(tables["edits"]))
    entries = [one for one in entries if not (one.day < bounds[0] or one.statement["last_day"] > bounds[1])]
    most = max(FEWEST, round(PER_STORY * math.sqrt(len(entries)))) if limit is None else limit
    return [told.entry_row(one) for one in choose_entries(entries, most, least, per_day)]


def _of_days(tables: Tables, bounds: Bounds, n_days: int, per_day: int) -> list[Row]:
    """Tell the days that all articles refer to most."""
    texts = tables["articles"].set_index("article_id")
    published = ordinals(texts["published_day"].fillna(texts["published"].dt.tz_localize(None)))
    lines = tables["sentences"].sort_values(["article_id", "start"])
    lines = lines.assign(published=lines["article_id"].map(published))
    lines = lines[lines["published"].notna() & ~(lines["role"].isin(NO_NEWS) & (lines["p"] >= SURE))]
    spans = zip(lines["article_id"], lines["start"], lines["end"], strict=True)
    words = [" ".join(texts["text"][key][start:end].split()) for key, start, end in spans]
    lines = lines.assign(text=pd.Series(words, index=lines.index, dtype="str")).reset_index(drop=True)
    read = DatedText.read(lines, tables["times"])
    days = pd.concat([read.mentions["day"], lines["published"]])
    if days.empty:
        return []
    first, last = bounds
    low = int(days.min()) if pd.isna(first) else first.toordinal()
    high = int(days.max()) if pd.isna(last) else last.toordinal()
    told = _Telling.of(tables)
    chosen = read.select(low, high, n_days, per_day)
    return [told.day_row(lines.iloc[row], pd.Timestamp(date.fromordinal(day))) for day, row in chosen]


def _by_hand(edits: pd.DataFrame) -> dict[str, set[str]]:
    """Return the ids of what was corrected by hand, by kind."""
    return {str(kind): set(rows["target"]) for kind, rows in edits.groupby("what")}


@dataclass(frozen=True)
class _Telling:
    """What rows of a timeline are made of."""

    texts: Mapping[str, str]
    times: Mapping[str, list[Row]]  # by article
    statements: Mapping[str, list[Row]]
    stories: Mapping[str, str]  # by article, the smallest
    events: Mapping[str, Row]
    used: set[str] = field(default_factory=set)  # events that have an entry

    @classmethod
    def of(cls, tables: Tables) -> _Telling:
        articles, members = tables["articles"], tables["members"]
        sized = members.assign(size=members["story_id"].map(members["story_id"].value_counts()))
        smallest = sized.sort_values(["size", "story_id"]).drop_duplicates("article_id")
        return cls(
            dict(zip(articles["article_id"], articles["text"], strict=True)),
            _by(tables["times"][tables["times"]["field"] == "text"], "article_id"),
            _by(tables["statements"][tables["statements"]["field"] == "text"], "article_id"),
            dict(zip(smallest["article_id"], smallest["story_id"], strict=True)),
            {event_id: rows[0] for event_id, rows in _by(tables["events"], "event_id").items()},
        )

    def entry_row(self, entry: Entry) -> Row:
        """Return the row of a sentence that is worth an entry."""
        one = entry.sentence
        row = self._row((one.article, one.start, one.end), entry.statement, entry.event)
        return row | {"modality": entry.modality, "score": entry.worth}

    def day_row(self, line: Any, day: pd.Timestamp) -> Row:
        """Return the row of a sentence that tells a day: of its statement of that day, an event's before others."""
        place = str(line["article_id"]), int(line["start"]), int(line["end"])
        mine = [one for one in self.statements.get(place[0], ()) if one["sentence_start"] == place[1]]
        told = [one for one in mine if one["first_day"] == one["last_day"] == day]
        told.sort(key=lambda one: (str(one["event_id"]) not in self.events, not one["main"], one["start"], one["end"]))
        statement = told[0] if told else {"first_day": day, "last_day": day, "precision": "day", "event_id": None}
        event = self.events.get(str(statement["event_id"]))
        event = event if event is not None and event["first_day"] == day else None
        return self._row(place, statement, event) | {"modality": told_modality(statement, event, line["published"])}

    def _row(self, place: tuple[str, int, int], statement: Cells, event: Cells | None) -> Row:
        article, start, end = place
        start += dateline_end(self.texts[article][start:end])
        text = " ".join(self.texts[article][start:end].split())
        day = statement["first_day"]
        if event is not None and event["event_id"] not in self.used:
            self.used.add(event["event_id"])
            row = dict(event)
        else:
            row = {name: (event or statement).get(name) for name in ("who", "whom", "where")}
            row |= {"event_id": make_id("entry", article, start, f"{day:%Y-%m-%d}"), "n_sources": 1, "n_mentions": 1}
        times = (one for one in self.times.get(article, ()) if start <= one["start"] and one["end"] <= end)
        when = next((one["text"] for one in times if one["first_day"] == day), None)  # its words that name the day
        row |= {"story_id": self.stories.get(article), "text": text[:1].upper() + text[1:], "when": when}
        row |= {name: statement.get(name) for name in DAY}
        return row | {"article_id": article, "start": start, "end": end}


def _by(table: pd.DataFrame, column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in table.to_dict("records"):
        found[str(row[column])].append({str(name): cell for name, cell in row.items()})
    return found
