"""Articles to stories: single events, and the long threads that they are parts of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.group.copies import link_copies
from newslab.group.linkage import link_average
from newslab.group.vectors import embedding_texts, prepare, unit
from newslab.tables import COPIES, MEMBERS, STORIES, build, check, empty, make_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["embedding_texts", "link_stories"]

SAME_EVENT: Final = 0.38
SAME_THREAD: Final = 0.24


def link_stories(
    articles: pd.DataFrame,
    *,
    vectors: NDArray[Any] | None = None,
    copies: pd.DataFrame | None = None,
    spans: object = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Group articles into stories: those on one event, and threads of several such parts.

    Parameters
    ----------
    articles : ARTICLES table, n rows; title, source and published may be missing, in part or altogether.
    vectors : (n, dim) array, one row per article in the order of `articles`; computed where None.
    copies : COPIES table of these articles; computed where None. Copies go where their origin goes and weigh nothing.
    spans : not read; kept so that every step of the chain may be called alike.

    Returns
    -------
    STORIES table, ordered by first day, last day and id, and MEMBERS table. Every English article is in one story of
    the lower level; where that has a `parent_id`, it is in the parent too. `n_sources` counts distinct sources.
    """
    table, given = prepare(articles, vectors, step="link_stories")
    if not len(table):
        return empty(STORIES), empty(MEMBERS)
    first = _first_of_each(table, link_copies(table) if copies is None else check(copies, COPIES))
    kept = np.flatnonzero(first == np.arange(len(table)))
    score = _scores(table.iloc[kept], given[kept])
    event = link_average(len(kept), score, SAME_EVENT, floor=SAME_EVENT)
    thread = link_average(len(kept), score, SAME_THREAD, floor=SAME_THREAD)
    place = np.searchsorted(kept, first)
    return _tables(table, given, event[place], thread[place])


def _first_of_each(table: pd.DataFrame, copies: pd.DataFrame) -> NDArray[np.int64]:
    rows = {article_id: row for row, article_id in enumerate(table["article_id"])}
    first = np.arange(len(table))
    told = copies[copies["similarity"].notna()]
    for article_id, origin_id in zip(told["article_id"], told["origin_id"], strict=True):
        if article_id in rows and origin_id in rows:
            first[rows[article_id]] = rows[origin_id]
    return first


def _scores(table: pd.DataFrame, vectors: NDArray[Any]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    title = table["title"].fillna("")
    try:
        sparse = TfidfVectorizer(stop_words="english", sublinear_tf=True, dtype=np.float32).fit_transform(
            (title + " " + title + " " + table["text"]).tolist()
        )
    except ValueError:  # nothing but stop words
        return lambda left, right: vectors[left] @ vectors[right].T
    return lambda left, right: (
        0.5 * (vectors[left] @ vectors[right].T) + 0.5 * (sparse[left] @ sparse[right].T).toarray()
    )


def _tables(
    table: pd.DataFrame, vectors: NDArray[Any], event: NDArray[np.int64], thread: NDArray[np.int64]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    stories: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    for whole in np.unique(thread):
        parts = [np.flatnonzero(event == part) for part in np.unique(event[thread == whole])]
        parent = None
        if len(parts) > 1:
            parent = _add(table, vectors, np.concatenate(parts), ("thread", None), stories, members)
        for rows in parts:
            _add(table, vectors, rows, ("event", parent), stories, members)
    made = build(stories, STORIES).sort_values(["first_day", "last_day", "story_id"], ignore_index=True)
    return made, build(members, MEMBERS).sort_values(["story_id", "article_id"], ignore_index=True)


def _add(
    table: pd.DataFrame,
    vectors: NDArray[Any],
    rows: NDArray[np.int64],
    level: tuple[str, str | None],
    stories: list[dict[str, Any]],
    members: list[dict[str, Any]],
) -> str:
    found = table.iloc[rows]
    days = found["published_day"].fillna(found["published"].dt.tz_localize(None).astype("datetime64[s]").dt.normalize())
    centre = unit(vectors[rows].mean(axis=0, keepdims=True))[0]
    scores = np.round(vectors[rows] @ centre, 6)
    first = min(zip(found["published"].fillna(pd.Timestamp.max.tz_localize("UTC")), found["article_id"], strict=True))[
        1
    ]
    story_id = make_id("story", level[0], first)
    best = int(np.argmax(scores))
    title = found["title"].iloc[best]
    stories.append(
        {"story_id": story_id, "parent_id": level[1], "title": title if isinstance(title, str) else found["text"].iloc[best][:90],
         "first_day": days.min(), "last_day": days.max(), "n_articles": len(rows), "n_sources": found["source"].nunique()}
    )  # fmt: skip
    members += [{"story_id": story_id, "article_id": one, "score": float(score)}
                for one, score in zip(found["article_id"], scores, strict=True)]  # fmt: skip
    return story_id
