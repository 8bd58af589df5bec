"""The report of an analysis: every part, offline, escaped, with no more words of articles than it may show."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace

import pytest

import newslab as nl
from newslab.report.analysis.parts import PARTS
from tests.report.story import make_corpus

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def corpus() -> nl.Corpus:
    made = make_corpus()
    columns = {"title": made.articles["title"] + EVIL, "source": made.articles["source"].fillna("") + EVIL}
    return replace(
        made,
        articles=made.articles.assign(
            **columns, side=["a", "b"] * (len(made.articles) // 2) + ["a"] * (len(made.articles) % 2)
        ),
    )


@pytest.fixture(scope="module")
def page(corpus) -> str:
    return nl.build_report(corpus, by="side", question=f"Who? {EVIL}", title=f"T {EVIL}").to_html()


def test_it_has_every_part_offline_under_8_mb(page):
    for name, (heading, _, _) in PARTS.items():
        assert f'<section id="{name}"><h2>{heading}</h2>' in page
    assert len(page.encode()) < 8_000_000
    assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="https?:', page)
    assert "default-src 'none'" in page


def test_nothing_of_an_article_or_of_the_user_acts(page, corpus):
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    text = nl.build_report(corpus, ["question", "data"], question=EVIL, title=EVIL).to_markdown()
    assert "<script>" not in text.replace("\\<script\\>", "")


def test_no_words_of_articles_where_none_may_stand(corpus):
    report = nl.build_report(corpus, text="none")
    shown = report.to_markdown() + json.dumps([figure.to_plotly_json() for figure in report.figures], default=str)
    for article in corpus.articles.itertuples():
        for at in range(0, len(article.text) - 60, 30):
            assert article.text[at : at + 60] not in shown
    whole = nl.build_report(corpus, ["question"], text="full").to_html()
    assert corpus.articles["text"].iloc[0].splitlines()[0][:80] in whole


def test_an_empty_corpus_has_a_report():
    assert "<section" in nl.build_report(nl.Corpus()).to_html()


@pytest.mark.parametrize(
    ("asked", "told"), [({"parts": ["colour"]}, "parts"), ({"text": "some"}, "text"), ({"by": "colour"}, "by")]
)
def test_what_cannot_be_had_is_told(corpus, asked, told):
    with pytest.raises(nl.OptionError, match=told):
        nl.build_report(corpus, **asked)


def test_the_notebook_gives_it_again(corpus, tmp_path):
    path = nl.build_report(corpus, ["question", "data", "coverage"], by="side").to_notebook(
        tmp_path / "r.ipynb", tmp_path
    )
    book = json.loads(path.read_text(encoding="utf-8"))
    code = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    assert "parameters" in book["cells"][1]["metadata"]["tags"]
    assert any("nl.plot_coverage" in one for one in code)
    for one in code:
        compile(one, "cell", "exec")


@pytest.mark.browser
def test_the_pdf_can_be_searched_and_has_numbered_pages(corpus, tmp_path):
    if shutil.which("chromium") is None:
        pytest.skip("no chromium on this machine")
    pypdf = pytest.importorskip("pypdf")
    nl.build_report(corpus, ["question", "coverage"], question="Who carried the ferry?").to_pdf(tmp_path / "r.pdf")
    text = " ".join(one.extract_text() for one in pypdf.PdfReader(tmp_path / "r.pdf").pages)
    assert "Who carried the ferry?" in text
    assert re.search(r"1 / \d", text)
    nl.plot_coverage(corpus.coverage, corpus.stories).write_image(tmp_path / "c.svg")
    assert "<svg" in (tmp_path / "c.svg").read_text(encoding="utf-8")[:300]
