"""The contracts of the tables: which columns each has, of which type, what they mean and what is the key.

A table is a pandas DataFrame. Columns that a contract does not name travel along untouched. Texts are pandas `str`
(missing: NaN), times `datetime64[us, UTC]`, days `datetime64[s]`, offsets code points, half-open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from newslab.errors import TableError

Kind = Literal["text", "time", "day", "int", "float", "flag", "list"]

DTYPES: Final[Mapping[Kind, Any]] = {
    "text": pd.StringDtype(na_value=np.nan),
    "time": "datetime64[us, UTC]",
    "day": "datetime64[s]",
    "int": "int64",
    "float": "float64",
    "flag": "bool",
    "list": "object",
}
EMPTY_CELLS: Final[Mapping[Kind, Any]] = {"int": 0, "float": np.nan, "flag": False}


@dataclass(frozen=True)
class Column:
    """One column of a contract: its kind, whether every row must have a value, and which values are allowed."""

    kind: Kind
    required: bool = False
    values: tuple[str, ...] = ()
    default: object = None


@dataclass(frozen=True)
class Contract:
    """What a table must look like: `key` columns identify a row (none: rows may repeat)."""

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    ordered: tuple[tuple[str, str], ...] = ()  # pairs (low, high): low <= high wherever both are known


def _contract(name: str, key: str, columns: Mapping[str, Column], ordered: str = "") -> Contract:
    pairs = tuple((low, high) for low, high in (pair.split("<=") for pair in ordered.split()))
    return Contract(name, tuple(key.split()), columns, pairs)


TEXT, KEY = Column("text"), Column("text", required=True)
TIME, DAY = Column("time"), Column("day")
INT, FLOAT, LIST = Column("int"), Column("float"), Column("list")
COUNT = Column("int", required=True)
SPAN = {"start": COUNT, "end": COUNT}
FIELDS = ("text", "title", "subtitle", "caption")
FIELD = Column("text", values=FIELDS, default="text")
PRECISIONS = (
    "time", "day", "days", "week", "weekend", "month", "months", "season", "quarter", "half", "year", "years",
    "decade", "century",
)  # fmt: skip
PRECISION = Column("text", values=PRECISIONS)
MODALITIES = ("happened", "reported", "planned", "possible", "denied")
MODALITY = Column("text", values=MODALITIES, default="happened")

ARTICLES = _contract(
    "articles",
    "article_id",
    {"article_id": KEY, "url": TEXT, "source": TEXT, "title": TEXT, "subtitle": TEXT, "text": KEY,
     "text_status": Column("text", values=("full", "truncated", "live"), default="full"),
     "published": TIME, "published_day": DAY, "published_first": DAY, "published_last": DAY, "published_method": TEXT,
     "published_confidence": FLOAT, "language": TEXT, "authors": LIST, "section": TEXT, "origin": TEXT,
     "revision_of": TEXT, "retrieved": TIME, "weight": Column("float", default=1.0)},
    "published_first<=published_last",
)  # fmt: skip
PAGES = _contract("pages", "page_id", {"page_id": KEY, "text": KEY, "media_type": TEXT})
SEGMENT_KINDS = ("title", "subtitle", "byline", "body", "caption", "credit", "teaser", "embedded", "chrome")
SEGMENTS = _contract(
    "segments",
    "page_id start end",
    {"page_id": KEY, **SPAN, "kind": Column("text", True, SEGMENT_KINDS), "article_id": TEXT, "reason": TEXT},
    "start<=end",
)
IMAGES = _contract(
    "images",
    "article_id position",
    {"article_id": KEY, "position": COUNT, "url": TEXT, "caption": TEXT, "credit": TEXT, "rights": TEXT,
     "same_as": TEXT},
)  # fmt: skip
# `article_id` names an article that was taken all the same (an unread date, a step that left it out); where it is
# missing, the row stands for a record that is in no table: records in = articles + rows of reading without an article.
PROBLEMS = _contract(
    "problems",
    "",
    {"place": KEY, "offset": INT, "reason": KEY, "detail": TEXT, "step": TEXT, "article_id": TEXT},
)
SENTENCE_KINDS = ("fact", "attributed", "opinion", "quote", "inference")  # the last in folders of before alone
ROLES = ("news", "background", "quote", "opinion", "caption", "furniture", "list", "other")
SENTENCES = _contract(
    "sentences",
    "article_id start end",
    {"article_id": KEY, **SPAN, "position": COUNT, "kind": Column("text", values=SENTENCE_KINDS, default="fact"),
     "role": Column("text", values=ROLES), "p": FLOAT, "readable": FLOAT, "view": FLOAT},
    "start<=end",
)  # fmt: skip
_SPAN_ROW = {"article_id": KEY, "field": FIELD, **SPAN, "text": KEY, "score": Column("float", default=1.0)}
NAMES = _contract("names", "article_id field start end", {**_SPAN_ROW, "kind": KEY, "entity_id": TEXT}, "start<=end")
TIMES = _contract(
    "times",
    "article_id field start end",
    {**_SPAN_ROW, "type": Column("text", True, ("DATE", "TIME", "DURATION", "SET")), "value": TEXT, "edtf": TEXT,
     "first_day": DAY, "last_day": DAY, "precision": PRECISION, "anchor": TEXT},
    "start<=end first_day<=last_day",
)  # fmt: skip
NUMBERS = _contract(
    "numbers",
    "article_id field start end",
    {**_SPAN_ROW, "value": FLOAT, "unit": TEXT, "of_what": TEXT, "qualifier": TEXT},
    "start<=end",
)
DAY_BASES = ("stated", "relative", "context", "publication", "unknown")
ASSERTED = ("happened", "ongoing", "planned", "possible", "denied", "habit", "none")
STATEMENTS = _contract(
    "statements",
    "statement_id",
    {"statement_id": KEY, "article_id": KEY, "field": FIELD, **SPAN, "sentence_start": COUNT, "sentence_end": COUNT,
     "main": Column("flag"), "predicate": TEXT, "predicate_start": COUNT, "predicate_end": COUNT, "who": TEXT, "whom": TEXT,
     "where": TEXT, "first_day": DAY, "last_day": DAY, "precision": PRECISION, "edtf": TEXT,
     "day_basis": Column("text", values=DAY_BASES), "modality": Column("text", values=ASSERTED), "attributed_to": TEXT, "attributed_start": INT,
     "attributed_end": INT, "alone": Column("flag"), "event_id": TEXT, "p": FLOAT},
    "start<=end sentence_start<=sentence_end first_day<=last_day",
)  # fmt: skip
QUANTITIES = _contract(
    "quantities",
    "statement_id start end",
    {"statement_id": KEY, **SPAN, "value": FLOAT, "low": FLOAT, "high": FLOAT, "unit": TEXT, "of_what": TEXT,
     "qualifier": TEXT, "part_of": TEXT, "first_day": DAY, "last_day": DAY},
    "start<=end first_day<=last_day",
)  # fmt: skip
QUOTES = _contract("quotes", "article_id field start end", {**_SPAN_ROW, "speaker": TEXT, "verb": TEXT}, "start<=end")
VERSIONS = ("full", "same", "cut", "altered")
QUOTATIONS = _contract(
    "quotations",
    "article_id field start end",
    {"quotation_id": KEY, **_SPAN_ROW, "speaker": TEXT, "verb": TEXT, "version": Column("text", True, VERSIONS),
     "similarity": FLOAT, "n_articles": COUNT, "n_sources": COUNT, "n_origins": COUNT},
    "start<=end",
)  # fmt: skip
COPIES = _contract(
    "copies",
    "article_id origin_id",
    {"article_id": KEY, "origin_id": KEY, "similarity": FLOAT,
     "kind": Column("text", True, ("same", "near", "syndicated", "attributed"))},
)  # fmt: skip
TOPICS = _contract("topics", "topic_id", {"topic_id": KEY, "label": KEY, "words": LIST, "n_articles": COUNT})
ARTICLE_TOPICS = _contract("article_topics", "article_id topic_id",
                           {"article_id": KEY, "topic_id": KEY, "weight": FLOAT})  # fmt: skip
TOPIC_TREND = _contract(
    "topic_trend",
    "topic_id source period",
    {"topic_id": KEY, "source": KEY, "period": DAY, "n": COUNT, "share": FLOAT, "low": FLOAT, "high": FLOAT},
)
LAYOUT = _contract("layout", "article_id", {"article_id": KEY, "x": FLOAT, "y": FLOAT})
STORIES = _contract(
    "stories",
    "story_id",
    {"story_id": KEY, "parent_id": TEXT, "title": KEY, "first_day": DAY, "last_day": DAY, "n_articles": COUNT,
     "n_sources": COUNT},
    "first_day<=last_day",
)  # fmt: skip
DOUBTS = ("crawled later", "first version", "updated")
MEMBERS = _contract(
    "members",
    "story_id article_id",
    {"story_id": KEY, "article_id": KEY, "score": FLOAT, "doubt": Column("text", values=DOUBTS)},
)
STORY_CHANGES = _contract("story_changes", "", {"story_id": KEY, "run": KEY, "change": KEY, "reason": TEXT})
CHANGES = ("born", "split", "merged", "grown", "shrunk", "moved", "renamed", "gone")
STORY_DIFF = _contract(
    "story_diff",
    "",
    {"story_id": KEY, "change": Column("text", True, CHANGES), "title": TEXT, "old": TEXT, "new": TEXT,
     "articles": LIST, "reason": TEXT},
)  # fmt: skip
EVENTS = _contract(
    "events",
    "event_id",
    {"event_id": KEY, "story_id": TEXT, "text": KEY, "who": TEXT, "did": TEXT, "whom": TEXT, "where": TEXT,
     "why": TEXT, "how": TEXT, "type": TEXT, "first_day": DAY, "last_day": DAY, "precision": PRECISION, "edtf": TEXT,
     "when": TEXT, "modality": MODALITY, "n_sources": INT, "n_mentions": INT, "n_later": INT, "score": FLOAT, "p": FLOAT},
    "first_day<=last_day",
)  # fmt: skip
SLOTS = (
    "headline", "what", "status", "who", "where", "when", "toll", "cause", "fact", "reaction", "next", "background",
)  # fmt: skip
STATE = _contract(
    "state",
    "state_id",
    {"state_id": KEY, "story_id": KEY, "event_id": TEXT, "slot": Column("text", True, SLOTS), "value": KEY, "rank": COUNT,
     "n_origins": COUNT, "first_told": TIME, "replaced_by": TEXT, "place": INT, "p": FLOAT},
)  # fmt: skip
_INTERVAL = {"n": COUNT, "expected": FLOAT, "low": FLOAT, "high": FLOAT, "q": FLOAT}
COVERAGE = _contract("coverage", "story_id source", {"story_id": KEY, "source": KEY, "share": FLOAT, **_INTERVAL})
EMPHASIS = _contract(
    "emphasis",
    "story_id source term",
    {"story_id": KEY, "source": KEY, "term": KEY, "weight": FLOAT, "z": FLOAT, **_INTERVAL},
)
THEMES = _contract(
    "themes",
    "story_id source rank",
    {"story_id": KEY, "source": KEY, "rank": COUNT, "theme": KEY, "terms": LIST, "n_articles": COUNT, "z": FLOAT, "n": COUNT,
     "n_all": COUNT, "n_other": COUNT, "n_other_all": COUNT, "sentences": LIST, "article_ids": LIST, "starts": LIST,
     "ends": LIST},
)  # fmt: skip
LOADED = _contract(
    "loaded",
    "story_id article_id field start",
    {"story_id": KEY, "source": KEY, "article_id": KEY, "field": FIELD, **SPAN, "text": KEY, "term": KEY,
     "tone": Column("text", True, ("blame", "praise", "heat")), "quoted": Column("flag"), "n_other": COUNT,
     "sentence_start": COUNT, "sentence_end": COUNT},
    "start<=end",
)  # fmt: skip
SPEAKERS = _contract(
    "speakers",
    "group speaker",
    {"group": KEY, "speaker": KEY, "kind": TEXT, "n_quotes": COUNT, "n_words": COUNT, "share": FLOAT, "low": FLOAT,
     "high": FLOAT, "n_statements": COUNT, "acts": FLOAT, "n_articles": COUNT},
)  # fmt: skip
FOLLOWING = _contract(
    "following",
    "leader follower",
    {"leader": KEY, "follower": KEY, "n": COUNT, "n_before": COUNT, "share": FLOAT, "low": FLOAT, "high": FLOAT,
     "median_hours": FLOAT},
)  # fmt: skip
OLDER_KINDS = ("place", "name", "modality", "blame", "stance", "cause", "quote")  # in tables that earlier builds saved
CONTRAST_KINDS = ("coverage", "emphasis", "number", "date", "omission", *OLDER_KINDS)
VERDICTS = (
    "contradiction", "differs", "updated", "part_whole", "scope", "rounding", "attribution", "correction", "same origin",
    "omission", "compatible",
)  # fmt: skip
CONTRASTS = _contract(
    "contrasts",
    "contrast_id",
    {"contrast_id": KEY, "story_id": TEXT, "event_id": TEXT, "kind": Column("text", True, CONTRAST_KINDS),
     "subject": TEXT, "source": TEXT, "value": TEXT, "other": TEXT, "other_value": TEXT,
     "verdict": Column("text", values=VERDICTS), "reason": TEXT, "score": FLOAT, "p": FLOAT,
     "shown": Column("flag")},
)  # fmt: skip
PASSAGES = _contract(
    "passages",
    "passage_id",
    {"passage_id": KEY, "story_id": KEY, "paragraph": COUNT, "heading": TEXT, "position": COUNT, "text": KEY,
     "kind": TEXT},
)  # fmt: skip
CITATIONS = _contract(
    "citations",
    "",
    {"cited_id": KEY, "side": Column("text", default=""), "article_id": KEY, "field": FIELD, **SPAN, "hash": KEY},
    "start<=end",
)
EDIT_KINDS = ("merge", "split", "move", "rename", "reject", "date")
EDITS = _contract(
    "edits",
    "edit_id",
    {"edit_id": KEY, "what": Column("text", True, EDIT_KINDS), "target": KEY, "value": TEXT, "who": TEXT, "why": TEXT},
)

CONTRACTS: Final[Mapping[str, Contract]] = {
    contract.name: contract
    for contract in (
        ARTICLES, PAGES, SEGMENTS, IMAGES, PROBLEMS, SENTENCES, NAMES, TIMES, NUMBERS, STATEMENTS, QUANTITIES,
        QUOTES, QUOTATIONS, COPIES,
        TOPICS, ARTICLE_TOPICS, TOPIC_TREND, LAYOUT, STORIES, MEMBERS, STORY_CHANGES, STORY_DIFF, EVENTS, STATE, COVERAGE,
        EMPHASIS, LOADED, SPEAKERS, FOLLOWING, CONTRASTS, PASSAGES, CITATIONS, EDITS,
    )
}  # fmt: skip


def empty(contract: Contract) -> pd.DataFrame:
    """Return a table of no rows that keeps `contract`.

    Examples
    --------
    >>> list(empty(MEMBERS).columns)
    ['story_id', 'article_id', 'score', 'doubt']
    """
    columns = {name: pd.Series([], dtype=DTYPES[column.kind]) for name, column in contract.columns.items()}
    return pd.DataFrame(columns)


def build(rows: object, contract: Contract) -> pd.DataFrame:
    """Make a table that keeps `contract` from records (a list of dicts, a dict of columns or a DataFrame).

    Raises
    ------
    TableError
        If the rows break the contract.
    """
    frame = pd.DataFrame(rows)  # type: ignore[call-overload]
    if frame.empty and not len(frame.columns):
        return empty(contract)
    return check(frame, contract)


def check(table: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return `table` with the columns of `contract` completed and typed, or say in one line what breaks it.

    Parameters
    ----------
    table : n rows; optional columns may be missing, further columns travel along.
    contract : the contract to keep.

    Returns
    -------
    DataFrame, the same n rows in the same order and with the same index; the input is not changed.

    Raises
    ------
    TableError
        If a required column or value is missing, a value has the wrong type, or a key repeats.
    """
    if not isinstance(table, pd.DataFrame):
        raise TableError(f"{contract.name}: expected a DataFrame, found {type(table).__name__}")
    if not table.columns.is_unique:
        repeated = _listed(str(one)[:40] for one in table.columns[table.columns.duplicated()].unique())
        advice = "; nl.read_articles(table) gives each a name of its own" if contract is ARTICLES else ""
        raise TableError(f"{contract.name}: several columns have one name: {repeated}{advice}")
    columns = {}
    for name, column in contract.columns.items():
        columns[name] = _typed(table, name, column, contract.name)
    for name in table.columns.difference(list(contract.columns), sort=False):
        columns[name] = table[name]
    checked = pd.DataFrame(columns, index=table.index)
    checked.attrs = dict(table.attrs)
    _check_key(checked, contract)
    _check_order(checked, contract)
    return checked


