"""Texts to sets of hashed word shingles, and the pairs of texts whose sets overlap.

Candidates come from the "mod p" sketch of Broder (1997): the shingles whose hash is divisible by `SAMPLE` stand for the
text. Unlike banded MinHash signatures the sketch also finds a short text inside a long one, and which pairs it gives
depends on the texts alone. Every pair is then measured on the full sets.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.text.normalise import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

WORDS_A_SHINGLE: Final = 5
SAMPLE: Final = 4  # one shingle in four: every copy of 60 words shares some 14, benchmarks/copies.md
CROWD: Final = 40  # a shingle in more texts than this is boilerplate or one much copied wire: neighbours are paired
_CJK: Final = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD: Final = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_BETWEEN: Final = bytes(i for i in range(128) if not (chr(i).isalnum() or chr(i) == "_"))
_CAPITALS: Final = bytes(range(ord("A"), ord("Z") + 1))
_PLAIN: Final = bytes.maketrans(_BETWEEN + _CAPITALS, b" " * len(_BETWEEN) + _CAPITALS.lower())
_MARKS: Final = np.isin(
    np.arange(256), [0x93, 0x94, 0x98, 0x99, 0x9C, 0x9D, 0xA6, 0xAF]
)  # last bytes of – — ‘ ’ “ ” … and
# the narrow space, whose first are E2 80: folded, they are spaces and ASCII punctuation
_MIX: Final = tuple(np.uint64(2 * int.from_bytes(hashlib.blake2b(bytes([k]), digest_size=7).digest(), "big") + 1)
                    for k in range(WORDS_A_SHINGLE))  # fmt: skip
_POWERS: Final = np.multiply.accumulate(np.full(4096, _MIX[0]))  # longer runs are no words: their powers repeat


class Shingler(dict[bytes, tuple[int, ...]]):
    """Turn texts into arrays of word hashes.

    Texts are cut at spaces and ASCII punctuation, where no word goes on. A run of ASCII letters is one word, and all
    of a text are hashed at once; any other run is folded and cut on its own, and what it says is kept between texts.
    """

    def words(self, text: str) -> Hashes:
        """Return one hash per word of the folded lower-case text, in order."""
        raw = text.encode("utf-8", "surrogatepass")
        codes = np.frombuffer(bytearray(raw.translate(_PLAIN)), np.uint8)
        if not raw.isascii():
            _blank_marks(codes)
        inside = np.zeros(len(codes) + 2, dtype=bool)
        inside[1:-1] = codes != ord(" ")
        edges = np.flatnonzero(inside[1:] != inside[:-1])
        starts, ends = edges[::2], edges[1::2]
        hashes = _hash_runs(codes[inside[1:-1]], ends - starts)
        if raw.isascii():
            return hashes
        foreign = np.unique(np.searchsorted(starts, np.flatnonzero(codes >= 128), side="right") - 1)
        runs = [self[raw[starts[i] : ends[i]]] for i in foreign.tolist()]
        counts, marked = np.ones(len(hashes), np.int64), np.zeros(len(hashes), dtype=bool)
        counts[foreign], marked[foreign] = [len(run) for run in runs], True
        hashes = np.repeat(hashes, counts)
        hashes[np.repeat(marked, counts)] = np.fromiter(chain.from_iterable(runs), np.uint64)
        return hashes

    def __missing__(self, run: bytes) -> tuple[int, ...]:
        folded = fold(run.decode("utf-8", "surrogatepass")).text.lower()
        hashes = self[run] = tuple(_hash(word) for word in _WORD.findall(folded))
        return hashes


def _blank_marks(codes: NDArray[np.uint8]) -> None:
    first = np.flatnonzero(codes[:-2] == 0xE2)
    first = first[(codes[first + 1] == 0x80) & _MARKS[codes[first + 2]]]
    for step in range(3):
        codes[first + step] = ord(" ")


def _hash(word: str) -> int:
    codes = np.frombuffer(word.encode("utf-8", "surrogatepass"), np.uint8)
    return int(_hash_runs(codes, np.array([len(codes)]))[0])


def _hash_runs(codes: NDArray[np.uint8], lengths: NDArray[Any]) -> Hashes:
    """Return a hash for each run of bytes, the runs standing one behind the other (a polynomial: Karp & Rabin 1987)."""
    if not len(lengths):
        return np.zeros(0, np.uint64)
    starts = np.cumsum(lengths) - lengths
    places = np.arange(len(codes)) - np.repeat(starts, lengths)
    sums = np.add.reduceat(_POWERS[places & (len(_POWERS) - 1)] * codes, starts)
    return _avalanche(sums) | np.uint64(1)


def shingle(words: Hashes) -> Hashes:
    """Return the sorted distinct hashes of all runs of five words (of the whole text if it has fewer)."""
    n = len(words) - WORDS_A_SHINGLE + 1
    if n < 1:
        return words[:0] if not len(words) else np.array([_whole(words)], dtype=np.uint64)
    mixed = words[:n] * _MIX[0]
    for k in range(1, WORDS_A_SHINGLE):
        mixed = mixed * _MIX[k] + words[k : n + k]
    mixed = np.sort(_avalanche(mixed))
    first = np.ones(len(mixed), dtype=bool)
    np.not_equal(mixed[1:], mixed[:-1], out=first[1:])
    distinct: Hashes = mixed[first]
    return distinct


def _whole(words: Hashes) -> int:
    return int.from_bytes(hashlib.blake2b(words.tobytes(), digest_size=8).digest(), "big")


def _avalanche(values: Hashes) -> Hashes:
    # the finaliser of SplitMix64 (Steele et al. 2014): low bits must be as good as high ones, since they choose
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Hashes = values ^ (values >> np.uint64(31))
    return mixed


def pair_up(sets: Sequence[Hashes], *, least: int = 2) -> Iterator[tuple[int, int]]:
    """Give the pairs (i, j), i < j, that share at least `least` sampled shingles, or one where either is short."""
    from scipy import sparse

    sketches = [one[one % np.uint64(SAMPLE) == 0] if len(one) > 8 * SAMPLE else one for one in sets]
    if not sketches or not sum(map(len, sketches)):
        return
    owner = np.repeat(np.arange(len(sketches)), [len(one) for one in sketches])
    flat = np.concatenate(sketches)
    order = np.lexsort((owner, flat))
    flat, owner = flat[order], owner[order]
    left, right = _neighbours(flat, owner)
    shape = (len(sets), len(sets))
    shared = sparse.coo_array((np.ones(len(left), dtype=np.int32), (left, right)), shape=shape).tocsr().tocoo()
    short = np.array([len(one) <= 8 * SAMPLE for one in sets])
    enough = (shared.data >= least) | short[shared.row] | short[shared.col]
    yield from zip(shared.row[enough].tolist(), shared.col[enough].tolist(), strict=True)


def _neighbours(flat: Hashes, owner: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    lefts, rights = [], []
    for step in range(1, min(CROWD, len(flat) - 1) + 1):
        equal = np.flatnonzero(flat[:-step] == flat[step:])
        if not len(equal):
            break
        lefts.append(owner[equal])
        rights.append(owner[equal + step])
    if not lefts:
        return owner[:0], owner[:0]
    return np.concatenate(lefts), np.concatenate(rights)


def overlap(a: Hashes, b: Hashes) -> tuple[float, float]:
    """Return Jaccard similarity and containment (share of the smaller set that lies in the larger), both 0 to 1."""
    if not len(a) or not len(b):
        return 0.0, 0.0
    both = np.sort(np.concatenate([a, b]))
    common = int(np.count_nonzero(both[1:] == both[:-1]))
    return common / (len(a) + len(b) - common), common / min(len(a), len(b))
