"""What happened to stories between two states: what is new, what changed, what went, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from newslab.tables import CHANGES, MEMBERS, STORIES, STORY_DIFF, build, check


class HasStories(Protocol):
    """Anything that holds both tables, as a Corpus does."""

    @property
    def stories(self) -> pd.DataFrame:
        """STORIES table."""

    @property
    def members(self) -> pd.DataFrame:
        """MEMBERS table."""


State = tuple[pd.DataFrame, pd.DataFrame] | HasStories


def story_diff(old: State, new: State) -> pd.DataFrame:
    """Tell what happened to the stories between two states of a collection.

    Parameters
    ----------
    old, new : (stories, members), as `link_stories` and `StoryLinker.add` return them, or a Corpus.

    Returns
    -------
    STORY_DIFF table, a row for each change of a story: `change` is born, split (new, with articles that an old story
    had, which goes on), merged (its articles are in another story now), grown, shrunk, moved (under another parent),
    renamed or gone; `old` and `new` what it was and is (counts, parents, titles, stories); `articles` the ids that
    came or went; `reason` in words. Ordered by kind of change, then by story. No row where nothing changed.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Notes
    -----
    Stories are compared by id, which stay as stories grow; a story whose id is gone is looked for by its articles,
    on its own level: parts with parts, wholes with wholes.

    Examples
    --------
    >>> table = lambda ids: pd.DataFrame({"story_id": "s1", "title": "Ferry sinks", "n_articles": len(ids),
    ...                                   "n_sources": 1}, index=[0])
    >>> members = lambda ids: pd.DataFrame({"story_id": "s1", "article_id": ids})
    >>> found = story_diff((table(["a"]), members(["a"])), (table(["a", "b"]), members(["a", "b"])))
    >>> found[["change", "old", "new", "reason"]].iloc[0].tolist()
    ['grown', '1', '2', '1 new article']
    """
    before, after = _Stories.read(old), _Stories.read(new)
    rows = [*_new(before, after), *_kept(before, after), *_gone(before, after)]
    made = build(rows, STORY_DIFF)
    rank = made["change"].map({name: place for place, name in enumerate(CHANGES)})
    return made.assign(rank=rank).sort_values(["rank", "story_id"], ignore_index=True).drop(columns="rank")


@dataclass(frozen=True)
class _Stories:
    """The stories of one state."""

    titles: dict[str, str]
    parents: dict[str, str]
    articles: dict[str, set[str]]
    level: dict[bool, dict[str, str]]  # whether wholes are asked for, then article to story

    @classmethod
    def read(cls, state: State) -> _Stories:
        pair = state if isinstance(state, tuple) else (state.stories, state.members)
        stories, members = check(pair[0], STORIES), check(pair[1], MEMBERS)
        titles = dict(zip(stories["story_id"], stories["title"], strict=True))
        known = stories["parent_id"].notna()
        parents = dict(zip(stories.loc[known, "story_id"], stories.loc[known, "parent_id"], strict=True))
        articles: dict[str, set[str]] = {story_id: set() for story_id in titles}
        wholes = set(parents.values())
        level: dict[bool, dict[str, str]] = {True: {}, False: {}}
        for story_id, article_id in zip(members["story_id"], members["article_id"], strict=True):
            articles.setdefault(story_id, set()).add(article_id)
            level[story_id in wholes][article_id] = story_id
        return cls(titles, parents, articles, level)

    @cached_property
    def known(self) -> set[str]:
        return {one for held in self.articles.values() for one in held}

    @cached_property
    def wholes(self) -> set[str]:
        return set(self.parents.values())

    def holders(self, articles: Iterable[str], whole: bool) -> list[tuple[str, int]]:
        """Return the stories of one level that hold these articles, with how many, most first."""
        held = Counter(self.level[whole][one] for one in articles if one in self.level[whole])
        return sorted(held.items(), key=lambda pair: (-pair[1], pair[0]))


def _row(story_id: str, change: str, title: str, reason: str, **more: Any) -> dict[str, Any]:
    return {"story_id": story_id, "change": change, "title": title, "reason": reason, "articles": [], **more}


def _new(before: _Stories, after: _Stories) -> Iterator[dict[str, Any]]:
    for story_id in sorted(set(after.titles) - set(before.titles)):
        held, title = after.articles[story_id], after.titles[story_id]
        from_old = before.holders(held, story_id in after.wholes)
        more = {"new": str(len(held)), "articles": sorted(held)}
        if from_old and from_old[0][0] in after.titles:
            name, n = from_old[0]
            reason = f"{n} of its {len(held)} articles were in {name}"
            yield _row(story_id, "split", title, reason, old=name, **more)
        elif from_old:
            reason = f"takes over {_counted(from_old)}"
            yield _row(story_id, "born", title, reason, old=from_old[0][0], **more)
        else:
            parts = [one for one, parent in after.parents.items() if parent == story_id]
            reason = f"holds {len(parts)} parts" if parts else f"{_n(len(held), 'new article')}"
            yield _row(story_id, "born", title, reason, **more)


def _kept(before: _Stories, after: _Stories) -> Iterator[dict[str, Any]]:
    for story_id in sorted(set(after.titles) & set(before.titles)):
        yield from _exchanged(story_id, before, after)
        title, above = after.titles[story_id], (before.parents.get(story_id), after.parents.get(story_id))
        if above[0] != above[1]:
            reason = f"under {above[1]} now" if above[1] else f"a part of {above[0]} no more"
            yield _row(story_id, "moved", title, reason, old=above[0], new=above[1])
        if before.titles[story_id] != title:
            reason = "its title is another now"
            yield _row(story_id, "renamed", title, reason, old=before.titles[story_id], new=title)


def _exchanged(story_id: str, before: _Stories, after: _Stories) -> Iterator[dict[str, Any]]:
    """Say where the articles came from that a story gained, and where those went that it lost."""
    was, now, title = before.articles[story_id], after.articles[story_id], after.titles[story_id]
    sizes = {"old": str(len(was)), "new": str(len(now))}
    if came := now - was:
        fresh, moved = came - before.known, came & before.known
        told = [_n(len(fresh), "new article")] if fresh else []
        told += [_counted(before.holders(moved, story_id in before.wholes))] if moved else []
        reason = " and ".join(part for part in told if part) or "articles of other stories"
        yield _row(story_id, "grown", title, reason, articles=sorted(came), **sizes)
    if went := was - now:
        left = went - after.known
        told = [f"{_n(len(left), 'article')} left the collection"] if left else []
        told += [f"{n} went to {name}" for name, n in after.holders(went & after.known, story_id in after.wholes)]
        reason = ", ".join(told) or "articles that are in no story of its level"
        yield _row(story_id, "shrunk", title, reason, articles=sorted(went), **sizes)


def _gone(before: _Stories, after: _Stories) -> Iterator[dict[str, Any]]:
    for story_id in sorted(set(before.titles) - set(after.titles)):
        held, title = before.articles[story_id], before.titles[story_id]
        more = {"old": str(len(held)), "articles": sorted(held)}
        into = after.holders(held, story_id in before.wholes)
        if into:
            name, n = into[0]
            yield _row(
                story_id, "merged", title, f"{n} of its {len(held)} articles are in {name}", **more | {"new": name}
            )
        elif story_id in before.wholes and after.holders(held, False):
            yield _row(story_id, "gone", title, "its parts are no longer parts of one story", **more)
        else:
            yield _row(story_id, "gone", title, "its articles left the collection", **more)


def _counted(holders: list[tuple[str, int]]) -> str:
    return ", ".join(f"{n} of {name}" for name, n in holders)


def _n(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
