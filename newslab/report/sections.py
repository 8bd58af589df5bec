"""The sections of a story page as plain data: paragraphs, timeline, differences, coverage, emphasis, parts, picture."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import pandas as pd

from newslab.digest.compared import OMISSION, count_compared, differ_words, told_differences, told_omissions, told_terms
from newslab.digest.desk import shouts
from newslab.digest.leads import core_events, find_disputed, n_event_origins
from newslab.digest.standalone import stand_alone
from newslab.digest.wording import content_words, is_whole, outlet_name, strip_dateline
from newslab.events.timeline import build_timeline
from newslab.report.evidence import Evidence
from newslab.report.render import iso_day, plain, safe_url, scrub, tell_period, tell_published
from newslab.report.shelf import Shelf
from newslab.text.normalise import fold

MOST_EVENTS, MOST_CONTRASTS, MOST_SOURCES, MOST_TERMS, MOST_LISTED = 30, 24, 16, 8, 300
LEAST_COMMON: Final = 2  # words an event of one source shares with the whole story, or it tells of something else
_DAY_FIRST: Final = re.compile(  # an entry of another's timeline: "Jan 13, 2026 - Envoys meet"
    r"(?:[A-Z][a-z]{2,8}\.? (?:\d{1,2}, )?\d{4}|\d{1,2} [A-Z][a-z]{2,8} \d{4}|\d{4}(?:[-\u2010\u2011\u2013]\d{2,4})?)\s+[-\u2013\u2014]\s+(?=[A-Z])"
)
_NUMBERED: Final = re.compile(r" ?\[\d{1,3}\]")  # an article's own references are not ours
_MODALITY: Final = {
    "reported": "reported, not confirmed",
    "planned": "planned",
    "possible": "possible",
    "denied": "denied",
}
_VERDICTS: Final = {
    "updated": "Another time", "part_whole": "Part and whole", "scope": "Different extent", "rounding": "Rounded",
    "attribution": "As somebody's word", "same origin": "One origin, told twice", "correction": "Corrected",
    "omission": "Not told by all",
}  # fmt: skip


def paragraphs(evidence: Evidence, story_id: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the headline and the paragraphs, each sentence with its citations."""
    headline: dict[str, Any] = {}
    found = []
    rechecked = evidence.recheck(story_id)
    held = [row for row in evidence.shelf.passages.get(story_id, []) if not rechecked[str(row.passage_id)]]
    disputed = _disputed(evidence.shelf, story_id)
    for _, group in groupby(held, key=lambda row: row.paragraph):
        rows = list(group)
        told = [_passage(evidence, row, disputed) for row in rows]
        if rows[0].kind == "headline":
            headline = told[0]
            continue
        aside = rows[0].kind in ("links", "stress", "contrast", "compared", "background")
        found.append({
            "heading": plain(rows[0].heading), "kind": rows[0].kind if aside else "told", "passages": told,
            "heading_cites": told[0]["heading_cites"],
        })  # fmt: skip
    return headline, found


def _disputed(shelf: Shelf, story_id: str) -> frozenset[tuple[str, int]]:
    """Return where the sentences stand that hold a value which other reports contradict or have overtaken."""
    lines = shelf.desk.lines(shelf.members.get(story_id, []))
    keys = find_disputed(shelf.desk, story_id, lines)
    return frozenset((line.article_id, line.start) for line in lines if line.key in keys)


def _passage(evidence: Evidence, row: Any, disputed: Collection[tuple[str, int]]) -> dict[str, Any]:
    cited = evidence.shelf.cited.get(str(row.passage_id), [])
    marks = evidence.cite(cited)
    return {
        "disputed": any((str(one.article_id), int(one.start)) in disputed for one in cited[:1]),
        "id": str(row.passage_id),
        "text": plain(row.text),
        "kind": plain(row.kind),
        "cites": [mark for mark in marks if mark["side"] != "heading"],
        "heading_cites": [mark for mark in marks if mark["side"] == "heading"],
        "n_origins": evidence.shelf.n_origins(mark["article_id"] for mark in marks if mark["side"] != "heading"),
        "n_event": _n_event(evidence.shelf, row),
    }


