"""What tells the lines of an article from others of a flattened page: the features of the line classifier."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from newslab.read.lines import Line, content_words, is_notice, looks_cut

Floats = npt.NDArray[np.float64]

CUES: Final = ("others", "closing", "chrome", "byline", "date", "credit")
KINDS: Final = ("title", "subtitle", "byline", "body", "caption", "credit", "teaser", "embedded", "chrome")
FAR: Final = 60  # lines; what is further off counts as this far
BESIDE: Final = (-2, -1, 1, 2)
NEAR: Final = ((-3, -1), (1, 3), (-10, -1), (1, 10))  # windows of lines in which running text is counted
AROUND: Final = ((-5, -1), (1, 5))  # windows in which ages and titles are counted


def build_line_features(lines: Sequence[Line], kinds: Sequence[str]) -> Floats:
    """Describe each line of a page by numbers.

    Parameters
    ----------
    lines : n lines of one page.
    kinds : what the rules take each for, of `KINDS`.

    Returns
    -------
    float64 (n, d)
    """
    own = np.array([_own(line) for line in lines])
    place = _placed(lines, kinds)
    local = own[:, :13]
    return np.hstack([own, place, *(_shifted(local, by) for by in BESIDE)])


def _own(line: Line) -> list[float]:
    text = line.text
    size, words = len(text), text.split()
    return [
        math.log1p(size),
        math.log1p(line.n_words),
        float(text[-1:] in '.!?…”"’)'),
        float(line.running),
        float(line.title),
        float(line.age),
        *(float(line.cue == cue) for cue in CUES),
        float(looks_cut(text)),
        float(is_notice(text)),
        float(text[:1].islower()),
        sum(char.isdigit() for char in text) / size,
        sum(word[:1].isupper() for word in words) / max(len(words), 1),
        sum(text.count(mark) for mark in ",;،。、，") / size * 20,
        float(text[:1] in "\"'“„«‘-–—•"),
        float(any(mark in text for mark in "|»›©")),
        float("?" in text),
        float(text.endswith(":")),
        float(text.isupper()),
        float("@" in text or "http" in text or "www." in text),
    ]


def _placed(lines: Sequence[Line], kinds: Sequence[str]) -> Floats:
    """Where each line stands: in the page, beside the title and the text that the rules found, among running lines and
    ages.
    """
    n = len(lines)
    body = [number for number, kind in enumerate(kinds) if kind == "body"]
    first, last = (body[0], body[-1]) if body else (0, n)
    title = next((number for number, kind in enumerate(kinds) if kind == "title"), -1)
    sizes = np.array([len(line.text) for line in lines], dtype=float)
    mass = sizes * np.array([float(line.running) for line in lines])
    told = np.cumsum(mass) / (mass.sum() or 1.0)
    before = (np.cumsum(sizes) - sizes) / sizes.sum()
    around = _around(lines, mass)
    since = _lines_since([line.cue in {"others", "closing"} for line in lines])
    age = _lines_since([line.age for line in lines])
    shared = _shared_words(lines, body, title)
    rows = []
    for number in range(n):
        way = number - title if title >= 0 else 0
        rows.append(
            [
                *(float(kinds[number] == kind) for kind in KINDS),
                number / n,
                before[number],
                told[number],
                math.copysign(math.log1p(abs(way)), way),
                float(title >= 0),
                math.log1p(max(first - number, 0)),
                math.log1p(max(number - last, 0)),
                math.log1p(since[number]),
                math.log1p(age[number]),
                *shared[number],
                *around[:, number],
                math.log1p(n),
            ]
        )
    return np.array(rows)


def _around(lines: Sequence[Line], mass: Floats) -> Floats:
    """Count running text, ages and titles in windows around each line: a row for each window."""
    running = np.array([float(line.running) for line in lines])
    ages = np.array([float(line.age) for line in lines])
    titles = np.array([float(line.title and not line.running) for line in lines])
    counted = [(running, span) for span in NEAR] + [(flags, span) for flags in (ages, titles) for span in AROUND]
    return np.array([*(_window(flags, *span) for flags, span in counted), np.log1p(_window(mass, -10, 10))])


def _lines_since(flags: Sequence[bool]) -> list[int]:
    """Return how many lines above each the last one with a flag stands, at most FAR."""
    steps, since = [], FAR
    for flag in flags:
        since = 0 if flag else min(since + 1, FAR)
        steps.append(since)
    return steps


def _shared_words(lines: Sequence[Line], body: Sequence[int], title: int) -> list[tuple[float, float, float]]:
    """Return how often each line stands on the page, and what share of its words title and other lines of text have."""
    words = [set(content_words(line.text)) for line in lines]
    headline = words[title] if title >= 0 else set()
    known = Counter(word for number in body for word in words[number])
    repeats, own = Counter(line.text for line in lines), set(body)
    return [
        (
            float(repeats[line.text] - 1),
            len(held & headline) / max(len(held), 1),
            sum(known[word] > (number in own) for word in held) / max(len(held), 1),
        )
        for number, (line, held) in enumerate(zip(lines, words, strict=True))
    ]


def _window(values: Floats, start: int, end: int) -> Floats:
    """Return the mean of the values between `start` and `end` lines from each line."""
    n = len(values)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(n)
    low, high = np.clip(at + start, 0, n), np.clip(at + end + 1, 0, n)
    means: Floats = (sums[high] - sums[low]) / np.maximum(high - low, 1)
    return means


def _shifted(rows: Floats, by: int) -> Floats:
    out = np.zeros_like(rows)
    if abs(by) < len(rows):
        if by > 0:
            out[:-by] = rows[by:]
        else:
            out[-by:] = rows[:by]
    return out
