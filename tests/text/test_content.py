import pytest

from newslab.text.content import content_words, figures, overlap


def test_words_meet_across_typography_and_endings():
    assert content_words("Korea\u2011Poland talks") == content_words("Korea-Poland talk")
    assert overlap(content_words("the ministers met"), content_words("a minister met mayors")) > 0.5
    assert overlap(frozenset(), frozenset({"a"})) == 0.0


def test_figures_in_words_are_figures():
    assert figures("twelve of 1,200") == figures("12 of 1200") == {"12", "1200"}


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
