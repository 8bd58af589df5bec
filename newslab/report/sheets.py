"""Tables as files that other programs open: CSV for spreadsheets and R, JSON lines, Parquet."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from newslab.errors import OptionError
from newslab.store import write_text

SUFFIXES: Final = (".csv", ".parquet", ".jsonl")
LIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what makes a spreadsheet run a cell


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


def _csv(table: pd.DataFrame) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guarded(str(name)) for name in table.columns])
    for row in table.itertuples(index=False, name=None):
        writer.writerow([_cell(cell) for cell in row])
    return "\ufeff" + out.getvalue().encode("utf-8", "replace").decode("utf-8")  # spreadsheets know UTF-8 by the mark


def _cell(cell: Any) -> Any:
    plain = _plain(cell)
    if plain is None or isinstance(plain, (bool, int, float)):
        return "" if plain is None else plain
    if isinstance(plain, list) and all(isinstance(one, str) for one in plain):
        return guarded("; ".join(plain))
    return guarded(plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False))


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