def complete(corpus: object) -> dict[str, pd.DataFrame]:
    """Return all tables of a build (what has `tables`, or they by name) completed and typed; one that it lacks is empty.

    Raises
    ------
    TableError
        If it is something else, such as one table, or a table breaks its contract.
    """
    tables = corpus if isinstance(corpus, Mapping) else getattr(corpus, "tables", None)
    if not isinstance(tables, Mapping):
        kind = type(corpus).__name__
        raise TableError(f"corpus: expected a Corpus, found {kind}; nl.build_corpus(articles) makes one")
    return {name: _completed(tables.get(name), contract) for name, contract in CONTRACTS.items()}


def _completed(table: pd.DataFrame | None, contract: Contract) -> pd.DataFrame:
    """Return a table as its contract has it; one that has all its columns, typed, is taken as it is."""
    if table is None:
        return empty(contract)
    held = dict(table.dtypes) if isinstance(table, pd.DataFrame) else {}
    is_typed = all(held.get(name) == DTYPES[column.kind] for name, column in contract.columns.items())
    return table if is_typed else check(table, contract)


def _typed(table: pd.DataFrame, name: str, column: Column, where: str) -> pd.Series[Any]:
    if name not in table.columns:
        if column.required and len(table):
            has = _listed(str(one)[:40] for one in table.columns)
            advice = "; nl.read_articles(table) makes articles of any table" if where == ARTICLES.name else ""
            raise TableError(f"{where}.{name}: the column is missing; the table has {has}{advice}")
        return _blank(column, table.index)
    series = _converted(table[name], name, column, where)
    if column.required and series.isna().any():
        rows = np.flatnonzero(series.isna())
        raise TableError(f"{where}.{name}: {len(rows)} rows have no value, first at {_listed(rows)}")
    if column.default is not None and series.isna().any():
        series = series.fillna(str(column.default) if column.kind == "text" else column.default)  # type: ignore[arg-type]
    if column.values:
        wrong = ~series.isna() & ~series.isin(column.values)
        if wrong.any():
            found = _listed(series[wrong].unique())
            raise TableError(f"{where}.{name}: expected one of {_listed(column.values, 20)}; found {found}")
    return series


