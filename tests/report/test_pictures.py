from dataclasses import replace

import pytest

from newslab.report.page import build_page
from newslab.tables import CONTRACTS, build
from tests.report.story import STORY, make_corpus

RIBBON = {
    "url": "https://news.example/ribbon.jpg",
    "caption": "The ribbon is cut in Halden.",
    "credit": "Northern Wire",
}


def page_of(*images):
    rows = [{"article_id": key, "position": place, **image} for place, (key, image) in enumerate(images)]
    return build_page(replace(make_corpus(), images=build(rows, CONTRACTS["images"])), STORY)


def test_one_picture_in_three_articles_is_shown_once():
    elsewhere = {**RIBBON, "url": "https://other.example/r.jpg?w=300"}
    page = page_of(("a1", RIBBON), ("a2", {**RIBBON, "url": RIBBON["url"] + "?w=900"}), ("a4", elsewhere))
    assert [picture["n_more"] for picture in page.data["pictures"]] == [2]
    assert page.to_html().count("The ribbon is cut in Halden.") == 1
    assert "and 2 more articles" in page.to_html()


@pytest.mark.parametrize(
    ("caption", "note"),
    [
        ("This file photo shows the old bridge.", "file picture, not of this event"),
        ("The old bridge on Aug. 8, 2018, before it fell.", "of 8 August 2018, not of this event"),
        ("The ferry on Feb. 2, 2026.", ""),
        ("The ferry leaves Halden.", ""),
    ],
)
def test_a_picture_of_another_day_is_never_taken_for_the_event(caption, note):
    page = page_of(("a1", {"url": "https://news.example/x.jpg", "caption": caption, "credit": "Northern Wire"}))
    assert page.data["pictures"][0]["other_day"] == note
    text = page.to_html()
    assert (text.index(caption) < text.index("<h2>")) == (not note)  # at the head of the page, or folded away below
    assert (note in text) if note else True


def test_the_lead_picture_is_one_of_the_event_though_another_came_first():
    old = {"url": "https://news.example/old.jpg", "caption": "File photo of the old bridge.", "credit": "Northern Wire"}
    page = page_of(("a1", old), ("a6", RIBBON))
    assert [bool(one["other_day"]) for one in page.data["pictures"]] == [False, True]


def test_rights_are_told_beside_the_caption_and_a_bad_link_is_no_link():
    shown = {
        "url": "javascript:alert(1)",
        "caption": "The ferry leaves Halden. (PHOTO NOT FOR SALE) (Bay)",
        "credit": "Bay",
        "rights": None,
    }
    picture = page_of(("a1", shown)).data["pictures"][0]
    assert picture["rights"] == "PHOTO NOT FOR SALE"
    assert picture["url"] == ""
    assert "NOT FOR SALE" not in picture["caption"]


def test_no_picture_is_no_picture():
    assert page_of().data["pictures"] == []
