"""An NLI model gives a second opinion on what was told, as a callable or from a folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from newslab.compare.nli import load_nli, score_contradictions
from newslab.errors import ModelError
from newslab.tables import CITATIONS, CONTRASTS, build, cite

A, B = "The ferry carried 56 boats.", "The ferry carried 65 boats."


def _told() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    contrasts = build([{"contrast_id": "c", "kind": "number"}, {"contrast_id": "d", "kind": "coverage"}], CONTRASTS)
    citations = build([cite("c", "x", A, 0, side="a"), cite("c", "y", B, 0, side="b")], CITATIONS)
    return contrasts, citations, pd.DataFrame({"article_id": ["x", "y"], "text": [A, B]})


def test_both_sentences_are_asked_about_in_both_directions() -> None:
    asked = []

    def model(pairs):
        asked.extend(pairs)
        return [0.8 if a == A else 0.6 for a, _ in pairs]

    found = score_contradictions(*_told(), model)
    assert asked == [(A, B), (B, A)]
    assert found[0] == pytest.approx(0.7)
    assert np.isnan(found[1])


def test_a_model_that_loses_pairs_is_named() -> None:
    with pytest.raises(ModelError, match="1 probabilities for 2 pairs"):
        score_contradictions(*_told(), lambda pairs: [0.5])


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.onnx"):
        load_nli(tmp_path)
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "config.json").write_text(json.dumps({"id2label": {"0": "positive"}}))
    with pytest.raises(ModelError, match="found positive"):
        load_nli(tmp_path)


@pytest.mark.parametrize(
    ("config", "named"),
    [("[]", "config"), ("[" * 50_000, "config"), ("\0", "config"), ('{"id2label": 5}', "config"), ('{"id2label": {"x": "contradiction"}}', "config"),
     ('{"id2label": {"0": "contradiction"}}', "model")],
)  # fmt: skip
def test_a_saved_model_that_holds_something_else_is_one_line(tmp_path: Path, config: str, named: str) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"no model")
    (tmp_path / "config.json").write_text(config, encoding="utf-8")
    with pytest.raises(ModelError, match=named) as told:
        load_nli(tmp_path)
    assert "\n" not in str(told.value)


def test_a_model_is_read_from_its_folder(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "56": 1, "65": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "config.json").write_text(json.dumps({"id2label": {"0": "neutral", "1": "CONTRADICTION"}}))
    make = onnx.helper
    table = make.make_tensor("t", onnx.TensorProto.FLOAT, [3, 2], [0.0, 0.0, 0.0, 1.0, 0.0, 1.0])
    nodes = [
        make.make_node("Gather", ["t", "input_ids"], ["g"]),
        make.make_node("ReduceSum", ["g", "axis"], ["logits"], keepdims=0),
    ]
    axis = make.make_tensor("axis", onnx.TensorProto.INT64, [1], [1])
    graph = make.make_graph(nodes, "tiny", [make.make_tensor_value_info("input_ids", onnx.TensorProto.INT64, [1, None])],
                            [make.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, [1, 2])], [table, axis])  # fmt: skip
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 13)], ir_version=8)
    (tmp_path / "model.onnx").write_bytes(model.SerializeToString())
    found = score_contradictions(*_told(), tmp_path)
    assert found[0] == pytest.approx(np.exp(2) / (1 + np.exp(2)), abs=1e-6)
    (tmp_path / "config.json").write_text(json.dumps({"id2label": {"7": "contradiction"}}))
    with pytest.raises(ModelError, match=r"labels of its config\.json"):
        score_contradictions(*_told(), tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match=r"tokenizer\.json: expected a tokenizer"):
        load_nli(tmp_path)
