"""Contrasts: where sources differ, in what they cover, stress and claim, each with the sentences of both sides."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, Final

import pandas as pd

from newslab.compare.alignment import Cited, Pair, align_sentences
from newslab.compare.claims import read_cited
from newslab.compare.judge import judge_pair
from newslab.compare.origins import score_origins
from newslab.compare.statements import read_statement
from newslab.compare.terms import find_terms
from newslab.compare.verdicts import Verdict
from newslab.compare.witnesses import Witness, read_witness
from newslab.group.credits import one_spelling
from newslab.tables import (
    ARTICLES,
    CITATIONS,
    CLAIMS,
    CONTRASTS,
    COVERAGE,
    EMPHASIS,
    build,
    check,
    cite,
    empty,
    make_id,
)
from newslab.text.normalise import fold
from newslab.text.sentences import find_sentences

log = logging.getLogger(__name__)

MAX_Q: Final = 0.1  # false discovery rate up to which a difference of coverage or emphasis is told
MAX_TOLD: Final = 5  # terms of emphasis told per source and story, sentences cited per side
SHOWN: Final = 100  # stories from which on a progress bar is shown
LONGEST: Final = 600  # characters: longer "sentences" are lists and page junk
AMOUNT: Final = re.compile(r"[A-Z]{0,2}[$€£¥₩₹₽₺₦₱]")
SCALES: Final = ("hundred", "thousand", "million", "billion", "trillion", "dozen")
SUBJECTS: Final = {"date": "the date", "place": "the place", "polarity": "what happened", "scope": "the rank",
                   "modality": "how sure it is"}  # fmt: skip


def build_contrasts(
    claims: pd.DataFrame,
    coverage: pd.DataFrame,
    emphasis: pd.DataFrame,
    *,
    articles: pd.DataFrame | None = None,
    copies: pd.DataFrame | None = None,
    stories: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Say where the sources of a story differ, with a verdict and a reason in words for each difference of claims.

    Parameters
    ----------
    claims : CLAIMS table: the sentences of its articles are aligned within each story, then compared.
    coverage, emphasis : COVERAGE and EMPHASIS tables; rows up to a false discovery rate of .1 become contrasts.
    articles : ARTICLES table: its words are cited. Without it nothing can be cited, so nothing is told.
    copies : COPIES table: two renderings of one text do not contradict each other.
    stories : STORIES table: parts of one story are compared with each other too. Without it, each stands alone.

    Returns
    -------
    (CONTRASTS, CITATIONS): contradictions have citations of side a (`source`, the earlier) and side b (`other`),
    the first of each side being the pair that was judged, further ones articles that say the same (up to 5 a side);
    coverage cites titles, emphasis the sentences that hold the term. Further column: `slot`, what differs.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> contrasts, citations = build_contrasts(empty(CLAIMS), empty(COVERAGE), empty(EMPHASIS))
    >>> len(contrasts), len(citations)
    (0, 0)
    """
    claims, coverage, emphasis = check(claims, CLAIMS), check(coverage, COVERAGE), check(emphasis, EMPHASIS)
    if articles is None:
        if len(claims) + len(coverage) + len(emphasis):
            log.info("contrasts: nothing is told, since without articles nothing can be cited; give articles=")
        return empty(CONTRASTS), empty(CITATIONS)
    articles = check(articles, ARTICLES)
    told = [
        *_contradictions(claims, articles, copies, stories),
        *_coverage(coverage, articles),
        *_emphasis(emphasis, articles),
    ]
    unique = {row["contrast_id"]: (row, cites) for row, cites in told}
    rows = sorted(
        (row for row, _ in unique.values()), key=lambda row: (row["story_id"], row["kind"], row["contrast_id"])
    )
    cited = [record for row in rows for record in unique[row["contrast_id"]][1]]
    return build(rows, CONTRASTS), build(cited, CITATIONS)


Told = tuple[dict[str, Any], list[dict[str, Any]]]


