"""Any grouping of articles: by outlet, by what is known of outlets, by any column, or before and after a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd

from newslab.errors import OptionError
from newslab.group.credits import one_spelling
from newslab.tables import ARTICLES, DTYPES, check

By = str | dt.date | Mapping[str, str]
SOURCE: Final = "source"
_DAY: Final = re.compile(r"(?:(?:before|after)(?:/after| or after)? )?(\d{4}-\d\d-\d\d)$")


def name_groups(articles: pd.DataFrame, by: By = SOURCE) -> pd.Series[Any]:
    """Give the group of each article.

    Parameters
    ----------
    articles : ARTICLES table, n rows; `link_outlets` adds country, owner, type and group of outlets.
    by : "source" (spellings and hosts of one outlet are one); another column, as "country" or one of your own; a day,
        as "before/after 2026-02-03" or a date: articles published before it, and from it on; a mapping from outlets to
        groups.

    Returns
    -------
    Series of text, n rows, on the index of `articles`; missing where the article is in no group.

    Raises
    ------
    OptionError
        If `by` is no column, or names a day that is none.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a", "b", "c"], "text": "x", "source": ["Post", "POST", "Mail"],
    ...                          "published_day": ["2026-02-01", "2026-02-03", None]})
    >>> name_groups(articles).tolist()
    ['POST', 'POST', 'Mail']
    >>> name_groups(articles, "before/after 2026-02-03").tolist()
    ['before 2026-02-03', 'from 2026-02-03', nan]
    >>> name_groups(articles, {"Post": "left", "POST": "left", "Mail": "right"}).tolist()
    ['left', 'left', 'right']
    """
    articles = check(articles, ARTICLES)
    if isinstance(by, Mapping):
        cells = articles["source"].map(lambda name: by.get(name) if isinstance(name, str) else None)
        return cells.astype(DTYPES["text"])
    if isinstance(by, dt.date) and not pd.isna(by):
        return _around(articles, pd.Timestamp(by.year, by.month, by.day))
    if isinstance(by, Hashable) and by in articles.columns:
        cells = articles[by]
        cells = (
            cells.astype("object").where(cells.notna(), None).map(lambda cell: None if cell is None else _told(cell))
        )
        if by == SOURCE:
            cells = cells.map(one_spelling(cells.dropna()), na_action="ignore")
        return cells.astype(DTYPES["text"])
    if (found := _DAY.match(by) if isinstance(by, str) else None) is not None:
        try:
            return _around(articles, pd.Timestamp(found[1]))
        except ValueError:
            raise OptionError(f"by: {found[1]} is no day") from None
    raise OptionError(
        f"by: expected a column of the articles or a day, as before/after 2026-02-03; found {str(by)[:80]}; there are "
        f"{', '.join(map(str, articles.columns))}; link_outlets adds country, owner, type and group"
    )


def regroup(articles: pd.DataFrame, by: By = SOURCE) -> pd.DataFrame:
    """Return articles whose `source` is their group, so that every step that compares sources compares groups.

    The outlet then stands in `outlet`; an article in no group has no source, and is left out of comparisons.
    """
    groups = name_groups(articles, by)
    return check(articles, ARTICLES).assign(outlet=articles["source"] if SOURCE in articles else None, source=groups)


def story_days(articles: pd.DataFrame) -> pd.Series[Any]:
    """Return the local day of publication, else the day in UTC, on the index of `articles`."""
    return articles["published_day"].fillna(
        articles["published"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    )


def _around(articles: pd.DataFrame, day: pd.Timestamp) -> pd.Series[Any]:
    days, told = story_days(articles), f"{day:%Y-%m-%d}"
    cells = days.map(lambda one: None if pd.isna(one) else f"before {told}" if one < day else f"from {told}")
    return cells.astype(DTYPES["text"])


def _told(cell: Any) -> str:
    """Return the value of a cell as the name of a group; of a list, all of its values, of a day no time."""
    if isinstance(cell, dt.datetime) and cell.tzinfo is None and cell.time() == dt.time():
        return str(cell.date())
    return ", ".join(map(str, cell)) if isinstance(cell, (list, tuple)) else " ".join(str(cell).split())
