"""What an HTML page says about its article: title, date, authors, outlet, section, pictures.

JSON-LD comes first, then Open Graph and other meta elements, then what readers see (headings, bylines, <time>).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin

from newslab.read.cells import clean, strip_markup
from newslab.read.identity import fold_key, host_of
from newslab.read.published import UNKNOWN, Published, parse_published

MAX_SCRIPT: Final = 4 << 20  # characters of JSON-LD that are looked at
ARTICLE_TYPES: Final = re.compile(r"article|blogposting|reportage|newsitem|report$|liveblog", re.IGNORECASE)
PAGE_TYPES: Final = re.compile(r"webpage|creativework|videoobject|product", re.IGNORECASE)
MODIFIED: Final = re.compile(r"modif|updat|expir|upload|valid|copyright|crawl|access", re.IGNORECASE)
PUBLISHED: Final = re.compile(r"publi|issued|created|release|pubdate|sailthru\.date|parsely-pub|article[.:_]?date|^date$|"
                              r"dc\.?(?:terms)?\.?date|displaydate|post_?date|firstpub|online-?date|dateposted|timestamp|"
                              r"cxenseparse:recs:publishtime|rnews:|dcsext\.articlefirstpublished|last-pub|(?:^|[.:_-])date$", re.I)  # fmt: skip
BAD_AUTHOR: Final = re.compile(
    r"https?:|www\.|@|^\W*$|^(?:admin|staff|editor|web ?desk|redaktion|unknown|none|null|author)$", re.I
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


def find_metadata(root: Any, url: str = "") -> Metadata:
    """Collect the metadata of a parsed page.

    Parameters
    ----------
    root : lxml element of the whole page.
    url : address of the page, if known.
    """
    metas = _metas(root)
    things = list(_things(root))
    article = _choose(things, _heading(root))
    found = Metadata(url=url or _address(root, metas))
    found.source = _source(article, metas, things) or host_of(found.url)
    found.title = _title(root, article, metas, found.source)
    found.subtitle = (
        _line(article.get("alternativeHeadline"))
        or _line(article.get("description"))
        or _meta(metas, "og:description", "description")
    )
    found.authors = _authors(root, article, metas, things, found.source)
    found.published, found.method = _published(root, article, metas, things, found.url)
    found.section = _first_line(article.get("articleSection")) or _meta(
        metas, "article:section", "section", "parsely-section"
    )
    found.language = (root.get("lang") or _line(article.get("inLanguage")) or _meta(metas, "og:locale", "language"))[
        :2
    ].lower()
    found.body = _body(things, article)
    found.images = _images(root, article, metas, found.url)
    return found


def _metas(root: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in root.iter("meta"):
        content = one.get("content")
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and one.get(key):
                found.setdefault(one.get(key).strip().lower(), []).append(clean(content).strip())
    return found


def _meta(metas: dict[str, list[str]], *names: str) -> str:
    return next((_line(content) for name in names for content in metas.get(name, []) if content), "")


def _line(value: Any) -> str:
    """Return a value of the page as one line of plain text."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("url") or ""
    if isinstance(value, list):
        value = next((one for one in value if one), "")
        return _line(value) if not isinstance(value, list) else ""
    text = html.unescape(html.unescape(str(value))) if value not in (None, False, True) else ""
    text = strip_markup(text) if "<" in text and ">" in text else text
    return " ".join(clean(text).split())


def _first_line(value: Any) -> str:
    return _line(value[0]) if isinstance(value, list) and value else _line(value)


# JSON-LD


def _things(root: Any) -> Iterator[dict[str, Any]]:
    """Walk through all objects of all JSON-LD scripts, outer before inner."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text:
            continue
        stack = [_parse(script.text[:MAX_SCRIPT])]
        seen = 0
        while stack and seen < 5000:
            one = stack.pop()
            seen += 1
            if isinstance(one, dict):
                if "@type" in one:
                    yield one
                stack.extend(reversed([value for value in one.values() if isinstance(value, (dict, list))]))
            elif isinstance(one, list):
                stack.extend(reversed(one))


def _parse(text: str) -> Any:
    text = re.sub(
        r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$|^\s*/\*.*?\*/|;\s*$", "", text.strip()
    )
    for attempt in (text, re.sub(r",\s*([}\]])", r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _kind(thing: dict[str, Any]) -> str:
    kind = thing.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def _choose(things: list[dict[str, Any]], heading: str) -> dict[str, Any]:
    """Take the article whose headline is the page's, else the first, else the page itself."""
    articles = [
        one for one in things if ARTICLE_TYPES.search(_kind(one)) and (one.get("headline") or one.get("datePublished"))
    ]
    for one in articles:
        if heading and fold_key(_line(one.get("headline")))[:40] == fold_key(heading)[:40]:
            return one
    pages = [one for one in things if PAGE_TYPES.search(_kind(one)) and one.get("datePublished")]
    return (articles or pages or [{}])[0]