def _n_event(shelf: Shelf, row: Any) -> int:
    """Return how many origins tell the event that a told sentence tells; 0 where it tells none."""
    cited = [one for one in shelf.cited.get(str(row.passage_id), []) if one.field == "text" and one.side != "heading"]
    if row.kind not in ("fact", "attributed", "background") or not cited:
        return 0
    one, words = cited[0], shelf.words(cited[0]) or ""
    return n_event_origins(shelf.desk, core_events(shelf.desk, str(one.article_id), int(one.start), words))


def timeline(evidence: Evidence, story_id: str) -> list[dict[str, Any]]:
    """Return the dated events of a story and its parts in order of time; the most telling where there are too many.

    What cannot be read alone is left out; what a sentence leans on stands in square brackets.
    """
    shelf = evidence.shelf
    told = _told_events(shelf, story_id)
    rows = {str(row.event_id): row for row in shelf.events_of(story_id) if str(row.event_id) in told}
    if not rows:
        return []
    table = shelf.event_table.loc[sorted(rows)]
    found = []
    for event_id in build_timeline(table, limit=MOST_EVENTS)["event_id"]:
        row = rows[str(event_id)]
        marks = evidence.cite(shelf.cited.get(str(row.event_id), []))
        if not marks or not evidence.holds(row, told[str(row.event_id)]):
            continue
        last = row.first_day if pd.isna(row.last_day) else row.last_day
        precision = plain(row.precision) or "day"
        found.append({
            "id": str(row.event_id), "text": told[str(row.event_id)], "first": iso_day(row.first_day),
            "last": iso_day(last),
            "precision": precision, "edtf": plain(row.edtf), "when": tell_period(row.first_day, last, precision),
            "modality": _MODALITY.get(plain(row.modality), ""), "n": int(row.n_sources), "cites": marks,
        })  # fmt: skip
    return found


def _told_events(shelf: Shelf, story_id: str) -> dict[str, str]:
    """Return what is told of each event: readable alone, of this story, and not what another event tells already."""
    common, known = _common_words(shelf, story_id), shelf.desk.shared_persons(shelf.articles_of(story_id))
    told: dict[str, str] = {}
    taken: set[str] = set()
    title, members = headline_of(shelf, story_id), shelf.articles_of(story_id)
    met = {
        name.full
        for key in members
        if key in shelf.settings
        for name in shelf.settings[key].names
        if name.full in title
    }
    rows = [row for row in shelf.events_of(story_id) if not pd.isna(row.first_day)]
    for row in sorted(rows, key=lambda row: (-int(row.n_sources), str(row.event_id))):
        words = _readable(shelf, row, taken, met)
        is_shared = int(row.n_sources) > 1 or not common or len(content_words(words) & common) >= LEAST_COMMON
        cited = [one for one in shelf.cited.get(str(row.event_id), []) if one.field == "text"]
        is_known = (
            int(row.n_sources) > 1
            or not cited
            or any(shelf.desk.names_shared(str(one.article_id), int(one.start), int(one.end), known) for one in cited)
        )
        if words and is_shared and is_known:
            told[str(row.event_id)] = words
            taken.add(words)
    return told


def _common_words(shelf: Shelf, story_id: str) -> frozenset[str]:
    """Return the words that a third of a story's origins use, at least two; none where it has fewer than three."""
    users: dict[str, set[str]] = defaultdict(set)
    members = shelf.articles_of(story_id)
    for key in members:
        row = shelf.articles[key]
        for word in content_words(f"{plain(row.title)} {row.text}"):
            users[word].add(shelf.origins.get(key, key))
    n_origins = shelf.n_origins(members)
    return frozenset(word for word, who in users.items() if n_origins > 2 and len(who) >= max(2, n_origins / 3))


