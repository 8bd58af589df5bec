"""Acts: the arguments of verbs and nouns, over passives, relatives, joined verbs and verbs that carry a noun."""

from __future__ import annotations

import pytest

from newslab.events.acts import read_act
from newslab.text.parse import parse_text

CASES = [
    ("passive", "The bank was robbed in Berlin by two men.", "robbed", {"man"}, {"bank"}, {"berlin"}),
    ("active", "Two men robbed the bank.", "robbed", {"man"}, {"bank"}, set()),
    ("relative", "The man who shot the mayor fled.", "shot", {"man"}, {"mayor"}, set()),
    ("joined", "Police stormed the house and arrested Ann Berg.", "arrested", {"police"}, {"ann", "berg"}, set()),
    ("added", "A bus carrying pupils overturned.", "carrying", {"bus"}, {"pupil"}, set()),
    ("noun", "The arrest of Ann Berg by police shocked Oslo.", "arrest", {"police"}, {"ann", "berg"}, set()),
]


@pytest.mark.parametrize(
    ("text", "word", "who", "whom", "where"), [row[1:] for row in CASES], ids=[c[0] for c in CASES]
)
def test_arguments_are_those_of_the_act(text, word, who, whom, where):
    doc = parse_text(text).docs[0]
    act = read_act(doc, next(token.i for token in doc if token.text == word))
    assert who <= act.who
    assert whom <= act.whom
    assert where <= act.where


def test_a_negated_act_is_denied_and_a_particle_is_kept():
    doc = parse_text("They did not blow up the bridge.").docs[0]
    act = read_act(doc, next(token.i for token in doc if token.text == "blow"))
    assert act.denied and act.particle == "up" and act.kind == "verb"
