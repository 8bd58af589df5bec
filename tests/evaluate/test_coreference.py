"""Coreference: the figures are those of hand-made cases, and a small gold is read, linked and built."""

from __future__ import annotations

import json

import pytest

from newslab.errors import ReadError
from newslab.evaluate.coreference import evaluate, read_gold, score_conll

# By hand, and for the first rows by the examples of Luo 2005 and of the reference scorer of CoNLL 2012.
CASES = [
    ("all right", "aabbc", "xxyyz", 1.0, 1.0, 1.0),
    ("all alone", "aab", "xyz", 0.0, 0.8, 0.6667),
    ("all one", "aab", "xxx", 0.6667, 0.7143, 0.5333),
    ("one moved", "aaabb", "aabbb", 0.6667, 0.7333, 0.8),
]


@pytest.mark.parametrize(
    ("gold", "found", "muc", "bcubed", "ceafe"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_figures_are_those_of_hand_made_cases(gold, found, muc, bcubed, ceafe):
    figures = score_conll(gold, found)
    assert figures["muc"] == pytest.approx(muc, abs=1e-4)
    assert figures["bcubed"] == pytest.approx(bcubed, abs=1e-4)
    assert figures["ceafe"] == pytest.approx(ceafe, abs=1e-4)
    assert figures["conll"] == pytest.approx((muc + bcubed + ceafe) / 3, abs=1e-4)


def small(folder):
    """Write two articles of one story, in which one arrest is told twice."""
    lines = []
    for doc, text, words in (
        (
            "1_1",
            "Police arrested the mayor of Lund on Sunday . Rain fell in Oslo .",
            [("arrested", "c1", 0), ("fell", "c2", 1)],
        ),
        ("1_2", "The mayor of Lund was arrested by police on Sunday .", [("arrested", "c1", 0)]),
    ):
        ends = [at + 1 for at, sign in enumerate(text) if sign == "."]
        starts = [0, *(end + 1 for end in ends[:-1])]
        mentions = [
            {
                "start": text.index(word),
                "end": text.index(word) + len(word),
                "sentence": at,
                "kind": "action",
                "chain": chain,
            }
            for word, chain, at in words
        ]
        sentences = [{"start": a, "end": b, "checked": True} for a, b in zip(starts, ends, strict=True)]
        lines.append(
            {"doc": doc, "topic": "1", "story": "1a", "text": text, "sentences": sentences, "mentions": mentions}
        )
    (folder / "ecbplus.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
    return folder


def test_a_small_gold_is_read_and_scored(tmp_path):
    gold = read_gold(small(tmp_path))
    assert gold.mentions["predicate"].tolist() == ["arrest", "fall", "arrest"]
    result = evaluate(tmp_path, against=True)
    acts, _, build = result.rows
    assert acts["conll"] == 1.0
    assert build["recall"] == 1.0
    assert len(result.predictions) == 3


def test_a_folder_without_gold_is_named(tmp_path):
    with pytest.raises(ReadError, match="found none"):
        evaluate(tmp_path)
