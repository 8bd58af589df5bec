"""A set of pages of one build: written beside, hashed in a manifest of its own, and put in place whole.

A folder and its successor change names in one call of the system, so that whoever opens a page finds one set or the
other. Where a system has no such call, the old set lies beside for a moment, and the next writer puts it back if need
be.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from newslab.errors import ReadError
from newslab.saved import content_hash, read_sealed, write_sealed
from newslab.store import locked, read_regular, sync, write_bytes
from newslab.tables import slice_hash

MANIFEST: Final = "pages.json"
_MARK: Final = b'<meta name="generator" content="newslab'
_HEAD: Final = 4_096  # bytes of a page in which its mark stands
_LARGEST: Final = 1 << 30  # bytes of a page
_INERT: Final = {
    *(
        ".txt",
        ".md",
        ".csv",
        ".tsv",
        ".json",
        ".jsonl",
        ".bib",
        ".ris",
        ".pdf",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
    ),
}  # endings of what a user may put beside the pages: no browser runs it or takes it for a page
_OF_SYSTEMS: Final = (".DS_Store", "Thumbs.db", "desktop.ini")
_NOT_HAD: Final = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP)


def tables_id(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return what tells one build from another: a SHA-256 of the values of all its tables."""
    return slice_hash("\x1e".join(f"{name}\x1f{content_hash(table)}" for name, table in sorted(tables.items())))


def write_set(folder: str | Path, pages: Mapping[str, str], build: str) -> Path:
    """Write pages into a folder in place of all that an earlier call wrote there.

    Parameters
    ----------
    folder : made if it is not there; files that a user put there stay.
    pages : name of the file to HTML.
    build : which build they show, as `tables_id` names it.

    Returns
    -------
    Path of the folder.

    Raises
    ------
    ReadError
        If it cannot be written, or holds a folder, which cannot be kept; it then holds what it held before.
    """
    target = Path(os.path.realpath(folder))
    with locked(target.parent, f".{target.name}.lock"):
        _recover(target)
        kept = _theirs(target, set(pages))
        try:
            fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent))
        except OSError as error:
            raise ReadError(f"{target}: the folder cannot be written ({error.strerror})") from error
        try:
            _fill(fresh, pages, build, kept)
            fresh.chmod(0o755)
            _put(fresh, target)
        except ReadError as error:  # what is named must be what the user named
            raise ReadError(str(error).replace(str(fresh), str(target))) from error
        except OSError as error:
            raise ReadError(f"{target}: cannot be replaced ({error.strerror}); name a folder inside it") from error
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return Path(folder)


def set_faults(folder: Path, build: str | None = None) -> Iterator[tuple[str, str]]:
    """Say which pages are not those that were written, or that the set shows another build.

    Yields
    ------
    (file name, difference); nothing where all holds.
    """
    if not folder.is_dir():
        if folder.exists() or folder.is_symlink():
            yield folder.name, "no folder of pages: another thing stands there"
        elif _is_left(_old(folder)):
            yield folder.name, "a report was interrupted; run newslab report again"
        return
    found = {path.name: path for path in folder.iterdir()}
    if MANIFEST not in found:
        if any(path.suffix.lower() not in _INERT for path in found.values()):
            yield MANIFEST, "no such file: an older newslab wrote these pages, or none; run newslab report again"
        return
    yield from _manifest_faults(folder, found, build)


def _manifest_faults(folder: Path, found: Mapping[str, Path], build: str | None) -> Iterator[tuple[str, str]]:
    """Hold what stands in a folder against its manifest."""
    try:
        held = read_sealed(folder / MANIFEST)
    except ReadError as error:
        yield MANIFEST, str(error)
        return
    files = held.get("files")
    if not isinstance(files, dict) or not all(isinstance(digest, str) for digest in files.values()):
        yield MANIFEST, "not a manifest of pages"
        return
    for name, digest in files.items():
        fault = _fault(folder, name, digest)
        if fault:
            yield name, fault
    for name in sorted(found.keys() - files.keys() - {MANIFEST, *_OF_SYSTEMS}):
        if found[name].suffix.lower() not in _INERT or found[name].is_dir() or found[name].is_symlink():
            kind = "folder" if found[name].is_dir() else "page"
            yield name, f"newslab did not write this {kind}"
    if build is not None and held.get("build") != build:
        yield MANIFEST, "the pages show another build than this one; run newslab report again"


