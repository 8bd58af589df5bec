"""Factiva, as HTML, RTF, text and XML: codes such as HD, SN, LP and TD; the accession number (AN) is the key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from newslab.read.content import decode
from newslab.read.exports import labels
from newslab.read.exports.labels import fold, is_date
from newslab.read.found import Found, Problem, Record

CODES: Final = {
    "SE": "section", "HD": "title", "BY": "byline", "CR": "credit", "WC": "length", "PD": "published", "ET": "time",
    "SN": "source", "SC": "source_code", "ED": "edition", "PG": "page", "VOL": "volume", "LA": "language",
    "CY": "rights",
    "LP": "lead", "TD": "rest", "CO": "company", "IN": "industry", "NS": "subject", "RE": "region", "IPC": "ipc",
    "IPD": "ipd",
    "PUB": "publisher", "AN": "article_id", "ART": "captions", "CLM": "column_name", "CT": "contact", "CX": "corrected",
    "DLN": "dateline", "RF": "reference", "RST": "restrictions", "PUBLISHER": "publisher", "NGC": "copyright_code",
    "GC": "copyright_note",
}  # fmt: skip
KEY: Final = re.compile(r"\W*(?:Document|Dokument|Documento)\s+([A-Z0-9]{4,}[a-zA-Z0-9]{8,})\W*", re.UNICODE)
CODE: Final = re.compile(rf"\s?({'|'.join(CODES)})(?:\s*|(?:\t|\s{{2,}})(.*))")
SUMMARY: Final = re.compile(
    r"\s*(?:Search Summary|Zusammenfassung der Suche|Suchübersicht|Résumé de (?:la )?recherche|"
    r"Resumen de (?:la )?búsqueda)\s*",
    re.IGNORECASE,
)
RIGHTS: Final = re.compile(r"(?:©|\(c\)|\(copyright|copyright\b)", re.IGNORECASE)
_NAMESPACE: Final = b"global.factiva.com/pps"


def is_factiva_lines(lines: Sequence[str]) -> bool:
    """Tell a Factiva text by its codes alone on their lines, or by the lines that close articles."""
    codes = {found[1] for line in lines[:3000] if len(line) < 300 and (found := CODE.fullmatch(line))}
    return {"HD", "SN"} <= codes or (
        any(KEY.fullmatch(fold(line)) for line in lines if len(line) < 80)
        and any(labels.WORDS.fullmatch(fold(line)) for line in lines)
    )


def read_factiva_lines(lines: Sequence[str], place: str) -> Iterator[Found]:
    """Read the articles of a text: form feeds part them, else the line of the accession number ends each."""
    blocks, summary = _blocks(lines)
    for number, block in enumerate(blocks, 1):
        coded = any((found := CODE.fullmatch(line)) and found[1] in {"HD", "AN", "SN"} for line in block)
        fields = _coded(block) if coded else _bare([fold(line) for line in block if fold(line)])
        yield _record(fields, place, number, summary, labels.first_line(block))


def _blocks(lines: Sequence[str]) -> tuple[list[list[str]], str]:
    end = next((at for at in range(len(lines) - 1, -1, -1) if SUMMARY.fullmatch(lines[at])), len(lines))
    summary = "\n".join(filter(None, map(fold, lines[end + 1 :])))[:2000]
    blocks: list[list[str]] = [[]]
    for line in lines[:end]:
        if line != "\f":
            blocks[-1].append(line)
        if line == "\f" or KEY.fullmatch(fold(line)):
            blocks.append([])
    return [block for block in blocks if any(map(fold, block))], summary


def _coded(block: Sequence[str]) -> dict[str, list[str]]:
    """Return the lines of each code; an empty line ends a paragraph, other lines belong to the one before."""
    fields: dict[str, list[str]] = {}
    code = ""
    fresh = True
    for line in block:
        found = CODE.fullmatch(line) if len(line) < 300 or line[:1] == " " else None
        if found and found[1] not in fields:
            code, fresh = found[1], True
            fields[code] = [fold(found[2])] if found[2] else []
        elif not fold(line):
            fresh = True
        elif code and not fresh and len(fields[code][-1]) and code not in {"LP", "TD"}:
            fields[code][-1] += f" {fold(line)}"
        elif code:
            fields[code].append(fold(line))
            fresh = False
        else:
            fields.setdefault("", []).append(fold(line))
    return fields


def _bare(lines: list[str]) -> dict[str, list[str]]:
    """Read an article without codes: headline, author, words, date, time, source, code, language, copyright, text,
    number.
    """
    counted = next((at for at, line in enumerate(lines[:12]) if labels.WORDS.fullmatch(line)), None)
    if counted is None:
        return {"": lines}
    head = lines[:counted]
    fields = {"HD": head[:1], "WC": [lines[counted]]}
    if len(head) > 1:
        fields["BY"] = [re.sub(r"^(?:by|von|par|por|di)\s+", "", head[-1], flags=re.IGNORECASE)]
        fields["HD"] = [" ".join(head[:-1])]
    at = counted + 1
    rest: list[str] = []
    while at < len(lines) and at < counted + 10 and not RIGHTS.match(lines[at]):
        rest.append(lines[at])
        at += 1
    if at < len(lines) and RIGHTS.match(lines[at]):
        fields["CY"] = [lines[at]]
        at += 1
    else:  # no copyright: the head ends after date, source, code and language
        rest, at = lines[counted + 1 : counted + 5], min(counted + 5, len(lines))
    dated = next((one for one in rest if is_date(one)), "")
    clock = next((one for one in rest if re.fullmatch(r"\d{1,2}[:.]\d{2}(?:\s?[AP]M)?", one)), "")
    names = [one for one in rest if one not in (dated, clock)]
    fields |= {"PD": [dated], "ET": [clock]}
    fields |= {code: [name] for code, name in zip(("SN", "SC"), names, strict=False)}
    fields["LA"] = names[-1:] if len(names) > 2 else []
    body = lines[at:]
    if body and KEY.fullmatch(body[-1]):
        fields["AN"] = [body.pop()]
    fields["TD"] = body
    return fields


def _record(fields: dict[str, list[str]], place: str, number: int, summary: str, shown: str) -> Found:
    values = _values(fields)
    if not values.get("title") and not values.get("text"):
        return Problem(place, number, "a block that is no article: it has none of the codes HD, LP, TD", shown)
    return Record(place, number, values | labels.filled({"provenance": summary}), named=True)


def _values(fields: dict[str, list[str]]) -> dict[str, Any]:
    told: dict[str, Any] = {CODES[code]: " ".join(lines) for code, lines in fields.items() if code in CODES}
    text = "\n".join([*fields.get("LP", []), *fields.get("TD", [])])
    for name in ("lead", "rest"):
        told.pop(name, None)
    key = told.get("article_id", "")
    found = KEY.fullmatch(key)
    told["article_id"] = found[1] if found else key.removeprefix("Document ").strip()
    words = labels.count_words(told.pop("length", ""))
    when = told.pop("time", "")
    published = told.get("published", "")
    captions = told.pop("captions", "")
    if re.match(r"\d{1,2}[:.]\d{2}", when) and published:
        told["published"] = f"{published} {when}"
    told["authors"] = labels.bare_byline(told.get("byline", ""))
    return labels.filled(
        {
            **told,
            "text": text,
            "words": words,
            "text_status": "truncated" if labels.is_cut(text, words) else "full",
            "images": [{"url": "", "caption": captions}] if captions else [],
        }
    )


# HTML


def is_factiva_page(raw: bytes) -> bool:
    """Tell a Factiva page by the class of its articles and the line of an accession number."""
    classed = re.search(rb"class=[\"'](?:article\s+\w{2,3}Article|articleParagraph\s)", raw)
    return (
        classed is not None and re.search(rb"Do[ck]ument(?:o|\s|&nbsp;|\xc2\xa0)+[A-Z0-9]{4,}\w{8,}", raw) is not None
    )


def read_factiva_page(raw: bytes, place: str) -> Iterator[Found]:
    """Read the articles of a page, with codes or without."""
    from newslab.read.markup import block_lines
    from newslab.read.pages import parse_html

    root = parse_html(decode(raw))
    query = "\n".join(
        line
        for one in root.xpath("//*[@id='searchSummary' or contains(@class,'searchSummary')]")
        for line in block_lines(one)
    )
    articles = root.xpath(
        "//div[contains(concat(' ', normalize-space(@class), ' '), ' article ') or contains(@class, 'Article ')]"
    )
    for number, article in enumerate(articles, 1):
        rows = [row for row in article.iter("tr") if len(row) >= 2 and _code(row)]
        fields: dict[str, list[str]] = {}
        for row in rows:
            fields.setdefault(_code(row), []).extend(line for cell in row[1:] for line in block_lines(cell))
        lines = block_lines(article)
        if not rows:
            fields = _bare(lines)
        yield _record(fields, place, number, query[:2000], labels.first_line(lines))


def _code(row: Any) -> str:
    code = fold("".join(row[0].itertext()))
    return code if code in CODES else ""


# XML


def is_factiva_xml(raw: bytes) -> bool:
    """Tell Factiva's XML by its namespace."""
    return _NAMESPACE in raw[:4096]


