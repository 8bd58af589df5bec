"""Fetching into a folder: what came is an archive, what did not a problem, and a run goes on where it stopped."""

from __future__ import annotations

import pytest

pytest.importorskip("httpcore")
pytest.importorskip("protego")

import newslab as nl
from newslab.read import web
from newslab.read.web.ask import Limits
from newslab.read.web.fetcher import Fetcher
from newslab.read.web.folder import LOG, PAGES, fetch_into
from newslab.read.web.lists import read_addresses
from tests.read.archives.made import page
from tests.read.web.hostile import OK, serving, whole

NEW = page("Bridge approved in Arlen", "The mayor said on Friday that the work would begin in June.")


def fetcher():
    return Fetcher(limits=Limits(deadline=5, delay=0), allowed=("127.0.0.1",))


def acts():
    return {
        "a": whole(OK + b'ETag: "1"\r\n'),
        "b": whole(OK, page("Bridge closed in Borl")),
        "gone": whole(b"HTTP/1.1 404 Not Found\r\n"),
    }


def test_what_came_is_read_and_what_did_not_is_a_problem(tmp_path):
    with serving(acts()) as (site, _):
        asked = fetch_into(tmp_path / "out", [f"{site}/{name}" for name in ("a", "gone", "b", "a")], fetcher())
    assert [one["reason"] for one in asked] == ["", "status 404", ""]
    articles, problems = nl.read_articles(tmp_path / "out")
    assert articles["title"].tolist() == ["Bridge approved in Arlen", "Bridge closed in Borl"]
    assert articles["url"].tolist() == [f"{site}/a", f"{site}/b"] and articles["retrieved"].notna().all()
    assert problems[["reason", "detail"]].values.tolist() == [["not fetched: status 404", f"{site}/gone"]]


def test_a_run_goes_on_where_it_was_killed(tmp_path):
    out, served = tmp_path / "out", acts()
    with serving(served) as (site, came):
        fetch_into(out, [f"{site}/a", f"{site}/gone"], fetcher())
        with (out / LOG).open("ab") as log, (out / PAGES).open("ab") as pages:
            log.write(b'{"url": "http://half')
            pages.write(b"\x1f\x8b\x08 half a record")
        served["gone"] = served["b"]
        came.clear()
        asked = fetch_into(out, [f"{site}/a", f"{site}/gone", f"{site}/b"], fetcher())
    assert [one["url"] for one in asked] == [f"{site}/gone", f"{site}/b"]  # what came is not asked again
    assert "GET /a " not in " ".join(came)
    assert len(nl.read_articles(out)[0]) == 3


def test_what_changed_is_a_revision(tmp_path):
    out, served = tmp_path / "out", acts()
    with serving(served) as (site, came):
        addresses = [f"{site}/a", f"{site}/b"]
        fetch_into(out, addresses, fetcher())
        fetch_into(out, addresses, fetcher())
        n = len(came)
        served["a"] = lambda one: one.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
        served["b"] = whole(OK, NEW)
        fetch_into(out, addresses, fetcher(), again=True)
    assert n == 3 and any('If-None-Match: "1"' in one for one in came[n:])
    articles, problems = nl.read_articles(out)
    assert len(articles) == 3 and articles["revision_of"].notna().sum() == 1
    assert problems.empty


def test_feeds_and_sitemaps_are_followed_to_their_pages(tmp_path):
    served = acts()
    with serving(served) as (site, _):
        for name, body in (
            ("feed", f"<rss><channel><item><title>A</title><link>{site}/a</link></item></channel></rss>"),
            ("index", f"<sitemapindex><sitemap><loc>{site}/map</loc></sitemap></sitemapindex>"),
            ("map", f"<urlset><url><loc>{site}/b</loc></url><url><loc>file:///etc/passwd</loc></url></urlset>"),
        ):
            served[name] = whole(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n", body.encode())
        asked = fetch_into(tmp_path / "out", [f"{site}/feed", f"{site}/index"], fetcher())
    assert [one["url"].rpartition("/")[2] for one in asked] == ["feed", "index", "a", "map", "b"]
    assert len(nl.read_articles(tmp_path / "out")[0]) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://a.example/1\n\nhttps://a.example/1\nhttp://b.example/2  # note\nno address\n", ["https://a.example/1", "http://b.example/2"]),
        ("title,url\nA,https://a.example/1\n", ["https://a.example/1"]),
        ('{"url": "https://a.example/1", "title": "A"}\n{"url": "x", "title": "B"}\n', ["https://a.example/1"]),
        ('<opml><body><outline text="x"><outline xmlUrl="https://a.example/feed"/></outline></body></opml>', ["https://a.example/feed"]),
        ("<urlset><url><loc>https://a.example/1</loc></url></urlset>", ["https://a.example/1"]),
        ("<rss><channel><item><title>A</title><link>https://a.example/1</link></item></channel></rss>", ["https://a.example/1"]),
        ("example,a)/1 20170105120000 http://a.example/1 text/html 200 AAAA 12\n", ["https://web.archive.org/web/20170105120000id_/http://a.example/1"]),
    ],
    ids=["text", "csv", "jsonl", "opml", "sitemap", "feed", "cdx"],
)  # fmt: skip
def test_lists_of_any_kind_name_addresses(tmp_path, text, found):
    (tmp_path / "list").write_text(text)
    assert read_addresses(tmp_path / "list") == found


def test_a_list_that_names_nothing_and_a_folder_of_others_are_told(tmp_path):
    (tmp_path / "list").write_text("nothing\n")
    with pytest.raises(nl.ReadError, match="names no address"):
        read_addresses(tmp_path / "list")
    with pytest.raises(nl.ReadError, match="nothing was fetched into it"):
        fetch_into(tmp_path, [], fetcher())


def test_an_address_is_read_when_it_is_named(monkeypatch):
    monkeypatch.setattr(web, "_fetcher", lambda contact: fetcher())
    with serving(acts()) as (site, _):
        articles, _ = nl.read_articles(f"{site}/a")
        assert articles[["title", "url"]].values.tolist() == [["Bridge approved in Arlen", f"{site}/a"]]
        with pytest.raises(nl.ReadError, match="not fetched: status 404"):
            nl.read_articles(f"{site}/gone")
    with pytest.raises(nl.ReadError, match="only addresses of http and https"):
        nl.read_articles("ftp://post.example/a")
