"""Which days of a dated collection matter: by what is said of them, when, and by how many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Weights = NDArray[np.float64]

# Round values, tuned on h1n1 and iraq of Timeline17, looked at on finan and mj: benchmarks/timelines.md.
SAME_DAY, AHEAD = 0.5, 0.3  # weight of a mention on the day itself, or before it, beside the root of the days since
SPEECH = 0.6  # weight of a day named in a sentence that tells what somebody said
EARLY = 1.5  # weight of a day named at the head of a sentence; one named at its end has 1 less
LEADS = 3  # sentences at the head of an article that tell its day without naming it
CROWDED = 0.7  # exponent of what one article, and what one day of publication, says of a day: no one of them decides
BUSY = 0.25  # exponent of how many articles a day of publication has, which takes weight off each
PUBLISHED, DAY_BEFORE = 0.6, 0.3  # weight of such an article for its day, and for the day before it
WEEKEND = 0.8  # weight of a Saturday or Sunday: told .76 times as often in 72 human timelines of other topics
UNSEEN_MENTIONS = 50.0  # mentions, spread evenly, added to those by which a topic's own weekends are weighed
BESIDE = 0.7  # weight of a day beside a chosen one where few are wanted: human timelines seldom tell days in a row
WEEK, WORKING = 7, 5
_SPEECH = re.compile(r"``|''|[\"“”]|\b(?:said|says|told)\b", re.IGNORECASE)


def weigh_days(text: str, times: Iterable[Mapping[str, Any]]) -> list[tuple[int, float]]:
    """Weigh the days that a sentence names, 0 to 1.5: more where named early, alone, and not in reported speech.

    Parameters
    ----------
    text : the sentence.
    times : its dates, as `find_dates` gives them: start, first_day, last_day; what is no single day counts for none.

    Returns
    -------
    list of (ordinal day, weight), each day once, in order.

    Examples
    --------
    >>> weigh_days("On May 3 the dam gave way.", [{"start": 3, "first_day": "2020-05-03", "last_day": "2020-05-03"}])
    [(737548, 1.3846153846153846)]
    """
    first: dict[int, int] = {}
    for time in times:
        if time["first_day"] and time["first_day"] == time["last_day"]:
            try:
                day = date.fromisoformat(time["first_day"]).toordinal()
            except ValueError:  # a day before year 1, as EDTF writes it
                continue
            first.setdefault(day, int(time["start"]))
    speech = SPEECH if _SPEECH.search(text) else 1.0
    return [(day, (EARLY - start / len(text)) * speech / len(first)) for day, start in sorted(first.items())]


def score_days(mentions: pd.DataFrame, leads: pd.DataFrame, articles: pd.Series, low: int, high: int) -> Weights:
    """Score how much the days from `low` to `high` matter to a collection.

    Parameters
    ----------
    mentions : a row per day that a sentence names: day, published (ordinal days), article_id, weight.
    leads : a row per undated sentence at the head of an article: published, article_id, topical (0 to 1).
    articles : number of articles by ordinal day of publication.
    low, high : first and last ordinal day.

    Returns
    -------
    ndarray (high - low + 1,): 0 where nothing tells of the day.

    Notes
    -----
    A mention counts by the root of the days between the day and its publication, since what is still named long after
    mattered (reference counts, Tran et al. 2015).
    """
    inside = mentions[mentions["day"].between(low, high)]
    since = (inside["published"] - inside["day"]).to_numpy(dtype=float)
    weight = inside["weight"] * np.where(since >= 0, np.sqrt(np.maximum(since, 0)) + SAME_DAY, AHEAD)
    told = weight.groupby([inside["day"], inside["published"], inside["article_id"]]).sum() ** CROWDED
    busy = articles.reindex(told.index.get_level_values("published")).to_numpy(dtype=float) ** BUSY
    told = ((told / busy).groupby(level=[0, 1]).sum() ** CROWDED).groupby(level=0).sum()
    published = leads.groupby(["published", "article_id"])["topical"].max().groupby(level=0).sum()
    days = np.arange(low, high + 1)
    scores = (
        told.reindex(days, fill_value=0.0).to_numpy(dtype=float)
        + PUBLISHED * published.reindex(days, fill_value=0.0).to_numpy(dtype=float)
        + DAY_BEFORE * published.reindex(days + 1, fill_value=0.0).to_numpy(dtype=float)
    )
    return np.asarray(scores * _week(mentions["day"].to_numpy(dtype=int))[is_weekend(days).astype(int)])


def order_days(scores: Weights, wanted: int) -> list[int]:
    """Order days by score, less for a day beside one that comes before it, the fewer of them are wanted.

    Parameters
    ----------
    scores : scores of n days in a row.
    wanted : number of days to choose of these.

    Returns
    -------
    The n positions, the most important first; the earlier day where two are equal.

    Examples
    --------
    >>> order_days(np.array([0.0, 5.0, 3.8, 0.0, 3.5]), wanted=1)
    [1, 4, 2, 0, 3]
    """
    left = np.round(scores, 6)
    beside = min(1.0, BESIDE + wanted / max(1, len(left)))
    order = []
    for _ in range(len(left)):
        best = int(np.argmax(left))
        order.append(best)
        left[best] = -np.inf
        left[max(0, best - 1) : best + 2] *= beside
    return order


def is_weekend(days: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which ordinal days are Saturdays or Sundays."""
    return np.asarray((days - 1) % WEEK >= WORKING)


def _week(days: NDArray[np.int64]) -> Weights:
    """Return the weight of a working day and of a day of the weekend, by how often a topic names either."""
    weekend = int(is_weekend(days).sum())
    counts = np.array([(len(days) - weekend) / WORKING, weekend / (WEEK - WORKING)])
    smooth = (counts + UNSEEN_MENTIONS / WEEK) / (len(days) + UNSEEN_MENTIONS) * WEEK
    return np.asarray(smooth * np.array([1.0, WEEKEND]))
