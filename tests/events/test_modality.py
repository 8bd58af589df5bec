"""Who denies what: a denial is somebody's, a negated verb is not one."""

from __future__ import annotations

import pytest

from newslab.events.frames import find_frames
from newslab.text.parser import parse

DENIED = {
    "clause": "The ministry denied that its planes bombed the village.",
    "gerund": "The company denied dumping waste in the river on Monday.",
    "noun": "The governor on Monday denied reports of a second leak.",
    "statement": "The army said the raid did not happen.",
}
TOLD = {
    "negated": "The navy did not shoot down the drone on Monday.",
    "hurt": "The driver was not injured in the crash on Monday.",
    "refused": "The embassy denied them visas on Monday.",
    "request": "The court denied the request on Monday.",
    "rejected": "Voters rejected the treaty on Monday.",
    "undenied": "The minister did not deny the report.",
    "name": "On Monday Ms May met the king of Norway in London.",
}


@pytest.mark.parametrize("sentence", DENIED.values(), ids=DENIED)
def test_denied(sentence: str) -> None:
    assert find_frames(next(iter(parse([sentence], parts="all"))))[0].modality == "denied"


@pytest.mark.parametrize("sentence", TOLD.values(), ids=TOLD)
def test_not_denied(sentence: str) -> None:
    assert find_frames(next(iter(parse([sentence], parts="all"))))[0].modality == "happened"
