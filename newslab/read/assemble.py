"""Raw records to the ARTICLES table: columns named, dates parsed, ids given, repeats told."""

from __future__ import annotations

import logging
import math
import re
import shlex
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from newslab.errors import ReadError
from newslab.read.cells import clean, is_missing, to_first, to_images, to_json, to_line, to_list, to_plain, to_text
from newslab.read.columns import NAMES, find_columns, list_names
from newslab.read.endings import find_origin, mend_end
from newslab.read.found import Problem, Record, blame, free_name, rename_repeated, show
from newslab.read.identity import article_id, fold_key, host_of
from newslab.read.parts import join_parts, unfold
from newslab.read.published import UNKNOWN, confidence_of, find_day_order, parse_published, resolve_age
from newslab.read.versions import Row, Versions
from newslab.tables import ARTICLES, PROBLEMS, build, empty
from newslab.text.date_bounds import find_published_bounds
from newslab.text.language import find_language, read_language

log = logging.getLogger(__name__)

READ_FOR_BOUNDS = 20_000  # characters; what is published on a day says so early
WIDEST_BOUNDS = 366  # days; wider bounds date nothing
LONG_TEXT = 200  # characters; a column with such a cell holds prose
STATUSES: Final = {"full", "truncated", "live"}
MOST_FURTHER: Final = 200  # columns that travel along by themselves; records that each bring new ones share one
GAP: Final = timedelta(days=730)  # no collection falls silent so long before its last articles, but by a slip
FEW: Final = 20  # of so many dated articles one may be such a slip
MOST_CELLS: Final = 50_000  # of one record; one with more is no article
FURTHER: Final = "further"  # the column of the others, as JSON
ASKED: Final = ("text", "title", "source", "published")  # columns whose want is told
_LINES: Final = ("url", "source", "title", "section", "origin", "revision_of")  # cells that are one line as they stand
_NOTES: Final = "\x00notes"  # of a row while it is made: what was not understood of it


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
    return Assembly(columns, day_first).part(found)