def _blank(column: Column, index: pd.Index[Any]) -> pd.Series[Any]:
    if column.kind == "list":
        return pd.Series([[] for _ in index], index=index, dtype="object")
    cell = column.default if column.default is not None else EMPTY_CELLS.get(column.kind)
    blank: pd.Series[Any] = pd.Series(cell, index=index, dtype=DTYPES[column.kind])
    return blank


def _converted(series: pd.Series[Any], name: str, column: Column, where: str) -> pd.Series[Any]:
    if series.dtype == DTYPES[column.kind] and column.kind != "list":
        return series
    try:
        if column.kind == "list":
            lists: pd.Series[Any] = pd.Series([_as_list(cell) for cell in series], index=series.index, dtype="object")
            return lists
        if column.kind == "time":
            return _times(series)
        if column.kind == "day":
            return _days(series)
        if column.kind == "int":
            filled: pd.Series[Any] = (series if column.required else series.fillna(0)).astype("int64")
            return filled
        return series.astype(DTYPES[column.kind])
    except (TypeError, ValueError, NotImplementedError, AttributeError, OverflowError) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise TableError(f"{where}.{name}: expected {column.kind}, found {series.dtype} ({reason})") from error


def _times(series: pd.Series[Any]) -> pd.Series[Any]:
    if series.dtype.kind == "M":
        return pd.to_datetime(series, utc=True).astype(DTYPES["time"])
    return pd.to_datetime(series, utc=True, format="ISO8601").astype(DTYPES["time"])


