"""Omissions: facts of weight that some sources of a story tell and another, whose full text is there, does not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.compare.sides import Side, likeness, weigh_words
from newslab.learned import load_weights

if TYPE_CHECKING:
    from pathlib import Path

LEAST_WORDS: Final = 3  # content words below which a statement tells no fact by itself
LEAD: Final = 2  # sentences that tell what made it a story: others tell it in other words
TOLD: Final = 0.5  # likeness from which an article is taken to tell a statement
MEANT: Final = 0.75  # cosine from which two sentences are taken to tell one thing
_AT_ONCE: Final = 500  # statements held against all sentences at once


@dataclass(frozen=True)
class Fact:
    """A sentence that some articles tell and others do not.

    Attributes
    ----------
    sides : its statements, in order; told : the likest statement of each other article that tells it, likest first.
    missing : article_ids of those that do not.
    grounds : what its weight is judged by.
    """

    sides: tuple[Side, ...]
    told: tuple[Side, ...]
    missing: tuple[str, ...]
    grounds: Mapping[str, float]

    @property
    def place(self) -> tuple[str, str, tuple[int, int]]:
        """Where its sentence stands."""
        return self.sides[0].article.article_id, self.sides[0].field, self.sides[0].sentence


def find_facts(sides: Mapping[str, Sequence[Side]]) -> list[Fact]:
    """List the sentences of a story that at least one article of another source, with full text, does not tell.

    Parameters
    ----------
    sides : statements by article_id.

    Notes
    -----
    An article tells a statement if one of its sentences holds at least TOLD of its weight: of its base forms, each weighed
    by inverse sentence frequency. A sentence is told if each of its statements is, or if a sentence means the same. The
    first sentences of an article are left out: they tell the event itself, which the others tell in other words. An
    article leaves out only what it could have told: what was told, and was to be, before it was published.
    """
    every = [one for held in sides.values() for one in held]
    if len({one.article.source for one in every}) < 2:
        return []
    weight = weigh_words(every)
    held_by = _held_by(every, sides, weight)
    whole: dict[tuple[str, str, tuple[int, int]], list[Side]] = defaultdict(list)
    for one in every:
        if one.field == "text":
            whole[one.place_of_sentence].append(one)
    meant = _meant(every, whole)
    found = []
    for place, held in whole.items():
        facts = [one for one in held if len(one.words) >= LEAST_WORDS]
        if not facts or held[0].position < LEAD:
            continue
        others = [key for key in sides if sides[key] and _is_other(held[0], sides[key][0])]
        near = {key: min(held_by[one.statement_id, one.place][key] for one in facts) for key in others}
        told = [key for key in others if near[key] >= TOLD or meant[place][key] >= MEANT]
        since = _known_since([held[0], *(sides[key][0] for key in told)], held)
        silent = set(others) - {*told}
        missing = tuple(key for key in others if key in silent and _could_tell(sides[key][0], since))
        if missing:
            tellers = _tellers(facts[0], told, sides, weight)
            found.append(Fact(tuple(held), tellers, missing, _grounds(held, told, sides)))
    return found


def _known_since(tellers: Sequence[Side], held: Sequence[Side]) -> float:
    """Return the day from which on an article could tell a fact: that of its first report, and of what it tells."""
    first = min((one.article.day for one in tellers if one.article.day is not None), default=-math.inf)
    return max([first, *(one.window[0] for one in held if one.window and one.modality == "happened")])


def _could_tell(one: Side, since: float) -> bool:
    return one.article.full and one.article.day is not None and one.article.day >= since


def _grounds(held: Sequence[Side], told: Sequence[str], sides: Mapping[str, Sequence[Side]]) -> dict[str, float]:
    """Return what speaks for a fact: how many origins tell it, whom it names, that it reads alone and is no one's saying."""
    names = frozenset().union(*(side.names for side in held))
    return {
        "names": math.log1p(len(names)),
        "tellers": float(min(4, len({held[0].article.origin, *(sides[key][0].article.origin for key in told)}))),
        "attributed": float(any(side.speaker for side in held)),
        "alone": float(any(side.alone for side in held)),
    }


