"""Train `weekday`: whether a weekday lies before the day of publication or after it: `python -m data.train.days DATASETS`.

`judged_days.jsonl` holds places and labels alone: weekdays of `collections/`, `sources/`, `stories/triplets.jsonl` and
`stories/news_cluster.jsonl`, judged one by one by a reader, a language model: back (before publication), planned (to come
when the text was written), later (over when the text was written: the text is later than its day), unknown (no day of
that week: "Super Tuesday"; not learned from). Drawn by gap, at most three an article, most of them four to six days off.
Folds are articles; each data set is left out whole once more.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from data.train import fit
from newslab.text.date_state import Reader, Weekday
from newslab.text.date_weekday import CLASSES_OF, DECISION, SURE, is_far, weekday_rows
from newslab.text.dates import read_all
from newslab.text.normalise import fold

JUDGED: Final = Path(__file__).with_name("judged_days.jsonl")
STORIES: Final = ("triplets", "news_cluster")
SOURCES: Final = "many_sources"


def read_texts(data: Path, names: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (set, article) of the data sets that were judged from."""
    for name in sorted(names):
        folder = "stories" if name in STORIES else "sources" if name == SOURCES else "collections"
        path = data / folder / f"{name}.jsonl{'' if name in STORIES else '.gz'}"
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for line in lines:
                yield name, json.loads(line)


def read_weekdays(data: Path) -> list[tuple[dict[str, Any], Reader, Weekday]]:
    """Return each judged weekday with what its text says."""
    judged: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for line in JUDGED.read_text("utf-8").splitlines():
        row = json.loads(line)
        judged.setdefault((row["set"], row["article_id"]), []).append(row)
    found = []
    for name, article in read_texts(data, {name for name, _ in judged}):
        rows = judged.get((name, article["article_id"]), [])
        if rows:
            text = fold(article["text"])
            _, reader = read_all(text.text, article["published"])
            placed = {text.span(one.at, one.at + 1)[0]: one for one in reader.weekdays} if reader else {}
            found += [(row, reader, placed[row["start"]]) for row in rows if reader and row["start"] in placed]
    return found


def weekday_task(data: Path) -> tuple[fit.Task, np.ndarray]:
    """Return the judged weekdays, and which of them grammar puts on the farther day."""
    told = [one for one in read_weekdays(data) if one[0]["label"] in CLASSES_OF]
    rows = [weekday_rows(reader, [weekday])[0] for _, reader, weekday in told]
    features = sorted({key for row in rows for key in row})
    grid = np.array([[row.get(key, 0.0) for key in features] for row in rows])
    labels = np.array([CLASSES_OF.index(row["label"]) for row, _, _ in told])
    groups, sets = (np.array([row[key] for row, _, _ in told]) for key in ("article_id", "set"))
    far = np.array([is_far(weekday) for _, _, weekday in told])
    now = np.array([weekday.shift < 0 for _, _, weekday in told])
    return fit.Task(DECISION, features, CLASSES_OF, grid, labels, groups, sets), far, now


def main() -> None:
    """Train, print figures, write weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    asked = parser.parse_args()
    task, far, now = weekday_task(asked.data)
    stored, p = fit.train(task)
    fit.write(stored, fit.WEIGHTS / f"{DECISION}.json")
    print(json.dumps(stored["figures"], indent=1))
    back = task.labels == 0
    for name, rows in (("far", far), ("near", ~far)):
        print(
            name,
            rows.sum(),
            "grammar right",
            (now == back)[rows].mean().round(3),
            "learned",
            ((p[:, 0] > 0.5) == back)[rows].mean().round(3),
        )
        for cut in (0.5, 0.55, 0.6, 0.65, 0.7, 0.8):
            sure = rows & ((p[:, 0] >= cut) | (p[:, 0] <= 1 - cut))
            print(f"  {cut}: told {sure.sum() / rows.sum():.3f} right {((p[:, 0] > 0.5) == back)[sure].mean():.3f}")
    said = (p[:, 2] > p[:, 1]) & (p[:, 0] < 1 - SURE)
    print(
        "later: precision", (task.labels[said] == 2).mean().round(3), "recall", said[task.labels == 2].mean().round(3)
    )
    order = np.argsort(-np.abs(np.asarray(stored["weights"])).max(axis=0))
    for at in order[:40]:
        print(f"  {task.features[at]:20}", np.asarray(stored["weights"])[:, at].round(2).tolist())


if __name__ == "__main__":
    main()
