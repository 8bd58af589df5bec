"""Contradictions on altered headline pairs: recall by kind, and how many equivalent or unrelated pairs are flagged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from newslab.errors import ReadError
from newslab.evaluate import Evaluation
from newslab.evaluate.contradiction import Verdict, find_contradiction

RESAMPLES = 1_000


def evaluate(data: Path, *, against: bool = False) -> Evaluation:
    """Score `find_contradiction` on pairs of sentences.

    Parameters
    ----------
    data : a folder that holds `altered.jsonl`, or such a file: id, a, b, kind, contradicts.
    against : also score a naive reference, which flags a pair that shares words but not its numbers.

    Returns
    -------
    Evaluation, a row for all pairs and one per kind: `n`, `flagged` (share judged a contradiction, 0 to 1) with its 95
    % bootstrap interval `low`, `high`. For the row "all", `recall` is over the pairs that contradict, `equivalents` and
    `unrelated` are the shares of harmless pairs flagged. Predictions: pair, verdict, reason.

    Raises
    ------
    ReadError
        If there is no such file, or a line of it is no pair.
    """
    pairs = read_pairs(Path(data))
    verdicts = [find_contradiction(pair["a"], pair["b"]) for pair in pairs]
    rows = score_flags(pairs, [is_flagged(verdict) for verdict in verdicts])
    if against:
        rows += score_flags(pairs, [_naive(pair) for pair in pairs], name="numbers differ (reference)")
    predictions = [
        {
            "pair": pair["id"],
            "verdict": verdict.verdict if verdict else "",
            "kind": verdict.kind if verdict else "",
            "reason": verdict.reason if verdict else "",
        }
        for pair, verdict in zip(pairs, verdicts, strict=True)
    ]
    return Evaluation("contrasts", rows, predictions)


def read_pairs(data: Path) -> list[dict[str, Any]]:
    """Read pairs from `altered.jsonl`."""
    path = data / "altered.jsonl" if data.is_dir() else data
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ReadError(f"{path}: no pairs to read; give the folder that holds altered.jsonl") from error
    pairs = []
    for number, line in enumerate(lines, start=1):
        try:
            pair = json.loads(line)
            pairs.append({name: pair[name] for name in ("id", "a", "b", "kind", "contradicts")})
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ReadError(f"{path}:{number}: expected a pair with id, a, b, kind, contradicts ({error})") from error
    return pairs


def is_flagged(verdict: Verdict | None) -> bool:
    """Tell whether a verdict is a contradiction."""
    return verdict is not None and verdict.verdict == "contradiction"


def score_flags(pairs: list[dict[str, Any]], flags: list[bool], *, name: str = "newslab") -> list[dict[str, Any]]:
    """Give shares of flagged pairs, for all pairs and per kind, with bootstrap intervals over pairs."""
    flagged = np.array(flags, dtype=bool)
    kinds = np.array([pair["kind"] for pair in pairs], dtype=object)
    contradict = np.array([bool(pair["contradicts"]) for pair in pairs], dtype=bool)
    rows = [
        {"data": "altered", "method": name, "kind": "all", "n": int(contradict.sum())}
        | _interval(flagged[contradict], "recall")
        | {"equivalents": _share(flagged[kinds == "none"]), "unrelated": _share(flagged[kinds == "unrelated"])}
    ]
    for kind in sorted(set(kinds)):
        part = flagged[kinds == kind]
        rows.append({"data": "altered", "method": name, "kind": kind, "n": len(part)} | _interval(part, "flagged"))
    return rows


def _interval(flagged: np.ndarray[Any, Any], figure: str) -> dict[str, float]:
    if not len(flagged):
        return {figure: float("nan"), "low": float("nan"), "high": float("nan")}
    draws = np.random.default_rng(0).integers(0, len(flagged), size=(RESAMPLES, len(flagged)))
    low, high = np.quantile(flagged[draws].mean(axis=1), [0.025, 0.975])
    return {figure: _share(flagged), "low": round(float(low), 4), "high": round(float(high), 4)}


def _share(flagged: np.ndarray[Any, Any]) -> float:
    return round(float(flagged.mean()), 4) if len(flagged) else float("nan")


def _naive(pair: dict[str, Any]) -> bool:
    """Flag two sentences that share a third of their words and whose digits differ."""
    sides = [pair[side].lower().split() for side in ("a", "b")]
    words = [{word.strip(".,:;'\"") for word in side} for side in sides]
    digits = [{word for word in side if any(char.isdigit() for char in word)} for side in words]
    shared = len(words[0] & words[1]) / max(min(len(words[0]), len(words[1])), 1)
    return shared >= 1 / 3 and bool(digits[0] - digits[1]) and bool(digits[1] - digits[0])
