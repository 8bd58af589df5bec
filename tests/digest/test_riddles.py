import re

import pytest

from newslab.digest.riddles import leans
from newslab.digest.setting import Name, Setting

KINDS = {"Halden": "place", "Vikholm": "place", "Bay Lines": "body", "Danish": "other", "Tern": "other"}


@pytest.mark.parametrize(
    ("text", "is_leaning"),
    [
        pytest.param(
            "Fares between the two towns came to ten crowns in Halden.", True, id="two towns, one of them named"
        ),
        pytest.param("Halden and Vikholm agreed on fares between the two towns.", False, id="two towns, both named"),
        pytest.param("Both sides signed in Halden.", True, id="both sides"),
        pytest.param("The others are due late in the month in Halden.", True, id="the others"),
        pytest.param("Sailors say the company pays well.", True, id="the company"),
        pytest.param("Bay Lines says the company pays well.", False, id="the company, named before"),
        pytest.param("Sailors met in the capital, Halden.", False, id="the capital, named behind"),
        pytest.param("Sailors elected the mayor of the capital, who smiled.", True, id="the capital of what"),
        pytest.param("Danish sailors say the country has no ferry.", False, id="the country of the Danish"),
        pytest.param("On 14 March the lander sent a picture.", True, id="the lander"),
        pytest.param("Tern sent a picture before the lander fell over.", False, id="the lander, named before"),
        pytest.param("Touchdown came at 08:34 in rain.", True, id="whose touchdown"),
        pytest.param(
            "Among other things a boat weighing two tons, and on its bow a lamp in red.", True, id="no subject"
        ),
        pytest.param("Tern lasted a day. iFerry failed in Halden.", True, id="two sentences"),
        pytest.param("Halden has ferries, trams etc. and buses.", False, id="a short form is no end"),
    ],
)
def test_what_nothing_in_a_sentence_explains_makes_it_lean(text, is_leaning):
    names = [Name(m.start(), m.end(), m[0], KINDS[m[0]], m[0]) for m in re.finditer("|".join(KINDS), text)]
    assert leans(0, len(text), Setting(text, ((0, len(text)),), tuple(names))) == is_leaning


def test_an_entry_of_a_timeline_may_hold_a_ship_but_not_open_with_it():
    for text, is_leaning in (
        ("Sailors left the ship in Halden.", False),
        ("The ship left Halden.", True),
        ("On 14 March the ship left Halden.", True),
    ):
        names = (Name(text.index("Halden"), text.index("Halden") + 6, "Halden", "place", "Halden"),)
        assert leans(0, len(text), Setting(text, ((0, len(text)),), names), strict=False) == is_leaning
