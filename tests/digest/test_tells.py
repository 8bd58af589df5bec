"""Who tells what: cells hold what the citations of the state and the contrasts say, and no more."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from newslab.digest.desk import Desk
from newslab.digest.tells import who_tells_what
from newslab.tables import CONTRACTS, build, cite
from tests.report.story import STORY, make_corpus


@pytest.fixture(scope="module")
def corpus():
    """The story, and the decision that Bay Radio does not tell of the opening."""
    made = make_corpus()
    text = made.articles.set_index("article_id").loc["a2", "text"]
    opening = text[: text.index(".") + 1]
    row = {
        **made.contrasts.iloc[0].to_dict(),
        "contrast_id": "silent",
        "kind": "omission",
        "verdict": "omission",
        "other": "Bay Radio",
    }
    omitted = build([row], CONTRACTS["contrasts"])
    cited = build([cite("silent", "a2", opening, 0)], CONTRACTS["citations"])
    return replace(
        made,
        contrasts=pd.concat([made.contrasts, omitted], ignore_index=True),
        citations=pd.concat([made.citations, cited], ignore_index=True),
    )


def cells(corpus, words):
    sources, rows = who_tells_what(Desk.of(corpus.tables), STORY)
    row = next(row for row in rows if words in row.text)
    return dict(zip(sources, (cell.how for cell in row.cells), strict=True))


def test_a_fact_is_told_by_those_whose_words_are_cited(corpus):
    told = cells(corpus, "opened a joint ferry line")
    assert [source for source, how in told.items() if how == "told"] == [
        "Coast Daily",
        "Northern Wire",
        "The Vikholm Post",
    ]
    assert told["Bay Radio"] == "not told"


def test_what_reports_dispute_is_told_otherwise(corpus):
    told = cells(corpus, "cars a day")
    assert {told["Northern Wire"], told["The Vikholm Post"]} == {"otherwise"}


def test_a_text_that_is_cut_short_leaves_nothing_out(corpus):
    short = replace(corpus, articles=corpus.articles.assign(text_status="truncated"))
    _, rows = who_tells_what(Desk.of(short.tables), STORY)
    assert "not told" not in {cell.how for row in rows for cell in row.cells if row.slot != "omission"}


def test_what_is_not_found_by_words_alone_is_not_said_to_be_left_out():
    _, rows = who_tells_what(Desk.of(make_corpus().tables), STORY)
    assert "not told" not in {cell.how for row in rows for cell in row.cells}


def test_every_cell_that_is_told_has_its_words(corpus):
    _, rows = who_tells_what(Desk.of(corpus.tables), STORY)
    assert rows
    for cell in (cell for row in rows for cell in row.cells):
        assert bool(cell.cites) == (cell.how in ("told", "later", "otherwise"))


def test_a_story_of_one_source_has_no_table(corpus):
    one = replace(corpus, articles=corpus.articles.assign(source="Bay Radio"))
    assert who_tells_what(Desk.of(one.tables), STORY) == ([], [])
