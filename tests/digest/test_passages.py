from types import SimpleNamespace

import pandas as pd
import pytest

from newslab.digest import passages as step
from newslab.digest.compared import told_terms
from newslab.digest.desk import Desk
from newslab.digest.passages import build_passages, toll_sentence
from newslab.digest.recheck import recheck_story
from newslab.digest.telling import without_notes
from newslab.tables import CONTRACTS, check, slice_hash
from tests.report.story import STORY, make_corpus

TOLD = ("fact", "attributed", "quote")


@pytest.fixture(scope="module")
def corpus():
    return make_corpus()


def words_of(corpus, row):
    article = corpus.articles.set_index("article_id").loc[row.article_id]
    return article[row.field][row.start : row.end]


def test_every_told_sentence_stands_word_for_word_in_its_first_source(corpus):
    told = corpus.passages[corpus.passages["kind"].isin(TOLD)]
    assert len(told) > 3
    for row in told.itertuples():
        cites = corpus.citations[(corpus.citations["cited_id"] == row.passage_id) & (corpus.citations["side"] == "")]
        assert without_notes(row.text) == words_of(corpus, next(cites.itertuples()))


def test_every_citation_lies_in_one_sentence_and_has_its_hash(corpus):
    corpus.check()
    cited = corpus.citations[corpus.citations["cited_id"].isin(corpus.passages["passage_id"])]
    assert set(corpus.passages["passage_id"]) == set(cited["cited_id"])
    assert all(slice_hash(words_of(corpus, row)) == row.hash for row in cited.itertuples())


def test_a_sentence_is_cited_to_every_origin_that_says_it_and_to_no_copy(corpus):
    row = next(row for row in corpus.passages.itertuples() if row.kind == "fact" and "opened a joint ferry" in row.text)
    cites = corpus.citations[(corpus.citations["cited_id"] == row.passage_id) & (corpus.citations["side"] == "")]
    assert set(cites["article_id"]) in ({"a1", "a2"}, {"a2", "a3"})


def test_a_value_that_reports_dispute_is_told_with_both_sides_and_not_as_a_fact(corpus):
    mine = corpus.passages[corpus.passages["story_id"] == STORY]
    assert not any("cars a day" in text for text in mine.loc[mine["kind"].isin(TOLD), "text"])
    contrast = mine.loc[mine["kind"] == "contrast", "text"].iloc[0]
    assert "240" in contrast
    assert "190" in contrast


def toll_row(value, replaced_by=None):
    return SimpleNamespace(slot="toll", value=value, replaced_by=replaced_by)


def test_the_newest_toll_is_told_and_not_what_it_replaced():
    rows = [toll_row("30 killed", "at least 84 killed"), toll_row("at least 84 killed"), toll_row("202 injured")]
    assert toll_sentence(rows) == "The newest counts are at least 84 killed and 202 injured."
    assert toll_sentence([]) == ""


def test_datelines_other_languages_and_repeats_are_left_out(corpus):
    texts = corpus.passages.loc[corpus.passages["kind"].isin(TOLD), "text"].tolist()
    assert not any("Northern Wire)" in text for text in texts)
    assert not any("depuis" in text for text in texts)
    assert len({text.split(" [")[0] for text in texts if "joint ferry" in text}) == len(
        {row.story_id for row in corpus.passages.itertuples() if "joint ferry" in row.text and row.kind in TOLD}
    )


def test_an_opinion_is_told_as_its_source_s(corpus):
    texts = corpus.passages.loc[corpus.passages["kind"] == "opinion", "text"]
    assert all(text.startswith("Harbour Review writes: ") for text in texts)
    assert not any("triumph" in text for text in corpus.passages.loc[corpus.passages["kind"].isin(TOLD), "text"])


def test_differences_and_what_was_compared_are_told_with_both_sides(corpus):
    mine = corpus.passages[corpus.passages["story_id"] == STORY]
    contrast = mine[mine["kind"] == "contrast"].iloc[0]
    cites = corpus.citations[corpus.citations["cited_id"] == contrast["passage_id"]]
    assert {"240" in words_of(corpus, row) for row in cites.itertuples()} == {True, False}
    compared = mine.loc[mine["kind"] == "compared", "text"].iloc[0]
    assert "21 statements" in compared
    assert "1 difference that nothing explains." in compared
    assert "figures differ" in contrast["text"]


