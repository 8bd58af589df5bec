"""Nexis documents: every article is read, the cover is none, what is missing is told."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pandas as pd
import pytest

from newslab.errors import ReadError
from newslab.read.files import read_articles
from tests.read.exports.made import NEXIS, docx, packed, pdf, rtf


def write(folder: Path, name: str, raw: bytes) -> Path:
    (folder / name).write_bytes(raw)
    return folder / name


FORMS = {
    "DOCX": docx,
    "RTF": rtf,
    "text": lambda lines: "\n".join(lines).replace("[[", "").replace("]]", "").replace("**", "").encode(),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_every_form_gives_the_same_articles(form, tmp_path):
    articles, problems = read_articles(write(tmp_path, "Results.DOCX", form(NEXIS)))
    assert articles["title"].tolist() == ["Dam opens in the north", "In 2000 um 4,5 Prozent", "Map of the dam"]
    assert articles["source"].tolist() == ["Northern Post", "Der Bote", "Het Blad"]
    assert [str(day.date()) for day in articles["published_day"]] == ["2019-07-01", "2019-07-05", "2017-10-04"]
    first = articles.iloc[0]
    assert first["text"].startswith("The northern dam opened") and first["text"].endswith(
        "Nov 23, 2018 was the first date."
    )
    assert "Subject: letters" in first["text"] and "Load-Date" not in first["text"]
    assert list(first["authors"]) == ["Ann Berg", "Carl Dorn"]
    assert (first["section"], first["page"], first["subtitle"]) == ("POLITICS", "Version:28", "After ten years")
    assert (first["loaded"], first["language"], first["subject"]) == ("2019-07-02", "en", "DAMS (90%); WATER (78%)")
    assert (first["place"], first["rights"]) == ("London", "Copyright 2019 Northern Post All Rights Reserved")
    assert first["text_status"] == "full"
    second = articles.iloc[1]
    assert (second["text"], second["language"], second["text_status"]) == ("Der Damm ist offen.", "de", "truncated")
    assert list(second["authors"]) == ["Eva Falk"]
    assert "dam AND north" in first["provenance"] and "Dam opens" not in first["provenance"]
    assert problems["reason"].tolist() == ["this article has no text, only a title"]
    assert articles["page"][2] == "Blz.6"


def test_duplicates_over_files_and_documents_that_are_missing_are_told(tmp_path):
    write(tmp_path, "a.docx", docx(NEXIS))
    write(tmp_path, "b.zip", packed({"x/b.DOCX": docx(NEXIS[: NEXIS.index("End of Document") + 1])}))
    articles, problems = read_articles(tmp_path)
    assert len(articles) == 3
    repeated = problems[problems["reason"] == "repeats an article"]
    assert repeated["place"].tolist() == ["b.zip/x/b.DOCX"]
    assert "the cover tells 3 documents, this file holds 1" in problems["reason"].tolist()


def test_an_article_whose_end_is_cut_off_is_kept_and_what_is_none_is_told(tmp_path):
    articles, problems = read_articles(
        write(tmp_path, "a.docx", docx([*NEXIS, "Flood", "Northern Post", "July 3, 2019", "Body", "It rose"]))
    )
    assert articles.iloc[3][["title", "text", "text_status"]].tolist() == ["Flood", "It rose", "truncated"]
    _, problems = read_articles(write(tmp_path, "a.docx", docx([*NEXIS, "Printed for A. Reader"])))
    assert "text after the last article that is no article" in problems["reason"].tolist()


def test_any_document_is_an_article(tmp_path):
    lines = [
        "Dam opens in the north",
        "The dam was opened on Monday after ten years of work and much delay, officials said.",
    ]
    for name, raw in (("a.docx", docx(lines)), ("b.rtf", rtf(lines))):
        articles, _ = read_articles(write(tmp_path, name, raw))
        assert articles["title"].tolist() == lines[:1]
        assert articles["text"].tolist() == lines[1:]


def test_a_broken_document_is_one_problem(tmp_path):
    good = write(tmp_path, "a.docx", docx(NEXIS))
    write(tmp_path, "b.docx", docx(NEXIS)[:900])
    articles, problems = read_articles(good.parent)
    assert len(articles) == 3
    assert "b.docx" in problems["place"].tolist()
    assert isinstance(problems, pd.DataFrame)


def test_a_pdf_with_a_text_layer(tmp_path):
    wide = "The northern dam opened on Monday after ten years of work and much de-"
    lines = [line.replace("[[", "").replace("]]", "").replace("**", "") for line in NEXIS if line.strip()]
    lines[lines.index("Body") + 1] = wide
    lines.insert(lines.index(wide) + 1, "lay, officials said.")
    lines = [
        piece for line in lines for piece in textwrap.wrap(line, 75, break_on_hyphens=False, replace_whitespace=False)
    ]
    third = len(lines) // 3 + 1
    parts = [lines[:third], lines[third : 2 * third], lines[2 * third :]]
    pages = [["Dam clippings", *part, f"Page {number} of 3"] for number, part in enumerate(parts, 1)]
    articles, _ = read_articles(write(tmp_path, "a.pdf", pdf(pages)))
    assert articles["title"].tolist() == ["Dam opens in the north", "In 2000 um 4,5 Prozent", "Map of the dam"]
    assert articles["source"].tolist() == ["Northern Post", "Der Bote", "Het Blad"]
    text = articles["text"][0]
    assert text.startswith("The northern dam opened on Monday after ten years of work and much delay, officials said.")
    assert "Page" not in text and "clippings" not in text
    assert articles["loaded"][0] == "2019-07-02"


def test_a_pdf_without_text_or_broken_is_told(tmp_path):
    with pytest.raises(ReadError, match="no text layer"):
        read_articles(write(tmp_path, "a.pdf", pdf([[""]])))
    with pytest.raises(ReadError, match="PDF"):
        read_articles(write(tmp_path, "a.pdf", b"%PDF-1.7 nothing more"))
