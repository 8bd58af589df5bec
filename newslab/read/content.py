"""Bytes from outside: opened within bounds, told apart by what they hold, decoded to text."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from newslab.errors import ReadError
from newslab.store import read_regular

Kind = Literal["empty", "json", "jsonl", "csv", "parquet", "feed", "html", "text", "binary", "xml", "nitf"]

MAX_BYTES: Final = 4 << 30  # of one file once unpacked; archives beyond this are to be split
BOMB_BYTES: Final = 64 << 20  # below this size any ratio is harmless
BOMB_RATIO: Final = 100  # news texts pack 3 to 10 times, JSON lines of one template 40 times
_BLOCK: Final = 1 << 20
_HEAD: Final = 8192

MAGIC: Final = {
    b"%PDF": "a PDF file",
    b"{\\rtf": "an RTF file",
    b"PK\x03\x04": "a ZIP archive",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"RIFF": "an image or sound",
    b"SQLite format": "an SQLite database",
    b"WARC/": "a web archive whose first record is broken",
    b"filedesc:": "an ARC archive, the form before WARC: convert it first",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7z archive: unpack it first",
    b"ARROW1": "an Arrow file: save it as Parquet",
    b"\x80\x04\x95": "a pickle: never opened, since it can run code",
    b"\x80\x05\x95": "a pickle: never opened, since it can run code",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}


def read_bytes(path: Path) -> tuple[bytes, str]:
    """Read a file, unpacking gzip and zstd within bounds.

    Returns
    -------
    bytes, and what was wrong with the end of the file ("" if nothing): what came before a break is kept.

    Raises
    ------
    ReadError
        If the file cannot be opened or unpacks to more than a text could.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadError(f"{path}: has {size >> 20:,} MiB, more than the {MAX_BYTES >> 20:,} of one file; split it")
        raw = read_regular(path, most=MAX_BYTES)
    except OSError as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(f"{path}: cannot be opened ({error.strerror or error})") from error
    return unpack(raw, str(path))


def unpack(raw: bytes, place: str, most: int = MAX_BYTES) -> tuple[bytes, str]:
    """Unpack gzip or zstd bytes (also one in the other, twice at most); other bytes come back as they are.

    Raises
    ------
    ReadError
        If they unpack to more than a text could, or to more than `most` bytes.
    """
    trouble = ""
    for _ in range(2):
        if raw[:3] == b"\x1f\x8b\x08":
            raw, trouble = _gunzip(raw, place, most)
        elif raw[:4] == b"\x28\xb5\x2f\xfd":
            raw, trouble = _unzstd(raw, place, most)
        else:
            break
    return raw, trouble


def _gunzip(raw: bytes, place: str, most: int) -> tuple[bytes, str]:
    parts, size, rest = [], 0, raw
    while rest[:2] == b"\x1f\x8b":  # a gzip file may hold several members
        stream = zlib.decompressobj(wbits=31)
        try:
            chunk = stream.decompress(rest, _BLOCK)
            while chunk or not stream.eof:
                parts.append(chunk)
                size += len(chunk)
                _bounded(size, len(raw) - len(stream.unconsumed_tail), place, most)
                if stream.eof or (not chunk and not stream.unconsumed_tail):
                    break
                chunk = stream.decompress(stream.unconsumed_tail, _BLOCK)
        except zlib.error as error:
            return b"".join(parts), f"the gzip stream is broken ({error})"
        if not stream.eof:
            return b"".join(parts), "the gzip stream ends early"
        rest = stream.unused_data
    return b"".join(parts), ""


def _unzstd(raw: bytes, place: str, most: int) -> tuple[bytes, str]:
    import zstandard

    parts, size = [], 0
    window = 1 << 27  # 128 MiB, zstd's own default; a header may ask for more memory than there is
    try:
        with zstandard.ZstdDecompressor(max_window_size=window).stream_reader(raw, read_across_frames=True) as stream:
            while chunk := stream.read(_BLOCK):
                parts.append(chunk)
                size += len(chunk)
                _bounded(size, len(raw), place, most)
    except zstandard.ZstdError as error:
        return b"".join(parts), f"the zstd stream is broken ({error})"
    return b"".join(parts), ""


def _bounded(size: int, packed: int, place: str, most: int) -> None:
    if size > most or (size > BOMB_BYTES and size > BOMB_RATIO * max(packed, 1)):
        raise ReadError(
            f"{place}: unpacks to more than {size >> 20} MiB, {size // max(packed, 1)} times its size; split it"
        )


def find_kind(raw: bytes, name: str = "") -> Kind:
    r"""Tell what bytes hold; the name's ending decides only between a table and plain text.

    Examples
    --------
    >>> find_kind(b'{"title": "A"}\n{"title": "B"}\n'), find_kind(b"<rss><channel/></rss>")
    ('jsonl', 'feed')
    """
    if raw[:4] == b"PAR1":
        return "parquet"
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return "empty"
    if not raw.startswith(_BOMS) and (any(raw.startswith(magic) for magic in MAGIC) or _is_binary(raw)):
        return "binary"
    head = decode(raw[:_HEAD]).lstrip("\ufeff \t\r\n\x00\x1e")
    if head.startswith("<") and (kind := _markup_kind(head)):
        return kind
    if head[:1] in "{[" and (kind := _json_kind(raw, head)):
        return kind
    if _is_table(head, name):
        return "csv"
    return "text"