def _meant(
    every: Sequence[Side], whole: Mapping[tuple[str, str, tuple[int, int]], Sequence[Side]]
) -> dict[tuple[str, str, tuple[int, int]], dict[str, float]]:
    """Return for each sentence how near in meaning the nearest sentence of each article is: a cosine."""
    from newslab.text.embed import embed

    sentences = {one.place_of_sentence: one.sentence_text for one in every}
    vectors = embed(list(sentences.values()), model="fast")
    keys = sorted({place[0] for place in sentences})
    rows = {key: [at for at, place in enumerate(sentences) if place[0] == key] for key in keys}
    places = {place: at for at, place in enumerate(sentences)}
    own = vectors[[places[place] for place in whole]]
    best = {key: np.einsum("ik,jk->ij", own, vectors[rows[key]]).max(axis=1) for key in keys}
    return {place: {key: round(float(best[key][at]), 6) for key in keys} for at, place in enumerate(whole)}


def score_facts(facts: Sequence[Fact], *, weights: str | Path | None = None) -> np.ndarray[Any, Any]:
    """Return the probability that a reader would want to be told of each omission, shape (n,)."""
    model = load_weights("omission", weights)
    rows = np.array([model.vector(one.grounds) for one in facts]).reshape(len(facts), len(model.features))
    p: np.ndarray[Any, Any] = model.probabilities(rows)[:, 1]
    return p


def _is_other(one: Side, other: Side) -> bool:
    return one.article.source != other.article.source and one.article.origin != other.article.origin


def _held_by(
    every: Sequence[Side], sides: Mapping[str, Sequence[Side]], weight: Callable[[str], float]
) -> dict[tuple[str, tuple[str, str, int, int]], dict[str, float]]:
    """The share of each statement's weight that the sentence of each article which holds most of it holds, 0 to 1."""
    from scipy import sparse

    vocabulary = {word: at for at, word in enumerate(sorted(frozenset().union(*(one.sentence_words for one in every))))}
    weights = np.array([weight(word) for word in vocabulary])
    sentences = list({one.place_of_sentence: one for one in every}.values())
    keys = list(sides)
    places = {key: at for at, key in enumerate(keys)}
    owner = np.array([places[one.article.article_id] for one in sentences])
    holds = _grid([one.sentence_words for one in sentences], vocabulary).T.tocsr()
    found = {}
    for low in range(0, len(every), _AT_ONCE):
        part = every[low : low + _AT_ONCE]
        rows = _grid([one.words & vocabulary.keys() for one in part], vocabulary)
        shared = ((rows @ sparse.diags(weights)) @ holds).tocsr()
        whole = np.maximum(rows @ weights, 1e-9)
        for at, one in enumerate(part):
            span = slice(shared.indptr[at], shared.indptr[at + 1])
            best = np.zeros(len(keys))
            np.maximum.at(best, owner[shared.indices[span]], shared.data[span])
            shares = np.round(best / whole[at], 9).tolist()
            found[one.statement_id, one.place] = dict(zip(keys, shares, strict=True))
    return found


def _grid(bags: Sequence[Iterable[str]], vocabulary: Mapping[str, int]) -> Any:
    """A row a bag, a column a word, 1 where the bag holds it."""
    from scipy import sparse

    columns = [sorted(vocabulary[word] for word in bag) for bag in bags]
    starts = np.cumsum([0, *map(len, columns)])
    flat = np.array([column for row in columns for column in row], dtype=np.int64)
    return sparse.csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(bags), len(vocabulary)))


def _tellers(one: Side, told: Sequence[str], sides: Mapping[str, Sequence[Side]], weight: Callable[[str], float]) -> tuple[
    Side, ...
]:  # fmt: skip
    best = [max(sides[key], key=lambda side: (likeness(one.words, side.words, weight), side.place)) for key in told]
    return tuple(sorted(best, key=lambda side: (-likeness(one.words, side.words, weight), side.place)))


def pick_facts(facts: Sequence[Fact], p: Sequence[float]) -> Iterator[int]:
    """Yield the places of facts, the weightiest first, none that repeats one already told."""
    seen: set[tuple[str, str, tuple[int, int]]] = set()
    for at in sorted(range(len(facts)), key=lambda at: (-p[at], facts[at].place)):
        places = {facts[at].place, *(side.place_of_sentence for side in facts[at].told)}
        if not places & seen:
            seen |= places
            yield at
