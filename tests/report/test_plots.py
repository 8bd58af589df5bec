import json

import pandas as pd
import pytest

import newslab as nl
from newslab.report.plots import DAY_MS
from tests.report.story import make_corpus

EVIL = "<b>x</b><a href='javascript:1'>y</a>"


@pytest.fixture(scope="module")
def corpus():
    return make_corpus()


def test_a_timeline_draws_bars_as_long_as_the_dates_are_uncertain(corpus):
    figure = nl.plot_timeline(corpus.events, citations=corpus.citations)
    trace = figure.data[0]
    assert len(figure.data) == 1
    assert figure.layout.xaxis.type == "date"
    assert list(trace.base[:3]) == ["1953-01-01", "2010-01-01", "2026-02-02"]
    assert trace.x[0] == 365 * DAY_MS
    assert trace.x[2] == DAY_MS
    assert list(trace.customdata[2]) == ["e2", "a1", "a2"]


def test_much_background_does_not_push_the_news_out_of_sight():
    days = ["1953", "1988", "2010", "2023", "2024", "2024-11-04", "2026-01-17", "2026-01-23"]
    table = pd.DataFrame({"event_id": list("abcdefgh"), "text": ["It happened."] * 8, "first_day": days,
                          "last_day": days, "n_sources": [5, 5, 5, 5, 5, 5, 1, 1], "modality": ["happened"] * 8})  # fmt: skip
    first, last = nl.plot_timeline(table).layout.xaxis.range
    assert first > "2025"
    assert last > "2026-01-23"


def dated(*days: str, **columns) -> pd.DataFrame:
    """Make an EVENTS table of first and last days; "1912" is that year, "2025-03" that month."""
    spans = [(pd.Period(day).start_time.floor("D"), pd.Period(day).end_time.floor("D")) for day in days]
    table = pd.DataFrame({"event_id": [f"e{n}" for n in range(len(days))], "text": "It happened.", "n_sources": 1,
                          "first_day": [low for low, _ in spans], "last_day": [high for _, high in spans]})  # fmt: skip
    return table.assign(**columns)


MARCH = [f"2025-03-{day:02d}" for day in (1, 1, 2, 6, 7, 14)]
MOON = [  # a story of the sample: one forecast was on its axis, and 19 arrows
    "1972", "2023", "2023-04", "2024", "2024", "2024-02", "2025-01", "2025-01-15", "2025-02-27", "2025-02-28", "2025-03-01",
    "2025-03-02", "2025-03-02", "2025-03-02", "2025-03-06", "2025-03-07", "2025-03-14", "2025-03-16", "2025-06-05",
    "2025-06-06", "2027",
]  # fmt: skip
AXES = {
    "landings on the moon": (MOON, "2024-12", "2025-06"),
    "one forecast taken for an event does not move the axis": (
        ["1972", "2024-02", *MARCH, "2027-12-01"],
        "2025-02",
        "2025-03",
    ),
    "a second run of news not far away belongs to it": (
        ["1972", *MARCH, "2025-05-20", "2025-05-21"],
        "2025-02",
        "2025-05",
    ),
    "the longest run counts, not the last": ([*MARCH, "2026-12-01", "2026-12-02"], "2025-02", "2025-03"),
    "years of steady news are shown whole": (
        [f"20{y}-0{m}-01" for y in (20, 21, 22, 23) for m in range(1, 9)],
        "2019",
        "2023",
    ),
    "a month is not folded": (["2025-02-10", *MARCH], "2025-02", "2025-03"),
    "history alone is shown whole": (["1953", "1988", "2010"], "1950", "2013"),
    "two lone days are shown whole": (["1953-07-27", "2026-01-17"], "1950", "2028"),
    "one day": (["2025-03-02"], "2025-02-28", "2025-03-05"),
    "the first and last years of the calendar": (["0001-01-01", "9999-12-31"], "0001", "9999"),
}


@pytest.mark.parametrize(("days", "first", "last"), AXES.values(), ids=AXES)
def test_the_axis_fits_the_events_that_the_news_is_about(days, first, last):
    shown = nl.plot_timeline(dated(*days)).layout.xaxis.range
    assert (shown[0][: len(first)], shown[1][: len(last)]) == (first, last)


def test_an_event_outside_the_days_shown_has_an_arrow_on_its_line_and_is_counted():
    figure = nl.plot_timeline(
        dated("1953", "2010", "2024", "2026-01-15", "2026-01-17", "2026-01-23", "2026-01-25", "2031")
    )
    arrows = figure.layout.annotations
    assert [(arrow.y, arrow.text, arrow.x) for arrow in arrows] == [(0, "◂", 0), (1, "◂", 0), (2, "◂", 0), (7, "▸", 1)]
    assert figure.layout.xaxis.title.text == "4 events before (◂) or after (▸) the days shown"
    near = nl.plot_timeline(dated("2026-01-15", "2026-01-17", "2026-01-23", "2026-01-25")).layout
    assert not near.annotations
    assert not near.xaxis.title.text


def test_figures_are_json_without_integers_for_days(corpus):
    shown = json.loads(nl.plot_timeline(corpus.events).to_json())
    assert all(isinstance(base, str) for base in shown["data"][0]["base"])
    topics = json.loads(nl.plot_topics(corpus.topic_trend, corpus.topics).to_json())
    assert topics["data"][0]["x"] == ["2026-02-02"]


