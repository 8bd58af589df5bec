"""The saved folder: table files named by their content, and a manifest whose replacement alone makes them current.

Whatever happens to a save (a kill, a full disk, an error), the folder holds the corpus before it or the one after it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import logging
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from newslab.errors import OptionError, ReadError, TableError
from newslab.store import file_hash, locked, read_regular, sync, write_bytes, write_text
from newslab.tables import CONTRACTS, check, slice_hash

FORMAT: Final = 2  # of the folder; a reader refuses a newer one, and reads 1, whose files had the names of the tables
MANIFEST: Final = "manifest.json"
EDITS_BY_HAND: Final = ("edits.parquet", "edits.csv")  # what a user may put into the folder
_LARGEST: Final = 1 << 28  # bytes of a manifest: it holds prompts and replies of a writer, never the tables
_OURS: Final = re.compile(r"([a-z_]+)-[0-9a-f]{16}\.parquet")
_PART: Final = re.compile(
    r"\.(?:([a-z_]+)-[0-9a-f]{16}\.parquet|manifest\.json)\.[a-z0-9_]{8}\.part"
)  # of a killed save
LARGEST_SEED: Final = 2**32 - 1  # that NumPy takes


def _texts(held: Any) -> bool:
    return all(isinstance(one, str) for one in (held.values() if isinstance(held, dict) else held))


_FORM: Final[Mapping[str, tuple[type, Callable[[Any], bool]]]] = {
    "format": (int, lambda held: not isinstance(held, bool) and held >= 1),
    "tables": (dict, lambda held: all(isinstance(one, dict) for one in held.values())),
    "options": (dict, lambda held: is_seed(held.get("seed", 0))),
    "input": (dict, lambda _: True),
    "writer": (list, lambda held: all(isinstance(one, dict) for one in held)),
    **dict.fromkeys(("versions", "models", "edits_by_hand"), (dict, _texts)),
    **dict.fromkeys(("warnings", "edits"), (list, _texts)),
}  # of what a manifest holds, where it holds it
log = logging.getLogger(__name__)
_TRIES: Final = 3  # of a reader whose files another process replaces meanwhile


def write_folder(folder: str | Path, tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Write tables and manifest as one act, and remove what earlier saves left.

    Parameters
    ----------
    folder : made if it is not there. A second writer waits for the first.
    tables : by name.
    manifest : what else is to stand in it.

    Returns
    -------
    dict, the manifest as it was written, without its seal.

    Raises
    ------
    ReadError
        If the folder cannot be written; it then holds what it held before.
    """
    target = Path(folder)
    with locked(target):
        before = _read_or_none(target)
        entries = {name: _write(table, target, name) for name, table in tables.items()}
        whole: dict[str, Any] = {**manifest, "format": FORMAT, "tables": entries}
        whole.pop("edits_by_hand", None)
        if taken := _still_taken(target, before, manifest, tables.get("edits")):
            whole["edits_by_hand"] = taken
        sync(target)  # the names of the files must be on the disk before the manifest that names them
        write_text(target / MANIFEST, _text(whole))
        _remove_unnamed(target, before, {entry["file"] for entry in entries.values()})
    return whole


