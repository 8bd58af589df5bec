"""Pages and lists of the Wayback Machine: the page as it was before the archive wrote into it, and what a list
holds.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from newslab.read.content import decode
from newslab.read.found import Found, Problem

REPLAY: Final = re.compile(
    r"(?:https?:)?(?://web\.archive\.org)?/web/(?P<time>\d{4,14})(?:[a-z]{2}_)?/(?P<url>(?:https?:)?//[^\s\"'<>]+|"
    r"mailto:[^\s\"'<>]+)",
    re.IGNORECASE,
)
_WRITTEN: Final = (  # what the archive writes into a page: how it begins and ends
    (re.compile(r"<!--\s*BEGIN WAYBACK TOOLBAR INSERT\s*-->", re.IGNORECASE), "<!-- END WAYBACK TOOLBAR INSERT -->"),
    (
        re.compile(r"<script[^>]{0,300}(?://web-static\.archive\.org|/_static/js/)[^>]{0,300}>", re.IGNORECASE),
        "<!-- End Wayback Rewrite JS Include -->",
    ),
    (re.compile(r"<!--\s*(?:FILE ARCHIVED ON|playback timings)\b", re.IGNORECASE), "-->"),
)
_ARCHIVED: Final = re.compile(r"FILE ARCHIVED ON (\d\d:\d\d:\d\d) (\w{3} \d\d, \d{4})")
_OPENED: Final = re.compile(r"""__wm\.(?:wombat|init)\(\s*["'](https?:[^"']+)["']\s*,\s*["'](\d{14})["']""")
_LINE: Final = re.compile(r"\S+\)\S* (\d{14}) (\S+) \S+ (\d{3}|-) \S+ (?:\d+|-)")
_CDXJ: Final = re.compile(r"(\S+\)\S*) (\d{14}) (\{.*\})")


@dataclass(frozen=True)
class Replayed:
    """A page without what the archive wrote into it; address and ISO time of its capture, "" if it does not tell."""

    text: str
    url: str = ""
    time: str = ""


def unwrap_page(text: str) -> Replayed:
    """Take out of a saved page of the Wayback Machine its toolbar, scripts and rewritten links.

    Examples
    --------
    >>> link = '<a href="/web/20170105120000/http://post.example/a">A</a>'
    >>> unwrap_page(f'{link}<!-- FILE ARCHIVED ON 12:00:00 Jan 05, 2017 -->').text
    '<a href="http://post.example/a">A</a>'
    """
    if "/web/" not in text or not ("WAYBACK" in text or "FILE ARCHIVED ON" in text or "web.archive.org" in text):
        return Replayed(text)
    opened = _OPENED.search(text)
    bare = text
    for opening, closing in _WRITTEN:
        bare = _without(bare, opening, closing)
    times = Counter(found["time"] for found in REPLAY.finditer(bare))
    told = opened[2] if opened else next((time for time, _ in times.most_common() if len(time) == 14), "")
    archived = _ARCHIVED.search(text)
    if not (opened or archived or times):
        return Replayed(text)
    head = re.search(r"""<link[^>]{0,200}rel=["']?canonical["']?[^>]{0,2000}>""", bare, re.IGNORECASE)
    replayed = REPLAY.search(head[0]) if head else None
    url = opened[1] if opened else replayed["url"] if replayed else ""
    time = f"{archived[2]} {archived[1]} UTC" if archived else to_time(told)
    return Replayed(REPLAY.sub(lambda found: found["url"], bare), url, time)


def unwrap_address(url: str) -> Replayed:
    """Return the address that an address of the Wayback Machine replays, and the time; any other stays.

    Examples
    --------
    >>> unwrap_address("https://web.archive.org/web/20170105120000id_/http://post.example/a").url
    'http://post.example/a'
    """
    found = REPLAY.fullmatch(url) if "//web.archive.org/" in url else None
    return Replayed("", found["url"], to_time(found["time"])) if found else Replayed("", url)


def _without(text: str, opening: re.Pattern[str], closing: str) -> str:
    """Take out each stretch from what opens it to what closes it; what nothing closes stays."""
    kept, at = [], 0
    while found := opening.search(text, at):
        end = text.find(closing, found.end())
        if end < 0:
            break
        kept.append(text[at : found.start()])
        at = end + len(closing)
    return "".join(kept) + text[at:]


def to_time(stamp: str) -> str:
    """Return a timestamp of 14 digits as ISO, "" for what is none.

    Examples
    --------
    >>> to_time("20170105120000")
    '2017-01-05T12:00:00Z'
    """
    if not re.fullmatch(r"\d{14}", stamp):
        return ""
    return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T{stamp[8:10]}:{stamp[10:12]}:{stamp[12:]}Z"


def captures_of(raw: bytes) -> list[tuple[str, str]]:
    """Return address and timestamp of each captured page that a CDX list names; [] for what is no such list.

    Examples
    --------
    >>> captures_of(b"example,post)/a 20170105120000 http://post.example/a text/html 200 AAAA 1234")
    [('http://post.example/a', '20170105120000')]
    """
    text = decode(raw).strip()
    if text.startswith("[["):
        return _json_captures(text)
    found = []
    for line in text.split("\n"):
        if match := _LINE.match(line):
            if match[3] in ("200", "-"):
                found.append((match[2], match[1]))
        elif match := _CDXJ.match(line):
            found += _cdxj_capture(match[2], match[3])
    return found


def is_cdx(raw: bytes) -> bool:
    """Tell a CDX list by its first line, or its second under a header."""
    head = decode(raw[:8192]).lstrip("\ufeff \n\r")
    if re.match(r'\[\["urlkey",\s*"timestamp",\s*"original"', head):
        return True
    lines = [line for line in head.split("\n")[:3] if not re.match(r"\s*CDX |!", line)]
    return bool(lines) and any(form.match(lines[0]) for form in (_LINE, _CDXJ))


def read_cdx(raw: bytes, place: str) -> Iterator[Found]:
    """Tell a CDX list, which holds no articles."""
    found = captures_of(raw)
    pages = len({url for url, _ in found})
    reason = f"no articles: this list names {len(found):,} captures of {pages:,} addresses; newslab fetch fetches them"
    yield Problem(place, 0, reason)


def _json_captures(text: str) -> list[tuple[str, str]]:
    try:
        header, *rows = json.loads(text)
        url, time = header.index("original"), header.index("timestamp")
        status = header.index("statuscode") if "statuscode" in header else None
        return [(row[url], row[time]) for row in rows if status is None or row[status] in ("200", "-")]
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return []


def _cdxj_capture(time: str, words: str) -> list[tuple[str, str]]:
    try:
        told = json.loads(words)
    except (ValueError, RecursionError):
        return []
    url = told.get("url") if isinstance(told, dict) else None
    return [(url, time)] if isinstance(url, str) and told.get("status", "200") in ("200", "-") else []
