import re
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser

import pandas as pd
import pytest

import newslab as nl
from newslab.errors import OptionError
from newslab.report.evidence import cut_pieces
from newslab.report.index import write_pages
from newslab.report.page import build_page
from newslab.report.render import story_file
from tests.browser import open_browser
from tests.report.story import STORY, TEXTS, make_corpus

EVIL = (
    '<script>window.hit=1</script></script><img src=x onerror="window.hit=2"> <svg/onload="window.hit=3"> '
    '<a href="javascript:window.hit=4" data-commandlinker-command="x">y</a> {{ 7 * 7 }} <!-- ]]> & \u2028 \u202e'
)
EVERY_ENTRY = "newslab.report.sections.build_timeline", partial(nl.build_timeline, least=0.0)  # little as they weigh


@pytest.fixture(scope="module")
def corpus():
    return make_corpus()


@pytest.fixture(scope="module")
def hostile():
    texts = {
        key: (
            source + " " + EVIL,
            day,
            title + " " + EVIL,
            text.replace("Halden and Vikholm opened", f"Halden {EVIL} opened"),
        )
        for key, (source, day, title, text) in TEXTS.items()
    }
    return make_corpus(
        texts, url='javascript:window.hit=5//"><script>window.hit=6</script>', authors=[EVIL], section=EVIL
    )


@pytest.fixture(scope="module")
def folder(corpus, tmp_path_factory):
    target = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*EVERY_ENTRY)  # so that the chart has something to show
        write_pages(corpus, target)
    return target


def test_a_page_holds_what_a_reader_asks_for(corpus):
    text = build_page(corpus, STORY).to_html()
    for piece in (
        "Halden and Vikholm open first joint ferry line", "Updated 5 February 2026", "6 articles", "4 independent origins",
        "The ribbon is cut in Halden.", "Image: Northern Wire", "1953", "Figures differ", "one says 240", "1 sub-story",
        "syndicated", "not in English", "All related articles (6)", "Who tells what", "At a glance", "this check does not see", nl.__version__,
    ):  # fmt: skip
        assert piece in text, piece


def test_a_page_needs_nothing_from_elsewhere(corpus):
    text = build_page(corpus, STORY, index="index.html", files={STORY: "a.html"}).to_html()
    assert len(text.encode()) < 600_000
    assert not re.findall(r"<(?:link|img|iframe|object|embed|source|video|audio|base)\b", text)
    assert not re.findall(r"<script[^>]+src|@import|url\(|srcset|@font-face", text)
    assert set(re.findall(r'(?:href|src)="(https?://[^/"]+)', text)) == {
        "https://news.example"
    }  # links of sources alone


def test_a_page_of_many_long_articles_stays_small():
    long = {
        f"{key}{i}": (source, day, title, text + "\n" + "The herring of the bay were counted again that year. " * 400)
        for key, (source, day, title, text) in TEXTS.items()
        if key in ("a1", "a2", "a4", "a6")
        for i in range(12)
    }
    long |= TEXTS
    page = build_page(make_corpus(long), STORY)
    assert sum(len(text) for *_, text in long.values()) > 900_000
    assert len(page.to_html().encode()) < 600_000
    assert page.verify().empty


def test_what_is_cut_keeps_whole_sentences_around_what_is_cited():
    text = "One is here. Two is here. Three is here. Four is here."
    spans = [(0, 12), (13, 25), (26, 40), (41, 54)]
    assert cut_pieces(text, [(13, 25)], 0, spans) == [[13, "Two is here."]]
    assert cut_pieces(text, [(0, 12), (41, 54)], 0, spans) == [[0, "One is here."], [41, "Four is here."]]


def test_the_same_corpus_gives_the_same_bytes(corpus):
    assert build_page(corpus, STORY).to_html() == build_page(make_corpus(), STORY).to_html()


