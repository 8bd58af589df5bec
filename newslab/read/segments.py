"""Flattened pages cut into segments: the article, what belongs to it, other articles glued below, and the page's
furniture.

Nothing is deleted: the segments of a page follow each other without a gap, so that the page can be put together again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd

from newslab.read.forest import load_forest
from newslab.read.line_features import Floats, build_line_features
from newslab.read.lines import CRUMBS, Line, content_words, find_lines, looks_cut
from newslab.tables import SEGMENTS, build, make_id

MODEL: Final = Path(__file__).parents[1] / "resources" / "flat_lines.json"
KEPT: Final = 0.4  # likelihood from which a line is text: best mean F1 out of fold, benchmarks/reading.md
MAIN_CHARS: Final = (
    250  # of a page's own text, below which what looks glued is taken for it: the shortest article, as on HTML pages
)
LEAST_LINES: Final = 15  # of a page on which the trees decide; the pages they were taught on have more
MOST_LINES: Final = 20_000
EMBEDDED_CHARS: Final = 400  # characters of running text from which a listed text is an article and no teaser
MAX_BEFORE_AGE: Final = 3  # lines of a listed article that may stand before its age: source, title, section
RESUMED_LINES: Final = 2  # running lines after a list in mid-text that show that the article goes on

# Kind, reason and article of the lines whose cue says that they are the article's own.
OWN_CUES: Final[dict[str, tuple[str, str, int]]] = {
    "byline": ("byline", "byline", 0),
    "date": ("byline", "date", 0),
    "credit": ("credit", "credit line", 0),
}


@dataclass(frozen=True)
class Segment:
    """A stretch of a page; `article` is 0 for the page's own article, 1, 2, ... for those glued to it, -1 for none."""

    start: int
    end: int
    kind: str
    reason: str
    article: int = -1
    role: str = ""  # of an embedded article: source, title, body; of the page's own: section


def find_segments(page: str) -> pd.DataFrame:
    r"""Cut a flattened page into segments.

    Parameters
    ----------
    page : text of the page, one line for each block, as scraping leaves it.

    Returns
    -------
    SEGMENTS table in the order of the page; the segments cover it wholly and do not overlap. `article_id` tells the
    articles found on the page apart; it is missing where a segment belongs to none.

    Examples
    --------
    >>> body = "The dam was opened on Monday after ten years of work and delay."
    >>> page = f"Dam opens in May\n{body}\nComments\nNo comments yet"
    >>> find_segments(page).kind.tolist()
    ['title', 'body', 'chrome', 'chrome']
    """
    page_id = make_id("page", page)
    rows = [
        {
            "page_id": page_id,
            "start": one.start,
            "end": one.end,
            "kind": one.kind,
            "reason": one.reason,
            "article_id": f"{page_id}.{one.article}" if one.article >= 0 else None,
        }
        for one in cut_page(page)
    ]
    return build(rows, SEGMENTS)


def cut_page(page: str) -> list[Segment]:
    """Cut a flattened page into segments that cover it wholly."""
    lines = find_lines(page)
    if not lines:
        return [Segment(0, len(page), "chrome", "blank")] if page else []
    return _closed(_learned(lines, cut_by_rules(lines, page)), len(page))


def cut_by_rules(lines: Sequence[Line], page: str) -> list[Segment]:
    """Give each line of a page a segment by rules alone."""
    first, stop = _find_main(lines)
    segments = _cut_head(lines[:first], lines[first:stop])
    segments += _cut_body(lines[first:stop])
    return segments + _cut_rest(lines[stop:], page)


def score_lines(lines: Sequence[Line], kinds: Sequence[str]) -> Floats:
    """Score how likely each line of a page is its article's text, 0 to 1, given what the rules take it for."""
    return load_forest(MODEL).predict(build_line_features(lines, kinds))


def _learned(lines: Sequence[Line], segments: list[Segment]) -> list[Segment]:
    """Let trees over all lines decide which are text, where the page is long enough for them to tell."""
    if not LEAST_LINES <= len(lines) <= MOST_LINES:
        return segments
    return decide_lines(lines, segments, score_lines(lines, [one.kind for one in segments]))


