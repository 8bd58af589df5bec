"""Arguments: who did what to whom and where, whatever the voice and wherever the subject stands."""

from __future__ import annotations

import pytest

from newslab.text.arguments import act_of, read_arguments
from newslab.text.clauses import find_clauses
from newslab.text.parse import parse_text

CASES = {
    "active": ("Rebels attacked the town.", "attack", "Rebels", "the town"),
    "passive": ("The town was attacked by rebels.", "attack", "rebels", "The town"),
    "no agent": ("Two men were arrested.", "arrest", None, "Two men"),
    "particle": ("Norway called off the talks.", "call off", "Norway", "the talks"),
    "light verb": ("The talks took place in Oslo.", "take place", "The talks", None),
    "with whom": ("Iran held talks with Norway.", "hold talk", "Iran", "Norway"),
    "copula": ("The minister is guilty.", "be guilty", "The minister", None),
    "began": ("Prices began to fall.", "fall", "Prices", None),
    "agreed": ("Iran agreed to free the crew.", "agree to free", "Iran", "the crew"),
    "due": ("The court is due to rule on Friday.", "rule", "The court", None),
    "expected": ("The queen is expected to open the hall.", "open", "The queen", "the hall"),
    "there": ("There were 12 arrests.", "arrest", None, None),
    "threatened": ("Iran threatened to close the strait.", "threaten to close", "Iran", "the strait"),
    "called on": ("Norway called on the rebels to free the crew.", "call", "Norway", "the rebels"),
    "agreed on Monday": ("Iran agreed on Monday to free the crew.", "agree to free", "Iran", "the crew"),
    "a day is no actor": ("Monday brought rain.", "bring", None, "rain"),
    "headline passive": ("Man charged with murder", "charge", None, "Man"),
}


@pytest.mark.parametrize(("text", "predicate", "who", "whom"), CASES.values(), ids=CASES.keys())
def test_who_did_what_to_whom(text, predicate, who, whom):
    doc = parse_text(text).docs[0]
    found = read_arguments(find_clauses(doc)[0])
    told = [doc[slice(*span)].text if span else None for span in (found.who, found.whom)]
    assert [found.predicate, *told] == [predicate, who, whom]


@pytest.mark.parametrize(
    ("text", "words", "act"),
    [
        ("Iran will not sign the deal.", "will not sign", "sign"),
        ("Iran threatened to close the strait.", "threatened to close", "threatened"),
        ("Iran did not agree to be inspected.", "did not agree to be inspected", "agree"),
        ("Prices have begun to fall.", "have begun to fall", "fall"),
        ("The queen is expected to open the hall.", "is expected to open", "open"),
        ("Rebels attacked the town.", "attacked", "attacked"),
    ],
)
def test_the_predicate_has_its_first_verb_and_its_negation(text, words, act):
    doc = parse_text(text).docs[0]
    found = read_arguments(find_clauses(doc)[0])
    assert doc[found.start.i : found.content.i + 1].text == words
    assert act_of(found.content, found.start.i).text == act


@pytest.mark.parametrize(
    ("text", "verb", "who"),
    [
        ("The man who shot the mayor was caught.", "shot", "The man"),
        ("Police arrested two men and searched a flat.", "searched", "Police"),
        ("A bomb exploded, killing 12 people.", "killing", "A bomb"),
        ("A boy fell into a well while picking plums, police said.", "picking", "A boy"),
    ],
)
def test_the_subject_is_found_where_it_stands(text, verb, who):
    doc = parse_text(text).docs[0]
    clause = next(one for one in find_clauses(doc) if one.head.text == verb)
    found = read_arguments(clause).who
    assert found is not None and doc[slice(*found)].text == who


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("A bomb exploded in Kabul, Afghanistan on Monday.", "Kabul, Afghanistan"),
        ("The mayor of Paris resigned.", None),
        ("Troops marched into the city of Basra.", "Basra"),
    ],
)
def test_where(text, where):
    doc = parse_text(text).docs[0]
    found = read_arguments(find_clauses(doc)[0]).where
    assert (doc[slice(*found)].text if found else None) == where
