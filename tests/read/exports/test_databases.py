"""LexisNexis, Factiva, ProQuest and Europresse: every block is an article or told, each field where it belongs."""

from __future__ import annotations

from pathlib import Path

import pytest

from newslab.read.files import read_articles
from tests.read.exports.made import rtf

WORDS = " ".join(["water"] * 24)


def read(folder: Path, raw: str | bytes, name: str = "file"):
    (folder / name).write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return read_articles(folder / name)


LEXIS = f"""\ufeff
Download Request:  Selected Items: 1-3
Time Of Request: Friday, July 05, 2019
Terms: (dam and north)

                               1 of 3 DOCUMENTS

                            Northern Post (London)

                            January 11, 2010 Monday
                                 Final Edition

Dam opens in the
north

BYLINE: Ann Berg

SECTION: NEWS; Pg. 3

LENGTH: 44 words

The dam opened on Monday after ten years of work, and
the water rose. {WORDS}

Subject: nobody saw it coming, said the mayor of the town.

DATELINE: THE NORTH

LOAD-DATE: January 12, 2010

LANGUAGE: ENGLISH

GRAPHIC: The dam on Monday

PUBLICATION-TYPE: Newspaper


                     Copyright 2010 Northern Post
                          All Rights Reserved


                               2 of 3 DOCUMENTS

                                  Der Bote

                             11. Januar 2010

Der Damm ist offen

LÄNGE: 355 Wörter

AUTOR: Eva Falk

Der Damm ist offen.

SPRACHE: GERMAN

                               3 of 3 DOCUMENTS

We are sorry but there is an error in this document and it is not possible to display it.
"""


def test_lexisnexis_text(tmp_path):
    articles, problems = read(tmp_path, LEXIS)
    assert articles["title"].tolist() == ["Dam opens in the north", "Der Damm ist offen"]
    assert articles["source"].tolist() == ["Northern Post", "Der Bote"]
    assert [str(day.date()) for day in articles["published_day"]] == ["2010-01-11", "2010-01-11"]
    first = articles.iloc[0]
    assert (
        first["text"].split("\n")[0] == f"The dam opened on Monday after ten years of work, and the water rose. {WORDS}"
    )
    assert first["text"].split("\n")[1:] == ["Subject: nobody saw it coming, said the mayor of the town."]
    assert (first["loaded"], first["section"], first["page"], first["edition_line"]) == (
        "2010-01-12",
        "NEWS",
        "Pg. 3",
        "Final Edition",
    )
    assert first["images"][0]["caption"] == "The dam on Monday"
    assert "dam and north" in first["provenance"]
    assert articles["text_status"].tolist() == ["full", "truncated"]
    assert articles["language"].tolist() == ["en", "de"]
    assert problems["reason"].tolist() == ["the database gave an error instead of this document"]


def test_lexisnexis_page(tmp_path):
    def div(text: str) -> str:
        return f'<BR><DIV CLASS="c1"><P CLASS="c2"><SPAN CLASS="c3">{text}</SPAN></P></DIV>'

    page = "<HTML><BODY><!-- Hide XML section from browser\n<DOC NUMBER=1>\n<DOCFULL> -->" + "".join(map(div, [
        "1 of 2 DOCUMENTS", "Northern Post", "January 11, 2010 Monday", "Dam opens", "BYLINE: Ann Berg", "LENGTH: 10 words",
        "The dam opened on Monday.</SPAN></P><P>It is <SPAN>big</SPAN>.", "LANGUAGE: ENGLISH", "LOAD-DATE: January 12, 2010",
        "Copyright 2010 Northern Post", "Return to List"])) + "<!-- </DOCFULL></DOC>\n<DOC NUMBER=2>\n<DOCFULL> -->" + div(
        "We are sorry but there is an error in this document and it is not possible to display it.") + "</BODY></HTML>"  # fmt: skip
    articles, problems = read(tmp_path, page)
    assert articles[["title", "source", "text", "loaded"]].values.tolist() == [
        ["Dam opens", "Northern Post", "The dam opened on Monday.\nIt is big.", "2010-01-12"]
    ]
    assert len(problems) == 1


