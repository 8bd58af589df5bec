"""Same event: statements that tell of one happening, by a learned likeness of pairs and groups that fit as wholes.

A pair is judged by its acts: their words where they stand, who and whom and where, how often the story says them. A
group forms only where its members are alike on average, so that no chain of likeness makes an event.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.errors import TableError
from newslab.events.acts import Act, read_act
from newslab.events.agree import Agreed, score_agreement
from newslab.events.pairs import Acts, Compared
from newslab.learned import load_weights
from newslab.tables import ARTICLES, MEMBERS, STATEMENTS, check, make_id
from newslab.text.arguments import act_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from newslab.text.parse import Parsed

    Rows = NDArray[np.int64]
    Numbers = NDArray[np.float64]

DECISION: Final = "same_event"
SAME: Final = (
    0.40  # mean probability from which groups are one event: best CoNLL out of fold, benchmarks/coreference.md
)
LIKE: Final = 0.35  # cosine of two heads where they stand up to which other words are not compared: 30 % of pairs are
ELSE: Final = 0.016  # share of pairs below it that are one event on ECB+, which is then their probability
MAYBE: Final = 0.08  # probability of two acts from which their statements are compared: pairs were judged from it on
APART: Final = -1e6  # what no mean outweighs
SLACK: Final = 1  # days by which two reports of one day may be apart
NARROW: Final = 3  # days of a span beyond which it names no day that parts of a story could share
DATED: Final = ("stated", "relative")  # what a day must rest on to keep statements apart
LONGEST: Final = 100_000  # characters of an article that are read, as `find_spans` reads them
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
    (Cybulska & Vossen 2014). Figures: benchmarks/coreference.md.

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
    texts, days = read_texts(articles), article_days(table, articles)
    for rows in _by_group(groups):
        if acts is None or len(rows) < 2:
            continue
        some, inside = acts.take(rows), table.iloc[rows].reset_index(drop=True)
        codes = pd.factorize(np.array([parts[row] for row in rows], dtype=object))[0]
        places = zip(*(inside[name].tolist() for name in ("article_id", "field", "start", "end")), strict=True)
        words = [texts[str(article), field][start:end] for article, field, start, end in places]
        agreed = Agreed(some, inside, [days[row] for row in rows], words)
        pairs = score_statements(some, agreed, _sets(inside, codes), weights=weights)
        apart = partial(keep_apart, inside, codes, some.acts)
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


def article_days(statements: pd.DataFrame, articles: pd.DataFrame) -> list[float]:
    """Return the day on which the article of each statement was published, as a number; nan where it is not known."""
    days = articles["published_day"].fillna(articles["published"].dt.tz_localize(None).dt.normalize())
    of = dict(zip(articles["article_id"], days, strict=True))
    found = [of.get(key) for key in statements["article_id"]]
    return [float("nan") if day is None or pd.isna(day) else float(day.toordinal()) for day in found]


def _by_group(groups: Sequence[str]) -> Iterator[Rows]:
    rows: dict[str, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        rows[group].append(at)
    yield from (np.array(rows[group], dtype=np.int64) for group in sorted(rows))


# ---------------------------------------------------------------------------------------------------------------- acts


def read_acts(statements: pd.DataFrame, articles: pd.DataFrame, groups: Sequence[str]) -> Acts:
    """Read the acts of statements from the parse of their articles.

    Parameters
    ----------
    statements : STATEMENTS table, n rows.
    articles : ARTICLES table of their articles.
    groups : n texts, the story of each: how often a word stands in an article is counted by story.

    Returns
    -------
    Acts of n rows.

    Raises
    ------
    TableError
        If a statement stands in no article, or outside of its text.
    """
    from newslab.text.embed import embed, embed_words

    texts = read_texts(articles)
    acts: list[Act | None] = [None] * len(statements)
    sentences: dict[tuple[str, str, int], list[tuple[int, tuple[int, int]]]] = {}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    sizes: Counter[str] = Counter()
    places = zip(statements["article_id"].astype(str), statements["field"].astype(str), strict=True)
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, place in enumerate(places):
        rows[place].append(row)
    starts, ends, who = (statements[name].tolist() for name in ("predicate_start", "predicate_end", "who"))
    for place, inside in sorted(rows.items()):
        if place not in texts:
            raise TableError(f"statements.article_id: no {place[1]} of an article {place[0]!r} in articles")
        parsed = _parse(texts[place], place[1])
        group = groups[inside[0]]
        if place[1] == "text":
            counts[group].update(token.lemma_.lower() for doc in parsed.docs for token in doc)
            sizes[group] += 1
        for row in inside:
            at, token = _find_head(parsed, (int(starts[row]), int(ends[row])), place)
            acts[row] = _resolved(read_act(parsed.docs[at], token), who[row])
            head = parsed.docs[at][token]
            sentences.setdefault((*place, at), []).append((row, (head.idx, head.idx + len(head.text))))
    whole = [act for act in acts if act is not None]
    vectors = np.zeros((len(acts), 384), np.float32)
    told = [row for found in sentences.values() for row, _ in found]
    lines = [whole[found[0][0]].sentence for found in sentences.values()]
    vectors[told] = embed_words(lines, [[span for _, span in found] for found in sentences.values()])
    heads = [f"{act.lemma} {act.particle}".strip() for act in whole]
    unique = {word: at for at, word in enumerate(sorted(set(heads)))}
    sentence = np.zeros(len(acts), dtype=np.int64)
    for number, found in enumerate(sentences.values()):
        sentence[[row for row, _ in found]] = number
    return Acts(
        acts=whole,
        article=pd.factorize(statements["article_id"])[0].astype(np.int64),
        sentence=sentence,
        often=np.array([
            counts[group][act.lemma] / max(1, sizes[group]) for group, act in zip(groups, whole, strict=True)
        ]),
        vectors=vectors,
        words=embed(list(unique), model="fast")[[unique[head] for head in heads]],
    )  # fmt: skip


def _resolved(act: Act, who: object) -> Act:
    """Give an act whose doer is a pronoun the names of the person that its statement says it means."""
    if act.who or not isinstance(who, str):
        return act
    names = frozenset(word.lower() for word in who.split() if word[:1].isupper())
    return replace(act, who=names, doers=names)


def read_texts(articles: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return (article_id, field) -> its text, as far as it is read."""
    found = {}
    for name in ("text", "title"):
        for key, text in zip(articles["article_id"], articles[name], strict=True):
            if isinstance(text, str):
                found[str(key), name] = text[:LONGEST]
    return found


