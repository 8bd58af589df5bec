"""Events: what happened when, from statements that tell one happening, over all articles that tell of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log1p
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.events.happening import Happening, find_happenings
from newslab.events.importance import Weight
from newslab.events.link import link_events, read_texts
from newslab.events.told import DATED, Told, can_join, is_founded, read_told
from newslab.events.types import type_of
from newslab.events.votes import vote_day, vote_modality
from newslab.events.weighing import Key, weigh_sentences
from newslab.events.wording import Sure, score_wordings
from newslab.group.cited import CitedOrigins
from newslab.options import CERTAINTY, Options
from newslab.tables import ARTICLES, CITATIONS, COPIES, EVENTS, MEMBERS, build, check, cite, empty, make_id

if TYPE_CHECKING:
    from newslab.text.spans import Spans

SAME: Final = 0.6  # mean probability from which statements are one event: pairs that were so judged are right .91
# of the time out of fold, benchmarks/coreference.md
CITED: Final = (
    1 / 3
)  # how surely a statement must tell a happening right by itself to be cited for one: benchmarks/coreference.md
ORIGINS: Final = 0.3  # what the logarithm of the number of origins adds to what an event is worth
LONGEST: Final = 14  # words of what was done


@dataclass(frozen=True)
class Events:
    """EVENTS and CITATIONS, and of each statement that tells one (statement_id) its event_id and p."""

    events: pd.DataFrame
    citations: pd.DataFrame
    statements: pd.DataFrame


def build_events(
    articles: pd.DataFrame,
    spans: Spans,
    members: pd.DataFrame,
    *,
    copies: pd.DataFrame | None = None,
    certainty: float = CERTAINTY["event"],
    weights: str | Path | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put together the events that the statements of articles tell, over all articles of a story.

    Parameters
    ----------
    articles : ARTICLES table, n rows.
    spans : what `find_spans` found in them.
    members : MEMBERS table; an article in no story is one of its own.
    copies : COPIES table, so that `n_sources` counts witnesses; None: every article is one.
    certainty : how surely an event must be told right to be told at all, 0 to 1.
    weights : folder of other weights, as `load_weights` reads them.

    Returns
    -------
    (EVENTS, CITATIONS), sorted by first_day and event_id. An event is told by the statement that surest tells it right, its day and modality
    are voted by origins, and all its statements are its citations. `n_sources` counts the distinct outlets whose own
    words are cited (see `newslab.group.cited`), `n_mentions` the statements, `n_later` the articles published after it; `score` says how
    much its weightiest sentence matters to its story (0 to 2), and more the more origins tell it; `p` is how surely it is told
    right: in whole words, an act, on its day.

    Raises
    ------
    OptionError
        If `certainty` is not 0 to 1.
    TableError
        If a table breaks its contract.
    """
    found = tell_events(articles, spans, members, copies=copies, certainty=certainty, weights=weights)
    return found.events, found.citations


