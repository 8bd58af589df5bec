"""Timelines against those that journalists wrote (Timeline17): date F1, alignment ROUGE, repeats, speed."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import pandas as pd

from newslab.corpus import Corpus
from newslab.errors import ReadError
from newslab.evaluate import Evaluation
from newslab.evaluate.rouge import score_alignment, score_dates
from newslab.events.timeline import build_timeline
from newslab.options import Options
from newslab.pipeline import build_corpus
from newslab.tables import ARTICLES, build

TOKEN = re.compile(r"\w+|[^\w\s]")
REPEATED = 0.6  # share of common words (Jaccard) above which two entries say the same
FIGURES = ("date_f1", "ar1", "ar2", "repeated", "cited")
Chosen = Mapping[int, Sequence[str]]
Select = Callable[[date, date, int, int], Chosen]


@dataclass(frozen=True)
class Gold:
    """One human timeline: its name and its sentences by ordinal day."""

    name: str
    days: Mapping[int, list[str]]

    @property
    def bounds(self) -> tuple[date, date]:
        """Return the first and the last day."""
        return date.fromordinal(min(self.days)), date.fromordinal(max(self.days))

    @property
    def per_day(self) -> int:
        """Return the mean number of sentences a day, at least 1."""
        return max(1, round(sum(map(len, self.days.values())) / len(self.days)))


def evaluate(data: Path, *, against: bool = False) -> Evaluation:
    """Score timelines of each topic below `data`; each has as many days and sentences a day as its gold.

    Parameters
    ----------
    data : folder of topics, or one topic: `articles.jsonl.gz` and `gold/*.txt`.
    against : also score the naive reference: days by number of articles, sentences nearest their day's centroid.

    Returns
    -------
    Evaluation, a row per topic (`data`, `date_f1`, `ar1`, `ar2`: 0 to 1, 1 is best; `repeated`: share of
    near-repeated entries; `cited`: share of entries that are words of an article; `seconds`) and one of the mean over
    timelines.

    Raises
    ------
    ReadError
        If there is no topic below `data`.
    """
    topics = _topics(Path(data))
    rows, predictions = [], []
    for folder in topics:
        row, records = _score_topic(folder, _select_ours)
        if against:
            naive, _ = _score_topic(folder, _select_naive)
            row |= {f"naive_{figure}": naive[figure] for figure in FIGURES[:3]}
        rows.append(row)
        predictions += records
    return Evaluation("timelines", [*rows, _mean(rows)], predictions)


def _topics(data: Path) -> list[Path]:
    found = sorted({path.parent for path in data.rglob("articles.jsonl.gz") if (path.parent / "gold").is_dir()})
    if not found:
        raise ReadError(f"{data}: expected topics with articles.jsonl.gz and gold/*.txt, found none")
    return found


def _mean(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the mean over human timelines, as published figures are: a topic counts once for each it has."""
    total = {name: sum(row[name] for row in rows) for name in ("n", "articles", "seconds")}
    figures = [name for name in rows[0] if name not in ("data", *total)]
    means = {name: sum(row[name] * row["n"] for row in rows) / total["n"] for name in figures}
    return {"data": "mean of timelines", **total, **means}


