"""The Explorer as a Python object: what it answers, what is selected, what is corrected."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import newslab as nl
from newslab.report.explorer import widget
from tests.report.story import STORY, make_corpus


@pytest.fixture(scope="module")
def corpus():
    return make_corpus()


@pytest.fixture
def explorer(corpus):
    return nl.Explorer(corpus)


@pytest.mark.parametrize(
    "thing", [pd.DataFrame({"text": ["It rained."]}), [], None, "corpus"], ids=["frame", "list", "nothing", "name"]
)
def test_what_is_no_corpus_is_told_in_one_line(thing):
    with pytest.raises(nl.TableError) as met:
        nl.Explorer(thing)
    told = f"corpus: expected a Corpus, found {type(thing).__name__}; nl.build_corpus(articles) makes one"
    assert str(met.value) == told


def test_without_a_filter_all_is_selected(corpus, explorer):
    assert len(explorer.selection.articles) == len(corpus.articles)
    assert len(explorer.selection.events) == len(corpus.events)


def test_a_selection_can_be_set_by_keys_tables_and_selections(corpus, explorer, caplog):
    explorer.selection = {"articles": ["a2", "a6", "a99"], "events": corpus.events.query("event_id == 'e2'")}
    assert "1 of 3 articles are not in this corpus" in caplog.text
    assert explorer.selection.articles["article_id"].tolist() == ["a2", "a6"]
    assert explorer.selection.events["event_id"].tolist() == ["e2"]
    assert explorer.given == {"articles": [1, 5], "events": [2]}
    other = nl.Explorer(corpus)
    other.selection = explorer.selection
    assert other.selection.articles.equals(explorer.selection.articles)
    explorer.selection = None
    assert len(explorer.selection.articles) == len(corpus.articles)
    with pytest.raises(nl.OptionError, match="no table sources"):
        explorer.selection = {"sources": []}


def test_what_the_browser_chose_is_selected(corpus, explorer):
    flags = np.zeros(len(corpus.articles), dtype=np.uint8)
    flags[[0, 3]] = 1
    explorer.selected = {"articles": memoryview(np.packbits(flags, bitorder="little").tobytes())}
    assert explorer.selection.articles["article_id"].tolist() == ["a1", "a4"]


def test_an_article_comes_with_its_marks(explorer):
    article = explorer.ask("article", {"row": 0})
    assert "Halden and Vikholm" in article["text"]
    assert {"names", "dates", "numbers", "quotes", "roles", "statements"} == set(article["marks"])
    for field, start, end, _ in article["marks"]["names"]:
        assert field in ("text", "title")
        assert 0 <= start < end


def test_a_citation_comes_in_its_sentence(corpus, explorer):
    cites = explorer._reading.cites
    row = cites.index[cites["cited_id"] == "e2"][0]
    sentence, start, end = explorer.ask("cites", {"rows": [row]})[0]
    text = corpus.articles["text"].iloc[int(cites["row"].loc[row])]
    assert sentence in text
    assert sentence[start:end] == text[cites["start"].loc[row] : cites["end"].loc[row]]


def test_words_that_changed_are_not_shown(corpus):
    upper = corpus.articles.assign(text=corpus.articles["text"].str.upper())
    changed = nl.Explorer(nl.Corpus(**{**corpus.tables, "articles": upper}))
    assert [words for words, _, _ in changed.ask("cites", {"rows": range(4)})] == [""] * 4


SEARCHES = {
    "a word": ([{"text": "herring"}], ["a2", "a6"]),
    "another case": ([{"text": "HERRING"}], ["a2", "a6"]),
    "a phrase": ([{"text": "joint ferry line"}], ["a1", "a2", "a3"]),
    "two words": ([{"text": "ferry"}, {"text": "court"}], ["a6"]),
    "without": ([{"text": "ferry"}, {"text": "court", "without": True}], ["a1", "a2", "a3", "a4"]),
    "the beginning of a word": ([{"text": "herr", "prefix": True}], ["a2", "a6"]),
    "not within a word": ([{"text": "err"}], []),
    "signs of a pattern": ([{"text": "(.*"}], []),
}


@pytest.mark.parametrize(("terms", "wanted"), SEARCHES.values(), ids=SEARCHES)
def test_search(corpus, explorer, terms, wanted):
    found = explorer.ask("search", {"terms": terms})
    assert corpus.articles["article_id"].iloc[found["rows"]].tolist() == wanted
    for row, start, end, words in found["hits"]:
        assert not words or corpus.articles["text"].iloc[row][start:end] == words


def test_sentences_of_a_term(explorer):
    found = explorer.ask("sentences", {"rows": [0, 1], "term": "ferry"})
    assert found
    assert all("ferry" in words.lower() for *_, words in found)


def test_what_is_too_large_for_a_notebook_is_sent_when_it_is_asked_for(corpus, monkeypatch):
    held = nl.Explorer(corpus)
    monkeypatch.setattr(widget, "MOST_SAVED", len(held.payload) - 1)
    large, sent = nl.Explorer(corpus), []
    assert large.payload == b""
    monkeypatch.setattr(large, "send", lambda message, buffers: sent.append((message, buffers)))
    large._answer(large, {"ask": 7, "what": "payload", "given": {}}, [])
    assert sent == [({"answer": 7}, [held.payload])]


def test_what_cannot_be_answered_is_told_and_does_not_stop(explorer, monkeypatch):
    sent = []
    monkeypatch.setattr(explorer, "send", sent.append)
    for asked in (
        {"ask": 1, "what": "article", "given": {"row": 99}},
        {"ask": 2, "what": "nothing"},
        {"ask": 3, "what": "words", "given": {}},
    ):
        explorer._answer(explorer, asked, [])
    assert [message["answer"] for message in sent] == [1, 2, 3]
    assert all(message["error"].startswith("The kernel cannot tell") for message in sent)
    explorer._answer(explorer, {"other": 1}, [])
    assert len(sent) == 3


def test_corrections_are_edits_that_a_build_replays(corpus, explorer):
    assert explorer.edits.empty
    explorer.corrections = [
        {"what": "rename", "target": STORY, "value": "The ferry"},
        {"what": "split", "target": STORY, "value": ["a6"], "why": "another matter"},
        {"what": "move", "target": "a4", "value": None},
    ]
    edits = explorer.edits
    assert edits["what"].tolist() == ["rename", "split", "move"]
    _, _ = nl.link_stories(corpus.articles, edits=edits)
    assert edits["value"].iloc[1] == '["a6"]'


def test_to_cell_needs_a_notebook(explorer):
    with pytest.raises(nl.OptionError, match="there is no notebook"):
        explorer.to_cell()
