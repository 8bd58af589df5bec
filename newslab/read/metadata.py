"""What an HTML page says about its article: title, date, authors, outlet, section, pictures.

JSON-LD comes first, then Open Graph and other meta elements, then what readers see (headings, bylines, <time>).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final
from urllib.parse import urljoin

from newslab.read.bylines import find_authors
from newslab.read.cells import clean, strip_markup
from newslab.read.identity import host_of
from newslab.read.page_words import choose_article, find_things, first_line, kind_of, plain_line, read_meta, read_metas
from newslab.read.published import FIRST_TOLD, LATER, UNKNOWN, Published, parse_published
from newslab.read.titles import find_title, heading_of

MODIFIED: Final = re.compile(r"modif|updat|expir|upload|valid|copyright|crawl|access", re.IGNORECASE)
PUBLISHED: Final = re.compile(
    r"publi|issued|created|release|pubdate|sailthru\.date|parsely-pub|article[.:_]?date|^date$|"
    r"dc\.?(?:terms)?\.?date|displaydate|post_?date|firstpub|online-?date|dateposted|timestamp|"
    r"cxenseparse:recs:publishtime|rnews:|dcsext\.articlefirstpublished|last-pub|(?:^|[.:_-])date$",
    re.I,
)


@dataclass
class Metadata:
    """What a page says about its main article; "" and empty lists where it says nothing."""

    title: str = ""
    subtitle: str = ""
    authors: list[str] = field(default_factory=list)
    published: Published = UNKNOWN
    method: str = ""
    source: str = ""
    section: str = ""
    language: str = ""
    url: str = ""
    body: str = ""
    images: list[dict[str, str]] = field(default_factory=list)
    is_article: bool = False
    is_live: bool = False
    is_paid: bool = False


def find_metadata(root: Any, url: str = "") -> Metadata:
    """Collect the metadata of a parsed page.

    Parameters
    ----------
    root : lxml element of the whole page.
    url : address of the page, if known.
    """
    metas = read_metas(root)
    things = list(find_things(root))
    article = choose_article(things, heading_of(root))
    found = Metadata(url=url or _address(root, metas))
    found.source = find_source(article, metas, things) or host_of(found.url)
    found.title = find_title(root, article, metas, found.source)
    found.subtitle = (
        plain_line(article.get("alternativeHeadline"))
        or plain_line(article.get("description"))
        or read_meta(metas, "og:description", "description")
    )
    found.authors = find_authors(root, article, metas, things, source=found.source, url=found.url)
    found.published, found.method = _published(root, article, metas, things, found.url)
    section = first_line(article.get("articleSection"))
    found.section = section or read_meta(metas, "article:section", "section", "parsely-section")
    found.language = (
        root.get("lang") or plain_line(article.get("inLanguage")) or read_meta(metas, "og:locale", "language")
    )
    found.is_article = bool(article.get("headline")) or read_meta(metas, "og:type").lower() == "article"
    found.is_live = any("liveblog" in kind_of(one).lower() for one in things)
    found.is_paid = any(str(one.get("isAccessibleForFree")).lower() == "false" for one in things)
    found.body = _body(things, article)
    found.images = _images(root, article, metas, found.url)
    return found


def _body(things: list[dict[str, Any]], article: dict[str, Any]) -> str:
    value = article.get("articleBody") or next((one["articleBody"] for one in things if one.get("articleBody")), "")
    text = html.unescape("\n".join(map(str, value)) if isinstance(value, list) else str(value))
    return clean(strip_markup(text) if re.search(r"<\w", text) else text)


# Outlet, address


def find_source(article: dict[str, Any], metas: dict[str, list[str]], things: list[dict[str, Any]]) -> str:
    """Return the outlet that a page names, "" if it names none."""
    publisher = article.get("publisher")
    if isinstance(publisher, dict) and publisher.get("@id") and not publisher.get("name"):
        publisher = next((one for one in things if one.get("@id") == publisher["@id"] and one.get("name")), None)
    if isinstance(publisher, dict) and isinstance(publisher.get("name"), list):
        publisher = next((one for one in publisher["name"] if one), None)
    name = plain_line(publisher)
    shown = read_meta(metas, "og:site_name", "application-name", "cre", "dc.publisher", "publisher")
    return (shown if not shown.startswith("http") else "") or (name if not name.startswith("http") else "")


def _address(root: Any, metas: dict[str, list[str]]) -> str:
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and (link.get("href") or "").startswith("http"):
            return str(link.get("href")).strip()
    found = read_meta(metas, "og:url")
    return found if found.startswith("http") else ""


# Date


def _published(
    root: Any, article: dict[str, Any], metas: dict[str, list[str]], things: list[dict[str, Any]], url: str
) -> tuple[Published, str]:
    """Take the first date told as that of publication; a time with a zone of its own tells the outlet's local day."""
    found = [(parse_published(value), method) for method, value in _dates(root, article, metas, things)]
    known = [(one, method) for one, method in found if one.time]
    if not known:
        match = re.search(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_.-]|$)", url)
        told = parse_published("-".join(match.groups())) if match else UNKNOWN
        return (told, "address") if told.time else (UNKNOWN, "")
    best, method = known[0]
    if best.time and best.method == "time" and best.time.date() == best.day:
        # The same moment told elsewhere with the outlet's own offset tells its day.
        for other, _ in known[1:]:
            if other.time and other.day != best.day and abs((other.time - best.time).total_seconds()) <= 120:
                return other, method
    return best, method


