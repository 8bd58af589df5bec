"""How likely two groups are one: one event, or one chain of events, by learned weights (`data/train`)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from newslab.errors import ModelError
from newslab.group.linkage import find_pairs, link_groups
from newslab.group.signals import COLUMNS, KINDS
from newslab.group.vectors import runs, unit
from newslab.learned import load_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from newslab.group.linkage import Pairs
    from newslab.group.signals import Signals
    from newslab.learned import Learned

# of two articles: cosines (that of the source, 1 or 0, above what two articles of the collection have by chance), and
# log(1 + days apart), without a limit and at most a week
FEATURES: Final = ("meaning", *KINDS, "late", "week")
# of two events: cosines of their articles, days apart, how often both name a weekday, as reports of acts do and columns
# do not, and how alike any two events of the collection are
CHAIN: Final = ("meaning", "names", "phrases", "late", "dated", "at_large")
UNKNOWN_APART: Final = 3  # days, where one of two is not known: a little later than the same day
FAR: Final = 1500  # days: further apart is as far
WEEK: Final = (
    7  # days: for "week", and for the parts of a thread: trials follow crimes by months: benchmarks/threads.md
)
DAYS: Final = 8  # days that stand for those of a large group; for up to so many articles they are all
LEAST_ALIKE: Final = 0.2  # cosine of meaning that two articles on one event have at least
AGAINST: Final = 5.0  # log-odds of one more pair, which is thought to speak against each two groups of events ...
TOLD: Final = 3  # ... beside those of their articles, of which an event counts so many: benchmarks/threads.md
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
    weights : name of a feature to its weight.
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
            If the decision is made by other features.
        """
        if learned.features != tuple(features) or len(learned.classes) != 2:
            raise ModelError(f"{learned.name}: expected two classes by {', '.join(features)}; train it again")
        slopes = learned.slope * learned.weights[0] / learned.scale
        constant = learned.slope * learned.intercept[0] + learned.shift[0] - slopes @ learned.mean
        weights = dict(zip(features, slopes.tolist(), strict=True))
        return cls(weights, float(constant))

    @property
    def kinds(self) -> NDArray[np.float64]:
        """The square roots of the weights of `KINDS`, by which terms are multiplied before their products are taken."""
        return np.asarray(np.sqrt(np.abs(self._kinds)))

    @property
    def against(self) -> NDArray[np.bool_]:
        """Which of `KINDS` speak against it, so that their products are subtracted."""
        return self._kinds < 0

    @property
    def _kinds(self) -> NDArray[np.float64]:
        return np.array([self.weights.get(name, 0.0) for name in KINDS])


def event_model(signals: Signals, weights: str | Path | None = None) -> Linear:
    """Return the decision "two articles are on one event" (`data/train/same_story.py`), of a folder of other
    weights.
    """
    return Linear.of(load_weights(f"same_story{signals.background.weights}", weights), FEATURES)


def chain_model(signals: Signals, weights: str | Path | None = None) -> Linear:
    """Return the decision "two events are of one chain" (`data/train/one_chain.py`), of a folder of other weights."""
    return Linear.of(load_weights(f"one_chain{signals.background.weights}", weights), CHAIN)


def alike_at_large(signals: Signals, event: NDArray[np.int64]) -> float:
    """Return how alike any two events of a collection are in meaning: the square of the mean over pairs, 0 to 1.

    Where all news is of one course of events even distant parts are alike; where it is of one subject they are not.
    """
    means = _shares(event) @ signals.distinct.astype(np.float64)
    n, total = len(means), means.sum(axis=0)
    return round(float(max(total @ total - (means**2).sum(), 0.0) / max(n * (n - 1), 1)) ** 2, 6)


def link_threads(threads: Threads, heads: NDArray[np.int64], cut: float) -> NDArray[np.int64]:
    """Join events to threads as `link_groups` does, then part from each the events that do not fit all its others.

    An event fits where its mean log-odds with the others is at least `cut`; the least fitting one goes first.
    """
    whole = link_groups(threads.copy(), heads, threads.pairs(), cut, keep=cut - AGAINST)
    alone = len(whole)
    for number in np.flatnonzero(np.bincount(whole) > 2).tolist():
        rows = np.flatnonzero(whole == number)
        one, other = np.triu_indices(len(rows), 1)
        alike = np.zeros((len(rows), len(rows)))
        alike[one, other] = threads.alike(rows[one], rows[other])
        alike += alike.T
        while len(rows) > 2:
            fits = alike.sum(axis=1) / (len(rows) - 1)
            worst = int(fits.round(6).argmin())
            if fits[worst] >= cut:
                break
            whole[rows[worst]], alone = alone, alone + 1
            rows, alike = np.delete(rows, worst), np.delete(np.delete(alike, worst, 0), worst, 1)
    return first_seen(whole)


