"""Events: what happened when, read from sentences and merged over the articles that tell of it."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from newslab.events.answers import main_event
from newslab.events.mentions import LEAD, Mention, Name, Sentence, Time, as_time, find_mentions, ordinal
from newslab.events.merge import merge
from newslab.events.statement import reads_alone, state
from newslab.group.copies import witnesses
from newslab.tables import ARTICLES, CITATIONS, COPIES, EVENTS, MEMBERS, MODALITIES, build, check, cite, empty, make_id
from newslab.text.dates import find_dates
from newslab.text.sentences import find_sentences

if TYPE_CHECKING:
    from pathlib import Path

    from newslab.text.embed import Embedder
    from newslab.text.spans import Spans

ACTORS = ("person", "org", "place")  # a subject that names a person and a ministry is about the person
PLACES = ("place",)
NEAR = 2  # characters past a subject within which a name in apposition begins: "the minister, Cho Hyun"
BEFORE_PLACE = re.compile(r"\b(?:in|at|near|outside|off)\s+(?:the\s+)?$")
PASSING_DAYS = 31  # a time wider than a month is history told in passing
HAPPENED = ("happened", "reported")


def find_events(title: str, text: str, published: object = None) -> list[dict[str, Any]]:
    """Find the events that one article tells of.

    Parameters
    ----------
    title : headline, "" if there is none.
    text : the article.
    published : day of publication (ISO text or a date), to which relative dates are resolved.

    Returns
    -------
    list of records, the main event first, then in the order of the text: who, what, where, when, why, how (texts, ""
    where the article does not say), day, first_day, last_day (ISO), precision, edtf, modality, type, text (the
    sentence), field, start, end, score (0 to 1).

    Examples
    --------
    >>> text = "Envoys of Norway met officials in Seoul on Monday. They left on 9 January 2026."
    >>> [(event["day"], event["who"]) for event in find_events("Envoys meet in Seoul", text, "2026-01-06")][0]
    ('2026-01-05', 'Envoys')
    """
    day = ordinal(published)
    anchor = date.fromordinal(day).isoformat() if day else None
    sentences = [_plain_sentence("title", 0, title, 0, day, anchor)] if title and title.strip() else []
    for position, (start, end) in enumerate(find_sentences(text)):
        sentences.append(_plain_sentence("text", start, text[start:end], position, day, anchor))
    mentions = find_mentions(sentences, named=False)
    main = main_event(title or "", text, day, sentences, mentions)
    rest = [
        _record(mention)
        for mention in mentions
        if mention.sentence.field == "text" and mention.frame and not mention.weak
    ]
    rest = [
        record for record in rest if not (main and record["start"] == main["start"] and record["day"] == main["day"])
    ]
    return [main, *rest] if main else rest


def _plain_sentence(field: str, start: int, text: str, position: int, day: int | None, anchor: str | None) -> Sentence:
    times = tuple(filter(None, (as_time(record) for record in find_dates(text, anchor))))
    return Sentence("", field, start, text, position, "fact", day, times)


def _record(mention: Mention) -> dict[str, Any]:
    frame, sentence = mention.frame, mention.sentence
    first, last = _iso(mention.first), _iso(mention.last)
    return {
        "who": frame.who if frame else "",
        "what": frame.did if frame else "",
        "where": frame.where if frame else "",
        "when": mention.when,
        "why": frame.why if frame else "",
        "how": frame.how if frame else "",
        "day": first if first == last else "",
        "first_day": first,
        "last_day": last,
        "precision": mention.precision,
        "edtf": mention.edtf,
        "modality": mention.modality,
        "type": (frame.type if frame else None) or "",
        "text": sentence.text,
        "field": sentence.field,
        "start": sentence.start,
        "end": sentence.start + len(sentence.text),
        "score": round(1 / (1 + sentence.position), 6),
    }


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def build_events(
    articles: pd.DataFrame,
    spans: Spans,
    members: pd.DataFrame,
    *,
    copies: pd.DataFrame | None = None,
    embedding: str | Path | Embedder | Any = "quality",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the dated events of articles, and merge the reports of one happening within each story.

    Parameters
    ----------
    articles : ARTICLES table, n rows.
    spans : what `find_spans` found in them.
    members : MEMBERS table; an article in no story is one of its own.
    copies : COPIES table, so that `n_sources` counts witnesses; None: every article is one.
    embedding : model that compares sentences, as `embed` takes it.

    Returns
    -------
    (EVENTS, CITATIONS), sorted by first_day and event_id. `text` is the best of the cited sentences, trimmed;
    `n_sources` the distinct outlets whose own reports are cited, `n_mentions` the sentences, `n_later` those published after the event;
    `score` 0 and more, higher is more important.

    Raises
    ------
    TableError
        If a table breaks its contract.
    """
    articles = check(articles, ARTICLES).sort_values("article_id", ignore_index=True)
    members = check(members, MEMBERS)
    mentions = find_mentions(read_sentences(articles, spans))
    mentions = _dated_titles(mentions)
    mentions = [one for one in mentions if one.weak or one.frame or one.sentence.field == "title"]
    if not mentions:
        return empty(EVENTS), empty(CITATIONS)
    sources = witnesses(articles, check(copies, COPIES) if copies is not None else empty(COPIES))
    origin = {str(article): str(witness) for article, witness in sources.dropna().items()}
    names = _canonical(spans.names)
    mentions = _once(mentions)
    stories = _story_ids(members)
    top = _top_stories(members)
    groups = [top.get(mention.sentence.article_id, mention.sentence.article_id) for mention in mentions]
    rows: list[dict[str, Any]] = []
    cited: list[dict[str, Any]] = []
    for found in merge(mentions, groups, embedding=embedding):
        told = [mentions[at] for at in found]
        if all(mention.weak or mention.sentence.field == "title" for mention in told):
            continue
        row = _event(told, origin, names, stories)
        rows.append(row)
        cited += _citations(row["event_id"], told)
    if not rows:
        return empty(EVENTS), empty(CITATIONS)
    events = build(rows, EVENTS).sort_values(["first_day", "event_id"], ignore_index=True)
    citations = build(cited, CITATIONS).sort_values(["cited_id", "article_id", "field", "start"], ignore_index=True)
    return events, citations


