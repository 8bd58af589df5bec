"""MiniLM's weights written as ONNX graphs: int8 for processors of every kind, plain for those that multiply bf16."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

MAX_TOKENS: Final = 256  # what all-MiniLM-L6-v2 was trained to read
WIDTH: Final = 384
WEIGHT_LEVELS: Final = 63  # 7 bits: processors without VNNI add pairs of products in 16 bits, which 8 bits overflow
LOUD: Final = ((856,), (607,), (1004, 218), (358,), (637, 716), (830,))  # per layer the neurons of the published
# weights that say up to 24 where others say up to 5: they would take most of the 8 bits, benchmarks/embed.md
_HEADS, _LAYERS, _EPSILON = 12, 6, 1e-12


def build_graph(weights: Mapping[str, Vectors], *, int8: bool, words: int = 0) -> bytes:
    """Write MiniLM as an ONNX graph: token numbers (batch, length) to mean vectors (batch, 384).

    With `words` (and `int8`) it ends after so many layers and gives the vector of every token, (batch, length, 384).

    With `int8` texts are not padded, and products, attention and normalisation are onnxruntime's fused ones. Without,
    `held` (batch, length) is 1 where a token is and 0 where none is, all products are plain, and a mean is that of the
    padded length: only its direction counts.
    """
    from onnx import TensorProto, helper

    graph = _Graph(weights)
    inputs = [helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])]
    if int8:
        _int8_body(graph, words)
    else:
        inputs.append(helper.make_tensor_value_info("held", TensorProto.FLOAT, ["batch", "length"]))
        _plain_body(graph)
    shape: list[str | int | None] = ["batch", "length", WIDTH] if words else ["batch", WIDTH]
    out = helper.make_tensor_value_info("states" if words else "mean", TensorProto.FLOAT, shape)
    made = helper.make_graph(graph.nodes, "minilm", inputs, [out], graph.initializers)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=9, producer_name="newslab")
    return bytes(model.SerializeToString())


class _Graph:
    """Collects nodes and weights of one ONNX graph."""

    def __init__(self, weights: Mapping[str, Vectors]) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.initializers.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str | list[str], *, domain: str = "", **options: Any) -> str:
        from onnx import helper

        outputs = [output] if isinstance(output, str) else output
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **options))
        return outputs[0]

    def pair(self, name: str) -> tuple[Vectors, Vectors]:
        """Return weight and bias."""
        return self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]

    def three(self, layer: str) -> tuple[Vectors, Vectors]:
        """Return weight and bias of query, key and value, one below the other."""
        pairs = [self.pair(f"{layer}.attention.self.{part}") for part in ("query", "key", "value")]
        return np.concatenate([weight for weight, _ in pairs]), np.concatenate([bias for _, bias in pairs])

    def embedded(self) -> str:
        """Look up words and places, which are added."""
        words = self.constant("words", self.weights["embeddings.word_embeddings.weight"])
        kinds = self.weights["embeddings.token_type_embeddings.weight"]
        places = self.constant(
            "places", (self.weights["embeddings.position_embeddings.weight"] + kinds[0])[:MAX_TOKENS]
        )
        self.node("Gather", [words, "ids"], "token")
        self.node("Shape", ["ids"], "length", start=1, end=2)
        self.node("Slice", [places, self.constant("zero", np.zeros(1, np.int64)), "length"], "place")
        return self.node("Add", ["token", "place"], "placed")

    def norm(self, source: str, gamma: Vectors, beta: Vectors, name: str) -> str:
        pair = [self.constant(f"{name}.gamma", gamma), self.constant(f"{name}.beta", beta)]
        return self.node("LayerNormalization", [source, *pair], name, axis=-1, epsilon=_EPSILON)


# ----------------------------------------------------------------------------------------------------------------- int8


def _int8_body(graph: _Graph, words: int) -> None:
    state = graph.norm(graph.embedded(), *graph.pair("embeddings.LayerNorm"), "embedded")
    for place in range(words or _LAYERS):
        layer, name = f"encoder.layer.{place}", f"layer{place}"
        _int8_linear(graph, state, graph.three(layer), f"{name}.qkv")
        parts = [f"{name}.query", f"{name}.key", f"{name}.value"]
        graph.node("Split", [f"{name}.qkv"], parts, axis=2)
        graph.node("MultiHeadAttention", parts, f"{name}.attended", domain="com.microsoft", num_heads=_HEADS)
        mixed = _int8_linear(graph, f"{name}.attended", graph.pair(f"{layer}.attention.output.dense"), f"{name}.mixed")
        graph.node("Add", [mixed, state], f"{name}.sum")
        state = graph.norm(f"{name}.sum", *graph.pair(f"{layer}.attention.output.LayerNorm"), f"{name}.middle")
        narrow = _int8_feed_forward(graph, state, layer, place)
        graph.node("Add", [narrow, state], f"{name}.end")
        state = graph.norm(f"{name}.end", *graph.pair(f"{layer}.output.LayerNorm"), f"{name}.state")
    if words:
        graph.node("Identity", [state], "states")
    else:
        graph.node("ReduceMean", [state], "mean", axes=[1], keepdims=0)


def _int8_feed_forward(graph: _Graph, state: str, layer: str, place: int) -> str:
    """Write the two products in int8 without the loud neurons, and add these in full precision."""
    name, loud = f"layer{place}", list(LOUD[place])
    into, into_bias = (part.copy() for part in graph.pair(f"{layer}.intermediate.dense"))
    out, out_bias = (part.copy() for part in graph.pair(f"{layer}.output.dense"))
    few = _plain_linear(graph, state, (into[loud], into_bias[loud]), f"{name}.few")
    graph.node("Gelu", [few], f"{name}.few.gelu", domain="com.microsoft")
    graph.node("MatMul", [f"{name}.few.gelu", graph.constant(f"{name}.few.out", out[:, loud].T)], f"{name}.loud")
    into[loud], into_bias[loud], out[:, loud] = 0, 0, 0
    wide = _int8_linear(graph, state, (into, into_bias), f"{name}.wide")
    graph.node("Gelu", [wide], f"{name}.gelu", domain="com.microsoft")
    narrow = _int8_linear(graph, f"{name}.gelu", (out, out_bias), f"{name}.quiet")
    return graph.node("Add", [narrow, f"{name}.loud"], f"{name}.narrow")


def _int8_linear(graph: _Graph, source: str, pair: tuple[Vectors, Vectors], name: str) -> str:
    """Multiply by `weight.T`, in int8 with one scale per output column, and add `bias`."""
    matrix = np.ascontiguousarray(pair[0].T)
    scale = (np.abs(matrix).max(axis=0) / WEIGHT_LEVELS).astype(np.float32)
    scale[scale == 0] = 1
    inputs = [
        source,
        graph.constant(f"{name}.weight", np.rint(matrix / scale).astype(np.int8)),
        graph.constant(f"{name}.scale", scale),
        graph.constant(f"{name}.zero", np.zeros(len(scale), np.int8)),
        graph.constant(f"{name}.bias", pair[1]),
    ]
    return graph.node("DynamicQuantizeMatMul", inputs, name, domain="com.microsoft")


# ---------------------------------------------------------------------------------------------------------------- plain


def _plain_body(graph: _Graph) -> None:
    """Write the layers over all tokens of the batch as one matrix.

    Scale and shift of a normalisation are not applied to its rows but folded into the products that read them, and into
    the bias of the product they are added to: the same function in fewer passes over memory.
    """
    _plain_frame(graph)
    after = graph.pair("embeddings.LayerNorm")
    graph.node("Reshape", [graph.embedded(), graph.constant("rows", np.array([-1, WIDTH]))], "embedded.rows")
    state = _plain_norm(graph, "embedded.rows", "embedded")
    for place in range(_LAYERS):
        layer, name = f"encoder.layer.{place}", f"layer{place}"
        _attention(graph, state, _folded(graph.three(layer), after), name)
        dense = graph.pair(f"{layer}.attention.output.dense")
        state = _residual(graph, f"{name}.attended", dense, (state, after), f"{name}.middle")
        after = graph.pair(f"{layer}.attention.output.LayerNorm")
        wide = _plain_linear(graph, state, _folded(graph.pair(f"{layer}.intermediate.dense"), after), f"{name}.wide")
        graph.node("Gelu", [wide], f"{name}.gelu", domain="com.microsoft")
        state = _residual(graph, f"{name}.gelu", graph.pair(f"{layer}.output.dense"), (state, after), f"{name}.state")
        after = graph.pair(f"{layer}.output.LayerNorm")
    graph.node("Concat", ["shape", graph.constant("width", np.array([WIDTH]))], "shape.state", axis=0)
    graph.node("Reshape", [state, "shape.state"], "state")
    graph.node("Mul", ["state", "held.column"], "state.held")
    graph.node("ReduceMean", ["state.held"], "sum", axes=[1], keepdims=0)
    graph.node("ReduceMean", ["held"], "share", axes=[1], keepdims=1)
    graph.node("Mul", ["sum", graph.constant("last.gamma", after[0])], "scaled")
    graph.node("Mul", ["share", graph.constant("last.beta", after[1])], "shift")
    graph.node("Add", ["scaled", "shift"], "mean")


def _plain_frame(graph: _Graph) -> None:
    """Write what all layers share: the shape of the heads, and -1e9 for the scores of places that hold no token."""
    graph.node("Shape", ["ids"], "shape")
    heads = graph.constant("heads", np.array([3, _HEADS, WIDTH // _HEADS]))
    graph.node("Concat", ["shape", heads], "shape.heads", axis=0)
    graph.node("Sub", ["held", graph.constant("one", np.array(1, np.float32))], "lacking")
    graph.node("Mul", ["lacking", graph.constant("far", np.array(1e9, np.float32))], "hidden")
    graph.node("Unsqueeze", ["hidden", graph.constant("keys.axes", np.array([1, 2]))], "hidden.keys")
    graph.node("Unsqueeze", ["held", graph.constant("column.axes", np.array([2]))], "held.column")


def _folded(pair: tuple[Vectors, Vectors], after: tuple[Vectors, Vectors]) -> tuple[Vectors, Vectors]:
    """Return weight and bias of a product that reads rows before scale and shift as if they were scaled and shifted."""
    weight, bias = (part.astype(np.float64) for part in pair)
    return (weight * after[0]).astype(np.float32), (bias + weight @ after[1].astype(np.float64)).astype(np.float32)


def _plain_linear(graph: _Graph, source: str, pair: tuple[Vectors, Vectors], name: str) -> str:
    graph.node("MatMul", [source, graph.constant(f"{name}.weight", pair[0].T)], f"{name}.product")
    return graph.node("Add", [f"{name}.product", graph.constant(f"{name}.bias", pair[1])], name)


def _plain_norm(graph: _Graph, source: str, name: str) -> str:
    return graph.norm(source, np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32), name)


def _residual(
    graph: _Graph, source: str, pair: tuple[Vectors, Vectors], skip: tuple[str, tuple[Vectors, Vectors]], name: str
) -> str:
    """Multiply, add the rows from before with their scale and shift, and normalise."""
    state, (gamma, beta) = skip
    product = _plain_linear(graph, source, (pair[0], pair[1] + beta), f"{name}.product")
    graph.node("Mul", [state, graph.constant(f"{name}.skip.gamma", gamma)], f"{name}.skip")
    graph.node("Add", [product, f"{name}.skip"], f"{name}.sum")
    return _plain_norm(graph, f"{name}.sum", name)


def _attention(graph: _Graph, state: str, pair: tuple[Vectors, Vectors], name: str) -> None:
    scaled = np.ones(3 * WIDTH, np.float32)
    scaled[:WIDTH] = (WIDTH // _HEADS) ** -0.5
    out = _plain_linear(graph, state, (pair[0] * scaled[:, None], pair[1] * scaled), f"{name}.qkv")
    graph.node("Reshape", [out, "shape.heads"], f"{name}.apart")
    graph.node("Transpose", [f"{name}.apart"], f"{name}.three", perm=[2, 0, 3, 1, 4])
    parts = [f"{name}.query", f"{name}.key", f"{name}.value"]
    for place, part in enumerate(parts):
        graph.node("Gather", [f"{name}.three", graph.constant(f"{part}.place", np.array(place))], part, axis=0)
    graph.node("Transpose", [parts[1]], f"{name}.turned", perm=[0, 1, 3, 2])
    graph.node("MatMul", [parts[0], f"{name}.turned"], f"{name}.scores")
    graph.node("Add", [f"{name}.scores", "hidden.keys"], f"{name}.masked")
    graph.node("Softmax", [f"{name}.masked"], f"{name}.shares", axis=-1)
    graph.node("MatMul", [f"{name}.shares", parts[2]], f"{name}.mixed.heads")
    graph.node("Transpose", [f"{name}.mixed.heads"], f"{name}.beside", perm=[0, 2, 1, 3])
    graph.node("Reshape", [f"{name}.beside", "rows"], f"{name}.attended")