CODED = """ SE
News
 HD
Dam opens in the north
 BY
By Ann Berg
 WC
38 words
 PD
10 January 2012
 ET
09:30
 SN
Northern Post
 SC
NPOST
 LA
English
 CY
(c) 2012 Northern Post
 LP

The dam opened on Monday.

 TD

It is big.

WATER rose.

 CO
dam : Dam Company | wat : Water Company
 AN
Document NPOST00020120110e81a0004x
"""
BARE = """Der Damm ist offen
Von Eva Falk
1.355 Wörter
10. Januar 2012
Der Bote
BOTE
Deutsch
(c) 2012 Der Bote
Der Damm ist offen.
Das Wasser steigt.
Dokument BOTE00020120110e81a0005y
"""
SUMMARY = "Search Summary\nText\ndam AND north\nDate\nAll Dates\n"


@pytest.mark.parametrize("form", ["text", "RTF", "no form feeds"])
def test_factiva_text(form, tmp_path):
    lines = [*CODED.split("\n"), "\f", *BARE.split("\n"), "\f", *SUMMARY.split("\n")]
    if form == "no form feeds":
        lines = [line for line in lines if line != "\f"]
    articles, problems = read(tmp_path, rtf(lines) if form == "RTF" else "\n".join(lines))
    assert articles["article_id"].tolist() == ["NPOST00020120110e81a0004x", "BOTE00020120110e81a0005y"]
    assert articles["title"].tolist() == ["Dam opens in the north", "Der Damm ist offen"]
    assert articles["text"].tolist() == [
        "The dam opened on Monday.\nIt is big.\nWATER rose.",
        "Der Damm ist offen.\nDas Wasser steigt.",
    ]
    assert [str(day.date()) for day in articles["published_day"]] == ["2012-01-10", "2012-01-10"]
    assert articles["source"].tolist() == ["Northern Post", "Der Bote"]
    assert articles["text_status"].tolist() == ["full", "truncated"]
    assert list(articles["authors"][0]) == ["Ann Berg"] and list(articles["authors"][1]) == ["Eva Falk"]
    assert "dam AND north" in articles["provenance"][0]
    assert not len(problems)


def test_factiva_page(tmp_path):
    rows = [("HD", "<span class='enHeadline'>Le barrage ouvre</span>"), ("BY", "Ann Berg"), ("WC", "355 mots"), ("PD", "10 janvier 2012"),
            ("SN", "Le Nord"), ("SC", "NORD"), ("LA", "Français"), ("LP", "<p class='articleParagraph frarticleParagraph'>Le barrage ouvre.</p>"),
            ("TD", "<p class='articleParagraph frarticleParagraph'>Il est <b>grand</b>.</p><p>Fin.</p>"),
            ("NS", "dam : Dams\n | wat : Water"), ("AN", "Document NORD000020120110e81a0004x")]  # fmt: skip
    table = "".join(f"<tr><td class='index'><b>{code}</b>&nbsp;</td><td>{value}</td></tr>" for code, value in rows)
    article = f"<div class='article frArticle'><table>{table}</table></div>"
    bare = "".join(f"<div>{line}</div>" for line in BARE.strip().split("\n"))
    articles, problems = read(
        tmp_path, f"<html><body>{article}<div class='article deArticle'>{bare}</div>{article}</body></html>"
    )
    assert articles["title"].tolist() == ["Le barrage ouvre", "Der Damm ist offen"]
    assert articles["text"][0] == "Le barrage ouvre.\nIl est grand.\nFin."
    assert articles["article_id"].tolist() == ["NORD000020120110e81a0004x", "BOTE00020120110e81a0005y"]
    assert str(articles["published_day"][0].date()) == "2012-01-10"
    assert problems["reason"].tolist() == ["repeats an article"]


def test_factiva_xml(tmp_path):
    xml = """<?xml version="1.0"?><PPSResponse xmlns="http://global.factiva.com/pps/2.0"><ppsArticleResponse><ppsarticleResultSet>
    <ppsarticle><article><accessionNo>NPOST00020120110e81a0004x</accessionNo><baseLanguage>en</baseLanguage>
    <headline><paragraph><hlt>Dam</hlt> opens</paragraph></headline><leadParagraph><paragraph>The dam opened.</paragraph></leadParagraph>
    <tailParagraphs><paragraph>It is <hlt>big</hlt>.</paragraph></tailParagraphs><publicationDate><date>2012-01-10</date></publicationDate>
    <sourceName>Northern Post</sourceName><byline>Ann Berg</byline><region code="uk"><name>United Kingdom</name></region></article></ppsarticle>
    </ppsarticleResultSet></ppsArticleResponse></PPSResponse>"""
    articles, _ = read(tmp_path, xml)
    assert articles[["article_id", "title", "text", "source", "region"]].values.tolist() == [
        ["NPOST00020120110e81a0004x", "Dam opens", "The dam opened.\nIt is big.", "Northern Post", "uk: United Kingdom"]
    ]


