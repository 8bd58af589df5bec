"""Train `same_event`: whether two statements of one story tell one event.

    python -m data.train.same_event ECBPLUS.jsonl.gz [--folds DIR]

ECB+ (Cybulska & Vossen 2014, CC BY 3.0), as the public EventStoryLine repository holds it, in JSON lines: doc, topic,
story, text, sentences (start, end, checked) and mentions (start, end, sentence, kind, chain). Learned from are the
actions of checked sentences of topics 1 to 35, in pairs within one topic: the two stories of a topic look alike and
are never one event, which is what teaches that the same act by others is another. Topics are never split by folds;
figures and calibration are those of pairs within one story, as they are asked for.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from data.train.fit import WEIGHTS, Task, train, write, write_folds
from newslab.evaluate.coreference import Gold, read_gold, score_conll
from newslab.events.link import DECISION, group_pairs, likely_pairs, read_acts
from newslab.events.pairs import Compared

LEFT_OUT = ("other_same", "other_differ")  # features that cost nothing when they go
STRENGTHS = (0.003, 0.03)
LOOK_ALIKE = 0.5  # weight of a pair from the two stories of one topic
CUTS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


def main() -> None:
    """Read ECB+, train, print figures, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ecbplus", type=Path)
    parser.add_argument("--folds", type=Path)
    asked = parser.parse_args()
    gold = read_gold(asked.ecbplus)
    task, left, right, stories = pairs_of(gold)
    stored, p = train(task, strengths=STRENGTHS)
    found = {cut: conll_of(gold, left, right, p[:, 1], stories, cut) for cut in CUTS}
    stored["figures"]["conll_out_of_fold"] = {str(cut): round(value, 4) for cut, value in found.items()}
    stored["figures"]["source"] = "ECB+ (Cybulska & Vossen 2014, CC BY 3.0), topics 1 to 35"
    print(stored["figures"])
    model = write(stored, WEIGHTS / f"{DECISION}.json")
    order = np.argsort(-np.abs(model.weights[0]))
    print([(model.features[at], round(float(model.weights[0][at]), 2)) for at in order[:30]])
    if asked.folds:
        write_folds(task, stored["figures"]["strength"], asked.folds)


def pairs_of(gold: Gold) -> tuple[Task, np.ndarray, np.ndarray, np.ndarray]:
    """Return the pairs within stories with their features, which rows of `gold` they are, and the story of each row."""
    stories, topics = gold.mentions["story"].to_numpy(), gold.mentions["topic"].to_numpy()
    acts = read_acts(gold.mentions, gold.articles, stories.tolist())
    chain = gold.mentions["cluster"].to_numpy()
    rows, lefts, rights, names = [], [], [], []
    for topic in sorted(set(topics)):
        inside = np.flatnonzero(topics == topic)
        some = acts.take(inside)
        left, right = likely_pairs(some)
        features = Compared(some)(left, right)
        names = [name for name in features if name not in LEFT_OUT]
        rows.append(np.stack([features[name] for name in names], axis=1))
        lefts.append(inside[left])
        rights.append(inside[right])
    left, right = np.concatenate(lefts), np.concatenate(rights)
    labels = (chain[left] == chain[right]).astype(int)
    within = stories[left] == stories[right]
    task = Task(DECISION, names, ["other", "same"], np.concatenate(rows), labels, topics[left],
                np.full(len(left), "ecbplus"), weight=np.where(within, 1.0, LOOK_ALIKE), scored=within)  # fmt: skip
    return task, left, right, stories


def conll_of(gold: Gold, left: np.ndarray, right: np.ndarray, p: np.ndarray, stories: np.ndarray, cut: float) -> float:
    """Return the CoNLL F1 of grouping by given probabilities of pairs."""
    labels = np.arange(len(gold.mentions))
    for story in sorted(set(stories)):
        inside = np.flatnonzero(stories == story)
        place = np.full(len(labels), -1)
        place[inside] = np.arange(len(inside))
        here = (place[left] >= 0) & (place[right] >= 0)
        pairs = place[left[here]], place[right[here]], p[here]
        labels[inside] = inside[group_pairs(len(inside), pairs, None, cut)[0]]
    return score_conll(gold.mentions["cluster"].tolist(), labels.tolist())["conll"]


if __name__ == "__main__":
    main()
