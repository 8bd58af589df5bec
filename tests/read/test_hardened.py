"""One record never ends a read, and nothing is lost without a word: hostile cells, odd files, links, bounds."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from newslab.errors import ReadError
from newslab.read.cells import to_text
from newslab.read.columns import find_columns
from newslab.read.content import MAX_TAG, cut_long_tags
from newslab.read.files import read_articles
from newslab.read.found import Problem, rename_repeated
from newslab.read.pages import read_page
from newslab.read.records import read_parquet

WORDS = "The council of Arlen approved a new bridge over the Sill on Tuesday after a debate of four hours."


class Hostile:
    """A cell that cannot even be shown."""

    def __str__(self) -> str:
        raise RuntimeError("no")

    __repr__ = __str__


def _endless() -> list[Any]:
    inner: list[Any] = [1]
    inner.append(inner)
    return inner


def _deep(levels: int = 2000) -> Any:
    cell: Any = "x"
    for _ in range(levels):
        cell = [cell]
    return cell


HOSTILE: dict[str, Any] = {
    "cannot be shown": Hostile(), "holds itself": _endless(), "nested deeply": _deep(), "5,000 digits": 10**5000,
    "no dimension": np.array("x"), "array": np.array(["x", "y"]), "day that is none": 20240230, "year 1": datetime.datetime(1, 1, 1),
    "year 1500": datetime.date(1500, 1, 1), "300 digits": 10**300, "lone surrogate": "\ud800", "zero byte": "a\0b",
    "complex": 1j, "bytes": b"\xff", "NaT": pd.NaT, "infinite": float("inf"), "set": {1}, "function": len, "period": pd.Period("2024"),
}  # fmt: skip
FIELDS = ["title", "text", "date", "authors", "article_id", "language", "image", "weight", "crawled", "further"]


@pytest.mark.parametrize("cell", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("field", FIELDS)
def test_one_hostile_cell_costs_at_most_its_record(field: str, cell: Any) -> None:
    rows = [{"title": f"Title {number}", "text": f"{WORDS} {number}"} for number in range(3)]
    articles, problems = read_articles([rows[0], {**rows[1], field: cell}, rows[2]])
    lost = problems[problems["article_id"].isna()]
    assert {"Title 0", "Title 2"} <= set(articles["title"])
    assert len(articles) + len(lost) == 3
    assert set(lost["offset"]) <= {2}
    assert lost["reason"].str.len().gt(0).all()
    articles.to_parquet(io.BytesIO())
    problems.to_parquet(io.BytesIO())


@pytest.mark.parametrize("year", [1, 1500])
def test_old_years_in_parquet_are_told(year: int) -> None:
    stream = io.BytesIO()
    day = int((datetime.datetime(year, 5, 6) - datetime.datetime(1970, 1, 1)).total_seconds() * 10**6)
    table = pa.table(
        {"title": ["A", "B"], "text": [WORDS, WORDS + "!"], "date": pa.array([day, 0], pa.timestamp("us"))}
    )
    parquet.write_table(table, stream)
    rows = [one.values for one in read_parquet(stream.getvalue(), "f")]  # type: ignore[union-attr]
    articles, problems = read_articles(rows)
    assert str(articles["published_day"][1].date()) == "1970-01-01"
    assert problems[["offset", "article_id"]].values.tolist() == [[1, articles["article_id"][0]]]


def test_what_was_not_understood_of_an_article_names_it() -> None:
    rows = [
        {"title": "A", "text": WORDS, "date": "whenever"},
        {"title": "B", "date": "2024-05-06"},
        {"title": "", "text": ""},
    ]
    articles, problems = read_articles(rows)
    assert len(articles) == 2
    assert problems["article_id"].tolist()[:2] == articles["article_id"].tolist()
    assert problems["detail"].tolist()[:2] == ["whenever", "B"]
    assert problems["article_id"].isna().tolist() == [False, False, True]
    assert set(problems["step"]) == {"read"}


# Files that hold more than a reader looks for


def _titles(folder: Path, raw: str, name: str = "f") -> tuple[list[str], pd.DataFrame]:
    (folder / name).write_text(raw, "utf-8")
    articles, problems = read_articles(folder / name)
    return sorted(articles["title"]), problems[problems["article_id"].isna()]


def _one(title: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "text": f"{WORDS} {title}", **more}


def _page(title: str) -> str:
    return f"<html><body><h1>{title} of the two pages</h1><p>{WORDS} {title}</p><p>{WORDS}</p></body></html>"


BOTH: dict[str, str] = {
    "two lists": json.dumps({"articles": [_one("A")], "news": [_one("B")]}),
    "lists by source": json.dumps({"bbc": [_one("A")], "cnn": [_one("B")]}),
    "a list below": json.dumps({"status": 1, "payload": {"found": [_one("A"), _one("B")]}}),
    "objects in a row": json.dumps(_one("A")) + json.dumps(_one("B")),
    "objects on many lines": json.dumps(_one("A"), indent=1) + "\n" + json.dumps(_one("B"), indent=1),
    "lists in a row": json.dumps([_one("A")]) + "\n" + json.dumps([_one("B")]),
    "text sequence": "\x1e" + json.dumps(_one("A"), indent=1) + "\n\x1e" + json.dumps(_one("B"), indent=1),
    "two feeds": "".join(f"<?xml version='1.0'?><rss><channel><item><title>{one}</title><description>{WORDS}{one}</description></item></channel></rss>\n" for one in "AB"),
    "two atom feeds": "".join(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>{one}</title><summary>{WORDS}{one}</summary></entry></feed>' for one in "AB"),
}  # fmt: skip


@pytest.mark.parametrize("raw", BOTH.values(), ids=BOTH.keys())
def test_both_of_a_file_are_read(raw: str, tmp_path: Path) -> None:
    titles, lost = _titles(tmp_path, raw)
    assert titles == ["A", "B"]
    assert lost.empty


TOLD: dict[str, tuple[str, int]] = {
    "broken first line": ('{"title": "X", "te\n' + json.dumps(_one("A")) + "\n" + json.dumps(_one("B")), 1),
    "null among lines": (json.dumps(_one("A")) + "\nnull\n" + json.dumps(_one("B")), 2),
    "null in a list": (json.dumps([None, _one("A"), _one("B")]), 1),
    "null in an envelope": (json.dumps({"articles": [None, _one("A"), _one("B")]}), 1),
    "broken object on many lines": (json.dumps(_one("A"), indent=1) + '\n{\n "title": bad\n}\n' + json.dumps(_one("B"), indent=1), 2),
    "broken record of a list": ("[\n" + json.dumps(_one("A")) + ',\n{"title": bad},\n' + json.dumps(_one("B")) + "\n]", 2),
    "another list": (json.dumps({"articles": [_one("A"), _one("B")], "facets": [{"n": 1}]}), 0),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "place"), TOLD.values(), ids=TOLD.keys())
def test_what_is_not_read_is_told_with_its_place(raw: str, place: int, tmp_path: Path) -> None:
    titles, lost = _titles(tmp_path, raw)
    assert titles == ["A", "B"]
    assert lost["offset"].tolist() == [place]


def test_two_pages_in_one_file(tmp_path: Path) -> None:
    titles, lost = _titles(tmp_path, _page("First") + "\n<!DOCTYPE html>\n" + _page("Second"))
    assert titles == ["First of the two pages", "Second of the two pages"]
    assert lost.empty


@pytest.mark.parametrize("form", ["csv", "json", "frame"])
def test_columns_of_one_name_keep_their_cells(form: str, tmp_path: Path) -> None:
    if form == "frame":
        articles, _ = read_articles(pd.DataFrame([["A", WORDS, "B"]], columns=["title", "text", "title"]))
    else:
        raw = (
            f'title,text,title\nA,"{WORDS}",B\n'
            if form == "csv"
            else f'{{"title": "A", "text": "{WORDS}", "title": "B"}}'
        )
        (tmp_path / "f.csv").write_text(raw, "utf-8")
        articles, _ = read_articles(tmp_path / "f.csv")
    assert articles[["title", "title_2"]].values.tolist() == [["A", "B"]]


def test_an_index_with_a_name_is_a_column() -> None:
    frame = pd.DataFrame([_one("A")], index=pd.Index(["k-1"], name="article_id"))
    assert read_articles(frame)[0]["article_id"].tolist() == ["k-1"]


def test_what_is_not_read_travels_along_even_under_our_names(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    row = {"Inhalt": WORDS, "text": "label", "subtitle": "S", "summary": "T", "title": "A", "image": "no address"}
    articles, _ = read_articles([row], columns={"text": "Inhalt"})
    assert articles[["text", "text_2", "subtitle", "summary"]].values.tolist() == [[WORDS, "label", "S", "T"]]
    assert "no address" in articles["images_2"][0]
    assert "columns kept as they are: text; " in caplog.text


@pytest.mark.parametrize("levels", [300, 1200])
def test_deep_mark_up_is_read_to_its_end(levels: int) -> None:
    inner = "<div>" * levels + f"<p>{WORDS}</p>" + "</div>" * levels
    page = f"<html><body><h1>A bridge for Arlen</h1>{inner}<p>{WORDS} It opens in May.</p></body></html>"
    assert "It opens in May." in read_page(page)[0]["text"][0]
    cell = to_text(f"{inner}<p>Last</p>")
    assert WORDS in cell and cell.endswith("Last")


def test_what_no_parser_takes_is_told() -> None:
    page = "<html><body><h1>A bridge</h1>" + "<div>" * 5000 + f"<p>{WORDS}</p></body></html>"
    _, problems = read_page(page)
    assert problems["reason"].str.contains("nested too deeply").any()


NO_SOURCE: dict[str, tuple[Any, str]] = {
    "empty frame": (pd.DataFrame(), "is empty"),
    "frame of no rows": (pd.DataFrame(columns=["title", "text"]), "is empty"),
    "list of texts": ([WORDS, WORDS], r"texts go in as \[\{'text'"),
    "series": (pd.Series([WORDS]), "to_frame"),
    "empty list": ([], "is empty"),
    "none": (None, "found NoneType"),
}


@pytest.mark.parametrize(("source", "words"), NO_SOURCE.values(), ids=NO_SOURCE.keys())
def test_what_holds_no_articles_gets_one_clear_line(source: Any, words: str) -> None:
    with pytest.raises(ReadError, match=f"^source: .*{words}") as error:
        read_articles(source)
    assert "\n" not in str(error.value)


def test_links_out_of_a_folder_are_told_and_never_opened(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps(_one("A")))
    (tmp_path / "secret.json").write_text(json.dumps(_one("SECRET")))
    for name, target in (
        ("out", tmp_path / "secret.json"),
        ("up", tmp_path),
        ("gone", tmp_path / "none"),
        ("loop", folder / "loop"),
    ):
        (folder / name).symlink_to(target)
    for source in (folder, str(folder / "**" / "*")):
        articles, problems = read_articles(source)
        assert articles["title"].tolist() == ["A"]
        assert sorted(Path(place).name for place in problems["place"]) == ["gone", "loop", "out", "up"]
        assert not problems.astype(str).apply(lambda column: column.str.contains("SECRET")).any(axis=None)


# Bounds: work is counted, not seconds


def _meant(times: int, size: int) -> pa.Array:
    """Make a column that means one text many times, without ever holding it so."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(times, "int32")), pa.array(["x" * size]))


