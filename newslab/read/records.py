"""Raw records of one file: JSON, JSON lines, CSV, TSV and Parquet to dictionaries, what is broken to problems."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from newslab.read.content import BOMB_BYTES, BOMB_RATIO, decode

MAX_CELL: Final = 16 << 20  # characters of one CSV cell; a longer one is an unclosed quotation mark
MAX_DEPTH_ERROR = "nested too deeply"
LIST_NAMES: Final = ("articles", "items", "data", "results", "docs", "documents", "news", "stories", "entries", "records",
                     "rows", "response", "hits", "value", "posts", "feed", "channel", "pages")  # fmt: skip


@dataclass(frozen=True)
class Record:
    """One record as it was found: `place` is the file, `offset` its line (CSV, JSON lines) or number, from 1.

    `named` says that its values already have our names.
    """

    place: str
    offset: int
    values: dict[str, Any]
    named: bool = False


@dataclass(frozen=True)
class Problem:
    """One record that was not taken."""

    place: str
    offset: int
    reason: str
    detail: str = ""

    def row(self) -> dict[str, Any]:
        """Return the row of the PROBLEMS table."""
        place, reason = (_printable(words) for words in (self.place, self.reason))
        return {"place": place, "offset": self.offset, "reason": shorten(reason, 500), "detail": shorten(self.detail)}


Found = Record | Problem


def shorten(text: str, most: int = 200) -> str:
    """Put a text on one line of at most `most` printable characters."""
    line = _printable(" ".join(text[: most * 4].split()))
    return line if len(line) <= most else line[: most - 3] + "..."


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def read_json_lines(raw: bytes, place: str) -> Iterator[Found]:
    """Read one record per line; empty lines do not count."""
    for number, line in enumerate(decode(raw).split("\n"), 1):
        line = line.strip("\ufeff \t\r\x00")
        if not line:
            continue
        value, reason = _parse(line)
        if reason:
            yield Problem(place, number, f"this line is no JSON: {reason}", line)
        elif isinstance(value, dict):
            yield Record(place, number, value)
        else:
            yield Problem(place, number, "this line is no record: expected {...}", line)


def read_json(raw: bytes, place: str) -> Iterator[Found]:
    """Read a JSON list of records, an object that holds such a list, an object of columns, or one record."""
    text = decode(raw).strip("\ufeff \t\r\n\x00")
    value, reason = _parse(text)
    if reason:
        yield from _salvaged(text, place, reason)
        return
    items = _find_list(value)
    for number, item in enumerate(items, 1):
        if isinstance(item, dict):
            yield Record(place, number, item)
        else:
            yield Problem(place, number, "no record: expected {...}", str(item)[:400])


def _parse(text: str) -> tuple[Any, str]:
    try:
        return json.loads(text), ""
    except RecursionError:
        return None, MAX_DEPTH_ERROR
    except ValueError as error:
        return None, str(error).splitlines()[0]


def _salvaged(text: str, place: str, reason: str) -> Iterator[Found]:
    """Keep the records before the break of a list, or the good lines of JSON lines."""
    lines = text.split("\n")
    if text.startswith("{") and len(lines) > 1 and isinstance(_parse(lines[0].strip())[0], dict):
        yield from read_json_lines(text.encode("utf-8", "surrogatepass"), place)
        return
    start, number, decoder = text.find("["), 0, json.JSONDecoder()
    if start < 0 or (start > 0 and text[0] == "[") or not re.match(r"\[|\{[^\[{]*$", text[: start + 1]):
        yield Problem(place, 0, f"no JSON: {reason}", text[:400])
        return
    at = start + 1
    while match := re.compile(r"[\s,]*(?=\{)").match(text, at):
        try:
            value, at = decoder.raw_decode(text, match.end())
        except (ValueError, RecursionError):
            break
        number += 1
        yield Record(place, number, value)
    yield Problem(place, number + 1, f"the rest of the file is no JSON: {reason}", text[at : at + 400])


def _find_list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return [value]
    for name in LIST_NAMES:
        inner = value.get(name)
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            return inner
        if isinstance(inner, dict) and any(isinstance(inner.get(deeper), list) for deeper in LIST_NAMES):
            return _find_list(inner)
    cells = list(value.values())
    if cells and all(isinstance(cell, list) for cell in cells) and len({len(cell) for cell in cells}) == 1:
        return [dict(zip(value, row, strict=True)) for row in zip(*cells, strict=True)]
    if cells and all(isinstance(cell, dict) for cell in cells):
        return _from_named(value)
    return [value]


def _from_named(value: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Read an object of objects: columns of rows if all have the same keys, and those are numbers; else rows by id."""
    keys = list(next(iter(value.values())))
    by_column = bool(keys) and all(key.isdigit() for key in keys) and all(list(cell) == keys for cell in value.values())
    if by_column:
        return [{column: cells[key] for column, cells in value.items()} for key in keys]
    return [{"article_id": name, **cell} for name, cell in value.items()]


