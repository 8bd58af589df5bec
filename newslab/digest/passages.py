"""Passages: the sentences of a story page, each one taken from a source and cited to all who say the same."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from newslab.digest.compared import compared_paragraphs
from newslab.digest.days import note_days
from newslab.digest.desk import MOST_LINES, Desk, Line, Weights, find_support, is_repeat
from newslab.digest.headlines import find_heading, find_headline, find_own_heading, find_tolls, is_stale, main_clause
from newslab.digest.leads import core_events, find_coloured, find_disputed, find_overtaken, n_event_origins
from newslab.digest.links import linked_paragraph
from newslab.digest.standalone import PERSON, is_person, stand_alone
from newslab.digest.threads import thread_headline
from newslab.digest.wording import content_words, outlet_name, overlap, unquoted
from newslab.tables import CITATIONS, PASSAGES, build, cite, make_id

SHOWN: Final = 100  # stories from which on a progress bar is shown
ALIKE_IN_EVENT: Final = (
    0.27  # shared words from which two sentences of one event, or with two figures in common, say the same
)
NEAR: Final = 0.08  # shared words from which a sentence of another article goes with the first of a paragraph
LEAST_SHARED: Final = 2  # origins of an event from which a sentence that tells it may be told as a timeline tells it
BACKGROUND_DAYS: Final = 45  # what happened longer before the story's first day is its background
LEAD_BONUS: Final = (0.30, 0.18, 0.10, 0.05)  # first sentences of an article say most of it
MOST_PARTS: Final = 6
LONG_DAYS: Final = 7
GENERAL_NEAR: Final = 3  # sentences after one that was chosen, in which a sentence that names nobody is understood
EARLY: Final = 45  # characters in which a note says what a sentence opens with
LEAST_OUTSIDE: Final = 3  # content words outside quotation marks: who says it, and that they say it
_YET_TO_COME: Final = re.compile(r"\b(?:will|would|could|may|might)\b|['’](?:ll|d)\b")
_SINCE: Final = re.compile(r"\bsince\b[^.;]{0,60}$|\bfirst\b[^.;]{0,80} in \w+ $", re.IGNORECASE)
_PERIOD_OF_PLAY: Final = re.compile(r"\b(?:quarter|half|period|inning|set)\b", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"\b[Tt]he (?:1\d|20)\d\d$")  # "the 2007 champion" dates nothing
_DATES: Final = re.compile(
    r"\b(?:in|on|since|from|during|by|until|before|after|around|between|of|and|early|late|mid|last|about|through)[ -]"
    r"(?:the )?(?:early |late |mid-|summer |autumn |spring |winter )?$",
    re.IGNORECASE,
)
_DATES_ITSELF: Final = re.compile(r"\b(?:ago|last|earlier|previous)\b|^[A-Z]\w+day\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:1\d|20)\d\d")
_ADDS: Final = re.compile(  # in its main clause
    r"(?:(?!\b(?:that|which|who|whose|where)\b)[^,;:])*?\b(?:also|likewise)\b", re.IGNORECASE
)
_POINTS_BACK: Final = re.compile(r"The [a-z]")  # in a long story, which launch, or which girls, are meant?
_MAY_BE_PAST: Final = re.compile(r"\b(?:most recent|latest|so far|to date|as of now|currently)\b", re.IGNORECASE)
_OPENS_QUOTE: Final = "\"“‘'"
_NOTE: Final = re.compile(r" \[([^\[\]]*)\]")
_TOLD_AS_FACT: Final = ("fact", "attributed")
COLOURED: Final = 0.5  # what a sentence loses whose own words judge, among those a paragraph may be told with
DISPUTED: Final = 0.5  # ... that holds a value others contradict or have overtaken; where it is told, the page says so
ADDS: Final = 2.0  # what a sentence loses as the first of a paragraph that adds to one not told: "were also hurt"
CENTRE: Final = 0.4  # what it gains in the article whose words most of the story's origins share
TOLD_WIDELY: Final = 0.35  # ... as the first of a paragraph for each doubling of the origins that tell its event
_KIND_COST: Final = {"quote": 0.12, "inference": 0.35, "opinion": 0.6}


@dataclass
class _Draft:
    """A story being told: what was said so far, so that nothing is said twice."""

    story_id: str
    desk: Desk
    weights: Weights
    lines: list[Line]
    scores: dict[tuple[str, int], float]
    told: list[Line] = field(default_factory=list)
    supports: set[tuple[str, int]] = field(default_factory=set)
    shared: frozenset[str] | None = None
    tolls: Mapping[str, int] = field(default_factory=dict)
    cores: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    disputed: frozenset[tuple[str, int]] = frozenset()
    coloured: frozenset[tuple[str, int]] = frozenset()
    centres: Mapping[str, float] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    headings: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    cites: list[dict[str, Any]] = field(default_factory=list)
    paragraph: int = 0

    def add(self, text: str, heading: str, position: int, kind: str, cites: Iterable[Mapping[str, Any]]) -> None:
        passage_id = make_id("passage", self.story_id, self.paragraph, position, text)
        self.rows.append({
            "passage_id": passage_id, "story_id": self.story_id, "paragraph": self.paragraph, "heading": heading,
            "position": position, "text": text, "kind": kind,
        })  # fmt: skip
        self.cites += [{**row, "cited_id": passage_id} for row in cites]


def build_passages(tables: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tell every story in short cited paragraphs.

    Parameters
    ----------
    tables : tables by name; read are articles, sentences, names, times, copies, stories, members, events, statements,
        coverage, emphasis, contrasts and citations (of events and contrasts). Missing ones count as empty.

    Returns
    -------
    (passages, citations): PASSAGES ordered by story_id, paragraph and position, and CITATIONS of them. Paragraph 0 is
    the headline (kind "headline"); then come the paragraphs in order of importance (kinds fact, attributed, quote,
    inference, opinion), background in order of date (kind "background"), what links the parts of a wide story
    ("links"), what sources stress differently ("stress"),
    where they differ ("contrast") and what was compared ("compared"). Each told sentence is the article's own, with
    what it leans on in square brackets; its citations are the sentence itself and the best sentence of every other
    origin that says the same. Citations with side "heading" support the heading.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Notes
    -----
    Sentences are ranked by the share of origins that use their words, their place in the article and the origins of
    the events they report, then picked by maximal marginal relevance (Carbonell & Goldstein 1998). What an outlet
    infers or holds is told as that outlet's. Articles in other languages than English are left out.

    Examples
    --------
    >>> passages, citations = build_passages({})
    >>> len(passages), len(citations)
    (0, 0)
    """
    from tqdm.auto import tqdm

    desk = Desk.of(tables)
    rows: list[dict[str, Any]] = []
    cites: list[dict[str, Any]] = []
    few = len(desk.stories) < SHOWN
    for story_id in tqdm(sorted(desk.stories), desc="write passages", unit="story", disable=few):
        draft = _tell(story_id, desk)
        rows += draft.rows
        cites += draft.cites
    passages = build(rows, PASSAGES)
    return passages, build(cites, CITATIONS)


