"""Folding must let a word be found however it is set, and lead back to the exact words of the article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslab.text.normalise import fold

FOLDS = {
    "plain ascii": ("Talks in Sinop", "Talks in Sinop"),
    "narrow no-break space": ("5\u202fp.m.\u00a0Friday", "5 p.m. Friday"),
    "no-break hyphen": ("Korea\u2011Poland", "Korea-Poland"),
    "curly quotes": ("\u201cno\u201d, she said, \u2018no\u2019", "\"no\", she said, 'no'"),
    "ligature": ("of\ufb01cial", "official"),
    "soft hyphen": ("par\u00adlia\u00adment", "parliament"),
    "byte order mark": ("\ufeffSeoul", "Seoul"),
    "zero width": ("a\u200bb\u200dc", "abc"),
    "accents apart": ("Zelen\u0301ski", "Zele\u0144ski"),
    "fullwidth": ("\uff12\uff10\uff12\uff14", "2024"),
    "en dash stays": ("1950\u201353", "1950\u201353"),
    "line separator": ("one\u2028two", "one\ntwo"),
}


@pytest.mark.parametrize(("text", "folded"), FOLDS.values(), ids=FOLDS.keys())
def test_folds(text: str, folded: str) -> None:
    assert fold(text).text == folded


SPANS = {
    "nothing moved": ("Korea\u2011Poland talks", "Poland", "Poland"),
    "inside a soft hyphen": ("the par\u00adlia\u00adment met", "parliament", "par\u00adlia\u00adment"),
    "after a byte order mark": ("\ufeffSeoul said", "Seoul", "Seoul"),
    "after a ligature": ("an o\ufb03cial of Seoul", "Seoul", "Seoul"),
    "over a ligature": ("an of\ufb01cial came", "official", "of\ufb01cial"),
    "a letter out of a ligature": ("of\ufb01ce", "i", "\ufb01"),
    "accent at the end": ("the cafe\u0301 closed", "caf\u00e9", "cafe\u0301"),
    "mark at the edge stays outside": ("on Friday\u200b, he said", "Friday", "Friday"),
}


@pytest.mark.parametrize(("text", "found", "original"), SPANS.values(), ids=SPANS.keys())
def test_span_gives_the_original_words(text: str, found: str, original: str) -> None:
    folded = fold(text)
    start = folded.text.index(found)
    first, last = folded.span(start, start + len(found))
    assert text[first:last] == original


MARKS = st.text(
    alphabet=st.sampled_from("ab \u202f\u2011\u00ad\u200b\ufb01e\u0301\ufeff\u201c\u0130\n\u65e5"), max_size=40
)


@given(st.one_of(st.text(max_size=60), MARKS))
def test_offsets_stay_inside_and_in_order(text: str) -> None:
    folded = fold(text)
    offsets = [folded.to_original(offset) for offset in range(len(folded.text) + 1)]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(text) for offset in offsets)


@given(st.text(alphabet=st.sampled_from("ab \u202f\u2011\u00ad\u200b\ufb01\ufeff\u201c\u0130\n\u65e5"), max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(MARKS, st.integers(0, 40), st.integers(0, 40))
def test_spans_are_never_turned_around(text: str, one: int, other: int) -> None:
    folded = fold(text)
    start, end = sorted((min(one, len(folded.text)), min(other, len(folded.text))))
    first, last = folded.span(start, end)
    assert 0 <= first <= last <= len(text)
