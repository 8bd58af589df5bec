"""A sentence states a fact only with every act of it, whatever words they share."""

from __future__ import annotations

import pytest

from newslab.digest.desk import Desk
from newslab.digest.stating import states_fact
from newslab.tables import ARTICLES, build
from newslab.text.spans import find_spans

FACT = "Harbour leaders refused an apology from the council of Vikholm, which flagged their boats for extra checks."
OTHERS = {
    "the same words": (FACT, True),
    "every act of it": (
        "The harbour leaders refused an apology on Monday from the council of Vikholm, which flagged their boats for extra checks.",
        True,
    ),
    "its words without its main act": (
        "The council of Vikholm flagged the boats of harbour leaders for extra checks, an apology said.",
        False,
    ),
    "its main act alone": ("Harbour leaders refused an apology from the council of Vikholm for extra checks.", False),
    "what is to come": (
        "Harbour leaders will refuse an apology from the council of Vikholm, which flagged their boats for extra checks.",
        False,
    ),
}


@pytest.fixture(scope="module")
def desk():
    rows = [{"article_id": str(at), "source": f"s{at}", "text": words} for at, words in enumerate(texts())]
    articles = build(rows, ARTICLES)
    spans = find_spans(articles)
    return Desk.of({"articles": articles, "sentences": spans.sentences, "statements": spans.statements})


def texts():
    return [FACT, *(words for words, _ in OTHERS.values())]


@pytest.mark.parametrize("case", OTHERS)
def test_a_fact_is_stated_with_all_its_acts(desk, case):
    words, is_stated = OTHERS[case]
    (line,) = desk.lines[str(1 + list(OTHERS).index(case))]
    assert line.text == words
    assert states_fact(desk, line, desk.lines["0"][0]) is is_stated
