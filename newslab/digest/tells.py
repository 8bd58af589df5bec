"""Who tells what: the facts of weight of a story by source, told, told later, told otherwise or not told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal

import pandas as pd

from newslab.digest.desk import Desk, Line
from newslab.digest.shown import OMISSION, OPEN, tells_difference, told_omissions
from newslab.digest.stating import states_fact
from newslab.digest.telling import Told, tell, without_notes
from newslab.text.content import NEAR, content_words, cosine, states

How = Literal["told", "later", "otherwise", "not told", "not known"]
MOST_SOURCES, MOST_FACTS, MOST_OMITTED = 6, 6, 8  # omissions: as many as the contrasts show of one story
WEIGHTY: Final = 0.5  # how surely a good page tells it, from which it is said who does not
LATER: Final = pd.Timedelta(hours=12)  # after the first report from which a fact is told later
Cited = tuple[Any, Line]
SLOTS: Final = ("what", "status", "cause", "toll", "fact", "next")


@dataclass(frozen=True)
class Cell:
    """How one source tells one fact, and the citations that say so."""

    how: How
    cites: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Row:
    """One fact: its words, and how each source tells it, in the order of the sources."""

    text: str
    slot: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class _Silence:
    """The sources of a story, and of which sentences the contrasts say that they do not tell them."""

    desk: Desk
    articles: Mapping[str, Sequence[str]]
    silent: Mapping[tuple[str, int], set[str]]
    beside: Mapping[tuple[str, int], set[str]]

    def of(self, fact: Line) -> set[str]:
        """Return the sources, in lower case, that surely do not tell a sentence: none of which something is cited with
        it, or has many of its words, in whatever part of a thread.
        """
        words, left = content_words(fact.text), self.silent.get(fact.key, set()) - self.beside.get(fact.key, set())
        near = (
            source.casefold()
            for source, mine in self.articles.items()
            if source.casefold() in left
            and any(cosine(content_words(line.text), words) >= NEAR for key in mine for line in self.desk.lines[key])
        )
        return left - set(near)


def who_tells_what(desk: Desk, story_id: str) -> tuple[list[str], list[Row]]:
    """Return the sources of most articles, and the facts of weight that some of them tell and others do not.

    A source is said to tell a fact only where a sentence of it surely states it, and not to tell it only where the
    contrasts decided that by meaning and nothing of it is cited for the fact, and none whose texts are cut short; of
    the others nothing is said. No fact stands there twice. ([], []) where a story has one source.
    """
    members = desk.english_members(story_id)
    counts = Counter(desk.source(key) for key in members)
    sources = sorted(counts, key=lambda source: (-counts[source], source))[:MOST_SOURCES]
    if len(sources) < 2:
        return [], []
    articles = {source: [key for key in members if desk.source(key) == source] for source in sources}
    found: list[Row] = []
    silence = _Silence(desk, articles, _silent(desk, story_id), _beside(desk, story_id))
    for row in _facts(desk, story_id, articles, silence):
        if len(found) < MOST_FACTS and not _is_among(row, found):
            found.append(row)
    n_facts = len(found)
    for one in told_omissions(desk, story_id):
        omitted = _omitted(desk, one, silence)
        if omitted is not None and len(found) < n_facts + MOST_OMITTED and not _is_among(omitted, found):
            found.append(omitted)
    return sources, found


def _is_among(row: Row, rows: Sequence[Row]) -> bool:
    """Tell whether a fact is one of those already in the table, in the same words or nearly so."""
    return any(states(one.text, row.text) or states(row.text, one.text) for one in rows)


def _facts(desk: Desk, story_id: str, articles: Mapping[str, Sequence[str]], silence: _Silence) -> Iterator[Row]:
    """Give the facts of weight of a state that some source tells later or otherwise, or is known not to tell."""
    others = _otherwise(desk, story_id)
    for row in [row for row in desk.state.get(story_id, []) if _is_weighty(row)]:
        cited = desk.cited_lines(str(row.state_id))
        told = None if row.slot == "toll" else _told(desk, cited)
        text = str(row.value) if row.slot == "toll" else without_notes(told.text) if told is not None else ""
        sure = cited if told is None else _stating(desk, cited, told)
        missing = silence.of(told.line) if told is not None else set()
        first = min(_moments(desk, sure), default=pd.NaT)
        cells = []
        for source, mine in articles.items():
            against = _against(cited, mine, others)
            cells.append(
                Cell("otherwise", against) if against else _cell(desk, sure, mine, first, source.casefold() in missing)
            )
        hows = {cell.how for cell in cells}
        # What is to come is overtaken for who reports later: that he does not tell it says nothing.
        if text and (hows - {"told", "not known"} if row.slot != "next" else "otherwise" in hows):
            yield Row(text, str(row.slot), tuple(cells))


def _is_weighty(row: Any) -> bool:
    """Tell whether a value of the state is a fact that a good page tells and that more than one origin does."""
    holds = row.slot in SLOTS and not isinstance(row.replaced_by, str)
    return bool(holds and row.p >= WEIGHTY and row.n_origins > 1)


def _omitted(desk: Desk, row: Any, silence: _Silence) -> Row | None:
    """Return a fact that the contrasts say some do not tell, as a row; None where it does not read alone or none of
    the sources is left of which that is sure.
    """
    cited = desk.cited_lines(str(row.contrast_id))
    told = _told(desk, cited[:1])
    if told is None:
        return None
    cells = []
    sure, missing = _stating(desk, cited, told), silence.of(told.line)
    for source in silence.articles:
        mine = tuple(one for one, line in sure if desk.source(line.article_id) == source)
        how: How = "told" if mine else "not told" if source.casefold() in missing else "not known"
        cells.append(Cell(how, mine[:1]))
    is_omitted = any(cell.how == "not told" for cell in cells)
    return Row(without_notes(told.text), OMISSION, tuple(cells)) if is_omitted else None


def _told(desk: Desk, cited: Sequence[Cited]) -> Told | None:
    """Return the first cited sentence that reads alone."""
    told = (tell(desk, line) for _, line in cited)
    return next((one for one in told if one is not None), None)


def _beside(desk: Desk, story_id: str) -> dict[tuple[str, int], set[str]]:
    """Return of each sentence the sources, in lower case, of which something is cited with it for one value of the
    state, event or omission: they tell it at least in part.
    """
    values = [str(row.state_id) for row in desk.state.get(story_id, []) if row.slot in SLOTS]
    events = [str(row.event_id) for row in desk.events_of(story_id)]
    omissions = [str(row.contrast_id) for row in desk.contrasts_of(story_id) if row.kind == OMISSION]
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for cited_id in (*values, *events, *omissions):
        lines = [line for _, line in desk.cited_lines(cited_id)]
        for line in lines:
            found[line.key] |= {desk.source(other.article_id).casefold() for other in lines}
    return found


def _names(row: Any) -> set[str]:
    """Return the sources that an omission says do not tell its fact, in lower case."""
    return {name.strip().casefold() for name in str(row.other).replace(" and ", ",").split(",")}


def _silent(desk: Desk, story_id: str) -> dict[tuple[str, int], set[str]]:
    """Return of each sentence the sources that do not tell it in any words, as the contrasts decided."""
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in desk.contrasts_of(story_id):
        for _, line in desk.cited_lines(str(row.contrast_id)) if row.kind == OMISSION else ():
            found[line.key] |= _names(row)
    return found


def _stating(desk: Desk, cited: Sequence[Cited], told: Told) -> list[Cited]:
    """Return the citations whose sentence surely states a fact: no other makes a source one that tells it."""
    return [(one, line) for one, line in cited if states_fact(desk, line, told.line)]


def _against(
    cited: Sequence[Cited], articles: Sequence[str], others: Mapping[tuple[str, int], Mapping[str, Any]]
) -> tuple[Any, ...]:
    """Return the citation of some articles that tell a cited sentence otherwise; () where none does."""
    found = (others[line.key][key] for _, line in cited for key in articles if key in others.get(line.key, {}))
    return tuple(islice(found, 1))


def _cell(desk: Desk, sure: Sequence[Cited], articles: Sequence[str], first: Any, is_silent: bool) -> Cell:
    mine = [(one, line) for one, line in sure if line.article_id in articles]
    if not mine:
        full = any(desk.articles[key].text_status == "full" for key in articles)
        return Cell("not told" if full and is_silent else "not known")
    is_later = min(_moments(desk, mine), default=first) > first + LATER  # never where a moment is unknown
    return Cell("later" if is_later else "told", tuple(one for one, _ in mine[:2]))


def _moments(desk: Desk, cited: Sequence[Cited]) -> list[Any]:
    """Return the known moments at which the cited articles were published."""
    moments = [desk.articles[line.article_id].published for _, line in cited]
    return [moment for moment in moments if not pd.isna(moment)]


def _otherwise(desk: Desk, story_id: str) -> dict[tuple[str, int], dict[str, Any]]:
    """Return of each sentence that another report tells otherwise the articles that do, with their citation."""
    found: dict[tuple[str, int], dict[str, Any]] = defaultdict(dict)
    for row in desk.contrasts_of(story_id):
        if tells_difference(row) and row.verdict in OPEN:
            cited = desk.cited.get(str(row.contrast_id), [])
            for one, line in desk.cited_lines(str(row.contrast_id)):
                found[line.key] |= {str(other.article_id): other for other in cited if other.side != one.side}
    return found
