import pytest

from newslab.text.whole import is_balanced, is_whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        pytest.param("The ferry opened in Halden harbour.", True, id="plain"),
        pytest.param("“We are glad,” said the mayor of Halden.", True, id="first person inside a quotation"),
        pytest.param("We are glad that the ferry opened.", False, id="first person outside one"),
        pytest.param("The ferry opened in Halden har...", False, id="cut short"),
        pytest.param("The ferry opened in Halden harbour", False, id="no stop"),
        pytest.param("the ferry opened in Halden harbour.", False, id="begun in the middle"),
        pytest.param("Jon Sel (L) and the ferry's first captain.", False, id="a caption with sides"),
        pytest.param("“The ferry opened in Halden harbour.", False, id="a quotation left open"),
        pytest.param("The mayor said that it [the ferry] opened.", False, id="brackets of its own"),
        pytest.param("The captains' ferry opened in Halden harbour.", True, id="an apostrophe"),
        pytest.param("See https://news.example/a for the whole list.", False, id="a link"),
        pytest.param("Short words only.", False, id="too short"),
    ],
)
def test_only_whole_sentences_are_told(text, whole):
    assert is_whole(text) is whole


def test_what_is_left_open_is_not_balanced():
    assert is_balanced("a (b) “c”")
    assert not is_balanced("a (b")


@pytest.mark.parametrize(
    "text",
    [
        "The ferry left the harbour In 1953, the bridge of Halden fell.",
        "The ferry of Halden leaves the harbour (file photo).",
    ],
)
def test_credits_and_glued_lines_are_no_sentences(text):
    assert not is_whole(text)
