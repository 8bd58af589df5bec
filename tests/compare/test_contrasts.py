"""Contrasts of whole tables: verdicts by kind, what is shown, and citations that hold."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from newslab.compare.contrasts import build_contrasts
from newslab.compare.difference import DIFFERENCES
from newslab.compare.omissions import OMITTED
from newslab.errors import OptionError
from newslab.tables import (
    ARTICLES,
    CITATIONS,
    CONTRASTS,
    EVENTS,
    MEMBERS,
    build,
    check,
    cite,
    empty,
    slice_hash,
)
from newslab.text.spans import find_spans

CREW = "The crew of the ferry Alba reached Port Ellen on Monday. "
PAIRS = {
    "another figure": ("The ferry carried 56 lifeboats and 300 sheep.", "The ferry carried 65 lifeboats and 300 sheep.", "number"),
    "another time of day": ("The ferry landed in Oban at 9:45 a.m.", "The ferry landed in Oban at 10:15 p.m.", "date"),
    "another time of day, another act": ("The ferry left Islay at noon, and will land in Oban, Argyll at 9:45 p.m.",
                                         "It arrived in Oban at 10:15 p.m.", "date"),
}  # fmt: skip


def compared(
    *told: tuple[str, str, str], copies: pd.DataFrame | None = None, happened: tuple[str, ...] = ()
) -> tuple[pd.DataFrame, pd.DataFrame, Any]:
    """Contrasts of one story told by (source, time, text); what `happened`, in these words, is one event."""
    articles = build(
        {
            "article_id": [f"x{place}" for place in range(len(told))],
            "source": [source for source, _, _ in told],
            "published": pd.to_datetime([time for _, time, _ in told], utc=True),
            "text": [text for _, _, text in told],
        },
        ARTICLES,
    )
    members = build({"story_id": "s", "article_id": articles.article_id}, MEMBERS)
    records = [cite("e", row.article_id, words, row.text.index(words)) for row in articles.itertuples()
               for words in happened if words in row.text]  # fmt: skip
    events = (
        build([{"event_id": "e", "story_id": "s", "text": FACT, "when": "unknown", "modality": "happened"}], EVENTS)
        if records
        else empty(EVENTS)
    )
    found, cited = build_contrasts(events, build(records, CITATIONS), find_spans(articles), articles=articles,
                                   members=members, copies=copies, certainty={"differs": 0.0, "omission": 0.0})  # fmt: skip
    return check(found, CONTRASTS), check(cited, CITATIONS), articles.set_index("article_id").text


@pytest.mark.parametrize(("a", "b", "kind"), PAIRS.values(), ids=PAIRS)
def test_each_kind_of_difference_is_told_with_both_statements(a: str, b: str, kind: str) -> None:
    found, cited, texts = compared(("Wire", "2026-01-01T06", CREW + a), ("Post", "2026-01-01T08", CREW + b))
    rows = found[found.kind == kind]
    assert len(rows) == 1, found[["kind", "value", "other_value", "reason"]].to_dict("records")
    assert rows[["source", "other"]].values.tolist() == [["Wire", "Post"]]
    sides = cited[cited.cited_id == rows.contrast_id.iloc[0]].groupby("side").first()
    assert texts["x0"][sides.start["a"] : sides.end["a"]] in CREW + a
    assert texts["x1"][sides.start["b"] : sides.end["b"]] in CREW + b
    assert "{" not in rows.reason.iloc[0]


SAME = {
    "a number quoted in figures": ("“There is a one in three chance that she sails again,” said Captain Ann Lee.",
                                   "“There is a 1 in 3 chance that she sails again,” said Captain Ann Lee."),
    "one figure": ("The ferry carried 56 lifeboats.", "The ferry carried fifty-six lifeboats."),
    "one area": ("A fire burned 1,200 acres of forest near Oban.", "A fire burned 486 hectares of forest near Oban."),
    "one length": ("The rescue took two hours.", "The rescue took 120 minutes."),
    "one time of day": (
        "The ferry landed in Oban at 10:15 p.m.",
        "The ferry landed in Oban at 10:15 p.m., the port said.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("a", "b"), SAME.values(), ids=SAME)
def test_one_value_written_two_ways_is_no_difference(a: str, b: str) -> None:
    found, _, _ = compared(("Wire", "2026-01-01T06", CREW + a), ("Post", "2026-01-01T08", CREW + b))
    assert not found.kind.isin(["number", "date"]).any(), found.reason.tolist()


def test_every_citation_has_the_hash_of_its_words() -> None:
    a, b, _ = PAIRS["another figure"]
    _, cited, texts = compared(("Wire", "2026-01-01", CREW + a), ("Post", "2026-01-01", CREW + b))
    assert len(cited)
    assert [slice_hash(texts[row.article_id][row.start : row.end]) for row in cited.itertuples()] == cited.hash.tolist()


def test_copies_of_one_text_are_not_compared() -> None:
    a, b, _ = PAIRS["another figure"]
    copies = pd.DataFrame({"article_id": ["x1"], "origin_id": ["x0"], "kind": ["near"]})
    found, _, _ = compared(("Wire", "2026-01-01", CREW + a), ("Post", "2026-01-01", CREW + b), copies=copies)
    assert found.empty


def test_many_that_say_the_same_are_one_difference_with_a_citation_each() -> None:
    a, b, _ = PAIRS["another figure"]
    told = [("Wire", "2026-01-01", CREW + a), ("Post", "2026-01-02", CREW + b), ("Mail", "2026-01-03", CREW + b)]
    found, cited, _ = compared(*told)
    numbers = found[found.kind == "number"]
    assert len(numbers) == 1
    sides = cited[cited.cited_id == numbers.contrast_id.iloc[0]].groupby("side").article_id.agg(sorted).to_dict()
    assert sides == {"a": ["x0"], "b": ["x1", "x2"]}


FACT = "Three divers drowned while they searched the hull for a leak."
CALM = CREW + "The sea was calm and cold that night. "
NAMES = ("Oban", "Islay", "Mallaig", "Ullapool", "Tarbert", "Lochinver", "Scalasaig", "Stornoway", "Kyle", "Arisaig")


def test_a_fact_that_one_does_not_tell_is_an_omission_with_those_who_do() -> None:
    told = [("Wire", "2026-01-01", CALM + FACT), ("Herald", "2026-01-01", CALM + FACT), ("Post", "2026-01-02", CALM),
            ("Mail", "2026-01-03", CALM)]  # fmt: skip
    found, cited, texts = compared(*told, happened=(FACT,))
    omitted = found[found.kind == "omission"]
    assert omitted[["value", "other", "verdict"]].values.tolist() == [[FACT, "Mail and Post", "omission"]]
    rows = cited[cited.cited_id == omitted.contrast_id.iloc[0]]
    assert set(rows.article_id) == {"x0", "x1"}
    assert all(texts[row.article_id][row.start : row.end] in FACT for row in rows.itertuples())


def test_what_several_tell_is_surer_to_be_worth_telling_than_what_one_tells() -> None:
    one = [("Wire", "2026-01-01", CALM + FACT), ("Post", "2026-01-02", CALM)]
    several = [*one, ("Herald", "2026-01-01", CALM + FACT)]
    p = [float(compared(*told, happened=(FACT,))[0].query("kind == 'omission'").p.iloc[0]) for told in (one, several)]
    assert p[0] < p[1]


@pytest.mark.parametrize(
    ("times", "other", "omits"),
    [
        (("2026-01-01", "2026-01-02"), "The sea was calm and cold that night. ", True),
        (("2026-01-02", "2026-01-01"), "The sea was calm and cold that night. ", False),
        (("2026-01-01", "2026-01-02"), "Three men died diving beneath the hull to find a leak.", False),
    ],
    ids=["published after", "published before", "told in other words"],
)
def test_only_what_could_be_told_and_is_not_is_left_out(times: tuple[str, str], other: str, omits: bool) -> None:
    calm = CREW + "A harbour inquiry opens next spring. "
    told = ("Wire", times[0], calm + FACT), ("Post", times[1], calm + other)
    found, _, _ = compared(*told, happened=(FACT,))
    assert (found[found.kind == "omission"].value == FACT).any() == omits


def test_who_reports_the_same_event_or_in_many_of_its_words_leaves_nothing_out() -> None:
    """What is of the event of a fact, or near its words, may tell it in part."""
    calm = CREW + "A harbour inquiry opens next spring. "
    event = "Rescuers mourned."
    near = "Three divers of the hull crew said where the leak was."
    for other, happened in ((event, (FACT, event)), (near, (FACT,))):
        found, _, _ = compared(
            ("Wire", "2026-01-01", calm + FACT), ("Post", "2026-01-02", calm + other), happened=happened
        )
        assert not (found[found.kind == "omission"].value == FACT).any()


def test_a_page_shows_few_omissions_and_the_table_keeps_the_others() -> None:
    facts = [f"The {name} harbour lost {n} boats to the storm." for n, name in enumerate(NAMES, 11)]
    found, _, _ = compared(("Wire", "2026-01-01", " ".join([CREW, *facts])), ("Post", "2026-01-02", CALM))
    omitted = found[found.kind == "omission"]
    assert len(omitted) > OMITTED == int(omitted.shown.sum())
    assert omitted[omitted.shown].p.min() >= omitted[~omitted.shown].p.max()


def test_what_is_cut_short_is_not_said_to_leave_out() -> None:
    articles = build({"article_id": ["a", "b"], "source": ["Wire", "Post"], "text": [CREW + FACT, CREW],
                      "text_status": ["full", "truncated"]}, ARTICLES)  # fmt: skip
    members = build({"story_id": "s", "article_id": ["a", "b"]}, MEMBERS)
    events = build(
        [{"event_id": "e", "story_id": "s", "text": FACT, "when": "unknown", "modality": "happened"}], EVENTS
    )
    cites = build([cite("e", "a", FACT, len(CREW))], CITATIONS)
    found, _ = build_contrasts(events, cites, find_spans(articles), articles=articles, members=members)
    assert not (found.kind == "omission").any()


def test_coverage_and_emphasis_become_contrasts_that_cite() -> None:
    articles = build({"article_id": ["a", "b"], "source": ["Sun", "Post"], "title": ["Waste!", "Budget set"],
                      "text": ["Pure waste, they said. The waste grows.", "The budget was set."]}, ARTICLES)  # fmt: skip
    coverage = pd.DataFrame({"story_id": "s", "source": ["Sun", "Mail"], "share": [0.9, 0.0], "n": [9, 0], "q": [0.01, 0.02],
                             "expected": [2.0, 6.0], "low": [0.6, 0.0], "high": [1.0, 0.3], "article_ids": [["a"], []]})  # fmt: skip
    emphasis = pd.DataFrame({"story_id": "s", "source": ["Sun"], "term": ["waste"], "key": ["waste"], "n": [1], "q": [0.01],
                             "weight": [3.0], "z": [3.1], "low": [1.0], "high": [5.0], "count_here": [2], "count_other": [0],
                             "article_ids": [["a"]]})  # fmt: skip
    found, cited = build_contrasts(empty(EVENTS), empty(CITATIONS), find_spans(articles), articles=articles,
                                   members=empty(MEMBERS), coverage=coverage, emphasis=emphasis)  # fmt: skip
    assert sorted(found.kind) == ["coverage", "coverage", "emphasis"]
    assert set(found.contrast_id) == set(cited.cited_id)
    texts = cited[cited.field == "text"]
    assert [articles.text[0][row.start : row.end] for row in texts.itertuples()] == [
        "Pure waste, they said.",
        "The waste grows.",
    ]


def test_tables_do_not_depend_on_the_order_of_articles() -> None:
    a, b, _ = PAIRS["another figure"]
    told = [("Wire", "2026-01-01", CREW + a), ("Post", "2026-01-02", CREW + b)]
    articles = build({"article_id": ["x", "y"], "source": ["Wire", "Post"], "text": [one[2] for one in told]}, ARTICLES)
    members = build({"story_id": "s", "article_id": ["x", "y"]}, MEMBERS)
    spans = find_spans(articles)
    tables = [build_contrasts(empty(EVENTS), empty(CITATIONS), spans, articles=one, members=members.iloc[::step])
              for one, step in ((articles, 1), (articles.iloc[::-1], -1))]  # fmt: skip
    pd.testing.assert_frame_equal(tables[0][0], tables[1][0])
    assert tables[0][0].kind.isin([*DIFFERENCES, "omission"]).all()


@pytest.mark.parametrize(
    ("asked", "told"),
    [({"certainty": {"nope": 1}}, "no decision 'nope'"), ({"certainty": {"differs": 2}}, "expected 0 to 1"),
     ({"by": 5}, "by: expected a column")],
    ids=["decision", "share", "grouping"],
)  # fmt: skip
def test_what_no_option_can_be_is_one_line(asked, told):
    none = [empty(EVENTS), empty(CITATIONS), None]
    with pytest.raises(OptionError, match=told):
        build_contrasts(*none, articles=empty(ARTICLES), members=empty(MEMBERS), **asked)