def _parse(text: str, field: str) -> Parsed:
    from newslab.text.parse import parse_text

    return parse_text(text) if field == "text" else parse_text(text, [(0, len(text))])


def _find_head(parsed: Parsed, predicate: tuple[int, int], place: tuple[str, str]) -> tuple[int, int]:
    """Return the sentence of a predicate and the token in it that is its act."""
    start, end = predicate
    at = bisect_right([first for first, _ in parsed.sentences], start) - 1
    if at >= 0 and len(parsed.docs[at]):
        low, high = parsed.place(at, start), parsed.place(at, max(start, end - 1))
        first = next((token for token in parsed.docs[at] if token.idx + len(token.text) > low), None)
        last = next((token for token in parsed.docs[at] if token.idx + len(token.text) > high), None)
        if first is not None and last is not None:
            return at, act_of(last, first.i).i
    raise TableError(f"statements.predicate_start: {start} is at no word of the {place[1]} of article {place[0]!r}")


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
    dated, first, last = _days(statements)
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
        p[block] = model.probabilities(np.stack([features[name] for name in model.features], axis=1))[:, 1]
    return left, right, np.round(p, DECIMALS)


def score_statements(
    acts: Acts, agreed: Agreed, sets: Sequence[Rows] | None = None, *, weights: str | Path | None = None
) -> tuple[Rows, Rows, Numbers]:
    """Return pairs of statements and the probability of each: by their acts, and where these may be one, by the rest too."""
    left, right, p = score_pairs(acts, sets, weights=weights)
    near = np.flatnonzero(p >= MAYBE)
    compare = Compared(acts)
    for first in range(0, len(near), BLOCK):
        rows = near[first : first + BLOCK]
        i, j = left[rows], right[rows]
        p[rows] = score_agreement(agreed(i, j, p[rows], compare(i, j)), weights=weights)
    return left, right, np.round(p, DECIMALS)


def keep_apart(statements: pd.DataFrame, parts: Rows, acts: Sequence[Act], rows: Rows) -> NDArray[np.bool_]:
    """Return which of some statements cannot be one event, shape (n rows, n rows).

    Those whose own days exclude each other; those of other parts of a story without such a day in common; and those done
    by other named persons, neither of whom it is done to.
    """
    dated, first, last = (values[rows] for values in _days(statements))
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


def _days(statements: pd.DataFrame) -> tuple[NDArray[np.bool_], Rows, Rows]:
    """Return which statements give a day in words, and the first and last day of each as numbers."""
    dated = statements["day_basis"].isin(DATED).to_numpy() & statements["first_day"].notna().to_numpy()
    return dated, _ordinals(statements["first_day"]), _ordinals(statements["last_day"])


def _ordinals(days: pd.Series[Any]) -> Rows:
    return np.asarray(days.to_numpy().astype("datetime64[D]").astype(np.int64))


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
