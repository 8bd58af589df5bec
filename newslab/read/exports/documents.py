"""DOCX and RTF documents to their lines, spreadsheets to their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from newslab.errors import MissingPackage
from newslab.read.content import decode
from newslab.read.exports.packs import read_member

PAGE: Final = "\f"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIELD: Final = re.compile(r"\{\\field\S*\s*\{\\\*\\fldinst\b(?:[^{}]|\{[^{}]*\})*\}")
_PAGE_BREAK: Final = re.compile(r"\\(?:page|sect)(?![a-z])\s?")


def docx_lines(raw: bytes) -> list[str]:
    """Return the paragraphs of a DOCX file, those of links, tables and content controls too; runs join without spaces.

    Raises
    ------
    ReadError
        If the document is broken or unfolds to more than a text could.
    """
    from lxml import etree

    document = read_member(raw, "word/document.xml")
    lines: list[str] = []
    parts: list[str] = []
    shown = {f"{_W}t": None, f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
    events = etree.iterparse(
        BytesIO(document), tag=[*shown, f"{_W}p"], resolve_entities=False, no_network=True, recover=True, huge_tree=True
    )
    for _, element in events:
        if element.tag == f"{_W}p":
            lines += "".join(parts).split("\n")
            parts = []
            element.clear()
        elif element.getparent() is None or element.getparent().tag != f"{_W}tabs":
            told = shown[element.tag]
            if element.get(f"{_W}type") == "page":
                told = f"\n{PAGE}\n"
            parts.append(element.text or "" if told is None else told)
    return lines + ["".join(parts)] * bool(parts)


def rtf_lines(raw: bytes) -> list[str]:
    r"""Return the lines of an RTF file; the words of links are kept, page breaks stand as lines of a form feed.

    Raises
    ------
    MissingPackage
        Without striprtf.
    """
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError as error:
        raise MissingPackage("striprtf", "exports", "reading RTF") from error
    source = raw.decode("latin-1")
    source = _PAGE_BREAK.sub(r"\\par \\u12?\\par ", _FIELD.sub("{", source))
    to_text: Any = rtf_to_text  # it has no types
    return str(to_text(source, encoding="cp1252", errors="replace")).split("\n")


def text_lines(raw: bytes) -> list[str]:
    """Return the lines of a text; a form feed stands as a line of its own."""
    text = decode(raw).replace("\r\n", "\n").replace("\r", "\n").replace(PAGE, f"\n{PAGE}\n")
    return text.split("\n")


def sheet_rows(raw: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    """Give the sheets of an XLSX, XLS or ODS file: name and rows of cells, empty ones as "".

    Raises
    ------
    MissingPackage
        Without python-calamine.
    """
    try:
        from python_calamine import CalamineWorkbook
    except ImportError as error:
        raise MissingPackage("python-calamine", "exports", "reading spreadsheets") from error
    book = CalamineWorkbook.from_filelike(BytesIO(raw))
    for name in book.sheet_names:
        yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=True)
