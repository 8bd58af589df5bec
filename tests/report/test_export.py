"""Tables for other programs: what Stata, a spreadsheet and a reference manager open, and what every column means."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import newslab as nl
from newslab.cli import app
from newslab.report.codebook import BROUGHT, build_codebook
from newslab.report.export import stata_names, without_texts
from newslab.report.references import references_of, to_bibtex, to_csl_json, to_ris
from newslab.tables import ARTICLES, build
from tests.report.story import make_corpus

EVIL = "=HYPERLINK(A1)"


@pytest.fixture(scope="module")
def corpus() -> nl.Corpus:
    made = make_corpus()
    odd = made.articles.assign(
        **{"Überschrift / Headline of the article in print": EVIL, "end": range(len(made.articles))}
    )
    odd.loc[odd.index[0], "text"] = odd.loc[odd.index[0], "text"] + " é" * 20_000
    return replace(made, articles=odd)


def test_csv_has_every_table_and_a_codebook(corpus, tmp_path):
    corpus.to_csv(tmp_path)
    rows = list(csv.DictReader((tmp_path / "articles.csv").open(encoding="utf-8-sig", newline="")))
    assert len(rows) == len(corpus.articles)
    assert rows[0]["Überschrift / Headline of the article in print"] == f"'{EVIL}"
    known = list(csv.DictReader((tmp_path / "codebook.csv").open(encoding="utf-8-sig", newline="")))
    written = {path.stem for path in tmp_path.glob("*.csv")} - {"codebook"}
    assert {row["table"] for row in known} == written == {name for name, table in corpus.tables.items() if len(table)}
    assert all(row["meaning"] for row in known)


def test_stata_opens_with_labels_and_names_within_limits(corpus, tmp_path):
    corpus.to_stata(tmp_path)
    with pd.io.stata.StataReader(tmp_path / "articles.dta") as reader:
        labels, table = reader.variable_labels(), reader.read()
    assert all(len(name) <= 32 for name in table.columns)
    assert labels["title"] == "headline"
    assert table["text"].tolist() == corpus.articles["text"].tolist()
    assert table["published"].dropna().tolist() == corpus.articles["published"].dt.tz_localize(None).dropna().tolist()
    known = pd.read_csv(tmp_path / "codebook.csv")
    assert set(known.loc[known["table"] == "articles", "stata_name"]) == set(table.columns)


def test_a_workbook_holds_no_formula(corpus, tmp_path):
    corpus.to_excel(tmp_path / "all.xlsx")
    sheets = pd.read_excel(tmp_path / "all.xlsx", sheet_name=None, engine="calamine")
    assert list(sheets)[:2] == ["codebook", "articles"]
    assert sheets["articles"]["Überschrift / Headline of the article in print"].tolist() == [EVIL] * len(
        corpus.articles
    )
    assert len(sheets["articles"]["text"][0]) == 32_767
    cut = sheets["codebook"].set_index(["table", "column"])["cut"]
    assert cut[("articles", "text")] == 1
    assert sheets["events"]["n_sources"].tolist() == corpus.events["n_sources"].tolist()
    with pytest.raises(nl.OptionError, match=r"ends in \.xlsx"):
        corpus.to_excel(tmp_path / "all.xls")


def test_without_texts_nothing_of_an_article_is_left(corpus):
    held = " ".join(str(cell) for table in without_texts(corpus.tables).values() for cell in table.to_numpy().ravel())
    for text in corpus.articles["text"]:
        for at in range(0, len(text) - 60, 40):
            assert text[at : at + 60] not in held
    assert without_texts(corpus.tables)["articles"]["text_hash"].str.len().eq(64).all()


def test_every_column_of_every_contract_has_a_meaning():
    known = build_codebook()
    assert known[known["meaning"] == BROUGHT][["table", "column"]].to_numpy().tolist() == []


def test_names_for_stata_are_never_the_same_twice():
    names = stata_names(["a" * 40, "a" * 41, "in", "_in", "str8", "1", "", "übung"])
    assert len(set(names.values())) == 8
    assert all(name.isascii() and len(name) <= 32 for name in names.values())


REFERENCES = build(
    {"article_id": ["a", "b", "c"], "text": ["x"] * 3, "title": ["A & B", "C", "D"], "source": ["Post"] * 3,
     "authors": [["Jürgen Müller", "dpa"], [], []], "published_first": ["2025-03-01", "2025-01-01", None],
     "published_last": ["2025-03-31", "2025-12-31", None], "published_day": [None, None, "2025-05-06"]}, ARTICLES,
)  # fmt: skip


def test_references_tell_no_finer_date_than_is_known():
    rows = references_of(REFERENCES)
    assert [row["day"] for row in rows] == ["2025-03", "2025", "2025-05-06"]
    items = json.loads(to_csl_json(rows))
    assert [one["issued"]["date-parts"][0] for one in items] == [[2025, 3], [2025], [2025, 5, 6]]
    assert items[0]["author"] == [{"family": "Müller", "given": "Jürgen"}, {"literal": "dpa"}]
    assert "author = {Müller, Jürgen and {dpa}}" in to_bibtex(rows)
    assert to_bibtex(rows).count("day = {") == 1
    assert "DA  - 2025/03\r\n" in to_ris(rows)


def test_the_command_line_exports(tmp_path):
    nl.Corpus(articles=REFERENCES, manifest={}).save(tmp_path)
    runner = CliRunner()
    for form, name in (("csv", "csv/articles.csv"), ("stata", "stata/articles.dta"), ("excel", "corpus.xlsx"),
                       ("bib", "articles.bib"), ("ris", "articles.ris"), ("csl", "articles.json")):  # fmt: skip
        assert runner.invoke(app, ["export", str(tmp_path), "--to", form]).exit_code == 0
        assert (tmp_path / name).is_file()


def test_the_command_line_tells_the_codebook(tmp_path):
    assert "## statements" in CliRunner().invoke(app, ["codebook"]).stdout
    assert CliRunner().invoke(app, ["codebook", "--out", str(tmp_path / "c.csv")]).exit_code == 0
    assert len(pd.read_csv(tmp_path / "c.csv")) > 200


def test_a_list_or_missing_value_counts_as_not_filled():
    table = build(
        {"topic_id": ["t", "u"], "label": ["a", "b"], "words": [["x"], []], "n_articles": [1, 2]}, nl.tables.TOPICS
    )
    row = build_codebook({"topics": table.assign(more=[1.0, np.nan])}).set_index("column")
    assert row.loc["words", "filled"] == 1
    assert row.loc["more", "filled"] == 1
    assert row.loc["more", "meaning"] == BROUGHT
