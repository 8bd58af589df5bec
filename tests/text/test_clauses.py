"""Clauses: one for each thing a sentence asserts, cut where it begins and ends, one of them what the sentence tells."""

from __future__ import annotations

import pytest

from newslab.text.clauses import find_clauses
from newslab.text.parse import parse_text

CASES = {
    "one": ("The dam broke on Monday.", ["The dam broke on Monday"]),
    "joined": ("Police arrested two men and searched a flat.", ["Police arrested two men", "searched a flat"]),
    "said": ("The minister said the talks had failed.", ["the talks had failed"]),
    "said after": ("The talks had failed, the minister said.", ["The talks had failed"]),
    "relative": ("The man who shot the mayor was caught.", ["who shot the mayor", "The man who shot the mayor was caught"]),
    "participle": ("A bomb exploded, killing 12 people.", ["A bomb exploded", "killing 12 people"]),
    "reduced": ("Police freed a man arrested on Friday.", ["Police freed a man", "arrested on Friday"]),
    "act of saying": ("Iran denied that it had fired.", ["Iran denied that it had fired", "it had fired"]),
    "infinitive": ("Leaders agreed to sign the treaty.", ["Leaders agreed to sign the treaty"]),
    "if": ("If it rains, the match will be moved.", ["it rains", "the match will be moved"]),
    "connected": ("However, the mayor resigned.", ["the mayor resigned"]),
    "headline": ("Deadly crash near Oslo", ["Deadly crash near Oslo"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_clauses_are_cut_tight(text, expected):
    doc = parse_text(text).docs[0]
    assert [doc[one.start : one.end].text for one in find_clauses(doc)] == expected


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Two people died after a bridge fell, police said.", "died"),
        ("When the bridge fell, two people died.", "died"),
        ("OSLO, Nov. 3 (Agency) -- Two people died.", "died"),
        ("Iran denied that it had fired.", "denied"),
    ],
)
def test_one_clause_is_what_the_sentence_tells(text, verb):
    clauses = find_clauses(parse_text(text).docs[0])
    assert [one.head.text for one in clauses if one.main] == [verb]


def test_no_words_no_clauses():
    assert find_clauses(parse_text("On Monday!", [(0, 10)]).docs[0]) == []
