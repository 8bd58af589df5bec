"""Two sentences: is it a contradiction, and why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslab.evaluate.contradiction import are_opposite, find_contradiction, find_places

CASES = {
    "number": ("Blast kills 10 in Damascus market", "Market blast in Damascus kills 25", "contradiction", "number"),
    "number in words": ("Two ferries sank off Crete", "Seven ferries sank off Crete", "contradiction", "number"),
    "number with unit": ("The search lasted three hours", "The search lasted 45 minutes", "contradiction", "number"),
    "score": ("Rovers beat United 2-1 at home", "Rovers beat United 4-1 at home", "contradiction", "number"),
    "rank": ("Envoys hold the 10th round of talks", "Envoys hold 11th round of talks", "contradiction", "number"),
    "place": ("Quake rocks Japan, thousands flee", "Quake rocks Chile, thousands flee", "contradiction", "place"),
    "weekday": ("Parliament votes on Monday on budget", "Parliament votes on budget on Friday", "contradiction", "date"),
    "month and day": ("Assembly election delayed to July 7", "Assembly election delayed to February 7", "contradiction", "date"),
    "opposite": ("Bank shares rise on results", "Bank shares fall on results", "contradiction", "polarity"),
    "negation": ("Smith found guilty of fraud", "Smith found not guilty of fraud", "contradiction", "polarity"),
    "prefix": ("The strike was lawful, court says", "Court says strike unlawful", "contradiction", "polarity"),
    "one named": ("The Dutch joined 21 other nations", "Twenty-two nations joined the Dutch war", "compatible", "number"),
    "rounded": ("Some 10,000 soldiers went to the front", "9,800 soldiers went to the front", "compatible", "number"),
    "finer": ("Poll: 50.9 percent back the plan", "50.89 percent back the plan in poll", "compatible", "number"),
    "bound": ("More than 100 wounded in blast", "120 wounded in blast", "compatible", "number"),
    "range": ("The dam took two to three years to build", "The dam took three years to build", "compatible", "number"),
    "converted": ("The gorilla weighs 400 lbs", "The gorilla weighs 181 kg", "compatible", "number"),
}  # fmt: skip
AGREE = {
    "same": ("Blast kills 10 in Damascus", "Blast in Damascus kills 10"),
    "digits and words": ("Gunman kills 6 at temple", "Gunman kills six at temple"),
    "demonym": ("Syria army retakes town", "Syrian army retakes town"),
    "abbreviation": ("South Korean growth slows", "S. Korean growth slows"),
    "capital": ("Seoul warns Pyongyang over launch", "South Korea warns North Korea over launch"),
    "money": ("Firm bids $1 billion for rival", "Firm bids $1.0 bn for rival"),
    "both negate": ("Pledge to rebuild not met", "Pledge to rebuild is not being met"),
    "acquitted": ("Edwards acquitted on one count", "Edwards found not guilty on one count"),
    "one weekday, with a verb and without": ("Shares close lower midday Monday", "Shares lower at midday Monday"),
    "other roles": ("18 killed, 108 wounded in blasts", "Blasts leave 108 wounded and 18 dead"),
}
APART = {
    "other thing": ("Roadside bomb kills 10 civilians", "Shares close 3 percent higher in Tokyo"),
    "soldiers are not civilians": ("Bomb kills 10 Afghan civilians", "4 foreign soldiers killed in Afghan east"),
    "empty": ("", ""),
    "non-Latin": ("東京で地震", "Землетрясение в Токио"),
}


@pytest.mark.parametrize(("a", "b", "verdict", "kind"), CASES.values(), ids=CASES)
def test_tells_what_differs_and_whether_both_can_be_true(a: str, b: str, verdict: str, kind: str) -> None:
    found = find_contradiction(a, b)
    assert found is not None
    assert (found.verdict, found.kind) == (verdict, kind), found.reason


@pytest.mark.parametrize(("a", "b"), [*AGREE.values(), *APART.values()], ids=[*AGREE, *APART])
def test_flags_nothing_where_sentences_agree_or_tell_of_other_things(a: str, b: str) -> None:
    found = find_contradiction(a, b)
    assert found is None or found.verdict != "contradiction", found


@pytest.mark.parametrize(("a", "b", "verdict", "kind"), CASES.values(), ids=CASES)
def test_the_order_of_the_two_does_not_change_the_verdict(a: str, b: str, verdict: str, kind: str) -> None:
    found = find_contradiction(b, a)
    assert found is not None
    assert (found.verdict, found.kind) == (verdict, kind)


def test_the_reason_names_both_values() -> None:
    found = find_contradiction("Blast kills 10 in Damascus", "Blast in Damascus kills 25")
    assert found is not None
    assert "10" in found.reason
    assert "25" in found.reason


@given(st.text(max_size=80))
def test_no_sentence_contradicts_itself(text: str) -> None:
    found = find_contradiction(text, text)
    assert found is None or found.verdict != "contradiction"


PLACES = {
    "short": ("S. Korean envoy", "South Korea"),
    "people": ("Poles vote", "Poland"),
    "city": ("talks in Kyiv", "Ukraine"),
    "letters": ("U.S. troops", "United States"),
    "part": ("Scottish farmers", "United Kingdom"),
    "two tables were one short": ("North Macedonia votes", "North Macedonia"),
}


@pytest.mark.parametrize(("text", "country"), PLACES.values(), ids=PLACES)
def test_places_and_peoples_lead_to_their_country(text: str, country: str) -> None:
    assert [place.country for place in find_places(text)][-1] == country


def test_places_are_found_by_the_longest_name_wherever_it_begins() -> None:
    found = find_places("S. Korea and South Sudan met Nigeria and Niger; the usual nigers and korea did not.")
    assert [place.country for place in found] == ["South Korea", "South Sudan", "Nigeria", "Niger"]


def test_opposites() -> None:
    assert are_opposite("win", "lose")
    assert are_opposite("lawful", "unlawful")
    assert not are_opposite("win", "rise")
