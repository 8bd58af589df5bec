"""Articles kept in a folder as Parquet parts: written as they are read, read on after a kill, given back as asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from newslab.errors import ReadError, TableError
from newslab.read.assemble import Assembly
from newslab.read.found import Found
from newslab.read.versions import SHORT
from newslab.store import atomic_path, locked, write_text
from newslab.tables import ARTICLES, PROBLEMS, check, empty

PLAN: Final = "reading.json"  # of which source and how; and, once all is read, that it is
PART_ROWS: Final = 5_000  # records of a part
PART_CHARS: Final = 32_000_000  # characters of the records of a part, about; of long texts a part holds fewer
_READ_SO_FAR: Final = b"newslab"  # in the metadata of a part: where the reading stood after it
_ARTICLES: Final = "articles-{:05}.parquet"
_PROBLEMS: Final = "problems-{:05}.parquet"
_KNOWN: Final = "versions-{:05}.parquet"


@dataclass
class Place:
    """Where a reading stands: files that are read, and records of the one that is being read."""

    file: int = 0
    record: int = 0


@dataclass(frozen=True)
class StoredArticles:
    """The articles in a folder that `read_articles(source, to=folder)` wrote; nothing is held in memory.

    Examples
    --------
    >>> import tempfile; folder = tempfile.mkdtemp()
    >>> from newslab.read.files import read_articles
    >>> record = {"title": "Dam opens", "text": "It opened.", "date": "2024-05-06"}
    >>> stored, problems = read_articles([record], to=folder)
    >>> len(stored), stored.frame(columns=["title"]).to_dict("records")
    (1, [{'title': 'Dam opens'}])
    """

    folder: Path

    def __len__(self) -> int:
        return sum(int(_open(path).metadata.num_rows) for path in self._parts())

    def __repr__(self) -> str:
        return f"StoredArticles({str(self.folder)!r}: {len(self):,} articles in {len(self._parts()):,} parts)"

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns, those of ARTICLES first."""
        names = dict.fromkeys(name for path in self._parts() for name in _open(path).schema_arrow.names)
        return [*(name for name in ARTICLES.columns if name in names), *(n for n in names if n not in ARTICLES.columns)]

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """Give the articles part by part.

        Parameters
        ----------
        columns : which; None: all, as an ARTICLES table.

        Raises
        ------
        TableError
            If no part has a column of that name.
        """
        asked = list(columns) if columns is not None else self.columns
        if unknown := [name for name in asked if name not in self.columns]:
            raise TableError(f"articles.{unknown[0]}: there is no such column; there are {', '.join(self.columns)}")
        held = {name: column for name, column in ARTICLES.columns.items() if name in asked}
        contract = ARTICLES if columns is None else replace(ARTICLES, key=(), columns=held, ordered=())
        for path in self._parts():
            file = _open(path)
            frame = file.read([name for name in asked if name in file.schema_arrow.names]).to_pandas()
            for name in frame.columns[frame.dtypes == "object"]:
                frame[name] = [_listed(cell) for cell in frame[name]]
            yield check(frame.reindex(columns=asked), contract)[asked]

    def frame(
        self, columns: Sequence[str] | None = None, *, where: Callable[[pd.DataFrame], Any] | None = None
    ) -> pd.DataFrame:
        """Return the articles, or some of them, as one table.

        Parameters
        ----------
        columns : which; None: all, as an ARTICLES table.
        where : from a part of the table with these columns to what it keeps, as in
            `where=lambda part: part["source"] == "The Post"`.
        """
        parts = [part if where is None else part[where(part)] for part in self.frames(columns)]
        parts = [part for part in parts if len(part)]
        if not parts:
            return empty(ARTICLES) if columns is None else empty(ARTICLES).reindex(columns=list(columns))
        return pd.concat([_alike(part, parts) for part in parts], ignore_index=True)

    def problems(self) -> pd.DataFrame:
        """Return the PROBLEMS table of the reading."""
        parts = [pd.read_parquet(path) for path in sorted(self.folder.glob(_PROBLEMS.replace("{:05}", "*")))]
        parts = [part for part in parts if len(part)]
        return check(pd.concat(parts, ignore_index=True), PROBLEMS) if parts else empty(PROBLEMS)

    def _parts(self) -> list[Path]:
        return sorted(self.folder.glob(_ARTICLES.replace("{:05}", "*")))


def find_stored(folder: Path) -> StoredArticles | None:
    """Return the articles of a folder that a reading wrote, None for any other folder.

    Raises
    ------
    ReadError
        If the reading was not finished.
    """
    plan = _plan(folder)
    if plan is None:
        return None
    if not plan.get("done"):
        raise ReadError(
            f"{folder}: the reading into this folder was not finished; read its source again with the same to="
        )
    return StoredArticles(folder)


