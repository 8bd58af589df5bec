"""A weekday or a month lies ahead or back as the verb beside it tells: a preview must not become a report."""

from __future__ import annotations

from typing import Any

import pytest

from newslab.text.date_state import Piece
from newslab.text.date_tense import direction
from newslab.text.dates import find_dates, read_all

WEDNESDAY = "2024-11-06"

CASES = [
    ("Friday's bill is unlikely to pass before the house will rise.", "2024-11-01"),
    ("Whatever they have lost, but whoever wins in December will have it all.", "2024-12"),
    ("The museum opens on Friday.", "2024-11-08"),
    ("The banker goes on trial Monday.", "2024-11-11"),
    ("Talks resume on Sunday in Geneva.", "2024-11-10"),
    ("They plan to meet on Friday.", "2024-11-08"),
    ("He failed to appear on Monday.", "2024-11-04"),
    ("The deadline is Friday.", "2024-11-08"),
    ("The deadline was Friday.", "2024-11-01"),
    ("Voters go to the polls on Sunday.", "2024-11-10"),
    ("He had until Friday to answer.", "2024-11-08"),
    ("The strike was called off on Monday.", "2024-11-04"),
    ("The match was postponed until Saturday.", "2024-11-09"),
    ("The court adjourned until Monday.", "2024-11-11"),
    ("He is due in court on Thursday.", "2024-11-07"),
    ("He is expected to land in Oslo on Thursday, officials said Tuesday.", "2024-11-07 2024-11-05"),
    ("The minister, who will resign on Friday, spoke on Tuesday.", "2024-11-08 2024-11-05"),
    ("On Friday, the fair opens its doors.", "2024-11-08"),
    ("On Friday, the fair opened its doors.", "2024-11-01"),
    ("Friday's vote will be close.", "2024-11-08"),
    ("Friday's vote was close.", "2024-11-01"),
    ("They agreed to meet Saturday.", "2024-11-09"),
    ("He flew to Paris on Monday to meet the king.", "2024-11-04"),
    ("The offer had been due to expire on Friday.", "2024-11-01"),
    ("She is meeting the envoy on Friday.", "2024-11-08"),
    ("Police are looking into Friday's attack.", "2024-11-01"),
    ("They would have met on Monday.", "2024-11-04"),
    ("The bill must be signed by Friday.", "2024-11-08"),
    ("By Monday the water had gone.", "2024-11-04"),
    ("The shop stays shut until Saturday.", "2024-11-09"),
    ("The new rules take effect on Monday.", "2024-11-11"),
    ("Starting Monday, tickets cost more.", "2024-11-11"),
    ("She called a meeting for Friday.", "2024-11-08"),
    ("Sales begin this Friday.", "2024-11-08"),
    ("They met this Monday.", "2024-11-04"),
    ("The team plays Norway on Saturday.", "2024-11-09"),
    ("Storm kills five on Monday", "2024-11-04"),
    ("The exhibition runs from Friday.", "2024-11-08"),
    ("The boy was last seen on Sunday.", "2024-11-03"),
    ("The talks are set for Monday.", "2024-11-11"),
    ("He has to leave on Friday.", "2024-11-08"),
    ("He had to leave on Friday.", "2024-11-01"),
    ("She won't speak on Friday.", "2024-11-08"),
    ("She didn't speak on Friday.", "2024-11-01"),
    ("The election takes place on Sunday.", "2024-11-10"),
    ("It is likely to rain on Saturday.", "2024-11-09"),
    ("A spokesman told reporters on Monday that the bridge would reopen on Saturday.", "2024-11-04 2024-11-09"),
    ("The bridge reopens Saturday, the mayor said Monday.", "2024-11-09 2024-11-04"),
    ("Workers voted on Monday to strike from Friday.", "2024-11-04 2024-11-08"),
    ("He may resign on Friday.", "2024-11-08"),
    ("Parliament votes on Thursday on the budget.", "2024-11-07"),
    ("The king arrives in Rome on Friday.", "2024-11-08"),
    ("A hearing is scheduled for Thursday.", "2024-11-07"),
    ("The hearing scheduled for Monday was called off.", "2024-11-11"),
    ("The museum opens in March.", "2025-03"),
    ("The museum opened in March.", "2024-03"),
    ("The museum will open on 3 March.", "2025-03-03"),
    ("The fair ends on 30 November.", "2024-11-30"),
    ("In January she will retire.", "2025-01"),
    ("In January she retired.", "2024-01"),
    ("He goes on trial in December.", "2024-12"),
    ("The law takes effect on Jan. 1.", "2025-01-01"),
    ("The law took effect on Jan. 1.", "2024-01-01"),
    ("It opens next Friday.", "2024-11-08"),
    ("It opened last Friday.", "2024-11-01"),
    ("They meet again in the summer.", "2025-SU"),
    ("They met again in the summer.", "2024-SU"),
    ("It opens at Easter.", "2025-04-20"),
    ("It opened at Easter.", "2024-03-31"),
    ("It opened at Christmas.", "2023-12-25"),
    ("It opens at Christmas.", "2024-12-25"),
    ("They return in the spring.", "2025-SP"),
    ("They returned in the spring.", "2024-SP"),
    ("Results come in the first quarter.", "2025-Q1"),
    ("It lost money in the first quarter.", "2024-Q1"),
    ("The ceremony is on Sunday.", "2024-11-10"),
    ("There will be a parade Saturday.", "2024-11-09"),
    ("Tickets go on sale Friday.", "2024-11-08"),
    ("A memorial service is planned Saturday at the church.", "2024-11-09"),
    ("He was to meet them on Friday.", "2024-11-08"),
    ("He has been in custody since Friday.", "2024-11-01"),
    ("Since Monday the road has been shut.", "2024-11-04"),
    ("Since Monday the road is shut.", "2024-11-04"),
    ("They meet every Friday.", "XXXX-WXX-5"),
    ("The ship, which sank on Friday, will be raised on Thursday.", "2024-11-01 2024-11-07"),
    ("The president's visit on Friday will be short.", "2024-11-08"),
    ("The president's visit on Friday was short.", "2024-11-01"),
    ("Ahead of Sunday's vote, shops closed.", "2024-11-10"),
    ("Before Sunday's vote, both sides hope.", "2024-11-10"),
    ("After Sunday's vote, both sides hope.", "2024-11-03"),
]


