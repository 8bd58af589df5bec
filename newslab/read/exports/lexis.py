"""LexisNexis classic, TXT and HTML: articles numbered "1 of 10 DOCUMENTS", fields told by order and label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from newslab.read.content import decode
from newslab.read.exports import labels
from newslab.read.exports.labels import fold, is_date, label_of
from newslab.read.exports.nexis import RIGHTS
from newslab.read.found import Found, Problem, Record

START: Final = re.compile(
    r"\s*(?:(?P<number>\d+) (?:of|von|de|di|van) (?P<all>\d+) (?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTOS?|DOCUMENTI)|"
    r"(?:Dokument|Document|Documento) (?P<number2>\d+) (?:von|de|of|di|van) (?P<all2>\d+)|DOCUMENT)\s*",
    re.IGNORECASE,
)
DOCUMENT: Final = re.compile(rb"<DOC\s+NUMBER\s*=\s*[\"']?\d+[\"']?\s*>", re.IGNORECASE)
REFUSED: Final = re.compile(r"there is an error in this document|not possible to display it", re.IGNORECASE)
CENTRED: Final = 10  # spaces before a line that stands in the middle
HEAD: Final = frozenset({"byline", "section", "length", "highlight", "dateline", "series", "edition", "headline"})
NO_FIELD: Final = frozenset({"return to list"})
Paragraph = tuple[str, bool]  # text, whether it is centred


def is_lexis_text(lines: Sequence[str]) -> bool:
    """Tell a LexisNexis text by a line such as "1 of 10 DOCUMENTS", with a date or a label soon after."""
    for at, line in enumerate(lines):
        if len(line) < 120 and START.fullmatch(line):
            return any(is_date(one) or label_of(one)[0] == "length" for one in lines[at + 1 : at + 40])
    return False


def read_lexis_text(lines: Sequence[str], place: str) -> Iterator[Found]:
    """Read the articles of a text; what stands before the first is the cover and travels along as provenance."""
    starts = [at for at, line in enumerate(lines) if len(line) < 120 and START.fullmatch(line)]
    cover = "\n".join(dict.fromkeys(filter(None, map(fold, lines[: starts[0]]))))[:2000]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1):
        yield _record(_paragraphs(lines[start + 1 : end]), place, number, cover)
    numbered = START.fullmatch(lines[starts[0]])
    told = numbered and (numbered["all"] or numbered["all2"])
    if told and int(told) != len(starts) and int(told) < 10_000:
        yield Problem(place, 0, f"the file numbers {told} documents, it holds {len(starts)}")


def is_lexis_page(raw: bytes) -> bool:
    """Tell a LexisNexis page by its documents."""
    return DOCUMENT.search(raw) is not None and b"DOCFULL" in raw.upper()


def read_lexis_page(raw: bytes, place: str) -> Iterator[Found]:
    """Read the documents of a page, which stand in comments; one that says it cannot be shown is a problem."""
    from newslab.read.cells import strip_markup

    for number, part in enumerate(DOCUMENT.split(raw)[1:], 1):
        text = re.sub(r"<!--|-->|</?DOC(?:FULL)?\b[^>]*>", "", decode(part))
        lines = [fold(line) for line in strip_markup(f"<div>{text}</div>").split("\n")]
        kept = [line for line in lines if line and line.lower() not in NO_FIELD and not START.fullmatch(line)]
        yield _record([(line, False) for line in kept], place, number, "")


def _paragraphs(lines: Sequence[str]) -> list[Paragraph]:
    """Join wrapped lines; an empty line ends a paragraph, and so does a label or a change from centred to not."""
    found: list[Paragraph] = []
    parts: list[str] = []
    was_centred = False
    for line in [*lines, ""]:
        plain = line.expandtabs().translate({0xA0: " ", 0xFEFF: ""})
        text = fold(plain)
        centred = len(plain) - len(plain.lstrip()) >= CENTRED
        apart = not text or centred or (parts and was_centred != centred) or _is_capital(text)
        if apart and parts:
            found.append((" ".join(parts), was_centred))
            parts = []
        if text:
            parts.append(text)
            was_centred = centred
    return found


def _is_capital(line: str) -> bool:
    """Tell a line that opens with a label, which this form writes in capitals."""
    name, _, _ = line.partition(":")
    return bool(label_of(line)[0]) and name.isupper()


def _record(paragraphs: list[Paragraph], place: str, number: int, cover: str) -> Found:
    shown = " ".join(text for text, _ in paragraphs)[:80]
    if any(REFUSED.search(text) for text, _ in paragraphs) and len(paragraphs) < 9:
        return Problem(place, number, "the database gave an error instead of this document", shown)
    values = parse_classic(paragraphs)
    if not values.get("title") and not values.get("text"):
        return Problem(place, number, "a block without headline and text", shown)
    return Record(place, number, values | labels.filled({"provenance": cover}), named=True)


def parse_classic(paragraphs: list[Paragraph]) -> dict[str, Any]:
    """Read one article: publication and date centred or first, headline, labels, text, labels."""
    told: dict[str, Any] = {}
    plain: list[Paragraph] = []
    at = 0
    last_head = _last_of_head(paragraphs)
    for at, (text, centred) in enumerate(paragraphs):
        name, value = label_of(text) if _is_capital(text) else ("", "")
        if name in HEAD and at <= last_head:
            told.setdefault(name, value)
        elif RIGHTS.match(text):
            told.setdefault("rights", text)
        elif at < last_head or (last_head < 0 and (centred or len(plain) < 3)):
            plain.append((text, centred))
        else:
            break
    else:
        at = len(paragraphs)
    rest = [text for text, _ in paragraphs[at:]]
    end = len(rest)
    while end and (_is_capital(rest[end - 1]) or RIGHTS.match(rest[end - 1])):
        end -= 1
    for text in rest[end:]:
        name, value = label_of(text) if _is_capital(text) else ("rights", text)
        told.setdefault(name, value)
    return _values(told, plain, rest[:end])


def _last_of_head(paragraphs: list[Paragraph]) -> int:
    """Return where the labels before the text end, -1 without any: the first plain paragraph after a label is text."""
    last = -1
    for at, (text, centred) in enumerate(paragraphs[:25]):
        if _is_capital(text) and label_of(text)[0] in HEAD:
            last = at
        elif last >= 0 and not centred and not RIGHTS.match(text):
            break
    return last


def _values(told: dict[str, Any], plain: list[Paragraph], body: list[str]) -> dict[str, Any]:
    dated = next((at for at, (text, _) in enumerate(plain[:8]) if is_date(text)), None)
    published = plain[dated][0] if dated is not None else ""
    others = [one for at, one in enumerate(plain) if at != dated]
    source, where = labels.split_place(others[0][0]) if others else ("", "")
    titles = [text for text, centred in others[1:] if not centred] or [text for text, _ in others[1:]]
    edition = [text for text, centred in others[1:] if centred and text not in titles]
    text = "\n".join(body)
    words = labels.count_words(told.get("length", ""))
    section, page = labels.split_section(told.pop("section", ""))
    graphic = told.pop("graphic", "")
    headline = told.pop("headline", "")
    return labels.filled(
        {
            "title": headline or " ".join(titles),
            "source": source,
            "place": where,
            "published": published,
            "text": text,
            "subtitle": told.pop("highlight", ""),
            "section": section,
            "page": page,
            "words": words,
            "authors": labels.bare_byline(told.get("byline", "")),
            "language": told.pop("language", ""),
            "loaded": labels.to_day(told.pop("loaded", "")),
            "url": told.pop("url", ""),
            "edition_line": "; ".join(edition),
            "images": [{"url": "", "caption": graphic}] if graphic else [],
            "text_status": "truncated" if labels.is_cut(text, words) else "full",
            **told,
        }
    )
