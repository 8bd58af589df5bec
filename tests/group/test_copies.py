"""A copy counted as a further witness, or a report taken for a copy, misleads every count of sources."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newslab.errors import OptionError, TableError
from newslab.group.copies import link_copies, origins, witnesses

WIRE = (
    "The harbour master of Ostby said on Monday that the breakwater had lost forty metres in the storm. Divers found two"
    " cracks below the lamp. Fishing boats were sent to the old basin until the stones can be replaced, which the town"
    " expects to take until the end of May. Nobody was hurt, and the lifeboat left on time during the whole of the night."
)
EDITED = WIRE.replace("on Monday that", "that").replace("Nobody was hurt, and the", "The").replace("forty", "40")
OTHER = (
    "A choir of bakers won the valley's singing prize with a song about rye. The jury praised the altos and asked for a"
    " second hearing; the bakers baked instead, and four hundred rolls were gone before the mayor had finished his speech."
)


def table(*rows: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame([{"article_id": f"a{n}", **row} for n, row in enumerate(rows)])
    if "published" in frame:
        frame["published"] = pd.to_datetime(frame["published"], utc=True)
    return frame


def kinds(copies: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(copies[["article_id", "origin_id", "kind"]].itertuples(index=False, name=None))


CASES = {
    "the same text twice in one source": (
        [{"source": "Post", "text": WIRE, "published": "2026-01-02"}, {"source": "Post", "text": WIRE, "published": "2026-01-01"}],
        [("a0", "a1", "same")],
    ),
    "the same text in another source": (
        [{"source": "Post", "text": WIRE, "published": "2026-01-01"}, {"source": "Echo", "text": WIRE, "published": "2026-01-02"}],
        [("a1", "a0", "syndicated")],
    ),
    "small edits, no credit": (
        [{"source": "Post", "text": WIRE, "published": "2026-01-01"}, {"source": "Echo", "text": EDITED, "published": "2026-01-02"}],
        [("a1", "a0", "near")],
    ),
    "small edits and a dateline that credits the wire": (
        [{"source": "Northwire", "text": WIRE}, {"source": "Echo", "text": f"OSTBY (Northwire) - {EDITED}"}],
        [("a1", "a0", "syndicated")],
    ),
    "the credited wire is the origin even if crawled later": (
        [{"source": "Northwire", "text": WIRE, "published": "2026-01-03"},
         {"source": "Echo", "text": f"{EDITED}\nSource: Northwire", "published": "2026-01-01"}],
        [("a1", "a0", "syndicated")],
    ),
    "case, typographic marks and spaces are no difference": (
        [{"source": "Post", "text": WIRE}, {"source": "Post", "text": WIRE.upper().replace(" ", "\u202f")}],
        [("a1", "a0", "same")],
    ),
    "a chain leads to the first text": (
        [{"source": "Post", "text": WIRE, "published": "2026-01-01"},
         {"source": "Post", "text": EDITED, "published": "2026-01-02"},
         {"source": "Post", "text": EDITED + " The mayor agreed.", "published": "2026-01-03"}],
        [("a1", "a0", "near"), ("a2", "a0", "near")],
    ),
    "a short cut of a longer text": (
        [{"source": "Post", "text": f"{WIRE} {OTHER}", "published": "2026-01-01"},
         {"source": "Post", "text": WIRE, "published": "2026-01-02"}],
        [("a1", "a0", "near")],
    ),
    "two reports": ([{"source": "Post", "text": WIRE}, {"source": "Echo", "text": OTHER}], []),
    "a short line under two titles": (
        [{"source": "Post", "title": "Storm", "text": "Read more."}, {"source": "Post", "title": "Choir", "text": "Read more."}],
        [],
    ),
    "according to an agency that is not there": (
        [{"source": "Echo", "text": f"According to Yonhap, the ferry turned back. {OTHER}"}],
        [("a0", "source:Yonhap", "attributed")],
    ),
    "an outlet that names itself": ([{"source": "Yonhap", "text": f"The captain told Yonhap of it. {OTHER}"}], []),
    "another voice far down is no origin": ([{"source": "Echo", "text": f"{OTHER} {WIRE} {OTHER} according to Yonhap."}], []),
    "a photographer's credit is no byline": ([{"source": "Echo", "text": f"(Reuters/A. Lind)\n{OTHER}"}], []),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES.keys())
def test_where_a_text_comes_from(rows: list[dict[str, object]], expected: list[tuple[str, str, str]]) -> None:
    assert kinds(link_copies(table(*rows))) == expected


def test_a_second_hand_report_leads_to_the_article_of_the_named_outlet() -> None:
    report = "Harbour of Ostby: the breakwater lost forty metres, Northwire reported. Divers saw cracks below the lamp."
    rows = table(
        {"source": "Northwire", "text": WIRE, "published": "2026-01-01"},
        {"source": "Northwire", "text": OTHER, "published": "2026-01-01"},
        {"source": "Echo", "text": report, "published": "2026-01-02"},
    )
    assert kinds(link_copies(rows)) == [("a2", "a0", "attributed")]


def test_copies_count_as_one_witness() -> None:
    rows = table(
        {"source": "Post", "text": WIRE, "published": "2026-01-01"},
        {"source": "Echo", "text": EDITED, "published": "2026-01-02"},
        {"source": "Star", "text": OTHER, "published": "2026-01-02"},
    )
    found = origins(rows, link_copies(rows))
    assert found.to_dict() == {"a0": "a0", "a1": "a0", "a2": "a2"}
    assert found.nunique() == 2


def test_origins_of_two_that_name_each_other_are_one() -> None:
    rows = table({"text": WIRE}, {"text": OTHER})
    circle = pd.DataFrame({"article_id": ["a0", "a1"], "origin_id": ["a1", "a0"], "kind": ["attributed"] * 2})
    assert len(set(origins(rows, circle))) == 1


@pytest.mark.parametrize(
    "texts",
    [[], [WIRE], ["", ""], ["東京で大きな地震がありました。津波の心配はありません。"] * 2, [WIRE] * 60],
    ids=["empty", "one row", "no words", "Japanese", "one text sixty times"],
)
def test_tables_of_any_kind_are_taken(texts: list[str]) -> None:
    rows = pd.DataFrame({"article_id": [f"a{n:02d}" for n in range(len(texts))], "text": texts})
    copies = link_copies(rows)
    repeats = len(texts) - len(set(texts)) if all(texts) else 0
    assert len(copies) == repeats
    assert set(copies["origin_id"]) <= {"a00"}


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(6)))
def test_no_order_of_rows_changes_the_origins(order: list[int]) -> None:
    texts = [WIRE, EDITED, OTHER, WIRE, OTHER + " The end.", f"OSTBY (Northwire) - {EDITED}"]
    rows = table(
        *({"source": f"s{n % 3}", "text": text, "published": f"2026-01-0{n % 2 + 1}"} for n, text in enumerate(texts))
    )
    expected = link_copies(rows)
    pd.testing.assert_frame_equal(link_copies(rows.iloc[order]), expected)


def test_a_threshold_outside_its_range_is_refused_in_one_line() -> None:
    with pytest.raises(OptionError, match="similarity: expected more than 0"):
        link_copies(table({"text": WIRE}), similarity=0)


def test_a_table_without_text_is_refused_in_one_line() -> None:
    with pytest.raises(TableError, match=r"articles\.text"):
        link_copies(pd.DataFrame({"article_id": ["a"]}))


def test_two_reports_of_one_outlet_and_copies_of_its_text_are_one_witness():
    articles = pd.DataFrame({"article_id": ["a", "b", "c", "d"], "text": [WIRE, OTHER, WIRE, "Else."],
                             "source": ["Wire", "Wire", "Copy Post", None]})  # fmt: skip
    found = witnesses(articles, pd.DataFrame({"article_id": ["c"], "origin_id": ["a"], "kind": ["syndicated"]}))
    assert found.to_dict() == {"a": "Wire", "b": "Wire", "c": "Wire", "d": "d"}
