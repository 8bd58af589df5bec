"""Archives made for the tests: WARC records and pages."""

from __future__ import annotations

import gzip
import io
import zipfile

TEXT = (
    "The council of Arlen approved a new bridge over the Sill on Tuesday after a debate of four hours.",
    "Mayor Dora Lind said that work would begin in May and that the old bridge would stay open until then.",
    "The bridge will cost 40 million crowns, of which the county pays half, and carry 9,000 cars a day.",
)


def page(title: str = "Bridge approved in Arlen", *more: str, head: str = "") -> bytes:
    """Return a page with one article."""
    paragraphs = "".join(f"<p>{one}</p>" for one in (*TEXT, *more))
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()


def response(
    body: bytes, url: str, day: str = "2024-03-06T10:00:00Z", status: str = "200 OK", told: str = "", more: str = ""
) -> bytes:
    """Return one WARC record of a response; `told` are further lines of its HTTP header, `more` of the record's."""
    kind = "" if "content-type" in told.lower() else "Content-Type: text/html; charset=utf-8\r\n"
    http = f"HTTP/1.1 {status}\r\n{kind}{told}\r\n".encode() + body
    return record(http, "response", url, day, "application/http; msgtype=response", more)


def record(
    block: bytes, kind: str, url: str, day: str = "2024-03-06T10:00:00Z", media: str = "text/plain", more: str = ""
) -> bytes:
    """Return one WARC record."""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {day}\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
    return f"{head}Content-Type: {media}\r\n{more}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def packed(*records: bytes) -> bytes:
    """Return records as archives are packed: each a gzip member of its own."""
    return b"".join(map(gzip.compress, records))


def wacz(**members: bytes) -> bytes:
    """Return a WACZ with these archives."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as pack:
        pack.writestr("datapackage.json", "{}")
        pack.writestr(
            "pages/pages.jsonl", '{"format": "json-pages-1.0"}\n{"url": "https://post.example/a", "title": "A"}\n'
        )
        for name, raw in members.items():
            pack.writestr(f"archive/{name}.warc.gz", raw)
    return held.getvalue()
