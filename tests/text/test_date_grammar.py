"""The grammar may be fast only where it finds the same: shortcuts against the plain way."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from newslab.text import date_grammar
from newslab.text.date_words import CLASSES, HOLIDAYS, OTHER, compile_grammar
from newslab.text.dates import _HOLIDAY_SIGNS, TOKEN

RULES = [(name, re.compile(compile_grammar(rule))) for name, rule in date_grammar._RULES.items()]
RUNS = st.text(st.sampled_from(sorted("".join(CLASSES.values()) + OTHER)), max_size=30)


def plain_search(classes: str, at: int, stop: int) -> tuple[str, int, int] | None:
    """Try every rule at every token."""
    for first in range(at, stop):
        if re.match(date_grammar._NEVER_FIRST, classes[first]):
            continue
        for name, rule in RULES:
            match = rule.match(classes, first, stop)
            if match:
                return name, first, match.end()
    return None


@settings(max_examples=400, deadline=None)
@given(RUNS | st.text(st.sampled_from("Dtoao+&MW,υuIPlN"), min_size=1, max_size=60), st.integers(0, 4))
def test_all_rules_in_one_pattern_find_what_each_finds(classes: str, at: int) -> None:
    match = date_grammar.EXPRESSION.search(classes, at, len(classes))
    assert (match and (match.lastgroup, *match.span())) == plain_search(classes, at, len(classes))


def test_no_rule_matches_nothing() -> None:
    assert [name for name, rule in RULES if rule.match("")] == []


def test_every_holiday_has_a_word_that_calls_for_its_pattern() -> None:
    assert [name for name in HOLIDAYS if _HOLIDAY_SIGNS.isdisjoint(TOKEN.findall(name))] == []
