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
from newslab.text.content import NEAR, cosine

if TYPE_CHECKING:
    from pathlib import Path

    from newslab.compare.sides import Side, Told
    from newslab.events.weighing import Key

DECISION: Final = "omission"
OMITTED: Final = 8  # of a story that are for its page: a quarter of what readers list, benchmarks/differences.md
ASKED: Final = 80  # sentences of a story, the weightiest, of which it is asked who tells them
LEAST_WORDS: Final = 4  # content words below which a sentence tells no fact by itself
SEVERAL: Final = 2  # tellers by whose days a fact could be known
TELLS: Final = 0.6  # probability from which an article is said to tell a fact: right .84 of the time out of fold
SILENT: Final = 0.3  # from which it may; how surely it does not is a ground of the omission, benchmarks/differences.md


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
    """List the weightiest sentences of a story that an article of another source, with full text, does not tell.

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
    for fact, tellings in ask_all(texts, matter, weights=weights):
        missing = find_silent(fact, texts, tellings)
        if missing:
            found.append(make_fact(fact, tellings, missing, matter))
    return found


def ask_all(
    texts: Mapping[str, Text], matter: Mapping[Key, Weight], *, weights: str | Path | None = None
) -> list[tuple[Sentence, dict[str, Telling]]]:
    """Return the weightiest sentences of a story, each with how surely every article of another origin tells it."""
    facts = sorted(
        (one for text in texts.values() for one in text.sentences if _is_fact(one)),
        key=lambda one: (-weight_of(one, matter).matters, one.place),
    )[:ASKED]
    own = [texts[fact.main.article.article_id] for fact in facts]
    asked = [
        (at, other)
        for at, fact in enumerate(facts)
        for other in texts
        if _is_other(fact.main.article, _article(texts[other]))
    ]
    tellings: list[dict[str, Telling]] = [{} for _ in facts]
    scored = score_told([Asked(facts[at], own[at], texts[other]) for at, other in asked], weights=weights)
    for (at, other), telling in zip(asked, scored, strict=True):
        tellings[at][other] = telling
    return list(zip(facts, tellings, strict=True))


def find_silent(fact: Sentence, texts: Mapping[str, Text], tellings: Mapping[str, Telling]) -> tuple[str, ...]:
    """List the articles that surely do not tell a fact they could have told, and whose source tells it nowhere else.

    Whose sentence is of the same event, or shares many of the fact's words, may tell it in part.
    """
    tells: dict[str, float] = defaultdict(float)
    for key, telling in tellings.items():
        source = _article(texts[key]).source
        tells[source] = max(tells[source], telling.p)
    tellers = [_article(texts[key]) for key, one in tellings.items() if one.p >= TELLS]
    days = sorted(one.day for one in (fact.main.article, *tellers) if one.day is not None)
    since = days[:SEVERAL][-1] if days else -math.inf  # the day by which several had told it
    since = max([since, *(one.window[0] for one in fact.sides if one.window and one.modality == "happened")])
    could = (key for key in tellings if _could_tell(_article(texts[key]), since))
    silent = [key for key in could if tells[_article(texts[key]).source] <= SILENT]
    near = {_article(text).source for text in texts.values() if silent and _comes_near(fact, text)}
    return tuple(key for key in silent if _article(texts[key]).source not in near)


def make_fact(
    fact: Sentence, tellings: Mapping[str, Telling], missing: tuple[str, ...], matter: Mapping[Key, Weight]
) -> Fact:
    """Return a fact with its tellers, and the grounds on which it is told as left out by some."""
    tellers = sorted((key for key, one in tellings.items() if one.p >= TELLS), key=lambda key: (-tellings[key].p, key))
    main, weight = fact.main, weight_of(fact, matter)
    grounds = {
        "matters": weight.matters,
        "leads": weight.leads,
        "told by another": float(bool(tellers)),
        "articles": math.log(len(tellings)),
        "articles that do not": len(missing) / len(tellings),
        "told by these": max(tellings[key].p for key in missing),
        "position": math.log1p(main.position),
        "sentences": math.log1p(main.article.n_sentences),
        "length": math.log1p(len(fact.words)),
    }
    return Fact(fact.sides, tuple(tellings[key].nearest.main for key in tellers), missing, grounds)


def weight_of(fact: Sentence, matter: Mapping[Key, Weight]) -> Weight:
    """Return how much a sentence matters to its story."""
    article, _, (start, _) = fact.place
    return matter.get((article, start), Weight(0.0, 0.0))


def score_facts(facts: Sequence[Fact], *, weights: str | Path | None = None) -> np.ndarray[Any, Any]:
    """Return the probability that each omission is right and that a reader would want to be told, shape (n,).

    Learned from the omissions that readers listed of stories, made a probability by rows judged one by one
    (`data/train/omissions.py`).
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


def _is_fact(one: Sentence) -> bool:
    return one.place[1] == "text" and len(one.words) >= LEAST_WORDS


def _article(text: Text) -> Told:
    return text.sentences[0].sides[0].article


def _is_other(one: Told, other: Told) -> bool:
    return one.source != other.source and one.origin != other.origin


def _comes_near(fact: Sentence, text: Text) -> bool:
    """Tell whether a sentence of an article is of the event of a fact, or in many of its words."""
    return any(one.events & fact.events or cosine(one.stems, fact.stems) >= NEAR for one in text.sentences)


def _could_tell(one: Told, since: float) -> bool:
    return one.full and one.day is not None and one.day >= since
