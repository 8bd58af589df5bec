"""Same event: reports of one happening are joined over words, and what excludes itself is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from newslab.errors import ModelError, TableError
from newslab.events.acts import read_act
from newslab.events.link import group_pairs, keep_apart, link_events
from newslab.tables import MEMBERS, STATEMENTS, build, empty
from newslab.text.parse import parse_text
from newslab.text.spans import find_statements


def told(*texts, members=None, days=None, **options):
    """Return the predicates of each event of several statements, given one text an article."""
    rows = {"article_id": [f"a{at}" for at in range(len(texts))], "text": list(texts)}
    articles = pd.DataFrame(rows | ({"published_day": pd.to_datetime(days)} if days else {}))
    statements = find_statements(articles)
    found = link_events(statements, articles, members, **options)
    groups = statements.assign(key=found["event_id"]).groupby("key")
    return sorted(sorted(zip(one.article_id, one.predicate, strict=True)) for _, one in groups if len(one) > 1)


@pytest.mark.parametrize(
    "pair",
    [
        (
            "A powerful earthquake struck southern Chile on Monday.",
            "Southern Chile was struck by an earthquake on Monday.",
        ),
        ("Police arrested the mayor of Lund in her office.", "The mayor of Lund was arrested by police."),
        ("Gunmen killed five soldiers in Mosul.", "Five soldiers were killed by gunmen in Mosul."),
    ],
)
def test_one_event_in_other_words_is_one(pair):
    assert len(told(*pair)) == 1


@pytest.mark.parametrize(
    "pair",
    [
        ("Police arrested the mayor of Lund.", "Shares of Volvo fell sharply."),
        ("The mayor said taxes would rise.", "The bishop said the church was full."),
        ("A storm struck the coast on 3 May 2024.", "A storm struck the coast on 9 May 2024."),
    ],
)
def test_other_acts_actors_and_days_stay_apart(pair):
    assert told(*pair) == []


def test_stories_are_not_compared():
    texts = ["Police arrested the mayor of Lund."] * 2
    rows = [{"story_id": f"s{at}", "article_id": f"a{at}", "score": 1.0} for at in range(2)]
    assert told(*texts, members=build(rows, MEMBERS)) == []
    assert len(told(*texts)) == 1


def test_acts_of_other_persons_stay_apart_however_alike():
    assert told("Ann Berg met Juan Ortiz in Lisbon.", "Ole Holm met Juan Ortiz in Lisbon.") == []
    assert len(told("Ann Berg met Juan Ortiz in Lisbon.", "Juan Ortiz met Ann Berg in Lisbon.")) == 1


def test_parts_of_a_story_share_an_event_only_by_a_day_that_both_tell():
    rows = [
        {"story_id": part, "article_id": f"a{at}", "score": 1.0} for at in range(2) for part in ("all", f"part{at}")
    ]
    members = build(rows, MEMBERS)
    assert told(*["Police arrested the mayor of Lund."] * 2, members=members) == []
    assert len(told(*["Police arrested the mayor of Lund on 3 May 2024."] * 2, members=members)) == 1


def test_a_chain_of_likeness_makes_no_event():
    pairs = np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([0.9, 0.9, 0.9])
    labels, fit = group_pairs(4, pairs, None, 0.6)
    assert labels.tolist() == [0, 0, 2, 2]
    assert fit.tolist() == [0.9] * 4


def test_what_is_kept_apart_never_joins_through_others():
    left, right = (np.array(side) for side in zip(*[(i, j) for i in range(4) for j in range(i + 1, 4)], strict=True))
    barred = np.zeros((4, 4), dtype=bool)
    barred[0, 3] = barred[3, 0] = True
    labels, _ = group_pairs(4, (left, right, np.full(6, 0.99)), lambda rows: barred[np.ix_(rows, rows)], 0.5)
    assert labels[0] != labels[3]


def test_days_apart_by_one_may_be_one_and_what_rests_on_no_words_parts_nothing():
    rows = [
        {"statement_id": str(at), "article_id": "a", "first_day": day, "last_day": day, "day_basis": basis}
        for at, (day, basis) in enumerate([("2024-05-03", "stated"), ("2024-05-04", "relative"), ("2024-05-09", "stated"),
                                           ("2024-06-09", "publication")])
    ]  # fmt: skip
    blank = dict.fromkeys(("start", "end", "sentence_start", "sentence_end", "predicate_start", "predicate_end"), 0)
    table = build([{**blank, **row, "first_day": pd.Timestamp(row["first_day"]), "last_day": pd.Timestamp(row["last_day"])}
                   for row in rows], STATEMENTS)  # fmt: skip
    acts = [read_act(parse_text("It rained.").docs[0], 1)] * 4
    apart = np.argwhere(np.triu(keep_apart(table, np.zeros(4), acts, np.arange(4))))
    assert apart.tolist() == [[0, 2], [1, 2]]


def test_rows_in_another_order_give_the_same_events():
    texts = [
        "A quake struck Chile. Police arrested looters in Santiago.",
        "An earthquake hit Chile. Shares fell in Oslo.",
    ]
    articles = pd.DataFrame({"article_id": ["a", "b"], "text": texts})
    statements = find_statements(articles)
    found = link_events(statements, articles)
    mixed = link_events(statements.sample(frac=1, random_state=1), articles.iloc[::-1])
    pd.testing.assert_frame_equal(found, mixed.loc[found.index])


def test_nothing_gives_nothing_and_what_is_nowhere_is_named(tmp_path):
    articles = pd.DataFrame({"article_id": ["a"], "text": ["Police arrested the mayor."]})
    assert link_events(empty(STATEMENTS), articles).empty
    statements = find_statements(articles)
    with pytest.raises(TableError, match="no text of an article 'a'"):
        link_events(statements, articles.assign(article_id="b"))
    with pytest.raises(TableError, match="is at no word"):
        link_events(statements.assign(predicate_start=900), articles)
    (tmp_path / "same_event.json").write_text("{}", "utf-8")
    two = pd.concat([articles, articles.assign(article_id="b")])
    with pytest.raises(ModelError, match="same_event"):
        link_events(find_statements(two), two, weights=tmp_path)