def test_labels_keep_whole_words_and_marks_as_they_are_written():
    table = dated("2026-02-02").assign(
        text='He called it "a bridge too far & no more" in a long and winding sentence of his own.'
    )
    label = nl.plot_timeline(table).layout.yaxis.ticktext[0]
    assert '"a bridge' in label and "&quot;" not in label and "&amp;" in label
    assert "winding…" in label or "long…" in label


def test_a_group_has_one_colour_in_every_figure():
    trend = pd.DataFrame(
        {"topic_id": ["t"] * 3, "source": ["right", "left", "centre"], "period": "2026-02-02", "n": [3, 2, 1]}
    )
    speakers = pd.DataFrame({"group": ["left", "right"], "speaker": ["A", "B"], "n_quotes": 1, "n_words": [9, 5], "share": 1.0,
                             "n_statements": 0, "n_articles": 1})  # fmt: skip
    stress = pd.DataFrame(
        {
            "story_id": "s",
            "source": ["right", "left", "centre"],
            "term": ["x", "y", "z"],
            "weight": 1.0,
            "z": 2.0,
            "n": 3,
        }
    )
    topics = {bar.name: bar.marker.color for bar in nl.plot_topics(trend).data}
    assert {dots.name: dots.marker.color for dots in nl.plot_emphasis(stress).data} == topics
    assert len(set(topics.values())) == 3
    assert nl.plot_speakers(speakers).data[0].marker.color != nl.plot_speakers(speakers).data[1].marker.color


def test_the_heat_map_of_topics_gives_shares_of_all_articles_of_a_group():
    trend = pd.DataFrame({"topic_id": ["t", "u"], "source": "Post", "period": None, "n": [3, 1], "share": [0.3, 0.1]})
    figure = nl.plot_topic_shares(trend)
    assert figure.to_frame()["share"].round(6).tolist() == [0.3, 0.1]
    assert "4 articles on 2 topics, of 10 of these sources" in figure.layout.title.text


def test_omissions_are_of_one_story_with_its_title():
    rows = pd.DataFrame({"contrast_id": list("abc"), "story_id": ["s1", "s2", "s2p"], "kind": "omission", "source": "Post", "other": "Mail",
                         "value": ["one", "two", "three"], "shown": True, "p": [0.9, 0.6, 0.6], "verdict": "omission"})  # fmt: skip
    stories = pd.DataFrame(
        {
            "story_id": ["s1", "s2", "s2p"],
            "parent_id": [None, None, "s2"],
            "title": ["First", "Second", "Part"],
            "n_articles": 2,
            "n_sources": 2,
        }
    )
    figure = nl.plot_omissions(rows, None, stories)
    assert "Second" in figure.layout.title.text
    assert sorted(figure.to_frame()["value"]) == ["three", "two"]
    assert nl.plot_omissions(rows, None, stories, story="s1").to_frame()["value"].tolist() == ["one"]


def test_every_bar_can_be_seen_and_every_source_is_in_the_legend():
    rows = [("a", "Post", "2026-01-01"), ("a", "Post", "2026-02-01"), ("b", "Star", "2026-01-01")]
    trend = pd.DataFrame([(*row, 1) for row in rows], columns=["topic_id", "source", "period", "n"])
    figure = nl.plot_topics(trend)
    month = 31 * 86_400_000
    assert all(month / 2 < width < month for trace in figure.data for width in trace.width)
    assert sorted(trace.name for trace in figure.data if trace.showlegend) == ["Post", "Star"]


def test_words_of_articles_are_no_tags(corpus):
    figures = (
        nl.plot_timeline(corpus.events.assign(text=EVIL)),
        nl.plot_coverage(
            corpus.coverage.assign(source=[EVIL + str(i) for i in range(len(corpus.coverage))]), corpus.stories
        ),
        nl.plot_topics(corpus.topic_trend.assign(source=EVIL), corpus.topics.assign(label=EVIL)),
        nl.plot_emphasis(
            corpus.emphasis.assign(term=[EVIL + str(i) for i in range(len(corpus.emphasis))], source=EVIL)
        ),
    )
    for figure in figures:
        names = [*figure.layout.yaxis.ticktext] if figure.layout.yaxis.ticktext else []
        shown = json.dumps(
            [names, figure.to_plotly_json()["layout"].get("annotations", []), [t.name for t in figure.data]],
            default=str,
        )
        assert "<a href" not in shown
        assert "javascript:1'>y" not in shown


def test_coverage_shows_stories_and_no_parts(corpus):
    figure = nl.plot_coverage(corpus.coverage, corpus.stories)
    assert list(figure.data[0].y) == ["Halden and Vikholm open first joint ferry line"]
    assert set(figure.data[0].x) == set(corpus.articles["source"])


def test_emphasis_has_intervals(corpus):
    trace = nl.plot_emphasis(corpus.emphasis).data[0]
    assert trace.error_x.array[0] == pytest.approx(0.9)
    assert trace.error_x.arrayminus[0] == pytest.approx(1.0)


@pytest.mark.parametrize("plot", [nl.plot_timeline, nl.plot_coverage, nl.plot_topics, nl.plot_emphasis])
def test_nothing_to_draw_is_an_empty_figure(plot):
    assert plot(pd.DataFrame()).to_json()


def test_the_input_is_not_changed(corpus):
    before = corpus.emphasis.copy()
    nl.plot_emphasis(corpus.emphasis)
    pd.testing.assert_frame_equal(corpus.emphasis, before)
