"""Telling: whether an article tells what a sentence of another tells, in whatever words.

Decided by a learned model (`data/train/judged.py`, figures in `benchmarks/differences.md`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from newslab.compare.sides import Side
from newslab.learned import load_weights
from newslab.text.content import content_words

if TYPE_CHECKING:
    from pathlib import Path

    from newslab.text.embed_graph import Vectors

DECISION: Final = "told"
NEAREST: Final = 5  # sentences of an article, the nearest by the fast model, that the better one compares

Place = tuple[str, str, tuple[int, int]]


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article with its statements, and its vector of the fast model."""

    sides: tuple[Side, ...]
    vector: Vectors

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.sides[0].place_of_sentence

    @property
    def text(self) -> str:
        """Its words."""
        return self.sides[0].sentence_text

    @property
    def words(self) -> frozenset[str]:
        """Base forms of its content words."""
        return self.sides[0].sentence_words

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its content words, lightly stemmed."""
        return content_words(self.text)

    @property
    def events(self) -> frozenset[str]:
        """The events that cite it."""
        return frozenset().union(*(one.events for one in self.sides))

    @property
    def main(self) -> Side:
        """Its main statement, else its first."""
        return next((one for one in self.sides if one.main), self.sides[0])


@dataclass(frozen=True)
class Text:
    """An article as the sentences that tell something, in order, its title among them."""

    sentences: tuple[Sentence, ...]

    @cached_property
    def vectors(self) -> Vectors:
        """The vectors of its sentences, a row each."""
        return np.stack([one.vector for one in self.sentences])

    @cached_property
    def words(self) -> Counter[str]:
        """In how many of its sentences each word stands."""
        return Counter(word for one in self.sentences for word in one.words)

    @cached_property
    def speakers(self) -> frozenset[str]:
        """The last names of those whose words it tells."""
        return frozenset(_surname(side) for one in self.sentences for side in one.sides if side.speaker)


class Asked(NamedTuple):
    """Whether `other` tells the `fact` of its own text."""

    fact: Sentence
    own: Text
    other: Text


class Telling(NamedTuple):
    """How sure an article tells a fact, and by which sentence if it does."""

    p: float
    nearest: Sentence


def read_texts(sides: Mapping[str, Sequence[Side]]) -> dict[str, Text]:
    """Read the articles of a story as sentences with vectors, by article_id; one without a statement is left out."""
    from newslab.text.embed import embed

    held: dict[Place, list[Side]] = {}
    for one in (one for key in sides for one in sides[key]):
        held.setdefault(one.place_of_sentence, []).append(one)
    vectors = embed([group[0].sentence_text for group in held.values()], model="fast")
    found: dict[str, list[Sentence]] = {}
    for group, vector in zip(held.values(), vectors, strict=True):
        found.setdefault(group[0].article.article_id, []).append(Sentence(tuple(group), vector))
    return {key: Text(tuple(found[key])) for key in sides if key in found}


def score_told(asked: Sequence[Asked], *, weights: str | Path | None = None) -> list[Telling]:
    """Return how surely each article tells each fact, 0 to 1, in order."""
    if not asked:
        return []
    rows, nearest = describe(asked)
    p = load_weights(DECISION, weights).shares(rows)[:, 1].tolist()
    return [Telling(share, one) for share, one in zip(p, nearest, strict=True)]


def describe(asked: Sequence[Asked]) -> tuple[list[dict[str, float]], list[Sentence]]:
    """Return the grounds on which an article is held to tell a fact, and the sentence of it that is nearest in
    meaning.
    """
    from newslab.text.embed import embed

    near = [_near(one) for one in asked]
    texts = sorted({one.fact.text for one in asked} | {one.text for group in near for one in group})
    vectors = dict(zip(texts, embed(texts), strict=True))
    rows, nearest = [], []
    for one, group in zip(asked, near, strict=True):
        likes = [round(float(vectors[other.text] @ vectors[one.fact.text]), 6) for other in group]
        best = max(range(len(group)), key=lambda at: (likes[at], -at))
        share = _share_of(one)
        speaker = _surname(one.fact.main) if one.fact.main.speaker else ""
        rows.append({
            "cosine": likes[best],
            "words, article": share(one.other.words),
            "words, sentence": max(share(other.words) for other in one.other.sentences),
            "speaker": float(speaker in one.other.speakers),
        })  # fmt: skip
        nearest.append(group[best])
    return rows, nearest


def _near(one: Asked) -> list[Sentence]:
    likes = np.round(one.other.vectors @ one.fact.vector, 6)
    return [one.other.sentences[at] for at in np.argsort(-likes, kind="stable")[:NEAREST]]


def _share_of(one: Asked) -> Callable[[Mapping[str, int] | frozenset[str]], float]:
    """Return what says how much of the weight of a fact's words others hold: few sentences of both hold a weighty one."""
    n = len(one.own.sentences) + len(one.other.sentences)
    weight = {
        word: math.log((1 + n) / (0.5 + one.own.words[word] + one.other.words[word])) ** 2
        for word in sorted(one.fact.words)
    }
    whole = math.fsum(weight.values()) or 1.0
    return lambda others: math.fsum(cell for word, cell in weight.items() if word in others) / whole


def _surname(side: Side) -> str:
    return side.speaker.split()[-1].lower()
