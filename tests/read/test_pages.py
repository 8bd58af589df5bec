"""HTML pages: the text without the page around it, and what the page says of itself."""

from __future__ import annotations

import json

import pytest

from newslab.errors import ReadError
from newslab.read.authors import split_names
from newslab.read.metadata import find_metadata
from newslab.read.pages import parse_html, read_page

PARAGRAPHS = [
    "The harbour council voted on Tuesday to rebuild the northern pier, which a storm had broken in two last winter.",
    "“We have waited long enough,” said the harbour master, who has asked for the money in each of the past three years.",
    "The work is to begin in April and to cost 4 million crowns, half of which the region is going to pay for.",
    "Fishing crews will use the southern pier until the work is done, the council said in a note to the crews.",
]
LD = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Valley Times"}, {
    "@type": "NewsArticle", "headline": "Council votes to rebuild pier", "datePublished": "2024-05-07T03:30:00Z",
    "author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Ray"}],
    "publisher": {"@type": "Organization", "name": "Valley Times"}, "articleSection": "Local"}]}  # fmt: skip
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Council votes to rebuild pier | Valley Times</title>
<meta property="og:site_name" content="Valley Times"><meta property="article:published_time" content="2024-05-06T23:30:00-04:00">
<link rel="canonical" href="https://valley.example/pier"><script type="application/ld+json">{json.dumps(LD)}</script></head>
<body><nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/local">Local</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article class="article"><h1>Council votes to rebuild pier</h1><div class="byline">By <a rel="author">Ann Lee</a></div>
<figure><img src="/pier.jpg"><figcaption>The broken pier. Photo: C. Fox</figcaption></figure>
<div class="article-body">{"".join(f"<p>{one}</p>" for one in PARAGRAPHS)}</div></article></main>
<aside class="related"><h3>Related articles</h3><ul><li><a href="/a">Mill to close in May</a></li><li><a href="/b">Choir sings in square</a></li></ul></aside>
<footer class="footer"><p>© 2024 Valley Times. All rights reserved.</p></footer></body></html>"""  # fmt: skip


def test_a_page_gives_its_article() -> None:
    articles, problems = read_page(PAGE)
    row = articles.iloc[0]
    assert row["text"] == "\n".join(PARAGRAPHS)
    expected = {"title": "Council votes to rebuild pier", "source": "Valley Times", "authors": ["Ann Lee", "Bo Ray"],
                "section": "Local", "url": "https://valley.example/pier"}  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert row["images"] == [
        {"url": "https://valley.example/pier.jpg", "caption": "The broken pier.", "credit": "C. Fox", "rights": ""}
    ]
    assert (len(articles), len(problems)) == (1, 0)


def test_the_day_is_the_outlets_own() -> None:
    row = read_page(PAGE)[0].iloc[0]
    assert (str(row["published"]), str(row["published_day"].date())) == ("2024-05-07 03:30:00+00:00", "2024-05-06")
    assert (row["published_method"], row["published_confidence"]) == ("json-ld: time", 0.97)


def test_bytes_and_text_give_the_same_and_one_id_with_the_feed() -> None:
    one, other = (
        read_page(PAGE)[0],
        read_page(PAGE.encode("utf-16"), url="https://valley.example/pier?utm_source=feed")[0],
    )
    assert one["article_id"][0] == other["article_id"][0]
    assert one["text"][0] == other["text"][0]


DATES = {
    "time element": ('<time datetime="2024-05-06T10:00+02:00">today</time>', "2024-05-06"),
    "words": ('<p class="date">Published 6 May 2024</p>', "2024-05-06"),
    "age": ('<p class="date">18 hours ago</p><time>2 days ago</time>', ""),
    "updated only": ('<meta property="article:modified_time" content="2024-05-06T10:00Z">', ""),
    "broken json-ld": (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-05-06",}</script>',
        "2024-05-06",
    ),
}


@pytest.mark.parametrize(("html", "day"), DATES.values(), ids=DATES.keys())
def test_where_a_date_comes_from(html: str, day: str) -> None:
    found = find_metadata(parse_html(f"<html><body>{html}<p>Text</p></body></html>"))
    assert str(found.published.day or "") == day


@pytest.mark.parametrize(
    "page",
    ["<html><body></body></html>", "<html>" + "<div>" * 20_000, "<p>" * 5000, "<html><body>&#xD800;</body></html>", "<table>" * 3000 + "x"],
    ids=["no text", "deep", "unclosed", "surrogate", "tables"],
)  # fmt: skip
def test_a_page_without_article_is_one_problem(page: str) -> None:
    articles, problems = read_page(page)
    assert len(articles) + len(problems) == 1


@pytest.mark.parametrize(
    "page", [b"", "  ", b"%PDF-1.4 x", b"\x00\x01" * 99, 7], ids=["empty", "blank", "pdf", "binary", "number"]
)
def test_what_is_no_page_gets_one_clear_line(page: object) -> None:
    with pytest.raises(ReadError, match=r"^page: ") as error:
        read_page(page)  # type: ignore[arg-type]
    assert "\n" not in str(error.value)


def test_script_never_reaches_the_text() -> None:
    page = PAGE.replace(
        PARAGRAPHS[1], f"{PARAGRAPHS[1]}<script>alert(1)</script><img src=x onerror=alert(2)> &lt;b&gt;"
    )
    text = read_page(page)[0]["text"][0]
    assert "alert" not in text
    assert "<b>" in text, "what was escaped is text"


@pytest.mark.parametrize(
    ("words", "names"),
    [("By Ann Lee and Bo Ray", ["Ann Lee", "Bo Ray"]), ("Von Ann Lee, Bo Ray", ["Ann Lee", "Bo Ray"]), ("https://x.example/a", []), ("admin", [])],
    ids=["english", "german", "address", "role"],
)  # fmt: skip
def test_names_in_a_byline(words: str, names: list[str]) -> None:
    assert split_names(words) == names


UNDATED = """Harbour bridge opens after a long wait
The new bridge over the harbour was opened on Monday, 4 November by the mayor, who thanked all that had built it.
Thousands of people walked across it the same day, and the old ferry will stop at the end of the week, she said.
Comments
Council raises fees
The council raised the fees for boats at the start of 2025, to the anger of all owners...
18 hours ago
"""


@pytest.mark.parametrize("retrieved", [None, "2025-01-22"])
def test_a_page_without_a_date_is_bounded_and_never_by_the_age_of_a_teaser(retrieved: str | None) -> None:
    row = read_page(UNDATED, retrieved=retrieved)[0].iloc[0]
    assert (str(row["published"]), str(row["published_day"])) == ("NaT", "NaT")
    bounds = [str(row[f"published_{end}"])[:10] for end in ("first", "last")]
    assert bounds == ["2024-11-04", "2024-12-04"]
    assert row["published_method"] == "bounds: weekday" and 0.5 < row["published_confidence"] < 1


def test_a_page_that_names_no_year_is_left_open() -> None:
    row = read_page(UNDATED.replace("2025", "the year"))[0].iloc[0]
    assert str(row["published_first"]) == str(row["published_last"]) == "NaT"


def _with(inner: str, head: str = "") -> str:
    body = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    return f"<html><head>{head}</head><body><article><h1>Council votes to rebuild pier</h1>{body}</article>{inner}</body></html>"


def test_a_page_that_builds_its_text_by_script_gives_what_its_head_says() -> None:
    told = "The council of Arlen voted on Tuesday to rebuild the northern pier, which a storm had broken."
    head = f'<meta property="og:type" content="article"><meta property="og:title" content="Pier to be rebuilt"><meta property="og:description" content="{told}">'
    row = read_page(f'<html><head>{head}</head><body><div id="app"></div></body></html>')[0].iloc[0]
    assert (row["title"], row["text"], row["text_status"]) == ("Pier to be rebuilt", told, "truncated")


OTHERS = {
    "a comment": '<div class="comments"><div class="comment"><time datetime="2025-01-01">1 Jan</time><p>Good.</p></div></div>',
    "a list of others": '<section class="latest-news"><ul><li><a href="/x">Mill to close</a> <time datetime="2025-01-01">1 Jan</time></li></ul></section>',
    "a footer": '<footer><span class="date">1 January 2025</span></footer>',
    "an update alone": '<p class="date">Updated 1 January 2025</p>',
}


@pytest.mark.parametrize("inner", OTHERS.values(), ids=OTHERS.keys())
def test_the_day_of_others_is_not_the_articles(inner: str) -> None:
    assert str(read_page(_with(inner))[0]["published_day"][0]) == "NaT"


STATUS = {
    "live": (
        '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Vote live"}</script>',
        "live",
    ),
    "paid": (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "V", "isAccessibleForFree": "False"}</script>',
        "truncated",
    ),
    "free": (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "V", "isAccessibleForFree": true}</script>',
        "full",
    ),
}


@pytest.mark.parametrize(("head", "status"), STATUS.values(), ids=STATUS.keys())
def test_live_and_paid_pages_are_marked(head: str, status: str) -> None:
    assert read_page(_with("", head))[0]["text_status"][0] == status


@pytest.mark.parametrize(
    "notice",
    ["We use cookies to improve your experience on this site.", "Also read: Mill to close in May", "Read more: Choir sings in square",
     "Sign up to the Pro newsletter to get all the top news!", "Follow us on Facebook and Twitter", "Advertisement",
     "When you purchase through links on our site, we may earn an affiliate commission."],
)  # fmt: skip
def test_notices_of_the_outlet_are_no_text(notice: str) -> None:
    page = PAGE.replace(f"<p>{PARAGRAPHS[2]}</p>", f"<p>{notice}</p><p>{PARAGRAPHS[2]}</p>")
    assert read_page(page)[0]["text"][0] == "\n".join(PARAGRAPHS)


FLAT = """Home > World > Coast
Council votes to rebuild pier
By Ann Lee
The broken pier seen from the harbour in Arlen, where work is planned, on May 5, 2024. [Kim Fox/Yonhap]
{0}
https://valley.example/pier
{1}
{2}
This article was originally published by The Coast Post.
Related articles
Mill to close
18 hours ago
"""


def test_a_flattened_page_gives_caption_section_and_origin() -> None:
    row = read_page(FLAT.format(*PARAGRAPHS))[0].iloc[0]
    assert row["text"] == "\n".join(PARAGRAPHS[:3])
    assert (row["section"], row["origin"], row["authors"]) == ("Coast", "The Coast Post", ["Ann Lee"])
    assert [(one["caption"][:16], one["credit"]) for one in row["images"]] == [("The broken pier ", "Kim Fox/Yonhap")]
