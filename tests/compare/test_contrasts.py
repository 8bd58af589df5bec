"""Claims and contrasts of whole tables: alignment, verdicts by time and origin, citations that hold."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from newslab.compare import claims as claims_step
from newslab.compare import contrasts as contrasts_step
from newslab.compare.claims import find_claims
from newslab.compare.contrasts import build_contrasts
from newslab.tables import (
    CITATIONS,
    CLAIMS,
    CONTRASTS,
    COVERAGE,
    EMPHASIS,
    EVENTS,
    NAMES,
    SENTENCES,
    STORIES,
    TIMES,
    build,
    check,
    cite,
    empty,
    slice_hash,
)  # fmt: skip
from newslab.text.numbers import find_numbers
from newslab.text.sentences import find_sentences

Tables = tuple[pd.DataFrame, pd.DataFrame]


def _spans(articles: pd.DataFrame) -> Any:
    """What the span finders give, without the parser."""
    sentences, numbers = [], []
    for row in articles.itertuples():
        for place, (start, end) in enumerate(find_sentences(row.text)):
            sentences.append({"article_id": row.article_id, "start": start, "end": end, "position": place})
        for one in find_numbers(row.text):
            numbers.append({"article_id": row.article_id, "field": "text", **one})
    return SimpleNamespace(sentences=build(sentences, SENTENCES), numbers=pd.DataFrame(numbers, columns=[
        "article_id", "field", "start", "end", "text", "value", "unit", "of_what", "qualifier"]),
        times=empty(TIMES), names=empty(NAMES))  # fmt: skip


def _compared(
    *told: tuple[str, str, str], copies: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, Any]:
    """Contrasts of one event told by (source, time, text); the first sentence of each article cites the event."""
    articles = pd.DataFrame(
        {
            "article_id": [f"x{place}" for place in range(len(told))],
            "source": [source for source, _, _ in told],
            "published": pd.to_datetime([time for _, time, _ in told], utc=True),
            "text": [text for _, _, text in told],
        }
    )
    first = [(row.article_id, row.text[slice(*find_sentences(row.text)[0])]) for row in articles.itertuples()]
    citations = build([cite("e", article, words, 0) for article, words in first], CITATIONS)
    events = build([{"event_id": "e", "story_id": "s", "text": told[0][2]}], EVENTS)
    claims = find_claims(events, citations, _spans(articles), articles=articles)
    found, cited = build_contrasts(claims, empty(COVERAGE), empty(EMPHASIS), articles=articles, copies=copies)
    return check(found, CONTRASTS), check(cited, CITATIONS), articles.set_index("article_id").text


CREW = "The crew of the ferry Alba reached Port Ellen on Monday. "
VERDICTS = {
    "another figure": ("It carried 56 lifeboats and 300 sheep.", "It carried 65 lifeboats and 300 sheep.", "01T08", "contradiction"),
    "a higher toll later": ("The storm killed 12 fishermen off Islay.", "The storm killed 19 fishermen off Islay.", "02T08", "updated"),
    "the one named": ("Norway joined 21 other nations in the salvage fund.", "The salvage fund has 22 nations.", "01T09", "compatible"),
    "first of what": ("It was the first salvage treaty between the two ports.", "It was the first salvage treaty signed in the capital.", "01T08", "scope"),
    "a rounded share": ("The referendum was won with 50.89% of the vote.", "The referendum was won with 50.9 per cent.", "01T09", "compatible"),
    "a share written out": ("The toll on the pier rose to 2%.", "The toll on the pier rose to 2 per cent.", "01T09", "compatible"),
    "more people later": ("The ferry line stranded about 30,000 people on Monday.", "The ferry line stranded 34,800 people on Monday.", "02T08", "updated"),
    "a first figure": ("It lost nine crates, by first estimates.", "It lost seven crates.", "01T12", "updated"),
    "units of time": ("The rescue on the pier lasted three hours.", "The rescue on the pier lasted ninety minutes.", "01T09", "contradiction"),
    "an unbroken run": ("The port cut its dues for the eighth time since June.", "The cut in port dues was the seventh cut in a row.", "01T09", "scope"),
    "said of today": ("The captain met the harbour master in Oban today.", "The captain met the harbour master in Oban the previous day, the port said.", "02T08", "compatible"),
    "how sure": ("The owner sold weapons to pirates.", "The owner reportedly sold weapons to pirates.", "01T08", "modality"),
    "who says so": ("The rescue took three hours.", "The rescue took three hours, according to Wire.", "01T08", "same origin"),
    "set right": ("It was the 10th rescue of the season.", "It was the 11th rescue of the season. Correction: an earlier version miscounted.", "01T12", "correction"),
}  # fmt: skip


@pytest.mark.parametrize(("a", "b", "time", "verdict"), VERDICTS.values(), ids=VERDICTS)
def test_each_kind_of_difference_gets_its_verdict_and_both_sentences(a: str, b: str, time: str, verdict: str) -> None:
    found, cited, texts = _compared(("Wire", "2026-01-01T06", CREW + a), ("Post", f"2026-01-{time}", CREW + b))
    assert found.verdict.tolist() == [verdict], found.reason.tolist()
    sides = cited.set_index("side")
    assert texts["x0"][sides.start["a"] : sides.end["a"]] == a
    assert b.startswith(texts["x1"][sides.start["b"] : sides.end["b"]])
    assert found[["source", "other"]].values.tolist() == [["Wire", "Post"]]
    assert "Wire" in found.reason[0]


def test_every_citation_has_the_hash_of_its_words() -> None:
    a, b, _, _ = VERDICTS["another figure"]
    _, cited, texts = _compared(("Wire", "2026-01-01", CREW + a), ("Post", "2026-01-01", CREW + b))
    assert [slice_hash(texts[row.article_id][row.start : row.end]) for row in cited.itertuples()] == cited.hash.tolist()


def test_no_contrast_where_the_other_article_gives_the_figure_elsewhere() -> None:
    a, b, _, _ = VERDICTS["another figure"]
    later = " Her sister ship carried 56 lifeboats."
    assert _compared(("Wire", "2026-01-01", CREW + a), ("Post", "2026-01-01", CREW + b + later))[0].empty


def test_a_correction_of_the_same_source_is_no_contradiction() -> None:
    said = "It was the 10th voyage of the ferry Alba with sheep since 2010."
    mended = f"{said.replace('10th', '11th')} Correction: an earlier version of this text said the 10th voyage."
    found, _, _ = _compared(("Wire", "2026-02-01T06", CREW + said), ("Wire", "2026-02-01T15", CREW + mended))
    assert found.verdict.tolist() == ["correction"]


def test_one_source_that_moves_to_the_figure_of_another_updated_it() -> None:
    nine, eight = "Nine crates of pearls went overboard.", "Eight crates of pearls went overboard."
    told = [("Wire", "2026-02-01T06", CREW + nine), ("Post", "2026-02-01T15", CREW + eight)]
    assert _compared(*told)[0].verdict.tolist() == ["contradiction"]
    later = ("Wire", "2026-02-03T06", CREW + "Divers looked for the eight missing crates.")
    assert set(_compared(*told, later)[0].verdict) == {"updated"}


def test_a_month_that_both_name_is_no_contradiction_though_their_years_differ() -> None:
    launch = "The first part of the lighthouse mission will be launched in June."
    found, _, _ = _compared(("Wire", "2025-12-31", launch), ("Post", "2026-07-05", launch.replace("part", "half")))
    assert found.empty


def test_parts_of_one_story_are_compared_with_each_other() -> None:
    stories = build([{"story_id": "top", "title": "t", "n_articles": 2, "n_sources": 2}]
                    + [{"story_id": one, "parent_id": "top", "title": one, "n_articles": 1, "n_sources": 1} for one in "pq"],
                    STORIES)  # fmt: skip
    articles = pd.DataFrame({"article_id": ["x", "y"], "source": ["Wire", "Post"],
                             "text": ["The ferry Alba carried 56 lifeboats.", "The ferry Alba carried 65 lifeboats."]})  # fmt: skip
    events = build(
        [{"event_id": "e", "story_id": "p", "text": "a"}, {"event_id": "f", "story_id": "q", "text": "b"}], EVENTS
    )
    citations = build([cite("e", "x", articles.text[0], 0), cite("f", "y", articles.text[1], 0)], CITATIONS)
    claims = find_claims(events, citations, _spans(articles), articles=articles)
    apart, _ = build_contrasts(claims, empty(COVERAGE), empty(EMPHASIS), articles=articles)
    found, _ = build_contrasts(claims, empty(COVERAGE), empty(EMPHASIS), articles=articles, stories=stories)
    assert apart.empty
    assert found[["story_id", "verdict"]].values.tolist() == [["top", "contradiction"]]


@pytest.mark.parametrize(
    ("a", "b", "subject"),
    [
        ("The salvage cost the port $7 million.", "The salvage cost the port $9 million.", "the amount"),
        ("It carried 56 lifeboats and 300 sheep.", "It carried 65 lifeboats and 300 sheep.", "the number: lifeboats"),
        (
            "The salvage was told by 7 million people.",
            "The salvage was told by 9 million people.",
            "the number: people",
        ),
    ],
)
def test_a_difference_names_what_was_counted_and_no_scale(a: str, b: str, subject: str) -> None:
    found, _, _ = _compared(("Wire", "2026-01-01T06", CREW + a), ("Post", "2026-01-01T08", CREW + b))
    assert found.subject.tolist() == [subject]


def test_copies_of_one_text_do_not_contradict_each_other() -> None:
    a, b, _, _ = VERDICTS["another figure"]
    copies = pd.DataFrame({"article_id": ["x1"], "origin_id": ["x0"], "kind": ["near"]})
    found, _, _ = _compared(("Wire", "2026-01-01", CREW + a), ("Post", "2026-01-01", CREW + b), copies=copies)
    assert found.verdict.tolist() == ["same origin"]


def test_one_source_does_not_contradict_itself_and_many_repeats_are_one_contrast() -> None:
    a, b, _, _ = VERDICTS["another figure"]
    assert _compared(("Wire", "2026-01-01", CREW + a), ("Wire", "2026-01-01", CREW + b))[0].empty
    many = [("Wire", "2026-01-01", CREW + a), ("Post", "2026-01-01", CREW + b), ("Mail", "2026-01-01", CREW + b)]
    assert len(_compared(*many)[0]) == 1


def test_claims_hold_value_sentence_and_slot() -> None:
    articles = pd.DataFrame(
        {"article_id": ["x"], "text": ["Some 40 boats did not sail. It was the first strike in Oban."]}
    )
    citations = build([cite("e", "x", "Some 40 boats did not sail.", 0)], CITATIONS)
    events = build([{"event_id": "e", "story_id": "s", "text": "t"}], EVENTS)
    claims = check(find_claims(events, citations, _spans(articles), articles=articles), CLAIMS)
    values = claims.groupby("slot").value.agg(list).to_dict()
    assert values["polarity"] == ["not sail"]
    assert values["scope"] == ["first in Oban"]
    assert values["modality"] == ["happened", "happened"]
    assert claims.number.dropna().tolist() == [40]
    assert (claims.event_id == "e").all()
    assert articles.text[0][claims.start[0] : claims.end[0]] == "Some 40 boats did not sail."


def test_coverage_and_emphasis_become_contrasts_that_cite() -> None:
    articles = pd.DataFrame({"article_id": ["a", "b"], "source": ["Sun", "Post"], "title": ["Waste!", "Budget set"],
                             "text": ["Pure waste, they said. The waste grows.", "The budget was set."]})  # fmt: skip
    coverage = pd.DataFrame({"story_id": "s", "source": ["Sun", "Mail"], "share": [0.9, 0.0], "n": [9, 0], "q": [0.01, 0.02],
                             "expected": [2.0, 6.0], "low": [0.6, 0.0], "high": [1.0, 0.3], "article_ids": [["a"], []]})  # fmt: skip
    emphasis = pd.DataFrame({"story_id": "s", "source": ["Sun"], "term": ["waste"], "key": ["waste"], "n": [1], "q": [0.01],
                             "weight": [3.0], "z": [3.1], "low": [1.0], "high": [5.0], "count_here": [2], "count_other": [0],
                             "article_ids": [["a"]]})  # fmt: skip
    found, cited = build_contrasts(empty(CLAIMS), coverage, emphasis, articles=articles)
    assert sorted(found.kind) == ["coverage", "coverage", "emphasis"]
    assert set(found.contrast_id) == set(cited.cited_id)
    titles = cited[cited.field == "title"]
    assert {articles.title[0][row.start : row.end] for row in titles.itertuples() if row.article_id == "a"} == {
        "Waste!"
    }
    texts = cited[cited.field == "text"]
    assert [articles.text[0][row.start : row.end] for row in texts.itertuples()] == [
        "Pure waste, they said.",
        "The waste grows.",
    ]


def test_without_articles_nothing_is_told_since_nothing_can_be_cited() -> None:
    claims = build([{"event_id": "e", "slot": "number", "article_id": "a", "start": 0, "end": 3, "value": "3"}], CLAIMS)
    found, cited = build_contrasts(claims, empty(COVERAGE), empty(EMPHASIS))
    assert found.empty
    assert cited.empty


def test_a_figure_that_was_corrected_before_is_no_contradiction_with_another_source() -> None:
    said = "It was the 10th voyage of the ferry Alba with sheep since 2010."
    mended = f"{said.replace('10th', '11th')} Correction: an earlier version of this text said the 10th voyage."
    first, correction = ("Wire", "2026-02-01T06", CREW + said), ("Wire", "2026-02-01T15", CREW + mended)
    other = "It was the 11th voyage of the ferry Alba with goats since 2010."
    before = _compared(first, ("Post", "2026-02-01T09", CREW + other), correction)[0]
    after = _compared(first, correction, ("Post", "2026-02-02T09", CREW + other))[0]
    assert before[before.other == "Post"].verdict.tolist() == ["contradiction"]
    assert set(after.verdict) == {"correction"}


def test_every_article_that_says_the_same_is_cited_beside_the_judged_pair() -> None:
    a, b, _, _ = VERDICTS["another figure"]
    told = [("Wire", "2026-01-01", CREW + a), ("Post", "2026-01-02", CREW + b), ("Mail", "2026-01-03", CREW + b)]
    found, cited, _ = _compared(*told)
    assert found.verdict.tolist() == ["contradiction"]
    assert cited.groupby("side").article_id.agg(list).to_dict() == {"a": ["x0"], "b": ["x1", "x2"]}


@pytest.mark.parametrize("is_long", [True, False])
def test_progress_is_shown_for_long_work_only(is_long: bool, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    for step in (claims_step, contrasts_step):
        monkeypatch.setattr(step, "SHOWN", 1 if is_long else 1000)
    a, b, _, _ = VERDICTS["another figure"]
    _compared(("Wire", "2026-01-01", CREW + a), ("Post", "2026-01-01", CREW + b))
    told = capsys.readouterr().err
    assert [bar in told for bar in ("read claims: 100%", "compare sources: 100%")] == [is_long, is_long]


def test_an_outlet_spelled_two_ways_does_not_contradict_itself() -> None:
    a, b, _, _ = VERDICTS["another figure"]
    told = [("www.islaywire.example", "2026-01-01T06", CREW + a), ("Islay Wire", "2026-01-01T07", CREW + b)]
    assert "contradiction" not in _compared(*told)[0].verdict.tolist()
    assert _compared(("www.islaywire.example", *told[0][1:]), ("Islay Post", *told[1][1:]))[0].verdict.tolist() == [
        "contradiction"
    ]