BOMBS: dict[str, Callable[[], pa.Array]] = {
    "one text meant 200,000 times": lambda: _meant(200_000, 10_000),
    "in lists": lambda: pa.ListArray.from_arrays(np.arange(0, 60_001, 3, "int32"), _meant(60_000, 100_000)),
    "in structs": lambda: pa.StructArray.from_arrays([_meant(20_000, 100_000)], ["a"]),
    "rows of nothing": lambda: pa.nulls(50_000_000),
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS.keys())
def test_a_small_parquet_file_does_not_unfold_without_end(make: Callable[[], pa.Array]) -> None:
    stream = io.BytesIO()
    parquet.write_table(pa.table({"text": make()}), stream, compression="zstd")
    read = 0
    for one in read_parquet(stream.getvalue(), "f"):
        if isinstance(one, Problem):
            assert "unpacks to more than" in one.reason
            break
        read += sum(len(str(cell)) for cell in one.values.values())
    else:
        pytest.fail("nothing was told")
    assert read < 128 << 20


def test_columns_that_travel_along_are_bounded_and_lose_nothing() -> None:
    rows = [{**_one(str(number)), f"key {number}": number, "common": 1} for number in range(1000)]
    articles, _ = read_articles(rows)
    assert len(articles.columns) < 250
    assert articles["common"].notna().all()
    kept = articles.filter(regex=r"^key ").notna().sum(axis=1) + articles["further"].notna()
    assert (kept == 1).all()


