"""Two builds told apart in words: articles, options, versions, and the rows of every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.group.diff import story_diff
from newslab.report.plots.base import cut
from newslab.report.render import plural, rows_of
from newslab.saved import content_hash
from newslab.tables import CONTRACTS, slice_hash

if TYPE_CHECKING:
    from newslab.corpus import Corpus

MOST: Final = 8  # articles, stories and cells that are named
COLUMNS: Final = ("place", "difference")


def compare_builds(one: Corpus, other: Corpus) -> pd.DataFrame:
    """Tell two builds apart: first what they were made from and with, then what came of it.

    Parameters
    ----------
    one, other : two corpora, the earlier first.

    Returns
    -------
    DataFrame with columns `place` (articles, options, versions, models, a table, stories) and `difference`, a sentence;
    no row where they are equal.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> import newslab as nl
    >>> compare_builds(nl.Corpus(), nl.Corpus()).empty
    True
    """
    one, other = one.completed(), other.completed()
    rows = [*_articles(one.articles, other.articles)]
    for part in ("newslab", "options", "versions", "models"):
        rows += [(part, told) for told in _settings(one.manifest.get(part, {}), other.manifest.get(part, {}))]
    for name, table in one.tables.items():
        if name not in ("articles", "problems") and content_hash(table) != content_hash(other.tables[name]):
            rows.append((name, _rows(name, table, other.tables[name])))
    rows += [("stories", told) for told in _stories(one, other)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _articles(one: pd.DataFrame, other: pd.DataFrame) -> Iterator[tuple[str, str]]:
    before, after = (
        dict(zip(table["article_id"], table["text"].map(slice_hash), strict=True)) for table in (one, other)
    )
    titles = {row.article_id: row.title for table in (one, other) for row in rows_of(table)}
    changed = sorted(key for key in before.keys() & after.keys() if before[key] != after[key])
    for told, keys in (
        ("only in the first", sorted(before.keys() - after.keys())),
        ("only in the second", sorted(after.keys() - before.keys())),
        ("with another text", changed),
    ):
        if keys:
            named = "; ".join(
                f"{key} ({cut(titles[key], 60)})" if isinstance(titles[key], str) else str(key) for key in keys[:MOST]
            )
            yield "articles", f"{plural(len(keys), 'article')} {told}: {named}{'; ...' if len(keys) > MOST else ''}"


def _settings(one: Any, other: Any) -> Iterator[str]:
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        if one != other:
            yield f"{one or 'none'}, then {other or 'none'}"
        return
    for name in sorted({*one, *other}):
        if one.get(name) != other.get(name):
            yield f"{name}: {one.get(name, 'none')}, then {other.get(name, 'none')}"


def _rows(name: str, one: pd.DataFrame, other: pd.DataFrame) -> str:
    keys = list(CONTRACTS[name].key) or list(CONTRACTS[name].columns)
    before, after = (_by_key(table, keys) for table in (one, other))
    gone, new = len(before.keys() - after.keys()), len(after.keys() - before.keys())
    columns = [column for column in one.columns if column in other.columns and column not in keys]
    changed: dict[str, int] = {}
    n_changed = 0
    for key in before.keys() & after.keys():
        cells = [column for column in columns if repr(before[key].get(column)) != repr(after[key].get(column))]
        n_changed += bool(cells)
        for column in cells:
            changed[column] = changed.get(column, 0) + 1
    most = ", ".join(
        f"{column} in {n:,}" for column, n in sorted(changed.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    )
    told = [f"{len(one):,} rows, then {len(other):,}"]
    told += [f"{plural(gone, 'row')} gone"] if gone else []
    told += [f"{plural(new, 'row')} new"] if new else []
    told += [f"{plural(n_changed, 'row')} changed ({most})"] if n_changed else []
    return "; ".join(told)


def _by_key(table: pd.DataFrame, keys: list[str]) -> dict[str, dict[str, Any]]:
    held = [key for key in keys if key in table.columns]
    records: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    return {"\x1f".join(str(row[key]) for key in held): row for row in records}


def _stories(one: Corpus, other: Corpus) -> list[str]:
    """Say what became of stories, as `story_diff` tells it."""
    diff = story_diff(one, other)
    told = [
        f"{row.change}: {cut(row.title, 80)}"
        + (f" ({row.reason})" if isinstance(row.reason, str) and row.reason else "")
        for row in rows_of(diff)
    ]
    return [*told[:MOST], *([f"and {len(told) - MOST:,} more changes of stories"] if len(told) > MOST else [])]
