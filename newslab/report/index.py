"""The front page of a corpus: what was reported most widely and last, by topic, by source, and what was not taken."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from newslab.digest.periods import tell_day, tell_period
from newslab.pageset import tables_id, write_set
from newslab.report.explorer.page import EXPLORER_FILE, build_explorer
from newslab.report.page import shelf_page
from newslab.report.render import View, plain, plural, story_file
from newslab.report.sections import headline_of
from newslab.report.shelf import Shelf, Tables

SHORTEST_HALF_LIFE: Final = 30.0  # days; else the time a corpus covers: after it, an origin counts half as much
MOST_TOP, MOST_FEEDS, MOST_IN_FEED = 40, 40, 6
INDEX_FILE: Final = "index.html"


@dataclass(frozen=True, repr=False)
class Index(View):
    """The front page, built and not yet rendered."""

    title: str
    data: Mapping[str, Any]
    template = "index.html.j2"

    def __repr__(self) -> str:
        return f"Index({self.title!r}, {len(self.data['top'])} headlines)"


def build_index(corpus: Tables, *, files: Mapping[str, str] | None = None) -> Index:
    """Build the front page of a corpus.

    Parameters
    ----------
    corpus : the tables of a build, as `newslab.Corpus` holds them.
    files : story_id -> name of its page in the same folder; None: each story has the name `story_file` gives it.

    Returns
    -------
    Index. Headlines are ranked by the number of distinct origins (of a story of several parts, that of its largest, so
    that nothing rises by being linked), which counts half as much after the time the corpus covers; stories of one
    origin come last. Topics and sources have feeds of their own.

    Examples
    --------
    >>> import newslab as nl
    >>> build_index(nl.Corpus())
    Index('Top headlines', 0 headlines)
    """
    return _index(Shelf.of(corpus), corpus.tables, files)


def write_pages(corpus: Tables, folder: str | Path) -> Path:
    """Write the page of every story, and an index that links them, into one folder, in place of an earlier set.

    Returns
    -------
    Path of the index. Beside it `pages.json` has the hash of each page and of the build, for `newslab verify`; files
    that a user put there stay.

    Raises
    ------
    ReadError
        If the folder cannot be written; it then holds the pages that it held before.
    """
    write_set(folder, render_pages(corpus), tables_id(corpus.tables))
    return Path(folder) / INDEX_FILE


def render_pages(corpus: Tables) -> dict[str, str]:
    """Render the page of every story, an index that links them, and the Explorer: name of the file to HTML."""
    shelf = Shelf.of(corpus)
    files = {story_id: story_file(story_id) for story_id in shelf.stories}
    pages = {
        name: shelf_page(shelf, story_id, files=files, index=INDEX_FILE).to_html() for story_id, name in files.items()
    }
    explorer = build_explorer(corpus, index=INDEX_FILE).to_html()
    return {**pages, INDEX_FILE: _index(shelf, corpus.tables, files, EXPLORER_FILE).to_html(), EXPLORER_FILE: explorer}


def _index(
    shelf: Shelf, tables: Mapping[str, pd.DataFrame], files: Mapping[str, str] | None, explorer: str = ""
) -> Index:
    names = {key: story_file(key) for key in shelf.stories} if files is None else files
    cards = _cards(shelf, names)
    top = [card for card in cards if not card["is_part"]]
    articles = tables["articles"]
    n_outlets, n_unnamed = shelf.outlets(shelf.articles)
    moments = sorted(moment for key in shelf.articles if (moment := shelf.moment(key)))
    data = {
        "title": "Top headlines",
        "explorer": explorer,
        "version": shelf.version,
        "n_articles": len(articles),
        "n_sources": n_outlets,
        "n_unnamed": n_unnamed,
        "n_stories": len(top),
        "n_origins": shelf.n_origins(shelf.articles),
        "dates": _dates(moments),
        "top": top[:MOST_TOP],
        "n_more": max(0, len(top) - MOST_TOP),
        "more": list(top[MOST_TOP : MOST_TOP + 400]),
        "topics": _topic_feeds(tables, cards),
        "outside": _outside(tables),
        "sources": _source_feeds(shelf, cards),
        "untaken": _untaken(tables),
    }
    return Index("Top headlines", data)


def _cards(shelf: Shelf, files: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what the index shows of each story, the most important first."""
    newest = max((moment[:10] for key in shelf.articles if (moment := shelf.moment(key))), default="")
    oldest = min((moment[:10] for key in shelf.articles if (moment := shelf.moment(key))), default="")
    half_life = max(SHORTEST_HALF_LIFE, _age(oldest, newest))
    cards = []
    for story_id, story in shelf.stories.items():
        members = shelf.articles_of(story_id)
        moment = max((shelf.moment(key) for key in members), default="")
        n_origins = shelf.n_origins(members)
        parts = shelf.parts.get(story_id, [])
        largest = max((shelf.n_origins(shelf.articles_of(part)) for part in parts), default=n_origins)
        lead = next((row for row in shelf.passages.get(story_id, []) if row.kind in ("fact", "attributed")), None)
        cards.append({
            "story_id": story_id, "title": headline_of(shelf, story_id), "href": files.get(story_id, ""),
            "lead": plain(lead.text) if lead is not None else "", "when": tell_period(story.first_day, story.last_day),
            "n_articles": len(members), "n_origins": n_origins, "is_part": isinstance(story.parent_id, str),
            "n_parts": len(parts), "members": members, "moment": moment,
            "rank": round(math.log2(1 + largest) - _age(moment, newest) / half_life, 6),
        })  # fmt: skip
    return sorted(cards, key=lambda card: (card["n_origins"] < 2, -card["rank"], card["story_id"]))


