import pytest

from newslab.digest.wording import content_words, figures, is_balanced, is_whole, overlap, strip_dateline


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        pytest.param("The ferry opened in Halden harbour.", True, id="plain"),
        pytest.param("“We are glad,” said the mayor of Halden.", True, id="first person inside a quotation"),
        pytest.param("We are glad that the ferry opened.", False, id="first person outside one"),
        pytest.param("The ferry opened in Halden har...", False, id="cut short"),
        pytest.param("The ferry opened in Halden harbour", False, id="no stop"),
        pytest.param("the ferry opened in Halden harbour.", False, id="begun in the middle"),
        pytest.param("Read more: the ferry opened in Halden.", False, id="a button"),
        pytest.param("A photo of the ferry that opened in Halden.", False, id="a caption"),
        pytest.param("Jon Sel (L) and the ferry's first captain.", False, id="a caption with sides"),
        pytest.param("Marta Okafor speaks at the harbour on Feb. 2, 2026.", False, id="a caption in the present tense"),
        pytest.param("“The ferry opened in Halden harbour.", False, id="a quotation left open"),
        pytest.param("Jon Sel (9) reaches for the ball in Halden.", False, id="a caption with a shirt number"),
        pytest.param("The ferry left, Sunday, Dec. 28, 2025, in Halden.", False, id="a caption with day and place"),
        pytest.param("Halden, it happened,' the captain said of it.", False, id="a quotation never opened"),
        pytest.param("The mayor said that it [the ferry] opened.", False, id="brackets of its own"),
        pytest.param("The captains' ferry opened in Halden harbour.", True, id="an apostrophe"),
        pytest.param("Ida Brandt is a freelance reporter in Halden.", False, id="about the author"),
        pytest.param("See https://news.example/a for the whole list.", False, id="a link"),
        pytest.param("Short words only.", False, id="too short"),
        pytest.param("An earlier version of this report gave another harbour.", False, id="a correction of the report"),
        pytest.param("A previous version misstated the year of the ferry.", False, id="what a version misstated"),
        pytest.param("An earlier version of the ferry sank in Halden.", True, id="an earlier ferry"),
    ],
)
def test_only_whole_sentences_are_told(text, whole):
    assert is_whole(text) is whole


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("HALDEN, Feb. 2 (Northern Wire) -- The ferry opened.", "The ferry opened."),
        ("HALDEN (Reuters) - The ferry opened.", "The ferry opened."),
        ("HALDEN — The ferry opened.", "The ferry opened."),
        ("(Northern Wire) - The ferry opened.", "The ferry opened."),
        ("The ferry (a small one) opened.", "The ferry (a small one) opened."),
        ("Halden-born captain Sel took the ferry out.", "Halden-born captain Sel took the ferry out."),
    ],
)
def test_a_dateline_is_no_part_of_the_sentence(text, rest):
    assert text[strip_dateline(text) :] == rest


def test_words_meet_across_typography_and_endings():
    assert content_words("Korea\u2011Poland talks") == content_words("Korea-Poland talk")
    assert overlap(content_words("the ministers met"), content_words("a minister met mayors")) > 0.5
    assert overlap(frozenset(), frozenset({"a"})) == 0.0


def test_figures_in_words_are_figures():
    assert figures("twelve of 1,200") == figures("12 of 1200") == {"12", "1200"}
    assert is_balanced("a (b) “c”")
    assert not is_balanced("a (b")


@pytest.mark.parametrize(
    "text",
    [
        "Photos: The year in Halden The ferry opened in the harbour of Halden.",
        "29/34 2 November 2017 The ferry leaves the harbour of Halden.",
        "11.38am - Update - The ferry has left the harbour of Halden.",
        "Lap 48 The ferry has left the harbour of Halden again.",
        "Payload: Earlier this week the ferry left the harbour of Halden.",
        "The ferry left the harbour In 1953, the bridge of Halden fell.",
        "The ferry left Halden. HERRING SHOCK as MAYOR QUITS in the harbour.",
        "Why did the old ferry leave the harbour of Halden? (file photo).",
    ],
)
def test_captions_tickers_and_glued_lines_are_no_sentences(text):
    assert not is_whole(text)


@pytest.mark.parametrize(
    "forms",
    [
        pytest.param(("rate", "rates", "rated", "rating"), id="a plural in e"),
        pytest.param(("house", "houses"), id="a plural in se"),
        pytest.param(("box", "boxes", "boxed"), id="a plural in xes"),
        pytest.param(("virus", "viruses"), id="a plural in uses"),
        pytest.param(("country", "countries"), id="a plural in ies"),
        pytest.param(("movie", "movies"), id="a plural of ie"),
        pytest.param(("hero", "heroes"), id="a plural in oes"),
        pytest.param(("plan", "plans", "planned", "planning"), id="a doubled consonant"),
    ],
)
def test_the_forms_of_a_word_meet(forms):
    assert len({content_words(form) for form in forms}) == 1


@pytest.mark.parametrize("words", [("plan", "plane"), ("herring", "her"), ("spring", "spr"), ("note", "not")])
def test_unlike_words_stay_two(words):
    assert content_words(words[0]) and content_words(words[0]) != content_words(words[1])


def test_stop_words_say_nothing_in_the_plural_either():
    assert content_words("many weeks and years later") == frozenset()
