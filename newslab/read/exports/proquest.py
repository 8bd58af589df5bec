"""ProQuest text: blocks between rules, fields that empty lines part, "Full text:" with many paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from newslab.read.exports import labels
from newslab.read.exports.labels import fold
from newslab.read.found import Found, Problem, Record
from newslab.read.published import parse_published

RULE: Final = re.compile(r"_{50,70}|Document \d+ of \d+")  # older exports have a heading, some both
FIELDS: Final = {
    "title": "title", "publication title": "source", "publication year": "year", "publication date": "published",
    "section": "section",
    "pages": "page", "first page": "page", "author": "authors", "credit": "credit", "dateline": "dateline",
    "people": "person",
    "business indexing term": "business", "company / organization": "company", "identifier / keyword": "keyword",
    "subject": "subject", "location": "location", "publisher": "publisher", "place of publication": "place",
    "country of publication": "country", "publication subject": "publication_subject", "issn": "issn", "eissn": "eissn",
    "source type": "source_type", "language of publication": "language", "document type": "document_type",
    "proquest document id": "article_id", "document url": "document_url", "copyright": "rights",
    "last updated": "loaded",
    "database": "database", "links": "links", "abstract": "summary", "full text": "text", "volume": "volume",
    "issue": "issue",
    "publication info": "publication_info", "column": "column_name", "alternate title": "subtitle",
    "subtitle": "subtitle",
    "document feature": "document_feature", "number of pages": "page_count", "publication note": "publication_note",
    "entry date": "loaded", "correction": "corrected", "caption": "captions", "classification": "classification",
    "isbn": "isbn", "doi": "doi", "accession number": "accession", "personal name": "person", "word count": "words",
}  # fmt: skip
OPENING: Final = re.compile(
    rf"({'|'.join(map(re.escape, sorted(FIELDS, key=len, reverse=True)))})\s?:(?:\s+|$)(.*)", re.IGNORECASE | re.DOTALL
)
LONG: Final = frozenset({"summary", "rights", "links", "credit", "database"})  # may have further paragraphs
TERMS: Final = re.compile(
    r"contact us|terms (?:and|&) conditions|proquest (?:llc|lp)|database copyright|about proquest|nutzungsbedingungen",
    re.IGNORECASE,
)
ABSENT: Final = re.compile(r"\W*(?:full text )?(?:is )?not available\W*", re.IGNORECASE)


def is_proquest(lines: Sequence[str]) -> bool:
    """Tell a ProQuest text by its rules and labels."""
    return any(RULE.fullmatch(line.strip()) for line in lines) and any(
        re.match(r"(?:Publication title|ProQuest document ID|Document URL)\s?:", fold(line), re.IGNORECASE)
        for line in lines
    )


def read_proquest(lines: Sequence[str], place: str) -> Iterator[Found]:
    """Read the block between each two rules; the last one tells the database's terms and is no article."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if RULE.fullmatch(line.strip()):
            blocks.append([])
        else:
            blocks[-1].append(line)
    number = 0
    for at, block in enumerate(blocks):
        parts = _paragraphs(block)
        if not parts:
            continue
        values = _values(parts)
        if values.get("source") or values.get("text") or values.get("article_id"):
            number += 1
            yield Record(place, number, values, named=True)
        elif not (at == len(blocks) - 1 and TERMS.search(" ".join(parts))):
            number += 1
            yield Problem(place, number, "a block between rules that is no article", labels.first_line(parts))


def _paragraphs(block: list[str]) -> list[str]:
    """Return what empty lines part; wrapped lines are joined, and a label on a line of its own opens a paragraph."""
    found: list[str] = []
    fresh = True
    for line in block:
        text = fold(line)
        if not text:
            fresh = True
        elif fresh or OPENING.match(text):
            found.append(text)
            fresh = False
        else:
            found[-1] += f" {text}"
    return found


def _fields(parts: list[str]) -> dict[str, str]:
    """Return what stands under each label; paragraphs go on with the field above them where it may have several."""
    fields: dict[str, str] = {}
    end = _text_end(parts)
    name = ""
    for at, part in enumerate(parts):
        found = None if name == "text" and at < end else OPENING.fullmatch(part)
        if found is not None:
            name = FIELDS[found[1].lower()]
            fields[name] = f"{fields[name]}; {fold(found[2])}" if name in fields else fold(found[2])
        elif name and (name == "text" or name in LONG):
            fields[name] += f"\n{part}"
        else:
            fields.setdefault("lead_title" if not name else "unlabelled", part)
    return fields


def _values(parts: list[str]) -> dict[str, Any]:
    fields = _fields(parts)
    text = "" if ABSENT.fullmatch(fields.get("text", "")) else fields.get("text", "").strip()
    published = fields.get("published", "")
    year = fields.get("year", "")
    dated = parse_published(published)
    if year and not (dated.day or dated.first):
        fields["published"], fields["published_told"] = year, published
    lead = fields.pop("lead_title", "")
    return labels.filled(
        {
            **fields,
            "title": fields.get("title", "") or lead,
            "text": text,
            "loaded": labels.to_day(fields.get("loaded", "")),
            "text_status": "full" if text else "truncated",
        }
    )


def _text_end(parts: list[str]) -> int:
    """Return where the full text ends: a paragraph of it may open with a word that is also a label.

    After the text only labelled paragraphs stand, and those that carry on a long field.
    """
    names = [FIELDS[found[1].lower()] if (found := OPENING.fullmatch(part)) else "" for part in parts]
    if "text" not in names:
        return 0
    start = names.index("text")
    end = len(parts)
    while end > start + 1:
        at = end - 1
        while at > start and not names[at]:
            at -= 1
        if at == start or (at < end - 1 and names[at] not in LONG):
            break
        end = at
    return end