def _contradictions(
    claims: pd.DataFrame, articles: pd.DataFrame, copies: pd.DataFrame | None, stories: pd.DataFrame | None
) -> Iterator[Told]:
    from tqdm.auto import tqdm

    if "story_id" not in claims.columns or claims.empty:
        return
    held = articles[articles.article_id.isin(set(claims.article_id))]
    origins = score_origins(held, copies, second_hand=True)
    spelled = one_spelling(articles.source.dropna())  # an outlet spelled two ways does not disagree with itself
    held = held.assign(source=held.source.map(spelled, na_action="ignore").astype(held.source.dtype))
    witnesses = {
        str(row.article_id): read_witness(row, origin) for row, origin in zip(held.itertuples(), origins, strict=True)
    }
    words = read_cited(held)
    own = claims.story_id.fillna(claims.event_id)
    parents = {} if stories is None else dict(zip(stories.story_id, stories.parent_id, strict=True))
    whole = claims.groupby(own.map(lambda story: _top(story, parents)), sort=True)
    for top, part in tqdm(whole, desc="compare sources", unit="story", disable=len(whole) < SHOWN):
        inside = sorted(set(part.article_id) & set(witnesses))
        if len(inside) < 2:  # nobody to differ with
            continue
        cited: dict[tuple[str, str, int], set[str]] = {}
        for address in part[["article_id", "field", "start", "event_id"]].drop_duplicates().itertuples(index=False):
            cited.setdefault(tuple(address[:3]), set()).add(str(address[3]))
        told_in = own.loc[part.index].groupby(part.article_id).agg(set).to_dict()
        held_by = {article: _leaves(told_in[article], parents) for article in inside}
        sentences = [
            replace(
                _cited(witnesses[article], field, start, words[article, field][start:end], cited),
                stories=held_by[article],
                position=position,
            )
            for article in inside
            for field in ("title", "text")
            for position, (start, end) in enumerate(_find_spans(field, words.get((article, field), "")))
            if end - start <= LONGEST
        ]
        for shown in _judged(align_sentences(sentences), {one: witnesses[one] for one in inside}):
            pair = shown[0][0]
            both = told_in[pair.a.article_id] & told_in[pair.b.article_id]
            yield _contradiction(min(both - {top}, default=str(top)), shown)


def _top(story: str, parents: dict[str, Any]) -> str:
    while isinstance(parents.get(story), str):
        story = parents[story]
    return story


def _leaves(stories: set[str], parents: dict[str, Any]) -> frozenset[str]:
    """The stories that have no parts among these: what a whole thread shares is no one event."""
    return frozenset(stories - {parents.get(story) for story in stories})


def _find_spans(field: str, words: str) -> list[tuple[int, int]]:
    """The sentences of a text; a title is one."""
    if field == "title":
        return [(0, len(words))] if words.strip() else []
    return find_sentences(words)


def _cited(witness: Witness, field: str, start: int, words: str, cited: dict[tuple[str, str, int], set[str]]) -> Cited:
    statement = read_statement(words, witness.anchor)
    events = frozenset(cited.get((witness.article_id, field, start), ()))
    return Cited(
        witness.article_id, field, start, words, witness.source, witness.origin_id, witness.published, statement, events
    )


def _judged(pairs: list[Pair], witnesses: dict[str, Witness]) -> Iterator[list[tuple[Pair, Verdict]]]:
    """The pairs of sentences that show one difference, the surest first: one contrast, however many repeat it."""
    found: dict[tuple[str, str, frozenset[str]], list[tuple[Pair, Verdict]]] = {}
    by_source: dict[str, list[Witness]] = {}
    for witness in witnesses.values():
        by_source.setdefault(witness.source, []).append(witness)
    for pair in pairs:
        a, b = witnesses[pair.a.article_id], witnesses[pair.b.article_id]
        if pair.a.words == pair.b.words:
            continue
        for verdict in judge_pair(pair, a, b, of_source=by_source[a.source]):
            # One source does not disagree with itself: a later report of it corrects or updates.
            if a.source == b.source and verdict.verdict not in ("correction", "updated"):
                continue
            key = (verdict.kind, verdict.verdict, frozenset(_values(verdict)))
            found.setdefault(key, []).append((pair, verdict))
    yield from found.values()


def _values(verdict: Verdict) -> tuple[str, ...]:
    return verdict.figures or (verdict.value.casefold(), verdict.other_value.casefold())


def _contradiction(story: str, shown: list[tuple[Pair, Verdict]]) -> Told:
    pair, verdict = shown[0]
    contrast_id = make_id(
        "contrast", story, verdict.kind, verdict.value, verdict.other_value, *pair.a.address, *pair.b.address
    )
    reason = verdict.reason.replace("one says", f"{pair.a.source} says", 1).replace(
        "one names", f"{pair.a.source} names", 1
    )
    later = "and later" if pair.a.source == pair.b.source else pair.b.source
    reason = reason.replace(", the other", f", {later}", 1)
    row = {
        "contrast_id": contrast_id,
        "story_id": story,
        "kind": "contradiction",
        "subject": _subject(verdict),
        "source": pair.a.source,
        "value": verdict.value,
        "other": pair.b.source,
        "other_value": verdict.other_value,
        "verdict": verdict.verdict,
        "reason": reason,
        "score": verdict.score,
        "slot": verdict.kind,
    }
    return row, list(_evidence(contrast_id, shown))


def _evidence(contrast_id: str, shown: list[tuple[Pair, Verdict]]) -> Iterator[dict[str, Any]]:
    """Cite the surest pair, then the first sentence of each further article that says the same as one of its sides."""
    values = _values(shown[0][1])
    cited: Counter[str] = Counter()
    seen = set()
    for pair, verdict in shown:
        names = ("a", "b") if _values(verdict)[0] == values[0] else ("b", "a")
        for name, side in zip(names, (pair.a, pair.b), strict=True):
            if (name, side.article_id) not in seen and cited[name] < MAX_TOLD:
                seen.add((name, side.article_id))
                cited[name] += 1
                yield cite(contrast_id, side.article_id, side.words, side.start, field=side.field, side=name)


