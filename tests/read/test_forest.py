"""Trees over lines and blocks: they decide on long pages, leave short ones to the rules, and keep glued articles apart."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from newslab.evaluate.flat_lines import fit_lines
from newslab.read.forest import load_forest
from newslab.read.line_features import build_line_features
from newslab.read.lines import find_lines
from newslab.read.segments import LEAST_LINES, MODEL, cut_by_rules, cut_page, decide_lines

TEXT = [
    f"The harbour council of Arlen said on Tuesday that pier number {number} would be rebuilt before the next winter storm comes."
    for number in range(14)
]
PAGE = "\n".join(
    ["Home", "News", "Sport", "Council to rebuild piers", "By Ann Lee", *TEXT, "Share", "Comments", "No comments yet"]
)


def test_a_line_weighs_the_same_alone_and_among_others() -> None:
    lines = find_lines(PAGE)
    rows = build_line_features(lines, [one.kind for one in cut_by_rules(lines, PAGE)])
    forest = load_forest(MODEL)
    assert rows.shape[0] == len(lines)
    assert np.isfinite(rows).all()
    assert np.array_equal(forest.predict(rows)[:3], forest.predict(rows[:3]))


def test_the_text_of_a_long_page_is_kept_and_its_furniture_dropped() -> None:
    kept = [PAGE[one.start : one.end].strip() for one in cut_page(PAGE) if one.kind == "body"]
    assert kept == TEXT


def test_segments_cover_the_page_whatever_the_trees_say() -> None:
    lines = find_lines(PAGE)
    segments = cut_by_rules(lines, PAGE)
    for score in (0.0, 1.0):
        decided = decide_lines(lines, segments, np.full(len(lines), score))
        assert [(one.start, one.end) for one in decided] == [(one.start, one.end) for one in segments]
    assert {one.kind for one in decided} == {"title", "byline", "body"}


def test_a_short_page_is_left_to_the_rules() -> None:
    page = "\n".join(PAGE.split("\n")[3 : LEAST_LINES - 2])
    lines = find_lines(page)
    assert [one.kind for one in cut_page(page)] == [one.kind for one in cut_by_rules(lines, page)]


def test_an_article_glued_below_a_whole_one_stays_apart() -> None:
    lines = find_lines(PAGE)
    segments = cut_by_rules(lines, PAGE)
    at = next(number for number, one in enumerate(segments) if one.kind == "chrome" and number > 10)
    glued = [
        *segments[:at],
        segments[at].__class__(segments[at].start, segments[at].end, "embedded", "x", 1, "body"),
        *segments[at + 1 :],
    ]
    assert decide_lines(lines, glued, np.ones(len(lines)))[at].kind == "embedded"


@pytest.mark.slow
def test_fitting_gives_trees_that_read_back(tmp_path: Path) -> None:
    pages = [
        (
            f"outlet {number % 6}",
            PAGE.replace("Arlen", f"Arlen {number}"),
            "\n".join(TEXT).replace("Arlen", f"Arlen {number}"),
        )
        for number in range(12)
    ]
    texts = fit_lines(pages, tmp_path / "trees.json")
    assert len(texts) == 12
    assert load_forest(tmp_path / "trees.json").depth == json.loads((tmp_path / "trees.json").read_text())["depth"]