def decide_lines(lines: Sequence[Line], segments: Sequence[Segment], scores: Floats) -> list[Segment]:
    """Make text of what scores well, and furniture of what does not; titles, bylines and captions stay what the rules
    found.

    Articles glued below stay apart where the page has an article above them; else the rules took its own for one.
    Figures out of fold: benchmarks/reading.md.
    """
    decided = []
    for one, score in zip(segments, scores, strict=True):
        if one.kind == "body" and score < KEPT:
            one = replace(one, kind="chrome", reason="unlike the text around it", article=-1)
        elif one.kind in {"chrome", "teaser"} and one.article < 0 and score >= KEPT:
            one = replace(one, kind="body", reason="like the text around it", article=0)
        decided.append(one)
    if sum(len(line.text) for line, one in zip(lines, decided, strict=True) if one.kind == "body") >= MAIN_CHARS:
        return decided
    return [
        replace(one, kind="body", reason="like the text around it", article=0, role="")
        if one.kind == "embedded" and score >= KEPT
        else one
        for one, score in zip(decided, scores, strict=True)
    ]


def _closed(segments: list[Segment], size: int) -> list[Segment]:
    """Stretch each segment to the start of the next, so that the blank lines between belong to one too."""
    starts = [0, *(one.start for one in segments[1:])]
    ends = [*starts[1:], size]
    return [replace(one, start=start, end=end) for one, start, end in zip(segments, starts, ends, strict=True)]


# The main article


def _find_main(lines: Sequence[Line]) -> tuple[int, int]:
    """Find the first line of the article's text and the line after its last."""
    running = [number for number, line in enumerate(lines) if line.running]
    if not running:
        return len(lines), len(lines)
    first = _first_running(lines, running)
    stop = len(lines)
    for number in range(first + 1, len(lines)):
        if _ends_here(lines, number):
            stop = number
            break
    while stop > first + 1 and lines[stop - 1].title and not lines[stop - 1].running and _is_listed(lines, stop):
        stop -= 1
    return first, stop


def _first_running(lines: Sequence[Line], running: Sequence[int]) -> int:
    """Take the first running line that another follows closely, and that is not the text of a listed teaser."""
    for number in running:
        near = lines[number + 1 : number + 5]
        followed = sum(line.running for line in near)
        listed = looks_cut(lines[number].text) or (
            any(line.age for line in lines[number + 1 : number + 3]) and followed < 2
        )
        if (followed or len(lines[number].text) > EMBEDDED_CHARS) and not listed:
            return number
    return running[0]


def _ends_here(lines: Sequence[Line], number: int) -> bool:
    """Tell whether the article is over before this line: a closing label, or the first of listed articles."""
    line = lines[number]
    if line.cue in {"others", "closing"}:
        return not _resumes(lines, number)
    if line.age:
        later = lines[number + 1 :]
        return sum(one.age for one in later) >= 1 or not any(one.running for one in later[:4])
    return False


def _resumes(lines: Sequence[Line], number: int) -> bool:
    """Tell whether the article goes on after a label and a short list below it."""
    if lines[number].cue == "closing":
        return False
    run = 0
    for line in lines[number + 1 : number + 12]:
        if line.age or line.cue in {"others", "closing"} or looks_cut(line.text) or len(line.text) > 3 * EMBEDDED_CHARS:
            return False
        run = run + 1 if line.running else 0
        if run >= RESUMED_LINES:
            return True
    return False


def _is_listed(lines: Sequence[Line], stop: int) -> bool:
    """Tell whether the line before `stop` opens a list of ages: what precedes the first age belongs to it."""
    return stop < len(lines) and lines[stop].age


def _cut_head(head: Sequence[Line], body: Sequence[Line]) -> list[Segment]:
    """Name the lines above the text: title, subtitle, byline, and the page's furniture."""
    title = _find_title(head, body)
    segments = []
    for number, line in enumerate(head):
        if number == title:
            segments.append(Segment(line.start, line.end, "title", "its words recur in the text", 0))
        elif 0 <= title < number:
            segments.append(_below_title(line))
        else:
            segments.append(_above_title(line, leads=number < max(title, 1)))
    return segments