def _tell(story_id: str, desk: Desk) -> _Draft:
    members = [key for key in desk.members.get(story_id, []) if desk.is_english(key)]
    lines = desk.lines(members)
    weights = Weights.of(lines)
    draft = _Draft(story_id, desk, weights, lines, {line.key: _score(line, desk, weights) for line in lines})
    draft.shared = desk.shared_persons(members)
    draft.tolls = find_tolls([line.text for line in lines])
    draft.cores = {line.key: core_events(desk, *line.key, line.text) for line in lines}
    draft.centres = weights.centres(lines)
    draft.disputed = find_disputed(desk, story_id, lines)
    draft.coloured = find_coloured(desk, story_id, lines)
    _tell_headline(draft, members or desk.members.get(story_id, []))
    parts = _parts_by_size(desk, story_id)
    if len(parts) > 1:
        for part in parts[:MOST_PARTS]:
            _tell_paragraph(draft, members=set(desk.members.get(part, [])), size=2)
    n_paragraphs, size = _measure(len({line.origin for line in lines}), len(lines))
    for _ in range(n_paragraphs if len(parts) <= 1 else 1):
        _tell_paragraph(draft, members=set(members), size=size)
    _tell_background(draft)
    for paragraph in [*linked_paragraph(desk, story_id), *compared_paragraphs(desk, story_id, members)]:
        draft.paragraph += 1
        for position, (text, kind, cited) in enumerate(paragraph.sentences):
            draft.add(text, paragraph.heading, position, kind, cited)
    return draft


