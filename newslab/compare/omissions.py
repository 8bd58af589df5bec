"""Omissions: facts of weight that some sources of a story tell and another, whose full text is there, does not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.compare.telling import Asked, Place, Sentence, Telling, Text, read_texts, score_told
from newslab.events.importance import Weight
from newslab.learned import load_weights

if TYPE_CHECKING:
    from pathlib import Path

    from newslab.compare.sides import Side, Told
    from newslab.events.weighing import Key

DECISION: Final = "omission"
LEAST_WORDS: Final = 4  # content words below which a sentence tells no fact by itself
SEVERAL: Final = 2  # origins that tell an event from which it is one of weight
TELLS: Final = 0.6  # probability from which an article is said to tell a fact: right .84 of the time out of fold
SILENT: Final = 0.2  # up to which it is said not to: right .90 of the time out of fold, benchmarks/differences.md


@dataclass(frozen=True)
class Fact:
    """A sentence that some articles tell and others do not.

    Attributes
    ----------
    sides : its statements, in order; told : the nearest statement of each other article that tells it, surest first.
    missing : article_ids of those that do not.
    grounds : what it is judged by.
    """

    sides: tuple[Side, ...]
    told: tuple[Side, ...]
    missing: tuple[str, ...]
    grounds: Mapping[str, float]

    @property
    def place(self) -> Place:
        """Where its sentence stands."""
        return self.sides[0].place_of_sentence


def find_facts(
    sides: Mapping[str, Sequence[Side]], matter: Mapping[Key, Weight], *, weights: str | Path | None = None
) -> list[Fact]:
    """List the sentences of events that at least one article of another source, with full text, does not tell.

    Parameters
    ----------
    sides : statements by article_id.
    matter : how much each sentence matters to its story, by article and start.
    weights : folder of other weights.

    Notes
    -----
    An article leaves out only what it could have told: what several had told, and was to be, before it was published.
    """
    if len({held[0].article.source for held in sides.values() if held}) < 2:
        return []
    texts = read_texts(sides)
    found = []
    for fact, tellings in ask_all(texts, weights=weights):
        missing = find_silent(fact, texts, tellings)
        if missing:
            found.append(make_fact(fact, texts, tellings, missing, matter))
    return found


def ask_all(
    texts: Mapping[str, Text], *, weights: str | Path | None = None
) -> list[tuple[Sentence, dict[str, Telling]]]:
    """Return the facts of a story, each with how surely every article of another origin and source tells it."""
    facts = [(key, one) for key, text in texts.items() for one in text.sentences if _is_fact(one)]
    asked = [
        (at, other) for at, (key, _) in enumerate(facts) for other in texts
        if _is_other(_article(texts[key]), _article(texts[other]))
    ]  # fmt: skip
    tellings: list[dict[str, Telling]] = [{} for _ in facts]
    scored = score_told(
        [Asked(facts[at][1], texts[facts[at][0]], texts[other]) for at, other in asked], weights=weights
    )
    for (at, other), telling in zip(asked, scored, strict=True):
        tellings[at][other] = telling
    return [(fact, tellings[at]) for at, (_, fact) in enumerate(facts)]


def find_silent(fact: Sentence, texts: Mapping[str, Text], tellings: Mapping[str, Telling]) -> tuple[str, ...]:
    """List the articles that surely do not tell a fact they could have told, and whose source tells it nowhere else."""
    tells: dict[str, float] = defaultdict(float)
    for key, telling in tellings.items():
        source = _article(texts[key]).source
        tells[source] = max(tells[source], telling.p)
    tellers = [_article(texts[key]) for key, one in tellings.items() if one.p >= TELLS]
    days = sorted(one.day for one in (fact.main.article, *tellers) if one.day is not None)
    since = days[:SEVERAL][-1] if days else -math.inf  # the day by which several had told it
    since = max([since, *(one.window[0] for one in fact.sides if one.window and one.modality == "happened")])
    return tuple(
        key for key in tellings
        if tells[_article(texts[key]).source] <= SILENT and _could_tell(_article(texts[key]), since)
    )  # fmt: skip


def make_fact(
    fact: Sentence, texts: Mapping[str, Text], tellings: Mapping[str, Telling], missing: tuple[str, ...],
    matter: Mapping[Key, Weight],
) -> Fact:  # fmt: skip
    """Return a fact with its tellers, and the grounds on which it is told as left out by some."""
    tellers = sorted((key for key, one in tellings.items() if one.p >= TELLS), key=lambda key: (-tellings[key].p, key))
    article, _, (start, _) = fact.place
    weight = matter.get((article, start), Weight(0.0, 0.0)).matters
    grounds = {"weight of several": weight if _n_origins(fact, texts) >= SEVERAL else 0.0}
    return Fact(fact.sides, tuple(tellings[key].nearest.main for key in tellers), missing, grounds)


def score_facts(facts: Sequence[Fact], *, weights: str | Path | None = None) -> np.ndarray[Any, Any]:
    """Return the probability that each omission is right and that a reader would want to be told, shape (n,).

    Learned from how much a fact that several origins tell matters to its story (`data/train/omissions.py`).
    """
    p: np.ndarray[Any, Any] = load_weights(DECISION, weights).shares([one.grounds for one in facts])[:, 1]
    return p


def pick_facts(facts: Sequence[Fact], p: Sequence[float]) -> Iterator[int]:
    """Yield the places of facts, the weightiest first, none that repeats one already told."""
    seen: set[Place] = set()
    for at in sorted(range(len(facts)), key=lambda at: (-p[at], facts[at].place)):
        places = {facts[at].place, *(side.place_of_sentence for side in facts[at].told)}
        if not places & seen:
            seen |= places
            yield at


def _n_origins(fact: Sentence, texts: Mapping[str, Text]) -> int:
    """How many origins the event comes from that a fact tells, the most told of them."""
    found: dict[str, set[str]] = defaultdict(set)
    for side in (side for text in texts.values() for one in text.sentences for side in one.sides):
        for event in side.events & fact.events:
            found[event].add(side.article.origin)
    return max(map(len, found.values()), default=0)


def _is_fact(one: Sentence) -> bool:
    return bool(one.events) and one.place[1] == "text" and len(one.words) >= LEAST_WORDS


def _article(text: Text) -> Told:
    return text.sentences[0].sides[0].article


def _is_other(one: Told, other: Told) -> bool:
    return one.source != other.source and one.origin != other.origin


def _could_tell(one: Told, since: float) -> bool:
    return one.full and one.day is not None and one.day >= since
