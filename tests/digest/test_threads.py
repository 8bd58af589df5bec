import pandas as pd
import pytest

from newslab.digest.desk import Desk
from newslab.digest.passages import build_passages
from newslab.digest.threads import thread_headline
from newslab.tables import CONTRACTS, build

TITLES = {
    "a1": ("p1", "Norway and Latvia open talks on herring", "2026-01-05"),
    "a2": ("p1", "Herring talks: Norway asks for a smaller catch", "2026-01-06"),
    "b1": ("p1", "Oslo weighs a herring quota", "2026-01-07"),
    "a3": ("p2", "Riga sends trawlers home", "2026-02-03"),
    "a4": ("p2", "Latvian trawlers back in port", "2026-02-04"),
    "a5": ("p3", "Nordic Fish Bank lends to Norway's harbours", "2026-03-01"),
}


def tables_of(titles):
    articles = [
        {"article_id": key, "title": title, "text": f"{title}.", "source": f"Paper {key}", "published_day": day, "language": "en"}
        for key, (_, title, day) in titles.items()
    ]  # fmt: skip
    parts = sorted({part for part, _, _ in titles.values()})
    stories = [{"story_id": "s", "title": "Herring", "n_articles": len(titles), "n_sources": 1}]
    stories += [{"story_id": one, "parent_id": "s", "title": one, "n_articles": 1, "n_sources": 1} for one in parts]
    members = [{"story_id": one, "article_id": key} for key, (part, _, _) in titles.items() for one in ("s", part)]
    rows = {"articles": articles, "stories": stories, "members": members}
    sentences = [
        {"article_id": row["article_id"], "start": 0, "end": len(row["text"]), "position": 0} for row in articles
    ]
    return {name: build(found, CONTRACTS[name]) for name, found in {**rows, "sentences": sentences}.items()}


def headline(titles, parts=("p1", "p2", "p3")):
    return thread_headline(
        Desk.of(tables_of(titles)), list(parts), {key: title for key, (_, title, _) in titles.items()}
    )


def test_a_thread_is_headed_by_whom_its_parts_name_how_many_they_are_and_when():
    text, cites = headline(TITLES)
    assert text == "Norway and Latvia: three linked stories, January to March 2026"
    assert {row["field"] for row in cites} == {"title"}
    assert {row["article_id"] for row in cites} <= set(TITLES)


def test_a_capital_or_a_people_stands_for_its_country():
    titles = {
        **{key: TITLES[key] for key in ("a3", "a4", "a5")},
        "a6": ("p4", "Oslo and Riga sign on herring", "2026-03-09"),
    }
    text, _ = headline(titles, ("p2", "p3", "p4"))
    assert text.startswith("Latvia and Norway: three linked stories")


def test_a_thread_of_two_parts_is_headed_with_both_headlines():
    text, cites = headline({key: TITLES[key] for key in ("a1", "a2", "a4")}, ("p1", "p2"))
    first, _, second = text.partition("; ")
    assert second == "Latvian trawlers back in port"
    assert first in {title for _, title, _ in TITLES.values()}
    assert {row["field"] for row in cites} == {"title"}
    assert len(cites) == 2


@pytest.mark.parametrize(
    ("titles", "parts"),
    [
        pytest.param({key: TITLES[key] for key in ("a1", "a2")}, ("p1",), id="one part"),
        pytest.param({**TITLES, **{f"b{i}": ("p1", f"Norway counts {i}", "2026-01-05") for i in range(9)}}, ("p1", "p2", "p3"), id="one part speaks for the whole"),
        pytest.param({"a1": ("p1", "Rain", ""), "a2": ("p2", "Snow", "")}, ("p1", "p2"), id="no name"),
    ],
)  # fmt: skip
def test_what_is_no_thread_keeps_the_headline_of_a_title(titles, parts):
    titles = {key: (part, title, day or None) for key, (part, title, day) in titles.items()}
    assert headline(titles, parts) == ("", [])


def test_the_page_of_a_thread_carries_that_headline_and_cites_it():
    passages, citations = build_passages(tables_of(TITLES))
    row = passages[(passages["story_id"] == "s") & (passages["kind"] == "headline")].iloc[0]
    assert row["text"].startswith("Norway and Latvia: three linked stories")
    assert (citations["cited_id"] == row["passage_id"]).any()
    shuffled = {name: table.sample(frac=1, random_state=1) for name, table in tables_of(TITLES).items()}
    pd.testing.assert_frame_equal(build_passages(shuffled)[0], passages)
