"""Tables as files that other programs open: CSV for spreadsheets and R, JSON lines, Parquet, workbooks."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from newslab.errors import OptionError
from newslab.store import atomic_path, write_text

SUFFIXES: Final = (".csv", ".parquet", ".jsonl")
LIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what makes a spreadsheet run a cell
CELL_MOST: Final = 32_767  # characters of a cell in a workbook
ROWS_MOST: Final = 1_048_576  # rows of a sheet, its head among them
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MADE: Final = (1980, 1, 1, 0, 0, 0)  # a workbook tells nothing of when it was written


def check_suffix(path: str | Path) -> None:
    """Raise OptionError where the end of a file's name is of no form that `write_sheet` writes."""
    if Path(path).suffix.lower() not in SUFFIXES:
        raise OptionError(f"{path}: expected a name that ends in {', '.join(SUFFIXES)}")


def write_sheet(table: pd.DataFrame, path: str | Path) -> None:
    """Write a table in the form that its name tells, whole or not at all.

    Parameters
    ----------
    table : n rows. In CSV lists are texts joined by "; ", nested cells JSON, and a text that a spreadsheet would run
        ("=1+1") begins with an apostrophe; JSON lines and Parquet keep lists and texts as they are.
    path : a name that ends in .csv, .parquet or .jsonl.

    Raises
    ------
    OptionError
        If the name ends otherwise.
    ReadError
        If the folder cannot be written.
    """
    check_suffix(path)
    target = Path(path)
    if target.suffix.lower() == ".csv":
        write_text(target, _csv(table))
    elif target.suffix.lower() == ".jsonl":
        write_text(target, "".join(f"{_line(row)}\n" for row in table.to_dict("records")))
    else:
        from newslab.saved import write_table

        write_table(table, target)


def guarded(text: str) -> str:
    """Return a text that no spreadsheet runs.

    Examples
    --------
    >>> guarded("=HYPERLINK(A1)"), guarded("Rates rise"), guarded("  @sum")
    ("'=HYPERLINK(A1)", 'Rates rise', "'  @sum")
    """
    return f"'{text}" if text.startswith(LIVE) or text.lstrip().startswith(LIVE) else text


def flat_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of plain columns: lists as texts joined by "; ", nested cells as JSON, times in UTC without a
    zone.
    """
    columns = {}
    for name in table.columns:
        cells = table[name]
        if cells.dtype.kind == "M":
            columns[str(name)] = cells.dt.tz_localize(None) if cells.dt.tz is not None else cells
        elif cells.dtype.kind in "biuf":
            columns[str(name)] = cells
        else:
            columns[str(name)] = cells.map(lambda cell: _flat(_plain(cell))).astype("object")
    return pd.DataFrame(columns, index=table.index)


def write_workbook(tables: Mapping[str, pd.DataFrame], path: str | Path) -> None:
    """Write tables as the sheets of a workbook (.xlsx, ISO 29500), whole or not at all; no cell is a formula.

    A text that a spreadsheet would run, were it typed in, is marked as text (`quotePrefix`), so that it stays one when
    it is edited. Texts are cut to what a cell holds.

    Raises
    ------
    OptionError
        If a table has more rows than a sheet.
    ReadError
        If the file cannot be written.
    """
    for name, table in tables.items():
        if len(table) >= ROWS_MOST:
            raise OptionError(f"{name}: {len(table):,} rows; a sheet of a workbook holds {ROWS_MOST - 1:,}: write CSV")
    names = [re.sub(r"[\[\]:*?/\\\\]", "_", str(name))[:31] for name in tables]
    with atomic_path(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as book:
        for place, text in _workbook_parts(names).items():
            book.writestr(zipfile.ZipInfo(place, _MADE), text)
        for number, table in enumerate(tables.values(), start=1):
            sheet = zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml", _MADE)
            sheet.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(sheet, "".join(_sheet(table)))


def _sheet(table: pd.DataFrame) -> Iterator[str]:
    yield f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>'
    yield f"<row>{''.join(_sheet_cell(str(name), head=True) for name in table.columns)}</row>"
    for row in table.itertuples(index=False, name=None):
        yield f"<row>{''.join(_sheet_cell(_flat(_plain(cell))) for cell in row)}</row>"
    yield "</sheetData></worksheet>"


def _sheet_cell(cell: Any, *, head: bool = False) -> str:
    if cell is None:
        return "<c/>"
    if isinstance(cell, bool):
        return f'<c t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, (int, float)):
        return f"<c><v>{cell!r}</v></c>"
    text = _NO_XML.sub("\ufffd", cell)[:CELL_MOST]
    style = ' s="1"' if head else ' s="2"' if guarded(text) != text else ""
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _workbook_parts(names: list[str]) -> dict[str, str]:
    """Return the parts of a workbook beside its sheets."""
    numbers = range(1, len(names) + 1)
    kind, office = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml",
        f"{_OFFICE}/officeDocument/2006/relationships",
    )
    sheets = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{n}" r:id="r{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in numbers
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    packed = f"{_OFFICE}/package/2006"
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{packed}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{types}</Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{packed}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{office}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{_XML}<Relationships "
        f'xmlns="{packed}/relationships">{links}<Relationship Id="s" '
        f'Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
        '<fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs '
        'count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf quotePrefix="1"/></cellXfs></styleSheet>',
    }


_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org"
_MAIN: Final = f"{_OFFICE}/spreadsheetml/2006/main"


def _csv(table: pd.DataFrame) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guarded(str(name)) for name in table.columns])
    for row in table.itertuples(index=False, name=None):
        writer.writerow([_cell(cell) for cell in row])
    return "\ufeff" + out.getvalue().encode("utf-8", "replace").decode("utf-8")  # spreadsheets know UTF-8 by the mark


def _cell(cell: Any) -> Any:
    flat = _flat(_plain(cell))
    return "" if flat is None else guarded(flat) if isinstance(flat, str) else flat


def _flat(plain: Any) -> Any:
    """Return a plain cell as None, a flag, a number or a text."""
    if plain is None or isinstance(plain, (bool, int, float, str)):
        return plain
    if isinstance(plain, list) and all(isinstance(one, str) for one in plain):
        return "; ".join(plain)
    return json.dumps(plain, ensure_ascii=False)


def _line(row: Mapping[Any, Any]) -> str:
    plain = {str(name): _plain(cell) for name, cell in row.items()}
    line = json.dumps(plain, ensure_ascii=False)
    return line if line.isascii() or _encodes(line) else json.dumps(plain)


def _encodes(line: str) -> bool:
    """Say whether a text has bytes in UTF-8: half of a surrogate pair has none."""
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _plain(cell: Any) -> Any:
    """Return a cell as JSON has it: a missing one is None, times and days are ISO texts."""
    if isinstance(cell, np.ndarray):
        cell = cell.tolist()
    if isinstance(cell, (list, tuple)):
        return [_plain(one) for one in cell]
    if isinstance(cell, Mapping):
        return {str(key): _plain(one) for key, one in cell.items()}
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, (bool, int, str)):
        return cell
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if cell is None or pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat() if cell.tz is None and cell == cell.normalize() else cell.isoformat()
    return str(cell)
