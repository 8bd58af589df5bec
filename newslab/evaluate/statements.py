"""Role, modality and day of judged sentences, by what `find_spans` gives."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from newslab.errors import ReadError
from newslab.evaluate import Evaluation
from newslab.evaluate.gold import read_lines, read_sets

Record = dict[str, Any]
FIVE: Final = ("news", "background", "quote", "opinion", "furniture")
_TELLING: Final = ("news", "background")
_AROUND: Final = ("caption", "furniture")
_DECISIONS: Final = ("role", "modality", "day_basis")


def evaluate(data: Path, *, against: bool = False, weights: Path | None = None) -> Evaluation:
    """Score what `find_spans` says of judged sentences.

    Parameters
    ----------
    data : folder that holds `gold/sentences.jsonl`, `collections` and `stories`.
    against : also score one answer for all: news, happened, the day of publication.
    weights : folder of fold weights as `data/train/sentences.py --folds` writes them, so that each article is read by
        weights that never saw it; None: the package's own weights, which saw these sentences.

    Returns
    -------
    Evaluation, a row for the sentences judged sure and one for all: accuracy and macro F1 of role (news, background,
    quote, opinion, furniture) and of modality, the share of captions and furniture taken for news or background, the
    share whose day is right or rightly none, and whose basis is; for each, the error of calibration and the Brier
    skill of its `p` (role; a statement: modality and day both right). Predictions, one a sentence, are its main
    statement's.

    Raises
    ------
    ReadError
        If the gold or a set of it is not there, or the folds do not hold an article of the gold.
    """
    data = Path(data)
    articles, gold = read_gold(data)
    said = _said(articles, gold, weights)
    sure = [not one["unsure"] for one in gold]
    rows = []
    for name, chosen in (("sure", sure), ("all", [True] * len(gold))):
        pairs = [(one, other) for one, other, keep in zip(gold, said, chosen, strict=True) if keep]
        rows.append({"data": f"sentences, {name}"} | _figures(pairs))
        if against:
            naive = [(one, _naive(one, articles)) for one, _ in pairs]
            rows.append({"data": f"sentences, {name}, one answer for all"} | _figures(naive))
    return Evaluation("statements", rows, said)


def read_gold(data: Path) -> tuple[pd.DataFrame, list[Record]]:
    """Read the judged sentences and their articles.

    Returns
    -------
    (articles, gold): an ARTICLES table whose ids are "set/article_id", and a record a sentence, whose `key` is its.

    Raises
    ------
    ReadError
        If the gold or a set of it is not there.
    """
    gold = read_lines(data / "gold" / "sentences.jsonl")
    sets = read_sets(data, (one["set"] for one in gold))
    gold = [one | {"key": f"{one['set']}/{one['article_id']}"} for one in gold]
    articles = pd.concat(
        [table.assign(article_id=f"{name}/" + table.article_id.astype(str)) for name, table in sets.items()],
        ignore_index=True,
    )
    articles = articles[articles.article_id.isin({one["key"] for one in gold})].reset_index(drop=True)
    missing = {one["key"] for one in gold} - set(articles.article_id)
    if missing:
        raise ReadError(f"{data}: {len(missing)} articles of the gold are not in their sets, first {min(missing)}")
    return articles, gold


def find_sentence(spans: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """Return which of the spans has most characters in common with [start, end)."""
    return int(np.argmax([min(end, high) - max(start, low) for low, high in spans]))


# ------------------------------------------------------------------------------------------------------------- what is said


def _said(articles: pd.DataFrame, gold: Sequence[Record], weights: Path | None) -> list[Record]:
    from newslab.text.spans import find_spans

    found: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = {}
    for part, folder in _parts(articles, weights):
        spans = find_spans(part, weights=folder)
        statements = spans.statements[spans.statements.field == "text"]
        by_article = dict(list(statements.groupby("article_id")))
        for key, rows in spans.sentences.groupby("article_id"):
            found[str(key)] = rows, by_article.get(key, statements.iloc[:0])
    return [_answer(one, *found[one["key"]]) for one in gold]


def _parts(articles: pd.DataFrame, weights: Path | None) -> Iterator[tuple[pd.DataFrame, Path | None]]:
    """Yield articles with the weights that read them: of the fold that left them out."""
    if weights is None:
        yield articles, None
        return
    folds = [json.loads((weights / name / "folds.json").read_text("utf-8")) for name in _DECISIONS]
    fold = articles.article_id.map(folds[0])
    if any(not fold.equals(articles.article_id.map(one)) for one in folds):
        raise ReadError(f"{weights}: the folds of {', '.join(_DECISIONS)} differ; train them together")
    if fold.isna().any():
        raise ReadError(
            f"{weights}: no fold left out {articles.article_id[fold.isna()].iloc[0]}; train again with --folds"
        )
    for one in sorted(fold.unique()):
        with tempfile.TemporaryDirectory() as folder:
            for name in _DECISIONS:
                shutil.copy(weights / name / str(int(one)) / f"{name}.json", folder)
            yield articles[fold == one], Path(folder)


def _answer(one: Record, sentences: pd.DataFrame, statements: pd.DataFrame) -> Record:
    """Return the role of a sentence, and what its main statement says."""
    at = find_sentence(list(zip(sentences.start, sentences.end, strict=True)), one["start"], one["end"])
    sentence = sentences.iloc[at]
    inside = statements[statements.sentence_start == sentence.start]
    inside = inside[inside.main] if inside.main.any() else inside
    told = inside.iloc[0] if len(inside) else None
    days = [_iso(told[name]) if told is not None else None for name in ("first_day", "last_day")]
    return {
        "set": one["set"], "article_id": one["article_id"], "start": int(sentence.start), "end": int(sentence.end),
        "role": sentence.role, "modality": told.modality if told is not None else "none", "first_day": days[0],
        "last_day": days[1], "attributed": told.attributed_to if told is not None and pd.notna(told.attributed_to) else None,
        "basis": told.day_basis if told is not None else "unknown", "p_role": float(sentence.p),
        "p": float(told.p) if told is not None else 1.0,
    }  # fmt: skip


def _iso(day: Any) -> str | None:
    return None if pd.isna(day) else f"{day:%Y-%m-%d}"


def _naive(one: Record, articles: pd.DataFrame) -> Record:
    day = _iso(articles.set_index("article_id").published_day[one["key"]])
    return {"role": "news", "modality": "happened", "first_day": day, "last_day": day, "p_role": 0.5, "p": 0.5}


# ------------------------------------------------------------------------------------------------------------- figures


def _figures(pairs: Sequence[tuple[Record, Record]]) -> Record:
    from sklearn.metrics import f1_score

    roles, modalities = ([(one[name], other[name]) for one, other in pairs] for name in ("role", "modality"))
    around = [other for one, other in roles if one in _AROUND]
    right = [(one["first_day"], one["last_day"]) == (other["first_day"], other["last_day"]) for one, other in pairs]
    figures = {
        "role": _share(one == other for one, other in roles),
        "role_macro_f1": f1_score(*zip(*roles, strict=True), labels=list(FIVE), average="macro", zero_division=0),
        "around_as_news": _share(other in _TELLING for other in around),
        "n_around": len(around),
        "modality": _share(one == other for one, other in modalities),
        "modality_macro_f1": f1_score(*zip(*modalities, strict=True), average="macro", zero_division=0),
        "day": _share(right),
        "basis": _share(one.get("basis") == other.get("basis") for one, other in pairs),
    }
    role = [one == other for one, other in roles]
    both = [day and one == other for day, (one, other) in zip(right, modalities, strict=True)]
    for name, key, held in (("role", "p_role", role), ("statement", "p", both)):
        sure = [other[key] for _, other in pairs]
        figures[f"{name}_calibration_error"] = _calibration(sure, held)
        figures[f"{name}_brier_skill"] = _brier(sure, held)
    return {name: round(float(value), 4) if isinstance(value, float) else value for name, value in figures.items()} | {
        "n": len(pairs)
    }


def _share(held: Any) -> float:
    listed = list(held)
    return sum(listed) / len(listed) if listed else float("nan")


def _calibration(p: Sequence[float], right: Sequence[bool], n_bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal size (Naeini, Cooper & Hauskrecht 2015)."""
    order = np.argsort(p, kind="stable")
    parts = [part for part in np.array_split(order, n_bins) if len(part)]
    gaps = [len(part) * abs(np.mean(np.take(p, part)) - np.mean(np.take(right, part))) for part in parts]
    return float(sum(gaps) / max(1, len(order)))


def _brier(p: Sequence[float], right: Sequence[bool]) -> float:
    """Return by how much the squared error is below that of saying the mean of all, 1 is best (Brier 1950)."""
    held = np.asarray(right, dtype=float)
    return float(1 - ((np.asarray(p) - held) ** 2).mean() / max(1e-9, held.mean() * (1 - held.mean())))
