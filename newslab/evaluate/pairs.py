"""Pairs of headlines: whether the embedding ranks them by meaning as people do."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from newslab.errors import ReadError
from newslab.evaluate import Evaluation
from newslab.text.embed import embed
from newslab.text.embed_graph import Vectors
from newslab.text.embed_model import model_folder

_RESAMPLES = 1_000


def evaluate(data: Path, *, against: bool = False) -> Evaluation:
    """Score the embeddings on pairs of sentences that people scored for similarity.

    Parameters
    ----------
    data : a .tsv file (score, sentence, sentence) or a folder of them.
    against : also run sentence-transformers on the same model and texts, and give the ratio of speeds.

    Returns
    -------
    Evaluation: one row per file and model with `spearman` (rank correlation of cosine and score, -1 to 1, 1 is best),
    its 95 % bootstrap interval, n pairs and texts per second without the cache; predictions are the cosines.

    Raises
    ------
    ReadError
        If there is no such file, or a line has no score and two sentences.
    """
    rows: list[dict[str, Any]] = []
    predictions: list[dict[str, Any]] = []
    for path in _files(Path(data)):
        scores, left, right = _read(path)
        models = {"quality": _ours("quality"), "fast": _ours("fast")}
        if against:
            models["sentence-transformers"] = _reference()
        for name, model in models.items():
            row, cosines = _score(model, scores, left, right)
            rows.append({"data": path.name, "model": name} | row)
            predictions += [
                {"data": path.name, "model": name, "pair": i, "cosine": round(float(cosine), 6)}
                for i, cosine in enumerate(cosines)
            ]
    if against:
        _add_ratios(rows)
    return Evaluation("pairs", rows, predictions)


def _files(data: Path) -> list[Path]:
    if data.is_file():
        return [data]
    folder = data / "pairs" if (data / "pairs").is_dir() else data
    found = sorted(folder.glob("*.tsv"))
    if not found:
        raise ReadError(f"{data}: expected a .tsv file of score, sentence, sentence, or a folder of them; found none")
    return found


def _read(path: Path) -> tuple[Vectors, list[str], list[str]]:
    scores, left, right = [], [], []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            score, one, other = line.split("\t")[:3]
            scores.append(float(score))
        except ValueError as error:
            raise ReadError(f"{path}:{number}: expected score, sentence, sentence; found {line[:60]!r}") from error
        left.append(one)
        right.append(other)
    return np.array(scores, np.float32), left, right


def _ours(name: str) -> Callable[[list[str]], Vectors]:
    from newslab.text.embed_model import clean, load_model

    model = load_model(name)
    return lambda texts: model(clean(texts))  # past the cache: speed is measured


def _reference() -> Callable[[list[str]], Vectors]:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ReadError("--against needs sentence-transformers: pip install sentence-transformers") from error
    model = SentenceTransformer(str(model_folder()), local_files_only=True)
    return lambda texts: embed(texts, model)


def _score(
    model: Callable[[list[str]], Vectors], scores: Vectors, left: list[str], right: list[str]
) -> tuple[dict[str, Any], Vectors]:
    model(left[:2])  # loading is not timed
    start, start_cpu = time.perf_counter(), time.process_time()
    vectors = model([*left, *right])
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - start_cpu
    cosines = (vectors[: len(left)] * vectors[len(left) :]).sum(axis=1)
    low, high = _interval(cosines, scores)
    row = {
        "n": len(scores),
        "spearman": round(_spearman(cosines, scores), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "texts_per_second": round(2 * len(scores) / seconds, 1),
        "texts_per_cpu_second": round(2 * len(scores) / cpu_seconds, 1),
    }
    return row, cosines


def _spearman(one: Vectors, other: Vectors) -> float:
    from scipy.stats import spearmanr

    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(spearmanr(one, other).statistic)


def _interval(one: Vectors, other: Vectors) -> tuple[float, float]:
    random = np.random.default_rng(0)
    samples = (random.integers(0, len(one), len(one)) for _ in range(_RESAMPLES))
    values = [_spearman(one[sample], other[sample]) for sample in samples]
    low, high = np.nanpercentile(values, [2.5, 97.5]) if len(one) > 2 else (float("nan"), float("nan"))
    return float(low), float(high)


def _add_ratios(rows: list[dict[str, Any]]) -> None:
    """Add speeds against the reference; the one by processor time holds on a busy machine too."""
    for name, ratio in (("texts_per_second", "speed_ratio"), ("texts_per_cpu_second", "cpu_ratio")):
        reference = {row["data"]: row[name] for row in rows if row["model"] == "sentence-transformers"}
        for row in rows:
            row[ratio] = round(row[name] / reference[row["data"]], 2)
