"""Raw records to the ARTICLES table: columns named, dates parsed, ids given, repeats told."""

from __future__ import annotations

import hashlib
import html
import json
import logging
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from newslab.errors import ReadError
from newslab.read.columns import NAMES, find_columns, list_names
from newslab.read.content import mend_references
from newslab.read.identity import article_id, fold_key, host_of
from newslab.read.published import UNKNOWN, confidence_of, find_day_order, parse_published, resolve_age
from newslab.read.records import Problem, Record
from newslab.tables import ARTICLES, PROBLEMS, build, empty
from newslab.text.date_bounds import find_published_bounds

log = logging.getLogger(__name__)

READ_FOR_BOUNDS = 20_000  # characters; what is published on a day says so early
WIDEST_BOUNDS = 366  # days; wider bounds date nothing
LONG_TEXT = 200  # characters; a column with such a cell holds prose
MARKUP: Final = re.compile(
    r"</(?:p|div|a|span|b|i|em|strong|ul|li|h[1-6]|figure|td|blockquote)\s*>|<(?:p|br|img)\b[^>]*>", re.I
)
STATUSES: Final = {"full", "truncated", "live"}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def assemble(
    found: Iterable[Record | Problem], *, columns: Mapping[str, str] | None = None, day_first: bool | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make ARTICLES and PROBLEMS of records: every record is in exactly one of them.

    Parameters
    ----------
    found : records and problems, in the order in which they were found.
    columns : our column names to those of the records; guessed where not given.
    day_first : whether 4/5/2015 is 4 May; None: told from the other dates of the same file, else kept as bounds.

    Returns
    -------
    ARTICLES table in the order of the records, and PROBLEMS table.
    """
    problems: list[Problem] = []
    files: dict[str, list[Record]] = defaultdict(list)
    order: dict[str, int] = {}
    for one in found:
        order.setdefault(one.place, len(order))
        if isinstance(one, Problem):
            problems.append(one)
        else:
            files[one.place].append(one)
    rows: list[tuple[Record, dict[str, Any]]] = []
    told: set[str] = set()
    for place, records in files.items():
        taken, refused = _file_rows(place, records, columns, day_first, told)
        rows += taken
        problems += refused
    kept, repeats = _told_apart(rows)
    problems = sorted(problems + repeats, key=lambda one: (order[one.place], one.offset))
    articles = build(_tidy(pd.DataFrame(kept)), ARTICLES) if kept else empty(ARTICLES)
    return articles, build([one.row() for one in problems], PROBLEMS)


def _file_rows(
    place: str, records: list[Record], columns: Mapping[str, str] | None, day_first: bool | None, told: set[str]
) -> tuple[list[tuple[Record, dict[str, Any]]], list[Problem]]:
    try:
        named = _named(place, records, columns)
    except ReadError as error:
        return [], [Problem(place, one.offset, str(error)) for one in records]
    if not {"text", "title", "summary"} & set(named):
        present = list_names(dict.fromkeys(name for one in records[:50] for name in one.values)) or "none"
        reason = f"no column holds a text or a title; the columns are {present}; say columns={{'text': ...}}, or --column text=..."
        return [], [Problem(place, one.offset, reason) for one in records]
    if (line := _columns_told(records, named, columns or {})) and line not in told:
        log.info("%s: %s", place, line)  # once for files of the same columns
        told.add(line)
    if day_first is None:
        day_first = find_day_order(one.values.get(named.get("published", "")) for one in records)
    taken, refused = [], []
    for one in records:
        row = _row(one, named, day_first)
        if row["text"] or row["title"]:
            taken.append((one, row))
        else:
            refused.append(Problem(place, one.offset, "neither text nor title", _json(one.values)))
    _tell_dates(place, taken)
    return taken, refused


def _named(place: str, records: list[Record], columns: Mapping[str, str] | None) -> dict[str, str]:
    names = list(dict.fromkeys(name for one in records for name in one.values))
    if records[0].named:
        return {name: name for name in names if name in NAMES}
    prose = {name for one in records[:100] for name, cell in one.values.items()
             if isinstance(cell, str) and len(cell) > LONG_TEXT}  # fmt: skip
    return find_columns(names, columns, prose=prose)


def _columns_told(records: list[Record], named: Mapping[str, str], columns: Mapping[str, str]) -> str:
    """Say which columns were taken for which by their names, and which were not read but travel along."""
    guessed = [f"{theirs} as {ours}" for ours, theirs in named.items() if ours != theirs and ours not in columns]
    read = set(named.values())
    unread = [name for name in dict.fromkeys(name for one in records for name in one.values) if name not in read]
    lines = [f"columns taken: {', '.join(guessed)}"] if guessed else []
    if unread and not records[0].named:
        lines.append(f"columns not read: {list_names(unread)} (--column ours=yours reads one)")
    return "; ".join(lines)


def _row(record: Record, named: Mapping[str, str], day_first: bool | None) -> dict[str, Any]:
    cells = {ours: record.values.get(theirs) for ours, theirs in named.items()}
    row: dict[str, Any] = {name: cell for name, cell in record.values.items() if name not in set(named.values())}
    text, summary = to_text(cells.get("text")), to_text(cells.get("summary"))
    status = to_text(cells.get("text_status"))
    row |= {
        "url": to_line(cells.get("url")),
        "source": to_line(cells.get("source")),
        "title": to_line(cells.get("title")),
        "subtitle": to_line(cells.get("subtitle")) or (to_line(cells.get("summary")) if text else ""),
        "text": text or summary,
        "text_status": status if status in STATUSES else ("full" if text else "truncated"),
        "language": to_line(cells.get("language")).split("-")[0].split("_")[0].lower()[:3],
        "authors": to_list(cells.get("authors")),
        "section": to_line(cells.get("section")),
        "origin": to_line(cells.get("origin")),
        "revision_of": to_line(cells.get("revision_of")),
        "retrieved": parse_published(_first(cells.get("retrieved")), day_first=day_first).time,
        "weight": _weight(cells.get("weight")),
        "images": to_images(cells.get("images")),
    }
    row["source"] = row["source"] or host_of(row["url"])
    row |= _dates(cells, day_first, row["retrieved"])
    if not (row["published_day"] or row["published_first"] or row["published_last"]):
        row |= _told_bounds(row)
    row["article_id"] = article_id(
        supplied=_supplied_id(cells.get("article_id"), named.get("article_id", "")),
        url=row["url"], source=row["source"], title=row["title"],
        day=str(row["published_day"] or ""), text=row["text"],
    )  # fmt: skip
    return row


def _dates(cells: Mapping[str, Any], day_first: bool | None, retrieved: datetime | None) -> dict[str, Any]:
    """Parse the date of a record; days and bounds that the record brings itself come before what is parsed."""
    value = _first(cells.get("published"))
    found = parse_published(value, day_first=day_first)
    if found.method == "age":
        dated = resolve_age(str(value), retrieved)
        found = dated if dated != UNKNOWN else found
    day, first, last = (parse_published(cells.get(f"published_{name}")).day for name in ("day", "first", "last"))
    if first and last and first > last:
        first, last = last, first
    method = to_line(cells.get("published_method")) or (found.method if found != UNKNOWN else "")
    return {
        "published": found.time,
        "published_day": day or found.day,
        "published_first": first or found.first,
        "published_last": last or found.last,
        "published_method": method,
        "published_confidence": confidence_of(method) if found.time or found.first or day or first else None,
    }


def _told_bounds(row: Mapping[str, Any]) -> dict[str, Any]:
    """Bound the day of an article that has none by what its own words tell; an age on the page says nothing of it."""
    if row["language"] not in ("", "en"):
        return {}
    told = find_published_bounds(row["text"][:READ_FOR_BOUNDS], latest=row["retrieved"])
    if told is None or not told["first_day"] or not told["last_day"]:
        return {}
    first, last = (date.fromisoformat(told[name]) for name in ("first_day", "last_day"))
    if (last - first).days > WIDEST_BOUNDS:
        return {}
    before = f"{row['published_method']}; " if row["published_method"] else ""
    return {
        "published_first": first, "published_last": last, "published_method": f"{before}bounds: {told['method']}",
        "published_confidence": told["confidence"],
    }  # fmt: skip


def _tell_dates(place: str, taken: list[tuple[Record, dict[str, Any]]]) -> None:
    methods = [row["published_method"].split(";")[0] for _, row in taken]
    for method, advice in (
        ("ambiguous day", "day or month first? kept as bounds; say day_first=True or False"),
        ("unread", "not understood as dates; published left empty"),
        ("age", "ages, not dates; published left empty"),
    ):
        if method in methods:
            log.warning("%s: %d publication dates are %s", place, methods.count(method), advice)


def _supplied_id(cell: Any, column: str) -> str:
    """Take an id that was supplied; a bare row number under a name like "id" identifies nothing beyond its file."""
    words = to_line(_first(cell))
    if re.sub(r"[\s_\-:.]+", "", column).lower() != "articleid" and re.fullmatch(r"-?\d{1,9}(?:\.0)?", words):
        return ""
    return words


def _told_apart(rows: list[tuple[Record, dict[str, Any]]]) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Give each article an id of its own: a repeat becomes a problem, a changed text a revision of the one before."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number, (_, row) in enumerate(rows):
        groups[row["article_id"]].append(number)
    repeats: dict[int, Problem] = {}
    used = set(groups)
    for name, numbers in groups.items():
        if len(numbers) > 1:
            _tell_revisions(name, numbers, rows, repeats, used)
    kept = [row for number, (_, row) in enumerate(rows) if number not in repeats]
    return kept, list(repeats.values())


def _tell_revisions(
    name: str,
    numbers: list[int],
    rows: list[tuple[Record, dict[str, Any]]],
    repeats: dict[int, Problem],
    used: set[str],
) -> None:
    seen: dict[str, str] = {}
    before = ""
    for number in sorted(numbers, key=lambda one: _age_key(rows[one][1])):
        record, row = rows[number]
        content = _hash(fold_key(row["title"]), fold_key(row["text"]))
        if content in seen:
            repeats[number] = Problem(record.place, record.offset, "repeats an article", seen[content])
            continue
        if before:
            own = f"{name}.{content[:8]}"
            row["article_id"] = own if own not in used else f"{name}.{content}"
            row["revision_of"] = row["revision_of"] or before
            used.add(row["article_id"])
        seen[content] = before = row["article_id"]


def _age_key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Order texts of one id from old to new by what they say, never by where they stood: time, length, content."""
    times = str(row["retrieved"] or ""), str(row["published"] or row["published_day"] or "")
    # Of equal texts the whole one, then the one that tells more, stands for the others.
    return (*times, len(row["text"]), row["text_status"] != "full", -sum(map(bool, row.values())), _hash(_json(row)))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    except (TypeError, ValueError, RecursionError):
        return str(type(value))


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Order the columns; drop `images` if no row has any; give further columns one type each, so that they can be saved."""
    if not any(frame["images"]):
        frame = frame.drop(columns="images")
    ours = [name for name in ARTICLES.columns if name in frame.columns]
    others = [name for name in frame.columns if name not in ARTICLES.columns]
    for name in others:
        if name != "images" and frame[name].dtype == object:
            frame[name] = _one_type(frame[name])
    for name, column in ARTICLES.columns.items():
        if column.kind == "text" and name in frame.columns and not column.required:
            frame[name] = frame[name].where(frame[name].astype(bool) & frame[name].notna(), None)
    return frame[[*ours, *others]]


def _one_type(series: pd.Series[Any]) -> pd.Series[Any]:
    present = [cell for cell in series if not _is_missing(cell)]
    kinds = {type(cell) for cell in present}
    if kinds <= {int, float} and all(abs(cell) < 2**53 for cell in present):
        return series.astype("float64")
    texts = [None if _is_missing(cell) else clean(cell if isinstance(cell, str) else _json(cell)) for cell in series]
    return pd.Series(texts, index=series.index, dtype=pd.StringDtype(na_value=math.nan))


def _is_missing(cell: Any) -> bool:
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))


def _weight(cell: Any) -> float:
    try:
        weight = float(cell)
    except (TypeError, ValueError, OverflowError):
        return 1.0
    return weight if math.isfinite(weight) and weight >= 0 else 1.0


def _first(cell: Any) -> Any:
    """Take the first of several values, and a date out of `{"$date": ...}`."""
    if isinstance(cell, (list, tuple)):
        return _first(cell[0]) if len(cell) else None
    if isinstance(cell, dict):
        return next((cell[name] for name in ("$date", "$oid", "date", "value", "name") if name in cell), None)
    return None if _is_missing(cell) else cell


def clean(text: str) -> str:
    """Drop what no text holds: lone surrogates become U+FFFD, zero bytes go, line ends become newlines."""
    text = _SURROGATE.sub("\ufffd", text) if not text.isascii() else text
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def to_text(cell: Any) -> str:
    r"""Return a cell as plain text: lists are joined by newlines, mark-up is taken out, a missing cell is "".

    Examples
    --------
    >>> to_text("<p>One &amp; two</p><p>Three</p>"), to_text(["One", "Two"]), to_text(None)
    ('One & two\nThree', 'One\nTwo', '')
    """
    if _is_missing(cell):
        return ""
    if isinstance(cell, str):
        return clean(strip_markup(cell) if MARKUP.search(cell) else cell).strip()
    if isinstance(cell, Mapping):
        inner = next(
            (cell[name] for name in ("value", "text", "content", "rendered", "name", "title", "#text") if name in cell),
            "",
        )
        return to_text(inner)
    if isinstance(cell, (list, tuple)) or (type(cell).__module__ == "numpy" and hasattr(cell, "tolist")):
        items = cell if isinstance(cell, (list, tuple)) else cell.tolist()
        return "\n".join(filter(None, map(to_text, items))) if isinstance(items, (list, tuple)) else str(items)
    return str(cell)


def to_line(cell: Any) -> str:
    """Return a cell as one line of plain text, character references resolved."""
    text = to_text(cell)
    return " ".join(html.unescape(text).replace("\x00", "").split()) if text else ""


def to_list(cell: Any) -> list[str]:
    """Return the authors a cell names: a list, or a line such as "By A. Smith, B. Jones and C. Lee".

    Examples
    --------
    >>> to_list("By A. Smith, B. Jones and C. Lee"), to_list([{"name": "A. Smith"}])
    (['A. Smith', 'B. Jones', 'C. Lee'], ['A. Smith'])
    """
    if isinstance(cell, str):
        text = to_line(cell)
        if text.startswith("[") and text.endswith("]"):
            text = text.strip("[]").replace("'", "").replace('"', "")
        text = re.sub(r"^(?:written\s+)?by[\s:]+", "", text, flags=re.IGNORECASE)
        names = re.split(r"\s*[;|\n]\s*|\s*,\s*(?:and\s+)?|\s+(?:and|&|und|et)\s+", text)
    elif isinstance(cell, Mapping):
        names = [to_line(cell)]
    elif isinstance(cell, (list, tuple)) or (hasattr(cell, "tolist") and not isinstance(cell, (int, float))):
        names = [to_line(one) for one in (cell if isinstance(cell, (list, tuple)) else list(cell))]
    else:
        names = []
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


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
    if isinstance(cell, (list, tuple)) or (hasattr(cell, "tolist") and not isinstance(cell, (int, float))):
        return [image for one in (cell if isinstance(cell, (list, tuple)) else list(cell)) for image in to_images(one)]
    return []


def strip_markup(text: str) -> str:
    """Turn HTML into plain text: one line per block, no script, no style, character references resolved."""
    import lxml.html
    from lxml import etree

    try:
        root = lxml.html.fragment_fromstring(mend_references(clean(text)), create_parent="div")
    except (ValueError, etree.LxmlError, AssertionError):
        return html.unescape(re.sub(r"<[^>]{0,2000}>", " ", text))
    from newslab.read.markup import block_lines

    return "\n".join(block_lines(root))
