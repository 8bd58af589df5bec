"""Archives of files (ZIP, tar, bzip2, xz): each member is read as a file of its own, nothing is written to disk."""

from __future__ import annotations

import bz2
import io
import lzma
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Final

from newslab.errors import ReadError
from newslab.read.content import BOMB_BYTES, BOMB_RATIO, MAX_BYTES, unpack
from newslab.read.found import HIDDEN, NOT_NEWS, Found, Problem, is_hidden

MOST_MEMBERS: Final = 100_000  # of one archive, with those of the archives in it
PACKS: Final = ("zip", "tar", "bz2", "xz")
DEEPEST: Final = 3  # archives within each other
FEW_RECORDS: Final = 100_000  # that any file may hold
LEAST_RECORD: Final = 12  # bytes on disk of each one more: a headline packs to some 18
_BLOCK: Final = 1 << 20
_BROKEN: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    UnicodeError,
)
_DAMAGED: Final = "this document is broken, or was cut short"
Inner = Callable[[bytes, str, "Budget | None"], Iterator[Found]]  # reads the bytes of a member
Member = tuple[str, Callable[[], IO[bytes] | None], str]  # name, how it is opened, why it is not


@dataclass
class Budget:
    """What a file, and all that lies in it where it is an archive, may still unfold to: bytes, members, levels,
    records.
    """

    size: int
    members: int = MOST_MEMBERS
    level: int = 0
    records: int = FEW_RECORDS

    @classmethod
    def of(cls, packed: int) -> Budget:
        """Return the budget of a file of so many bytes."""
        return cls(
            min(MAX_BYTES, max(BOMB_BYTES, BOMB_RATIO * packed)), records=max(FEW_RECORDS, packed // LEAST_RECORD)
        )

    def take(self, size: int) -> None:
        """Take bytes that were unfolded.

        Raises
        ------
        ReadError
            If more were unfolded than there may be.
        """
        self.size -= size
        if self.size < 0:
            raise ReadError("unpacks to more than a text could, many times its size; split it")

    def unpack(self, raw: bytes, place: str) -> tuple[bytes, str]:
        """Unpack gzip or zstd bytes (see `unpack`), and take what they unfold to.

        Raises
        ------
        ReadError
            If that is more than it may be.
        """
        try:
            held, trouble = unpack(raw, place, min(MAX_BYTES, self.size))
        except ReadError:
            self.take(BOMB_BYTES)  # about what was unpacked until it was seen for a bomb
            raise
        self.take(len(held) if held is not raw else 0)
        return held, trouble


def find_pack(raw: bytes) -> str:
    """Tell which archive bytes are: zip, tar, bz2, xz, or "" if none.

    Examples
    --------
    >>> find_pack(b"BZh91AY&SY..."), find_pack(b"Dam opens")
    ('bz2', '')
    """
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if raw[257:262] == b"ustar":
        return "tar"
    if re.match(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)", raw):
        return "bz2"
    return "xz" if raw.startswith(b"\xfd7zXZ\x00") else ""


def zip_names(raw: bytes) -> set[str]:
    """Return the names of a ZIP archive's members; of a broken one those that tell a document or spreadsheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return set(archive.namelist())
    except _BROKEN:
        return {name.decode() for name in re.findall(rb"word/document\.xml|xl/workbook\.(?:xml|bin)", raw)}


def read_member(raw: bytes, name: str) -> bytes:
    """Read one member of a ZIP archive within bounds.

    Raises
    ------
    ReadError
        If it is not there, is broken, or unfolds to more than a text could.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open(name) as stream:
            return _take(stream, Budget.of(len(raw)))
    except _BROKEN as error:
        raise error if isinstance(error, ReadError) else ReadError(f"{_DAMAGED} ({error})") from error


def check_pack(raw: bytes, see: Callable[[str, bytes], None] = lambda _, __: None) -> None:
    """Unfold all members of a ZIP archive once, and keep none: what a library opens later is within bounds.

    `see` is given the name and the bytes of each, and may raise a ReadError.

    Raises
    ------
    ReadError
        If it is broken or unfolds to more than a text could.
    """
    budget = Budget.of(len(raw))
    if find_pack(raw) != "zip":
        return
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for info in archive.infolist():
                with archive.open(info) as stream:
                    see(info.filename, _take(stream, budget))
    except _BROKEN as error:
        raise error if isinstance(error, ReadError) else ReadError(f"{_DAMAGED} ({error})") from error


def read_pack(raw: bytes, place: str, inner: Inner, budget: Budget | None = None) -> Iterator[Found]:
    """Read the files of an archive, each by `inner`; a member's place is "archive.zip/member".

    What is encrypted, leads out of the archive or is a link is told, not read; so is the rest of an archive that
    unfolds to more than a text could.
    """
    budget = budget or Budget.of(len(raw))
    if budget.level >= DEEPEST:
        yield Problem(place, 0, f"not read: an archive within {DEEPEST} others")
        return
    budget.level += 1
    kind, number = find_pack(raw), 0
    try:
        members = None if kind in ("bz2", "xz") else _zipped(raw) if kind == "zip" else _tarred(raw)
        read = (
            _read_members(members, place, inner, budget) if members else _read_stream(raw, place, kind, inner, budget)
        )
        for number, one in enumerate(read, 1):  # noqa: B007
            yield one
    except _BROKEN as error:
        what = str(error) if isinstance(error, ReadError) else f"this archive is broken ({error})"
        yield Problem(place, 0, f"{what}; what came before was read" if number else f"{what}; nothing of it was read")
    finally:
        budget.level -= 1


def _read_members(members: Iterator[Member], place: str, inner: Inner, budget: Budget) -> Iterator[Found]:
    for name, opened, refusal in members:
        inside = f"{place}/{name}"
        budget.members -= 1
        if budget.members < 0:
            raise ReadError(f"this archive holds more than {MOST_MEMBERS:,} files")
        refusal = refusal or (HIDDEN if is_hidden(name) else "")
        if refusal or NOT_NEWS.match(name.rpartition("/")[2]):
            yield Problem(inside, 0, refusal or "not read: by its name this file describes the others")
            continue
        try:
            stream = opened()
            raw, trouble = budget.unpack(_take(stream, budget), inside) if stream else (b"", "")
        except ReadError as error:
            if budget.size < 0:
                raise
            yield Problem(inside, 0, str(error).removeprefix(f"{inside}: "))
            continue
        except _BROKEN as error:
            yield Problem(inside, 0, f"this member of the archive is broken ({error})")
            continue
        yield from inner(raw, inside, budget)
        if budget.records < 0:
            raise ReadError("this archive holds more records than one of its size can")
        if trouble:
            yield Problem(inside, 0, f"{trouble}; what came before it was read")


def _take(stream: IO[bytes], budget: Budget) -> bytes:
    parts = []
    with stream:
        while chunk := stream.read(_BLOCK):
            budget.take(len(chunk))
            parts.append(chunk)
    return b"".join(parts)


def _zipped(raw: bytes) -> Iterator[Member]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            refusal = "not read: this member is encrypted" if info.flag_bits & 1 else _escape(info.filename)
            if stat.S_ISLNK(info.external_attr >> 16):
                refusal = "a link: it was not followed"
            yield info.filename, lambda info=info: archive.open(info), refusal  # type: ignore[misc]


def _tarred(raw: bytes) -> Iterator[Member]:
    with tarfile.open(fileobj=io.BytesIO(raw), mode="r:") as archive:
        for info in archive:
            if info.isdir():
                continue
            refusal = _escape(info.name) if info.isreg() else "a link or device: it was not followed"
            yield info.name, lambda info=info: archive.extractfile(info), refusal  # type: ignore[misc]


def _escape(name: str) -> str:
    parts = name.replace("\\", "/").split("/")
    out = ".." in parts or not parts[0] or re.match(r"[A-Za-z]:", parts[0])
    return "not read: its name leads out of the archive" if out else ""


def _read_stream(raw: bytes, place: str, kind: str, inner: Inner, budget: Budget) -> Iterator[Found]:
    """Read what one bzip2 or xz stream, or several in a row, hold, as the file itself."""
    parts: list[bytes] = []
    trouble, rest = "", raw
    while rest and not trouble and find_pack(rest) == kind:
        stream = bz2.BZ2Decompressor() if kind == "bz2" else lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=1 << 28)
        try:
            while not stream.eof:
                chunk = stream.decompress(rest, _BLOCK)
                rest = b""
                budget.take(len(chunk))
                parts.append(chunk)
                if not chunk and stream.needs_input:
                    trouble = f"the {kind} stream ends early"
                    break
        except (OSError, ValueError, lzma.LZMAError) as error:
            if isinstance(error, ReadError):
                raise
            trouble = f"the {kind} stream is broken ({error})"
        rest = stream.unused_data if stream.eof else b""
    held, more = budget.unpack(b"".join(parts), place)
    yield from inner(held, place, budget)
    if trouble or more:
        yield Problem(place, 0, f"{trouble or more}; what came before it was read")