def _days(series: pd.Series[Any]) -> pd.Series[Any]:
    """Read days through NumPy, which knows years that pandas' nanoseconds do not."""
    if series.dtype.kind == "M" and not isinstance(series.dtype, pd.ArrowDtype):  # whose dates have no zone to ask for
        plain = series.dt.tz_localize(None) if series.dt.tz is not None else series
        return plain.astype(DTYPES["day"])
    cells = ["NaT" if pd.isna(cell) else str(cell)[:19] for cell in series]
    return pd.Series(np.array(cells, dtype=DTYPES["day"]), index=series.index)


def _as_list(cell: object) -> list[Any]:
    if isinstance(cell, str):
        return [cell]
    if isinstance(cell, (list, tuple, np.ndarray)):
        return [one.item() if isinstance(one, np.generic) else one for one in cell]
    return []


def _check_key(table: pd.DataFrame, contract: Contract) -> None:
    if not contract.key:
        return
    repeated = table.duplicated(list(contract.key))
    if repeated.any():
        key = " + ".join(contract.key)
        shown = _listed(table.loc[repeated, list(contract.key)].itertuples(index=False, name=None))
        raise TableError(f"{contract.name}: {int(repeated.sum())} rows repeat the key {key}, first {shown}")


def _check_order(table: pd.DataFrame, contract: Contract) -> None:
    for low, high in contract.ordered:
        wrong = np.flatnonzero((table[low] > table[high]).fillna(False))
        if len(wrong):
            raise TableError(
                f"{contract.name}.{high}: {len(wrong)} rows lie before {low}, first at {_listed(wrong)}; "
                f"swap them or leave {high} empty"
            )


def _listed(items: object, most: int = 3) -> str:
    found = [str(item) for item in items]  # type: ignore[attr-defined]
    return ", ".join(found[:most]) + (", ..." if len(found) > most else "")


def make_id(prefix: str, *parts: object) -> str:
    """Make a stable text key from what identifies a row: `prefix-` and 12 hex digits of a SHA-256.

    Examples
    --------
    >>> make_id("story", "a", 1)
    'story-839e11a421d3'
    """
    joined = "\x1f".join(str(part) for part in parts)
    return f"{prefix}-{hashlib.sha256(joined.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def slice_hash(words: str) -> str:
    """Return the SHA-256 of the exact UTF-8 bytes of `words`: what a citation is checked against."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def cite(cited_id: str, article_id: str, words: str, start: int, *, field: str = "text", side: str = "") -> dict[
    str, Any
]:  # fmt: skip
    """Make one CITATIONS record for `words`, which stand at `start` in `field` of the article."""
    return {
        "cited_id": cited_id,
        "side": side,
        "article_id": article_id,
        "field": field,
        "start": start,
        "end": start + len(words),
        "hash": slice_hash(words),
    }
