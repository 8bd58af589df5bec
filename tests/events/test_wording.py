"""How a statement tells an event: whole, with who is meant, and how surely it tells it right."""

from __future__ import annotations

import pandas as pd
import pytest

from newslab.events.happening import find_happenings
from newslab.events.link import read_texts
from newslab.events.told import read_told
from newslab.events.wording import score_wordings
from newslab.tables import ARTICLES, build
from newslab.text.spans import find_spans


def happenings(text):
    """Return what of a text tells a happening, in order."""
    row = {"article_id": "a", "text": text, "language": "en", "published_day": pd.Timestamp("2024-05-06")}
    articles = build([row], ARTICLES)
    return find_happenings(read_told(articles, find_spans(articles)), read_texts(articles))


def sentences(text):
    """Return the sentences by which a text tells its happenings."""
    return [one.wording.sentence for one in happenings(text)]


def test_what_completes_a_statement_is_told_with_it():
    (only,) = sentences("On Friday the Senate rejected an offer that would have delayed the health law for one year.")
    assert only.endswith("an offer that would have delayed the health law for one year.")


def test_what_is_done_beside_it_is_told_apart():
    told = sentences("Mayor Ann Berg signed the order on Friday and the council sued the county on Sunday.")
    assert any(one.startswith("Mayor Ann Berg signed the order") and "sued" not in one for one in told)


def test_who_is_left_out_is_named_in_brackets():
    told = sentences("The Senate passed the farm bill on Friday and rejected an amendment by Ann Berg on Saturday.")
    assert any(one.startswith("[The Senate] rejected an amendment") for one in told)


def test_a_pronoun_has_its_name_beside_it():
    told = sentences("Senator Ann Berg met voters in Lund on Friday. She rejected the offer on Saturday.")
    assert any(one.startswith("She [Ann Berg] rejected") for one in told)


def test_a_quotation_is_closed():
    told = sentences('Police arrested Mayor Ann Berg in Lund on Sunday, calling it "a matter of law."')
    assert all(one.count('"') % 2 == 0 for one in told)


@pytest.mark.parametrize(
    ("whole", "cut"),
    [
        (
            "Police arrested Mayor Ann Berg in Lund on Sunday.",
            "The order, first announced in Lund at a dinner, was long.",
        )
    ],
)
def test_a_whole_sentence_on_a_day_in_words_is_surer_than_a_part_without_one(whole, cut):
    surest = [
        max(
            (
                sure.both
                for sure in score_wordings([one.wording for one in held], [one.p for one in held], [False] * len(held))
            ),
            default=0.0,
        )
        for held in (happenings(whole), happenings(cut))
    ]
    assert surest[0] > surest[1]


def test_nothing_is_scored_of_nothing():
    assert score_wordings([], [], []) == []


def test_what_only_joins_words_to_what_stands_before_them_is_left_out():
    told = sentences(
        "Mayor Ann Berg told reporters in Lund on Friday that Senator Ola Lind left the country on Sunday."
    )
    assert not any(one.lower().startswith("that ") for one in told)


def test_a_verb_of_several_has_no_name_of_one():
    told = sentences("Reports that the mayor killed Ann Berg, which were denied by police on Sunday, spread on Friday.")
    assert not any("[Ann Berg]" in one for one in told)
