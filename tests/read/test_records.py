"""One broken record costs one record: the rest of the file is read, and what was not is told with its place."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest

from newslab.read.records import Problem, Record, read_csv, read_json, read_json_lines, read_parquet


def titles(found) -> list[str]:  # type: ignore[no-untyped-def]
    return [one.values["title"] for one in found if isinstance(one, Record)]


def test_json_lines_with_a_bad_line() -> None:
    found = list(read_json_lines(b'{"title": "A"}\n\n{"title": \n[1]\n{"title": "B"}', "f"))
    assert titles(found) == ["A", "B"]
    assert [(one.offset, one.reason[:16]) for one in found if isinstance(one, Problem)] == [
        (3, "this line is no "),
        (4, "this line is no "),
    ]


SHAPES = {
    "list": [{"title": "A"}, {"title": "B"}],
    "newsapi": {"status": "ok", "articles": [{"title": "A"}, {"title": "B"}]},
    "nested": {"response": {"results": [{"title": "A"}, {"title": "B"}]}},
    "columns": {"title": ["A", "B"], "text": ["x", "y"]},
    "pandas columns": {"title": {"0": "A", "1": "B"}},
    "by id": {"k1": {"title": "A"}, "k2": {"title": "B"}},
}


@pytest.mark.parametrize("value", SHAPES.values(), ids=SHAPES.keys())
def test_shapes_of_json(value: object) -> None:
    assert titles(read_json(json.dumps(value).encode(), "f")) == ["A", "B"]


def test_a_list_that_breaks_off_keeps_what_came_before() -> None:
    found = list(read_json(b'[{"title": "A"}, {"title": "B"}, {"tit', "f"))
    assert titles(found) == ["A", "B"]
    assert isinstance(found[-1], Problem)


@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"a":' * 50_000, b'{"a": 1e', b"[1, 2]", b'"text"'], ids=["deep list", "deep object", "cut", "numbers", "text"])  # fmt: skip
def test_json_that_holds_no_record_is_a_problem(raw: bytes) -> None:
    found = list(read_json(raw, "f"))
    assert found
    assert all(isinstance(one, Problem) for one in found)


def test_ragged_rows_are_problems_and_cells_stay_text() -> None:
    raw = b"title,text\nNA,null\nA\nB,x,y\n007,1e3\n\nC,\n"
    found = list(read_csv(raw, "f"))
    assert titles(found) == ["NA", "007", "C"]
    assert found[0].values["text"] == "null"  # type: ignore[union-attr]
    assert [(one.offset, one.reason) for one in found if isinstance(one, Problem)] == [
        (3, "this row has 1 cells, the header 2"),
        (4, "this row has 3 cells, the header 2"),
    ]


def test_quoted_newlines_delimiters_and_quotes() -> None:
    found = list(read_csv(b'title;text\n"A; ""B""";"one\ntwo"\n', "f"))
    assert found[0].values == {"title": 'A; "B"', "text": "one\ntwo"}  # type: ignore[union-attr]


def test_an_unclosed_quotation_mark_costs_one_row() -> None:
    rows = "".join(f"T{number},text {number}\n" for number in range(50))
    found = list(read_csv(f'title,text\n"open,text\n{rows}'.encode(), "f"))
    assert titles(found) == [f"T{number}" for number in range(50)]
    assert [one.offset for one in found if isinstance(one, Problem)] == [2]


def test_other_line_separators_do_not_cut_a_cell() -> None:
    assert (
        next(iter(read_csv("title,text\nA,one\u2028two\x85three\n".encode(), "f"))).values["text"]
        == "one\u2028two\x85three"
    )  # type: ignore[union-attr]


def test_parquet_there_and_back_and_broken() -> None:
    stream = io.BytesIO()
    pd.DataFrame({"title": ["A", "NA"], "n": [1, 2]}).to_parquet(stream)
    raw = stream.getvalue()
    assert titles(read_parquet(raw, "f")) == ["A", "NA"]
    for broken in (raw[:-20], raw[:4] + b"\0" * 200, raw[:40] + b"\xff" * 40 + raw[80:]):
        assert any(isinstance(one, Problem) for one in read_parquet(broken, "f"))
