"""Captions, buttons and appeals of a page are no news; what is glued before a sentence is cut off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslab.events.furniture import is_furniture, news_start

GLUED = {
    "share buttons": (
        "Click to share on Mastodon (Opens in new window) Click to share on Ello (Opens in new window) The dam broke.",
        "The dam broke.",
    ),
    "newsletter": (
        "Get daily updates directly to your inbox + Subscribe Thank you for subscribing! A ferry sank off Bergen.",
        "A ferry sank off Bergen.",
    ),
    "caption without a stop": (
        "Image copyright Agency Image caption The old bridge lay in the river A ferry has sunk off Bergen.",
        "A ferry has sunk off Bergen.",
    ),
    "label before a dateline": ("Photo OSLO, Norway -- A ferry sank.", "OSLO, Norway -- A ferry sank."),
    "credit in brackets": ("(Photo: Ann Berg) But the ferry sank.", "But the ferry sank."),
    "nothing glued": ("The newspaper published a photo of the ferry.", "The newspaper published a photo of the ferry."),
}


@pytest.mark.parametrize(("sentence", "expected"), GLUED.values(), ids=GLUED)
def test_what_a_page_glues_before_a_sentence_is_cut_off(sentence: str, expected: str) -> None:
    assert sentence[news_start(sentence) :] == expected


FURNITURE = {
    "photo issued": "A photo issued by the coast guard of the ferry which sank on Monday.",
    "undated handout": "This undated handout image provided by the museum shows the bronze cannon.",
    "credit at the end": "Divers lift the cannon from the harbour in Bergen on Monday. (Photo: Ann Berg)",
    "appeal": "Get daily updates directly to your inbox + Subscribe",
    "gallery": "3 of 41 Skip in Skip x Embed x Share CLOSE The ferry Solveig leaves Bergen on Monday.",
    "pictured": "Pictured: the cannon on the quay",
}


@pytest.mark.parametrize("sentence", FURNITURE.values(), ids=FURNITURE)
def test_captions_and_appeals_are_furniture(sentence: str) -> None:
    assert is_furniture(sentence)


NEWS = {
    "warning issued": "The coast guard issued a warning on Monday.",
    "video in the news": "Police released a video of the robbery on Monday.",
    "readers": "More than 300 readers wrote to the paper.",
    "watch": "Watchmen found the cannon on Monday.",
}


@pytest.mark.parametrize("sentence", NEWS.values(), ids=NEWS)
def test_news_is_no_furniture(sentence: str) -> None:
    assert not is_furniture(sentence)


@given(st.text(max_size=300))
def test_a_start_lies_in_its_sentence(sentence: str) -> None:
    assert 0 <= news_start(sentence) <= len(sentence)
    is_furniture(sentence)
