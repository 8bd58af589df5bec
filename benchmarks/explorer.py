"""Size and speed of the Explorer: packing, payloads, opening, every view, filters and searches, in processor time.

    python benchmarks/explorer.py                     # a corpus drawn at random: 20,000 articles, 50,000 events
    python benchmarks/explorer.py corpus --mark 5000  # a folder that `newslab build` wrote; sizes by proportion

Times are of the processor, since a shared machine's clock tells of its other work: Python by `process_time`, the browser
by the `TaskDuration` of its page in thread ticks. The browser is that of the tests and needs the extra `dev`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from playwright.sync_api import sync_playwright

import newslab as nl
from newslab.report.chromium import find_chromium
from newslab.report.explorer.bundle import script, style
from newslab.report.explorer.payload import pack
from newslab.report.explorer.widget import MOST_SAVED
from newslab.tables import CONTRACTS, build, slice_hash

DRAWN = {"articles": 20_000, "events": 50_000, "names": 8_000, "cites": 120_000, "sources": 150, "contrasts": 6_000}
PER_STORY = 6  # articles
SENTENCE = 110  # characters
PER_ARTICLE = 24  # sentences
VIEWS = ("stories", "timeline", "list", "coverage", "topics", "emphasis", "differs", "map")
FACETS = ("story", "topic", "source", "actor", "speaker")
REPEATS = 3


def drawn_corpus(sizes: dict[str, int], seed: int = 0) -> nl.Corpus:
    """Draw tables that have the sizes alone in common with news; words follow Zipf's law."""
    draw = np.random.default_rng(seed)
    words = np.array([f"{chr(97 + at % 26)}{at:x}o" for at in range(30_000)])
    n, n_events, n_stories = sizes["articles"], sizes["events"], sizes["articles"] // PER_STORY
    some = lambda k: " ".join(words[np.minimum(draw.zipf(1.3, k) - 1, len(words) - 1)])  # noqa: E731
    block = [some(17)[:SENTENCE].ljust(SENTENCE, "x") for _ in range(4_000)]
    picked = draw.integers(len(block), size=(n, PER_ARTICLE))
    texts = ["\n".join(block[one] for one in row) for row in picked]
    key = lambda kind, rows: [f"{kind}{row:06d}" for row in rows]  # noqa: E731
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(draw.integers(0, 400, n), unit="D")
    sources = np.minimum(draw.zipf(1.4, n), sizes["sources"])
    rows: dict[str, Any] = {}
    rows["articles"] = {"article_id": key("a", range(n)), "title": [some(8) for _ in range(n)], "text": texts,
                        "source": [f"Source {one}" for one in sources], "published": days, "published_day": days.strftime("%Y-%m-%d"),
                        "language": ["en"] * n}  # fmt: skip
    rows["stories"] = {"story_id": key("s", range(n_stories)), "title": [some(8) for _ in range(n_stories)],
                       "n_articles": [PER_STORY] * n_stories, "n_sources": [4] * n_stories}  # fmt: skip
    home = draw.integers(n_stories, size=n)
    rows["members"] = {"story_id": key("s", home), "article_id": key("a", range(n))}
    rows["topics"] = {
        "topic_id": key("t", range(40)),
        "label": [some(3) for _ in range(40)],
        "n_articles": [n // 40] * 40,
    }
    rows["article_topics"] = {
        "article_id": key("a", range(n)),
        "topic_id": key("t", draw.integers(40, size=n)),
        "weight": draw.random(n),
    }
    of = draw.integers(n, size=sizes["cites"])
    event = np.concatenate([np.arange(n_events), draw.integers(n_events, size=sizes["cites"] - n_events)])
    when = pd.Timestamp("2024-01-01") + pd.to_timedelta(draw.integers(-60, 420, n_events), unit="D")
    first = when.strftime("%Y-%m-%d")
    rows["events"] = {"event_id": key("e", range(n_events)), "story_id": key("s", draw.integers(n_stories, size=n_events)),
                      "text": [block[one] for one in draw.integers(len(block), size=n_events)], "first_day": first, "last_day": first,
                      "precision": ["day"] * n_events, "modality": draw.choice(["happened", "planned"], n_events).tolist(),
                      "who": [f"Actor {one}" for one in draw.zipf(1.3, n_events) % 900], "where": [f"Place {one}" for one in draw.zipf(1.3, n_events) % 300],
                      "n_sources": draw.integers(1, 9, n_events), "score": draw.random(n_events), "p": draw.random(n_events)}  # fmt: skip
    place = draw.integers(PER_ARTICLE, size=sizes["cites"])
    start = place * (SENTENCE + 1)
    cited = [block[picked[row, at]] for row, at in zip(of, place, strict=True)]
    slots = ["what", "when", "who", "status", "fact", "fact", "fact", "reaction"]
    rows["state"] = {
        "state_id": key("k", range(n_stories * len(slots))),
        "story_id": key("s", np.repeat(np.arange(n_stories), len(slots))),
        "slot": slots * n_stories,
        "value": [block[one] for one in draw.integers(len(block), size=n_stories * len(slots))],
        "rank": [*range(len(slots))] * n_stories,
        "n_origins": [2] * (n_stories * len(slots)),
    }
    hashes = {text: slice_hash(text) for text in block}
    rows["citations"] = {"cited_id": key("e", event), "side": [""] * len(of), "article_id": key("a", of), "field": ["text"] * len(of),
                         "start": start, "end": start + SENTENCE, "hash": [hashes[text] for text in cited]}  # fmt: skip
    rows["statements"] = {"statement_id": key("m", range(len(of))), "article_id": key("a", of), "field": ["text"] * len(of), "start": start,
                          "end": start + SENTENCE, "sentence_start": start, "sentence_end": start + SENTENCE, "predicate_start": start, "predicate_end": start + 5, "main": [True] * len(of), "alone": [True] * len(of), "event_id": key("e", event),
                          "attributed_to": [f"Speaker {one}" if one < 2_000 else None for one in draw.zipf(1.2, len(of))],
                          "modality": ["happened"] * len(of), "precision": ["day"] * len(of), "first_day": first[event], "last_day": first[event],
                          "p": draw.random(len(of))}  # fmt: skip
    named = draw.integers(n, size=12 * n)
    entity = draw.zipf(1.2, len(named)) % sizes["names"]
    rows["names"] = {"article_id": key("a", named), "field": ["text"] * len(named), "start": np.arange(len(named)), "end": np.arange(len(named)) + 8,
                     "text": [f"Name {one}" for one in entity], "kind": np.array(["person", "place", "org"])[entity % 3], "entity_id": key("n", entity)}  # fmt: skip
    story = draw.integers(n_stories, size=sizes["contrasts"])
    rows["contrasts"] = {"contrast_id": key("c", range(len(story))), "story_id": key("s", story), "event_id": key("e", draw.integers(n_events, size=len(story))),
                         "kind": ["number"] * len(story), "subject": ["the toll"] * len(story), "source": ["Source 1"] * len(story), "value": ["3"] * len(story),
                         "other": ["Source 2"] * len(story), "other_value": ["4"] * len(story), "verdict": ["differs"] * len(story), "p": draw.random(len(story)),
                         "shown": draw.random(len(story)) < 0.3}  # fmt: skip
    emphasised = pd.DataFrame({"story_id": key("s", draw.integers(n_stories, size=12_000)), "source": [f"Source {one}" for one in draw.integers(1, 60, 12_000)],
                               "term": words[draw.integers(3_000, size=12_000)], "weight": draw.random(12_000), "z": draw.random(12_000),
                               "n": 3}).drop_duplicates(["story_id", "source", "term"])  # fmt: skip
    rows["emphasis"] = emphasised
    return nl.Corpus(**{name: build(pd.DataFrame(found), CONTRACTS[name]) for name, found in rows.items()})


def timed(act: Any) -> tuple[float, Any]:
    """Return the processor time of a call, in seconds, and what it returns."""
    begin = time.process_time()
    found = act()
    return time.process_time() - begin, found


class Page:
    """A page of a Chromium that is asked for the processor time of what is done in it."""

    def __init__(self, browser: Any) -> None:
        self.page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        self.session = self.page.context.new_cdp_session(self.page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent(self) -> float:
        """Return the seconds of processor that the page has taken."""
        found = self.session.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in found if one["name"] == "TaskDuration")

    def cost(self, script: str) -> float:
        """Return the seconds of processor that a script takes with the two frames that follow it."""
        begin = self.spent()
        self.page.evaluate(
            f"async () => {{ {script}; for (const _ of [1, 2]) await new Promise(requestAnimationFrame); }}"
        )
        return self.spent() - begin

    def usual(self, script: str, undo: str = "") -> float:
        """Return the median cost of a script that is run again and again."""
        costs = []
        for _ in range(REPEATS):
            costs.append(self.cost(script))
            if undo:
                self.page.evaluate(f"() => {{ {undo} }}")
        return statistics.median(costs)


def in_browser(path: Path) -> dict[str, float]:
    """Return seconds of processor by what was done."""
    found: dict[str, float] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = Page(browser)
        begin = page.spent()
        page.page.goto(path.as_uri())
        page.page.locator(".main .view").first.wait_for(timeout=180_000)
        found["opening"] = page.spent() - begin
        found["cross-filter"] = page.usual("newslabExplorer.store.pass()")
        for view in VIEWS:
            page.cost(f"newslabExplorer.show('{view}')")
            found[f"view {view}"] = page.usual(f"newslabExplorer.show('{view}')")
        page.cost("newslabExplorer.show('timeline')")  # the dearest to draw again
        for facet in FACETS:
            found[f"filter {facet}"] = page.usual(f"newslabExplorer.choose('{facet}', 3)", "newslabExplorer.clear()")
        found["search"] = page.usual("await newslabExplorer.search('a1ao')", "newslabExplorer.clear()")
        browser.close()
    return found


def main() -> None:
    """Print the figures of one corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, help="a folder that newslab build wrote; else one is drawn")
    parser.add_argument("--mark", type=int, default=5_000, help="articles for which sizes are told by proportion")
    asked = parser.parse_args()
    corpus = nl.Corpus.load(asked.corpus) if asked.corpus else drawn_corpus(DRAWN)
    n = len(corpus.articles)
    print(f"{platform.platform()}, Python {sys.version.split()[0]}: {n:,} articles, {len(corpus.events):,} events")
    seconds, packed = timed(lambda: pack(corpus.tables).to_bytes())
    print(
        f"packing for a notebook: {seconds:.2f} s, {len(packed) / 1e6:.2f} MB ({len(gzip.decompress(packed)) / 1e6:.1f} MB unpacked)"
    )
    state = len(json.dumps(nl.Explorer(corpus).get_state(), default=lambda cell: "x" * (len(cell) * 4 // 3)))
    most = MOST_SAVED * 4 / 3 + len(script("widget")) + len(style())
    print(
        f"state that a notebook would save: {state / 1e6:.2f} MB; of a corpus of any size at most {most / 1e6:.1f} MB"
    )
    seconds, html = timed(lambda: nl.build_explorer(corpus).to_html())
    fixed = (len(script("file")) + len(style())) / 1e6
    marked = fixed + (len(html) / 1e6 - fixed) / n * asked.mark
    print(f"file: {seconds:.2f} s, {len(html) / 1e6:.2f} MB; {marked:.1f} MB for {asked.mark:,} articles like these")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "explorer.html"
        path.write_text(html, "utf-8")
        for name, cost in in_browser(path).items():
            print(f"{name:<18} {1000 * cost:7.0f} ms")


if __name__ == "__main__":
    main()
