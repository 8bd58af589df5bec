"""Articles to stories: single events, and the long threads that they are parts of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newslab.group.copies import link_copies, witnesses
from newslab.group.edits import Replayed, replay_edits
from newslab.group.likeness import Events, Threads, alike_at_large, chain_model, event_model, link_threads, log_odds
from newslab.group.linkage import link_groups
from newslab.group.linker import (
    SAME_EVENT,
    SAME_THREAD,
    StoryLinker,
    check_cuts,
    first_of_each,
)
from newslab.group.signals import Signals
from newslab.group.storybook import Storybook
from newslab.group.vectors import embedding_texts, prepare
from newslab.tables import COPIES, check

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["StoryLinker", "embedding_texts", "link_stories"]


def link_stories(
    articles: pd.DataFrame,
    *,
    vectors: NDArray[Any] | None = None,
    copies: pd.DataFrame | None = None,
    edits: pd.DataFrame | None = None,
    same_event: float = SAME_EVENT,
    same_thread: float = SAME_THREAD,
    weights: str | Path | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Group articles into stories: those on one event, and threads of several such parts.

    Parameters
    ----------
    articles : ARTICLES table, n rows; title, source and published may be missing, in part or altogether.
    vectors : (n, dim) array, one row per article in the order of `articles`; computed where None.
    copies : COPIES table of these articles; computed where None. A copy goes where its origin goes and weighs nothing.
    edits : EDITS table of corrections by hand (see `log_edit`), applied in their order; a line is logged for each that
        does not apply to these stories.
    same_event : how likely two groups must be on one event to be joined, 0 to 1; higher gives smaller stories.
    same_thread : how likely two groups of events must be one chain of events to be parts of one thread, 0 to 1; 1 gives
        no threads.
    weights : folder of other weights for the decisions (see `load_weights`).

    Returns
    -------
    STORIES table, ordered by first day, last day and id, and MEMBERS table, ordered by story and article. Every
    English article is in one story of the lower level and, where that has a `parent_id`, in the parent too.
    `n_sources` counts independent origins: the outlets in which its texts were first published; `score` is the
    likeness of an article to its story's centre, -1 to 1.

    Raises
    ------
    TableError
        If `articles`, `copies` or `edits` break their contract, or `vectors` do not fit.
    OptionError
        If a cut is not above 0 and at most 1.

    Notes
    -----
    Average link (UPGMA) on learned log-odds of a pair: meaning without what the collection shares (Mu & Viswanath
    2018), TF-IDF of words, titles, names, phrases, numbers and what is quoted, days apart, and whether both are of one
    source, which speaks against one story (`data/train/same_story.py`); only pairs of articles that are near in meaning
    are looked at. Threads are average link too, of events, by meaning, names, phrases, days apart and whether both
    report what happened on a day; each part must fit the others, and where nothing is sure nothing is joined. Weights
    and what each part brings: benchmarks/stories.md.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> titles = ["Ferry sinks off Crete", "Ferry sinks near Crete", "Chess title for Ding"]
    >>> table = pd.DataFrame({"article_id": list("abc"), "title": titles, "text": titles})
    >>> stories, members = link_stories(table, vectors=np.array([[1, 0, 0], [0.9, 0.1, 0], [0, 0, 1]]))
    >>> sorted(stories["n_articles"])
    [1, 2]
    """
    linked = link_edited(
        articles,
        vectors=vectors,
        copies=copies,
        edits=edits,
        same_event=same_event,
        same_thread=same_thread,
        weights=weights,
    )
    return linked.stories, linked.members


@dataclass(frozen=True)
class Linked:
    """Stories, and what an edit log did to them."""

    stories: pd.DataFrame
    members: pd.DataFrame
    replayed: Replayed


def link_edited(
    articles: pd.DataFrame,
    *,
    vectors: NDArray[Any] | None,
    copies: pd.DataFrame | None,
    edits: pd.DataFrame | None,
    same_event: float = SAME_EVENT,
    same_thread: float = SAME_THREAD,
    weights: str | Path | None = None,
) -> Linked:
    """Link as `link_stories` does, and tell which edits changed what and which did not apply."""
    check_cuts(same_event, same_thread)
    table, given = prepare(articles, vectors, step="link_stories")
    copies = link_copies(table) if copies is None else check(copies, COPIES)
    book = Storybook(given.__getitem__).read(table.assign(witness=witnesses(table, copies).to_numpy()))
    event, thread = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if len(table):
        first = first_of_each(table, copies)
        kept = np.flatnonzero(first == np.arange(len(table)))
        signals = Signals.of(table.iloc[kept], given[kept])
        events = Events(signals, event_model(signals, weights))
        found = link_groups(events, np.arange(len(kept)), Events.pairs(signals), log_odds(same_event))
        threads = Threads(signals, found, chain_model(signals, weights), alike_at_large(signals, found))
        whole = link_threads(threads, np.arange(len(threads)), log_odds(same_thread))[found]
        place = np.searchsorted(kept, first)
        event, thread = found[place], whole[place]
    rows = {article_id: row for row, article_id in enumerate(table["article_id"])}
    replayed = replay_edits(book.plan(event, thread), edits, rows, book.make_story_id)
    return Linked(*book.tell(replayed.plan), replayed)
