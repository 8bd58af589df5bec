"""Which statements tell a happening: an act of a day, not a state, rule, habit, opinion or mere fragment.

Decided by a learned model (`data/train/judged.py`, figures in `benchmarks/statements.md`) from the grammar of the
clause and what its statement says.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newslab.events.acts import parse_place, predicate_of
from newslab.events.pairs import commonness
from newslab.events.told import DATED, Told
from newslab.events.types import find_type
from newslab.events.wording import Wording, governing_verb, read_wording
from newslab.learned import load_weights
from newslab.text.clauses import ACTS_OF_SAYING, SAYING
from newslab.text.verbs import Row, clause_features

if TYPE_CHECKING:
    from newslab.text.parse import Parsed

DECISION: Final = "happening"
HAPPENED_FROM: Final = 0.7  # probability of a happening from which one is told: benchmarks/statements.md
_OLD: Final = 400  # days: further back is as far


@dataclass(frozen=True)
class Happening:
    """A statement that tells a happening, how surely, and how it tells it by itself."""

    told: Told
    p: float
    wording: Wording


def find_happenings(
    told: Sequence[Told], texts: Mapping[tuple[str, str], str], *, weights: str | Path | None = None
) -> list[Happening]:
    """Return the statements that tell a happening, in order.

    Parameters
    ----------
    told : n statements.
    texts : (article_id, field) -> its text; each is parsed once.
    weights : folder of other weights, as `load_weights` reads them.
    """
    if not told:
        return []
    rows, wordings = [], []
    for one, parsed in _parsed(told, texts):
        rows.append((one, happening_row(one, parsed)))
        wordings.append(read_wording(one, parsed, texts[one.article, one.field]))
    sure = load_weights(DECISION, weights).shares([row for _, row in rows])[:, 1].tolist()
    found = {
        one.key: Happening(one, p, wording)
        for (one, _), p, wording in zip(rows, sure, wordings, strict=True)
        if p >= HAPPENED_FROM
    }
    return [found[one.key] for one in told if one.key in found]


def _parsed(told: Sequence[Told], texts: Mapping[tuple[str, str], str]) -> Iterator[tuple[Told, Parsed]]:
    """Give each statement with the parse of its text, text by text."""
    for place, held in groupby(sorted(told, key=_place), key=_place):
        parsed = parse_place(texts, place)
        yield from ((one, parsed) for one in held)


def _place(one: Told) -> tuple[str, str]:
    return one.article, one.field


def happening_row(one: Told, parsed: Parsed) -> Row:
    """Return what it is decided by of one statement, given the parse of its text."""
    return _of_statement(one) | _of_clause(one, parsed)


def _of_clause(one: Told, parsed: Parsed) -> Row:
    _, inside = predicate_of(parsed, one.predicate_start, one.predicate_end)
    if not inside:
        return {}
    content = inside[-1]
    head = governing_verb(content, inside[0].i)
    row = {f"verb: {name}": value for name, value in clause_features(head, content, main=one.main).items()}
    row[f"hangs: {head.dep_}"] = 1.0
    row["common"] = commonness(content.lemma_.lower())
    for name, lemmas in (("saying", SAYING), ("act of saying", ACTS_OF_SAYING)):
        row[name] = float(head.lemma_ in lemmas)
    objects = [child for child in content.children if child.dep_ in ("dobj", "attr", "nsubjpass", "pobj")]
    row["object"] = float(bool(objects))
    row["object name"] = float(any(child.tag_ in ("NNP", "NNPS") for child in objects))
    row["object figure"] = float(any(child.ent_type_ in ("CARDINAL", "MONEY", "PERCENT") for child in objects))
    row["bare"] = float(
        not any(child.dep_ in ("dobj", "prep", "xcomp", "ccomp", "agent", "attr") for child in content.children)
    )
    return row


def _of_statement(one: Told) -> Row:
    words = one.words.split()
    kind = find_type(one.predicate.split(" ")[0], one.predicate.split(" ")[1:]) or "none"
    gap = (one.published - one.last) if one.published is not None and one.last is not None else None
    return {
        f"modality {one.modality}": 1.0,
        f"basis {one.basis}": 1.0,
        f"role {one.role or 'none'}": 1.0,
        f"type {kind}": 1.0,
        "p": one.p,
        "main": float(one.main),
        "alone": float(one.alone),
        "title": float(one.field == "title"),
        "lead": float(one.field == "text" and one.position < 3),
        "position": math.log1p(one.position),
        "who": float(bool(one.who)),
        "who name": float(any(word[:1].isupper() for word in one.who.split()[-2:])),
        "whom": float(bool(one.whom)),
        "where": float(bool(one.where)),
        "length": math.log1p(len(words)),
        "short": float(len(words) < 5),
        "figures": float(any(word[:1].isdigit() or word[:1] == "$" for word in words)),
        "dated": float(one.basis in DATED),
        "past": math.log1p(min(_OLD, max(0, gap))) if gap is not None else 0.0,
        "ahead": float(gap is not None and gap < 0),
        "wide": float(one.first is not None and one.last is not None and one.last - one.first > 2),
        "words in predicate": float(one.predicate.count(" ")),
    }
