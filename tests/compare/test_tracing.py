"""Tracing: copies, second-hand lines and chains lead to the first origin; a fact is traced by its own sentences."""

from __future__ import annotations

import pandas as pd
import pytest

from newslab.compare.tracing import trace_origins
from newslab.tables import ARTICLES, CITATIONS, MEMBERS, cite, empty

TEXTS = {
    "a": ("Harbour Post", "A crane fell into the dock at noon. Two welders were hurt."),
    "b": ("Mail", "A crane fell into the dock, the Harbour Post reported. The owner was silent."),
    "c": ("Echo", "A crane fell into the dock at noon. Two welders were hurt."),
    "d": ("Sun", "The crane was old, according to Yonhap. The agency said it had rust. Divers came."),
}


def _told(*ids: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = [{"article_id": one, "source": TEXTS[one][0], "text": TEXTS[one][1],
             "published": pd.Timestamp("2026-01-01T06", tz="UTC") + pd.Timedelta(hours=place)}
            for place, one in enumerate(ids)]  # fmt: skip
    return pd.DataFrame(rows), pd.DataFrame({"story_id": "s", "article_id": list(ids)})


COPIES = pd.DataFrame({"article_id": ["c"], "origin_id": ["a"], "kind": ["same"], "similarity": [1.0]})


def test_every_telling_leads_to_its_first_origin() -> None:
    articles, members = _told("a", "b", "c")
    edges = trace_origins(articles, COPIES, members)
    found = edges[["article_id", "origin_id", "kind"]].values.tolist()
    assert found == [["a", "a", "own"], ["b", "a", "second hand"], ["c", "a", "same"]]
    assert set(edges.first_origin) == {"a"}


def test_an_outlet_that_is_not_at_hand_is_an_origin_by_its_name() -> None:
    edges = trace_origins(*_told("d")[:1], None, _told("d")[1])
    assert edges[["origin_id", "origin_source", "kind"]].values.tolist() == [["source:Yonhap", "Yonhap", "second hand"]]
    assert TEXTS["d"][1][edges.start[0] : edges.end[0]] == "The crane was old, according to Yonhap."


def test_the_agency_is_the_one_named_before() -> None:
    articles, _ = _told("d")
    citations = pd.DataFrame([cite("event", "d", "The agency said it had rust.", TEXTS["d"][1].index("The agency"))])
    assert trace_origins(articles, None, citations).origin_id.tolist() == ["source:Yonhap"]
    divers = pd.DataFrame([cite("event", "d", "Divers came.", TEXTS["d"][1].index("Divers"))])
    assert trace_origins(articles, None, divers).kind.tolist() == ["own"]


def test_the_report_that_holds_the_words_is_the_origin_among_several_of_an_outlet() -> None:
    articles, _ = _told("a", "b")
    earlier = articles.head(1).assign(article_id="z", text="The harbour opens a museum.",
                                      published=pd.Timestamp("2025-12-31", tz="UTC"))  # fmt: skip
    articles = pd.concat([earlier, articles], ignore_index=True)
    edges = trace_origins(articles, None, pd.DataFrame({"story_id": "s", "article_id": ["z", "a", "b"]}))
    assert edges[edges.kind == "second hand"].origin_id.tolist() == ["a"]


def test_articles_that_name_each_other_end_at_one_of_them() -> None:
    articles, members = _told("a", "c")
    circle = pd.DataFrame({"article_id": ["a", "c"], "origin_id": ["c", "a"], "kind": "near", "similarity": 0.9})
    assert set(trace_origins(articles, circle, members).first_origin) == {"a"}


@pytest.mark.parametrize("cited", [empty(MEMBERS), empty(CITATIONS)], ids=["members", "citations"])
def test_empty_tables_give_no_edges(cited: pd.DataFrame) -> None:
    assert trace_origins(empty(ARTICLES), None, cited).empty


def test_row_order_does_not_change_the_edges() -> None:
    articles, members = _told("a", "b", "c", "d")
    shuffled = trace_origins(articles[::-1], COPIES, members[::-1])
    pd.testing.assert_frame_equal(trace_origins(articles, COPIES, members), shuffled)