def read_folder(folder: str | Path) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Read what `write_folder` wrote, each file checked against its hash.

    Raises
    ------
    ReadError
        If a file is missing, changed since it was saved, unreadable or of a newer format.
    TableError
        If a table breaks its contract.
    """
    source = Path(folder)
    for left in reversed(range(_TRIES)):
        manifest = read_manifest(source)
        try:
            known = {name: entry for name, entry in manifest["tables"].items() if name in CONTRACTS}
            return {name: _read(source, name, entry) for name, entry in known.items()}, manifest
        except ReadError:
            if not left or read_manifest(source) == manifest:  # else another process has just saved
                raise
    raise AssertionError


def folder_faults(folder: Path) -> Iterator[tuple[str, str]]:
    """Say which files of a saved folder are not those that were saved: pairs of file name and difference."""
    try:
        manifest = read_manifest(folder)
    except ReadError as error:
        yield MANIFEST, str(error)
        return
    for name in CONTRACTS:
        if name in manifest["tables"]:
            path = folder / file_of(name, manifest["tables"][name])
            fault = _fault(path, manifest["tables"][name], links=False)[0]
            if fault:
                yield path.name, fault


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a manifest, whatever it holds: only one whose seal, format and table entries are sound is returned.

    Raises
    ------
    ReadError
        If it is missing, unreadable, changed, of a newer format, or not of the form that newslab writes.
    """
    path = folder / MANIFEST
    manifest = read_sealed(path)
    wrong = [name for name, (kind, sound) in _FORM.items() if name in manifest
             and not (isinstance(manifest[name], kind) and sound(manifest[name]))]  # fmt: skip
    if wrong or "format" not in manifest or "tables" not in manifest:
        raise ReadError(f"{path}: not a manifest of newslab (its {', '.join(wrong) or 'format or tables'})")
    for name, entry in manifest["tables"].items():
        file = str(entry.get("file", f"{name}.parquet" if manifest["format"] == 1 else ""))
        named = re.fullmatch(r"[a-z_]+", name) is not None
        if not named or not (file == f"{name}.parquet" if manifest["format"] == 1 else _is_own(file, {name})):
            raise ReadError(f"{path}: not a manifest of newslab (tables.{name[:80]!r}.file: {file[:80]!r})")
    return manifest


def is_seed(value: object) -> bool:
    """Tell a whole number that every step takes as its seed."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_SEED


def read_sealed(path: Path) -> dict[str, Any]:
    """Read a JSON object that `write_sealed` wrote.

    Raises
    ------
    ReadError
        If it is missing, unreadable, no object, too large, or not the one that was written.
    """
    try:
        raw = read_regular(path, most=_LARGEST + 1)
        held = json.loads(raw.decode("utf-8")) if len(raw) <= _LARGEST else None
        same = isinstance(held, dict) and held.pop("seal", None) == _seal(held)
    except FileNotFoundError as error:
        raise ReadError(f"{path}: no such file; was the folder written by newslab build?") from error
    except (OSError, ValueError, RecursionError) as error:
        raise ReadError(f"{path}: not a manifest of newslab ({type(error).__name__}: {str(error)[:200]})") from error
    if not isinstance(held, dict):
        raise ReadError(f"{path}: not a manifest of newslab (no JSON object of at most {_LARGEST:,} bytes)")
    newer = held.get("format")
    if isinstance(newer, int) and newer > FORMAT:
        raise ReadError(f"{path}: format {newer} is newer than this newslab reads ({FORMAT}); update it")
    if not same:
        raise ReadError(f"{path}: the manifest was changed after it was written (its seal does not match)")
    return held


def write_sealed(path: Path, held: Mapping[str, Any]) -> None:
    """Write a JSON object with a seal of its own, whole or not at all."""
    write_text(path, _text(held))


def find_edits(folder: str | Path) -> tuple[pd.DataFrame | None, dict[str, str]]:
    """Find the corrections by hand that a build into `folder` replays.

    Returns
    -------
    EDITS table, or None, and the hash of the file it was read from by the file's name, for the manifest: a file that a
    user put there (see `EDITS_BY_HAND`) counts until a build has taken it, then what the corpus keeps does.

    Raises
    ------
    ReadError, TableError
        If there are corrections that cannot be read: they must not get lost in silence.
    OptionError
        If a user put two files there.
    """
    from newslab.group.edits import read_edits

    source = Path(folder)
    manifest = read_manifest(source) if (source / MANIFEST).exists() else {"tables": {}}
    taken = manifest.get("edits_by_hand", {})
    found = {name: file_hash(source / name) for name in EDITS_BY_HAND if (source / name).is_file()}
    fresh = {name: digest for name, digest in found.items() if taken.get(name) != digest}
    if len(fresh) > 1:
        raise OptionError(f"{source}: two files of corrections, {' and '.join(fresh)}; name the one to take by --edits")
    if fresh:
        return read_edits(source / next(iter(fresh))), fresh
    entry = manifest["tables"].get("edits")
    return (None if entry is None else _read(source, "edits", entry)), {}


def file_of(name: str, entry: Mapping[str, Any]) -> str:
    """Return the name of a table's file in the folder."""
    return str(entry.get("file", f"{name}.parquet"))


