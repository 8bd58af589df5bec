"""Topics by source over time: counts, shares and their intervals."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.errors import OptionError
from newslab.group.grouping import By, name_groups, story_days
from newslab.tables import TOPIC_TREND, build

if TYPE_CHECKING:
    from numpy.typing import NDArray

PERIODS: Final = ("D", "W", "M", "Q", "Y")
ALL: Final = "all"  # time is not asked: articles without a day count too
UNKNOWN: Final = "unknown"
Z95: Final = 1.959963984540054
log = logging.getLogger(__name__)


def count_trend(
    articles: pd.DataFrame,
    article_topics: pd.DataFrame,
    *,
    by: By = "source",
    period: str = "W",
    copies: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count the articles of each topic by outlet, or any other grouping, and period: of a saved corpus, as
    `TopicModel.trend`.

    Parameters
    ----------
    articles : ARTICLES table.
    article_topics : ARTICLE_TOPICS table; an article counts for the topic of most weight.
    by : what takes the place of `source`, see `name_groups`: a column, a day, a mapping of outlets to groups.
    period : "D", "W" (Monday to Sunday), "M", "Q" or "Y"; "all": the time is not asked (`period` is empty), and
        articles without a day count too.
    copies : COPIES table: copies of another text are left out.

    Returns
    -------
    TOPIC_TREND table: `n`, and `share` of all articles that the group has in the period, with its 95 % Wilson interval.

    Raises
    ------
    OptionError
        If there is no such grouping or `period` is unknown.
    """
    if period not in (*PERIODS, ALL):
        raise OptionError(f"period: expected one of {', '.join(PERIODS)}, {ALL}; found {period}")
    table = _dated(articles, by, period, copies)
    whole = table.groupby(["source", "period"], dropna=False).size().rename("whole").reset_index()
    topic = article_topics.sort_values("weight", ascending=False, kind="stable").drop_duplicates("article_id")
    counts = table.merge(topic[["article_id", "topic_id"]], on="article_id")
    counts = counts.groupby(["topic_id", "source", "period"], dropna=False).size().rename("n").reset_index()
    counts = counts.merge(whole, on=["source", "period"])
    counts["share"] = np.round(counts["n"] / counts["whole"], 6)
    counts["low"], counts["high"] = wilson(counts["n"].to_numpy(), counts["whole"].to_numpy())
    made = build(counts.drop(columns="whole"), TOPIC_TREND)
    return made.sort_values(["topic_id", "source", "period"], ignore_index=True)


def _dated(articles: pd.DataFrame, by: By, period: str, copies: pd.DataFrame | None) -> pd.DataFrame:
    day = story_days(articles)
    kept = day.notna() | (period == ALL)
    if not kept.all():
        log.info("trend: %d of %d articles have no day and were left out", (~kept).sum(), len(articles))
    if copies is not None:
        kept &= ~articles["article_id"].isin(copies.loc[copies["similarity"].notna(), "article_id"])
    starts = day.where(day.isna()) if period == ALL else day.where(kept).dt.to_period(period).dt.start_time
    values = name_groups(articles.assign(text=""), by)[kept]
    return pd.DataFrame(
        {
            "article_id": articles.loc[kept, "article_id"],
            "source": values.fillna(UNKNOWN),
            "period": starts[kept].astype("datetime64[s]"),
        }
    )


def wilson(n: NDArray[Any], whole: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 95 % interval of the share n / whole (Wilson 1927), both (k,), 0 to 1.

    Examples
    --------
    >>> low, high = wilson(np.array([5]), np.array([10]))
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (0.237, 0.763)
    """
    whole = np.maximum(whole.astype(np.float64), 1)
    share = n / whole
    centre = share + Z95**2 / (2 * whole)
    width = Z95 * np.sqrt(share * (1 - share) / whole + Z95**2 / (4 * whole**2))
    scale = 1 + Z95**2 / whole
    return np.round(np.maximum((centre - width) / scale, 0), 6), np.round(np.minimum((centre + width) / scale, 1), 6)
