"""Who tells what: cells hold what the citations of the state and the contrasts say, and no more."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from newslab.digest.compared import compared_paragraphs, count_compared
from newslab.digest.desk import Desk
from newslab.digest.tells import who_tells_what
from newslab.report.page import build_page
from newslab.tables import CONTRACTS, build, cite
from newslab.text.content import states
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


def test_a_sentence_that_tells_something_else_asserts_nothing(corpus):
    """A citation of the state alone, which words in common made, is no teller."""
    opening = corpus.state[corpus.state["value"].str.contains("opened a joint ferry line")].iloc[0]["state_id"]
    text = corpus.articles.set_index("article_id").loc["a4", "text"]
    near = next(one for one in text.split("\n")[0].split(". ") if "first ferry" in one) + "."
    cited = build([cite(opening, "a4", near, text.index(near))], CONTRACTS["citations"])
    wrong = replace(corpus, citations=pd.concat([corpus.citations, cited], ignore_index=True))
    assert cells(wrong, "opened a joint ferry line")["Harbour Review"] == "not known"


STATED = {
    "the same words": ("The mayor of Halden closed the ferry on Monday, he said.", True),
    "another thing of the same man": ("The mayor of Halden praised the fishermen on Monday.", False),
    "the denial": ("The mayor of Halden has not closed the ferry on Monday.", False),
    "another figure": ("The mayor of Halden closed the ferry on Monday for 9 days.", True),
}


@pytest.mark.parametrize(("words", "is_stated"), STATED.values(), ids=STATED)
def test_a_fact_is_stated_by_its_words_and_not_by_its_names(words, is_stated):
    assert states(words, "The mayor of Halden closed the ferry on Monday.") is is_stated
    assert not states(words, "The mayor of Halden closed the ferry on Monday for 12 days.")


def test_a_page_counts_the_facts_that_its_table_shows(corpus):
    """Of two facts that are left out one does not read alone: it is in no table, so it is not counted."""
    row = corpus.contrasts[corpus.contrasts["contrast_id"] == "silent"].iloc[0].to_dict()
    text = corpus.articles.set_index("article_id").loc["a2", "text"]
    hanging = "She said nothing about fares."
    cited = build([cite("hanging", "a2", hanging, text.index(hanging))], CONTRACTS["citations"])
    omitted = build([row | {"contrast_id": "hanging", "other": "Bay Radio"}], CONTRACTS["contrasts"])
    both = replace(
        corpus,
        contrasts=pd.concat([corpus.contrasts, omitted], ignore_index=True),
        citations=pd.concat([corpus.citations, cited], ignore_index=True),
    )
    desk = Desk.of(both.tables)
    _, rows = who_tells_what(desk, STORY)
    shown = [row for row in rows if any(cell.how == "not told" for cell in row.cells)]
    told = compared_paragraphs(desk, STORY, desk.english_members(STORY))["What we compared"][0][0]
    assert len(shown) == count_compared(desk, STORY).n_omitted == 1
    assert "1 fact that some do not tell" in told


def test_what_is_not_sure_is_a_dash_in_markdown_too(corpus):
    told = build_page(corpus, STORY).to_markdown()
    assert "| – |" in told
    assert "not known" not in told


def test_a_fact_stands_once_in_the_table(corpus):
    opening = corpus.state[corpus.state["value"].str.contains("opened a joint ferry line")].iloc[0]
    again = corpus.state[corpus.state["state_id"] == opening["state_id"]].assign(state_id="again", slot="fact")
    cited = corpus.citations[corpus.citations["cited_id"] == opening["state_id"]].assign(cited_id="again")
    twice = replace(
        corpus,
        state=pd.concat([corpus.state, again], ignore_index=True),
        citations=pd.concat([corpus.citations, cited], ignore_index=True),
    )
    texts = [row.text for row in who_tells_what(Desk.of(twice.tables), STORY)[1]]
    assert len(texts) == len(set(texts)) == len(who_tells_what(Desk.of(corpus.tables), STORY)[1])


def test_who_is_cited_for_a_fact_is_not_said_not_to_tell_it(corpus):
    opening = corpus.state[corpus.state["value"].str.contains("opened a joint ferry line")].iloc[0]["state_id"]
    text = corpus.articles.set_index("article_id").loc["a6", "text"]
    cited = build([cite(opening, "a6", text[: text.index(".") + 1], 0)], CONTRACTS["citations"])
    near = replace(corpus, citations=pd.concat([corpus.citations, cited], ignore_index=True))
    _, rows = who_tells_what(Desk.of(near.tables), STORY)
    assert "not told" not in {cell.how for row in rows if "opened a joint ferry line" in row.text for cell in row.cells}


def test_every_omission_that_is_shown_and_reads_alone_is_a_row(corpus):
    row = corpus.contrasts[corpus.contrasts["contrast_id"] == "silent"].iloc[0].to_dict()
    text = corpus.articles.set_index("article_id").loc["a1", "text"]
    facts = [f"{one.rstrip('.')}." for part in text.split("\n") for one in part.split(". ")][2:]
    omitted = build(
        [row | {"contrast_id": f"o{at}", "other": "Harbour Review"} for at in range(len(facts))], CONTRACTS["contrasts"]
    )
    cited = build([cite(f"o{at}", "a1", one, text.index(one)) for at, one in enumerate(facts)], CONTRACTS["citations"])
    many = replace(
        corpus,
        contrasts=pd.concat([corpus.contrasts, omitted], ignore_index=True),
        citations=pd.concat([corpus.citations, cited], ignore_index=True),
    )
    told = [row.text for row in who_tells_what(Desk.of(many.tables), STORY)[1]]
    assert len(set(facts) & set(told)) == len(facts) > 4
