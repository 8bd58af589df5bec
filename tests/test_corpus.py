"""Corpus: what was saved comes back, and any changed byte or word is named."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

import newslab as nl
from newslab.corpus import Corpus, images_of, verify_folder
from newslab.errors import OptionError, ReadError, TableError
from newslab.tables import ARTICLES, CITATIONS, CONTRACTS, EVENTS, SENTENCES, build, cite

TEXT = "The ferry left at noon. Nobody was hurt, the harbour office said."


def small(**changed) -> Corpus:
    articles = build([{"article_id": "a", "text": TEXT, "title": "Ferry leaves", "authors": ["A. Writer"]}], ARTICLES)
    sentences = [{"article_id": "a", "start": 0, "end": 23, "position": 0}]
    sentences += [{"article_id": "a", "start": 24, "end": len(TEXT), "position": 1}]
    event = {"event_id": "event-1", "text": "The ferry left at noon.", "n_sources": 1, "first_day": "2026-02-02"}
    tables = {
        "articles": articles,
        "sentences": build(sentences, SENTENCES),
        "events": build([event], EVENTS),
        "citations": build([cite("event-1", "a", TEXT[:23], 0)], CITATIONS),
    }
    return Corpus(**{**tables, **changed})


def test_a_saved_corpus_comes_back_as_it_was(tmp_path):
    corpus = small()
    corpus.save(tmp_path)
    again = Corpus.load(tmp_path)
    for name, table in corpus.tables.items():
        pd.testing.assert_frame_equal(getattr(again, name), table)
    assert verify_folder(tmp_path).empty
    assert again.verify().empty


def test_two_saves_are_equal_byte_for_byte(tmp_path):
    small().save(tmp_path / "one")
    small().save(tmp_path / "two")
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


WRONG = {
    "other words": (cite("event-1", "a", "The ferry sank at noon", 0), "the words are not those that were cited"),
    "beyond the text": (cite("event-1", "a", "x", 5000), "the words are not those that were cited"),
    "over two sentences": (cite("event-1", "a", TEXT[10:40], 10), "does not lie inside one sentence"),
    "no such article": (cite("event-1", "b", "The ferry", 0), "the words are not those that were cited"),
    "other statement": (cite("event-9", "a", TEXT[:23], 0), "event-1 has no citation"),
}


@pytest.mark.parametrize(("row", "told"), WRONG.values(), ids=WRONG)
def test_a_citation_that_does_not_hold_is_never_saved(tmp_path, row, told):
    corpus = small(citations=build([row], CITATIONS))
    with pytest.raises(TableError, match=told):
        corpus.save(tmp_path)
    assert told in " ".join(corpus.verify()["difference"])


def test_a_wrong_count_of_origins_is_told():
    event = {"event_id": "event-1", "text": "The ferry left at noon.", "n_sources": 2}
    with pytest.raises(TableError, match="says 2, its citations have 1 origins"):
        small(events=build([event], EVENTS)).check()


def file(folder, name):
    return next(folder.glob(f"{name}-*.parquet"))


@pytest.mark.parametrize("name", ["events", "citations", "manifest"])
def test_a_single_changed_byte_is_named(tmp_path, name):
    small().save(tmp_path)
    path = tmp_path / "manifest.json" if name == "manifest" else file(tmp_path, name)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(bytes(raw))
    assert verify_folder(tmp_path)["place"].tolist() == [path.name]


def test_a_missing_or_short_file_is_named(tmp_path):
    small().save(tmp_path)
    gone, short = file(tmp_path, "events"), file(tmp_path, "stories")
    gone.unlink()
    short.write_bytes(short.read_bytes()[:-9])
    assert set(verify_folder(tmp_path)["place"]) == {gone.name, short.name}
    with pytest.raises(ReadError, match=rf"{gone.name}|{short.name}"):
        Corpus.load(tmp_path)


def test_a_folder_without_a_corpus_is_told(tmp_path):
    with pytest.raises(ReadError, match=r"no manifest\.json"):
        verify_folder(tmp_path)


def test_a_newer_format_is_refused(tmp_path):
    small().save(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps({**manifest, "format": 99}))
    with pytest.raises(ReadError, match="format 99 is newer"):
        Corpus.load(tmp_path)


def test_one_picture_shown_twice_is_one():
    picture = {"url": "https://wire.example/a.jpg", "caption": "A ferry", "credit": "Wire", "rights": None}
    articles = pd.DataFrame({"article_id": ["a", "b", "c"], "images": [[picture], [picture], None]})
    images = images_of(articles)
    assert images["article_id"].tolist() == ["a", "b"]
    assert images["same_as"].isna().tolist() == [True, False]
    assert images["same_as"][1] == "a"


def test_the_notebook_view_lists_tables_and_escapes():
    assert "<td>events</td>" in small()._repr_html_()
    assert repr(small()).startswith("Corpus(articles: 1")


def test_a_story_comes_with_its_parts():
    stories = pd.DataFrame({"story_id": ["whole", "b", "a", "other"], "parent_id": [None, "whole", "whole", None],
                            "title": list("wbao"), "n_articles": 1, "n_sources": 1})  # fmt: skip
    corpus = Corpus(stories=stories)
    assert corpus.family("whole") == ["whole", "a", "b"]
    assert corpus.family("a") == ["a"]
    with pytest.raises(OptionError, match="no story 'nope' among the 4"):
        corpus.family("nope")


def of_stories() -> Corpus:
    """Return a corpus with one story."""
    stories = {"story_id": ["s"], "title": ["Ferry leaves"], "n_articles": [1], "n_sources": [1]}
    return small(
        stories=build(stories, CONTRACTS["stories"]),
        members=build({"story_id": ["s"], "article_id": ["a"]}, CONTRACTS["members"]),
        contrasts=build({"contrast_id": ["c"], "kind": ["number"], "story_id": ["s"]}, CONTRACTS["contrasts"]),
    )


VIEWS = {
    "page": lambda corpus, _: nl.build_page(corpus, "s"),
    "explorer": lambda corpus, _: nl.build_explorer(corpus),
    "widget": lambda corpus, _: nl.Explorer(corpus).selection,
    "timeline": lambda corpus, _: nl.build_timeline(corpus, "s"),
    "report": lambda corpus, _: nl.build_report(corpus),
    "builds": lambda corpus, _: nl.compare_builds(of_stories(), corpus),
    "family": lambda corpus, _: corpus.family("s"),
    "verify": lambda corpus, _: corpus.verify(),
    "save": lambda corpus, folder: replace(corpus, contrasts=Corpus().contrasts).save(folder),
    "references": lambda corpus, folder: corpus.to_references(folder / "a.bib"),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_tables_without_some_columns_are_completed_or_refused_in_one_line(view, tmp_path):
    view(of_stories(), tmp_path)
    for name in ("articles", "sentences", "events", "stories", "members"):
        for column, asked in CONTRACTS[name].columns.items():
            if (name, column) == ("events", "n_sources"):
                continue  # a count of none is one that its citations contradict
            corpus = of_stories()
            lacking = replace(corpus, **{name: getattr(corpus, name).drop(columns=column)})
            try:
                view(lacking, tmp_path)
            except TableError as error:
                assert asked.required and f"{name}.{column}: the column is missing" in str(error)


def test_a_column_of_another_type_that_holds_the_same_is_no_change(tmp_path):
    corpus = replace(
        of_stories(), citations=pd.concat([small().citations, build([cite("c", "a", TEXT[:23], 0)], CITATIONS)])
    )
    corpus.save(tmp_path)
    again = Corpus.load(tmp_path)
    loose = replace(again, contrasts=again.contrasts.assign(kind=again.contrasts["kind"].astype("object")))
    assert loose.verify().empty
    assert nl.compare_builds(again, loose).empty
