"""Loaded words: found where they stand, with who else uses them; names and plain words are none; tone is counted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from newslab.compare.loaded import find_loaded, find_loaded_word, load_loaded_words, score_tone
from newslab.errors import OptionError
from newslab.tables import ARTICLES, LOADED, MEMBERS, NAMES, QUOTES, SENTENCES, build, check, empty
from newslab.text.sentences import find_sentences


def _story(*texts: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    ids = [f"x{place}" for place in range(len(texts))]
    articles = pd.DataFrame({"article_id": ids, "source": [f"Source {one}" for one in ids], "text": list(texts),
                             "published": pd.Timestamp("2026-02-03", tz="UTC")})  # fmt: skip
    return articles, pd.DataFrame({"story_id": "s", "article_id": ids})


HEATED, PLAIN = (
    "The harbour board met. Its reckless chairman slammed the union.",
    "The chairman spoke against the union.",
)


def test_each_word_is_found_with_its_sentence_and_tone() -> None:
    articles, members = _story(HEATED, PLAIN)
    found = check(find_loaded(articles, None, members), LOADED)
    assert found[["article_id", "term", "tone", "n_other"]].values.tolist() == [
        ["x0", "reckless", "blame", 0], ["x0", "slam", "blame", 0]
    ]  # fmt: skip
    assert [HEATED[row.start : row.end] for row in found.itertuples()] == ["reckless", "slammed"]
    assert {HEATED[row.sentence_start : row.sentence_end] for row in found.itertuples()} == {
        "Its reckless chairman slammed the union."
    }


def test_who_else_uses_a_word_is_counted_by_its_base_form() -> None:
    articles, members = _story(HEATED, "He slams the union.", PLAIN)
    found = find_loaded(articles, None, members).set_index(["article_id", "term"])
    assert found.n_other.to_dict() == {("x0", "reckless"): 0, ("x0", "slam"): 1, ("x1", "slam"): 1}


def test_names_are_left_out_and_quoted_words_marked() -> None:
    text = 'Ada Savage said: "It was a reckless plan, frankly." The board was savage.'
    articles, members = _story(text)
    names = build(
        [{"article_id": "x0", "field": "text", "start": 0, "end": 10, "text": "Ada Savage", "kind": "person"}], NAMES
    )
    quotes = build([{"article_id": "x0", "field": "text", "start": 18, "end": 49, "text": text[18:49]}], QUOTES)
    spans: Any = SimpleNamespace(names=names, quotes=quotes)
    found = find_loaded(articles, spans, members)
    assert found[["term", "quoted"]].values.tolist() == [["reckless", True], ["savage", False]]


def test_copies_do_not_choose_words() -> None:
    articles, members = _story(HEATED, HEATED)
    copies = pd.DataFrame({"article_id": ["x1"], "origin_id": ["x0"], "kind": ["same"]})
    assert set(find_loaded(articles, None, members, copies=copies).article_id) == {"x0"}


@pytest.mark.parametrize(
    "text",
    ["The mayor opened the bridge at noon on Monday.", "東京で地震がありました。", " "],
    ids=["plain", "other", "blank"],
)
def test_plain_texts_have_none(text: str) -> None:
    assert find_loaded(*_story(text)[:1], None, _story(text)[1]).empty


def test_empty_tables_and_row_order() -> None:
    assert find_loaded(empty(ARTICLES), None, empty(MEMBERS)).empty
    articles, members = _story(HEATED, PLAIN, "A fiasco, he said.")
    turned = find_loaded(articles[::-1], None, members[::-1])
    pd.testing.assert_frame_equal(find_loaded(articles, None, members), turned)


def test_the_list_holds_each_form_with_a_tone() -> None:
    words, verbs = load_loaded_words()
    assert {*words.values(), *verbs.values()} == {"blame", "praise", "heat"}
    assert find_loaded_word("slamming") == ("slam", "blame")
    assert find_loaded_word("said") is None


def _named(articles: pd.DataFrame, name: str) -> Any:
    names, sentences = [], []
    for row in articles.itertuples():
        for place, (start, end) in enumerate(find_sentences(row.text)):
            sentences.append({"article_id": row.article_id, "start": start, "end": end, "position": place})
            at = row.text.find(name, start, end)
            if at >= 0:
                names.append({"article_id": row.article_id, "field": "text", "start": at, "end": at + len(name), "text": name,
                              "kind": "person", "entity_id": "e1"})  # fmt: skip
    return SimpleNamespace(names=build(names, NAMES), quotes=empty(QUOTES), sentences=build(sentences, SENTENCES))


def test_tone_is_praise_less_blame_beside_the_name() -> None:
    harsh = " ".join(f"Brae made a reckless move in room {place}." for place in ("one", "two", "three", "four", "five"))
    kind = " ".join(f"Brae gave a brilliant talk in room {place}." for place in ("one", "two", "three", "four", "five"))
    articles, members = _story(harsh, kind, "Brae spoke. A fiasco followed.")
    spans = _named(articles, "Brae")
    loaded = find_loaded(articles, spans, members)
    tone = score_tone(loaded, articles, spans, "brae").set_index("source")
    assert tone.tone.to_dict() == {"Source x0": -1.0, "Source x1": 1.0}
    assert tone[["n", "blame", "praise"]].values.tolist() == [[5, 5, 0], [5, 0, 5]]
    assert score_tone(loaded, articles, spans, "brae", over="month").month.tolist() == ["2026-02", "2026-02"]
    side = dict.fromkeys(articles.source, "both")
    both = score_tone(loaded, articles, spans, "brae", by=side, over="all")
    assert both[["source", "n", "n_articles", "tone"]].values.tolist() == [["both", 11, 3, 0.0]]
    with pytest.raises(OptionError, match="story_id, month, all"):
        score_tone(loaded, articles, spans, "brae", over="week")
