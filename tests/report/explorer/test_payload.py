"""What an Explorer carries: the tables as columns, read back as a browser reads them."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pandas as pd
import pytest

import newslab as nl
from newslab.report.explorer.payload import NO_DAY, _speakers, pack
from newslab.tables import CONTRACTS
from tests.report.story import make_corpus


def unpack(payload: bytes) -> tuple[dict, dict]:
    whole = gzip.decompress(payload)
    assert whole[:4] == b"NLX1"
    length = int.from_bytes(whole[4:8], "little")
    head, begin = json.loads(whole[8 : 8 + length]), 8 + length
    columns = {
        name: np.frombuffer(whole, dtype=kind, count=n, offset=begin + offset)
        for name, (kind, offset, n) in head.pop("columns").items()
    }
    return head, columns


@pytest.fixture(scope="module")
def corpus():
    return make_corpus()


@pytest.fixture(scope="module")
def read(corpus):
    return unpack(pack(corpus.tables, words=True).to_bytes())


def test_rows_stay_rows_of_their_tables(corpus, read):
    head, columns = read
    assert head["texts"]["articles.title"] == corpus.articles["title"].tolist()
    assert [head["texts"]["articles.source"][code] for code in columns["articles.source"]] == corpus.articles[
        "source"
    ].tolist()
    days = corpus.articles["published_day"].to_numpy().astype("datetime64[D]").astype(int)
    assert columns["articles.day"].tolist() == days.tolist()
    story = corpus.events["story_id"].map({key: row for row, key in enumerate(corpus.stories["story_id"])})
    assert columns["events.story"].tolist() == story.tolist()


def test_an_event_has_the_words_it_cites(corpus, read):
    head, columns = read
    place = corpus.events["event_id"].tolist().index("e2")
    cites = np.flatnonzero(columns["cites.event"] == place)
    texts = corpus.articles["text"].tolist()
    for cite in cites:
        words = head["texts"]["words"][columns["cites.words"][cite]]
        article, start, end = (int(columns[f"cites.{name}"][cite]) for name in ("article", "start", "end"))
        assert words == texts[article][start:end]


def test_whole_texts_are_not_carried(corpus, read):
    carried = json.dumps(read[0]["texts"], ensure_ascii=False)
    assert not any(text in carried for text in corpus.articles["text"])
    assert "words" not in unpack(pack(corpus.tables).to_bytes())[0]["texts"]


def test_the_same_tables_give_the_same_bytes(corpus):
    assert pack(corpus.tables).to_bytes() == pack(make_corpus().tables).to_bytes()


def test_what_is_missing_is_told_and_does_not_stop(corpus):
    events = corpus.events.assign(first_day=pd.NaT, last_day=pd.NaT)
    articles = corpus.articles.assign(source=np.nan, published_day=pd.NaT, title=np.nan)
    head, columns = unpack(pack({**corpus.tables, "events": events, "articles": articles}).to_bytes())
    assert {"events.first_day", "articles.source", "articles.published_day"} <= set(head["meta"]["missing"])
    assert set(columns["articles.source"]) == {-1}
    assert set(columns["events.first"]) == {NO_DAY}


def test_days_long_before_and_after_are_kept(corpus):
    days = np.array(["-0043-03-15", "9999-12-31"] * 3, dtype="datetime64[s]")
    events = corpus.events.assign(first_day=days, last_day=days)
    columns = unpack(pack({**corpus.tables, "events": events}).to_bytes())[1]
    assert columns["events.first"].tolist() == days.astype("datetime64[D]").astype(int).tolist()


def test_an_address_that_could_act_is_left_out(corpus):
    articles = corpus.articles.assign(url="javascript:alert(1)")
    assert set(unpack(pack({**corpus.tables, "articles": articles}).to_bytes())[0]["texts"]["articles.url"]) == {""}


@pytest.mark.parametrize("n", [0, 1])
def test_small_corpora(corpus, n):
    tables = {name: table.head(n) for name, table in corpus.tables.items()}
    head, columns = unpack(pack(tables, words=True).to_bytes())
    assert head["meta"]["rows"]["articles"] == n
    assert len(columns["articles.day"]) == n


def test_a_broken_table_is_told(corpus):
    with pytest.raises(nl.TableError, match="events"):
        pack({**corpus.tables, "events": corpus.events.assign(first_day="soon")})
    assert set(CONTRACTS) >= set(corpus.tables)


def test_whoever_speaks_is_called_by_the_whole_name_of_the_article(corpus):
    names = pd.DataFrame(
        [
            ("a1", "Berg", "Ida Berg"),
            ("a1", "Lund", "Ole Lund"),
            ("a2", "Berg", "Ida Berg"),
            ("a2", "Berg", "Per Berg"),
        ],
        columns=["article_id", "text", "canonical"],
    )
    said = pd.DataFrame(
        [("a1", "Berg"), ("a1", "a friend of Berg"), ("a2", "Berg"), ("a2", "Lund"), ("a1", None)],
        columns=["article_id", "attributed_to"],
    )
    assert _speakers(said, names).fillna("").tolist() == ["Ida Berg", "a friend of Berg", "Berg", "Lund", ""]


def test_what_is_known_comes_with_its_citations(corpus, read):
    head, columns = read
    known = [head["texts"]["state.value"][row] for row in range(len(columns["state.story"]))]
    assert set(known) <= set(corpus.state["value"])
    assert known
    assert set(columns["cites.state"][columns["cites.state"] >= 0]) == set(range(len(known)))
