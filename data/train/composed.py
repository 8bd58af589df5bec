"""Train which sentence a page tells next.

    python -m data.train.composed [--data ../shared/datasets] [--folds DIR]

Data: `composed.jsonl`, places alone: pages that eight readers of this project, language models, composed as editors of the
sentences of the stories of `judged_stories.jsonl`, in paragraphs, without having seen the code or what it chose. Every step
of a page is one choice among all sentences of the story that were not told yet, and its end (conditional logit, McFadden
1974). How much sentences matter and whether they can be told by themselves is given out of fold. Stories are never split.
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
from newslab.learned import Learned, read_weights

COMPOSED = Path(__file__).with_name("composed.jsonl")
STRENGTH = 0.03  # of the inverse L2 penalty: of .003 to .1 the losses out of fold lie within .03


@dataclass(frozen=True)
class Page:
    """A composed page: the judged sentences of its story, how much each matters, and the rows of those it tells in order."""

    group: str
    lines: list[Sentence]
    whole: Sequence[Sentence]
    p: Mapping[Key, Weight]
    marks: Mapping[Key, str]
    heading: frozenset[str]
    n_articles: int
    order: list[int]

    def composer(self) -> Composer:
        """Return an empty page of the story."""
        return Composer(self.lines, self.whole, self.p, self.heading, self.n_articles)


@dataclass(frozen=True)
class Choices:
    """Choices among rows: those of choice i begin at starts[i], and chosen[i] is the row that was taken."""

    names: list[str]
    rows: np.ndarray
    starts: np.ndarray
    chosen: np.ndarray


def read_pages(data: Path) -> list[Page]:
    """Read the composed pages, with what the other decisions say out of fold."""
    readable, p = out_of_fold(data)
    stories = {(story.set, story.name): story for story in judged_stories.read_stories(data)}
    found = []
    for row in map(json.loads, COMPOSED.read_text("utf-8").splitlines()):
        story = stories.get((row["set"], row["story"]))
        if story is None:
            continue
        marks = {one.key: mark for one, mark in story.marks()}
        known = {one.key: one for one in story.members.lines if one.key in marks}
        lines = [
            replace(known[key], readable=readable.get((row["set"], *key), known[key].readable)) for key in sorted(known)
        ]
        at = {line.key: place for place, line in enumerate(lines)}
        places = [(row["articles"][article], start) for part in row["page"] for article, start in part]
        order = list(dict.fromkeys(at[place] for place in places if place in at))
        heads = [row["articles"][one] for one in row["heads"] if row["articles"][one] in story.titles]
        heading = story.titles[heads[0]].bag if heads else frozenset()
        weights = {key: p[story.name, key] for key in marks}
        if order:
            found.append(
                Page(
                    f"{story.set} {story.name}",
                    lines,
                    story.members.lines,
                    weights,
                    marks,
                    heading,
                    len(story.judged),
                    order,
                )
            )
    return found


def out_of_fold(data: Path) -> tuple[dict[tuple[str, str, int], float], dict[tuple[str, Key], Weight]]:
    """Return of each judged sentence how surely it can be told by itself and how much it matters, out of fold."""
    task, _ = judged_stories.sentence_tasks(data)
    _, alone = fit.train(task)
    readable = {key: float(line[1]) for key, line in zip(judged_stories.sentence_keys(data), alone, strict=True)}
    stories = judged_stories.read_stories(data)
    _, p = fit.train(judged_stories.importance_task(stories))
    return readable, judged_stories.out_of_fold(p, stories)


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

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {"features": choices.names, "classes": ["not now", "next"], "mean": mean, "scale": scale,
            "weights": found[None, :], "intercept": np.zeros(1), "slope": 1.0, "shift": np.zeros(1)}  # fmt: skip


def measure(pages: Sequence[Page], models: Mapping[str, Learned], power: float) -> dict[str, float]:
    """Return what pages are like that are composed by weights that did not see their story, by the marks of readers."""
    found: dict[str, list[float]] = defaultdict(list)
    for page in pages:
        composer = page.composer()
        told = compose.fill(composer, models[page.group], power)
        marks = [page.marks[page.lines[row].key] for row in told]
        found["first must be told"].append(marks[0][0] == "3")
        must = [row for row, line in enumerate(page.lines) if page.marks[line.key][0] == "3"]
        if must:
            found["of what must be told"].append(float(composer.held(must).mean()))
        found["sentences"].append(len(told))
        found["of the reader's page"].append(len({*told} & {*page.order}) / len(told))
        for at, (row, mark) in enumerate(zip(told, marks, strict=True)):
            follows = at > 0 and composer.follows(row, told[at - 1])
            found["matters"].append(mark[0] in "23")
            found["never to be told"].append(mark[0] == "0")
            found["own view"].append("o" in mark)
            found["hangs"].append("n" in mark and not follows)
            found["follows"].append(follows)
    return {name: round(float(np.mean(values)), 3) for name, values in found.items()}


def main() -> None:
    """Train, write the weights, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    parser.add_argument("--folds", type=Path, help="folder for the weights of each fold")
    given = parser.parse_args()
    pages = read_pages(given.data)
    fold = dict(
        zip([page.group for page in pages], fit.shared_folds(np.array([page.group for page in pages])), strict=True)
    )
    models: dict[str, Learned] = {}
    for one in sorted(set(fold.values())):
        stored = train(read_choices([page for page in pages if fold[page.group] != one]))
        if given.folds:
            fit.write(stored, given.folds / "compose" / str(one) / "compose.json")
        models |= {group: read_weights("compose", stored) for group, mine in fold.items() if mine == one}
    figures = {str(power): measure(pages, models, power) for power in (0.0, 3.0, compose.POWER, 12.0)}
    stored = train(read_choices(pages))
    stored["figures"] = {"pages": len(pages), "strength": STRENGTH, "out_of_fold, by power": figures}
    fit.write(stored, fit.WEIGHTS / "compose.json")
    print(json.dumps(stored["figures"], indent=1))


if __name__ == "__main__":
    main()
