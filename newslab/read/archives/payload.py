"""What a server sent, decoded within bounds: chunks joined, gzip, deflate, Brotli and zstd unpacked."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from typing import Final, Protocol

_BLOCK: Final = 1 << 16
_ALTERED: Final = (OSError, ValueError, EOFError, zlib.error)


class _Stream(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class Payload:
    """A body as it was sent, and what its header says of it."""

    raw: bytes
    media_type: str = ""
    encoding: str = ""
    transfer: str = ""

    @property
    def charset(self) -> str:
        """The character set that the media type names, "" if none."""
        found = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", self.media_type, re.IGNORECASE)
        return found[1] if found else ""


def decode_payload(payload: Payload, most: int) -> tuple[bytes, str]:
    r"""Return the bytes of a body as its page has them, and why not, "" if nothing is wrong.

    Headers lie: archives (those of CC-News before May 2019) keep "gzip" and "chunked" of bodies that they hold
    unpacked. What does not unpack as told is taken as it is.

    Examples
    --------
    >>> decode_payload(Payload(b"5\r\nhello\r\n0\r\n\r\n", transfer="chunked"), 100)
    (b'hello', '')
    >>> decode_payload(Payload(b"hello", encoding="gzip"), 100)
    (b'hello', '')
    """
    raw = payload.raw
    if len(raw) > most:
        return b"", f"this page has more than {most >> 20} MiB"
    if "chunked" in payload.transfer.lower():
        raw = _joined(raw)
    for name in reversed([one.strip().lower() for one in payload.encoding.split(",")][:3]):
        unpacked = _unpacked(raw, name, most)
        if unpacked is not None and len(unpacked) > most:
            return b"", f"this page unpacks to more than {most >> 20} MiB"
        raw = raw if unpacked is None else unpacked
    return raw, ""


def _joined(raw: bytes) -> bytes:
    """Join chunks; what is not chunked stays, and a broken chunk ends it with what was joined."""
    parts, at = [], 0
    size = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
    while (found := size.match(raw, at)) and (length := int(found[1], 16)):
        parts.append(raw[found.end() : found.end() + length])
        at = found.end() + length
        at += len(re.compile(rb"\r?\n?").match(raw, at)[0])  # type: ignore[index]
    return b"".join(parts) or raw


def _unpacked(raw: bytes, name: str, most: int) -> bytes | None:
    """Return unpacked bytes, at most one more than `most`; None where the bytes are not packed so."""
    if name in ("gzip", "x-gzip"):
        return _inflated(raw, (31,), most)
    if name == "deflate":
        return _inflated(raw, (15, -15), most)
    if name in ("br", "zstd"):
        from fastwarc.stream_io import BrotliReader, ZstdReader

        try:
            return _read_most((BrotliReader if name == "br" else ZstdReader)(io.BytesIO(raw)), most) or None
        except _ALTERED:
            return None
    return None


def _inflated(raw: bytes, forms: tuple[int, ...], most: int) -> bytes | None:
    for form in forms:
        stream = zlib.decompressobj(form)
        try:
            found = stream.decompress(raw, most + 1)
        except zlib.error:
            found = _until_break(raw, form, most)
        if found:
            return found
    return None


def _until_break(raw: bytes, form: int, most: int) -> bytes:
    """Return what unpacks before a break, if most of the bytes come before it."""
    stream, parts, size, at = zlib.decompressobj(form), [], 0, 0
    try:
        for at in range(0, len(raw), 512):
            parts.append(stream.decompress(raw[at : at + 512], most + 1 - size))
            size += len(parts[-1])
            if size > most:
                break
    except zlib.error:
        pass
    return b"".join(parts) if at * 2 > len(raw) else b""


def _read_most(stream: _Stream, most: int) -> bytes:
    parts, size = [], 0
    while size <= most and (chunk := stream.read(_BLOCK)):
        parts.append(chunk)
        size += len(chunk)
    return b"".join(parts)
