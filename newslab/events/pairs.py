"""How two acts are alike: the features by which `same_event` decides, for many pairs at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.events.acts import Act
from newslab.text.words import word_set

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Numbers = NDArray[np.float64]

# One saying seldom is another's, whatever words they share: who says it decides.
SAYING: Final = word_set("say tell add note report announce confirm claim state declare explain accord")
SHORTEST_STEM: Final = 3  # letters that words must begin with alike before their stems count as related
STEPS: Final = (0.5, 0.6, 0.7)  # where likeness in context begins to count more
SLOTS: Final = ("who", "whom", "where", "any")


@dataclass(frozen=True)
class Acts:
    """n acts and what is known of them as arrays of n rows.

    Attributes
    ----------
    acts : the acts.
    article, sentence : numbers of the article and of the sentence that they stand in.
    often : mean number of times the base form stands in an article of the story.
    vectors : (n, 384) of the head where it stands; words : (n, 256) of its base form alone.
    """

    acts: Sequence[Act]
    article: NDArray[np.int64]
    sentence: NDArray[np.int64]
    often: Numbers
    vectors: NDArray[np.float32]
    words: NDArray[np.float32]

    def take(self, rows: NDArray[np.int64]) -> Acts:
        """Return some of the acts."""
        arrays = {name: getattr(self, name)[rows] for name in ("article", "sentence", "often", "vectors", "words")}
        return replace(self, acts=[self.acts[row] for row in rows], **arrays)

    def __len__(self) -> int:
        return len(self.acts)


class Compared:
    """Compares pairs of the same acts: what each act has is looked up once."""

    def __init__(self, acts: Acts) -> None:
        self.acts = acts
        known: dict[str, int] = {}
        sets: dict[str, Callable[[Act], frozenset[str]]] = {
            "who": lambda act: act.who,
            "whom": lambda act: act.whom,
            "where": lambda act: act.where,
            "other": lambda act: act.other,
            "core": lambda act: act.who | act.whom,
            "any": lambda act: act.who | act.whom | act.where | act.other,
            "lemma": lambda act: frozenset((act.lemma,)),
            "above": lambda act: frozenset((act.above,)) - {""},
            "around": lambda act: act.who | act.whom | act.where | act.other | (frozenset((act.above,)) - {""}),
            "all": lambda act: act.who | act.whom | act.where | act.other | frozenset((act.lemma, act.above)) - {""},
            "people": lambda act: act.people,
            "places": lambda act: act.places,
            "counts": lambda act: act.counts,
        }
        found = {name: [sorted(of(act)) for act in acts.acts] for name, of in sets.items()}
        for rows in found.values():
            for row in rows:
                for word in row:
                    known.setdefault(word, len(known))
        self._sets = {name: _matrix(rows, known) for name, rows in found.items()}
        self._size = {name: np.diff(matrix.indptr).astype(float) for name, matrix in self._sets.items()}
        self._kind = np.array([act.kind for act in acts.acts])
        self._denied = np.array([act.denied for act in acts.acts], dtype=bool)
        self._saying = np.array([act.lemma in SAYING for act in acts.acts], dtype=bool)
        self._common = np.array([commonness(act.lemma) for act in acts.acts])
        self._often = np.log1p(acts.often)

    def __call__(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> dict[str, Numbers]:
        """Return the features of pairs, each an array of as many numbers as there are pairs."""
        same = self._shared("lemma", "lemma", left, right)
        found = {"lemma": same, **self._of_words(same, left, right), **self._of_arguments(same, left, right)}
        found |= self._of_place(same, left, right)
        return {name: np.asarray(values, dtype=np.float64) for name, values in found.items()}

    def _shared(self, one: str, other: str, left: NDArray[np.int64], right: NDArray[np.int64]) -> Numbers:
        both = self._sets[one][left].multiply(self._sets[other][right])
        return np.asarray(both.sum(axis=1), dtype=np.float64).ravel()

    def _of_words(self, same: Numbers, left: NDArray[np.int64], right: NDArray[np.int64]) -> dict[str, Any]:
        acts = self.acts.acts
        stem = [_stem(acts[i].lemma, acts[j].lemma) for i, j in zip(left.tolist(), right.tolist(), strict=True)]
        here = np.einsum("ij,ij->i", self.acts.vectors[left], self.acts.vectors[right], dtype=np.float64)
        kinds = self._kind[left], self._kind[right]
        nouns = (kinds[0] == "noun") & (kinds[1] == "noun")
        found = {
            "stem": stem,
            "word": np.einsum("ij,ij->i", self.acts.words[left], self.acts.words[right], dtype=np.float64),
            "here": here,
            "lemma_here": same * here,
            "verbs": (kinds[0] == "verb") & (kinds[1] == "verb"),
            "nouns": nouns,
            "verb_noun": kinds[0] != kinds[1],
            "lemma_nouns": same * nouns,
        }
        found |= {f"here_{int(10 * step)}": np.maximum(0.0, here - step) for step in STEPS}
        for name, values in (("often", self._often), ("common", self._common)):
            one, other = values[left], values[right]
            found |= {f"{name}_low": np.minimum(one, other), f"{name}_high": np.maximum(one, other)}
            found[f"lemma_{name}"] = same * one
        return found

    def _of_arguments(self, same: Numbers, left: NDArray[np.int64], right: NDArray[np.int64]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in (*SLOTS, "core", "people", "places", "counts"):
            shared = self._shared(name, name, left, right) > 0
            differ = (self._size[name][left] > 0) & (self._size[name][right] > 0) & ~shared
            found |= {f"{name}_same": shared, f"{name}_differ": differ}
            if name in ("who", "whom", "any"):
                found |= {f"lemma_{name}_same": same * shared, f"lemma_{name}_differ": same * differ}
        saying = self._saying[left] & self._saying[right]
        crossed = self._shared("who", "whom", left, right) + self._shared("whom", "who", left, right)
        found |= {
            "crossed": crossed > 0,
            "beside": self._shared("other", "core", left, right) + self._shared("core", "other", left, right) > 0,
            "inside": self._shared("lemma", "around", left, right) + self._shared("around", "lemma", left, right) > 0,
            "above": self._shared("above", "above", left, right),
            "all": self._shared("all", "all", left, right)
            / np.sqrt(self._size["all"][left] * self._size["all"][right]),
            "saying": saying,
            "saying_one": self._saying[left] != self._saying[right],
            "saying_who_same": saying & found["who_same"],
            "saying_who_differ": saying & found["who_differ"],
        }
        return found

    def _of_place(self, same: Numbers, left: NDArray[np.int64], right: NDArray[np.int64]) -> dict[str, Any]:
        sentence = self.acts.sentence[left] == self.acts.sentence[right]
        return {
            "article": self.acts.article[left] == self.acts.article[right],
            "sentence": sentence,
            "lemma_sentence": same * sentence,
            "denied": self._denied[left] != self._denied[right],
        }


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
