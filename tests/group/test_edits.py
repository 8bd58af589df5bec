"""A correction that is lost on the next build is done twice, and then no more."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from newslab.errors import OptionError, ReadError, TableError
from newslab.group.edits import log_edit, read_edits, replay_edits
from newslab.group.stories import StoryLinker, link_stories
from newslab.group.storybook import Plan
from newslab.tables import EDITS, PROBLEMS, STORY_CHANGES, check
from tests.group.test_stories import corpus, groups, lower

ROWS = {name: row for row, name in enumerate("abcdefg")}
PLAN = Plan({"s": [0, 1, 2], "t": [3], "u": [4], "v": [5, 6]}, {"s": "w", "t": "w"})


def edited(*edits: tuple[object, ...], plan: Plan = PLAN) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Return what each story holds, what each is a part of, and what did not apply."""
    table = None
    for edit in edits:
        table = log_edit(table, *edit)
    made = replay_edits(plan, table, ROWS, lambda level, rows: f"{level}:{'abcdefg'[min(rows)]}")
    check(made.changes, STORY_CHANGES)
    check(made.problems, PROBLEMS)
    assert len(made.changes) + len(made.problems) == len(edits)
    held = {story: "".join("abcdefg"[row] for row in rows) for story, rows in made.plan.events.items()}
    return held, made.plan.parents, made.problems["reason"].tolist()


DONE = {
    "two events are one": (("merge", "u", "v"), {"s": "abc", "t": "d", "u": "efg"}, {"s": "w", "t": "w"}),
    "named by articles": (("merge", "e", "g"), {"s": "abc", "t": "d", "u": "efg"}, {"s": "w", "t": "w"}),
    "an event joins a whole": (
        ("merge", "w", "u"), {"s": "abc", "t": "d", "u": "e", "v": "fg"}, {"s": "w", "t": "w", "u": "w"},
    ),
    "parts of a whole are one": (("merge", "s", "t"), {"s": "abcd", "u": "e", "v": "fg"}, {}),
    "articles leave": (
        ("split", "s", ["b", "c"]), {"s": "a", "t": "d", "u": "e", "v": "fg", "split:b": "bc"},
        {"s": "w", "t": "w", "split:b": "w"},
    ),
    "articles leave a whole": (
        ("split", "w", ["c", "d"]), {"s": "ab", "u": "e", "v": "fg", "split:c": "cd"}, {"s": "w", "split:c": "w"},
    ),
    "a part leaves": (("split", "w", ["t"]), {"s": "abc", "t": "d", "u": "e", "v": "fg"}, {}),
    "an article moves": (("move", "c", "u"), {"s": "ab", "t": "d", "u": "ce", "v": "fg"}, {"s": "w", "t": "w"}),
    "an article stands alone": (
        ("move", "c"), {"s": "ab", "t": "d", "u": "e", "v": "fg", "split:c": "c"}, {"s": "w", "t": "w"},
    ),
    "a story becomes a part": (
        ("move", "v", "w"), {"s": "abc", "t": "d", "u": "e", "v": "fg"}, {"s": "w", "t": "w", "v": "w"},
    ),
    "a story stands alone": (("move", "s"), {"s": "abc", "t": "d", "u": "e", "v": "fg"}, {}),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "held", "parents"), DONE.values(), ids=DONE.keys())
def test_an_edit_does_what_it_says(edit: tuple[object, ...], held: dict[str, str], parents: dict[str, str]) -> None:
    assert edited(edit) == (held, parents, [])


def test_two_lone_stories_become_a_whole() -> None:
    _, parents, problems = edited(("move", "u", "v"))
    assert problems == [] and parents["u"] == parents["v"] != "w"


LOST = {
    "a story that is gone": (("merge", "x", "s"), "there is no story and no article x"),
    "one already": (("merge", "s", "b"), "in one story already"),
    "an article elsewhere": (("split", "s", ["g"]), "g not in s"),
    "all would leave": (("split", "v", ["f", "g"]), "all articles of v"),
    "all parts would leave": (("split", "w", ["s", "t"]), "all parts of w"),
    "there already": (("move", "b", "s"), "there already"),
    "alone already": (("move", "u"), "there already"),
    "no one to rename": (("rename", "x", "A title"), "no story and no article x"),
}


