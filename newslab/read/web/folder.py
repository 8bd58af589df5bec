"""A folder of fetched pages: a WARC archive of what came, and a log of what was asked; gone on with after a kill."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from newslab.errors import ReadError
from newslab.read.found import Found, Problem
from newslab.store import locked

if TYPE_CHECKING:
    from newslab.read.web.ask import Answer
    from newslab.read.web.fetcher import Fetcher

LOG: Final = "fetched.jsonl"
HEAD: Final = {"newslab_fetch": 1}
PAGES: Final = "pages.warc.gz"
DEEPEST: Final = 3  # lists that lists name: an index of sitemaps, a sitemap, a page
MOST_FOLLOWED: Final = 100_000  # addresses that lists of the web name


def fetch_into(
    folder: Path, addresses: Iterable[str], fetcher: Fetcher, *, again: bool = False
) -> list[dict[str, Any]]:
    """Fetch addresses into a folder; those that it has already are passed over.

    Parameters
    ----------
    folder : made if it is not there; what was fetched into it before is kept.
    addresses : of pages, or of feeds and sitemaps, which are followed to the pages that they name.
    fetcher : asks.
    again : ask for what is there too, and take what has changed since.

    Returns
    -------
    One record for each address that was asked now, as it stands in the log: url, final, time, status, reason.

    Raises
    ------
    ReadError
        If the folder cannot be written, or holds another log.
    """
    from tqdm.auto import tqdm

    with locked(folder):
        shelf = _Shelf.open(folder)
        turn = _Turn(fetcher)
        for url in addresses:
            turn.add(url, 0)
        asked = []
        with tqdm(desc="fetching", unit=" pages", total=len(turn.seen), disable=None) as bar:
            for url, depth in turn.take():
                told = shelf.told.get(url)
                if told and not told["reason"] and not again:
                    found = told.get("names", [])
                else:
                    answer = fetcher.get(url, _condition(told) if again else None)
                    found = _names(answer) if depth < DEEPEST else []
                    asked.append(shelf.keep(answer, found))
                for one in found:
                    turn.add(one, depth + 1)
                bar.total = len(turn.seen)
                bar.update()
    return asked


def is_fetch_log(raw: bytes) -> bool:
    """Tell the log of a folder of fetched pages."""
    return raw.startswith(b'{"newslab_fetch"')


def read_fetch_log(raw: bytes, place: str) -> Iterator[Found]:
    """Give a problem for each address that gave no page when it was asked last."""
    last: dict[str, tuple[int, dict[str, Any]]] = {}
    for number, one in enumerate(_lines(raw), 2):
        last.pop(one["url"], None)
        last[one["url"]] = number, one
    for number, one in last.values():
        if one["reason"]:
            yield Problem(place, number, f"not fetched: {one['reason']}", one["url"])


@dataclass
class _Turn:
    """Whose turn it is: the next address of the site that may be asked soonest, so that no site holds up the others."""

    fetcher: Fetcher
    seen: set[str] = field(default_factory=set)
    waiting: dict[str, deque[tuple[str, int]]] = field(default_factory=lambda: defaultdict(deque))

    def add(self, url: str, depth: int) -> None:
        if url not in self.seen and len(self.seen) < MOST_FOLLOWED:
            self.seen.add(url)
            self.waiting[url.split("/", 3)[2] if url.count("/") > 1 else ""].append((url, depth))

    def take(self) -> Iterator[tuple[str, int]]:
        while self.waiting:
            site = min(self.waiting, key=lambda one: self.fetcher.ready_at(self.waiting[one][0][0]))
            yield self.waiting[site].popleft()
            if not self.waiting[site]:
                del self.waiting[site]


@dataclass
class _Shelf:
    """The files of the folder, and what its log tells of each address."""

    folder: Path
    told: dict[str, dict[str, Any]]
    end: int  # bytes of the archive that the log vouches for

    @classmethod
    def open(cls, folder: Path) -> _Shelf:
        log = folder / LOG
        if not log.exists():
            if any(not one.name.startswith(".") for one in folder.iterdir()):
                raise ReadError(f"{folder}: is not empty, and nothing was fetched into it; name another folder")
            _append(log, json.dumps(HEAD).encode() + b"\n")
        raw = log.read_bytes()
        if not is_fetch_log(raw):
            raise ReadError(f"{log}: is no log of fetching; name another folder")
        whole = raw.rfind(b"\n") + 1
        if whole < len(raw):  # of a run that was killed
            os.truncate(log, whole)
        lines = list(_lines(raw[:whole]))
        end = max((int(one.get("end") or 0) for one in lines), default=0)
        pages = folder / PAGES
        if pages.exists() and pages.stat().st_size > end:
            os.truncate(pages, end)
        return cls(folder, {one["url"]: one for one in lines}, end)

    def keep(self, answer: Answer, names: list[str]) -> dict[str, Any]:
        """Write an answer to the archive, then to the log."""
        if answer.status == 200 and not answer.reason:
            self.end = _append(self.folder / PAGES, gzip.compress(_record(answer), mtime=0))
        before = self.told.get(answer.url, {})
        unchanged = answer.status == 304 and not answer.reason
        told = answer.headers
        line = {
            "url": answer.url,
            "final": answer.final,
            "time": answer.time,
            "status": answer.status,
            "reason": answer.reason,
            "etag": before.get("etag", "") if unchanged else told.get("etag", "")[:500],
            "modified": before.get("modified", "") if unchanged else told.get("last-modified", "")[:100],
            "names": before.get("names", []) if unchanged else names,
            "end": self.end,
        }
        _append(self.folder / LOG, json.dumps(line).encode() + b"\n")
        self.told[answer.url] = line
        return line


def _lines(raw: bytes) -> Iterator[dict[str, Any]]:
    for line in raw.split(b"\n")[1:]:
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(told, dict) and isinstance(told.get("url"), str):
            yield {**told, "reason": str(told.get("reason") or "")}


def _append(path: Path, raw: bytes) -> int:
    """Append bytes, have them put on the disk, and return where the file ends."""
    try:
        with path.open("ab") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
            return stream.tell()
    except OSError as error:
        raise ReadError(f"{path}: cannot be written ({error.strerror})") from error


def _condition(told: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the header of a request for what has changed since."""
    if not told or told["reason"]:
        return {}
    named = {"If-None-Match": told.get("etag"), "If-Modified-Since": told.get("modified")}
    return {name: str(cell) for name, cell in named.items() if cell and str(cell).isprintable() and str(cell).isascii()}