@dataclass
class Assembly:
    """Makes articles part by part: what the first part of a file tells of its columns and dates holds for the next.

    `columns` and `day_first` are those of `assemble`.
    """

    columns: Mapping[str, str] | None = None
    day_first: bool | None = None
    versions: Versions = field(default_factory=Versions)
    _told: set[str] = field(default_factory=set)  # lines that were logged
    _days_first: dict[str, bool] = field(default_factory=dict)  # of the file that was read last

    def part(self, found: Iterable[Record | Problem]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return ARTICLES and PROBLEMS of the next records."""
        problems: list[Problem] = []
        files: dict[str, list[Record]] = defaultdict(list)
        order: dict[str, int] = {}
        for one in found:
            order.setdefault(one.place, len(order))
            if isinstance(one, Problem):
                problems.append(one)
            else:
                files[one.place].append(one)
        rows: list[Row] = []
        for place, records in files.items():
            taken, refused = self._file_rows(place, records)
            rows += taken
            problems += refused
        kept, repeats = self.versions.tell_apart(rows)
        notes = [note for record, row in kept for note in _notes(record, row)]
        problems = sorted(
            problems + repeats + notes, key=lambda one: (order[one.place], one.offset, bool(one.article_id))
        )
        articles = build(_tidy([row for _, row in kept]), ARTICLES) if kept else empty(ARTICLES)
        return articles, build([one.row() for one in problems], PROBLEMS)

    def _file_rows(self, place: str, records: list[Record]) -> tuple[list[Row], list[Problem]]:
        records, refused = _cleaned(records)
        if not records:
            return [], refused
        named, unreadable = self._name_columns(place, records)
        if unreadable:
            return [], [*refused, *(Problem(place, one.offset, unreadable) for one in records)]
        line = self._tell_columns(place, records, named)
        day_first = self._order_of_days(place, records, named)
        own = _own_names({name for one in records for name in one.values} - set(named.values()))
        taken = []
        for one in records:
            try:
                row = _row(one, named, day_first, own)
                if not _tells(row) and not one.named:  # of other columns than the rest of the file
                    row = _row(one, _named([one], self.columns), day_first, own)
            except Exception as error:  # noqa: BLE001 (one record never ends the read of the others, whatever it holds)
                refused.append(blame(place, one.offset, error, one.values))
                continue
            if _tells(row):
                taken.append((one, row))
            else:
                refused.append(Problem(place, one.offset, "neither text nor title", to_json(one.values)))
        _note_late(taken)
        _tell_dates(place, taken, line, self._told)
        return taken, refused

    def _name_columns(self, place: str, records: list[Record]) -> tuple[dict[str, str], str]:
        """Return which column is which, and why none of the records can be read, or ""."""
        try:
            named = _named(records, self.columns)
        except ReadError as error:
            return {}, str(error)
        if {"text", "title", "summary"} & set(named):
            return named, ""
        present = list_names(dict.fromkeys(name for one in records[:50] for name in one.values)) or "none"
        return {}, (
            f"no column holds a text or a title; the columns are {present}; say columns={{'text': ...}}, or --column "
            f"text=..."
        )

    def _tell_columns(self, place: str, records: list[Record], named: Mapping[str, str]) -> str:
        line = _columns_told(records, named, self.columns or {})
        if line and line not in self._told:
            log.info("%s: %s", place, line)  # once for files of the same columns
            self._told.add(line)
        return line

    def _order_of_days(self, place: str, records: list[Record], named: Mapping[str, str]) -> bool | None:
        if self.day_first is not None:
            return self.day_first
        told = find_day_order(one.values.get(named.get("published", "")) for one in records)
        if told is not None:
            self._days_first = {place: told}
        return self._days_first.get(place, told)


def _tells(row: Mapping[str, Any]) -> bool:
    return bool(row["text"] or row["title"])


def _cleaned(records: list[Record]) -> tuple[list[Record], list[Problem]]:
    """Return the records with names that can be saved and cells that are Python's own."""
    cleaned: list[Record] = []
    refused: list[Problem] = []
    for one in records:
        if len(one.values) > MOST_CELLS:
            told = f"this record has {len(one.values):,} columns, more than the {MOST_CELLS:,} of any article"
            refused.append(Problem(one.place, one.offset, told))
            continue
        try:
            names = rename_repeated(clean(str(name)) for name in one.values)
            values = dict(zip(names, map(to_plain, one.values.values()), strict=True))
            cleaned.append(
                Record(one.place, one.offset, values if one.named else join_parts(unfold(values)), one.named)
            )
        except Exception as error:  # noqa: BLE001 (a cell of the user's own kind may raise anything)
            refused.append(blame(one.place, one.offset, error))
    return cleaned, refused


def _notes(record: Record, row: dict[str, Any]) -> Iterator[Problem]:
    """Tell what was not understood of an article that was taken."""
    for reason, detail in row.pop(_NOTES):
        yield Problem(record.place, record.offset, reason, detail, row["article_id"])


def _named(records: list[Record], columns: Mapping[str, str] | None) -> dict[str, str]:
    names = list(dict.fromkeys(name for one in records for name in one.values))
    if records[0].named:
        return {name: name for name in names if name in NAMES}
    head = records[:100]
    prose = {
        name for one in head for name, cell in one.values.items() if isinstance(cell, str) and len(cell) > LONG_TEXT
    }
    addresses = {name for name in names if _holds_addresses([one.values.get(name) for one in head])}
    return find_columns(names, columns, prose=prose, addresses=addresses)


def _holds_addresses(cells: list[Any]) -> bool:
    told = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    return bool(told) and all(re.match(r"https?://[^/\s]+/\S", cell.strip()) for cell in told)


def _columns_told(records: list[Record], named: Mapping[str, str], columns: Mapping[str, str]) -> str:
    """Say which columns were taken for which by their names, and which were not read but travel along."""
    guessed = [f"{theirs} as {ours}" for ours, theirs in named.items() if ours != theirs and ours not in columns]
    read = {*named.values(), *ARTICLES.columns.keys() - NAMES.keys()}
    unread = [name for name in dict.fromkeys(name for one in records for name in one.values) if name not in read]
    lines = [f"columns taken: {', '.join(guessed)}"] if guessed else []
    if unread and not records[0].named:
        lines.append(f"columns kept as they are: {list_names(unread)}")
        lines.append(_not_found(records[:100], unread, [one for one in ASKED if one not in named]))
    return "; ".join(line for line in lines if line)


def _not_found(head: list[Record], unread: list[str], missing: list[str]) -> str:
    """Say what no column was taken for, which of those left over holds days, and how to say so."""
    if not missing:
        return ""
    dated = [name for name in unread if _holds_dates([one.values.get(name) for one in head])]
    ours, theirs = ("published", dated[0]) if dated and "published" in missing else ("ours", "yours")
    hint = f"{theirs} holds dates: " if ours == "published" else ""
    return (
        f"no column is taken as {' or '.join(missing)}; {hint}--column {shlex.quote(f'{ours}={theirs}')}, in Python "
        f"columns={{{ours!r}: {theirs!r}}}, names one"
    )


def _holds_dates(cells: list[Any]) -> bool:
    told = [cell for cell in cells if not is_missing(cell) and cell != ""]
    return bool(told) and all(
        isinstance(cell, str) and not cell.isdigit() and parse_published(cell).day for cell in told
    )


def _row(record: Record, named: Mapping[str, str], day_first: bool | None, own: Mapping[str, str]) -> dict[str, Any]:
    cells = {ours: record.values.get(theirs) for ours, theirs in named.items()}
    text, summary = to_text(cells.get("text")), to_text(cells.get("summary"))
    row = _further(record, set(named.values()), own)
    row |= {name: to_line(cells.get(name)) for name in _LINES}
    row["source"] = row["source"] or host_of(row["url"])
    row["origin"] = row["origin"] or _told_origin(text or summary, row["source"])
    row["authors"] = to_list(cells.get("authors"))
    row["retrieved"] = parse_published(to_first(cells.get("retrieved")), day_first=day_first).time
    row["weight"] = _weight(cells.get("weight"))
    row["images"] = to_images(cells.get("images"))
    row |= _texts(text, summary, cells, own)
    if cells.get("images") and not row["images"]:
        row[own["images"]] = to_json(cells["images"])
    row["language"] = _language(to_line(cells.get("language")), row["text"] or row["title"])
    row |= _dates(cells, day_first, row["retrieved"])
    row[_NOTES] = _not_understood(row, cells.get("published"))
    if not (row["published_day"] or row["published_first"] or row["published_last"]):
        row |= _told_bounds(row)
    row["article_id"] = article_id(
        supplied=_supplied_id(cells.get("article_id"), named.get("article_id", "")),
        url=row["url"],
        source=row["source"],
        title=row["title"],
        day=str(row["published_day"] or ""),
        text=row["text"],
    )
    return row


def _told_origin(words: str, source: str) -> str:
    """Return whom a text says that it comes from, unless that is its own outlet."""
    told = find_origin(words)
    return told if told and fold_key(told) != fold_key(source) else ""


def _texts(text: str, summary: str, cells: Mapping[str, Any], own: Mapping[str, str]) -> dict[str, str]:
    """Return text and subtitle; a summary stands in for either, and travels along where both are told."""
    text, cut = mend_end(text)
    summary = mend_end(summary)[0]
    subtitle, status = to_line(cells.get("subtitle")), to_text(cells.get("text_status"))
    beside = {own["summary"]: summary} if text and subtitle and summary not in ("", text) else {}
    return {
        "subtitle": subtitle or (to_line(summary) if text else ""),
        "text": text or summary,
        "text_status": status if status in STATUSES else ("full" if text and not cut else "truncated"),
        **beside,
    }


def _own_names(unread: set[str]) -> dict[str, str]:
    """Return for what travels along under a name of ours, which name it gets: one that no other column has."""
    taken = {*ARTICLES.columns, "images", *unread}
    return {name: free_name(name, taken) for name in (*ARTICLES.columns, "images", "summary")}


def _further(record: Record, read: set[str], own: Mapping[str, str]) -> dict[str, Any]:
    """Return the cells that are not read, ready to be saved."""
    further: dict[str, Any] = {}
    for name, cell in record.values.items():
        if name in read or (name in ARTICLES.columns and name not in NAMES):
            continue
        free = own[name] if name in ARTICLES.columns or name == "images" else name
        if isinstance(cell, str):
            further[free] = clean(cell)
        else:
            further[free] = to_json(cell) if isinstance(cell, (dict, list, tuple, set)) else cell
    return further


def _language(told: str, text: str) -> str:
    """Return the language that a record tells, else that of its words; "" where neither tells."""
    code = read_language(told) or (told.lower() if re.fullmatch(r"[a-zA-Z]{2,3}", told) else "")
    if not code or code == "und":
        code = find_language(text)
    return "" if code == "und" else code


def _not_understood(row: Mapping[str, Any], published: Any) -> list[tuple[str, str]]:
    notes = []
    if not row["text"]:
        notes.append(("this article has no text, only a title", row["title"]))
    method = row["published_method"]
    if method in {"unread", "age"} and not is_missing(published):
        what = "an age and no date" if method == "age" else "not understood as a date"
        notes.append((f"published is {what}, and was left empty", show(published)))
    return notes


def _dates(cells: Mapping[str, Any], day_first: bool | None, retrieved: datetime | None) -> dict[str, Any]:
    """Parse the date of a record; days and bounds that the record brings itself come before what is parsed."""
    value = to_first(cells.get("published"))
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
        "published_first": first,
        "published_last": last,
        "published_method": f"{before}bounds: {told['method']}",
        "published_confidence": told["confidence"],
    }


