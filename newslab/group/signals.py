"""What makes two articles one story: meaning, words, names and days, each as a number, and how they are weighed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.group.background import Background, find_background
from newslab.group.trend import story_days
from newslab.group.vectors import unit
from newslab.text.normalise import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

# All weights were chosen on the three sets of benchmarks/stories.md, each also without itself; wide ranges do as well.
SLOWNESS: Final = 0.025  # what one unit of log(1 + days apart) takes from a score
SAME_DAY: Final = 0.7  # log(1 + days) that neither adds nor takes
UNKNOWN_APART: Final = 3  # days, where one of two is not known: a little later than the same day
FAR: Final = 1500  # days: further apart is as far
HALF_LIFE: Final = 120  # days after which a thread's parts are half as likely one thread ...
LONG_TIE: Final = 0.4  # ... never less than this share
NEWS_AT_LARGE: Final = 1000  # articles outside the collection that a name is taken to be absent from
COLUMNS: Final = 1 << 20
_CAPITALISED: Final = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december jan feb mar apr jun jul aug sep sept oct nov dec am pm gmt image photo photos"
    " picture caption video file copyright getty images reuters ap afp mr mrs ms dr"
)
_NO_NAMES: Final = frozenset(_CAPITALISED.split())
_NAME: Final = re.compile(r"(?<![.!?:\"“\n] )(?<!^)\b[A-Z][\w'-]+(?: [A-Z][\w'-]+)*", re.MULTILINE)


@dataclass(frozen=True)
class Signals:
    """The signals of n articles.

    Attributes
    ----------
    vectors : (n, dim) unit vectors of meaning.
    words, names : (n, columns) sparse counts of hashed words, and of capitalised names and their words.
    days : (n,) days since 1970 of publication, NaN where unknown.
    """

    vectors: NDArray[np.float32]
    words: csr_array
    names: csr_array
    days: NDArray[np.float64]

    @classmethod
    def of(cls, articles: pd.DataFrame, vectors: NDArray[Any]) -> Signals:
        """Read the signals of the rows of `articles`."""
        titles = [fold(title).text for title in articles["title"].fillna("")]
        texts = [fold(text).text for text in articles["text"]]
        day = story_days(articles)
        return cls(
            vectors=np.asarray(vectors, dtype=np.float32),
            words=_hashed((f"{title} {title} {text}" for title, text in zip(titles, texts, strict=True)), names=False),
            names=_hashed((f"{title} . {text}" for title, text in zip(titles, texts, strict=True)), names=True),
            days=np.where(day.isna(), np.nan, day.fillna(pd.Timestamp(0)).astype("int64") / 86400),
        )

    def __len__(self) -> int:
        return len(self.days)

    def take(self, rows: NDArray[np.int64]) -> Signals:
        """Return the signals of some rows."""
        return Signals(self.vectors[rows], self.words[rows], self.names[rows], self.days[rows])

    def join(self, other: Signals) -> Signals:
        """Return these rows, then those of `other`."""
        from scipy import sparse

        return Signals(
            np.vstack([self.vectors, other.vectors]),
            sparse.vstack([self.words, other.words]).tocsr(),
            sparse.vstack([self.names, other.names]).tocsr(),
            np.concatenate([self.days, other.days]),
        )

    @cached_property
    def background(self) -> Background:
        """What news at large shares in vectors of this model."""
        return find_background(self.vectors)

    @cached_property
    def centred(self) -> NDArray[np.float32]:
        """Vectors without what all articles share, so that one threshold fits a broad and a narrow collection."""
        return unit(self.vectors - self.background.shared(self.vectors))

    @cached_property
    def distinct(self) -> NDArray[np.float32]:
        """Vectors without what all news shares: what a collection on one thread has in common stays."""
        return unit(self.vectors - self.background.common(self.vectors))

    @cached_property
    def weighed_words(self) -> csr_array:
        """TF-IDF of the words, unit length."""
        return _weighed(self.words, 0)

    @cached_property
    def weighed_names(self) -> csr_array:
        """TF-IDF of the names, unit length."""
        return _weighed(self.names, NEWS_AT_LARGE)

    def same_event(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the matrix of how likely two articles are on one event, about 0 to 1."""
        model = self.background
        score = (1 - model.words) * (self.centred[left] @ self.centred[right].T)
        score += model.words * ((self.weighed_words[left] @ self.weighed_words[right].T).toarray() + model.raised)
        apart = np.abs(self.days[left][:, None] - self.days[right][None])
        late = np.log1p(np.minimum(np.where(np.isnan(apart), UNKNOWN_APART, apart), FAR)) - SAME_DAY
        return np.asarray(np.minimum(score - SLOWNESS * late, 1), dtype=np.float32)

    def same_thread(self, groups: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the matrix of how likely two groups of articles are parts of one thread: who, about what, when."""
        from scipy import sparse

        n = int(groups.max()) + 1
        mean = sparse.csr_array((1 / np.bincount(groups)[groups], (groups, np.arange(len(self)))), shape=(n, len(self)))
        names, about = mean @ self.weighed_names, mean @ self.distinct
        shared = (names @ names.T).toarray() * np.maximum(about @ about.T, 0)
        known = ~np.isnan(self.days)
        day = (mean @ np.where(known, self.days, 0)) / np.maximum(mean @ known.astype(float), 1e-9)
        apart = np.abs(day[:, None] - day[None])
        dated = (mean @ known.astype(float)) > 0
        apart[~dated], apart[:, ~dated] = 0, 0
        tie = LONG_TIE + (1 - LONG_TIE) / (1 + apart / HALF_LIFE)
        return np.asarray(np.sqrt(shared) * tie * self.background.tie, dtype=np.float32)


def _hashed(texts: Iterable[str], *, names: bool) -> csr_array:
    from scipy import sparse
    from sklearn.feature_extraction.text import HashingVectorizer

    common = {"n_features": COLUMNS, "alternate_sign": False, "norm": None, "dtype": np.float32}
    if names:
        return sparse.csr_array(HashingVectorizer(analyzer=_names, **common).transform(texts))
    return sparse.csr_array(HashingVectorizer(stop_words="english", **common).transform(texts))


def _names(text: str) -> list[str]:
    found: list[str] = []
    for match in _NAME.findall(text):
        words = [word for word in match.split() if len(word) > 1 and word.lower() not in _NO_NAMES]
        if words:
            found += [" ".join(words), *words]
    return found


def _weighed(counts: csr_array, elsewhere: int) -> csr_array:
    """Return TF-IDF of unit length, with logarithmic counts, as if `elsewhere` further articles had none of the terms."""
    from scipy import sparse
    from sklearn.preprocessing import normalize

    if not counts.shape[0]:
        return counts
    spread = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((1 + counts.shape[0] + elsewhere) / (1 + spread)) + 1
    weights = (1 + np.log(counts.data)) * rarity[counts.indices]
    weighed = sparse.csr_array((weights.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)
    return sparse.csr_array(normalize(weighed))
