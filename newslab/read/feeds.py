"""RSS, Atom and JSON feeds to records, however broken.

An own reader on lxml in recovery mode, since feedparser is slow on many attributes, opens paths it is given, and raised
on 67 of 6,000 damaged feeds; here nothing is fetched, no entity is expanded, and text leaves as plain text.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from html.entities import html5
from typing import Any, Final
from urllib.parse import urljoin

from newslab.read.cells import strip_markup, to_line, to_text
from newslab.read.content import cut_long_tags, decode, mend_references, split_documents
from newslab.read.found import Found, Problem, Record, blame, show
from newslab.read.identity import host_of
from newslab.tables import make_id

PLAIN: Final = {"", "atom", "rss"}
NAMESPACES: Final = {
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/": "rss",
    "http://my.netscape.com/rdf/simple/0.9/": "rss",
    "http://channel.netscape.com/rdf/simple/0.9/": "rss",
    "http://purl.org/net/rss1.1#": "rss",
    "http://backend.userland.com/rss2": "rss",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd": "rss",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dc",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
_ENTITY: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_DOCTYPE: Final = re.compile(
    r"((?:\s|<!--.*?-->|<\?.*?\?>)*+)<!DOCTYPE[^>\[]{0,2000}(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL
)
_PUBLISHED: Final = ("pubdate", "published", "dc:date", "issued", "dc:issued", "created", "dc:created")
_UPDATED: Final = ("updated", "modified", "dc:modified")
_GOOGLE: Final = re.compile(r"https?://news\.google\.[a-z.]+(?:/|$)")  # its titles end with the outlet's name
_OUTLET: Final = re.compile(r"\S\s+-\s+([^\s-](?:(?!\s-\s).){0,60})$")
_CLOSED: Final = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*?-->\s*)*$", re.IGNORECASE | re.DOTALL)
TOO_DEEP: Final = "depth"  # in what the parser says of a feed that it does not read to its end
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read_feed(raw: bytes, place: str) -> Iterator[Found]:
    """Read the entries of a feed; whatever the bytes are, it ends, and what is unreadable is a problem.

    Examples
    --------
    >>> feed = b"<rss><channel><title>Post</title><item><title>Dam opens</title></item></channel></rss>"
    >>> [record.values["title"] for record in read_feed(feed, "feed.xml")]
    ['Dam opens']
    """
    text = decode(raw).lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        yield from _read_json_feed(text, place)
        return
    number = 0
    for part in split_documents(text, r"(?:[\w-]+:)?(?:rss|feed|rdf)"):
        for one in _read_part(part, place, number):
            number = max(number, one.offset)
            yield one


def _read_part(text: str, place: str, before: int) -> Iterator[Found]:
    """Read one feed of a file; its entries are numbered from `before` + 1."""
    root, reason = parse_xml(text)
    entries = _find_entries(root) if root is not None else []
    withdrawn = list(_withdrawn(root, place)) if root is not None else []
    yield from withdrawn
    if not entries:
        if not withdrawn:
            yield Problem(place, 0, f"a broken feed: {reason}" if reason else "a feed without entries")
        return
    feed = _feed_values(root)
    shared = _shared_guids(entries)
    for number, entry in enumerate(entries, before + 1):
        try:
            yield Record(place, number, _entry_values(entry, feed, shared), named=True)
        except Exception as error:  # noqa: BLE001 (one entry never ends the read of the others)
            yield blame(place, number, error)
    if reason and (TOO_DEEP in reason or not _CLOSED.search(text[-4000:])):
        yield Problem(place, before + len(entries) + 1, "the feed is cut off; what came before was read", reason)


def _withdrawn(root: Any, place: str) -> Iterator[Problem]:
    """Tell the entries that a feed says were deleted (RFC 6721)."""
    for one in root.iter():
        if _name(one)[1] == "deleted-entry":
            when = one.get("when") or ""
            yield Problem(
                place,
                0,
                f"withdrawn by its feed{f' on {to_line(when)[:40]}' if when else ''}",
                show(one.get("ref") or ""),
            )


def parse_xml(text: str) -> tuple[Any, str]:
    """Parse XML, mending what feeds commonly get wrong: HTML entities, undeclared names, control characters."""
    from lxml import etree

    text = _DOCTYPE.sub(r"\1", text, count=1) if _DOCTYPE.match(text) else text
    text = _ENTITY.sub(lambda match: _xml_safe(html5.get(match[1] + ";", match[0])), text)
    text = _FORBIDDEN.sub("\ufffd", re.sub(r"^<\?xml[^>]{0,500}\?>", "", text))
    text = mend_references(text)
    text = cut_long_tags(text)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        return None, str(error)
    errors = [str(error.message) for error in parser.error_log if "amespace" not in error.message]
    errors.sort(key=lambda message: TOO_DEEP not in message)
    return root, errors[0] if errors else ("" if root is not None else "nothing in it is XML")


def _xml_safe(text: str) -> str:
    return html.escape(text, quote=False) if text in "<>&" else text


def _name(element: Any) -> tuple[str, str]:
    """Return (kind of namespace, local name in lower case) of an element."""
    tag = element.tag
    if not isinstance(tag, str):
        return "?", ""
    if tag.startswith("{"):
        space, _, local = tag[1:].partition("}")
        return NAMESPACES.get(space.lower(), "other"), local.lower()
    prefix, _, local = tag.rpartition(":")
    return prefix.lower(), local.lower()


def _find_entries(root: Any) -> list[Any]:
    return [one for one in root.iter() if _name(one)[0] in PLAIN and _name(one)[1] in {"item", "entry"}]


def _shared_guids(entries: list[Any]) -> dict[str, bool]:
    """Return the guids that several entries have, and whether these are versions of one article: their titles are
    alike.
    """
    titles: dict[str, list[str]] = {}
    for entry in entries:
        values = _values(entry)
        if guid := _text(values, "guid", "id"):
            titles.setdefault(guid, []).append(plain_line(_text(values, "title", "dc:title")))
    return {guid: all(_is_version(told[0], one) for one in told[1:]) for guid, told in titles.items() if len(told) > 1}


def _is_version(one: str, other: str) -> bool:
    left, right = (set(re.findall(r"\w+", title.lower())) for title in (one, other))
    return len(left & right) * 2 >= max(1, min(len(left), len(right)))


def _feed_values(root: Any) -> dict[str, str]:
    channel = next((one for one in root.iter() if _name(one) in {("", "channel"), ("rss", "channel")}), root)
    values = _values(channel)
    base = root.get("{http://www.w3.org/XML/1998/namespace}base") or ""
    link = urljoin_safe(base, _link(values.get("link", [])))
    language = _text(values, "language") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return {"title": to_line(_text(values, "title")), "link": link, "base": base or link, "language": language}


def _values(element: Any) -> dict[str, list[Any]]:
    """Group the children of an element by name; those of foreign namespaces by `prefix:name`."""
    found: dict[str, list[Any]] = {}
    for child in element:
        space, local = _name(child)
        if local:
            found.setdefault(local if space in PLAIN else f"{space}:{local}", []).append(child)
    return found


def _entry_values(entry: Any, feed: dict[str, str], shared: dict[str, bool]) -> dict[str, Any]:
    values = _values(entry)
    identity, url = _text(values, "guid", "id"), _address(values, feed)
    is_own = shared.get(identity, not url) if identity else False  # an id that unlike entries share identifies none
    title, outlet = _title(values, feed)
    published, updated = _text(values, *_PUBLISHED), _text(values, *_UPDATED)
    summary = to_text(_text(values, "description", "summary", "itunes:summary", "media:description"))
    return {
        "article_id": make_id("article", feed["link"] or feed["title"], identity) if is_own else "",
        "url": url,
        "source": outlet or feed["title"] or host_of(url),
        "title": title,
        "text": to_text(_content(values)),
        "summary": "" if _says_no_more(summary, f"{title} {outlet} {feed['title']}") else summary,
        "published": published or updated,
        **({"corrected": updated} if published and updated not in ("", published) else {}),
        "authors": _authors(values),
        "section": plain_line(_category(values)),
        "language": entry.get("{http://www.w3.org/XML/1998/namespace}lang") or feed["language"],
        "images": _images(entry),
    }


def _address(values: dict[str, list[Any]], feed: dict[str, str]) -> str:
    """Return the address of an entry: its link, else an id that is one."""
    link = _link(values.get("link", []))
    guid = next(iter(values.get("guid", [])), None)
    identity = _text(values, "guid", "id")
    is_link = guid is None or guid.get("ispermalink", guid.get("isPermaLink")) != "false"
    link = link or (identity if identity.startswith("http") and is_link else "")
    return urljoin_safe(feed["base"], link) if link else ""


def _title(values: dict[str, list[Any]], feed: dict[str, str]) -> tuple[str, str]:
    """Return the title of an entry, without the outlet that it ends with, and the outlet that the entry names."""
    outlet = next((_text(_values(one), "title") or "".join(one.itertext()) for one in values.get("source", [])), "")
    title, outlet = plain_line(_text(values, "title", "dc:title", "media:title")), to_line(outlet)
    if not outlet and _GOOGLE.match(feed["link"]) and (named := _OUTLET.search(title)):
        outlet = named[1]
    return re.sub(rf"\s+[-–—|]\s+{re.escape(outlet)}$", "", title) if outlet else title, outlet


def _says_no_more(summary: str, told: str) -> bool:
    """Tell a summary that only repeats the title and the outlet."""
    return set(re.findall(r"\w+", summary.lower())) <= set(re.findall(r"\w+", told.lower()))


def _text(values: dict[str, list[Any]], *names: str) -> str:
    """Return the text of the first element of these names that has any."""
    for name in names:
        for element in values.get(name, []):
            if found := _inner(element).strip():
                return found
    return ""


def _inner(element: Any) -> str:
    """Return what an element holds: its text, or mark-up if it has children (XHTML, or HTML that was not escaped)."""
    if not len(element):
        return element.text or ""
    from lxml import etree

    return "".join(
        [
            html.escape(element.text or "", quote=False),
            *(etree.tostring(child, encoding="unicode", with_tail=True) for child in element),
        ]
    )


def _content(values: dict[str, list[Any]]) -> str:
    found = [
        _inner(one)
        for name in ("content:encoded", "content", "encoded", "body", "xhtml:body", "fulltext")
        for one in values.get(name, [])
    ]
    return max(found, key=len, default="")


def _link(elements: list[Any]) -> str:
    for element in elements:
        if element.get("href") and element.get("rel", "alternate") == "alternate":
            return str(element.get("href")).strip()
    for element in elements:
        if not element.get("href") and (found := "".join(element.itertext()).strip()):
            return found
    return ""


def urljoin_safe(base: str, link: str) -> str:
    """Join as `urllib.parse.urljoin` does, but keep the link as it is where either is no URL."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _authors(values: dict[str, list[Any]]) -> list[str]:
    names = []
    for element in [*values.get("author", []), *values.get("dc:creator", []), *values.get("itunes:author", [])[:1]]:
        words = _text(_values(element), "name") or (_inner(element) if not len(element) else "")
        match = re.fullmatch(r"\s*\S+@\S+\s*\(([^)]*)\)\s*", words)
        words = to_line(match[1] if match else words)
        if words and not re.fullmatch(r"\S+@\S+", words):
            names.append(words)
    return list(dict.fromkeys(names))


