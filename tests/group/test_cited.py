"""A wire's sentence that two outlets print counted twice makes one witness two; a speech both quote must not make two one."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslab.group.cited import CitedOrigins
from newslab.tables import ARTICLES, COPIES, build, empty

WIRE = "Divers searched the flooded quarry near Ostby until midnight and brought up a rusted delivery van."
EDITED = WIRE.replace("rusted delivery van", "rusty van")
LONGER = WIRE.replace(" van.", " van, which the owner of the quarry had reported missing eleven years ago in spring.")
OWN = "In the quarry outside Ostby a van that had rusted for years was lifted out by a crane on Tuesday night."
SPEECH = "We will drain this quarry to the last bucket and nobody in Ostby shall pay a penny for the pumps"
SAYS = f"“{SPEECH},” the mayor of Ostby said."
SAID = f"At the town hall, where two hundred had come to hear her, the mayor told them: “{SPEECH}.”"
AROUND = f"The mayor of Ostby, who had driven home from the coast during the night to see it and who had not slept, said: “{SPEECH}.”"
NAMED = "Greta Holm, chair of the union of quarry workers in Ostby, called it “a disgrace for all of us”."
NAMED_FIRST = (
    "“It is a disgrace for all of us and for our children,” said Greta Holm, chair of the union of quarry workers."
)
SHORT = "The van was empty."
MASKED = "Divers searched @ @ @ @ @ near Ostby until @ @ @ @ @ and brought @ @ @ @ @ van."
OF_TEXT = {
    "word for word": ([WIRE], [WIRE], 1),
    "edited": ([WIRE], [EDITED], 1),
    "cut at its end": ([LONGER], [WIRE], 1),
    "in other words": ([WIRE], [OWN], 2),
    "a speech both quote": ([SAYS], [SAID], 2),
    "a speech both quote in one sentence that says who": ([SAYS], [SAYS], 2),
    "a speech with the same words around it": ([AROUND], [AROUND], 1),
    "a person named alike": ([NAMED], [NAMED_FIRST], 2),
    "a few words": ([SHORT], [SHORT], 2),
    "a few words beside the wire's": ([WIRE, SHORT], [WIRE, SHORT], 1),
    "a speech beside the wire's": ([WIRE, SAYS], [WIRE, SAYS], 1),
    "words of its own beside the wire's": ([WIRE, OWN], [WIRE], 1),
    "words of their own beside the wire's": ([WIRE, OWN], [WIRE, SAID], 2),
    "masked": ([MASKED], [MASKED], 2),
    "nothing": ([""], [""], 2),
}


def collection(*texts: list[str], source: str | None = "Paper", **cells: object) -> pd.DataFrame:
    rows = [
        {"article_id": f"a{n}", "source": source and f"{source} {n}", "title": f"No. {n}", "text": " ".join(text), "language": "en"} | cells
        for n, text in enumerate(texts)
    ]  # fmt: skip
    return build(rows, ARTICLES)


def places(*texts: list[str]) -> list[tuple[str, str, int]]:
    """Give a place within each sentence of each text."""
    return [
        (f"a{n}", "text", len(" ".join([*text[:k], ""])) + min(4, len(one)))
        for n, text in enumerate(texts)
        for k, one in enumerate(text)
    ]


def count(*texts: list[str]) -> int:
    found = CitedOrigins(collection(*texts), empty(COPIES)).of(places(*texts))
    return len(set(found.values()))


@pytest.mark.parametrize(("one", "other", "n"), OF_TEXT.values(), ids=OF_TEXT)
def test_two_outlets_are_one_origin_where_what_is_cited_is_one_text(one, other, n):
    assert count(one, other) == count(other, one) == n


def test_the_wire_s_sentence_ties_no_outlets_that_both_tell_more():
    assert count([WIRE, OWN], [WIRE, SAID], [WIRE]) == 2
    assert count([WIRE], [OWN], [WIRE, OWN]) == 1, "who holds all of the others' words is the one origin"


def test_only_what_is_cited_counts():
    articles = collection([WIRE, OWN], [WIRE, SAID])
    told = CitedOrigins(articles, empty(COPIES))
    first, second, third, fourth = places([WIRE, OWN], [WIRE, SAID])
    assert told.of([first, third]) == {"a0": "Paper 0", "a1": "Paper 0"}
    assert told.of([second, fourth]) == {"a0": "Paper 0", "a1": "Paper 1"}


@pytest.mark.parametrize(("title", "n"), [(WIRE, 1), ("Van found in quarry", 2)])
def test_a_headline_that_two_outlets_print_is_one_text_if_it_is_long(title, n):
    articles = collection([OWN], [WIRE], title=title)
    found = CitedOrigins(articles, empty(COPIES)).of([("a0", "title", 0), ("a1", "title", 3)])
    assert len(set(found.values())) == n


def test_copied_articles_unnamed_ones_and_other_languages_count_as_for_stories():
    articles = collection([OWN], [WIRE], [SAID], [SAYS], source=None)
    articles.loc[3, "language"] = "fr"
    copies = build([{"article_id": "a1", "origin_id": "a0", "kind": "near"}], COPIES)
    found = CitedOrigins(articles, copies).of(places([OWN], [WIRE], [SAID], [SAYS]))
    assert found == {"a0": "a0", "a1": "a0", "a2": "a2"}


def test_citations_are_counted_by_what_they_are_of():
    texts = [WIRE, OWN], [WIRE], [SAID]
    at = {place: n for n, place in enumerate(places(*texts))}
    cited = {"event": [0, 2], "state": [0, 1, 2, 3], "other": [1, 3]}
    rows = [
        {"cited_id": key, "article_id": article, "field": field, "start": start}
        for key, held in cited.items()
        for (article, field, start), n in at.items()
        if n in held
    ]
    rows.append({"cited_id": "picture", "article_id": "a0", "field": "caption", "start": 3})
    found = CitedOrigins(collection(*texts), empty(COPIES)).count(pd.DataFrame(rows))
    assert found.to_dict() == {"event": 1, "state": 2, "other": 2, "picture": 1}


@given(
    st.lists(st.lists(st.sampled_from([WIRE, EDITED, LONGER, OWN, SAID, SHORT]), min_size=1, max_size=4), max_size=5),
    st.randoms(use_true_random=False),
)
def test_neither_order_nor_repetition_matters_and_no_outlet_is_added(texts, random):
    told = CitedOrigins(collection(*texts), empty(COPIES)) if texts else CitedOrigins(empty(ARTICLES), empty(COPIES))
    held = places(*texts)
    found = told.of(held)
    again = [*held, *held]
    random.shuffle(again)
    assert told.of(again) == found
    assert set(found) == {article for article, _, _ in held}
    assert all(found[article] == outlet for article, outlet in told.outlets.items() if outlet in found.values())
