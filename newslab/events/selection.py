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

from newslab.text.dates import find_dates

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Round values compared on the four topics of Timeline17 at hand, none of them unseen: benchmarks/timelines.md.
SAME_DAY, AHEAD = 0.2, 0.2  # weight of a mention on the day itself, or before it, beside the root of the days since
LEAD = 5  # sentences at the head of an article that may tell its day without naming it
NAMED = 3.0  # how much better a sentence that names the day tells it than one that was only published on it
UNNAMED, NEXT_DAY = 0.5, 0.3  # weight of undated leads of the day, and of the day after, in what the day is about
TOPICAL = 0.5  # exponent of nearness to the whole collection beside nearness to the day
USUAL_WORDS, LENGTH_SPREAD = 25, 2.0  # words of a usual entry, and how fast others fall off (log-normal)
REPEATS = 0.5  # cosine above which two sentences tell the same
MIN_SIMILAR = 0.01
LINE = re.compile(r"[^\n]+")
NAMED_DAY = "day"


@dataclass(frozen=True)
class DatedText:
    """Sentences of a collection with the days that they name.

    Attributes
    ----------
    table : a row per sentence: article_id, start, end, text, position in its article, published (ordinal day).
    named : for each sentence the ordinal days it names, each once.
    vectors : TF-IDF of the sentences, unit length, n x words.
    topical : cosine of each sentence to the whole collection, 0 to 1.
    """

    table: pd.DataFrame
    named: tuple[tuple[int, ...], ...]
    vectors: Any
    topical: NDArray[np.float64]

    @classmethod
    def read(cls, articles: pd.DataFrame) -> DatedText:
        """Read articles with `published` and `text`, one sentence a line, and find the days that sentences name."""
        rows, named = [], []
        keep = articles.sort_values("article_id", kind="stable")
        for article_id, published, text in zip(keep["article_id"], keep["published"], keep["text"], strict=True):
            anchor = str(published)[:10]
            for position, (start, end, words) in enumerate(_lines(text)):
                rows.append((article_id, start, end, words, position, date.fromisoformat(anchor).toordinal()))
                named.append(named_days(find_dates(words, anchor)))
        columns = ["article_id", "start", "end", "text", "position", "published"]
        table = pd.DataFrame(rows, columns=columns)
        vectors, topical = _vectors(table["text"].tolist())
        return cls(table, tuple(named), vectors, topical)

    def rank_days(self, first: date, last: date) -> list[int]:
        """Return the days from `first` to `last`, the most important first.

        A day counts by the sentences that name it: by their nearness to the topic, and by the root of the days between
        it and their publication, since what is still named long after mattered.
        """
        low, high = first.toordinal(), last.toordinal()
        weights = np.zeros(high - low + 1)
        for days, published, topical in zip(self.named, self.table["published"], self.topical, strict=True):
            for day in days:
                if low <= day <= high:
                    weights[day - low] += topical * (_since(int(published) - day))
        order = np.lexsort((np.arange(len(weights)), -np.round(weights, 6)))
        return [low + int(at) for at in order]

    def select(self, first: date, last: date, n_days: int, per_day: int) -> pd.DataFrame:
        """Choose `n_days` days from `first` to `last` and at most `per_day` sentences for each.

        Returns
        -------
        DataFrame, sorted by day: day (date), text, article_id, start, end; the span holds the words of `text`.
        """
        naming, published = self._by_day()
        chosen: list[tuple[int, int]] = []
        taken = 0
        for day in self.rank_days(first, last):
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
        undated = np.array([not days for days in self.named], dtype=bool)
        leads = self.table[undated & (self.table["position"] < LEAD)] if len(self.table) else self.table
        for row, day in zip(leads.index.tolist(), leads["published"].tolist(), strict=True):
            published[day].append(row)
        return naming, published

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
        weights |= dict.fromkeys(published.get(day, []), UNNAMED)
        weights |= dict.fromkeys(naming.get(day, []), NAMED)
        if not weights:
            return []
        rows = sorted(weights)
        order = np.lexsort((np.array(rows), -np.round(self._fitness(rows, weights), 6)))
        chosen: list[int] = []
        for at in order:
            if len(chosen) == most:
                break
            if not self._repeats(rows[at], [*chosen, *told]):
                chosen.append(rows[at])
        return chosen

    def _fitness(self, rows: list[int], weights: Mapping[int, float]) -> NDArray[np.float64]:
        given = np.array([weights[row] for row in rows])
        vectors = self.vectors[rows]
        centre = np.asarray(vectors.T @ np.minimum(given, 1.0)).ravel()
        near = np.asarray(vectors @ (centre / (np.linalg.norm(centre) or 1.0))).ravel()
        words = np.array([len(text.split()) for text in self.table["text"].iloc[rows]])
        usual = np.exp(-(np.log(words / USUAL_WORDS) ** 2) / LENGTH_SPREAD)
        topical = np.maximum(self.topical[rows], MIN_SIMILAR) ** TOPICAL
        fitness: NDArray[np.float64] = near * topical * usual * np.where(given == NAMED, NAMED, 1.0)
        return fitness

    def _repeats(self, row: int, others: list[int]) -> bool:
        if not others:
            return False
        return bool(np.round((self.vectors[others] @ self.vectors[row].T).max(), 6) > REPEATS)


def named_days(times: Iterable[Mapping[str, Any]]) -> tuple[int, ...]:
    """Return the ordinal days that dates name to the day, each once, in order."""
    days = set()
    for time in times:
        if time["first_day"] and time["first_day"] == time["last_day"]:
            try:
                days.add(date.fromisoformat(time["first_day"]).toordinal())
            except ValueError:  # a day before year 1, as EDTF writes it
                continue
    return tuple(sorted(days))


def _since(days: int) -> float:
    return float(np.sqrt(days)) + SAME_DAY if days >= 0 else AHEAD


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
