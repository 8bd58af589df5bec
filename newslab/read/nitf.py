"""NITF, the news industry's text format: one article, or several in a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newslab.read.authors import split_names
from newslab.read.content import decode, split_documents
from newslab.read.found import Found, Problem, Record
from newslab.tables import make_id


def read_nitf(raw: bytes, place: str) -> Iterator[Found]:
    """Read the articles of a NITF file.

    Examples
    --------
    >>> head = b"<body.head><hedline><hl1>Dam opens</hl1></hedline></body.head>"
    >>> one = b"<nitf><body>" + head + b"<body.content><p>It opened.</p></body.content></body></nitf>"
    >>> [record.values["title"] for record in read_nitf(one, "a.xml")]
    ['Dam opens']
    """
    from lxml import etree

    for number, text in enumerate(split_documents(decode(raw), "nitf"), 1):
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        root = etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
        if root is None:
            yield Problem(place, number, "no NITF: nothing in it is XML")
        else:
            yield Record(place, number, _values(root), named=True)


def _values(root: Any) -> dict[str, Any]:
    published = _first(
        root, "//pubdata/@date.publication", "//docdata/date.issue/@norm", "//docdata/date.release/@norm"
    )
    full = root.xpath('//body.content//block[@class="full_text"]//p') or root.xpath("//body.content//p")
    source = _first(root, "//pubdata/@name", "//dateline/story.source", "//doc.copyright/@holder")
    identity = _first(root, "//docdata/doc-id/@id-string")
    return {
        "article_id": make_id("article", source, identity) if identity else "",
        "url": _first(root, "//pubdata/@ex-ref"),
        "source": source,
        "title": _first(root, "//hedline/hl1", "//head/title"),
        "subtitle": _first(root, "//hedline/hl2"),
        "text": "\n".join(filter(None, map(_line, full))),
        "summary": _first(root, "//abstract"),
        "published": published,
        "authors": split_names(_first(root, '//byline[@class="normalized_byline"]', "//byline")),
        "section": _first(root, '//meta[@name="online_sections"]/@content', "//pubdata/@position.section"),
        "images": [
            {
                "url": _first(one, ".//media-reference/@source"),
                "caption": _first(one, ".//media-caption"),
                "credit": _first(one, ".//media-producer"),
                "rights": "",
            }
            for one in root.xpath('//media[@media-type="image"]')
        ],
    }


def _first(root: Any, *paths: str) -> str:
    return next((line for path in paths for one in root.xpath(path) if (line := _line(one))), "")


def _line(one: Any) -> str:
    return " ".join((one if isinstance(one, str) else "".join(one.itertext())).split())
