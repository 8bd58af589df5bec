"""Every step over empty, one-row, shuffled, repeated and non-Latin tables: a table in, a table that keeps its contract out."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import newslab as nl
from newslab.corpus import TABLES, Corpus
from newslab.saved import content_hash
from newslab.tables import ARTICLES, CONTRACTS, build, check

HARBOUR = (
    "HARBOURTOWN, March 3 - The ferry Aurora ran aground off Harbourtown on Tuesday, the coast guard said. "
    "Some 120 passengers were taken ashore by noon.\n"
    '"Nobody was hurt and the hull is dry," said Ilse Marrow, a spokeswoman for the coast guard. '
    "The ship had been repaired in late 2024 after a fire."
)
DEPOT = (
    "The passenger ship Aurora ran aground near Harbourtown on 3 March 2026, according to the coast guard. "
    "At least 98 people were brought to the pier. An inquiry will open on Monday."
)
GREEK = "Το πλοίο Αυρόρα προσάραξε κοντά στο λιμάνι την Τρίτη, ανακοίνωσε η ακτοφυλακή. Κανείς δεν τραυματίστηκε."
CHINESE = "周二，一艘渡轮在港口附近搁浅，海岸警卫队说。没有人受伤。乘客于中午前被送上岸。"


def articles(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    records = [
        {"article_id": key, "source": source, "title": title, "text": text, "published": "2026-03-03T15:00:00Z"}
        for key, source, title, text in rows
    ]
    return build(records, ARTICLES)


ONE = ("a", "Harbour Wire", "Ferry Aurora runs aground off Harbourtown", HARBOUR)
TWO = ("b", "The Depot", "Ship Aurora runs aground near Harbourtown", DEPOT)
CASES: dict[str, Callable[[], pd.DataFrame]] = {
    "empty": lambda: articles(ONE).head(0),
    "one row": lambda: articles(ONE),
    "two sources": lambda: articles(ONE, TWO),
    "repeated text": lambda: articles(ONE, ("c", "Copy Post", ONE[2], HARBOUR), ("d", "Copy Post", ONE[2], HARBOUR)),
    "non-Latin": lambda: articles(("g", "Λιμάνι", "Πλοίο", GREEK), ("z", "港口报", "渡轮搁浅", CHINESE), ONE),
    "blank texts": lambda: articles(("a", "s", "", ""), ("b", "s", "?", " \n "), ("c", "s", "…", "\u200b")),
    "text alone": lambda: build([{"article_id": "a", "text": HARBOUR}, {"article_id": "b", "text": DEPOT}], ARTICLES),
}


@pytest.fixture(scope="module", params=CASES, ids=CASES.keys())
def case(request) -> tuple[pd.DataFrame, pd.DataFrame, Corpus]:
    given = CASES[request.param]()
    before = given.copy(deep=True)
    return given, before, nl.build_corpus(given)


def test_every_table_keeps_its_contract_and_every_citation_holds(case):
    given, before, corpus = case
    for name in TABLES:
        check(getattr(corpus, name), CONTRACTS[name])
    corpus.check()
    assert corpus.verify().empty
    assert set(corpus.articles["article_id"]) == set(given["article_id"])
    pd.testing.assert_frame_equal(given, before)


def test_shuffled_rows_give_equal_tables(case):
    given, _, corpus = case
    shuffled = nl.build_corpus(given.iloc[::-1])
    for name in TABLES:
        assert content_hash(getattr(shuffled, name)) == content_hash(getattr(corpus, name)), name


def test_views_show_every_case(case):
    corpus = case[2]
    for story in corpus.stories["story_id"].head(2):
        page = nl.build_page(corpus, story)
        assert page.to_html().startswith("<!doctype html>")
        assert page.to_markdown()
    assert "<html" in nl.build_index(corpus).to_html()
    assert nl.plot_timeline(corpus.events).to_json()


def test_two_sources_of_one_happening_are_one_story_and_one_event():
    corpus = nl.build_corpus(articles(ONE, TWO))
    assert corpus.stories["n_articles"].max() == 2
    assert corpus.events["n_sources"].max() == 2
    assert "2024" in " ".join(corpus.events["edtf"].dropna())


def test_a_repeated_text_is_one_origin():
    corpus = nl.build_corpus(CASES["repeated text"]())
    assert corpus.events["n_sources"].max() == 1
    assert corpus.stories["n_articles"].max() == 3


def test_other_languages_are_kept_marked_and_left_out():
    corpus = nl.build_corpus(CASES["non-Latin"]())
    assert corpus.articles.set_index("article_id")["language"].to_dict() == {"a": "en", "g": "el", "z": "zh"}
    assert set(corpus.sentences["article_id"]) == {"a"}
