"""The state of a story: what happened, to whom, where and when, its toll and cause, what is known now and what comes
next.

Solved over all articles of a story at once. A fact is a sentence with those of other articles that tell the same;
facts are weighed by how much they matter (`importance`) and by how many origins tell them, and each takes the slot
that its main statement gives it. Values that grew (a toll) keep what they replaced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.events.compose import compose
from newslab.events.importance import Weight
from newslab.events.shared import TOLD, Members, Sentence, find_holders, share, weigh_words
from newslab.events.titles import Titled, score_titles
from newslab.events.told import NO_NEWS, SURE, Told, read_told, updated_days
from newslab.events.toll import Toll, find_tolls
from newslab.events.types import find_type
from newslab.events.votes import vote_day
from newslab.events.weighing import Reading
from newslab.group.cited import CitedOrigins
from newslab.tables import ARTICLES, CITATIONS, COPIES, MEMBERS, STATE, build, check, cite, empty, make_id
from newslab.text.dateline import dateline_end
from newslab.text.whole import is_whole

if TYPE_CHECKING:
    from newslab.text.spans import Spans

LEAST_WORDS: Final = 4  # content words of a sentence that can be a fact
MOST_WEIGHED: Final = 400  # sentences of a story that are held against all, the most important first
MOST_FACTS: Final = 24
MOST_HEADS: Final = 3  # titles that can head a story, the likeliest first
LONG_BEFORE: Final = 45  # days before a story's first article from which what happened is its background
LATE: Final = 2  # days between what an article and the others give for the main event: one is of another time
NEWS: Final = ("happened", "ongoing", "planned")
LEAD: Final = 3  # sentences at the head of an article
NEAR_MAIN: Final = 0.5  # of what the main event's sentence matters, from which another can be the newest status
AFTER: Final = pd.Timedelta(hours=12)  # from the first report of what happened to one of a newer status
_CAUSING: Final = frozenset(("cause", "trigger", "blame", "attribute", "spark", "prompt", "stem", "result", "ignite"))


@dataclass(frozen=True)
class State:
    """STATE, the CITATIONS of its values, and MEMBERS with the articles whose own days contradict the others marked."""

    state: pd.DataFrame
    citations: pd.DataFrame
    members: pd.DataFrame


@dataclass
class Fact:
    """A sentence of weight, and the sentence of each article that tells it, its own first."""

    leader: Sentence
    weight: Weight
    tellers: dict[str, Sentence]
    slot: str = "fact"
    place: int = 0  # on the page, from 1; 0: not told there


@dataclass
class _Story:
    """One story being solved."""

    story_id: str
    lines: list[Sentence]
    p: Mapping[tuple[str, int], Weight]
    told_at: Mapping[str, Any]
    events: Mapping[str, str]  # statement_id -> event_id
    tolls: Sequence[Toll]
    whole: Members
    origins: CitedOrigins
    titles: Mapping[str, Titled]
    heads: Mapping[str, float]  # article_id -> how surely its title can head the story
    updated: Collection[str] = ()  # articles whose text is later than the day they bear
    facts: list[Fact] = field(default_factory=list)

    @property
    def all_origins(self) -> int:
        """The number of distinct origins of the story."""
        return len(self.whole.origins({line.article for line in self.whole.lines}))

    def n_origins(self, tellers: Iterable[Sentence | Titled], field: str = "text") -> int:
        """Count the independent origins of what sentences, or titles, tell."""
        return len(set(self.origins.of((one.article, field, one.start) for one in tellers).values()))

    def first_told(self, articles: Iterable[str]) -> Any:
        """Return when the first of some articles was published, NaT where none is known."""
        return min((self.told_at[key] for key in articles if not pd.isna(self.told_at[key])), default=pd.NaT)


def build_state(
    events: pd.DataFrame,
    citations: pd.DataFrame,
    spans: Spans,
    members: pd.DataFrame,
    *,
    articles: pd.DataFrame,
    copies: pd.DataFrame | None = None,
    weights: str | Path | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Solve the state of every story: its slots, each with its newest value and what that replaced.

    Parameters
    ----------
    events, citations : EVENTS and the CITATIONS of them, as `build_events` gives them.
    spans : what `find_spans` found.
    members : MEMBERS table.
    articles : ARTICLES table.
    copies : COPIES table, so that copies are no further origins; None: every article is one.
    weights : folder of other weights, as `load_weights` reads them.

    Returns
    -------
    (STATE, CITATIONS), ordered by story_id and `rank`, the weightiest value of a slot first. The cited sentences of a
    value are all that tell it, one an article, the one it is worded by first.

    Raises
    ------
    TableError
        If a table breaks its contract.
    """
    found = solve_state(articles, spans, members, copies=copies, weights=weights)
    return found.state, found.citations