def describe(raw: bytes) -> str:
    """Say in words what binary content is, as far as its first bytes tell."""
    return next((words for magic, words in MAGIC.items() if raw.startswith(magic)), "binary data")


def _markup_kind(head: str) -> Kind | None:
    bare = re.sub(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", "", head, flags=re.DOTALL).lstrip()
    if re.match(r"<!doctype\s+html\b", bare, re.IGNORECASE):
        return "html"
    bare = re.sub(r"<!doctype[^>\[]*(?:\[.*?\]\s*)?>", "", bare, count=1, flags=re.DOTALL | re.IGNORECASE).lstrip()
    root = re.match(r"<([\w.-]+:)?([\w.-]+)", bare)
    if root and root[2].lower() in {"rss", "feed", "rdf", "channel", "item", "entry"}:
        return "feed"
    if root and root[2].lower() == "nitf":
        return "nitf"
    if re.search(r"<(?:html|head|body|article|main|p|div|h1|script|title|section|meta|span)\b", head, re.IGNORECASE):
        return "html"
    if re.search(r"<(?:rss|feed|rdf:rdf)\b", head, re.IGNORECASE):
        return "feed"
    return "xml" if root or head.startswith("<?xml") else None


def _json_kind(raw: bytes, head: str) -> Kind | None:
    if not re.match(r"\{\s*(?:\"|\}|$)|\[\s*(?:[\[{\"\]\d-]|null|true|false|$)", head):
        return None
    first, _, rest = head.partition("\n")
    second = rest.lstrip()[:1]
    if first.startswith("{") and first.rstrip().endswith("}") and second in {"{", ""} and "\n" in head.rstrip():
        return "jsonl"
    if first.startswith("{") and len(raw) > _HEAD and "\n" not in head:
        newline = raw.find(b"\n")
        if newline > 0 and raw[newline:].lstrip()[:1] == b"{" and raw[:newline].rstrip().endswith(b"}"):
            return "jsonl"
    return "json"


def _is_table(head: str, name: str) -> bool:
    from newslab.read.columns import find_columns

    ending = re.search(r"\.(csv|tsv|tab)(?:\.gz|\.zst)?$", name.lower())
    if ending:
        return True
    first = head.splitlines()[0] if head else ""
    for mark in "\t,;|":
        if mark in first:
            cells = next(csv.reader(io.StringIO(first), delimiter=mark), [])
            known = find_columns(cells, prose=cells, by_words=False)  # a sentence has such words too
            if len(cells) >= 2 and len(known) >= 2 and {"text", "title", "summary"} & set(known):
                return True
    return False


_BOMS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def _is_binary(raw: bytes) -> bool:
    sample = raw[:_HEAD]
    if _wide_encoding(sample):
        return False
    return len(_CONTROL.findall(sample)) > len(sample) // 20


def is_wide(raw: bytes) -> bool:
    """Tell UTF-16 and UTF-32, whose line ends are more than one byte."""
    return raw.startswith(_BOMS[1:]) or bool(_wide_encoding(raw[:_HEAD]))


def _wide_encoding(sample: bytes) -> str:
    """Tell UTF-16 or UTF-32 without a byte order mark by where the zero bytes of Latin letters fall."""
    if len(sample) < 8 or b"\x00" not in sample:
        return ""
    if len(_CONTROL.findall(sample.replace(b"\x00", b""))) > len(sample) // 8:  # dashes have low bytes too
        return ""
    cut = sample[: len(sample) // 4 * 4]
    zeros = [cut[place::4].count(0) * 4 / len(cut) for place in range(4)]
    for name, pattern in (("utf-32-le", "0111"), ("utf-32-be", "1110"), ("utf-16-le", "0101"), ("utf-16-be", "1010")):
        if all(
            (share > 0.6) == (mark == "1") and (share < 0.2 or share > 0.6)
            for share, mark in zip(zeros, pattern, strict=True)
        ):
            return name
    return ""


_DECLARED: Final = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})|<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)


