"""Coverage: how much of a story each source carried, against what its volume lets expect, with intervals."""

from __future__ import annotations

import logging
from typing import Any, Final

import numpy as np
import pandas as pd

from newslab.compare.origins import score_origins
from newslab.compare.statistics import false_discovery, mid_p, wilson_interval
from newslab.errors import TableError
from newslab.group.grouping import By, regroup
from newslab.tables import COVERAGE, DTYPES, MEMBERS, build, check, empty

log = logging.getLogger(__name__)

MIN_STORY: Final = 5  # reports a story needs before a share of it is tested: below, no count reaches p < .05
MIN_SILENCE: Final = 1.0  # texts a source must be expected to carry before its silence is a row


def score_coverage(
    articles: pd.DataFrame,
    members: pd.DataFrame,
    copies: pd.DataFrame | None = None,
    *,
    by: By = "source",
) -> pd.DataFrame:
    """Count the independent reports of each story that each source carried, against its volume.

    Parameters
    ----------
    articles : ARTICLES table; articles without a source are left out, with a line in the log.
    members : MEMBERS table. ARTICLE_TOPICS, or the CITATIONS of events, will do as well: `story_id` then holds the
        topic or event.
    copies : COPIES table; None: no article copies another.
    by : what to compare, see `name_groups`: "source", a column (as "country" of `link_outlets`), a day, a mapping.

    Returns
    -------
    COVERAGE table, ordered by story_id and source, one row per source that carried the story, and one with n 0 per
    source that published while it ran and was to carry at least one text of it. `n`: independent reports
    of the story that the source carried (different texts: its own copies of one count once); `share`: n over
    `n_reports`, those of the whole story, 0 to 1, with its 95 % Wilson interval `low`, `high`; `expected`: n if the
    source had chosen stories as all together did; `q`: false discovery rate over the table of a two-sided exact test,
    NaN below five reports of the story or with one story only. Further columns: `n_reports`, `n_articles` (with copies),
    `article_ids`, `p`, `first_published`, `hours_after_first` and `place` (1: broke it; 2: the next to follow; equal
    times share a place).

    Raises
    ------
    TableError
        If a table breaks its contract, or has no column that names the stories.
    OptionError
        If there is no such grouping.

    Notes
    -----
    The unit is the report, not the witness: several reports of one outlet are several here, and one independent origin
    in `stories.n_sources`; a report with words of its own is one, even if told according to another outlet. One wire
    text carried by ten outlets is one draw, carried ten times, so that draws are independent and counts binomial
    (given the margins hypergeometric: Fisher's test with mid-p). Wilson (1927), Benjamini & Hochberg (1995). Simulated
    coverage of the intervals: benchmarks/sources.md.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": list("abc"), "text": list("xyz"), "source": ["P", "P", "Q"]})
    >>> members = pd.DataFrame({"story_id": ["s", "s"], "article_id": ["a", "c"]})
    >>> score_coverage(articles, members)[["source", "n", "share"]].values.tolist()
    [['P', 1, 0.5], ['Q', 1, 0.5]]
    """
    articles, members = regroup(articles, by), _grouped(members)
    carried = articles.assign(origin_id=score_origins(articles, copies))
    unnamed = int(carried.source.isna().sum())
    if unnamed:
        log.info("coverage: %d articles without a %s are left out", unnamed, by)
    carried = carried.dropna(subset=["source"])[["article_id", "source", "origin_id", "published"]]
    joined = members[["story_id", "article_id"]].merge(carried, on="article_id")
    if joined.empty:
        return _nothing()
    rows = pd.concat([_carried(joined), _silent(joined, carried)], ignore_index=True)
    return build(_tested(rows, joined, carried), COVERAGE)


def score_reach(coverage: pd.DataFrame) -> pd.DataFrame:
    """Count the stories that each source carried, against what its volume lets expect: who covers least.

    Parameters
    ----------
    coverage : COVERAGE table of `score_coverage`, of any grouping.

    Returns
    -------
    DataFrame, the least first: `source`; `n_reports`, independent reports; `n_stories` it carried at least one of;
    `expected`: stories, had it drawn its reports from all reports by chance; `z`: the difference over its deviation.
    Below -2 it keeps to fewer stories than its volume would reach.

    Notes
    -----
    A source of share v of all reports carries a story of k reports with probability 1 - (1 - v)^k.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": list("abcd"), "text": list("wxyz"), "source": ["P", "P", "Q", "Q"]})
    >>> members = pd.DataFrame({"story_id": ["s", "s", "s", "t"], "article_id": list("abcd")})
    >>> score_reach(score_coverage(articles, members))[["source", "n_stories", "expected"]].values.tolist()
    [['P', 1, 1.375], ['Q', 2, 1.375]]
    """
    table = check(coverage, COVERAGE)
    columns = ["source", "n_reports", "n_stories", "expected", "z"]
    if table.empty:
        return pd.DataFrame(columns=columns)
    sizes = table.groupby("story_id")["n_reports"].first().to_numpy(dtype=float)
    rows = []
    for source, part in table.groupby("source", sort=True):
        share = float((part["expected"] / part["n_reports"]).iloc[0])
        chance = 1 - (1 - min(share, 1.0)) ** sizes
        n, expected, spread = (part["n"] > 0).sum(), chance.sum(), (chance * (1 - chance)).sum() ** 0.5
        rows.append((source, part["n"].sum(), n, expected, (n - expected) / spread if spread else 0.0))
    found = pd.DataFrame(rows, columns=columns).round({"expected": 6, "z": 6})
    return found.sort_values(["z", "source"], ignore_index=True)


