"""What can make two articles one story: meaning, words of several kinds and days, each as numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.group.background import Background, find_background
from newslab.group.grouping import story_days
from newslab.group.vectors import unit
from newslab.text.normalise import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

KINDS: Final = ("words", "title", "names", "phrases", "numbers", "quotes", "source")  # of terms; each has its columns
COLUMNS: Final = 1 << 20
NEWS_AT_LARGE: Final = 1000  # articles outside the collection that a name is taken to be absent from
HEADLINE: Final = 150  # code points of the first line, where there is no title
LEAD: Final = 600  # code points of a text that phrases and numbers are read from
QUOTED: Final = 4  # words in a row that two quotes share where both are of one speech
_CAPITALISED: Final = (
    "january february march april may june july august"
    " september october november december jan feb mar apr jun jul aug sep sept oct nov dec am pm gmt image photo photos"
    " picture caption video file copyright getty images reuters ap afp mr mrs ms dr"
)
_WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday"
_NO_NAMES: Final = frozenset([*_WEEKDAYS.split(), *_CAPITALISED.split()])
_NAME: Final = re.compile(r"(?<![.!?:\"“\n] )(?<!^)\b[A-Z][\w'-]+(?: [A-Z][\w'-]+)*", re.MULTILINE)
_NUMBER: Final = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?!\w)")
_QUOTE: Final = re.compile(
    r"[\"“]([^\"“”]{15,600})[\"”]"
)  # shorter ones are names and words that are kept at a distance
_WORD: Final = re.compile(r"[\w'’]+")


@dataclass(frozen=True)
class Archive:
    """What a whole collection shares, so that a part of it is weighed as in the whole.

    Attributes
    ----------
    n : number of articles.
    total : (dim,) sum of their vectors.
    terms : (columns,) how many articles have each hashed term.
    """

    n: int
    total: NDArray[np.float64]
    terms: NDArray[np.int32]

    @classmethod
    def of(cls, signals: Signals) -> Archive:
        """Count the articles of `signals`."""
        counted = np.bincount(signals.terms.indices, minlength=COLUMNS * len(KINDS)).astype(np.int32)
        return cls(len(signals), signals.vectors.sum(axis=0, dtype=np.float64), counted)

    def plus(self, other: Archive) -> Archive:
        """Return what both collections share."""
        return Archive(self.n + other.n, self.total + other.total, self.terms + other.terms)

    @property
    def one_source(self) -> float:
        """How many of all pairs of articles are of one source, 0 to 1."""
        counts = self.terms[COLUMNS * KINDS.index("source") :].astype(np.float64)
        return float((counts * (counts - 1)).sum() / max(self.n * (self.n - 1), 1))


@dataclass(frozen=True)
class Signals:
    """The signals of n articles.

    Attributes
    ----------
    vectors : (n, dim) unit vectors of meaning.
    terms : (n, columns) sparse counts of hashed terms, `COLUMNS` for each of `KINDS`: words of title and text, words of
        the title, capitalised names and their words, pairs of words and numbers of title and lead, words in a row that
        are quoted, and the source.
    days : (n,) days since 1970 of publication, NaN where unknown.
    whole : the collection that they are a part of; None where they are all of it.
    """

    vectors: NDArray[np.float32]
    terms: csr_array
    days: NDArray[np.float64]
    whole: Archive | None = None

    @classmethod
    def of(cls, articles: pd.DataFrame, vectors: NDArray[Any]) -> Signals:
        """Read the signals of the rows of `articles`."""
        day = story_days(articles)
        return cls(
            vectors=np.asarray(vectors, dtype=np.float32),
            terms=_terms(*(articles[name].fillna("").tolist() for name in ("title", "text", "source"))),
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
    def weighed(self) -> csr_array:
        """TF-IDF of the terms, with logarithmic counts; each kind's part of a row has unit length, or no term.

        Names are weighed as if further articles had none of them.
        """
        from scipy import sparse

        terms, n = self.terms, len(self)
        kind = terms.indices // COLUMNS
        articles = self.archive.n + NEWS_AT_LARGE * (np.arange(len(KINDS)) == KINDS.index("names"))
        rarity = np.log((1 + articles[kind]) / (1 + self.archive.terms[terms.indices])) + 1
        weights = (1 + np.log(terms.data)) * rarity
        part = np.repeat(np.arange(n), np.diff(terms.indptr)) * len(KINDS) + kind
        lengths = np.sqrt(np.bincount(part, weights=weights**2, minlength=n * len(KINDS)))
        return sparse.csr_array(
            ((weights / lengths[part]).astype(np.float32), terms.indices, terms.indptr), shape=terms.shape
        )

    @cached_property
    def dated(self) -> NDArray[np.float64]:
        """How often each article names a day of the week, (n,): log(1 + times in 100 of its words)."""
        words = self.terms.indices < COLUMNS
        row = np.repeat(np.arange(len(self)), np.diff(self.terms.indptr))[words]
        counts, days = self.terms.data[words], np.isin(self.terms.indices[words], _weekdays())
        told = np.bincount(row, weights=counts * days, minlength=len(self))
        return np.asarray(np.log1p(100 * told / np.maximum(np.bincount(row, weights=counts, minlength=len(self)), 1)))

    def scaled(self, by: NDArray[np.float64]) -> csr_array:
        """Return `weighed` with the terms of each kind multiplied by `by` (len(KINDS),), without kinds of nothing."""
        from scipy import sparse

        rows = self.weighed
        factor = by[rows.indices // COLUMNS]
        kept = factor != 0
        ends = np.concatenate([[0], np.cumsum(kept)])[rows.indptr]
        data = (rows.data[kept] * factor[kept]).astype(np.float32)
        return sparse.csr_array((data, rows.indices[kept], ends), shape=rows.shape)


def _terms(titles: list[str], texts: list[str], sources: list[str]) -> csr_array:
    """Return the counts of the hashed terms of articles, kind by kind as in `KINDS`."""
    from scipy import sparse

    titles, texts = ([fold(one).text for one in side] for side in (titles, texts))
    both = list(zip(titles, texts, strict=True))
    leads = [f"{title} . {text[:LEAD]}" for title, text in both]
    found = (
        _hashed([f"{title} {title} {text}" for title, text in both], stop_words="english"),
        _hashed([title if title.strip() else _first_line(text) for title, text in both], stop_words="english"),
        _hashed([f"{title} . {text}" for title, text in both], analyzer=_names),
        _hashed(leads, ngram_range=(2, 2)),
        _hashed(leads, analyzer=_NUMBER.findall),
        _hashed(texts, analyzer=_quoted),
        _hashed([fold(one).text.strip().lower() for one in sources], analyzer=lambda one: [one] if one else []),
    )
    return sparse.csr_array(sparse.hstack(found, format="csr"))


def _hashed(texts: list[str], **options: Any) -> csr_array:
    from scipy import sparse
    from sklearn.feature_extraction.text import HashingVectorizer

    plain = {"n_features": COLUMNS, "alternate_sign": False, "norm": None, "dtype": np.float32}
    return sparse.csr_array(HashingVectorizer(**plain, **options).transform(texts))


@lru_cache(maxsize=1)
def _weekdays() -> NDArray[np.int32]:
    """Return the columns of the words that name a day of the week."""
    return np.asarray(_hashed([_WEEKDAYS]).indices)


def _first_line(text: str) -> str:
    return text.strip().split("\n")[0][:HEADLINE]


def _names(text: str) -> list[str]:
    found: list[str] = []
    for match in _NAME.findall(text):
        words = [word for word in match.split() if len(word) > 1 and word.lower() not in _NO_NAMES]
        if words:
            found += [" ".join(words), *words]
    return found


def _quoted(text: str) -> list[str]:
    """Return all `QUOTED` words in a row that are quoted."""
    words = (_WORD.findall(quote.lower()) for quote in _QUOTE.findall(text))
    return [" ".join(said[at : at + QUOTED]) for said in words for at in range(len(said) - QUOTED + 1)]
