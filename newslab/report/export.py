"""All tables of a corpus for other programs: CSV, Stata, Excel, each with a codebook; articles for reference
managers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from newslab.errors import OptionError
from newslab.report.codebook import build_codebook, codebook_markdown
from newslab.report.references import references_of, to_bibtex, to_csl_json, to_ris
from newslab.report.sheets import CELL_MOST, flat_table, write_sheet, write_workbook
from newslab.report.shelf import Tables
from newslab.store import atomic_path, write_text
from newslab.tables import ARTICLES, CONTRACTS, check, slice_hash

STATA_NAME: Final = 32  # characters of a name in Stata
STATA_LABEL: Final = 80  # of a label
STATA_TEXT: Final = 2045  # bytes of a short text; longer ones are strL
STATA_DAYS: Final = (pd.Timestamp("0100-01-01"), pd.Timestamp("9999-12-31"))
STATA_WORDS: Final = frozenset(  # that no variable may be called, Mata's among them
    [
        "NULL",
        "_N",
        "_all",
        "_b",
        "_coef",
        "_cons",
        "_n",
        "_pi",
        "_pred",
        "_rc",
        "_se",
        "_skip",
        "aggregate",
        "array",
        "boolean",
        "break",
        "byte",
        "case",
        "catch",
        "class",
        "colvector",
        "complex",
        "const",
        "continue",
        "default",
        "delegate",
        "delete",
        "do",
        "double",
        "else",
        "eltypedef",
        "end",
        "enum",
        "explicit",
        "export",
        "external",
        "float",
        "for",
        "friend",
        "function",
        "global",
        "goto",
        "if",
        "in",
        "inline",
        "int",
        "local",
        "long",
        "pragma",
        "protected",
        "quad",
        "rowvector",
        "short",
        "str",
        "strL",
        "typedef",
        "typename",
        "using",
        "virtual",
        "with",
    ]
)
REFERENCES: Final = {".bib": to_bibtex, ".ris": to_ris, ".json": to_csl_json}


def write_csvs(corpus: Tables, folder: str | Path, *, texts: bool = True) -> Path:
    """Write every table of a corpus that has rows as CSV, with `codebook.csv` and `codebook.md`.

    Parameters
    ----------
    corpus : a build.
    folder : made if it is not there.
    texts : False leaves the words of articles out: ids, offsets and hashes stay.

    Returns
    -------
    Path of the folder.

    Raises
    ------
    ReadError
        If the folder cannot be written.
    """
    target, tables = Path(folder), _tables(corpus, texts)
    for name, table in tables.items():
        write_sheet(table, target / f"{name}.csv")
    return _write_codebook(build_codebook(tables), target)


def write_stata(corpus: Tables, folder: str | Path, *, texts: bool = True) -> Path:
    """Write every table of a corpus that has rows as a Stata file (format 118, from Stata 14 on), with a codebook.

    Names are cut to 32 characters and told in the codebook (`stata_name`), labels of variables are the codebook's,
    lists are texts, times are UTC, days before the year 100 are missing (`edtf` keeps them).

    Raises
    ------
    ReadError
        If the folder cannot be written.
    """
    target, tables = Path(folder), _tables(corpus, texts)
    codebook = build_codebook(tables)
    named: dict[tuple[str, str], str] = {}
    for name, table in tables.items():
        flat = flat_table(table)
        names = stata_names(flat.columns)
        named |= {(name, column): short for column, short in names.items()}
        meanings = codebook[codebook["table"] == name].set_index("column")["meaning"]
        labels = {names[column]: _label(meanings[column]) for column in flat.columns}
        made = pd.DataFrame({names[column]: _stata_cells(flat[column]) for column in flat.columns})
        texts_in = [column for column in made.columns if made[column].dtype == object]
        long = [one for one in texts_in if made[one].map(lambda cell: len(cell.encode())).max() > STATA_TEXT]
        dates = {
            names[one]: "td" if _is_days(table[one]) else "tc" for one in flat.columns if flat[one].dtype.kind == "M"
        }
        with atomic_path(target / f"{name}.dta") as part:
            made.to_stata(
                part,
                write_index=False,
                version=118,
                convert_strl=long,
                variable_labels=labels,
                convert_dates=dates,  # type: ignore[arg-type]
                data_label=f"newslab: {name}",
            )
    stata_name = [named[key] for key in zip(codebook["table"], codebook["column"], strict=True)]
    return _write_codebook(codebook.assign(stata_name=stata_name), target)


def write_excel(corpus: Tables, path: str | Path, *, texts: bool = True) -> Path:
    """Write every table of a corpus that has rows as a sheet of one workbook (.xlsx), the codebook as its first.

    Cells are texts or numbers, never formulas; texts longer than a cell holds (32,767 characters) are cut, and the
    codebook says in `cut` how many.

    Raises
    ------
    OptionError
        If the name does not end in .xlsx, or a table has more rows than a sheet.
    ReadError
        If the file cannot be written.
    """
    target, tables = Path(path), _tables(corpus, texts)
    if target.suffix.lower() != ".xlsx":
        raise OptionError(f"{target}: expected a name that ends in .xlsx")
    codebook = build_codebook(tables)
    places = zip(codebook["table"], codebook["column"], strict=True)
    cut = [_n_long(tables[name][column]) for name, column in places]
    write_workbook({"codebook": codebook.assign(cut=cut), **tables}, target)
    return target


def write_references(corpus: Tables, path: str | Path) -> Path:
    """Write all articles of a corpus as references: .bib (BibTeX), .ris or .json (CSL JSON).

    Raises
    ------
    OptionError
        If the name ends otherwise.
    ReadError
        If the file cannot be written.
    TableError
        If the articles break their contract.
    """
    target = Path(path)
    if target.suffix.lower() not in REFERENCES:
        raise OptionError(f"{target}: expected a name that ends in {', '.join(REFERENCES)}")
    write_text(target, REFERENCES[target.suffix.lower()](references_of(check(corpus.tables["articles"], ARTICLES))))
    return target


class Form(NamedTuple):
    """A form to export in: who writes it, under which name if none is given, and whether it is of tables."""

    write: Callable[..., Path]
    name: str
    tables: bool = True


FORMS: Final[Mapping[str, Form]] = {
    "csv": Form(write_csvs, "csv"),
    "stata": Form(write_stata, "stata"),
    "excel": Form(write_excel, "corpus.xlsx"),
    "bib": Form(write_references, "articles.bib", tables=False),
    "ris": Form(write_references, "articles.ris", tables=False),
    "csl": Form(write_references, "articles.json", tables=False),
}


def stata_names(columns: Any) -> dict[str, str]:
    """Return for each column a name that Stata takes: letters, digits and _, at most 32, none twice.

    Examples
    --------
    >>> stata_names(["n", "Überschrift / Headline", "in", "1st"])
    {'n': 'n', 'Überschrift / Headline': '_berschrift___Headline', 'in': '_in', '1st': '_1st'}
    """
    names: dict[str, str] = {}
    for column in map(str, columns):
        plain = "".join(char if char.isascii() and (char.isalnum() or char == "_") else "_" for char in column) or "_"
        plain = f"_{plain}" if plain[0].isdigit() or plain in STATA_WORDS or re.fullmatch(r"str\d+", plain) else plain
        short, n = plain[:STATA_NAME], 2
        while short in names.values():
            short, n = f"{plain[: STATA_NAME - len(str(n)) - 1]}_{n}", n + 1
        names[column] = short
    return names


def _tables(corpus: Tables, texts: bool) -> dict[str, pd.DataFrame]:
    """Return the tables with rows; without texts, no words of an article that a reader could put together."""
    found = {name: table for name, table in corpus.tables.items() if len(table)}
    return found if texts else without_texts(found)


# columns that hold words of articles; ids, places, values and hashes stay
WORDED: Final[Mapping[str, tuple[str, ...]]] = {
    "articles": ("subtitle", "text"),
    "images": ("caption",),
    "problems": ("detail",),
    "quotes": ("text",),
    "quotations": ("text", "full_text"),
    "events": ("text", "why", "how"),
    "contrasts": ("value", "other_value", "subject", "reason"),
    "passages": ("text",),
    "state": ("value",),
    "topics": ("sentences",),
}


def without_texts(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables without the columns that hold sentences of articles; `articles` then has a `text_hash`.

    What the input brought beside the contract is left out of `articles` too: nobody knows what stands in it.
    """
    kept = {
        name: table.drop(columns=[one for one in WORDED.get(name, ()) if one in table])
        for name, table in tables.items()
    }
    if "articles" in kept:
        own = [one for one in kept["articles"].columns if one in CONTRACTS["articles"].columns]
        hashes = tables["articles"]["text"].map(slice_hash)
        kept["articles"] = kept["articles"][own].assign(
            text_hash=hashes, text_length=tables["articles"]["text"].str.len()
        )
    return kept


