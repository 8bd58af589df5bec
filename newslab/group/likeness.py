"""How likely two groups are one: one event, or one chain of events, by learned weights (`data/train`)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from newslab.errors import ModelError
from newslab.group.linkage import find_pairs
from newslab.group.signals import COLUMNS, KINDS, NEWS_AT_LARGE
from newslab.group.vectors import runs, unit
from newslab.learned import load_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from newslab.group.linkage import Pairs
    from newslab.group.signals import Signals
    from newslab.learned import Learned

FEATURES: Final = ("meaning", *KINDS, "late")  # of two articles: cosines, and log(1 + days apart)
# of two events: cosines of their articles, that of names for any two of the collection, and how many words both have
CHAIN: Final = ("meaning", "names", "names_at_large", "length")
UNKNOWN_APART: Final = 3  # days, where one of two is not known: a little later than the same day
FAR: Final = 1500  # days: further apart is as far
DAYS: Final = 8  # days that stand for those of a large group; for up to so many articles they are all
LEAST_ALIKE: Final = 0.2  # cosine of meaning that two articles on one event have at least
LONE: Final = 2.0  # log-odds that two lone events need more, the nearest of many pairs: benchmarks/threads.md
SINGLE: Final = 2.0  # and more still where each is one article, of which hardly any two are a chain: as there
FEWEST_WORDS: Final = 90  # different ones: nothing was learned from shorter texts
SILENCE: Final = 365  # days: no thread goes on after a longer one
LEAST_ABOUT: Final = 0.1  # cosine of two events that may be parts of one thread
LONGEST: Final = 1500  # days between two articles on one event
CHUNK: Final = 16384  # pairs that are scored at a time
HUBS: Final = 32  # sums that are spread out at a time ...
CELLS: Final = 1 << 18  # ... and about how many numbers they are multiplied with


@dataclass(frozen=True)
class Linear:
    """A learned decision as a sum of cosines and days, so that its mean over the pairs of two groups needs no pairs.

    Attributes
    ----------
    weights : name of a feature to its weight; those of cosines are not negative.
    constant : what is added.
    """

    weights: Mapping[str, float]
    constant: float

    @classmethod
    def of(cls, learned: Learned, features: Sequence[str]) -> Linear:
        """Take the weights apart from scaling and calibration.

        Raises
        ------
        ModelError
            If the decision is made by other features, or likeness speaks against it.
        """
        if learned.features != tuple(features) or len(learned.classes) != 2:
            raise ModelError(f"{learned.name}: expected two classes by {', '.join(features)}; train it again")
        slopes = learned.slope * learned.weights[0] / learned.scale
        constant = learned.slope * learned.intercept[0] + learned.shift[0] - slopes @ learned.mean
        weights = dict(zip(features, slopes.tolist(), strict=True))
        if any(weights[name] < 0 for name in ("meaning", *KINDS) if name in weights):
            raise ModelError(f"{learned.name}: a likeness has a negative weight, which groups cannot be summed by")
        return cls(weights, float(constant))

    @property
    def kinds(self) -> NDArray[np.float64]:
        """The square roots of the weights of `KINDS`, by which terms are multiplied before their products are taken."""
        return np.sqrt([self.weights.get(name, 0.0) for name in KINDS])


def event_model(signals: Signals, weights: str | Path | None = None) -> Linear:
    """Return the decision "two articles are on one event" (`data/train/same_story.py`), of a folder of other
    weights.
    """
    return Linear.of(load_weights(f"same_story{signals.background.weights}", weights), FEATURES)


def chain_model(signals: Signals, weights: str | Path | None = None) -> Linear:
    """Return the decision "two events are of one chain" (`data/train/one_chain.py`), of a folder of other weights."""
    return Linear.of(load_weights(f"one_chain{signals.background.weights}", weights), CHAIN)


def names_at_large(signals: Signals, event: NDArray[np.int64]) -> float:
    """Return how alike any two events of a collection are in names, as a mean over pairs, 0 to 1.

    Where all events are of one course they share its names; where they are of one subject they need not. It is told by
    how many events have each name, as if they had it once and all had as many.
    """
    start = KINDS.index("names") * COLUMNS
    cells = np.repeat(event, np.diff(signals.terms.indptr)) * COLUMNS + signals.terms.indices - start
    named = (signals.terms.indices >= start) & (signals.terms.indices < start + COLUMNS)
    column, spread = np.unique(np.unique(cells[named]) % COLUMNS, return_counts=True)
    articles = signals.archive.n + NEWS_AT_LARGE
    weight = np.log((1 + articles) / (1 + signals.archive.terms[start + column])) + 1
    squares = (spread * weight**2).sum()
    n = int(event.max(initial=-1)) + 1
    return round(float((((spread * weight) ** 2).sum() - squares) / max((n - 1) * squares, 1)), 6)


def lengths(signals: Signals) -> NDArray[np.float64]:
    """Return the logarithm of how many words each article has, (n,): short texts share fewer names."""
    terms = signals.terms
    row = np.repeat(np.arange(len(signals)), np.diff(terms.indptr))
    counted = np.bincount(row[terms.indices < COLUMNS], minlength=len(signals))
    return np.asarray(np.log1p(np.maximum(counted, FEWEST_WORDS)), dtype=np.float64)


def log_odds(p: float) -> float:
    """Return the logarithm of p to 1 - p; infinity for 1."""
    return math.inf if p >= 1 else math.log(p / (1 - p))


class Wholes:
    """Groups of rows that are told by sums: their log-odds are the mean over pairs of their rows."""

    def __init__(self, meaning: NDArray[np.float32], terms: csr_array, model: Linear) -> None:
        self._model, self._meaning, self._terms = model, meaning.copy(), Sums(terms)

    def score(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the log-odds that two groups are one."""
        found = self._model.weights["meaning"] * _dots(self._meaning, left, right) + self._terms.dots(left, right)
        found = found / (self._terms.size[left] * self._terms.size[right]) + self._beside(left, right)
        return np.asarray(np.round(found, 6), dtype=np.float64)

    def join(self, kept: NDArray[np.int64], gone: NDArray[np.int64]) -> None:
        """Make each group `gone[i]` a part of the group `kept[i]`."""
        np.add.at(self._meaning, kept, self._meaning[gone])
        self._terms.join(kept, gone)

    def _beside(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return what is added to what meaning and terms tell."""
        return np.full(len(left), self._model.constant)


class Events(Wholes):
    """Groups of articles, each held to be on one event."""

    def __init__(self, signals: Signals, model: Linear) -> None:
        super().__init__(signals.centred, signals.scaled(model.kinds), model)
        self._signals = signals
        self._days, self._known = self._when()

    @staticmethod
    def pairs(signals: Signals, rows: NDArray[np.int64] | None = None) -> Pairs:
        """Return the pairs of articles that may be on one event (see `find_pairs`)."""
        return find_pairs(signals.centred, (signals.days, signals.days), window=LONGEST, least=LEAST_ALIKE, rows=rows)

    def join(self, kept: NDArray[np.int64], gone: NDArray[np.int64]) -> None:
        """Make each group `gone[i]` a part of the group `kept[i]`."""
        super().join(kept, gone)
        self._days, self._known = self._when()

    def _beside(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        return self._model.constant + self._model.weights["late"] * self._late(left, right)

    def _when(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return days that stand for those of each group, (n, DAYS), and the share of its articles that have one."""
        days, label = self._signals.days, self._terms.label
        known = np.flatnonzero(~np.isnan(days))
        order = known[np.lexsort((days[known], label[known]))]
        counts = np.bincount(label[known], minlength=len(label))
        steps = np.floor((np.arange(DAYS) + 0.5) / DAYS * counts[:, None]).astype(np.int64)
        place = np.minimum((np.cumsum(counts) - counts)[:, None] + steps, max(len(order) - 1, 0))
        return days[order][place] if len(order) else np.zeros(place.shape), counts / np.maximum(self._terms.size, 1)

    def _late(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the mean of log(1 + days apart) over the pairs of articles of two groups."""
        late = np.zeros(len(left))
        for at in range(0, len(left), CHUNK):
            part = slice(at, at + CHUNK)
            apart = np.abs(self._days[left[part]][:, :, None] - self._days[right[part]][:, None])
            late[part] = np.log1p(np.minimum(apart, FAR)).mean(axis=(1, 2))
        both = self._known[left] * self._known[right]
        return np.asarray(both * late + (1 - both) * np.log1p(UNKNOWN_APART))


class Threads(Wholes):
    """Groups of events, each event the mean of its articles, each group held to be one chain of events.

    `at_large` is what `names_at_large` gives for the whole collection.
    """

    def __init__(self, signals: Signals, event: NDArray[np.int64], model: Linear, at_large: float) -> None:
        from scipy import sparse

        n = int(event.max(initial=-1)) + 1
        share = (1 / np.bincount(event, minlength=n))[event].astype(np.float32)
        mean = sparse.csr_array((share, (event, np.arange(len(event)))), shape=(n, len(event)))
        super().__init__(mean @ signals.centred, sparse.csr_array(mean @ signals.scaled(model.kinds)), model)
        self._at_large = model.weights["names_at_large"] * at_large
        self._length = mean @ lengths(signals)
        self._single = (np.bincount(event, minlength=n) == 1).astype(np.int64)
        self._about = unit(mean @ signals.distinct)
        self._first, self._last = np.full(n, np.nan), np.full(n, np.nan)
        np.fmin.at(self._first, event, signals.days)
        np.fmax.at(self._last, event, signals.days)

    def __len__(self) -> int:
        return len(self._first)

    def pairs(self) -> Pairs:
        """Return the pairs of events that may be parts of one thread (see `find_pairs`)."""
        return find_pairs(self._about, (self._first, self._last), window=SILENCE, least=LEAST_ABOUT)

    def join(self, kept: NDArray[np.int64], gone: NDArray[np.int64]) -> None:
        """Make each group `gone[i]` a part of the group `kept[i]`."""
        super().join(kept, gone)
        np.add.at(self._length, kept, self._length[gone])

    def _beside(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        mean = self._length / np.maximum(self._terms.size, 1)
        alone = (LONE + SINGLE * self._single[left] * self._single[right]) * (
            self._terms.size[left] + self._terms.size[right] == 2
        )
        beside = self._at_large - alone + self._model.weights["length"] * (mean[left] + mean[right])
        return np.asarray(self._model.constant + beside, dtype=np.float64)


class Sums:
    """Sums of sparse rows by group, never written out: only the products of two of them are asked for.

    Attributes
    ----------
    label, size : (n,) group of each row, and number of rows of each group.
    """

    def __init__(self, rows: csr_array) -> None:
        n = rows.shape[0]
        self._rows, self._data = rows.indptr.astype(np.int64), rows.data
        used = np.zeros(rows.shape[1], dtype=bool)
        used[rows.indices] = True
        self._columns, self._width = (np.cumsum(used) - 1)[rows.indices], int(used.sum())
        self.label, self.size = np.arange(n), np.ones(n, dtype=np.int64)
        self._filled = np.diff(self._rows)
        self._order, self._start = np.arange(n), np.arange(n)
        self._spread = np.zeros(HUBS * self._width, dtype=np.float32)

    def join(self, kept: NDArray[np.int64], gone: NDArray[np.int64]) -> None:
        """Make each group `gone[i]` a part of the group `kept[i]`."""
        into = np.arange(len(self.label))
        into[gone] = kept
        self.label = into[self.label]
        for counts in (self.size, self._filled):
            np.add.at(counts, kept, counts[gone])
            counts[gone] = 0
        self._order = np.argsort(self.label, kind="stable")
        self._start = np.cumsum(self.size) - self.size

    def dots(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the products of the sums of the groups `left[i]` and `right[i]`.

        The longer sum of a pair, its hub, is spread out once for all the groups that it is multiplied with.
        """
        found = np.zeros(len(left))
        if not len(left):
            return found
        longer = self._filled[left] >= self._filled[right]
        hub, other = np.where(longer, left, right), np.where(longer, right, left)
        order = np.lexsort((other, hub))
        hub, other = hub[order], other[order]
        hubs, start, counts = np.unique(hub, return_index=True, return_counts=True)
        cells = np.cumsum(self._filled[hubs] + np.add.reduceat(self._filled[other], start))
        block = (cells // CELLS) * len(hubs) + np.arange(len(hubs)) // HUBS
        cuts = np.flatnonzero(np.diff(block)) + 1
        for part in np.split(np.arange(len(hubs)), cuts):
            mine = slice(start[part[0]], start[part[-1]] + counts[part[-1]])
            found[order[mine]] = self._with(hubs[part], np.repeat(np.arange(len(part)), counts[part]), other[mine])
        return found

    def _with(self, hubs: NDArray[np.int64], hub: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the products of the sums of `hubs[hub[i]]` and `others[i]`."""
        place, columns, values = self._cells(hubs)
        mine = place * self._width + columns
        np.add.at(self._spread, mine, values)
        pair, columns, values = self._cells(others)
        products = self._spread[hub[pair] * self._width + columns] * values
        self._spread[mine] = 0
        return np.asarray(np.bincount(pair, weights=products, minlength=len(others)), dtype=np.float64)

    def _cells(self, groups: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Return place in `groups`, column and value of each cell of the rows of groups, one group after the other."""
        rows = self._order[runs(self._start[groups], self.size[groups])]
        cells = runs(self._rows[rows], self._rows[rows + 1] - self._rows[rows])
        return np.repeat(np.arange(len(groups)), self._filled[groups]), self._columns[cells], self._data[cells]


def _dots(rows: NDArray[np.float32], left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the products of the rows `left[i]` and `right[i]`."""
    found = np.zeros(len(left))
    for at in range(0, len(left), CHUNK):
        part = slice(at, at + CHUNK)
        found[part] = np.einsum("ij,ij->i", rows[left[part]], rows[right[part]])
    return found
