"""Bundles: no text leaves, another folder rebuilds all of it, and an article that was changed is named."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import newslab as nl
from tests.report.story import make_corpus
from tests.test_contracts import DEPOT, HARBOUR

BOOK = {
    "cells": [
        {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "id": "a", "source": [
            "import newslab as nl\n", "corpus = nl.Corpus.load('corpus')\n", "nl.plot_coverage(corpus.coverage, corpus.stories)"]},
        {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "id": "b", "source": ["print(corpus.articles.text[0])"]},
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}}, "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Give a folder with a table of odd headings, the corpus that was built of it, and its bundle."""
    where = tmp_path_factory.mktemp("study")
    table = pd.DataFrame({"Head line": ["Ferry aground", "Ship aground"], "Body of it": [HARBOUR, DEPOT], "Medium": ["Wire", "Depot"],
                          "Day": ["2026-03-03", "2026-03-04"]})  # fmt: skip
    table.to_csv(where / "odd.csv", index=False)
    columns = {"title": "Head line", "text": "Body of it", "source": "Medium", "published": "Day"}
    corpus = nl.build_corpus(nl.read_articles(where / "odd.csv", columns=columns)[0], leave_out=("topics", "passages"))
    corpus.manifest["input"] |= {"file": "odd.csv", "columns": columns}
    corpus.save(where / "corpus")
    (where / "study.ipynb").write_text(json.dumps(BOOK), encoding="utf-8")
    nl.make_bundle(where / "corpus", where / "package", notebook=where / "study.ipynb", title="Ferries")
    return where


def test_no_text_is_in_it(folder):
    with zipfile.ZipFile(folder / "package.zip") as archive:
        held = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        names = set(archive.namelist())
    for text in (HARBOUR, DEPOT):
        for at in range(0, len(text) - 60, 20):
            assert text[at : at + 60] not in held
    expected = ["README.md", "access.csv", "codebook.csv", "constraints.txt", "manifest.json", "datapackage.json", "ro-crate-metadata.json",
                "edits.csv", "figures.csv", "notebook/study.ipynb", "tables/events.csv"]  # fmt: skip
    assert {f"package/{name}" for name in expected} <= names
    assert json.loads((folder / "package" / "notebook" / "study.ipynb").read_text())["cells"][1]["outputs"] == []
    assert "Head line" in (folder / "package" / "README.md").read_text(encoding="utf-8")


def test_another_folder_rebuilds_it_and_names_the_article_that_was_changed(folder, tmp_path):
    assert nl.verify_bundle(folder / "package", folder / "odd.csv").values.tolist() == []
    table = pd.read_csv(folder / "odd.csv")
    table.loc[1, "Body of it"] = DEPOT.replace("98 people", "99 people")
    table.to_csv(tmp_path / "mine.csv", index=False)
    told = nl.verify_bundle(folder / "package", tmp_path / "mine.csv")
    assert len(told[told["place"] == "articles"]) == 1
    assert "Depot: Ship aground" in told["difference"].iloc[0]
    table.head(1).to_csv(tmp_path / "one.csv", index=False)
    assert (
        nl.verify_bundle(folder / "package", tmp_path / "one.csv", rebuild=False)["difference"]
        .str.startswith("missing")
        .any()
    )


def test_the_archive_is_checked_as_it_was_handed_over(folder, tmp_path):
    assert nl.verify_bundle(folder / "package.zip", folder / "odd.csv", rebuild=False).empty
    with zipfile.ZipFile(folder / "package.zip") as archive:
        archive.extractall(tmp_path / "mine")
    assert nl.verify_bundle(tmp_path / "mine", folder / "odd.csv", rebuild=False).empty
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("../../outside.txt", "x")
    with pytest.raises(nl.ReadError, match="no folder or archive"):
        nl.verify_bundle(tmp_path / "other.zip", folder / "odd.csv")
    assert not (tmp_path.parent / "outside.txt").exists()