def _fault(folder: Path, name: str, digest: str) -> str:
    if Path(name).name != name:
        return "a name that leads elsewhere"
    try:
        same = hashlib.sha256(read_regular(folder / name, most=_LARGEST, links=False)).hexdigest() == digest
    except (OSError, ValueError) as error:
        return f"the page cannot be read ({getattr(error, 'strerror', None) or type(error).__name__})"
    return "" if same else "the bytes are not those that were written (SHA-256 differs)"


def _fill(fresh: Path, pages: Mapping[str, str], build: str, kept: list[Path]) -> None:
    files: dict[str, str] = {}
    write_sealed(fresh / MANIFEST, {"build": build, "files": files})  # first: it tells whose folder this is
    for name, text in pages.items():
        payload = text.encode("utf-8", "surrogatepass")
        write_bytes(fresh / name, payload, last=False)
        files[name] = hashlib.sha256(payload).hexdigest()
    for path in kept:
        try:
            (fresh / path.name).hardlink_to(path)
        except OSError:
            shutil.copy2(path, fresh / path.name, follow_symlinks=False)
    write_sealed(fresh / MANIFEST, {"build": build, "files": files})
    sync(fresh)


def _theirs(target: Path, names: set[str]) -> list[Path]:
    """Return the files that a user put beside the pages."""
    if not target.exists():
        return []
    if not target.is_dir():
        raise ReadError(f"{target}: a file stands there; name a folder")
    held: dict[str, Any] = {}
    with contextlib.suppress(ReadError):
        held = read_sealed(target / MANIFEST)
    files = held["files"] if isinstance(held.get("files"), dict) else {}
    kept = []
    for path in sorted(target.iterdir()):
        if path.is_dir() and not path.is_symlink():
            raise ReadError(f"{target}: holds the folder {path.name}, which newslab report did not write; name another")
        written = path.name in files and not _fault(target, path.name, str(files[path.name]))
        ours = written or _is_page(path) or (path.name == MANIFEST and (held or _is_page(target / "index.html")))
        if not ours and path.name in {MANIFEST, *names}:
            raise ReadError(
                f"{target}: {path.name} is not what newslab report wrote; move it away, or name another folder"
            )
        if not ours:
            kept.append(path)
    return kept


def _is_page(path: Path) -> bool:
    """Tell whether newslab wrote this page, before it kept manifests of them or under another story's id."""
    try:
        return path.suffix == ".html" and _MARK in read_regular(path, most=_HEAD, links=False)
    except OSError:
        return False


def _put(fresh: Path, target: Path) -> None:
    if target.is_dir() and not _exchange(fresh, target):
        if not (target / MANIFEST).exists():
            write_sealed(target / MANIFEST, {"build": "", "files": {}})  # else nobody would know it for ours
        target.rename(_old(target))
        fresh.rename(target)
        shutil.rmtree(_old(target), ignore_errors=True)
    elif fresh.is_dir() and not target.exists():
        fresh.rename(target)
    sync(target.parent)


def _recover(target: Path) -> None:
    """Put back what a killed writer moved away, and remove what it left."""
    old, new = _old(target), re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}\.new")  # as tempfile names
    if not target.exists() and _is_left(old):
        with contextlib.suppress(OSError):
            old.rename(target)
    for path in [old, *(one for one in target.parent.iterdir() if new.fullmatch(one.name))]:
        if _is_left(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    """Tell whether a killed writer left this folder: a manifest of pages stands in it, or nothing yet."""
    part = re.compile(rf"\.{re.escape(MANIFEST)}\.[a-z0-9_]{{8}}\.part")
    try:
        if folder.is_symlink() or not folder.is_dir():
            return False
        if (folder / MANIFEST).exists():
            return "files" in read_sealed(folder / MANIFEST)
        return folder.suffix == ".new" and all(part.fullmatch(path.name) for path in folder.iterdir())
    except (OSError, ReadError):
        return False


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _exchange(one: Path, other: Path) -> bool:
    """Give two folders each other's name in one call; False where the system has none."""
    name, places = ("renamex_np", ()) if sys.platform == "darwin" else ("renameat2", (-100,))  # -100: AT_FDCWD
    call = getattr(ctypes.CDLL(None, use_errno=True), name, None) if os.name == "posix" else None
    if call is None:
        return False
    words = [word for path in (one, other) for word in (*places, os.fsencode(path))]
    if call(*words, ctypes.c_uint(2)) == 0:  # 2: RENAME_EXCHANGE, and RENAME_SWAP
        return True
    number = ctypes.get_errno()
    if number in _NOT_HAD:
        return False
    raise OSError(number, os.strerror(number))
