"""Gold that is judged on articles of `collections/` and `stories/`: the articles of each row, read as a user reads
them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from newslab.errors import ReadError

Record = dict[str, Any]


def read_lines(path: Path) -> list[Record]:
    """Read JSON lines, packed or not.

    Raises
    ------
    ReadError
        If there is no such file, or a line is no JSON object.
    """
    if not path.is_file():
        raise ReadError(f"{path}: no such file of JSON lines")
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise ReadError(f"{path}: expected one JSON object a line: {error}") from error


def read_sets(data: Path, names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Read the sets of articles that gold names, from `collections/` or `stories/` under `data`.

    Raises
    ------
    ReadError
        If a set is in neither.
    """
    from newslab.read.files import read_articles

    found = {}
    for name in sorted(set(names)):
        paths = [
            data / folder / f"{name}{end}" for folder in ("collections", "stories") for end in (".jsonl.gz", ".jsonl")
        ]
        path = next((path for path in paths if path.is_file()), None)
        if path is None:
            raise ReadError(f"{data}: the set {name} is neither in collections/ nor in stories/")
        found[name] = read_articles(path)[0]
    return found