def test_a_table_that_was_edited_is_named(folder):
    path = folder / "package" / "tables" / "sentences.csv"
    kept = path.read_bytes()
    try:
        path.write_bytes(kept + b"x\n")
        told = nl.verify_bundle(folder / "package", folder / "odd.csv", rebuild=False)
    finally:
        path.write_bytes(kept)
    assert told.values.tolist() == [["tables/sentences.csv", "the file is not the one that was handed over"]]


def test_what_is_no_bundle_or_fails_is_one_line(folder, tmp_path):
    with pytest.raises(nl.ReadError, match=r"access\.csv"):
        nl.verify_bundle(tmp_path, folder / "odd.csv")
    book = {**BOOK, "cells": [{**BOOK["cells"][0], "source": ["1 / 0"]}]}
    (tmp_path / "bad.ipynb").write_text(json.dumps(book), encoding="utf-8")
    with pytest.raises(nl.ReadError, match="ZeroDivisionError"):
        nl.make_bundle(folder / "corpus", tmp_path / "out", notebook=tmp_path / "bad.ipynb")
    assert not (tmp_path / "out").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "precious.txt").write_text("x")
    with pytest.raises(nl.ReadError, match="no bundle"):
        nl.make_bundle(folder / "corpus", tmp_path / "mine")


MANIFESTS = {
    "a list": "[]", "deep": "[" * 50_000, "binary": "\0\1", "input": '{"input": 5}', "columns": '{"input": {"columns": 7}}',
    "options": '{"options": [1]}', "versions": '{"versions": "x"}', "a way out": '{"input": {"columns": {"text": "../../etc/passwd"}}}',
}  # fmt: skip


@pytest.mark.parametrize("held", MANIFESTS.values(), ids=MANIFESTS)
def test_a_hostile_manifest_is_one_line_or_a_difference(folder, tmp_path, held):
    package = shutil.copytree(folder / "package", tmp_path / "package")
    (package / "manifest.json").write_text(held, encoding="utf-8")
    columns = {"title": "Head line", "text": "Body of it", "source": "Medium", "published": "Day"}
    try:
        told = nl.verify_bundle(package, folder / "odd.csv", columns=columns)
    except nl.NewslabError as error:
        assert "\n" not in str(error)
    else:
        assert ["manifest.json", "the file is not the one that was handed over"] in told.values.tolist()


@pytest.mark.parametrize(
    ("name", "held", "place"),
    [("access.csv", "a,b\n1,2\n", None), ("access.csv", "\0", None), ("edits.csv", "x\n1\n", None),
     ("tables/events.csv", "\0\n\"", "tables/events.csv"), ("ro-crate-metadata.json", "[" * 50_000, "ro-crate-metadata.json"),
     ("ro-crate-metadata.json", '{"@graph": [{"@id": "../../odd.csv", "sha256": "x"}]}', "../../odd.csv")],
)  # fmt: skip
def test_a_hostile_file_of_a_bundle_is_one_line_or_a_difference(folder, tmp_path, name, held, place):
    package = shutil.copytree(folder / "package", tmp_path / "package")
    (package / name).write_text(held, encoding="utf-8")
    try:
        told = nl.verify_bundle(package, folder / "odd.csv", rebuild=name in ("edits.csv", "tables/events.csv"))
    except nl.NewslabError as error:
        assert "\n" not in str(error)
        assert place in (None, "tables/events.csv")
    else:
        assert {name, place} & set(told["place"])


def test_two_builds_are_told_apart_in_words():
    one = make_corpus()
    assert nl.compare_builds(one, one).empty
    articles = one.articles.copy()
    articles.loc[articles.index[0], "text"] += " More."
    other = nl.Corpus(
        **{**one.tables, "articles": articles.iloc[:-1], "events": one.events.head(3)},
        manifest={"options": {"seed": 1}},
    )
    told = nl.compare_builds(one, other)
    words = " ".join(told["difference"])
    assert "1 article only in the first" in words
    assert "1 article with another text" in words
    assert "seed: none, then 1" in words
    assert told.set_index("place").loc["events", "difference"].startswith("6 rows, then 3; 3 rows gone")
