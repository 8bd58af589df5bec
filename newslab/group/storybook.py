"""Groups of articles to the tables of stories: ids, titles, days, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import pandas as pd

from newslab.group.credits import one_spelling
from newslab.group.grouping import story_days
from newslab.group.titles import clean_title, lead_terms, outlet_terms, title_event, title_thread
from newslab.group.vectors import unit
from newslab.tables import ARTICLES, MEMBERS, STORIES, build, make_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Tables = tuple[pd.DataFrame, pd.DataFrame]
T = TypeVar("T")

READ: Final = 200  # articles that the title of a thread is read from: of more, some of each part, spread over them
HEAD: Final = 600  # code points of a text that are kept for titles
KEPT: Final = ("article_id", "source", "title", "text", "published", "published_day", "witness")
LATEST = pd.Timestamp.max.tz_localize("UTC")


@dataclass
class Plan:
    """Which articles are one event, and which events are parts of one whole; the titles that were given by hand.

    Attributes
    ----------
    events : story_id to the row numbers of its articles, rising.
    parents : story_id of an event to that of its whole, for those that have one.
    titles : story_id to a title that stands whatever the articles say.
    """

    events: dict[str, list[int]]
    parents: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def parts(self) -> dict[str, list[str]]:
        """Return for each whole its parts, both in order of id."""
        found: dict[str, list[str]] = {}
        for part, whole in sorted(self.parents.items()):
            found.setdefault(whole, []).append(part)
        return dict(sorted(found.items()))

    def stories(self) -> set[str]:
        """Return the ids of all events and wholes."""
        return {*self.events, *self.parents.values()}

    def changed(self, old: Plan) -> set[str]:
        """Return the ids of stories that are not as they were in `old`, or are gone."""
        both = ((self.events, old.events), (self.parents, old.parents), (self.titles, old.titles))
        found = {one for now, was in both for one in now.keys() | was.keys() if now.get(one) != was.get(one)}
        return found | {whole for one in found for plan in (self, old) if (whole := plan.parents.get(one))}

    def around(self, stories: Iterable[str]) -> Plan:
        """Return the plan of these stories alone, with all that hangs together with them."""
        asked = set(stories)
        wholes = asked | {self.parents[one] for one in asked if one in self.parents}
        events = {one: rows for one, rows in self.events.items() if one in asked or self.parents.get(one) in wholes}
        return Plan(events, {one: self.parents[one] for one in events if one in self.parents}, self.titles)


class Storybook:
    """The articles that stories are told from, row by row as they come, and what their titles are held against.

    Parameters
    ----------
    vectors : function from row numbers to the vectors of these rows.
    """

    def __init__(self, vectors: Callable[[NDArray[np.int64]], NDArray[Any]]) -> None:
        self._vectors = vectors
        self._columns: dict[str, list[Any]] = {name: [] for name in KEPT}
        self._titles: list[str] = []  # as `clean_title` leaves them
        self._days = np.zeros(0, dtype="datetime64[us]")
        self._spread: Counter[str] = Counter()  # how many articles have each word in title or lead
        self._outlets: set[str] = set()

    def __len__(self) -> int:
        return len(self._days)

    def read(self, articles: pd.DataFrame) -> Storybook:
        """Put articles behind the others; their column `witness` is what `newslab.group.copies.witnesses` gives."""
        sources = articles["source"].fillna("")
        titles = [clean_title(*pair) for pair in zip(articles["title"].fillna(""), sources, strict=True)]
        texts = articles["text"].str[:HEAD]
        for name, held in self._columns.items():
            held.extend(articles[name] if name != "text" else texts)
        for title, text in zip(titles, texts, strict=True):
            self._spread.update(lead_terms(title, text))
        self._titles += titles
        self._outlets |= outlet_terms(set(sources) - {""})
        self._days = np.concatenate([self._days, story_days(articles).to_numpy().astype(self._days.dtype)])
        return self

    def articles(self) -> pd.DataFrame:
        """Return what was read, as far as it is kept: `read` makes the same book of it."""
        return build(self._columns, ARTICLES)[list(KEPT)]

    def witnesses(self, article_ids: Iterable[str], rows: Mapping[str, int]) -> list[str]:
        """Return the witness of each of the articles, or its name itself where `rows` does not have it."""
        known = self._columns["witness"]
        return [known[rows[one]] if one in rows else one for one in article_ids]

    def make_story_id(self, level: str, rows: Iterable[int]) -> str:
        """Make the id of a new story from its earliest article."""
        published, ids = self._columns["published"], self._columns["article_id"]
        age = [(LATEST if pd.isna(published[row]) else published[row], ids[row]) for row in rows]
        return make_id("story", level, min(age)[1])

    def plan(self, event: NDArray[np.int64], thread: NDArray[np.int64]) -> Plan:
        """Return the plan in which row i belongs to `event[i]`, a part of `thread[i]`; a lone event has no whole."""
        ids = {one: self.make_story_id("event", rows) for one, rows in rows_of(event).items()}
        plan = Plan({ids[one]: rows.tolist() for one, rows in rows_of(event).items()})
        for rows in rows_of(thread).values():
            parts = np.unique(event[rows]).tolist()
            if len(parts) > 1:
                whole = self.make_story_id("thread", rows)
                plan.parents |= {ids[part]: whole for part in parts}
        return plan

    def tell(self, plan: Plan, only: Collection[str] | None = None) -> Tables:
        """Return the STORIES and MEMBERS tables of a plan, or its rows of the stories in `only`."""
        stories: list[dict[str, Any]] = []
        members: list[tuple[str, list[int], NDArray[Any]]] = []
        levels: list[tuple[str, str | None, list[int], str | None]] = [
            (one, plan.parents.get(one), rows, None) for one, rows in plan.events.items() if only is None or one in only
        ]
        for whole, parts in plan.parts().items():
            if only is not None and whole not in only:
                continue
            rows = sorted(row for part in parts for row in plan.events[part])
            title = None if whole in plan.titles else self._thread_title([plan.events[part] for part in parts])
            levels.append((whole, None, rows, title))
        for story_id, parent_id, rows, title in levels:
            row, scores = self._story(np.array(rows), plan.titles.get(story_id, title))
            stories.append({"story_id": story_id, "parent_id": parent_id, **row})
            members.append((story_id, rows, scores))
        return sort_stories(build(stories, STORIES)), self._members(members)

    def _story(self, rows: NDArray[np.int64], title: str | None) -> tuple[dict[str, Any], NDArray[Any]]:
        vectors = self._vectors(rows)
        centre = unit(vectors.mean(axis=0, keepdims=True))[0]
        scores = np.round((vectors @ centre).astype(np.float64), 6)
        if title is None:
            told = [self._told(row) for row in rows.tolist()]
            title = title_event([one for one, _ in told], [text for _, text in told], scores)
        days = self._days[rows]
        days = days[~np.isnat(days)]
        witness = self._columns["witness"]
        row = {"title": title, "first_day": days.min() if len(days) else pd.NaT,
               "last_day": days.max() if len(days) else pd.NaT, "n_articles": len(rows),
               "n_sources": len(set(one_spelling(witness[row] for row in rows.tolist()).values()))}  # fmt: skip
        return row, scores

    def _told(self, row: int) -> tuple[str, str]:
        return self._titles[row], self._columns["text"][row]

    def _thread_title(self, parts: list[list[int]]) -> str:
        told = [[self._told(row) for row in part] for part in _some(parts)]
        return title_thread(told, self._spread, len(self), outlets=self._outlets)

    def _members(self, members: list[tuple[str, list[int], NDArray[Any]]]) -> pd.DataFrame:
        ids = self._columns["article_id"]
        columns: Mapping[str, Any] = {
            "story_id": [story_id for story_id, rows, _ in members for _ in rows],
            "article_id": [ids[row] for _, rows, _ in members for row in rows],
            "score": np.concatenate([scores for _, _, scores in members]) if members else np.zeros(0),
        }
        return sort_members(build(columns, MEMBERS))


def sort_stories(stories: pd.DataFrame) -> pd.DataFrame:
    """Return the rows by first day, last day and id."""
    return stories.sort_values(["first_day", "last_day", "story_id"], ignore_index=True)


def sort_members(members: pd.DataFrame) -> pd.DataFrame:
    """Return the rows by story and article."""
    return members.sort_values(["story_id", "article_id"], ignore_index=True)


def spread(rows: Sequence[T], most: int) -> list[T]:
    """Return at most so many of the rows: the first, the last and some evenly between.

    Examples
    --------
    >>> spread([1, 2, 3, 4, 5], 3), spread([1, 2], 3)
    ([1, 3, 5], [1, 2])
    """
    if len(rows) <= most:
        return list(rows)
    return [rows[n] for n in np.round(np.linspace(0, len(rows) - 1, most)).astype(np.int64).tolist()]


def _some(parts: list[list[int]]) -> list[list[int]]:
    """Return parts of `READ` rows in all, the largest cut first."""
    sizes = np.sort([len(part) for part in parts])
    if sizes.sum() <= READ:
        return parts
    most = max((n for n in range(1, READ) if np.minimum(sizes, n).sum() <= READ), default=1)
    return [spread(part, most) for part in spread(parts, READ)]


def rows_of(groups: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    """Return for each number in `groups` the rows that have it, rising."""
    order = np.argsort(groups, kind="stable")
    found, starts = np.unique(groups[order], return_index=True)
    return dict(zip(found.tolist(), np.split(order, starts[1:]), strict=True)) if len(groups) else {}