def _score_topic(
    folder: Path, prepare: Callable[[pd.DataFrame], Select]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    articles, golds = read_articles(folder), read_golds(folder)
    started = time.perf_counter()
    select = prepare(articles)
    told = "\n".join(_plain(text) for text in articles["text"])
    scores, records = [], []
    for gold in golds:
        chosen = select(*gold.bounds, len(gold.days), gold.per_day)
        scores.append(score_timeline(chosen, gold.days, told))
        records += [
            {"topic": folder.name, "gold": gold.name, "day": date.fromordinal(day).isoformat(), "text": text}
            for day in sorted(chosen)
            for text in chosen[day]
        ]
    figures = {figure: fmean(score[figure] for score in scores) for figure in FIGURES}
    seconds = time.perf_counter() - started
    return {"data": folder.name, "n": len(golds), "articles": len(articles), **figures, "seconds": seconds}, records


def score_timeline(chosen: Chosen, gold: Chosen, told: str) -> dict[str, float]:
    """Score one timeline against one human timeline; `told` are the words of the articles, as `_plain` gives them."""
    entries = [text for day in sorted(chosen) for text in chosen[day]]
    return {
        "date_f1": score_dates(chosen, gold).f1,
        "ar1": score_alignment(chosen, gold, n=1).f1,
        "ar2": score_alignment(chosen, gold, n=2).f1,
        "repeated": _repeated(entries),
        "cited": fmean(_plain(text) in told for text in entries) if entries else 1.0,
    }


def _plain(text: str) -> str:
    return " ".join(TOKEN.findall(text.lower())).rstrip(" .")


def _repeated(entries: list[str]) -> float:
    seen: list[frozenset[str]] = []
    repeats = 0
    for entry in entries:
        words = frozenset(entry.lower().split())
        repeats += any(len(words & other) >= REPEATED * len(words | other) for other in seen)
        seen.append(words)
    return repeats / len(entries) if entries else 0.0


def read_articles(folder: Path) -> pd.DataFrame:
    """Read the articles of one topic: article_id, published, text (one sentence a line)."""
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        return pd.DataFrame([json.loads(line) for line in lines])


def read_golds(folder: Path) -> list[Gold]:
    """Read the human timelines of one topic; days that repeat are merged."""
    golds = []
    for path in sorted((folder / "gold").glob("*.txt")):
        days: dict[int, list[str]] = defaultdict(list)
        day = 0
        for line in path.read_text("utf-8").splitlines():
            text = line.strip()
            if found := _as_day(text):
                day = found
            elif text and text.strip("-") and day:
                days[day].append(text)
        golds.append(Gold(path.name, dict(days)))
    return [gold for gold in golds if gold.days]


def _as_day(text: str) -> int:
    try:
        return date.fromisoformat(text).toordinal() if len(text) == 10 else 0
    except ValueError:
        return 0


def _select_ours(articles: pd.DataFrame) -> Select:
    """Build the articles and tell them as `build_timeline` does."""
    published = pd.to_datetime(articles["published"], utc=True)
    corpus = build_corpus(build(articles.assign(published=published), ARTICLES), options=Options(only="events"))
    return partial(_tell, corpus)


def _tell(corpus: Corpus, first: date, last: date, n_days: int, per_day: int) -> Chosen:
    days: dict[int, list[str]] = defaultdict(list)
    told = build_timeline(corpus, n_days=n_days, per_day=per_day, between=(first, last))
    for day, text in zip(told["first_day"], told["text"], strict=True):
        days[day.toordinal()].append(" ".join(TOKEN.findall(text)))  # as the golds are written
    return days


def _select_naive(articles: pd.DataFrame) -> Select:
    """Take the days on which most articles were published, and their sentences nearest to the day's centroid."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    by_day: dict[int, list[str]] = defaultdict(list)
    counts: dict[int, int] = defaultdict(int)
    for day, text in zip(pd.to_datetime(articles["published"]), articles["text"], strict=True):
        by_day[day.toordinal()] += [line.strip() for line in text.splitlines() if line.strip()]
        counts[day.toordinal()] += 1
    tfidf = TfidfVectorizer(stop_words="english").fit([text for texts in by_day.values() for text in texts])

    def select(first: date, last: date, n_days: int, per_day: int) -> Chosen:
        days = [day for day in counts if first.toordinal() <= day <= last.toordinal()]
        days = sorted(days, key=lambda day: (-counts[day], day))[:n_days]
        chosen = {}
        for day in sorted(days):
            vectors = tfidf.transform(by_day[day])
            nearest = np.round(np.asarray(vectors @ vectors.mean(axis=0).T).ravel(), 6)
            order = sorted(range(len(nearest)), key=lambda at: (-nearest[at], at))
            chosen[day] = [by_day[day][at] for at in order[:per_day]]
        return chosen

    return select