def log_odds(p: float) -> float:
    """Return the logarithm of p to 1 - p; infinity for 1."""
    return math.inf if p >= 1 else math.log(p / (1 - p))


class Wholes:
    """Groups of rows that are told by sums: their log-odds are the mean over pairs of their rows.

    Parameters
    ----------
    meaning, terms : (n, dim) and (n, columns), whose products are the cosines of two rows, weighed but for meaning.
    days : (n,) day of each row, NaN where unknown.
    """

    far = FAR  # days: further apart is as far

    def __init__(
        self, meaning: NDArray[np.float32], terms: csr_array, days: NDArray[np.float64], model: Linear
    ) -> None:
        self._model, self._meaning, self._row_days = model, meaning.copy(), days
        self._terms = Sums(terms, model.against)
        self._days, self._known = self._when()

    def score(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the log-odds that two groups are one."""
        found = self._model.weights["meaning"] * _dots(self._meaning, left, right) + self._terms.dots(left, right)
        found = found / (self._terms.size[left] * self._terms.size[right]) + self._beside(left, right)
        return np.asarray(np.round(found, 6), dtype=np.float64)

    def join(self, kept: NDArray[np.int64], gone: NDArray[np.int64]) -> None:
        """Make each group `gone[i]` a part of the group `kept[i]`."""
        np.add.at(self._meaning, kept, self._meaning[gone])
        self._terms.join(kept, gone)
        self._days, self._known = self._when()

    def _beside(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return what is added to what meaning and terms tell."""
        return self._model.constant + self._model.weights["late"] * self._late(left, right, self.far)

    def _when(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return days that stand for those of each group, (n, DAYS), and the share of its rows that have one."""
        days, label = self._row_days, self._terms.label
        known = np.flatnonzero(~np.isnan(days))
        order = known[np.lexsort((days[known], label[known]))]
        counts = np.bincount(label[known], minlength=len(label))
        steps = np.floor((np.arange(DAYS) + 0.5) / DAYS * counts[:, None]).astype(np.int64)
        place = np.minimum((np.cumsum(counts) - counts)[:, None] + steps, max(len(order) - 1, 0))
        return days[order][place] if len(order) else np.zeros(place.shape), counts / np.maximum(self._terms.size, 1)

    def _late(self, left: NDArray[np.int64], right: NDArray[np.int64], far: int) -> NDArray[np.float64]:
        """Return the mean of log(1 + days apart, at most `far`) over the pairs of rows of two groups."""
        late = np.zeros(len(left))
        for at in range(0, len(left), CHUNK):
            part = slice(at, at + CHUNK)
            apart = np.abs(self._days[left[part]][:, :, None] - self._days[right[part]][:, None])
            late[part] = np.log1p(np.minimum(apart, far)).mean(axis=(1, 2))
        both = self._known[left] * self._known[right]
        return np.asarray(both * late + (1 - both) * np.log1p(UNKNOWN_APART))


class Events(Wholes):
    """Groups of articles, each held to be on one event."""

    def __init__(self, signals: Signals, model: Linear) -> None:
        super().__init__(signals.centred, signals.scaled(model.kinds), signals.days, model)
        self._by_chance = model.weights["source"] * signals.archive.one_source

    def _beside(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        week = self._model.weights["week"] * self._late(left, right, WEEK)
        return np.asarray(super()._beside(left, right) + week - self._by_chance, dtype=np.float64)

    @staticmethod
    def pairs(signals: Signals, rows: NDArray[np.int64] | None = None) -> Pairs:
        """Return the pairs of articles that may be on one event (see `find_pairs`)."""
        return find_pairs(signals.centred, (signals.days, signals.days), window=LONGEST, least=LEAST_ALIKE, rows=rows)


class Threads(Wholes):
    """Groups of events, each event the mean of its articles, each group held to be one chain of events.

    `at_large` is what `alike_at_large` gives for the whole collection. Of many pairs some are alike by chance, so each
    two groups are scored as if one more pair of their articles had `AGAINST` against it: two lone articles need most,
    two long threads hardly more than their mean.
    """

    far = WEEK

    def __init__(self, signals: Signals, event: NDArray[np.int64], model: Linear, at_large: float) -> None:
        from scipy import sparse

        mean = _shares(event)
        self._about = unit(mean @ signals.distinct)
        self._first, self._last = np.full(len(self._about), np.nan), np.full(len(self._about), np.nan)
        np.fmin.at(self._first, event, signals.days)
        np.fmax.at(self._last, event, signals.days)
        terms = sparse.csr_array(mean @ signals.scaled(model.kinds))
        super().__init__(mean @ signals.distinct, terms, (self._first + self._last) / 2, model)
        self._at_large = model.weights["at_large"] * at_large
        self._dated = mean @ signals.dated
        self._told = np.minimum(np.bincount(event, minlength=len(self._about)), TOLD).astype(np.float64)

    def __len__(self) -> int:
        return len(self._first)

    def copy(self) -> Threads:
        """Return the same groups, to be joined apart from these."""
        return deepcopy(self)

    def pairs(self) -> Pairs:
        """Return the pairs of events that may be parts of one thread (see `find_pairs`)."""
        return find_pairs(self._about, (self._first, self._last), window=SILENCE, least=LEAST_ABOUT)

    def score(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the log-odds that two groups are one, held against the pairs that are alike by chance."""
        return np.round(self.alike(left, right) - AGAINST / (self._told[left] * self._told[right]), 6)

    def alike(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the mean log-odds over the pairs of events of two groups."""
        return super().score(left, right)

    def join(self, kept: NDArray[np.int64], gone: NDArray[np.int64]) -> None:
        """Make each group `gone[i]` a part of the group `kept[i]`."""
        super().join(kept, gone)
        for sums in (self._dated, self._told):
            np.add.at(sums, kept, sums[gone])

    def _beside(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        mean = self._dated / np.maximum(self._terms.size, 1)
        beside = self._at_large + self._model.weights["dated"] * (mean[left] + mean[right])
        return np.asarray(super()._beside(left, right) + beside, dtype=np.float64)


class Sums:
    """Sums of sparse rows by group, never written out: only the products of two of them are asked for.

    Parameters
    ----------
    rows : (n, columns).
    against : which of `KINDS` the products are subtracted of.

    Attributes
    ----------
    label, size : (n,) group of each row, and number of rows of each group.
    """

    def __init__(self, rows: csr_array, against: NDArray[np.bool_]) -> None:
        n = rows.shape[0]
        self._rows, self._data = rows.indptr.astype(np.int64), rows.data
        used = np.zeros(rows.shape[1], dtype=bool)
        used[rows.indices] = True
        self._columns, self._width = (np.cumsum(used) - 1)[rows.indices], int(used.sum())
        self._sign = np.where(against[np.flatnonzero(used) // COLUMNS], np.float32(-1), np.float32(1))
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
        np.add.at(self._spread, mine, values * self._sign[columns])
        pair, columns, values = self._cells(others)
        products = self._spread[hub[pair] * self._width + columns] * values
        self._spread[mine] = 0
        return np.asarray(np.bincount(pair, weights=products, minlength=len(others)), dtype=np.float64)

    def _cells(self, groups: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Return place in `groups`, column and value of each cell of the rows of groups, one group after the other."""
        rows = self._order[runs(self._start[groups], self.size[groups])]
        cells = runs(self._rows[rows], self._rows[rows + 1] - self._rows[rows])
        return np.repeat(np.arange(len(groups)), self._filled[groups]), self._columns[cells], self._data[cells]


def first_seen(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the groups numbered in order of their first row.

    Examples
    --------
    >>> first_seen(np.array([7, 2, 7, 0])).tolist()
    [0, 1, 0, 2]
    """
    _, first, number = np.unique(groups, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[number], dtype=np.int64)


def _shares(event: NDArray[np.int64]) -> csr_array:
    """Return what takes the means of the rows of each event, (events, n)."""
    from scipy import sparse

    n = int(event.max(initial=-1)) + 1
    share = (1 / np.bincount(event, minlength=n))[event].astype(np.float32)
    return sparse.csr_array((share, (event, np.arange(len(event)))), shape=(n, len(event)))


def _dots(rows: NDArray[np.float32], left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the products of the rows `left[i]` and `right[i]`."""
    found = np.zeros(len(left))
    for at in range(0, len(left), CHUNK):
        part = slice(at, at + CHUNK)
        found[part] = np.einsum("ij,ij->i", rows[left[part]], rows[right[part]])
    return found
