"""Train which sentence a page tells next.

    python -m data.train.composed [--data ../shared/datasets] [--folds DIR]

Data: `composed.jsonl`, places alone: pages that eight readers of this project, language models, composed as editors of the
sentences of the stories of `judged_stories.jsonl`, in paragraphs, without having seen the code or what it chose. Every step
of a page is one choice among all sentences of the story that were not told yet, and its end (conditional logit, McFadden
1974). `placed.jsonl`: pages that were composed so (by weights that had not seen their stories), of which seven readers marked
every sentence that a reader of the page would mind (C out of context, R said again, T trifle, O own view, S overtaken). How much sentences matter and whether they can be told by themselves is given out of fold. Stories are never split.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from data.train import fit, judged_stories
from newslab.events import compose
from newslab.events.compose import Composer
from newslab.events.importance import Weight
from newslab.events.shared import Key, Sentence
from newslab.learned import read_weights
from newslab.text.embed import embed

COMPOSED = Path(__file__).with_name("composed.jsonl")
PLACED = Path(__file__).with_name("placed.jsonl")
AGAIN = 0.7  # likeness from which a sentence is counted as said again: one in twenty of readers' own
STRENGTH = 0.03  # of the inverse L2 penalty: of .003 to .1 the losses out of fold lie within .03


@dataclass(frozen=True)
class Page:
    """A composed page: the judged sentences of its story, how much each matters, and the rows of those it tells in order."""

    group: str
    lines: list[Sentence]
    whole: Sequence[Sentence]
    p: Mapping[Key, Weight]
    marks: Mapping[Key, str]
    vectors: np.ndarray
    heading: frozenset[str]
    n_articles: int
    order: list[int]

    def follows(self, row: int, other: int) -> bool:
        """Tell whether a sentence stands right behind another in its article."""
        one, before = self.lines[row], self.lines[other]
        return one.article == before.article and one.position == before.position + 1

    def composer(self) -> Composer:
        """Return an empty page of the story."""
        return Composer(self.lines, self.whole, self.p, self.vectors, self.heading, self.n_articles)


@dataclass(frozen=True)
class Choices:
    """Choices among rows: those of choice i begin at starts[i], and chosen[i] is the row that was taken."""

    names: list[str]
    rows: np.ndarray
    starts: np.ndarray
    chosen: np.ndarray


def read_pages(data: Path) -> list[Page]:
    """Read the composed pages, with what the other decisions say out of fold."""
    readable, views, p = out_of_fold(data)
    stories = {(story.set, story.name): story for story in judged_stories.read_stories(data)}
    found = []
    for row in map(json.loads, COMPOSED.read_text("utf-8").splitlines()):
        story = stories.get((row["set"], row["story"]))
        if story is None:
            continue
        marks = {one.key: mark for one, mark in story.marks()}
        known = {one.key: one for one in story.members.lines if one.key in marks}
        lines = [
            replace(known[key], readable=readable[row["set"], *key], view=views[row["set"], *key])
            for key in sorted(known)
        ]
        at = {line.key: place for place, line in enumerate(lines)}
        places = [(row["articles"][article], start) for part in row["page"] for article, start in part]
        order = list(dict.fromkeys(at[place] for place in places if place in at))
        heads = [row["articles"][one] for one in row["heads"] if row["articles"][one] in story.titles]
        heading = story.titles[heads[0]].bag if heads else frozenset()
        weights = {key: p[story.name, key] for key in marks}
        if order:
            vectors = embed([line.text for line in lines])
            group = f"{story.set} {story.name}"
            found.append(
                Page(group, lines, story.members.lines, weights, marks, vectors, heading, len(story.judged), order)
            )
    return found


Shares = dict[tuple[str, str, int], float]


def out_of_fold(data: Path) -> tuple[Shares, Shares, dict[tuple[str, Key], Weight]]:
    """Return of each judged sentence how surely it can be told by itself and is an own view, and how much it matters."""
    keys = judged_stories.sentence_keys(data)
    found = []
    for task in judged_stories.sentence_tasks(data):
        _, p = fit.train(task)
        found.append({key: float(line[1]) for key, line in zip(keys, p, strict=True)})
    stories = judged_stories.read_stories(data)
    _, p = fit.train(judged_stories.importance_task(stories))
    return found[0], found[1], judged_stories.out_of_fold(p, stories)


def read_choices(pages: Sequence[Page]) -> Choices:
    """Return every choice that the readers made."""
    grids, starts, chosen, at = [], [], [], 0
    names: list[str] = []
    for page in pages:
        composer = page.composer()
        for target in [*page.order, len(page.lines)]:
            names, grid = composer.features()
            left = np.ones(len(grid), bool)
            left[composer.told] = False
            grids.append(grid[left])
            starts.append(at)
            chosen.append(at + int(left[:target].sum()))
            at += int(left.sum())
            if target < len(page.lines):
                composer.tell(target)
    return Choices(names, np.concatenate(grids), np.array(starts), np.array(chosen))


def placed_task(pages: Sequence[Page]) -> fit.Task:
    """Return the sentences of composed pages, each in its place, as rows of features: whether a reader of the page minds it."""
    by_group = {page.group: page for page in pages}
    rows, labels, groups = [], [], []
    names: list[str] = []
    for judged in map(json.loads, PLACED.read_text("utf-8").splitlines()):
        page = by_group[f"{judged['set']} {judged['story']}"]
        at = {line.key: row for row, line in enumerate(page.lines)}
        composer = page.composer()
        for article, start, fault in judged["sentences"]:
            names, grid = composer.features()
            row = at[judged["articles"][article], start]
            rows.append(grid[row])
            labels.append(int(not fault))
            groups.append(page.group)
            composer.tell(row)
    used = [at for at, name in enumerate(names) if not name.startswith(("end", "first: "))]
    groups_ = np.array(groups)
    return fit.Task(
        "placed", [names[at] for at in used], ("minded", "well"), np.stack(rows)[:, used], np.array(labels), groups_,
        np.array([group.split()[0] for group in groups]), folds=fit.shared_folds(groups_),
    )  # fmt: skip


def train(choices: Choices, strength: float = STRENGTH) -> dict[str, Any]:
    """Fit a conditional logit; a stored dict as `read_weights` takes it."""
    mean, scale = choices.rows.mean(axis=0), choices.rows.std(axis=0)
    scale[scale < 1e-9] = 1.0
    rows = (choices.rows - mean) / scale
    sizes = np.diff([*choices.starts, len(rows)])
    owner = np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sums = rows @ weights
        top = np.maximum.reduceat(sums, choices.starts)
        powers = np.exp(sums - top[owner])
        whole = np.add.reduceat(powers, choices.starts)
        value = float((top + np.log(whole) - sums[choices.chosen]).sum())
        slope = rows.T @ (powers / whole[owner]) - rows[choices.chosen].sum(axis=0)
        return value + float(weights @ weights) / (2 * strength), slope + weights / strength

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    return {"features": choices.names, "classes": ["not now", "next"], "mean": mean, "scale": scale,
            "weights": found[None, :], "intercept": np.zeros(1), "slope": 1.0, "shift": np.zeros(1)}  # fmt: skip


def measure(pages: Sequence[Page], models: Mapping[str, compose.Models], *, weighed: bool) -> dict[str, float]:
    """Return what pages are like that are composed by weights that did not see their story, by the marks of readers."""
    return _describe([(page, compose.fill(page.composer(), models[page.group], weighed=weighed)) for page in pages])


def measure_readers(pages: Sequence[Page]) -> dict[str, float]:
    """Return the same of the pages that readers composed."""
    return _describe([(page, page.order) for page in pages])


def _describe(told: Sequence[tuple[Page, Sequence[int]]]) -> dict[str, float]:
    found: dict[str, list[float]] = defaultdict(list)
    for page, rows in told:
        marks = [page.marks[page.lines[row].key] for row in rows]
        found["first must be told"].append(marks[0][0] == "3")
        found["sentences"].append(len(rows))
        found["of the reader's page"].append(len({*rows} & {*page.order}) / len(rows))
        for at, (row, mark) in enumerate(zip(rows, marks, strict=True)):
            follows = at > 0 and page.follows(row, rows[at - 1])
            likes = page.vectors[list(rows[:at])] @ page.vectors[row]
            found["matters"].append(mark[0] in "23")
            found["never to be told"].append(mark[0] == "0")
            found["own view"].append("o" in mark)
            found["hangs"].append("n" in mark and not follows)
            found["follows"].append(follows)
            found["said again"].append(at > 0 and likes.max() > AGAIN)
    return {name: round(float(np.mean(values)), 3) for name, values in found.items()}


def main() -> None:
    """Train, write the weights, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold")
    given = parser.parse_args()
    pages = read_pages(given.data)
    task = placed_task(pages)
    placed, _ = fit.train(task)
    fit.write(placed, fit.WEIGHTS / "placed.json")
    print("placed", json.dumps(placed["figures"], indent=1))
    fold = dict(
        zip([page.group for page in pages], fit.shared_folds(np.array([page.group for page in pages])), strict=True)
    )
    models: dict[str, compose.Models] = {}
    for one in sorted(set(fold.values())):
        stored = train(read_choices([page for page in pages if fold[page.group] != one]))
        reads = fit.fit_plain(
            task, np.array([fold[group] != one for group in task.groups]), placed["figures"]["strength"]
        )
        reads |= {"slope": placed["slope"], "shift": placed["shift"]}
        if given.folds:
            for name, made in (("compose", stored), ("placed", reads)):
                fit.write(made, given.folds / name / str(one) / f"{name}.json")
        made = compose.Models(read_weights("compose", stored), read_weights("placed", reads))
        models |= {group: made for group, mine in fold.items() if mine == one}
    figures = {
        "the choice alone": measure(pages, models, weighed=False),
        "weighed": measure(pages, models, weighed=True),
    }
    figures |= {"readers": measure_readers(pages)}
    stored = train(read_choices(pages))
    stored["figures"] = {"pages": len(pages), "strength": STRENGTH, "out_of_fold": figures}
    fit.write(stored, fit.WEIGHTS / "compose.json")
    print(json.dumps(stored["figures"], indent=1))


if __name__ == "__main__":
    main()