def solve_state(
    articles: pd.DataFrame,
    spans: Spans,
    members: pd.DataFrame,
    *,
    copies: pd.DataFrame | None = None,
    weights: str | Path | None = None,
) -> State:
    """Solve as `build_state` does, and mark the articles whose own days contradict the others."""
    articles = check(articles, ARTICLES).sort_values("article_id", ignore_index=True)
    members = check(members, MEMBERS)
    reading = Reading.of(articles, spans)
    origins = CitedOrigins(articles, check(copies, COPIES) if copies is not None else empty(COPIES))
    told_at = {str(row.article_id): _moment(row) for row in articles.itertuples()}
    told = {one.key: one for one in read_told(articles, spans)}
    tolls = find_tolls(spans, reading.sentences)
    owners = spans.statements.dropna(subset=["event_id"])
    event_of = dict(zip(owners["statement_id"].astype(str), owners["event_id"].astype(str), strict=True))
    updated = updated_days(spans.times)
    rows: list[dict[str, Any]] = []
    cites: list[dict[str, Any]] = []
    doubts: dict[tuple[str, str], str] = {}
    for one in reading.weigh(members, origins.outlets, weights=weights):
        prose = [line for line in one.whole.lines if line.key in one.weights and _is_prose(line)]
        lines = [line for line in prose if len(line.words) >= LEAST_WORDS]
        heads = score_titles(reading.titles, one.whole, one.weights, weights=weights)
        mine = [toll for key in one.articles for toll in tolls.get(key, ())]
        story = _Story(
            one.story_id,
            lines,
            one.weights,
            told_at,
            event_of,
            mine,
            one.whole,
            origins,
            reading.titles,
            heads,
            updated,
        )
        story.facts = _find_facts(story, _compose(story, prose, weights))
        made, cited, doubted = _solve(story, told)
        rows += made
        cites += cited
        why = {article: "updated" for article in one.articles if article in updated} | doubted
        doubts |= {(one.story_id, article): reason for article, reason in why.items()}
    pairs = zip(members["story_id"].astype(str), members["article_id"].astype(str), strict=True)
    marks = pd.Series([doubts.get(pair) for pair in pairs], index=members.index, dtype=members["doubt"].dtype)
    return State(build(rows, STATE), build(cites, CITATIONS), members.assign(doubt=marks))


def _moment(row: Any) -> Any:
    return pd.Timestamp(row.published_day, tz="UTC") if pd.isna(row.published) else row.published


def _is_prose(one: Sentence) -> bool:
    """Tell whether a sentence is prose of its article that asserts something."""
    sure = one.row.get("role, sure", 1.0) >= SURE
    return not (one.role in NO_NEWS and sure) and one.main is not None and not one.row["asks"]


def _compose(story: _Story, prose: Sequence[Sentence], weights: str | Path | None) -> list[Sentence]:
    """Choose the sentences of a story's page, in order: nobody's own view, and no toll that a newer one replaced."""
    head = next((titles[0].bag for titles, _ in _heads(story)), frozenset())
    stale = {one.sentence.key for _, held, newer in _grown_tolls(story) if newer for one in held}
    whole = [one for one in prose if is_whole(one.text[dateline_end(one.text) :]) and one.key not in stale]
    plain = [one for one in whole if one.kind != "opinion"]
    return compose(plain or whole, story.whole.lines, story.p, head, story.all_origins, weights=weights)


# ----------------------------------------------------------------------------------------------------------------- facts


def _find_facts(story: _Story, page: Sequence[Sentence]) -> list[Fact]:
    """Choose the sentences of the page, then those of weight that tell what no other does, each with who else tells it."""
    placed = {one.key: place for place, one in enumerate(page, start=1)}
    others = sorted(story.lines, key=lambda one: (-_worth(story, one), one.key))[:MOST_WEIGHED]
    candidates = [*page, *(one for one in others if one.key not in placed)]
    if not candidates:
        return []
    weight = weigh_words([*story.lines, *page])
    chosen: list[Fact] = []
    for one, best in zip(candidates, find_holders(candidates, story.lines or page, weight), strict=True):
        others_tell = {key: other for key, (other, part) in best.items() if key != one.article and part >= TOLD}
        tellers = {one.article: one} | others_tell
        known = next((fact for fact in chosen if _is_told(one, fact.leader, weight, story.events)), None)
        if one.key in placed or (known is None and len(chosen) < MOST_FACTS):
            chosen.append(Fact(one, story.p[one.key], tellers, place=placed.get(one.key, 0)))
        elif known is not None and share(known.leader.words, one.words, weight) >= TOLD:
            known.tellers = known.tellers | {key: line for key, line in tellers.items() if key not in known.tellers}
    return chosen