def read_csv(raw: bytes, place: str) -> Iterator[Found]:
    """Read a table with a header; the delimiter is found in it; a row of another width is a problem, no more.

    Cells stay text: "NA", "null" and "007" are what they are.
    """
    text = decode(raw).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    lines = io.StringIO(text, newline="\n").readlines()  # not splitlines(), which also cuts at U+2028 and U+0085
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return
    delimiter = _find_delimiter(lines[first : first + 20])
    reader = _rows(lines, first, delimiter)
    header = [cell.strip().lstrip("\ufeff") for cell in next(reader)[1]]
    header = [name or f"column_{number}" for number, name in enumerate(header, 1)]
    for line, row in reader:
        if not any(cell.strip() for cell in row):
            continue
        while len(row) > len(header) and not row[-1].strip():
            row.pop()
        if len(row) != len(header):
            reason = f"this row has {len(row)} cells, the header {len(header)}"
            yield Problem(place, line, reason, delimiter.join(row))
        else:
            yield Record(place, line, dict(zip(header, row, strict=True)))


def _rows(lines: list[str], first: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give rows with their line; where an open quotation mark swallows lines and leaves a ragged row, start again."""
    csv.field_size_limit(MAX_CELL)
    at, width, rescanned = first, 0, 0
    while at < len(lines):
        reader = csv.reader(lines[at:] if at else lines, delimiter=delimiter)
        begin, taken = at, 0
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield at + taken + 1, [f"unreadable: {error}"]
                at = begin + max(reader.line_num, taken + 1)
                break
            consumed = reader.line_num - taken
            width = width or len(row)
            if len(row) != width and consumed > 1 and rescanned <= 2 * len(lines):
                rescanned += consumed
                yield begin + taken + 1, [lines[begin + taken].rstrip("\n")]
                at = begin + taken + 1
                break
            yield begin + taken + 1, row
            taken = reader.line_num


def _find_delimiter(lines: list[str]) -> str:
    """Take the mark that splits the header into most cells and the next rows into as many."""
    best, most = ",", (0, 0)
    for mark in ",\t;|":
        try:
            rows = list(csv.reader(io.StringIO("".join(lines)), delimiter=mark))
        except csv.Error:
            continue
        width = len(rows[0]) if rows else 0
        score = (sum(len(row) == width for row in rows[1:]) * (width > 1), width)
        if width > 1 and score > most:
            best, most = mark, score
    return best


def read_parquet(raw: bytes, place: str) -> Iterator[Found]:
    """Read a Parquet file; a broken one is one problem."""
    import pyarrow as pa
    from pyarrow import parquet

    number = 0
    try:
        file = parquet.ParquetFile(pa.BufferReader(raw))
        size = sum(file.metadata.row_group(one).total_byte_size for one in range(file.metadata.num_row_groups))
        if size > max(BOMB_BYTES, BOMB_RATIO * len(raw)):
            yield Problem(place, 0, f"this Parquet file unpacks to {size >> 20} MiB, {size // len(raw)} times its size")
            return
        for batch in file.iter_batches(batch_size=2048):
            for values in _batch_rows(batch):
                number += 1
                yield Record(place, number, values)
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
        yield Problem(place, number + 1, "this Parquet file is broken or of an unknown kind", str(error))


def _batch_rows(batch: Any) -> list[dict[str, Any]]:
    columns = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        columns[name] = [_plain(cell) for cell in column.to_pylist()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _plain(cell: Any) -> Any:
    return decode(cell) if isinstance(cell, bytes) else cell
