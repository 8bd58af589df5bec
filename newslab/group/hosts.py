"""Whose site a host is: the hosts of one registrable domain are one outlet's, the blogs that one service keeps are
not.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from newslab.errors import ReadError

if TYPE_CHECKING:
    from tld.utils import MozillaTLDSourceParser

_HOST: Final = re.compile(r"(?:[\w-]+\.)+(?:[^\W\d_]{2,}|xn--[\w-]+)")
_SECOND_LEVEL: Final = frozenset(["co", "com", "org", "net", "ac", "gov"])
# Services that give every author a host and are no public suffix, under whatever ending ("blogspot.co.uk").
_BLOGS: Final = frozenset(
    ["blogspot", "wordpress", "substack", "medium", "tumblr", "livejournal", "typepad", "weebly", "squarespace",
     "over-blog", "canalblog", "skyrock", "ghost", "beehiiv", "wixsite", "hatenablog"]
)  # fmt: skip


class Site(NamedTuple):
    """What an outlet has registered: "chinadaily.com.cn", and the name in it, "chinadaily"; a blog has no name."""

    domain: str
    name: str


@lru_cache(maxsize=65536)
def site_of(name: str) -> Site | None:
    """Return the site that a host belongs to, by the Public Suffix List with its private part; None: it is no host.

    An ending that the list does not have counts as one label, or two where the first is like "co" or "com".

    Parameters
    ----------
    name : a host, lower case, without scheme, port and path.

    Raises
    ------
    ReadError
        If the installed package `tld` lacks its list: nothing is fetched.

    Examples
    --------
    >>> site_of("africa.chinadaily.com.cn")
    Site(domain='chinadaily.com.cn', name='chinadaily')
    >>> site_of("www.harbour.wordpress.com")
    Site(domain='harbour.wordpress.com', name='')
    """
    if not _HOST.fullmatch(name):
        return None
    labels = name.split(".")
    n, kept = _ending(labels)
    if len(labels) <= n:  # the host of a service itself: "github.io"
        return Site(name, "")
    domain = ".".join(labels[-n - 1 :])
    if labels[-n - 1] in _BLOGS and len(labels) > n + 1 and labels[-n - 2] not in ("www", "m"):
        return Site(f"{labels[-n - 2]}.{domain}", "")
    return Site(domain, "" if kept else labels[-n - 1])


def _ending(labels: list[str]) -> tuple[int, bool]:
    """Return how many labels of a host are its public suffix, and whether it is a service's, of the private part."""
    from tld import get_tld

    url = f"https://{'.'.join(labels)}"
    ending = get_tld(url, fail_silently=True, parser_class=_bundled())
    if not ending:
        return 1 + (len(labels) > 2 and labels[-2] in _SECOND_LEVEL), False
    public = get_tld(url, fail_silently=True, search_private=False, parser_class=_bundled())
    return len(str(ending).split(".")), public is None


@cache
def _bundled() -> type[MozillaTLDSourceParser]:
    """Return the list that the package `tld` brings, which would be fetched anew where its file is missing."""
    from tld.utils import MozillaTLDSourceParser

    class Bundled(MozillaTLDSourceParser):
        uid = "newslab"

        @classmethod
        def update_tld_names(cls, fail_silently: bool = False) -> NoReturn:
            raise ReadError(f"tld: its file {cls.local_path} is missing; install the package tld again")

    return Bundled