def _below_title(line: Line) -> Segment:
    make = partial(Segment, line.start, line.end)
    if line.age:
        return make("byline", line.cue or "age", 0)
    if line.cue in OWN_CUES:
        return make(*OWN_CUES[line.cue])
    if line.cue or line.n_words < 5:
        return make("chrome", line.cue or "above the title")
    return make("subtitle", "between title and text", 0)


def _above_title(line: Line, *, leads: bool) -> Segment:
    """Name a line above the title, or on a page without one, where only the first `leads` to the page."""
    make = partial(Segment, line.start, line.end)
    if line.cue in OWN_CUES:
        return make(*OWN_CUES[line.cue])
    if leads and CRUMBS.fullmatch(line.text):
        return make("chrome", "way to the page", 0, "section")
    if line.cue or line.age or line.n_words < 5:
        return make("chrome", line.cue or "above the title")
    return make("teaser", "above the title")


def _find_title(head: Sequence[Line], body: Sequence[Line]) -> int:
    """Find the line whose words recur most in the text; of equals the one that comes first."""
    known = set(content_words(" ".join(line.text for line in body)))
    scores = [
        _title_score(line, known, near=number >= len(head) - 8, alone=len(head) == 1)
        for number, line in enumerate(head)
    ]
    best = max(range(len(head)), key=lambda number: (scores[number], -number), default=-1)
    if best < 0 or not scores[best]:
        plausible = [number for number, line in enumerate(head) if line.title and number >= len(head) - 4]
        return plausible[0] if plausible else -1
    # A subtitle shares more words with the text than the title above it does: go up while lines could be one.
    while best > 0 and scores[best - 1] >= max(scores[best] / 2, 0.2):
        best -= 1
    return best


def _title_score(line: Line, known: set[str], *, near: bool, alone: bool) -> float:
    words = content_words(line.text)
    if not words or line.cue or line.age or line.n_words > 40 or (line.n_words < 3 and not alone):
        return 0.0
    shared = sum(word in known for word in words)
    return shared / (len(words) + 1) * (1.0 if near else 0.5) * (1.0 if line.title else 0.7)


def _cut_body(body: Sequence[Line]) -> list[Segment]:
    """Name the lines of the text; after its last running line come the byline at the foot and furniture."""
    last = max((number for number, line in enumerate(body) if line.running or _quotes(line)), default=-1)
    segments, listed = [], False
    for number, line in enumerate(body):
        if line.cue == "others":
            listed = True
        elif line.running:
            listed = False
        if listed and not line.running:
            segments.append(Segment(line.start, line.end, "teaser" if line.title else "chrome", "list within the text"))
        elif line.cue in OWN_CUES:
            segments.append(Segment(line.start, line.end, *OWN_CUES[line.cue]))
        elif line.cue or line.age:
            segments.append(Segment(line.start, line.end, "chrome", line.cue or "age"))
        elif number > last:
            segments.append(Segment(line.start, line.end, "chrome", "short line below the text"))
        else:
            segments.append(
                Segment(line.start, line.end, "body", "text" if line.running else "heading or line of the text", 0)
            )
    return segments


def _quotes(line: Line) -> bool:
    return not line.cue and line.text[:1] in "\"“”„«‘'" and line.n_words >= 4


# What is glued below


def _cut_rest(rest: Sequence[Line], page: str) -> list[Segment]:
    """Name the lines after the article: labels, teasers, and whole articles, which are numbered from 1."""
    segments: list[Segment] = []
    for region in _regions(rest):
        records = _split_records(region, page)
        for record in records:
            number = max([one.article for one in segments], default=0) + 1
            segments += _name_record(record, max(number, 1))
    return segments


def _regions(rest: Sequence[Line]) -> list[list[Line]]:
    """Cut at labels: each opens a region of its own."""
    regions: list[list[Line]] = []
    for line in rest:
        if not regions or line.cue in {"others", "closing"}:
            regions.append([])
        regions[-1].append(line)
    return regions