def _dates(
    root: Any, article: dict[str, Any], metas: dict[str, list[str]], things: list[dict[str, Any]]
) -> Iterator[tuple[str, Any]]:
    yield "json-ld", article.get("datePublished")
    yield "json-ld", article.get("dateCreated")
    for name, contents in metas.items():
        if PUBLISHED.search(name) and not MODIFIED.search(name):
            yield "meta", contents[0]
    yield from (("json-ld", one.get("datePublished")) for one in things if one.get("datePublished"))
    yield from _shown_dates(root)


def _shown_dates(root: Any) -> Iterator[tuple[str, Any]]:
    """Yield what the page itself shows as its date, the most telling element first."""
    for one in root.xpath('//*[@itemprop="datePublished"]')[:3]:
        yield "microdata", one.get("content") or one.get("datetime") or _words_of(one)
    for one in islice((one for one in root.iter("time") if not _is_of_others(one)), 8):
        if not MODIFIED.search(f"{one.get('class') or ''} {one.get('itemprop') or ''}"):
            yield "time element", one.get("datetime") or _words_of(one)
    for one in root.xpath(
        '//*[contains(@class,"date") or contains(@class,"publish") or '
        'contains(@class,"time") or contains(@class,"byline")]'
    )[:12]:
        words = _words_of(one)
        if 6 <= len(words) <= 150 and not _is_of_others(one) and not _tells_update_alone(words):
            yield "words", words


def _words_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _is_of_others(element: Any) -> bool:
    """Tell whether an element stands among comments, teasers or lists of other articles."""
    for one in islice(element.iterancestors(), MAX_ABOVE):
        names = f"{one.get('class') or ''} {one.get('id') or ''}"
        holds_title = next(one.iterdescendants("h1"), None) is not None
        if not holds_title and (one.tag in {"aside", "footer", "nav"} or OTHERS_WORDS.search(names)):
            return True
        if holds_title:
            return False
    return False


MAX_ABOVE: Final = 12
OTHERS_WORDS: Final = re.compile(
    r"comment|disqus|related|recommend|sidebar|popular|trending|most-?read|teaser|widget|carousel|read-?(?:next|also|"
    r"more)|up-?next|latest|newsletter|promo",
    re.IGNORECASE,
)


def _tells_update_alone(words: str) -> bool:
    return LATER.match(words) is not None and FIRST_TOLD.search(words) is None


# Pictures


def _images(root: Any, article: dict[str, Any], metas: dict[str, list[str]], url: str) -> list[dict[str, str]]:
    """Collect the pictures of figures with their captions; where there is none, the one for sharing."""
    images = list(_of_figures(root, url))
    address, caption = ("", "") if images else _for_sharing(article, metas)
    if address:
        images.append(make_image(join(url, address), caption))
    return images[:30]


def _of_figures(root: Any, url: str) -> Iterator[dict[str, str]]:
    for figure in root.iter("figure"):
        picture = next(iter(figure.iter("img")), None)
        caption = " ".join(" ".join(" ".join(one.itertext()).split()) for one in figure.iter("figcaption"))
        if picture is not None and caption:
            address = picture.get("src") or picture.get("data-src") or (picture.get("srcset") or "").split(" ")[0]
            yield make_image(join(url, address), caption)


def _for_sharing(article: dict[str, Any], metas: dict[str, list[str]]) -> tuple[str, str]:
    """Return address and caption of the picture that a page names for sharing."""
    lead = article.get("image")
    lead = lead[0] if isinstance(lead, list) and lead else lead
    told = lead if isinstance(lead, dict) else {"url": lead}
    address = told.get("url") or read_meta(metas, "og:image")
    caption = plain_line(told.get("caption")) or read_meta(metas, "og:image:alt")
    return (address if isinstance(address, str) else ""), caption


CREDIT: Final = re.compile(
    r"[\s,|–—-]*[(\[]?\s*((?:(?:photo|image|picture|credit|foto|bild|photograph|courtesy|illustration)s?\s*(?:by|:|"
    r"credit:?|/)|©|copyright)\s*[^()]{2,120}|"
    r"[^.()\[\]]{2,60}(?:/|via )\s*(?:getty(?: images)?|afp|ap|reuters|epa|shutterstock|dpa|ansa|efe|imago|yonhap|"
    r"xinhua|anadolu|pa)[^()\[\]]{0,40}|"
    r"(?<=[\[(])(?:ap photo|reuters|afp|ap|epa|getty images|xinhua|yonhap|anadolu|dpa)\b[^()\[\]]{0,50})[)\]]?\s*$",
    re.I,
)


def make_image(url: str, caption: str) -> dict[str, str]:
    """Return a picture, its credit cut off its caption.

    Examples
    --------
    >>> make_image("", "The pier in May. Photo: C. Fox")["credit"], make_image("", "The pier. [Kim/Yonhap]")["credit"]
    ('C. Fox', 'Kim/Yonhap')
    """
    match = CREDIT.search(caption)
    credit = (
        re.sub(r"^(?:photo|image|picture|credit|foto|bild)s?\s*(?:by|:|credit:?)\s*", "", match[1], flags=re.I).strip()
        if match
        else ""
    )
    return {
        "url": url,
        "caption": caption[: match.start()].strip() if match else caption,
        "credit": credit,
        "rights": "",
    }


def join(base: str, address: str) -> str:
    """Return an address of a page as a full one; "" for what no one can open, such as `data:`."""
    try:
        full = urljoin(base, (address or "").strip())
    except ValueError:
        return ""
    return full if full.startswith(("http://", "https://")) else ""