def _once(mentions: list[Mention]) -> list[Mention]:
    """Keep one mention of a sentence for each span of days."""
    return list({(*_key(mention), mention.first, mention.last): mention for mention in mentions}.values())


def read_sentences(articles: pd.DataFrame, spans: Spans) -> list[Sentence]:
    """Put together each title and sentence with its times and names, in the order of articles and text."""
    times = _by_place(spans.times)
    names = _by_place(spans.names)
    rows = spans.sentences.sort_values(["article_id", "start"], kind="stable")
    by_article: dict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
    for article_id, start, end, position, kind in zip(
        rows["article_id"], rows["start"], rows["end"], rows["position"], rows["kind"], strict=True
    ):
        by_article[str(article_id)].append((int(start), int(end), int(position), str(kind)))
    found = []
    for article in articles.to_dict("records"):
        article_id, text = str(article["article_id"]), str(article["text"])
        day = ordinal(article["published_day"])
        day = day if day is not None else ordinal(article["published"])
        if isinstance(article["title"], str) and article["title"].strip():
            place = (article_id, "title")
            found.append(_sentence(place, (0, len(article["title"]), 0, "fact"), article["title"], day, times, names))
        for row in by_article.get(article_id, []):
            found.append(_sentence((article_id, "text"), row, text, day, times, names))
    return found


Places = Mapping[tuple[str, str], tuple[list[int], list[dict[str, Any]]]]


def _sentence(
    place: tuple[str, str], row: tuple[int, int, int, str], text: str, day: int | None, times: Places, names: Places
) -> Sentence:
    start, end, position, kind = row
    dated = [as_time(record, start) for record in _between(times, place, start, end)]
    named = tuple(
        Name(record["start"] - start, record["end"] - start, record["text"], str(record["kind"]).lower(), _id(record))
        for record in _between(names, place, start, end)
    )
    return Sentence(place[0], place[1], start, text[start:end], position, kind, day, tuple(filter(None, dated)), named)


def _id(record: Mapping[str, Any]) -> str:
    return record["entity_id"] if isinstance(record["entity_id"], str) else str(record["text"])


def _by_place(table: pd.DataFrame) -> Places:
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for record in table.sort_values(["article_id", "field", "start", "end"], kind="stable").to_dict("records"):
        for name in ("first_day", "last_day"):
            if name in record:
                record[name] = None if pd.isna(record[name]) else record[name].isoformat()
        found[(str(record["article_id"]), str(record["field"]))].append(
            {str(key): value for key, value in record.items()}
        )
    return {place: ([int(record["start"]) for record in records], records) for place, records in found.items()}


def _between(places: Places, place: tuple[str, str], start: int, end: int) -> Iterable[dict[str, Any]]:
    starts, records = places.get(place, ([], []))
    for record in records[bisect_right(starts, start - 1) :]:
        if record["start"] >= end:
            return
        if record["end"] <= end:
            yield record


