"""Times of clauses: a day belongs to the clause it hangs on, and not to its neighbour."""

from __future__ import annotations

import pytest

from newslab.text.clause_times import BOUNDS, DESCRIBES, OF_NOUN, OF_SAYING, OF_VERB, tie_times
from newslab.text.clauses import find_clauses
from newslab.text.dates import find_dates
from newslab.text.parse import parse_text

CASES = {
    "verb": ("Troops entered the town on Friday.", {"entered": [("Friday", OF_VERB)]}),
    "infinitive": ("The court is due to rule on Friday.", {"is": [("Friday", OF_VERB)]}),
    "noun": ("Friday's attack killed three men.", {"killed": [("Friday", OF_NOUN)]}),
    "describes": ("Iran left the 2015 deal.", {"left": [("2015", DESCRIBES)]}),
    "bounds": ("Nobody has won since 1908.", {"won": [("1908", BOUNDS)]}),
    "saying": ("The firm said on Monday it will cut 500 jobs.", {"cut": [("Monday", OF_SAYING)]}),
    "relative": ("A man who was shot in 2010 died on Monday.", {"died": [("Monday", OF_VERB)], "shot": [("2010", OF_VERB)]}),
    "lent": ("On Monday he came and saw.", {"came": [("Monday", OF_VERB)], "saw": [("Monday", OF_VERB)]}),
    "killing": ("A bomb exploded on Monday, killing 12.", {"exploded": [("Monday", OF_VERB)], "killing": [("Monday", OF_VERB)]}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_times_go_to_their_clauses(text, expected):
    doc = parse_text(text).docs[0]
    times = [(one["start"], one["end"], one) for one in find_dates(text, "2024-11-06")]
    found = tie_times(doc, find_clauses(doc), times)
    assert {doc[at].text: [(one.time["text"], one.tie) for one in ties] for at, ties in found.items()} == expected


def test_a_time_climbs_no_further_than_any_sentence_goes():
    from newslab.text.clause_times import _climb

    class Word:
        asked = 0
        tag_ = dep_ = lower_ = pos_ = "x"

        def __init__(self, i):
            self.i = i

        @property
        def head(self):
            Word.asked += 1
            return Word(self.i + 1)

    assert _climb(Word(0), {50: None})[0] == 50
    Word.asked = 0
    assert _climb(Word(0), {100_000: None})[0] == -1
    assert Word.asked < 1000
