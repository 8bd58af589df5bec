"""The signals of all articles of a stream, and where its events lie, kept so that a day costs a day's work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from newslab.group.signals import COLUMNS, KINDS, Archive, Signals
from newslab.group.vectors import runs

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array


class Column:
    """An array that rows are put behind at their own cost: where there is no room, room for a quarter more is made."""

    def __init__(self) -> None:
        self._held: NDArray[Any] = np.zeros(0)
        self._n = 0

    def __len__(self) -> int:
        return self._n

    @property
    def rows(self) -> NDArray[Any]:
        """All rows, as a view."""
        return self._held[: self._n]

    def put(self, new: NDArray[Any]) -> None:
        """Put rows behind the others."""
        end = self._n + len(new)
        if end > len(self._held):
            held = np.empty((max(end, self._n + self._n // 4), *new.shape[1:]), dtype=new.dtype)
            held[: self._n] = self.rows if self._n else 0
            self._held = held
        self._held[self._n : end] = new
        self._n = end


class Counts:
    """Sparse rows, put behind each other."""

    def __init__(self) -> None:
        self._ends, self._columns, self._values, self._width = Column(), Column(), Column(), 0
        self._ends.put(np.zeros(1, dtype=np.int64))

    def put(self, new: csr_array) -> None:
        """Put rows behind the others."""
        self._ends.put(new.indptr[1:].astype(np.int64) + self._ends.rows[-1])
        self._columns.put(new.indices.astype(np.int32))
        self._values.put(new.data)
        self._width = new.shape[1]

    def take(self, rows: NDArray[np.int64]) -> csr_array:
        """Return some of the rows."""
        from scipy import sparse

        starts = self._ends.rows[rows]
        sizes = self._ends.rows[rows + 1] - starts
        cells = runs(starts, sizes)
        parts = self._values.rows[cells], self._columns.rows[cells], np.concatenate([[0], np.cumsum(sizes)])
        return sparse.csr_array(parts, shape=(len(rows), self._width))


class Shelf:
    """The signals of all articles of a stream: a day's are put to them, and some are taken, at a day's cost."""

    def __init__(self) -> None:
        self._vectors, self._days = Column(), Column()
        self._terms = Counts()
        self._archive: Archive | None = None

    def put(self, new: Signals) -> None:
        """Put new articles behind the others."""
        found = Archive.of(new)
        self._archive = found if self._archive is None else self._archive.plus(found)
        self._vectors.put(new.vectors)
        self._days.put(new.days)
        self._terms.put(new.terms)

    def take(self, rows: NDArray[np.int64]) -> Signals:
        """Return the signals of rows, weighed as in the whole."""
        return Signals(self.vectors(rows), self._terms.take(rows), self.days[rows], self._archive)

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of rows."""
        return np.asarray(self._vectors.rows[rows])

    @property
    def days(self) -> NDArray[np.float64]:
        """The day of each row, NaN where unknown, (n,)."""
        return self._days.rows

    @property
    def common(self) -> NDArray[np.float32]:
        """What all news shares, (dim,), as the articles so far are read (see `Signals.distinct`)."""
        signals = self.take(np.zeros(0, dtype=np.int64))
        return signals.background.common(signals.archive.total, signals.archive.n)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the state as arrays."""
        if self._archive is None:
            return {}
        signals = self.take(np.arange(len(self.days)))
        return {"total": self._archive.total, **_arrays(signals)}

    @classmethod
    def of(cls, arrays: dict[str, NDArray[Any]]) -> Shelf:
        """Make a shelf of the arrays that `arrays` gave."""
        shelf = cls()
        signals = _signals(arrays)
        if signals is not None:
            shelf.put(signals)
            shelf._archive = replace(Archive.of(signals), total=arrays["total"])
        return shelf


class Centre(NamedTuple):
    """The mean vector of an event's articles, and its first and last day, NaN where unknown."""

    mean: NDArray[np.float32]
    first: float
    last: float


class Centres:
    """Where each event lies, kept from day to day."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._held: dict[str, Centre] = {}

    def renew(self, changed: Mapping[str, NDArray[np.int64]], events: Iterable[str]) -> None:
        """Find the centres of changed events anew, of their rows; forget all that are not in `events`."""
        for one in self._held.keys() - set(events):
            del self._held[one]
        ids = list(changed)
        sizes = np.array([len(changed[one]) for one in ids], dtype=np.int64)
        rows = np.concatenate([changed[one] for one in ids]) if ids else np.zeros(0, dtype=np.int64)
        vectors = self._shelf.vectors(rows) if len(rows) else np.zeros((0, 1), dtype=np.float32)
        for one, end, size in zip(ids, np.cumsum(sizes).tolist(), sizes.tolist(), strict=True):
            mine = slice(end - size, end)
            days = self._shelf.days[rows[mine]]
            self._held[one] = Centre(
                vectors[mine].mean(axis=0), float(np.fmin.reduce(days)), float(np.fmax.reduce(days))
            )

    def days(self, events: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the first and the last day of events."""
        found = np.array([self._held[one][1:] for one in events], dtype=np.float64).reshape(len(events), 2)
        return found[:, 0], found[:, 1]

    def means(self, events: Sequence[str], shared: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the means of events' vectors without what is shared, (n, dim), each about as its articles have it.

        For an event of one article it is what `unit` makes of it; of several, the mean of such.
        """
        if not events:
            return np.zeros((0, len(shared)), dtype=np.float32)
        mean = np.stack([self._held[one].mean for one in events])
        lengths = np.sqrt(np.maximum(1 - 2 * mean @ shared + shared @ shared, 1e-12))
        return np.asarray((mean - shared) / lengths[:, None], dtype=np.float32)


def _arrays(signals: Signals) -> dict[str, NDArray[Any]]:
    terms = signals.terms
    return {"vectors": signals.vectors, "days": signals.days, "terms.data": terms.data,
            "terms.indices": terms.indices.astype(np.int64), "terms.indptr": terms.indptr.astype(np.int64)}  # fmt: skip


def _signals(arrays: dict[str, NDArray[Any]]) -> Signals | None:
    from scipy import sparse

    if "vectors" not in arrays:
        return None
    parts = arrays["terms.data"], arrays["terms.indices"], arrays["terms.indptr"]
    terms = sparse.csr_array(parts, shape=(len(arrays["vectors"]), COLUMNS * len(KINDS)))
    return Signals(arrays["vectors"], terms, arrays["days"])
