"""One page, HTML or flattened text, to the articles found on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pandas as pd

from newslab.errors import ReadError
from newslab.read.archives.wayback import unwrap_address, unwrap_page
from newslab.read.assemble import READ_FOR_BOUNDS, assemble
from newslab.read.cells import clean, to_line
from newslab.read.content import cut_long_tags, decode, describe, find_kind, mend_references, split_documents, unpack
from newslab.read.found import SHOWN, Found, Problem, Record, blame
from newslab.read.identity import host_of
from newslab.read.metadata import Metadata, find_metadata, make_image
from newslab.read.published import parse_published
from newslab.read.segments import cut_page
from newslab.text.date_bounds import find_published_bounds

SUMMARY_CHARS: Final = 60  # of a description that tells what an article is about
PAID_CHARS: Final = 1500  # of the text of a paid article; a longer one is shown whole and veiled by script
PAYWALL: Final = re.compile(
    r"(?:to (?:continue|keep) reading|to read (?:the (?:full|rest)|this (?:full )?(?:story|article))|"
    r"for subscribers only|subscribers? (?:only|exclusive)|"
    r"already a (?:subscriber|member)|subscribe to (?:read|continue|unlock)|this (?:article|story|"
    r"content) is (?:reserved )?for (?:our )?(?:subscribers|members)|"
    r"réservé aux abonnés|nur für abonnenten|solo para suscriptores)",
    re.IGNORECASE,
)
MAX_PAGE: Final = 20 << 20  # bytes; a page of text is never as large


def read_page(page: str | bytes, url: str | None = None, retrieved: object = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    r"""Read the articles on one page, as it was saved or scraped.

    Parameters
    ----------
    page : HTML or flattened text (one line for each block), str or bytes.
    url : its address, if known.
    retrieved : when it was fetched, if known; never guessed from the clock.

    Returns
    -------
    articles : ARTICLES table, the page's own article first, then whole articles of others glued to it; a further column
        `images` holds pictures with caption and credit.
    problems : PROBLEMS table; one row if the page holds no article.

    Raises
    ------
    ReadError
        If `page` is empty, binary or of another type.

    Notes
    -----
    `published` is only what the page's metadata or words say; an age such as "18 hours ago" counts from an unknown
    moment and is never a date. Where nothing says it, `published_first` and `published_last` are the bounds that the
    article's own dates give, if they give any ("Monday, 4 November" is a Monday in 2024).

    Examples
    --------
    >>> text = "Dam opens in May\nThe dam was opened on Monday after ten years of work and much delay.\nComments"
    >>> articles, problems = read_page(text)
    >>> articles[["title", "text"]].values.tolist()
    [['Dam opens in May', 'The dam was opened on Monday after ten years of work and much delay.']]
    """
    if isinstance(page, str):
        raw = page.encode("utf-8", "surrogatepass")
    elif isinstance(page, (bytes, bytearray)):
        raw = unpack(bytes(page), "page")[0]
    else:
        raise ReadError(f"page: expected str or bytes, found {type(page).__name__}")
    kind = find_kind(raw)
    if kind in {"empty", "binary", "parquet"}:
        raise ReadError("page: it is empty" if kind == "empty" else f"page: no text, but {describe(raw)}")
    return assemble(page_records(raw, url or "page", url=url or "", retrieved=retrieved))


def page_records(raw: bytes, place: str, *, url: str = "", retrieved: object = None) -> Iterator[Found]:
    """Give the articles of one page as records."""
    if len(raw) > MAX_PAGE:
        yield Problem(place, 0, f"this page has {len(raw) >> 20} MiB, more than any article; split it")
        return
    captured = unwrap_address(url)
    url, retrieved = captured.url, retrieved or captured.time
    text = clean(decode(raw))
    markup = find_kind(raw[:8192]) in {"html", "xml", "feed"}
    number = 0
    for page in split_documents(text, "html") if markup else [text]:
        try:
            rows, trouble = _html_page(page, url, retrieved) if markup else (_flat_page(page, url, retrieved), "")
        except Exception as error:  # noqa: BLE001 (one page never ends the read of the others)
            yield blame(place, number + 1, error, page)
            continue
        for number, values in enumerate(rows, number + 1):  # noqa: B020 (pages of one file are numbered on)
            yield Record(place, number, values, named=True)
        if trouble or not rows:
            yield Problem(place, number if rows else 0, trouble or "no article found on this page", page[:SHOWN])


def _html_page(page: str, url: str, retrieved: object) -> tuple[list[dict[str, Any]], str]:
    replayed = unwrap_page(page)
    rows, trouble = _html_rows(replayed.text, url or replayed.url)
    return [_dated(row, retrieved or replayed.time, "") for row in rows], trouble


def _flat_page(page: str, url: str, retrieved: object) -> list[dict[str, Any]]:
    return [_dated(row, retrieved, page) for row in _text_rows(page, url)]


def _dated(row: dict[str, Any], retrieved: object, beside: str) -> dict[str, Any]:
    """Return a record with the time of its retrieval; where that is unknown, with the bounds that its words give."""
    read = parse_published(retrieved).time
    told = read is not None or row.get("published") or row.get("published_first")
    return {**row, "retrieved": read or "", **({} if told else _bounds_beside(row["text"], beside))}


# HTML


def _html_rows(text: str, url: str) -> tuple[list[dict[str, Any]], str]:
    """Return the record of a page, in a list, and what of the page was not read."""
    root, trouble = parse_deep(text)
    if root is None:
        return [], trouble
    found = find_metadata(root, url)
    from newslab.read.body import find_body

    body = find_body(root, found)
    is_told = not body and found.is_article and bool(found.title) and len(found.subtitle) >= SUMMARY_CHARS
    body = found.subtitle if is_told else body  # the page builds its text by script: what its head says of it is left
    if not body:
        return [], trouble
    row = {
        "url": found.url,
        "source": found.source,
        "title": found.title,
        "subtitle": found.subtitle if found.subtitle not in (found.title, body) else "",
        "text": body,
        "published": found.published.time,
        "published_day": found.published.day,
        "published_method": f"{found.method}: {found.published.method}" if found.published.time else "",
        "authors": found.authors,
        "section": found.section,
        "language": found.language if len(body) < 200 else "",
        "images": found.images,
        "text_status": "truncated" if is_told else _status(found, body),
    }
    return [row], trouble


def _status(found: Metadata, body: str) -> str:
    """Tell a page that goes on being written, or of which the reader sees the beginning."""
    if found.is_live:
        return "live"
    cut = found.is_paid and len(body) < PAID_CHARS
    return "truncated" if cut or (len(body) < PAID_CHARS and PAYWALL.search(body[-400:])) else ""


def parse_html(text: str) -> Any:
    """Parse HTML of any quality; None if nothing in it can be parsed."""
    return parse_deep(text)[0]


def parse_deep(text: str) -> tuple[Any, str]:
    """Parse HTML of any quality; also say what of it was not read, "" where all was."""
    import lxml.html
    from lxml import etree

    text = cut_long_tags(mend_references(text))
    text = re.sub(r"^\s*<\?xml[^>]{0,500}\?>", "", text.lstrip("\ufeff"))
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None, ""
    deep = any("depth" in str(error.message) for error in parser.error_log)
    return root, "this page is nested too deeply: what lies below that was not read" if deep else ""


# Flattened text


def _text_rows(text: str, url: str) -> list[dict[str, Any]]:
    """Make a record of the page's own article and of each glued to it."""
    found: dict[int, dict[str, list[str]]] = {}
    for one in cut_page(text):
        if one.article >= 0:
            part = found.setdefault(one.article, {})
            name = one.role or one.kind
            part.setdefault(name, []).append(text[one.start : one.end].strip())
    rows = []
    for number, part in sorted(found.items()):
        body = "\n".join(part.get("body", []))
        if body:
            rows.append(_text_row(part, body, url if number == 0 else ""))
    return rows


