"""Cells of any kind to plain text, lines, names and pictures."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from newslab.read.authors import join_name, split_names
from newslab.read.content import cut_long_tags, mend_references
from newslab.read.found import show
from newslab.read.parts import LEAVES

MARKUP: Final = re.compile(
    r"</(?:p|div|a|span|b|i|em|strong|ul|li|h[1-6]|figure|td|blockquote)\s*>|<(?:p|br|img)\b[^>]*>", re.I
)
_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)  # as text, where a feed escaped what was escaped
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def is_missing(cell: Any) -> bool:
    """Tell whether a cell says nothing: None, NaN, NaT or NA."""
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))


def to_plain(cell: Any) -> Any:
    """Return what NumPy or pandas wrap as Python's own value: arrays as lists, one of no dimension as what it holds."""
    wrapped = type(cell).__module__.partition(".")[0] in {"numpy", "pandas", "pyarrow"} and hasattr(cell, "tolist")
    return cell.tolist() if wrapped else cell


def to_first(cell: Any) -> Any:
    """Take the first of several values, and a date out of `{"$date": ...}`."""
    if isinstance(cell, (list, tuple)):
        return to_first(cell[0]) if len(cell) else None
    if isinstance(cell, dict):
        return next((cell[name] for name in ("$date", "$oid", "date", "value", "name") if name in cell), None)
    return None if is_missing(cell) else cell


def to_json(value: Any) -> str:
    """Return any value as JSON, or the beginning of what it shows where it has none."""
    try:
        return clean(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str))
    except Exception:  # noqa: BLE001 (keys of mixed types, lists that hold themselves, objects that refuse)
        return clean(show(value))


def clean(text: str) -> str:
    """Drop what no text holds: lone surrogates become U+FFFD, zero bytes and soft hyphens go, line ends become
    newlines.
    """
    text = _SURROGATE.sub("\ufffd", text).replace("\u00ad", "") if not text.isascii() else text
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def to_text(cell: Any) -> str:
    r"""Return a cell as plain text: lists are joined by newlines, mark-up is taken out, a missing cell is "".

    Examples
    --------
    >>> to_text("<p>One &amp; two</p><p>Three</p>"), to_text(["One", "Two"]), to_text(None)
    ('One & two\nThree', 'One\nTwo', '')
    """
    if is_missing(cell):
        return ""
    if isinstance(cell, str):
        cell = _CDATA.sub(r"\1", cell) if "CDATA" in cell else cell
        return clean(strip_markup(cell) if MARKUP.search(cell) else cell).strip()
    if isinstance(cell, Mapping):
        return to_text(next((cell[name] for name in LEAVES if name in cell), ""))
    if isinstance(cell, (list, tuple)):
        return "\n".join(filter(None, map(to_text, cell)))
    return str(cell)


def to_line(cell: Any) -> str:
    """Return a cell as one line of plain text, character references resolved."""
    text = to_text(cell)
    return " ".join(html.unescape(text).replace("\x00", "").split()) if text else ""


def to_list(cell: Any) -> list[str]:
    """Return the authors a cell names: a list, records of persons, or a line such as "By A. Smith, B. Jones and C.
    Lee".

    Examples
    --------
    >>> (to_list("By A. Smith, B. Jones and C. Lee"), to_list([{"given": "A.", "family": "Smith"}]),
    ...  to_list(["Berg, Ann"]))
    (['A. Smith', 'B. Jones', 'C. Lee'], ['A. Smith'], ['Ann Berg'])
    """
    if isinstance(cell, str):
        text = to_line(cell.replace("\n", ";") if "<" not in cell else cell)
        parts = (
            re.findall(r"""'((?:[^'\\]|\\.|'(?=\w))*)'|"((?:[^"\\]|\\.)*)\"""", text) if text.startswith("[") else []
        )
        lines = [one or other for one, other in parts] or [text.strip("[]")]
    elif isinstance(cell, Mapping):
        lines = [to_line(join_name(cell))]
        if not lines[0]:
            return to_list(
                next((cell[name] for name in ("original", "person", "persons") if cell.get(name)), to_line(cell))
            )
    elif isinstance(cell, (list, tuple)):
        return list(dict.fromkeys(name for one in cell for name in to_list(one)))
    else:
        lines = []
    return list(dict.fromkeys(name for line in lines for name in split_names(line)))


def to_images(cell: Any) -> list[dict[str, str]]:
    """Return the pictures a cell names: an address, or records with url, caption, credit, rights."""
    if isinstance(cell, str):
        text = cell.strip()
        if text.startswith("["):
            try:
                return to_images(json.loads(text))
            except (ValueError, RecursionError):
                return []
        return [{"url": text, "caption": "", "credit": "", "rights": ""}] if re.match(r"https?://\S+$", text) else []
    if isinstance(cell, Mapping):
        url = to_line(cell.get("url") or cell.get("src") or cell.get("href"))
        words = {name: to_line(cell.get(name)) for name in ("caption", "credit", "rights")}
        return [{"url": url, **words}] if url or words["caption"] else []
    if isinstance(cell, (list, tuple)):
        return [image for one in cell for image in to_images(one)]
    return []


def strip_markup(text: str) -> str:
    """Turn HTML into plain text: one line per block, no script, no style, character references resolved."""
    import lxml.html
    from lxml import etree

    from newslab.read.markup import block_lines

    parser = lxml.html.HTMLParser(huge_tree=True)  # else all that is nested deeper than 256 is lost without a word
    try:
        source = cut_long_tags(mend_references(clean(text)))
        root = lxml.html.fragment_fromstring(source, create_parent="div", parser=parser)
    except (ValueError, etree.LxmlError, AssertionError):
        return without_tags(text)
    if any("depth" in str(error.message) for error in parser.error_log):
        return without_tags(text)
    return "\n".join(block_lines(root))


def without_tags(text: str) -> str:
    """Take tags out of what no parser takes."""
    return html.unescape(re.sub(r"<[^<>]{0,2000}>", " ", clean(text)))