def _age(moment: str, newest: str) -> float:
    """Return days before the newest article, at most a year; a story without a day counts as that old."""
    if not moment or not newest:
        return 365.0
    return float(min(365, (dt.date.fromisoformat(newest) - dt.date.fromisoformat(moment[:10])).days))


def _dates(moments: Sequence[str]) -> str:
    if not moments:
        return "no publication date known"
    first, last = (dt.date.fromisoformat(moment[:10]) for moment in (moments[0], moments[-1]))
    return tell_period(first, last, "days") if first != last else tell_day(first)


def _outside(tables: Mapping[str, pd.DataFrame]) -> str:
    """Say how many of the articles that topics were looked for in are in none; "" where all have one."""
    articles = tables["articles"]
    asked = articles[articles["language"].isna() | (articles["language"] == "en")]
    n = int((~asked["article_id"].isin(tables["article_topics"]["article_id"])).sum())
    return f"{n:,} of {plural(len(asked), 'English article')} {'is' if n == 1 else 'are'} in no topic." if n else ""


def _topic_feeds(tables: Mapping[str, pd.DataFrame], cards: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    best = tables["article_topics"].sort_values(["article_id", "weight", "topic_id"], ascending=[True, False, True])
    topic_of = dict(best.drop_duplicates("article_id")[["article_id", "topic_id"]].itertuples(index=False, name=None))
    held: dict[str, list[Any]] = defaultdict(list)
    for card in cards:
        counts = Counter(topic_of[key] for key in card["members"] if key in topic_of)
        if counts and not card["is_part"]:
            held[min(counts, key=lambda topic: (-counts[topic], topic))].append(card)
    rows: list[Any] = list(
        tables["topics"].sort_values(["n_articles", "topic_id"], ascending=[False, True]).itertuples()
    )
    feeds = [
        {
            "name": plain(topic.label),
            "note": plural(int(topic.n_articles), "article"),
            "stories": held[topic.topic_id][:MOST_IN_FEED],
        }
        for topic in rows
        if topic.topic_id in held
    ]
    return feeds[:MOST_FEEDS]


def _source_feeds(shelf: Shelf, cards: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    held: dict[str, list[Any]] = defaultdict(list)
    for card in cards:
        if not card["is_part"]:
            for source in sorted({shelf.source(key) for key in card["members"]}):
                held[source].append(card)
    counts = Counter(shelf.source(key) for key in shelf.articles)
    return [
        {"name": source, "note": plural(n, "article"), "stories": held[source][:MOST_IN_FEED]}
        for source, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_FEEDS]
        if source in held
    ]


def _untaken(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    problems, articles = tables["problems"], tables["articles"]
    reasons = Counter(plain(reason) for reason in problems["reason"])
    languages = Counter(plain(one) for one in articles["language"] if isinstance(one, str) and one != "en")
    return {
        "n": len(problems),
        "reasons": sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:12],
        "examples": [
            {"place": plain(row.place), "reason": plain(row.reason), "detail": plain(row.detail)[:200]}
            for row in problems.head(30).itertuples()
        ],
        "languages": sorted(languages.items(), key=lambda pair: (-pair[1], pair[0]))[:20],
        "n_foreign": sum(languages.values()),
    }
