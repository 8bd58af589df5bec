"""Who followed whom: of the stories that two sources carried, how often one came before the other, and by how much."""

from __future__ import annotations

from typing import Any

import pandas as pd

from newslab.compare.statistics import wilson_interval
from newslab.tables import COVERAGE, FOLLOWING, build, check, empty


def score_following(coverage: pd.DataFrame, stories: pd.DataFrame | None = None) -> pd.DataFrame:
    """Count for each pair of sources the stories that both carried, and in how many the first came before the second.

    Parameters
    ----------
    coverage : COVERAGE table of any grouping, with `first_published` as `score_coverage` gives it.
    stories : STORIES table: parts of stories are counted, their wholes are not. None: all rows count.

    Returns
    -------
    FOLLOWING table, ordered by leader and follower, a row for each ordered pair with a common story: `n` common stories
    whose times differ, `n_before`, `share` with its 95 % Wilson (1927) interval, `median_hours` between the two where
    the leader came first. To come first is not to be followed: the other may have it from elsewhere.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> coverage = pd.DataFrame({"story_id": ["s", "s"], "source": ["A", "B"], "n": [1, 1],
    ...                          "first_published": pd.to_datetime(["2026-02-03T08:00Z", "2026-02-03T10:00Z"])})
    >>> score_following(coverage)[["leader", "follower", "n", "n_before", "median_hours"]].values.tolist()
    [['A', 'B', 1, 1, 2.0], ['B', 'A', 1, 0, nan]]
    """
    table = check(coverage, COVERAGE)
    if "first_published" not in table.columns:
        return empty(FOLLOWING)
    table = table[(table["n"] > 0) & table["first_published"].notna()]
    if stories is not None:
        table = table[~table["story_id"].isin(set(stories["parent_id"].dropna()))]
    part = table[["story_id", "source", "first_published"]]
    both = part.merge(part, on="story_id", suffixes=("", "_other"))
    both = both[(both["source"] != both["source_other"]) & (both["first_published"] != both["first_published_other"])]
    if both.empty:
        return empty(FOLLOWING)
    hours = (both["first_published_other"] - both["first_published"]).dt.total_seconds() / 3600
    both = both.assign(before=hours > 0, hours=hours.where(hours > 0))
    rows: list[dict[str, Any]] = []
    for (leader, follower), pair in both.groupby(["source", "source_other"], sort=True):
        n, n_before = len(pair), int(pair["before"].sum())
        low, high = wilson_interval(n_before, n)
        rows.append({"leader": leader, "follower": follower, "n": n, "n_before": n_before, "share": n_before / n,
                     "low": low, "high": high, "median_hours": pair["hours"].median()})  # fmt: skip
    return build(rows, FOLLOWING)