def decode(raw: bytes, declared: str = "") -> str:
    """Decode bytes: byte order mark, UTF-8, UTF-16/32 by pattern, the declared encoding, else Windows-1252.

    Never fails: what fits nothing becomes U+FFFD.

    Examples
    --------
    >>> decode("Zürich".encode("cp1252")), decode("Zürich".encode("utf-16"))
    ('Zürich', 'Zürich')
    """
    for mark, name in zip(_BOMS, ("utf-8", "utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"), strict=True):
        if raw.startswith(mark):
            return raw[len(mark) :].decode(name, "replace")
    if wide := _wide_encoding(raw[:_HEAD]):
        return raw.decode(wide, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(raw) - error.start < 4:  # cut within a character at the very end
            return raw.decode("utf-8", "replace").rstrip("\ufffd")
    if found := _DECLARED.search(raw[:_HEAD]):
        declared = declared or (found[1] or found[2]).decode("ascii", "replace")
    text = _decode_as(raw, declared)
    return text if text is not None else _decode_guessed(raw)


def _decode_as(raw: bytes, name: str) -> str | None:
    name = name.strip().lower()
    name = {
        "iso-8859-1": "cp1252",
        "latin-1": "cp1252",
        "latin1": "cp1252",
        "us-ascii": "cp1252",
        "ascii": "cp1252",
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "ks_c_5601-1987": "cp949",
        "shift_jis": "cp932",
        "x-sjis": "cp932",
    }.get(name, name)
    if not name or name.replace("-", "") in {"utf8", "utf16", "utf32", "utf7", "utf16le", "utf16be"}:
        return None
    try:
        codec = codecs.lookup(name)
        if not codec._is_text_encoding:
            return None
        return raw.decode(name, "replace")
    except (LookupError, ValueError):
        return None


def _decode_guessed(raw: bytes) -> str:
    lossy = raw.decode("utf-8", "replace")
    high = sum(raw.count(bytes([byte])) for byte in range(0x80, 0xC0)) or 1
    if lossy.count("\ufffd") * 10 < high:  # mostly well-formed UTF-8: a few bytes were damaged
        return lossy
    from resiliparse.parse.encoding import detect_encoding

    guessed = _decode_as(raw, detect_encoding(raw) or "")
    return guessed if guessed is not None and guessed.count("\ufffd") == 0 else raw.decode("cp1252", "replace")


MAX_TAG: Final = 1 << 16  # characters of one tag; in a longer one attributes are counted
MAX_ATTRIBUTES: Final = 500
# It reads on as a browser does: over "<", to the end of a value whose quotation mark stays open, past comments and
# scripts.
# It fails nowhere, so it takes linear time.
_WITHIN: Final = r"""(?:[^>"'=]++|=\s*+"[^"]*+(?:"|\Z)|=\s*+'[^']*+(?:'|\Z)|["'=])*+"""
_LONG_TAG: Final = re.compile(
    rf"""<!--.*?(?:-->|\Z)|<(?P<raw>script|style)(?=[\s"'/>])(?P<head>{_WITHIN})"""
    r"""(?:>|\Z)(?P<content>.*?(?:</(?P=raw)|\Z))"""
    rf"""|<(?P<name>[a-z][\w:.-]{{0,99}})(?=[\s"'/])(?P<rest>{_WITHIN})(?:>|\Z)""",
    re.IGNORECASE | re.DOTALL,
)


def cut_long_tags(text: str) -> str:
    """Take the attributes out of tags that have more than any page needs: parsers compare each with all others.

    Examples
    --------
    >>> cut_long_tags("<p " + "a=1 " * 20_000 + ">One</p>"), cut_long_tags('<p class="a">Two</p>')
    ('<p>One</p>', '<p class="a">Two</p>')
    """
    return _LONG_TAG.sub(_cut_tag, text) if len(text) > MAX_TAG else text


def _cut_tag(match: re.Match[str]) -> str:
    rest = match["rest"] or match["head"] or ""
    if len(rest) < MAX_TAG or len(re.findall(r"[\s\"'/]+", rest[: MAX_TAG << 2])) < MAX_ATTRIBUTES:
        return match[0]
    return f"<{match['name'] or match['raw']}{'/' if rest.endswith('/') else ''}>{match['content'] or ''}"


def split_documents(text: str, roots: str) -> list[str]:
    r"""Cut a text where one document ends and another of the same kind begins: a parser would read the first alone.

    Examples
    --------
    >>> split_documents("<rss>1</rss>\n<?xml version='1.0'?><rss>2</rss>", "rss|feed")
    ['<rss>1</rss>', "\n<?xml version='1.0'?><rss>2</rss>"]
    """
    opening = rf"(?:<\?xml[^>]{{0,500}}>\s*)?(?:<!doctype[^>]{{0,500}}>\s*)?<(?:{roots})[\s>]"
    cuts = re.finditer(rf"</(?:{roots})\s*>(?=\s*{opening})", text, re.IGNORECASE)
    places = [0, *(cut.end() for cut in cuts), len(text)]
    return [text[start:end] for start, end in pairwise(places)]


_REFERENCE: Final = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")


def mend_references(text: str) -> str:
    """Replace numeric character references that name no character: parsers pass them on as broken bytes.

    Examples
    --------
    >>> mend_references("a&#xD800;b&#65;")
    'a�b&#65;'
    """
    return _REFERENCE.sub(_mended, text) if "&#" in text else text


def _mended(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    code = int(digits, 16 if match[1] else 10) if len(digits) <= 8 else 0
    good = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    return match[0] if good else "\ufffd"
