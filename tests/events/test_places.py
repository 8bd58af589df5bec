"""Places: a town before its country, as the text writes it; a country of an adjective only where nothing is named."""

from __future__ import annotations

import pytest

from newslab.events.places import find_place
from newslab.text.parser import load_parser

CASES = {
    "town and country": (
        ("Shells hit hospital", "Shells hit a hospital in Aleppo, Syria, on Monday."),
        "Aleppo, Syria",
    ),
    "town before country of the headline": (
        ("Shells hit hospital in Syria", "Shells hit a hospital in the northern city of Aleppo on Monday."),
        "Aleppo",
    ),
    "country where no town is named": (("Ferry sinks off Norway", "A ferry sank with forty cars."), "Norway"),
    "adjective alone": (("Minister resigns", "The Norwegian minister resigned."), "Norway"),
    "no weekday": (("Ferry sinks", "A ferry sank in March off Bergen."), "Bergen"),
    "no organisation": (("Bank fined", "The bank was fined in Oslo, the Wall Street Journal wrote."), "Oslo"),
    "nothing": (("Ferry sinks", "A ferry sank."), ""),
}


@pytest.mark.parametrize(("texts", "expected"), CASES.values(), ids=CASES)
def test_place_of_the_news(texts: tuple[str, ...], expected: str) -> None:
    assert find_place(list(load_parser().pipe(texts))) == expected
