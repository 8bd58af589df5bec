import re

import pytest

from newslab.digest.setting import Name, Setting
from newslab.digest.support import holds_claim, second_hand

NAMES = re.compile(r"Halden|Vikholm|Jon Sel|Harbour Office|World Ferry Union")
KINDS = {"Jon Sel": "person", "Halden": "place", "Vikholm": "place"}


@pytest.mark.parametrize(
    ("told", "other", "is_held"),
    [
        pytest.param("The last visit to Halden was in 2018.", "A visit to Halden took place in 2018.", False, id="last"),
        pytest.param("Halden opened its first line.", "Halden opened a line.", False, id="first"),
        pytest.param("Halden opened its first line.", "The first line of Halden opened.", True, id="first in both"),
        pytest.param("Halden has the only ferry.", "Halden has a ferry.", False, id="only"),
        pytest.param("Halden has the largest ferry.", "Halden has the biggest ferry.", True, id="two words for one"),
        pytest.param("Halden shut its line last week.", "Halden shut its line.", True, id="last week is no superlative"),
        pytest.param("Fares in Halden earn 10 million.", "Fares in Halden earn 10 billion.", False, id="scale"),
        pytest.param("Halden and Vikholm agreed.", "Halden agreed to it.", False, id="a name that is not there"),
        pytest.param("Jon Sel left Halden.", "Sel left Halden.", True, id="a surname"),
        pytest.param(
            "The ferry left Halden, the Harbour Office said.", "The ferry left Halden.", True, id="who said it may differ"
        ),
        pytest.param("World Ferry Union met in Halden.", "The WFU met in Halden.", True, id="initials"),
        pytest.param("Jon Sel took over, a first for Halden, Vikholm said.", "Jon Sel took over Halden.", False, id="first, said"),
    ],
)  # fmt: skip
def test_a_side_holds_the_claim_it_is_cited_for(told, other, is_held):
    names = tuple(
        Name(m.start(), m.end(), m.group(), KINDS.get(m.group(), "body"), m.group()) for m in NAMES.finditer(told)
    )
    assert holds_claim(told, 0, len(told), Setting(told, ((0, len(told)),), names), other) == is_held


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("According to Coast Daily, fares will rise.", "Coast Daily"),
        ("Sel told the Coast Daily that fares will rise.", "Coast Daily"),
        ("Fares will rise, Coast Daily reported.", "Coast Daily"),
        ("According to Bay Radio, fares will rise.", ""),
        ("According to Jon Sel, fares will rise.", ""),
        ("Fares at Coast Daily will rise.", ""),
    ],
)
def test_what_is_reported_from_another_outlet_is_at_second_hand(text, outlet):
    assert second_hand(text, "Bay Radio", {"Coast Daily", "Bay Radio"}) == outlet


def test_a_name_may_stand_before_the_sentence_but_most_stand_in_it():
    told = "Jon Sel left Halden for Vikholm."
    names = tuple(Name(m.start(), m.end(), m.group(), KINDS[m.group()], m.group()) for m in NAMES.finditer(told))
    setting = Setting(told, ((0, len(told)),), names)
    other = "He left Halden for Vikholm."
    assert holds_claim(told, 0, len(told), setting, other, f"Jon Sel was tired. {other}")
    assert not holds_claim(told, 0, len(told), setting, other, f"Tor Lund was tired. {other}")
    assert not holds_claim(told, 0, len(told), setting, "He left Halden.", "Jon Sel liked Vikholm. He left Halden.")
