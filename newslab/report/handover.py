"""What a bundle holds beside its tables: README, access list, schemas and metadata, none with words of articles."""

from __future__ import annotations

import json
import platform
import shlex
from collections.abc import Mapping, Sequence
from importlib.metadata import distributions
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.report.render import plural, rows_of, safe_url
from newslab.tables import CONTRACTS, slice_hash

if TYPE_CHECKING:
    from newslab.corpus import Corpus

ACCESS: Final = ("article_id", "source", "title", "published_day", "url", "text_hash", "text_length")
TYPES: Final = {
    "text": "string",
    "time": "datetime",
    "day": "date",
    "int": "integer",
    "float": "number",
    "flag": "boolean",
    "list": "string",
}


def access_table(articles: pd.DataFrame) -> pd.DataFrame:
    """Return how each article is found again, and the hash that its text must have.

    Returns
    -------
    DataFrame: article_id, source, title, published_day, url, text_hash (SHA-256 of the text in UTF-8), text_length.
    """
    table = articles.assign(
        text_hash=articles["text"].map(slice_hash),
        text_length=articles["text"].str.len(),
        url=articles["url"].map(safe_url),
    )
    return table[list(ACCESS)]


def constraints_text() -> str:
    """Return the exact versions of all packages that are installed, as pip's constraints."""
    found = {str(one.metadata["Name"]): str(one.version) for one in distributions() if one.metadata["Name"]}
    return "".join(f"{name}=={found[name]}\n" for name in sorted(found, key=str.lower) if name.lower() != "newslab")


def datapackage(codebook: pd.DataFrame, files: Mapping[str, str]) -> str:
    """Return a Frictionless Data Package: each table with its schema.

    Parameters
    ----------
    codebook : of the tables.
    files : path of each table's file, by its name.
    """
    resources = []
    for name, path in sorted(files.items()):
        rows = codebook[codebook["table"] == name]
        contract = CONTRACTS.get(name)
        fields = [
            {
                "name": row.column,
                "description": row.meaning,
                "type": TYPES[contract.columns[row.column].kind]
                if contract and row.column in contract.columns
                else "any",
            }
            for row in rows_of(rows)
        ]
        schema: dict[str, Any] = {"fields": fields}
        if contract and contract.key and set(contract.key) <= set(rows["column"]):
            schema["primaryKey"] = list(contract.key)
        resources.append(
            {
                "name": name,
                "path": path,
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "format": "csv",
                "schema": schema,
            }
        )
    package = {"name": "newslab-bundle", "profile": "tabular-data-package", "resources": resources}
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def ro_crate(title: str, files: Mapping[str, tuple[str, int]], notebook: str | None) -> str:
    """Return RO-Crate 1.1 metadata: the files, their hashes and what made them.

    Parameters
    ----------
    title : of the package.
    files : hash and size of each file, by its path.
    notebook : path of the notebook, if there is one.
    """
    graph: list[dict[str, Any]] = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": title,
            "description": "Derived tables of a study of news, without the articles' texts.",
            "hasPart": [{"@id": path} for path in sorted(files)],
            **({"mainEntity": {"@id": notebook}} if notebook else {}),
        },
        {"@id": "#newslab", "@type": "SoftwareApplication", "name": "newslab"},
    ]
    for path, (digest, size) in sorted(files.items()):
        kind = ["File", "SoftwareSourceCode"] if path.endswith(".ipynb") else "File"
        graph.append({"@id": path, "@type": kind, "sha256": digest, "contentSize": str(size)})
    return (
        json.dumps({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}, ensure_ascii=False, indent=1)
        + "\n"
    )


def readme(corpus: Corpus, *, title: str, notebook: str | None, seconds: float | None, figures: Sequence[str]) -> str:
    """Return the README of a bundle, in the order of the replication offices' list."""
    articles, manifest = corpus.articles, corpus.manifest
    given = manifest.get("input", {})
    mapping = given.get("columns") or {}
    named = ", ".join(f"{ours} = {theirs}" for ours, theirs in mapping.items()) or "as found by their common names"
    named_columns = "".join(f" --column {shlex.quote(f'{ours}={theirs}')}" for ours, theirs in mapping.items())
    took = f" It took {seconds:.0f} s here." if seconds is not None else ""
    runs = (
        f"- `{notebook}`: the analysis; it was run in a process of its own, from its first cell to its last, without "
        f"an error.{took}"
        if notebook
        else "- No notebook."
    )
    drawn = (
        f"- `figures/`: {plural(len(figures), 'figure')} of the notebook; `figures.csv` gives each its hash and its "
        f"cell, also of those that are not kept since they show words of articles."
        if notebook
        else ""
    )
    hashed = f" (SHA-256 {given['file_hash']})" if given.get("file_hash") else ""
    last = (
        f"Build a corpus (`newslab build YOUR_FILE --out corpus{named_columns}`), set its folder in the first cell of "
        f"`{notebook}`, and run it."
        if notebook
        else "Open the tables."
    )
    n_named = articles["source"].nunique()
    options = json.dumps(manifest.get("options", {}), ensure_ascii=False, default=str)
    return f"""# {title}

## Overview
The tables of a study of {plural(len(articles), "article")} of {plural(n_named, "source")}, made by newslab \
{manifest.get("newslab", "")}. No text of an article is in this package: tables hold ids, places (characters) and \
SHA-256 hashes of the words.

## Data availability
The articles belong to their publishers. `access.csv` says how to get each: source, title, day, address, and the hash \
and length its text must have.
- Source file: {given.get("file", "not named by the build")}{hashed}
- Columns: {named}

## Computational requirements
- Python {platform.python_version()}; packages in `constraints.txt`; no network, no key, no GPU, 4 GB of memory.
- `pip install -c constraints.txt newslab`
- Options of the build: `{options}`

## Files
- `tables/*.csv`: the derived tables; `codebook.csv`, `codebook.md`: what each column means.
- `access.csv`: how to get each article. `edits.csv`: corrections by hand, replayed by every build.
- `manifest.json`: input, options, versions, models and hashes of the build.
{runs}
{drawn}
- `datapackage.json`, `ro-crate-metadata.json`: the same for machines.

## Order
1. Get the articles of `access.csv` into one file or folder.
2. `newslab bundle verify . --articles YOUR_FILE{named_columns}` builds all anew from your copies, and says what is \
equal and which articles differ.
3. {last}
"""
