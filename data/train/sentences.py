"""Train the role of a sentence, the modality of a clause and the grounds of its day.

    python -m data.train.sentences [--data ../shared/datasets] [--folds DIR] [--ablate]

Data: `gold/sentences.jsonl`, 300 sentences of `collections` and `stories`, one an article, judged by hand after
GUIDE_S.md; these alone are scored. Beside them `data/train/sentences.tsv`, ids and offsets of sentences of
`sources/many_sources.jsonl.gz` (Article-Bias-Prediction) that one reader, a language model, labelled after the same
guide: they teach in every fold and are in none of the gold's articles. Captions are rare, so some that their own words
give away teach too, with less weight. What a decision takes from the one before (the
role for the modality, both for the day) is taken out of fold here, too.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from data.train import fit
from newslab.evaluate.statements import find_sentence, read_gold
from newslab.read.files import read_articles
from newslab.text.day_basis import GROUNDS, Calendar
from newslab.text.modality import MODALITIES, Asserted, modality_features
from newslab.text.role import ROLES, Article, role_features
from newslab.text.sentences import find_sentences
from newslab.text.spans import article_jobs, read_field
from newslab.text.statements import assert_clauses

TAUGHT = Path(__file__).with_name("sentences.tsv")
NAMES = ("role", "modality", "day_basis")


@dataclass(frozen=True)
class Item:
    """One labelled sentence: what is decided of it, and what that is decided by."""

    group: str
    set: str
    gold: dict[str, Any]
    role_row: dict[str, float]
    asserted: Asserted | None
    calendar: Calendar


def read_items(data: Path) -> list[Item]:
    """Return the gold, in its order, then what only teaches."""
    articles, gold = read_gold(data)
    sources = read_articles(data / "sources" / "many_sources.jsonl.gz")[0]
    with TAUGHT.open(encoding="utf-8") as lines:
        taught = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    labels = gold + [
        one | {"start": int(one["start"]), "end": int(one["end"]), "set": "sources", "key": one["article_id"]}
        for one in taught
    ]
    tables = pd.concat(
        [articles, sources[sources.article_id.isin({one["article_id"] for one in taught})]], ignore_index=True
    )
    jobs = dict(zip(tables.article_id, article_jobs(tables), strict=True))
    return [_item(jobs[label["key"]], label) for label in labels]


def _item(job: dict[str, Any], label: dict[str, Any]) -> Item:
    field = read_field(job["text"], find_sentences(job["text"]), job["anchor"])
    at = find_sentence(field.parsed.sentences, label["start"], label["end"])
    role_row = role_features(field, Article(job["title"], job["desk"]))[at]
    one = next((one for one in assert_clauses(field, at) if one.clause.main), None)
    return Item(label["key"], label["set"], label, role_row, one, Calendar(field))


def train_all(
    items: Sequence[Item], write: Callable[[fit.Task, dict[str, Any]], None]
) -> Iterator[tuple[fit.Task, np.ndarray]]:
    """Train the three in order, each on what the ones before said out of fold; yield each task and its probabilities."""
    role = _task("role", ROLES, [one.role_row for one in items], [one.gold["role"] for one in items], items)
    p = _trained(role, write)
    yield role, p
    items = [
        _with(one, role=ROLES[line.argmax()], roles=dict(zip(ROLES, line, strict=True)))
        for one, line in zip(items, p, strict=True)
    ]
    rows = [modality_features(one.asserted, one.calendar.written) if one.asserted else {} for one in items]
    modality = _task("modality", MODALITIES, rows, [one.gold["modality"] for one in items], items)
    p = _trained(modality, write)
    yield modality, p
    lines = dict(zip(_known(MODALITIES, items, "modality"), p, strict=True))
    items = [
        _with(one, modality=MODALITIES[lines[at].argmax()], modalities=dict(zip(MODALITIES, lines[at], strict=True)))
        if at in lines
        else one
        for at, one in enumerate(items)
    ]
    rows = [one.calendar.features(one.asserted) if one.asserted else {} for one in items]
    grounds = [_ground(one.gold["basis"]) for one in items]
    basis = _task("day_basis", GROUNDS, rows, grounds, items)
    yield basis, _trained(basis, write)


def _with(item: Item, **decided: Any) -> Item:
    return replace(item, asserted=replace(item.asserted, **decided) if item.asserted else None)


def _known(classes: Sequence[str], items: Sequence[Item], name: str) -> list[int]:
    return [at for at, one in enumerate(items) if one.gold[name] in classes]


def _ground(basis: str) -> str:
    return "own" if basis in ("stated", "relative") else basis


def _task(
    name: str, classes: Sequence[str], rows: Sequence[dict[str, float]], labels: Sequence[str], items: Sequence[Item]
) -> fit.Task:
    known = [at for at, label in enumerate(labels) if label in classes]  # not those that were labelled for less
    features = sorted({key for at in known for key in rows[at]})
    x = np.array([[rows[at].get(key, 0.0) for key in features] for at in known])
    y = np.array([classes.index(labels[at]) for at in known])
    scored = np.array([items[at].set != "sources" for at in known])
    weight = np.array([float(items[at].gold.get("weight", 1)) for at in known])
    groups, sets = (np.array([getattr(items[at], key) for at in known]) for key in ("group", "set"))
    folds = fit.shared_folds(groups)
    return fit.Task(name, features, tuple(classes), x, y, groups, sets, weight, scored, folds)


def _trained(task: fit.Task, write: Callable[[fit.Task, dict[str, Any]], None]) -> np.ndarray:
    stored, p = fit.train(task)
    write(task, stored)
    return p


# What a feature is about: the first of these that matches it. Each is left out in turn by --ablate.
GROUPS: Final = {
    "article's means": r", article$|opinion desk|title asks",
    "neighbours": r", (before|after)$|^none (before|after)$",
    "role": r"^role ",
    "modality": r"^modality ",
    "times of the sentence": r"^(days ago|date$|own |lasting time|ahead$|past time$)",
    "times beside it": r"^(before|after) ",
    "quotation": r"quote",
    "words of pages": r"^(button|picture|author|page) ",
    "style of words": r"^(judging words|loaded words|adverbs|adjectives|compares|link word first|I outside|you outside)$",
    "shape": r"^(question|exclaimed|no stop|colon|in brackets|link|bullet|shouted|dash|capitals|names|figures|words|short)",
    "likeness": r"^(of (title|lead|before)|is title|begins alike)$",
    "place": r"^(place|first three|last three|line )",
    "subject": r"subject",
    "classes of verbs": r"^(verb|under|content) |^(usual|perhaps|none|now|judge|past time)\b",
    "tense and mood": r"",
}


def ablate(task: fit.Task, strength: float) -> None:
    """Print, averaged over three ways to fold, the figures of the scored rows without each group of features."""
    belongs = [next(name for name, pattern in GROUPS.items() if re.search(pattern, one)) for one in task.features]
    ways = [fit.shared_folds(np.char.add(task.groups, salt)) for salt in ("", "a", "b")]
    for left in (None, *sorted(set(belongs), key=belongs.index)):
        kept = [at for at, name in enumerate(belongs) if name != left]
        part = replace(task, features=[task.features[at] for at in kept], rows=task.rows[:, kept])
        found = []
        for fold in ways:
            sums, y = fit.out_of_fold(part, fold, strength)[task.scored], task.labels[task.scored]
            found.append(((sums.argmax(axis=1) == y).mean(), fit.log_loss(sums, y)))
        accuracy, loss = np.mean(found, axis=0)
        print(
            f"{task.name:10} without {left or 'nothing':22} {len(kept):4} accuracy {accuracy:.3f} log loss {loss:.3f}"
        )


def main() -> None:
    """Train, write the weights, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold")
    parser.add_argument("--ablate", action="store_true", help="print what each group of features costs when it goes")
    given = parser.parse_args()

    def write(task: fit.Task, stored: dict[str, Any]) -> None:
        figures = stored["figures"]
        fit.write(stored, fit.WEIGHTS / f"{task.name}.json")
        if given.folds:
            fit.write_folds(task, figures["strength"], given.folds, shifted=figures["shifted"])
        print(task.name, figures["out_of_fold"], {key: figures[key] for key in ("strength", "shifted", "n_rows")})
        if given.ablate:
            ablate(task, figures["strength"])

    for _ in train_all(read_items(given.data), write):
        pass


if __name__ == "__main__":
    main()