def _category(values: dict[str, list[Any]]) -> str:
    for element in [*values.get("category", []), *values.get("dc:subject", [])]:
        if found := (element.get("label") or element.get("term") or "".join(element.itertext())).strip():
            return str(found)
    return ""


def _images(entry: Any) -> list[dict[str, str]]:
    images = []
    for element in entry.iter():
        space, local = _name(element)
        kind = (element.get("type") or "") + (element.get("medium") or "")
        if (space == "media" and local in {"content", "thumbnail"} and (local == "thumbnail" or "image" in kind)) or (
            space in PLAIN and local == "enclosure" and "image" in kind
        ):
            below = _values(element) | {f"up {name}": found for name, found in _values(entry).items()}
            images.append(
                {
                    "url": str(element.get("url") or "").strip(),
                    "caption": plain_line(_text(below, "media:description", "media:title", "up media:description")),
                    "credit": plain_line(_text(below, "media:credit", "up media:credit")),
                    "rights": plain_line(_text(below, "media:copyright", "up media:copyright")),
                }
            )
    unique = {image["url"]: image for image in reversed(images) if image["url"]}
    return list(unique.values())[::-1]


def plain_line(text: str) -> str:
    """Return text that may hold mark-up as one plain line."""
    return to_line(strip_markup(text)) if "<" in text or "&" in text else to_line(text)


