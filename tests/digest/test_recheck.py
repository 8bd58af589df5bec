from dataclasses import replace

import pandas as pd
import pytest

from newslab.digest.desk import Desk
from newslab.digest.recheck import recheck_event, recheck_story
from newslab.report.page import build_page
from newslab.tables import cite
from tests.report.story import STORY, TEXTS, make_corpus


@pytest.fixture(scope="module")
def corpus():
    return make_corpus()


def faults(corpus, story_id=STORY):
    return {key: fault for key, fault in recheck_story(Desk.of(corpus.tables), story_id).items() if fault}


def spoiled(corpus, kind, column, change):
    """Change one cell of the first passage of a kind."""
    mine = corpus.passages["story_id"].eq(STORY) & corpus.passages["kind"].eq(kind)
    row = corpus.passages.index[mine][0]
    passages = corpus.passages.copy()
    passages.loc[row, column] = change(passages.loc[row, column])
    return replace(corpus, passages=passages), passages.loc[row, "passage_id"]


def test_what_newslab_tells_is_supported_sentence_by_sentence(corpus):
    found = recheck_story(Desk.of(corpus.tables), STORY)
    assert len(found) == int(corpus.passages["story_id"].eq(STORY).sum()) > 5
    assert set(found.values()) == {""}
    assert faults(corpus, "story-fish") == {}


@pytest.mark.parametrize(
    ("kind", "column", "change", "fault"),
    [
        pytest.param("fact", "text", lambda text: text.replace("ferry", "fairy"), "not those of the sentence", id="word"),
        pytest.param("fact", "text", lambda text: text[:-1] + " at night.", "not those of the sentence", id="words added"),
        pytest.param("fact", "text", lambda text: text + " [Ann Other]", "neither a day of these words nor a name", id="name in brackets"),
        pytest.param("fact", "text", lambda text: text.replace("Halden and", "Halden [Vikholm] and", 1), "not surely", id="false name of the article"),
        pytest.param("fact", "text", lambda text: text + " [3 February 2019]", "neither a day", id="day in brackets"),
        pytest.param("fact", "text", lambda text: "Bay Radio writes: " + text, "not those of the sentence", id="another outlet's"),
        pytest.param("fact", "kind", lambda _: "opinion", "not told as its source's", id="opinion as fact"),
        pytest.param("fact", "text", lambda text: "The Vikholm Post writes: " + text, "told as The Vikholm Post's own", id="fact as opinion"),
        pytest.param("headline", "text", lambda text: text + " at last", "stand in no cited title", id="headline"),
        pytest.param("contrast", "text", lambda text: text.replace("240", "250"), "reads otherwise", id="figure of a difference"),
        pytest.param("compared", "text", lambda text: text.replace("21 statements", "31 statements"), "reads otherwise", id="count"),
    ],
)  # fmt: skip
def test_every_way_to_say_more_is_found(corpus, kind, column, change, fault):
    changed, passage_id = spoiled(corpus, kind, column, change)
    assert fault in faults(changed)[passage_id]
    page = build_page(changed, STORY)
    assert passage_id in set(page.verify()["place"])
    assert f'id="{passage_id}"' not in page.to_html()
    verified = page.data["verified"]
    assert verified["held"] == verified["sentences"] - 1


def test_an_opinion_that_is_told_as_a_fact_is_found(corpus):
    passage = corpus.passages.loc[corpus.passages["kind"].eq("fact"), "passage_id"].iloc[0]
    assert faults(corpus) == {}
    opinions = replace(corpus, sentences=corpus.sentences.assign(kind="opinion"))
    assert "an opinion is told as a fact" in faults(opinions)[passage]


def test_a_passage_without_a_citation_is_found(corpus):
    passage = corpus.passages.loc[corpus.passages["kind"].eq("fact"), "passage_id"].iloc[0]
    kept = corpus.citations[corpus.citations["cited_id"] != passage]
    assert faults(replace(corpus, citations=kept))[passage] == "it cites nothing"


def test_a_piece_of_a_sentence_is_no_sentence(corpus):
    row = corpus.passages[corpus.passages["kind"].eq("fact") & corpus.passages["story_id"].eq(STORY)].iloc[0]
    mine = corpus.citations["cited_id"].eq(row["passage_id"]) & corpus.citations["side"].eq("")
    first = corpus.citations[mine].iloc[0]
    text = corpus.articles.set_index("article_id").loc[first["article_id"], "text"]
    piece = cite(row["passage_id"], first["article_id"], text[first["start"] : first["end"] - 12], first["start"])
    citations = pd.concat([corpus.citations[~mine], pd.DataFrame([piece])], ignore_index=True)
    passages = corpus.passages.assign(
        text=corpus.passages["text"].where(
            corpus.passages["passage_id"] != row["passage_id"], text[piece["start"] : piece["end"]]
        )
    )
    assert "no whole sentence" in faults(replace(corpus, citations=citations, passages=passages))[row["passage_id"]]


def test_an_entry_of_a_timeline_stands_in_a_sentence_it_cites(corpus):
    desk = Desk.of(corpus.tables)
    cites = desk.cited["e4"]
    assert (
        recheck_event(
            desk, "Herring fishermen from Vikholm filed a complaint against the Halden ferry on Wednesday.", cites
        )
        == ""
    )
    assert "no cited sentence" in recheck_event(desk, "Herring fishermen withdrew a complaint.", cites)
    told = "Herring fishermen from Vikholm [Tor Vik] filed a complaint against the Halden ferry on Wednesday."
    assert "nor a name in the article" in recheck_event(desk, told, cites)


def test_a_name_in_brackets_in_a_timeline_is_the_one_meant(corpus):
    desk = Desk.of(corpus.tables)
    words = "She asked the court in Halden to halt the ferry until the herring are counted."
    cited = pd.DataFrame([cite("e9", "a6", words, TEXTS["a6"][3].index(words))])
    cites = list(cited.itertuples())
    assert recheck_event(desk, words.replace("She", "She [Ida Brandt]"), cites) == ""
    assert "not surely" in recheck_event(desk, words.replace("Halden", "Halden [Vikholm]"), cites)
    assert "not surely" in recheck_event(desk, words.replace("the court", "the court [Ida Brandt]"), cites)