def tell_events(
    articles: pd.DataFrame,
    spans: Spans,
    members: pd.DataFrame,
    *,
    copies: pd.DataFrame | None = None,
    certainty: float = CERTAINTY["event"],
    weights: str | Path | None = None,
) -> Events:
    """Build events as `build_events` does, and tell which statement belongs to which."""
    certainty = Options(certainty={"event": certainty}).certain("event")
    articles = check(articles, ARTICLES).sort_values("article_id", ignore_index=True)
    members = check(members, MEMBERS)
    told = [one for one in read_told(articles, spans) if can_join(one)]
    found = find_happenings(told, read_texts(articles), weights=weights)
    sure = score_wordings(
        [one.wording for one in found], [one.p for one in found], [False] * len(found), weights=weights
    )
    of = {one.told.key: one for one in found}
    statements = spans.statements[spans.statements["statement_id"].isin(of)]
    statements = _undated(statements, {key: one.told for key, one in of.items()})
    linked = link_events(statements, articles, members, same=SAME, weights=weights)
    keys = statements["statement_id"].tolist()
    groups: dict[str, list[tuple[Happening, float]]] = defaultdict(list)
    for key, event, p in zip(keys, linked["event_id"], linked["p"], strict=True):
        groups[event].append((of[key], float(p)))
    copies = check(copies, COPIES) if copies is not None else empty(COPIES)
    known = _Known(
        CitedOrigins(articles, copies),
        _story_ids(members),
        {one.told.key: p for one, p in zip(found, sure, strict=True)},
        _said_times(spans.times),
        weigh_sentences(articles, spans, members, copies, weights=weights),
    )
    rows, cited, owned = [], [], []
    for _, held in sorted(groups.items()):
        held = _cited(held, known)
        row = _event([one for one, _ in held], known, weights)
        if row is None or row["p"] < certainty:
            continue
        rows.append(row)
        for one, p in held:
            at = one.told
            cited.append(cite(row["event_id"], at.article, one.wording.words, at.start, field=at.field))
            owned.append({"statement_id": at.key, "event_id": row["event_id"], "p": p})
    events = build(rows, EVENTS).sort_values(["first_day", "event_id"], ignore_index=True)
    citations = build(cited, CITATIONS).sort_values(["cited_id", "article_id", "field", "start"], ignore_index=True)
    return Events(events, citations, pd.DataFrame(owned, columns=["statement_id", "event_id", "p"]))


def _undated(statements: pd.DataFrame, told: Mapping[str, Told]) -> pd.DataFrame:
    """Take the day from statements whose day was found to date nothing, so that it keeps nothing apart."""
    basis = [told[key].basis for key in statements["statement_id"]]
    return statements.assign(day_basis=pd.Series(basis, index=statements.index, dtype=statements["day_basis"].dtype))


def _story_ids(members: pd.DataFrame) -> dict[str, list[str]]:
    """Give each article its stories, the smallest first."""
    sizes = members["story_id"].value_counts().to_dict()
    found: dict[str, list[str]] = defaultdict(list)
    for story_id, article_id in zip(members["story_id"], members["article_id"], strict=True):
        found[str(article_id)].append(str(story_id))
    return {article_id: sorted(ids, key=lambda story: (sizes[story], story)) for article_id, ids in found.items()}


# ----------------------------------------------------------------------------------------------------------- one event


@dataclass(frozen=True)
class _Known:
    """What events are told by beside their statements.

    Attributes
    ----------
    origins : whose report each article is for what it is cited for.
    stories : the stories of each article, the smallest first.
    sure : how surely each statement tells an event right, on the day that it has itself.
    said : the times of each text by (article, field): start, end, ordinal of the first day, and the words.
    weights : how much each sentence matters to its story.
    """

    origins: CitedOrigins
    stories: Mapping[str, list[str]]
    sure: Mapping[str, Sure]
    said: Mapping[tuple[str, str], list[tuple[int, int, int, str]]]
    weights: Mapping[Key, Weight]


def _cited(held: Sequence[tuple[Happening, float]], known: _Known) -> list[tuple[Happening, float]]:
    """Return, in order, the statements linked to one event that are cited for it: titles, and what tells an act by itself."""
    kept = [(one, p) for one, p in held if one.told.field == "title" or known.sure[one.told.key].words >= CITED]
    return sorted(kept, key=lambda pair: _in_order(pair[0].told))


def _in_order(one: Told) -> tuple[str, str, int, str]:
    return one.article, one.field, one.start, one.key


def _event(held: Sequence[Happening], known: _Known, weights: str | Path | None) -> dict[str, Any] | None:
    """Return the row of the event that statements tell, by the one that surest tells it right; None if they make none."""
    told = [one.told for one in held]
    origin = known.origins.of((one.article, one.field, one.start) for one in told)
    dated = vote_day(told, origin)
    found = _teller(held, dated, known, weights) if dated is not None and is_founded(told) else None
    if dated is None or found is None:
        return None
    p, teller = found
    best = teller.told
    articles = sorted({one.article for one in told})
    n_sources = len({origin.get(article, article) for article in articles})
    return {
        "who": best.who or None,
        "whom": best.whom or None,
        "where": best.where or _commonest([one.where for one in told]),
        "event_id": make_id("event", *min((one.article, one.field, one.start, one.key) for one in told if one.own)),
        "story_id": _story(articles, known.stories),
        "text": teller.wording.sentence,
        "did": did(best, LONGEST) or None,
        "type": _commonest([type_of(one.predicate) for one in told if one.field == "text"]),
        **_days(told, dated, known),
        "modality": vote_modality(told, origin),
        "n_sources": n_sources,
        "n_mentions": len(told),
        "score": _score(told, known.weights, p, n_sources),
        "p": p,
    }


