"""Raw records of one file: CSV, TSV and Parquet to dictionaries, what is broken to problems."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

from newslab.read.content import BOMB_BYTES, BOMB_RATIO, decode
from newslab.read.found import Found, Problem, Record, rename_repeated, shorten
from newslab.read.json_records import read_json, read_json_lines

__all__ = ["Found", "Problem", "Record", "read_csv", "read_json", "read_json_lines", "read_parquet", "shorten"]

MAX_CELL: Final = 16 << 20  # characters of one CSV cell; a longer one is an unclosed quotation mark
CELL_BYTES: Final = 8  # the least memory that a cell takes once read, however little it took in the file


def read_csv(raw: bytes, place: str) -> Iterator[Found]:
    """Read a table with a header; the delimiter is found in it; a row of another width is a problem, no more.

    Cells stay text: "NA", "null" and "007" are what they are.
    """
    yield from read_csv_blocks([raw], place)


def read_csv_blocks(blocks: Iterable[bytes], place: str) -> Iterator[Found]:
    """Read a table that comes in blocks, each of whole lines; a row may go on in the next block."""
    csv.field_size_limit(MAX_CELL)
    header: list[str] = []
    delimiter, held, before = "", list[str](), 0
    for block, is_last in _with_last(blocks):
        text = decode(block).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
        held += io.StringIO(text, newline="\n").readlines()  # not splitlines(), which also cuts at U+2028 and U+0085
        first = 0 if header else next((number for number, line in enumerate(held) if line.strip()), len(held))
        delimiter = delimiter or _find_delimiter(held[first : first + 20])
        whole = is_last or sum(map(len, held)) > MAX_CELL  # else its last row may not be
        end = len(held)
        for line, row in _rows(held, first, delimiter, len(header), whole=whole):
            if row is None:
                end = line - 1
            elif header:
                yield from _csv_row(place, before + line, row, header, delimiter)
            else:
                names = [cell.strip().lstrip("\ufeff") for cell in row]
                header = rename_repeated(name or f"column_{number}" for number, name in enumerate(names, 1))
        before += end
        held = held[end:]


def _with_last(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    ahead: bytes | None = None
    for block in blocks:
        if ahead is not None:
            yield ahead, False
        ahead = block
    if ahead is not None:
        yield ahead, True


def _csv_row(place: str, line: int, row: list[str], header: list[str], delimiter: str) -> Iterator[Found]:
    if not any(cell.strip() for cell in row):
        return
    while len(row) > len(header) and not row[-1].strip():
        row.pop()
    if len(row) != len(header):
        reason = f"this row has {len(row)} cells, the header {len(header)}"
        yield Problem(place, line, reason, delimiter.join(row))
    else:
        yield Record(place, line, dict(zip(header, row, strict=True)))


def _rows(
    lines: list[str], first: int, delimiter: str, width: int, *, whole: bool
) -> Iterator[tuple[int, list[str] | None]]:
    """Give rows with their line; where an open quotation mark swallows lines and leaves a ragged row, start again.

    Where the lines are not the whole file, a row that ends with them may go on: its line is given with None.
    """
    at, rescanned = first, 0
    while at < len(lines):
        reader = csv.reader(map(lines.__getitem__, range(at, len(lines))), delimiter=delimiter)  # copies none
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
            if not whole and begin + reader.line_num >= len(lines):
                yield begin + taken + 1, None
                return
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
    """Read the bytes of a Parquet file (see `read_parquet_file`)."""
    yield from read_parquet_file(io.BytesIO(raw), place)


def read_parquet_file(stream: IO[bytes], place: str) -> Iterator[Found]:
    """Read a Parquet file row group by row group; a broken one is one problem, and so is what unpacks to more than a
    text could.

    Words that stand once in a dictionary of the file are counted as often as they are meant: 471 bytes can mean 2 GB.
    """
    import pyarrow as pa
    from pyarrow import parquet

    number = 0
    size = stream.seek(0, io.SEEK_END)
    left = max(BOMB_BYTES, BOMB_RATIO * size)
    bomb = f"this Parquet file unpacks to more than {left >> 20} MiB from {size:,} bytes; split it"
    try:
        parts = parquet.ParquetFile(stream).metadata
        groups = [parts.row_group(one) for one in range(parts.num_row_groups)]
        leaves = [group.column(one) for group in groups for one in range(group.num_columns)]
        if max(sum(one.total_byte_size for one in groups), CELL_BYTES * sum(one.num_values for one in leaves)) > left:
            yield Problem(place, 0, bomb)
            return
        words = sorted({one.path_in_schema for one in leaves if one.physical_type == "BYTE_ARRAY"})
        file = parquet.ParquetFile(stream, read_dictionary=words)
        for batch in file.iter_batches(batch_size=2048):
            left -= sum(map(_size, batch.columns))
            if left < 0:
                yield Problem(place, number + 1, bomb)
                return
            for values in _batch_rows(batch):
                number += 1
                yield Record(place, number, values)
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
        yield Problem(place, number + 1, "this Parquet file is broken or of an unknown kind", str(error))


def _size(column: Any) -> int:
    """Return how many bytes a column takes once each value stands for itself."""
    import pyarrow as pa
    from pyarrow import compute

    if pa.types.is_dictionary(column.type):
        lengths = compute.binary_length(column.dictionary).cast(pa.int64())
        return int(compute.sum(lengths.take(column.indices)).as_py() or 0) + CELL_BYTES * len(column)
    if pa.types.is_struct(column.type):
        return sum(map(_size, column.flatten()))
    if pa.types.is_map(column.type):
        return _size(column.keys) + _size(column.items)
    if pa.types.is_nested(column.type) and hasattr(column, "flatten"):
        return _size(column.flatten()) + CELL_BYTES * len(column)
    return int(column.nbytes)


def _batch_rows(batch: Any) -> list[dict[str, Any]]:
    names = rename_repeated(batch.schema.names)
    columns = [[_plain(cell) for cell in _cells(column)] for column in batch.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _cells(column: Any) -> list[Any]:
    """Return the cells of a column as Python values; a time that Python has no year for stays as text."""
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):
        return [_cell(cell) for cell in column]


def _cell(cell: Any) -> Any:
    try:
        return cell.as_py()
    except (ValueError, OverflowError):
        return str(cell.cast("string"))


def _plain(cell: Any) -> Any:
    return decode(cell) if isinstance(cell, bytes) else cell
