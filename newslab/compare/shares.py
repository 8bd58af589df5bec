"""Shares: what sources of a story carry and stress more than the others, as rows of contrasts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import pandas as pd

from newslab.compare.terms import find_terms
from newslab.tables import cite, make_id
from newslab.text.normalise import fold
from newslab.text.sentences import find_sentences

MAX_Q: Final = 0.1  # false discovery rate up to which a difference of coverage or emphasis is told
MAX_TOLD: Final = 5  # terms of emphasis told per source and story, sentences cited per side

Told = tuple[dict[str, Any], list[dict[str, Any]]]


def tell_coverage(coverage: pd.DataFrame, articles: pd.DataFrame) -> Iterator[Told]:
    """Sources that carried clearly more or less of a story than their volume lets expect; silence among them."""
    if "article_ids" not in coverage.columns:
        return
    named = articles[articles.title.notna()]
    titles = {key: words for key, words in zip(named.article_id, named.title, strict=True) if words.strip()}
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


def tell_emphasis(emphasis: pd.DataFrame, articles: pd.DataFrame) -> Iterator[Told]:
    """Terms that a source of a story uses clearly more than the others, with the sentences that hold them."""
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
