"""Borrowed words: a candidate's post is not the page's own sentence, whatever the page set before it."""

from __future__ import annotations

import pytest

from newslab.text.borrowed import find_borrowed
from newslab.text.sentences import find_sentences
from newslab.text.spans import find_in_article
from newslab.text.whole import is_whole

SIGNED = " — Ana Ruiz (@anaruiz) May 2, 2026"
CASES = {
    "a signed post": (f"The vote is tomorrow.\n\nThe ferry is a gift. It must run!{SIGNED}\n\nThe vote is on Monday.", ["The ferry is a gift.", "It must run!", SIGNED.strip()]),
    "behind an introduction": ("Ruiz tweeted after the vote:\n\nThe ferry is a gift.\nIt opened in May.", ["The ferry is a gift."]),
    "furniture between them": ("In a tweet on Friday, Ruiz called it a waste:\n\nStory Continued Below\n\nThe ferry is a gift.", ["The ferry is a gift."]),
    "furniture run into it": ("In a tweet on Friday, Ruiz called it a waste:\n\nStory Continued Below The ferry is a gift.", ["The ferry is a gift."]),
    "a handle first": ("@halden The ferry is a gift.", ["@halden The ferry is a gift."]),
    "a country that is no verb": ("It is an outlier in the United States in one way:\n\nThe ferry opened in May.", []),
    "a heading of the page's own": ("How the town fared:\n\nThe ferry opened in May.", []),
    "furniture with a colon": ("Ruiz read it.\n\nAdvertisement:\n\nThe ferry opened in May.", []),
    "a movement named by its hashtag": ("Asked whether the #NoFerry movement was over, Ruiz laughed.", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "borrowed"), CASES.values(), ids=CASES)
def test_posts_and_introduced_words_are_known(text, borrowed):
    spans = find_sentences(text)
    assert [
        text[start:end] for (start, end), told in zip(spans, find_borrowed(text, spans), strict=True) if told
    ] == borrowed


@pytest.mark.parametrize("words", ["Story Continued Below", "Advertisement", "Continue reading the main story", "Sign up for Daily Newsletters Manage Newsletters"])  # fmt: skip
def test_what_a_page_sets_between_paragraphs_is_a_sentence_of_its_own(words):
    text = f"{words} Why did the mayor go to Vikholm?"
    assert [text[start:end] for start, end in find_sentences(text)] == [words, "Why did the mayor go to Vikholm?"]
    assert not is_whole(f"{words} Why did the mayor of Halden go to Vikholm, he asked.")


def test_a_post_is_somebodys_words_and_not_the_outlets_view():
    text = f"Ruiz tweeted about the ferry:\n\nThe shameful ferry is the worst idea that this stupid council ever had.{SIGNED}"
    found = find_in_article(text, "The council votes on the ferry", "2026-05-03")["sentences"]
    assert [one["kind"] for one in found][1:] == ["quote"] * (len(found) - 1)
