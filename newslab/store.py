"""Atomic writes and the disk cache: what is half written is never seen under its final name."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import importlib.util
import logging
import os
import sqlite3
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from newslab.errors import ReadError

_log = logging.getLogger(__name__)


Answer = TypeVar("Answer")
WAIT: Final = 600.0  # seconds a writer waits for another; a killed one holds nothing


@contextlib.contextmanager
def atomic_path(path: str | Path, *, last: bool = True) -> Iterator[Path]:
    """Give a temporary path beside `path` to write to; on leaving it is synced and renamed over `path`.

    A killed process, a full disk or an error leaves the old file as it was.

    Parameters
    ----------
    path : the file to write; its folder is made if it is not there.
    last : sync the folder too; False where other files follow and the caller does (see `sync`).

    Raises
    ------
    ReadError
        If the file cannot be written: it names the file and why.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise ReadError(f"{target}: the folder cannot be written ({error.strerror})") from error
    os.close(handle)
    part = Path(name)
    try:
        yield part
        sync(part)
        part.chmod(0o644)
        part.replace(target)
        if last:
            sync(target.parent)
    except ReadError:
        raise
    except OSError as error:
        why = "a folder stands there" if target.is_dir() else error.strerror or str(error)
        raise ReadError(f"{target}: cannot be written ({why})") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have a file's bytes, or a folder's names, put on the disk.

    Raises
    ------
    ReadError
        If they cannot be.
    """
    if os.name == "nt" and path.is_dir():  # which has no such call for folders
        return
    try:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ReadError(f"{path}: cannot be written ({error.strerror})") from error


def write_bytes(path: str | Path, payload: bytes, *, last: bool = True) -> None:
    """Write bytes, whole or not at all (see `atomic_path`)."""
    with atomic_path(path, last=last) as part:
        part.write_bytes(payload)


def write_text(path: str | Path, text: str) -> None:
    """Write `text` as UTF-8, whole or not at all."""
    write_bytes(path, text.encode("utf-8", "surrogatepass"))


@contextlib.contextmanager
def locked(folder: Path, name: str = ".lock") -> Iterator[None]:
    """Hold a lock file in a folder, which is made if it is not there; wait, and say so, while another has it.

    Raises
    ------
    ReadError
        If the folder cannot be written, or the other process holds the lock for `WAIT` seconds.
    """
    lock, began, told = folder / name, time.monotonic(), False
    while (descriptor := _take(lock)) is None:
        if time.monotonic() > began + WAIT:
            raise ReadError(f"{folder}: another process has been writing to it for {WAIT:.0f} s; try again later")
        if not told:
            _log.warning("%s: another process is writing to it; waiting", folder)
        told = True
        time.sleep(0.05)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.unlink()
        os.close(descriptor)  # which gives the lock back, as the end of the process would


def _take(lock: Path) -> int | None:
    """Return an open descriptor that holds the lock, None where another has it or has just removed its file."""
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    except FileExistsError as error:
        raise ReadError(f"{lock.parent}: a file stands there; name a folder") from error
    except OSError as error:
        raise ReadError(f"{lock}: the folder cannot be written ({error.strerror})") from error
    held = _lock(descriptor)
    with contextlib.suppress(OSError):
        if held and (os.name == "nt" or os.path.samestat(os.fstat(descriptor), lock.stat())):
            return descriptor
    os.close(descriptor)
    return None


def _lock(descriptor: int) -> bool:
    """Take the lock, if nobody has it; a file system without locks gives it to everybody."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
    return True


def read_regular(path: str | Path, *, most: int, links: bool = True) -> bytes:
    """Read at most `most` bytes of a file that is one: a device or a pipe may never end.

    Raises
    ------
    OSError
        If it is none, cannot be read, or, without `links`, is a link.
    """
    if not links and Path(path).is_symlink():
        raise OSError(errno.ELOOP, "a link stands in its place")
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        held = os.fstat(descriptor)
        if not stat.S_ISREG(held.st_mode):
            raise OSError(errno.EINVAL, "a folder" if stat.S_ISDIR(held.st_mode) else "a device or pipe, no file")
        with open(descriptor, "rb", closefd=False) as stream:
            return stream.read(min(most, held.st_size))
    except MemoryError as error:
        raise OSError(errno.ENOMEM, "it has more bytes than the memory takes") from error
    finally:
        os.close(descriptor)