def _measure(n_origins: int, n_lines: int) -> tuple[int, int]:
    """Return how many paragraphs a story of one thread gets, and how many sentences each."""
    if n_origins <= 1:
        return (1, 3) if n_lines < 16 else (2, 3)
    return (2, 3) if n_origins <= 3 else (3, 3) if n_origins <= 9 else (4, 3)


def _parts_by_size(desk: Desk, story_id: str) -> list[str]:
    def weight(part: str) -> tuple[int, int, str]:
        members = desk.members.get(part, [])
        days = [day.toordinal() for member in members if (day := desk.day(member))]
        return -len({desk.origins.get(key, key) for key in members}), -max(days, default=0), part

    return sorted(desk.parts.get(story_id, []), key=weight)


def _score(line: Line, desk: Desk, weights: Weights) -> float:
    score = weights.centrality(line)
    score += LEAD_BONUS[line.position] if line.position < len(LEAD_BONUS) else 0.0
    sources = [
        int(desk.event_rows[key].n_sources) for key in desk.events_at.get(line.key, ()) if key in desk.event_rows
    ]
    score += min(0.25, 0.06 * max(sources, default=0))
    score -= _KIND_COST.get(line.kind, 0.0)
    score -= 0.1 * (len(line.text) > 300) + 0.05 * (len(line.text) < 60)
    score -= 0.25 * _is_general(line, desk)
    return round(score, 6)


def _is_general(line: Line, desk: Desk) -> bool:
    """Tell whether a sentence names nobody, gives no figure and no day: it tells of no one thing that happened."""
    setting = desk.settings[line.article_id]
    if line.figures or setting.names_in(line.start, line.end):
        return False
    return desk.first_time(line) is None


def _tell_headline(draft: _Draft, members: Sequence[str]) -> None:
    desk = draft.desk
    titles = {key: title for key in members if isinstance(title := desk.articles[key].title, str) and title.strip()}
    parts = _parts_by_size(desk, draft.story_id)
    headline, cites = thread_headline(desk, parts, titles)
    if headline:
        draft.add(headline, "", 0, "headline", cites)
        return
    lead = {key: titles[key] for key in desk.members.get(parts[0], []) if key in titles} if len(parts) > 1 else {}
    told = [line.text for line in draft.lines]
    headline, holders = find_headline(lead or titles, desk.origins, told, find_overtaken(desk, draft.story_id))
    if headline and holders:
        for key in _one_per_origin(holders, desk):
            at = titles[key].find(headline)
            words, start = (headline, at) if at >= 0 else (titles[key], 0)
            cites.append(cite("", key, words, start, field="title"))
        draft.headings.append(headline)
        draft.add(headline, "", 0, "headline", cites)
        return
    for line in sorted(draft.lines, key=lambda line: (-draft.scores[line.key], line.key))[:1]:
        draft.add(line.text, "", 0, "headline", [cite("", line.article_id, line.text, line.start)])


def _one_per_origin(article_ids: Iterable[str], desk: Desk) -> list[str]:
    first: dict[str, str] = {}
    for key in article_ids:
        origin = desk.origins.get(key, key)
        if origin not in first or key == origin:
            first[origin] = key
    return sorted(first.values())


