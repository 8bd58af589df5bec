"""Frames of parsed sentences: the content of what is said, passives, modality, types."""

from __future__ import annotations

import pytest

from newslab.events.frames import Frame, find_frames
from newslab.events.lemmas import lemma_of
from newslab.events.types import find_type
from newslab.text.parser import parse


def main(sentence: str) -> Frame:
    return find_frames(next(iter(parse([sentence], parts="all"))))[0]


def test_what_is_said_is_the_event() -> None:
    frame = main("The ministry said on Tuesday that Ann Berg had met Juan Ortiz in Lisbon.")
    assert (frame.who, frame.lemma, frame.whom) == ("Ann Berg", "meet", "Juan Ortiz")
    assert frame.said_by == "The ministry"
    assert frame.where == "Lisbon"


MODALITIES = {
    "happened": "Envoys signed the treaty on Monday.",
    "planned": "Envoys will sign the treaty on Monday.",
    "possible": "Envoys may sign the treaty on Monday.",
    "denied": "The ministry denied that envoys signed the treaty on Monday.",
    "reported": "Envoys reportedly signed the treaty on Monday.",
}


@pytest.mark.parametrize(("modality", "sentence"), MODALITIES.items(), ids=MODALITIES)
def test_modality(modality: str, sentence: str) -> None:
    assert main(sentence).modality == modality


TYPES = {
    "meeting": ("Envoys met in Lisbon.", "CONSULT"),
    "light verb": ("Envoys held talks in Lisbon.", "CONSULT"),
    "attack": ("Rebels bombed the bridge.", "ASSAULT"),
    "accident": ("A tram derailed in the city.", "DISASTER"),
}


@pytest.mark.parametrize(("sentence", "expected"), TYPES.values(), ids=TYPES)
def test_types(sentence: str, expected: str) -> None:
    assert main(sentence).type == expected


def test_a_line_without_a_verb_has_no_frame() -> None:
    assert find_frames(next(iter(parse(["The old bridge"], parts="all")))) == []


FORMS = {"met": "meet", "agreed": "agree", "stopped": "stop", "carried": "carry", "fell": "fall", "seized": "seize"}


@pytest.mark.parametrize(("form", "expected"), FORMS.items(), ids=FORMS)
def test_dictionary_forms(form: str, expected: str) -> None:
    assert lemma_of(form, "VBD") == expected


def test_unknown_verbs_have_no_type() -> None:
    assert find_type("glimmer") is None
