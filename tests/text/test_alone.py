"""Whether a clause reads alone: by what it leans on, and how its subject is named."""

from __future__ import annotations

import pytest

import newslab as nl

CASES = {
    "named": ("President Ana Ruiz of Peru met Chancellor Eva Lind in Berlin on Monday.", "meet", True),
    "pronouns": ("He told them so.", "tell", False),
    "joined": ("Ana Ruiz arrived in Berlin and left for Rome.", "leave", False),
    "relative": ("Ana Ruiz, who leads Peru, came.", "lead", False),
    "bare": ("The company denied it.", "deny", False),
}


@pytest.mark.parametrize(("text", "predicate", "alone"), CASES.values(), ids=CASES.keys())
def test_who_reads_alone(text, predicate, alone):
    found = nl.find_statements(text, published="2024-03-06").set_index("predicate")
    assert bool(found.alone[predicate]) is alone
