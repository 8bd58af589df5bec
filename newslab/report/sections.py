"""The sections of a story page as plain data: paragraphs, timeline, differences, coverage, emphasis, parts, picture."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from types import SimpleNamespace
from typing import Any, Final

import pandas as pd

from newslab.digest.compared import count_compared, differ_words, told_terms
from newslab.digest.passages import find_disputed
from newslab.digest.periods import tell_period
from newslab.digest.shown import told_differences
from newslab.digest.telling import tell
from newslab.digest.tells import who_tells_what
from newslab.digest.wording import outlet_name
from newslab.events.timeline import build_timeline
from newslab.report.evidence import Evidence
from newslab.report.render import iso_day, plain, safe_url, scrub, tell_published
from newslab.report.shelf import Shelf
from newslab.tables import cite
from newslab.text.content import content_words

MOST_EVENTS, MOST_CONTRASTS, MOST_SOURCES, MOST_TERMS, MOST_LISTED = 20, 24, 16, 8, 300
ASIDES: Final = ("contrast", "compared")
GLANCE: Final = (("when", "When"), ("where", "Where"), ("who", "Who"), ("toll", "Toll"))
_MODALITY: Final = {
    "reported": "reported, not confirmed",
    "planned": "planned",
    "possible": "possible",
    "denied": "denied",
}
_VERDICTS: Final = {
    "updated": "Another time",
    "part_whole": "Part and whole",
    "scope": "Different extent",
    "rounding": "Rounded",
    "attribution": "As somebody's word",
    "same origin": "One origin, told twice",
    "correction": "Corrected",
    "omission": "Not told by all",
}


def paragraphs(evidence: Evidence, story_id: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the headline and the paragraphs, each sentence with its citations."""
    headline: dict[str, Any] = {}
    found = []
    rechecked = evidence.recheck(story_id)
    held = [row for row in evidence.shelf.passages.get(story_id, []) if not rechecked[str(row.passage_id)]]
    disputed = find_disputed(evidence.shelf.desk, story_id)
    for _, group in groupby(held, key=lambda row: row.paragraph):
        rows = list(group)
        told = [_passage(evidence, row, disputed) for row in rows]
        if rows[0].kind == "headline":
            headline = told[0]
            continue
        found.append(
            {
                "heading": plain(rows[0].heading),
                "kind": rows[0].kind if rows[0].kind in ASIDES else "told",
                "passages": told,
                "heading_cites": told[0]["heading_cites"],
            }
        )
    return headline, found


def _passage(evidence: Evidence, row: Any, disputed: Collection[tuple[str, int]]) -> dict[str, Any]:
    cited = evidence.shelf.cited.get(str(row.passage_id), [])
    marks = evidence.cite(cited)
    lines = [
        evidence.shelf.desk.line_at(str(one.article_id), int(one.start)) for one in cited[:1] if one.field == "text"
    ]
    return {
        "disputed": any(line is not None and line.key in disputed for line in lines),
        "id": str(row.passage_id),
        "text": plain(row.text),
        "kind": plain(row.kind),
        "cites": [mark for mark in marks if mark["side"] != "heading"],
        "heading_cites": [mark for mark in marks if mark["side"] == "heading"],
        "n_origins": evidence.n_origins(mark for mark in marks if mark["side"] != "heading"),
    }


def who_tells(evidence: Evidence, story_id: str) -> dict[str, Any]:
    """Return the facts of weight by source, told, told later or otherwise and not told, each with its words."""
    sources, rows = who_tells_what(evidence.shelf.desk, story_id)
    return {
        "sources": [outlet_name(plain(source)) for source in sources],
        "rows": [
            {
                "text": plain(row.text),
                "slot": row.slot,
                "cells": [{"how": cell.how, "cites": evidence.cite(cell.cites)} for cell in row.cells],
            }
            for row in rows
        ],
    }


