"""Entries: dated by what the sentence itself tells, of worth, none twice."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from newslab.events.entries import Entry, choose_entries, dating, find_entries, told_modality
from newslab.events.importance import Weight
from newslab.events.shared import Members, Sentence
from newslab.events.weighing import Weighed
from newslab.tables import make_id
from newslab.text.content import content_words


def statement(day: str | None = "2026-02-02", **other: Any) -> dict[str, Any]:
    moment = pd.Timestamp(day) if day else pd.NaT
    return {"statement_id": "t1", "article_id": "a", "field": "text", "start": 0, "main": True, "modality": "happened",
            "day_basis": "relative", "first_day": moment, "last_day": moment, "precision": "day", "edtf": day,
            "event_id": None} | other  # fmt: skip


def sentence(text: str, *told: dict[str, Any], start: int = 0, **other: Any) -> Sentence:
    fields: dict[str, Any] = {"role": "news", "kind": "fact", "readable": 0.9} | other
    return Sentence(
        "a", start, start + len(text), 0, fields["role"], fields["kind"], text, content_words(text), None, told,
        {"role, sure": 0.9}, fields["readable"],
    )  # fmt: skip


def weighed(*sentences: Sentence, weight: float = 1.5) -> list[Weighed]:
    weights = {one.key: Weight(weight / 2, weight / 2) for one in sentences}
    return [Weighed("s", ["a"], Members(sentences, {}, {}), weights)]


TOLD = {
    "its main statement is dated": ((statement(),), True),
    "none is": ((statement(None, day_basis="unknown"),), False),
    "on the day of publication, in no words": ((statement(day_basis="publication"),), False),
    "what stands beside it alone": ((statement(None, day_basis="unknown"), statement(main=False)), False),
    "what is usual": ((statement(modality="habit"),), False),
}


@pytest.mark.parametrize(("told", "dated"), TOLD.values(), ids=TOLD)
def test_a_sentence_is_dated_by_what_it_tells(told: tuple[dict[str, Any], ...], dated: bool) -> None:
    assert (dating(sentence("Envoys met.", *told)) is not None) == dated


def test_the_statement_of_an_event_stands_for_its_sentence_where_the_day_is_the_same() -> None:
    told = statement(), statement(main=False, event_id="e1"), statement("2026-01-09", main=False, event_id="e2")
    found = dating(sentence("Envoys met and signed.", *told))
    assert found is not None
    assert found["event_id"] == "e1"


LEFT_OUT = {
    "own view": {"kind": "opinion"},
    "caption": {"role": "caption"},
}


@pytest.mark.parametrize("other", LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_no_prose_or_a_view_is_no_entry(other: dict[str, str]) -> None:
    assert not find_entries(weighed(sentence("Envoys met.", statement(), **other)), {}, {})


def event(day: str = "2026-02-02", n_sources: int = 1) -> dict[str, Any]:
    moment = pd.Timestamp(day)
    return {"event_id": "e1", "first_day": moment, "last_day": moment, "precision": "day", "edtf": day,
            "modality": "happened", "n_sources": n_sources}  # fmt: skip


def test_an_event_of_more_origins_is_worth_more_and_a_sentence_that_leans_less() -> None:
    told = statement(event_id="e1")
    (one,) = find_entries(weighed(sentence("Envoys met.", told)), {"e1": event()}, {})
    (more,) = find_entries(weighed(sentence("Envoys met.", told)), {"e1": event(n_sources=3)}, {})
    (less,) = find_entries(weighed(sentence("They met.", told, readable=0.2)), {"e1": event()}, {})
    assert more.worth > one.worth > less.worth


def test_a_day_that_other_origins_deny_is_not_told_but_one_given_by_hand_is() -> None:
    lines = weighed(sentence("Envoys met.", statement(event_id="e1")))
    assert not find_entries(lines, {"e1": event("2026-02-05")}, {})
    (entry,) = find_entries(lines, {"e1": event("2026-02-05")}, {"date": {"e1"}})
    assert entry.day == pd.Timestamp("2026-02-05")


SAID = {
    "said by its day": ({"modality": "planned", "attributed_to": "the ministry"}, 2, "happened"),
    "said of a day to come": ({"modality": "planned", "attributed_to": "the ministry"}, -2, "planned"),
    "nobody's word": ({"modality": "denied"}, 2, "denied"),
    "day of publication not known": ({"modality": "planned", "attributed_to": "the ministry"}, None, "planned"),
    "under way": ({"modality": "ongoing"}, 0, "happened"),
}


@pytest.mark.parametrize(("told", "since", "modality"), SAID.values(), ids=SAID)
def test_what_was_said_on_a_day_was_said(told: dict[str, str], since: int | None, modality: str) -> None:
    published = None if since is None else pd.Timestamp("2026-02-02").toordinal() + since
    assert told_modality(statement(**told), None, published) == modality


def test_what_was_rejected_by_hand_is_not_told() -> None:
    lines = weighed(sentence("Envoys met.", statement()))
    assert find_entries(lines, {}, {})
    assert not find_entries(lines, {}, {"reject": {make_id("event", "a", "text", 0, "t1")}})


def entry(text: str, day: str, worth: float, event_id: str | None = None) -> Entry:
    told = event(day) | {"event_id": event_id} if event_id else None
    return Entry(sentence(text, start=sum(map(ord, text))), statement(day), told, "happened", worth)


REPEATED = {
    "same event": (entry("Envoys met.", "2026-02-02", 2, "e"), entry("A treaty was signed.", "2026-02-02", 1.5, "e"), 1),
    "same words, same day": (
        entry("Envoys of Norland met rebels in Port Alma for talks.", "2026-02-02", 2),
        entry("Envoys met rebels in Port Alma.", "2026-02-02", 1.5), 1),
    "half the words, another day": (
        entry("Envoys of Norland met rebels in Port Alma for talks.", "2026-02-02", 2),
        entry("Envoys left Port Alma without a treaty.", "2026-02-03", 1.5), 2),
    "other words": (entry("Envoys met.", "2026-02-02", 2), entry("A dam broke.", "2026-02-02", 1.5), 2),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "n"), REPEATED.values(), ids=REPEATED)
def test_nothing_is_told_twice(first: Entry, second: Entry, n: int) -> None:
    assert len(choose_entries([first, second], 9, 0.0)) == n


def test_little_worth_is_told_only_where_there_is_nothing_else() -> None:
    trifle, other = entry("A kiosk sold ice.", "2026-02-02", 0.3), entry("Clouds came.", "2026-02-05", 0.2)
    assert choose_entries([trifle, other], 9, 1.1) == [trifle]
    news = entry("A quake struck the coast.", "2026-02-01", 1.8)
    assert choose_entries([news, trifle, other], 9, 1.1) == [news]
    assert len(choose_entries([news, trifle, other], 9, 0.0)) == 3


def test_a_second_entry_of_a_day_gives_way_to_one_of_another() -> None:
    rows = [
        entry("A quake struck the coast.", "2026-02-01", 1.8),
        entry("Boats sank in the harbour.", "2026-02-01", 1.6),
        entry("Helpers arrived by air.", "2026-02-03", 1.5),
    ]
    assert choose_entries(rows, 2, 1.1) == [rows[0], rows[2]]
    assert choose_entries(rows, 9, 1.1, per_day=1) == [rows[0], rows[2]]