def _split_records(region: Sequence[Line], page: str) -> list[list[Line]]:
    """Cut a region into its label and one record for each article listed in it."""
    label = [line for line in region[:1] if line.cue in {"others", "closing"}]
    lines = list(region[len(label) :])
    ages = [number for number, line in enumerate(lines) if line.age]
    starts = _age_starts(lines, ages, page) if ages else _title_starts(lines)
    if not lines:
        return [label] if label else []
    starts = sorted({0, *starts} & set(range(len(lines))))
    records = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return [record for record in ([label] if label else []) + records if record]


def _age_starts(lines: Sequence[Line], ages: Sequence[int], page: str) -> list[int]:
    """Find where records begin that each have an age: in some lists it stands first, in some last, in some between."""
    after = lines[ages[-1] + 1 :]
    if not any(line.running or line.title for line in after):
        return [age + 1 for age in ages]  # the age closes a record
    before = ages[0]
    if before <= MAX_BEFORE_AGE:
        return [max(age - before, 0) for age in ages]
    # Text stands before the first record: it begins where the blank space before the first age is widest.
    back = max(range(1, MAX_BEFORE_AGE + 1), key=lambda one: (_gap(lines, ages[0] - one, page), -one))
    return [max(age - back, 0) for age in ages]


def _gap(lines: Sequence[Line], number: int, page: str) -> int:
    return page.count("\n", lines[number - 1].end, lines[number].start) if number > 0 else 0


def _title_starts(lines: Sequence[Line]) -> list[int]:
    """Without ages, a title begins a record if running text comes between it and the title before."""
    starts, text_seen = [], True
    for number, line in enumerate(lines):
        if line.title and not line.running and text_seen:
            starts.append(number)
            text_seen = False
        text_seen = text_seen or line.running
    return starts


def _name_record(record: Sequence[Line], number: int) -> list[Segment]:
    """Name the lines of one listed article: embedded if it has a text of its own, else a teaser."""
    running = [line for line in record if line.running and not looks_cut(line.text)]
    if sum(len(line.text) for line in running) < EMBEDDED_CHARS:
        return [Segment(line.start, line.end, *_small(line)) for line in record]
    ends_like_text = running[0].title and len(running) > 1 and len(running[0].text) < 160
    first = record.index(running[1] if ends_like_text else running[0])  # a title may end like a sentence
    head = [line for line in record[:first] if not line.age and not line.cue]
    title, source = _record_names(head, record)
    segments = []
    for place, line in enumerate(record):
        role = _embedded_role(line, title, source) or ("body" if place >= first else "subtitle")
        segments.append(Segment(line.start, line.end, "embedded", f"{role} of an article glued below", number, role))
    return segments


def _embedded_role(line: Line, title: Line | None, source: str) -> str:
    """Return what a line of a listed article is beside its text, or ""."""
    if line is title:
        return "title"
    if source and line.text.strip(" -–—|·•") == source:
        return "source"
    return "age" if line.age else line.cue


def _record_names(head: Sequence[Line], record: Sequence[Line]) -> tuple[Line | None, str]:
    """Tell title and source of a listed article from the lines before its text: the title is the last long one."""
    told = next((line.source for line in record if line.age and line.source), "")
    bare = [line.text.strip(" -–—|·•") for line in head]
    repeated = next((name for name in bare if bare.count(name) > 1), "")
    titles = [line for line, name in zip(head, bare, strict=True) if name not in {told, repeated}]
    title = (
        max(titles, key=lambda line: (line.n_words >= 3, line.n_words >= 5, line.start), default=None)
        if titles
        else None
    )
    if title is not None and len(titles) > 1 and not (told or repeated):
        repeated = next((line.text.strip(" -–—|·•") for line in titles if line is not title and line.n_words <= 6), "")
    return title, told or repeated


def _small(line: Line) -> tuple[str, str]:
    if line.cue:
        return "chrome", line.cue
    if line.age:
        return "teaser", "age"
    return ("teaser", "listed article") if line.n_words >= 4 else ("chrome", "short line below the text")
