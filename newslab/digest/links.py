"""What links the parts of a wide story: persons, bodies and places that several parts name, and themes they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from newslab.compare.places import find_places
from newslab.digest.compared import Paragraph, Told
from newslab.digest.desk import Desk, Line
from newslab.digest.standalone import BODY, PERSON, is_person
from newslab.digest.wording import content_words, listed
from newslab.tables import cite
from newslab.text.normalise import fold

HEADING: Final = "What links the parts"
MOST_NAMED: Final = 4
LEAST_ORIGINS: Final = 2  # that name somebody in the whole thread, or the link is one report's own


def linked_paragraph(desk: Desk, story_id: str) -> list[Paragraph]:
    """Tell which persons and bodies, which places and which themes at least two parts of a story share.

    Returns
    -------
    list of one Paragraph, empty where the story has fewer than two parts or they share nothing. Every name is cited
    to a sentence that holds it in each of up to three parts; counts are of parts.

    Examples
    --------
    >>> linked_paragraph(Desk.of({}), "story-1")
    []
    """
    parts = desk.parts.get(story_id, [])
    if len(parts) < 2:
        return []
    lines = {part: desk.lines(desk.members.get(part, [])) for part in parts}
    persons, places = _named(desk, lines)
    told = []
    for words, found in (("Several parts name", persons), ("Places that several parts name are", places)):
        shared = _shared(found)
        if shared:
            told.append(_sentence(words, shared, len(parts)))
    theme = _theme(desk, story_id, parts)
    return [Paragraph(HEADING, (*told, *theme))] if told or theme else []


_Found = dict[str, dict[str, list[Line]]]  # name -> part -> the lines that hold it


def _named(desk: Desk, lines: Mapping[str, Sequence[Line]]) -> tuple[_Found, _Found]:
    actors: _Found = defaultdict(lambda: defaultdict(list))
    places: _Found = defaultdict(lambda: defaultdict(list))
    outlets = {content_words(desk.source(line.article_id)) for found in lines.values() for line in found}
    for part, found in lines.items():
        for line in found:
            for name in desk.settings[line.article_id].names_in(line.start, line.end):
                is_actor = name.kind == BODY or (name.kind == PERSON and is_person(name.text))
                if is_actor and len(name.text) > 3 and not any(content_words(name.text) <= one for one in outlets):
                    actors[name.text][part].append(line)
            for place in find_places(fold(line.text).text):
                if not place.city and place.country in line.text:
                    places[place.country][part].append(line)
    return actors, places


def _shared(found: _Found) -> list[tuple[str, dict[str, list[Line]]]]:
    """Return the names in most parts, those of most origins first; no name that is part of another's."""
    ranked = []
    for name, by_part in found.items():
        n_origins = len({line.origin for held in by_part.values() for line in held})
        if len(by_part) > 1 and n_origins >= LEAST_ORIGINS and content_words(name):
            ranked.append((-len(by_part), -n_origins, name))
    chosen: list[tuple[str, dict[str, list[Line]]]] = []
    for _, _, name in sorted(ranked):
        if len(chosen) < MOST_NAMED and not any(content_words(name) & content_words(other) for other, _ in chosen):
            chosen.append((name, found[name]))
    return chosen


def _sentence(words: str, shared: Sequence[tuple[str, dict[str, list[Line]]]], n_parts: int) -> Told:
    named = listed([f"“{name}” ({len(by_part)} of {n_parts})" for name, by_part in shared])
    cites: list[dict[str, Any]] = []
    for _, by_part in shared:
        for part in sorted(by_part)[:3]:
            line = min(by_part[part], key=lambda line: (line.position, line.key))
            cites.append(cite("", line.article_id, line.text, line.start))
    return f"{words} {named}.", "links", cites


def _theme(desk: Desk, story_id: str, parts: Sequence[str]) -> list[Told]:
    """Say which topic most articles of every part belong to, where it is one; cited to a title that uses its words."""
    table = desk.tables["article_topics"].sort_values(
        ["article_id", "weight", "topic_id"], ascending=[True, False, True]
    )
    of = dict(table.drop_duplicates("article_id")[["article_id", "topic_id"]].itertuples(index=False, name=None))
    best = set()
    for part in parts:
        counts = Counter(of[key] for key in desk.members.get(part, []) if key in of)
        if not counts:
            return []
        best.add(min(counts, key=lambda topic: (-counts[topic], topic)))
    if len(best) != 1:
        return []
    topic: Any = next(row for row in desk.tables["topics"].itertuples() if row.topic_id in best)
    cites: list[dict[str, Any]] = []
    held: list[str] = []
    lines = desk.lines(desk.members.get(story_id, []))
    for word in topic.words[:8]:
        sought = content_words(word)
        line = next((one for one in lines if sought <= one.words), None)
        if line is not None and word.casefold() in fold(line.text).text.casefold() and len(held) < 3:
            held.append(word)
            cites.append(cite("", line.article_id, line.text, line.start))
    if len(held) < 2:
        return []
    text = (
        f"Most articles of each part belong to one topic, told by the words {listed([f'“{word}”' for word in held])}."
    )
    return [(text, "links", cites)]
