"""A title that carries its outlet's name, or names only one of its parts, misleads the reader."""

from __future__ import annotations

import numpy as np
import pytest

from newslab.group.titles import clean_title, first_words, title_event, title_threads

TITLES = {
    "outlet after a bar": ("Bridge opens in Porto | The Sun", "", "Bridge opens in Porto"),
    "outlet after a dash": ("Bridge opens in Porto - Fjord Times", "Fjord Times", "Bridge opens in Porto"),
    "a dash of its own": ("Bridge opens in Porto - at last", "Fjord Times", "Bridge opens in Porto - at last"),
    "a mark before": ("VIDEO: Bridge opens in Porto", "", "Bridge opens in Porto"),
    "a mark behind": ("Bridge opens in Porto (PHOTOS)", "", "Bridge opens in Porto"),
    "typographic spaces": ("Bridge\u202fopens in Porto", "", "Bridge opens in Porto"),
}


@pytest.mark.parametrize(("title", "source", "expected"), TITLES.values(), ids=TITLES.keys())
def test_a_headline_without_its_outlet(title: str, source: str, expected: str) -> None:
    assert clean_title(title, source) == expected


def test_the_plain_headline_that_most_share_is_the_title() -> None:
    titles = ["What we know about Porto!", "New bridge opens in Porto", "Bridge opens in Porto", ""]
    assert title_event(titles, [""] * 4, [""] * 4, np.full(4, 0.9)) == "Bridge opens in Porto"


def test_an_event_without_titles_is_named_by_its_first_words() -> None:
    assert title_event([""], ["The bridge opened. " * 20], [""], np.ones(1)) == first_words("The bridge opened. " * 20)
    assert first_words("") == "(no words)"
    assert len(first_words("word " * 100)) <= 94


def test_a_thread_is_named_by_what_its_parts_share() -> None:
    parts = [
        [(f"South Korea and {other} meet", f"In Seoul, South Korea met {other}.")]
        for other in ("Poland", "Norway", "Oman")
    ]
    assert title_threads({0: parts})[0].startswith("South Korea")
