"""The front page of a corpus: the Explorer, over a plain list of what was reported most widely and last."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from newslab.digest.periods import tell_day, tell_period
from newslab.pageset import tables_id, write_set
from newslab.report.explorer.page import ExplorerPage, explorer_page
from newslab.report.leads import find_leads
from newslab.report.page import shelf_page
from newslab.report.render import plain, story_file
from newslab.report.sections import headline_of
from newslab.report.shelf import Shelf, Tables

SHORTEST_HALF_LIFE: Final = 30.0  # days; else the time a corpus covers: after it, an origin counts half as much
MOST_TOP = 400
INDEX_FILE: Final = "index.html"


def build_index(corpus: Tables, *, files: Mapping[str, str] | None = None) -> ExplorerPage:
    """Build the front page of a corpus: the Explorer, which opens on the stories; where no script runs, their list.

    Parameters
    ----------
    corpus : the tables of a build, as `newslab.Corpus` holds them.
    files : story_id -> name of its page in the same folder; None: each story has the name `story_file` gives it.

    Returns
    -------
    ExplorerPage. Stories are ranked by the number of distinct origins (of a story of several parts, that of its
    largest, so that nothing rises by being linked), which counts half as much after the time the corpus covers; stories
    of one origin come last.

    Examples
    --------
    >>> import newslab as nl
    >>> build_index(nl.Corpus())
    ExplorerPage('Top headlines', 0 headlines)
    """
    return _index(Shelf.of(corpus), corpus, files)


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
    """Render the page of every story, and the index that leads to them: name of the file to HTML."""
    shelf = Shelf.of(corpus)
    files = {story_id: story_file(story_id) for story_id in shelf.stories}
    pages = {
        name: shelf_page(shelf, story_id, files=files, index=INDEX_FILE).to_html() for story_id, name in files.items()
    }
    return {**pages, INDEX_FILE: _index(shelf, corpus, files).to_html()}


def _index(shelf: Shelf, corpus: Tables, files: Mapping[str, str] | None) -> ExplorerPage:
    names = {key: story_file(key) for key in shelf.stories} if files is None else files
    cards = _cards(shelf, names)
    top = [card for card in cards if not card["is_part"]]
    n_outlets, n_unnamed = shelf.outlets(shelf.articles)
    moments = sorted(moment for key in shelf.articles if (moment := shelf.moment(key)))
    front = {
        "n_articles": len(shelf.articles),
        "n_sources": n_outlets,
        "n_unnamed": n_unnamed,
        "n_stories": len(top),
        "n_origins": shelf.n_origins(shelf.articles),
        "dates": _dates(moments),
        "top": top[:MOST_TOP],
        "n_more": max(0, len(top) - MOST_TOP),
    }
    return explorer_page(corpus.tables, title="Top headlines", front=front, cards=cards)


def _cards(shelf: Shelf, files: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what the index shows of each story, the most important first."""
    newest = max((moment[:10] for key in shelf.articles if (moment := shelf.moment(key))), default="")
    oldest = min((moment[:10] for key in shelf.articles if (moment := shelf.moment(key))), default="")
    half_life = max(SHORTEST_HALF_LIFE, _age(oldest, newest))
    tables = shelf.desk.tables
    leads = find_leads(tables["passages"], tables["citations"], tables["sentences"])
    cards = []
    for story_id, story in shelf.stories.items():
        members = shelf.articles_of(story_id)
        moment = max((shelf.moment(key) for key in members), default="")
        n_origins = shelf.n_origins(members)
        parts = shelf.parts.get(story_id, [])
        largest = max((shelf.n_origins(shelf.articles_of(part)) for part in parts), default=n_origins)
        cards.append(
            {
                "story_id": story_id,
                "title": headline_of(shelf, story_id),
                "href": files.get(story_id, ""),
                "lead": plain(leads.get(story_id)),
                "when": tell_period(story.first_day, story.last_day),
                "n_articles": len(members),
                "n_origins": n_origins,
                "is_part": isinstance(story.parent_id, str),
                "n_parts": len(parts),
                "members": members,
                "moment": moment,
                "rank": round(math.log2(1 + largest) - _age(moment, newest) / half_life, 6),
            }
        )
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
