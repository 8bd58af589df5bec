"""The codebook: what every column of every table means, from the contracts and one list of meanings."""

from __future__ import annotations

import csv
import html
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import pandas as pd

from newslab.report.render import plain
from newslab.tables import CONTRACTS, DTYPES

COLUMNS: Final = ("table", "column", "type", "unit", "key", "required", "values", "meaning")
KINDS: Final = {
    "text": "text",
    "time": "time (UTC)",
    "day": "day",
    "int": "whole number",
    "float": "number",
    "flag": "true or false",
    "list": "list",
}
ANY: Final = "*"  # a meaning that a column of this name has in any table
BROUGHT: Final = "brought along with the input, or a further result of the step; see the step's help"


def build_codebook(tables: Mapping[str, pd.DataFrame] | None = None) -> pd.DataFrame:
    """Say what the columns of tables mean, of which type and unit they are, and which values they have.

    Parameters
    ----------
    tables : the tables to describe, by name, as `corpus.tables`; None: all contracts.

    Returns
    -------
    DataFrame, one row per column: table, column, type, unit, key (whether it is part of the key), required, values (all
    that are allowed, else empty), meaning; with `tables` also `rows` and `filled` (rows with a value).

    Examples
    --------
    >>> build_codebook().set_index(["table", "column"]).loc[("members", "score"), "unit"]
    '0 to 1'
    """
    rows: list[dict[str, Any]] = []
    for name in CONTRACTS if tables is None else tables:
        contract = CONTRACTS.get(name)
        known = {} if contract is None else contract.columns
        here = None if tables is None else tables[name]
        for column in known if here is None else map(str, here.columns):
            unit, meaning = _meaning(name, column)
            rule = known.get(column)
            rows.append(
                {
                    "table": name,
                    "column": column,
                    "unit": unit,
                    "meaning": meaning or BROUGHT,
                    "type": KINDS[rule.kind] if rule else _kind_of(here, column),
                    "key": contract is not None and column in contract.key,
                    "required": bool(rule and rule.required),
                    "values": " | ".join(rule.values) if rule else "",
                    **({} if here is None else _filled(here, column)),
                }
            )
    return pd.DataFrame(rows, columns=[*COLUMNS, *([] if tables is None else ["rows", "filled"])])


def codebook_markdown(codebook: pd.DataFrame) -> str:
    """Return a codebook as Markdown, a table of columns for each table."""
    parts = ["# Codebook\n"]
    for name, rows in codebook.groupby("table", sort=False):
        parts.append(f"\n## {name}\n\n| column | type | unit | values | meaning |\n|---|---|---|---|---|\n")
        for row in rows.itertuples():
            kind = f"{row.type}{', key' if row.key else ''}{', required' if row.required else ''}"
            cells = (row.column, kind, row.unit, str(row.values).replace(" | ", ", "), row.meaning)
            parts.append("| " + " | ".join(_in_line(cell) for cell in cells) + " |\n")
    return "".join(parts)


def _in_line(cell: object) -> str:
    """Return a cell that ends neither its line nor its column; a name of the user's acts on nothing."""
    return html.escape(" ".join(plain(str(cell)).split()), quote=False).replace("|", "\\|")


def _filled(table: pd.DataFrame, column: str) -> dict[str, int]:
    cells = table[column]
    empty = (
        cells.map(lambda cell: cell is None or (isinstance(cell, list) and not cell))
        if cells.dtype == object
        else cells.isna()
    )
    return {"rows": len(table), "filled": int(len(table) - (empty | cells.isna()).sum())}


def _kind_of(table: pd.DataFrame | None, column: str) -> str:
    dtype = None if table is None else table[column].dtype
    for kind, told in KINDS.items():
        if dtype is not None and kind != "list" and dtype == DTYPES[kind]:  # type: ignore[index]
            return told
    return "text" if dtype is None or dtype.kind == "O" else str(dtype)


def _meaning(table: str, column: str) -> tuple[str, str]:
    known = meanings()
    return known.get((table, column)) or known.get((ANY, column)) or ("", "")


@lru_cache(maxsize=1)
def meanings() -> dict[tuple[str, str], tuple[str, str]]:
    """Return unit and meaning of columns, by table and column; table `*` stands for any."""
    lines = files("newslab.resources").joinpath("codebook.tsv").read_text(encoding="utf-8").splitlines()
    return {
        (row["table"], row["column"]): (row["unit"], row["meaning"]) for row in csv.DictReader(lines, delimiter="\t")
    }
