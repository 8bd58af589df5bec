"""Coverage: copies count once, expectation follows volume, small stories are not tested, silence is."""

from __future__ import annotations

import pandas as pd
import pytest

from newslab.compare.coverage import score_coverage
from newslab.compare.origins import score_origins
from newslab.errors import OptionError, TableError
from newslab.tables import ARTICLES, COVERAGE, MEMBERS, check, empty


def _news(spec: dict[str, int], story: str = "s") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Articles of a story by number per source, each published an hour after the one before."""
    rows = [(source, place) for source, n in spec.items() for place in range(n)]
    articles = pd.DataFrame(
        {
            "article_id": [f"{story}-{source}-{place}" for source, place in rows],
            "source": [source for source, _ in rows],
            "text": "words",
            "published": pd.date_range("2026-01-01", periods=len(rows), freq="h", tz="UTC"),
        }
    )
    return articles, pd.DataFrame({"story_id": story, "article_id": articles.article_id})


def _two_stories() -> tuple[pd.DataFrame, pd.DataFrame]:
    first, second = _news({"Wire": 30, "Post": 30, "Mute": 0}, "a"), _news({"Wire": 5, "Post": 25, "Mute": 30}, "b")
    return pd.concat([first[0], second[0]], ignore_index=True), pd.concat([first[1], second[1]], ignore_index=True)


def test_shares_of_a_story_are_counts_over_its_origins() -> None:
    found = score_coverage(*_news({"Wire": 3, "Post": 1})).set_index("source")
    assert found.share.to_dict() == {"Wire": 0.75, "Post": 0.25}
    assert (found.low <= found.share).all()
    assert (found.share <= found.high).all()


def test_a_source_that_prints_one_text_twice_is_counted_once() -> None:
    articles, members = _news({"Wire": 3, "Post": 1})
    copies = pd.DataFrame({"article_id": ["s-Wire-1"], "origin_id": ["s-Wire-0"], "kind": ["same"]})
    found = score_coverage(articles, members, copies).set_index("source")
    assert found.n["Wire"] == 2
    assert found.n_articles["Wire"] == 3


def test_carrying_the_wires_text_is_coverage_but_no_further_origin() -> None:
    articles, members = _news({"Wire": 1, "Post": 1, "Mail": 1})
    copies = pd.DataFrame({"article_id": ["s-Post-0", "s-Mail-0"], "origin_id": "s-Wire-0", "kind": "near"})
    found = score_coverage(articles, members, copies)
    assert found.n.tolist() == [1, 1, 1]
    assert found.share.tolist() == [1.0, 1.0, 1.0]


def test_expected_counts_follow_volume_and_sum_to_the_counts() -> None:
    found = score_coverage(*_two_stories())
    assert found.groupby("story_id").expected.sum().round(6).tolist() == found.groupby("story_id").n.sum().tolist()


def test_silence_is_told_with_a_test_and_only_of_a_source_that_published() -> None:
    articles, members = _two_stories()
    quiet = articles.source.eq("Mute")
    articles.loc[quiet, "published"] = pd.Timestamp("2026-01-02", tz="UTC")
    found = score_coverage(articles, members).set_index(["story_id", "source"])
    assert found.n["a", "Mute"] == 0
    assert found.q["a", "Mute"] < 0.05
    articles.loc[quiet, "published"] = pd.Timestamp("2030-01-02", tz="UTC")
    assert ("a", "Mute") not in score_coverage(articles, members).set_index(["story_id", "source"]).index


def test_a_story_of_few_texts_is_not_tested() -> None:
    few, many = _news({"Wire": 4}, "few"), _news({"Wire": 5, "Post": 25}, "many")
    found = score_coverage(pd.concat([few[0], many[0]]), pd.concat([few[1], many[1]]))
    assert found[found.story_id == "few"].q.isna().all()
    assert found[found.story_id == "many"].q.notna().all()


def test_who_broke_it_and_how_long_after_the_others_followed() -> None:
    found = score_coverage(*_news({"Wire": 2, "Post": 1})).set_index("source")
    assert found.hours_after_first.to_dict() == {"Wire": 0.0, "Post": 2.0}


def test_who_followed_has_a_place_and_equal_times_share_one() -> None:
    articles, members = _news({"Wire": 1, "Post": 1, "Mail": 1})
    articles.loc[1:, "published"] = pd.Timestamp("2026-01-02", tz="UTC")
    assert score_coverage(articles, members).set_index("source").place.to_dict() == {"Wire": 1, "Post": 2, "Mail": 2}


def test_groups_of_outlets_are_compared_as_outlets_are() -> None:
    articles, members = _news({"Wire": 3, "Post": 1, "Mail": 2})
    articles["country"] = articles.source.map({"Wire": "Utopia", "Post": "Utopia", "Mail": "Erewhon"})
    found = score_coverage(articles, members, by="country").set_index("source")
    assert found.n.to_dict() == {"Utopia": 4, "Erewhon": 2}
    with pytest.raises(OptionError, match="found owner"):
        score_coverage(articles, members, by="owner")


@pytest.mark.parametrize("key", ["topic_id", "event_id", "cited_id"])
def test_topics_and_events_are_covered_too(key: str) -> None:
    articles, members = _news({"Wire": 3, "Post": 1})
    other = pd.concat([members, members]).rename(columns={"story_id": key})
    pd.testing.assert_frame_equal(score_coverage(articles, other), score_coverage(articles, members))
    with pytest.raises(TableError, match="story_id"):
        score_coverage(articles, members[["article_id"]])


def test_row_order_does_not_change_the_table() -> None:
    articles, members = _two_stories()
    shuffled = articles.sample(frac=1, random_state=1), members.sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(score_coverage(articles, members), score_coverage(*shuffled))


def test_empty_unnamed_and_one_row_tables_work() -> None:
    assert score_coverage(empty(ARTICLES), empty(MEMBERS)).empty
    articles, members = _news({"Wire": 1})
    assert len(check(score_coverage(articles, members), COVERAGE)) == 1
    nothing = score_coverage(articles.assign(source=None), members)
    assert nothing.empty
    assert nothing.columns.tolist() == score_coverage(*_news({"Wire": 2, "Post": 1})).columns.tolist()


def test_a_broken_table_is_named() -> None:
    with pytest.raises(TableError, match="story_id"):
        score_coverage(empty(ARTICLES), pd.DataFrame({"article_id": ["a"]}))


def test_origins_follow_chains_and_end_in_circles() -> None:
    articles = pd.DataFrame({"article_id": list("abcd"), "text": "x"})
    copies = pd.DataFrame(
        {"article_id": list("bcad"), "origin_id": list("abbx"), "kind": ["same", "same", "same", "attributed"]}
    )
    assert score_origins(articles, copies).tolist() == ["a", "a", "a", "d"]
