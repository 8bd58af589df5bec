"""Atomic writes and the disk cache: what is half written is never seen under its final name."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from newslab.errors import ReadError


@contextlib.contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Give a temporary path beside `path` to write to; on leaving it is synced and renamed over `path`.

    A killed process leaves the old file as it was.

    Raises
    ------
    ReadError
        If the folder cannot be written.
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
        _sync(part)
        part.chmod(0o644)
        part.replace(target)
        _sync(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_text(path: str | Path, text: str) -> None:
    """Write `text` as UTF-8, whole or not at all."""
    with atomic_path(path) as part:
        part.write_bytes(text.encode("utf-8", "surrogatepass"))


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


def keep_compiled(package: str = "pynndescent") -> None:
    """Have numba keep what it compiles in newslab's cache where it may not write beside its `package`.

    Call it before the import of anything that uses numba, which would else write below the user's home.
    """
    found = importlib.util.find_spec(package)
    if found is not None and found.origin and not os.access(Path(found.origin).parent, os.W_OK):
        os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder("numba")))