def _worth(story: _Story, one: Sentence) -> float:
    """Rank a sentence by how much it matters and whether it can be told by itself."""
    return round(story.p[one.key].whole * one.readable, 6)


def _is_told(one: Sentence, by: Sentence, weight: Mapping[str, float], events: Mapping[str, str]) -> bool:
    """Tell whether a sentence tells nothing that another does not: that one holds it, or their main statements tell
    one event.
    """
    mine, theirs = (events.get(str(two.main["statement_id"])) if two.main else None for two in (one, by))
    return (mine is not None and mine == theirs) or share(one.words, by.words, weight) >= TOLD


# ----------------------------------------------------------------------------------------------------------------- slots


def _solve(
    story: _Story, told: Mapping[str, Told]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, str]]:
    """Return the rows of a story's state, their citations, and the articles whose days are in doubt."""
    if not story.facts:
        return [], [], {}
    main = max(story.facts, key=lambda fact: (_mainness(fact), -story.facts.index(fact)))
    day, doubted = _when(story, main, told)
    _give_slots(story, main)
    book = _Book(story, story.events.get(str((main.leader.main or {})["statement_id"])))
    for fact in [main, *(one for one in story.facts if one is not main)]:
        words = " ".join(fact.leader.text.split())
        book.add(fact.slot, words, list(fact.tellers.values()), fact.weight.matters, place=fact.place)
    if day is not None:
        first = date.fromordinal(day.first or 0).isoformat()
        value = first if day.first == day.last else day.edtf or first
        book.add("when", value, list(main.tellers.values()), 1.0)
    for titles, p in _heads(story):
        book.add("headline", titles[0].text, titles, p, field="title")
    for slot in ("who", "where"):
        for value, lines in _named(main, slot)[:1]:
            book.add(slot, value, lines, len(lines) / len(main.tellers))
    since = day.first if day is not None else None
    for value, held, newer in _grown_tolls(story, since):
        book.add("toll", value, list({one.article: one.sentence for one in held}.values()), 1.0, replaced_by=newer)
    return book.rows, book.cites, doubted


def _mainness(fact: Fact) -> tuple[bool, float]:
    """Rank what a story can be about: news that happened or is to, not long ago; then how surely a page must tell it."""
    main, one = _core(fact.leader) or {}, fact.leader
    news = one.role == "news" and not one.row.get("long ago") and main.get("modality") in NEWS
    return news, round(fact.weight.leads * one.readable, 6)


def _when(story: _Story, main: Fact, told: Mapping[str, Told]) -> tuple[Told | None, dict[str, str]]:
    """Vote the day of the main event, and find the articles whose own day for it contradicts that of two more origins.

    Such a text was crawled later, is a first version or was updated: what it calls Sunday is another Sunday. What shows
    by itself that it was updated has no vote beside others.
    """
    cores = [core for one in main.tellers.values() if (core := _core(one)) is not None]
    every = [row for one in main.tellers.values() for row in one.statements]
    for rows in (cores, every):  # the clause that is told may bear no day itself
        days = [told[str(row["statement_id"])] for row in rows if str(row["statement_id"]) in told]
        origin = story.origins.of((one.article, one.field, one.start) for one in days)
        best = vote_day([one for one in days if one.article not in story.updated], origin) or vote_day(days, origin)
        if best is not None:
            return best, _doubted(origin, days, best)
    return None, {}


def _doubted(origin: Mapping[str, str], days: Sequence[Told], best: Told) -> dict[str, str]:
    """Return the articles whose own relative day is days away from one that two other origins give."""
    told_by = {origin.get(one.article, one.article) for one in days if one.first == best.first}
    found: dict[str, str] = {}
    for one in days:
        away = (one.first or 0) - (best.first or 0)
        others = told_by - {origin.get(one.article, one.article)}
        if one.basis == "relative" and one.first is not None and abs(away) > LATE and len(others) > 1:
            found[one.article] = "crawled later" if away > 0 else "first version"
    return found


def _core(one: Sentence) -> Mapping[str, Any] | None:
    """Return the statement that a sentence is about: its main one, or the first of what that says somebody said."""
    main = one.main
    if main is None or find_type(str(main["predicate"]).split(" ")[0]) != "STATEMENT":
        return main
    return next((row for row in one.statements if row is not main and row["modality"] != "none"), main)


def _give_slots(story: _Story, main: Fact) -> None:
    """Give each fact the slot that its main statement calls for; the newest that a page must tell is the status."""
    begin = min((one.published for one in story.lines if one.published is not None), default=None)
    for fact in story.facts:
        fact.slot = "what" if fact is main else _slot(fact.leader, begin)
    first = story.first_told(main.tellers)
    told = [(story.first_told(fact.tellers), fact) for fact in story.facts if _is_status(fact, main)]
    later = [(moment, fact) for moment, fact in told if moment > first + AFTER]  # never where a moment is unknown
    if later:
        newest = max(moment for moment, _ in later)
        next(fact for moment, fact in later if moment > newest - AFTER).slot = "status"