def _readable(shelf: Shelf, row: Any, taken: Collection[str], met: Collection[str]) -> str:
    """Return what an event says as it can be read alone, with what it leans on in brackets; empty where nothing can.

    The words of the event come first, then the other sentences that report it; what is `taken` is not told again, and
    who was `met` in the headline needs no bracket.
    """
    cited = [one for one in shelf.cited.get(str(row.event_id), []) if one.field == "text"]
    spans = [span for one in cited if (span := _span_of(shelf, one, str(row.text)))]
    others = [(str(one.article_id), int(one.start), int(one.end)) for one in cited]
    for place, (article_id, start, end) in enumerate([*spans[:1], *others]):
        told = _alone(shelf, article_id, (start, end), met)
        if place < len(spans[:1]) and told and str(row.text).endswith(".") and told[-1] not in ".!?”\"'’":
            told += "."
        if told and told not in taken:
            return told
    return "" if cited or plain(row.text) in taken else plain(row.text)


def _span_of(shelf: Shelf, citation: Any, text: str) -> tuple[str, int, int] | None:
    """Return where the words of an event stand in a sentence that reports it."""
    setting = shelf.settings.get(str(citation.article_id))
    if setting is None:
        return None
    words, first = fold(text).text.rstrip("."), int(citation.start)
    folded = fold(setting.text[first : int(citation.end)])
    place = folded.text.find(words)
    if place < 0:
        return None
    low, high = folded.span(place, place + len(words))
    high += setting.text[first + high : first + high + 1] == "."
    return str(citation.article_id), first + low, first + high


def _alone(shelf: Shelf, article_id: str, span: tuple[int, int], met: Collection[str]) -> str:
    setting = shelf.settings.get(article_id)
    if setting is None:
        return ""
    start, end = span
    start += strip_dateline(setting.text[start:end])
    opening = _DAY_FIRST.match(setting.text, start, end)
    start = opening.end() if opening else start
    words = _NUMBERED.sub("", setting.text[start:end])
    if not is_whole(words if words.endswith((".", "!", "?")) else f"{words}.") or shouts(words, start, setting):
        return ""
    told = stand_alone(start, end, setting, met, strict=False)
    return scrub(_NUMBERED.sub("", told)) if told else ""


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
    """Return what sources tell otherwise, then what some do not tell, each with its verdict, reason and sides."""
    shelf = evidence.shelf
    found = []
    for row in [*told_differences(shelf.desk, story_id), *told_omissions(shelf.desk, story_id)][:MOST_CONTRASTS]:
        marks = evidence.cite(shelf.cited.get(str(row.contrast_id), []))
        if not marks:
            continue
        sides = {side: [mark for mark in marks if mark["side"] == side] for side in ("a", "b")}
        own = {"source": outlet_name(plain(row.source)), "value": plain(row.value), "cites": sides["a"]}
        other = {"source": outlet_name(plain(row.other)), "value": plain(row.other_value), "cites": sides["b"]}
        found.append({
            "id": str(row.contrast_id), "kind": row.kind, "subject": plain(row.subject),
            "verdict": plain(row.verdict), "label": label_of(row), "reason": _named_reason(row),
            "sides": [own] if row.kind == OMISSION else [own, other],
        })  # fmt: skip
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
    english = [key for key in shelf.members.get(story_id, []) if shelf.desk.is_english(key)]
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
        found.append({
            "title": headline_of(shelf, key), "href": files.get(key, ""), "n": len(members),
            "n_origins": shelf.n_origins(members), "when": tell_period(story.first_day, story.last_day),
            "moment": max((shelf.moment(one) for one in members), default=""),
            "titles": [plain(shelf.articles[one].title) or "Untitled" for one in members[:12]],
        })  # fmt: skip
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
