"""The main event of an article against human answers: who, what, when, where, why, how, and its day."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

from newslab.errors import ReadError
from newslab.evaluate import Evaluation

QUESTIONS = ("who", "what", "when", "where", "why", "how")
RESAMPLES = 1_000
WORD = re.compile(r"\w+")
Answer = Callable[[Mapping[str, Any]], Mapping[str, str]]


def evaluate(data: Path, *, against: bool = False) -> Evaluation:
    """Score the answers for each article of a gold file.

    Parameters
    ----------
    data : `gold.jsonl` or its folder: article_id, title, text, published, gold (question -> accepted phrases).
        A file `stories/gold_standard.jsonl` beside the folder gives the story of each article, by which the rows are
        parted and resampled.
    against : also score the naive reference: title, first named actor, first place, day of publication.

    Returns
    -------
    Evaluation: a row for all, and one for each story.
    A figure is the mean token F1 of the best accepted phrase over the articles that have one; `day` is the share of
    articles whose day is among the gold days; `<figure>_low` and `_high` bound 95 % when stories are resampled.

    Raises
    ------
    ReadError
        If there is no gold file.
    """
    path = _gold_file(Path(data))
    articles = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    stories = _stories(path, articles)
    ours = [_answers(article) for article in articles]
    naive = [_naive_answers(article) for article in articles] if against else []
    rows = []
    for name, kept in _parts(articles, stories).items():
        row: dict[str, Any] = {"data": name, "n": len(kept)}
        row |= _figures([(articles[at], ours[at]) for at in kept])
        if against:
            reference = _figures([(articles[at], naive[at]) for at in kept])
            row |= {f"naive_{figure}": value for figure, value in reference.items()}
        rows.append(row)
    rows[0] |= _intervals(articles, ours, stories)
    records = [{"article_id": article["article_id"], **answer} for article, answer in zip(articles, ours, strict=True)]
    return Evaluation("events", rows, records)


def _gold_file(data: Path) -> Path:
    path = data if data.is_file() else next(iter(sorted(data.rglob("gold.jsonl"))), None)
    if path is None:
        raise ReadError(f"{data}: expected gold.jsonl, found none")
    return path


def _stories(path: Path, articles: list[dict[str, Any]]) -> list[str]:
    """Give the story of each article, where it is known; else each article is one of its own."""
    beside = path.parent.parent / "stories" / "gold_standard.jsonl"
    known: dict[str, str] = {}
    if beside.is_file():
        rows = [json.loads(line) for line in beside.read_text("utf-8").splitlines() if line.strip()]
        known = {row["article_id"]: str(row["story"]) for row in rows}
    return [
        str(article.get("story") or known.get(article["article_id"], article["article_id"])) for article in articles
    ]


def _parts(articles: list[dict[str, Any]], stories: list[str]) -> dict[str, list[int]]:
    names = sorted(set(stories))
    every = list(range(len(articles)))
    if len(names) < 2 or len(names) == len(articles):
        return {"all": every}
    return {"all": every} | {name: [at for at in every if stories[at] == name] for name in names}


def _figures(pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, str]]]) -> dict[str, float]:
    scores: dict[str, list[float]] = {question: [] for question in (*QUESTIONS, "day")}
    for article, answer in pairs:
        for question, value in score_answer(answer, article["gold"]).items():
            scores[question].append(value)
    return {question: fmean(values) if values else float("nan") for question, values in scores.items()}


def score_answer(answer: Mapping[str, str], gold: Mapping[str, list[Mapping[str, Any]]]) -> dict[str, float]:
    """Score one article's answers: token F1 of the best accepted phrase per question, and whether the day is right.

    Examples
    --------
    >>> gold = {"who": [{"text": "the mayor"}], "when": [{"text": "Monday", "parsed": "2024-03-04"}]}
    >>> score_answer({"who": "mayor", "when": "on Monday", "day": "2024-03-04"}, gold)
    {'who': 0.6666666666666666, 'when': 0.6666666666666666, 'day': 1.0}
    """
    scores = {}
    for question in QUESTIONS:
        phrases = [phrase["text"] for phrase in gold.get(question, [])]
        if phrases:
            scores[question] = max(token_f1(answer.get(question, ""), phrase) for phrase in phrases)
    days = {phrase.get("parsed") for phrase in gold.get("when", [])} - {None, ""}
    if days:
        scores["day"] = float(answer.get("day", "") in days)
    return scores


def token_f1(ours: str, gold: str) -> float:
    """Return the F1 of the words of two phrases, case folded, as bags.

    Examples
    --------
    >>> token_f1("the German consulate", "German consulate in Mazar")
    0.5714285714285714
    """
    left, right = (Counter(WORD.findall(text.casefold())) for text in (ours, gold))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def _intervals(articles: list[dict[str, Any]], answers: list[dict[str, str]], stories: list[str]) -> dict[str, float]:
    """Bound each figure by resampling whole stories: articles of one story are not independent."""
    names = sorted(set(stories))
    members = {name: [at for at, story in enumerate(stories) if story == name] for name in names}
    draw = random.Random(0)
    scored = [score_answer(answer, article["gold"]) for article, answer in zip(articles, answers, strict=True)]
    found: dict[str, list[float]] = {question: [] for question in (*QUESTIONS, "day")}
    for _ in range(RESAMPLES):
        drawn = [scored[at] for name in draw.choices(names, k=len(names)) for at in members[name]]
        for question, values in found.items():
            kept = [score[question] for score in drawn if question in score]
            if kept:
                values.append(fmean(kept))
    bounds = {}
    for question, values in found.items():
        if values:
            values.sort()
            bounds[f"{question}_low"] = values[int(0.025 * len(values))]
            bounds[f"{question}_high"] = values[int(0.975 * len(values)) - 1]
    return bounds


def _answers(article: Mapping[str, Any]) -> dict[str, str]:
    from newslab.events.main_event import find_events

    found = find_events(article.get("title") or "", article["text"], article.get("published"))
    if not found:
        return dict.fromkeys((*QUESTIONS, "day"), "")
    return {question: str(found[0].get(question) or "") for question in (*QUESTIONS, "day")}


def _naive_answers(article: Mapping[str, Any]) -> dict[str, str]:
    from newslab.text.parser import load_parser

    doc = load_parser()(f"{article.get('title') or ''}. {article['text'][:2000]}")
    actors = [name.text for name in doc.ents if name.label_ in ("PERSON", "ORG", "NORP")]
    places = [name.text for name in doc.ents if name.label_ in ("GPE", "LOC", "FAC")]
    day = str(article.get("published") or "")[:10]
    return {
        "who": actors[0] if actors else "",
        "what": article.get("title") or "",
        "when": day,
        "where": places[0] if places else "",
        "why": "",
        "how": "",
        "day": day,
    }