def _note_late(taken: list[Row]) -> None:
    """Note the few articles that were published years after all others of their file."""
    days = sorted(row["published_day"] for _, row in taken if row["published_day"])
    late = next((right for left, right in pairwise(days[-1 - len(days) // FEW :]) if right - left > GAP), None)
    for _, row in taken:
        if late and row["published_day"] and row["published_day"] >= late:
            row[_NOTES].append(("published years after all others; kept as it is written", str(row["published_day"])))


def _tell_dates(place: str, taken: list[Row], columns: str, told: set[str]) -> None:
    if len(taken) > 1 and not any(
        row["published"] or row["published_day"] or row["published_first"] for _, row in taken
    ):
        log.warning(
            "%s: none of %d articles has a date of publication; %s", place, len(taken), columns or "no column holds one"
        )
    methods = [row["published_method"].split(";")[0] for _, row in taken]
    for method, advice in (
        ("ambiguous day", "day or month first? kept as bounds; say day_first=True or False"),
        ("unread", "not understood as dates; published left empty"),
        ("age", "ages, not dates; published left empty"),
    ):
        if method in methods and f"{place} {method}" not in told:  # of a file that comes in parts, once
            told.add(f"{place} {method}")
            log.warning("%s: %d publication dates are %s", place, methods.count(method), advice)


def _supplied_id(cell: Any, column: str) -> str:
    """Take an id that was supplied; a bare row number under a name like "id" identifies nothing beyond its file."""
    words = to_line(to_first(cell))
    if re.sub(r"[\s_\-:.]+", "", column).lower() != "articleid" and re.fullmatch(r"-?\d{1,9}(?:\.0)?", words):
        return ""
    return words


def _tidy(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Order the columns; drop `images` if no row has any; give further columns one type each, so that they can be
    saved.
    """
    _gather(rows)
    frame = pd.DataFrame(rows)
    if not any(frame["images"]):
        frame = frame.drop(columns="images")
    ours = [name for name in ARTICLES.columns if name in frame.columns]
    others = [name for name in frame.columns if name not in ARTICLES.columns]
    for name in others:
        if name != "images" and frame[name].dtype.kind in "Oc":
            frame[name] = _one_type(frame[name])
    for name, column in ARTICLES.columns.items():
        if column.kind == "text" and name in frame.columns and not column.required:
            frame[name] = frame[name].where(frame[name].astype(bool) & frame[name].notna(), None)
    return frame[[*ours, *others]]


def _gather(rows: list[dict[str, Any]]) -> None:
    """Where too many further columns travel along, keep the commonest and gather the others of a row in one cell."""
    counts = Counter(name for row in rows for name in row if name not in ARTICLES.columns and name != "images")
    if len(counts) <= MOST_FURTHER:
        return
    kept = {name for name, _ in counts.most_common(MOST_FURTHER)}
    own = free_name(FURTHER, kept)
    log.warning(
        "%d further columns: the %d commonest are kept, the others stand as JSON in the column %r",
        len(counts),
        MOST_FURTHER,
        own,
    )
    for row in rows:
        rare = {name: row.pop(name) for name in list(row) if name in counts and name not in kept}
        if rare:
            row[own] = to_json(rare)


def _one_type(series: pd.Series[Any]) -> pd.Series[Any]:
    present = [cell for cell in series if not is_missing(cell)]
    kinds = {type(cell) for cell in present}
    if kinds <= {int, float} and all(abs(cell) < 2**53 for cell in present):
        return series.astype("float64")
    texts = [None if is_missing(cell) else clean(_as_words(cell)) for cell in series]
    return pd.Series(texts, index=series.index, dtype=pd.StringDtype(na_value=math.nan))


def _as_words(cell: Any) -> str:
    return str(cell) if isinstance(cell, (str, date, Decimal)) else to_json(cell)


def _weight(cell: Any) -> float:
    try:
        weight = float(cell)
    except (TypeError, ValueError, OverflowError):
        return 1.0
    return weight if math.isfinite(weight) and weight >= 0 else 1.0
