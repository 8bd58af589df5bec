"""The signals of all articles of a stream, and where its events lie, kept so that a day costs a day's work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from newslab.group.signals import Archive, Signals

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Shelf:
    """The signals of all articles, in blocks that double in size, so that a day's are put to them at a day's cost."""

    def __init__(self) -> None:
        self._blocks: list[Signals] = []
        self._archive: Archive | None = None
        self.days = np.zeros(0)

    def put(self, new: Signals) -> None:
        """Put new articles behind the others."""
        found = Archive.of(new)
        self._archive = found if self._archive is None else self._archive.plus(found)
        self.days = np.concatenate([self.days, new.days])
        self._blocks.append(new)
        while len(self._blocks) > 1 and len(self._blocks[-1]) * 2 > len(self._blocks[-2]):
            last = self._blocks.pop()
            self._blocks[-1] = self._blocks[-1].join(last)

    def take(self, rows: NDArray[np.int64]) -> Signals:
        """Return the signals of rows, weighed as in the whole."""
        parts, back = self._parts(rows)
        found = parts[0][0].take(parts[0][1])
        for block, held in parts[1:]:
            found = found.join(block.take(held))
        return found.take(back, self._archive)

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of rows."""
        parts, back = self._parts(rows)
        return np.asarray(np.concatenate([block.vectors[held] for block, held in parts])[back])

    def _parts(self, rows: NDArray[np.int64]) -> tuple[list[tuple[Signals, NDArray[np.int64]]], NDArray[np.int64]]:
        """Return the rows that each block has, and the order that puts them back into that of `rows`."""
        ends = np.cumsum([len(block) for block in self._blocks])
        block_of = np.searchsorted(ends, rows, side="right")
        parts = [(block, rows[block_of == n] - (ends[n] - len(block))) for n, block in enumerate(self._blocks)]
        return parts, np.argsort(np.argsort(block_of, kind="stable"), kind="stable")

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
    arrays: dict[str, NDArray[Any]] = {"vectors": signals.vectors, "days": signals.days}
    for name in ("words", "names"):
        counts = getattr(signals, name)
        arrays |= {f"{name}.data": counts.data, f"{name}.indices": counts.indices.astype(np.int64),
                   f"{name}.indptr": counts.indptr.astype(np.int64), f"{name}.columns": np.array([counts.shape[1]])}  # fmt: skip
    return arrays


def _signals(arrays: dict[str, NDArray[Any]]) -> Signals | None:
    from scipy import sparse

    if "vectors" not in arrays:
        return None
    n = len(arrays["vectors"])
    found = {}
    for name in ("words", "names"):
        parts = arrays[f"{name}.data"], arrays[f"{name}.indices"], arrays[f"{name}.indptr"]
        found[name] = sparse.csr_array(parts, shape=(n, int(arrays[f"{name}.columns"][0])))
    return Signals(arrays["vectors"], found["words"], found["names"], arrays["days"])
