"""A register of outlets, with country and owner, to join to articles by their source or their address."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pandas as pd

from newslab.errors import ReadError, TableError
from newslab.read.cells import to_line
from newslab.read.content import find_kind, read_bytes
from newslab.read.identity import fold_key, host_of
from newslab.read.records import Record, read_csv, read_json, read_json_lines
from newslab.tables import DTYPES

COLUMNS: Final = ("source", "domain", "country", "owner", "type", "group", "description", "see")
UNJOINED: Final = frozenset(("source", "domain", "description", "see"))
NAMES: Final = {
    "source": ("organization", "source", "outlet", "name", "publisher", "title"),
    "domain": ("domains", "domain", "host", "url", "website"),
    "country": ("country", "nation"),
    "owner": ("owner", "ownership", "parent", "proprietor"),
    "type": ("type", "kind", "medium", "category"),
    "group": ("group", "network", "chain", "holding"),
    "description": ("description", "about", "notes"),
    "see": ("see", "reference", "evidence"),
}


def read_outlets(source: str | Path | None = None) -> pd.DataFrame:
    """Read a register of outlets.

    Parameters
    ----------
    source : JSON (a list of records with organization, domains, country, owner), JSON lines or CSV; None: newslab's own
        register of some 190 outlets that report in English or are widely cited, as it was early in 2025. Owners change:
        `see` is where to check.

    Returns
    -------
    DataFrame of texts, one row for each name or domain of an outlet: source, domain, country, owner, type, group,
    description, see.

    Raises
    ------
    ReadError
        If the file holds no table with the outlets' names.

    Examples
    --------
    >>> read_outlets().set_index("domain").loc["apnews.com", ["source", "country", "type"]].tolist()
    ['Associated Press', 'United States', 'agency']
    """
    if source is None:
        return _register_of(_own_rows())
    path = Path(source)
    raw, _ = read_bytes(path)
    kind = find_kind(raw, path.name)
    readers = {"json": read_json, "jsonl": read_json_lines, "csv": read_csv, "text": read_csv}
    found = readers[kind](raw, str(path)) if kind in readers else iter(())
    rows = [row for one in found if isinstance(one, Record) for row in _rows(one.values)]
    if not rows:
        raise ReadError(
            f"{path}: no outlets; expected JSON or CSV with the columns organization, domains, country, owner"
        )
    return _register_of(rows)


def _own_rows() -> list[dict[str, str]]:
    """Return the rows of the register that newslab carries: of an outlet, as many as it has names or domains."""
    text = files("newslab.resources").joinpath("outlets.tsv").read_text(encoding="utf-8")
    rows = []
    for told in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        names, hosts = told["names"].split("|"), told["hosts"].split("|")
        for at in range(max(len(names), len(hosts))):
            own = {"source": names[min(at, len(names) - 1)], "domain": hosts[min(at, len(hosts) - 1)]}
            rows.append({**told, **own, "see": f"https://{told['see']}", "description": ""})
    return rows


def _register_of(rows: list[dict[str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).drop_duplicates(["source", "domain"], ignore_index=True)
    return frame.where(frame != "").astype(pd.StringDtype(na_value=float("nan")))


def _rows(values: dict[str, Any]) -> list[dict[str, str]]:
    folded = {str(name).strip().lower(): cell for name, cell in values.items()}
    row = {ours: next((folded[name] for name in names if name in folded), None) for ours, names in NAMES.items()}
    if not to_line(row["source"]):
        return []
    domains = row["domain"] if isinstance(row["domain"], list) else to_line(row["domain"]).replace(";", " ").split()
    texts = {name: to_line(row[name]) for name in COLUMNS if name != "domain"}
    return [{**texts, "domain": host_of(f"https://{to_line(one).split('//')[-1]}")} for one in domains or [""]]


def link_outlets(articles: pd.DataFrame, outlets: pd.DataFrame) -> pd.DataFrame:
    """Add what a register says of its outlet to each article: by the host of its URL, else by the name of its source.

    Parameters
    ----------
    articles : ARTICLES table, n rows.
    outlets : table of `read_outlets`, or any table with `source` or `domain` (or both) and columns to add.

    Returns
    -------
    The same n rows, with the register's other columns (country, owner, type, group, or your own), `description` left
    out; missing where the outlet is not in the register. `score_coverage(..., by="country")` compares such groups.

    Raises
    ------
    TableError
        If the register has neither `source` nor `domain`.

    Examples
    --------
    >>> post = {"source": "The Post", "domain": "post.example", "country": "Utopia", "owner": "A trust"}
    >>> outlets = pd.DataFrame([post])
    >>> articles = pd.DataFrame({"source": ["the post", "Other"], "url": ["", "https://www.post.example/a"]})
    >>> link_outlets(articles, outlets).country.tolist()
    ['Utopia', 'Utopia']
    """
    named = [column for column in ("domain", "source") if column in outlets.columns]
    if not named:
        raise TableError(
            f"outlets.source: expected source or domain; the table has {', '.join(map(str, outlets.columns[:5]))}"
        )
    ordered = outlets.sort_values(named, na_position="last").reindex(
        columns=outlets.columns.union(["domain", "source"])
    )
    added = [str(column) for column in outlets.columns if column not in UNJOINED]
    by_host = _register(
        ordered, [host_of(f"https://{name}") if isinstance(name, str) else "" for name in ordered["domain"]], added
    )
    by_name = _register(ordered, [_name_key(name) for name in ordered["source"]], added)
    urls = articles["url"] if "url" in articles.columns else [None] * len(articles)
    found = [
        _by_host(url, by_host) or by_name.get(_name_key(name), {})
        for url, name in zip(urls, articles["source"], strict=True)
    ]
    linked = articles.copy()
    for column in added:
        linked[column] = _typed([one.get(column) for one in found], articles.index)
    return linked


def _typed(cells: list[Any], index: pd.Index[Any]) -> pd.Series[Any]:
    """Make a column of texts where all cells are, else one of whatever the register holds."""
    plain = all(cell is None or pd.isna(cell) or isinstance(cell, str) for cell in cells)
    return pd.Series(cells, index=index, dtype=DTYPES["text"] if plain else "object")


def _name_key(name: object) -> str:
    return fold_key(name) if isinstance(name, str) else ""


def _register(ordered: pd.DataFrame, keys: list[str], added: list[str]) -> dict[str, dict[str, Any]]:
    register: dict[str, dict[str, Any]] = {}
    for key, *cells in zip(keys, *(ordered[column] for column in added), strict=True):
        if key:
            register.setdefault(key, dict(zip(added, cells, strict=True)))
    return register


def _by_host(url: object, register: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """Look a host up, then the domains above it: `news.bbc.co.uk`, `bbc.co.uk`."""
    parts = host_of(url).split(".") if isinstance(url, str) and url else []
    return next((register[name] for at in range(len(parts) - 1) if (name := ".".join(parts[at:])) in register), None)
