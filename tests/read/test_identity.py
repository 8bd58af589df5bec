"""The id of an article does not change with the way a reader came to it."""

from __future__ import annotations

import pytest

from newslab.read.identity import article_id, canonical_url, host_of

SAME = {
    "scheme": "http://example.org/a/b",
    "www": "https://www.example.org/a/b",
    "case of host": "https://EXAMPLE.org/a/b",
    "slash": "https://example.org/a/b/",
    "double slash": "https://example.org//a/b",
    "fragment": "https://example.org/a/b#comments",
    "campaign": "https://example.org/a/b?utm_source=x&utm_medium=y&fbclid=1",
    "port": "https://example.org:443/a/b",
    "amp": "https://example.org/a/b/amp",
}


@pytest.mark.parametrize("url", SAME.values(), ids=SAME.keys())
def test_variants_of_an_address_are_one(url: str) -> None:
    assert canonical_url(url) == "https://example.org/a/b"


def test_parameters_that_name_the_page_are_kept_in_one_order() -> None:
    assert (
        canonical_url("https://example.org/?p=7&a=1") == canonical_url("https://example.org/?a=1&utm_term=z&p=7") != ""
    )


@pytest.mark.parametrize(
    "url", ["", "no address", "https://example.org/", "http://[::1", "ftp://example.org/a", "https://x"]
)
def test_what_names_no_article_is_no_identity(url: str) -> None:
    assert canonical_url(url) == ""


PARTS = {"supplied": "", "url": "", "source": "Post", "title": "Dam opens", "day": "2024-05-06", "text": "It opened."}


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"text": "Another text."}, True),
        ({"title": " dam  OPENS "}, True),
        ({"day": "2024-05-07"}, False),
        ({"source": "Times"}, False),
        ({"url": "https://example.org/a"}, False),
    ],
    ids=["text", "case", "day", "source", "url"],
)
def test_what_makes_an_id_without_address(change: dict[str, str], same: bool) -> None:
    assert (article_id(**PARTS) == article_id(**{**PARTS, **change})) is same


def test_without_day_the_content_makes_the_id() -> None:
    bare = {**PARTS, "day": ""}
    assert article_id(**bare) != article_id(**{**bare, "text": "Another text."})


def test_a_supplied_id_is_kept() -> None:
    assert article_id(**{**PARTS, "supplied": "k7", "url": "https://example.org/a"}) == "k7"


def test_host() -> None:
    assert (host_of("https://www.Example.org/a"), host_of("http://["), host_of("")) == ("example.org", "", "")
