"""Slots: figures of one event in unlike sentences are compared; figures of other things, people and days are not."""

from __future__ import annotations

import pandas as pd
import pytest

from newslab.compare.alignment import Cited, Pair
from newslab.compare.slots import name_apart, same_slot
from newslab.compare.statements import read_statement
from newslab.compare.witnesses import read_witness

DAY = pd.Timestamp("2026-03-02", tz="UTC")


def _same(a: str, b: str, *, field: str = "text", days: int = 0, position: int = 0, story: str = "s") -> bool:
    sides, seen = [], []
    for place, (words, later) in enumerate(((a, 0), (b, days))):
        row = pd.Series({"article_id": f"x{place}", "source": f"S{place}", "title": None, "text": words,
                         "published": DAY + pd.Timedelta(days=later), "published_day": pd.NaT})  # fmt: skip
        witness = read_witness(row, row.article_id)
        sides.append(Cited(row.article_id, field if place == 0 else "text", 0, words, row.source, row.article_id, row.published,
                           read_statement(words, witness.anchor), stories=frozenset("s" if place == 0 else story),
                           position=position if place else 0))  # fmt: skip
        seen.append(witness)
    pair = Pair(sides[0], sides[1], 0.3)
    return same_slot(pair, pair.a.statement.quantities[0], pair.b.statement.quantities[0], seen[0], seen[1])


HEADLINE = "Five Dead as Ferry Sinks Off Islay"
LEAD = "At least seven people were killed when a ferry went down on Monday."
SAME = {
    "a toll in headline and lead": (HEADLINE, LEAD),
    "one count in one setting": ("The singer posted four photos with her cousin.", "The singer posted three photos of her cousin."),
    "an age": ("A 3-year-old boy fell into the moat of the zoo.", "The moat of the zoo hid a four-year-old boy who fell."),
}  # fmt: skip
OTHER = {
    "another event of the past": (HEADLINE, "A storm last year killed seven people on the island."),
    "what else is counted": ("The crew saved 60 sheep and a bull.", "The port sold 70 sheep at the fair."),
    "somebody else": ("Ada Brae carried 48 crates in the race on the quay.", "Olaf Muir carried 37 crates in the race on the quay."),
    "a plan": ("The crew will land 40 crates at the old pier.", "The crew landed 30 crates at the old pier."),
    "far too many": ("The crew landed 40 crates at the old pier.", "The crew landed 4,000 crates at the old pier."),
}  # fmt: skip


@pytest.mark.parametrize(("a", "b"), SAME.values(), ids=SAME)
def test_figures_of_one_question_are_found_in_unlike_sentences(a: str, b: str) -> None:
    assert _same(a, b)
    assert not _same(a, b, days=9), "so late a report tells of another state of things"
    assert not _same(a, b, story="t"), "another story is another event"


@pytest.mark.parametrize(("a", "b"), OTHER.values(), ids=OTHER)
def test_figures_of_other_things_are_not_compared(a: str, b: str) -> None:
    assert not _same(a, b)


def test_a_toll_deep_in_a_text_may_be_of_anything() -> None:
    assert not _same(HEADLINE, LEAD, position=12)


def _names(words: str) -> Cited:
    return Cited("x", "text", 0, words, "S", "x", DAY, read_statement(words))


def test_who_says_it_is_no_name_of_what_is_told() -> None:
    assert not name_apart(
        _names("Four crates were lost, said harbour master Olaf Muir."), _names("Five crates were lost off Islay.")
    )
    assert name_apart(_names("In Oban four crates were lost."), _names("Off Islay five crates were lost."))
    assert not name_apart(_names("The blast hit an Afghan village."), _names("A village in Afghanistan was hit."))
