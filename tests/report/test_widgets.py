"""The Explorer: what a story shows is of that story alone, in Python and in a real JupyterLab."""

from __future__ import annotations

from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest

import newslab as nl
from newslab.report.plots import outside, shown_days, timeline_layout
from newslab.tables import CONTRACTS, build, cite
from tests.browser import jupyter_lab, open_browser, run_all
from tests.report.story import STORY, make_corpus


def many_stories(n: int) -> nl.Corpus:
    """Make n stories of one article each, with 1 to 7 events, some of them long before and after the news."""
    rows: dict[str, list] = {
        name: [] for name in ("articles", "stories", "members", "sentences", "events", "citations")
    }
    for one in range(n):
        words = [f"Ship {one}, number {place}, sailed." for place in range(one % 7 + 1)]
        days = [f"20{25 + one % 2}-0{1 + one % 9}-{10 + place}" for place in range(len(words))]
        days = ["1912-04-15", *days[1:-1], "2061-07-28"] if len(words) > 3 + one % 2 else days
        title = f"Ships of day {one}"
        rows["articles"].append(
            {"article_id": f"a{one:02d}", "title": title, "text": " ".join(words), "source": "Post"}
        )
        rows["stories"].append({"story_id": f"s{one:02d}", "title": title, "n_articles": 1, "n_sources": 1})
        rows["members"].append({"story_id": f"s{one:02d}", "article_id": f"a{one:02d}"})
        for place, (text, day) in enumerate(zip(words, days, strict=True)):
            key, start = f"e{one:02d}-{place}", " ".join(words).index(text)
            rows["sentences"].append(
                {"article_id": f"a{one:02d}", "start": start, "end": start + len(text), "position": place}
            )
            rows["events"].append({"event_id": key, "story_id": f"s{one:02d}", "text": text, "first_day": day,
                                   "last_day": day, "precision": "day", "n_sources": 1, "score": 1.0})  # fmt: skip
            rows["citations"].append(cite(key, f"a{one:02d}", text, start))
    return nl.Corpus(**{name: build(found, CONTRACTS[name]) for name, found in rows.items()})


@pytest.fixture
def explorer():
    return nl.Explorer(make_corpus())


def test_the_first_story_is_shown_with_its_differences(explorer):
    assert explorer.story_id == STORY
    assert len(explorer.bars.base) == 6
    assert "240 cars" in explorer.sentences.value


def test_a_click_shows_the_sentences_by_source(explorer):
    place = [row[0] for row in explorer.bars.customdata].index("e2")
    explorer._on_click(explorer.bars, SimpleNamespace(point_inds=[place]), None)
    shown = explorer.sentences.value
    assert shown.index("Northern Wire") < shown.index("The Vikholm Post")
    assert "opened a joint ferry line on Monday after nine years" in shown


def test_choosing_another_story_redraws(explorer):
    corpus = make_corpus()
    assert [value for _, value in explorer.chooser.options] == [STORY]
    explorer.show_story("story-fish")
    assert list(explorer.bars.base or []) == []
    explorer.show_story(STORY)
    assert len(explorer.bars.base) == len(corpus.events)


def test_the_dropdown_names_the_story_that_is_shown(explorer):
    explorer.show_story("story-fish")  # it has no dated event, and is offered now that it was asked for
    assert explorer.chooser.value == explorer.story_id == "story-fish"
    explorer.chooser.value = STORY
    assert explorer.story_id == STORY
    with pytest.raises(nl.OptionError, match="no story 'story-none' among the 2 of this corpus"):
        explorer.show_story("story-none")


def test_stories_that_are_not_offered_are_told(monkeypatch, explorer):
    assert "1 story, those of most origins first; 1 without a dated event is not listed." in explorer.told.value
    monkeypatch.setattr("newslab.report.widgets.MOST_STORIES", 20)
    many = nl.Explorer(many_stories(33))
    assert len(many.chooser.options) == 20
    assert "20 stories, those of most origins first; 13 of fewer origins are not listed" in many.told.value


@pytest.mark.parametrize(
    "thing", [pd.DataFrame({"text": ["It rained."]}), [], None, "corpus"], ids=["frame", "list", "nothing", "name"]
)
def test_what_is_no_corpus_is_told_in_one_line(thing):
    with pytest.raises(nl.TableError) as met:
        nl.Explorer(thing)
    told = f"corpus: expected a Corpus, found {type(thing).__name__}; nl.build_corpus(articles) makes one"
    assert str(met.value) == told


