from dataclasses import replace
from xml.etree import ElementTree

from newslab.report.page import build_page
from newslab.tables import CONTRACTS, build
from tests.report.story import STORY, make_corpus


def graph(*copies, **changes):
    rows = [{"article_id": key, "origin_id": origin, "kind": kind} for key, origin, kind in copies]
    corpus = make_corpus(**changes)
    return build_page(replace(corpus, copies=build(rows, CONTRACTS["copies"])), STORY)


def test_each_copy_is_drawn_to_its_origin():
    page = graph(("a3", "a1", "syndicated"), ("a4", "source:Bay Wire", "attributed"))
    drawn = page.data["origins"]
    assert [edge["kind"] for edge in drawn["edges"]] == ["attributed", "syndicated"]
    assert "Bay Wire" in {node["text"] for node in drawn["left"]}
    assert any("Northern Wire" in node["text"] for node in drawn["left"])
    text = page.to_html()
    start = text.index('<svg class="origins"')
    svg = ElementTree.fromstring(text[start : text.index("</svg>", start) + 6])
    assert len(svg.findall("path")) == 2
    assert svg.get("aria-label")


def test_no_copy_is_no_drawing():
    page = graph()
    assert page.data["origins"] == {}
    assert '<svg class="origins"' not in page.to_html()


def test_many_copies_stay_inside_the_drawing_and_hostile_names_are_names():
    page = graph(
        ("a2", "a1", "same"),
        ("a3", "a1", "near"),
        ("a4", "a1", "attributed"),
        ("a6", 'source:"><script>x', "attributed"),
    )
    drawn = page.data["origins"]
    assert all(0 < node["y"] < drawn["height"] for node in [*drawn["left"], *drawn["right"]])
    assert "<script>x" not in page.to_html()