def _read_json_feed(text: str, place: str) -> Iterator[Found]:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield Problem(place, 0, f"a broken feed: {str(error).splitlines()[0]}")
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not items:
        yield Problem(place, 0, "a feed without entries")
        return
    for number, item in enumerate(items, 1):
        if isinstance(item, dict):
            yield Record(place, number, _json_values(item, feed), named=True)
        else:
            yield Problem(place, number, "no entry: expected {...}", show(item))


def _json_values(item: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the cells of an entry of a JSON Feed; what it leaves open its feed may say."""
    url = to_line(item.get("url")) or to_line(item.get("external_url"))
    identity = to_line(item.get("id"))
    authors = item.get("authors") or item.get("author") or feed.get("authors") or feed.get("author")
    return {
        "article_id": "" if url or not identity else make_id("article", to_line(feed.get("feed_url")), identity),
        "url": url,
        "source": to_line(feed.get("title")) or host_of(url),
        "title": plain_line(to_line(item.get("title"))),
        "text": to_text(item.get("content_text")) or to_text(item.get("content_html")),
        "summary": to_text(item.get("summary")),
        "published": item.get("date_published") or item.get("date_modified"),
        "authors": authors if isinstance(authors, list) else [authors] if authors else [],
        "section": next(iter(item["tags"]), "") if isinstance(item.get("tags"), list) else "",
        "language": to_line(item.get("language")) or to_line(feed.get("language")),
        "images": item.get("image") or [],
    }
