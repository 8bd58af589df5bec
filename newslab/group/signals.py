"""What can make two articles one story: meaning, words, names and days, each as numbers."""

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
class Archive:
    """What a whole collection shares, so that a part of it is weighed as in the whole.

    Attributes
    ----------
    n : number of articles.
    total : (dim,) sum of their vectors.
    words, names : (columns,) how many articles have each hashed word or name.
    """

    n: int
    total: NDArray[np.float64]
    words: NDArray[np.int64]
    names: NDArray[np.int64]

    @classmethod
    def of(cls, signals: Signals) -> Archive:
        """Count the articles of `signals`."""
        counted = (np.bincount(one.indices, minlength=COLUMNS) for one in (signals.words, signals.names))
        return cls(len(signals), signals.vectors.sum(axis=0, dtype=np.float64), *counted)

    def plus(self, other: Archive) -> Archive:
        """Return what both collections share."""
        return Archive(self.n + other.n, self.total + other.total, self.words + other.words, self.names + other.names)


@dataclass(frozen=True)
class Signals:
    """The signals of n articles.

    Attributes
    ----------
    vectors : (n, dim) unit vectors of meaning.
    words, names : (n, columns) sparse counts of hashed words, and of capitalised names and their words.
    days : (n,) days since 1970 of publication, NaN where unknown.
    whole : the collection that they are a part of; None where they are all of it.
    """

    vectors: NDArray[np.float32]
    words: csr_array
    names: csr_array
    days: NDArray[np.float64]
    whole: Archive | None = None

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

    @cached_property
    def archive(self) -> Archive:
        """The collection that the rows are weighed in."""
        return self.whole or Archive.of(self)

    @cached_property
    def background(self) -> Background:
        """What news at large shares in vectors of this model."""
        return find_background(self.archive.total[None] / max(self.archive.n, 1))

    @cached_property
    def centred(self) -> NDArray[np.float32]:
        """Vectors without what all articles share, so that one threshold fits a broad and a narrow collection."""
        return unit(self.vectors - self.background.shared(self.archive.total, self.archive.n))

    @cached_property
    def distinct(self) -> NDArray[np.float32]:
        """Vectors without what all news shares: what a collection on one thread has in common stays."""
        return unit(self.vectors - self.background.common(self.archive.total, self.archive.n))

    @cached_property
    def weighed_words(self) -> csr_array:
        """TF-IDF of the words, unit length."""
        return _weighed(self.words, self.archive.words, self.archive.n)

    @cached_property
    def weighed_names(self) -> csr_array:
        """TF-IDF of the names, unit length, as if further articles had none of them."""
        return _weighed(self.names, self.archive.names, self.archive.n + NEWS_AT_LARGE)


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


def _weighed(counts: csr_array, spread: NDArray[np.int64], n: int) -> csr_array:
    """Return TF-IDF of unit length, with logarithmic counts; `spread` of `n` articles have each term."""
    from scipy import sparse
    from sklearn.preprocessing import normalize

    if not counts.shape[0]:
        return counts
    rarity = np.log((1 + n) / (1 + spread[counts.indices])) + 1
    weights = (1 + np.log(counts.data)) * rarity
    weighed = sparse.csr_array((weights.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)
    return sparse.csr_array(normalize(weighed))
