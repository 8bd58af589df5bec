"""Relation of two numbers of two sources on judged pairs: is it one quantity, and told alike, rounded, changed or in
part.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from newslab.errors import ReadError
from newslab.evaluate import Evaluation
from newslab.events.quantities import RELATIONS, SAME, Quantity, decide, np_day, read_quantities, relate

JUDGED: Final = "number_pairs.jsonl"  # drawn: these give figures
LIKELY: Final = "number_pairs_likely.jsonl"  # chosen as likely one quantity with two values: these only teach
FIVE: Final = {"same_value": "same", "approx": "approx", "differ": "changed", "updated": "changed",
               "part_whole": "part"}  # fmt: skip
_NEAR: Final = 12  # characters by which a stored offset may be off, where an article was folded before


@dataclass(frozen=True)
class GoldPair:
    """A judged pair: its numbers as newslab reads them (None: it finds no number there), and the group that folds keep
    whole.
    """

    item: str
    set: str
    group: str
    a: Quantity | None
    b: Quantity | None
    relation: str
    unsure: bool
    words: tuple[str, str]


def evaluate(data: Path, *, against: bool = False, weights: Path | None = None) -> Evaluation:
    """Score the learned relation of two numbers.

    Parameters
    ----------
    data : folder that holds `gold`, `collections`, `stories` and `timelines`.
    against : also score the closeness of the two values alone.
    weights : folder of fold weights as `data/train/quantities.py --folds` writes them; None: the package's own weights,
        which saw these pairs.

    Returns
    -------
    Evaluation, a row for all pairs and one for those judged sure: `average_precision` of "same quantity", `macro_f1` of
    same, approx, changed, part and other, `calibration_error` and `brier_skill` of p_same (all 0 to 1, 1 is best but
    for the error). Predictions: item, relation, p_same.

    Raises
    ------
    ReadError
        If the gold or a text of it is not there.
    """
    pairs = read_pairs(Path(data), JUDGED)
    p = predict(pairs, weights)
    rows = [score(pairs, p, name) for name in ("all", "sure")]
    if against:
        rows += [score(pairs, _naive(pairs), name) | {"method": "closeness (reference)"} for name in ("all", "sure")]
    predictions = [{"item": one.item, "relation": relation, "p_same": round(float(row[:4].sum()), 4)}
                   for one, row, relation in zip(pairs, p, decide(p), strict=True)]  # fmt: skip
    return Evaluation("quantities", rows, predictions)


def read_pairs(data: Path, name: str) -> list[GoldPair]:
    """Read judged pairs and both numbers of each in its article."""
    lines = _lines(data / "gold" / name)
    articles = _Articles(data)
    return [
        GoldPair(one["item"], one["set"], articles.group(one["set"], one["a"]["article_id"]),
                 articles.quantity(one["set"], one["a"]), articles.quantity(one["set"], one["b"]), one["relation"],
                 bool(one["unsure"]), (one["of_a"], one["of_b"]))
        for one in lines
    ]  # fmt: skip


def predict(pairs: list[GoldPair], weights: Path | None = None) -> NDArray[np.float64]:
    """Return the probabilities of RELATIONS, shape (n, 6), each pair by weights that did not see its group."""
    p = np.zeros((len(pairs), len(RELATIONS)))
    p[:, -1] = 1.0
    folds = {} if weights is None else json.loads((weights / "same_quantity" / "folds.json").read_text("utf-8"))
    by_fold: dict[int | None, list[int]] = {}
    for at, one in enumerate(pairs):
        if one.a is not None and one.b is not None:
            by_fold.setdefault(folds.get(one.group), []).append(at)
    for fold, places in by_fold.items():
        folder = None if weights is None or fold is None else weights / "same_quantity" / str(fold)
        p[places] = relate([(pairs[at].a, pairs[at].b) for at in places], weights=folder)  # type: ignore[misc]
    return p


def score(pairs: list[GoldPair], p: NDArray[np.float64], name: str) -> dict[str, Any]:
    """Return one row of figures, of all pairs or of those judged sure."""
    from sklearn.metrics import average_precision_score, f1_score

    kept = [at for at, one in enumerate(pairs) if name == "all" or not one.unsure]
    same = np.array([pairs[at].relation in SAME for at in kept])
    p_same = p[kept, :4].sum(axis=1)
    five = [FIVE.get(pairs[at].relation, "other") for at in kept]
    relations = decide(p)
    said = [FIVE.get(relations[at], "other") for at in kept]
    return {
        "data": f"number_pairs, {name}", "method": "newslab", "n": len(kept), "n_same": int(same.sum()),
        "average_precision": round(float(average_precision_score(same, p_same)), 4),
        "macro_f1": round(float(f1_score(five, said, average="macro", zero_division=0)), 4),
        "calibration_error": round(_calibration_error(p_same, same), 4),
        "brier_skill": round(float(1 - ((p_same - same) ** 2).mean() / (same.mean() * (1 - same.mean()))), 4),
    }  # fmt: skip


def _calibration_error(p: NDArray[np.float64], right: NDArray[np.bool_], n_bins: int = 10) -> float:
    parts = [part for part in np.array_split(np.argsort(p, kind="stable"), n_bins) if len(part)]
    return float(sum(len(part) * abs(p[part].mean() - right[part].mean()) for part in parts) / max(1, len(p)))


def _naive(pairs: list[GoldPair]) -> NDArray[np.float64]:
    p = np.zeros((len(pairs), len(RELATIONS)))
    for row, one in zip(p, pairs, strict=True):
        if one.a is not None and one.b is not None and one.a.unit == one.b.unit:
            low, high = sorted((abs(one.a.value), abs(one.b.value)))
            row[0] = low / high if high else 1.0
    p[:, -1] = 1 - p[:, 0]
    return p


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            return [json.loads(line) for line in file]
    except (OSError, json.JSONDecodeError) as error:
        raise ReadError(f"{path}: no judged data to read ({error}); give the folder that holds gold/") from error


class _Articles:
    """The articles of the sets, their numbers read when first asked for."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._sets: dict[str, dict[str, list[dict[str, Any]]]] = {}
        self._read: dict[tuple[str, str, int], list[tuple[int, int, Quantity]]] = {}

    def of(self, name: str) -> dict[str, list[dict[str, Any]]]:
        """Return the articles of a set by their id; one id may be given twice."""
        if name not in self._sets:
            topic = name.removeprefix("t17_")
            tried = [self._data / "collections" / f"{name}.jsonl.gz", self._data / "stories" / f"{name}.jsonl",
                     self._data / "timelines" / "t17" / topic / "articles.jsonl.gz"]  # fmt: skip
            held: dict[str, list[dict[str, Any]]] = {}
            for one in _lines(next((path for path in tried if path.is_file()), tried[0])):
                held.setdefault(one["article_id"], []).append(one)
            self._sets[name] = held
        return self._sets[name]

    def group(self, name: str, article: str) -> str:
        """Return the story of an article, or its set where it has none; an article of two files is in one group."""
        one = self.of(name)[article][0]
        if "story" not in one:
            return name
        twin = self.of("news_cluster").get(article) if name == "gold_standard" else None
        return f"news_cluster {twin[0]['story']}" if twin else f"{name} {one['story']}"

    def quantity(self, name: str, side: dict[str, Any]) -> Quantity | None:
        """Return the number that newslab reads at the place of a side, or None."""
        twins = self.of(name)[side["article_id"]]
        at = next((n for n, one in enumerate(twins) if _stands(one["text"], side) is not None), 0)
        start = _stands(twins[at]["text"], side)
        key = (name, side["article_id"], at)
        if key not in self._read:
            self._read[key] = list(read_article(twins[at]))
        low = side["start"] if start is None else start
        high = low + side["end"] - side["start"]
        return next((one for first, last, one in self._read[key] if first < high and low < last), None)


def _stands(text: str, side: dict[str, Any]) -> int | None:
    start = text.find(side["value_text"], max(0, side["start"] - _NEAR))
    return start if 0 <= start <= side["start"] + _NEAR else None


def read_article(article: dict[str, Any]) -> Iterator[tuple[int, int, Quantity]]:
    """Read the numbers of one article of a set."""
    from newslab.text.dates import find_dates
    from newslab.text.numbers import find_numbers

    published = str(article.get("published") or "")[:10] or None
    times = find_dates(article["text"], published)
    taken = [(one["start"], one["end"]) for one in times if one["type"] != "DURATION"]
    yield from read_quantities(
        article["text"], find_numbers(article["text"], times=taken), day=np_day(published),
        title=str(article.get("title") or ""),
    )  # fmt: skip