def _is_status(fact: Fact, main: Fact) -> bool:
    """Tell whether a fact can be a story's status: news that a page must tell, of what happened."""
    one = fact.leader
    news = fact.slot in ("fact", "cause") and one.role == "news" and bool(one.row.get("modality happened"))
    return news and fact.weight.leads >= NEAR_MAIN * main.weight.leads


def _slot(one: Sentence, begin: int | None) -> str:
    main = _core(one) or {}
    last = main.get("last_day", pd.NaT)
    before = 0 if begin is None or pd.isna(last) else begin - last.toordinal()  # days before the story's first article
    if before > LONG_BEFORE and main.get("modality") in ("happened", "ongoing"):
        return "background"
    if one.role == "quote" or one.kind == "opinion":
        return "reaction"
    if main.get("modality") == "planned":
        return "next"
    if any(str(row["predicate"]).split(" ")[0] in _CAUSING for row in one.statements if row["modality"] != "none"):
        return "cause"
    return "background" if one.role == "background" and before > LATE else "fact"


def _heads(story: _Story) -> list[tuple[list[Titled], float]]:
    """Return the titles that can head a story, the likeliest first, each with its probability."""
    found: dict[str, list[str]] = defaultdict(list)
    for key in sorted(story.heads, key=lambda key: (-story.heads[key], key)):
        found[story.titles[key].text].append(key)
    return [([story.titles[key] for key in keys], story.heads[keys[0]]) for keys in list(found.values())[:MOST_HEADS]]


def _named(main: Fact, name: str) -> list[tuple[str, list[Sentence]]]:
    """Return what the tellers of a fact give for who or where, the commonest first."""
    found: dict[str, list[Sentence]] = defaultdict(list)
    for one in main.tellers.values():
        value = (_core(one) or {}).get(name)
        if isinstance(value, str) and value:
            found[" ".join(value.split())].append(one)
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def _grown_tolls(story: _Story, since: int | None = None) -> Iterator[tuple[str, Sequence[Toll], str | None]]:
    """Give the dead, hurt and missing as they grew, each with who counts them and the value that replaced it."""
    by_harm: dict[str, dict[str, list[Toll]]] = defaultdict(lambda: defaultdict(list))
    for one in story.tolls:
        if since is None or one.day is None or one.day >= since - 1:
            by_harm[one.harm][one.value].append(one)
    for harm in ("killed", "injured", "missing"):
        kept = {value: held for value, held in by_harm[harm].items() if _counts(story, held)}
        moments = {value: story.first_told(one.article for one in held) for value, held in kept.items()}
        known = [value for value in kept if not pd.isna(moments[value])]
        grown = sorted(known, key=lambda value: (moments[value], kept[value][0].n, value))
        for value, newer in zip(grown, [*grown, None][1:], strict=True):
            yield f"{value} {harm}", kept[value], f"{newer} {harm}" if newer else None


def _counts(story: _Story, held: Sequence[Toll]) -> bool:
    """Tell whether a toll is of the main event: a third of the origins give it, and where that is one, at its head."""
    n_origins = story.n_origins(one.sentence for one in held)
    return 3 * n_origins >= min(story.all_origins, 6) and (
        n_origins > 1 or any(one.sentence.position < LEAD for one in held)
    )


@dataclass
class _Book:
    """The rows of a story's state as they are entered."""

    story: _Story
    event_id: str | None
    rows: list[dict[str, Any]] = field(default_factory=list)
    cites: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        slot: str,
        value: str,
        tellers: Sequence[Sentence | Titled],
        p: float,
        *,
        replaced_by: str | None = None,
        place: int = 0,
        field: str = "text",
    ) -> None:
        """Enter a value that sentences, or titles, tell; once."""
        story, articles = self.story, [one.article for one in tellers]
        key = make_id("state", story.story_id, slot, value)
        if any(row["state_id"] == key for row in self.rows):
            return
        row: dict[str, Any] = {
            "state_id": key,
            "story_id": story.story_id,
            "event_id": self.event_id,
            "slot": slot,
            "value": value,
        }
        row |= {"rank": len(self.rows), "p": round(min(1.0, p), 6), "replaced_by": replaced_by, "place": place}
        row |= {"n_origins": story.n_origins(tellers, field), "first_told": story.first_told(articles)}
        self.rows.append(row)
        self.cites += [cite(key, one.article, one.text, one.start, field=field) for one in tellers]
