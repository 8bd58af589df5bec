"""The gold of the sample: what stands marked in the written articles and beside them, with offsets found by script."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from build_sample import Article

from newslab.read.identity import article_id

Rows = list[dict[str, Any]]


def gold(written: Path, articles: Sequence[Article]) -> dict[str, Rows]:
    """Return the records of every gold file by its name."""
    events = read_table(written / "events.tsv")
    _check_keys(events, articles)
    return {
        "stories": [{**_name(one), "story": _story(one), "part": _part(one)} for one in articles],
        "copies": _copies(articles),
        "second_hand": _second_hand(articles),
        "mentions": _mentions(articles),
        "timelines": _timelines(events, articles),
        "contrasts": _contrasts(written, articles),
        "published": [{**_name(one), "day": one.header["published"][:10]} for one in articles],
    }


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a table of tab-separated values without quoting."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def id_of(article: Article) -> str:
    """Return the id that reading the article by its address gives it."""
    return article_id(supplied="", url=article.url, source="", title="", day="", text="")


def _name(article: Article) -> dict[str, Any]:
    return {"article_id": id_of(article), "url": article.url}


def _story(article: Article) -> str | None:
    story = article.header["story"].split("/")[0]
    return None if story == "-" else story


def _part(article: Article) -> str | None:
    story = article.header["story"]
    return story if "/" in story else None


def _copies(articles: Sequence[Article]) -> Rows:
    by_slug = {one.slug: one for one in articles}
    rows = []
    for one in articles:
        if "copy" in one.header:
            origin, kind = one.header["copy"].split(" ")
            rows.append({**_name(one), "origin_id": id_of(by_slug[origin]), "kind": kind})
    return rows


def _words(article: Article, start: int, end: int) -> dict[str, Any]:
    return {**_name(article), "start": start, "end": end, "words": article.text[start:end]}


def _second_hand(articles: Sequence[Article]) -> Rows:
    return [
        {**_words(one, mark.start, mark.end), "source": mark.hand}
        for one in articles
        for mark in one.marks
        if mark.hand
    ]


def _mentions(articles: Sequence[Article]) -> Rows:
    return [
        {**_words(one, mark.start, mark.end), "event": key}
        for one in articles
        for mark in one.marks
        for key in mark.keys
    ]


def _timelines(events: Sequence[dict[str, str]], articles: Sequence[Article]) -> Rows:
    rows = []
    for event in events:
        if event["precision"] == "-":  # told, but at no day that could be put on a line
            continue
        told = [id_of(one) for one in articles if any(event["event"] in mark.keys for mark in one.marks)]
        story, _, part = event["story"].partition("/")
        dated = {name: event[name] for name in ("first_day", "last_day", "edtf", "precision", "text")}
        part_name = event["story"] if part else None
        rows.append({"event": event["event"], "story": story, "part": part_name, **dated, "articles": told})
    return sorted(rows, key=lambda row: (row["story"], row["first_day"], row["event"]))


def _contrasts(written: Path, articles: Sequence[Article]) -> Rows:
    by_slug = {one.slug: one for one in articles}
    rows: Rows = []
    for number, row in enumerate(read_table(written / "contrasts.tsv"), 1):
        sides = {}
        for side in ("a", "b"):
            article = by_slug[row[side]]
            words = row[f"{side}_words"].replace("\\u20ac", "\u20ac")
            sides[side] = {**_words(article, *article.find(words))}
        told = {name: row[name] for name in ("verdict", "slot", "reason")}
        rows.append({"contrast": f"c{number:02}", **told, **sides})
    return rows


def _check_keys(events: Sequence[dict[str, str]], articles: Sequence[Article]) -> None:
    listed = {event["event"] for event in events}
    marked = {key for one in articles for mark in one.marks for key in mark.keys}
    if listed ^ marked:
        raise ValueError(f"events.tsv and the marks in the texts differ: {sorted(listed ^ marked)}")
