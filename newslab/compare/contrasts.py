"""Contrasts: where sources differ, in what they cover, stress, tell and leave out, each with the words of both
sides.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.compare.judge import Judged, judge_pairs, score_differences
from newslab.compare.omissions import OMITTED, Fact, find_facts, pick_facts, score_facts
from newslab.compare.origins import score_origins
from newslab.compare.shares import tell_coverage, tell_emphasis
from newslab.compare.sides import Side, pair_sides, read_sides
from newslab.events.weighing import weigh_sentences
from newslab.group.credits import one_spelling
from newslab.group.grouping import By, regroup
from newslab.options import Options
from newslab.tables import (
    CITATIONS,
    CONTRASTS,
    COPIES,
    COVERAGE,
    EMPHASIS,
    EVENTS,
    MEMBERS,
    STORIES,
    build,
    check,
    cite,
    empty,
    make_id,
)

if TYPE_CHECKING:
    from pathlib import Path

    from newslab.events.importance import Weight
    from newslab.events.weighing import Key
    from newslab.text.spans import Spans

log = logging.getLogger(__name__)

OMISSION: Final = "omission"
SHOWN: Final = 12  # two-sided rows of a story that a page shows at most
KEPT: Final = 60  # rows of a story that the table keeps at most, of either
MOST_CITED: Final = 5  # articles cited a side
_PROGRESS: Final = 100  # stories from which on a progress bar is shown

Told = tuple[dict[str, Any], list[dict[str, Any]]]


def build_contrasts(
    events: pd.DataFrame,
    citations: pd.DataFrame,
    spans: Spans,
    *,
    articles: pd.DataFrame,
    members: pd.DataFrame,
    copies: pd.DataFrame | None = None,
    stories: pd.DataFrame | None = None,
    coverage: pd.DataFrame | None = None,
    emphasis: pd.DataFrame | None = None,
    certainty: Mapping[str, float] | None = None,
    weights: str | Path | None = None,
    by: By = "source",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Say where the sources of a story differ, with a verdict, a reason in words and how sure that is.

    Parameters
    ----------
    events, citations : EVENTS table and the CITATIONS of it: which statements tell of one event.
    spans : record of span tables of the articles: their statements are compared, within each story.
    articles : ARTICLES table: its words are cited.
    members : MEMBERS table: which articles tell of one story.
    copies : COPIES table: two renderings of one text are not compared with each other.
    stories : STORIES table: a story that has parts is compared part by part.
    coverage, emphasis : COVERAGE and EMPHASIS tables; rows up to a false discovery rate of .1 become contrasts.
    certainty : how sure a row must be, 0 to 1, to be called a "contradiction", to be shown as one that "differs", or
        as an "omission"; None: the package's own choice.
    weights : folder of other weights for the learned decisions.
    by : what is compared, see `name_groups`: "source", a column, a day, a mapping of outlets to groups: an omission is
        then a fact that one group tells and no article of another.

    Returns
    -------
    (CONTRASTS, CITATIONS): a difference has citations of side a (`source`, the earlier) and side b (`other`), the
    first of each side being what was judged; an omission has side a alone, and `other` names the sources whose full
    text does not tell it. `p` is how sure a row is to be right and worth telling; `shown` are those for a page:
    sure enough, and of a story the surest 12 differences and 8 omissions, which it tells if they read alone. Further
    column: `slot`, which finding of its kind it is.

    Raises
    ------
    OptionError
        If `by` is no grouping, or `certainty` names a decision or a share that is none.
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> from newslab.tables import ARTICLES
    >>> none = [empty(one) for one in (EVENTS, CITATIONS)]
    >>> contrasts, cited = build_contrasts(*none, None, articles=empty(ARTICLES), members=empty(MEMBERS))
    >>> len(contrasts), len(cited)
    (0, 0)
    """
    asked = Options(certainty=certainty)
    events, citations = check(events, EVENTS), check(citations, CITATIONS)
    articles, members = regroup(articles, by), check(members, MEMBERS)
    coverage = empty(COVERAGE) if coverage is None else check(coverage, COVERAGE)
    emphasis = empty(EMPHASIS) if emphasis is None else check(emphasis, EMPHASIS)
    copies = empty(COPIES) if copies is None else check(copies, COPIES)
    told: list[Told] = [*tell_coverage(coverage, articles), *tell_emphasis(emphasis, articles)]
    cited = citations[citations.cited_id.isin(set(events.event_id))]
    least = {name: asked.certain(name) for name in ("contradiction", "differs", OMISSION)}
    matter = weigh_sentences(articles, spans, members, copies, weights=weights) if len(articles) else {}
    for story_id, sides in story_sides(articles, spans, members, cited, copies, stories):
        told += _differences(story_id, sides, least, weights)
        told += _omissions(story_id, sides, least, weights, matter)
    unique = {row["contrast_id"]: (row, cites) for row, cites in told}
    rows = sorted(
        (row for row, _ in unique.values()), key=lambda row: (row["story_id"], row["kind"], row["contrast_id"])
    )
    return build(rows, CONTRASTS), build(
        [record for row in rows for record in unique[row["contrast_id"]][1]], CITATIONS
    )


