"""The role of a sentence: what a reader would see told as news that is none."""

from __future__ import annotations

import pytest

from newslab.text.role import ROLES, Article, decide_roles, role_features
from newslab.text.sentences import find_sentences
from newslab.text.spans import read_field

TEXT = """OSLO, Nov. 3 (Agency) -- A storm killed 12 people in Bergen on Monday, police said.
“It was the worst night of my life and nobody came to help us for many hours,” Anna Lind said.
Advertisement
The mayor told reporters that schools would reopen on Thursday.
Sign up for our daily newsletter
(Photo by Jo Berg/Getty Images)
Anna Lind contributed to this report."""


def roles(text=TEXT, **about):
    field = read_field(text, find_sentences(text), "2025-11-04")
    return decide_roles(role_features(field, Article(**about)))


def test_every_sentence_has_one_role_and_its_probability():
    found = roles()
    assert len(found) == len(find_sentences(TEXT))
    assert all(role in ROLES and 0 < p <= 1 for role, p, _ in found)


@pytest.mark.parametrize(
    ("words", "role"),
    [("A storm", "news"), ("worst night", "quote"), ("Advertisement", "furniture"), ("Sign up", "furniture"),
     ("Photo by", "furniture"), ("contributed", "furniture")],
)  # fmt: skip
def test_what_pages_put_around_news_is_not_told_as_news(words, role):
    spans = find_sentences(TEXT)
    at = next(i for i, (start, end) in enumerate(spans) if words in TEXT[start:end])
    assert roles()[at][0] == role


def test_a_text_without_sentences_has_no_roles():
    assert roles("...") == []
