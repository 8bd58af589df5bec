"""Fit the block classifier of `newslab.read.body` on pages with known texts, and measure it on pages it has not
seen.
"""

from __future__ import annotations

import difflib
import json
import logging
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from newslab.read.blocks import Block, Floats, build_features, find_blocks
from newslab.read.content import decode
from newslab.read.metadata import find_metadata
from newslab.read.pages import parse_html

log = logging.getLogger(__name__)

FOLDS: Final = 5
OPTIONS: Final = {"max_iter": 150, "learning_rate": 0.07, "max_leaf_nodes": 12, "l2_regularization": 2.0,
                  "min_samples_leaf": 40, "max_bins": 64, "random_state": 0}  # fmt: skip


def fit_blocks(pages: Sequence[tuple[str, bytes, str]], out: Path) -> dict[str, str]:
    """Fit the trees, write them as JSON and return the text of each page as found by trees fitted without it.

    Parameters
    ----------
    pages : n pages: a group (pages of one outlet fall into one fold), the page, its text.
    out : JSON file to write.

    Returns
    -------
    dict of the page's number, as text, to the text found on it out of fold.
    """
    from newslab.read.body import choose_blocks, join_blocks

    cut = [_cut(raw, gold) for _, raw, gold in pages]
    fold_of = assign_folds(group for group, _, _ in pages)
    folds = np.concatenate(
        [np.full(len(blocks), fold_of[group]) for (group, _, _), (blocks, *_) in zip(pages, cut, strict=True)]
    )
    features = np.vstack([one for _, one, _, _, _ in cut if len(one)])
    labels = np.concatenate([one for _, _, one, _, _ in cut]) > 0.5
    weights = np.concatenate([one for _, _, _, one, _ in cut])
    scores = score_out_of_fold(features, labels, weights, folds)
    ends = np.cumsum([len(blocks) for blocks, *_ in cut])[:-1]
    out.write_text(json.dumps(list_trees(fit_trees(features, labels, weights)), separators=(",", ":")), "ascii")
    return {
        str(number): join_blocks(choose_blocks(blocks, own, title))
        for number, ((blocks, *_, title), own) in enumerate(zip(cut, np.split(scores, ends), strict=True))
    }


def assign_folds(groups: Iterable[str]) -> dict[str, int]:
    """Return the fold of each group, the same on every run."""
    names = sorted(set(groups))
    mixed = np.random.RandomState(0).permutation(len(names))
    return {names[one]: place % FOLDS for place, one in enumerate(mixed)}


def _cut(raw: bytes, gold: str) -> tuple[list[Block], Floats, Floats, Floats, str]:
    root = parse_html(decode(raw))
    found = find_metadata(root)
    blocks = find_blocks(next(iter(root.iter("body")), root))
    if not blocks:
        return [], np.zeros((0, 0)), np.zeros(0), np.zeros(0), ""
    features = build_features(blocks, title=found.title, body=found.body, description=found.subtitle)
    sizes = np.array([min(len(block.text), 400) for block in blocks], dtype=float)
    weights = np.sqrt(sizes) * 30 / max(np.sqrt(len(gold)), 1.0)
    return blocks, features, _labels(blocks, gold), weights, found.title


def _labels(blocks: Sequence[Block], gold: str) -> Floats:
    """Align the words of the page with those of its text: the share of a block's words that are found in order."""
    words, owners = [], []
    for number, block in enumerate(blocks):
        own = re.findall(r"\w+", block.text)
        words += own
        owners += [number] * len(own)
    hits, totals = np.zeros(len(blocks)), np.zeros(len(blocks))
    np.add.at(totals, owners, 1)
    matcher = difflib.SequenceMatcher(None, words, re.findall(r"\w+", gold), autojunk=False)
    for match in matcher.get_matching_blocks():
        # Few words in a row are found by chance.
        np.add.at(
            hits, owners[match.a : match.a + match.size], 1.0 if match.size >= 4 else 0.5 if match.size > 1 else 0.2
        )
    share: Floats = hits / np.maximum(totals, 1)
    return share


def fit_trees(features: Floats, labels: Any, weights: Floats) -> Any:
    """Fit boosted trees."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(**OPTIONS).fit(features, labels, sample_weight=weights)


def score_out_of_fold(features: Floats, labels: Any, weights: Floats, folds: Any) -> Floats:
    """Score each row by trees fitted without its fold."""
    found = np.zeros(len(labels))
    for fold in range(FOLDS):
        seen = folds != fold
        model = fit_trees(features[seen], labels[seen], weights[seen])
        found[~seen] = model.predict_proba(features[~seen])[:, 1]
        log.info("fold %d of %d fitted", fold + 1, FOLDS)
    return found


def list_trees(model: Any) -> dict[str, Any]:
    """Lay the trees of a fitted model out as plain lists; a leaf points at itself."""
    lists: dict[str, Any] = {"feature": [], "threshold": [], "left": [], "right": [], "value": [], "roots": []}
    depth = 0
    for (tree,) in model._predictors:
        base = len(lists["feature"])
        lists["roots"].append(base)
        for place, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            lists["feature"].append(0 if leaf else int(node["feature_idx"]))
            lists["threshold"].append(0.0 if leaf else float(f"{node['num_threshold']:.9g}"))
            lists["left"].append(base + (place if leaf else int(node["left"])))
            lists["right"].append(base + (place if leaf else int(node["right"])))
            lists["value"].append(round(float(node["value"]), 7) if leaf else 0.0)
            depth = max(depth, int(node["depth"]))
    return {**lists, "depth": depth, "base": round(float(np.ravel(model._baseline_prediction)[0]), 7)}