def test_a_citation_whose_words_changed_is_named_and_not_shown(corpus):
    changed = corpus.articles.assign(text=corpus.articles["text"].str.replace("240", "999"))
    page = build_page(replace(corpus, articles=changed), STORY)
    found = page.verify()
    assert len(found) >= 1
    assert (found["place"] + found["difference"]).str.contains("a1 text").all()
    assert page.data["verified"]["held"] < page.data["verified"]["sentences"]
    assert "did not hold" in page.to_html()
    assert build_page(corpus, STORY).verify().empty


def test_an_unknown_story_is_said_in_one_line(corpus):
    with pytest.raises(OptionError, match="no story 'nope' among the 2"):
        build_page(corpus, "nope")


def test_hostile_words_are_words_everywhere(hostile):
    page = build_page(hostile, STORY)
    for text in (page.to_html(), page._repr_html_(), nl.build_index(hostile).to_html()):
        tags = Tags()
        tags.feed(text)
        names = {name for _, attributes in tags.found for name in attributes}
        assert not [name for name in names if name.startswith(("on", "data-commandlinker"))]
        links = [attributes.get("href") or "" for _, attributes in tags.found]
        assert not [link for link in links if "script" in link]
        assert [tag for tag, _ in tags.found].count("script") <= 3  # ours
        assert "{{ 7 * 7 }}" in text
    assert not re.search(r"(?<!\\)<", page.to_markdown().replace("](<https", ""))


class Tags(HTMLParser):
    """The elements a browser would see, with their attributes."""

    def __init__(self):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_markdown_tells_the_story_with_its_sources(corpus):
    text = build_page(corpus, STORY).to_markdown()
    told = corpus.passages[(corpus.passages["story_id"] == STORY) & (corpus.passages["kind"] == "headline")]
    assert text.startswith(f"# {told['text'].iloc[0]}")
    for heading in ("## What we compared", "## Timeline", "## Sources"):
        assert heading in text
    assert "](<https://news.example/a1>)" in text


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(corpus):
    shown = build_page(corpus, STORY)._repr_html_()
    assert shown.startswith("<iframe")
    assert 'sandbox="allow-scripts allow-popups"' in shown
    assert shown.count("<script") == 0


def test_pages_link_each_other_by_names_that_exist(folder):
    files = {path.name for path in folder.iterdir()}
    assert files == {"index.html", "pages.json", story_file(STORY), story_file("story-fish")}
    for path in folder.glob("*.html"):
        links = re.findall(r'href="([^"#:]+\.html)', path.read_text())
        assert links
        assert set(links) <= files


@pytest.mark.browser
def test_a_citation_opens_its_sentence_offline(corpus, folder):
    with open_browser(offline=True) as page:
        faults = watch(page)
        page.goto((folder / story_file(STORY)).as_uri())
        sentences = page.locator(".told p [data-statement]")
        assert sentences.count() > 4
        for place in range(4):
            cite = sentences.nth(place).locator("a.cite").first
            article_id, words = cited_words(corpus, sentences.nth(place).get_attribute("id"))
            cite.click()
            mark = page.locator("#panel mark.on")
            assert mark.first.is_visible()
            assert "".join(mark.all_text_contents()) == words
            shown = page.locator("#panel .doc").inner_text()
            assert corpus.articles.set_index("article_id").loc[article_id, "title"] in shown
            page.keyboard.press("Escape")
            assert not page.locator("#panel").is_visible()
            assert page.evaluate("document.activeElement.className") == "cite"
        assert faults == []


