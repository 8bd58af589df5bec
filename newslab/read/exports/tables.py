"""Files of rows that are no CSV: GDELT's knowledge graph, SQLite databases, spreadsheets, RIS."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator
from itertools import chain, groupby, islice
from typing import Any, Final

from newslab.errors import ReadError
from newslab.read.columns import find_columns
from newslab.read.content import BOMB_BYTES, decode
from newslab.read.exports.apart import open_apart
from newslab.read.exports.labels import filled, fold, to_day
from newslab.read.exports.packs import Budget
from newslab.read.found import Found, Problem, Record, rename_repeated
from newslab.read.records import MAX_CELL

GKG: Final = re.compile(rb"\d{14}-T?\d+\t\d{14}\t\d\t")
GKG_COLUMNS: Final = (
    "article_id", "found", "collection", "source", "url", "counts", "v2_counts", "themes", "v2_themes", "locations",
    "v2_locations",
    "persons", "v2_persons", "organizations", "v2_organizations", "tone", "dates", "gcam", "sharing_image",
    "related_images",
    "image_embeds", "video_embeds", "quotations", "all_names", "amounts", "translation", "extras",
)  # fmt: skip
EVENTS: Final = re.compile(rb"\d{6,12}\t(?:19|20)\d{6}\t(?:19|20)\d{4}\t")
SQLITE_RATIO: Final = 4  # of what its cells hold to its size: nothing in it is packed, but columns can be computed
MOST_ROWS_SHOWN: Final = 10  # rows in which a spreadsheet's header is looked for
RIS_TAG: Final = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*))?")
RIS_NAMES: Final = {
    "TI": "title", "T1": "title", "AU": "authors", "A1": "authors", "T2": "source", "JO": "source", "JF": "source",
    "DA": "published",
    "PY": "year_told", "Y1": "published", "Y2": "retrieved", "UR": "url", "AB": "summary", "N2": "summary",
    "LA": "language",
    "SE": "section", "SP": "page", "PB": "publisher", "KW": "keywords", "N1": "note", "AN": "accession",
    "DB": "database", "TY": "type",
    "CY": "place", "ST": "short_title", "SN": "issn", "L1": "file", "L2": "full_text_link", "ID": "reference_id",
}  # fmt: skip


def read_gkg(raw: bytes, place: str) -> Iterator[Found]:
    """Read rows of GDELT's knowledge graph: links with a title, never a text; the time is when GDELT found them."""
    broken = 0
    for number, line in enumerate(raw.split(b"\n"), 1):
        if not line.strip():
            continue
        text = line.decode("utf-8", "replace").rstrip("\r")
        broken += "\ufffd" in text
        cells = text.split("\t")
        if len(cells) != len(GKG_COLUMNS):
            yield Problem(
                place,
                number,
                f"this row has {len(cells)} cells, GDELT's knowledge graph {len(GKG_COLUMNS)}",
                text[:400],
            )
            continue
        values = filled(dict(zip(GKG_COLUMNS, cells, strict=True)))
        title = re.search(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", values.get("extras", ""), re.DOTALL)
        spoken = re.search(r"srclc:(\w+)", values.get("translation", ""))
        values["found"] = values["published"] = to_day(values.get("found"))
        values["published_method"] = "found"
        values["title"] = html.unescape(title[1]) if title else ""
        yield Record(place, number, values | filled({"language": spoken[1] if spoken else ""}), named=True)
    if broken:
        yield Problem(place, 0, f"{broken} rows hold bytes that are no text; they were replaced")


def read_events(raw: bytes, place: str) -> Iterator[Found]:
    """Tell a table of GDELT's coded events, which holds no articles."""
    rows = raw.count(b"\n") + (not raw.endswith(b"\n"))
    yield Problem(
        place,
        0,
        f"no articles: these are {rows:,} coded events of GDELT; the address of each one's report is its last cell",
    )


def read_sqlite(raw: bytes, place: str) -> Iterator[Found]:
    """Read the tables of an SQLite database that hold texts or titles; the others are told."""
    header = bytearray(raw)
    header[18:20] = b"\x01\x01"  # a journal beside the file is not there; the file alone is read
    base = sqlite3.connect(":memory:")
    try:
        base.deserialize(bytes(header))
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA query_only = ON")
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL)  # of a cell, also of one that is computed
        base.text_factory = lambda cell: cell.decode("utf-8", "replace")
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        names = [name for name in names if not name.startswith("sqlite_")]
        budget = Budget(max(BOMB_BYTES, SQLITE_RATIO * len(raw)))
        for name in names:
            yield from _sqlite_table(base, name, place, budget, alone=len(names) == 1)
    except ReadError as error:
        yield Problem(place, 0, f"this SQLite database {error}")
    except sqlite3.Error as error:
        yield Problem(place, 0, f"this SQLite database is broken ({error})")
    finally:
        base.close()


