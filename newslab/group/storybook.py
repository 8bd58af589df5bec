"""Story numbers of articles to the tables of stories: ids, titles, days, counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newslab.group.titles import title_event, title_threads
from newslab.group.trend import story_days
from newslab.group.vectors import unit
from newslab.tables import MEMBERS, STORIES, build, make_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

LATEST = pd.Timestamp.max.tz_localize("UTC")


@dataclass(frozen=True)
class Storybook:
    """Articles in the order of their content, and their vectors, ready to be told as stories."""

    articles: pd.DataFrame
    vectors: NDArray[Any]

    def tables(self, event: NDArray[np.int64], thread: NDArray[np.int64]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return STORIES and MEMBERS where row i belongs to `event[i]`, a part of `thread[i]`."""
        ids = {int(one): self.make_story_id("event", event == one) for one in np.unique(event)}
        parts = {int(one): np.unique(event[thread == one]) for one in np.unique(thread)}
        parents = {one: self.make_story_id("thread", thread == one) for one, found in parts.items() if len(found) > 1}
        return self.told(event, thread, ids, parents)

    def make_story_id(self, level: str, rows: NDArray[Any]) -> str:
        """Make the id of a new story from its earliest article."""
        found = self.articles.loc[rows]
        return make_id("story", level, min(zip(found["published"].fillna(LATEST), found["article_id"], strict=True))[1])

    def told(
        self, event: NDArray[np.int64], thread: NDArray[np.int64], ids: dict[int, str], parents: dict[int, str]
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the tables under given ids; a thread without an entry in `parents` is no story of its own."""
        stories: list[dict[str, Any]] = []
        members: list[pd.DataFrame] = []
        titles = self._thread_titles(event, thread, parents)
        for one, parent_id in parents.items():
            self._tell(np.flatnonzero(thread == one), (parent_id, None, titles[one]), stories, members)
        above = {int(part): parents.get(int(whole)) for part, whole in zip(event, thread, strict=True)}
        for one, story_id in ids.items():
            self._tell(np.flatnonzero(event == one), (story_id, above[one], None), stories, members)
        made = build(stories, STORIES).sort_values(["first_day", "last_day", "story_id"], ignore_index=True)
        joined = build(pd.concat(members, ignore_index=True), MEMBERS)
        return made, joined.sort_values(["story_id", "article_id"], ignore_index=True)

    def _tell(
        self,
        rows: NDArray[np.int64],
        named: tuple[str, str | None, str | None],
        stories: list[dict[str, Any]],
        members: list[pd.DataFrame],
    ) -> None:
        story_id, parent_id, title = named
        found = self.articles.iloc[rows]
        days = story_days(found)
        centre = unit(self.vectors[rows].mean(axis=0, keepdims=True))[0]
        scores = np.round((self.vectors[rows] @ centre).astype(np.float64), 6)
        if title is None:
            title = title_event(
                found["title"].fillna("").tolist(), found["text"].tolist(), found["source"].fillna("").tolist(), scores
            )
        stories.append(
            {"story_id": story_id, "parent_id": parent_id, "title": title, "first_day": days.min(),
             "last_day": days.max(), "n_articles": len(rows), "n_sources": int(found["source"].nunique())}
        )  # fmt: skip
        members.append(pd.DataFrame({"story_id": story_id, "article_id": found["article_id"], "score": scores}))

    def _thread_titles(
        self, event: NDArray[np.int64], thread: NDArray[np.int64], parents: dict[int, str]
    ) -> dict[int, str]:
        pairs = list(zip(self.articles["title"].fillna(""), self.articles["text"], strict=True))
        return title_threads(
            {
                one: [[pairs[row] for row in np.flatnonzero(event == part)] for part in np.unique(event[thread == one])]
                for one in parents
            }
        )