def read_factiva_xml(raw: bytes, place: str) -> Iterator[Found]:
    """Read the articles of an answer of Factiva's interface."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    root = etree.fromstring(raw, parser)
    number = 0
    for number, article in enumerate([] if root is None else root.iter("{*}article"), 1):
        yield _from_xml(article, place, number)


def _from_xml(article: Any, place: str, number: int) -> Found:
    def texts(path: str) -> list[str]:
        found = article.findall("/".join(f"{{*}}{name}" for name in path.split("/")))
        return [text for one in found if (text := fold("".join(one.itertext())))]

    def codes(name: str) -> str:
        return "; ".join(
            f"{one.get('code')}: {fold(' '.join(one.itertext()))}" for one in article.findall(f"{{*}}{name}")
        )

    dates = texts("publicationDate/dateTime") or texts("publicationDate/date") or texts("publicationDate")
    values = labels.filled(
        {
            "article_id": " ".join(texts("accessionNo")),
            "title": " ".join(texts("headline/paragraph") or texts("headline")),
            "text": "\n".join([*texts("leadParagraph/paragraph"), *texts("tailParagraphs/paragraph")]),
            "published": dates[0] if dates else "",
            "source": " ".join(texts("sourceName")),
            "authors": " ".join(texts("byline")),
            "publisher": " ".join(texts("publisherName")),
            "section": " ".join(texts("sectionName")),
            "language": " ".join(texts("baseLanguage")),
            "rights": " ".join(texts("copyright")),
            "edition": " ".join(texts("edition")),
            "region": codes("region"),
            "subject": codes("newsSubject"),
            "company": codes("company"),
            "industry": codes("industry"),
        }
    )
    if not values.get("title") and not values.get("text"):
        return Problem(place, number, "an article without headline and text", fold(" ".join(article.itertext()))[:80])
    return Record(place, number, values, named=True)
