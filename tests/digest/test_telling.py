"""How sentences are told: whole, with the notes that the tables hold up, or not at all."""

from __future__ import annotations

import pytest

from newslab.digest.desk import Desk
from newslab.digest.telling import introduced, tell
from newslab.tables import CONTRACTS, build
from newslab.text.sentences import find_sentences

ROLE = {"role": "news", "kind": "fact"}


def told_of(text, words, *, main=None, times=(), names=(), doubt=None, published=None, fine="day", **statement):
    """Tell the sentence of a text that holds some words; its main statement is `main` or all of it."""
    start, end = next(span for span in find_sentences(text) if words in text[span[0] : span[1]])
    low = text.index(main or text[start:end])
    high = low + len(main or text[start:end].rstrip("."))
    row = {
        "alone": True,
        "who": "Ana Ruiz",
        "main": True,
        "predicate": "open",
        "predicate_start": low,
        "predicate_end": low,
        "day_basis": "relative",
    }
    given = {
        "statement_id": "s",
        "article_id": "a",
        "start": low,
        "end": high,
        "sentence_start": start,
        "sentence_end": end,
    }
    spans = {"article_id": "a", "field": "text"}
    tables = {
        "articles": [{"article_id": "a", "text": text, "source": "Bay Radio", "published": published}],
        "sentences": [
            {"article_id": "a", "start": low, "end": high, "position": at, **ROLE, **{key: statement.pop(key) for key in ("role", "kind") if key in statement}}
            for at, (low, high) in enumerate(find_sentences(text)) if (low, high) == (start, end)
        ],
        "statements": [{**row, **given, **statement}],
        "names": [
            {**spans, "start": at, "end": at + len(one), "text": one, "kind": "person", "entity_id": full}
            for one, full in names for at in [text.index(one) if one == full else text.rindex(one)]
        ],
        "times": [
            {**spans, "start": text.index(one), "end": text.index(one) + len(one), "text": one, "type": "DATE", "first_day": day, "last_day": day,
             "precision": fine} for one, day in times
        ],
        "members": [{"story_id": "x", "article_id": "a", "doubt": doubt}],
    }  # fmt: skip
    desk = Desk.of({name: build(rows, CONTRACTS[name]) for name, rows in tables.items() if rows})
    told = tell(desk, desk.lines["a"][0])
    return told.text if told else None


def test_a_sentence_that_reads_alone_is_told_as_it_stands():
    assert told_of("The ferry line opened in Halden.", "ferry") == "The ferry line opened in Halden."


@pytest.mark.parametrize(
    ("basis", "day", "doubt", "note"),
    [
        ("relative", "2026-02-02", None, " [2 February 2026]"),
        ("relative", "2026-01-26", None, ""),
        ("relative", "2026-02-02", "crawled later", ""),
    ],
    ids=["the day of the statement", "another day than the statement's", "an article whose days are in doubt"],
)
def test_a_day_is_noted_only_where_the_statement_has_it(basis, day, doubt, note):
    told = told_of(
        "The ferry line opened on Monday.",
        "ferry",
        times=[("Monday", "2026-02-02")],
        first_day=day,
        day_basis=basis,
        doubt=doubt,
    )
    assert told == f"The ferry line opened on Monday{note}."


@pytest.mark.parametrize(
    ("text", "words", "modality", "noted"),
    [
        ("The ferry line opened in Halden today.", "today", "happened", True),
        ("The ferry line is today the only way to Halden.", "today", "ongoing", False),
        ("The ferry line opened on Friday.", "Friday", "happened", False),
        ("The ferry line will open on Friday.", "Friday", "planned", True),
        ("Ana Ruiz said “the ferry line opened today” in Halden.", "today", "happened", False),
    ],
    ids=["the day of publication", "nowadays", "past, on a day to come", "planned", "quoted"],
)
def test_a_day_is_noted_only_where_it_is_surely_meant(text, words, modality, noted):
    day = "2026-02-06" if words == "Friday" else "2026-02-03"
    told = told_of(text, "ferry", times=[(words, day)], first_day=day, published="2026-02-03", modality=modality)
    assert told is not None and ("[" in told) == noted


@pytest.mark.parametrize(("fine", "noted"), [("week", False), ("weekend", True)])
def test_a_week_that_is_not_over_is_noted_only_of_what_is_to_come(fine, noted):
    text, day = "The ferry line opened in Halden this week.", "2026-02-08"
    told = told_of(
        text, "ferry", times=[("this week", day)], first_day=day, published="2026-02-03", fine=fine, modality="happened"
    )
    assert told is not None and ("[" in told) == noted


def test_a_surname_is_noted_in_full_where_one_person_bears_it():
    text = "Jon Sel met the board. Sel opened the ferry line."
    assert told_of(text, "opened", names=[("Jon Sel", "Jon Sel"), ("Sel", "Jon Sel")]) is not None


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("They opened the ferry line.", {"alone": False}),
        ("But the ferry line opened in Halden.", {}),
        ("“We opened the ferry line in Halden.”", {"role": "quote", "kind": "quote"}),
        ("Ferry line opens in Halden harbour", {}),
    ],
    ids=["leans", "turns what went before", "a quotation of nobody", "a title"],
)
def test_what_does_not_read_alone_is_not_told(words, more):
    assert told_of(words, "erry", **more) is None


def test_an_opinion_is_told_as_its_outlet_s():
    told = told_of("The ferry line is a triumph of patience.", "triumph", kind="opinion", role="opinion")
    assert told == "Bay Radio writes: The ferry line is a triumph of patience."


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("She met the new President. Ana Ruiz spoke.", "Ana Ruiz", "Ana Ruiz"),
        ("According to Ana Ruiz, a man was killed in the fire, police said.", "Ana Ruiz", "Ana Ruiz"),
        ("The court freed Bo Lind, a judge said.", "Bo Lind", "Bo Lind"),
        ("Senator Ann Leeds met Ann Lee.", "Ann Lee", "Ann Lee"),
        ("Under President Ana Ruiz taxes fell.", "Ana Ruiz", "President Ana Ruiz"),
        ("The former U.S. Secretary of State Eva Lind came.", "Eva Lind", "former U.S. Secretary of State Eva Lind"),
        ("Eva Lind, a retired judge, came.", "Eva Lind", "Eva Lind, a retired judge"),
        ("Nobody is named.", "Eva Lind", "Eva Lind"),
    ],
)
def test_a_person_is_introduced_by_what_the_text_calls_him(text, name, found):
    assert introduced(text, name) == found
