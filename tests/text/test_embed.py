"""Embeddings: a vector is its text's alone, kept on disk safely, and from the model that was promised."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time

import numpy as np
import pytest

from newslab.errors import ModelError, OptionError
from newslab.store import Kept, cache_folder
from newslab.text import embed_model
from newslab.text.embed import embed, find_model_id
from newslab.text.embed_graph import build_graph
from newslab.text.embed_model import load_model, load_tokenizer, token_ids, unit

TEXTS = [
    "Floods hit the coast overnight.",
    "The coast was flooded in the night.",
    "Shares in the steel maker rose by a tenth.",
    "Une phrase en français, avec des accents.",
    "회담이 열렸다",
    "word " * 600,
    "a",
]


@pytest.fixture
def fresh_cache(tmp_path, monkeypatch):
    """A vector cache of this test's own; the models themselves stay where they were made."""
    load_model("quality"), load_model("fast")
    monkeypatch.setenv("NEWSLAB_CACHE", str(tmp_path))
    return tmp_path


@contextlib.contextmanager
def base(model_id: str):
    """Open what a cache keeps of a model."""
    with contextlib.closing(
        sqlite3.connect(cache_folder("vectors") / f"{model_id}.sqlite", isolation_level=None)
    ) as kept:
        yield kept


@pytest.mark.parametrize("model", ["quality", "fast"])
def test_a_vector_depends_on_its_text_alone(model, fresh_cache):
    together = load_model(model)(TEXTS)
    backwards = load_model(model)(TEXTS[::-1])[::-1]
    alone = np.concatenate([load_model(model)([text]) for text in TEXTS])
    cached = embed(TEXTS, model), embed(TEXTS[2:] + TEXTS[:2], model)
    assert together.tobytes() == backwards.tobytes() == alone.tobytes() == cached[0].tobytes()
    assert cached[1][-2:].tobytes() == together[:2].tobytes()


