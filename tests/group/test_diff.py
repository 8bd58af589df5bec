"""A day's update that does not say where articles went leaves its reader to compare two tables by eye."""

from __future__ import annotations

import pandas as pd
import pytest

from newslab.corpus import Corpus
from newslab.errors import TableError
from newslab.group.diff import story_diff
from newslab.tables import MEMBERS, STORIES, STORY_DIFF, build, check

State = tuple[pd.DataFrame, pd.DataFrame]


def state(held: dict[str, str], parents: dict[str, str] | None = None, titles: dict[str, str] | None = None) -> State:
    above = parents or {}
    members = {story: set(articles) for story, articles in held.items()}
    for part, whole in above.items():
        members.setdefault(whole, set()).update(held[part])
    stories = [
        {"story_id": story, "parent_id": above.get(story), "title": (titles or {}).get(story, f"On {story}"),
         "n_articles": len(articles), "n_sources": 1} for story, articles in members.items()
    ]  # fmt: skip
    rows = [{"story_id": story, "article_id": one} for story in members for one in sorted(members[story])]
    return build(stories, STORIES), build(rows, MEMBERS)


def told(old: State, new: State) -> list[tuple[str, str, str]]:
    found = story_diff(old, new)
    check(found, STORY_DIFF)
    return list(zip(found["change"], found["story_id"], found["reason"], strict=True))


CASES = {
    "nothing": (state({"s": "ab"}), state({"s": "ab"}), []),
    "born": (state({"s": "a"}), state({"s": "a", "t": "bc"}), [("born", "t", "2 new articles")]),
    "grown": (state({"s": "a"}), state({"s": "abc"}), [("grown", "s", "2 new articles")]),
    "merged": (
        state({"s": "ab", "t": "c"}),
        state({"s": "abc"}),
        [("merged", "t", "1 of its 1 articles are in s"), ("grown", "s", "1 of t")],
    ),
    "split": (
        state({"s": "abc"}),
        state({"s": "ab", "t": "cd"}),
        [("split", "t", "1 of its 2 articles were in s"), ("shrunk", "s", "1 went to t")],
    ),
    "renamed": (
        state({"s": "ab"}),
        state({"s": "ab"}, titles={"s": "Other words"}),
        [("renamed", "s", "its title is another now")],
    ),
    "gone": (state({"s": "a", "t": "b"}), state({"s": "a"}), [("gone", "t", "its articles left the collection")]),
    "under a whole": (
        state({"s": "a", "t": "b"}),
        state({"s": "a", "t": "b"}, {"s": "w", "t": "w"}),
        [("born", "w", "holds 2 parts"), ("moved", "s", "under w now"), ("moved", "t", "under w now")],
    ),
    "out of a whole": (
        state({"s": "a", "t": "b"}, {"s": "w", "t": "w"}),
        state({"s": "a", "t": "b"}),
        [
            ("moved", "s", "a part of w no more"),
            ("moved", "t", "a part of w no more"),
            ("gone", "w", "its parts are no longer parts of one story"),
        ],
    ),
    "from nothing": (state({}), state({"s": "a"}), [("born", "s", "1 new article")]),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES.keys())
def test_each_change_is_told_with_its_reason(old: State, new: State, expected: list[tuple[str, str, str]]) -> None:
    assert told(old, new) == expected


def test_the_articles_that_came_and_went_are_listed() -> None:
    found = story_diff(state({"s": "abx"}), state({"s": "abcd"})).set_index("change")
    assert found.loc["grown", "articles"] == ["c", "d"]
    assert found.loc["shrunk", "articles"] == ["x"]
    assert (found.loc["grown", "old"], found.loc["grown", "new"]) == ("3", "4")


def test_a_corpus_is_taken_as_well_as_a_pair() -> None:
    old, new = state({"s": "a"}), state({"s": "ab"})
    corpora = [Corpus(stories=stories, members=members) for stories, members in (old, new)]
    pd.testing.assert_frame_equal(story_diff(*corpora), story_diff(old, new))


def test_the_order_of_rows_does_not_matter() -> None:
    old, new = state({"s": "abc", "u": "e"}), state({"s": "ab", "t": "cd"})
    turned = tuple(tuple(table.iloc[::-1] for table in pair) for pair in (old, new))
    pd.testing.assert_frame_equal(story_diff(old, new), story_diff(*turned))


def test_a_table_that_is_no_table_of_stories_is_refused() -> None:
    with pytest.raises(TableError, match="stories"):
        story_diff((pd.DataFrame({"x": [1]}), pd.DataFrame()), state({}))
