"""`read_articles` on all kinds of sources: nothing lost, nothing doubled, one clear line when nothing can be read."""

from __future__ import annotations

import gzip
import json
import logging
from pathlib import Path

import pandas as pd
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from newslab.errors import ReadError
from newslab.read.files import read_articles
from newslab.tables import ARTICLES, PROBLEMS, check

RECORDS = [
    {"headline": "Dam opens", "body": "The dam opened on Monday.", "date": "2024-05-06", "outlet": "Post", "link": "https://post.example/dam?utm_source=x"},
    {"headline": "NA", "body": "null", "date": "2024-05-07T23:00:00-04:00", "outlet": "Times", "link": "https://times.example/na"},
]  # fmt: skip
LINES = "\n".join(json.dumps(record) for record in RECORDS).encode()
CSV = pd.DataFrame(RECORDS).to_csv(index=False).encode()
FEED = b"""<rss><channel><title>Post</title><item><title>Dam opens</title><link>https://post.example/dam</link>
<description>The dam opened on Monday.</description><pubDate>Mon, 06 May 2024 00:00:00 GMT</pubDate></item></channel></rss>"""
PAGE = b"Dam opens in the north\nThe dam was opened on Monday after ten years of work and much delay, officials said.\n"


def write(folder: Path, **files: bytes) -> Path:
    for name, raw in files.items():
        (folder / name.replace("__", ".")).write_bytes(raw)
    return folder


FORMS = {
    "jsonl": LINES,
    "json": json.dumps(RECORDS).encode(),
    "csv": CSV,
    "tsv": pd.DataFrame(RECORDS).to_csv(index=False, sep="\t").encode(),
    "utf-16 csv": CSV.decode().encode("utf-16"),
    "gzip": gzip.compress(LINES),
    "zstd": zstandard.compress(CSV),
    "list": RECORDS,
    "frame": pd.DataFrame(RECORDS),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_every_form_gives_the_same_articles(form: object, tmp_path: Path) -> None:
    if isinstance(form, bytes):
        (tmp_path / "data").write_bytes(form)  # no ending: the content decides
        form = tmp_path / "data"
    articles, problems = read_articles(form)
    check(articles, ARTICLES)
    check(problems, PROBLEMS)
    assert articles[["title", "text", "source"]].values.tolist() == [
        ["Dam opens", "The dam opened on Monday.", "Post"],
        ["NA", "null", "Times"],
    ]
    assert [str(day.date()) for day in articles["published_day"]] == ["2024-05-06", "2024-05-07"]
    assert articles["published_method"].tolist() == ["day", "time"]
    assert str(articles["published"][1]) == "2024-05-08 03:00:00+00:00"


def test_parquet_and_back(tmp_path: Path) -> None:
    first, _ = read_articles(RECORDS)
    first.to_parquet(tmp_path / "a.parquet")
    again, problems = read_articles(tmp_path / "a.parquet")
    assert not len(problems)
    pd.testing.assert_frame_equal(first, again)


def test_reading_its_own_table_changes_nothing() -> None:
    first, _ = read_articles([*RECORDS, {"title": "May", "text": "x", "published": "May 2024", "leaning": 2}])
    again, problems = read_articles(first)
    assert not len(problems)
    pd.testing.assert_frame_equal(first, again)


def test_a_folder_of_everything_loses_nothing(tmp_path: Path) -> None:
    write(
        tmp_path,
        a__jsonl=LINES + b'\n{"broken',
        b__xml=FEED,
        c__txt=PAGE,
        d__bin=bytes(range(256)) * 9,
        e__csv=b"",
        README__md=b"about",
    )
    (tmp_path / "deep").mkdir()
    write(tmp_path / "deep", f__csv=b"title,text\nShort\nLong,Text of it\n")
    articles, problems = read_articles(tmp_path)
    assert sorted(articles["title"]) == ["Dam opens", "Dam opens in the north", "Long", "NA"]
    assert problems[["place", "offset"]].values.tolist() == [
        ["README.md", 0], ["a.jsonl", 3], ["b.xml", 1], ["d.bin", 0], ["deep/f.csv", 2], ["e.csv", 0]]  # fmt: skip
    assert problems.set_index("place").loc["b.xml", "detail"] == articles["article_id"][0], (
        "it must name what it repeats"
    )


def test_a_glob_takes_what_matches(tmp_path: Path) -> None:
    write(tmp_path, a__jsonl=LINES, b__xml=FEED)
    assert len(read_articles(str(tmp_path / "*.xml"))[0]) == 1
    assert len(read_articles([tmp_path / "a.jsonl", tmp_path / "b.xml"])[0]) == 2


NOTHING = {
    "empty file": (b"", "this file is empty"),
    "binary": (b"\x00\x01\x02\x03" * 99, "binary data"),
    "image": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "an image"),
    "wrong columns": (b"a,b,c\n1,2,3\n", "no column holds a text or a title; the columns are a, b, c"),
    "broken feed": (b"<rss><channel><title>", "a broken feed"),
    "feed of nothing": (b"<rss><channel><title>x</title></channel></rss>", "a feed without entries"),
    "numbers": (b"[1, 2, 3]", "no record"),
    "sitemap": (b"<?xml version='1.0'?><urlset/>", "names 0 pages without a title"),
    "other XML": (b"<?xml version='1.0'?><catalogue/>", "neither a feed nor a page"),
}


