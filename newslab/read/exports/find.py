"""Which export or archive bytes are: told by what they hold, never by a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from newslab.errors import MissingPackage, ReadError
from newslab.read.exports.packs import Budget, find_pack, read_pack, zip_names
from newslab.read.found import Found, Problem

Reader = Callable[[bytes, str], Iterator[Found]]


def find_export(raw: bytes, kind: str, budget: Budget | None = None) -> tuple[str, Reader] | None:
    """Return name and reader of an export or archive; None for what the other readers read.

    Parameters
    ----------
    raw : bytes of a file.
    kind : what `find_kind` tells of them.
    budget : what the archive that these bytes come from may still unfold to.
    """
    if pack := find_pack(raw):
        names = zip_names(raw) if pack == "zip" else set()
        if "word/document.xml" in names:
            return "DOCX", _told(_read_docx)
        return pack, partial(read_pack, budget=budget)
    if raw.startswith(b"{\\rtf"):
        return "RTF", _told(_read_rtf)
    if kind == "text":
        return _find_text(raw)
    return None


def _told(reader: Reader) -> Reader:
    """Return a reader that tells a missing package or a broken file as a problem: the other files are still read."""

    def read(raw: bytes, place: str) -> Iterator[Found]:
        try:
            yield from reader(raw, place)
        except (MissingPackage, ReadError) as error:
            yield Problem(place, 0, str(error))

    return read


def _read_docx(raw: bytes, place: str) -> Iterator[Found]:
    from newslab.read.exports.documents import docx_lines

    yield from _read_lines(docx_lines(raw), place)


def _read_rtf(raw: bytes, place: str) -> Iterator[Found]:
    from newslab.read.exports.documents import rtf_lines

    yield from _read_lines(rtf_lines(raw), place)


def _find_text(raw: bytes) -> tuple[str, Reader] | None:
    from newslab.read.exports.documents import text_lines

    found = _lines_reader(text_lines(raw))
    return (found[0], lambda raw, place: found[1](text_lines(raw), place)) if found else None


def _lines_reader(lines: list[str]) -> tuple[str, Callable[[list[str], str], Iterator[Found]]] | None:
    from newslab.read.exports import nexis

    if nexis.is_nexis(lines):
        return "Nexis", nexis.read_nexis
    return None


def _read_lines(lines: list[str], place: str) -> Iterator[Found]:
    """Read a document by the database that its lines show, else as the text of one article."""
    found = _lines_reader(lines)
    if found:
        yield from found[1](lines, place)
        return
    from newslab.read.pages import page_records

    text = "\n".join(lines).replace("\f", "").strip()
    if text:
        yield from page_records(text.encode("utf-8", "replace"), place)
