"""A flattened page is cut without loss; its article, other articles glued to it, and the rest are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslab.evaluate.pages import _score_marked
from newslab.read.pages import read_page
from newslab.read.segments import cut_page, find_segments

PARAGRAPHS = [
    "The harbour council voted on Tuesday to rebuild the northern pier, which a storm had broken in two last winter.",
    "“We have waited long enough,” said the harbour master, who has asked for the money in each of the past three years.",
    "The work is to begin in April and to cost 4 million crowns, half of which the region is going to pay for.",
]
TITLE = "Harbour council votes to rebuild northern pier"
LONG = " ".join(
    f"In part {number} the mill owners said that flour prices would rise again before the summer."
    for number in range(8)
)
AGES_LAST = ["Recent Posts", "Mill to close in May", "The owners of the old mill have told their workers that…", "3 hours ago",
             "Choir sings in the square", "Two hundred people heard the choir on Sunday and asked…", "1 week ago"]  # fmt: skip
GLUED = ["Related Articles", "Valley Times", "5 hours ago", "- Valley Times", "Flour prices to rise again, owners warn", LONG,
         "Hill Post", "a day ago", "- Hill Post", "Will the bridge ever open?", LONG.replace("mill", "bridge")]  # fmt: skip
PAGES = {
    "teasers": ["Home", "News", TITLE, "By Ann Lee", "Reading time: 3 minutes", *PARAGRAPHS, *AGES_LAST],
    "glued": [TITLE, *PARAGRAPHS, "Tags", "Comments", *GLUED],
    "nothing around": [TITLE, *PARAGRAPHS],
    "advertisement within": [
        TITLE,
        PARAGRAPHS[0],
        "Advertisement",
        *PARAGRAPHS[1:],
        "Share",
        "© 2024 Valley Times. All rights reserved.",
    ],
    "list within": [
        TITLE,
        PARAGRAPHS[0],
        "Read more",
        "Mill to close in May",
        *PARAGRAPHS[1:],
        "Follow us on Facebook",
    ],
}


@pytest.mark.parametrize("lines", PAGES.values(), ids=PAGES.keys())
@pytest.mark.parametrize("mark", ["\n", "\n\n"], ids=["tight", "blank lines"])
def test_the_article_is_kept_and_the_rest_is_not(lines: list[str], mark: str) -> None:
    articles, problems = read_page(mark.join(lines))
    assert articles["title"][0] == TITLE
    assert articles["text"][0] == "\n".join(PARAGRAPHS)
    assert not len(problems)


def test_glued_articles_are_records_of_their_own_without_a_date() -> None:
    articles, _ = read_page("\n".join(PAGES["glued"]), url="https://post.example/pier", retrieved="2024-06-01T08:00Z")
    assert articles["title"].tolist() == [
        TITLE,
        "Flour prices to rise again, owners warn",
        "Will the bridge ever open?",
    ]
    assert articles["source"].tolist() == ["post.example", "Valley Times", "Hill Post"]
    assert articles["published"].isna().all(), "an age is no date"
    assert articles["url"].tolist()[0] == "https://post.example/pier"
    assert articles["url"].isna().tolist() == [False, True, True]


def test_teasers_are_no_articles() -> None:
    assert len(read_page("\n".join(PAGES["teasers"]))[0]) == 1


def test_a_date_in_the_byline_is_the_publication_date() -> None:
    articles, _ = read_page("\n".join([TITLE, "Published: 6 May 2024", *PARAGRAPHS]))
    assert str(articles["published_day"][0].date()) == "2024-05-06"


def test_kinds_have_reasons() -> None:
    found = find_segments("\n".join(PAGES["teasers"]))
    assert found["kind"].tolist()[2:4] == ["title", "byline"]
    assert set(found["kind"].tail(6)) == {"teaser"}
    assert found["reason"].notna().all()


@given(
    st.lists(
        st.one_of(
            st.sampled_from([line for page in PAGES.values() for line in page] + ["", " "]), st.text(max_size=30)
        ),
        max_size=25,
    )
)
def test_nothing_is_deleted(lines: list[str]) -> None:
    page = "\n".join(lines)
    found = cut_page(page)
    assert "".join(page[one.start : one.end] for one in found) == page


@pytest.mark.parametrize("name", ["raw_page_teasers.txt", "raw_page_embedded_articles.txt"])
def test_scraped_pages_marked_by_hand(name: str, shared) -> None:  # type: ignore[no-untyped-def]
    path: Path = shared(f"seeds/{name}")
    row, _ = _score_marked(path)
    assert row["kept"] >= 0.95
    assert row["dropped"] >= 0.95
    assert row["glued"] in {"0 of 0", "3 of 3"}
    assert row["dates invented"] == 0
