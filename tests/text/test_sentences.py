"""Sentences: what a citation points into begins and ends where a reader would say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslab.text.sentences import find_kind, find_sentences

CASES = {
    "dateline": ["WARSAW, Feb. 2 (Agency) -- The talks began.", "They went on."],
    "rank": ["Lt. Gen. Ole Berg met Maj. Ann Roe.", "She left."],
    "country": ["The U.S. envoy flew to the U.K. on Friday.", "He slept."],
    "country at the end": ["He moved to the U.S.", "The firm stayed."],
    "number word": ["No. 5 won and No. 7 lost.", "Nobody cheered."],
    "initials": ["John F. Roe and J. K. Poe spoke.", "Nobody wrote."],
    "stop inside the quotation": ['"We will go."', "He went."],
    "question and speaker": ['"Will it hold?" Mr. Roe asked.', "It did."],
    "exclamation and small letter": ['"No!" she said.', "He sat down."],
    "clock": ["It closes at 4 p.m. Monday.", "It opened at 9 a.m.", "Guards slept."],
    "decimals": ["It cost $3.5 million, 2.1 percent more.", "It sank."],
    "address": ["See www.example.org/news.html today.", "Then write."],
    "company": ["Acme Inc. and Bolt Ltd. merged.", "The rest is known."],
    "state": ["Sen. Ann Roe, D-W.Va., said no.", "It passed."],
    "month at the end": ["He was born in Feb.", "The rest is known."],
    "lost space": ["The crowd roared.", "The next day came."],
    "curly": ["“We did it.”", "The crowd sang."],
    "ellipsis": ["And so on...", "Then it ended."],
    "list number": ["1. Wash the rice.", "2. Boil it."],
    "saint": ["In St. Ives, it rained.", "It stopped."],
    "versus": ["Roe vs. Wade was heard.", "Nobody spoke."],
    "wide stops": ["他说。", "我去了！"],
}


@pytest.mark.parametrize("sentences", CASES.values(), ids=CASES.keys())
def test_a_paragraph_falls_into_its_sentences(sentences):
    text = " ".join(sentences) if "The next day came." not in sentences else "".join(sentences)
    assert [text[start:end] for start, end in find_sentences(text)] == sentences


def test_a_line_break_ends_a_sentence_and_rules_are_left_out():
    text = "Photo: Ann Roe\n\n* * *\nThe dam broke\r\nIt was old."
    assert [text[start:end] for start, end in find_sentences(text)] == [
        "Photo: Ann Roe",
        "The dam broke",
        "It was old.",
    ]


def test_a_text_without_stops_stays_whole():
    assert find_sentences("the dam broke people fled") == [(0, 25)]


@given(st.text(alphabet=st.sampled_from("aB. !?\n\"“”'’1,()…。\u202f—Mr"), max_size=200))
def test_spans_are_stripped_ordered_and_lose_no_word(text):
    spans = find_sentences(text)
    kept = "".join(text[start:end] for start, end in spans)
    assert [char for char in kept if char.isalnum()] == [char for char in text if char.isalnum()]
    ends = [0, *(end for _, end in spans)]
    for (start, end), last in zip(spans, ends, strict=False):
        assert text[start:end] == text[start:end].strip() and last <= start < end


@pytest.mark.parametrize("junk", ["." * 200_000, "a" * 200_000, ". " * 100_000, '"' * 100_000, "A. b" * 50_000])
def test_junk_of_any_length_is_read_in_one_pass(junk):
    assert all(start < end for start, end in find_sentences(junk))


@pytest.mark.parametrize(
    ("sentence", "quoted", "kind"),
    [
        ("The dam broke at noon.", 0.0, "fact"),
        ("The dam broke, officials said.", 0.0, "attributed"),
        ("According to the mayor, it held.", 0.0, "attributed"),
        ("The dam reportedly broke.", 0.0, "attributed"),
        ("The dam should be ready by May.", 0.0, "fact"),
        ("The United States require a permit.", 0.0, "fact"),
        ("The US ordered the closing of the dam.", 0.0, "fact"),
        ("The dam will hold, he added.", 0.0, "attributed"),
        ("We heard a bang and we ran.", 0.9, "quote"),
    ],
)
def test_kind_says_who_vouches_for_a_sentence(sentence, quoted, kind):
    assert find_kind(sentence, quoted) == kind
