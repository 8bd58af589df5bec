"""The state of a story: what most origins tell leads, tolls grow, and days that contradict the others date nothing."""

from __future__ import annotations

import pandas as pd
import pytest

import newslab as nl
from newslab.events.state import build_state, solve_state
from newslab.tables import ARTICLES, CONTRACTS, build, check, empty
from newslab.text.spans import find_spans

FIRST = (
    "A tram overturned in Halden on Monday morning, police said. "
    "At least 5 people were killed and 20 were injured. Rescuers pulled passengers from the wreck."
)
LATER = (
    "Police said a tram overturned in Halden on Monday. "
    "The crash killed 7 people and 51 were injured. The brakes failed on the hill above the harbour, engineers found."
)
LAST = (
    "On Monday a tram overturned in Halden. "
    "Seven people were killed in the crash. The city will bury the dead on Friday, the mayor of Halden said."
)
LATE = "A tram overturned on Monday in Halden. In the crash 7 people were killed. On Friday the city will bury its dead, a priest said."
TEXTS = {"a": ("Bay Radio", "2026-02-02T10:00", FIRST), "b": ("Coast Daily", "2026-02-03T09:00", LATER),
         "c": ("The Post", "2026-02-03T18:00", LAST), "d": ("Late Sheet", "2026-02-24T18:00", LATE)}  # fmt: skip


@pytest.fixture(scope="module")
def solved():
    rows = [
        {"article_id": key, "source": source, "text": text, "title": "Tram overturns in Halden", "published": day, "published_day": day[:10], "language": "en"}
        for key, (source, day, text) in TEXTS.items()
    ]  # fmt: skip
    articles = build(rows, ARTICLES)
    members = build([{"story_id": "s", "article_id": key} for key in TEXTS], CONTRACTS["members"])
    spans = find_spans(articles)
    return articles, spans, members, solve_state(articles, spans, members)


def values(solved, slot):
    table = solved[3].state
    return table.loc[table["slot"] == slot, "value"].tolist()


def test_what_most_tell_at_the_head_is_what_happened(solved):
    assert "tram overturned in Halden" in values(solved, "what")[0]
    row = solved[3].state.iloc[0]
    assert (row["slot"], row["n_origins"]) == ("what", 4)


def test_the_day_is_voted_and_an_article_crawled_later_is_in_doubt(solved):
    assert values(solved, "when") == ["2026-02-02"]
    doubts = solved[3].members.set_index("article_id")["doubt"].dropna().to_dict()
    assert doubts == {"d": "crawled later"}


def test_a_toll_grows_and_the_newest_value_replaces_the_first(solved):
    table = solved[3].state
    killed = table[table["value"].str.endswith("killed")].set_index("value")["replaced_by"]
    assert pd.isna(killed["7 killed"])
    assert not any(value == "5 killed" and pd.isna(newer) for value, newer in killed.items())


def test_every_value_is_cited_by_as_many_origins_as_it_says(solved):
    table, cites = solved[3].state, solved[3].citations
    check(table, CONTRACTS["state"])
    assert set(cites["cited_id"]) == set(table["state_id"])
    assert (
        cites.groupby("cited_id")["article_id"].nunique().reindex(table["state_id"]).tolist()
        == table["n_origins"].tolist()
    )


def test_the_order_of_rows_changes_nothing(solved):
    articles, spans, members, found = solved
    again = build_state(
        empty(CONTRACTS["events"]), found.citations, spans, members.iloc[::-1], articles=articles.iloc[::-1]
    )
    pd.testing.assert_frame_equal(again[0], found.state)
    pd.testing.assert_frame_equal(again[1], found.citations)


def test_no_article_gives_an_empty_state():
    none = build([], ARTICLES)
    state, citations = nl.build_state(
        empty(CONTRACTS["events"]),
        empty(CONTRACTS["citations"]),
        find_spans(none),
        empty(CONTRACTS["members"]),
        articles=none,
    )
    assert check(state, CONTRACTS["state"]).empty
    assert citations.empty


def test_an_article_that_was_brought_up_to_date_is_marked_and_dates_nothing():
    text = (
        "The ferry line of Halden closed on Thursday after a storm broke its pier. The board met Thursday. The mayor said Thursday that sales had failed on "
        "Wednesday. Crews left on Thursday. " + "The harbour board of Halden runs nine ferries and sells tickets. " * 10
    )
    rows = [{"article_id": key, "source": key, "text": text, "title": "Ferry line closes", "published": f"{day}T10:00",
             "published_day": day, "language": "en"} for key, day in (("a", "2024-11-06"), ("b", "2024-11-07"))]  # fmt: skip
    articles = build(rows, ARTICLES)
    members = build([{"story_id": "s", "article_id": row["article_id"]} for row in rows], CONTRACTS["members"])
    found = solve_state(articles, find_spans(articles), members)
    assert found.members.set_index("article_id")["doubt"].dropna().to_dict() == {"a": "updated"}
    assert found.state.loc[found.state["slot"] == "when", "value"].tolist() == ["2024-11-07"]


def test_lives_are_lost_only_where_something_took_them():
    texts = {"a": "The last company that still lives from graphite reported a profit of 11.2m on Monday, 2 February 2026.",
             "b": "A storm claimed at least 12 lives in Halden on Monday, 2 February 2026, police said."}  # fmt: skip
    rows = [{"article_id": key, "source": key, "text": text, "title": "News", "language": "en", "published_day": "2026-02-03"}
            for key, text in texts.items()]  # fmt: skip
    articles = build(rows, ARTICLES)
    members = build([{"story_id": key, "article_id": key} for key in texts], CONTRACTS["members"])
    found = solve_state(articles, find_spans(articles), members).state
    tolls = found[found["slot"] == "toll"]
    assert dict(zip(tolls["story_id"], tolls["value"], strict=True)) == {"b": "at least 12 killed"}
