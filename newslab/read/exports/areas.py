"""How large the sheets of a spreadsheet are before a library opens it: it lays out every cell between the outermost
two.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Final

from newslab.errors import ReadError
from newslab.read.content import decode

MOST_CELLS: Final = 1 << 25  # of all sheets, counted as below: a million rows of eight columns and more
BYTES_A_CELL: Final = 3  # cells to a byte of the file, counted as below: a sheet that is full has some 25 bytes a cell
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\b")
_ROW_NUMBER: Final = re.compile(rb"<(?:\w+:)?(?:row|c)\b[^>]*?\sr\s*=\s*[\"'][A-Za-z]*(\d+)")
_WIDE: Final = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{2,})\d")
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
NARROW: Final = 26  # columns of one letter


class Area:
    """The cells that the sheets of one spreadsheet take; called with each of its parts.

    Examples
    --------
    >>> Area()("xl/worksheets/sheet1.xml", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    Traceback (most recent call last):
    ...
    newslab.errors.ReadError: this spreadsheet spans 17,180,950,530 cells and more, nearly all of them empty
    """

    def __init__(self) -> None:
        self.cells, self.size = 0, 0

    def __call__(self, name: str, held: bytes) -> None:
        """Count the cells of a part of the file.

        Raises
        ------
        ReadError
            If the parts so far have more than their bytes can fill.
        """
        self.size += len(held)
        if name.endswith(".xml") and name != "content.xml":
            self.cells += _sheet_cells(decode(held).encode() if b"\x00" in held[:4096] else held)
        elif name == "content.xml":
            self.cells += _table_cells(held)
        if self.cells > max(MOST_CELLS, BYTES_A_CELL * self.size):
            raise ReadError(f"this spreadsheet spans {self.cells:,} cells and more, nearly all of them empty")


def _sheet_cells(held: bytes) -> int:
    """Return at least as many cells as an XLSX sheet spans: those numbered and those counted on after them."""
    rows = _ROW.split(held)
    if len(rows) == 1 and not _CELL.search(held):
        return 0
    numbered = max((int(found[1]) for found in _ROW_NUMBER.finditer(held)), default=0)
    lettered = max((_column(found[1]) for found in _WIDE.finditer(held)), default=NARROW)
    return (numbered + len(rows)) * (lettered + max(len(_CELL.findall(row)) for row in rows))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number


def _table_cells(held: bytes) -> int:
    """Return how many cells the tables of an ODS file span, up to the last cell and row of each that hold anything."""
    from lxml import etree

    cells, widest, rows, filled, width, wide = 0, 0, 0, 0, 0, 0
    tags = [f"{_TABLE}{name}" for name in ("table", "table-row", "table-cell", "covered-table-cell")]
    events = etree.iterparse(
        BytesIO(held), events=("end",), tag=tags, resolve_entities=False, no_network=True, recover=True, huge_tree=True
    )
    for _, element in events:
        if element.tag.endswith("cell"):
            width += _repeats(element, "columns")
            wide = width if len(element) or element.text or element.attrib.get(f"{_OFFICE}value-type") else wide
        elif element.tag == tags[1]:
            rows += _repeats(element, "rows")
            filled, widest, width, wide = rows if wide else filled, max(widest, wide), 0, 0
            element.clear()
        else:
            cells, widest, rows, filled = cells + widest * filled, 0, 0, 0
    return cells + widest * filled


def _repeats(element: object, what: str) -> int:
    told = element.get(f"{_TABLE}number-{what}-repeated", "1")  # type: ignore[attr-defined]
    return int(told) if re.fullmatch(r"\d{1,18}", told) else 1