def _tell_paragraph(draft: _Draft, members: set[str], size: int) -> None:
    """Tell one paragraph: the best sentence not yet told, and what best goes with it."""
    pool = [line for line in draft.lines if line.article_id in members]
    seed = _pick(draft, pool, None)
    if seed is None:
        return
    parts = [set(draft.desk.members.get(part, [])) for part in draft.desk.parts.get(draft.story_id, [])]
    home = next((part for part in parts if seed.article_id in part), members)
    pool = [line for line in pool if line.article_id in home and _goes_with(line, seed)]
    chosen = [seed]
    while len(chosen) < size and (mate := _pick(draft, pool, chosen)) is not None:
        chosen.append(mate)
    chosen = [
        seed,
        *sorted(chosen[1:], key=lambda line: (line.article_id != seed.article_id, line.article_id, line.start)),
    ]
    heading, holder = _heading(draft, chosen, members)
    draft.paragraph += 1
    for position, line in enumerate(chosen):
        extra = _heading_citation(draft, heading, holder) if position == 0 and holder else []
        _tell_line(draft, line, heading, position, extra)
    draft.headings.append(heading)


def _pick(draft: _Draft, pool: Sequence[Line], chosen: Sequence[Line] | None) -> Line | None:
    """Pick the best sentence of `pool` that stands alone and repeats nothing; near `chosen` where that is given."""
    told = [*draft.told, *(chosen or ())]
    spoken = frozenset().union(*(line.words for line in told)) if told else frozenset()

    def worth(line: Line) -> float:
        score = draft.scores[line.key]
        if chosen:
            near = overlap(line.words, chosen[0].words)
            score += 0.5 * min(near, 0.25) + 0.12 * (line.article_id == chosen[0].article_id)
        elif spoken:
            score -= 0.5 * overlap(line.words, spoken)
        return round(score, 6)

    opinions = any(line.kind == "opinion" for line in told)
    is_long = _is_long(draft)
    known = {event for line in told for event in draft.cores[line.key]}

    def rank(line: Line) -> tuple[Any, ...]:
        """Put the plainest report of what most origins tell first; further sentences by their worth alone."""
        value = worth(line) - COLOURED * (line.key in draft.coloured) - DISPUTED * (line.key in draft.disputed)
        value += CENTRE * draft.centres[line.article_id]
        if chosen is None:
            value -= ADDS * bool(_ADDS.match(unquoted(line.text)))
            fresh = [event for event in draft.cores[line.key] if event not in known]
            value += TOLD_WIDELY * math.log2(max(1, n_event_origins(draft.desk, fresh)))
        return -round(value, 6), line.key

    for line in sorted(pool, key=rank):
        if line.kind == "opinion" and (opinions or not chosen):
            continue
        if chosen is None and (line.kind in ("quote", "inference") or line.text[0] in _OPENS_QUOTE):
            continue
        if _is_general(line, draft.desk) and not _follows(line, chosen, within=GENERAL_NEAR):
            continue
        if _says_again(draft, line, told) or (spoken and len(line.words & spoken) > 0.8 * len(line.words)):
            continue
        if not draft.desk.names_shared(line.article_id, line.start, line.end, draft.shared):
            continue
        if is_stale(line.text, draft.tolls):
            continue
        if len(content_words(unquoted(line.text))) < LEAST_OUTSIDE:
            continue  # a quotation alone: who says it is told elsewhere
        if worth(line) < (0.15 if chosen else 0.2) and told:
            continue
        if _is_background(draft, line):
            continue
        words = _standing(draft, line)
        if words is None or (
            is_long and _POINTS_BACK.match(words) and "[" not in words[:EARLY] and not _follows(line, chosen)
        ):
            continue
        if not _notes_shared(words, draft.shared) or (
            is_long and _MAY_BE_PAST.search(line.text) and not _is_last(draft, line)
        ):
            continue
        return line
    return None