def glance(evidence: Evidence, story_id: str) -> list[dict[str, Any]]:
    """Return what the rail tells of a story's state: when, where, who, the newest toll with former ones, and what comes
    next.
    """
    shelf, found = evidence.shelf, []
    rows = shelf.desk.state.get(story_id, []) if len(shelf.parts.get(story_id, [])) < 2 else []
    for slot, label in GLANCE:
        for row in [row for row in rows if row.slot == slot and not isinstance(row.replaced_by, str)]:
            marks = evidence.cite(shelf.cited.get(str(row.state_id), []))
            value = tell_period(day, day) if slot == "when" and (day := _day(row.value)) else plain(row.value)
            held = slot == "when" or any(content_words(value) & content_words(mark["words"]) for mark in marks)
            if marks and held:
                harm = value.rpartition(" ")[2]
                former = [
                    plain(one.value)
                    for one in rows
                    if one.slot == "toll" == slot and isinstance(one.replaced_by, str) and str(one.value).endswith(harm)
                ]
                found.append({"label": label, "value": value, "cites": marks, "former": former})
    return found


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None


def timeline(evidence: Evidence, story_id: str) -> list[dict[str, Any]]:
    """Return the timeline of a story and its parts; the most telling entries where there are too many.

    What cannot be read alone is left out; what a sentence leans on stands in square brackets.
    """
    shelf = evidence.shelf
    found = []
    for row in build_timeline(shelf.desk, shelf.family(story_id), MOST_EVENTS).to_dict("records"):
        line = shelf.desk.line_at(row["article_id"], row["start"])
        told = tell(shelf.desk, line) if line is not None else None
        if line is None or told is None:
            continue
        own = SimpleNamespace(**cite(row["event_id"], line.article_id, line.text, line.start))
        cited = [own, *shelf.cited.get(row["event_id"], [])]
        marks = evidence.cite(cited)
        if not marks or not evidence.holds(row["event_id"], scrub(told.text), cited):
            continue
        precision = plain(row["precision"]) or "day"
        found.append(
            {
                "id": row["event_id"],
                "text": scrub(told.text),
                "first": iso_day(row["first_day"]),
                "last": iso_day(row["last_day"]),
                "precision": precision,
                "edtf": plain(row["edtf"]),
                "when": tell_period(row["first_day"], row["last_day"], precision),
                "modality": _MODALITY.get(plain(row["modality"]), ""),
                "n": int(row["n_sources"]),
                "cites": marks,
            }
        )
    return found


def published_span(shelf: Shelf, article_ids: Sequence[str]) -> list[str]:
    """Return the first and last day of publication, as ISO 8601; empty where no day is known."""
    days = sorted(shelf.moment(key)[:10] for key in article_ids if shelf.moment(key))
    return [days[0], days[-1]] if days else ["", ""]


def _named_reason(row: Any) -> str:
    """Return the reason of a difference with its outlets as the page names them."""
    reason = plain(row.reason)
    for source in (plain(row.source), plain(row.other)):
        reason = reason.replace(source, outlet_name(source))
    return reason


def label_of(row: Any) -> str:
    """Return what a page calls a difference."""
    return _VERDICTS.get(plain(row.verdict)) or differ_words(row).capitalize()


def contrasts(evidence: Evidence, story_id: str) -> list[dict[str, Any]]:
    """Return what sources tell otherwise, each difference with its verdict, reason and both sides."""
    shelf = evidence.shelf
    found = []
    for row in told_differences(shelf.desk, story_id)[:MOST_CONTRASTS]:
        marks = evidence.cite(shelf.cited.get(str(row.contrast_id), []))
        if not marks:
            continue
        sides = {side: [mark for mark in marks if mark["side"] == side] for side in ("a", "b")}
        own = {"source": outlet_name(plain(row.source)), "value": plain(row.value), "cites": sides["a"]}
        other = {"source": outlet_name(plain(row.other)), "value": plain(row.other_value), "cites": sides["b"]}
        found.append(
            {
                "id": str(row.contrast_id),
                "kind": row.kind,
                "subject": plain(row.subject),
                "verdict": plain(row.verdict),
                "label": label_of(row),
                "reason": _named_reason(row),
                "sides": [own, other],
            }
        )
    return found


def coverage(shelf: Shelf, story_id: str) -> list[dict[str, Any]]:
    """Return each source's share of the story with its interval, largest first."""
    rows = sorted(shelf.coverage.get(story_id, []), key=lambda row: (-row.n, -_number(row.share), str(row.source)))
    return [
        {
            "source": outlet_name(plain(row.source)),
            "n": int(row.n),
            "n_reports": int(getattr(row, "n_reports", 0)),
            "expected": _rounded(row.expected, 1),
            "share": _rounded(row.share, 3),
            "low": _rounded(row.low, 3),
            "high": _rounded(row.high, 3),
            "q": _rounded(row.q, 3),
        }
        for row in rows[:MOST_SOURCES]
    ]


