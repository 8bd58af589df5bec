import pandas as pd
import pytest

from newslab.digest.desk import Desk
from newslab.digest.headlines import find_headline
from newslab.digest.leads import core_events, find_coloured, find_disputed, find_overtaken, n_event_origins
from newslab.digest.wording import holds_value
from newslab.tables import CONTRACTS, build
from tests.report.story import STORY, make_corpus


@pytest.fixture(scope="module")
def corpus():
    return make_corpus()


@pytest.fixture(scope="module")
def desk(corpus):
    return Desk.of(corpus.tables)


def lines_of(desk):
    return desk.lines(desk.members[STORY])


def test_a_sentence_tells_the_event_it_holds_and_not_one_it_only_touches(desk):
    line = next(line for line in lines_of(desk) if "opened a joint ferry" in line.text)
    events = core_events(desk, *line.key, line.text)
    assert n_event_origins(desk, events) == max(int(desk.event_rows[key].n_sources) for key in desk.events_at[line.key])
    assert core_events(desk, *line.key, "Gulls were seen.") == []
    assert n_event_origins(desk, []) == 0


def test_both_sides_of_a_contradiction_are_disputed_and_nothing_else(desk):
    keys = find_disputed(desk, STORY, lines_of(desk))
    texts = [line.text for line in lines_of(desk) if line.key in keys]
    assert {"240" in text for text in texts} == {True, False}
    assert all("cars a day" in text for text in texts)
    assert find_overtaken(desk, STORY) == {"240", "190"}


def test_of_what_was_updated_only_the_older_report_is_disputed(corpus):
    contrasts = corpus.contrasts.assign(verdict="updated")
    desk = Desk.of({**corpus.tables, "contrasts": contrasts})
    keys = find_disputed(desk, STORY, lines_of(desk))
    days = {desk.day(article_id) for article_id, _ in keys}
    assert len(days) == 1
    assert len(find_overtaken(desk, STORY)) == 1


def test_own_words_that_judge_colour_a_sentence_and_quoted_ones_do_not(corpus):
    desk = Desk.of(corpus.tables)
    line = next(line for line in lines_of(desk) if "opened a joint ferry" in line.text)
    row = {
        "story_id": STORY, "source": "S", "article_id": line.article_id, "field": "text", "start": line.start,
        "end": line.start + 6, "text": "Halden", "term": "halden", "tone": "blame", "quoted": False, "n_other": 0,
        "sentence_start": line.start, "sentence_end": line.end,
    }  # fmt: skip
    for quoted in (False, True):
        loaded = build([{**row, "quoted": quoted}], CONTRACTS["loaded"])
        keys = find_coloured(Desk.of({**corpus.tables, "loaded": loaded}), STORY, lines_of(desk))
        assert (line.key in keys) is not quoted


def test_a_headline_gives_the_newer_count_where_a_title_of_the_matter_has_it():
    titles = {
        "a": "Halden council raises harbour fares for third time",
        "b": "Halden council raises harbour fares for third time, cites fuel",
        "c": "Halden council raises harbour fares again, now to nine crowns",
    }
    assert find_headline(titles)[1] == ["a", "b"]
    assert find_headline(titles, told=["Halden council raises fares."], overtaken=["third"])[1] == ["c"]
    assert find_headline({"a": titles["a"]}, overtaken=["third"])[1] == ["a"]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("A quake of 8.7 was felt", True),
        ("A quake of 18.7 was felt", False),
        ("It cost 8.75 crowns", False),
        ("Felt at 8.7.", True),
    ],
)
def test_a_value_is_held_as_a_whole_figure(text, holds):
    assert holds_value(text, ["8.7"]) is holds


def test_an_empty_desk_has_nothing_to_lead():
    desk = Desk.of({})
    assert find_disputed(desk, "s", []) == find_coloured(desk, "s", []) == find_overtaken(desk, "s") == frozenset()
    assert isinstance(desk.tables["loaded"], pd.DataFrame)