def _notes_shared(told: str, shared: frozenset[str] | None) -> bool:
    """Tell whether a sentence whose brackets name persons names one that others name too: "the pair" of an aside does not."""
    persons = [name for note in _NOTE.findall(told) for name in note.split(" and ") if is_person(name)]
    return shared is None or not persons or any(name.split()[-1] in shared for name in persons)


def _is_last(draft: _Draft, line: Line) -> bool:
    days = [day for key in {one.article_id for one in draft.lines} if (day := draft.desk.day(key))]
    day = draft.desk.day(line.article_id)
    return day is None or not days or (max(days) - day).days <= 1


def _goes_with(line: Line, seed: Line) -> bool:
    return line.article_id == seed.article_id or overlap(line.words, seed.words) >= NEAR


def _says_again(draft: _Draft, line: Line, told: Sequence[Line]) -> bool:
    """Tell whether a sentence says what was told: in the same words, as its support, or of one event in alike words."""
    if is_repeat(line, told) or line.key in draft.supports:
        return True
    events = set(draft.desk.events_at.get(line.key, ()))
    for other in told:
        alike = overlap(line.words, other.words)
        is_one_event = bool(events & set(draft.desk.events_at.get(other.key, ())))
        shared = {figure for figure in line.figures & other.figures if not _YEAR.fullmatch(figure)}
        if alike > ALIKE_IN_EVENT and (is_one_event or len(shared) > 1):
            return True
    return False


def _is_long(draft: _Draft) -> bool:
    """Tell whether a story has parts or runs over weeks, so that "the launch" may be one of several."""
    days = [day for key in {line.article_id for line in draft.lines} if (day := draft.desk.day(key))]
    return bool(draft.desk.parts.get(draft.story_id)) or (bool(days) and (max(days) - min(days)).days > LONG_DAYS)


def _follows(line: Line, chosen: Sequence[Line] | None, within: int = MOST_LINES) -> bool:
    """Tell whether a sentence comes after a chosen one of its article, by at most `within` sentences."""
    return any(one.article_id == line.article_id and 0 < line.position - one.position <= within for one in chosen or ())


def _standing(draft: _Draft, line: Line) -> str | None:
    """Return a sentence as it can be read alone; what several origins tell may leave "the two nations" unexplained."""
    setting = draft.desk.settings[line.article_id]
    told = stand_alone(line.start, line.end, setting, draft.known)
    if told is not None or n_event_origins(draft.desk, draft.cores[line.key]) < LEAST_SHARED:
        return told
    loose = stand_alone(line.start, line.end, setting, draft.known, strict=False)
    days = note_days(line.start, line.end, setting)
    if loose != line.text or days is None:
        return None
    for place, meaning in sorted(days, reverse=True):
        at = place - line.start
        loose = f"{loose[:at]} [{meaning}]{loose[at:]}"
    return loose


def _tell_line(
    draft: _Draft, line: Line, heading: str, position: int, extra: Sequence[dict[str, Any]] = (), kind: str = ""
) -> None:
    text = _standing(draft, line)
    if text is None:
        return
    if line.kind not in _TOLD_AS_FACT and line.kind != "quote":
        text = f"{outlet_name(draft.desk.source(line.article_id))} writes: {text}"
    support = find_support(line, draft.lines, draft.desk, draft.weights)
    draft.supports.update(one.key for one in support)
    if line.kind not in _TOLD_AS_FACT:
        support = support[:1]
    cites = [cite("", one.article_id, one.text, one.start) for one in support]
    draft.add(text, heading, position, kind or line.kind, [*cites, *extra])
    draft.told.append(line)
    names = draft.desk.settings[line.article_id].names_in(line.start, line.end)
    draft.known.update(name.full for name in names if name.kind == PERSON)


