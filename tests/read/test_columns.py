"""Columns are found by the names that people give them."""

from __future__ import annotations

import pytest

from newslab.errors import ReadError
from newslab.read.columns import find_columns, list_names

TABLES = {
    "newsapi": (["source", "author", "title", "description", "url", "urlToImage", "publishedAt", "content"],
                {"source": "source", "authors": "author", "summary": "description", "published": "publishedAt", "text": "content"}),
    "rss export": (["guid", "pubDate", "link", "headline", "body"],
                   {"article_id": "guid", "published": "pubDate", "url": "link", "title": "headline", "text": "body"}),
    "capitals": (["Outlet Name", "Date", "Full Text", "Headline"], {"source": "Outlet Name", "text": "Full Text", "published": "Date"}),
    "words": (["HEADLINE", "Article Body", "Pub. Date", "Media Outlet", "Words"], {"source": "Media Outlet", "text": "Article Body"}),
    "more words": (["articleHeadline", "news_source", "Full article text", "Day of publishing", "story link"],
                   {"title": "articleHeadline", "source": "news_source", "text": "Full article text", "url": "story link"}),
    "of": (["Title of the article", "Name of the newspaper", "text"], {"title": "Title of the article", "source": "Name of the newspaper"}),
    "plain": (["News media", "Name of article", "Headline"], {"source": "News media", "title": "Headline", "text": None}),
    "own": (["article_id", "text", "title", "story"], {"article_id": "article_id", "text": "text", "title": "title"}),
}  # fmt: skip


@pytest.mark.parametrize(("names", "expected"), TABLES.values(), ids=TABLES.keys())
def test_common_names(names: list[str], expected: dict[str, str | None]) -> None:
    found = find_columns(names)
    assert {ours: found.get(ours) for ours in expected} == expected
    assert len(set(found.values())) == len(found), "one column was taken twice"


UNTOLD = {
    "two fit": ["news source", "media outlet", "text"],
    "two of ours fit": ["newspaper title", "source id", "author link", "text"],
    "another thing": ["data source", "headline length", "event date", "author gender", "text"],
    "labels": ["full story", "news article", "the article id", "text"],
}


@pytest.mark.parametrize("names", UNTOLD.values(), ids=UNTOLD.keys())
def test_what_is_not_plain_is_not_guessed(names: list[str]) -> None:
    assert find_columns(names) == {"text": "text"}


def test_a_known_name_comes_before_words() -> None:
    assert find_columns(["media outlet", "source", "text"])["source"] == "source"


def test_a_missing_header_is_asked_about() -> None:
    with pytest.raises(ReadError, match=r"no header row\?") as told:
        find_columns(["1", "The dam opened on Monday. " * 20], {"text": "Inhalt"})
    assert len(str(told.value)) < 150
    assert "header" not in list_names(["Inhalt", "Datum 2", "text_2"])


def test_a_label_named_story_is_no_text() -> None:
    assert "text" not in find_columns(["story", "title"])
    assert find_columns(["story", "title"], prose=["story"])["text"] == "story"
    assert find_columns(["Full story", "title"], prose=["Full story"])["text"] == "Full story"


def test_the_user_comes_first() -> None:
    assert find_columns(["text", "Inhalt"], {"text": "Inhalt"})["text"] == "Inhalt"


@pytest.mark.parametrize("columns", [{"text": "absent"}, {"nonsense": "text"}], ids=["absent", "not ours"])
def test_a_wrong_choice_is_told(columns: dict[str, str]) -> None:
    with pytest.raises(ReadError, match="columns: "):
        find_columns(["text"], columns)


def test_a_column_named_the_wrong_way_round_is_told():
    with pytest.raises(ReadError, match="did you mean text=Inhalt"):
        find_columns(["Inhalt"], {"Inhalt": "text"})
