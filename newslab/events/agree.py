"""Whether two statements of news tell one happening: what their days, doers, manner and words say beside their acts.

`same_event` learned from acts that somebody marked as news. Political news says the same verb of the same people on
another day, of another bill and of a wish; what tells these apart was learned from pairs of its statements
(`data/train/judged.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.learned import load_weights
from newslab.text.clauses import ACTS_OF_SAYING, SAYING

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from newslab.events.pairs import Acts

    Numbers = NDArray[np.float64]
    Rows = NDArray[np.int64]

DECISION: Final = "one_happening"
OF_ACTS: Final = (
    "lemma", "stem", "word", "here", "often_high", "common_low", "who_same", "who_differ", "whom_same", "whom_differ",
    "where_same", "where_differ", "any_same", "any_differ", "core_same", "core_differ", "people_same", "people_differ",
    "places_same", "places_differ", "counts_same", "counts_differ", "lemma_who_same", "lemma_who_differ",
    "lemma_whom_same", "lemma_whom_differ", "crossed", "above", "all", "denied", "verb_noun",
)  # fmt: skip
DATED: Final = ("stated", "relative")
OPEN: Final = ("planned", "possible")
_SAID: Final = SAYING | ACTS_OF_SAYING
_FAR: Final = 60  # days: further apart is as far


class Agreed:
    """What is known of statements, row by row, so that pairs of them are compared at once."""

    def __init__(self, acts: Acts, statements: pd.DataFrame, published: Sequence[float], words: Sequence[str]) -> None:
        """Read the statements of `acts`: their table, the day (a number, nan) and the words of each."""
        from newslab.text.embed import embed

        self.published = np.array(published, dtype=np.float64)
        self.vectors = embed(list(words), model="fast") if len(words) else np.zeros((0, 256), np.float32)
        basis = statements["day_basis"].to_numpy()
        known = statements["first_day"].notna().to_numpy()
        self.dated = np.isin(basis, DATED) & known
        self.first, self.last = (_numbers(statements[name], known) for name in ("first_day", "last_day"))
        self.known = known
        modality = statements["modality"].to_numpy()
        self.done = np.isin(modality, ("happened", "ongoing"))
        self.open = np.isin(modality, OPEN)
        self.modality = modality
        self.main = statements["main"].fillna(False).to_numpy(dtype=bool)
        self.title = statements["field"].to_numpy() == "title"
        self.said = np.array([act.lemma in _SAID for act in acts.acts], dtype=bool)
        self.of = [frozenset(act.other | act.whom) for act in acts.acts]
        self.length = np.log1p([len(one.split()) for one in words])

    def __call__(self, left: Rows, right: Rows, p: Numbers, of_acts: dict[str, Numbers]) -> dict[str, Numbers]:
        """Return the features of pairs, `p` the probability of `same_event` and `of_acts` what it compared."""
        near = np.einsum("ij,ij->i", self.vectors[left], self.vectors[right], dtype=np.float64)
        both = self.dated[left] & self.dated[right]
        apart = np.maximum(self.first[left], self.first[right]) - np.minimum(self.last[left], self.last[right])
        any_day = self.known[left] & self.known[right]
        gap = np.nan_to_num(np.abs(self.published[left] - self.published[right]), nan=3.0)
        said = self.said[left] & self.said[right]
        p = np.clip(p, 1e-4, 1 - 1e-4)
        found: dict[str, Any] = {name: of_acts[name] for name in OF_ACTS}
        found |= {
            "p": np.log(p / (1 - p)),
            "words": near,
            "words, far": np.maximum(0.0, near - 0.6),
            "same day": both & (apart <= 0),
            "next day": both & (apart == 1),
            "other day": both & (apart > 1),
            "days apart": any_day * np.log1p(np.clip(apart, 0, _FAR)),
            "day unknown": ~any_day,
            "published apart": np.log1p(np.minimum(gap, _FAR)),
            "published one day": gap == 0,
            "both done": self.done[left] & self.done[right],
            "one open": self.open[left] != self.open[right],
            "both open": self.open[left] & self.open[right],
            "one manner": self.modality[left] == self.modality[right],
            "both main": self.main[left] & self.main[right],
            "one title": self.title[left] | self.title[right],
            "both said": said,
            "both said, words": said * near,
            "both said, of another": said
            & np.array(
                [not (self.of[i] & self.of[j]) for i, j in zip(left.tolist(), right.tolist(), strict=True)], dtype=bool
            ),
            "lengths": np.abs(self.length[left] - self.length[right]),
            "shorter": np.minimum(self.length[left], self.length[right]),
        }
        return {name: np.asarray(values, dtype=np.float64) for name, values in found.items()}


def score_agreement(rows: dict[str, Numbers], *, weights: str | Path | None = None) -> Numbers:
    """Return the probability of pairs, by their features, that they tell one happening."""
    model = load_weights(DECISION, weights)
    n = len(next(iter(rows.values())))
    grid = np.stack([rows.get(name, np.zeros(n)) for name in model.features], axis=1)
    return model.probabilities(grid)[:, 1]


def _numbers(days: pd.Series[Any], known: NDArray[np.bool_]) -> Numbers:
    found = days.to_numpy().astype("datetime64[D]").astype(np.int64).astype(np.float64)
    return np.where(known, found, 0.0)