def _write_codebook(codebook: pd.DataFrame, folder: Path) -> Path:
    write_sheet(codebook, folder / "codebook.csv")
    write_text(folder / "codebook.md", codebook_markdown(codebook))
    return folder


def _label(meaning: str) -> str:
    return meaning if len(meaning) <= STATA_LABEL else meaning[: STATA_LABEL - 1].rstrip() + "…"


def _stata_cells(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Return cells as Stata has them: texts without missing ones, flags as 0 and 1, times that it can count."""
    if cells.dtype.kind == "b":
        return cells.astype("int8")
    if cells.dtype.kind == "M":
        inside = cells.between(*STATA_DAYS)
        return cells.where(inside).astype("datetime64[ms]")
    if cells.dtype.kind in "iuf":
        return cells
    made: pd.Series[Any] = cells.astype("object").where(cells.notna(), "").map(str).str.replace("\0", "\ufffd")
    return made.map(lambda cell: cell.encode("utf-8", "replace").decode("utf-8")).astype("object")


def _is_days(cells: pd.Series[Any]) -> bool:
    return str(cells.dtype) == "datetime64[s]"


def _n_long(cells: pd.Series[Any]) -> int:
    return int(cells.map(lambda cell: isinstance(cell, str) and len(cell) > CELL_MOST).sum()) if len(cells) else 0
