"""Train `event_words` and `event_day` on what was judged of told events: `python -m data.train.wording DATASETS`.

`judged_wordings.jsonl` holds places and marks alone: statements by which events of read collections were told, judged by readers
who saw the words, the sentence and what stands around it, and no code. `whole`: "yes", "who" where a reader does not know who or
what is meant, "no" where something needed is cut off; `happening`: an act or occurrence that could be dated; `day`: `first_day` to `last_day`
is its day; `who`, `interest` (0 to 2) teach nothing here. Right is what is whole, in itself or given who is meant, a happening, and on its
day. The articles that were drawn from are drawn again. Folds are whole collections.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.metrics import average_precision_score

from data.train import fit
from data.train.judged import read_drawn, task_of
from newslab.events.acts import parse_place
from newslab.events.happening import DECISION as HAPPENING
from newslab.events.happening import happening_row
from newslab.events.told import Told, read_texts, read_told
from newslab.events.wording import DAY, WORDS, read_wording, wording_row
from newslab.learned import load_weights, read_weights
from newslab.text.spans import find_spans

JUDGED: Final = Path(__file__).with_name("judged_wordings.jsonl")
Record = dict[str, Any]


def read_rows(data: Path) -> tuple[list[Record], list[Record]]:
    """Return the judged rows that are read today, and what each is decided by."""
    judged = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    kept, rows = [], []
    for name in sorted({row["set"] for row in judged}):
        articles = read_drawn(data, name)
        mine = {row["article_id"] for row in judged if row["set"] == name}
        articles = articles[articles["article_id"].isin(mine)]
        texts = read_texts(articles)
        told = {
            (one.article, one.start, one.end): one
            for one in read_told(articles, find_spans(articles))
            if one.field == "text"
        }
        for row in judged:
            one = told.get((row["article_id"], row["start"], row["end"]))
            if row["set"] == name and one is not None:
                kept.append(row)
                rows.append(_features(one, texts, row))
    return kept, rows


def _features(one: Told, texts: dict[tuple[str, str], str], row: Record) -> Record:
    parsed = parse_place(texts, (one.article, one.field))
    happened = float(load_weights(HAPPENING).shares([happening_row(one, parsed)])[0, 1])
    days = [None if day is None else date.fromordinal(day).isoformat() for day in (one.first, one.last)]
    return wording_row(
        read_wording(one, parsed, texts[one.article, one.field]), happened, days != [row["first_day"], row["last_day"]]
    )


def _out_of_fold(task: fit.Task, rows: list[Record], sets: np.ndarray, strength: float) -> np.ndarray:
    """Return the probability of every row by weights that never saw its set, calibrated by the other sets."""
    p = np.ones(len(rows))
    for name in sorted(set(sets)):
        others = replace(task, rows=task.rows[task.sets != name], labels=task.labels[task.sets != name],
                         groups=task.groups[task.sets != name], sets=task.sets[task.sets != name])  # fmt: skip
        stored, _ = fit.train(others, n_folds=len(set(others.sets)), strengths=(strength,))
        model = read_weights(task.name, stored)
        p[sets == name] = model.shares([row for row, one in zip(rows, sets, strict=True) if one == name])[:, 1]
    return p


def main() -> None:
    """Train, print figures, write weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    asked = parser.parse_args()
    kept, rows = read_rows(asked.data)
    words = np.array([int(row["whole"] != "no" and row["happening"]) for row in kept])
    day = np.array([row["day"] for row in kept])
    sets = np.array([row["set"] for row in kept])
    p = np.ones(len(kept))
    for name, labels, teach in ((WORDS, words, np.ones(len(kept), bool)), (DAY, day, words == 1)):
        task = task_of(
            name, ("no", "yes"), [row for row, one in zip(rows, teach, strict=True) if one], labels[teach], sets[teach]
        )
        stored, _ = fit.train(task, n_folds=len(set(sets)))
        fit.write(stored, fit.WEIGHTS / f"{name}.json")
        print(name, json.dumps(stored["figures"]["out_of_fold"]))
        p *= _out_of_fold(task, rows, sets, stored["figures"]["strength"])
    right = (words * day).tolist()
    print(
        "both",
        json.dumps(
            {
                "average_precision": float(average_precision_score(right, p)),
                "calibration_error": fit.calibration_error(p, np.array(right) == 1),
            }
        ),
    )
    marks = {"words": words, "day": day,
             "all": right, "of interest": [row["interest"] > 0 for row in kept]}  # fmt: skip
    for cut in (0.0, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
        told = p >= cut
        named = [row["who"] for row, one in zip(kept, told, strict=True) if one and row["who"] is not None]
        shares = "  ".join(f"{name} {np.mean(np.array(mark)[told]):.3f}" for name, mark in marks.items())
        found = np.array(right)[told].sum() / sum(right)
        best = sum(row["interest"] == 2 for row, one in zip(kept, told, strict=True) if one) / sum(
            row["interest"] == 2 for row in kept
        )
        print(
            f"  {cut}: told {told.mean():.3f}  {shares}  who {np.mean(named):.3f}  found {found:.3f}  of interest 2 {best:.3f}"
        )


if __name__ == "__main__":
    main()
