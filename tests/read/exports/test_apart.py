"""Documents that end, fill or hold up the library that opens them: told in one row, and the others are read."""

from __future__ import annotations

import struct
import zlib

import pytest

from newslab.errors import ReadError
from newslab.read.exports import apart
from newslab.read.exports.apart import open_apart
from newslab.read.files import read_articles
from tests.read.exports.made import biff, label, pdf, rtf, xls, xlsb

HEAD = label(0, 0, "title") + label(0, 1, "text")
GOOD = HEAD + label(1, 0, "Dam opens") + label(1, 1, "The dam in the north opened on Monday.")
CELLS = [(0, 0, "title"), (0, 1, "text"), (1, 0, "Dam opens"), (1, 1, "The dam in the north opened.")]
FAR = "its library ended, or took more memory than a file of this size may"


@pytest.mark.parametrize("raw", [xls(GOOD), xlsb(CELLS)], ids=["xls", "xlsb"])
def test_workbooks_of_the_older_forms_are_read(raw, tmp_path):
    (tmp_path / "a").write_bytes(raw)
    articles, problems = read_articles(tmp_path / "a")
    assert articles["title"].tolist() == ["Dam opens"]
    assert problems.empty


def streamed(plain: bytes, times: int = 1) -> bytes:
    """Make a PDF whose one page is packed so many times."""
    packed = plain
    for _ in range(times):
        packed = zlib.compress(packed)
    made = pdf([["Dam opens"]])
    start, end = made.index(b"<</Length"), made.index(b"endstream")
    head = b"<</Length %d/Filter[%s]>>\nstream\n" % (len(packed), b"/FlateDecode" * times)
    return made[:start] + head + packed + b"\n" + made[end:]


BOMBS = {
    "a cell that no sheet has": xls(GOOD + label(65535, 65535, "x")),
    "more cells than there is memory": xls(biff(0x200, struct.pack("<IIHHH", 0, 2**32 - 2, 0, 65535, 0)) + GOOD),
    "sectors in a ring": xls(GOOD, more_fat=1),
    "a far cell in XLSB": xlsb([*CELLS, (2, 2**32 - 2, "x")]),
    "all cells of an XLSB sheet": xlsb([*CELLS, (2**20 - 1, 16383, "x")]),
}


@pytest.mark.parametrize("raw", BOMBS.values(), ids=BOMBS)
def test_what_ends_the_library_is_one_row_and_the_others_are_read(raw, tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "MEMORY", 1 << 29)
    (tmp_path / "a.bin").write_bytes(raw)
    (tmp_path / "b.csv").write_text("title,text\nDam opens,The dam opened.\n", "utf-8")
    articles, problems = read_articles(tmp_path)
    assert articles["title"].tolist() == ["Dam opens"]
    assert problems["place"].tolist() == ["a.bin"]
    assert FAR in problems["reason"][0]


SLOW = {
    "sheets": xls(GOOD + label(65535, 1, "x"), sheets=2000),
    "pdf": streamed(b"BT /F1 10 Tf 14 TL 50 800 Td\n" + b"(The dam opened.) Tj T*\n" * 500_000 + b"ET"),
}


@pytest.mark.parametrize(("form", "raw"), SLOW.items(), ids=SLOW)
def test_what_holds_a_library_up_is_ended_by_its_processor_time(form, raw, monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 1)
    monkeypatch.setattr(apart, "SECONDS_A_MIB", 0)
    with pytest.raises(ReadError, match=r"took more than 1 s of processor time|ended, or took more memory"):
        list(open_apart(form, raw))


def test_what_unfolds_to_more_than_a_text_could_is_ended(monkeypatch):
    monkeypatch.setattr("newslab.read.exports.packs.BOMB_BYTES", 1 << 16)
    monkeypatch.setattr("newslab.read.exports.packs.BOMB_RATIO", 1)
    with pytest.raises(ReadError, match="unpacks to more than a text could"):
        list(open_apart("sheets", xls(HEAD + label(1, 1, "x" * 200), sheets=2000)))


def test_a_reader_that_stops_early_leaves_no_process(monkeypatch):
    begun = []
    started = apart.subprocess.Popen
    monkeypatch.setattr(apart.subprocess, "Popen", lambda *a, **k: begun.append(started(*a, **k)) or begun[-1])
    found = open_apart("rtf", rtf(["One", "Two"]))
    assert next(found) == "One"
    found.close()
    assert [one.poll() is not None for one in begun] == [True]
