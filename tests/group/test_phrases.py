"""Phrases: no half names across a possessive, no words joined over punctuation or from one text to the next."""

from __future__ import annotations

import pytest

from newslab.group.phrases import Phrases, read_phrases

STOPS = frozenset(["the", "of", "met"])


def told(*texts: str) -> dict[str, bool]:
    found = read_phrases(texts, STOPS)
    return {found.write(form): bool(goes_on) for form, goes_on in zip(found.form, found.goes_on, strict=True)}


def uses(found: Phrases) -> list[tuple[int, str]]:
    return sorted((int(text), found.write(form)) for text, form in zip(found.text, found.form, strict=True))


def test_a_possessive_ends_a_phrase_and_a_name_goes_on() -> None:
    found = told("Harwick's mayor met Anne Miller.")
    assert "Harwick mayor" not in found
    assert (found["Harwick"], found["Anne"], found["Anne Miller"]) == (False, True, False)


def test_a_name_goes_on_over_a_word_that_is_no_phrase() -> None:
    assert told("Bank Of Harwick") == {"Bank": True, "Harwick": False}


def test_nothing_is_joined_over_punctuation_or_texts() -> None:
    found = read_phrases(["frost, harvest", "rye"], STOPS)
    assert uses(found) == [(0, "frost"), (0, "harvest"), (1, "rye")]


def test_a_phrase_has_three_words_at_most() -> None:
    found = read_phrases(["late rye harvest failed"], STOPS)
    assert max(len(phrase.split()) for _, phrase in uses(found)) == 3
    assert len(uses(found)) == 4 + 3 + 2


def test_forms_of_one_phrase_share_its_number() -> None:
    found = read_phrases(["Rye Harvest", "rye harvest"], STOPS)
    numbers = {found.write(form): int(number) for form, number in enumerate(found.phrase)}
    assert numbers["Rye Harvest"] == numbers["rye harvest"] != numbers["rye"]


@pytest.mark.parametrize("texts", [[], [""], ["12 of the"], ["the", "\ud800 ."]], ids=str)
def test_texts_without_words_have_no_phrases(texts: list[str]) -> None:
    assert not len(read_phrases(texts, STOPS).form)
