"""A small story written for these tests: six articles, their tables by hand, one of them hostile if asked."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from newslab.corpus import Corpus
from newslab.digest.passages import build_passages
from newslab.events.state import solve_state
from newslab.pipeline import SPANS
from newslab.tables import CONTRACTS, build, cite, make_id
from newslab.text.dateline import dateline_end
from newslab.text.sentences import find_sentences
from newslab.text.spans import Spans

STORY = "story-ferry"
TEXTS = {
    "a1": (
        "Northern Wire", "2026-02-03T09:30:00", "Halden and Vikholm open first joint ferry line",
        "HALDEN, Feb. 2 (Northern Wire) -- Halden and Vikholm opened their first joint ferry line on Monday, ending nine "
        "years of talks. Transport Minister Marta Okafor cut the ribbon in Halden harbour with Vikholm mayor Jon Sel. "
        "The ferry will carry 240 cars a day between Halden and Vikholm. Okafor said the line would be free for ambulances.\n"
        "A bridge that linked Halden and Vikholm collapsed in 1953 after two winters of ice. "
        "Halden and Vikholm agreed on a study of a new crossing in 2010.",
    ),
    "a2": (
        "The Vikholm Post", "2026-02-03T12:00:00", "Ferry line to Halden opens after nine years of talks",
        "Halden and Vikholm opened a joint ferry line on Monday after nine years of talks. "
        "The ferry will carry 190 cars a day between Halden and Vikholm, the harbour office said. "
        "Mayor Jon Sel thanked the fishermen of Vikholm for their patience. She said nothing about fares. "
        "The fishermen fear that the ferry will drive the herring out of the bay. The fishermen asked for a count of the herring. A count of the herring takes the boats a week. ",
    ),
    "a3": (
        "Coast Daily", "2026-02-03T18:00:00", "Halden and Vikholm open first joint ferry line",
        "HALDEN, Feb. 2 (Northern Wire) -- Halden and Vikholm opened their first joint ferry line on Monday, ending nine "
        "years of talks. Transport Minister Marta Okafor cut the ribbon in Halden harbour with Vikholm mayor Jon Sel.",
    ),
    "a4": (
        "Harbour Review", "2026-02-04T08:00:00", "Fares on the new Halden ferry stay open until summer",
        "Fares on the Halden ferry will be set in June 2026, the harbour office said on Tuesday. "
        "The line is the first ferry that the two towns run together. "
        "The new line is a triumph of patience that bigger towns should envy.",
    ),
    "a5": ("Le Phare", "2026-02-04T10:00:00", "Un bac relie Halden et Vikholm", "Un bac relie depuis lundi les deux villes de Halden et Vikholm."),
    "a6": (
        "Bay Radio", "2026-02-05T07:00:00", "Herring fishermen file complaint against Halden ferry",
        "Herring fishermen from Vikholm filed a complaint against the Halden ferry on Wednesday. "
        "Their lawyer, Ida Brandt, said that the ferry crosses the spawning ground. "
        "She asked the court in Halden to halt the ferry until the herring are counted.",
    ),
}  # fmt: skip
DAYS = {"Monday": "2026-02-02", "Tuesday": "2026-02-03", "Wednesday": "2026-02-04"}
_DAY = r"\b(Monday|Tuesday|Wednesday|1953|2010|June 2026)\b"
PERSONS = {"Okafor": "Marta Okafor", "Sel": "Jon Sel", "Brandt": "Ida Brandt"}

EVENTS = (
    ("e0", "A bridge that linked Halden and Vikholm collapsed.", "1953-01-01", "1953-12-31", "year", "happened", [("a1", "1953")]),
    ("e1", "Halden and Vikholm agreed on a study.", "2010-01-01", "2010-12-31", "year", "happened", [("a1", "2010")]),
    ("e2", "Halden and Vikholm opened a joint ferry line.", "2026-02-02", "2026-02-02", "day", "happened", [("a1", "opened"), ("a2", "opened")]),
    ("e3", "The line is the first ferry that the two towns run together.", "2026-02-03", "2026-02-03", "day", "happened", [("a4", "first ferry")]),
    ("e4", "Herring fishermen filed a complaint.", "2026-02-04", "2026-02-04", "day", "happened", [("a6", "complaint")]),
    ("e5", "Fares will be set.", "2026-06-01", "2026-06-30", "month", "planned", [("a4", "Fares")]),
)  # fmt: skip


def make_corpus(texts: dict[str, tuple[str, str, str, str]] | None = None, **changes: Any) -> Corpus:
    """Build the corpus of the story; `changes` replace columns of its articles."""
    texts = texts or TEXTS
    rows = [
        {
            "article_id": key, "source": source, "title": title, "text": text, "published": day, "published_day": day[:10],
            "language": "fr" if key == "a5" else "en", "url": f"https://news.example/{key}",
        }
        for key, (source, day, title, text) in texts.items()
    ]  # fmt: skip
    articles = build([{**row, **changes} for row in rows], CONTRACTS["articles"])
    tables = {"articles": articles, **_spans(articles), **_story(articles)}
    own = build(tables.pop("_cites"), CONTRACTS["citations"])
    events = {(one.article_id, one.start): one.cited_id for one in own.itertuples() if one.cited_id.startswith("e")}
    places = zip(tables["statements"]["article_id"], tables["statements"]["sentence_start"], strict=True)
    owned = pd.Series([events.get(place) for place in places], dtype=tables["statements"]["event_id"].dtype)
    tables["statements"] = tables["statements"].assign(event_id=owned)
    made = Corpus(**tables)
    spans = Spans(**{name: made.tables[name] for name in SPANS})
    english = articles[articles["language"] == "en"]
    solved = solve_state(english, spans, made.members, copies=made.copies)
    tables |= {"state": solved.state, "citations": pd.concat([own, solved.citations], ignore_index=True)}
    passages, cited = build_passages(tables)
    citations = pd.concat([tables["citations"], cited], ignore_index=True)
    return Corpus(**{**tables, "passages": passages, "citations": citations})


def _spans(articles: pd.DataFrame) -> dict[str, pd.DataFrame]:
    rows: dict[str, list[dict[str, Any]]] = {"sentences": [], "names": [], "times": [], "statements": []}
    for row in articles.itertuples():
        if row.language != "en":
            continue
        for position, (start, end) in enumerate(find_sentences(row.text)):
            words = row.text[start:end]
            kind = "opinion" if "triumph" in words else "attributed" if " said " in words else "fact"
            role = "opinion" if kind == "opinion" else "background" if re.search(r"\d{4}", words[-40:]) else "news"
            place = {"article_id": row.article_id, "start": start, "end": end}
            rows["sentences"].append({**place, "position": position, "kind": kind, "role": role, "p": 0.9})
            rows["statements"].append(_statement(place, words))
        for match in re.finditer(r"(?:Marta |Jon |Ida )?(Okafor|Sel|Brandt)\b", row.text):
            rows["names"].append(_span(row.article_id, match, kind="person", entity_id=PERSONS[match[1]]))
        for match in re.finditer(r"\b(Halden|Vikholm)\b", row.text):
            rows["names"].append(_span(row.article_id, match, kind="place", entity_id=match[1]))
        for match in re.finditer(_DAY, row.text):
            first, last, precision = _days(match[1])
            rows["times"].append(
                _span(row.article_id, match, type="DATE", first_day=first, last_day=last, precision=precision)
            )
    return {name: build(found, CONTRACTS[name]) for name, found in rows.items()}


def _statement(place: dict[str, Any], words: str) -> dict[str, Any]:
    """Return a sentence as the one statement that it makes, read by hand."""
    start, end = place["start"] + dateline_end(words), place["end"] - 1
    day = next((_days(match[1]) for match in re.finditer(_DAY, words)), None)
    said = re.search(r"the harbour office said|Okafor said", words)
    return {
        "statement_id": f"statement-{place['article_id']}-{place['start']}", "article_id": place["article_id"], "start": start, "end": end,
        "sentence_start": place["start"], "sentence_end": place["end"], "main": True, "predicate": "open", "predicate_start": start,
        "predicate_end": end, "who": "Ida Brandt" if words.startswith("She asked") else " ".join(words[dateline_end(words) :].split()[:2]),
        "first_day": day[0] if day else None, "last_day": day[1] if day else None, "day_basis": "relative" if day else "publication",
        "modality": "planned" if " will " in words else "happened", "attributed_to": said.group() if said else None,
        "attributed_start": place["start"] + said.start() if said else 0, "attributed_end": place["start"] + said.end() if said else 0,
        "alone": not re.match(r"She |Their |The fishermen asked", words), "p": 0.9,
    }  # fmt: skip


def _span(article_id: str, match: re.Match[str], **more: Any) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "field": "text",
        "start": match.start(),
        "end": match.end(),
        "text": match.group(),
        **more,
    }


def _days(text: str) -> tuple[str, str, str]:
    if text in DAYS:
        return DAYS[text], DAYS[text], "day"
    if text == "June 2026":
        return "2026-06-01", "2026-06-30", "month"
    return f"{text}-01-01", f"{text}-12-31", "year"


def _story(articles: pd.DataFrame) -> dict[str, Any]:
    ids = articles["article_id"].tolist()
    text = dict(zip(ids, articles["text"], strict=True))
    cites: list[dict[str, Any]] = []

    def quote(cited_id: str, article_id: str, piece: str, side: str = "") -> None:
        start, end = next(
            span for span in find_sentences(text[article_id]) if piece in text[article_id][span[0] : span[1]]
        )
        cites.append(cite(cited_id, article_id, text[article_id][start:end], start, side=side))

    events = []
    for key, words, first, last, precision, modality, quoted in EVENTS:
        events.append({
            "event_id": key, "story_id": STORY, "text": words, "first_day": first, "last_day": last, "precision": precision,
            "modality": modality, "n_sources": len(quoted), "score": 1.0,
        })  # fmt: skip
        for article_id, piece in quoted:
            quote(key, article_id, piece)
    quote("c1", "a1", "240 cars", "a")
    quote("c1", "a2", "190 cars", "b")
    tables = _tables(articles) | {"events": events}
    return {**{name: build(rows, CONTRACTS[name]) for name, rows in tables.items()}, "_cites": cites}


def _tables(articles: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    ids = articles["article_id"].tolist()
    return {
        "stories": [
            {"story_id": STORY, "title": articles["title"].iloc[0], "first_day": "2026-02-02", "last_day": "2026-02-05", "n_articles": 6, "n_sources": 6},
            {"story_id": "story-fish", "parent_id": STORY, "title": articles["title"].iloc[-1], "n_articles": 1, "n_sources": 1},
        ],
        "members": [{"story_id": STORY, "article_id": key, "score": 1.0} for key in ids] + [{"story_id": "story-fish", "article_id": "a6"}],
        "copies": [{"article_id": "a3", "origin_id": "a1", "kind": "syndicated", "similarity": 0.9}],
        "contrasts": [{
            "contrast_id": "c1", "story_id": STORY, "kind": "number", "subject": "the number: cars", "source": articles["source"].iloc[0],
            "value": "240", "other": articles["source"].iloc[1], "other_value": "190", "verdict": "contradiction",
            "reason": "one says 240, the other 190 cars a day", "score": 1.0, "p": 1.0, "shown": True,
        }],
        "coverage": [
            {"story_id": STORY, "source": source, "share": 0.2, "n": 1, "expected": 1.0, "low": 0.04, "high": 0.6}
            for source in sorted(set(articles["source"]))
        ],
        "emphasis": [
            {"story_id": STORY, "source": articles["source"].iloc[1], "term": term, "weight": 1.4, "z": 2.4, "n": 1, "low": 0.4, "high": 2.3, "q": 0.05}
            for term in ("fishermen", "herring")
        ],
        "images": [{"article_id": "a1", "position": 0, "url": "https://news.example/ribbon.jpg", "caption": "The ribbon is cut in Halden.",
                    "credit": "Northern Wire"}],
        "topics": [{"topic_id": "t1", "label": "ferry, herring, harbour", "words": ["ferry"], "n_articles": 6}],
        "article_topics": [{"article_id": key, "topic_id": "t1", "weight": 1.0} for key in ids],
        "topic_trend": [{"topic_id": "t1", "source": "Bay Radio", "period": "2026-02-02", "n": 1, "share": 1.0, "low": 0.2, "high": 1.0}],
        "problems": [{"place": "feed.xml", "offset": 3, "reason": "no text", "detail": make_id("entry", 3)}],
    }  # fmt: skip
