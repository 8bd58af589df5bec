import gzip
import random
import zlib

import pytest

import newslab as nl
from newslab.read.archives.payload import Payload, decode_payload
from tests.read.archives.made import packed, page, record, response, wacz

ONE, TWO, THREE = (response(page(f"Bridge {n} approved"), f"https://post.example/{n}") for n in ("one", "two", "three"))
INFO = record(b"software: a crawler", "warcinfo", "a.warc")


def read(tmp_path, raw, name="a.warc.gz"):
    (tmp_path / name).write_bytes(raw)
    return nl.read_articles(tmp_path / name)


@pytest.mark.parametrize(
    "raw",
    [
        packed(INFO, ONE, TWO),
        gzip.compress(INFO + ONE + TWO),
        INFO + ONE + TWO,
        wacz(data=packed(INFO, ONE), more=packed(TWO)),
        gzip.compress(gzip.compress(INFO + ONE + TWO)),
    ],
    ids=["a member a record", "one member", "not packed", "wacz", "packed twice"],
)
def test_archives_are_told_by_their_bytes(tmp_path, raw):
    articles, problems = read(tmp_path, raw, "unnamed")
    assert articles["url"].tolist() == ["https://post.example/one", "https://post.example/two"]
    assert articles["title"].tolist() == ["Bridge one approved", "Bridge two approved"]
    assert articles["retrieved"].dt.strftime("%Y-%m-%d %H:%M").tolist() == ["2024-03-06 10:00"] * 2
    assert problems["reason"].tolist() == ["not read: 1 record of type warcinfo"]


LIES = "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
PAGE = page()
CHUNKED = f"{len(PAGE):x}\r\n".encode() + PAGE + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (PAGE, LIES),
        (CHUNKED, "Transfer-Encoding: chunked\r\n"),
        (gzip.compress(PAGE), "Content-Encoding: gzip\r\n"),
        (zlib.compress(PAGE), "Content-Encoding: deflate\r\n"),
        (zlib.compress(PAGE, wbits=-15), "Content-Encoding: deflate\r\n"),
        (PAGE, "Content-Encoding: br\r\n"),
        (PAGE, "Content-Encoding: zstd\r\n"),
        (PAGE.replace(b"Dora Lind", "Døra Lind".encode("latin-1")), "Content-Type: text/html; charset=iso-8859-1\r\n"),
        (PAGE, "Content-Type: application/octet-stream\r\n"),
    ],
)
def test_what_headers_say_of_a_body_is_tried_not_believed(tmp_path, body, told):
    articles, _ = read(tmp_path, packed(response(body, "https://post.example/a", told=told)))
    assert articles["title"].tolist() == ["Bridge approved in Arlen"]
    assert "ra Lind said that work would begin in May" in articles["text"][0]
    assert "\ufffd" not in articles["text"][0]


def test_versions_of_an_address_are_revisions_in_the_order_of_capture(tmp_path):
    url, days = "https://post.example/a", ("2024-03-06T10:00:00Z", "2024-03-07T10:00:00Z", "2024-03-08T10:00:00Z")
    new, old = (
        page("Bridge approved"),
        page("Bridge approved", "The mayor said on Friday that the work would begin in June."),
    )
    articles, problems = read(
        tmp_path, packed(response(old, url, days[2]), response(new, url, days[0]), response(new, url, days[1]))
    )
    first = articles[articles["revision_of"].isna()].iloc[0]
    assert len(articles) == 2 and "June" not in first["text"]
    assert articles["revision_of"].dropna().tolist() == [first["article_id"]]
    assert problems["reason"].tolist() == ["repeats an article"]


def test_what_is_no_page_is_counted(tmp_path):
    raw = packed(
        ONE,
        record(b"GET / HTTP/1.1\r\n\r\n", "request", "https://post.example/one", media="application/http; msgtype=request"),
        response(b"gone", "https://post.example/gone", status="404 Not Found"),
        response(b"\x89PNG\r\n\x1a\n" + bytes(99), "https://post.example/a.png", told="Content-Type: image/png\r\n"),
        response(b"<rss><channel><item><title>A</title></item></channel></rss>", "https://post.example/f", told="Content-Type: text/xml\r\n"),
        response(b"<!doctype html><html><body><p>Menu</p></body></html>", "https://post.example/menu"),
    )  # fmt: skip
    articles, problems = read(tmp_path, raw)
    assert len(articles) == 1
    assert dict(problems[["reason", "detail"]].fillna("").values) == {
        "no article found on this page": "https://post.example/menu",
        "not read: 1 record of type request": "",
        "not read: 1 record with status 404": "",
        "not read: 2 records that hold no page": "",
    }


@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records)], ids=["gzip", "plain"])
def test_reading_goes_on_after_damage(tmp_path, pack):
    first, last = pack(ONE), pack(THREE)
    broken = bytearray(pack(TWO))
    broken[3:60] = random.Random(0).randbytes(57)
    articles, problems = read(tmp_path, first + bytes(broken) + last)
    assert articles["title"].tolist() == ["Bridge one approved", "Bridge three approved"]
    assert problems["reason"].str.contains(r"^damaged after byte .*read on at byte").tolist() == [True]


def test_a_length_that_lies_costs_no_other_record(tmp_path):
    swallows = TWO.replace(b"Content-Length: ", b"Content-Length: 1")
    articles, problems = read(tmp_path, ONE + swallows + THREE, "a.warc")
    assert {"Bridge one approved", "Bridge three approved"} <= set(articles["title"])
    assert len(problems)


@pytest.mark.parametrize("cut", [40, 400])
def test_the_end_of_an_archive_that_is_cut_is_told(tmp_path, cut):
    articles, problems = read(tmp_path, ONE + TWO[:cut], "a.warc")
    assert articles["title"].tolist() == ["Bridge one approved"]
    assert len(problems) == 1


def test_a_page_that_was_cut_is_marked(tmp_path):
    short = response(page(), "https://post.example/a", more="WARC-Truncated: length\r\n")
    assert read(tmp_path, packed(short))[0]["text_status"].tolist() == ["truncated"]


def test_bodies_without_end_are_problems():
    bomb = gzip.compress(bytes(30 << 20))
    assert decode_payload(Payload(bomb, encoding="gzip"), 20 << 20) == (b"", "this page unpacks to more than 20 MiB")
    assert decode_payload(Payload(bytes(2 << 20)), 1 << 20) == (b"", "this page has more than 1 MiB")


def test_spoiled_archives_are_read_or_told(tmp_path):
    dice = random.Random(1)
    for number in range(40):
        raw = bytearray(packed(INFO, ONE, TWO, THREE) if number % 2 else INFO + ONE + TWO + THREE)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(raw))
            raw[at : at + dice.randint(0, 30)] = dice.randbytes(dice.randint(0, 30))
        path = tmp_path / f"{number}.warc"
        path.write_bytes(raw)
    articles, problems = nl.read_articles(tmp_path)
    assert len(articles) + len(problems) > 40
    assert not problems["reason"].str.contains("cannot be read").any()
