"""Lists and feeds of the outside world: sitemaps, OPML, Google News, what a feed takes back."""

from __future__ import annotations

import pytest

import newslab as nl

SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    "<url><loc>https://post.example/a</loc><news:news><news:publication><news:name>Arlen Post</news:name><news:language>en</news:language></news:publication>"
    "<news:publication_date>2024-05-06T10:00:00Z</news:publication_date><news:title>Dam opens &amp; fills</news:title></news:news></url>"
    "<url><loc>https://post.example/b</loc></url></urlset>"
)


def read(tmp_path, text):
    (tmp_path / "list.xml").write_text(text)
    return nl.read_articles(tmp_path / "list.xml")


def test_a_news_sitemap_is_read_as_titles(tmp_path):
    articles, problems = read(tmp_path, SITEMAP)
    one = articles.iloc[0]
    assert (one["title"], one["source"], one["language"], one["url"]) == (
        "Dam opens & fills",
        "Arlen Post",
        "en",
        "https://post.example/a",
    )
    assert str(one["published"]) == "2024-05-06 10:00:00+00:00"
    assert (
        problems["reason"].tolist()[0]
        == "no articles: this list names 1 pages without a title; newslab fetch fetches them"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '<opml version="2.0"><head/><body><outline text="a" xmlUrl="https://a.example/feed"/></body></opml>',
            "names 1 feeds",
        ),
        ("<sitemapindex><sitemap><loc>https://a.example/map</loc></sitemap></sitemapindex>", "names 1 sitemaps"),
        ("<urlset><url><loc>javascript:alert(1)</loc></url></urlset>", "names 0 pages"),
    ],
)
def test_other_lists_hold_no_articles(tmp_path, text, told):
    with pytest.raises(nl.ReadError, match=told):
        read(tmp_path, text)


@pytest.mark.parametrize("source", ["", '<source url="https://post.example">Arlen Post</source>'])
def test_titles_of_google_news_end_with_the_outlet(tmp_path, source):
    feed = (
        "<rss><channel><title>dam</title><link>https://news.google.com/search?q=dam</link><item><title>Dam opens - after ten years - Arlen Post</title>"
        f"<link>https://news.google.com/rss/articles/x</link>{source}</item></channel></rss>"
    )
    assert read(tmp_path, feed)[0][["title", "source"]].values.tolist() == [
        ["Dam opens - after ten years", "Arlen Post"]
    ]


def test_other_titles_keep_what_follows_a_dash(tmp_path):
    feed = "<rss><channel><title>P</title><link>https://post.example/</link><item><title>Dam opens - after ten years</title></item></channel></rss>"
    assert read(tmp_path, feed)[0]["title"].tolist() == ["Dam opens - after ten years"]


def test_updates_and_deletions_of_a_feed_are_told(tmp_path):
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>P</title>'
        '<at:deleted-entry ref="tag:post.example:1" when="2024-05-07T10:00:00Z"/><entry><id>tag:2</id><title>Dam opens</title>'
        "<published>2024-05-06T10:00:00Z</published><updated>2024-05-08T12:00:00Z</updated></entry></feed>"
    )
    articles, problems = read(tmp_path, feed)
    assert articles[["published_day", "corrected"]].astype(str).values.tolist() == [
        ["2024-05-06", "2024-05-08T12:00:00Z"]
    ]
    assert problems[["reason", "detail"]].values.tolist()[0] == [
        "withdrawn by its feed on 2024-05-07T10:00:00Z",
        "tag:post.example:1",
    ]