def story_sides(
    articles: pd.DataFrame, spans: Spans, members: pd.DataFrame, cited: pd.DataFrame, copies: pd.DataFrame,
    stories: pd.DataFrame | None,
) -> Iterator[tuple[str, dict[str, list[Side]]]]:  # fmt: skip
    """The stories that several articles tell, with the statements of each article."""
    from tqdm.auto import tqdm

    whole = set() if stories is None else set(check(stories, STORIES).parent_id.dropna())
    told = members[~members.story_id.isin(whole) & members.article_id.isin(set(articles.article_id))]
    groups = {str(key): sorted(map(str, ids)) for key, ids in told.groupby("story_id").article_id}
    groups = {key: ids for key, ids in sorted(groups.items()) if len(ids) > 1}
    wanted = {one for ids in groups.values() for one in ids}
    held = articles[articles.article_id.isin(wanted)]
    if held.empty:
        return
    spelled = one_spelling(articles.source.dropna())  # an outlet spelled two ways does not differ from itself
    held = held.assign(source=held.source.map(spelled, na_action="ignore").astype(held.source.dtype))
    origins = dict(zip(articles.article_id, score_origins(articles, copies), strict=True))
    sides = read_sides(held, spans, cited, origins)
    for key, ids in tqdm(groups.items(), desc="compare sources", unit="story", disable=len(groups) < _PROGRESS):
        yield key, {one: sides[one] for one in ids if sides.get(one)}


# -------------------------------------------------------------------------------------------------------- differences


def _differences(
    story_id: str, sides: Mapping[str, Sequence[Side]], least: Mapping[str, float], weights: str | Path | None
) -> Iterator[Told]:
    judged = judge_pairs(pair_sides([one for held in sides.values() for one in held]), weights=weights)
    p = score_differences(judged, weights=weights)
    for place, (at, others) in enumerate(_picked(judged, p.tolist())[:KEPT]):
        row, cites = _difference(
            story_id, judged[at], [judged[one] for one in others], float(p[at]), least["contradiction"]
        )
        yield row | {"shown": place < SHOWN and row["p"] >= least["differs"]}, cites


def _picked(judged: Sequence[Judged], p: Sequence[float]) -> list[tuple[int, list[int]]]:
    """The surest row of each difference, with the rows that show the same two values in other sentences."""
    picked: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in sorted(range(len(judged)), key=lambda at: (-p[at], *_rank(judged[at]))):
        found = judged[at].difference
        picked[found.kind, *sorted(found.figures or (found.value, found.other_value))].append(at)
    return [(first, others) for first, *others in picked.values()]


def _rank(one: Judged) -> tuple[Any, ...]:
    """The surest of its kind first: its own probability, then how alike the statements are."""
    right = one.difference.right if one.difference.right == one.difference.right else 0.0
    return -right, -one.pair.like, one.pair.a.place, one.pair.b.place


