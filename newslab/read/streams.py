"""Files that are read record by record as they are unpacked, whatever their size."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from newslab.errors import ReadError
from newslab.read.archives.warc import HEAD, is_wacz, is_warc, read_wacz, read_warc
from newslab.read.content import BOMB_BYTES, BOMB_RATIO, decode, find_kind, is_wide
from newslab.read.exports.packs import find_pack
from newslab.read.found import Found, Problem, blame, show
from newslab.read.json_records import is_json_lines, read_json_blocks
from newslab.read.records import read_csv_blocks, read_parquet_file

SMALL: Final = 16 << 20  # bytes; a smaller table is read whole
LINES: Final = 4 << 20  # bytes of the blocks of whole lines in which a larger one is read
_BLOCK: Final = 1 << 20
StreamReader = Callable[[IO[bytes], str], Iterator[Found]]


def read_stream(path: Path, place: str, told: Callable[[bytes], bool]) -> Iterator[Found] | None:
    """Return the records of a file that can be read as it is unpacked; None for one that is read whole.

    Parameters
    ----------
    path : the file.
    place : its name in problems.
    told : tells by its beginning a table or JSON lines that another reader reads.

    Raises
    ------
    ReadError
        If the file cannot be opened.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
            large = stream.seek(0, io.SEEK_END) > SMALL
            reader = _find_archive(head, stream) or (_find_table(stream, place, told) if large else None)
    except OSError as error:
        raise ReadError(f"{path}: cannot be opened ({error.strerror or error})") from error
    return _read(reader, path, place) if reader else None


def _find_archive(head: bytes, stream: IO[bytes]) -> StreamReader | None:
    if is_warc(head):
        return read_warc
    if find_pack(head) == "zip":
        try:
            with zipfile.ZipFile(stream) as pack:
                return read_wacz if is_wacz(set(pack.namelist())) else None
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return None
    return None


def _find_table(stream: IO[bytes], place: str, told: Callable[[bytes], bool]) -> StreamReader | None:
    """Return the reader of a large table: Parquet, or CSV or JSON lines whose line ends are those of its bytes."""
    stream.seek(0)
    try:
        head = next(iter(Unpacked(stream)), b"")
    except ReadError:
        return None
    if head.startswith(b"PAR1"):
        return read_parquet_file if head[:_BLOCK] else None
    if is_wide(head) or b"\n" not in head or told(head):
        return None
    kind = find_kind(head, place)
    if kind in ("json", "jsonl") and is_json_lines(decode(head[: head.rfind(b"\n")])):
        return lambda stream, place: _read_blocks(read_json_blocks, stream, place)
    return (lambda stream, place: _read_blocks(read_csv_blocks, stream, place)) if kind == "csv" else None


def _read(reader: StreamReader, path: Path, place: str) -> Iterator[Found]:
    number = 0
    with path.open("rb") as stream:
        try:
            for number, one in enumerate(reader(stream, place), 1):  # noqa: B007
                yield one
        except ReadError as error:
            yield Problem(place, number + 1, show(error))
        except Exception as error:  # noqa: BLE001 (one file never ends the read of the others)
            yield blame(place, number + 1, error)


def _read_blocks(
    reader: Callable[[Iterable[bytes], str], Iterator[Found]], stream: IO[bytes], place: str
) -> Iterator[Found]:
    unpacked = Unpacked(stream)
    yield from reader(_whole_lines(unpacked), place)
    if unpacked.trouble:
        yield Problem(place, 0, f"{unpacked.trouble}; what came before it was read")


def _whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Join and cut blocks so that each ends with a line; the last one as it ends."""
    held: list[bytes] = []
    size = 0
    for block in blocks:
        cut = block.rfind(b"\n") + 1
        size += len(block)
        if not cut or size < LINES:
            held.append(block)
            continue
        yield b"".join([*held, block[:cut]])
        held, size = [block[cut:]], len(block) - cut
    if any(held):
        yield b"".join(held)


@dataclass
class Unpacked:
    """The bytes of a file, unpacked if it is gzip or zstd, block by block; `trouble` tells why they end early."""

    stream: IO[bytes]
    trouble: str = ""

    def __iter__(self) -> Iterator[bytes]:
        """Give the blocks.

        Raises
        ------
        ReadError
            If they unpack to more than a text could.
        """
        head = self.stream.read(4)
        self.stream.seek(0)
        if head[:3] == b"\x1f\x8b\x08":
            blocks = self._gunzipped()
        elif head == b"\x28\xb5\x2f\xfd":
            blocks = self._unzstd()
        else:
            blocks = iter(lambda: self.stream.read(_BLOCK), b"")
        size = 0
        for block in blocks:
            size += len(block)
            if size > BOMB_BYTES and size > BOMB_RATIO * self.stream.tell():
                raise ReadError(f"unpacks to more than {size >> 20} MiB, more than a text could; split it")
            yield block

    def _gunzipped(self) -> Iterator[bytes]:
        member = zlib.decompressobj(wbits=31)
        try:
            while held := self.stream.read(_BLOCK):
                while held:
                    if member.eof:
                        member = zlib.decompressobj(wbits=31)
                    yield member.decompress(held, _BLOCK)
                    held = member.unused_data if member.eof else member.unconsumed_tail
        except zlib.error as error:
            self.trouble = f"the gzip stream is broken ({error})"
            return
        yield member.flush()
        self.trouble = "" if member.eof else "the gzip stream ends early"

    def _unzstd(self) -> Iterator[bytes]:
        import zstandard

        unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27)
        try:
            with unpacker.stream_reader(self.stream, read_across_frames=True, closefd=False) as reader:
                while block := reader.read(_BLOCK):
                    yield block
        except zstandard.ZstdError as error:
            self.trouble = f"the zstd stream is broken ({error})"
