"""Statements: what one clause asserts, with its own actors, day, source and quantities, and where it stands."""

from __future__ import annotations

import pandas as pd
import pytest

import newslab as nl
from newslab.tables import QUANTITIES, STATEMENTS, check

TEXT = (
    "OSLO, Nov. 3 (Agency) -- A storm killed 12 people in Bergen on Monday, police said. “It was the worst night of my "
    "life,” Anna Lind said. Lind is 70 years old. She lost her house, which was built in 1908, and 3 of the 5 boats."
)


@pytest.fixture(scope="module")
def spans():
    row = {
        "article_id": "a",
        "title": "Storm kills 12 in Norway",
        "text": TEXT,
        "published_day": "2025-11-04",
        "language": "en",
    }
    return nl.find_spans(pd.DataFrame([row]).assign(published_day=lambda rows: pd.to_datetime(rows.published_day)))


def row(spans, predicate, field="text"):
    table = spans.statements
    return table[(table.predicate == predicate) & (table.field == field)].iloc[0]


def test_both_tables_keep_their_contracts(spans):
    check(spans.statements, STATEMENTS)
    check(spans.quantities, QUANTITIES)
    assert set(spans.quantities.statement_id) <= set(spans.statements.statement_id)


def test_a_statement_is_one_clause_with_all_that_belongs_to_it(spans):
    kill = row(spans, "kill")
    assert TEXT[kill.start : kill.end] == "A storm killed 12 people in Bergen on Monday"
    assert (kill.who, kill.whom, kill["where"]) == ("A storm", "12 people", "Bergen")
    assert str(kill.first_day.date()) == "2025-11-03" and kill.main and kill.alone
    assert kill.attributed_to == "police" and TEXT[kill.attributed_start : kill.attributed_end] == "police said"


def test_each_clause_has_its_own_day(spans):
    assert str(row(spans, "build").first_day.date()) == "1908-01-01"
    assert not row(spans, "build").alone


def test_a_title_is_read_too(spans):
    assert row(spans, "kill", "title").who == "Storm"


def test_a_pronoun_is_whom_it_surely_means(spans):
    assert row(spans, "lose").who == "Anna Lind" and not row(spans, "lose").alone


def test_a_quotation_is_its_speakers(spans):
    assert row(spans, "be night").attributed_to == "Anna Lind"


def test_quantities_belong_to_their_statement(spans):
    found = spans.quantities.merge(spans.statements[["statement_id", "predicate", "field"]], on="statement_id")
    told = {(one.predicate, one.field, one.value, one.of_what, one.part_of) for one in found.fillna("").itertuples()}
    assert {
        ("kill", "text", 12.0, "people", ""),
        ("kill", "title", 12.0, "", ""),
        ("lose", "text", 3.0, "boats", "of the"),
    } <= told


def test_a_text_alone_is_read_as_well():
    found = nl.find_statements("The ship sank on Friday.", published="2024-11-06")
    assert found.article_id.tolist() == ["text"] and str(found.first_day[0].date()) == "2024-11-01"
    assert nl.find_statements("").empty


MODALITIES = {
    "denied": ("Police did not fire on the crowd on Tuesday.", "fire", "denied"),
    "coming day": ("The marathon takes place next Sunday.", "take place", "planned"),
    "joined": ("The president leaves for Rome on Saturday and meets the pope on Monday.", "meet", "planned"),
    "undone": ("Talks were to resume on Thursday but were called off on Wednesday.", "resume", "denied"),
    "undoing": ("Talks were to resume on Thursday but were called off on Wednesday.", "call off", "happened"),
    "participle": ("A bomb exploded in Kabul on Monday, killing 12 people, police said.", "kill", "happened"),
    "relative": ("The man who shot the mayor on Monday was caught.", "shoot", "happened"),
}


@pytest.mark.parametrize(("text", "predicate", "modality"), MODALITIES.values(), ids=MODALITIES.keys())
def test_what_grammar_says_of_modality(text, predicate, modality):
    found = nl.find_statements(text, published="2024-03-06").set_index("predicate")
    assert found.modality[predicate] == modality


def test_what_was_undone_is_read_with_what_undid_it():
    text = "Talks were to resume on Thursday but were called off on Wednesday."
    found = nl.find_statements(text, published="2024-03-06").set_index("predicate").loc["resume"]
    assert text[found.start : found.end] == text[:-1]


@pytest.mark.parametrize(
    ("title", "predicate", "modality"),
    [("Storm kills 12 in Norway", "kill", "happened"), ("Elon Musk to send car to Mars", "send", "planned")],
)
def test_headlines_tell_the_past_in_the_present(title, predicate, modality):
    row = {
        "article_id": "a",
        "title": title,
        "text": "It rained.",
        "published_day": pd.Timestamp("2024-03-06"),
        "language": "en",
    }
    found = nl.find_statements(pd.DataFrame([row]))
    assert found[found.field == "title"].set_index("predicate").modality[predicate] == modality
