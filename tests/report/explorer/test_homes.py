"""Both homes in a real Chromium: the file opened offline, and a real JupyterLab."""

from __future__ import annotations

import nbformat
import pytest

import newslab as nl
from newslab.tables import CONTRACTS, build, cite
from tests.browser import jupyter_lab, open_browser, run_all
from tests.report.story import STORY, make_corpus

VIEWS = ("timeline", "list", "stories", "coverage", "topics", "emphasis", "differs", "map")
HOSTILE = "</script><img src=x onerror=alert(1)><script>alert(2)</script>"


def watched(page) -> list[str]:
    """Gather what goes wrong in a page, and what it asks for."""
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: faults.append(asked.url) if not asked.url.startswith("file://") else None)
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    return faults


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


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("file") / "explorer.html"
    return f"file://{nl.build_explorer(make_corpus()).to_html(path)}"


@pytest.mark.browser
def test_every_view_leads_to_the_words_offline(file):
    with open_browser(width=1400, offline=True) as page:
        faults = watched(page)
        page.goto(file)
        page.locator(".timeline .mark").first.wait_for()
        for view in VIEWS:
            page.locator(f"[data-view={view}]").click()
            assert page.locator(f"[data-view={view}]").get_attribute("aria-selected") == "true"
            toggle = page.locator(f"[data-toggle={view}]")
            if toggle.count():
                toggle.click()
                assert page.locator(".main table").count() or page.locator(".main .empty").count()
                toggle.click()
        page.locator("[data-view=timeline]").click()
        page.locator('[data-event][aria-label*="opened a joint ferry line"]').click()
        page.locator(".reader blockquote").first.wait_for()
        told = page.locator(".reader").text_content()
        assert told.index("Northern Wire") < told.index("The Vikholm Post")
        assert "opened a joint ferry line on Monday after nine years" in told
        assert faults == []


@pytest.mark.browser
def test_keys_reach_everything_and_a_state_can_be_sent(file):
    with open_browser(width=1400, offline=True) as page:
        faults = watched(page)
        page.goto(file)
        page.locator(".timeline .mark").first.wait_for()
        page.locator("[data-view=timeline]").focus()
        for view in VIEWS[1:]:
            page.keyboard.press("ArrowRight")
            assert page.evaluate("document.activeElement.dataset.view") == view
        for at, view in enumerate(VIEWS, 1):  # no way through all filters to the tabs
            page.keyboard.press(str(at))
            assert page.evaluate("document.activeElement.dataset.view") == view
        page.keyboard.press("3")
        page.locator("[data-key^='story-']").first.focus()
        opener = page.evaluate("document.activeElement.dataset.key")
        page.keyboard.press("Enter")
        page.locator(".reader h3").wait_for()
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.dataset.key") == opener
        page.locator("[data-view=timeline]").press("Enter")
        page.locator(".timeline .mark").first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.locator(".reader h3").wait_for()
        page.keyboard.press("Escape")
        assert not page.locator(".reader").is_visible()
        page.keyboard.press("/")
        page.keyboard.type("herring")
        page.locator(".chip").wait_for()
        assert "2 of 6 articles" in page.locator(".summary").text_content()
        state = page.evaluate("JSON.stringify(newslabExplorer.stateOf())")
        page.goto("about:blank")
        page.goto(file + "#" + page.evaluate("text => encodeURIComponent(text)", state))
        page.locator(".chip").wait_for()
        assert "2 of 6 articles" in page.locator(".summary").text_content()
        gone = page.evaluate(
            "newslabExplorer.restore({filters: {source: ['Nobody'], odd: 3}, lanes: '<b>', open: ['x', 'y']})"
        )
        assert gone == ["Nobody", "odd", "y"]
        assert faults == []


PAGES = {
    "an event": "openEvent(2)", "several events": "openEvents([0, 1])", "an article": "openArticle(0)", "a story": "openStory(0)",
    "a difference": "openContrast(0)", "two sources": "openPair(0, 1, 2)", "what is known": "openKnown(0, 0)",
    "a cell of stories": "openCell('stories', 0, 0)", "a cell of events": "openCell('events', 2, 0)",
    "a term": "openTerm(0, 0, 'ferry')", "corrections": "openCorrections()",
}  # fmt: skip


@pytest.mark.browser
def test_every_page_of_the_reader_can_be_read(file):
    with open_browser(width=1400, offline=True) as page:
        faults = watched(page)
        page.goto(file)
        page.locator(".main .view").first.wait_for()
        for name, call in PAGES.items():
            page.evaluate(f"newslabExplorer.{call}")
            page.locator(".reader h3").wait_for(timeout=5_000)
            told = page.locator(".reader .page").text_content()
            assert "not defined" not in told and "undefined" not in told and "NaN" not in told, name
            page.keyboard.press("Escape")
        for key in ("collection", "share"):
            page.locator(f"[data-key={key}]").click()
            page.locator(".reader h3").wait_for(timeout=5_000)
        assert faults == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 800, 1280])