def file_hash(path: str | Path) -> str:
    """Return the SHA-256 of a file's bytes as 64 hex digits."""
    digest = hashlib.sha256()
    with Path(path).open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def cache_folder(name: str) -> Path:
    """Return the folder of one cache: under NEWSLAB_CACHE if that is set, else under the user's cache folder."""
    root = os.environ.get("NEWSLAB_CACHE")
    if not root:
        from platformdirs import user_cache_dir

        root = user_cache_dir("newslab")
    folder = Path(root) / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReadError(f"{folder}: the cache cannot be written ({error.strerror}); set NEWSLAB_CACHE") from error
    return folder


class Kept:
    """Values on disk by key, one SQLite file a maker; each carries a checksum that binds it to its key.

    Whatever is wrong with the file costs time alone: a damaged one is made anew, one that cannot be used is left alone
    with a warning.

    Parameters
    ----------
    folder : name of the cache folder; name : of the file in it.
    most : bytes from which the older half of the values goes; None: it may grow.
    look : values kept between two looks at its size.
    """

    def __init__(self, folder: str, name: str, *, most: int | None = None, look: int = 1_000) -> None:
        self._path = cache_folder(folder) / f"{name}.sqlite"
        self._most, self._look = most, look
        self._broken = False

    def read(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the values of the keys that are kept and whole."""

        def select(base: sqlite3.Connection) -> dict[bytes, bytes]:
            found: dict[bytes, bytes] = {}
            for first in range(0, len(keys), 500):
                block = keys[first : first + 500]
                marks = ",".join("?" * len(block))
                query = f"SELECT key, value, sum FROM kept WHERE key IN ({marks})"  # noqa: S608 - only question marks
                found |= {key: value for key, value, total in base.execute(query, block) if _sum(key, value) == total}
            return found

        return self._run(select) or {}

    def write(self, values: Mapping[bytes, bytes]) -> None:
        """Keep values."""

        def insert(base: sqlite3.Connection) -> None:
            base.execute("BEGIN IMMEDIATE")
            rows = [(key, value, _sum(key, value)) for key, value in values.items()]
            base.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
            last = int(base.execute("SELECT max(rowid) FROM kept").fetchone()[0] or 0)
            base.execute("COMMIT")
            looks = last // self._look > (last - len(rows)) // self._look
            if self._most is not None and looks and self._path.stat().st_size > self._most:
                self._shrink(base)

        if values:
            self._run(insert)

    def _run(self, act: Callable[[sqlite3.Connection], Answer]) -> Answer | None:
        """Return what an act on the open file gives, None where the file cannot be used."""
        for is_last in (False, True):
            if self._broken:
                break
            try:
                with contextlib.closing(sqlite3.connect(self._path, timeout=60, isolation_level=None)) as base:
                    base.execute("PRAGMA journal_mode=WAL")
                    base.execute("PRAGMA synchronous=OFF")
                    base.execute("CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, value BLOB, sum BLOB)")
                    return act(base)
            except (sqlite3.Error, OSError, TypeError) as error:
                if is_last or isinstance(error, sqlite3.OperationalError | OSError):
                    self._broken = True
                    _log.warning("%s: the cache cannot be used (%s); what it held is made anew", self._path, error)
                else:
                    self._remove()
        return None

    def _remove(self) -> None:
        for end in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)

    def _shrink(self, base: sqlite3.Connection) -> None:
        """Remove the older half; the file shrinks when no other process is at it, and is filled again until then."""
        base.execute("DELETE FROM kept WHERE rowid < (SELECT (min(rowid) + max(rowid)) / 2 FROM kept)")
        with contextlib.suppress(sqlite3.OperationalError):
            base.execute("VACUUM")
            base.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sum(key: bytes, value: bytes) -> bytes:
    """Return what binds a value to its key: moved to another, it is none."""
    return hashlib.sha256(key + value).digest()[:16]


def keep_compiled(package: str = "pynndescent") -> None:
    """Have numba keep what it compiles in newslab's cache where it may not write beside its `package`.

    Call it before the import of anything that uses numba, which would else write below the user's home.
    """
    found = importlib.util.find_spec(package)
    if found is not None and found.origin and not os.access(Path(found.origin).parent, os.W_OK):
        os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder("numba")))