def _names(answer: Answer) -> list[str]:
    """Return the addresses that an answer names, if it is a feed or another list; none for a page."""
    from newslab.read.web.lists import addresses_in

    if answer.reason or answer.body.lstrip()[:1] != b"<":
        return []
    head = answer.body[:4096].lower()
    if not any(mark in head for mark in (b"<rss", b"<feed", b"<rdf", b"<urlset", b"<sitemapindex", b"<opml")):
        return []
    return list(dict.fromkeys(one for one in addresses_in(answer.body) if one.startswith(("http://", "https://"))))


def _record(answer: Answer) -> bytes:
    """Return an answer as a WARC record."""
    from fastwarc import WarcRecord, WarcRecordType

    kept = ("content-type", "content-encoding", "last-modified", "etag", "date", "content-language")
    lines = [f"{name}: {' '.join(answer.headers[name].split())}" for name in kept if answer.headers.get(name)]
    head = "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode("latin-1", "replace")
    one = WarcRecord()
    one.init_headers(WarcRecordType.response)
    one.headers["WARC-Target-URI"] = answer.final
    one.headers["WARC-Date"] = answer.time
    one.headers["Content-Type"] = "application/http; msgtype=response"
    one.set_bytes_content(head + answer.raw)
    held = io.BytesIO()
    one.write(held)
    return held.getvalue()
