"""What models of articles start from: English articles in the order of their content, and one vector each."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newslab.errors import TableError
from newslab.tables import ARTICLES, check

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

HEAD = 2500  # code points: the embedder reads 256 word pieces, title first
log = logging.getLogger(__name__)


def embedding_texts(articles: pd.DataFrame) -> list[str]:
    """Return what stands for each article when it is embedded: its title, then the beginning of its text."""
    titles = articles["title"].fillna("") if "title" in articles.columns else [""] * len(articles)
    return [f"{title}\n{text[:HEAD]}".strip() for title, text in zip(titles, articles["text"], strict=True)]


def prepare(articles: pd.DataFrame, vectors: Vectors | None, *, step: str) -> tuple[pd.DataFrame, Vectors]:
    """Return the English articles sorted by content, and their vectors (computed where None are given).

    Parameters
    ----------
    articles : ARTICLES table, n rows.
    vectors : (n, dim) array, one row per article in the order of `articles`, or None.
    step : name of the caller, for the line that says how many articles were left out.

    Raises
    ------
    TableError
        If `articles` breaks its contract or `vectors` has another number of rows, or a value that is not finite.
    """
    table = check(articles, ARTICLES)
    english = (table["language"].isna() | table["language"].str.lower().str.startswith("en")).to_numpy(dtype=bool)
    if not english.all():
        log.info("%s: %d of %d articles are not English and were left out", step, (~english).sum(), len(table))
    rows = np.flatnonzero(english)
    rows = rows[content_order(table.iloc[rows])]
    chosen = table.iloc[rows].reset_index(drop=True)
    if vectors is None:
        return chosen, _embedded(chosen)
    given = np.asarray(vectors, dtype=np.float32)
    if given.ndim != 2 or len(given) != len(table):
        raise TableError(f"vectors: expected {len(table)} rows, one per article, found shape {given.shape}")
    if not np.isfinite(given).all():
        raise TableError("vectors: expected finite values, found NaN or infinity")
    return chosen, unit(given[rows])


def content_order(articles: pd.DataFrame) -> NDArray[np.int64]:
    """Return the positions of the rows in the order of a hash of what they say, so that no file order matters."""
    titles = articles["title"].fillna("")
    keys = [
        (hashlib.sha256(f"{title}\x1f{text}".encode("utf-8", "surrogatepass")).hexdigest(), article_id)
        for title, text, article_id in zip(titles, articles["text"], articles["article_id"], strict=True)
    ]
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)


def unit(vectors: NDArray[Any]) -> Vectors:
    """Return the rows scaled to length 1; rows of zeros stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def runs(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of several runs, one run after the other.

    Examples
    --------
    >>> runs(np.array([7, 2]), np.array([2, 3])).tolist()
    [7, 8, 2, 3, 4]
    """
    ends = np.cumsum(sizes)
    return np.asarray(np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - sizes), sizes))


def _embedded(articles: pd.DataFrame) -> Vectors:
    from newslab.text.embed import embed

    if not len(articles):
        return np.zeros((0, 1), dtype=np.float32)
    return unit(np.asarray(embed(embedding_texts(articles)), dtype=np.float32))