def _bounds_beside(body: str, page: str) -> dict[str, Any]:
    """Bound the day of an article on a page of unknown age: the last year its page names tells which year is near."""
    told = find_published_bounds(body[:READ_FOR_BOUNDS], beside=page[: 2 * READ_FOR_BOUNDS])
    if told is None or not told["first_day"] or not told["last_day"]:
        return {}
    return {
        "published_first": told["first_day"],
        "published_last": told["last_day"],
        "published_method": f"bounds: {told['method']}",
    }


def _text_row(part: Mapping[str, list[str]], body: str, url: str) -> dict[str, Any]:
    from newslab.read.authors import split_names

    names = [name for line in part.get("byline", []) for name in _named(line, split_names)]
    dates = [parse_published(_date_words(line)) for line in part.get("byline", []) + part.get("date", [])]
    told = next((one for one in dates if one.time or one.first), None)
    source = next(iter(part.get("source", [])), "").strip(" -–—|·•")
    return {
        "url": url,
        "source": source or host_of(url),
        "title": to_line(" ".join(part.get("title", [])[:1])),
        "subtitle": to_line(" ".join(part.get("subtitle", [])[:1])),
        "text": body,
        "published": told.time if told else "",
        "published_day": told.day if told else "",
        "published_first": told.first if told else "",
        "published_last": told.last if told else "",
        "published_method": f"words: {told.method}" if told else "",
        "authors": list(dict.fromkeys(names)),
        "section": re.split(r"[>›»/]", next(iter(part.get("section", [])), ""))[-1].strip(),
        "images": [make_image("", caption) for caption in part.get("caption", []) + part.get("credit", [])],
    }


def _named(line: str, split_names: Any) -> list[str]:
    if re.search(r"\d{4}|\d:\d\d", line) or not line:
        return []
    return list(split_names(re.sub(r"\([^)]*\)", "", line)))


def _date_words(line: str) -> str:
    return re.sub(
        r"^[A-Za-z ]{0,20}?(?:published|posted|updated|modified|created|issued|date)(?:\s+(?:on|at))?\s*:?\s*",
        "",
        line,
        flags=re.I,
    )