def _heading(draft: _Draft, chosen: Sequence[Line], members: Iterable[str]) -> tuple[str, str]:
    desk = draft.desk
    titles = {
        key: str(desk.articles[key].title)
        for key in members
        if desk.is_english(key) and isinstance(desk.articles[key].title, str)
    }
    titles = {key: title for key, title in titles.items() if not is_stale(title, draft.tolls)}
    own = chosen[0].article_id if chosen[0].position < 2 else ""
    told = [line.words for line in chosen]
    heading, holder = find_heading(told, titles, draft.headings, own=own)
    if not heading:
        keys = list(dict.fromkeys(line.article_id for line in chosen))
        heading, holder = find_own_heading(told, [(key, titles[key]) for key in keys if key in titles], draft.headings)
    if heading:
        return heading, holder
    for line in chosen[1:]:  # the opening of the first sentence would be read twice
        clause = main_clause(line.text) if line.kind == "fact" else ""
        words = content_words(clause)
        if clause and not any(overlap(words, content_words(other)) > 0.6 for other in draft.headings):
            return clause, ""
    return "", ""


def _heading_citation(draft: _Draft, heading: str, holder: str) -> list[dict[str, Any]]:
    title = str(draft.desk.articles[holder].title)
    start = title.find(heading)
    return [cite("", holder, heading, start, field="title", side="heading")] if start >= 0 else []


def _is_background(draft: _Draft, line: Line) -> bool:
    """Tell whether all a sentence dates lies long before the story; what goes on "since" then is no background."""
    times = draft.desk.times_of(line)
    begin = _first_day(draft)
    if not times or begin is None or any(time.last_day is None for time in times):
        return False
    text = draft.desk.settings[line.article_id].text
    if any(_SINCE.search(text[line.start : time.start]) for time in times):
        return False
    return all((begin - time.last_day).days > BACKGROUND_DAYS for time in times if time.last_day)


def _first_day(draft: _Draft) -> dt.date | None:
    days = [day for key in {line.article_id for line in draft.lines} if (day := draft.desk.day(key))]
    return min(days, default=None)


def _tell_background(draft: _Draft) -> None:
    """Tell what happened long before, in order of date."""
    found: list[tuple[dt.date, Line]] = []
    desk = draft.desk
    lines = [line for line in draft.lines if line.kind in _TOLD_AS_FACT and _is_background(draft, line)]
    lines = [line for line in lines if _tells_past(draft, line)]
    lines = [line for line in lines if desk.names_shared(line.article_id, line.start, line.end, draft.shared)]
    for line in sorted(lines, key=lambda line: (-draft.scores[line.key], line.key)):
        time = draft.desk.first_time(line)
        if len(found) == 3 or draft.scores[line.key] < 0.15:
            break
        if (
            time is None
            or time.first_day is None
            or _says_again(draft, line, [*draft.told, *(one for _, one in found)])
        ):
            continue
        if any(
            one.key in {line.key for line in find_support(line, draft.lines, draft.desk, draft.weights)}
            for _, one in found
        ):
            continue
        if _standing(draft, line) is not None:
            found.append((time.first_day, line))
    if not found:
        return
    draft.paragraph += 1
    for position, (_, line) in enumerate(sorted(found, key=lambda pair: (pair[0], pair[1].key))):
        _tell_line(draft, line, "Background", position, kind="background")


def _tells_past(draft: _Draft, line: Line) -> bool:
    """Tell whether a sentence dates what happened: "in 2007", not "the 2007 champion", nor what will or would be."""
    time = draft.desk.first_time(line)
    if line.text[0] in _OPENS_QUOTE or (time is not None and _ATTRIBUTE.search(line.text[: time.end - line.start])):
        return False
    if time is None or _YET_TO_COME.search(line.text) or _PERIOD_OF_PLAY.search(time.text):
        return False  # "in the autumn" may be read as the last one
    before = draft.desk.settings[line.article_id].text[max(line.start, time.start - 24) : time.start]
    return bool(time.start == line.start or _DATES.search(f" {before}") or _DATES_ITSELF.search(time.text))
