from types import SimpleNamespace

import pytest

import newslab as nl
from tests.report.story import STORY, make_corpus


@pytest.fixture
def explorer():
    return nl.Explorer(make_corpus())


def test_the_first_story_is_shown_with_its_differences(explorer):
    assert explorer.story_id == STORY
    assert len(explorer.bars.base) == 6
    assert "240 cars" in explorer.sentences.value


def test_a_click_shows_the_sentences_by_source(explorer):
    place = [row[0] for row in explorer.bars.customdata].index("e2")
    explorer._on_click(explorer.bars, SimpleNamespace(point_inds=[place]), None)
    shown = explorer.sentences.value
    assert shown.index("Northern Wire") < shown.index("The Vikholm Post")
    assert "opened a joint ferry line on Monday after nine years" in shown


def test_choosing_another_story_redraws(explorer):
    corpus = make_corpus()
    assert [value for _, value in explorer.chooser.options] == [STORY]
    explorer.show_story("story-fish")
    assert list(explorer.bars.base or []) == []
    explorer.show_story(STORY)
    assert len(explorer.bars.base) == len(corpus.events)


def test_days_lie_behind_the_bars_so_that_a_thin_one_can_be_clicked(explorer):
    days, bars = explorer.figure.data
    assert list(days.x) == list(bars.base)
    assert list(days.y) == list(bars.y)
    assert days.marker.opacity == 0
    explorer.show_story("story-fish")
    assert list(days.x or []) == []


def test_hostile_words_are_escaped():
    corpus = make_corpus()
    changed = nl.Corpus(**{**corpus.tables, "events": corpus.events.assign(text="<img src=x onerror=alert(1)>")})
    explorer = nl.Explorer(changed)
    explorer.show_event("e2")
    assert "<img" not in explorer.sentences.value
    assert "&lt;img" in explorer.sentences.value


def test_an_empty_corpus_has_nothing_to_choose():
    explorer = nl.Explorer(nl.Corpus())
    assert explorer.story_id is None
    assert explorer.chooser.options == ()
