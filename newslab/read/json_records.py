"""JSON to records: lists, envelopes, columns, JSON lines, objects after each other; what is broken is told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from newslab.read.content import decode
from newslab.read.found import SHOWN, Found, Problem, Record, rename_repeated, show

MAX_DEPTH_ERROR: Final = "nested too deeply"
LONGEST_NUMBER: Final = 40  # digits; a longer whole number stays text, since Python refuses to read it
MOST_BROKEN: Final = 200  # broken objects in a row of objects; a file with more is no JSON
DEEPEST_LIST: Final = 5  # levels of an envelope in which lists of records are looked for
HEAD_LINES: Final = 20
LIST_NAMES: Final = (
    *("articles", "items", "data", "results", "docs", "documents", "news", "stories", "entries", "records"),
    *("rows", "response", "hits", "value", "posts", "feed", "channel", "pages", "item", "entry"),
)
_MARGIN: Final = "\ufeff \t\r\n\x00\x1e"  # what stands around values; \x1e opens each in JSON text sequences
_BETWEEN: Final = re.compile(r"[\s,\]}\x1e\ufeff\x00]*")  # also what closes a list whose broken record was told


def read_json_lines(raw: bytes, place: str) -> Iterator[Found]:
    """Read one record per line; empty lines do not count."""
    text = decode(raw)
    if not is_json_lines(text):
        yield from read_json(raw, place)
        return
    yield from _read_lines(text.split("\n"), place)


def read_json_blocks(blocks: Iterable[bytes], place: str) -> Iterator[Found]:
    """Read JSON lines that come in blocks, each of whole lines."""
    lines = (line for block in blocks for line in decode(block).removesuffix("\n").split("\n"))
    yield from _read_lines(lines, place)


def _read_lines(lines: Iterable[str], place: str) -> Iterator[Found]:
    for number, line in enumerate(lines, 1):
        line = line.strip(_MARGIN)
        if not line:
            continue
        value, reason = _parse(line)
        if reason:
            yield Problem(place, number, f"this line is no JSON: {reason}", line[:SHOWN])
        elif isinstance(value, dict):
            yield Record(place, number, value)
        else:
            yield Problem(place, number, "this line is no record: expected {...}", line[:SHOWN])


def read_json(raw: bytes, place: str) -> Iterator[Found]:
    """Read a list of records, an object that holds such lists, an object of columns, objects in a row, or one
    record.
    """
    text = decode(raw).strip(_MARGIN)
    value, reason = _parse(text)
    if not reason:
        yield from _told(value, place, 0)
    elif is_json_lines(text):
        yield from read_json_lines(text.encode("utf-8", "surrogatepass"), place)
    else:
        yield from _values_in_a_row(text, place, reason)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    return dict(zip(rename_repeated(name for name, _ in pairs), (cell for _, cell in pairs), strict=True))


def _whole_number(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_int=_whole_number)


def _parse(text: str) -> tuple[Any, str]:
    try:
        return _DECODER.decode(text), ""
    except RecursionError:
        return None, MAX_DEPTH_ERROR
    except ValueError as error:
        return None, str(error).splitlines()[0]


def is_json_lines(text: str) -> bool:
    """Tell JSON lines of which one is broken from one broken value: most lines at the top are objects by themselves."""
    lines = [line for line in text[: 1 << 20].split("\n")[:HEAD_LINES] if line.strip(_MARGIN)]
    good = sum(isinstance(_parse(line.strip(_MARGIN))[0], dict) for line in lines)
    return len(lines) > 1 and good * 2 >= len(lines)


def _told(value: Any, place: str, before: int) -> Iterator[Found]:
    """Give the records of one value, numbered from `before` + 1, and a problem for each list that is left out."""
    items, left_out = _find_items(value)
    for number, item in enumerate(items, before + 1):
        if isinstance(item, dict):
            yield Record(place, number, item)
        else:
            yield Problem(place, number, "no record: expected {...}", show(item))
    for name, inner in left_out.items():
        yield Problem(
            place,
            0,
            f"the list {name!r} ({len(inner)} records) was not read: none has a text or a title",
            show(inner[:1]),
        )


def _values_in_a_row(text: str, place: str, reason: str) -> Iterator[Found]:
    """Read values that stand after each other; of a broken one, what stands before the break, then the next."""
    at, number, broken = 0, 0, 0
    while at < len(text):
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
        if at == len(text):
            return
        inner = None
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            reason = MAX_DEPTH_ERROR if isinstance(error, RecursionError) else str(error).splitlines()[0]
            inner = re.compile(r"\[|\{[^\[{]*\[").match(text, at)
        else:
            if isinstance(value, (dict, list)) or not number:
                for one in _told(value, place, number):
                    number += one.offset > 0
                    yield one
                at = end
                continue
        start = at
        if inner:
            items, at = _items_before_break(text, inner.end())
            for item in items:
                number += 1
                yield Record(place, number, item)
        following = _next_value(text, start, at)
        what = "the rest of the file is no JSON" if following < 0 else "this value is no JSON"
        number, broken = number + 1, broken + 1
        yield Problem(place, number, f"{what if number > 1 else 'no JSON'}: {reason}", text[at : at + SHOWN])
        if following < 0 or broken > MOST_BROKEN:
            return
        at = following


def _items_before_break(text: str, at: int) -> tuple[list[Any], int]:
    """Return the objects of a list that is broken further on, and where the first broken one begins."""
    items: list[Any] = []
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
        if not text.startswith("{", at):
            return items, at
        try:
            item, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return items, at
        items.append(item)


def _next_value(text: str, start: int, at: int) -> int:
    """Return where the value after a broken one begins: on a line of its own, as far in as the broken one; -1 if
    none.
    """
    line = text.rfind("\n", 0, start) + 1
    indent = text[line:start]
    if indent.strip(_MARGIN):
        return -1
    found = re.compile(rf"\n{re.escape(indent)}(?=[{{\[])").search(text, max(at, start + 1))
    return found.end() if found else -1


# Which of the values are the records


def _find_items(value: Any) -> tuple[list[Any], dict[str, list[Any]]]:
    """Return the records that a value holds, and the lists of other objects that it also holds."""
    if isinstance(value, list):
        return value, {}
    if not isinstance(value, dict) or _is_article(value, ("text",)):
        return [value], {}
    lists = dict(_lists_of_objects(value))
    taken = _taken_lists(lists)
    if not taken:
        return _read_object(value), {}
    left_out = {name: inner for name, inner in lists.items() if name not in taken}
    items = [_from_list(item, name if len(taken) > 1 else "") for name, inner in taken.items() for item in inner]
    return items, left_out


def _taken_lists(lists: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the lists whose records are read: those that hold articles, else the one with a usual name, if any."""
    articles = {name: inner for name, inner in lists.items() if any(map(_is_article, inner[:HEAD_LINES]))}
    named = next((name for one in LIST_NAMES for name in lists if name.rpartition(".")[2] == one), None)
    return articles or ({named: lists[named]} if named else {})


