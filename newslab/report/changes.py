"""What changed on a story's page since a former build: articles, sentences, and figures in sentences that stayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from newslab.digest.shown import tells_difference
from newslab.digest.telling import without_notes
from newslab.report.render import plain
from newslab.report.sections import label_of
from newslab.report.shelf import Shelf
from newslab.text.content import content_words, figures, overlap

ALIKE: Final = 0.5  # share of words from which two sentences are one with another figure
TOLD: Final = ("fact", "attributed", "quote", "opinion", "written", "headline")
MOST_LISTED: Final = 20


def former_story(old: Shelf, new: Shelf, story_id: str) -> str:
    """Return the story of a former build that this one continues: the same id, else the one most of whose articles it
    has.

    The empty text where there is none.
    """
    if story_id in old.stories:
        return story_id
    mine = set(new.articles_of(story_id))
    shared = {key: len(mine & set(old.articles_of(key))) for key in old.stories}
    best = min(shared, key=lambda key: (-shared[key], key), default="")
    return best if best and 2 * shared[best] >= len(old.articles_of(best)) and shared[best] else ""


def find_changes(old: Shelf, new: Shelf, story_id: str) -> dict[str, Any]:
    """Say what a story's page has that its former page had not, and what it lost.

    Returns
    -------
    dict: former (the former story's id, "" where the story is new), new_articles and gone_articles (titles with
    sources), new_passages and gone_passages (texts), figures (pairs of the former and the present sentence that differ
    in a figure), verdicts (differences between sources that were found, or judged otherwise, since).
    """
    former = former_story(old, new, story_id)
    if not former:
        return {"former": ""}
    before, now = set(old.articles_of(former)), set(new.articles_of(story_id))
    was, told = _told(old, former), _told(new, story_id)
    gone = [text for text in was if text not in told]
    fresh = [text for text in told if text not in was]
    figures_changed = _figures_changed(gone, fresh)
    paired = {text for pair in figures_changed for text in pair}
    return {
        "former": former,
        "new_articles": [_article(new, key) for key in new.articles_of(story_id) if key not in before][:MOST_LISTED],
        "n_new": len(now - before),
        "gone_articles": [_article(old, key) for key in old.articles_of(former) if key not in now][:MOST_LISTED],
        "new_passages": [text for text in fresh if text not in paired][:MOST_LISTED],
        "gone_passages": [text for text in gone if text not in paired][:MOST_LISTED],
        "figures": figures_changed[:MOST_LISTED],
        "verdicts": _verdicts(old, new, former, story_id)[:MOST_LISTED],
    }


def _told(shelf: Shelf, story_id: str) -> list[str]:
    return list(
        dict.fromkeys(without_notes(plain(row.text)) for row in shelf.passages.get(story_id, []) if row.kind in TOLD)
    )


def _article(shelf: Shelf, key: str) -> dict[str, str]:
    return {"title": plain(shelf.articles[key].title) or "Untitled", "source": shelf.source(key)}


def _figures_changed(gone: Sequence[str], fresh: Sequence[str]) -> list[tuple[str, str]]:
    pairs, used = [], set()
    for text in gone:
        mine = content_words(text)
        alike: Mapping[str, float] = {
            other: overlap(mine, content_words(other))
            for other in fresh
            if other not in used and figures(other) != figures(text)
        }
        best = min(alike, key=lambda other: (-alike[other], other), default="")
        if best and alike[best] >= ALIKE and figures(text) and figures(best):
            pairs.append((text, best))
            used.add(best)
    return pairs


def _verdicts(old: Shelf, new: Shelf, former: str, story_id: str) -> list[dict[str, str]]:
    known = {_difference(row): row for row in old.contrasts_of(former) if tells_difference(row)}
    rows = [row for row in new.contrasts_of(story_id) if tells_difference(row)]
    before = {one: label_of(row).lower() for one, row in known.items()}
    return [
        {
            "subject": plain(row.subject),
            "source": plain(row.source),
            "value": plain(row.value),
            "other": plain(row.other),
            "other_value": plain(row.other_value),
            "verdict": label_of(row).lower(),
            "before": before.get(_difference(row), ""),
        }
        for row in rows
        if before.get(_difference(row)) != label_of(row).lower()
    ]


def _difference(row: Any) -> tuple[str, ...]:
    return tuple(plain(cell) for cell in (row.subject, row.source, row.value, row.other, row.other_value))