def emphasis(shelf: Shelf, story_id: str) -> list[dict[str, Any]]:
    """Return the terms that each source uses more than the others, with weight and interval, surest source first."""
    english = [key for key in shelf.members.get(story_id, []) if key in shelf.desk.lines]
    terms = told_terms(shelf.desk, story_id, sorted(english))
    most = max((_number(row.high) for rows in terms.values() for row in rows), default=0.0) or 1.0
    return [
        {
            "source": outlet_name(plain(source)),
            "terms": [
                {
                    "term": plain(row.term),
                    "weight": _rounded(row.weight, 2),
                    "low": _rounded(row.low, 2),
                    "high": _rounded(row.high, 2),
                    "z": _rounded(row.z, 1),
                    "n": int(row.n),
                    "q": _rounded(row.q, 3),
                    "x": _place(row.weight, most),
                    "x_low": _place(row.low, most),
                    "x_high": _place(row.high, most),
                }
                for row in rows[:MOST_TERMS]
            ],
        }
        for source, rows in list(terms.items())[:MOST_SOURCES]
    ]


def _place(weight: Any, most: float) -> float:
    """Place a log-odds on the 150 units of its small chart, where zero is at 30."""
    return round(min(148.0, max(2.0, 30 + 115 * _number(weight) / most)), 1)


def parts(shelf: Shelf, story_id: str, files: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the sub-stories, newest first, each with its articles and, where one stands beside, its page."""
    found = []
    for key in shelf.parts.get(story_id, []):
        members = shelf.articles_of(key)
        story = shelf.stories[key]
        found.append(
            {
                "title": headline_of(shelf, key),
                "href": files.get(key, ""),
                "n": len(members),
                "n_origins": shelf.n_origins(members),
                "when": tell_period(story.first_day, story.last_day),
                "moment": max((shelf.moment(one) for one in members), default=""),
                "titles": [plain(shelf.articles[one].title) or "Untitled" for one in members[:12]],
            }
        )
    return sorted(found, key=lambda part: (part["moment"], part["n"]), reverse=True)


def headline_of(shelf: Shelf, story_id: str) -> str:
    """Return the headline of a story: its passage of that kind, else its title."""
    for row in shelf.passages.get(story_id, []):
        if row.kind == "headline":
            return plain(row.text)
    return plain(shelf.stories[story_id].title)


def all_articles(evidence: Evidence, article_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return every article of the story, newest first, with its number on this page."""
    shelf = evidence.shelf
    return [
        {
            "id": key,
            "n": evidence.numbers.get(key, 0),
            "title": plain(shelf.articles[key].title) or "Untitled",
            "source": shelf.source(key),
            "date": tell_published(shelf.articles[key]),
            "url": safe_url(shelf.articles[key].url),
            "copied": next((str(copy.kind) for copy in shelf.copies.get(key, [])), ""),
            "language": plain(shelf.articles[key].language),
        }
        for key in article_ids[:MOST_LISTED]
    ]


def facts(shelf: Shelf, story_id: str, article_ids: Sequence[str]) -> dict[str, Any]:
    """Return the counts that stand at the head of a page."""
    n_outlets, n_unnamed = shelf.outlets(article_ids)
    counts = count_compared(shelf.desk, story_id)
    languages = Counter(plain(shelf.articles[key].language) for key in article_ids)
    return {
        "n_articles": len(article_ids),
        "n_origins": shelf.n_origins(article_ids),
        "n_outlets": n_outlets,
        "n_unnamed": n_unnamed,
        "n_events": counts.n_events,
        "n_statements": counts.n_statements,
        "n_open": counts.n_open,
        "n_judged": counts.n_judged,
        "n_omitted": counts.n_omitted,
        "n_foreign": sum(n for language, n in languages.items() if language not in ("", "en")),
    }


def _number(cell: Any) -> float:
    return 0.0 if cell is None or pd.isna(cell) else float(cell)


def _rounded(cell: Any, digits: int) -> float | None:
    return None if cell is None or pd.isna(cell) else round(float(cell), digits)
