"""Differences: what a page shows of the table of contrasts, and that whether a side is wrong is not said."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from newslab.digest.compared import DIFFER, HEADINGS, differ_words
from newslab.digest.shown import tells_difference
from newslab.report.page import build_page
from tests.report.story import STORY, make_corpus

ROWS = {
    "sure enough": ("number", True, True),
    "not sure enough": ("number", False, False),
    "a fact that some do not tell is no difference": ("omission", True, False),
    "a share": ("coverage", True, False),
}


@pytest.mark.parametrize(("kind", "shown", "told"), ROWS.values(), ids=ROWS)
def test_what_the_build_is_not_sure_of_is_not_told(kind, shown, told):
    assert tells_difference(SimpleNamespace(kind=kind, shown=shown)) is told


WORDS = {
    "the number: people": "figures differ", "the number": "figures differ", "the amount": "figures differ",
    "the share": "figures differ", "the date": "dates differ", "the time of day": "times differ",
    "whether it is so": "reports differ", "nan": "reports differ",
}  # fmt: skip


@pytest.mark.parametrize(("subject", "words"), WORDS.items(), ids=WORDS)
def test_a_difference_is_named_by_what_differs(subject, words):
    assert differ_words(SimpleNamespace(subject=subject)) == words


def test_a_page_has_one_name_for_where_reports_differ():
    corpus = make_corpus()
    headings = set(corpus.passages["heading"].dropna()) & set(HEADINGS)
    html = build_page(corpus, STORY).to_html()
    assert headings == set(HEADINGS)
    assert f'<section class="band" id="differences">\n<h2>{DIFFER}</h2>' in html
    assert f'<a href="#differences">{DIFFER}</a>' in html
