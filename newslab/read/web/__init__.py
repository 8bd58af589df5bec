"""Fetching pages, only when asked: within bounds of time and size, from public addresses, as sites allow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newslab.read.web.ask import Answer
    from newslab.read.web.fetcher import Fetcher


def fetch(url: str) -> Answer:
    """Return the answer of one address.

    Raises
    ------
    MissingPackage
        Without the extra `fetch`.
    """
    return _fetcher("").get(url)


def fetch_list(source: str | Path, to: str | Path, *, contact: str = "", again: bool = False) -> list[dict[str, Any]]:
    """Fetch the pages that a list names into a folder, which `read_articles` reads.

    Parameters
    ----------
    source : an address, or a file that names some: a text of one a line, a table, OPML, a feed, a sitemap, a CDX list.
        Feeds and sitemaps are followed to the pages that they name.
    to : the folder; what is in it already is not asked for again, so a run that was stopped goes on.
    contact : address or mail of who fetches, told to each site, as its owners like to know.
    again : ask for all of them again, and take those that have changed: `read_articles` makes them revisions.

    Returns
    -------
    One record for each address that was asked: url, final, time, status, and `reason`, "" where it came.

    Raises
    ------
    MissingPackage
        Without the extra `fetch`.
    ReadError
        If the list names no address, or the folder cannot be written.

    Notes
    -----
    Only http and https; a host's addresses are checked when it is connected to, at every redirect, and none of a
    private network is asked. What robots.txt forbids is not asked; requests to one host are at least 2 s apart.
    """
    from newslab.read.web.folder import fetch_into

    fetcher = _fetcher(contact)
    from newslab.read.web.lists import read_addresses

    return fetch_into(Path(to), read_addresses(source), fetcher, again=again)


def _fetcher(contact: str) -> Fetcher:
    from newslab.errors import MissingPackage

    try:
        import httpcore  # noqa: F401
        import protego  # noqa: F401
    except ImportError as error:
        raise MissingPackage(str(error.name), "fetch", "fetching from the network") from error
    from newslab.read.web.fetcher import Fetcher

    return Fetcher(contact)
