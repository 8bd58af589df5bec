"""Which days of a dated collection matter, and which of its sentences tell them: no names, titles or sources needed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newslab.events.days import LEADS, order_days, score_days, weigh_days
from newslab.text.dates import find_dates

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Round values, tuned on h1n1 and iraq of Timeline17, looked at on finan and mj: benchmarks/timelines.md.
LEAD = 5  # sentences at the head of an article that may tell its day without naming it
NEXT_DAY = 0.5  # weight of undated leads of the day after in what a day is about
RETOLD, LATER = 3.0, 14  # how much better a sentence tells a day that it names more than so many days after
TOPICAL = 0.5  # exponent of nearness to the whole collection, in what a day is about and beside nearness to that
USUAL_WORDS, LENGTH_SPREAD = 20, 2.0  # words of a usual human entry, and how fast others fall off (log-normal)
REPEATS = 0.5  # cosine above which two sentences tell the same
PERSONAL = 0.5  # weight of a sentence that asks, or speaks of "I", "we" or "you"
MIN_SIMILAR = 0.01
_PERSONAL = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|[Yy]our?)\b|\?")
LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class DatedText:
    """Sentences of a collection with the days that they name.

    Attributes
    ----------
    table : a row per sentence: article_id, start, end, text, position in its article, published (ordinal day).
    named : for each sentence the ordinal days it names, each once.
    mentions : a row per sentence and day it names: row, day, published, article_id, weight; what `score_days` reads.
    vectors : TF-IDF of the sentences, unit length, n x words.
    topical : cosine of each sentence to the whole collection, 0 to 1.
    """

    table: pd.DataFrame
    named: tuple[tuple[int, ...], ...]
    mentions: pd.DataFrame
    vectors: Any
    topical: NDArray[np.float64]

    @classmethod
    def read(cls, articles: pd.DataFrame) -> DatedText:
        """Read articles with `published` and `text`, one sentence a line, and find the days that sentences name."""
        rows: list[tuple[str, int, int, str, int, int]] = []
        named, mentions = [], []
        keep = articles.sort_values("article_id", kind="stable")
        for article_id, published, text in zip(keep["article_id"], keep["published"], keep["text"], strict=True):
            anchor = str(published)[:10]
            day = date.fromisoformat(anchor).toordinal()
            for position, (start, end, words) in enumerate(_lines(text)):
                weighed = weigh_days(words, find_dates(words, anchor))
                mentions += [(len(rows), named_day, day, article_id, weight) for named_day, weight in weighed]
                named.append(tuple(named_day for named_day, _ in weighed))
                rows.append((article_id, start, end, words, position, day))
        table = pd.DataFrame(rows, columns=["article_id", "start", "end", "text", "position", "published"])
        vectors, topical = _vectors(table["text"].tolist())
        found = pd.DataFrame(mentions, columns=["row", "day", "published", "article_id", "weight"])
        found["weight"] *= topical[found["row"].to_numpy(dtype=int)]
        return cls(table, tuple(named), found, vectors, topical)

    def rank_days(self, first: date, last: date, wanted: int) -> list[int]:
        """Return the days from `first` to `last`, of which `wanted` will be told, the most important first."""
        low, high = first.toordinal(), last.toordinal()
        leads = self._undated(LEADS).assign(topical=lambda table: self.topical[table.index])
        articles = self.table.groupby("published")["article_id"].nunique()
        scores = score_days(self.mentions, leads, articles, low, high)
        return [low + at for at in order_days(scores, wanted)]

    def select(self, first: date, last: date, n_days: int, per_day: int) -> pd.DataFrame:
        """Choose `n_days` days from `first` to `last` and at most `per_day` sentences for each.

        Returns
        -------
        DataFrame, sorted by day: day (date), text, article_id, start, end; the span holds the words of `text`.
        """
        naming, published = self._by_day()
        chosen: list[tuple[int, int]] = []
        taken = 0
        for day in self.rank_days(first, last, n_days):
            if taken == n_days:
                break
            rows = self._tell(day, naming, published, per_day, [row for _, row in chosen])
            taken += bool(rows)
            chosen += [(day, row) for row in rows]
        chosen.sort(key=lambda pair: pair[0])
        found = self.table.loc[[row for _, row in chosen], ["text", "article_id", "start", "end"]]
        found.insert(0, "day", [date.fromordinal(day) for day, _ in chosen])
        return found.reset_index(drop=True)

    def _by_day(self) -> tuple[Mapping[int, list[int]], Mapping[int, list[int]]]:
        """Group the rows by the days they name, and the undated leads by their day of publication."""
        naming: dict[int, list[int]] = defaultdict(list)
        published: dict[int, list[int]] = defaultdict(list)
        for row, days in enumerate(self.named):
            for day in days:
                naming[day].append(row)
        leads = self._undated(LEAD)
        for row, day in zip(leads.index.tolist(), leads["published"].tolist(), strict=True):
            published[day].append(row)
        return naming, published

    def _undated(self, most: int) -> pd.DataFrame:
        """Return the sentences that name no day, among the first `most` of each article."""
        undated = np.array([not days for days in self.named], dtype=bool)
        return self.table[undated & (self.table["position"] < most).to_numpy(dtype=bool)]

    def _tell(
        self,
        day: int,
        naming: Mapping[int, list[int]],
        published: Mapping[int, list[int]],
        most: int,
        told: list[int],
    ) -> list[int]:
        """Choose the rows that tell a day best, none of which says what another, or an entry of `told`, says."""
        weights = dict.fromkeys(published.get(day + 1, []), NEXT_DAY)
        weights |= dict.fromkeys([*published.get(day, []), *naming.get(day, [])], 1.0)
        if not weights:
            return []
        rows = sorted(weights)
        order = np.lexsort((np.array(rows), -np.round(self._fitness(day, rows, weights), 6)))
        chosen: list[int] = []
        for at in order:
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
        texts = self.table["text"].iloc[rows]
        words = np.array([len(text.split()) for text in texts])
        plain = np.array([PERSONAL if _PERSONAL.search(text) else 1.0 for text in texts])
        usual = np.exp(-(np.log(words / USUAL_WORDS) ** 2) / LENGTH_SPREAD)
        later = self.table["published"].to_numpy()[rows] - day > LATER
        fitness: NDArray[np.float64] = near * topical * usual * plain * np.where(later, RETOLD, 1.0)
        return fitness

    def _repeats(self, row: int, others: list[int]) -> bool:
        if not others:
            return False
        return bool(np.round((self.vectors[others] @ self.vectors[row].T).max(), 6) > REPEATS)


def _lines(text: str) -> Iterable[tuple[int, int, str]]:
    for line in LINE.finditer(text):
        words = line.group().strip()
        if words:
            start = line.start() + line.group().index(words)
            yield start, start + len(words), words


def _vectors(texts: list[str]) -> tuple[Any, NDArray[np.float64]]:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    try:
        model = TfidfVectorizer(stop_words="english", sublinear_tf=True, min_df=2 if len(texts) > 20 else 1)
        vectors = model.fit_transform(texts)
    except ValueError:  # no word is left, or no text
        return csr_matrix((len(texts), 1)), np.zeros(len(texts))
    centre = np.asarray(vectors.mean(axis=0)).ravel()
    topical: NDArray[np.float64] = np.asarray(vectors @ (centre / (np.linalg.norm(centre) or 1.0))).ravel()
    return vectors, topical
