"""Verification by computing anew: what was edited is named though every hash was made again."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest

import newslab as nl
from newslab.corpus import Corpus, verify_folder
from newslab.errors import OptionError
from newslab.pageset import MANIFEST, write_set
from newslab.rebuild import build_again, verify_corpus
from newslab.report.index import render_pages, write_pages
from newslab.saved import read_sealed, write_sealed


def embed(texts):
    """Embed by the words of a text, hashed: quick, and the same everywhere."""
    found = np.zeros((len(texts), 64), np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().split():
            found[row, hashlib.sha256(word.encode()).digest()[0] % 64] += 1
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    sample = nl.load_sample()
    told = sample[sample["title"].str.contains("Louvre|jewel|Blue Ghost", regex=True)]
    corpus = nl.build_corpus(told, embedding=embed)
    folder = tmp_path_factory.mktemp("built") / "corpus"
    corpus.save(folder)
    write_pages(corpus, folder / "pages")
    return folder


def test_a_build_that_nobody_touched_holds_when_it_is_computed_anew(built):
    assert verify_corpus(built, rebuild=True, embedding=embed).to_numpy().tolist() == []


def changed(table, column, value, where=slice(None)):
    table = table.copy()
    row = table[where].index[0]
    table.loc[row, column] = value
    return table


def test_whatever_was_edited_is_named_though_all_hashes_were_made_anew(built, tmp_path):
    corpus = Corpus.load(built)
    judged = corpus.contrasts["verdict"].notna()
    edited = {
        "events": changed(corpus.events, "text", "The museum was closed for good."),
        "passages": changed(corpus.passages, "text", "The museum was closed for good."),
        "stories": changed(corpus.stories, "title", "A title that nobody wrote"),
        "contrasts": changed(corpus.contrasts, "verdict", "compatible", judged),
        "coverage": changed(corpus.coverage, "share", 0.123),
        "copies": changed(corpus.copies, "kind", "attributed"),
    }
    forged = replace(corpus, **edited)
    forged.save(tmp_path)
    pages = render_pages(forged)
    page = next(name for name in pages if name != "index.html")
    write_pages(forged, tmp_path / "pages")
    build = read_sealed(tmp_path / "pages" / MANIFEST)["build"]
    write_set(tmp_path / "pages", {**pages, page: pages[page].replace("Louvre", "Prado")}, build)
    assert verify_folder(tmp_path).empty, "every hash is right"
    found = verify_corpus(tmp_path, rebuild=True, embedding=embed)
    assert {*edited, page} <= set(found["place"])
    told = found.groupby("place")["difference"].agg(" ".join)
    key = corpus.events["event_id"][0]
    assert f"{key}: text is 'The museum was closed for good.', computed anew it is " in told["events"]
    assert "share is 0.123" in told["coverage"]
    assert "'A title that nobody wrote'" in told["stories"]
    assert set(found["place"]) <= {*edited, *pages}, "what was not edited is not named"


def test_a_removed_and_an_added_row_and_a_column_are_named(built):
    corpus = Corpus.load(built)
    gone = replace(corpus, coverage=corpus.coverage.iloc[1:], copies=corpus.copies.iloc[::-1].assign(mine=1))
    found = verify_corpus(gone, rebuild=True, embedding=embed)
    told = found[found["place"] == "coverage"]["difference"].tolist()
    assert any(one.endswith("the row is missing") for one in told)
    assert "columns that no step makes: mine" in found["difference"].tolist()


def test_what_the_build_was_given_must_be_handed_over(built):
    with pytest.raises(OptionError, match="hand that model over"):
        verify_corpus(built, rebuild=True)


HOSTILE = {
    "seed": ({"options": {"seed": "x"}}, "seed"),
    "a path": ({"options": {"embedding": "/etc"}}, "hand that model over"),
    "left out": ({"options": {"embedding": "fast", "left_out": [[]]}}, "left_out"),
    "certainty": ({"options": {"embedding": "fast", "certainty": {"events": "x"}}}, "certainty"),
    "no certainty": ({"options": {"embedding": "fast", "certainty": 5}}, "certainty"),
    "a seed below 0": ({"options": {"embedding": "fast", "seed": -1}}, "seed"),
    "cut": ({"options": {"embedding": "fast", "same_event": "x"}}, "same_event"),
    "weights": ({"options": {"embedding": "fast", "weights": {"a": "b"}}}, "weights"),
}


@pytest.mark.parametrize(("manifest", "told"), HOSTILE.values(), ids=HOSTILE)
def test_a_manifest_with_options_that_are_none_is_one_line(manifest, told):
    with pytest.raises(OptionError, match=told):
        build_again(Corpus(manifest=manifest))


@pytest.mark.parametrize("writer", ["x", [1], [{"story_id": 1, "reply": "x"}]])
def test_a_writer_in_the_manifest_that_is_none_is_one_line(writer, built):
    corpus = Corpus.load(built)
    if isinstance(writer, list) and isinstance(writer[0], dict):
        writer = [{**writer[0], "story_id": corpus.stories["story_id"][0]}]
    with pytest.raises(OptionError, match="writer"):
        build_again(replace(corpus, manifest={**corpus.manifest, "writer": writer}), embedding=embed)


def test_a_hostile_manifest_is_told_without_a_rebuild(built, tmp_path):
    Corpus.load(built).save(tmp_path)
    held = read_sealed(tmp_path / "manifest.json")
    write_sealed(tmp_path / "manifest.json", {**held, "tables": 7})
    assert verify_corpus(tmp_path, rebuild=True)["place"].tolist() == ["manifest.json"]
