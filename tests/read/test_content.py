"""Files are told apart by what they hold, decoded without loss, and never unpacked without bound."""

from __future__ import annotations

import gzip

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from newslab.errors import ReadError
from newslab.read.content import decode, find_kind, mend_references, unpack

KINDS = {
    "json": (b'[{"title": "A"}]', "json"),
    "json lines": (b'{"title": "A"}\n{"title": "B"}\n', "jsonl"),
    "pretty json": (b'{\n "title": "A"\n}', "json"),
    "bracketed text": (b"[Update] The dam was opened on Monday.\nIt is large.", "text"),
    "csv": (b"title,text\nA,B\n", "csv"),
    "semicolons": (b"headline;body\nA;B\n", "csv"),
    "prose with commas": (b"The title, said the minister, is a text.\nIt goes on.", "text"),
    "rss": (b'<?xml version="1.0"?><rss><channel/></rss>', "feed"),
    "atom after comment": (b"<!-- x --><feed xmlns='http://www.w3.org/2005/Atom'/>", "feed"),
    "html": (b"<!DOCTYPE html><html><body>x</body></html>", "html"),
    "xhtml": (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html><body/></html>', "html"),
    "utf-16 html": ("<html><body>x</body></html>".encode("utf-16"), "html"),
    "sitemap": (b'<?xml version="1.0"?><urlset><url/></urlset>', "xml"),
    "parquet": (b"PAR1....", "parquet"),
    "pdf": (b"%PDF-1.7 ...", "binary"),
    "png": (b"\x89PNG\r\n\x1a\n....", "binary"),
    "noise": (bytes(range(256)) * 4, "binary"),
    "empty": (b" \n\n", "empty"),
    "mark alone": (b"\xef\xbb\xbf", "empty"),
}


@pytest.mark.parametrize(("raw", "kind"), KINDS.values(), ids=KINDS.keys())
def test_kind(raw: bytes, kind: str) -> None:
    assert find_kind(raw) == kind


def test_the_name_decides_only_on_tables() -> None:
    assert find_kind(b"a,b\n1,2\n", "x.csv") == "csv"
    assert find_kind(b"<rss><channel/></rss>", "x.csv") == "feed"


TEXT = "Zürich – “Straße” costs 5 €"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(encoding: str) -> None:
    assert decode((TEXT * 3).encode(encoding)) == TEXT * 3


def test_a_declared_encoding_is_believed_where_it_is_not_utf_8() -> None:
    assert decode('<?xml version="1.0" encoding="koi8-r"?><a>Москва</a>'.encode("koi8-r")).endswith("Москва</a>")
    assert decode('<meta charset="shift_jis"><p>東京の新聞</p>'.encode("shift_jis")).endswith("東京の新聞</p>")
    assert decode('<meta charset="latin-1"><p>Zürich</p>'.encode()).endswith("Zürich</p>"), "UTF-8 that says Latin-1"


@pytest.mark.parametrize("name", ["hex", "zip", "rot13", "utf-7", "nonsense", "idna"])
def test_an_encoding_that_is_none_is_harmless(name: str) -> None:
    assert "Zürich" in decode(f'<?xml encoding="{name}"?>Zürich'.encode("cp1252"))


@given(st.binary(max_size=300))
def test_any_bytes_decode(raw: bytes) -> None:
    text = decode(raw)
    assert text.encode("utf-8").decode("utf-8") == text  # no lone surrogate, which could not be written


def test_unpacks_and_keeps_what_came_before_a_break() -> None:
    text = b"".join(b"line %d of a text\n" % number for number in range(20_000))
    assert unpack(gzip.compress(text), "a") == (text, "")
    assert unpack(gzip.compress(text[:100]) + gzip.compress(text[100:]), "a") == (text, "")
    assert unpack(zstandard.compress(text), "a") == (text, "")
    kept, trouble = unpack(gzip.compress(text)[:-2000], "a")
    assert text.startswith(kept)
    assert len(kept) > 1000
    assert "ends early" in trouble


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_a_bomb_is_refused_in_one_line(pack) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ReadError, match=r"^a: unpacks to more than \d+ MiB") as error:
        unpack(pack(b"\0" * (80 << 20)), "a")
    assert "\n" not in str(error.value)


def test_a_broken_stream_is_told() -> None:
    good = bytearray(gzip.compress(b"text " * 1000))
    good[30] ^= 0xFF
    assert "gzip stream" in unpack(bytes(good), "a")[1]


def test_references_to_no_character() -> None:
    assert mend_references("&#xD800;&#55296;&#99999999999;&#0;&#xE9;") == "\ufffd" * 4 + "&#xE9;"