def write_table(table: pd.DataFrame, path: Path) -> dict[str, Any]:
    """Write one table as Parquet, whole or not at all, and return its number of rows, bytes and hashes."""
    payload = _parquet(table)
    write_bytes(path, payload)
    return _entry(table, payload)


def content_hash(table: pd.DataFrame) -> str:
    """Return a SHA-256 of a table's values, column by column: the same for the same cells in the same order."""
    digest, table = hashlib.sha256(), _storable(table)
    for name in table.columns:
        digest.update(f"\x1d{name}\x1e{table[name].dtype}\x1e".encode())
        digest.update("\x1f".join(map(repr, table[name].tolist())).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _write(table: pd.DataFrame, target: Path, name: str) -> dict[str, Any]:
    payload = _parquet(table)
    entry = _entry(table, payload)
    path = target / f"{name}-{entry['sha256'][:16]}.parquet"
    if _fault(path, entry)[0]:
        write_bytes(path, payload, last=False)
    else:
        sync(path)  # left by a save that was killed, perhaps before its sync
    return {"file": path.name, **entry}


def _entry(table: pd.DataFrame, payload: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(payload).hexdigest()
    return {"rows": len(table), "bytes": len(payload), "sha256": digest, "content": content_hash(table)}


def _parquet(table: pd.DataFrame) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(_storable(table), preserve_index=False), sink, compression="zstd")
    return sink.getvalue()


def _storable(table: pd.DataFrame) -> pd.DataFrame:
    """Turn the cells of extra columns that Parquet has no type for into JSON texts, or into plain ones if it changes
    it.
    """
    plain = table.reset_index(drop=True)
    for name in [name for name in plain.columns if _is_odd(plain[name].dtype)]:
        kind = "object" if plain[name].dtype.kind == "c" else "float64" if plain[name].dtype == np.longdouble else None
        plain[name] = pd.Series(plain[name].tolist(), index=plain.index, dtype=kind)
    for name in plain.columns[plain.dtypes == "object"]:
        cells = plain[name]
        if not all(isinstance(cell, list) and all(isinstance(one, str) for one in cell) for cell in cells):
            plain[name] = [json.dumps(cell, ensure_ascii=False, sort_keys=True, default=str) for cell in cells]
    return plain


def _is_odd(dtype: Any) -> bool:
    """Tell a type of pandas or NumPy that Parquet does not keep: sparse, of arrow, categories of no texts, complex."""
    if isinstance(dtype, pd.CategoricalDtype):
        return not isinstance(dtype.categories.dtype, pd.StringDtype)
    return isinstance(dtype, (pd.SparseDtype, pd.ArrowDtype)) or dtype.kind == "c" or dtype == np.longdouble


def _read(source: Path, name: str, entry: Mapping[str, Any]) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = source / file_of(name, entry)
    fault, payload = _fault(path, entry)
    if fault:
        raise ReadError(f"{path}: {fault}; newslab verify lists all that changed")
    try:
        held = pq.read_table(pa.BufferReader(payload))
        frame: pd.DataFrame = held.to_pandas()
        for told in (held.schema.pandas_metadata or {}).get("columns", ()):
            if told["numpy_type"] in ("datetime64[s]", "timedelta64[s]"):  # Parquet has no type for whole seconds
                frame[told["name"]] = frame[told["name"]].dt.as_unit("s")
        for column in frame.columns[frame.dtypes == "object"]:  # Parquet gives lists back as arrays
            cells = [cell.tolist() if isinstance(cell, np.ndarray) else cell for cell in frame[column]]
            frame[column] = pd.Series(cells, index=frame.index, dtype="object")  # also where there are none
    except Exception as error:
        told = next(iter(str(error).splitlines()), type(error).__name__)[:200]
        raise ReadError(f"{path}: not readable as Parquet ({told})") from error
    try:
        return check(frame, CONTRACTS[name])
    except (ValueError, TypeError) as error:
        raise error if isinstance(error, TableError) else TableError(f"{name}: {str(error)[:200]}") from error


def _fault(path: Path, entry: Mapping[str, Any], *, links: bool = True) -> tuple[str, bytes]:
    """Return what is wrong with a file, "" for nothing, and its bytes, so that what was checked is what is read."""
    try:
        size = path.stat().st_size
        if size != entry.get("bytes"):
            return f"the file has {size} bytes, the manifest says {entry.get('bytes')}", b""
        payload = read_regular(path, most=size, links=links)
    except FileNotFoundError:
        return "the file is missing", b""
    except OSError as error:
        return f"the file cannot be read ({error.strerror})", b""
    same = hashlib.sha256(payload).hexdigest() == entry.get("sha256")
    return ("", payload) if same else ("the bytes are not those that were saved (SHA-256 differs)", b"")


def _remove_unnamed(target: Path, before: Mapping[str, Any], named: set[str]) -> None:
    """Remove table files that no manifest names any more; what has another name than newslab's, or was changed since
    under the name of an older form, is the user's.
    """
    old = {file_of(name, entry): entry for name, entry in before.get("tables", {}).items()}
    tables = {*CONTRACTS, *before.get("tables", {})}
    for path in sorted(target.iterdir()):
        same = path.name in old and not _is_own(path.name, tables) and not _fault(path, old[path.name], links=False)[0]
        if path.name not in named and (_is_own(path.name, tables) or _is_part(path.name) or same) and path.is_file():
            with contextlib.suppress(OSError):
                path.unlink()


def _is_own(file: str, tables: Collection[str]) -> bool:
    found = _OURS.fullmatch(file)
    return found is not None and found[1] in tables


def _is_part(file: str) -> bool:
    found = _PART.fullmatch(file)
    return found is not None and (found[1] is None or found[1] in CONTRACTS)


def _still_taken(
    target: Path, before: Mapping[str, Any], manifest: Mapping[str, Any], edits: pd.DataFrame | None
) -> dict[str, str]:
    """Return the files of corrections that were taken and whose corrections the new tables hold: others count anew."""
    entry, kept = before.get("tables", {}).get("edits"), {}
    old: set[tuple[str, ...]] = set()
    with contextlib.suppress(ReadError, TableError):
        old = set() if entry is None else _corrections(_read(target, "edits", entry))
    new = set() if edits is None else _corrections(edits)
    for name, digest in {**before.get("edits_by_hand", {}), **manifest.get("edits_by_hand", {})}.items():
        held = _corrections_in(target / name, digest) if name in EDITS_BY_HAND else None
        if name in EDITS_BY_HAND and (old if held is None else held) <= new:
            kept[name] = digest
    if gone := old - new:
        log.warning("%s: corrections by hand of the corpus before that are not in this one: %d", target, len(gone))
    return kept


def _corrections_in(path: Path, digest: str) -> set[tuple[str, ...]] | None:
    """Return the corrections in a file, None where it is not the one that was taken."""
    from newslab.group.edits import read_edits

    try:
        return _corrections(read_edits(path)) if path.is_file() and file_hash(path) == digest else None
    except (OSError, ReadError, TableError):
        return None


def _corrections(edits: pd.DataFrame) -> set[tuple[str, ...]]:
    cells = edits[["what", "target", "value"]].astype("object")
    return set(cells.where(cells.notna(), "").astype(str).itertuples(index=False, name=None))


def _read_or_none(target: Path) -> dict[str, Any]:
    try:
        return read_manifest(target)
    except ReadError:
        return {}


def _text(held: Mapping[str, Any]) -> str:
    return json.dumps({**held, "seal": _seal(held)}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _seal(held: Mapping[str, Any]) -> str:
    return slice_hash(json.dumps(held, sort_keys=True, ensure_ascii=False))
