"""Independent reports: which articles carry one text, so that ten copies of a wire report are one."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from newslab.group.copies import origins
from newslab.tables import ARTICLES, COPIES, check, empty

TEXT_KINDS: Final = ("same", "near", "syndicated")  # the words are another's; "attributed" words are the outlet's own


def score_origins(articles: pd.DataFrame, copies: pd.DataFrame | None = None) -> pd.Series[Any]:
    """Give the origin of each article: the id at the end of its chain of copies, its own id where it copies none.

    Parameters
    ----------
    articles : ARTICLES table, n rows.
    copies : COPIES table; None: every article is its own origin.

    Returns
    -------
    Series of text, n rows, on the index of `articles`.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a", "b", "c"], "text": ["x", "x", "x"]})
    >>> copies = pd.DataFrame({"article_id": ["b", "c"], "origin_id": ["a", "b"], "kind": ["same", "near"]})
    >>> score_origins(articles, copies).tolist()
    ['a', 'a', 'a']
    """
    articles = check(articles, ARTICLES)
    copies = empty(COPIES) if copies is None else check(copies, COPIES)
    return (
        origins(articles, copies[copies.kind.isin(TEXT_KINDS)])
        .set_axis(articles.index)
        .astype(articles.article_id.dtype)
    )


def own_texts(articles: pd.DataFrame, copies: pd.DataFrame | None) -> pd.DataFrame:
    """Give the English texts with a source, one of each origin: article_id, source, title, text, ordered by id.

    Of the articles that carry one text the origin itself stands for it, else the earliest published of them.
    """
    english = articles.language.isna() | (articles.language == "en")
    texts = articles.assign(origin_id=score_origins(articles, copies))[english & articles.source.notna()]
    texts = texts.assign(own=texts.origin_id != texts.article_id, title=texts.title.fillna(""))
    texts = texts.sort_values(["own", "published", "article_id"], na_position="last").drop_duplicates("origin_id")
    return texts.sort_values("article_id")[["article_id", "source", "title", "text"]]
