"""Records of interfaces, crawlers and collections whose fields other readers would take for something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from newslab.read.exports.labels import to_day
from newslab.read.found import Found, Record
from newslab.text.normalise import MASK

Values = dict[str, Any]


def mend(found: Found) -> Found:
    """Return a record with its fields under our names where its fields show which program wrote it.

    Published, found or loaded (`found`, `loaded`), crawled (`retrieved`) and corrected (`corrected`) are told apart;
    where only the time of finding is told, it stands for that of publication, and `published_method` says "found".

    Examples
    --------
    >>> record = Record("a", 1, {"title": "Dam opens", "seendate": "20240506T120000Z", "domain": "post.example"})
    >>> {name: cell for name, cell in mend(record).values.items() if name in ("source", "found", "published_method")}
    {'published_method': 'found', 'found': '2024-05-06T12:00:00+00:00', 'source': 'post.example'}
    """
    if not isinstance(found, Record) or found.named:
        return found
    names = found.values.keys()
    for needed, change in _FORMS:
        if needed <= names:
            try:
                return Record(found.place, found.offset, change(dict(found.values)))
            except (TypeError, ValueError, AttributeError, KeyError, IndexError):
                return found  # another program's record that shares these names
    return found


def _renamed(values: Values, names: Mapping[str, str]) -> Values:
    """Rename what says something; what stands under our name already and is not renamed gives way."""
    new = {names.get(name, name) for name in names if values.get(name) not in (None, "")}
    moved = {names[name]: cell for name, cell in values.items() if name in names and cell not in (None, "")}
    kept = {name: cell for name, cell in values.items() if name not in names and name not in new and name not in moved}
    for name in ("found", "loaded", "corrected"):
        if name in moved:
            moved[name] = to_day(moved[name])
    return {**kept, **moved}


def _gdelt(values: Values) -> Values:
    title = re.sub(r"\s+([,.;:!?%)\]])", r"\1", str(values.get("title") or ""))
    seen = {"published": values.get("seendate"), "published_method": "found"}
    return _renamed(
        {**values, "title": title, **seen}, {"seendate": "found", "domain": "source", "socialimage": "images"}
    )


def _event_registry(values: Values) -> Values:
    published = values.get("dateTimePub") or values.get("dateTime")
    told = {} if values.get("dateTimePub") else {"published_method": "found"}
    for name in ("dateTimePub", "date", "time"):
        values.pop(name, None)
    mended = _renamed(values, {"dateTime": "found", "uri": "article_id", "body": "text"})
    return {**mended, "published": published, **told}


def _nela(values: Values) -> Values:
    text = values.get("content") or values.get("text") or ""
    published = values.get("published_utc") or values.get("published") or values.get("date")
    rest = {
        name: cell
        for name, cell in values.items()
        if name not in {"published_utc", "published", "date", "content", "text"}
    }
    masked = sum(run.count("@") for run in MASK.findall(text))
    return {
        **_renamed(rest, {"collection_utc": "retrieved"}),
        "text": text,
        "published": published,
        "published_told": str(values.get("published") or ""),
        "date_told": values.get("date"),
        "masked": masked,
    }


def _trafilatura(values: Values) -> Values:
    values.pop("raw_text", None)
    names = {"source": "url", "source-hostname": "source", "filedate": "retrieved"}
    if not values.get("source-hostname"):
        names["hostname"] = "source"
    return _renamed(values, names)


def _fundus(values: Values) -> Values:
    body = values["body"]
    sections = [line for one in body["sections"] for line in [*one.get("headline", []), *one.get("paragraphs", [])]]
    page = values.pop("html", None) or {}
    values = {
        **values,
        "text": "\n".join(sections),
        "summary": "\n".join(body.get("summary") or []),
        "url": page.get("responded_url") or page.get("requested_url"),
        "retrieved": page.get("crawl_date"),
        "source": (page.get("source_info") or {}).get("publisher"),
    }
    values.pop("body")
    return _renamed(values, {"publishing_date": "published"})


def _csl_day(cell: Any) -> str:
    parts = (cell.get("date-parts") or [[]])[0] if isinstance(cell, Mapping) else []
    if parts:
        return "-".join(f"{int(part):02}" for part in parts)
    return str((cell.get("raw") or cell.get("literal") or "") if isinstance(cell, Mapping) else cell or "")


def _csl(values: Values) -> Values:
    days = {"issued": _csl_day(values.get("issued")), "accessed": _csl_day(values.get("accessed"))}
    names = {
        "issued": "published",
        "accessed": "retrieved",
        "container-title": "source",
        "URL": "url",
        "abstract": "summary",
    }
    return _renamed({**values, **days}, names)


def _nyt(values: Values) -> Values:
    headline = values["headline"]
    values["authors"] = values.get("byline")
    title = headline["main"] or headline.get("print_headline")
    rest = {name: cell for name, cell in values.items() if name not in {"headline", "byline"}}
    mended = _renamed(
        rest,
        {
            "lead_paragraph": "text",
            "snippet": "summary",
            "abstract": "summary",
            "pub_date": "published",
            "web_url": "url",
        },
    )
    return {**mended, "title": title, "text_status": "truncated"}


def _only(**names: str) -> Callable[[Values], Values]:
    return lambda values: _renamed(values, {name.replace("__", " "): ours for name, ours in names.items()})


_FORMS: Final[tuple[tuple[frozenset[str], Callable[[Values], Values]], ...]] = (
    (frozenset({"seendate", "domain"}), _gdelt),
    (frozenset({"dateTimePub", "uri"}), _event_registry),
    (frozenset({"dateTime", "dataType", "uri"}), _event_registry),
    (frozenset({"published_utc", "collection_utc"}), _nela),
    (frozenset({"fingerprint", "hostname", "source"}), _trafilatura),
    (frozenset({"body", "publishing_date"}), _fundus),
    (frozenset({"container-title", "issued"}), _csl),
    (frozenset({"headline", "pub_date", "web_url"}), _nyt),
    (frozenset({"date_download", "date_modify", "date_publish"}), _only(date_modify="corrected")),
    (frozenset({"indexed_date", "media_name"}), _only(indexed_date="loaded", media_name="source")),
    (
        frozenset({"Item Type", "Publication Title"}),
        _only(Publication__Title="source", Abstract__Note="summary", Access__Date="retrieved", Date__Added="loaded"),
    ),
    (
        frozenset({"StoreId", "pubtitle"}),
        _only(StoreId="article_id", pubtitle="source", pubdate="published", entryDate="loaded", Abstract="summary"),
    ),
)
