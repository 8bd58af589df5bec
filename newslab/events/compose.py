"""Which sentences tell a story, and in which order: each is chosen for its place behind those that were chosen before.

A conditional logit over the sentences of a story and an end (McFadden 1974), taught by pages that readers composed of
the same sentences (`data/train/composed.py`, figures in `benchmarks/state.md`): how much a sentence matters, whether it
can be told by itself or leans on what stands before it in its article, what of it was told already, what it takes up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log1p
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from newslab.events.importance import Weight
from newslab.events.shared import Key, Sentence, weigh_words
from newslab.text.antecedents import is_person_noun
from newslab.text.content import content_words
from newslab.text.resources import listed
from newslab.text.words import CALENDAR, OFFICES

if TYPE_CHECKING:
    from newslab.learned import Learned

LENGTHS: Final = ((1, 8), (3, 12))  # origins up to which a page has so many sentences
SHORTEST, MOST = 3, 15
MOST_TRIED: Final = 120  # sentences of a story that a page is composed of, the weightiest first
MATTERS, STANDS = 6.0, 8.0  # powers of what a sentence is worth over what a page would go on with (benchmarks/state.md)
LEAST: Final = 0.53  # how surely a sentence matters and stands well that gives way to the end
ENOUGH: Final = 0.5  # probability of the end from which a page ends
_TINY: Final = 0.02
_CLOSE: Final = 3  # sentences behind another that still go on with it
_ALIKE: Final = 0.6  # likeness from which two sentences may say the same
_CONNECTING: Final = listed("connecting")
_QUOTES: Final = "\"“‘'"
_PRONOUN: Final = re.compile(r"\b(?:he|she|him|her|his|they|them|their)\b", re.IGNORECASE)
_DEFINITE: Final = re.compile(
    r"\b(?:the|this|that|these|those|such)\s+((?:[a-z][\w’'-]*\s+)?[a-z][\w’'-]*)", re.IGNORECASE
)
_NAMED: Final = re.compile(r"\b[A-Z][\w’'-]*(?:\.? [A-Z][\w’'-]*)*")
_ACRONYM: Final = re.compile(r"\b[A-Z]{2,6}s?\b")
# What is named or pointed at: by which pattern, in how many words at most, and whether only what its article named before.
_LEANS_ON: Final = {
    "points back": (_DEFINITE, 2, True), "names back": (_NAMED, 1, True), "points": (_DEFINITE, 2, False),
    "names": (_NAMED, 6, False), "acronyms": (_ACRONYM, 1, False),
}  # fmt: skip
_TAKES_UP: Final = re.compile(
    r"\b(?:also|however|another|others?|instead|same|further|too|similarly|latter|former|meanwhile|still|again|then)\b",
    re.IGNORECASE,
)
_OPENS: Final = re.compile(
    r"^[\"“‘']?(?:he|she|they|it|his|her|their|its|this|that|these|those|such|both|another|one|there)\b", re.IGNORECASE
)
_OF_ONE: Final = re.compile(r"\b(?:he|she|him|his|her)\b", re.IGNORECASE)
_OF_MANY: Final = re.compile(r"[\"“‘']?(?:they|their)\b", re.IGNORECASE)
_ROLES: Final = ("news", "background", "quote", "opinion", "caption", "furniture", "list", "other")
_FIRST: Final = (
    "matters",
    "leads",
    "readable",
    "age",
    "place",
    "role background",
    "planned",
    "of title",
    "held by others",
)
_LATE: Final = ("matters", "leads", "role background", "role quote", "planned", "age", "place")


@dataclass
class Composer:
    """A page being composed of the sentences of one story.

    Parameters
    ----------
    lines : the sentences of the story that can be told.
    whole : all sentences of its articles.
    p : how much each matters.
    vectors : (n_lines, dim), unit vectors of the sentences.
    heading : content words of the page's headline.
    n_origins : distinct origins of the story.
    """

    lines: Sequence[Sentence]
    whole: Sequence[Sentence]
    p: Mapping[Key, Weight]
    vectors: NDArray[np.float32]
    heading: frozenset[str]
    n_origins: int
    told: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        weight = weigh_words(self.lines)
        at = {word: column for column, word in enumerate(sorted(weight))}
        self._bags = np.zeros((len(self.lines), len(at)))
        for row, line in enumerate(self.lines):
            self._bags[row, [at[word] for word in line.words]] = 1
        scales = np.array([weight[word] for word in sorted(weight)]) ** 2  # few rare words say that two tell the same
        self._weighted = self._bags * scales
        self._whole = np.maximum(1e-9, self._weighted.sum(axis=1))
        self._shared = self._weighted @ self._bags.T
        self._known = np.array([float(word in self.heading) for word in sorted(weight)])
        self._articles = np.array([line.article for line in self.lines])
        self._positions = np.array([line.position for line in self.lines])
        self._place = {(line.article, line.position): row for row, line in enumerate(self.lines)}
        self._alike = np.round(self.vectors @ self.vectors.T, 6)
        self._best = np.zeros(len(self.lines))  # share of each that one told sentence holds
        self._nearest = np.zeros(len(self.lines))  # likeness of each to the told sentence nearest in meaning
        self._leans_on = {name: _find_named(self.whole, *what) for name, what in _LEANS_ON.items()}
        self._words = set(self.heading)
        self._opens = np.array([_opens_with_pronoun(line.text) for line in self.lines], dtype=np.bool_)
        self._static = self._read_static()

    def _read_static(self) -> dict[str, NDArray[np.float64]]:
        days = [line.published for line in self.lines if line.published is not None]
        newest, oldest = max(days, default=0), min(days, default=0)
        rows = []
        for line in self.lines:
            weight, row = self.p[line.key], line.row
            planned = float(bool(row.get("modality planned")))
            age = (newest - line.published) if line.published is not None else 0
            rows.append({
                "matters": weight.matters, "leads": weight.leads, "readable": line.readable,
                "leaning": float(line.readable < 0.5), "own": line.view, "opinions": row.get("opinions, article", 0.0), "attributed": row.get("attributed", 0.0), "planned": planned,
                "overdue": planned * min(1.0, age / 7), "denied": float(bool(row.get("modality denied"))),
                "asserts nothing": row.get("asserts nothing", 0.0), "long ago": row.get("long ago", 0.0),
                "short": row.get("short", 0.0), "long": row.get("long", 0.0), "asks": row.get("asks", 0.0),
                "place": row.get("place, log", 0.0), "of title": row.get("of title", 0.0),
                "age": age / max(1, newest - oldest), "old": min(1.0, age / 30),
                "held by others": row.get("told by", 0.0), "tellers": row.get("tellers", 0.0),
                "opens leaning": float(bool(_OPENS.search(line.text))),
                "connects": float(line.text.lstrip(_QUOTES).partition(" ")[0].strip(",").casefold() in _CONNECTING),
                "takes up": float(bool(_TAKES_UP.search(line.text))),
                "office": float(any(word.casefold().strip(",.") in OFFICES for word in line.text.split())),
                "nobody named": float(not row.get("persons") and bool(_PRONOUN.search(line.text))),
                **{f"role {name}": float(line.role == name) for name in _ROLES},
            })  # fmt: skip
        return {name: np.array([row[name] for row in rows]) for name in rows[0]}

    def features(self) -> tuple[list[str], NDArray[np.float64]]:
        """Return the names of features and a row of them for each sentence, and for the end last."""
        columns = dict(self._static)
        first = float(not self.told)
        late = log1p(len(self.told))
        columns |= {f"first: {name}": self._static[name] * first for name in _FIRST}
        columns |= {f"late: {name}": self._static[name] * late for name in _LATE}
        columns |= self._beside() | self._said() | self._leans()
        names = [*columns, *(ending := self._ending())]
        grid = np.zeros((len(self.lines) + 1, len(names)))
        grid[:-1, : len(columns)] = np.stack(list(columns.values()), axis=1)
        grid[-1, len(columns) :] = list(ending.values())
        return names, grid

    def _beside(self) -> dict[str, NDArray[np.float64]]:
        """Say where sentences stand to the last that was told, and whether that before each was told."""
        n = len(self.lines)
        leaning = 1 - self._static["readable"]
        told = np.zeros(n)
        for row, line in enumerate(self.lines):
            before = self._place.get((line.article, line.position - 1))
            told[row] = float(before is not None and before in self.told)
        named = 0.0
        names = ("next", "close", "further", "back", "other article", "new article")
        found = {name: np.zeros(n) for name in names}
        if self.told:
            last = self.told[-1]
            same = self._articles == self._articles[last]
            gap = self._positions - self._positions[last]
            used = np.isin(self._articles, self._articles[self.told])
            named = float(bool(self.lines[last].row.get("persons")))
            found["next"] = (same & (gap == 1)).astype(float)
            found["close"] = (same & (gap > 1) & (gap <= _CLOSE)).astype(float)
            found["further"] = (same & (gap > _CLOSE)).astype(float)
            found["back"] = (same & (gap < 0)).astype(float)
            found["other article"] = (~same & used).astype(float)
            found["new article"] = (~used).astype(float)
        found |= {f"leaning, {name}": found[name] * leaning for name in names}
        for name in ("opens leaning", "connects", "nobody named"):
            found[f"next, {name}"] = found["next"] * self._static[name]
        found["next, somebody named"] = found["next, nobody named"] * named
        found["next to leaning"] = found["next"] * (leaning[self.told[-1]] if self.told else 0.0)
        found |= {"before told": told, "leaning, before told": told * leaning}
        return found

    def hangs(self) -> NDArray[np.bool_]:
        """Tell which sentences have a pronoun before any name whose bearer stands in the one before, and that was not told last."""
        found = self._opens.copy()
        last = self.lines[self.told[-1]] if self.told else None
        row = self._place.get((last.article, last.position + 1)) if last is not None else None
        if row is not None:
            found[row] = False
        return found

    def _said(self) -> dict[str, NDArray[np.float64]]:
        """Say how much of each sentence was told, and how much it takes up of the last."""
        union = self._weighted @ self._known / self._whole
        none = np.zeros(len(self.lines))
        last = self._shared[:, self.told[-1]] / self._whole if self.told else none
        near = self._alike[:, self.told[-1]] if self.told else none
        return {"told": self._best, "known": union, "of last": last, "like last": near, "like told": self._nearest,
                "like told, far": np.maximum(0.0, self._nearest - _ALIKE), "new": np.log1p(self._whole * (1 - union))}  # fmt: skip

    def _leans(self) -> dict[str, NDArray[np.float64]]:
        """Count what a sentence points to and whom it names that the page has not told of."""
        found = {}
        for name, named in self._leans_on.items():
            untold = [sum(words.isdisjoint(self._words) for words in named[line.key]) for line in self.lines]
            found[f"{name}, untold"] = np.minimum(3.0, untold)
            found[f"any {name}, untold"] = np.minimum(1.0, untold)
        found["names, untold, no office"] = found["any names, untold"] * (1 - self._static["office"])
        return found

    def _ending(self) -> dict[str, float]:
        left = np.ones(len(self.lines), bool)
        left[self.told] = False
        fresh = self._static["matters"] * left * (1 - self._best)
        top = np.sort(fresh)[::-1][:5]
        n = len(self.told)
        return {
            "end": 1.0, "end: told": log1p(n), "end: told, squared": log1p(n) ** 2, "end: origins": log1p(self.n_origins),
            "end: sentences": log1p(len(self.lines)), "end: best left": float(top[:1].sum()), "end: left": float(top.sum()),
            "end: told of all": n / max(1, len(self.lines)), "end: origins, told": log1p(self.n_origins) * log1p(n),
        }  # fmt: skip

    def tell(self, row: int) -> None:
        """Put a sentence behind those that were told."""
        self.told.append(row)
        self._best = np.maximum(self._best, self._shared[:, row] / self._whole)
        self._nearest = np.maximum(self._nearest, self._alike[:, row])
        self._known = np.maximum(self._known, self._bags[row])
        self._words |= self.lines[row].words


def _opens_with_pronoun(text: str) -> bool:
    """Tell whether a pronoun stands before any name or person: "On May 18 he left", not "Lind said he left"."""
    found = _OF_ONE.search(text)
    if found is None:
        return bool(_OF_MANY.match(text))
    before = text[: found.start()]
    named = any(_is_name(name) for name in _NAMED.findall(before))
    return not named and not any(is_person_noun(word.strip(",").casefold()) for word in before.split())


def _is_name(words: str) -> bool:
    return bool(content_words(words)) and not {word.casefold() for word in words.split()} <= CALENDAR


def _find_named(
    lines: Sequence[Sentence], pattern: re.Pattern[str], most: int, back: bool
) -> dict[Key, list[frozenset[str]]]:
    """Return of each sentence the words, `most` at most, of what a pattern finds in it; `back`: where its article used them before."""
    by_article: dict[str, set[str]] = {}
    found: dict[Key, list[frozenset[str]]] = {}
    for line in sorted(lines, key=lambda one: (one.article, one.position)):
        before = by_article.setdefault(line.article, set())
        told = [content_words(words) for words in pattern.findall(line.text)]
        found[line.key] = [words for words in told if 0 < len(words) <= most and (not back or words <= before)]
        before |= line.words
    return found


class Models(NamedTuple):
    """What a page is composed by: which sentence is next, and whether it stands well in its place."""

    next: Learned
    placed: Learned

    @classmethod
    def load(cls, weights: str | Path | None = None) -> Models:
        """Load them, as `load_weights` does."""
        from newslab.learned import load_weights

        return cls(load_weights("compose", weights), load_weights("placed", weights))


def fill(composer: Composer, models: Models, most: int = MOST, *, weighed: bool = True) -> list[int]:
    """Compose a page to its end; the rows of the sentences it tells, in order.

    `weighed`: by how much each matters and how surely it stands well in its place, not by the choice alone.
    """
    matters = np.array([composer.p[line.key].matters for line in composer.lines])
    while len(composer.told) < min(most, len(composer.lines)):
        names, grid = composer.features()
        placed = models.placed.probabilities(pick(names, grid[:-1], models.placed))[:, 1]
        placed = np.where(composer.hangs(), 0.0, placed)
        worth = np.maximum(_TINY, matters) ** MATTERS * np.maximum(_TINY, placed) ** STANDS
        sums = models.next.score(pick(names, grid, models.next))
        sums += weighed * np.log(np.append(worth, LEAST ** (MATTERS + STANDS)))
        sums[composer.told] = -np.inf
        shares = np.exp(sums - sums.max())
        if len(composer.told) >= SHORTEST and shares[-1] > ENOUGH * shares.sum():
            break
        composer.tell(int(np.argmax(sums[:-1])))
    return composer.told


def pick(names: Sequence[str], grid: NDArray[np.float64], model: Learned) -> NDArray[np.float64]:
    """Return the columns that a model reads, in its order."""
    return np.round(grid[:, model.places(names)], 6)


def compose(
    lines: Sequence[Sentence], whole: Sequence[Sentence], p: Mapping[Key, Weight], heading: frozenset[str], n_origins: int, *,
    weights: str | Path | None = None,
) -> list[Sentence]:  # fmt: skip
    """Compose a page of the sentences of a story.

    Parameters
    ----------
    lines : the sentences that can be told.
    whole : all sentences of the story.
    p : how much each matters.
    heading : content words of the page's headline.
    n_origins : distinct origins of the story.
    weights : a folder that holds other weights ("compose.json", "placed.json").

    Returns
    -------
    The sentences in the order in which a page tells them, none where there is nothing to tell.
    """
    from newslab.text.embed import embed

    tried = sorted(lines, key=lambda one: (-p[one.key].whole, one.key))[:MOST_TRIED]
    if not tried:
        return []
    tried.sort(key=lambda one: one.key)
    composer = Composer(tried, whole, p, embed([one.text for one in tried]), heading, n_origins)
    most = next((most for origins, most in LENGTHS if n_origins <= origins), MOST)
    return [composer.lines[row] for row in fill(composer, Models.load(weights), most)]