@pytest.mark.browser
def test_keys_lead_through_the_citations_and_the_timeline_opens_events(folder):
    with open_browser(offline=True) as page:
        faults = watch(page)
        page.goto((folder / story_file(STORY)).as_uri())
        page.locator(".told p a.cite").first.focus()
        page.keyboard.press("Enter")
        first = page.locator("#panel-count").inner_text()
        page.keyboard.press("ArrowRight")
        assert page.locator("#panel-count").inner_text() != first
        page.keyboard.press("ArrowLeft")
        assert page.locator("#panel-count").inner_text() == first
        page.keyboard.press("Escape")
        assert page.locator("#chart circle").count() == 2  # days
        assert page.locator("#chart rect").count() == 3  # a month and two years are bars, not points
        event = page.locator('#chart [data-event="e2"]')
        event.focus()
        page.keyboard.press("Enter")
        quotes = page.locator("#panel blockquote").all_text_contents()
        assert len(quotes) == 2
        assert all("joint ferry" in quote for quote in quotes)
        page.get_by_text("Read it in the article").first.click()
        assert "joint ferry" in page.locator("#panel mark.on").inner_text()
        assert faults == []


@pytest.mark.browser
def test_a_phone_shows_no_sideways_scroll_and_hostile_words_do_nothing(hostile, tmp_path, monkeypatch):
    monkeypatch.setattr(*EVERY_ENTRY)
    assert build_page(hostile, STORY).to_html(tmp_path / "page.html") == tmp_path / "page.html"
    with open_browser(width=390, offline=True) as page:
        faults = watch(page)
        page.goto((tmp_path / "page.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        for cite in page.locator(".told p a.cite").all()[:4]:
            cite.click()
            page.keyboard.press("Escape")
        page.locator("#chart .event").first.click()
        page.keyboard.press("Escape")
        assert page.evaluate("window.hit") is None
        assert page.locator("main img, [onload], [onerror], [data-commandlinker-command]").count() == 0
        assert faults == []


def watch(page) -> list[str]:
    """Collect whatever goes wrong or is asked from elsewhere while a page is used."""
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else faults.append(request.url))
    return faults


def cited_words(corpus, passage_id: str) -> tuple[str, str]:
    rows = corpus.citations[(corpus.citations["cited_id"] == passage_id) & (corpus.citations["side"] == "")]
    row = next(rows.itertuples())
    text = corpus.articles.set_index("article_id").loc[row.article_id, row.field]
    assert isinstance(rows, pd.DataFrame)
    return row.article_id, text[row.start : row.end]


def test_a_page_says_that_figures_differ_and_not_that_one_is_wrong(corpus):
    page = build_page(corpus, STORY)
    for told in (page.to_html(), page.to_markdown()):
        assert "contradict" not in told.lower().replace("contradiction_", "")
        assert "figures differ" in told.lower()


def test_what_parts_found_counts_on_the_page_of_the_whole(corpus):
    moved = replace(
        corpus,
        contrasts=corpus.contrasts.assign(story_id="story-fish"),
        events=corpus.events.assign(story_id="story-fish"),
    )
    facts = build_page(moved, STORY).data["facts"]
    assert (facts["n_open"], facts["n_events"]) == (1, 6)
    assert len(build_page(moved, STORY).data["contrasts"]) == 1


def test_a_part_shows_what_its_articles_tell_in_events_of_the_whole(corpus):
    page = build_page(corpus, "story-fish")
    assert [event["id"] for event in page.data["timeline"]] == ["e4"]
    assert page.data["contrasts"] == []  # both sides lie in other articles


def test_a_timeline_tells_nothing_twice_and_nothing_that_leans_on_what_went_before(corpus, monkeypatch):
    monkeypatch.setattr(*EVERY_ENTRY)
    leaning = "Their lawyer, Ida Brandt, said that the ferry crosses the spawning ground."
    (at,) = corpus.statements.index[
        (corpus.statements["article_id"] == "a6") & (corpus.statements["start"] == TEXTS["a6"][3].index(leaning))
    ]
    day = pd.Timestamp("2026-02-04")
    statements = corpus.statements.copy()
    statements.loc[at, ["first_day", "last_day", "day_basis"]] = [day, day, "stated"]
    told = build_page(replace(corpus, statements=statements), STORY).data["timeline"]
    texts = [event["text"] for event in told]
    assert len(texts) == len(set(texts)) == 5
    assert leaning not in texts


def test_the_front_page_and_a_page_give_a_story_the_same_headline(corpus):
    top = nl.build_index(corpus).data["front"]["top"]
    assert top
    assert [card["title"] for card in top] == [build_page(corpus, card["story_id"]).title for card in top]


@pytest.mark.browser
def test_references_are_copied_from_the_list_the_panel_and_the_three_forms(folder):
    with open_browser(offline=True) as page:
        faults = watch(page)
        page.goto((folder / story_file(STORY)).as_uri())
        page.locator("button.copy").first.click()
        page.get_by_text("Copied").first.wait_for()
        page.locator(".references summary").click()
        assert page.locator("#ref-1").input_value().startswith("@article{")
        page.get_by_role("button", name="Copy RIS").click()
        page.locator(".references button", has_text="Copied").wait_for()
        page.locator(".told p a.cite").first.click()
        page.locator("#panel button.copy").click()
        page.locator("#panel button.copy", has_text="Copied").wait_for()
        assert page.locator("textarea").count() == 3  # the field that was copied from is gone again
        assert faults == []


def test_what_a_screen_reader_needs_is_there(corpus):
    text = build_page(corpus, STORY, since=corpus).to_html()
    tags = Tags()
    tags.feed(text)
    assert '<html lang="en">' in text
    assert len([tag for tag, _ in tags.found if tag == "h1"]) == 1
    for tag, attributes in tags.found:
        if tag == "svg":
            assert attributes.get("aria-label"), attributes
        if tag == "textarea":
            assert f'<label for="{attributes["id"]}">' in text
    identities = [attributes["id"] for _, attributes in tags.found if "id" in attributes]
    assert len(identities) == len(set(identities))


def test_a_page_written_to_a_file_gives_its_path_and_the_same_html(corpus, tmp_path):
    page, target = build_page(corpus, STORY), tmp_path / "story.html"
    assert page.to_html(target) == target
    assert page.to_html(str(target)) == target
    assert target.read_text(encoding="utf-8") == page.to_html()


def test_the_rail_and_the_text_give_the_same_counts(corpus):
    page = build_page(corpus, STORY)
    text = next(one["passages"][0]["text"] for one in page.data["paragraphs"] if one["kind"] == "compared")
    facts = page.data["facts"]
    assert f"{facts['n_statements']} statements of" in text
    assert "what differs in other ways is not found" in text
    shown = len(page.data["timeline"])
    assert (
        shown == facts["n_events"] or f"{shown} of {facts['n_events']} events, those of most origins" in page.to_html()
    )


def test_reasons_name_outlets_as_the_rest_of_the_page_does(corpus):
    told = corpus.contrasts.assign(source="www.wire.example", reason="www.wire.example says 240, Bay Radio 190")
    (shown,) = build_page(replace(corpus, contrasts=told), STORY).data["contrasts"]
    assert shown["reason"] == "wire.example says 240, Bay Radio 190"
    assert shown["sides"][0]["source"] == "wire.example"


@pytest.mark.parametrize("keeps_events", [False, True])
def test_a_story_of_a_headline_alone_says_what_was_rechecked(corpus, keeps_events):
    passages = corpus.passages[corpus.passages["kind"] == "headline"]
    bare = replace(
        corpus, passages=passages, statements=corpus.statements if keeps_events else corpus.statements.head(0)
    )
    text = build_page(bare, STORY).to_html()
    assert ("The words of 1 of 1 sentence stand in what each cites first" in text) != keeps_events
    assert "Beyond the headline, no sentence of this story could be told" in text
    without = build_page(replace(bare, passages=passages.head(0)), STORY).to_html()
    assert "No sentence of this story could be told" in without
    assert ("The words of 0 of 0 sentences" in without) != keeps_events
