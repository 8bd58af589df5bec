"""Connections to public addresses alone, checked where they are made, that end by a deadline and at a size."""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

import httpcore

from newslab.errors import ReadError

_NAT64: Final = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48")))
_GLOBAL: Final = ipaddress.IPv6Network("2000::/3")  # all that is given out so far
_EXAMPLES: Final = ipaddress.IPv6Network("3fff::/20")  # for documents (RFC 9637), which Python 3.11 does not know
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(ReadError):
    """An address is not asked, or an answer is not taken: the message says why."""


@dataclass
class Meter:
    """What one request may still take: time until a deadline, bytes from the network."""

    deadline: float  # by time.monotonic
    left: int

    def seconds(self) -> float:
        """Return the seconds that are left.

        Raises
        ------
        Refused
            If none are.
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise Refused("took longer than its deadline")
        return left

    def count(self, n: int) -> None:
        """Count bytes that came.

        Raises
        ------
        Refused
            If they are more than may come.
        """
        self.left -= n
        if self.left < 0:
            raise Refused("sends more bytes than a page has")


def is_public(address: Address) -> bool:
    """Tell an address of the public internet, also where another form of address holds it.

    Examples
    --------
    >>> asked = ("93.184.216.34", "127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::")
    >>> [is_public(ipaddress.ip_address(one)) for one in asked]
    [True, False, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        held = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if any(address in net for net in _NAT64):
            held = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if held is not None:
            return is_public(held)
        if address not in _GLOBAL or address in _EXAMPLES:
            return False
    return address.is_global and not address.is_multicast


class PublicBackend(httpcore.NetworkBackend):
    """Resolves and checks each host itself, and connects to the very address that it checked."""

    def __init__(self, meter: Meter, allowed: Collection[str] = ()) -> None:
        self.meter, self.allowed = meter, allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host.

        Raises
        ------
        Refused
            If it cannot be resolved, or an address of it is not public.
        """
        found = _resolve(host, port, self.meter.seconds())
        for one in found:
            if one not in self.allowed and not is_public(ipaddress.ip_address(one.partition("%")[0])):
                raise Refused(f"{host} is at {one}, which is no public address")
        inner = httpcore.SyncBackend()
        for one in found[:-1]:
            try:
                return MeteredStream(inner.connect_tcp(one, port, min(5.0, self.meter.seconds())), self.meter)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return MeteredStream(inner.connect_tcp(found[-1], port, self.meter.seconds()), self.meter)


class MeteredStream(httpcore.NetworkStream):
    """A connection whose every read and write ends by the deadline, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, meter: Meter) -> None:
        self.inner, self.meter = inner, meter

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come, and count it."""
        found = self.inner.read(max_bytes, self.meter.seconds())
        self.meter.count(len(found))
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write."""
        self.inner.write(buffer, self.meter.seconds())

    def close(self) -> None:
        """Close the connection."""
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on in TLS."""
        return MeteredStream(self.inner.start_tls(ssl_context, server_hostname, self.meter.seconds()), self.meter)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection tells of itself."""
        return self.inner.get_extra_info(info)


def _resolve(host: str, port: int, seconds: float) -> list[str]:
    """Return the addresses of a host; a resolver that does not answer is left to itself."""
    answer: queue.Queue[list[str] | OSError | UnicodeError] = queue.Queue()

    def ask() -> None:
        try:
            answer.put([str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except (OSError, UnicodeError) as error:
            answer.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answer.get(timeout=seconds)
    except queue.Empty:
        raise Refused("took longer than its deadline") from None
    if isinstance(found, Exception) or not found:
        raise Refused(f"{host} cannot be found ({found or 'no address'})")
    return list(dict.fromkeys(found))