def _teller(
    held: Sequence[Happening], dated: Told, known: _Known, weights: str | Path | None
) -> tuple[float, Happening] | None:
    """Return the statement that surest tells an event right, and how surely; None if none can tell it."""
    can = [one for one in held if one.told.field == "text" and not one.wording.row.get("relative left")]
    sure = [(_right(one, dated, known, weights), one) for one in can]
    return max(sure, key=lambda pair: (pair[0], pair[1].told.key), default=None)


def _days(told: Sequence[Told], dated: Told, known: _Known) -> dict[str, Any]:
    """Return when an event was, by the statement that dates it, and how many articles came later."""
    first, last = dated.first or 0, dated.last or 0
    return {
        "first_day": date.fromordinal(first).isoformat(),
        "last_day": date.fromordinal(last).isoformat(),
        "precision": dated.precision,
        "edtf": dated.edtf or None,
        "when": _when(told, first, known.said),
        "n_later": sum(day > last for day in {one.article: one.published or 0 for one in told}.values()),
    }


def _right(one: Happening, dated: Told, known: _Known, weights: str | Path | None) -> float:
    """Return how surely a statement tells right the event that another dates."""
    if (one.told.first, one.told.last) == (dated.first, dated.last):
        return known.sure[one.told.key].both
    return score_wordings([one.wording], [one.p], [True], weights=weights)[0].both


def _said_times(times: pd.DataFrame) -> dict[tuple[str, str], list[tuple[int, int, int, str]]]:
    found: dict[tuple[str, str], list[tuple[int, int, int, str]]] = defaultdict(list)
    dated = times[times["first_day"].notna()]
    columns = (dated[name] for name in ("article_id", "field", "start", "end", "first_day", "text"))
    for article, field, start, end, first, words in zip(*columns, strict=True):
        found[str(article), str(field)].append((int(start), int(end), pd.Timestamp(first).toordinal(), str(words)))
    return found


def _when(
    told: Sequence[Told], first: int, said: Mapping[tuple[str, str], list[tuple[int, int, int, str]]]
) -> str | None:
    """Return the words that date an event, of the statement that tells them first; None where none does."""
    for one in sorted(told, key=lambda one: (one.basis not in DATED, one.key)):
        for start, end, day, words in said.get((one.article, one.field), ()):
            if day == first and one.sentence[0] <= start and end <= one.sentence[1]:
                return words
    return None


def _story(articles: list[str], stories: Mapping[str, list[str]]) -> str | None:
    """Choose the smallest story that holds all articles of an event, else the largest of the first article."""
    own = stories.get(articles[0], [])
    shared = [story for story in own if all(story in stories.get(one, []) for one in articles)]
    return shared[0] if shared else (own[-1] if own else None)


def did(best: Told, most: int) -> str:
    """Return the words of a statement from its predicate on, `most` at most."""
    return " ".join(best.words[max(0, best.predicate_start - best.start) :].split()[:most])


def _commonest(values: Sequence[str | None]) -> str | None:
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def _score(told: Sequence[Told], weights: Mapping[Key, Weight], p: float, n_sources: int) -> float:
    """Score how much an event matters: the weightiest sentence that tells it, by how surely it is told right, and how many origins
    tell it.
    """
    held = [
        weights[key].whole for one in told if one.field == "text" and (key := (one.article, one.sentence[0])) in weights
    ]
    return round(max(held, default=0.0) * p + ORIGINS * log1p(n_sources - 1), 6)
