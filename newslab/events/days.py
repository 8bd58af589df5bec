"""Which days of a collection matter: by what is said of them, when, and by how many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Weights = NDArray[np.float64]

# Round values, tuned on h1n1 and iraq of Timeline17, looked at on finan and mj: benchmarks/timelines.md.
SAME_DAY: Final = 0.5  # weight of a mention on the day itself, beside the root of the days since
AHEAD: Final = 0.3  # weight of a mention before the day
SPEECH: Final = 0.6  # weight of a day named in a sentence that tells what somebody said
EARLY: Final = 1.5  # weight of a day named at the head of a sentence; one named at its end has 1 less
CROWDED: Final = 0.7  # exponent of what one article, and what one day of publication, says of a day: none decides alone
BUSY: Final = 0.25  # exponent of how many articles a day of publication has, which takes weight off each
PUBLISHED: Final = 0.6  # weight of an article that opens without naming a day, for its day of publication
DAY_BEFORE: Final = 0.3  # and for the day before that
WEEKEND: Final = 0.8  # weight of a Saturday or Sunday: told .76 times as often in 72 human timelines of other topics
UNSEEN_MENTIONS: Final = 50.0  # mentions, spread evenly, added to those by which a topic's own weekends are weighed
BESIDE: Final = 0.7  # weight of a day beside a chosen one where few are wanted: people seldom tell days in a row
WEEK, WORKING = 7, 5
_PLACES: Final = 10**9  # more than the characters of an article
_SPEECH: Final = re.compile(r"``|''|[\"“”]|\b(?:said|says|told)\b", re.IGNORECASE)


def ordinals(days: pd.Series[Any]) -> pd.Series[Any]:
    """Return days as ordinals (`date.toordinal`), NaN where none is known."""
    return (days.astype("datetime64[s]") - pd.Timestamp(1, 1, 1)) / pd.Timedelta(days=1) + 1


def find_mentions(lines: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """Find the days that sentences name, each once a sentence: more weight where named early, alone, not in speech.

    Parameters
    ----------
    lines : a row per sentence, sorted by article_id and start: article_id, start, end, text, published (ordinal).
    times : TIMES table; what is no single day counts for none.

    Returns
    -------
    DataFrame: row (place in `lines`), day, published (ordinals), article_id, weight (0 to 1.5).
    """
    times = times[(times["field"] == "text") & times["first_day"].notna() & (times["first_day"] == times["last_day"])]
    times = times[times["article_id"].isin(lines["article_id"])].sort_values(["article_id", "start"])
    number = {key: at for at, key in enumerate(lines["article_id"].unique())}
    starts, places = (
        table["article_id"].map(number).to_numpy(dtype=np.int64) * _PLACES + table["start"].to_numpy()
        for table in (lines, times)
    )
    rows = np.maximum(0, np.searchsorted(starts, places, side="right") - 1)
    inside = places - starts[rows] if len(lines) else places
    found = pd.DataFrame({"row": rows, "at": inside, "day": ordinals(times["first_day"]).to_numpy()})
    size = (lines["end"] - lines["start"]).to_numpy()[rows] if len(lines) else inside
    found = found.assign(at=found["at"] / np.maximum(1, size))[(inside >= 0) & (inside < size)]
    found = found.drop_duplicates(["row", "day"])
    held = lines.iloc[found["row"]]
    speech = np.where(held["text"].str.contains(_SPEECH), SPEECH, 1.0)
    alone = found.groupby("row")["day"].transform("size")
    return pd.DataFrame({
        "row": found["row"], "day": found["day"].astype(np.int64), "published": held["published"].to_numpy(),
        "article_id": held["article_id"].to_numpy(), "weight": (EARLY - found["at"]) * speech / alone,
    }).reset_index(drop=True)  # fmt: skip


def score_days(mentions: pd.DataFrame, leads: pd.DataFrame, articles: pd.Series[Any], low: int, high: int) -> Weights:
    """Score how much the days from `low` to `high` matter to a collection.

    Parameters
    ----------
    mentions : as `find_mentions` gives them, those of articles whose day of publication is known.
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


def order_days(scores: Weights, wanted: int) -> Iterator[int]:
    """Give the places of scored days, the highest first, less for a day beside one given before, the fewer are wanted.

    Parameters
    ----------
    scores : scores of n days in a row; what has none is not given.
    wanted : number of days to choose of these.

    Examples
    --------
    >>> list(order_days(np.array([0.0, 5.0, 3.8, 0.0, 3.5]), wanted=1))
    [1, 4, 2]
    """
    left = np.round(scores, 6)
    beside = min(1.0, BESIDE + wanted / max(1, len(left)))
    while len(left) and left.max() > 0:
        best = int(np.argmax(left))  # the earlier day where two are equal
        yield best
        left[best] = 0.0
        left[max(0, best - 1) : best + 2] *= beside


def is_weekend(days: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which ordinal days are Saturdays or Sundays."""
    return np.asarray((days - 1) % WEEK >= WORKING)


def _week(days: NDArray[np.int64]) -> Weights:
    """Return the weight of a working day and of a day of the weekend, by how often a topic names either."""
    weekend = int(is_weekend(days).sum())
    counts = np.array([(len(days) - weekend) / WORKING, weekend / (WEEK - WORKING)])
    smooth = (counts + UNSEEN_MENTIONS / WEEK) / (len(days) + UNSEEN_MENTIONS) * WEEK
    return np.asarray(smooth * np.array([1.0, WEEKEND]))
