"""Attribution: who says so is found wherever a sentence names it, and is no one for what nobody vouches for."""

from __future__ import annotations

import pytest

from newslab.text.attribution import find_attribution
from newslab.text.clauses import find_clauses
from newslab.text.parse import parse_text

CASES = {
    "before": ("Police said two men fled.", "Police said"),
    "after": ("Two men fled, police said.", "police said"),
    "turned": ("Two men fled, said the mayor of Lund.", "said the mayor of Lund"),
    "according": ("Two men fled, according to the mayor.", "according to the mayor"),
    "as": ("As police said, two men fled.", "police said"),
    "inner": ("Police said two men fled after the dam broke.", "Police said"),
    "colon": ('Lind told reporters: "Two men fled this town."', "Lind told"),
    "it": ("Two men fled; it will just add to the bill.", None),
    "nobody": ("Two men fled.", None),
    "not vouched": ("Police found that two men fled.", None),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_who_says_so(text, expected):
    doc = parse_text(text).docs[0]
    clause = next(one for one in find_clauses(doc) if one.head.lemma_ == "flee")
    found = find_attribution(clause.head)
    assert (doc[found.start : found.end].text if found else None) == expected