def test_of_thirty_stories_in_a_row_each_shows_its_own_alone():
    corpus = many_stories(31)
    explorer = nl.Explorer(corpus)
    for _, story_id in [*explorer.chooser.options[1:], explorer.chooser.options[0]]:
        explorer.chooser.value = story_id
        events = corpus.events[corpus.events["story_id"] == story_id]
        rows = list(events.sort_values(["first_day", "event_id"]).itertuples())
        folded = outside(rows, shown_days(rows))
        shown = explorer.figure.to_dict()
        days, bars, edges = shown["data"]
        assert len(days["x"]) == len(bars["base"]) == len(bars["marker"]["color"]) == len(rows)
        assert [row[0] for row in bars["customdata"]] == [row.event_id for row in rows]
        assert [(y, text) for y, text in zip(edges["y"], edges["text"], strict=True)] == [
            (one["line"], one["mark"]) for one in folded
        ]
        wanted = timeline_layout(rows)
        assert shown["layout"]["xaxis"]["range"] == wanted["xaxis"]["range"]
        assert shown["layout"]["xaxis"]["title"]["text"] == wanted["xaxis"]["title"]["text"]
        assert shown["layout"]["yaxis"]["ticktext"] == wanted["yaxis"]["ticktext"]
        assert not shown["layout"].get("annotations")


_SHOWN = """() => {
    const one = (what) => [...document.querySelectorAll('.newslab-explorer ' + what)];
    return {labels: one('.ytick text').map(text => text.textContent), bars: one('.barlayer .point').length,
            marks: one('.textpoint text').map(text => text.textContent).join(''),
            told: one('.g-xtitle text').map(text => text.textContent).join('')};
}"""
_WIDE = """() => { const box = document.querySelector('.newslab-chart').clientWidth;
    return box > 700 && Math.abs(document.querySelector('.newslab-chart .main-svg').clientWidth - box) < 24; }"""


@pytest.mark.browser
def test_thirty_stories_in_a_row_in_a_real_dark_jupyterlab(tmp_path):
    """Nothing of the story before stays; the chart is as wide as its place and as dark as the notebook."""
    corpus = many_stories(31)
    corpus.save(tmp_path / "corpus")
    cell = "import newslab as nl\nexplorer = nl.Explorer(nl.Corpus.load('corpus'))\nexplorer"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)], metadata=kernel), tmp_path / "x.ipynb"
    )
    faults: list[str] = []
    with jupyter_lab(tmp_path, dark=True) as address, open_browser(width=1400, height=1400) as page:
        page.on("console", lambda line: faults.append(line.text) if "annotations" in line.text else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        run_all(page, address, "x.ipynb")
        page.locator(".newslab-explorer .barlayer .point").first.wait_for(timeout=180_000)
        page.wait_for_function(_WIDE, timeout=30_000)
        chooser = page.locator(".newslab-explorer select").first
        for place in [*range(1, 31), 0]:
            story_id = f"s{place:02d}"
            rows = list(corpus.events[corpus.events["story_id"] == story_id].itertuples())
            chooser.select_option(index=place)
            page.wait_for_function(
                "word => document.querySelector('.newslab-explorer .ytick text').textContent.includes(word)",
                arg=f"Ship {place},", timeout=30_000,
            )  # fmt: skip
            rows.sort(key=lambda row: (row.first_day, row.event_id))
            marks = "".join(one["mark"] for one in outside(rows, shown_days(rows)))
            wanted = {"n": len(rows), "marks": marks, "told": timeline_layout(rows)["xaxis"]["title"]["text"]}
            page.wait_for_function(
                f"wanted => {{ const now = ({_SHOWN})(); return now.labels.length === wanted.n && now.bars === wanted.n"
                " && now.marks === wanted.marks && now.told === wanted.told }",
                arg=wanted, timeout=15_000,
            )  # fmt: skip
            assert all(f"Ship {place}," in label for label in page.evaluate(_SHOWN)["labels"])
        ink = page.evaluate("getComputedStyle(document.querySelector('.newslab-explorer .ytick text')).fill")
        paper = page.evaluate("getComputedStyle(document.querySelector('.newslab-chart .main-svg')).backgroundColor")
    assert faults == []
    assert min(int(part) for part in ink.strip("rgba()").split(",")[:3]) > 180  # light on dark
    assert paper.replace(" ", "") in ("rgba(0,0,0,0)", "transparent")


def test_days_lie_behind_the_bars_so_that_a_thin_one_can_be_clicked(explorer):
    days, bars, _ = explorer.figure.data
    assert list(days.x) == list(bars.base)
    assert list(days.y) == list(bars.y)
    assert days.marker.opacity == 0
    explorer.show_story("story-fish")
    assert list(days.x or []) == []


def test_hostile_words_are_escaped():
    corpus = make_corpus()
    changed = nl.Corpus(**{**corpus.tables, "events": corpus.events.assign(text="<img src=x onerror=alert(1)>")})
    explorer = nl.Explorer(changed)
    explorer.show_event("e2")
    assert "<img" not in explorer.sentences.value
    assert "&lt;img" in explorer.sentences.value


def test_an_empty_corpus_has_nothing_to_choose():
    explorer = nl.Explorer(nl.Corpus())
    assert explorer.story_id is None
    assert explorer.chooser.options == ()
