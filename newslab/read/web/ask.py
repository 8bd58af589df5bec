"""One address to one answer: redirects followed by hand, every hop checked, bounds kept, nothing but a reason on
failure.
"""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpcore

from newslab.read.archives.payload import Payload, decode_payload
from newslab.read.web.connect import Meter, PublicBackend, Refused

TAKEN: Final = re.compile(r"text/|application/(?:[\w.-]+\+)?(?:xml|json|xhtml)|application/(?:rss|atom|feed)|^$", re.I)
REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
LATER: Final = frozenset((429, 503))
HEADER_BYTES: Final = 200_000  # of an answer, beside its body


@dataclass(frozen=True)
class Limits:
    """Bounds of fetching: seconds, bytes, hops.

    Attributes
    ----------
    deadline : seconds for one address, with its redirects and second tries; waiting one's turn at a host not counted.
    raw, expanded : bytes of a body as it is sent and as it unpacks.
    hops : redirects that are followed.
    delay : seconds between two requests to one host; a site's robots.txt may ask for more.
    longest_delay : seconds that a robots.txt may ask for; a site that asks for more is left alone.
    """

    deadline: float = 60.0
    raw: int = 10 << 20
    expanded: int = 20 << 20
    hops: int = 5
    delay: float = 2.0
    longest_delay: float = 60.0


@dataclass(frozen=True)
class Answer:
    """What an address gave: a body, or the reason why there is none."""

    url: str  # as asked
    final: str  # after redirects
    time: str  # ISO, UTC
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes = b""
    body: bytes = b""  # unpacked
    reason: str = ""


def ask(
    url: str,
    agent: str,
    limits: Limits,
    *,
    headers: Mapping[str, str] | None = None,
    check: Callable[[str, float], None] = lambda url, deadline: None,
    deadline: float | None = None,
    allowed: Collection[str] = (),
) -> Answer:
    """Ask an address; never raises for what the other side does.

    Parameters
    ----------
    url : http or https.
    agent : how newslab calls itself.
    limits : of time and size.
    headers : further ones, as of a conditional request.
    check : called with each address on the way, and the deadline; raises `Refused` where it is not to be asked.
    deadline : by time.monotonic; None: from now, as `limits` says.
    allowed : addresses that may be asked though they are not public; for tests.
    """
    meter = Meter(deadline or time.monotonic() + limits.deadline, limits.raw + HEADER_BYTES)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    sent = {
        "User-Agent": agent,
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        **(headers or {}),
    }
    final, status = url, 0
    try:
        for _ in range(limits.hops + 1):
            final = plain_url(final)
            check(final, meter.deadline)
            status, told, raw = _once(final, sent, meter, limits, allowed)
            wait = _wait_told(told) if status in LATER else None
            if status in REDIRECTS:
                final = _next(final, told)
            elif wait is not None and wait < meter.seconds() - 1:
                time.sleep(wait)
            else:
                body, reason = _body(status, told, raw, limits, wait)
                reason = "" if status == 304 and headers else reason
                return Answer(url, final, now, status, told, raw, body, reason)
    except Refused as error:
        return Answer(url, final, now, status, reason=str(error))
    return Answer(url, final, now, status, reason=f"more than {limits.hops} redirects or tries")


def plain_url(url: str) -> str:
    """Return an address in the one form in which it is asked.

    Raises
    ------
    Refused
        If it is no address of the web, or holds a name and password.

    Examples
    --------
    >>> plain_url("HTTP://Post.example:80/a b#top")
    'http://post.example/a%20b'
    """
    words = url.strip()
    if re.search(r"[\x00-\x1f\x7f\\]", words):
        raise Refused("this address holds characters that none has")
    try:
        parts = urlsplit(words)
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except ValueError as error:
        raise Refused(f"this is no address ({error})") from error
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise Refused(f"only http and https are asked, not {scheme[:20] or 'an address without either'}")
    if parts.username is not None or parts.password is not None or not host or port == 0:
        raise Refused("this address has no host, or a name and password")
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port in (None, 80 if scheme == "http" else 443) else f"{shown}:{port}"
    path, query = (re.sub(r"[^!-~]", _quoted, cell) for cell in (parts.path or "/", parts.query))
    return urlunsplit((scheme, netloc, path, query, ""))


def _quoted(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))


def _once(
    url: str, sent: Mapping[str, str], meter: Meter, limits: Limits, allowed: Collection[str]
) -> tuple[int, dict[str, str], bytes]:
    """Send one request, and return status, header and body."""
    backend = PublicBackend(meter, allowed)
    headers = {"Host": urlsplit(url).netloc, **sent}
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, max_connections=1, retries=0) as pool,
            pool.stream(
                "GET", url, headers=list(headers.items()), extensions={"timeout": {"pool": meter.seconds()}}
            ) as response,
        ):
            told: dict[str, str] = {}
            for name, cell in response.headers:
                told.setdefault(name.decode("latin-1").lower(), cell.decode("latin-1"))
            if response.status != 200:
                return response.status, told, b""
            if not TAKEN.search(told.get("content-type", "").strip()):
                raise Refused(f"is no page, but {told['content-type'][:60]}")
            if (length := told.get("content-length", "")).isdigit() and int(length[:20]) > limits.raw:
                raise Refused(f"is larger than {limits.raw >> 10:,} KiB")
            return 200, told, _read(response, limits.raw)
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise Refused("took longer than its deadline") from error
    except (httpcore.ConnectError, OSError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(f"cannot be reached ({error})") from error
    except (httpcore.ProtocolError, httpcore.NetworkError, httpcore.UnsupportedProtocol, ValueError) as error:
        raise Refused(f"breaks off or is no HTTP ({str(error)[:120]})") from error


def _read(response: httpcore.Response, most: int) -> bytes:
    parts, size = [], 0
    for chunk in response.iter_stream():
        size += len(chunk)
        if size > most:
            raise Refused(f"is larger than {most >> 10:,} KiB")
        parts.append(chunk)
    return b"".join(parts)


def _next(url: str, told: Mapping[str, str]) -> str:
    place = told.get("location", "").strip()
    if not place:
        raise Refused("redirects nowhere")
    try:
        return urljoin(url, place.encode("latin-1", "replace").decode("utf-8", "replace"))
    except ValueError as error:
        raise Refused("redirects to what is no address") from error


def _wait_told(told: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks to wait, None if it does not say."""
    cell = told.get("retry-after", "").strip()
    if cell.isdigit():
        return float(cell[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(cell).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _body(status: int, told: Mapping[str, str], raw: bytes, limits: Limits, wait: float | None) -> tuple[bytes, str]:
    if status in LATER:
        return b"", f"status {status}: asks to come back {f'in {wait:,.0f} s' if wait is not None else 'later'}"
    if status != 200:
        return b"", f"status {status}"
    media, encoding = told.get("content-type", ""), told.get("content-encoding", "")
    body, trouble = decode_payload(Payload(raw, media, encoding), limits.expanded)
    return body.strip() and body, trouble or ("" if body.strip() else "is empty")
