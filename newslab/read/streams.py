"""Files that are read record by record as they are unpacked, whatever their size."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from newslab.errors import ReadError
from newslab.read.archives.warc import HEAD, is_wacz, is_warc, read_wacz, read_warc
from newslab.read.exports.packs import find_pack
from newslab.read.found import Found, blame

StreamReader = Callable[[IO[bytes], str], Iterator[Found]]


def read_stream(path: Path, place: str) -> Iterator[Found] | None:
    """Return the records of a file that can be read as it is unpacked; None for one that is read whole.

    Raises
    ------
    ReadError
        If the file cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
            reader = _find_reader(head, stream)
    except OSError as error:
        raise ReadError(f"{path}: cannot be opened ({error.strerror or error})") from error
    return _read(reader, path, place) if reader else None


def _find_reader(head: bytes, stream: IO[bytes]) -> StreamReader | None:
    if is_warc(head):
        return read_warc
    if find_pack(head) == "zip":
        try:
            with zipfile.ZipFile(stream) as pack:
                return read_wacz if is_wacz(set(pack.namelist())) else None
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return None
    return None


def _read(reader: StreamReader, path: Path, place: str) -> Iterator[Found]:
    number = 0
    with path.open("rb") as stream:
        try:
            for number, one in enumerate(reader(stream, place), 1):  # noqa: B007
                yield one
        except Exception as error:  # noqa: BLE001 (one file never ends the read of the others)
            yield blame(place, number + 1, error)
