"""WARC archives, and WACZ, which packs them: read record by record, whatever their size, and on after damage."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Final

from newslab.read.archives.payload import Payload, decode_payload
from newslab.read.content import decode, find_kind
from newslab.read.found import Found, Problem, Record, show
from newslab.read.pages import MAX_PAGE, page_records

if TYPE_CHECKING:
    from fastwarc import WarcRecord

HEAD: Final = 1 << 16  # bytes from which an archive is told
MOST_LOST: Final = 1000  # damaged places of one archive, after which its rest is left
LONGEST_RECORD: Final = 256 << 20  # bytes; a longer one is no page, and is passed over without being unpacked
SHOWN_HEAD: Final = 8192
_BLOCK: Final = 1 << 20
_PACKED: Final = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18", b"\x04\x22\x4d\x18")  # gzip, zstd, lz4
_PLAIN: Final = b"WARC/"
_WARCS: Final = re.compile(r"archive/[^/]+\.warc(?:\.gz|\.zst)?", re.IGNORECASE)
_ALTERED: Final = (OSError, ValueError, UnicodeError, OverflowError)


@dataclass(frozen=True)
class Capture:
    """One page as it was captured."""

    url: str
    day: str
    status: int | None
    body: Payload
    cut: bool


@dataclass
class Walk:
    """A walk through an archive: its captures, what was met between them, and how far it came."""

    stream: IO[bytes]
    number: int = 0  # of the record
    passed: Counter[str] = field(default_factory=Counter)  # why records were not read, and how many
    lost: int = 0

    def captures(self) -> Iterator[Capture | str]:
        """Give captures, and a line for each damaged place; after damage, go on where the next record begins."""
        start: int | None = 0
        while start is not None and self.lost <= MOST_LOST:
            at, trouble, skips = start, "", False
            self.stream.seek(start)
            try:
                for record in _open(self.stream):
                    at, self.number = record.stream_pos, self.number + 1
                    if record.content_length > LONGEST_RECORD:
                        self.passed["of more than 256 MiB"] += 1
                        skips = True
                        break
                    capture = self._capture(record)
                    if capture:
                        yield capture
            except _ALTERED as error:
                trouble = show(error)
            following = _next_start(self.stream, at + 1)
            if trouble or (following is not None and not skips):
                self.lost, self.number = self.lost + 1, self.number + 1
                where = f"read on at byte {following:,}" if following else "the rest was not read"
                yield f"damaged after byte {at:,}: {trouble or 'a record is not as long as it says'}; {where}"
            start = following
        if start is not None:
            self.number += 1
            yield f"damaged at more than {MOST_LOST:,} places; the rest was not read"

    def _capture(self, record: WarcRecord) -> Capture | None:
        kind = str(record.record_type).rpartition(".")[2]
        if kind not in ("response", "resource"):
            self.passed[f"of type {kind}"] += 1
            return None
        http = record.http_headers
        status = http.status_code if http else None
        if status not in (None, 200):
            self.passed[f"with status {status}"] += 1
            return None
        raw = record.reader.read(MAX_PAGE + 1)
        told = {name.lower(): cell for name, cell in http.items()} if http else {}
        told.setdefault("content-type", record.headers.get("Content-Type") or "" if not http else "")
        cut = bool(record.headers.get("WARC-Truncated")) or (len(raw) <= MAX_PAGE and len(raw) < record.content_length)
        url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
        body = Payload(raw, told["content-type"], told.get("content-encoding", ""), told.get("transfer-encoding", ""))
        return Capture(url, record.headers.get("WARC-Date") or "", status, body, cut)


def is_warc(head: bytes) -> bool:
    r"""Tell a WARC archive by its first bytes, packed or not.

    Examples
    --------
    >>> is_warc(b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n"), is_warc(b"WARC was a band.")
    (True, False)
    """
    if not head.startswith((_PLAIN, *_PACKED)):
        return False
    try:
        return any(True for _ in _open(io.BytesIO(head)))
    except _ALTERED:
        return False


def is_wacz(names: set[str]) -> bool:
    """Tell a WACZ by the names of its members."""
    return "datapackage.json" in names and any(map(_WARCS.fullmatch, names))


def read_warc(stream: IO[bytes], place: str) -> Iterator[Found]:
    """Read the pages of a WARC archive.

    Parameters
    ----------
    stream : of its bytes, which can be sought in.
    place : its name.

    Returns
    -------
    Records of articles with the address and time of capture, one problem for each page without an article and each
    damaged place, and one for each kind of record that holds no page, with their number.
    """
    walk = Walk(stream)
    for one in walk.captures():
        if isinstance(one, str):
            yield Problem(place, walk.number, one)
        else:
            yield from _read_capture(one, place, walk)
    for reason, n in sorted(walk.passed.items()):
        yield Problem(place, 0, f"not read: {n:,} record{'s' * (n != 1)} {reason}")
    if not walk.number:
        yield Problem(place, 0, "no record in this archive")


def read_wacz(stream: IO[bytes], place: str) -> Iterator[Found]:
    """Read the archives that a WACZ packs; its indexes and lists tell nothing that they do not."""
    try:
        with zipfile.ZipFile(stream) as pack:
            for info in pack.infolist():
                if _WARCS.fullmatch(info.filename):
                    with pack.open(info) as member:
                        yield from read_warc(member, f"{place}/{info.filename}")
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        yield Problem(place, 0, f"this WACZ is broken ({error}); what came before was read")


def _read_capture(one: Capture, place: str, walk: Walk) -> Iterator[Found]:
    raw, trouble = decode_payload(one.body, MAX_PAGE)
    if trouble:
        yield Problem(place, walk.number, trouble, one.url)
        return
    named, kind = "html" in one.body.media_type.lower(), find_kind(raw[:SHOWN_HEAD])
    if not (kind == "html" or (named and kind in ("xml", "feed", "text"))):
        walk.passed["that hold no page"] += 1
        return
    text = decode(raw, one.body.charset).encode("utf-8", "replace")
    for found in page_records(text, place, url=one.url, retrieved=one.day):
        if isinstance(found, Problem):
            yield replace(found, offset=walk.number, detail=one.url)
        else:
            values = {**found.values, "text_status": "truncated"} if one.cut else found.values
            yield Record(place, walk.number, values, found.named)


def _open(stream: IO[bytes]) -> Iterator[WarcRecord]:
    from fastwarc import ArchiveIterator

    records: Iterator[WarcRecord] = iter(ArchiveIterator(stream, fsspec_args=False))
    return records


def _next_start(stream: IO[bytes], at: int) -> int | None:
    """Return where the next record begins at or after a byte, as far as it looks like one; None if there is none."""
    stream.seek(0)
    head = stream.read(4)
    marks = [_PLAIN] if head == _PLAIN[:4] else [mark for mark in _PACKED if head.startswith(mark[:3])]
    stream.seek(at)
    held = b""
    while block := stream.read(_BLOCK):
        held, base = held + block, at
        for found in re.finditer(b"|".join(map(re.escape, marks)) or b"(?!)", held):
            if _begins(stream, base + found.start()):
                return base + found.start()
        at, held = base + max(0, len(held) - 4), held[-4:]
        stream.seek(at + len(held))
    return None


def _begins(stream: IO[bytes], at: int) -> bool:
    """Tell whether a record begins at a byte."""
    stream.seek(at)
    head = stream.read(HEAD)
    return (
        re.match(rb"WARC/\d[^\n]*\n(?:[^\n]+\n){0,30}?WARC-Type:", head, re.IGNORECASE) is not None
        if (head.startswith(_PLAIN))
        else is_warc(head)
    )
