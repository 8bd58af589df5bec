"""Role, modality and day of judged sentences, by what `find_spans` gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from newslab.errors import ReadError
from newslab.evaluate.gold import read_lines, read_sets

Record = dict[str, Any]
FIVE: Final = ("news", "background", "quote", "opinion", "furniture")
_TELLING: Final = ("news", "background")
_AROUND: Final = ("caption", "furniture")
_NAMES: Final = ("role", "modality", "day_basis")


def read_gold(data: Path) -> tuple[pd.DataFrame, list[Record]]:
    """Read the judged sentences and their articles.

    Returns
    -------
    (articles, gold): an ARTICLES table whose ids are "set/article_id", and a record a sentence, whose `key` names its.

    Raises
    ------
    ReadError
        If the gold or a set of it is not there.
    """
    gold = read_lines(data / "gold" / "sentences.jsonl")
    sets = read_sets(data, (one["set"] for one in gold))
    gold = [one | {"key": f"{one['set']}/{one['article_id']}"} for one in gold]
    articles = pd.concat(
        [table.assign(article_id=f"{name}/" + table.article_id.astype(str)) for name, table in sets.items()],
        ignore_index=True,
    )
    articles = articles[articles.article_id.isin({one["key"] for one in gold})].reset_index(drop=True)
    missing = {one["key"] for one in gold} - set(articles.article_id)
    if missing:
        raise ReadError(f"{data}: {len(missing)} articles of the gold are not in their sets, first {min(missing)}")
    return articles, gold


def find_sentence(spans: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """Return which of the spans has most characters in common with [start, end)."""
    shared = [min(end, high) - max(start, low) for low, high in spans]
    return int(np.argmax(shared))
