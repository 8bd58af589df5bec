"""Who wrote the article of a page: told in its head, or shown in its byline."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, Final

from newslab.read.authors import join_name, split_names
from newslab.read.identity import fold_key, host_of
from newslab.read.markup import BLOCKS, SKIPPED
from newslab.read.page_words import plain_line, read_meta

MOST_AUTHORS: Final = 6
LONGEST_BYLINE: Final = 160  # characters
AUTHOR_METAS: Final = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "byl",
    "sailthru.author",
    "cxenseparse:author",
    "authors",
    "dcterms.creator",
    "article.author",
    "twitter:misc:written by",
)
PERSON_PAGE: Final = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|journalists?|journalistes?|reporters?|writers?|contributors?|columnists?|"
    r"redakteure?)/",
    re.I,
)
PART_OF_NAME: Final = re.compile(r"(?:^|[-_ ])(?:first|given|last|family|sur)[-_]?name", re.IGNORECASE)
APART: Final = BLOCKS | {"a", "span", "time", "small", "button"}
RUNNING_CHARS: Final = 120  # of a paragraph that begins the text
_NAME: Final = r"(?:[A-ZÀ-Þ][\w.'’-]+\s){1,3}[A-ZÀ-Þ][\w.'’-]+"
NAMES_ALONE: Final = re.compile(rf"(?:[Bb][Yy]\s+)?{_NAME}(?:\s*(?:/|,|and|&)\s*{_NAME}){{0,2}}")
LINKS: Final = "//a[@href]"
SHOWN: Final = (
    '//*[@itemprop="author"]//*[@itemprop="name"]',
    '//*[@itemprop="author"]',
    '//a[@rel="author"]',
    '//*[contains(@class,"author-name") or contains(@class,"author__name") or contains(@class,"authorName")]',
    '//*[contains(@class,"byline") and not(contains(@class,"date"))]//a[not(starts-with(@href,"mailto:"))]',
    LINKS,
    '//*[contains(@class,"byline") or contains(@class,"author")]',
)


def find_authors(
    root: Any,
    article: dict[str, Any],
    metas: dict[str, list[str]],
    things: list[dict[str, Any]],
    *,
    source: str,
    url: str,
) -> list[str]:
    """Take the first place that names a person; a name that is the outlet's own comes only if there is no other.

    Parameters
    ----------
    root : lxml element of the whole page.
    article, metas, things : what its head says.
    source, url : the outlet and the address, "" where they are not known.
    """
    told = _people(article.get("author"), things) or _people(article.get("creator"), things)
    places = [told, *(_people(metas.get(name, []), things) for name in AUTHOR_METAS)]
    if split_names(f"{read_meta(metas, 'twitter:label1')} Ann Lee") == [
        "Ann Lee"
    ]:  # "Written by", in whatever language
        places.append(split_names(read_meta(metas, "twitter:data1")))
    places += _shown_authors(root)
    host = host_of(url)
    for names in places:
        people = [name for name in names if not _is_outlet(name, source, host)]
        if people and (
            people[0] == names[0] or " " in people[0] or not people[0].isascii()
        ):  # not "The Post, Frankfurt, Germany"
            return people
    return _opening_names(root) or next((names for names in places if names), [])


def _opening_names(root: Any) -> list[str]:
    """Return the names of a line in bold above the first paragraph: how papers without a byline of their own sign."""
    for one in root.iter("p"):
        words = " ".join("".join(one.itertext()).split())
        if len(words) >= RUNNING_CHARS:
            return []
        bold = " ".join("".join("".join(part.itertext()) for part in one.iter("strong", "b", "em")).split())
        if words and words == bold and NAMES_ALONE.fullmatch(words):
            return split_names(words)
    return []


def _is_outlet(name: str, source: str, host: str) -> bool:
    """Tell the outlet's own name: that of the source, its initials, or the host of the page."""
    bare = fold_key(re.sub(r"[\W_]", "", name))
    initials = "".join(word[0] for word in re.findall(r"\w+", source)).lower()
    is_host = bare in {host.replace(".", ""), *host.split(".")[:-1]} or re.fullmatch(
        r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}", name
    )
    words, own = (set(re.findall(r"\w+", text.lower())) for text in (name, source))
    return bool(is_host) or alike(name, source) or bool(own and own < words) or (len(initials) > 1 and bare == initials)


def alike(one: str, other: str) -> bool:
    """Tell whether two names share most of their words."""
    left, right = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    return bool(left and right) and len(left & right) / len(left | right) >= 0.6


def _people(value: Any, things: list[dict[str, Any]]) -> list[str]:
    names: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and "@id" in one and not one.get("name"):
            one = next((thing for thing in things if thing.get("@id") == one["@id"] and thing.get("name")), {})
        name = (one.get("name") or join_name(one)) if isinstance(one, dict) else one
        if isinstance(name, list):
            names += _people(name, things)
        elif name:
            names += split_names(plain_line(name))
    return list(dict.fromkeys(names))


def _shown_authors(root: Any) -> list[list[str]]:
    """Return the names that readers see, one list for each kind of place that names any, the surest first."""
    places = []
    for path in SHOWN:
        names: list[str] = []
        for one in _elements(root, path):
            words = one.get("content") or _pieces(one)
            names += split_names(words) if len(words) <= LONGEST_BYLINE else []
        if names:
            places.append(list(dict.fromkeys(names)))
    return places


def _elements(root: Any, path: str) -> list[Any]:
    if path == LINKS:
        return list(islice((one for one in root.iter("a") if PERSON_PAGE.search(one.get("href") or "")), MOST_AUTHORS))
    return list(root.xpath(path)[:MOST_AUTHORS])


def _pieces(element: Any) -> str:
    """Return the words of an element with a mark where one child ends; given and family name of a person stay
    together.
    """
    from lxml import etree

    pieces: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        told = isinstance(one.tag, str) and one.tag not in SKIPPED
        apart = told and one is not element and one.tag in APART and not PART_OF_NAME.search(one.get("class") or "")
        pieces.append(" | " if apart else "")
        pieces.append((one.text or "") if event == "start" and told else "")
        pieces.append((one.tail or "") if event == "end" and one is not element else "")
    return re.sub(r"(?:\s*\|)+\s*", " | ", " ".join("".join(pieces).split())).strip(" |")