def _dated_titles(mentions: list[Mention]) -> list[Mention]:
    """Give an undated title or lead the day of the first dated event of its article's head."""
    lead: dict[str, Mention] = {}
    for mention in mentions:
        sentence = mention.sentence
        if (
            sentence.field == "text"
            and sentence.position < LEAD
            and not mention.assumed
            and mention.first == mention.last
        ):
            lead.setdefault(sentence.article_id, mention)
    found = []
    for mention in mentions:
        other = lead.get(mention.sentence.article_id)
        if mention.assumed and not mention.weak and other and other.first <= mention.first:
            titled = mention.sentence.field == "title"
            mention = replace(
                mention, first=other.first, last=other.last, precision=other.precision, edtf=other.edtf,
                assumed=not titled,
            )  # fmt: skip
        found.append(mention)
    return found


def _canonical(names: pd.DataFrame) -> dict[str, str]:
    """Give each entity its canonical name, or its most usual one."""
    column = "canonical" if "canonical" in names.columns else "text"
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for entity_id, text in zip(names["entity_id"], names[column], strict=True):
        if isinstance(entity_id, str):
            counts[entity_id][" ".join(str(text).split())] += 1
    return {
        entity_id: min(found, key=lambda text: (-found[text], -len(text), text)) for entity_id, found in counts.items()
    }


def _top_stories(members: pd.DataFrame) -> dict[str, str]:
    """Give each article the largest story that holds it: parts and their whole are merged as one."""
    sizes = members["story_id"].value_counts().to_dict()
    best: dict[str, tuple[int, str]] = {}
    for story_id, article_id in zip(members["story_id"], members["article_id"], strict=True):
        size = (-sizes[story_id], str(story_id))
        best[str(article_id)] = min(best.get(str(article_id), size), size)
    return {article_id: story_id for article_id, (_, story_id) in best.items()}


def _story_ids(members: pd.DataFrame) -> dict[str, list[str]]:
    """Give each article its stories, the smallest first."""
    sizes = members["story_id"].value_counts().to_dict()
    found: dict[str, list[str]] = defaultdict(list)
    for story_id, article_id in zip(members["story_id"], members["article_id"], strict=True):
        found[str(article_id)].append(str(story_id))
    return {article_id: sorted(ids, key=lambda story: (sizes[story], story)) for article_id, ids in found.items()}


def _event(
    told: Sequence[Mention], origin: Mapping[str, str], names: Mapping[str, str], stories: Mapping[str, list[str]]
) -> dict[str, Any]:
    every, told = told, [mention for mention in told if not mention.weak]
    best = max(told, key=lambda mention: (round(_telling(mention, told), 6), *_key(mention)))
    dated = _best_date(told)
    articles = sorted({mention.sentence.article_id for mention in every})
    published = {m.sentence.article_id: m.sentence.published for m in every if m.sentence.published is not None}
    frame = best.frame
    n_sources = len({origin.get(article, article) for article in articles})
    n_later = sum(day > dated.last for day in published.values())
    modality = _modality(told, origin)
    return {
        "event_id": make_id("event", *min(_dated_key(mention) for mention in told)),
        "story_id": _story(articles, stories),
        "text": state(best.sentence.text),
        "who": _named(told, names, "who") or (frame.who if frame else None) or None,
        "did": (frame.did if frame else None) or None,
        "whom": (frame.whom if frame else None) or None,
        "where": _named(told, names, "where") or None,
        "why": next((m.frame.why for m in (best, *told) if m.frame and m.frame.why), None),
        "how": next((m.frame.how for m in (best, *told) if m.frame and m.frame.how), None),
        "type": _commonest([m.frame.type for m in told if m.frame and m.frame.type]),
        "first_day": _iso(dated.first),
        "last_day": _iso(dated.last),
        "precision": dated.precision,
        "edtf": dated.edtf or None,
        "when": next((m.when for m in (best, dated, *told) if m.when and m.first == dated.first), None),
        "modality": modality,
        "n_sources": n_sources,
        "n_mentions": len({_key(mention) for mention in every}),
        "n_later": n_later,
        "score": _importance(told, best, n_sources, n_later, modality in HAPPENED),
    }


def _key(mention: Mention) -> tuple[str, str, int]:
    return mention.sentence.article_id, mention.sentence.field, mention.sentence.start


def _dated_key(mention: Mention) -> tuple[str, str, int, int, int]:
    return *_key(mention), mention.first, mention.last


def _telling(mention: Mention, told: Sequence[Mention]) -> float:
    """Score how well a sentence stands for the event: reads alone, names its actors, is dated, is near the head."""
    if mention.sentence.field == "title":
        return -1.0
    shared = Counter(entity for other in told for entity in other.entities)
    common = sum(shared[entity] for entity in mention.entities) / max(1, sum(shared.values()))
    return (
        reads_alone(mention.sentence.text)
        + 0.4 * common
        + 0.3 * (not mention.assumed)
        + 0.3 * bool(mention.frame and mention.frame.who)
        + 0.2 / (1 + mention.sentence.position)
        - 0.3 * bool(mention.frame and not mention.frame.past)
    )