@pytest.mark.parametrize(("edit", "reason"), LOST.values(), ids=LOST.keys())
def test_an_edit_that_no_longer_applies_is_told(
    edit: tuple[object, ...], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    held, parents, problems = edited(edit)
    assert (held, parents) == (edited()[0], PLAN.parents)
    assert len(problems) == 1 and reason in problems[0] and reason in caplog.text


def test_edits_build_on_each_other() -> None:
    held, _, problems = edited(("merge", "u", "v"), ("split", "u", ["e", "f"]), ("merge", "g", "e"))
    assert held == {"s": "abc", "t": "d", "u": "efg"} and problems == []


@pytest.mark.parametrize(
    ("edit", "message"),
    [(("join", "s", "t"), "expected one of"), (("merge", "s"), "needs one"), (("move", "s", ["t"]), "one text")],
)
def test_an_edit_that_can_mean_nothing_is_refused(edit: tuple[object, ...], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        log_edit(None, *edit)


def test_edits_are_in_the_tables_of_a_batch_and_of_a_stream_alike(tmp_path: Path) -> None:
    articles, vectors = corpus()
    edits = log_edit(None, "merge", "chess-0", "bread-0", why="one fair")
    edits = log_edit(edits, "rename", "chess-1", "Chess and bread at the fair")
    edits = log_edit(edits, "move", "sinking-2", "chess-0")
    stories, members = link_stories(articles, vectors=vectors, edits=edits)
    fair = stories.set_index("title").loc["Chess and bread at the fair"]
    assert fair["n_articles"] == 7 and fair["n_sources"] == 3
    assert lower(stories, members)["sinking-2"] == lower(stories, members)["bread-1"]
    linker = StoryLinker(edits=edits)
    linker.add(articles[:9], vectors[:9])
    linker.save(tmp_path)
    found = StoryLinker.load(tmp_path).add(articles[9:], vectors[9:])
    assert groups(*found) == groups(stories, members)
    assert "Chess and bread at the fair" in set(found[0]["title"])


def test_a_stream_tells_the_edits_that_do_not_apply_yet() -> None:
    articles, vectors = corpus()
    linker = StoryLinker(edits=log_edit(None, "merge", "chess-0", "bread-0"))
    linker.add(articles[:9], vectors[:9])
    assert linker.problems_["reason"].str.contains("no story and no article chess-0").tolist() == [True]
    linker.add(articles[9:], vectors[9:])
    assert linker.problems_.empty


def test_a_living_collection_is_corrected_at_once_and_the_correction_taken_back() -> None:
    articles, vectors = corpus()
    linker = StoryLinker()
    before = linker.add(articles, vectors)
    stories, members = linker.correct(log_edit(None, "merge", "chess-0", "bread-0", why="one fair"))
    assert lower(stories, members)["chess-0"] == lower(stories, members)["bread-0"]
    assert "merged" in set(linker.changes_["change"]) and "undated" not in set(linker.changes_["run"])
    for was, now in zip(before, linker.correct(log_edit(None, "merge", "no-such", "bread-0").iloc[:0]), strict=True):
        pd.testing.assert_frame_equal(was, now)
    assert StoryLinker().correct(log_edit(None, "merge", "a", "b"))[0].empty


def test_a_log_is_read_from_a_spreadsheet_and_kept_in_a_corpus(tmp_path: Path) -> None:
    rows = pd.DataFrame({"what": ["merge"], "target": ["s"], "value": ["t"], "why": [""]})
    rows.to_csv(tmp_path / "edits.csv", index=False)
    found = read_edits(tmp_path / "edits.csv")
    check(found, EDITS)
    assert found["what"].tolist() == ["merge"] and found["why"].isna().all()
    found.to_parquet(tmp_path / "edits.parquet")
    pd.testing.assert_frame_equal(read_edits(tmp_path / "edits.parquet"), found)


def test_a_file_that_is_no_log_is_named(tmp_path: Path) -> None:
    (tmp_path / "edits.csv").write_text("what,target\njoin,s\n")
    with pytest.raises(TableError, match=r"edits\.what"):
        read_edits(tmp_path / "edits.csv")
    (tmp_path / "edits.parquet").write_text("no")
    with pytest.raises(ReadError, match=r"edits\.parquet"):
        read_edits(tmp_path / "edits.parquet")