def read_into(
    folder: Path, found: Callable[[Place], Iterable[Found]], plan: Mapping[str, Any], assembly: Assembly
) -> StoredArticles:
    """Read articles into a folder, part by part; of one that was killed, what comes after its last whole part.

    Parameters
    ----------
    folder : made if it is not there.
    found : gives the records from a place on, and keeps that place up to date as it gives them.
    plan : what is read and how; a folder that was begun by another plan is left alone.
    assembly : makes articles of records.

    Raises
    ------
    ReadError
        If the folder holds anything else, or cannot be written.
    """
    from tqdm.auto import tqdm

    _claim(folder, plan)
    with locked(folder):
        if (_plan(folder) or {}).get("done"):
            return StoredArticles(folder)
        number, at = _resumed(folder, assembly)
        records = iter(found(at))
        with tqdm(desc="reading", unit=" records", disable=None) as bar:
            while part := list(_take(records)):
                number += 1
                _write_part(folder, number, assembly.part(part), assembly, at)
                bar.update(len(part))
                bar.set_postfix_str(f"file {at.file + 1:,}", refresh=False)
        write_text(folder / PLAN, json.dumps({**plan, "done": True}, indent=1))
    return StoredArticles(folder)


def hash_of(value: object) -> str:
    """Return a short hash of a plan's part: of the names, sizes and times of files."""
    return hashlib.sha256(json.dumps(value, default=str, sort_keys=True).encode()).hexdigest()[:32]


def _take(records: Iterator[Found]) -> Iterator[Found]:
    size = 0
    for one in islice(records, PART_ROWS):
        yield one
        size += sum(len(cell) for cell in getattr(one, "values", {}).values() if isinstance(cell, str))
        if size > PART_CHARS:
            return


def _plan(folder: Path) -> dict[str, Any] | None:
    try:
        plan = json.loads((folder / PLAN).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return plan if isinstance(plan, dict) and "newslab_reading" in plan else None


def _claim(folder: Path, plan: Mapping[str, Any]) -> None:
    """Write the plan into a folder that is empty; check that of one that is not."""
    before = _plan(folder)
    if before is not None:
        if {name: cell for name, cell in before.items() if name != "done"} != dict(plan):
            raise ReadError(f"{folder}: holds articles of another source, or read otherwise; name another folder")
    elif folder.is_dir() and any(not one.name.startswith(".") for one in folder.iterdir()):
        raise ReadError(f"{folder}: is not empty, and no reading wrote it; name another folder")
    else:
        write_text(folder / PLAN, json.dumps(dict(plan), indent=1))


def _resumed(folder: Path, assembly: Assembly) -> tuple[int, Place]:
    """Return the number of whole parts and the place after them, and tell the assembly what they hold."""
    number, at = 0, Place()
    while (path := folder / _ARTICLES.format(number + 1)).exists():
        told = (_open(path).schema_arrow.metadata or {}).get(_READ_SO_FAR)
        if told is None:
            raise ReadError(f"{path}: this part was not written by a reading; remove it")
        number, at = number + 1, Place(**json.loads(told))
        known = pd.read_parquet(folder / _KNOWN.format(number))
        for key, content in zip(known["id"], known["content"], strict=True):
            assembly.versions.add(key, content)
    assembly.versions.take_added()
    return number, at


def _write_part(
    folder: Path, number: int, tables: tuple[pd.DataFrame, pd.DataFrame], assembly: Assembly, at: Place
) -> None:
    """Write the files of a part, its articles last: where they are, the part is whole."""
    import pyarrow as pa

    articles, problems = tables
    versions = pa.table(
        {name: pa.array([one[at] for one in added], pa.binary(SHORT)) for at, name in enumerate(("id", "content"))}
        if (added := assembly.versions.take_added())
        else {name: pa.array([], pa.binary(SHORT)) for name in ("id", "content")}
    )
    _write(versions, folder / _KNOWN.format(number))
    _write(pa.Table.from_pandas(problems, preserve_index=False), folder / _PROBLEMS.format(number))
    table = pa.Table.from_pandas(articles, preserve_index=False)
    told = {_READ_SO_FAR: json.dumps({"file": at.file, "record": at.record}).encode()}
    _write(table.replace_schema_metadata({**(table.schema.metadata or {}), **told}), folder / _ARTICLES.format(number))


def _write(table: Any, path: Path) -> None:
    from pyarrow import parquet

    with atomic_path(path) as part:
        parquet.write_table(table, part, compression="zstd")


def _open(path: Path) -> Any:
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path)
    except (OSError, ValueError) as error:
        raise ReadError(f"{path}: this part is broken ({error}); remove it and what follows it, and read on") from error


def _listed(cell: Any) -> Any:
    return cell.tolist() if isinstance(cell, np.ndarray) else cell


def _alike(part: pd.DataFrame, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Give further columns that are numbers in one part and texts in another as texts."""
    mixed = {}
    for name in part.columns:
        if name not in ARTICLES.columns and len({str(one[name].dtype) for one in parts if one[name].notna().any()}) > 1:
            mixed[name] = part[name].where(part[name].isna(), part[name].map(str))
    return part.assign(**mixed)
