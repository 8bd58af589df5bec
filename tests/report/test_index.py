from dataclasses import replace

import pytest

import newslab as nl
from newslab.tables import CONTRACTS, build
from tests.report.story import STORY, make_corpus


def test_the_front_page_ranks_tells_and_owns_up():
    text = nl.build_index(make_corpus()).to_html()
    for piece in (
        "Top headlines", "3–5 February 2026", "6 articles", "could not be taken", "1: no text", f'href="{STORY}.html"',
    ):  # fmt: skip
        assert piece in text, piece
    assert "<link" not in text
    assert "http" not in text.split("<body")[1].split("<script")[0]


def test_the_front_page_says_how_many_articles_are_in_no_topic():
    made = make_corpus()
    base, held = replace(made, articles=made.articles.assign(language="en")), made.article_topics
    english = len(base.articles)
    assert sorted(held["article_id"]) == sorted(base.articles["article_id"])
    for gone in range(3):
        told = nl.build_index(replace(base, article_topics=held.iloc[gone:])).data["collection"]
        assert (told["n_outside"], told["n_read"]) == (gone, english)


def test_more_origins_come_first_newer_news_before_old_and_one_origin_last():
    base = make_corpus()
    rows = [
        {
            "article_id": f"{story}{i}",
            "source": f"S{i}",
            "title": f"{story} title number {i}",
            "text": "x",
            "published": day,
        }
        for story, n, day in (
            ("wide", 4, "2026-02-05"),
            ("lone", 1, "2026-02-05"),
            ("old", 4, "2025-06-01"),
            ("pair", 2, "2026-02-05"),
        )
        for i in range(n)
    ]
    articles = build(rows, CONTRACTS["articles"])
    stories = build([{"story_id": key, "title": key, "n_articles": 1, "n_sources": 1} for key in ("lone", "old", "pair", "wide")],
                    CONTRACTS["stories"])  # fmt: skip
    members = build(
        [{"story_id": row["article_id"][:-1], "article_id": row["article_id"]} for row in rows], CONTRACTS["members"]
    )
    empty = {name: base.tables[name].head(0) for name in ("passages", "copies", "events", "contrasts")}
    index = nl.build_index(replace(base, articles=articles, stories=stories, members=members, **empty))
    assert [card["story_id"] for card in index.data["front"]["top"]] == ["wide", "pair", "old", "lone"]


@pytest.mark.parametrize(("credited", "told"), [(["Northern News"], True), ([], False)])
def test_more_origins_than_sources_are_explained(credited, told):
    base = make_corpus()
    articles = build(
        [{"article_id": key, "source": "Post", "title": "x", "text": "x"} for key in "ab"], CONTRACTS["articles"]
    )
    copies = build([{"article_id": "a", "origin_id": f"source:{name}", "kind": "syndicated"} for name in credited],
                   CONTRACTS["copies"])  # fmt: skip
    empty = {name: base.tables[name].head(0) for name in ("passages", "events", "contrasts", "stories", "members")}
    text = nl.build_index(replace(base, articles=articles, copies=copies, **empty)).to_html()
    assert ("2 independent origins, agencies they credit included" in text) is told
    assert ("1 independent origin</span>" in text) is not told
    assert "1 source ·" in text


def test_an_empty_corpus_has_a_front_page():
    index = nl.build_index(nl.Corpus())
    assert "No story was found." in index.to_html()
    assert "Every record that was read became an article." in index.to_html()


def test_no_caption_stands_under_a_headline():
    made = make_corpus()
    card = next(card for card in nl.build_index(made).data["front"]["top"] if card["story_id"] == STORY)
    told = made.passages[made.passages["text"].eq(card["lead"]) & made.passages["story_id"].eq(STORY)]
    place = made.citations[made.citations["cited_id"].isin(told["passage_id"])].iloc[0]
    is_lead = made.sentences["article_id"].eq(place["article_id"]) & made.sentences["end"].eq(place["end"])
    assert is_lead.sum() == 1
    roles = made.sentences["role"].mask(is_lead, "caption")
    changed = nl.build_index(replace(made, sentences=made.sentences.assign(role=roles)))
    again = next(card for card in changed.data["front"]["top"] if card["story_id"] == STORY)
    assert again["lead"] not in ("", card["lead"])