def _subject(verdict: Verdict) -> str:
    if verdict.kind != "number":
        return SUBJECTS[verdict.kind]
    if "%" in verdict.value or verdict.value.endswith("cent"):
        return "the share"
    if AMOUNT.match(verdict.value):
        return "the amount"
    counted = [value.split()[-1] for value in (verdict.value, verdict.other_value) if " " in value]
    counted = [word for word in counted if word not in SCALES]
    return f"the number: {counted[0]}" if counted and counted[0].isalpha() else "the number"


def _coverage(coverage: pd.DataFrame, articles: pd.DataFrame) -> Iterator[Told]:
    """Sources that carried clearly more or less of a story than their volume lets expect; silence among them."""
    if "article_ids" not in coverage.columns:
        return
    titles = {key: words for (key, field), words in read_cited(articles).items() if field == "title" and words.strip()}
    everyone = coverage.groupby("story_id").article_ids.agg(lambda lists: sorted({one for ids in lists for one in ids}))
    told: list[Any] = list(coverage[coverage.q <= MAX_Q].itertuples())
    for row in told:
        evidence = [one for one in (row.article_ids or everyone[row.story_id]) if titles.get(one)][:MAX_TOLD]
        if not evidence:
            continue
        contrast_id = make_id("contrast", row.story_id, "coverage", row.source)
        more = row.n > row.expected
        reason = (
            f"{row.source} carried {row.n} texts of this story where its volume lets expect {row.expected:.1f} "
            f"(95 % interval of its share {row.low:.0%} to {row.high:.0%}, q {row.q:.2g})"
        )
        yield (
            _statistic(row, "coverage", contrast_id, "share of the story", str(row.n), f"{row.expected:.1f} expected")
            | {"reason": reason, "score": float(1 - row.q), "slot": "more" if more else "less"},
            [cite(contrast_id, one, titles[one], 0, field="title", side="a" if row.n else "b") for one in evidence],
        )


def _emphasis(emphasis: pd.DataFrame, articles: pd.DataFrame) -> Iterator[Told]:
    if "article_ids" not in emphasis.columns:
        return
    texts: dict[str, str] = dict(zip(articles.article_id, articles.text, strict=True))
    read: Read = {}  # many terms stand in the sentences of one article
    strong = emphasis[emphasis.q <= MAX_Q].sort_values(["story_id", "source", "z"], ascending=[True, True, False])
    told: list[Any] = list(strong.groupby(["story_id", "source"], sort=True).head(MAX_TOLD).itertuples())
    for row in told:
        contrast_id = make_id("contrast", row.story_id, "emphasis", row.source, row.key)
        cites = [
            cite(contrast_id, article, words, start, side="a")
            for article in row.article_ids
            for start, words in islice(_with_term(_sentences_in(texts, article, read), row.key), 2)
        ]
        if not cites:
            continue
        reason = (
            f"{row.source} has it in {row.count_here} sentences, all other sources of this story in {row.count_other}; "
            f"log-odds {row.weight:.1f} ({row.low:.1f} to {row.high:.1f}), z {row.z:.1f}, q {row.q:.2g}"
        )
        yield (
            _statistic(
                row, "emphasis", contrast_id, row.term, f"{row.count_here} sentences", f"{row.count_other} sentences"
            )
            | {"reason": reason, "score": float(1 - row.q), "slot": "more"},
            cites[:MAX_TOLD],
        )


def _statistic(row: Any, kind: str, contrast_id: str, subject: str, value: str, other_value: str) -> dict[str, Any]:
    return {
        "contrast_id": contrast_id,
        "story_id": row.story_id,
        "kind": kind,
        "subject": subject,
        "source": row.source,
        "value": value,
        "other": "all others" if kind == "emphasis" else "its volume",
        "other_value": other_value,
        "verdict": None,
    }


Read = dict[str, list[tuple[int, str, str]]]


def _sentences_in(texts: dict[str, str], article: str, read: Read) -> list[tuple[int, str, str]]:
    """The sentences of an article, as written and as terms are folded, found when they are first asked for."""
    if article not in read:
        text = texts.get(article, "")
        spans = [(start, text[start:end]) for start, end in find_sentences(text)]
        read[article] = [(start, words, fold(words).text.lower().replace(".", "")) for start, words in spans]
    return read[article]


def _with_term(sentences: list[tuple[int, str, str]], key: str) -> Iterator[tuple[int, str]]:
    """The sentences that hold a term; only those with all its words are looked through."""
    parts = key.split(" ")
    for start, words, folded in sentences:
        if all(part in folded for part in parts) and key in find_terms(words).counts:
            yield start, words
