"""Which title heads a story: one that is true of it whole, tells its newest status and says what happened.

Decided by a learned model (`data/train/judged_stories.py`, figures in `benchmarks/state.md`) from how a title is written,
what it asserts, how much of it the other titles and the weightiest sentences say, and when its article was published.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log1p
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.events.importance import Weight
from newslab.events.shared import Members, Sentence, share, weigh_words
from newslab.events.types import type_of
from newslab.group.titles import clean_title, flaw_row
from newslab.text.content import content_words, figures

if TYPE_CHECKING:
    from pathlib import Path

    from newslab.text.spans import Spans

Key = tuple[str, int]
WEIGHTY: Final = 12  # sentences of a story that its title is held against, those that matter most
_MOST: Final = 4  # statements of a title beyond which their number says no more
_OPENS: Final = re.compile(r"^[\"“‘']")
_EARLY: Final = re.compile(r"\b(?:unknown|unclear|uncertain|feared|expected|reportedly|latest)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Titled:
    """An article's title as it can head a story: a stretch of it, its content words, and the statements that it makes."""

    article: str
    text: str
    start: int  # in the title
    bag: frozenset[str]
    statements: tuple[Mapping[str, Any], ...]


def read_titles(articles: pd.DataFrame, spans: Spans) -> dict[str, Titled]:
    """Read the titles of articles, without label and outlet name, with what they assert."""
    told: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for told_one in spans.statements[spans.statements["field"] == "title"].to_dict("records"):
        told[str(told_one["article_id"])].append({str(name): cell for name, cell in told_one.items()})
    found = {}
    for row in articles.itertuples():
        key, title = str(row.article_id), row.title
        if not isinstance(title, str) or not title.strip():
            continue
        clean = clean_title(title, row.source if isinstance(row.source, str) else "")
        words = clean if clean and clean in title else title.strip()  # a stretch of the title as it stands
        found[key] = Titled(key, words, title.find(words), content_words(words), tuple(told.get(key, ())))
    return found


def score_titles(
    titles: Mapping[str, Titled], members: Members, p: Mapping[Key, Weight], *, weights: str | Path | None = None
) -> dict[str, float]:
    """Return the probability that the title of each article of a story can head it, 0 to 1."""
    from newslab.learned import load_weights

    rows = title_rows(titles, members, p)
    if not rows:
        return {}
    shares = load_weights("headline", weights).shares(list(rows.values()))
    return {key: float(line[1]) for key, line in zip(rows, shares, strict=True)}


def title_rows(titles: Mapping[str, Titled], members: Members, p: Mapping[Key, Weight]) -> dict[str, dict[str, float]]:
    """Return the features that the decision is made by, by article."""
    by_article: dict[str, list[Sentence]] = defaultdict(list)
    for line in members.lines:
        by_article[line.article].append(line)
    mine = [titles[key] for key in sorted(by_article) if key in titles]
    users: dict[str, set[str]] = defaultdict(set)
    for one in mine:
        for word in one.bag:
            users[word].add(members.origin.get(one.article, one.article))
    weighty = sorted(members.lines, key=lambda one: (-_matters(one, p), one.key))[:WEIGHTY]
    weight = weigh_words(members.lines)
    days = {
        key: next((one.published for one in held if one.published is not None), None)
        for key, held in by_article.items()
    }
    known = sorted(day for day in days.values() if day is not None)
    n_origins = len(members.origins(by_article))
    found = {}
    for one in mine:
        row = _written(one) | _asserted(one.statements)
        row |= _supported(one, weighty, by_article[one.article], weight, p)
        origin = members.origin.get(one.article, one.article)
        others = [len(users[word] - {origin}) for word in sorted(one.bag)]
        row["of other titles"] = fsum(others) / max(1, len(others) * (n_origins - 1))
        row["origins"] = log1p(n_origins)
        day = days[one.article]
        if day is not None and known[-1] > known[0]:
            row |= {"newest": float(day == known[-1]), "age": (known[-1] - day) / (known[-1] - known[0])}
        found[one.article] = row
    return found


def _written(one: Titled) -> dict[str, float]:
    count = one.text.count(" ") + 1
    return flaw_row(one.text) | {
        "words": log1p(count), "words, squared": log1p(count) ** 2, "colon": float(":" in one.text),
        "quotes": float(any(mark in one.text for mark in "\"“‘'")), "opens quote": float(bool(_OPENS.search(one.text))),
        "early": float(bool(_EARLY.search(one.text))), "figures": float(min(2, len(figures(one.text)))),
    }  # fmt: skip


def _asserted(statements: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    main = next((one for one in statements if one["main"]), next(iter(statements), None))
    if main is None:
        return {"asserts nothing": 1.0}
    return {
        f"modality {main['modality']}": 1.0, f"act {type_of(str(main['predicate']))}": 1.0, "has who": float(isinstance(main["who"], str)),
        "alone": float(bool(main["alone"])), "attributed": float(isinstance(main["attributed_to"], str)),
        "statements": float(min(_MOST, len(statements))),
    }  # fmt: skip


def _supported(
    one: Titled, weighty: Sequence[Sentence], own: Sequence[Sentence], weight: Mapping[str, float], p: Mapping[Key, Weight]
) -> dict[str, float]:  # fmt: skip
    """Say how much of a title the weightiest sentences tell, and what its own article is like."""
    held = [(share(one.bag, line.words, weight), _matters(line, p)) for line in weighty]
    numbers = figures(one.text)
    told = frozenset().union(*(figures(line.text) for line in weighty))
    lead = own[:3]
    return {
        "held most": max((part for part, _ in held), default=0.0),
        "held, weighed": max((part * matters for part, matters in held), default=0.0),
        "held by first": held[0][0] if held else 0.0,
        "held by three": fsum(part for part, _ in held[:3]) / max(1, len(held[:3])),
        "held by own lead": max((share(one.bag, line.words, weight) for line in lead), default=0.0),
        "own lead matters": max((_matters(line, p) for line in lead), default=0.0),
        "own matters": fsum(sorted(_matters(line, p) for line in own)) / max(1, len(own)),
        "opinions": own[0].row.get("opinions, article", 0.0) if own else 0.0,
        "figures untold": float(bool(numbers - told)),
        "no content": float(not one.bag),
    }  # fmt: skip


def _matters(line: Sentence, p: Mapping[Key, Weight]) -> float:
    return p[line.key].matters if line.key in p else 0.0
