"""What users of such tools report, as small cases: each row has its input, the call, what is expected and how to tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CASES = [json.loads(line) for line in Path(__file__).with_name("cases.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['id']} {case['symptom'][:40]}" for case in CASES])
def test_what_users_report_is_mended(case: dict[str, Any]) -> None:
    scope: dict[str, Any] = {"x": case["input"]}
    exec(case["call"], scope)
    verdict = eval(case["check"], {"got": scope["got"], "P": "pass", "F": "fail", "any": any, "all": all})
    assert verdict == "pass", f"expected {case['expected']}, got {scope['got']}"


MORE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"text": "A.", "author_given_name": "Ann", "author_family_name": "Berg"}, {"authors": ["Ann Berg"]}),
    ({"text": "A.", "first_name": "Ann", "last_name": "Berg"}, {"authors": ["Ann Berg"]}),
    ({"text": "A.", "authors": [{"given": "Ann", "family": "Berg"}, {"firstName": "Tom", "lastName": "Hill"}]}, {"authors": ["Ann Berg", "Tom Hill"]}),
    ({"text": "A.", "authors": "['Berg, Ann', 'Hill, Tom']"}, {"authors": ["Ann Berg", "Tom Hill"]}),
    ({"text": "A.", "author": "Berg, Ann; Hill, Tom"}, {"authors": ["Ann Berg", "Tom Hill"]}),
    ({"text": "A.", "author": "Ann Berg\nTom Hill"}, {"authors": ["Ann Berg", "Tom Hill"]}),
    ({"text": "A.", "pub_year": "2016", "pub_month": "December", "pub_day": "31"}, {"published_day": "2016-12-31"}),
    ({"text": "A.", "year": 2016.0, "month": 2.0}, {"published_first": "2016-02-01", "published_last": "2016-02-29"}),
    ({"text": "A.", "language": "eng"}, {"language": "en"}),
    ({"_source": {"title": "T", "body": "A.", "date": "2024-03-06"}}, {"title": "T", "text": "A.", "published_day": "2024-03-06"}),
    ({"_source.title": "T", "_source.body": "A."}, {"title": "T", "text": "A."}),
    ({"title": "T", "text": "The council met. Read the full story here »"}, {"text": "The council met.", "text_status": "truncated"}),
    ({"title": "T", "text": "The council met […]"}, {"text_status": "truncated"}),
    ({"title": "T", "text": "It met.\nThe post Council meets appeared first on The Arlen Post."}, {"text": "It met.", "text_status": "full"}),
    ({"title": "T", "text": "She said she wanted to read more."}, {"text": "She said she wanted to read more.", "text_status": "full"}),
    ({"title": "T", "text": "The coun\u00adcil met."}, {"text": "The council met."}),
    ({"title": "T", "text": "A.", "source": "https://post.example/a/b", "hostname": "post.example"}, {"url": "https://post.example/a/b", "source": "post.example"}),
]  # fmt: skip


@pytest.mark.parametrize(("record", "expected"), MORE, ids=[str(sorted(record.items()))[:70] for record, _ in MORE])
def test_records_as_programs_write_them(record: dict[str, Any], expected: dict[str, Any]) -> None:
    from newslab.read.files import read_articles

    row = read_articles([record])[0].iloc[0]
    found = {name: str(row[name])[:10] if name.startswith("published_") else row[name] for name in expected}
    assert found == expected


def test_records_of_other_columns_than_the_rest_are_read() -> None:
    from newslab.read.files import read_articles

    articles, problems = read_articles([{"title": "A", "text": "One."}, {"headline": "B", "body": "Two."}])
    assert articles[["title", "text"]].values.tolist() == [["A", "One."], ["B", "Two."]]
    assert problems.empty
