"""Every sentence of a story page held against the words it cites, by rules of its own: none relies on how it was made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from newslab.compare.places import find_places
from newslab.digest.compared import compared_paragraphs
from newslab.digest.days import told_as
from newslab.digest.desk import Desk
from newslab.digest.faithful import find_fault
from newslab.digest.links import linked_paragraph
from newslab.digest.standalone import is_sure, stand_alone, without_notes
from newslab.digest.wording import outlet_name, strip_dateline
from newslab.tables import slice_hash
from newslab.text.normalise import fold
from newslab.text.words import SMALL_NUMBERS

TEMPLATES: Final = ("stress", "contrast", "compared", "links")
OWN_HEADINGS: Final = (
    "Background", "What sources stress differently", "Where reports differ", "What we compared", "What links the parts",
)  # fmt: skip
_NOTE: Final = re.compile(r" \[([^\[\]]*)\]")
_ENOUGH: Final = 24  # code points by which a place in a cited sentence is found again
_NUMBERED: Final = re.compile(r" ?\[\d{1,3}\]")
_WRITES: Final = " writes: "
_MARKED: Final = re.compile(r"“([^”]*)”")
_THREAD: Final = re.compile(r"(?P<names>.+): (?P<n>[a-z]+|[\d,]+) linked stories(?:, .+)?")
_MORE: Final = re.compile(r"and (?:[a-z]+|[\d,]+) more linked (?:story|stories)")


def recheck_story(desk: Desk, story_id: str) -> dict[str, str]:
    """Say of every passage of a story what its citations do not support.

    Parameters
    ----------
    desk : the tables, indexed.
    story_id : of the story.

    Returns
    -------
    dict, passage_id -> reason, "" where all is supported. Told sentences: the words are, but for what stands in
    brackets, those of a cited whole sentence; a note is a day that the words before it have in the cited article, or the
    one person whom they can mean there; what a source infers or holds is told as that source's. Sentences from templates: what
    they name, count and quote is counted anew from the tables, and each quoted term stands in the words that are
    cited. Headlines and headings: their words stand in a cited title, or in the paragraph itself.

    Examples
    --------
    >>> recheck_story(Desk.of({}), "story-1")
    {}
    """
    rows = desk.passages.get(story_id, [])
    counted: frozenset[str] = frozenset()
    if any(row.kind in TEMPLATES for row in rows):
        members = [key for key in desk.members.get(story_id, []) if desk.is_english(key)]
        paragraphs = [*linked_paragraph(desk, story_id), *compared_paragraphs(desk, story_id, members)]
        counted = frozenset(told for paragraph in paragraphs for told, _, _ in paragraph.sentences)
    return {str(row.passage_id): _fault(desk, row, desk.cited.get(str(row.passage_id), []), counted) for row in rows}


def recheck_event(desk: Desk, text: str, cites: Sequence[Any]) -> str:
    """Say what in an entry of a timeline its citations do not support; the empty text where all is."""
    bare = _NUMBERED.sub("", fold(without_notes(text)).text).rstrip(".")
    held = next((one for one in cites if bare in _NUMBERED.sub("", fold(_words(desk, one) or "").text)), None)
    if held is None:
        return "its words stand in no cited sentence"
    row = desk.articles[str(held.article_id)]
    whole = fold(f"{row.title} {row.text}").text.casefold()
    names = [name for note in _NOTE.findall(text) for name in note.split(" and ")]
    lost = next((name for name in names if fold(name).text.casefold() not in whole), "")
    return f"“{lost}” in brackets is no name in the article" if lost else _event_note_fault(desk, text, held)


def _event_note_fault(desk: Desk, text: str, one: Any) -> str:
    """Say which name in brackets the words before it do not surely mean, each looked up where the words stand."""
    setting, words = desk.settings.get(str(one.article_id)), _words(desk, one) or ""
    if setting is None:
        return "" if not _NOTE.search(text) else "its brackets stand in no article that was read"
    opening = without_notes(text)[:_ENOUGH]
    start = words.find(opening)
    added = 0
    for match in _NOTE.finditer(text):
        before = without_notes(text[: match.start()])[-_ENOUGH:]
        place = words.find(before, max(0, match.start() - added - len(before)))
        added += len(match.group())
        first = int(one.start)
        if start < 0 or place < 0 or not is_sure(match[1], first + place + len(before), first + start, setting):
            return f"“{match[1]}” in brackets is not surely what the words before it mean"
    return ""


def _fault(desk: Desk, passage: Any, cites: Sequence[Any], counted: frozenset[str]) -> str:
    mine = [one for one in cites if one.side != "heading"]
    if not mine:
        return "it cites nothing"
    for one in cites:
        if _words(desk, one) is None:
            return f"the words of {one.article_id} {one.field} {one.start}:{one.end} are not those that were cited"
    kind, text = str(passage.kind), str(passage.text)
    if kind == "headline":
        return _headline_fault(desk, text, str(passage.story_id), mine)
    if kind in TEMPLATES:
        if text not in counted:
            return "counted anew from the tables, it reads otherwise"
        return _term_fault(desk, text, mine) if kind in ("stress", "links") else ""
    if kind == "written":
        given = [_given(desk, one) for one in mine if one.side != "support"]
        return find_fault(text, given) or _heading_fault(desk, passage, cites)
    return _told_fault(desk, kind, text, mine) or _heading_fault(desk, passage, cites)


def _given(desk: Desk, one: Any) -> str:
    """Return a cited sentence as the writer got it: with what it leans on in brackets, an opinion as its source's."""
    words, start, end = _words(desk, one) or "", int(one.start), int(one.end)
    setting = desk.settings.get(str(one.article_id))
    if setting is None:
        return words
    told = stand_alone(start, end, setting) or stand_alone(start, end, setting, strict=False) or words
    own = _sentence_at(desk, one) in ("inference", "opinion")
    return f"{outlet_name(desk.source(str(one.article_id)))}{_WRITES}{told}" if own else told


