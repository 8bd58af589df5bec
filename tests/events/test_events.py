"""Events of articles: the right day, the right words, every witness once, whatever the order of rows."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from newslab.events.events import build_events
from newslab.events.main_event import find_events
from newslab.tables import ARTICLES, MEMBERS, build, check, slice_hash
from newslab.text.spans import find_spans

REPORT = (
    "SEOUL, Jan. 24 (Agency) -- Minister Ann Berg met Secretary Juan Ortiz in Lisbon the previous day, the ministry "
    "said on Saturday. The two countries founded a bank in 2010. Berg will sign a treaty in May, the ministry said."
)
ROWS = [
    ("a", "Berg meets Ortiz in Lisbon", REPORT, "2026-01-24"),
    (
        "b",
        "Ortiz receives Berg",
        "Secretary Juan Ortiz met Minister Ann Berg in Lisbon on Friday for talks.",
        "2026-01-23",
    ),
    (
        "c",
        "Ortiz receives Berg",
        "Secretary Juan Ortiz met Minister Ann Berg in Lisbon on Friday for talks.",
        "2026-01-23",
    ),
    ("d", "Storm", "A storm sank three boats off Lisbon on 20 January 2026, the coast guard said.", "2026-01-21"),
]
COPIES = pd.DataFrame({"article_id": ["c"], "origin_id": ["b"], "similarity": [1.0], "kind": ["same"]})
STORY = {"a": "s1", "b": "s1", "c": "s1", "d": "s2"}


def make(rows: list[tuple[str, str, str, str]]) -> tuple[pd.DataFrame, Any, pd.DataFrame]:
    articles = build(
        [
            {"article_id": key, "title": title, "text": text, "published": day, "published_day": day, "language": "en"}
            for key, title, text, day in rows
        ],
        ARTICLES,
    )
    members = [{"story_id": STORY[key], "article_id": key, "score": 1.0} for key, *_ in rows]
    return articles, find_spans(articles), build(members, MEMBERS)


@pytest.fixture(scope="module")
def built() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    articles, spans, members = make(ROWS)
    events, citations = build_events(articles, spans, members, copies=COPIES)
    return articles, events, citations


def meeting(events: pd.DataFrame) -> Any:
    (row,) = events[events["text"].str.contains("met")].itertuples()
    return row


def test_the_event_is_on_its_day_not_on_that_of_the_report(built: tuple[pd.DataFrame, ...]) -> None:
    assert str(meeting(built[1]).first_day)[:10] == "2026-01-23"


def test_reports_of_one_meeting_are_one_event_with_two_origins(built: tuple[pd.DataFrame, ...]) -> None:
    row = meeting(built[1])
    cited = built[2][built[2]["cited_id"] == row.event_id]
    assert set(cited["article_id"]) == {"a", "b", "c"}
    assert row.n_sources == 2  # b and c are one text
    assert row.n_mentions == len(cited)
    assert row.n_later == 1


def test_history_keeps_its_precision(built: tuple[pd.DataFrame, ...]) -> None:
    (row,) = built[1][built[1]["edtf"] == "2010"].itertuples()
    assert row.precision == "year"
    assert str(row.last_day)[:10] == "2010-12-31"


def test_what_will_be_is_planned(built: tuple[pd.DataFrame, ...]) -> None:
    (row,) = built[1][built[1]["text"].str.contains("treaty")].itertuples()
    assert row.modality == "planned"
    assert row.precision == "month"


def test_stories_are_not_mixed(built: tuple[pd.DataFrame, ...]) -> None:
    (row,) = built[1][built[1]["text"].str.contains("boats")].itertuples()
    assert row.story_id == "s2"
    assert row.where == "Lisbon"


def test_texts_are_words_of_cited_sentences_without_dateline(built: tuple[pd.DataFrame, ...]) -> None:
    articles, events, citations = built
    fields = articles.set_index("article_id")
    for cited in citations.itertuples():
        words = fields.loc[cited.article_id, cited.field][cited.start : cited.end]
        assert slice_hash(words) == cited.hash
    for event in events.itertuples():
        texts = [
            fields.loc[c.article_id, c.field] for c in citations[citations["cited_id"] == event.event_id].itertuples()
        ]
        assert any(event.text.rstrip(".")[1:] in text for text in texts)
        assert "Agency" not in event.text


def test_row_order_does_not_matter(built: tuple[pd.DataFrame, ...]) -> None:
    articles, spans, members = make(ROWS[::-1])
    events, citations = build_events(articles, spans, members.iloc[::-1], copies=COPIES)
    pd.testing.assert_frame_equal(events, built[1])
    pd.testing.assert_frame_equal(citations, built[2])


def test_input_is_not_changed() -> None:
    articles, spans, members = make(ROWS[:1])
    before = articles.copy(deep=True)
    build_events(articles, spans, members)
    pd.testing.assert_frame_equal(articles, before)


HARD = {
    "empty": [],
    "one word": [("a", "", "Rain.", "2026-01-24")],
    "no date known": [("a", "A title", "Something was said of something.", None)],
    "non-Latin": [("a", "Заголовок", "Встреча прошла в понедельник. 会議は月曜日に行われた。", "2026-01-24")],
    "typography": [("a", "Talks", "Korea\u2011Poland talks began on Feb.\u202f2, 2026 in War\u00adsaw.", "2026-02-03")],
}


@pytest.mark.parametrize("rows", HARD.values(), ids=HARD)
def test_hard_inputs_give_valid_tables(rows: list[tuple[str, str, str, str]]) -> None:
    articles, spans, members = make(rows)
    events, citations = build_events(articles, spans, members)
    assert set(citations["cited_id"]) == set(events["event_id"])
    assert list(check(articles, ARTICLES)["article_id"]) == [row[0] for row in rows]


def test_a_date_with_narrow_spaces_is_read() -> None:
    articles, spans, members = make(HARD["typography"])
    events, _ = build_events(articles, spans, members)
    assert [str(day)[:10] for day in events["first_day"]] == ["2026-02-02"]


HEADLINES = {
    "subject, verb, object": ("Divers find bronze cannon off Bergen", "Divers", "find bronze cannon"),
    "cause cut off": ("Bank cuts rates after inflation falls", "Bank", "cuts rates"),
    "purpose cut off": ("Mayor visits school for talks with teachers", "Mayor", "visits school"),
}


@pytest.mark.parametrize(("title", "who", "what"), HEADLINES.values(), ids=HEADLINES)
def test_the_headline_says_who_and_what(title: str, who: str, what: str) -> None:
    main = find_events(title, f"{title} on Monday, officials said.", "2026-01-06")[0]
    assert (main["who"], main["day"]) == (who, "2026-01-05")
    assert main["what"].startswith(what)
    assert "after" not in main["what"]


def test_main_event_without_a_day_has_that_of_publication() -> None:
    main = find_events("Divers find cannon", "Divers have found a cannon off Bergen.", "2026-01-06")[0]
    assert (main["day"], main["when"]) == ("2026-01-06", "January 6, 2026")


def test_nothing_in_nothing_out() -> None:
    assert find_events("", "") == []


UNDATED = [
    ("a", "Ferry sinks", "The ferry Solveig sank off Bergen on 18 January 2026. Nine sailors were rescued.", "2026-01-19"),
    ("b", "Questions", "An inquiry is under way. Two ministers gave evidence. The ferry Solveig sank off Bergen in a "
     "storm. No owner spoke to reporters.", "2026-01-20"),
    ("c", "Tides", "The moon was high. Two ministers spoke. A cargo ship ran aground near Oslo.", "2026-01-20"),
]  # fmt: skip


def test_an_undated_sentence_joins_the_event_that_it_repeats() -> None:
    articles = build(
        [
            {"article_id": key, "title": title, "text": text, "published": day, "published_day": day, "language": "en"}
            for key, title, text, day in UNDATED
        ],
        ARTICLES,
    )
    members = build([{"story_id": "s1", "article_id": key, "score": 1.0} for key, *_ in UNDATED], MEMBERS)
    events, citations = build_events(articles, find_spans(articles), members)
    (sinking,) = events[events["text"].str.contains("Solveig")].itertuples()
    assert str(sinking.first_day)[:10] == "2026-01-18"
    assert set(citations[citations["cited_id"] == sinking.event_id]["article_id"]) >= {"a", "b"}
    assert "c" not in set(citations[citations["cited_id"] == sinking.event_id]["article_id"])


def test_two_that_print_one_sentence_of_a_wire_are_one_origin_with_one_vote() -> None:
    wire = "A storm sank three boats off Lisbon on 20 January 2026 and broke the mole, the coast guard said."
    rows = [
        ("a", "Boats lost", f"{wire} Ana Reis of this paper saw the boats leave.", "2026-01-21"),
        ("b", "Storm", f"The cafes of the harbour stayed shut. {wire}", "2026-01-21"),
        ("c", "Sea", "Off Lisbon a storm sank three boats on 20 January 2026, fishermen said.", "2026-01-21"),
    ]
    for kept, n in ((rows[:2], 1), (rows, 2)):
        (storm,) = build_events(*make(kept))[0].query("text.str.contains('sank')").itertuples()
        assert (storm.n_sources, storm.n_mentions) == (n, len(kept))
