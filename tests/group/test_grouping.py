"""Any grouping: what is compared is named for each article, and steps that compare sources compare groups."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import newslab as nl

ARTICLES = pd.DataFrame(
    {"article_id": list("abcd"), "text": ["The mayor slammed the plan.", "The mayor spoke against the plan.", "x", "y"],
     "source": ["Post", "post", "Mail", None], "leaning": ["left", "left", "right", None],
     "published_day": ["2026-02-01", "2026-02-03", "2026-02-04", None]}
)  # fmt: skip
CASES = {
    "outlets, whatever their spelling": ("source", ["Post", "Post", "Mail", None]),
    "a column": ("leaning", ["left", "left", "right", None]),
    "a day": ("before/after 2026-02-03", ["before 2026-02-03", "from 2026-02-03", "from 2026-02-03", None]),
    "a column of days": ("published_day", ["2026-02-01", "2026-02-03", "2026-02-04", None]),
    "a date": (dt.date(2026, 2, 3), ["before 2026-02-03", "from 2026-02-03", "from 2026-02-03", None]),
    "a mapping": ({"Post": "one", "Mail": "two"}, ["one", None, "two", None]),
}


@pytest.mark.parametrize(("by", "groups"), CASES.values(), ids=CASES)
def test_each_article_has_its_group(by, groups):
    found = nl.name_groups(ARTICLES, by)
    assert [None if pd.isna(one) else one for one in found] == groups


@pytest.mark.parametrize("by", ["colour", "before/after 2026-02-31", "2026", 5, None, ["source"], pd.NaT])
def test_a_grouping_that_is_none_says_what_there_is(by):
    with pytest.raises(nl.OptionError, match=r"expected a column|is no day"):
        nl.name_groups(ARTICLES, by)


def test_steps_compare_groups():
    members = pd.DataFrame({"story_id": "s", "article_id": list("abc")})
    assert nl.score_coverage(ARTICLES, members, by="leaning").set_index("source")["n"].to_dict() == {
        "left": 2,
        "right": 1,
    }
    loaded = nl.find_loaded(ARTICLES, None, members, by="before/after 2026-02-03")
    assert loaded[["source", "term", "n_other"]].values.tolist() == [["before 2026-02-03", "slam", 0]]


def test_the_articles_are_not_changed():
    before = ARTICLES.copy()
    assert nl.regroup(ARTICLES, "leaning")["outlet"].tolist()[:3] == ["Post", "post", "Mail"]
    pd.testing.assert_frame_equal(ARTICLES, before)


def _many(word: str, source: str, n: int) -> pd.DataFrame:
    texts = [
        " ".join(f"A {word} was seen in street {at * 20 + k} by the Gazette." for k in range(20)) for at in range(n)
    ]
    return pd.DataFrame({"article_id": [f"{source}{at}" for at in range(n)], "text": texts, "source": source})


def test_emphasis_compares_the_whole_collection_and_leaves_out_captions_datelines_and_names_of_outlets():
    table = pd.concat([_many("castle", "Harwick Gazette", 3), _many("goose", "Lowmoor", 3)], ignore_index=True)
    table["text"] = "HARWICK, Feb. 2 (Gazette) -- " + table["text"]
    found = nl.score_emphasis(table, None)
    terms = {source: set(part["term"]) for source, part in found.groupby("source")}
    assert found["story_id"].unique().tolist() == ["all"]
    assert "castle" in terms["Harwick Gazette"]
    assert "goose" in terms["Lowmoor"]
    assert not {"Gazette", "HARWICK"} & terms["Harwick Gazette"]