class Counted(str):
    """A column's name that counts how often it is compared or hashed."""

    __slots__ = ()
    n = 0

    def __hash__(self) -> int:
        Counted.n += 1
        return str.__hash__(self)

    def __eq__(self, other: object) -> bool:
        Counted.n += 1
        return str.__eq__(self, other)


def _look_ups(columns: int) -> int:
    Counted.n = 0
    find_columns([Counted(f"c{number}") for number in range(columns)])
    return Counted.n


def test_many_columns_take_work_in_proportion() -> None:
    assert _look_ups(4000) <= 5 * _look_ups(1000)


TAGS = {
    "plain": "<p " + "a{0} " * 1,
    "quoted": "<p " + 'a{0}=">" ',
    "by strokes": "<p/" + "a{0}/",
    "glued": "<p " + "a{0}=''",
}


@pytest.mark.parametrize("end", [">", "", " < b>"], ids=["closed", "open", "another inside"])
@pytest.mark.parametrize("tag", TAGS.values(), ids=TAGS.keys())
def test_a_tag_of_endless_attributes_reaches_no_parser(tag: str, end: str) -> None:
    opening, attribute = tag[:3], tag[3:]
    text = opening + "".join(attribute.format(number) for number in range(MAX_TAG // 4)) + end
    assert len(cut_long_tags(text + "<p>Text</p>")) < 40


def test_ordinary_tags_stay_as_they_are() -> None:
    page = f'<div data-x="{"y" * 2 * MAX_TAG}" class="a"><p id=b>One > two</p></div>' * 3
    assert cut_long_tags(page) == page


def test_scripts_comments_and_stray_quotation_marks_swallow_no_text() -> None:
    filler = "if (a<b && c=\"x' ) { } " * (MAX_TAG // 8)
    page = f'<p title="He said "no"">One</p><script>{filler}</script><!-- <p {filler} --><p>Two</p>'
    assert cut_long_tags(page) == page


def test_new_names_never_meet_old_ones() -> None:
    assert rename_repeated(["a", "a", "a_2", "a"]) == ["a", "a_3", "a_2", "a_4"]
