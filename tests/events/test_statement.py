"""Statements: datelines and trailing attributions go, what happened stays, no word is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslab.events.statement import reads_alone, state, trim

CASES = {
    "dateline with agency": (
        "WARSAW, Feb. 2 (Agency) -- Envoys opened talks on defence.", "Envoys opened talks on defence."),
    "dateline in brackets": ("OSLO (Agency) - A ferry ran aground near Bergen.", "A ferry ran aground near Bergen."),
    "trailing ministry": ("Envoys met in Warsaw on Monday, the ministry said.", "Envoys met in Warsaw on Monday."),
    "trailing verb first": ("Envoys met in Warsaw on Monday, said a spokesman.", "Envoys met in Warsaw on Monday."),
    "who says so stays": (
        "The talks took three full hours, according to an official.",
        "The talks took three full hours, according to an official.",
    ),
    "leading however": ("However, Envoys met in Warsaw on Monday.", "Envoys met in Warsaw on Monday."),
    "too short to trim": ("They left, he said.", "They left, he said."),
    "nothing to trim": ("NATO sent a general to Brussels.", "NATO sent a general to Brussels."),
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), CASES.values(), ids=CASES)
def test_statement(sentence: str, expected: str) -> None:
    assert state(sentence) == expected


@given(st.text(max_size=200))
def test_trimmed_part_lies_in_the_sentence(sentence: str) -> None:
    start, end = trim(sentence)
    assert 0 <= start <= end <= len(sentence)
    assert 0.0 <= reads_alone(sentence) <= 1.0


def test_a_sentence_that_leans_on_another_reads_worse() -> None:
    assert reads_alone("The two men left the palace on Monday.") < reads_alone("Ann Berg left the palace on Monday.")
