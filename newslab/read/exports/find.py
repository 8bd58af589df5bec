"""Which export or archive bytes are: told by what they hold, never by a name."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Final

from newslab.errors import MissingPackage, ReadError
from newslab.read.archives.warc import HEAD, is_wacz, is_warc, read_wacz, read_warc
from newslab.read.archives.wayback import is_cdx, read_cdx
from newslab.read.exports.packs import Budget, Inner, find_pack, read_pack, zip_names
from newslab.read.found import Found, Problem
from newslab.read.sitemaps import is_list, read_list
from newslab.read.web.folder import is_fetch_log, read_fetch_log

FETCH_LOG: Final = "log of fetching"  # without a failure it holds nothing to tell
Reader = Callable[[bytes, str], Iterator[Found]]


def find_export(raw: bytes, kind: str, inner: Inner, budget: Budget | None = None) -> tuple[str, Reader] | None:
    """Return name and reader of an export or archive; None for what the other readers read.

    Parameters
    ----------
    raw : bytes of a file.
    kind : what `find_kind` tells of them.
    inner : reads the members of an archive.
    budget : what the archive that these bytes come from may still unfold to.
    """
    if pack := find_pack(raw):
        document = _find_document(raw) if pack == "zip" else None
        return document or (pack, partial(read_pack, inner=inner, budget=budget))
    if is_warc(raw[:HEAD]):
        return "WARC", lambda raw, place: read_warc(BytesIO(raw), place)
    return _find_by_opening(raw) or _find_by_kind(raw, kind)


def _find_document(raw: bytes) -> tuple[str, Reader] | None:
    """Return the reader of a zip that is one document by the names of its members."""
    names = zip_names(raw)
    if "word/document.xml" in names:
        return "DOCX", _told(_read_docx)
    if names & {"xl/workbook.xml", "xl/workbook.bin"} or {"content.xml", "mimetype", "META-INF/manifest.xml"} <= names:
        return "spreadsheet", _told(_read_sheets)
    return ("WACZ", lambda raw, place: read_wacz(BytesIO(raw), place)) if is_wacz(names) else None


def _find_by_opening(raw: bytes) -> tuple[str, Reader] | None:
    forms = (
        (b"{\\rtf", "RTF", _told(_read_rtf)),
        (b"%PDF", "PDF", _told(_read_pdf)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "spreadsheet", _told(_read_sheets)),
        (b"SQLite format 3\x00", "SQLite", _later("tables", "read_sqlite")),
    )
    return next(((name, reader) for opening, name, reader in forms if raw.startswith(opening)), None)


def _find_by_kind(raw: bytes, kind: str) -> tuple[str, Reader] | None:
    if kind in {"html", "xml", "feed"}:
        return ("list", read_list) if is_list(raw) else _find_page(raw)
    if kind in {"json", "text", "csv"} and is_cdx(raw):
        return "CDX", read_cdx
    if is_fetch_log(raw):
        return FETCH_LOG, read_fetch_log
    if kind in {"json", "jsonl"}:
        return ("JSON", _read_gdelt) if b'"seendate"' in raw[:8192] else None
    return _find_text(raw, kind) if kind in {"text", "csv"} else None


def _later(file: str, name: str) -> Reader:
    """Return a reader that is imported when it reads."""

    def read(raw: bytes, place: str) -> Iterator[Found]:
        module = importlib.import_module(f"newslab.read.exports.{file}")
        yield from getattr(module, name)(raw, place)

    return read


def _find_page(raw: bytes) -> tuple[str, Reader] | None:
    from newslab.read.exports import europresse, factiva, lexis

    if factiva.is_factiva_xml(raw):
        return "Factiva XML", factiva.read_factiva_xml
    if factiva.is_factiva_page(raw):
        return "Factiva page", factiva.read_factiva_page
    if lexis.is_lexis_page(raw):
        return "LexisNexis page", lexis.read_lexis_page
    return ("Europresse page", europresse.read_europresse) if europresse.is_europresse(raw) else None


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


def _read_pdf(raw: bytes, place: str) -> Iterator[Found]:
    from newslab.read.exports.documents import pdf_lines

    yield from _read_lines(pdf_lines(raw), place)


def _read_sheets(raw: bytes, place: str) -> Iterator[Found]:
    from newslab.read.exports.areas import Area
    from newslab.read.exports.packs import check_pack
    from newslab.read.exports.tables import read_sheets

    check_pack(raw, Area())
    yield from read_sheets(raw, place)


def _read_gdelt(raw: bytes, place: str) -> Iterator[Found]:
    """Read GDELT's JSON, which may hold control characters and backslashes that no JSON has."""
    from newslab.read.content import decode
    from newslab.read.json_records import read_json

    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", decode(raw))
    text = re.sub(r"\\(?:([\"\\/bfnrtu])|)", lambda found: found[0] if found[1] else "", text)
    yield from read_json(text.encode("utf-8", "surrogatepass"), place)


def _find_text(raw: bytes, kind: str) -> tuple[str, Reader] | None:
    from newslab.read.exports import tables
    from newslab.read.exports.documents import text_lines

    if tables.GKG.match(raw):
        return "GDELT", tables.read_gkg
    if tables.EVENTS.match(raw):
        return "GDELT events", tables.read_events
    if tables.is_ris(raw):
        return "RIS", tables.read_ris
    if kind == "csv":
        return None

    found = _lines_reader(text_lines(raw))
    return (found[0], lambda raw, place: found[1](text_lines(raw), place)) if found else None


def _lines_reader(lines: list[str]) -> tuple[str, Callable[[list[str], str], Iterator[Found]]] | None:
    from newslab.read.exports import factiva, lexis, nexis, proquest

    forms: tuple[tuple[str, Callable[[list[str]], bool], Callable[[list[str], str], Iterator[Found]]], ...] = (
        ("Nexis", nexis.is_nexis, nexis.read_nexis),
        ("LexisNexis", lexis.is_lexis_text, lexis.read_lexis_text),
        ("ProQuest", proquest.is_proquest, proquest.read_proquest),
        ("Factiva", factiva.is_factiva_lines, factiva.read_factiva_lines),
    )
    return next(((name, read) for name, told, read in forms if told(lines)), None)


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
