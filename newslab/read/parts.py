"""Records whose parts lie apart: fields one level down, a date in three columns, a name in two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from newslab.read.authors import FAMILY, GIVEN
from newslab.tables import ARTICLES

# Under these names programs put the fields of an article a level down: Elasticsearch, the Guardian's and WordPress'
# interfaces.
NESTS: Final = frozenset(
    [
        "fields",
        "_source",
        "source_fields",
        "article",
        "attributes",
        "document",
        "doc",
        "data",
        "item",
        "post",
        "record",
        "properties",
        "story",
        "news",
        "node",
    ]
)
# Where a field is a level of its own, what it says stands under one of these: "headline.main", "title.rendered".
LEAVES: Final = ("main", "rendered", "original", "name", "value", "text", "content", "title", "#text")
DATE: Final = "published (year, month, day)"
AUTHOR: Final = "authors (given, family)"
_DATE_PREFIX: Final = re.compile(r"^(?:pub(?:lication|lished|lish)?|date|article|news)[_\s.-]*", re.IGNORECASE)
_AUTHOR_PREFIX: Final = re.compile(r"^(?:author|writer|creator|journalist)s?[_\s.-]*", re.IGNORECASE)


def unfold(values: dict[str, Any]) -> dict[str, Any]:
    """Return a record with the fields of its nests beside the others, named as in "fields.bodyText".

    Examples
    --------
    >>> unfold({"webTitle": "A", "fields": {"bodyText": "B"}})
    {'webTitle': 'A', 'fields.bodyText': 'B'}
    """
    if not any(name in NESTS and isinstance(cell, Mapping) for name, cell in values.items()):
        return values
    found: dict[str, Any] = {}
    for name, cell in values.items():
        if name in NESTS and isinstance(cell, Mapping) and cell:
            found |= {f"{name}.{inner}": one for inner, one in cell.items()}
        else:
            found[name] = cell
    return found


def join_parts(values: dict[str, Any]) -> dict[str, Any]:
    """Return a record with a date made of its columns year, month and day, and a name of those of given and family
    name.

    Examples
    --------
    >>> join_parts({"year": 2016, "month": 12, "day": 31})["published (year, month, day)"]
    '2016-12-31'
    >>> join_parts({"first_name": "Ann", "last_name": "Berg"})["authors (given, family)"]
    'Ann Berg'
    """
    bare = _bare(values, _DATE_PREFIX)
    joined: dict[str, Any] = {}
    if "year" in bare and "month" in bare:
        told = _date(*(_words(values[bare[part]]) if part in bare else "" for part in ("year", "month", "day")))
        joined |= {DATE: told} if told else {}
    bare = _bare([name for name in values if name not in ARTICLES.columns], _AUTHOR_PREFIX)
    given, family = (next((bare[key] for key in keys if key in bare), None) for keys in (GIVEN, FAMILY))
    if given and family:
        joined[AUTHOR] = f"{_words(values[given])} {_words(values[family])}".strip()
    return {**joined, **values} if joined else values


def _bare(names: Iterable[str], prefix: re.Pattern[str]) -> dict[str, str]:
    return {re.sub(r"[\W_]", "", prefix.sub("", name)).lower(): name for name in names}


def _words(cell: Any) -> str:
    words = "" if cell is None or cell != cell else str(cell).strip()
    return words.removesuffix(".0")


def _date(year: str, month: str, day: str) -> str:
    if not re.fullmatch(r"\d{4}", year):
        return ""
    if not re.fullmatch(r"0?[1-9]|1[0-2]", month):
        return f"{day} {month} {year}".strip() if month else year
    return (
        f"{year}-{int(month):02}-{int(day):02}"
        if re.fullmatch(r"0?[1-9]|[12]\d|3[01]", day)
        else f"{year}-{int(month):02}"
    )
