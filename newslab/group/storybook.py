"""Story numbers of articles to the tables of stories: ids, titles, days, counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newslab.group.titles import clean_title, title_event, title_threads
from newslab.group.trend import story_days
from newslab.group.vectors import unit
from newslab.tables import MEMBERS, STORIES, build, make_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

LATEST = pd.Timestamp.max.tz_localize("UTC")


@dataclass(frozen=True)
class _Facts:
    """What stories are told from, one entry per article."""

    titles: list[str]
    texts: list[str]
    sources: list[str]
    days: NDArray[Any]


@dataclass(frozen=True)
class Storybook:
    """Articles in the order of their content, and their vectors, ready to be told as stories."""

    articles: pd.DataFrame
    vectors: NDArray[Any]

    def tables(self, event: NDArray[np.int64], thread: NDArray[np.int64]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return STORIES and MEMBERS where row i belongs to `event[i]`, a part of `thread[i]`."""
        ids = {one: self.make_story_id("event", rows) for one, rows in _rows(event, np.unique(event).tolist()).items()}
        wholes = _rows(thread, np.unique(thread).tolist())
        parents = {
            one: self.make_story_id("thread", rows) for one, rows in wholes.items() if len(np.unique(event[rows])) > 1
        }
        return self.told(event, thread, ids, parents)

    def make_story_id(self, level: str, rows: NDArray[Any]) -> str:
        """Make the id of a new story from its earliest article."""
        found = self.articles.iloc[rows]
        return make_id("story", level, min(zip(found["published"].fillna(LATEST), found["article_id"], strict=True))[1])

    def told(
        self, event: NDArray[np.int64], thread: NDArray[np.int64], ids: dict[int, str], parents: dict[int, str]
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the tables under given ids; a thread without an entry in `parents` is no story of its own."""
        above = dict(zip(event.tolist(), [parents.get(one) for one in thread.tolist()], strict=True))
        titles = self._thread_titles(event, thread, parents)
        facts = self._facts()
        stories, members = [], []
        rows_of = {**_rows(thread, parents), **{f"event {one}": rows for one, rows in _rows(event, ids).items()}}
        levels: list[tuple[Any, str, str | None, str | None]] = [
            (one, parent_id, None, titles[one]) for one, parent_id in parents.items()
        ]
        levels += [(f"event {one}", story_id, above[one], None) for one, story_id in ids.items()]
        for key, story_id, parent_id, title in levels:
            row, scores = self._story(rows_of[key], facts, title)
            stories.append({"story_id": story_id, "parent_id": parent_id, **row})
            members.append((story_id, rows_of[key], scores))
        made = build(stories, STORIES).sort_values(["first_day", "last_day", "story_id"], ignore_index=True)
        return made, self._members(members)

    def _facts(self) -> _Facts:
        return _Facts(
            self.articles["title"].fillna("").tolist(),
            self.articles["text"].tolist(),
            self.articles["source"].fillna("").tolist(),
            story_days(self.articles).to_numpy(),
        )

    def _story(self, rows: NDArray[np.int64], facts: _Facts, title: str | None) -> tuple[dict[str, Any], NDArray[Any]]:
        centre = unit(self.vectors[rows].mean(axis=0, keepdims=True))[0]
        scores = np.round((self.vectors[rows] @ centre).astype(np.float64), 6)
        sources = [facts.sources[row] for row in rows]
        if title is None:
            title = title_event(
                [facts.titles[row] for row in rows], [facts.texts[row] for row in rows], sources, scores
            )
        days = facts.days[rows]
        days = days[~np.isnat(days)]
        row = {"title": title, "first_day": days.min() if len(days) else pd.NaT,
               "last_day": days.max() if len(days) else pd.NaT, "n_articles": len(rows),
               "n_sources": len(set(sources) - {""})}  # fmt: skip
        return row, scores

    def _members(self, members: list[tuple[str, NDArray[np.int64], NDArray[Any]]]) -> pd.DataFrame:
        ids = self.articles["article_id"].to_numpy(dtype=object)
        columns = {
            "story_id": [story_id for story_id, rows, _ in members for _ in rows],
            "article_id": [ids[row] for _, rows, _ in members for row in rows],
            "score": np.concatenate([scores for _, _, scores in members]),
        }
        return build(columns, MEMBERS).sort_values(["story_id", "article_id"], ignore_index=True)

    def _thread_titles(
        self, event: NDArray[np.int64], thread: NDArray[np.int64], parents: dict[int, str]
    ) -> dict[int, str]:
        titles, sources = self.articles["title"].fillna(""), self.articles["source"].fillna("")
        cleaned = [clean_title(title, source) for title, source in zip(titles, sources, strict=True)]
        pairs = list(zip(cleaned, self.articles["text"], strict=True))
        return title_threads(
            {
                one: [[pairs[row] for row in np.flatnonzero(event == part)] for part in np.unique(event[thread == one])]
                for one in parents
            },
            outlets=set(sources) - {""},
        )


def _rows(groups: NDArray[np.int64], wanted: Iterable[int]) -> dict[Any, NDArray[np.int64]]:
    order = np.argsort(groups, kind="stable")
    found, starts = np.unique(groups[order], return_index=True)
    rows = dict(zip(found.tolist(), np.split(order, starts[1:]), strict=True))
    return {one: rows[one] for one in wanted}
