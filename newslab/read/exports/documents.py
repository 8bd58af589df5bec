"""DOCX, RTF and PDF documents to their lines, spreadsheets to their rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any, Final

from newslab.errors import MissingPackage, ReadError
from newslab.read.content import decode
from newslab.read.exports.packs import read_member

PAGE: Final = "\f"
MOST_PAGES: Final = 5000  # of a PDF file
NUMBERED: Final = re.compile(
    r"\s*(?:(?:Page|Seite|Pagina|Página|Side)\s+)?\d+\s*(?:(?:of|von|de|sur|van|di|/)\s*\d+)?\s*", re.IGNORECASE
)
WRAPPED: Final = 0.75  # of the width of most lines; a shorter one ends its paragraph
SHORTEST_WIDTH: Final = 40  # characters; narrower pages are lists
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIELD: Final = re.compile(
    r"\{\\field(?:\\[a-z]+-?\d*|\s)*+\{\\\*\\fldinst\b(?:[^{}]|\{[^{}]*\})*+\}"
)  # linear in time
_CELL: Final = re.compile(r"\\cell(?![a-z])")
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
            while element.getprevious() is not None:  # empty elements weigh too, where there are millions
                del element.getparent()[0]
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
    source = _PAGE_BREAK.sub(r"\\par \\u12?\\par ", _CELL.sub(r"\\par ", _FIELD.sub("{", source)))
    to_text: Any = rtf_to_text  # it has no types
    return str(to_text(source, encoding="cp1252", errors="replace")).split("\n")


def pdf_lines(raw: bytes) -> list[str]:
    """Return the lines of a PDF's text layer: running heads dropped, wrapped lines joined, hyphens at their ends taken out.

    Raises
    ------
    MissingPackage
        Without pypdf.
    ReadError
        If it is broken, encrypted, or holds pictures of pages only.
    """
    try:
        import pypdf
    except ImportError as error:
        raise MissingPackage("pypdf", "exports", "reading PDF") from error
    try:
        reader = pypdf.PdfReader(BytesIO(raw))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if locked else [_told_lines(page.extract_text()) for page in islice(reader.pages, MOST_PAGES)]
    except Exception as error:
        raise ReadError(f"this PDF is broken ({error})") from error
    if locked:
        raise ReadError("this PDF is encrypted")
    lines = [line for page in _without_heads(pages) for line in page]
    if not any(map(str.strip, lines)):
        raise ReadError("this PDF has no text layer: pictures of pages are not read")
    return _unwrapped(lines)


def _told_lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]  # empty lines of a PDF tell nothing


def _without_heads(pages: list[list[str]]) -> list[list[str]]:
    """Drop page numbers, and lines at the edges of pages that most pages repeat."""
    edges = Counter(key for page in pages for key in {_edge(line) for line in [*page[:2], *page[-2:]]})
    repeated = {key for key, count in edges.items() if key and count > max(2, len(pages) // 2)}
    kept = []
    for page in pages:
        ends = {*range(2), *range(len(page) - 2, len(page))}
        kept.append([line for at, line in enumerate(page)
                     if not (at in ends and (_edge(line) in repeated or NUMBERED.fullmatch(line)))])  # fmt: skip
    return kept


def _edge(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))


def _unwrapped(lines: list[str]) -> list[str]:
    """Join lines that reach the margin to the next; a label, a date or the line that ends an article opens a line."""
    from newslab.read.exports.labels import is_date, label_of
    from newslab.read.exports.nexis import BODY, END, FOOT

    filled = sorted(len(line) for line in lines if line.strip())
    width = filled[len(filled) * 9 // 10]
    joined: list[str] = []
    wraps = False
    for line in map(str.strip, lines):
        opens = label_of(line)[0] or any(one.fullmatch(line) for one in (BODY, END, FOOT)) or is_date(line)
        if wraps and line and not opens:
            before = joined.pop()
            hyphen = re.search(r"\w-$", before) and line[:1].islower()
            joined.append(before[:-1] + line if hyphen else f"{before} {line}")
        else:
            joined.append(line)
        full = len(line) >= WRAPPED * width and width > SHORTEST_WIDTH
        wraps = full and not (len(line) < 0.9 * width and re.search(r"[.!?][\"”’)]?$", line))
    return joined


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
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(raw))
        for name in book.sheet_names:
            yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=True)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the library's language, which is no Exception
            raise
        raise ReadError(f"the library that reads it gave up: {error}") from error
