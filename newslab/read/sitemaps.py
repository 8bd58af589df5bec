"""News sitemaps to records of titles, and lists of feeds and sitemaps (OPML, indexes) to addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from newslab.read.content import decode
from newslab.read.feeds import parse_xml
from newslab.read.found import Found, Problem, Record
from newslab.read.identity import host_of

_ROOT: Final = re.compile(
    r"(?:\s|<\?.*?\?>|<!--.*?-->|<!doctype[^>]{0,500}>)*<(?:[\w-]+:)?(urlset|sitemapindex|opml)\b", re.I | re.S
)
_WEB: Final = re.compile(r"https?://\S+", re.IGNORECASE)


def find_root(raw: bytes) -> str:
    """Return urlset, sitemapindex or opml, whichever list bytes are; "" for none.

    Examples
    --------
    >>> find_root(b"<?xml version='1.0'?><opml version='2.0'/>"), find_root(b"<rss/>")
    ('opml', '')
    """
    found = _ROOT.match(decode(raw[:8192]).lstrip("\ufeff"))
    return found[1].lower() if found else ""


def is_list(raw: bytes) -> bool:
    """Tell a sitemap, an index of sitemaps or a list of feeds."""
    return bool(find_root(raw))


def addresses_of(raw: bytes) -> Iterator[str]:
    """Give the addresses that a sitemap, an index of sitemaps or a list of feeds names."""
    root, _ = parse_xml(decode(raw))
    for element in root.iter() if root is not None else ():
        name = _name(element)
        if name == "loc" and _name(element.getparent()) in ("url", "sitemap"):
            cell = "".join(element.itertext())
        elif name == "outline":
            cell = next((cell for key, cell in element.items() if key.lower() == "xmlurl"), "")
        else:
            continue
        if _WEB.fullmatch(cell.strip()):
            yield cell.strip()


def read_list(raw: bytes, place: str) -> Iterator[Found]:
    """Read a news sitemap's titles; another list holds no articles, and is told.

    Examples
    --------
    >>> told = b"<news:news><news:title>A</news:title></news:news>"
    >>> sitemap = b"<urlset xmlns:news='n'><url><loc>https://post.example/a</loc>" + told + b"</url></urlset>"
    >>> [one.values["title"] for one in read_list(sitemap, "sitemap.xml")]
    ['A']
    """
    kind = find_root(raw)
    entries = list(_entries(raw)) if kind == "urlset" else []
    told = [one for one in entries if one.get("title")]
    for number, values in enumerate(entries, 1):
        if values.get("title"):
            yield Record(place, number, values, named=True)
    untold = sum(1 for _ in addresses_of(raw)) - len(told)
    if untold or not told:
        what = {"opml": "feeds", "sitemapindex": "sitemaps"}.get(kind, "pages without a title")
        yield Problem(place, 0, f"no articles: this list names {untold:,} {what}; newslab fetch fetches them")


def _entries(raw: bytes) -> Iterator[dict[str, Any]]:
    root, _ = parse_xml(decode(raw))
    for url in root.iter() if root is not None else ():
        if _name(url) != "url":
            continue
        told: dict[str, str] = {}
        for element in url.iter():
            told.setdefault(_key(element), " ".join("".join(element.itertext()).split()))
        yield {
            "url": told.get("loc", ""),
            "title": told.get("news.title", ""),
            "language": told.get("publication.language", ""),
            "source": told.get("publication.name", "") or host_of(told.get("loc", "")),
            "published": told.get("news.publication_date", ""),
            "keywords": told.get("news.keywords", ""),
            "corrected": told.get("lastmod", ""),
        }


def _key(element: Any) -> str:
    name, above = _name(element), _name(element.getparent())
    return f"{above}.{name}" if above in ("news", "publication") else name


def _name(element: Any) -> str:
    tag = getattr(element, "tag", "")
    return re.split(r"[}:]", tag)[-1].lower() if isinstance(tag, str) else ""
