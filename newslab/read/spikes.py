"""Days on which more articles were published than could be: those of a crawl, taken for the day of publication."""

from __future__ import annotations

from typing import Final

import pandas as pd

LEAST: Final = 20  # articles of one day; fewer are no spike
SPAN: Final = 30  # days from the first to the last; in a shorter time one day may well hold most
SHARE: Final = 0.2  # of all dated articles on one day
TIMES: Final = 10  # as many as on a usual day with any


def find_spike(articles: pd.DataFrame) -> tuple[pd.Timestamp, int] | None:
    """Return the day that holds far more articles than any other would, and how many; None if none does.

    Nothing is changed by it: it is for a reader to look at, since a crawl's day that stands for that of publication
    puts what happened in years on one day.

    Examples
    --------
    >>> days = pd.to_datetime([f"2024-01-{n:02}" for n in range(1, 32)] + ["2024-02-10"] * 40)
    >>> find_spike(pd.DataFrame({"published_day": days}))
    (Timestamp('2024-02-10 00:00:00'), 40)
    """
    days = articles["published_day"].dropna()
    if len(days) < LEAST or (days.max() - days.min()).days < SPAN:
        return None
    counts = days.value_counts()
    day, most = counts.index[0], int(counts.iloc[0])
    usual = float(counts.iloc[1:].median()) if len(counts) > 1 else 0.0
    return (day, most) if most >= max(LEAST, SHARE * len(days), TIMES * usual) else None