def test_no_view_is_wider_than_its_screen(file, width):
    with open_browser(width=width, height=800, offline=True) as page:
        page.goto(file)
        page.locator(".timeline .mark").first.wait_for()
        for view in VIEWS:
            page.locator(f"[data-view={view}]").click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, view
            assert (
                page.evaluate("(main => main.scrollWidth - main.clientWidth)(document.querySelector('.main'))") <= 1
            ), view


@pytest.mark.browser
def test_hostile_words_are_words(tmp_path):
    corpus = make_corpus()
    tables = {**corpus.tables, "events": corpus.events.assign(text=HOSTILE, who=HOSTILE)}
    tables["articles"] = corpus.articles.assign(title=HOSTILE, source=HOSTILE)
    tables["stories"] = corpus.stories.assign(title=HOSTILE)
    path = nl.build_explorer(nl.Corpus(**tables)).to_html(tmp_path / "hostile.html")
    with open_browser(offline=True) as page:
        faults = watched(page)
        page.goto(f"file://{path}")
        page.locator(".timeline .mark").first.wait_for()
        for view in VIEWS:
            page.locator(f"[data-view={view}]").click()
            page.evaluate("newslabExplorer.openEvent(2)")
            page.wait_for_timeout(50)
        assert page.locator(".nlx img").count() == 0
        assert HOSTILE in page.locator(".side").text_content()
        assert faults == []


CELLS = """import newslab as nl
from newslab.report.explorer import widget
widget.MOST_SAVED = {most}
explorer = nl.Explorer(nl.Corpus.load('corpus'))
explorer"""


@pytest.mark.browser
@pytest.mark.parametrize(("most", "n"), [(4_000_000, 30), (0, 1)], ids=["held by the notebook", "asked of the kernel"])
def test_thirty_stories_in_a_row_in_a_real_dark_jupyterlab(tmp_path, most, n):
    """Nothing of the story before stays; the Explorer is as dark as the notebook, and its texts come from the kernel."""
    corpus = many_stories(31)
    corpus.save(tmp_path / "corpus")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELLS.format(most=most))], metadata=kernel)
    nbformat.write(book, tmp_path / "x.ipynb")
    faults: list[str] = []
    with jupyter_lab(tmp_path, dark=True) as address, open_browser(width=1400, height=1400) as page:
        page.on(
            "console", lambda line: faults.append(line.text) if ".nlx" in line.text or "Error" in line.text else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        run_all(page, address, "x.ipynb")
        page.locator(".nlx .timeline .mark").first.wait_for(timeout=180_000)
        faults.clear()
        page.locator(".nlx .facet:has([data-key='facet-story']) .link").click()  # more than the first few
        for place in [*range(1, n + 1), 0]:
            page.locator("[data-key='find-story']").fill(f"Ships of day {place}")
            page.locator(f".nlx label:has([title='Ships of day {place}']) input").click()
            page.wait_for_function("n => document.querySelectorAll('.nlx .timeline rect.mark').length <= n", arg=7)
            shown = page.locator(".nlx .timeline rect.mark").evaluate_all(
                "marks => marks.map(one => one.getAttribute('aria-label'))"
            )
            events = corpus.events[corpus.events["story_id"] == f"s{place:02d}"]
            ends = page.locator(".nlx .ends button").all_text_contents()
            n_out = sum(int(text.strip("◂▸ ").split()[0]) for text in ends)
            assert shown, place
            assert all(f"Ship {place}," in label for label in shown)
            assert len(shown) + n_out == len(events)
            page.locator(f"[aria-label^='Take away: Story: Ships of day {place}']").click()
        page.locator("[data-view=list]").click()
        page.locator(".nlx .list .from .link").first.click()
        page.locator(".nlx .reader .doc p").first.wait_for(timeout=30_000)
        assert "sailed." in page.locator(".nlx .reader .doc").text_content()
        page.locator(".nlx .query").fill("Ship 7")
        page.locator(".nlx .chip").wait_for(timeout=30_000)
        assert "1 of 31 articles" in page.locator(".nlx .summary").text_content()
        ink, paper = (
            page.evaluate(f"getComputedStyle(document.querySelector('.nlx')).{what}")
            for what in ("color", "backgroundColor")
        )
    assert faults == []
    assert min(_channels(ink)) > 180 > 60 > max(_channels(paper))
    assert STORY


def _channels(colour: str) -> list[int]:
    return [int(part) for part in colour.strip("rgba()").split(",")[:3]]
