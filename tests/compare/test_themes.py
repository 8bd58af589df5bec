"""Themes: terms that belong together and stand in several texts of a group, with the sentences that say them."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from newslab.compare.themes import find_themes
from newslab.tables import ARTICLES, NAMES, SENTENCES, THEMES, build, check, empty
from newslab.text.sentences import find_sentences

PLAIN = " ".join(f"The council met in hall {n} to weigh the plan and hear the public on it." for n in range(12))
FLOOD = "The flood broke the dam near village {n} and water rose over the river bank."
STRIKE = "The strike of nurses closed ward {n} and the hospital sent its patients home."
ONCE = " ".join(f"A comet passed over telescope {n} while astronomers counted its craters." for n in range(6))


def _collection(n: int = 4) -> tuple[pd.DataFrame, SimpleNamespace]:
    rows = []
    for side, line in (("left", STRIKE), ("right", FLOOD)):
        for at in range(n):
            told = " ".join(line.format(n=10 * at + k) for k in range(4))
            more = ONCE if side == "left" and at == 0 else ""
            rows.append({"article_id": f"{side}{at}", "source": f"{side} paper {at}", "side": side,
                         "text": f"{PLAIN} {told} {more}".strip()})  # fmt: skip
    articles = pd.DataFrame(rows)
    found = [
        {"article_id": row.article_id, "start": start, "end": end, "position": place}
        for row in articles.itertuples() for place, (start, end) in enumerate(find_sentences(row.text))
    ]  # fmt: skip
    return articles, SimpleNamespace(sentences=build(found, SENTENCES), names=empty(NAMES))


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    articles, spans = _collection()
    return check(find_themes(articles, spans, by="side"), THEMES)


def test_each_group_has_its_theme_and_what_all_write_is_none(found) -> None:
    terms = {side: set(part["terms"].explode()) for side, part in found.groupby("source")}
    assert {"hospital", "strike"} <= terms["left"]
    assert {"dam", "river bank"} <= terms["right"]
    assert not {"council", "hall", "plan", "public"} & set().union(*terms.values())


def test_what_one_text_alone_tells_is_no_theme_of_its_group(found) -> None:
    assert not {"comet", "astronomers", "telescope"} & set(found["terms"].explode())


def test_its_sentences_stand_where_it_says_and_are_of_different_articles(found) -> None:
    articles, _ = _collection()
    texts = articles.set_index("article_id")["text"]
    for row in found.itertuples():
        assert len(set(row.article_ids)) == len(row.article_ids) > 1
        for key, start, end, words in zip(row.article_ids, row.starts, row.ends, row.sentences, strict=True):
            assert texts[key][start:end] == words
    assert (found["n"] <= found["n_all"]).all() and (found["n_other"] == 0).all() and (found["z"] > 1).all()


def test_the_order_of_articles_changes_nothing_and_none_have_none(found) -> None:
    articles, spans = _collection()
    pd.testing.assert_frame_equal(found, find_themes(articles[::-1], spans, by="side"))
    assert find_themes(empty(ARTICLES), spans).empty
    assert find_themes(articles, None).empty