@pytest.mark.parametrize(("raw", "words"), NOTHING.values(), ids=NOTHING.keys())
def test_what_cannot_be_read_gets_one_clear_line(raw: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv" if b"," in raw else tmp_path / "x").write_bytes(raw)
    with pytest.raises(ReadError) as error:
        read_articles(tmp_path)
    assert words in str(error.value)
    assert str(error.value).startswith("x")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("source", ["/no/such/file", "https://post.example/a", "/no/*.csv", 7, "a\0b"], ids=["absent", "network", "glob", "type", "nul"])  # fmt: skip
def test_what_is_no_source_gets_one_clear_line(source: object) -> None:
    with pytest.raises(ReadError) as error:
        read_articles(source)
    assert "\n" not in str(error.value)


def test_a_folder_without_files(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="holds no files"):
        read_articles(tmp_path)


def test_columns_are_told_and_can_be_chosen(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        articles, _ = read_articles([{"Inhalt": "Der Damm.", "headline": "Damm"}], columns={"text": "Inhalt"})
    assert articles["text"].tolist() == ["Der Damm."]
    assert "headline as title" in caplog.text


def test_changed_text_is_a_revision_whatever_the_order() -> None:
    old = {"url": "https://post.example/dam", "title": "Dam", "text": "Nine dead.", "published": "2024-05-06T08:00Z"}
    new = {**old, "text": "Ten dead.", "published": "2024-05-06T09:00Z"}
    one, problems = read_articles([old, new, dict(new)])
    other, _ = read_articles([dict(new), new, old])
    assert len(problems) == 1
    ids = one.set_index("text")["article_id"]
    assert one.set_index("text").loc["Ten dead.", "revision_of"] == ids["Nine dead."]
    assert other.set_index("text")["article_id"].to_dict() == ids.to_dict()


def test_row_numbers_are_no_ids_but_names_are() -> None:
    articles, problems = read_articles([{"id": 1, "title": "A", "text": "x"}, {"id": 1, "title": "B", "text": "y"}])
    assert len(articles) == 2
    assert not len(problems)
    assert read_articles([{"id": "k-1", "text": "x"}])[0]["article_id"].tolist() == ["k-1"]
    assert read_articles([{"article_id": 1, "text": "x"}])[0]["article_id"].tolist() == ["1"]


def test_a_front_page_address_does_not_join_articles() -> None:
    rows = [{"url": "https://post.example/", "title": title, "text": f"{title} text"} for title in "AB"]
    assert read_articles(rows)[0]["revision_of"].isna().all()


def test_ages_and_bad_dates_leave_published_empty(caplog: pytest.LogCaptureFixture) -> None:
    articles, _ = read_articles([{"title": "A", "date": "18 hours ago"}, {"title": "B", "date": "0000-00-00"}])
    assert articles["published"].isna().all()
    assert articles["published_day"].isna().all()
    assert articles["published_method"].tolist() == ["age", "unread"]
    assert "ages, not dates" in caplog.text


def test_markup_is_taken_out_and_nothing_runs() -> None:
    body = "<p>One &amp; two</p><script>alert(1)</script><p onclick='x'>Three &lt;b&gt;</p>"
    assert read_articles([{"title": "<b>A</b> &amp; B", "text": body}])[0][["title", "text"]].values.tolist() == [
        ["A & B", "One & two\nThree <b>"]
    ]


CELLS = st.one_of(st.none(), st.text(max_size=20), st.integers(), st.floats(), st.booleans(),
                  st.lists(st.text(max_size=5), max_size=3), st.dictionaries(st.sampled_from(["name", "url", "x"]), st.text(max_size=5), max_size=2))  # fmt: skip
NAMES = st.sampled_from(
    [
        "article_id",
        "url",
        "source",
        "title",
        "text",
        "date",
        "authors",
        "images",
        "weight",
        "extra",
        "language",
        "retrieved",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.dictionaries(NAMES, CELLS, max_size=8), st.integers()), min_size=1, max_size=6))
def test_records_in_are_articles_and_problems_out(records: list[object]) -> None:
    try:
        articles, problems = read_articles(records)
    except ReadError as error:
        assert "\n" not in str(error)
        return
    assert len(articles) + int(problems["article_id"].isna().sum()) == len(records)
    assert articles["article_id"].is_unique
    again, _ = read_articles(list(reversed(records)))
    assert set(again["article_id"]) == set(articles["article_id"]), "the order of the records changed an id"


UNDATED = "The bridge was opened on Monday, 4 November. Work began in 2022, and it was paid for by 2023."


def test_an_article_without_a_date_is_bounded_by_its_own_words() -> None:
    row = read_articles([{"title": "A", "text": UNDATED, "retrieved": "2024-12-24"}])[0].iloc[0]
    assert pd.isna(row["published_day"]) and pd.isna(row["published"])
    assert [str(row[f"published_{end}"].date()) for end in ("first", "last")] == ["2024-11-04", "2024-12-04"]
    assert row["published_method"] == "bounds: weekday" and 0 < row["published_confidence"] < 1


def test_an_age_is_no_date_without_the_hour_of_the_crawl() -> None:
    record = {"title": "A", "text": UNDATED, "date": "18 hours ago"}
    row = read_articles([record])[0].iloc[0]
    assert pd.isna(row["published_day"]) and row["published_method"] == "age; bounds: weekday"
    row = read_articles([{**record, "retrieved": "2024-11-06T09:00:00Z"}])[0].iloc[0]
    assert pd.isna(row["published_day"]) and row["published_method"] == "age at the crawl"
    assert str(row["published_first"].date()) == str(row["published_last"].date()) == "2024-11-05"


@pytest.mark.parametrize(
    "record",
    [
        {"text": "They met on Friday. 18 hours ago it rained."},
        {"text": "It was struck on 5 January 2026.", "language": "en"},  # nothing tells how long ago
        {"text": "Es geschah am Monday, 4 November 2024.", "language": "de", "retrieved": "2024-12-24"},
        {"text": "It sank on 3 May 1915.", "retrieved": "2024-12-24"},  # a century is no bound
    ],
)
def test_where_the_words_do_not_tell_nothing_is_bounded(record: dict[str, str]) -> None:
    row = read_articles([{"title": "A", **record}])[0].iloc[0]
    assert pd.isna(row["published_first"]) and pd.isna(row["published_last"]) and pd.isna(row["published_confidence"])


def test_a_date_that_is_told_is_not_replaced() -> None:
    row = read_articles([{"title": "A", "text": UNDATED, "date": "2024-11-06"}])[0].iloc[0]
    assert str(row["published_day"].date()) == "2024-11-06" and pd.isna(row["published_first"])
    assert row["published_confidence"] == 1.0


def test_columns_that_are_not_read_are_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    table = b"HEADLINE,Article Body,Media Outlet,Words\nDam opens,The dam %s.,%s,3\n"
    write(tmp_path, a__csv=table % (b"opened", b"Post"), b__csv=table % (b"is open", b"Times"))
    with caplog.at_level(logging.INFO, logger="newslab"):
        articles, _ = read_articles(tmp_path)
    assert articles["source"].tolist() == ["Post", "Times"]
    told = [record.getMessage() for record in caplog.records if "columns kept as they are" in record.getMessage()]
    assert len(told) == 1, "the same line for every file of a folder"
    assert told[0].startswith("a.csv: ") and "kept as they are: Words; no column is taken as published; " in told[0]
    assert "--column ours=yours, in Python columns=" in told[0]


def test_a_column_of_dates_that_nobody_named_is_pointed_out(caplog: pytest.LogCaptureFixture) -> None:
    row = {
        "Headline": "Dam opens",
        "Body": "The dam opened.",
        "Medium": "Post",
        "Erscheinungs Tag": "2026-02-03",
        "Nr": "20260203",
    }
    with caplog.at_level(logging.INFO, logger="newslab"):
        articles, _ = read_articles([row])
    assert articles["published"].isna().all()
    assert "Erscheinungs Tag holds dates: --column 'published=Erscheinungs Tag'" in caplog.text
    assert read_articles([row], columns={"published": "Erscheinungs Tag"})[0]["published_day"].notna().all()


def test_a_table_without_a_header_is_asked_about(tmp_path: Path) -> None:
    prose = "The dam opened on Monday after ten years of work. " * 9
    write(tmp_path, a__tsv=f"{prose}\t7\n{prose}again\t8\n".encode())
    with pytest.raises(ReadError, match=r"no header row\?") as told:
        read_articles(tmp_path / "a.tsv")
    assert prose[:60] not in str(told.value)
