"""Speakers: who says the words of a quotation is read from its sentence, whatever the verb and the noun."""

from __future__ import annotations

import pytest

from newslab.text.parse import parse_text
from newslab.text.quotes import find_quotes

CASES = {
    "common noun": ('"The planes just circle overhead," the minister said.', "the minister", "said"),
    "rare verb": ('"It will not be the same without a bridge," grumbled Jo Marsh.', "Jo Marsh", "grumbled"),
    "according to": ('According to Tom Hill, the plan is "dead on arrival".', "Tom Hill", "according to"),
    "called": ('The mayor called the plan "a gift to the rich" on Monday.', "The mayor", "called"),
    "apposition": ('"It is a key value," the alliance\'s head, Jens Lie, said.', "Jens Lie", "said"),
    "nobody": ('The sign says "no way out of here" twice. "How Stars Are Born" is a talk.', None, None),
}


@pytest.mark.parametrize(("text", "speaker", "verb"), CASES.values(), ids=CASES.keys())
def test_the_parse_tells_who_speaks(text, speaker, verb):
    found = find_quotes(text, parsed=parse_text(text))[-1]
    assert (found["speaker"], found["verb"]) == (speaker, verb)
