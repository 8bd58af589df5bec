"""A server on loopback that does, by the path that it is asked, what no server should."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable

from tests.read.archives.made import page

PAGE = page()
HTML = b"Content-Type: text/html\r\n"
OK = b"HTTP/1.1 200 OK\r\n" + HTML
Act = Callable[[socket.socket], None]


def whole(head: bytes, body: bytes = PAGE) -> Act:
    return lambda one: one.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def raw(*parts: bytes) -> Act:
    return lambda one: one.sendall(b"".join(parts))


def drips(start: bytes, drop: bytes, every: float = 0.05) -> Act:
    def act(one: socket.socket) -> None:
        one.sendall(start)
        while True:
            time.sleep(every)
            one.sendall(drop)

    return act


def floods(start: bytes, block: bytes) -> Act:
    def act(one: socket.socket) -> None:
        one.sendall(start)
        while True:
            one.sendall(block)

    return act


def hangs(start: bytes = b"") -> Act:
    def act(one: socket.socket) -> None:
        one.sendall(start)
        time.sleep(20)

    return act


def resets(start: bytes = b"") -> Act:
    def act(one: socket.socket) -> None:
        one.sendall(start)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

    return act


def to(place: str, status: str = "302 Found") -> Act:
    return raw(f"HTTP/1.1 {status}\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode())


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(bytes(9 << 20))
GOOD = {
    "good": whole(OK),
    "twice": to("/good"),
    "short header": raw(b"HTTP/1.0 200 OK\r\n\r\n", PAGE),
    "unpacked": whole(OK + b"Content-Encoding: gzip\r\n"),
}
BAD: dict[str, Act] = {
    "hangs before a word": hangs(), "hangs in the status": hangs(b"HTTP/1."), "hangs in the header": hangs(OK), "hangs before the body": hangs(OK + b"Content-Length: 999\r\n\r\n"),
    "hangs in the body": hangs(OK + b"Content-Length: 99999\r\n\r\n" + PAGE), "hangs in a chunk": hangs(CHUNKED + b"ff\r\nabc"),
    "drips the status": drips(b"H", b"T"), "drips the header": drips(OK, b"X-A: b\r\n"), "drips a header line": drips(OK + b"X-A: ", b"b"),
    "drips the body": drips(OK + b"\r\n", b"a"), "drips chunks": drips(CHUNKED, b"1\r\na\r\n"), "drips 100 Continue": drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "floods 100 Continue": floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), "floods the header": floods(OK, b"X-A: " + b"b" * 999 + b"\r\n"),
    "floods a header line": floods(OK + b"X-A: ", b"b" * 9999), "floods the body": floods(OK + b"\r\n", b"a" * 99999), "floods chunks": floods(CHUNKED, b"fff\r\n" + b"a" * 4095 + b"\r\n"),
    "floods nothing": floods(b"", b"\r\n" * 999), "floods zeros": floods(b"", bytes(9999)), "a chunk without end": floods(CHUNKED + b"ffffffffff\r\n", b"a" * 99999),
    "a length that is too large": raw(OK, b"Content-Length: 99999999999\r\n\r\n", PAGE), "a length of a thousand digits": raw(OK, b"Content-Length: " + b"9" * 1000 + b"\r\n\r\n", PAGE),
    "a length below zero": raw(OK, b"Content-Length: -5\r\n\r\n", PAGE), "two lengths": raw(OK, b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n", PAGE), "a length that lies": raw(OK, b"Content-Length: 9999\r\n\r\n", PAGE),
    "a chunk that breaks off": raw(CHUNKED, b"ff\r\nabc"), "a chunk of no size": raw(CHUNKED, b"zz\r\nabc\r\n"), "chunks without an end": raw(CHUNKED, b"3\r\nabc\r\n"),
    "closes at once": raw(), "resets at once": resets(), "resets in the body": resets(OK + b"Content-Length: 99999\r\n\r\n" + PAGE), "closes in the header": raw(OK),
    "is no HTTP": raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "is binary": raw(bytes(range(256)) * 9), "HTTP 0.9": raw(PAGE), "HTTP 2": raw(b"HTTP/2 200 OK\r\n\r\n", PAGE), "a status of letters": raw(b"HTTP/1.1 OK\r\n\r\n"),
    "a header without a colon": raw(b"HTTP/1.1 200 OK\r\nnothing\r\n\r\n", PAGE), "a header of control characters": raw(b"HTTP/1.1 200 OK\r\nX: \x00\x01\r\n\r\n", PAGE),
    "a bomb": raw(OK, b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB), BOMB), "a bomb in a bomb": whole(OK + b"Content-Encoding: gzip, gzip\r\n", gzip.compress(BOMB)),
    "redirects in a ring": to("/redirects in a ring"), "redirects ever on": to("?on"), "redirects nowhere": raw(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
    "redirects to a file": to("file:///etc/passwd"), "redirects to ftp": to("ftp://127.0.0.1/a"), "redirects to data": to("data:text/html,hello"), "redirects to a script": to("javascript:alert(1)"),
    "redirects to a private address": to("http://10.0.0.1/"), "redirects to the cloud's secrets": to("http://169.254.169.254/latest/meta-data/"), "redirects to an odd spelling": to("http://0x7f.1:1/"),
    "redirects to no address": to("http://[::bad/"), "redirects with a password": to("http://me:secret@127.0.0.1/"), "redirects to a place of zeros": to("http://127.0.0.2:0/"),
    "status 204": raw(b"HTTP/1.1 204 No Content\r\n\r\n"), "status 206": whole(b"HTTP/1.1 206 Partial Content\r\n" + HTML), "status 304 unasked": raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "status 404": whole(b"HTTP/1.1 404 Not Found\r\n" + HTML), "status 429 for long": raw(b"HTTP/1.1 429 Slow\r\nRetry-After: 9999\r\nContent-Length: 0\r\n\r\n"),
    "status 429 ever again": raw(b"HTTP/1.1 429 Slow\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"), "status 503 of no date": raw(b"HTTP/1.1 503 Busy\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n"),
    "status 500": whole(b"HTTP/1.1 500 Oops\r\n" + HTML), "status 999": whole(b"HTTP/1.1 999 Denied\r\n" + HTML), "an empty page": whole(OK, b""), "a page of blanks": whole(OK, b" \n" * 99),
    "a picture": whole(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n", b"\x89PNG"), "a film": floods(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n", bytes(9999)),
    "asks to upgrade": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), "answers twice": raw(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"),
}  # fmt: skip


@contextlib.contextmanager
def serving(acts: dict[str, Act], robots: Act | None = None):
    """Serve acts by their names as paths; give the address and the requests that came, one text each."""
    listening = socket.create_server(("127.0.0.1", 0))
    came: list[str] = []
    rules = robots or raw(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    def answer(one: socket.socket) -> None:
        with contextlib.suppress(OSError), one:
            one.settimeout(20)
            asked = b""
            while b"\r\n\r\n" not in asked:
                asked += one.recv(9999) or b"\r\n\r\n"
            came.append(asked.decode("latin-1"))
            path = asked.split(b" ")[1].decode().partition("?")[0] if b" " in asked else ""
            named = acts.get(path[1:].replace("%20", " ")) if path != "/robots.txt" else rules
            (named or raw(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"))(one)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", came
    finally:
        listening.close()
