"""Votes: the day and modality of an event are what most origins say, and one odd article turns nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newslab.events.told import Told, can_join, is_founded
from newslab.events.votes import vote_day, vote_modality

BASE = Told(
    key="s", article="a", field="text", start=0, end=9, sentence=(0, 9), position=0, main=True, alone=True,
    predicate="meet", predicate_start=5, predicate_end=8, who="Ann Berg", whom="", where="", first=100, last=100, precision="day",
    edtf="", basis="relative", modality="happened", role="news", published=101, words="Berg met.", own=True, p=0.9,
)  # fmt: skip


def told(*rows):
    return [replace(BASE, key=str(at), article=row.pop("article", f"a{at}"), **row) for at, row in enumerate(rows)]


def days(first, last=None, **more):
    return {"first": first, "last": last or first, **more}


CASES = [
    ("most origins", [days(100), days(100), days(103)], 100),
    ("own words before publication", [days(101, basis="publication"), days(101, basis="publication"), days(100)], 100),
    ("a day within a month", [days(90, 120), days(104)], 104),
    ("an opinion founds no day", [days(99, own=False), days(100)], 100),
    ("a title alone", [days(100, field="title")], 100),
]


@pytest.mark.parametrize(("rows", "day"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_day_is_that_of_most_origins(rows, day):
    assert vote_day(told(*rows), {}).first == day


def test_copies_of_one_text_have_one_vote():
    rows = told(days(103), days(103), days(100), days(100, basis="stated"))
    assert vote_day(rows, {"a0": "wire", "a1": "wire"}).first == 100


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["happened", "planned"], "happened"),
        (["denied", "happened"], "happened"),
        (["denied", "denied", "happened"], "denied"),
        (["ongoing"], "happened"),
        (["planned", "planned", "possible"], "planned"),
    ],
)
def test_modality_is_that_of_most_origins(given, found):
    assert vote_modality(told(*({"modality": one} for one in given)), {}) == found


@pytest.mark.parametrize(
    ("words", "predicate", "role", "joins"),
    [
        ("Berg met Ortiz", "meet", "news", True),
        ("Berg would meet Ortiz", "meet", "news", False),
        ("if Berg met Ortiz", "meet", "news", False),
        ("in May 2024 Berg met Ortiz", "meet", "news", True),
        ("Berg met Ortiz", "meet", "quote", False),
        ("Berg did it", "do", "news", False),
    ],
)
def test_what_is_open_or_said_joins_no_event_of_others(words, predicate, role, joins):
    at = words.index("met") if "met" in words else words.index("meet") if "meet" in words else words.index("did")
    (one,) = told({"words": words, "predicate": predicate, "role": role, "predicate_start": at, "predicate_end": at})
    assert can_join(one) is joins


def test_what_has_no_day_of_its_own_or_is_an_opinion_founds_nothing():
    assert is_founded(told(days(100)))
    assert not is_founded(told(days(100, own=False)))
    assert not is_founded(told(days(100, field="title")))
    assert not is_founded(told(days(100, main=False, basis="context")))
    assert not is_founded(told(days(100, who="", whom="")))
