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
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from newslab.events.importance import Weight
from newslab.events.shared import TOLD, Key, Sentence, weigh_words
from newslab.text.content import content_words

if TYPE_CHECKING:
    from newslab.learned import Learned

LENGTHS: Final = ((1, 8), (3, 12))  # origins up to which a page has so many sentences
MOST: Final = 15
POWER: Final = 6.0  # of how much a sentence matters, over what a page would go on with (benchmarks/state.md)
MOST_TRIED: Final = 250  # sentences of a story that a page is composed of, the weightiest first
ENOUGH: Final = 0.5  # probability of the end from which a page ends
_TINY: Final = 0.02
_CLOSE: Final = 3  # sentences behind another that still go on with it
_TOLD: Final = 0.6  # share of a sentence that one told sentence holds, from which it says nothing new
_DEFINITE: Final = re.compile(
    r"\b(?:the|this|that|these|those|such)\s+((?:[a-z][\w’'-]*\s+)?[a-z][\w’'-]*)", re.IGNORECASE
)
_NAMED: Final = re.compile(r"\b[A-Z][\w’'-]*(?:\.? [A-Z][\w’'-]*)*")
_BACK: Final = {
    "points back": (_DEFINITE, 2),
    "names back": (_NAMED, 1),
}  # what leans on words told before, and on how many
_OPENS: Final = re.compile(
    r"^[\"“‘']?(?:he|she|they|it|his|her|their|its|this|that|these|those|such|both|another|one|there)\b", re.IGNORECASE
)
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
    heading : content words of the page's headline.
    n_origins : distinct origins of the story.
    """

    lines: Sequence[Sentence]
    whole: Sequence[Sentence]
    p: Mapping[Key, Weight]
    heading: frozenset[str]
    n_origins: int
    told: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._names: list[str] = []
        weight = weigh_words(self.lines)
        at = {word: column for column, word in enumerate(sorted(weight))}
        self._bags = np.zeros((len(self.lines), len(at)))
        for row, line in enumerate(self.lines):
            self._bags[row, [at[word] for word in line.words]] = 1
        scales = np.array([weight[word] for word in sorted(weight)])
        self._weighted = self._bags * scales
        self._whole = np.maximum(1e-9, self._weighted.sum(axis=1))
        self._shared = self._weighted @ self._bags.T
        self._known = np.array([float(word in self.heading) for word in sorted(weight)])
        self._articles = np.array([line.article for line in self.lines])
        self._positions = np.array([line.position for line in self.lines])
        self._place = {(line.article, line.position): row for row, line in enumerate(self.lines)}
        self._best = np.zeros(len(self.lines))  # share of each that one told sentence holds
        self._back = {name: _find_back(self.whole, *what) for name, what in _BACK.items()}
        self._words = set(self.heading)
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
                "leaning": float(line.readable < 0.5), "own": float(line.kind == "opinion"), "opinions": row.get("opinions, article", 0.0), "attributed": row.get("attributed", 0.0), "planned": planned,
                "overdue": planned * min(1.0, age / 7), "denied": float(bool(row.get("modality denied"))),
                "asserts nothing": row.get("asserts nothing", 0.0), "long ago": row.get("long ago", 0.0),
                "short": row.get("short", 0.0), "long": row.get("long", 0.0), "asks": row.get("asks", 0.0),
                "place": row.get("place, log", 0.0), "of title": row.get("of title", 0.0),
                "age": age / max(1, newest - oldest), "old": min(1.0, age / 30),
                "held by others": row.get("told by", 0.0), "tellers": row.get("tellers", 0.0),
                "opens leaning": float(bool(_OPENS.search(line.text))),
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
        names = ("next", "close", "further", "back", "other article", "new article")
        found = {name: np.zeros(n) for name in names}
        if self.told:
            last = self.told[-1]
            same = self._articles == self._articles[last]
            gap = self._positions - self._positions[last]
            used = np.isin(self._articles, self._articles[self.told])
            found["next"] = (same & (gap == 1)).astype(float)
            found["close"] = (same & (gap > 1) & (gap <= _CLOSE)).astype(float)
            found["further"] = (same & (gap > _CLOSE)).astype(float)
            found["back"] = (same & (gap < 0)).astype(float)
            found["other article"] = (~same & used).astype(float)
            found["new article"] = (~used).astype(float)
        found |= {f"leaning, {name}": found[name] * leaning for name in names}
        found["leaning, next, opens"] = found["next"] * self._static["opens leaning"]
        found |= {"before told": told, "leaning, before told": told * leaning}
        return found

    def _said(self) -> dict[str, NDArray[np.float64]]:
        """Say how much of each sentence was told, and how much it takes up of the last."""
        union = self._weighted @ self._known / self._whole
        last = self._shared[:, self.told[-1]] / self._whole if self.told else np.zeros(len(self.lines))
        return {"told": self._best, "told again": (self._best >= _TOLD).astype(float), "known": union, "of last": last,
                "new": np.log1p(self._whole * (1 - union))}  # fmt: skip

    def _leans(self) -> dict[str, NDArray[np.float64]]:
        """Count what a sentence points to, and whom it names by one name, of whom its article told before and the page did not."""
        found = {}
        for name, back in self._back.items():
            untold = [sum(words.isdisjoint(self._words) for words in back[line.key]) for line in self.lines]
            found[name] = np.minimum(3.0, untold)
            found[f"any {name}"] = np.minimum(1.0, untold)
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

    def held(self, rows: Sequence[int]) -> NDArray[np.bool_]:
        """Tell of some sentences whether one that was told holds most of each."""
        return self._best[list(rows)] >= TOLD

    def follows(self, row: int, other: int) -> bool:
        """Tell whether a sentence stands right behind another in its article."""
        one, before = self.lines[row], self.lines[other]
        return one.article == before.article and one.position == before.position + 1

    def tell(self, row: int) -> None:
        """Put a sentence behind those that were told."""
        self.told.append(row)
        self._best = np.maximum(self._best, self._shared[:, row] / self._whole)
        self._known = np.maximum(self._known, self._bags[row])
        self._words |= self.lines[row].words


def _find_back(lines: Sequence[Sentence], pattern: re.Pattern[str], most: int) -> dict[Key, list[frozenset[str]]]:
    """Return of each sentence the words, `most` at most, of what a pattern finds in it, where its article used them before."""
    by_article: dict[str, set[str]] = {}
    found: dict[Key, list[frozenset[str]]] = {}
    for line in sorted(lines, key=lambda one: (one.article, one.position)):
        before = by_article.setdefault(line.article, set())
        told = [content_words(words) for words in pattern.findall(line.text)]
        found[line.key] = [words for words in told if 0 < len(words) <= most and words <= before]
        before |= line.words
    return found


def fill(composer: Composer, model: Learned, power: float = POWER, most: int = MOST) -> list[int]:
    """Compose a page to its end; the rows of the sentences it tells, in order."""
    order: list[int] = []
    matters = power * np.log(np.maximum(_TINY, [composer.p[line.key].matters for line in composer.lines]))
    while len(composer.told) < min(most, len(composer.lines)):
        names, grid = composer.features()
        order = order or [names.index(name) for name in model.features]
        sums = model.score(np.round(grid[:, order], 6))
        powers = np.exp(sums - sums.max())
        powers[composer.told] = 0.0
        if composer.told and powers[-1] > ENOUGH * powers.sum():
            break
        weighed = sums[:-1] + matters
        weighed[composer.told] = -np.inf
        composer.tell(int(np.argmax(weighed)))
    return composer.told


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
    weights : a folder that holds other weights ("compose.json").

    Returns
    -------
    The sentences in the order in which a page tells them, none where there is nothing to tell.
    """
    from newslab.learned import load_weights

    tried = sorted(lines, key=lambda one: (-p[one.key].whole, one.key))[:MOST_TRIED]
    if not tried:
        return []
    composer = Composer(sorted(tried, key=lambda one: one.key), whole, p, heading, n_origins)
    most = next((most for origins, most in LENGTHS if n_origins <= origins), MOST)
    return [composer.lines[row] for row in fill(composer, load_weights("compose", weights), most=most)]
