"""A page is composed: weighty sentences, none twice, what leans behind what it leans on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from newslab.events.compose import MOST, Composer, _opens_with_pronoun, compose
from newslab.events.importance import read_sentences, score_importance
from newslab.events.shared import Members
from newslab.tables import ARTICLES, build
from newslab.text.embed import embed
from newslab.text.spans import find_spans

TEXTS = {
    "a": "A storm closed the port of Halden on Monday, and 300 boats stayed in its harbour. The harbour office said that the port will open "
    "again on Friday. Its director, Ida Brandt, said that two cranes had fallen into the basin. She said that nobody was hurt. "
    "The cranes were built in 1962.",
    "b": "The port of Halden was closed by a storm on Monday, with 300 boats in the harbour. Two cranes fell into the basin of the port, "
    "the fire service said. Fishermen of Vikholm asked the state for help on Tuesday. The port handles half of all herring of the coast.",
}  # fmt: skip


@pytest.fixture(scope="module")
def story():
    rows = [{"article_id": key, "source": key, "text": text, "title": "Storm closes port of Halden", "language": "en",
             "published": "2026-02-03T10:00", "published_day": "2026-02-03"} for key, text in TEXTS.items()]  # fmt: skip
    articles = build(rows, ARTICLES)
    known = read_sentences(articles, find_spans(articles))
    lines = [one for key in sorted(known) for one in known[key]]
    heading = frozenset(("storm", "close", "port", "halden"))
    members = Members(lines, {}, dict.fromkeys(TEXTS, heading))
    return lines, score_importance(members), heading


def test_what_happened_opens_the_page_and_is_told_once(story):
    lines, p, heading = story
    told = [one.text for one in compose(lines, lines, p, heading, 2)]
    assert "storm" in told[0]
    assert sum("300 boats" in text for text in told) == 1
    assert len(told) <= MOST


def test_what_leans_on_a_sentence_stands_behind_it(story):
    lines, p, heading = story
    told = compose(lines, lines, p, heading, 2)
    leaning = [at for at, one in enumerate(told) if one.text.startswith("She ")]
    assert all(told[at - 1].article == "a" and told[at - 1].position == told[at].position - 1 for at in leaning)


def test_the_order_of_sentences_changes_nothing(story):
    lines, p, heading = story
    told = compose(lines, lines, p, heading, 2)
    assert compose(lines[::-1], lines[::-1], p, heading, 2) == told


def test_no_sentence_makes_no_page():
    assert compose([], [], {}, frozenset(), 0) == []


def test_features_say_where_a_sentence_stands_to_the_last_one_told(story):
    lines, p, heading = story
    composer = Composer(lines, lines, p, embed([one.text for one in lines]), heading, 2)
    composer.tell(0)
    names, grid = composer.features()
    table = pd.DataFrame(grid, columns=names)
    assert np.flatnonzero(table["next"]).tolist() == [1]
    assert table["told"].iloc[0] == pytest.approx(1.0)
    assert table["told"].iloc[5] > 0.5 > table["told"].iloc[7]
    assert table["end"].tolist() == [0.0] * len(lines) + [1.0]


def test_a_pronoun_opens_only_a_sentence_behind_its_bearer(story):
    lines, p, heading = story
    composer = Composer(lines, lines, p, embed([one.text for one in lines]), heading, 2)
    she = next(row for row, one in enumerate(lines) if one.text.startswith("She "))
    assert composer.hangs()[she]
    composer.tell(she - 1)
    assert not composer.hangs()[she]


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("On May 18 he received 31 per cent.", True),
        ("Although she left, the talks went on.", True),
        ("They met in Halden.", True),
        ("Lind said he left.", False),
        ("A man was shot in his car.", False),
        ("The ferry left at noon.", False),
    ],
)
def test_a_pronoun_before_any_name_leans_on_the_sentence_before(text, opens):
    assert _opens_with_pronoun(text) == opens
