"""Who speaks and who came first: names are folded, copies count once, shares have intervals."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

import newslab as nl
from newslab.tables import NAMES, QUOTES, STATEMENTS, build, check

ARTICLES = pd.DataFrame(
    {"article_id": list("abc"), "text": ["x " * 400] * 2 + ["y " * 400], "source": ["Post", "Post", "Mail"]}
)
PEOPLE = [
    ("a", 0, 8, "Ana Ruiz"),
    ("a", 20, 24, "Ruiz"),
    ("b", 0, 8, "Ana Ruiz"),
    ("c", 0, 6, "Bo Lee"),
    ("c", 10, 16, "Harwick"),
]
SAID = [("a", 30, "Ruiz", "one two three"), ("b", 30, "Ana Ruiz", "four"), ("a", 60, "the mayor", "five six"),
        ("c", 30, "he", "seven"), ("c", 60, "Mr Lee", "eight nine")]  # fmt: skip


def spans() -> SimpleNamespace:
    names = [{"article_id": one, "start": start, "end": end, "text": text, "kind": "place" if text == "Harwick" else "person",
              "canonical": "Ana Ruiz" if "Ruiz" in text else text} for one, start, end, text in PEOPLE]  # fmt: skip
    quotes = [
        {"article_id": one, "start": at, "end": at + 20, "text": words, "speaker": who} for one, at, who, words in SAID
    ]
    acts = [{"statement_id": f"s{n}", "article_id": "a", "start": n, "end": n + 1, "sentence_start": 0, "sentence_end": 9, "predicate_start": n, "predicate_end": n + 1, "who": who}
            for n, who in enumerate(["Ruiz", "Ana Ruiz", "she", "the plan", None])]  # fmt: skip
    return SimpleNamespace(names=build(names, NAMES), quotes=build(quotes, QUOTES), statements=build(acts, STATEMENTS))


def test_names_are_folded_and_shares_are_of_words():
    found = nl.score_speakers(ARTICLES, spans())
    check(found, nl.tables.SPEAKERS)
    rows = {(row.group, row.speaker): row for row in found.itertuples()}
    assert set(rows) == {("Post", "Ana Ruiz"), ("Post", "mayor"), ("Mail", "Bo Lee")}
    ana = rows[("Post", "Ana Ruiz")]
    assert (ana.n_quotes, ana.n_words, ana.n_statements, ana.n_articles) == (2, 4, 2, 2)
    assert abs(ana.share - 4 / 6) < 1e-6
    assert ana.low <= ana.share <= ana.high
    assert rows[("Mail", "Bo Lee")].share == 1


def test_a_copy_speaks_once_and_any_grouping_does():
    copies = pd.DataFrame({"article_id": ["b"], "origin_id": ["a"], "kind": ["same"], "similarity": [1.0]})
    one = nl.score_speakers(ARTICLES, spans(), copies=copies, by={"Post": "g", "Mail": "g"}).set_index("speaker")
    assert one.loc["Ana Ruiz", "n_words"] == 3
    assert one["group"].unique().tolist() == ["g"]


def test_nobody_speaks_in_an_empty_collection():
    assert nl.score_speakers(ARTICLES.head(0), spans()).empty


def test_who_came_first_is_counted_by_story():
    times = pd.to_datetime(["2026-02-01T08:00Z", "2026-02-01T10:00Z", "2026-02-02T08:00Z", "2026-02-02T07:00Z", None])
    coverage = pd.DataFrame(
        {"story_id": ["s", "s", "t", "t", "t"], "source": ["A", "B", "A", "B", "C"], "n": 1, "first_published": times}
    )
    found = nl.score_following(coverage).set_index(["leader", "follower"])
    assert found["n"].to_dict() == {("A", "B"): 2, ("B", "A"): 2}
    assert found["n_before"].to_dict() == {("A", "B"): 1, ("B", "A"): 1}
    assert found.loc[("A", "B"), "median_hours"] == 2
    assert nl.score_following(pd.DataFrame()).empty
