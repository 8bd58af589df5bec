"""Addresses to fetch: of a text, a table, an OPML list, a feed, a sitemap, a CDX list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from newslab.errors import ReadError
from newslab.read.archives.wayback import captures_of, is_cdx
from newslab.read.columns import find_columns
from newslab.read.content import decode, find_kind, read_bytes
from newslab.read.feeds import read_feed
from newslab.read.found import Record
from newslab.read.json_records import read_json, read_json_lines
from newslab.read.records import read_csv
from newslab.read.sitemaps import addresses_of, is_list

MOST: Final = 100_000  # addresses of one list
_LINE: Final = re.compile(r"\s*(https?://\S+)\s*(?:#.*)?", re.IGNORECASE)


def read_addresses(source: str | Path) -> list[str]:
    """Return the addresses that a list names, each once, in their order.

    Parameters
    ----------
    source : an address itself, or a file: one address a line, a table or JSON lines with a column of addresses, an OPML
        list of feeds, a feed, a sitemap, a CDX list of captures.

    Raises
    ------
    ReadError
        If it names none.
    """
    if _LINE.fullmatch(str(source)):
        return [str(source).strip()]
    path = Path(source).expanduser()
    found = list(dict.fromkeys(addresses_in(read_bytes(path)[0], path.name)))
    if not found:
        raise ReadError(f"{path}: names no address that begins with http:// or https://")
    if len(found) > MOST:
        raise ReadError(f"{path}: names {len(found):,} addresses; split it into lists of {MOST:,}")
    return found


def addresses_in(raw: bytes, name: str = "") -> Iterator[str]:
    """Give the addresses that bytes name; none for what is no list."""
    if is_cdx(raw):
        for url, time in captures_of(raw):
            yield f"https://web.archive.org/web/{time}id_/{url}"
        return
    kind = find_kind(raw, name)
    if kind in ("xml", "feed", "html") and is_list(raw):
        yield from addresses_of(raw)
    elif kind == "feed":
        yield from (str(one.values.get("url") or "") for one in read_feed(raw, name) if isinstance(one, Record))
    elif kind in ("csv", "json", "jsonl"):
        yield from _of_table(raw, name, kind)
    elif kind == "text":
        yield from (found[1] for line in decode(raw).splitlines() if (found := _LINE.fullmatch(line)))


def _of_table(raw: bytes, name: str, kind: str) -> Iterator[str]:
    read = {"csv": read_csv, "json": read_json, "jsonl": read_json_lines}[kind]
    for one in read(raw, name):
        if isinstance(one, Record):
            cell = one.values.get(find_columns(map(str, one.values)).get("url", ""))
            if isinstance(cell, str) and (found := _LINE.fullmatch(cell)):
                yield found[1]
