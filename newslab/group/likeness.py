"""How alike two groups are: as one event, and as parts of one thread; every signal weighed, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from newslab.group.linkage import find_pairs
from newslab.group.vectors import runs, unit

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from newslab.group.linkage import Pairs
    from newslab.group.signals import Signals

# All weights were chosen on the three sets of benchmarks/stories.md, each also without itself; wide ranges do as well.
SLOWNESS: Final = 0.025  # what one unit of log(1 + days apart) takes from a score
SAME_DAY: Final = 0.7  # log(1 + days) that neither adds nor takes
UNKNOWN_APART: Final = 3  # days, where one of two is not known: a little later than the same day
FAR: Final = 1500  # days: further apart is as far
MOST_WORDS: Final = 0.4  # TF-IDF cosine that few pairs exceed which meaning does not make candidates of already
DAYS: Final = 8  # days that stand for those of a large group; for up to so many articles they are all
HALF_LIFE: Final = 30  # days of silence after which two groups are half as likely one thread ...
LONG_TIE: Final = 0.1  # ... never less than this share
LONG: Final = 1000  # days that a thread may span until it must be twice as close
UNKNOWN_TIE: Final = 0.65  # where days are unknown
CENTROID: Final = 0.75  # 0: threads are held against each other event by event, 1: as two wholes
SILENCE: Final = 365  # days: no thread goes on after a longer one
LEAST_ABOUT: Final = 0.1  # cosine of two events that may be parts of one thread
LONGEST: Final = 1500  # days between two articles on one event
KEEP: Final = 0.4  # share of the cut below which two events are not looked at again: wholes are more alike than parts
CHUNK: Final = 16384  # pairs that are scored at a time
HUBS: Final = 32  # sums that are spread out at a time ...
CELLS: Final = 1 << 18  # ... and about how many numbers they are multiplied with
TINY: Final = 1e-9


class Events:
    """Groups of articles, each held to be on one event: the score of two is the mean over pairs of their articles."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._meaning = signals.centred.copy()
        self._words = Sums(signals.weighed_words)
        self._days, self._known = self._when()

    @staticmethod
    def pairs(signals: Signals, cut: float, *, window: int, rows: NDArray[np.int64] | None = None) -> Pairs:
        """Return the pairs of articles that may be on one event (see `find_pairs`)."""
        days, least = signals.days, Events.least(signals, cut)
        return find_pairs(signals.centred, (days, days), window=window, least=least, rows=rows)

    @staticmethod
    def least(signals: Signals, cut: float) -> float:
        """Return the cosine that two articles need to be on one event, however many words they share."""
        model = signals.background
        return (cut - SLOWNESS * SAME_DAY - model.words * (model.raised + MOST_WORDS)) / (1 - model.words)

    def score(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how likely two groups are on one event, about 0 to 1."""
        model = self._signals.background
        sizes = self._words.size[left] * self._words.size[right]
        found = (1 - model.words) * _dots(self._meaning, left, right) + model.words * self._words.dots(left, right)
        return np.asarray(np.round(found / sizes + model.words * model.raised - SLOWNESS * self._late(left, right), 6))

    def join(self, kept: NDArray[np.int64], gone: NDArray[np.int64]) -> None:
        """Make each group `gone[i]` a part of the group `kept[i]`."""
        np.add.at(self._meaning, kept, self._meaning[gone])
        self._words.join(kept, gone)
        self._days, self._known = self._when()

    def _when(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return days that stand for those of each group, (n, DAYS), and the share of its articles that have one."""
        days, label = self._signals.days, self._words.label
        known = np.flatnonzero(~np.isnan(days))
        order = known[np.lexsort((days[known], label[known]))]
        counts = np.bincount(label[known], minlength=len(label))
        steps = np.floor((np.arange(DAYS) + 0.5) / DAYS * counts[:, None]).astype(np.int64)
        place = np.minimum((np.cumsum(counts) - counts)[:, None] + steps, max(len(order) - 1, 0))
        return days[order][place] if len(order) else np.zeros(place.shape), counts / np.maximum(self._words.size, 1)

    def _late(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the mean of log(1 + days apart) over the pairs of articles of two groups, less that of a day."""
        late = np.zeros(len(left))
        for at in range(0, len(left), CHUNK):
            part = slice(at, at + CHUNK)
            apart = np.abs(self._days[left[part]][:, :, None] - self._days[right[part]][:, None])
            late[part] = np.log1p(np.minimum(apart, FAR)).mean(axis=(1, 2))
        both = self._known[left] * self._known[right]
        return np.asarray(both * late + (1 - both) * np.log1p(UNKNOWN_APART) - SAME_DAY)


class Threads:
    """Groups of events, each held to be parts of one thread: who, about what, when.

    A group is the sum of its events, each the mean of its articles.
    """

    def __init__(self, signals: Signals, event: NDArray[np.int64]) -> None:
        from scipy import sparse

        n = int(event.max(initial=-1)) + 1
        share = (1 / np.bincount(event, minlength=n))[event].astype(np.float32)
        mean = sparse.csr_array((share, (event, np.arange(len(event)))), shape=(n, len(event)))
        self._background = signals.background
        self._names, self._about = Sums(sparse.csr_array(mean @ signals.weighed_names)), mean @ signals.distinct
        self._first, self._last = np.full(n, np.nan), np.full(n, np.nan)
        np.fmin.at(self._first, event, signals.days)
        np.fmax.at(self._last, event, signals.days)
        self._lengths = np.zeros((2, n))
        self._measure(np.arange(n))

    def __len__(self) -> int:
        return len(self._first)

    def pairs(self, rows: NDArray[np.int64] | None = None) -> Pairs:
        """Return the pairs of events that may be parts of one thread (see `find_pairs`)."""
        return find_pairs(unit(self._about), (self._first, self._last), window=SILENCE, least=LEAST_ABOUT, rows=rows)

    def score(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how likely two groups are parts of one thread, 0 to about 1."""
        lengths = self._lengths[:, left] * self._lengths[:, right]
        who, about = self._names.dots(left, right) / lengths[0], _dots(self._about, left, right) / lengths[1]
        first, last = self._first, self._last
        gap = np.maximum(first[left] - last[right], first[right] - last[left])
        span = np.fmax(last[left], last[right]) - np.fmin(first[left], first[right])
        tie = LONG_TIE + (1 - LONG_TIE) / (1 + np.maximum(gap, 0) / HALF_LIFE)
        tie = np.where(np.isnan(gap), UNKNOWN_TIE, tie) / (1 + np.nan_to_num(span) / LONG)
        alike = np.sqrt(np.maximum(who, 0) * np.maximum(about, 0))
        return np.asarray(np.round(alike * tie * self._background.tie, 6), dtype=np.float64)

    def join(self, kept: NDArray[np.int64], gone: NDArray[np.int64]) -> None:
        """Make each group `gone[i]` a part of the group `kept[i]`."""
        np.add.at(self._about, kept, self._about[gone])
        np.fmin.at(self._first, kept, self._first[gone])
        np.fmax.at(self._last, kept, self._last[gone])
        self._names.join(kept, gone)
        self._measure(np.unique(kept))

    def _measure(self, rows: NDArray[np.int64]) -> None:
        """Note what a sum is divided by: its length, drawn towards the number of its events."""
        squares = self._names.dots(rows, rows), _dots(self._about, rows, rows)
        for side, square in enumerate(squares):
            length = np.maximum(square, TINY) ** (CENTROID / 2)
            self._lengths[side, rows] = length * self._names.size[rows] ** (1 - CENTROID)


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
