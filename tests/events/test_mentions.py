"""Mentions: which day a sentence tells of, what is too weak to make an event, and what is no sentence at all."""

from __future__ import annotations

from datetime import date

import pytest

from newslab.events.mentions import Mention, Sentence, as_time, find_mentions, is_sentence, ordinal
from newslab.text.dates import find_dates

PUBLISHED = "2026-01-20"  # a Tuesday


def sentence(text: str, position: int = 5, kind: str = "fact") -> Sentence:
    times = tuple(filter(None, (as_time(record) for record in find_dates(text, PUBLISHED))))
    return Sentence("a", "text", 0, text, position, kind, ordinal(PUBLISHED), times)


def mentions(text: str, position: int = 5, kind: str = "fact") -> list[Mention]:
    return find_mentions([sentence(text, position, kind)], named=False)


DATED = {
    "of its noun": ("Berg and Ortiz were level in Sunday's vote.", "2026-01-18", False),
    "day within the year": (
        "Berg became the first envoy received this year when she handed over her letter on 14 January.",
        "2026-01-14",
        False,
    ),
    "weekday first": ("Last Tuesday officials from Oslo and Lisbon met in Bergen.", "2026-01-13", False),
    "history of a noun is weak": ("Berg had won the 2024 race in Bergen as well.", "2024-01-01", True),
}


@pytest.mark.parametrize(("text", "day", "weak"), DATED.values(), ids=DATED)
def test_the_day_a_sentence_tells_of(text: str, day: str, weak: bool) -> None:
    found = mentions(text)
    assert (found[0].first, found[0].weak) == (ordinal(day), weak)


def test_an_opinion_is_weak_and_a_wish_is_nothing() -> None:
    (found,) = mentions("The report published on Sunday is a disgrace for the whole town.", kind="opinion")
    assert (found.weak, found.first) == (True, ordinal("2026-01-18"))
    assert mentions("The report published on Sunday should worry the whole town.", kind="opinion") == []


def test_not_since_a_year_tells_of_no_event_in_it() -> None:
    found = mentions("The club had not won the cup since 1908.")
    assert all(one.weak for one in found)


def test_an_undated_sentence_is_weak_and_of_any_day_up_to_its_publication() -> None:
    (found,) = mentions("Divers lifted a bronze cannon from the harbour.")
    assert found.weak
    assert found.last == ordinal(PUBLISHED)


def test_an_undated_lead_is_news_of_the_day() -> None:
    (found,) = mentions("Divers lifted a bronze cannon from the harbour.", position=0) or [None]
    assert found is not None
    assert found.last == ordinal(PUBLISHED)


def test_what_may_happen_repeats_nothing() -> None:
    assert mentions("Divers may lift a bronze cannon from the harbour.") == []


NO_SENTENCES = {
    "caption": "A photo issued by the coast guard of the ferry which sank on Monday.",
    "question": "Who lifted the bronze cannon from the harbour on Monday?",
    "fragment": "Cancel the rest of the summer on Monday",
    "menu": "Home on Monday.",
}


@pytest.mark.parametrize("text", NO_SENTENCES.values(), ids=NO_SENTENCES)
def test_fragments_and_captions_tell_nothing(text: str) -> None:
    assert not is_sentence(sentence(text))
    assert mentions(text) == []


def test_figures_leave_out_dates() -> None:
    (found,) = mentions("On 14 January 2026 the river rose 3.5 metres and drowned 1,200 sheep.")
    assert found.figures == {"3.5", "1200"}


APART = {
    "participle": ("Ministers agreed to finish the papers of a pact signed last year.", []),
    "ahead": ("Crowds gathered in Lisbon on 28 January 2026.", []),
    "own": ("Ministers agreed on Monday to finish the papers of a pact signed last year.", ["2026-01-19"]),
    "planned": ("Ministers will meet in Lisbon on 28 January 2026.", ["2026-01-28"]),
}


@pytest.mark.parametrize(("text", "days"), APART.values(), ids=APART)
def test_only_what_dates_the_main_verb_dates_the_event(text: str, days: list[str]) -> None:
    dated = [one for one in mentions(text) if one.when and not one.weak]
    assert [date.fromordinal(one.first).isoformat() for one in dated] == days
