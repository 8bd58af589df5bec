"""Quotations: one utterance is found in every source that quotes it, and cut or altered words are shown."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from newslab.compare.quotations import diff_quotes, link_quotes, write_diff
from newslab.tables import ARTICLES, MEMBERS, QUOTATIONS, QUOTES, build, check, empty
from newslab.text.quotes import find_quotes

FULL = '"We will never sell the lighthouse to anyone from the mainland," Mayor Ada Brae said.'
VERSIONS = {
    "same": ('"We will never sell the lighthouse to anyone from the mainland", said Ada Brae.', "same"),
    "another spelling": ('"We will never sell the light-house to anyone from the main land," Ada Brae said.', "same"),
    "cut": ('The mayor, Ada Brae, said the town "will never sell the lighthouse".', "cut"),
    "marked omission": ('"We will never sell ... to anyone from the mainland," Ada Brae said.', "cut"),
    "put in brackets": ('"We will never sell [it] to anyone from the mainland," Ada Brae said.', "cut"),
    "altered": ('"We will not sell the lighthouse to anyone from the mainland," Ada Brae said.', "altered"),
    "silent omission": ('"We will never sell to anyone from the mainland," Ada Brae said.', "altered"),
}  # fmt: skip


def _linked(*texts: str, copies: pd.DataFrame | None = None, stories: str = "") -> pd.DataFrame:
    ids = [f"x{place}" for place in range(len(texts))]
    articles = pd.DataFrame({"article_id": ids, "source": [f"Source {one}" for one in ids], "text": list(texts)})
    quotes = [{"article_id": one, "field": "text", **quote} for one, text in zip(ids, texts, strict=True)
              for quote in find_quotes(text)]  # fmt: skip
    spans: Any = SimpleNamespace(quotes=build(quotes, QUOTES))
    members = pd.DataFrame({"story_id": list(stories or "s" * len(ids)), "article_id": ids})
    return check(link_quotes(articles, spans, members, copies=copies), QUOTATIONS)


@pytest.mark.parametrize(("other", "version"), VERSIONS.values(), ids=VERSIONS)
def test_another_sources_version_is_linked_and_named(other: str, version: str) -> None:
    found = _linked(FULL, other)
    assert len(set(found.quotation_id)) == 1
    assert found.set_index("article_id").version.to_dict() == {"x0": "full", "x1": version}
    assert found[["n_articles", "n_sources", "n_origins"]].values.tolist() == [[2, 2, 2]] * 2


OTHERS = {
    "another utterance": '"We will paint the lighthouse red next spring," Ada Brae said.',
    "a phrase of function words": '"to anyone from" was cut into the stone, Ada Brae said.',
    "somebody else's short words": '"Never sell the lighthouse," said Olaf Muir.',
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_other_words_are_another_utterance(other: str) -> None:
    assert _linked(FULL, other).quotation_id.nunique() == 2


def test_short_words_are_linked_within_a_story_only() -> None:
    cut = 'Ada Brae said the town "will never sell the lighthouse".'
    assert _linked(FULL, cut, stories="st").quotation_id.nunique() == 2


def test_copies_quote_once() -> None:
    copies = pd.DataFrame({"article_id": ["x1"], "origin_id": ["x0"], "kind": ["same"]})
    found = _linked(FULL, FULL, copies=copies)
    assert (found.n_articles.tolist(), found.n_origins.tolist()) == ([2, 2], [1, 1])


def test_the_diff_shows_what_was_cut_and_added() -> None:
    found = _linked(FULL, VERSIONS["altered"][0]).set_index("version")
    diff = write_diff(diff_quotes(found.full_text["altered"], found.text["altered"]))
    assert diff == "We will [-never-] {+not+} sell the lighthouse to anyone from the mainland,"


def test_typography_and_case_are_no_difference() -> None:
    assert {change for change, _ in diff_quotes("We won’t go, ever.", "we won't go — ever") if _ != "—"} == {"same"}


def test_empty_tables_and_row_order() -> None:
    assert link_quotes(empty(ARTICLES), None, empty(MEMBERS)).empty
    assert _linked("No words are quoted here.").empty
    articles = pd.DataFrame({"article_id": ["b", "a"], "text": [FULL, VERSIONS["cut"][0]], "source": ["P", "Q"]})
    quotes = pd.DataFrame([{"article_id": row.article_id, "field": "text", **find_quotes(row.text)[0]}
                           for row in articles.itertuples()])  # fmt: skip
    members = pd.DataFrame({"story_id": "s", "article_id": ["a", "b"]})
    spans: Any = SimpleNamespace(quotes=quotes)
    turned: Any = SimpleNamespace(quotes=quotes[::-1])
    pd.testing.assert_frame_equal(link_quotes(articles, spans, members), link_quotes(articles[::-1], turned, members))
