"""DOCX, RTF and PDF documents to their lines."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from typing import Final

from newslab.errors import ReadError
from newslab.read.content import decode
from newslab.read.exports.apart import open_apart
from newslab.read.exports.packs import read_member

PAGE: Final = "\f"
NUMBERED: Final = re.compile(
    r"\s*(?:(?:Page|Seite|Pagina|Página|Side)\s+)?\d+\s*(?:(?:of|von|de|sur|van|di|/)\s*\d+)?\s*", re.IGNORECASE
)
WRAPPED: Final = 0.75  # of the width of most lines; a shorter one ends its paragraph
SHORTEST_WIDTH: Final = 40  # characters; narrower pages are lists
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


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
    """Return the lines of an RTF file (see `open_apart`)."""
    return list(open_apart("rtf", raw))


def pdf_lines(raw: bytes) -> list[str]:
    """Return the lines of a PDF's text layer: running heads dropped, wrapped lines joined, hyphens at their ends taken
    out.

    Raises
    ------
    MissingPackage
        Without pypdf.
    ReadError
        If it is broken, encrypted, takes more time or memory than it may, or holds pictures of pages only.
    """
    lines = [line for page in _without_heads(list(open_apart("pdf", raw))) for line in page]
    if not any(map(str.strip, lines)):
        raise ReadError("this PDF has no text layer: pictures of pages are not read")
    return _unwrapped(lines)


def _without_heads(pages: list[list[str]]) -> list[list[str]]:
    """Drop page numbers, and lines at the edges of pages that most pages repeat."""
    edges = Counter(key for page in pages for key in {_edge(line) for line in [*page[:2], *page[-2:]]})
    repeated = {key for key, count in edges.items() if key and count > max(2, len(pages) // 2)}
    kept = []
    for page in pages:
        ends = {*range(2), *range(len(page) - 2, len(page))}
        kept.append(
            [
                line
                for at, line in enumerate(page)
                if not (at in ends and (_edge(line) in repeated or NUMBERED.fullmatch(line)))
            ]
        )
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
