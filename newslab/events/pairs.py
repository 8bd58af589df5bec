"""How two statements are alike: the features by which `same_event` decides, for many pairs at once.

What their acts say carries over news of all kinds. Political news says the same verb of the same people on another day,
of another bill and of a wish: what tells these apart is days, manner and the words of the statements.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.events.told import DATED
from newslab.text.clauses import ACTS_OF_SAYING, SAYING

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from newslab.events.acts import Act, Acts

    Numbers = NDArray[np.float64]
    Rows = NDArray[np.int64]

SHORTEST_STEM: Final = 3  # letters that words must begin with alike before their stems count as related
STEPS: Final = (0.5, 0.6, 0.7)  # where likeness in context begins to count more
NEAR_WORDS: Final = 0.6  # and likeness of the words of statements
# What is worth less, or more, between statements than between acts that are merely named
OF_TOLD: Final = (
    "here", "lemma", "word", "stem", "often_high", "common_low", "any_same", "any_differ", "people_same", "all",
)  # fmt: skip
FAR: Final = 60  # days: further apart is as far
UNKNOWN: Final = 3.0  # days between articles of which one has no day


class Compared:
    """Compares pairs of the same statements: what each has is looked up once."""

    def __init__(self, acts: Acts) -> None:
        from newslab.text.embed import embed

        self.acts, table = acts, acts.table
        self._read_words(acts.acts)
        self._kind = np.array([act.kind for act in acts.acts])
        self._denied = np.array([act.denied for act in acts.acts], dtype=bool)
        # One saying seldom is another's, whatever words they share: who says what decides.
        self._saying = np.array([act.lemma in SAYING | ACTS_OF_SAYING for act in acts.acts], dtype=bool)
        self._values = {"often": np.log1p(acts.often), "common": np.array([commonness(act.lemma) for act in acts.acts])}
        self._article = table["article_id"].to_numpy(dtype=object)
        self._published = table["published"].to_numpy(dtype=np.float64)
        self._known = table["first_day"].notna().to_numpy()
        self._dated, self._first, self._last = days_of(table)
        self._manner = table["modality"].fillna("").to_numpy(dtype=object)
        self._main = table["main"].fillna(False).to_numpy(dtype=bool)
        self._title = table["field"].to_numpy() == "title"
        self._told = embed(table["words"].tolist(), model="fast")
        self._length = np.log1p([len(words.split()) for words in table["words"]])

    def _read_words(self, acts: Sequence[Act]) -> None:
        sets = [{name: getattr(act, name) for name in ("who", "whom", "where", "other", "people", "places", "counts")}
                | {"lemma": {act.lemma}, "above": {act.above} - {""}, "core": act.who | act.whom,
                   "object": act.other | act.whom, "any": act.who | act.whom | act.where | act.other} for act in acts]  # fmt: skip
        for one in sets:
            one["around"] = one["any"] | one["above"]
            one["all"] = one["around"] | one["lemma"]
        known: dict[str, int] = {}
        for word in (
            word for one in sets for word in sorted(one["all"] | one["people"] | one["places"] | one["counts"])
        ):
            known.setdefault(word, len(known))
        names = list(sets[0]) if sets else []
        self._sets = {name: _matrix([sorted(one[name]) for one in sets], known) for name in names}
        self._size = {name: np.diff(matrix.indptr).astype(float) for name, matrix in self._sets.items()}

    def __call__(self, left: Rows, right: Rows) -> dict[str, Numbers]:
        """Return the features of pairs, each an array of as many numbers as there are pairs."""
        same = self._shared("lemma", "lemma", left, right)
        found = {"lemma": same, **self._of_words(same, left, right), **self._of_arguments(same, left, right)}
        found |= self._of_place(same, left, right) | self._of_days(left, right) | self._of_manner(left, right)
        found |= self._of_saying(found, left, right)
        found |= {f"told_{name}": found["told"] * np.asarray(found[name]) for name in OF_TOLD}
        return {name: np.asarray(values, dtype=np.float64) for name, values in found.items()}

    def _shared(self, one: str, other: str, left: Rows, right: Rows) -> Numbers:
        both = self._sets[one][left].multiply(self._sets[other][right])
        return np.asarray(both.sum(axis=1), dtype=np.float64).ravel()

    def _of_words(self, same: Numbers, left: Rows, right: Rows) -> dict[str, Any]:
        acts = self.acts.acts
        here, near = _cosines(self.acts.vectors, left, right), _cosines(self._told, left, right)
        verb, noun = self._kind == "verb", self._kind == "noun"
        found = {
            "stem": [_stem(acts[i].lemma, acts[j].lemma) for i, j in zip(left.tolist(), right.tolist(), strict=True)],
            "word": _cosines(self.acts.heads, left, right),
            "here": here,
            "lemma_here": same * here,
            "verbs": verb[left] & verb[right],
            "nouns": noun[left] & noun[right],
            "verb_noun": self._kind[left] != self._kind[right],
            "lemma_nouns": same * (noun[left] & noun[right]),
            "words": near,
            "words_near": np.maximum(0.0, near - NEAR_WORDS),
            "lengths": np.abs(self._length[left] - self._length[right]),
            "shorter": np.minimum(self._length[left], self._length[right]),
        }
        found |= {f"here_{int(10 * step)}": np.maximum(0.0, here - step) for step in STEPS}
        for name, values in self._values.items():
            one, other = values[left], values[right]
            found |= {f"{name}_low": np.minimum(one, other), f"{name}_high": np.maximum(one, other)}
            found[f"lemma_{name}"] = same * one
        return found

    def _of_arguments(self, same: Numbers, left: Rows, right: Rows) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in ("who", "whom", "where", "any", "core", "people", "places", "counts"):
            shared = self._shared(name, name, left, right) > 0
            differ = (self._size[name][left] > 0) & (self._size[name][right] > 0) & ~shared
            found |= {f"{name}_same": shared, f"{name}_differ": differ}
            if name in ("who", "whom", "any"):
                found |= {f"lemma_{name}_same": same * shared, f"lemma_{name}_differ": same * differ}
        for name, one, other in (
            ("crossed", "who", "whom"),
            ("beside", "other", "core"),
            ("inside", "lemma", "around"),
        ):
            found[name] = self._shared(one, other, left, right) + self._shared(other, one, left, right) > 0
        found["above"] = self._shared("above", "above", left, right)
        sizes = self._size["all"][left] * self._size["all"][right]
        return found | {"all": self._shared("all", "all", left, right) / np.sqrt(sizes)}

    def _of_place(self, same: Numbers, left: Rows, right: Rows) -> dict[str, Any]:
        sentence = self.acts.sentence[left] == self.acts.sentence[right]
        return {
            "article": self._article[left] == self._article[right],
            "sentence": sentence,
            "lemma_sentence": same * sentence,
            "main": self._main[left] & self._main[right],
            "title": self._title[left] | self._title[right],
        }

    def _of_days(self, left: Rows, right: Rows) -> dict[str, Any]:
        dated, known = self._dated[left] & self._dated[right], self._known[left] & self._known[right]
        apart = np.maximum(self._first[left], self._first[right]) - np.minimum(self._last[left], self._last[right])
        gap = np.nan_to_num(np.abs(self._published[left] - self._published[right]), nan=UNKNOWN)
        return {
            "same_day": dated & (apart <= 0),
            "next_day": dated & (apart == 1),
            "other_day": dated & (apart > 1),
            "days_apart": known * np.log1p(np.clip(apart, 0, FAR)),
            "day_unknown": ~known,
            "published_apart": np.log1p(np.minimum(gap, FAR)),
            "published_one_day": gap == 0,
        }

    def _of_manner(self, left: Rows, right: Rows) -> dict[str, Any]:
        """Compare how acts are told: as done, as planned or possible; denied or not; told or merely named."""
        done, ahead = (np.isin(self._manner, some) for some in (("happened", "ongoing"), ("planned", "possible")))
        told = (self._manner[left] != "") & (self._manner[right] != "")
        return {
            "denied": self._denied[left] != self._denied[right],
            "told": told,
            "both_done": done[left] & done[right],
            "one_ahead": ahead[left] != ahead[right],
            "both_ahead": ahead[left] & ahead[right],
            "one_manner": told & (self._manner[left] == self._manner[right]),
        }

    def _of_saying(self, found: dict[str, Any], left: Rows, right: Rows) -> dict[str, Any]:
        both = self._saying[left] & self._saying[right]
        return {
            "saying": both,
            "saying_one": self._saying[left] != self._saying[right],
            "saying_who_same": both & found["who_same"],
            "saying_who_differ": both & found["who_differ"],
            "saying_words": both * found["words"],
            "saying_of_another": both & (self._shared("object", "object", left, right) == 0),
        }


def days_of(statements: pd.DataFrame) -> tuple[NDArray[np.bool_], Rows, Rows]:
    """Return which statements give a day in words, and the first and last day of each as numbers, 0 where unknown."""
    dated = statements["day_basis"].isin(DATED).to_numpy() & statements["first_day"].notna().to_numpy()
    first, last = (
        np.where(statements[name].isna(), 0, statements[name].to_numpy().astype("datetime64[D]").astype(np.int64))
        for name in ("first_day", "last_day")
    )
    return dated, first, last


def _cosines(vectors: NDArray[np.float32], left: Rows, right: Rows) -> Numbers:
    return np.asarray(np.einsum("ij,ij->i", vectors[left], vectors[right], dtype=np.float64))


def _matrix(rows: Sequence[Sequence[str]], known: dict[str, int]) -> csr_matrix:
    from scipy.sparse import csr_matrix

    columns = [known[word] for row in rows for word in row]
    ends = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), max(1, len(known))))


def _stem(one: str, other: str) -> float:
    """Return the share of the longer word that both begin with: "convict" and "conviction" .7.

    Examples
    --------
    >>> round(_stem("convict", "conviction"), 2), _stem("run", "rule")
    (0.7, 0.0)
    """
    if one == other:
        return 1.0
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared / max(len(one), len(other)) if shared >= SHORTEST_STEM else 0.0


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    from newslab.text.embed_model import load_tokenizer

    ranks: dict[str, int] = load_tokenizer().get_vocab()
    return ranks


@lru_cache(maxsize=100_000)
def commonness(word: str) -> float:
    """Say how common a word is in English, 0 to 1: by its rank in the embedder's vocabulary, which frequency orders.

    Examples
    --------
    >>> commonness("say") > commonness("evacuate") > commonness("hijack")
    True
    """
    ranks = _ranks()
    return 1 - math.log(max(1, ranks.get(word, len(ranks)))) / math.log(len(ranks))
