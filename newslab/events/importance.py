"""How much a sentence matters to its story: whether an editor would tell it on a page.

Decided by a learned model (`data/train/judged_stories.py`, figures in `benchmarks/state.md`) from what a sentence asserts,
of what day, who is named in it, where it stands, how much of its article's title and beginning it repeats, and how much
of it the other reports of its story tell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log1p
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from newslab.events.shared import Members, Sentence, shared_rows
from newslab.events.types import type_of
from newslab.tables import SENTENCES, check
from newslab.text.content import content_words

if TYPE_CHECKING:
    from pathlib import Path

    from newslab.text.spans import Spans

Row = dict[str, float]
_WEEK, _LONG_AGO = 3, 31  # days before publication in which news happened; from which it is history
MOST_SCORED: Final = 3000  # sentences of a story
_MOST: Final = 3  # names or figures beyond which their number says no more
_KINDS: Final = {"person": "persons", "org": "bodies", "gpe": "places", "loc": "places", "norp": "peoples"}
_MONEY: Final = frozenset(("dollars", "euros", "pounds", "yen", "yuan", "usd", "eur", "gbp", "$", "€", "£"))


def read_sentences(articles: pd.DataFrame, spans: Spans) -> dict[str, list[Sentence]]:
    """Read the sentences of the texts of articles, with the features that `score_importance` weighs, in order of
    place.
    """
    statements: dict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)
    for told in spans.statements[spans.statements["field"] == "text"].to_dict("records"):
        record = {str(name): cell for name, cell in told.items()}
        statements[str(record["article_id"]), int(record["sentence_start"])].append(record)
    counted = _counted(spans)
    named = _starts(spans.names[spans.names["field"] == "text"], "kind")
    places: dict[str, list[Any]] = defaultdict(list)
    for one in check(spans.sentences, SENTENCES).itertuples():
        places[str(one.article_id)].append(one)
    found: dict[str, list[Sentence]] = {}
    for row in articles.itertuples():
        key = str(row.article_id)
        if key in places:
            mine = sorted(places[key], key=lambda one: int(one.start))
            found[key] = _read_article(row, mine, statements, named.get(key, []), counted)
    return found


class Weight(NamedTuple):
    """How surely a good page on the story would tell a sentence, and how surely it must, 0 to 1."""

    matters: float
    leads: float

    @property
    def whole(self) -> float:
        """What sentences are ranked by, 0 to 2."""
        return round(self.matters + self.leads, 6)


def score_importance(members: Members, *, weights: str | Path | None = None) -> dict[tuple[str, int], Weight]:
    """Weigh each sentence of a story, by its place in the corpus.

    Sentences beyond the first 3,000 of a story, those that stand last in their articles, are not weighed.
    """
    from newslab.learned import load_weights

    rows = importance_rows(members)
    if not rows:
        return {}
    shares = load_weights("importance", weights).shares(list(rows.values()))
    return {
        key: Weight(round(float(tells + leads), 6), round(float(leads), 6))
        for key, (_, tells, leads) in zip(rows, shares, strict=True)
    }


def importance_rows(members: Members) -> dict[tuple[str, int], Row]:
    """Return the features that the decision is made by, by the place of each sentence."""
    own = {one.key: one.row for one in members.lines}
    return {key: {**own[key], **row} for key, row in shared_rows(members, MOST_SCORED).items()}


def _read_article(
    article: Any, places: Sequence[Any], statements: Mapping[tuple[str, int], list[Mapping[str, Any]]],
    names: Sequence[tuple[int, str]], counted: Mapping[str, Row],
) -> list[Sentence]:  # fmt: skip
    key, text = str(article.article_id), str(article.text)
    published = _ordinal(article.published_day, article.published)
    titled = content_words(article.title) if isinstance(article.title, str) else frozenset()
    bags = [content_words(text[int(one.start) : int(one.end)]) for one in places]
    users = Counter(word for bag in bags for word in bag)
    opinions = sum(one.kind == "opinion" for one in places) / len(places)
    found = []
    for at, (one, bag) in enumerate(zip(places, bags, strict=True)):
        start, end = int(one.start), int(one.end)
        told = tuple(sorted(statements.get((key, start), ()), key=lambda row: (row["start"], row["end"])))
        row = _asserted(told, published) | _named(start, end, names) | _placed(at, len(places))
        for statement in told:
            for name, cell in counted.get(str(statement["statement_id"]), {}).items():
                row[name] = min(float(_MOST), row.get(name, 0.0) + cell)
        words = text[start:end]
        row |= {
            f"role {one.role}": 1.0, f"kind {one.kind}": 1.0, "role, sure": 0.0 if pd.isna(one.p) else float(one.p),
            "length": log1p(words.count(" ") + 1), "long": float(words.count(" ") > 40), "short": float(words.count(" ") < 7),
            "of title": len(bag & titled) / len(titled) if titled else 0.0, "no title": float(not titled),
            "of lead": len(bag & bags[0]) / max(1, len(bags[0])) if at else 0.0,
            "of article": sum(users[word] > 2 for word in bag) / max(1, len(bag)),
            "opinions, article": opinions,
            "asks": float(words.endswith("?")), "opens quote": float(words[:1] in "\"“‘'"),
        }  # fmt: skip
        readable, view = (
            0.5 if pd.isna(one.readable) else float(one.readable),
            0.0 if pd.isna(one.view) else float(one.view),
        )
        place = key, start, end, int(one.position), str(one.role), str(one.kind)
        found.append(Sentence(*place, words, bag, published, told, row, readable, view))
    return found


def _asserted(statements: Sequence[Mapping[str, Any]], published: int | None) -> Row:
    main = next((one for one in statements if one["main"]), next(iter(statements), None))
    if main is None:
        return {"asserts nothing": 1.0}
    row = {
        f"modality {main['modality']}": 1.0, f"day {main['day_basis']}": 1.0, f"act {type_of(str(main['predicate']))}": 1.0,
        "alone": float(bool(main["alone"])), "any alone": float(any(one["alone"] for one in statements)),
        "has who": float(isinstance(main["who"], str)), "attributed": float(isinstance(main["attributed_to"], str)),
        "statements": float(min(5, len(statements))),
    }  # fmt: skip
    first = _ordinal(main["first_day"])
    if first is not None and published is not None:
        gap = published - first
        row |= {"ahead": float(gap < 0), "this week": float(0 <= gap <= _WEEK), "long ago": float(gap > _LONG_AGO)}
    return row


def _named(start: int, end: int, names: Sequence[tuple[int, str]]) -> Row:
    counts = Counter(kind for place, kind in names if start <= place < end)
    return {kind: float(min(_MOST, n)) for kind, n in counts.items()}


def _placed(at: int, total: int) -> Row:
    return {"place": at / total, "place, log": log1p(at), "first": float(at == 0), "first three": float(at < _MOST)}


def _counted(spans: Spans) -> dict[str, Row]:
    """Say of each statement how many people, sums of money and other things it counts."""
    found: dict[str, Row] = defaultdict(dict)
    columns = (spans.quantities[name] for name in ("statement_id", "unit", "of_what"))
    for key, unit, of_what in zip(*columns, strict=True):
        unit, of_what = (str(cell).casefold() if isinstance(cell, str) else "" for cell in (unit, of_what))
        name = (
            "sums"
            if unit in _MONEY
            else "shares"
            if unit in ("percent", "%")
            else "counts"
            if not unit and of_what
            else "figures"
        )
        found[str(key)][name] = found[str(key)].get(name, 0.0) + 1
    return found


def _starts(names: pd.DataFrame, column: str) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for article, start, kind in zip(names["article_id"], names["start"], names[column], strict=True):
        found[str(article)].append((int(start), _KINDS.get(str(kind).casefold(), "other names")))
    return found


def _ordinal(*cells: Any) -> int | None:
    return next((int(pd.Timestamp(cell).toordinal()) for cell in cells if not pd.isna(cell)), None)
