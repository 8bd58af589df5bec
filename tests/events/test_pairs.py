"""What is compared of two statements: their acts, days, manner and words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from newslab.events.acts import read_acts
from newslab.events.pairs import Compared
from newslab.tables import ARTICLES, STATEMENTS, build
from newslab.text.spans import find_statements


def compared(one, other, days=("2024-05-06", "2024-05-06")):
    """Return the features of the first statements of two texts."""
    texts = zip("ab", (one, other), days, strict=True)
    rows = [{"article_id": key, "text": text, "published_day": pd.Timestamp(day)} for key, text, day in texts]
    articles = build(rows, ARTICLES)
    statements = find_statements(articles).groupby("article_id").head(1).reset_index(drop=True)
    acts = read_acts(statements, articles, ["", ""])
    return {name: values[0] for name, values in Compared(acts)(np.array([0]), np.array([1])).items()}


@pytest.mark.parametrize(
    ("one", "other", "holds", "fails"),
    [
        ("Police arrested Ann Berg.", "Ann Berg was arrested by police.", "lemma who_same whom_same", "crossed denied"),
        ("Ann Berg met Juan Ortiz.", "Juan Ortiz met Ann Berg.", "lemma crossed", "article"),
        ("The Senate passed the bill.", "The Senate did not pass the bill.", "denied any_same", "title"),
        ("The bridge fell on 3 May 2024.", "The bridge fell on 4 May 2024.", "next_day", "same_day other_day"),
        ("The bridge fell on 3 May 2024.", "The bridge fell on 9 May 2024.", "other_day", "same_day next_day"),
        (
            "Ann Berg told police of a fire.",
            "Ole Holm told pupils of a strike.",
            "saying saying_of_another",
            "saying_one",
        ),
        ("The bridge fell on 3 May 2024.", "The bridge could fall.", "one_ahead told", "one_manner both_done"),
    ],
    ids=["passive", "crossed", "denied", "next day", "other day", "sayings", "done and possible"],
)
def test_what_two_statements_share_is_told(one, other, holds, fails):
    found = compared(one, other)
    assert {name: found[name] for name in holds.split()} == dict.fromkeys(holds.split(), 1.0)
    assert {name: found[name] for name in fails.split()} == dict.fromkeys(fails.split(), 0.0)


def test_all_is_finite_where_no_day_and_no_manner_is_known():
    articles = build([{"article_id": key, "text": "It rained."} for key in "ab"], ARTICLES)
    place = {"start": 3, "end": 9, "sentence_start": 0, "sentence_end": 10, "predicate_start": 3, "predicate_end": 9}
    rows = [{"statement_id": key, "article_id": key, "day_basis": "unknown", **place} for key in "ab"]
    found = Compared(read_acts(build(rows, STATEMENTS), articles, ["", ""]))(np.array([0]), np.array([1]))
    assert np.isfinite(np.stack(list(found.values()))).all()
    assert (found["told"][0], found["one_manner"][0], found["day_unknown"][0], found["lemma"][0]) == (0, 0, 1, 1)