def _difference(story_id: str, one: Judged, others: Sequence[Judged], p: float, certainty: float) -> Told:
    a, b, found = one.pair.a, one.pair.b, one.difference
    contrast_id = make_id("contrast", story_id, found.kind, found.value, found.other_value, *a.place, *b.place)
    names = {"{a}": a.article.source, "{b}": b.article.source if b.article.source != a.article.source else "later"}
    verdict = _verdict(one, p, certainty)
    reason = re.sub(r"\{[ab]\}", lambda match: names[match.group()], found.reason)
    row = {
        "contrast_id": contrast_id, "story_id": story_id, "event_id": min(a.events & b.events, default=None),
        "kind": found.kind, "subject": found.subject, "source": a.article.source, "value": found.value,
        "other": b.article.source, "other_value": found.other_value, "verdict": verdict, "reason": reason,
        "score": round(p, 4), "p": round(p, 4), "slot": found.way,
    }  # fmt: skip
    return row, list(_evidence(contrast_id, one, others))


def _verdict(one: Judged, p: float, certainty: float) -> str:
    a, b, found = one.pair.a.article, one.pair.b.article, one.difference
    if b.corrects and not a.corrects and a.source == b.source:
        return "correction"
    if found.verdict == "differs" and p >= certainty:
        return "contradiction"
    return found.verdict


def _evidence(contrast_id: str, one: Judged, others: Sequence[Judged]) -> Iterator[dict[str, Any]]:
    """Cite the pair that was judged, then what else shows it: of each further article one statement, of its own
    sentences all.
    """
    seen: set[tuple[str, str]] = set()
    cited: set[tuple[str, str, int, int]] = set()
    own = {side.place_of_sentence for side in (one.pair.a, one.pair.b)}
    for found in (one, *others):
        turned = (
            found.pair.a.place_of_sentence == one.pair.b.place_of_sentence
            or found.difference.value == one.difference.other_value
        )
        for name, side in zip("ba" if turned else "ab", (found.pair.a, found.pair.b), strict=True):
            is_new = (name, side.article.article_id) not in seen and sum(key[0] == name for key in seen) < MOST_CITED
            if side.place not in cited and (is_new or side.place_of_sentence in own):
                seen.add((name, side.article.article_id))
                cited.add(side.place)
                yield _cite(contrast_id, side, name)


def _cite(contrast_id: str, side: Side, name: str) -> dict[str, Any]:
    return cite(contrast_id, side.article.article_id, side.text, side.start, field=side.field, side=name)


# ---------------------------------------------------------------------------------------------------------- omissions


def _omissions(
    story_id: str, sides: Mapping[str, Sequence[Side]], least: Mapping[str, float], weights: str | Path | None,
    matter: Mapping[Key, Weight],
) -> Iterator[Told]:  # fmt: skip
    facts = [fact for fact in find_facts(sides, matter, weights=weights) if _silent(fact, sides)]
    p = score_facts(facts, weights=weights)
    for place, at in enumerate(list(pick_facts(facts, p.tolist()))[:KEPT]):
        row, cites = _omission(story_id, facts[at], float(p[at]), sides)
        yield row | {"shown": place < OMITTED and row["p"] >= least[OMISSION]}, cites


def _omission(story_id: str, fact: Fact, p: float, sides: Mapping[str, Sequence[Side]]) -> Told:
    first = fact.sides[0]
    contrast_id = make_id("contrast", story_id, OMISSION, *first.article.article_id, *map(str, first.sentence))
    silent = _silent(fact, sides)
    reason = f"told by {_listed(_tellers(fact))}; no sentence that tells it was found in {_listed(silent)}"
    events = sorted(event for side in fact.sides for event in side.events)
    row = {
        "contrast_id": contrast_id, "story_id": story_id, "event_id": next(iter(events), None), "kind": OMISSION,
        "subject": "what only some tell", "source": first.article.source, "value": first.sentence_text,
        "other": _listed(silent), "other_value": None, "verdict": OMISSION, "reason": reason, "score": round(p, 4),
        "p": round(p, 4), "slot": OMISSION,
    }  # fmt: skip
    cites = [_cite(contrast_id, side, "a") for side in (*fact.sides, *fact.told[: MOST_CITED - 1])]
    return row, cites


def _tellers(fact: Fact) -> list[str]:
    return sorted({one.article.source for one in (fact.sides[0], *fact.told)})


def _silent(fact: Fact, sides: Mapping[str, Sequence[Side]]) -> list[str]:
    """List the sources with an article that does not tell a fact and none that does."""
    return sorted({sides[key][0].article.source for key in fact.missing} - set(_tellers(fact)))


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
