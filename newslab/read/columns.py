"""Which column of a user's table is which column of ours: found by the names that news data commonly use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from newslab.errors import ReadError
from newslab.read.found import shorten
from newslab.read.parts import LEAVES, NESTS

# Order matters: the first name that is present is taken. Names are compared without case, spaces, "_", "-", ":".
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "article_id": ("articleid", "newsid", "docid", "documentid", "storyid", "uuid", "guid", "uid", "id"),
    "url": ("url", "link", "articleurl", "canonicalurl", "weburl", "permalink", "href", "uri", "originallink",
            "address"),
    "source": ("source", "sourcename", "outlet", "outletname", "publisher", "publication", "publishername", "newspaper",
               "containertitle",
               "sitename", "site", "website", "domain", "sourcedomain", "medium", "media", "journal", "channel",
               "feed", "feedname", "feedtitle", "provider", "agency", "host", "hostname", "sourcehostname"),
    "title": ("title", "headline", "head", "heading", "articletitle", "newstitle", "webtitle", "titletext"),
    "subtitle": ("subtitle", "subheadline", "subhead", "deck", "standfirst", "dek", "kicker", "lede", "trailtext"),
    "text": ("text", "content", "body", "articlebody", "articletext", "fulltext", "maintext", "bodytext", "contenttext",
             "contentencoded", "contenthtml", "bodyhtml", "html", "story", "article", "plaintext", "rawtext",
             "textcontent",
             "newstext", "articlecontent", "document", "paragraphs", "sentences"),
    "summary": ("summary", "description", "abstract", "snippet", "excerpt", "lead", "teaser"),
    "text_status": ("textstatus",),
    "published": ("published(year,month,day)", "published", "publishedat", "datepublished", "publishdate",
                  "publisheddate", "publishingdate", "publicationdate", "dateofpublication", "pubdate",
                  "publicationtime", "publishtime", "publishedtime", "webpublicationdate", "date", "datetime",
                  "timestamp",
                  "day", "articledate", "newsdate", "createdat", "created", "datecreated", "posted", "postedat",
                  "issued", "dcdate", "time", "pubtime", "year", "publishedparsed", "updated", "datemodified",
                  "seendate", "datepublish"),
    "published_day": ("publishedday",),
    "published_first": ("publishedfirst",),
    "published_last": ("publishedlast",),
    "published_method": ("publishedmethod",),
    "language": ("language", "lang", "languagecode", "inlanguage", "articlelanguage"),
    "authors": ("authors(given,family)", "authors", "author", "authorname", "byline", "creator", "dccreator", "writer",
                "writers", "journalist", "reporter"),
    "section": ("section", "category", "categories", "sectionname", "rubric", "desk"),
    "origin": ("origin", "syndicatedfrom"),
    "revision_of": ("revisionof",),
    "retrieved": ("retrieved", "retrievedat", "crawled", "crawledat", "crawldate", "datedownload", "scraped",
                  "scrapedat",
                  "fetched", "fetchedat", "accessed", "downloaded", "downloaddate", "scrapedate"),
    "weight": ("weight",),
    "images": ("images", "image", "imageurl", "topimage", "photo", "urltoimage", "thumbnail"),
}  # fmt: skip
STORY_TEXT: Final = {"story", "article", "document"}  # also names of labels: taken only if cells look like prose
LONGEST_SHOWN = 40  # characters of a column's name in a message
LONGEST_NAME = 80  # characters; what is longer is no name but a cell
# Words that change nothing about what a column holds: "news source" is a source, "data source" need not be one.
PLAIN_WORDS: Final = STORY_TEXT | {
    *("a", "full", "in", "item", "main", "media", "name", "news", "of", "online", "original", "post", "press", "print"),
    *("publish", "published", "release", "the", "web"),
}
FOUND_BY_WORDS: Final = ("url", "source", "title", "subtitle", "text", "summary", "published", "language", "authors",
                         "section", "retrieved", "images")  # fmt: skip


def find_columns(
    names: Iterable[str],
    columns: Mapping[str, str] | None = None,
    *,
    prose: Iterable[str] = (),
    addresses: Iterable[str] = (),
    by_words: bool = True,
) -> dict[str, str]:
    """Map our column names to those of a table; where two columns would fit by their words, neither is taken.

    Parameters
    ----------
    names : the table's columns.
    columns : ours to theirs, where the user says so; these come before any guess.
    prose : those columns whose cells are long texts; decides on names that may also be labels, such as "story".
    addresses : those whose cells are web addresses: they are no outlet's name, and the url if no column has its name.
    by_words : also take a name that only adds plain words to a known one, such as "Media Outlet" or "news source".

    Raises
    ------
    ReadError
        If `columns` names a column that is not there, or one of ours that does not exist.

    Examples
    --------
    >>> find_columns(["Headline", "pub_date", "Outlet", "content"])
    {'source': 'Outlet', 'title': 'Headline', 'text': 'content', 'published': 'pub_date'}
    >>> find_columns(["Title of the article", "Media Outlet", "Data Source", "text"])
    {'source': 'Media Outlet', 'title': 'Title of the article', 'text': 'text'}
    """
    present = [str(name) for name in names]
    found = dict(columns or {})
    _check_said(found, present)
    taken, long_texts, linked = set(found.values()), set(prose), set(addresses)
    folded = _folded(present)
    for ours in NAMES:
        fits = [] if ours in found else _fitting(ours, folded, taken, long_texts)
        if ours == "source" and (addresses_too := [one for one in fits if one in linked]):
            found.setdefault("url", addresses_too[0])
            taken.add(found["url"])
            fits = [one for one in fits if one not in linked]
        if fits:
            found[ours] = fits[0]
            taken.add(fits[0])
    if by_words:
        found |= _found_by_words([name for name in present if name not in taken], set(found), long_texts)
    return {ours: found[ours] for ours in NAMES if ours in found}


def _check_said(columns: Mapping[str, str], present: list[str]) -> None:
    """Refuse what a user says of columns that are not there."""
    for ours, theirs in columns.items():
        if ours not in NAMES:
            swapped = f"; did you mean {theirs}={ours}?" if theirs in NAMES else f"; there are {', '.join(NAMES)}"
            raise ReadError(f"columns: {ours!r} is no column of articles{swapped}")
        if theirs not in present:
            raise ReadError(f"columns: {theirs!r} is not there; the table has {list_names(present, 20)}")


def _fitting(ours: str, folded: Mapping[str, str], taken: set[str], prose: set[str]) -> list[str]:
    """Return the columns that have a name of `ours` and are free, the likeliest first."""
    named = [(one, folded[one]) for one in NAMES[ours] if one in folded]
    return [theirs for one, theirs in named if theirs not in taken and (one not in STORY_TEXT or theirs in prose)]


def _folded(present: list[str]) -> dict[str, str]:
    """Return the names of columns by their bare form; of one with a level above it, also the part that tells."""
    folded: dict[str, str] = {}
    for name in present:
        folded.setdefault(_fold(name), name)
    for name in present:
        outer, _, inner = name.partition(".")
        if inner and (outer in NESTS or inner.lower() in LEAVES):
            folded.setdefault(_fold(inner if outer in NESTS else outer), name)
    return folded


def _found_by_words(names: list[str], found: set[str], long_texts: set[str]) -> dict[str, str]:
    fitting: dict[str, list[str]] = {}
    for name in names:
        for ours in _meant_by(name, name in long_texts) - found:
            fitting.setdefault(ours, []).append(name)
    return {ours: fits[0] for ours, fits in fitting.items() if len(fits) == 1}


def _meant_by(name: str, is_prose: bool) -> set[str]:
    """Return the one column of ours that the words of a name tell, in a set; empty where none or several do."""
    words = [word.lower() for word in _WORD.findall(name)]
    telling = [word for word in words if word not in PLAIN_WORDS]
    if not telling:
        # "published" and "media" name a column of ours by themselves; an "article" does only where cells are prose.
        telling = [word for word in words if word in _OURS and word not in STORY_TEXT]
        telling = telling or (["text"] if is_prose and STORY_TEXT & set(words) else [])
    meant = [_OURS.get("".join(telling))] if "".join(telling) in _OURS else [_OURS.get(word) for word in telling]
    one = set(meant)
    return {ours for ours in one if ours in FOUND_BY_WORDS} if len(one) == 1 else set()


def list_names(names: Iterable[str], most: int = 8) -> str:
    """Return the names of columns as one line for a message: each cut, the first `most`, and whether a header is
    missing.

    Examples
    --------
    >>> list_names(["Inhalt", "Datum"]), list_names(["3", "Dam opens"])
    ('Inhalt, Datum', '3, Dam opens (no header row?)')
    """
    every = list(names)
    shown = ", ".join(shorten(name, LONGEST_SHOWN) for name in every[:most])
    more = f" and {len(every) - most:,} more" if len(every) > most else ""
    headless = any(len(name) > LONGEST_NAME or re.fullmatch(r"[\d\s.,:/+-]*\d[\d\s.,:/+-]*", name) for name in every)
    return f"{shown}{more}{' (no header row?)' if headless else ''}"


def _fold(name: str) -> str:
    return re.sub(r"[\s_\-:.]+", "", name).lower() or name.lower()


_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W_]")
_OURS: Final = {theirs: ours for ours, candidates in NAMES.items() for theirs in candidates}
