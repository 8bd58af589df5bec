from dataclasses import replace

import pytest

from newslab.report.changes import find_changes
from newslab.report.page import build_page
from newslab.report.shelf import Shelf
from tests.report.story import STORY, TEXTS, make_corpus


@pytest.fixture(scope="module")
def former():
    return make_corpus()


def without(corpus, key):
    """The same build before one article came."""
    cited = corpus.citations["article_id"] == key
    lone = set(corpus.citations.loc[cited, "cited_id"]) - set(corpus.citations.loc[~cited, "cited_id"])
    return replace(
        corpus,
        articles=corpus.articles[corpus.articles["article_id"] != key],
        members=corpus.members[corpus.members["article_id"] != key],
        sentences=corpus.sentences[corpus.sentences["article_id"] != key],
        citations=corpus.citations[~cited],
        passages=corpus.passages[~corpus.passages["passage_id"].isin(lone)],
        events=corpus.events[~corpus.events["event_id"].isin(lone)],
    )


def test_a_new_article_and_what_it_adds_are_named(former):
    before = without(former, "a6")
    page = build_page(former, STORY, since=before)
    changes = page.data["changes"]
    assert changes["n_new"] == 1
    assert changes["new_articles"] == [{"title": TEXTS["a6"][2], "source": "Bay Radio"}]
    assert any("complaint" in text for text in changes["new_passages"])
    text = page.to_html()
    assert "What changed since the former version" in text
    assert "1 new article" in text


def test_a_figure_that_changed_is_shown_beside_what_it_was(former):
    source, day, title, text = TEXTS["a2"]
    now = make_corpus({**TEXTS, "a2": (source, day, title, text.replace("nine years", "ten years"))})
    changes = find_changes(Shelf.of(former), Shelf.of(now), STORY)
    assert any("nine years" in before and "ten years" in after for before, after in changes["figures"])
    assert not any("ten years" in text for text in changes["new_passages"])
    assert changes["n_new"] == 0


def test_nothing_new_says_nothing_and_a_new_story_says_so(former):
    assert "<li>Nothing.</li>" in build_page(former, STORY, since=former).to_html()
    none = replace(former, stories=former.stories.head(0), members=former.members.head(0))
    assert "This story is new." in build_page(former, STORY, since=none).to_html()
    assert build_page(former, STORY).data["changes"] is None


def test_a_story_is_known_again_by_its_articles_when_its_id_changed(former):
    renamed = {
        "stories": former.stories.replace({"story_id": {STORY: "story-old"}, "parent_id": {STORY: "story-old"}}),
        "members": former.members.replace({"story_id": {STORY: "story-old"}}),
        "passages": former.passages.replace({"story_id": {STORY: "story-old"}}),
    }
    changes = find_changes(Shelf.of(replace(former, **renamed)), Shelf.of(former), STORY)
    assert changes["former"] == "story-old"
    assert changes["n_new"] == 0
    assert changes["new_passages"] == changes["gone_passages"] == []


def test_the_version_is_the_hash_of_what_is_told(former):
    first, again = build_page(former, STORY), build_page(make_corpus(), STORY, index="index.html")
    assert first.data["edition"] == again.data["edition"]
    assert build_page(without(former, "a6"), STORY).data["edition"] != first.data["edition"]
    assert f"Version {first.data['edition']}" in first.to_html()
