"""What is looked up on the desk is what a search of the whole tables would find."""

from __future__ import annotations

import pytest

from newslab.digest.desk import Desk
from tests.report.story import STORY, TEXTS, make_corpus


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk.of(make_corpus().tables)


def test_every_place_of_a_text_finds_its_sentence(desk: Desk) -> None:
    text = TEXTS["a2"][3]
    for place in range(len(text)):
        line = desk.line_at("a2", place)
        assert line is None or (line.start <= place < line.end and line.text == text[line.start : line.end])
    assert desk.line_at("a2", 0) is not None
    assert desk.line_at("nobody's", 0) is None


def test_what_is_not_english_is_not_told_from(desk: Desk) -> None:
    assert [key for key in desk.articles if key not in desk.lines] == ["a5"]


def test_a_citation_of_other_words_has_none(desk: Desk) -> None:
    one = desk.cited["e4"][0]
    assert desk.words(one) == TEXTS["a6"][3].partition(".")[0] + "."
    assert desk.words(one._replace(start=1)) is None


def test_the_state_comes_in_the_order_of_its_weight(desk: Desk) -> None:
    assert [row.rank for row in desk.state[STORY]] == list(range(len(desk.state[STORY])))


def test_a_name_is_told_in_the_fullest_form_of_its_own_article(desk: Desk) -> None:
    names = [name for name in desk.names["a1"] if name.text == "Okafor"]
    assert {desk.full_name(name) for name in names} == {"Marta Okafor"}
