"""The sentences that tell the days of a collection: near to what is told of the day, and best told long after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.events.days import find_mentions, order_days, score_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Round values, tuned on h1n1 and iraq of Timeline17, looked at on finan and mj: benchmarks/timelines.md.
LEADS: Final = 3  # sentences at the head of an article that tell of its day without naming it
TELLING: Final = 5  # of these, the ones that may be told for it
NEXT_DAY: Final = 0.5  # weight of undated leads of the day after in what a day is about
RETOLD: Final = 3.0  # how much better a sentence tells a day that it names more than so many days after
LATER: Final = 14
TOPICAL: Final = 0.5  # exponent of nearness to the whole collection, beside nearness to what is told of the day
USUAL_WORDS: Final = 20  # words of a usual human entry
LENGTH_SPREAD: Final = 2.0  # how fast others fall off (log-normal)
REPEATS: Final = 0.5  # cosine above which two sentences tell the same
MIN_SIMILAR: Final = 0.01
FEW_LINES: Final = 20  # sentences in which a word that stands once counts
Weighed = Mapping[int, Mapping[int, float]]  # day -> rows with their weights


@dataclass(frozen=True)
class DatedText:
    """Sentences of a collection with the days that they name.

    Attributes
    ----------
    lines : a row per sentence, numbered from 0: article_id, start, end, text, position, published (ordinal day).
    mentions : what `find_mentions` finds in them, weighed by how near each sentence is to the whole collection.
    vectors : TF-IDF of the sentences, unit length, n x words.
    topical : cosine of each sentence to the whole collection, 0 to 1.
    """

    lines: pd.DataFrame
    mentions: pd.DataFrame
    vectors: Any
    topical: NDArray[np.float64]

    @classmethod
    def read(cls, lines: pd.DataFrame, times: pd.DataFrame) -> DatedText:
        """Weigh sentences, sorted by article and place, of articles whose days of publication are known."""
        vectors, topical = _vectors(lines["text"].tolist())
        mentions = find_mentions(lines, times)
        mentions["weight"] *= topical[mentions["row"].to_numpy(dtype=int)]
        return cls(lines, mentions, vectors, topical)

    def select(self, low: int, high: int, n_days: int, per_day: int) -> list[tuple[int, int]]:
        """Choose `n_days` days from `low` to `high` (ordinals), and at most `per_day` sentences of each.

        Returns
        -------
        list of (day, row), by day, the sentence that tells it best first; no sentence repeats another.
        """
        weighed = self._by_day()
        leads = self._undated(LEADS)
        leads = leads.assign(topical=self.topical[leads.index.to_numpy(dtype=int)])
        articles = self.lines.groupby("published")["article_id"].nunique()
        chosen: list[tuple[int, int]] = []
        days = 0
        for at in order_days(score_days(self.mentions, leads, articles, low, high), n_days):
            if days == n_days:
                break
            rows = self._tell(low + at, weighed.get(low + at, {}), per_day, [row for _, row in chosen])
            days += bool(rows)
            chosen += [(low + at, row) for row in rows]
        return sorted(chosen, key=lambda pair: pair[0])

    def _by_day(self) -> Weighed:
        """Give each day the sentences that name it, and the undated leads of that day and of the next."""
        found: dict[int, dict[int, float]] = defaultdict(dict)
        leads = self._undated(TELLING)
        for row, day in zip(leads.index, leads["published"], strict=True):
            found[int(day) - 1][int(row)] = NEXT_DAY
            found[int(day)][int(row)] = 1.0
        for row, day in zip(self.mentions["row"], self.mentions["day"], strict=True):
            found[int(day)][int(row)] = 1.0
        return found

    def _undated(self, most: int) -> pd.DataFrame:
        """Return the sentences that name no day, among the first `most` of each article."""
        return self.lines[~self.lines.index.isin(self.mentions["row"]) & (self.lines["position"] < most)]

    def _tell(self, day: int, weights: Mapping[int, float], most: int, told: list[int]) -> list[int]:
        """Choose the rows that tell a day best, none of which says what another, or an entry of `told`, says."""
        if not weights:
            return []
        rows = sorted(weights)
        chosen: list[int] = []
        for at in np.argsort(-np.round(self._fitness(day, rows, weights), 6), kind="stable"):
            if len(chosen) == most:
                break
            if not self._repeats(rows[at], [*chosen, *told]):
                chosen.append(rows[at])
        return chosen

    def _fitness(self, day: int, rows: list[int], weights: Mapping[int, float]) -> NDArray[np.float64]:
        """Return how well sentences tell a day: central to it and to the topic, of usual length, best told later."""
        vectors = self.vectors[rows]
        topical = np.maximum(self.topical[rows], MIN_SIMILAR) ** TOPICAL
        centre = np.asarray(vectors.T @ (np.array([weights[row] for row in rows]) * topical)).ravel()
        near = np.asarray(vectors @ (centre / (np.linalg.norm(centre) or 1.0))).ravel()
        texts = self.lines["text"].iloc[rows]
        words = texts.str.count(r"\S+").to_numpy(dtype=float)
        usual = np.exp(-(np.log(np.maximum(1.0, words) / USUAL_WORDS) ** 2) / LENGTH_SPREAD)
        later = self.lines["published"].to_numpy()[rows] - day > LATER
        fitness: NDArray[np.float64] = near * topical * usual * np.where(later, RETOLD, 1.0)
        return fitness

    def _repeats(self, row: int, others: list[int]) -> bool:
        return bool(others) and bool(np.round((self.vectors[others] @ self.vectors[row].T).max(), 6) > REPEATS)


def _vectors(texts: list[str]) -> tuple[Any, NDArray[np.float64]]:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    model = TfidfVectorizer(stop_words="english", sublinear_tf=True, min_df=2 if len(texts) > FEW_LINES else 1)
    try:
        vectors = model.fit_transform(texts)
    except ValueError:  # no word is left, or no text
        return csr_matrix((len(texts), 1)), np.zeros(len(texts))
    centre = np.asarray(vectors.mean(axis=0)).ravel()
    topical: NDArray[np.float64] = np.asarray(vectors @ (centre / (np.linalg.norm(centre) or 1.0))).ravel()
    return vectors, topical