def _nothing() -> pd.DataFrame:
    """Return the table of nothing, with the columns that it has else."""
    kinds = {
        "n_articles": "int64", "first_published": DTYPES["time"], "article_ids": "object", "hours_after_first": "float64",
        "place": "float64", "n_reports": "int64", "p": "float64",
    }  # fmt: skip
    return empty(COVERAGE).assign(**{name: pd.Series([], dtype=kind) for name, kind in kinds.items()})


def _grouped(members: pd.DataFrame) -> pd.DataFrame:
    """Take whatever says which article tells what for a MEMBERS table."""
    if "story_id" not in members.columns:
        named = next((column for column in ("topic_id", "event_id", "cited_id") if column in members.columns), None)
        if named is None:
            raise TableError(f"members.story_id: the column is missing; the table has {', '.join(members.columns[:5])}")
        members = members.rename(columns={named: "story_id"})[["story_id", "article_id"]].drop_duplicates()
    return check(members, MEMBERS)


def _carried(joined: pd.DataFrame) -> pd.DataFrame:
    groups = joined.groupby(["story_id", "source"], sort=True)
    rows = groups.agg(n=("origin_id", "nunique"), n_articles=("article_id", "nunique"))
    rows["first_published"] = groups.published.min()
    rows["article_ids"] = groups.article_id.agg(lambda ids: sorted(set(ids)))
    rows = rows.reset_index()
    begin = joined.groupby("story_id").published.min()
    rows["hours_after_first"] = (rows.first_published - rows.story_id.map(begin)).dt.total_seconds() / 3600
    rows["place"] = rows.groupby("story_id").first_published.rank(method="min")
    return rows


def _silent(joined: pd.DataFrame, carried: pd.DataFrame) -> pd.DataFrame:
    """Rows of n 0: silence is only told of a source that published meanwhile and was to carry a text or more."""
    origins, total = joined.groupby("story_id").origin_id.nunique(), carried.origin_id.nunique()
    volume = carried.groupby("source").origin_id.nunique()
    spoke = set(zip(joined.story_id, joined.source, strict=True))
    spans = {str(story): (part.min(), part.max()) for story, part in joined.groupby("story_id").published}
    days = {source: part.dropna() for source, part in carried.groupby("source").published}
    rows = []
    for story, size in origins.items():
        first, last = spans[str(story)]
        for source in volume.index[volume * size / total >= MIN_SILENCE]:
            if (story, source) not in spoke and _published_within(days[source], first, last):
                rows.append({"story_id": story, "source": source, "n": 0, "n_articles": 0, "article_ids": []})
    return pd.DataFrame(rows, columns=["story_id", "source", "n", "n_articles", "article_ids"])


def _published_within(times: pd.Series[Any], first: pd.Timestamp, last: pd.Timestamp) -> bool:
    if pd.isna(first) or times.empty:  # nothing is known of when: do not hide the row
        return True
    return bool(((times >= first.floor("D")) & (times <= last.ceil("D"))).any())


def _tested(rows: pd.DataFrame, joined: pd.DataFrame, carried: pd.DataFrame) -> pd.DataFrame:
    total = carried.origin_id.nunique()
    size = rows.story_id.map(joined.groupby("story_id").origin_id.nunique()).astype("int64")
    volume = rows.source.map(carried.groupby("source").origin_id.nunique()).astype("int64")
    bounds = np.array([wilson_interval(n, of) for n, of in zip(rows.n, size, strict=True)])
    p = pd.Series(mid_p(rows.n.astype("int64"), total, size, volume), index=rows.index)
    rows = rows.assign(
        n_reports=size,
        share=(rows.n / size).astype("float64"),
        expected=volume * size / total,
        low=bounds[:, 0],
        high=bounds[:, 1],
        p=p.where((size >= MIN_STORY) & (size < total), np.nan),
    )
    rows["q"] = false_discovery(rows.p)
    return rows.sort_values(["story_id", "source"], ignore_index=True)