def _words(desk: Desk, one: Any) -> str | None:
    row = desk.articles.get(str(one.article_id))
    cell = getattr(row, str(one.field), None) if row is not None else None
    if not isinstance(cell, str):
        return None
    words = cell[int(one.start) : int(one.end)]
    return words if words and slice_hash(words) == one.hash else None


def _told_fault(desk: Desk, kind: str, text: str, cites: Sequence[Any]) -> str:
    first = cites[0]
    source = outlet_name(desk.source(str(first.article_id)))
    own = kind in ("inference", "opinion")
    if own != text.startswith(f"{source}{_WRITES}"):
        return "an inference or opinion is not told as its source's" if own else f"it is told as {source}'s own"
    told = text.removeprefix(f"{source}{_WRITES}") if own else text
    words = _words(desk, first) or ""
    if without_notes(told) != words:
        return "its words are not those of the sentence it cites"
    sentence = _sentence_at(desk, first)
    if sentence is None:
        return "what it cites is not a whole sentence"
    if not own and sentence in ("inference", "opinion"):
        return f"an {sentence} is told as a {kind}"
    return _note_fault(desk, told, first)


def _sentence_at(desk: Desk, one: Any) -> str | None:
    """Return the kind of the sentence that a citation is, all but its dateline; None where it is a piece of one."""
    setting = desk.settings.get(str(one.article_id))
    for start, end, _, kind in desk.sentences.get(str(one.article_id), ()):
        if start <= int(one.start) < end and setting is not None:
            is_whole = int(one.end) == end and int(one.start) in (
                start,
                start + strip_dateline(setting.text[start:end]),
            )
            return kind if is_whole else None
    return None


def _note_fault(desk: Desk, told: str, one: Any) -> str:
    """Say which note in brackets the cited article does not support."""
    setting = desk.settings[str(one.article_id)]
    row = desk.articles[str(one.article_id)]
    whole = fold(f"{row.title} {setting.text}").text.casefold()
    added = 0
    for match in _NOTE.finditer(told):
        place = int(one.start) + match.start() - added
        added += len(match.group())
        days = {told_as(time) for time in setting.times if abs(time.end - place) <= 2 and time.first_day}
        if match[1] in days:
            continue
        if fold(match[1]).text.casefold() not in whole:
            return f"“{match[1]}” in brackets is neither a day of these words nor a name in the article"
        if not is_sure(match[1], place, int(one.start), setting):
            return f"“{match[1]}” in brackets is not surely what the words before it mean"
    return ""


def _headline_fault(desk: Desk, text: str, story_id: str, cites: Sequence[Any]) -> str:
    titles = [_words(desk, one) or "" for one in cites]  # a sentence where no article has a title
    if any(text in title for title in titles):
        return ""
    pieces = [piece for piece in text.split("; ") if not _MORE.fullmatch(piece)]
    if len(pieces) > 1 and all(any(piece in title for title in titles) for piece in pieces):
        return ""
    thread = _THREAD.fullmatch(text)
    if not thread:
        return "its words stand in no cited title"
    for name in re.split(r", | and ", thread["names"]):
        if not any(name in title or name in _countries(title) for title in titles):
            return f"{name} is named in no cited title"
    n = len(desk.parts.get(story_id, []))
    return "" if thread["n"] in (f"{n:,}", *SMALL_NUMBERS[n : n + 1]) else f"it has {n} parts"


def _countries(title: str) -> set[str]:
    places = find_places(fold(title).text)
    return {place.country for place in places} | {place.city for place in places}


def _heading_fault(desk: Desk, passage: Any, cites: Sequence[Any]) -> str:
    heading = passage.heading if isinstance(passage.heading, str) else ""
    if not heading or heading in OWN_HEADINGS or int(passage.position) > 0:
        return ""
    titles = [_words(desk, one) or "" for one in cites if one.side == "heading"]
    if any(heading in title for title in titles):
        return ""
    told = [str(row.text) for row in desk.paragraph(str(passage.story_id), int(passage.paragraph))]
    whole = " ".join(without_notes(text) for text in told)
    is_told = heading in whole or all(name in whole for name in heading.split(" and "))
    return "" if is_told else "its heading stands neither in a cited title nor in the paragraph"


def _term_fault(desk: Desk, text: str, cites: Sequence[Any]) -> str:
    cited = fold(" ".join(_words(desk, one) or "" for one in cites)).text.casefold()
    lost = next((term for term in _MARKED.findall(text) if fold(term).text.casefold() not in cited), "")
    return f"“{lost}” does not stand in what is cited" if lost else ""
