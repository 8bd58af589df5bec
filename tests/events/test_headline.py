"""Headlines: the clause that tells the news, its subject and its verb, where a parser of sentences fails."""

from __future__ import annotations

import pytest

from newslab.events.headline import Headline, main_clause, read_headline
from newslab.text.parser import load_parser

CLAUSES = {
    "topic": ("Harbour fire: Two hurt as warehouse burns", "Two hurt as warehouse burns"),
    "question": ("Mayor opens the bridge: What it means for you", "Mayor opens the bridge"),
    "circumstance first": ("With votes counted, mayor claims victory", "mayor claims victory"),
    "plain": ("Divers find cannon off Bergen", "Divers find cannon off Bergen"),
}


@pytest.mark.parametrize(("headline", "expected"), CLAUSES.values(), ids=CLAUSES)
def test_main_clause(headline: str, expected: str) -> None:
    assert main_clause(headline) == expected


def read(headline: str, verbs: str = "") -> Headline:
    return read_headline(next(iter(load_parser().pipe([headline]))), frozenset(verbs.split()))


READ = {
    "present": ("Divers find cannon off Bergen", "Divers", "find cannon"),
    "where and when stay out": ("Mayor opens bridge in Oslo after long delay", "Mayor", "opens bridge"),
    "no object": ("Ferry sinks off Bergen after fire", "Ferry", "sinks off Bergen"),
    "taken for a noun": ("Ann Berg stages protest outside parliament", "Ann Berg", "stages protest"),
    "participle": ("Bridge bombed in night raid", "Bridge", "bombed"),
    "what footage shows": ("Video shows bear climbing fence", "bear", "climbing fence"),
}


@pytest.mark.parametrize(("headline", "who", "what"), READ.values(), ids=READ)
def test_subject_and_predicate(headline: str, who: str, what: str) -> None:
    found = read(headline, "find open sink stage bomb climb")
    assert found.who == who
    assert found.what.startswith(what)
    assert "after" not in found.what


def test_who_did_it_is_the_agent_of_a_passive() -> None:
    found = read("Bridge in Kabul bombed by rebels")
    assert (found.who, found.agent, found.suffered) == ("Bridge in Kabul", "rebels", True)


def test_a_headline_without_a_verb_is_its_own_clause() -> None:
    found = read("Fatal attack on a consulate")
    assert (found.who, found.what, found.clause) == ("", "", "Fatal attack on a consulate")
