"""Articles to stories: single events, and the long threads that they are parts of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newslab.group.copies import link_copies
from newslab.group.linkage import average_groups, link_average
from newslab.group.linker import SAME_EVENT, SAME_THREAD, StoryLinker, check_cuts, first_of_each
from newslab.group.signals import Signals
from newslab.group.storybook import Storybook
from newslab.group.vectors import embedding_texts, prepare
from newslab.tables import COPIES, MEMBERS, STORIES, check, empty

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["StoryLinker", "embedding_texts", "link_stories"]


def link_stories(
    articles: pd.DataFrame,
    *,
    vectors: NDArray[Any] | None = None,
    copies: pd.DataFrame | None = None,
    spans: object = None,
    same_event: float = SAME_EVENT,
    same_thread: float = SAME_THREAD,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Group articles into stories: those on one event, and threads of several such parts.

    Parameters
    ----------
    articles : ARTICLES table, n rows; title, source and published may be missing, in part or altogether.
    vectors : (n, dim) array, one row per article in the order of `articles`; computed where None.
    copies : COPIES table of these articles; computed where None. A copy goes where its origin goes and weighs nothing.
    spans : not read; kept so that every step of the chain may be called alike.
    same_event : mean score that makes groups one event, 0 to 1; higher gives smaller stories.
    same_thread : mean score that makes events parts of one thread, 0 to 1; 1 gives no threads.

    Returns
    -------
    STORIES table, ordered by first day, last day and id, and MEMBERS table, ordered by story and article. Every
    English article is in one story of the lower level and, where that has a `parent_id`, in the parent too.
    `n_sources` counts distinct sources; `score` is the likeness of an article to its story's centre, -1 to 1.

    Raises
    ------
    TableError
        If `articles` or `copies` break their contract, or `vectors` do not fit.
    OptionError
        If a cut is not above 0 and at most 1.

    Notes
    -----
    Average link (UPGMA) on one score per pair: meaning without what the collection shares (Mu & Viswanath 2018), TF-IDF
    and days apart; threads on shared names and meaning. Weights and what each part brings: benchmarks/stories.md.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> titles = ["Ferry sinks off Crete", "Ferry sinks near Crete", "Chess title for Ding"]
    >>> table = pd.DataFrame({"article_id": list("abc"), "title": titles, "text": titles})
    >>> stories, members = link_stories(table, vectors=np.array([[1, 0, 0], [0.9, 0.1, 0], [0, 0, 1]]))
    >>> sorted(stories["n_articles"])
    [1, 2]
    """
    check_cuts(same_event, same_thread)
    table, given = prepare(articles, vectors, step="link_stories")
    if not len(table):
        return empty(STORIES), empty(MEMBERS)
    first = first_of_each(table, link_copies(table) if copies is None else check(copies, COPIES))
    kept = np.flatnonzero(first == np.arange(len(table)))
    signals = Signals.of(table.iloc[kept], given[kept])
    event = link_average(len(kept), signals.same_event, same_event, floor=same_event)
    thread = average_groups(signals.same_thread(event), same_thread)[event]
    place = np.searchsorted(kept, first)
    book = Storybook(table, given)
    return book.tables(event[place], thread[place])
