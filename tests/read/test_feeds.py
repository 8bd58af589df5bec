"""Feeds: what is told arrives as plain text; what is broken never raises, runs or hangs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newslab.read.assemble import assemble
from newslab.read.feeds import read_feed
from newslab.read.records import Problem, Record

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Valley Times</title>
<link>https://valley.example/</link><language>en-gb</language><item><title>Dam &amp; bridge open &#8211; at last</title>
<link>/dam</link><guid isPermaLink="false">7</guid><pubDate>Mon, 06 May 2024 23:30:00 -0400</pubDate><dc:creator>Ann Lee</dc:creator>
<category>Local</category><description>Short.</description>
<content:encoded><![CDATA[<p>The dam&nbsp;opened.</p><script>x()</script><p>So did the bridge.</p>]]></content:encoded>
<media:content url="https://valley.example/dam.jpg" medium="image"><media:description>The dam</media:description>
<media:credit>B. Ray</media:credit></media:content></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://hill.example/"><title>Hill Post</title><entry>
<title type="html">A &lt;b&gt;bold&lt;/b&gt; dam</title><link rel="self" href="x"/><link href="news/dam"/><id>urn:1</id>
<published>2024-05-06T10:00:00Z</published><author><name>Bo Ray</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></content></entry></feed>"""
JSON = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Lake News", "items": [
    {"id": "1", "url": "https://lake.example/1", "title": "Dam", "content_html": "<p>One.</p>", "date_published": "2024-05-06T10:00:00Z",
     "authors": [{"name": "Cy Fox"}]}, "nonsense"]})  # fmt: skip


def rows(feed: str) -> list[dict[str, object]]:
    articles, _ = assemble(read_feed(feed.encode(), "f"))
    return articles.to_dict("records")


def test_rss() -> None:
    (row,) = rows(RSS)
    expected = {"title": "Dam & bridge open – at last", "text": "The dam opened.\nSo did the bridge.", "subtitle": "Short.",
                "url": "https://valley.example/dam", "source": "Valley Times", "authors": ["Ann Lee"], "section": "Local",
                "language": "en", "text_status": "full"}  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert (str(row["published"]), str(row["published_day"])[:10]) == ("2024-05-07 03:30:00+00:00", "2024-05-06")
    assert row["images"] == [
        {"url": "https://valley.example/dam.jpg", "caption": "The dam", "credit": "B. Ray", "rights": ""}
    ]


def test_atom() -> None:
    (row,) = rows(ATOM)
    assert (row["title"], row["text"], row["url"], row["authors"]) == (
        "A bold dam", "One.\nTwo.", "https://hill.example/news/dam", ["Bo Ray"])  # fmt: skip


def test_json_feed() -> None:
    found = list(read_feed(JSON.encode(), "f"))
    assert isinstance(found[1], Problem)
    (row,) = rows(JSON)
    assert (row["title"], row["text"], row["source"], row["authors"]) == ("Dam", "One.", "Lake News", ["Cy Fox"])


def test_a_summary_alone_is_truncated() -> None:
    (row,) = rows("<rss><channel><item><title>A</title><description>Short.</description></item></channel></rss>")
    assert (row["text"], row["text_status"]) == ("Short.", "truncated")


BROKEN = {
    "surrogate": RSS.replace("Short.", "&#xD800; short"),
    "no such entity": RSS.replace("Short.", "&nosuch; short"),
    "bare ampersand": RSS.replace("Short.", "A & B"),
    "control characters": RSS.replace("Short.", "a\x00\x08b"),
    "undeclared prefix": RSS.replace("Short.", "</description><x:y>z</x:y><description>"),
    "cut off": RSS[:-40],
    "bad base": RSS.replace("<rss ", '<rss xml:base="http://[" '),
    "entity bomb": '<!DOCTYPE r [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;">]>'
    + RSS.partition("?>")[2].replace("Short.", "&b;"),
    "outside file": '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    + RSS.partition("?>")[2].replace("Short.", "&a;"),
    "20,000 attributes": RSS.replace("<item>", "<item " + " ".join(f'a{number}="1"' for number in range(20_000)) + ">"),
    "deep": RSS.replace("Short.", "<b>" * 5000),
}


@pytest.mark.parametrize("feed", BROKEN.values(), ids=BROKEN.keys())
def test_a_damaged_feed_still_gives_its_entry(feed: str) -> None:
    found = [one for one in read_feed(feed.encode(), "f") if isinstance(one, Record)]
    assert found
    assert str(found[0].values["title"]).startswith("Dam & bridge")
    assert "root:" not in str(found)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([RSS, ATOM, JSON]),
    st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=6)), min_size=1, max_size=5),
)
def test_no_damage_raises(feed: str, cuts: list[tuple[int, bytes]]) -> None:
    raw = bytearray(feed.encode())
    for at, new in cuts:
        raw[at : at + len(new)] = new
    found = list(read_feed(bytes(raw), "f"))
    articles, problems = assemble(found)
    assert len(articles) + int(problems["article_id"].isna().sum()) == len(found) > 0


def test_others_test_feeds_are_read(shared) -> None:  # type: ignore[no-untyped-def]
    folder: Path = shared("datasets/badinputs/feedparser/tests")
    for path in sorted(folder.rglob("*.xml"))[::10]:
        raw = path.read_bytes()
        found = list(read_feed(raw, path.name))
        if b"<item>" in raw or b"<entry>" in raw:
            assert isinstance(found[0], Record), path.name
