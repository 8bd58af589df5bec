"""Quotations: the words, the speaker and the verb, in the styles newspapers print."""

from __future__ import annotations

import pytest

from newslab.text.quotes import find_quotes

CASES = {
    "speaker after": ('"We will rebuild it," Anna Lind said.', "We will rebuild it,", "Anna Lind", "said"),
    "verb first": ("“We will rebuild it,” said Anna Lind, the mayor.", "We will rebuild it,", "Anna Lind", "said"),
    "speaker before": ('Anna Lind said: "We will rebuild it."', "We will rebuild it.", "Anna Lind", "said"),
    "told": ('Lind told reporters: "We will rebuild it."', "We will rebuild it.", "Lind", "told"),
    "office": ('"We will rebuild it," Mayor Anna Lind said.', "We will rebuild it,", "Anna Lind", "said"),
    "apposition": ('"We do it," Anna Lind, a spokeswoman for the city, said.', "We do it,", "Anna Lind", "said"),
    "according to": ('"The bridge was old," according to Ole Berg.', "The bridge was old,", "Ole Berg", "according to"),
    "part of a sentence": ('Anna Lind said the bridge was "far too old to stand".', "far too old to stand", "Anna Lind",
                           "said"),
    "french": ("« Nous allons reconstruire », said Anna Lind.", "Nous allons reconstruire", "Anna Lind", "said"),
    "single": ("‘It wasn’t safe at all,’ said Anna Lind.", "It wasn’t safe at all,", "Anna Lind", "said"),
    "nobody": ('On the wall stood "eat more green fruit" in red.', "eat more green fruit", None, None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words", "speaker", "verb"), CASES.values(), ids=CASES.keys())
def test_a_quotation_has_its_words_and_speaker(text, words, speaker, verb):
    (quote,) = find_quotes(text)
    assert (quote["text"], quote["speaker"], quote["verb"]) == (words, speaker, verb)
    assert text[quote["start"] : quote["end"]] == words


def test_scare_quotes_are_none():
    assert find_quotes('The so-called "expert" and his "great plan" failed.') == []


def test_a_quotation_parted_by_its_speaker_keeps_him():
    text = '"We will rebuild it," Anna Lind said. "It will take a year."'
    assert [quote["speaker"] for quote in find_quotes(text)] == ["Anna Lind", "Anna Lind"]


def test_a_quotation_over_paragraphs_has_one_speaker():
    text = "Anna Lind said: “We will rebuild the bridge.\n“It will take a year.”\nNobody clapped."
    assert [(quote["text"][:7], quote["speaker"]) for quote in find_quotes(text)] == [
        ("We will", "Anna Lind"),
        ("It will", "Anna Lind"),
    ]


def test_he_is_the_last_man_named_unless_two_are_close():
    text = 'Ole Berg came late. "I missed the train," he said.'
    assert find_quotes(text, persons=[(0, "Ole Berg")])[0]["speaker"] == "Ole Berg"
    text = 'Ole Berg met Jan Roe. "I missed the train," he said.'
    assert find_quotes(text, persons=[(0, "Ole Berg"), (13, "Jan Roe")])[0]["speaker"] is None


def test_a_sentence_after_the_quotation_is_not_its_speaker():
    text = 'The mayor was clear: "We will rebuild it." Ole Berg said nothing.'
    assert find_quotes(text)[0]["speaker"] is None


@pytest.mark.parametrize("junk", ['"' * 5_000, "“" * 5_000, '"a b c ' * 3_000, "‘a b " * 3_000, "He said " * 5_000])
def test_junk_swallows_no_article(junk):
    assert all(quote["end"] - quote["start"] <= 3_000 for quote in find_quotes(junk))
