"""Nasty strings and payloads through whatever reading writes: parts, archives, logs, lists, the terminal; none runs."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import newslab as nl
from newslab.cli import app
from newslab.read import web
from tests.fuzz import NASTY
from tests.read.archives.made import TEXT, packed, page, response

LIVE = [
    f"{opening}{act}{closing}"
    for act in ("alert(1)", "fetch('//a.example')", "document.cookie", "eval(name)", "import('//a.example/x')", "location='//a.example'", "top.name")
    for opening, closing in (
        ("<script>", "</script>"), ("<img src=x onerror=", ">"), ("<svg/onload=", ">"), ("javascript:", ""), ('"><script>', "</script>"),
        ("<a href='javascript:", "'>a</a>"), ("<iframe srcdoc='<script>", "</script>'>"), ("\x1b]0;", "\x07"), ("=HYPERLINK(", ")"), ("';", "//"),
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def strings(request):
    known = Path(__file__).resolve().parents[3] / "shared/datasets/badinputs/blns/blns.json"
    blns = json.loads(known.read_text("utf-8")) if known.exists() else []
    found = [one for one in [*blns, *NASTY, *LIVE] if one.strip("\x00\ufeff\u200b \t\r\n\ud800")]
    assert len(found) > (665 if blns else 155)
    return found


def test_parts_hold_what_a_table_holds(strings, tmp_path):
    rows = [
        {"id": f"n{at}", "title": one, "text": f"It opened. {one}", "source": one, "further": one}
        for at, one in enumerate(strings)
    ]
    kept, problems = nl.read_articles(rows, to=tmp_path / "kept")
    whole, told = nl.read_articles(rows)
    pd.testing.assert_frame_equal(kept.frame(), whole)
    pd.testing.assert_frame_equal(problems, told)
    assert {path.name for path in tmp_path.iterdir()} == {"kept"}


def test_archives_give_words(strings, tmp_path):
    pages = [page(escape(one.encode("utf-8", "replace").decode()), *TEXT) for one in strings]
    urls = [
        "".join(char for char in one if char not in "\r\n\x00")[:200].encode("utf-8", "replace").decode()
        for one in strings
    ]
    raw = packed(
        *(
            response(body, f"https://post.example/{at}?{url}")
            for at, (body, url) in enumerate(zip(pages, urls, strict=True))
        )
    )
    (tmp_path / "a.warc.gz").write_bytes(raw)
    articles, problems = nl.read_articles(tmp_path / "a.warc.gz")
    assert len(articles) + len(problems) >= len(strings)
    assert articles["text"].str.contains("The council of Arlen").all()


@pytest.mark.parametrize("form", ["<urlset>{}</urlset>", "<rss><channel>{}</channel></rss>"], ids=["sitemap", "feed"])
def test_lists_give_words(strings, tmp_path, form):
    entry = (
        "<url><loc>https://post.example/{0}</loc><title>{1}</title></url>"
        if "urlset" in form
        else "<item><link>https://post.example/{0}</link><title>{1}</title></item>"
    )
    text = form.format("".join(entry.format(at, escape(one)) for at, one in enumerate(strings)))
    (tmp_path / "list.xml").write_bytes(text.encode("utf-8", "replace"))
    try:
        articles, problems = nl.read_articles(tmp_path / "list.xml")
    except nl.ReadError as error:
        assert "\x1b" not in str(error)
    else:
        assert len(articles) + len(problems) >= len(strings)
        assert (
            problems["reason"].map(str.isprintable).all() and problems["detail"].fillna("").map(str.isprintable).all()
        )


def test_the_log_of_fetching_and_the_terminal_show_no_control_characters(strings, tmp_path, monkeypatch):
    pytest.importorskip("httpcore")
    from newslab.read.web.ask import Answer
    from newslab.read.web.folder import _Shelf

    out = tmp_path / "out"
    out.mkdir()
    shelf = _Shelf.open(out)
    told = {"etag": "", "content-type": "text/html"}
    lines = [
        shelf.keep(Answer(one, one, "2024-03-06T10:00:00Z", 404, {**told, "etag": one}, reason=one), [one])
        for one in strings
    ]
    shelf.keep(
        Answer("https://post.example/a", "https://post.example/a", "2024-03-06T10:00:00Z", 200, told, page(), page()),
        [],
    )
    articles, problems = nl.read_articles(out)
    assert len(articles) == 1 and len(problems) == len(set(strings))
    assert problems["reason"].map(str.isprintable).all() and problems["detail"].fillna("").map(str.isprintable).all()
    assert {path.name for path in out.iterdir()} == {"fetched.jsonl", "pages.warc.gz"}
    for at in range(0, len(lines), 5):
        monkeypatch.setattr(web, "fetch_list", lambda *_, at=at, **__: lines[at : at + 5])
        shown = CliRunner().invoke(app, ["fetch", "https://post.example/", "--out", str(out)]).output
        assert all(line.isprintable() for line in shown.split("\n"))
