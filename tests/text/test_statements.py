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
