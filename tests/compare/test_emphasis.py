"""Emphasis: what one source stresses is found, page junk and single texts' noise are not."""

from __future__ import annotations

import pandas as pd
import pytest

from newslab.compare import emphasis
from newslab.compare.emphasis import score_emphasis
from newslab.compare.terms import find_terms
from newslab.tables import ARTICLES, EMPHASIS, MEMBERS, check, empty

PLAIN = [
    f"The council met at the {place} to weigh the new {thing}." for place in ("hall", "school", "library", "bridge")
    for thing in ("budget", "tram line", "flood wall", "water bill", "bus fleet", "market roof")
]  # fmt: skip


def _story(extra: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    texts = {"a": " ".join([*PLAIN, *extra]), "b": " ".join(PLAIN), "c": " ".join(PLAIN)}
    articles = pd.DataFrame(
        {"article_id": list(texts), "text": list(texts.values()), "source": ["Sun", "Post", "Mail"]}
    )
    return articles, pd.DataFrame({"story_id": "s", "article_id": list(texts)})


STRESS = [f"Angry Taxpayers shouted about waste in room {place}." for place in ("one", "two", "three", "four", "five")]


def test_finds_what_one_source_stresses_in_the_words_it_uses() -> None:
    articles, members = _story(STRESS)
    found = score_emphasis(articles, None, members)
    assert "Angry Taxpayers" in found.term.tolist()
    row = found.set_index("term").loc["Angry Taxpayers"]
    assert (row.source, row.n, row.count_here, row.count_other) == ("Sun", 1, 5, 0)
    assert row.low < row.weight < row.high
    assert row.article_ids == ["a"]


def test_every_count_is_a_sentence_that_can_be_opened() -> None:
    articles, members = _story(STRESS)
    row = score_emphasis(articles, None, members).iloc[0]
    sentences = [one for one in articles.text[0].split(". ") if row.key in find_terms(one).counts]
    assert len(sentences) == row.count_here


def test_what_a_page_repeats_word_for_word_counts_once() -> None:
    assert find_terms("Slide of puffins.\n" * 9).counts["puffins"] == 1


def test_sources_that_write_alike_have_no_emphasis() -> None:
    assert score_emphasis(*_story([])[:1], None, _story([])[1]).empty


def test_short_or_single_source_stories_give_no_rows() -> None:
    articles, members = _story(STRESS)
    assert score_emphasis(articles.assign(source="Sun"), None, members).empty
    assert score_emphasis(articles.assign(text="Angry taxpayers shouted."), None, members).empty


def test_copies_do_not_add_weight() -> None:
    articles, members = _story(STRESS)
    twice = pd.concat([articles, articles.head(1).assign(article_id="d", source="Echo")], ignore_index=True)
    copies = pd.DataFrame({"article_id": ["d"], "origin_id": ["a"], "kind": ["same"]})
    joined = pd.concat([members, pd.DataFrame({"story_id": ["s"], "article_id": ["d"]})], ignore_index=True)
    found = score_emphasis(twice, None, joined, copies=copies)
    pd.testing.assert_frame_equal(found, score_emphasis(articles, None, members))


def test_foreign_articles_are_left_out_and_odd_tables_work() -> None:
    articles, members = _story(STRESS)
    assert score_emphasis(articles.assign(language="de"), None, members).empty
    assert score_emphasis(empty(ARTICLES), None, empty(MEMBERS)).empty
    other = articles.assign(text="東京で地震がありました。 " * 100)
    assert len(check(score_emphasis(other, None, members), EMPHASIS)) == 0


def test_row_order_does_not_change_the_table() -> None:
    articles, members = _story(STRESS)
    shuffled = score_emphasis(articles[::-1], None, members[::-1])
    pd.testing.assert_frame_equal(score_emphasis(articles, None, members), shuffled)


@pytest.mark.parametrize("shown", [3, 4])
def test_progress_is_shown_from_a_certain_size_on(shown, monkeypatch, capsys) -> None:
    monkeypatch.setattr(emphasis, "SHOWN", shown)
    score_emphasis(_story(STRESS)[0], None, _story(STRESS)[1])
    assert ("count words: 100%" in capsys.readouterr().err) is (shown == 3)