@pytest.mark.parametrize(("model", "dim"), [("quality", 384), ("fast", 256)])
def test_vectors_are_unit_float32_and_near_for_like_meaning(model, dim, fresh_cache):
    vectors = embed(TEXTS, model)
    assert vectors.shape == (len(TEXTS), dim) and vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.allclose(lengths[:4], 1, atol=1e-5) and np.allclose(lengths[lengths > 0], 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.6 > 0.4 > vectors[0] @ vectors[2]
    assert embed([], model).shape == (0, dim)


RUNNERS = [
    "int8",
    pytest.param(
        "bf16", marks=pytest.mark.skipif(not embed_model.has_amx(), reason="no products of bf16 in tiles here")
    ),
]


@pytest.fixture(scope="module", params=RUNNERS)
def minilm(request):
    """MiniLM as it runs on a processor of either kind."""
    patch = pytest.MonkeyPatch()
    patch.setattr(embed_model, "has_amx", lambda: request.param == "bf16")
    yield embed_model.MiniLM()
    patch.undo()


def full_vectors(texts):
    """What the full model says of each text alone, without padding."""
    session, tokenizer = embed_model._session(build_graph(embed_model._weights(), int8=False)), load_tokenizer()
    rows = [np.array([token_ids(tokenizer, text)]) for text in texts]
    return unit(
        np.concatenate([session.run(None, {"ids": ids, "held": np.ones(ids.shape, np.float32)})[0] for ids in rows])
    )


def test_few_bits_keep_the_meaning_of_the_full_model(minilm):
    english, any_script = (0.994, 0.985) if "int8" in minilm.model_id else (0.9999, 0.9998)
    cosines = (full_vectors(TEXTS) * minilm(TEXTS)).sum(axis=1)
    assert cosines[:3].min() > english and cosines.min() > any_script


@pytest.mark.slow
def test_the_plain_graph_is_the_published_model():
    transformers = pytest.importorskip("sentence_transformers")
    full = transformers.SentenceTransformer(str(embed_model.model_folder()), device="cpu").encode(TEXTS)
    assert np.allclose(unit(full), full_vectors(TEXTS), atol=2e-5)


def test_the_vector_is_the_same_in_any_company(minilm):
    """Lengths from 3 to 256 tokens, so many of full length that blocks and single runs both occur."""
    draw = np.random.default_rng(1)
    words = np.array(["flood", "river", "coast", "bank", "mill", "town", "ferry", "vote", "unforeseeable"])
    lengths = [*range(1, 60, 3), 100, 239, 254, *[400] * 11]
    texts = [" ".join(words[draw.integers(len(words), size=n)]) for n in lengths]
    alone = np.concatenate([minilm([text]) for text in texts])
    order = draw.permutation(len(texts))
    assert minilm(texts).tobytes() == alone.tobytes()
    assert minilm([texts[i] for i in order]).tobytes() == alone[order].tobytes()


def test_blocks_hold_texts_of_like_length_each_once():
    ids = [[0] * n for n in (1, 16, 17, 256, 250, *[256] * 10)]
    blocks = list(embed_model._alike(ids, 16, 8))
    assert sorted(i for block in blocks for i in block) == list(range(len(ids)))
    assert [len(block) for block in blocks] == [8, 1, 1, 1, 1, 1, 2]
    assert all(len({-(-len(ids[i]) // 16) for i in block}) == 1 for block in blocks)
    assert [len(block) for block in embed_model._alike(ids, 1, 1)] == [1] * len(ids)


NO_REPORT = """
import sys
from newslab.text import embed_model
embed_model._openvino()
print(sorted(name for name in sys.modules if "telemetry" in name or name.startswith("openvino.tools")))
"""


@pytest.mark.skipif(not embed_model.has_amx(), reason="openvino is read on processors with AMX only")
def test_openvino_is_loaded_without_what_reports_to_its_makers():
    found = subprocess.run([sys.executable, "-c", NO_REPORT], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("word", ["river", "\x00", "a\x1cb", "e\u0301", "流れ", "n't", " \n "])
def test_reading_only_the_beginning_changes_no_token(word):
    tokenizer = load_tokenizer()
    for text in (f"{word} " * 700, f"\n{word}\n" * 299 + " flooded town" * 90, word, f"{word} " * 299 + "end"):
        assert token_ids(tokenizer, text) == tokenizer.encode(text).ids


def test_a_killed_run_keeps_what_it_had_and_a_damaged_row_is_made_again(fresh_cache):
    vectors = embed(TEXTS[:3], "fast")
    with base(load_model("fast").model_id) as kept:
        kept.execute("UPDATE kept SET value = zeroblob(1024) WHERE rowid = 1")
    assert embed(TEXTS[:3], "fast").tobytes() == vectors.tobytes()


@pytest.mark.parametrize("bytes_", [b"", b"not a database at all" * 100])
def test_a_broken_cache_file_costs_only_time(bytes_, fresh_cache):
    (fresh_cache / "vectors").mkdir()
    (fresh_cache / "vectors" / f"{load_model('fast').model_id}.sqlite").write_bytes(bytes_)
    first = embed(TEXTS, "fast")
    assert first.tobytes() == load_model("fast")(TEXTS).tobytes() == embed(TEXTS, "fast").tobytes()


def test_any_function_or_object_is_a_model():
    class Encoder:
        def encode(self, texts, show_progress_bar=False):
            return [[3.0, 4.0] for _ in texts]

    assert embed(["a", "b"], lambda texts: np.ones((len(texts), 4))).tolist() == [[0.5] * 4] * 2
    assert np.allclose(embed(["a"], Encoder()), [[0.6, 0.8]]) and embed([], Encoder()).shape == (0, 2)


def test_a_model_is_known_by_its_files_or_its_answers(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.safetensors").write_bytes(name.encode())
    one, two = find_model_id(tmp_path / "one"), find_model_id(str(tmp_path / "two"))
    assert one.startswith("one-") and two.startswith("two-") and one[4:] != two[4:]
    (tmp_path / "two").rename(tmp_path / "three")
    assert find_model_id(tmp_path / "three")[6:] == two[4:]
    even, odd = (lambda texts: np.ones((len(texts), 4))), (lambda texts: np.eye(len(texts), 4))
    assert find_model_id(even) == find_model_id(even) != find_model_id(odd)


@pytest.mark.parametrize("model", ["qualty", 3, "/no/such/folder"])
def test_an_unknown_model_is_named(model):
    with pytest.raises(OptionError, match="model: expected 'quality', 'fast'"):
        find_model_id(model)
    with pytest.raises(OptionError, match="model: expected 'quality', 'fast'"):
        embed(["a"], model)


@pytest.mark.parametrize("rows", [np.ones((3, 2)), np.ones(2), np.full((2, 2), np.nan)])
def test_a_model_that_gives_nonsense_is_told_so(rows):
    with pytest.raises(ModelError, match="model: expected"):
        embed(["a", "b"], lambda texts: rows)


def test_weights_that_are_not_the_promised_ones_are_refused(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(ModelError, match="SHA-256 expected"):
        embed_model._checked(tmp_path / "model.safetensors", embed_model.WEIGHTS_HASH)
    with pytest.raises(ModelError, match="missing"):
        embed_model._checked(tmp_path / "none", embed_model.WEIGHTS_HASH)


def test_a_damaged_made_file_is_made_again(fresh_cache):
    made = embed_model._made("thing.bin", lambda: b"good")
    path = fresh_cache / "models" / "thing.bin"
    path.write_bytes(b"bad!")
    assert embed_model._made("thing.bin", lambda: b"good") == made == (b"good", hashlib.sha256(b"good").hexdigest())
    assert path.read_bytes() == b"good"


def test_a_graph_that_was_exchanged_with_its_note_is_not_believed(fresh_cache, monkeypatch):
    good, bad = (hashlib.sha256(word).hexdigest() for word in (b"good", b"bad"))
    monkeypatch.setitem(embed_model.MADE, "graph.onnx", good)
    (fresh_cache / "models").mkdir()
    (fresh_cache / "models" / "graph.onnx").write_bytes(b"bad")
    (fresh_cache / "models" / "graph.onnx.json").write_text(json.dumps({"sha256": bad}))
    assert embed_model._made("graph.onnx", lambda: b"good") == (b"good", good)
    asked = []
    for _ in range(2):  # where other versions of packages make another file, none from the cache is believed
        assert embed_model._made("graph.onnx", lambda: asked.append(1) or b"other")[0] in (b"good", b"other")
        (fresh_cache / "models" / "graph.onnx").write_bytes(b"other")
    assert len(asked) == 1


def test_every_graph_that_is_made_has_its_hash_in_the_package(fresh_cache):
    words = {"words": embed_model.WORD_LAYERS}
    for name, how in (("int8", {}), ("plain", {"int8": False}), ("words", words)):
        made = embed_model.build_graph(embed_model._weights(), **{"int8": True, **how})
        pinned = embed_model.MADE[f"minilm-{name}-{embed_model.RECIPE}.onnx"]
        assert hashlib.sha256(made).hexdigest() == pinned, "raise RECIPE and write the new hashes down"


def test_vectors_cannot_be_exchanged_between_texts_or_models(fresh_cache):
    vectors = embed(TEXTS[:3], "fast")
    with base(load_model("fast").model_id) as kept:
        (one, blob, total), (other, *_) = kept.execute("SELECT key, value, sum FROM kept LIMIT 2").fetchall()
        kept.execute("UPDATE kept SET value = ?, sum = ? WHERE key = ?", (blob, total, other))
    assert embed(TEXTS[:3], "fast").tobytes() == vectors.tobytes()
    another = Kept("vectors", "another-model")
    assert another.read([one, other]) == {}
    another.write({one: vectors[0].tobytes()})
    (fresh_cache / "vectors" / "another-model.sqlite").replace(
        fresh_cache / "vectors" / f"{load_model('fast').model_id}.sqlite"
    )
    assert embed(TEXTS[:3], "fast").tobytes() == vectors.tobytes()


def test_odd_texts_have_vectors():
    vectors = embed(["", " \n", "\ud800", "\x00", "🙂", "x" * 100_000], "fast")
    assert np.isfinite(vectors).all() and len(vectors) == 6


def test_a_model_has_a_name_for_the_manifest():
    assert find_model_id("quality").startswith("minilm-bf16-" if embed_model.has_amx() else "minilm-int8-")


@pytest.mark.slow
def test_5000_texts_have_the_vectors_they_have_alone(fresh_cache):
    draw = np.random.default_rng(0)
    words = np.array(
        [
            "flood",
            "river",
            "coast",
            "bank",
            "rate",
            "rise",
            "mill",
            "town",
            "school",
            "bridge",
            "ferry",
            "vote",
            "court",
            "fire",
            "tax",
            "strike",
        ]
    )
    texts = [" ".join(words[draw.integers(len(words), size=draw.integers(1, 40))]) + f" {i}" for i in range(5000)]
    together = embed(texts, "quality")
    some = draw.permutation(5000)[:300]
    alone = np.concatenate([load_model("quality")([texts[i]]) for i in some])
    assert together[some].tobytes() == alone.tobytes()
    assert embed(texts[::-1], "quality")[::-1].tobytes() == together.tobytes()
    assert load_model("quality")(texts[::-1])[::-1].tobytes() == together.tobytes()


LONG_JOB = """
from newslab.text import embed, embed_model
import time
class Slow:
    model_id, dim = "slow-test", 4
    def __call__(self, texts):
        time.sleep(0.2)
        return embed_model.unit(embed.np.array([[len(text), 1, 2, int(text)] for text in texts], "f4"))
embed.load_model = lambda name: Slow()
embed.embed([str(i) for i in range(256 * 40)])
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_a_job_that_is_killed_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSLAB_CACHE", str(tmp_path))
    path = tmp_path / "vectors" / "slow-test.sqlite"
    job = subprocess.Popen([sys.executable, "-c", LONG_JOB], stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if path.is_file() and path.stat().st_size > 50_000:
                break
            time.sleep(0.05)
    finally:
        job.kill()
        job.wait()
    done: list[str] = []

    class Fresh:
        model_id, dim = "slow-test", 4

        def __call__(self, texts):
            done.extend(texts)
            return unit(np.array([[len(text), 1, 2, int(text)] for text in texts], np.float32))

    monkeypatch.setattr("newslab.text.embed.load_model", lambda name: Fresh())
    texts = [str(i) for i in range(256 * 40)]
    vectors = embed(texts)
    assert 0 < len(done) < len(texts)
    assert vectors.tobytes() == Fresh()(texts).tobytes()