@pytest.mark.parametrize(("text", "values"), CASES, ids=[text for text, _ in CASES])
def test_the_verb_tells_on_which_side_a_date_lies(text: str, values: str) -> None:
    assert " ".join(found.value for found, _, _ in read_all(text, WEDNESDAY)[0]) == values


def test_a_headline_in_the_present_tells_of_yesterday() -> None:
    assert [record["value"] for record in find_dates("Council votes on Tuesday to close the pier", WEDNESDAY)] == [
        "2024-11-05"
    ]


def test_a_verb_far_away_or_behind_a_bracket_decides_nothing() -> None:
    far = "They will, " + "well and truly, " * 12 + "at a table on Friday"
    assert find_dates(far, WEDNESDAY)[0]["value"] == "2024-11-01"
    assert find_dates("They will sing (Friday was wet).", WEDNESDAY)[0]["value"] == "2024-11-01"


class Near(list[str]):
    """Words of which only a few at a time may be looked at: a sentence can be as long as its text."""

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        assert not isinstance(key, slice) or len(found) <= 30
        return found


@pytest.mark.parametrize("around", ["is due", "was", "will", "to sing", "have", "until", "by", "for", "'s is", "x"])
def test_only_near_words_are_looked_at(around: str) -> None:
    words = Near(f"{around} Friday ' s is {around} ".split() * 500)
    for at in range(1000, 1012):
        piece = Piece("when", ["Friday"], "W", words, "", at, at + 1, "Friday")
        assert direction(piece) in (-1, 0, 1, 2)