def _best_date(told: Sequence[Mention]) -> Mention:
    """Choose the date most told, dated ones before assumed, narrow before wide."""
    counts = Counter((mention.first, mention.last) for mention in told if not mention.assumed)
    return min(
        told,
        key=lambda mention: (
            mention.assumed,
            mention.last - mention.first,
            -counts[(mention.first, mention.last)],
            mention.first,
            _key(mention),
        ),
    )


def _story(articles: list[str], stories: Mapping[str, list[str]]) -> str | None:
    """Choose the smallest story that holds all articles of an event, else the largest of the first article."""
    shared = [story for story in stories.get(articles[0], []) if all(story in stories.get(one, []) for one in articles)]
    own = stories.get(articles[0], [])
    return shared[0] if shared else (own[-1] if own else None)


def _named(told: Sequence[Mention], names: Mapping[str, str], slot: str) -> str:
    """Name the actors or the place that most mentions give, by their canonical names."""
    found: list[str] = []
    for mention in told:
        inside = _actors(mention) if slot == "who" else _places(mention)
        if inside:
            found.append(", ".join(dict.fromkeys(names.get(name.entity_id, name.text) for name in inside)))
    return _commonest(found) or ""


def _actors(mention: Mention) -> list[Name]:
    """Give the names in the subject of a mention: those of persons, else of organisations, else of countries."""
    if mention.frame is None or mention.frame.who_span == (0, 0):
        return []
    start, end = (offset + mention.sentence.skip for offset in mention.frame.who_span)
    inside = [name for name in mention.sentence.names if start <= name.start <= end + NEAR]
    for kind in ACTORS:
        if kept := [name for name in inside if name.kind == kind]:
            return kept
    return []


def _places(mention: Mention) -> list[Name]:
    """Give the place in the adjuncts of a mention's verb, else the last place that follows "in", "at" or "near"."""
    places = [name for name in mention.sentence.names if name.kind in PLACES and name.start >= mention.sentence.skip]
    if mention.frame is not None and mention.frame.where_span != (0, 0):
        start, end = (offset + mention.sentence.skip for offset in mention.frame.where_span)
        if kept := [name for name in places if start <= name.start < end]:
            return kept[:1]
    text = mention.sentence.text
    return [name for name in places if BEFORE_PLACE.search(text[: name.start])][:1]


def _commonest(values: Sequence[str | None]) -> str | None:
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def _modality(told: Sequence[Mention], origin: Mapping[str, str]) -> str:
    """Choose the modality most witnesses give; what one says happened is not undone by earlier plans.

    Each witness has one vote, and a denial needs more than half of them: one odd sentence turns no event.
    """
    texts = [mention for mention in told if mention.sentence.field == "text"]
    votes: dict[str, list[str]] = defaultdict(list)
    for mention in texts:
        article = mention.sentence.article_id
        votes[origin.get(article, article)].append(mention.modality)
    counts = Counter(_most(Counter(given)) for given in votes.values())
    if 2 * counts["denied"] <= counts.total():
        counts.pop("denied", None)
    if counts["happened"] and set(counts) <= {"happened", "planned", "possible"}:
        return "happened"
    return _most(counts) if counts.total() else "happened"


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda name: (-counts[name], MODALITIES.index(name)))


def _importance(told: Sequence[Mention], best: Mention, n_sources: int, n_later: int, happened: bool) -> float:
    """Score how much an event matters: witnesses first, then whether it is news of a headline and reads alone."""
    heads = any(mention.sentence.field == "title" for mention in told)
    lead = any(mention.sentence.position < LEAD for mention in told)
    typed = any(mention.frame and mention.frame.type not in (None, "STATEMENT") for mention in told)
    passing = best.last - best.first > PASSING_DAYS
    score = math.log1p(n_sources) + 0.2 * math.log1p(n_later) + 0.5 * heads + 0.3 * lead + 0.4 * typed - 0.3 * passing
    return round(score + reads_alone(best.sentence.text) + 0.2 * happened, 6)


def _citations(event_id: str, told: Sequence[Mention]) -> list[dict[str, Any]]:
    cited = {_key(mention): mention.sentence for mention in told}
    return [
        cite(event_id, sentence.article_id, sentence.text, sentence.start, field=sentence.field)
        for _, sentence in sorted(cited.items())
    ]


__all__ = ["Time", "build_events", "find_events"]