RULE = "_" * 60
PROQUEST = f"""\ufeff{RULE}

Document 1 of 2

Dam opens in the north

Author: Berg, Ann

Publication info: Northern Post ; London [London]. 05 Mar 2018: 3.

Abstract: A dam opens.

Links: none

Full text: The dam opened on Monday.

Subject: nobody saw it coming, said the mayor.

It is big.

Subject: Dams; Water

Title: Dam opens in the north

Publication title: Northern Post

Publication year: 2018

Publication date: Mar 5, 2018

Pages: A.3

ProQuest document ID: 2010123456

Document URL: https://search.example/docview/2010123456

Copyright: (c) 2018 Northern Post

Last updated: 2018-03-07

Database: Global Newsstream

{RULE}

Quarterly view

Title: Quarterly view

Publication title: The Review

Publication year: 2017

Publication date: Spring 2017

Full text: Not available

ProQuest document ID: 2010123457

{RULE}

Contact us at: https://about.example/ Copyright 2018 ProQuest LLC. Terms and Conditions
"""


def test_proquest_text(tmp_path):
    articles, problems = read(tmp_path, PROQUEST)
    assert articles["article_id"].tolist() == ["2010123456", "2010123457"]
    first = articles.iloc[0]
    assert first["text"] == "The dam opened on Monday.\nSubject: nobody saw it coming, said the mayor.\nIt is big."
    assert (first["source"], str(first["published_day"].date()), first["loaded"]) == (
        "Northern Post",
        "2018-03-05",
        "2018-03-07",
    )
    assert list(first["authors"]) == ["Ann Berg"]
    assert (first["subject"], first["page"], first["subtitle"]) == ("Dams; Water", "A.3", "A dam opens.")
    second = articles.iloc[1]
    assert (second["text"], second["published_told"]) == ("", "Spring 2017")
    assert str(second["published_first"].date()) == "2017-01-01"
    assert problems["reason"].tolist() == ["this article has no text, only a title"]


def test_a_block_of_proquest_that_is_no_article_is_told(tmp_path):
    _, problems = read(
        tmp_path, PROQUEST.replace(f"{RULE}\n\nContact", f"{RULE}\n\nSomething else\n\n{RULE}\n\nContact")
    )
    assert "a block between rules that is no article" in problems["reason"].tolist()


def test_europresse(tmp_path):
    def article(header: str, key: str) -> str:
        return f"""<article><header><span class="DocPublicationName">Le Nord, no. 21345</span><span class="DocHeader">{header}</span>
        <div class="titreArticle"><p class="titreArticleVisu">Le <mark>barrage</mark> ouvre</p></div><div class="docAuthors">Ann Berg</div></header>
        <section><div class="docOcurrContainer"><p>Le <b>barrage</b> ouvre lundi.</p><p>Il est grand.</p></div></section>
        <footer>© 2020 Le Nord. Tous droits réservés. <span class="publiC-lblNodoc">{key}</span></footer></article>"""

    page = "<html><body>" + article("Politique, jeudi 5 mars 2020, p. 12", "news·20200305·LM·0001") + article(
        "Thursday, March 5, 2020", "news·20200305·LM·0002") + article("jeudi 5 mars 2020 08:30 UTC, Monde", "news·20200305·LM·0003")  # fmt: skip
    articles, problems = read(tmp_path, f"{page}<article></article></body></html>")
    assert articles["title"].tolist() == ["Le barrage ouvre"] * 3
    assert articles["source"].tolist() == ["Le Nord"] * 3
    assert [str(day.date()) for day in articles["published_day"]] == ["2020-03-05"] * 3
    assert articles["text"][0] == "Le barrage ouvre lundi.\nIl est grand."
    assert articles["article_id"].tolist()[0] == "news·20200305·LM·0001"
    assert (articles["section"][0], articles["page"][0], articles["section"][2], articles["issue"][0]) == (
        "Politique",
        "p. 12",
        "Monde",
        "no. 21345",
    )
    assert problems["reason"].tolist() == ["an article without headline and text"]
