"""Politeness: what robots.txt allows, one request at a time to a host, as far apart as it asks."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlsplit

import newslab
from newslab.read.content import decode
from newslab.read.web.ask import Answer, Limits, ask
from newslab.read.web.connect import Refused

NAME: Final = "newslab"  # by which a robots.txt may call it
ROBOTS_BYTES: Final = 512 << 10


@dataclass
class Fetcher:
    """Asks addresses as their sites allow.

    Attributes
    ----------
    contact : address or mail of who asks, told to each site; "" tells none.
    limits : of time, size and pace.
    allowed : addresses that may be asked though they are not public; for tests.
    """

    contact: str = ""
    limits: Limits = field(default_factory=Limits)
    allowed: Collection[str] = ()
    _robots: dict[str, Any] = field(default_factory=dict)  # of a site; a text says why it is not to be asked
    _asked: dict[str, float] = field(default_factory=dict)  # when a site was asked last

    @property
    def agent(self) -> str:
        """How newslab calls itself: by its name, its version, and who runs it."""
        words = "".join(char for char in self.contact if char.isprintable() and char.isascii())[:200]
        return f"{NAME}/{newslab.__version__} ({words or 'reads news for research'})"

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer of an address; one that is not to be asked, or gives none, has a reason."""
        self._wait(url)
        answer = ask(url, self.agent, self.limits, headers=headers, check=self._check, allowed=self.allowed)
        self._asked[_site(answer.final)] = self._asked[_site(url)] = time.monotonic()
        return answer

    def ready_at(self, url: str) -> float:
        """Return when, by time.monotonic, the site of an address may be asked again."""
        site = _site(url)
        return self._asked[site] + self._delay(site) if site in self._asked else 0.0

    def _wait(self, url: str) -> None:
        time.sleep(max(0.0, self.ready_at(url) - time.monotonic()))

    def _delay(self, site: str) -> float:
        robots = self._robots.get(site)
        told = None if robots is None or isinstance(robots, str) else robots.crawl_delay(NAME)
        return max(self.limits.delay, float(told or 0))

    def _check(self, url: str, deadline: float) -> None:
        """Raise `Refused` where a site's robots.txt forbids an address, or does not let itself be read."""
        site = _site(url)
        if site not in self._robots:
            self._robots[site] = self._read_robots(site, deadline)
        robots = self._robots[site]
        if isinstance(robots, str):
            raise Refused(robots)
        if not robots.can_fetch(url, NAME):
            raise Refused("robots.txt forbids this address")
        if (robots.crawl_delay(NAME) or 0) > self.limits.longest_delay:
            raise Refused(f"robots.txt asks for {robots.crawl_delay(NAME):,.0f} s between requests")

    def _read_robots(self, site: str, deadline: float) -> Any:
        """Return the rules of a site; a site without any allows all, one that fails to tell them nothing (RFC 9309)."""
        from protego import Protego

        limits = replace(self.limits, raw=ROBOTS_BYTES, expanded=ROBOTS_BYTES)
        answer = ask(f"{site}/robots.txt", self.agent, limits, deadline=deadline, allowed=self.allowed)
        if 400 <= answer.status < 500 and answer.status != 429:
            return Protego.parse("")
        if answer.reason not in ("", "is empty") and not answer.reason.startswith("is no page"):
            return f"robots.txt cannot be read: {answer.reason}"
        return Protego.parse(decode(answer.body).replace("\x00", ""))


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
