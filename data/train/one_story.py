"""Which articles of a collection are one story, as readers judged them, and how pure the stories are that are found.

`composed.jsonl`: readers composed a page of each of 234 stories that had been found, told whether it is a story or a mere
topic, and dropped strangers. `judged_threads.jsonl` (see `one_chain.py`): one reader put each article of ten collections
into a chain of events, and into an event of it. Both hold ids, places and labels alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import newslab as nl
from data.train.one_chain import UNSURE, read_judged
from newslab.evaluate.stories import weights_of
from newslab.evaluate.threads import read_collections
from newslab.group.vectors import embedding_texts

COMPOSED = Path(__file__).with_name("composed.jsonl")
COURSE = 0.5  # weight of a pair of two chains of one wider course
DISPUTED = 0.4  # weight of a pair of which the readers said two things: those of pages, who read all of it, decide
LARGEST = 15  # articles: what is larger is found in no collection but that of one long affair


def read_labels(name: str, ids: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return for each pair of articles of a collection 1 where they are one story, 0 where not, NaN where nobody told
    (two events of one chain), and how sure that is, both (n, n).
    """
    judged = read_judged()[name]
    told: list[dict[str, Any]] = [judged.get(one) or {"chain": one, "event": None, "course": "", "unsure": False}
                                  for one in ids]  # fmt: skip
    chain = _alike([one["chain"] for one in told])
    event = chain & _alike([one["event"] for one in told])
    course = _alike([one["course"] or one["chain"] for one in told])
    unsure = np.array([one["unsure"] for one in told])
    same = np.where(event, 1.0, np.where(chain, np.nan, 0.0))
    weight = np.where(unsure[:, None] | unsure[None], UNSURE, 1.0) * np.where(course & ~chain, COURSE, 1.0)
    at = {one: row for row, one in enumerate(ids)}
    for page in read_composed(name):
        for one, other in combinations(range(len(page["articles"])), 2):
            strange = {one, other} & set(page["strangers"])
            if len(strange) == 1 or (not strange and page["kind"] == "story"):
                label = float(not strange)
                place = at[page["articles"][one]], at[page["articles"][other]]
                sure = DISPUTED if same[place] == 1 - label else 1.0
                for mine in (place, place[::-1]):
                    same[mine], weight[mine] = label, sure
    return same, weight


def read_composed(name: str) -> list[dict[str, Any]]:
    """Read the pages that readers composed of stories of a collection."""
    rows = map(json.loads, COMPOSED.read_text("utf-8").splitlines())
    return [row for row in rows if row["set"] == name]


def tell_stories(data: Path, weights: Path | None, embedding: str = "quality") -> str:
    """Tell how many of the stories of two and more articles are of one chain, and join none who were judged apart."""
    found: list[tuple[int, bool, bool]] = []
    for name, articles in read_collections(data).items():
        vectors = nl.embed(embedding_texts(articles), model=embedding)
        stories, members = nl.link_stories(articles, vectors=vectors, weights=weights_of(weights, name))
        found += judge_stories(name, articles["article_id"].tolist(), stories, members)
    chain, clean = (np.mean([row[side] for row in found]) for side in (1, 2))
    held = sum(row[0] for row in found if row[2])
    return f"{len(found)}, one chain {chain:.3f}, none judged apart {clean:.3f} (with {held} articles)\n"


def judge_stories(
    name: str, ids: Sequence[str], stories: pd.DataFrame, members: pd.DataFrame
) -> list[tuple[int, bool, bool]]:
    """Return of each story of the lower level, of 2 to `LARGEST` articles, its size and both verdicts."""
    judged, (same, _) = read_judged()[name], read_labels(name, ids)
    at = {one: row for row, one in enumerate(ids)}
    parts = stories.loc[~stories["story_id"].isin(stories["parent_id"]), "story_id"]
    found = []
    for _, held in members[members["story_id"].isin(parts)].groupby("story_id")["article_id"]:
        if 2 <= len(held) <= LARGEST:
            rows = [at[one] for one in held]
            chains = Counter(judged[one]["chain"] if one in judged else one for one in held)
            found.append((len(held), len(chains) == 1, not (same[np.ix_(rows, rows)] == 0).any()))
    return found


def _alike(values: Sequence[object]) -> np.ndarray:
    number = pd.factorize(np.array([str(one) for one in values], dtype=object))[0]
    return np.asarray(number[:, None] == number[None])