def _body(things: list[dict[str, Any]], article: dict[str, Any]) -> str:
    value = article.get("articleBody") or next((one["articleBody"] for one in things if one.get("articleBody")), "")
    text = html.unescape("\n".join(map(str, value)) if isinstance(value, list) else str(value))
    return clean(strip_markup(text) if re.search(r"<\w", text) else text)


# Title, outlet, address


def _heading(root: Any) -> str:
    headings = [" ".join("".join(one.itertext()).split()) for one in root.iter("h1")]
    return max((one for one in headings if one), key=lambda one: min(len(one), 60), default="")


def _title(root: Any, article: dict[str, Any], metas: dict[str, list[str]], source: str) -> str:
    """Take the headline of the JSON-LD, else that for sharing, else the one shown: the first two are the outlet's own words."""
    told = [
        _line(article.get("headline")),
        _meta(metas, "og:title"),
        _heading(root),
        _meta(metas, "twitter:title", "title"),
    ]
    named = next(("".join(one.itertext()) for one in root.iter("title")), "")
    return next((title for one in [*told, _line(named)] if (title := _without_site(one, source))), "")


def _alike(one: str, other: str) -> bool:
    left, right = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    return bool(left and right) and len(left & right) / len(left | right) >= 0.6


def _without_site(title: str, source: str) -> str:
    """Cut the outlet's name off the end of a title, where a mark divides the two."""
    parts = re.split(r"\s+[|–—·•»-]\s+", title)
    if len(parts) > 1 and (_alike(parts[-1], source) or (title.count("|") and len(parts[-1]) < 30 < len(parts[0]))):
        end = title.rfind(parts[-1])
        return re.sub(r"\s+[|–—·•»-]\s*$", "", title[:end]).strip()
    return title


def _source(article: dict[str, Any], metas: dict[str, list[str]], things: list[dict[str, Any]]) -> str:
    publisher = article.get("publisher")
    if isinstance(publisher, dict) and publisher.get("@id") and not publisher.get("name"):
        publisher = next((one for one in things if one.get("@id") == publisher["@id"] and one.get("name")), None)
    name = _line(publisher)
    shown = _meta(metas, "og:site_name", "application-name", "cre", "dc.publisher", "publisher")
    return (shown if not shown.startswith("http") else "") or (name if not name.startswith("http") else "")


def _address(root: Any, metas: dict[str, list[str]]) -> str:
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and (link.get("href") or "").startswith("http"):
            return str(link.get("href")).strip()
    found = _meta(metas, "og:url")
    return found if found.startswith("http") else ""


# Authors


def _authors(
    root: Any, article: dict[str, Any], metas: dict[str, list[str]], things: list[dict[str, Any]], source: str
) -> list[str]:
    """Take the first place that names a person; a name that is the outlet's own comes only if there is no other."""
    told = _people(article.get("author"), things) or _people(article.get("creator"), things)
    named = [_people(metas.get(name, []), things) for name in ("author", "article:author", "parsely-author", "dc.creator",
             "byl", "sailthru.author", "cxenseparse:author", "authors", "dcterms.creator", "article.author")]  # fmt: skip
    shown = _shown_authors(root)
    places = [told, *named, shown]
    for names in places:
        if people := [name for name in names if not _alike(name, source)]:
            return people
    return next((names for names in places if names), [])


def _people(value: Any, things: list[dict[str, Any]]) -> list[str]:
    names: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and "@id" in one and not one.get("name"):
            one = next((thing for thing in things if thing.get("@id") == one["@id"] and thing.get("name")), {})
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, list):
            names += _people(name, things)
        elif name:
            names += split_names(_line(name))
    return list(dict.fromkeys(names))


