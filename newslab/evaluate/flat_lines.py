"""Fit the line classifier of `newslab.read.segments` on flattened pages, and measure it on pages it has not seen."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from newslab.evaluate.page_blocks import assign_folds, fit_trees, list_trees, score_out_of_fold
from newslab.read.line_features import Floats, build_line_features
from newslab.read.lines import Line, find_lines
from newslab.read.segments import Segment, cut_by_rules, decide_lines

SHINGLE = 4  # words; a line is text if most of its runs of so many are


def fit_lines(pages: Sequence[tuple[str, str, str]], out: Path) -> list[str]:
    """Fit the trees, write them as JSON and return the text of each page as found by trees fitted without it.

    Parameters
    ----------
    pages : n pages: a group (pages of one outlet fall into one fold), the flattened page, its text.
    out : JSON file to write.
    """
    cut = [_described(page) for _, page, _ in pages]
    fold_of = assign_folds(group for group, _, _ in pages)
    folds = np.concatenate(
        [np.full(len(lines), fold_of[group]) for (group, _, _), (lines, _, _) in zip(pages, cut, strict=True)]
    )
    features = np.vstack([rows for lines, _, rows in cut if lines])
    labels = (
        np.concatenate([_labels(lines, gold) for (_, _, gold), (lines, _, _) in zip(pages, cut, strict=True)]) > 0.5
    )
    weights = np.concatenate([_weights(lines, gold) for (_, _, gold), (lines, _, _) in zip(pages, cut, strict=True)])
    scores = score_out_of_fold(features, labels, weights, folds)
    out.write_text(json.dumps(list_trees(fit_trees(features, labels, weights)), separators=(",", ":")), "ascii")
    ends = np.cumsum([len(lines) for lines, _, _ in cut])[:-1]
    return [_kept(lines, segments, own) for (lines, segments, _), own in zip(cut, np.split(scores, ends), strict=True)]


def _described(page: str) -> tuple[list[Line], list[Segment], Floats]:
    lines = find_lines(page)
    segments = cut_by_rules(lines, page) if lines else []
    rows = build_line_features(lines, [one.kind for one in segments]) if lines else np.zeros((0, 0))
    return lines, segments, rows


def _kept(lines: Sequence[Line], segments: Sequence[Segment], scores: Floats) -> str:
    decided = decide_lines(lines, segments, scores)
    return "\n".join(line.text for line, one in zip(lines, decided, strict=True) if one.kind == "body")


def _labels(lines: Sequence[Line], gold: str) -> Floats:
    """Tell of each line how much of it is in the text: the share of its runs of words; a short line must be one of its
    lines.
    """
    words = re.findall(r"\w+", gold)
    runs = {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
    whole = {" ".join(re.findall(r"\w+", line)) for line in gold.split("\n")}
    found = []
    for line in lines:
        own = re.findall(r"\w+", line.text)
        parts = [tuple(own[at : at + SHINGLE]) for at in range(len(own) - SHINGLE + 1)]
        found.append(
            float(" ".join(own) in whole) if len(own) <= SHINGLE else sum(part in runs for part in parts) / len(parts)
        )
    return np.array(found)


def _weights(lines: Sequence[Line], gold: str) -> Floats:
    sizes = np.array([min(len(line.text), 400) for line in lines], dtype=float)
    weights: Floats = np.sqrt(sizes) * 30 / max(np.sqrt(len(gold)), 1.0)
    return weights