def test_sentences_stand_in_the_order_that_the_state_gives_them(corpus):
    mine = corpus.passages[(corpus.passages["story_id"] == STORY) & corpus.passages["kind"].isin(TOLD)]
    placed = corpus.state[(corpus.state["story_id"] == STORY) & (corpus.state["place"] > 0)].sort_values("place")
    told = [
        next((value for value in placed["value"] if value[-40:] in without_notes(text)), "") for text in mine["text"]
    ]
    assert all(told)
    assert [value for value in placed["value"] if value in told] == told


def test_the_lead_says_what_happened(corpus):
    lead = corpus.passages[(corpus.passages["story_id"] == STORY) & (corpus.passages["paragraph"] == 1)]
    assert "opened a joint ferry line" in lead["text"].iloc[0]


def test_the_same_rows_in_another_order_tell_the_same(corpus):
    tables = {name: table.sample(frac=1, random_state=3) for name, table in corpus.tables.items() if name != "passages"}
    kept = ~corpus.citations["cited_id"].isin(corpus.passages["passage_id"])
    tables["citations"] = corpus.citations[kept]  # of events and contrasts, in their order
    passages, citations = build_passages(tables)
    pd.testing.assert_frame_equal(passages, corpus.passages)
    assert len(citations) == int((~kept).sum())


def test_a_story_in_another_language_has_its_headline_and_no_more():
    corpus = make_corpus()
    foreign = corpus.articles.assign(language="de")
    passages, citations = build_passages(
        {**corpus.tables, "articles": foreign, "citations": corpus.citations.head(0), "state": corpus.state.head(0)}
    )
    assert set(passages["kind"]) == {"headline"}
    assert set(citations["field"]) == {"title"}


def test_a_story_of_one_article_is_told_shortly():
    corpus = make_corpus()
    small = corpus.passages[corpus.passages["story_id"] == "story-fish"]
    assert 1 <= small["kind"].isin(TOLD).sum() <= 3


def test_no_story_gives_empty_tables():
    passages, citations = build_passages({})
    assert check(passages, CONTRACTS["passages"]).empty
    assert check(citations, CONTRACTS["citations"]).empty


@pytest.mark.parametrize(
    ("terms", "is_told"),
    [
        (("fishermen", "herring"), True),
        (("fishermen",), False),
        (("Ferry", "Vikholm"), False),
        (("patience", "bay"), False),
    ],
    ids=["a theme", "a single word", "the topic and the outlet", "used too seldom"],
)
def test_only_themes_that_tell_something_are_shown(corpus, terms, is_told):
    rows = pd.concat([corpus.emphasis.head(1).assign(term=term) for term in terms], ignore_index=True)
    desk = Desk.of({**corpus.tables, "emphasis": rows})
    assert bool(told_terms(desk, STORY, desk.members[STORY])) == is_told


def test_no_heading_repeats_the_headline_or_another():
    passages = make_corpus().passages
    for _, mine in passages.groupby("story_id"):
        headings = [one for one in mine.drop_duplicates("paragraph")["heading"] if isinstance(one, str) and one]
        headline = mine.loc[mine["kind"] == "headline", "text"].iloc[0]
        assert len(headings) == len(set(headings))
        assert headline not in headings


@pytest.mark.parametrize("shown", [2, 3])
def test_progress_is_shown_from_a_certain_number_of_stories_on(shown, corpus, monkeypatch, capsys):
    monkeypatch.setattr(step, "SHOWN", shown)
    build_passages(corpus.tables)
    assert ("write passages: 100%" in capsys.readouterr().err) is (shown == 2)


def test_the_headline_of_untitled_opinions_is_told_as_its_outlet_s():
    corpus = make_corpus()
    views = {
        **corpus.tables,
        "articles": corpus.articles.assign(title=None),
        "sentences": corpus.sentences.assign(kind="opinion"),
    }
    state = corpus.state[corpus.state["slot"] != "headline"]
    passages, citations = build_passages({**views, "state": state})
    headlines = passages.loc[(passages["story_id"] == STORY) & (passages["kind"] == "headline"), "text"].tolist()
    assert len(headlines) == 1
    assert " writes: " in headlines[0]
    desk = Desk.of(
        {**views, "state": state, "passages": passages, "citations": pd.concat([corpus.citations, citations])}
    )
    assert recheck_story(desk, STORY)[passages.loc[passages["text"] == headlines[0], "passage_id"].iloc[0]] == ""


def test_tables_of_an_older_form_are_told_as_if_they_had_been_loaded():
    corpus = make_corpus()
    older = {
        **corpus.tables,
        "state": corpus.state.drop(columns="place"),
        "sentences": corpus.sentences.drop(columns=["view", "readable"]),
    }
    passages, _ = build_passages(older)
    assert set(passages["story_id"]) == set(corpus.stories["story_id"])