def _sqlite_table(base: sqlite3.Connection, name: str, place: str, budget: Budget, *, alone: bool) -> Iterator[Found]:
    quoted = '"' + name.replace('"', '""') + '"'
    rows = base.execute(f"SELECT * FROM {quoted}")  # noqa: S608 (a quoted name of the file's own)
    columns = rename_repeated(str(one[0]) for one in rows.description)
    if not {"text", "title"} & set(find_columns(columns, by_words=False)):
        yield Problem(f"{place}/{name}", 0, f"the table {name!r} was not read: it has neither a text nor a title")
        return
    for number, row in enumerate(rows, 1):
        budget.take(sum(len(cell) for cell in row if isinstance(cell, (str, bytes))))
        cells = [decode(cell) if isinstance(cell, bytes) else cell for cell in row]
        yield Record(place if alone else f"{place}/{name}", number, dict(zip(columns, cells, strict=True)))


def read_sheets(raw: bytes, place: str) -> Iterator[Found]:
    """Read the sheets of a spreadsheet: the first row that names columns is the header."""
    name, begun = "", False
    try:
        for named, rows in groupby(open_apart("sheets", raw), lambda one: isinstance(one, str)):
            if named:
                *_, name = rows
                continue
            begun = True
            yield from _sheet(rows, f"{place}/{name}")
    except ReadError as error:
        what = (
            "this spreadsheet was not read to its end"
            if begun
            else "no articles: this is no spreadsheet that can be read"
        )
        yield Problem(place, 0, f"{what} ({error})")


def _sheet(rows: Iterator[tuple[int, list[Any]]], place: str) -> Iterator[Found]:
    first = list(islice(rows, MOST_ROWS_SHOWN))
    heads = [[str(cell) for cell in row] for _, row in first]
    at = next((n for n, head in enumerate(heads) if len(find_columns([c for c in head if c], by_words=False)) >= 2), 0)
    header = rename_repeated(name.strip() or f"column_{number}" for number, name in enumerate(heads[at], 1))
    for number, row in chain(first[at + 1 :], rows):
        yield Record(place, number, dict(zip(header, map(_cell, row), strict=False)))


def _cell(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53 else cell


def is_ris(raw: bytes) -> bool:
    """Tell RIS by its first tag."""
    return re.match(r"\s*TY  ?- ", decode(raw[:400]).lstrip("\ufeff")) is not None


def read_ris(raw: bytes, place: str) -> Iterator[Found]:
    """Read references; a line without a tag carries on the one before, and a reference without an end is one too."""
    values: dict[str, Any] = {}
    number, name = 0, ""
    for line in [*decode(raw).replace("\r\n", "\n").split("\n"), "ER  - "]:
        found = RIS_TAG.fullmatch(line.strip("\ufeff\r ") if not line.startswith("ER") else line.rstrip())
        if found is None:
            if fold(line) and name:
                values[name] = f"{values.get(name, '')} {fold(line)}" if name != "authors" else values[name]
            continue
        tag, cell = found[1], fold(found[2] or "")
        if tag in {"ER", "TY"} and len(values) > 1:
            number += 1
            yield Record(place, number, _reference(values), named=True)
            values = {}
        name = RIS_NAMES.get(tag, f"ris_{tag.lower()}")
        if not cell or tag == "ER":
            continue
        if name == "authors":
            values.setdefault(name, []).append(cell)
        else:
            values[name] = (
                f"{values[name]}; {cell}" if name in values and name == "keywords" else values.get(name, cell)
            )


def _reference(values: dict[str, Any]) -> dict[str, Any]:
    for name in ("published", "retrieved"):
        if name in values:
            values[name] = "-".join(part for part in values[name].split("/")[:3] if part)
    values.setdefault("published", values.get("year_told", ""))
    return filled(values)
