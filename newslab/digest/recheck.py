"""Every sentence of a story page held against the words it cites, by rules of its own: none relies on how it was
made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from newslab.digest.compared import HEADINGS, compared_paragraphs
from newslab.digest.desk import Desk, Line
from newslab.digest.faithful import find_fault
from newslab.digest.passages import toll_sentence
from newslab.digest.periods import tell_period
from newslab.digest.telling import OWN, WRITES, tell, without_notes
from newslab.digest.wording import outlet_name
from newslab.text.content import figures
from newslab.text.normalise import fold

TEMPLATES: Final = ("contrast", "compared", "toll")
_NOTE: Final = re.compile(r" \[([^\[\]]*)\]")
_NUMBERED: Final = re.compile(r" ?\[\d{1,3}\]")


def recheck_story(desk: Desk, story_id: str) -> dict[str, str]:
    """Say of every passage of a story what its citations do not support.

    Parameters
    ----------
    desk : the tables, indexed.
    story_id : of the story.

    Returns
    -------
    dict, passage_id -> reason, "" where all is supported. Told sentences: the words are, but for what stands in
    brackets, those of a cited sentence; a note is a day that the words before it have in the
    cited article, or a name of it that these words stand for there; what a source infers or holds is told as that
    source's. Sentences from templates: what they name, count and quote is counted anew from the tables, and each
    figure of a toll stands in the words that are cited. Headlines and headings: their words stand in a cited
    title.

    Examples
    --------
    >>> recheck_story(Desk.of({}), "story-1")
    {}
    """
    rows = desk.passages.get(story_id, [])
    paragraphs = compared_paragraphs(desk, story_id, desk.english_members(story_id)) if rows else {}
    told = [text for sentences in paragraphs.values() for text, _, _ in sentences]
    counted_anew = frozenset([*told, toll_sentence(desk.state.get(story_id, []))])
    return {
        str(row.passage_id): _fault(desk, row, desk.cited.get(str(row.passage_id), []), counted_anew) for row in rows
    }


def recheck_event(desk: Desk, text: str, cites: Sequence[Any]) -> str:
    """Say what in an entry of a timeline its citations do not support; the empty text where all is."""
    bare = _bare(without_notes(text)).rstrip(".")
    for one in cites:
        words = desk.words(one) or ""
        line = desk.line_of(one)
        if bare in _bare(words) or (line is not None and bare in _bare(line.text)):
            return _note_fault(desk, text, line) if line is not None and "[" in text else ""
    return "its words stand in no cited sentence"


def _bare(text: str) -> str:
    return " ".join(_NUMBERED.sub("", fold(text).text).casefold().split())


def _fault(desk: Desk, passage: Any, cites: Sequence[Any], counted_anew: frozenset[str]) -> str:
    mine = [one for one in cites if one.side != "heading"]
    if not mine:
        return "it cites nothing"
    for one in cites:
        if desk.words(one) is None:
            return f"the words of {one.article_id} {one.field} {one.start}:{one.end} are not those that were cited"
    kind, text = str(passage.kind), str(passage.text)
    if kind == "headline":  # a sentence where no article has a title, a view told as its outlet's
        own = f"{outlet_name(desk.source(str(mine[0].article_id)))}{WRITES}"
        is_held = any(text.removeprefix(own) in (desk.words(one) or "") for one in mine)
        return "" if is_held else "its words stand in no cited title"
    if kind in TEMPLATES:
        if text not in counted_anew:
            return "counted anew from the tables, it reads otherwise"
        return _figure_fault(text, mine, desk) if kind == "toll" else ""
    if kind == "written":
        fault = find_fault(text, [_given(desk, one) for one in mine if one.side != "support"])
    else:
        fault = _told_fault(desk, kind, text, mine[0])
    return fault or _heading_fault(desk, passage, cites)


def _given(desk: Desk, one: Any) -> str:
    """Return a cited sentence as the writer got it: with its notes, an opinion as its source's."""
    line = desk.line_of(one)
    told = tell(desk, line) if line is not None else None
    return told.text if told is not None else desk.words(one) or ""


def _told_fault(desk: Desk, kind: str, text: str, one: Any) -> str:
    source = outlet_name(desk.source(str(one.article_id)))
    own = kind == OWN
    if own != text.startswith(f"{source}{WRITES}"):
        return "an opinion is not told as its source's" if own else f"it is told as {source}'s own"
    told = text.removeprefix(f"{source}{WRITES}") if own else text
    bare, words = without_notes(told), desk.words(one) or ""
    if bare != words:
        return "its words are not those of the sentence it cites"
    line = desk.line_of(one)
    if line is None or int(one.end) != line.end:
        return "what it cites is no whole sentence"
    if not own and line.kind == OWN:
        return f"an opinion is told as a {kind}"
    return _note_fault(desk, told, line, int(one.start))


def _note_fault(desk: Desk, told: str, line: Line, start: int | None = None) -> str:
    """Say which note in brackets the article of a sentence does not support."""
    article, bare = str(desk.articles[line.article_id].text), without_notes(told)
    first = article.find(bare[1:24], line.start if start is None else start) - 1  # its first letter may be made large
    added = 0
    for match in _NOTE.finditer(told):
        place = first + match.start() - added
        added += len(match.group())
        days = [time for time in desk.times.get(line.article_id, []) if abs(int(time.end) - place) <= 2]
        if any(match[1] == tell_period(time.first_day, time.last_day, str(time.precision)) for time in days):
            continue
        before = re.sub(r"['’]s$", "", article[line.start : place])
        if match[1] not in article:
            return f"“{match[1]}” in brackets is neither a day of these words nor a name in the article"
        meant = {str(row.who) for row in desk.statements.get(line.key, []) if row.main}
        is_surname = before.endswith(match[1].partition(",")[0].split()[-1]) and match[1] in article[:place]
        if not is_surname and not (re.search(r"\b(?:[Ss]he|[Hh]e)$", before) and match[1] in meant):
            return f"“{match[1]}” in brackets is not surely what the words before it mean"
    return ""


def _heading_fault(desk: Desk, passage: Any, cites: Sequence[Any]) -> str:
    heading = passage.heading if isinstance(passage.heading, str) else ""
    if not heading or heading in HEADINGS or int(passage.position) > 0:
        return ""
    titles = [desk.words(one) or "" for one in cites if one.side == "heading"]
    return "" if any(heading in title for title in titles) else "its heading stands in no cited title"


def _figure_fault(text: str, cites: Sequence[Any], desk: Desk) -> str:
    cited = fold(" ".join(desk.words(one) or "" for one in cites)).text.casefold()
    lost = sorted(figures(text) - figures(cited))
    return f"{lost[0]} does not stand in what is cited" if lost else ""