def _read_object(value: dict[str, Any]) -> list[Any]:
    """Return the rows of an object of columns or of an object of objects; any other is one record itself."""
    cells = list(value.values())
    if cells and all(isinstance(cell, list) for cell in cells) and len({len(cell) for cell in cells}) == 1:
        return [dict(zip(value, row, strict=True)) for row in zip(*cells, strict=True)]
    if cells and all(isinstance(cell, dict) for cell in cells):
        return _from_named(value)
    return [value]


def _lists_of_objects(value: dict[str, Any], path: str = "", depth: int = 0) -> Iterator[tuple[str, list[Any]]]:
    for name, inner in value.items():
        if isinstance(inner, list) and any(isinstance(item, dict) for item in inner[:HEAD_LINES]):
            yield f"{path}{name}", inner
        elif isinstance(inner, dict) and depth < DEEPEST_LIST and not _is_article(inner):
            yield from _lists_of_objects(inner, f"{path}{name}.", depth + 1)


def _is_article(item: Any, needed: tuple[str, ...] = ("text", "title")) -> bool:
    """Tell whether an object has a column that holds a text or a title, itself or one level down."""
    from newslab.read.columns import find_columns

    if not isinstance(item, dict):
        return False
    names = [name for name, cell in item.items() if isinstance(cell, str) or (name == "title" and cell)]
    if set(needed) & set(find_columns(names, by_words=False)):
        return True
    inner = [cell for name, cell in item.items() if isinstance(cell, dict) and name not in LIST_NAMES]
    return needed != ("text",) and any(set(needed) & set(find_columns(cell, by_words=False)) for cell in inner[:9])


def _from_list(item: Any, name: str) -> Any:
    return {**item, "list": name} if name and isinstance(item, dict) and "list" not in item else item


def _from_named(value: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Read an object of objects: columns of rows if all have the same keys, and those are numbers; else rows by id."""
    keys = list(next(iter(value.values())))
    by_column = bool(keys) and all(key.isdigit() for key in keys) and all(list(cell) == keys for cell in value.values())
    if by_column:
        return [{column: cells[key] for column, cells in value.items()} for key in keys]
    return [{"article_id": name, **cell} for name, cell in value.items()]