def split_names(words: str) -> list[str]:
    """Cut a byline into names.

    Examples
    --------
    >>> split_names("By Ann Lee, Bo Ray and Cy Fox | Staff writers")
    ['Ann Lee', 'Bo Ray', 'Cy Fox', 'Staff writers']
    """
    words = re.sub(
        r"^(?:(?:written|reported|posted)\s+)?(?:by|von|par|por|di|af|av|door|autor|author|text)\b[\s:]+",
        "",
        words.strip(),
        flags=re.I,
    )
    names = re.split(
        r"\s*[;|•·]\s*|\s*,\s*(?:and\s+|und\s+)?|\s+(?:and|&|und|et|y|og|och|en|e)\s+(?=[A-ZÀ-Þ])|\s+/\s+", words
    )
    names = [re.sub(r"^by\s+", "", name.strip(), flags=re.IGNORECASE).strip(" .,:-") for name in names]
    return [
        name for name in names if name and len(name) <= 60 and not BAD_AUTHOR.search(name) and len(name.split()) <= 6
    ]


def _shown_authors(root: Any) -> list[str]:
    for path in ('//*[@itemprop="author"]//*[@itemprop="name"]', '//*[@itemprop="author"]', '//a[@rel="author"]',
                 '//*[contains(@class,"author-name") or contains(@class,"author__name") or contains(@class,"authorName")]',
                 '//*[contains(@class,"byline") and not(contains(@class,"date"))]//a',
                 '//a[contains(@href,"/author/") or contains(@href,"/autor/") or contains(@href,"/authors/")]',
                 '//*[contains(@class,"byline") or contains(@class,"author")]'):  # fmt: skip
        found: list[str] = []
        for one in root.xpath(path)[:6]:
            words = " ".join((one.get("content") or " ".join(one.itertext())).split())
            found += split_names(words) if len(words) <= 120 else []
        if found:
            return list(dict.fromkeys(found))
    return []


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
    for one in root.xpath('//*[@itemprop="datePublished"]')[:3]:
        yield "microdata", one.get("content") or one.get("datetime") or " ".join("".join(one.itertext()).split())
    for one in list(root.iter("time"))[:8]:
        if not MODIFIED.search(f"{one.get('class') or ''} {one.get('itemprop') or ''}"):
            yield "time element", one.get("datetime") or " ".join("".join(one.itertext()).split())
    for one in root.xpath(
        '//*[contains(@class,"date") or contains(@class,"publish") or contains(@class,"time") or contains(@class,"byline")]'
    )[:12]:
        words = " ".join("".join(one.itertext()).split())
        if 6 <= len(words) <= 150:
            yield "words", words


# Pictures


def _images(root: Any, article: dict[str, Any], metas: dict[str, list[str]], url: str) -> list[dict[str, str]]:
    """Collect the pictures of figures with their captions; the one for sharing comes first where no figure shows it."""
    images = []
    for figure in root.iter("figure"):
        picture = next(iter(figure.iter("img")), None)
        caption = " ".join(" ".join(" ".join(one.itertext()).split()) for one in figure.iter("figcaption"))
        if picture is not None and caption:
            address = picture.get("src") or picture.get("data-src") or (picture.get("srcset") or "").split(" ")[0]
            images.append(_image(join(url, address), caption))
    lead = article.get("image")
    lead = lead[0] if isinstance(lead, list) and lead else lead
    address = (lead.get("url") if isinstance(lead, dict) else lead) or _meta(metas, "og:image")
    caption = _line(lead.get("caption")) if isinstance(lead, dict) else ""
    if isinstance(address, str) and address and not images:
        images.insert(0, _image(join(url, address), caption or _meta(metas, "og:image:alt")))
    return images[:30]


CREDIT: Final = re.compile(
    r"[\s,|–—-]*\(?\s*((?:(?:photo|image|picture|credit|foto|bild|photograph|courtesy|illustration)s?\s*(?:by|:|credit:?|/)|©|copyright)\s*[^()]{2,120}|"
    r"[^.()]{2,60}(?:/|via )\s*(?:getty(?: images)?|afp|ap|reuters|epa|shutterstock|dpa|ansa|efe|imago)[^()]{0,40})\)?\s*$", re.I)  # fmt: skip


def _image(url: str, caption: str) -> dict[str, str]:
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
