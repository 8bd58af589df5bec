"""Europresse and Eureka pages: one `<article>` for each document, fields told by class and by what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from newslab.read.content import decode
from newslab.read.exports import labels
from newslab.read.exports.labels import fold
from newslab.read.found import Found, Problem, Record
from newslab.read.published import parse_published

KEY: Final = re.compile(r"\b(?:news|publi?c?)·\d{8}·[\w·+-]+")
PAGE: Final = re.compile(r"(?:pp?|pg|pages?|s)?\.?\s*[A-Z]{0,2}-?\d+(?:\s?[-,]\s?[A-Z]{0,2}\d+)*", re.IGNORECASE)


def is_europresse(raw: bytes) -> bool:
    """Tell a Europresse page by the classes of its fields."""
    return re.search(rb"DocPublicationName|titreArticleVisu|docOcurrContainer", raw, re.IGNORECASE) is not None


def read_europresse(raw: bytes, place: str) -> Iterator[Found]:
    """Read the articles of a page; one without headline and text is a problem."""
    from newslab.read.pages import parse_html

    root = parse_html(decode(raw))
    for number, article in enumerate(root.iter("article"), 1):
        values = _values(article)
        if values.get("title") or values.get("text"):
            yield Record(place, number, values, named=True)
        else:
            yield Problem(
                place, number, "an article without headline and text", fold(" ".join(article.itertext()))[:80]
            )


def _of_class(article: Any, name: str) -> list[Any]:
    folded = "translate(@class, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
    return list(article.xpath(f".//*[contains(concat(' ', {folded}, ' '), ' {name.lower()} ')]"))


def _words(elements: list[Any]) -> str:
    return fold(" ".join("".join(one.itertext()) for one in elements[:1]))


def _values(article: Any) -> dict[str, Any]:
    from newslab.read.markup import block_lines

    publication = _words(_of_class(article, "DocPublicationName"))
    source, issue = re.match(
        r"(.*?)(?:\s*[,•]\s*((?:no|nº|n°|num)\.?\s*.*))?$", publication, re.IGNORECASE | re.DOTALL
    ).groups()  # type: ignore[union-attr]
    title = _words(_of_class(article, "titreArticleVisu"))
    whole = fold(" ".join(article.itertext()))
    bodies = _of_class(article, "docOcurrContainer")
    lines = [line for body in bodies for line in block_lines(body)]
    if not bodies:
        lines = _loose(article)
    rights = re.search(r"©[^\n]{0,200}?(?:réservés|reserved|\d{4}[^.]{0,80})", whole)
    key = KEY.search(whole)
    return labels.filled(
        {
            **_header(_words(_of_class(article, "DocHeader"))),
            "source": source,
            "issue": issue or "",
            "title": title,
            "subtitle": _words(_of_class(article, "sousTitreArticleVisu") or _of_class(article, "apdSousTitre")),
            "authors": _words(_of_class(article, "docAuthors")),
            "text": "\n".join(lines),
            "rights": rights[0] if rights else "",
            "article_id": key[0] if key else "",
        }
    )


def _loose(article: Any) -> list[str]:
    """Return the text of the older layout: text nodes that stand in no field of their own."""
    from newslab.read.markup import block_lines

    fields = {
        line
        for name in ("DocPublicationName", "DocHeader", "titreArticleVisu", "docAuthors", "publiC-lblNodoc")
        for one in _of_class(article, name)
        for line in block_lines(one)
    }
    return [
        line
        for line in block_lines(article)
        if line not in fields and not line.startswith("©") and not KEY.fullmatch(line)
    ]


def _header(line: str) -> dict[str, str]:
    """Tell day, page and section of a header whose order is not known: the day is what parses as one."""
    parts = [part.strip() for part in line.split(",") if part.strip()]
    told: dict[str, str] = {}
    spans = [(at, at + size) for size in (1, 2, 3) for at in range(len(parts) - size + 1)]
    for start, end in spans:  # "Thursday, March 5, 2020" has commas of its own
        words = ", ".join(parts[start:end])
        if not PAGE.fullmatch(parts[start]) and parse_published(words).day:
            told["published"] = words
            parts[start:end] = []
            break
    if told and parts and re.fullmatch(r"\d{1,2}[:h]\d{2}.*", parts[-1]):
        told["published"] += f" {parts.pop()}"
    pages = [part for part in parts if PAGE.fullmatch(part)]
    told |= {"page": ", ".join(pages), "section": ", ".join(part for part in parts if part not in pages)}
    return told
