"""Columns are found by the names that people give them."""

from __future__ import annotations

import pytest

from newslab.errors import ReadError
from newslab.read.columns import find_columns

TABLES = {
    "newsapi": (["source", "author", "title", "description", "url", "urlToImage", "publishedAt", "content"],
                {"source": "source", "authors": "author", "summary": "description", "published": "publishedAt", "text": "content"}),
    "rss export": (["guid", "pubDate", "link", "headline", "body"],
                   {"article_id": "guid", "published": "pubDate", "url": "link", "title": "headline", "text": "body"}),
    "capitals": (["Outlet Name", "Date", "Full Text", "Headline"], {"source": "Outlet Name", "text": "Full Text", "published": "Date"}),
    "own": (["article_id", "text", "title", "story"], {"article_id": "article_id", "text": "text", "title": "title"}),
}  # fmt: skip


@pytest.mark.parametrize(("names", "expected"), TABLES.values(), ids=TABLES.keys())
def test_common_names(names: list[str], expected: dict[str, str]) -> None:
    found = find_columns(names)
    assert {ours: found.get(ours) for ours in expected} == expected
    assert len(set(found.values())) == len(found), "one column was taken twice"


def test_a_label_named_story_is_no_text() -> None:
    assert "text" not in find_columns(["story", "title"])
    assert find_columns(["story", "title"], prose=["story"])["text"] == "story"


def test_the_user_comes_first() -> None:
    assert find_columns(["text", "Inhalt"], {"text": "Inhalt"})["text"] == "Inhalt"


@pytest.mark.parametrize("columns", [{"text": "absent"}, {"nonsense": "text"}], ids=["absent", "not ours"])
def test_a_wrong_choice_is_told(columns: dict[str, str]) -> None:
    with pytest.raises(ReadError, match="columns: "):
        find_columns(["text"], columns)


def test_a_column_named_the_wrong_way_round_is_told():
    with pytest.raises(ReadError, match="did you mean text=Inhalt"):
        find_columns(["Inhalt"], {"Inhalt": "text"})
