"""What is looked up on the desk is what a search of the whole tables would find."""

from __future__ import annotations

import pandas as pd
import pytest

from newslab.digest.desk import Desk
from tests.report.story import STORY, make_corpus


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk.of(make_corpus().tables)


@pytest.mark.parametrize("name", ["coverage", "emphasis", "contrasts"])
def test_rows_of_a_story_are_those_of_the_table_in_its_order(desk: Desk, name: str) -> None:
    table = desk.tables[name]
    pd.testing.assert_frame_equal(desk.rows_of(name, [STORY]), table[table["story_id"] == STORY])
    assert desk.rows_of(name, ["nobody's"]).empty


def test_rows_keep_their_order_however_their_keys_come(desk: Desk) -> None:
    statements = desk.rows_of("statements", ["a2", "a1", "a1"], "article_id")
    assert statements["article_id"].tolist() == ["a1", "a2"]


def test_lines_are_the_same_alone_and_among_others_and_when_asked_for_again(desk: Desk) -> None:
    alone = {key: desk.lines([key]) for key in ("a1", "a2", "a6")}
    assert all(alone.values())
    assert desk.lines(["a6", "a1", "a2"]) == [*alone["a1"], *alone["a2"], *alone["a6"]]
    alone["a1"].clear()  # what a caller does with its list is its own
    assert desk.lines(["a1"]) == Desk.of(make_corpus().tables).lines(["a1"])


@pytest.mark.parametrize("role", ["caption", "furniture", "list"])
def test_what_stands_around_an_article_is_no_line_to_tell(role: str) -> None:
    tables = dict(make_corpus().tables)
    told = Desk.of(tables).lines(["a1"])
    first = tables["sentences"]["start"].eq(told[0].sentence) & tables["sentences"]["article_id"].eq("a1")
    tables["sentences"] = tables["sentences"].assign(role=tables["sentences"]["role"].mask(first, role))
    assert [line.start for line in Desk.of(tables).lines(["a1"])] == [line.start for line in told[1:]]
