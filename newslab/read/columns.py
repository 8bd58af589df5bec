"""Which column of a user's table is which column of ours: found by the names that news data commonly use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from newslab.errors import ReadError

# Order matters: the first name that is present is taken. Names are compared without case, spaces, "_", "-", ":".
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "article_id": ("articleid", "newsid", "docid", "documentid", "storyid", "uuid", "guid", "uid", "id"),
    "url": ("url", "link", "articleurl", "canonicalurl", "weburl", "permalink", "href", "uri", "originallink", "address"),
    "source": ("source", "sourcename", "outlet", "outletname", "publisher", "publication", "publishername", "newspaper",
               "sitename", "site", "website", "domain", "sourcedomain", "medium", "media", "journal", "channel",
               "feed", "feedname", "feedtitle", "provider", "agency", "host"),
    "title": ("title", "headline", "head", "heading", "articletitle", "newstitle", "webtitle", "titletext"),
    "subtitle": ("subtitle", "subheadline", "subhead", "deck", "standfirst", "dek", "kicker", "lede", "trailtext"),
    "text": ("text", "content", "body", "articlebody", "articletext", "fulltext", "maintext", "bodytext", "contenttext",
             "contentencoded", "contenthtml", "bodyhtml", "html", "story", "article", "plaintext", "rawtext", "textcontent",
             "newstext", "articlecontent", "document", "paragraphs", "sentences"),
    "summary": ("summary", "description", "abstract", "snippet", "excerpt", "lead", "teaser"),
    "text_status": ("textstatus",),
    "published": ("published", "publishedat", "datepublished", "publishdate", "publisheddate", "publicationdate", "dateofpublication", "pubdate",
                  "publicationtime", "publishtime", "publishedtime", "webpublicationdate", "date", "datetime", "timestamp",
                  "day", "articledate", "newsdate", "createdat", "created", "datecreated", "posted", "postedat",
                  "issued", "dcdate", "time", "pubtime", "year", "publishedparsed", "updated", "datemodified"),
    "published_day": ("publishedday",),
    "published_first": ("publishedfirst",),
    "published_last": ("publishedlast",),
    "published_method": ("publishedmethod",),
    "language": ("language", "lang", "languagecode", "inlanguage", "articlelanguage"),
    "authors": ("authors", "author", "byline", "creator", "dccreator", "writer", "writers", "journalist", "reporter"),
    "section": ("section", "category", "categories", "sectionname", "rubric", "desk"),
    "origin": ("origin", "syndicatedfrom"),
    "revision_of": ("revisionof",),
    "retrieved": ("retrieved", "retrievedat", "crawled", "crawledat", "crawldate", "datedownload", "scraped", "scrapedat",
                  "fetched", "fetchedat", "accessed", "downloaded", "downloaddate", "scrapedate"),
    "weight": ("weight",),
    "images": ("images", "image", "imageurl", "topimage", "photo", "urltoimage", "thumbnail"),
}  # fmt: skip
STORY_TEXT: Final = {"story", "article", "document"}  # also names of labels: taken only if cells look like prose


def find_columns(
    names: Iterable[str], columns: Mapping[str, str] | None = None, *, prose: Iterable[str] = ()
) -> dict[str, str]:
    """Map our column names to those of a table.

    Parameters
    ----------
    names : the table's columns.
    columns : ours to theirs, where the user says so; these come before any guess.
    prose : those columns whose cells are long texts; decides on names that may also be labels, such as "story".

    Raises
    ------
    ReadError
        If `columns` names a column that is not there, or one of ours that does not exist.

    Examples
    --------
    >>> find_columns(["Headline", "pub_date", "Outlet", "content"])
    {'source': 'Outlet', 'title': 'Headline', 'text': 'content', 'published': 'pub_date'}
    """
    present = [str(name) for name in names]
    found = dict(columns or {})
    for ours, theirs in found.items():
        if ours not in NAMES:
            swapped = f"; did you mean {theirs}={ours}?" if theirs in NAMES else f"; there are {', '.join(NAMES)}"
            raise ReadError(f"columns: {ours!r} is no column of articles{swapped}")
        if theirs not in present:
            raise ReadError(f"columns: {theirs!r} is not there; the table has {', '.join(present[:20])}")
    taken, long_texts = set(found.values()), set(prose)
    folded: dict[str, str] = {}
    for name in present:
        folded.setdefault(_fold(name), name)
    for ours, candidates in NAMES.items():
        if ours in found:
            continue
        for candidate in candidates:
            theirs = folded.get(candidate, "")
            if not theirs or theirs in taken or (candidate in STORY_TEXT and theirs not in long_texts):
                continue
            found[ours] = theirs
            taken.add(theirs)
            break
    return {ours: found[ours] for ours in NAMES if ours in found}


def _fold(name: str) -> str:
    return re.sub(r"[\s_\-:.]+", "", name).lower() or name.lower()
