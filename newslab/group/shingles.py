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
_SPACES: Final = bytes.maketrans(_BETWEEN, b" " * len(_BETWEEN))
_MIX: Final = tuple(np.uint64(2 * int.from_bytes(hashlib.blake2b(bytes([k]), digest_size=7).digest(), "big") + 1)
                    for k in range(WORDS_A_SHINGLE))  # fmt: skip


class Shingler(dict[bytes, tuple[int, ...]]):
    """Turn texts into arrays of word hashes; what a run of letters says is kept between texts.

    Texts are cut at spaces and ASCII punctuation, where no word goes on, and each run is folded and hashed once.
    """

    def words(self, text: str) -> Hashes:
        """Return one hash per word of the folded lower-case text, in order."""
        runs = text.encode("utf-8", "surrogatepass").translate(_SPACES).split()
        return np.fromiter(chain.from_iterable(map(self.__getitem__, runs)), np.uint64)

    def __missing__(self, run: bytes) -> tuple[int, ...]:
        folded = fold(run.decode("utf-8", "surrogatepass")).text.lower()
        hashes = self[run] = tuple(_hash(word) for word in _WORD.findall(folded))
        return hashes


def _hash(word: str) -> int:
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") | 1


def shingle(words: Hashes) -> Hashes:
    """Return the sorted distinct hashes of all runs of five words (of the whole text if it has fewer)."""
    n = len(words) - WORDS_A_SHINGLE + 1
    if n < 1:
        return words[:0] if not len(words) else np.array([_whole(words)], dtype=np.uint64)
    mixed = words[:n] * _MIX[0]
    for k in range(1, WORDS_A_SHINGLE):
        mixed = mixed * _MIX[k] + words[k : n + k]
    return np.unique(_avalanche(mixed))


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
    common = len(np.intersect1d(a, b, assume_unique=True))
    return common / (len(a) + len(b) - common), common / min(len(a), len(b))
