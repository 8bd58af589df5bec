"""Same event: statements that tell of one happening, by a learned likeness of pairs and groups that fit as wholes.

A pair is judged by its acts (their words where they stand, who and whom and where, how often the story says them) and by
the days, manner and words of its statements: one model, taught by news of all kinds and by political news. A group forms only where its members are alike on average, so that no chain of likeness makes an event.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from newslab.events.acts import Act, Acts, read_acts
from newslab.events.pairs import Compared, days_of
from newslab.events.told import read_texts
from newslab.learned import load_weights
from newslab.tables import ARTICLES, MEMBERS, STATEMENTS, check, make_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Numbers = NDArray[np.float64]

__all__ = ["group_pairs", "keep_apart", "likely_pairs", "link_events", "read_acts", "read_texts", "stories_of"]

DECISION: Final = "same_event"
SAME: Final = 0.3  # mean probability from which groups are one event: CoNLL out of fold, benchmarks/coreference.md
LIKE: Final = 0.35  # cosine of two heads where they stand up to which other words are not compared: 30 % of pairs are
ELSE: Final = 0.016  # share of pairs below it that are one event on ECB+, which is then their probability
APART: Final = -1e6  # what no mean outweighs
SLACK: Final = 1  # days by which two reports of one day may be apart
NARROW: Final = 3  # days of a span beyond which it names no day that parts of a story could share
BLOCK: Final = 100_000  # pairs whose features are held at once
DECIMALS: Final = 6


def link_events(
    statements: pd.DataFrame,
    articles: pd.DataFrame,
    members: pd.DataFrame | None = None,
    *,
    same: float = SAME,
    weights: str | Path | None = None,
) -> pd.DataFrame:
    """Say which statements tell of one event.

    Parameters
    ----------
    statements : STATEMENTS table, n rows.
    articles : ARTICLES table of the articles they stand in.
    members : MEMBERS table: only statements of one story are compared; None: all are of one story.
    same : mean probability from which two groups of statements are one event, 0 to 1; higher gives smaller events.
    weights : folder of other weights, as `load_weights` reads them.

    Returns
    -------
    Table of n rows in the order and on the index of `statements`: `event_id`, and `p`, the mean probability that a
    statement tells what the others of its event tell (1 where there is no other).

    Raises
    ------
    TableError
        If a table breaks its contract, or a statement stands in no article.

    Notes
    -----
    Logistic regression over pairs, average link (UPGMA) over their probabilities. Statements whose own days exclude
    each other, and parts of one story whose statements have no day in common, are never one event. Trained on ECB+
    (Cybulska & Vossen 2014) and on judged pairs of political news. Figures: benchmarks/coreference.md.

    Examples
    --------
    >>> texts = ["A quake struck Chile on Monday.", "Chile was hit by an earthquake on Monday.", "Shares fell in Oslo."]
    >>> articles = pd.DataFrame({"article_id": list("abc"), "text": texts})
    >>> from newslab.text.spans import find_statements
    >>> link_events(find_statements(articles), articles)["event_id"].nunique()
    2
    """
    statements, articles = check(statements, STATEMENTS), check(articles, ARTICLES)
    found = pd.DataFrame(
        {"event_id": pd.Series(index=statements.index, dtype=object), "p": 1.0}, index=statements.index
    )
    order = np.lexsort([statements[name].to_numpy() for name in ("statement_id", "start", "field", "article_id")])
    table = statements.iloc[order].reset_index(drop=True)
    groups, parts = stories_of(table, members)
    labels, fit = np.arange(len(table)), np.ones(len(table))
    acts = read_acts(table, articles, groups) if len(table) else None
    for rows in _by_group(groups):
        if acts is None or len(rows) < 2:
            continue
        some, codes = acts.take(rows), pd.factorize(np.array(parts, dtype=object)[rows])[0]
        pairs = score_pairs(some, _sets(some.table, codes), weights=weights)
        apart = partial(keep_apart, some.table, codes, some.acts)
        own, fit[rows] = group_pairs(len(rows), pairs, apart, same)
        labels[rows] = rows[own]
    keys = table["statement_id"].tolist()
    found.iloc[order, 0] = [make_id("event", keys[at]) for at in labels]
    found.iloc[order, 1] = np.round(fit, DECIMALS)
    return found.astype({"event_id": statements["statement_id"].dtype})


def stories_of(statements: pd.DataFrame, members: pd.DataFrame | None) -> tuple[list[str], list[str]]:
    """Give each statement the largest and the smallest story that hold its article."""
    articles = statements["article_id"].astype(str).tolist()
    if members is None:
        return [""] * len(articles), [""] * len(articles)
    members = check(members, MEMBERS)
    sizes = Counter(members["story_id"])
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for story, article in zip(members["story_id"], members["article_id"], strict=True):
        found[str(article)].append((sizes[story], str(story)))
    alone = [(1, "")]
    largest = [max(found.get(one, alone), key=lambda each: (each[0], each[1]))[1] or one for one in articles]
    smallest = [min(found.get(one, alone))[1] or one for one in articles]
    return largest, smallest


def _by_group(groups: Sequence[str]) -> Iterator[Rows]:
    rows: dict[str, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        rows[group].append(at)
    yield from (np.array(rows[group], dtype=np.int64) for group in sorted(rows))


# --------------------------------------------------------------------------------------------------------------- pairs


def likely_pairs(acts: Acts, sets: Sequence[Rows] | None = None) -> tuple[Rows, Rows]:
    """Return the pairs worth comparing, left before right: heads of one base form, or alike where they stand.

    `sets` are rows within which pairs are sought; None: among all.
    """
    codes = pd.factorize(np.array([act.lemma for act in acts.acts], dtype=object))[0]
    found = [np.zeros(0, dtype=np.int64)]
    for rows in [np.arange(len(acts))] if sets is None else sets:
        step = max(1, 4_000_000 // max(1, len(rows)))
        for first in range(0, len(rows), step):
            some = rows[first : first + step]
            near = np.einsum("ik,jk->ij", acts.vectors[some], acts.vectors[rows]) > LIKE
            near |= codes[some, None] == codes[None, rows]
            near &= some[:, None] < rows[None, :]
            left, right = np.nonzero(near)
            found.append(some[left] * len(acts) + rows[right])
    whole = np.unique(np.concatenate(found))
    return whole // max(1, len(acts)), whole % max(1, len(acts))


def _sets(statements: pd.DataFrame, parts: Rows) -> list[Rows]:
    """Give the rows among which one event is sought: those of each part of a story, and those that tell of one day."""
    found = [np.flatnonzero(parts == part) for part in np.unique(parts)]
    if len(found) == 1:
        return found
    dated, first, last = days_of(statements)
    narrow = np.flatnonzero(dated & (last - first <= NARROW))
    return found + [narrow[np.abs(first[narrow] - day) <= SLACK] for day in np.unique(first[narrow])]


def score_pairs(
    acts: Acts, sets: Sequence[Rows] | None = None, *, weights: str | Path | None = None
) -> tuple[Rows, Rows, Numbers]:
    """Return pairs of acts, left before right, and the probability of each that they tell one event."""
    model = load_weights(DECISION, weights)
    compare = Compared(acts)
    left, right = likely_pairs(acts, sets)
    p = np.zeros(len(left))
    for first in range(0, len(left), BLOCK):
        block = slice(first, first + BLOCK)
        features = compare(left[block], right[block])
        names = list(features)
        columns = [features[names[at]] for at in model.places(names)]
        p[block] = model.probabilities(np.stack(columns, axis=1))[:, 1]
    return left, right, np.round(p, DECIMALS)


def keep_apart(statements: pd.DataFrame, parts: Rows, acts: Sequence[Act], rows: Rows) -> NDArray[np.bool_]:
    """Return which of some statements cannot be one event, shape (n rows, n rows).

    Those whose own days exclude each other; those of other parts of a story without such a day in common; and those done
    by other named persons, neither of whom it is done to.
    """
    dated, first, last = (values[rows] for values in days_of(statements))
    meet = (first[:, None] - SLACK <= last[None, :]) & (first[None, :] - SLACK <= last[:, None])
    both, part = dated[:, None] & dated[None, :], parts[rows]
    apart: NDArray[np.bool_] = (both & ~meet) | ((part[:, None] != part[None, :]) & ~(both & meet))
    named = [at for at, row in enumerate(rows.tolist()) if acts[row].doers]
    for i, j in combinations(named, 2):
        apart[i, j] |= _by_others(acts[rows[i]], acts[rows[j]])
        apart[j, i] = apart[i, j]
    return apart


def _by_others(one: Act, other: Act) -> bool:
    if one.doers & other.doers:
        return False
    return not (one.doers & (other.who | other.whom) or other.doers & (one.who | one.whom))


# -------------------------------------------------------------------------------------------------------------- groups


def group_pairs(
    n: int, pairs: tuple[Rows, Rows, Numbers], apart: Callable[[Rows], NDArray[np.bool_]] | None, same: float
) -> tuple[Rows, Numbers]:
    """Group n acts by average link: a group joins another while the mean probability over their pairs is `same`.

    Parameters
    ----------
    n : number of acts.
    pairs : left, right and probability of the pairs that were compared; others have `ELSE`.
    apart : says of some acts which pairs of them are never in one group, (n, n); None: all may be.
    same : mean probability, 0 to 1.

    Returns
    -------
    (labels, fit), both (n,): the first act of each one's group, and the mean probability of each with the others of its
    group, 1 where it is alone.
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    left, right, p = pairs
    near = p >= same  # a mean of at least `same` needs such a pair: groups lie within what these connect
    graph = coo_matrix((np.ones(int(near.sum())), (left[near], right[near])), shape=(n, n))
    home = connected_components(graph, directed=False)[1]
    labels, fit, place = np.arange(n), np.ones(n), np.zeros(n, dtype=np.int64)
    of_pair = home[left]
    order = np.argsort(of_pair, kind="stable")
    order = order[home[left[order]] == home[right[order]]]
    bounds = np.searchsorted(of_pair[order], np.arange(home.max(initial=-1) + 2))
    for number, rows in enumerate(_by_code(home)):
        if len(rows) == 1:
            continue
        likeness = np.full((len(rows), len(rows)), ELSE)
        place[rows] = np.arange(len(rows))
        own = order[bounds[number] : bounds[number + 1]]
        likeness[place[left[own]], place[right[own]]] = p[own]
        if apart is not None:
            likeness[np.triu(apart(rows), 1)] = APART
        upper = likeness[np.triu_indices(len(rows), 1)]
        found = fcluster(linkage(np.round(1 - upper, DECIMALS), "average"), 1 - same, "distance")
        both = np.triu(likeness, 1) + np.triu(likeness, 1).T
        for one in np.unique(found):
            inside = np.flatnonzero(found == one)
            labels[rows[inside]] = rows[inside[0]]
            if len(inside) > 1:
                fit[rows[inside]] = both[np.ix_(inside, inside)].sum(axis=1) / (len(inside) - 1)
    return labels, fit


def _by_code(codes: Rows) -> Iterator[Rows]:
    """Give the rows of each code, in order of codes."""
    order = np.argsort(codes, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(codes[order])) + 1) if len(codes) else []
