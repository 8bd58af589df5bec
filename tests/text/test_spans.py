"""Spans: every table points at the words it is about, whatever the order, the processes or the language."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest

from newslab.errors import TableError
from newslab.tables import ARTICLES, empty
from newslab.text import spans as module
from newslab.text.spans import find_spans, serve

NAMES = ("sentences", "names", "times", "numbers", "quotes")


@pytest.fixture(scope="module")
def articles():
    rows = [
        ("b", "Storm kills 12 in Norway", "OSLO, Nov. 3 (Agency) -- A storm killed 12 people on Monday.\n“It was the worst "
         "night of my life,” Anna Lind said. Lind is 70 years old.", "2025-11-04", "en"),
        ("a", "", "Cho Tae-yul met 21 other ministers in Warsaw.\u202fCho left yesterday.", "2024-02-02", None),
        ("c", "Sturm", "Der Sturm tötete am Montag zwölf Menschen in Oslo.", "2025-11-04", "de"),
        ("d", None, "x", None, "en"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["article_id", "title", "text", "published_day", "language"])
    return frame.assign(published_day=pd.to_datetime(frame.published_day))


@pytest.fixture(scope="module")
def spans(articles):
    return find_spans(articles)


def test_every_span_is_the_words_it_names(articles, spans):
    fields = articles.set_index("article_id")
    for name in NAMES[1:]:
        for row in getattr(spans, name).itertuples():
            assert fields.loc[row.article_id, row.field][row.start : row.end] == row.text, name
    assert {"text", "title"} == set(spans.numbers.field)


def test_sentences_tell_their_place_and_kind(spans):
    found = spans.sentences[spans.sentences.article_id == "b"]
    assert found.position.tolist() == [0, 1, 2] and found.kind.tolist() == ["fact", "quote", "fact"]


def test_relative_dates_hang_on_the_day_of_publication(spans):
    days = spans.times.set_index("text").first_day.dt.strftime("%Y-%m-%d")
    assert days["yesterday"] == "2024-02-01" and days["Monday"] == "2025-11-03"


def test_names_numbers_and_quotations_are_joined_to_their_bearers(spans):
    names = spans.names.set_index("text").canonical
    assert names["Cho"] == "Cho Tae-yul" and names["Lind"] == "Anna Lind"
    assert spans.quotes.speaker.tolist() == ["Anna Lind"]
    assert {"ministers", "people"} <= set(spans.numbers.of_what.dropna())


def test_other_languages_are_left_out_and_counted(articles, spans, caplog):
    assert "c" not in set(spans.sentences.article_id)
    with caplog.at_level("WARNING"):
        find_spans(articles[articles.article_id == "c"])
    assert "1 of 1 articles are not English" in caplog.text


def test_neither_row_order_nor_processes_change_a_table(articles, spans, monkeypatch):
    monkeypatch.setattr(module, "_WORTH_HELPERS", 0)
    monkeypatch.setattr(module, "_processors", lambda: 2)
    for other in (find_spans(articles.iloc[::-1]),):
        for name in NAMES:
            pd.testing.assert_frame_equal(getattr(spans, name), getattr(other, name))


def test_a_helper_that_dies_loses_no_article(articles, spans, monkeypatch):
    monkeypatch.setattr(module, "_WORTH_HELPERS", 0)
    monkeypatch.setattr(module, "_processors", lambda: 2)
    monkeypatch.setattr(module.sys, "executable", "/bin/false")
    pd.testing.assert_frame_equal(find_spans(articles).names, spans.names)


def test_no_articles_give_empty_tables_and_a_broken_table_is_refused():
    found = find_spans(empty(ARTICLES))
    assert [len(getattr(found, name)) for name in NAMES] == [0] * 5
    with pytest.raises(TableError, match=r"articles\.text"):
        find_spans(pd.DataFrame({"article_id": ["a"]}))


def test_a_helper_answers_line_by_line():
    out = io.StringIO()
    serve([json.dumps({"text": "12 men left.", "title": "", "anchor": None})], out)
    assert json.loads(out.getvalue())["numbers"][0]["of_what"] == "men"


def test_an_article_without_a_day_lends_none_to_what_leans_on_it():
    text = "The mayor spoke last year. In 2012 the bridge fell. It reopens next month."
    times = find_spans(pd.DataFrame({"article_id": ["a"], "text": [text], "language": ["en"]})).times
    days = dict(zip(times["text"], times["first_day"].notna(), strict=True))
    assert days == {"last year": False, "2012": True, "next month": False}


UNDATED = "The bridge opened on Monday, 4 November. Yesterday thousands crossed it. Work began in 2022."


def test_bounds_of_a_day_are_carried_on_to_what_leans_on_it():
    first, last = pd.to_datetime(["2024-11-04"]), pd.to_datetime(["2024-11-10"])
    rows = pd.DataFrame({"article_id": ["a"], "text": [UNDATED], "published_first": first, "published_last": last})
    times = find_spans(rows).times.set_index("text")
    assert (
        str(times.first_day["Yesterday"].date()) == "2024-11-03"
        and str(times.last_day["Yesterday"].date()) == "2024-11-09"
    )
    assert times.edtf["Yesterday"] == "[2024-11-03..2024-11-09]" and times.precision["Yesterday"] == "days"
    assert str(times.first_day["2022"].date()) == "2022-01-01" and times.edtf["2022"] == "2022"


@pytest.mark.parametrize(("first", "last"), [("2024-11-04", None), (None, "2024-11-10"), ("2014-11-04", "2024-11-10")])
def test_half_a_bound_or_a_decade_dates_nothing(first, last):
    rows = pd.DataFrame({"article_id": ["a"], "text": [UNDATED], "published_first": pd.to_datetime([first]),
                         "published_last": pd.to_datetime([last])})  # fmt: skip
    assert find_spans(rows).times.set_index("text").first_day.isna()["Yesterday"]


def test_the_upper_end_of_a_range_is_a_number_also_where_no_number_is_a_range():
    numbers = find_spans(pd.DataFrame({"article_id": ["a"], "text": ["The ferry carried 56 sheep."]})).numbers
    assert numbers["high"].dtype == "float64" and numbers["high"].isna().all()
