"""The bundled collection against its gold: stories, copies, events, timelines, contrasts, publication days."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

import newslab
from newslab.compare.difference import DIFFERENCES
from newslab.errors import ReadError
from newslab.evaluate import Evaluation

if TYPE_CHECKING:
    from newslab.corpus import Corpus

Rows = list[dict[str, Any]]
Gold = Mapping[str, Rows]
NAMES: Final = ("stories", "copies", "second_hand", "mentions", "timelines", "contrasts", "published")


def evaluate(data: Path, *, against: bool = False) -> Evaluation:
    """Build the corpus of the bundled collection and score it against the gold beside its sources.

    Parameters
    ----------
    data : folder of gold files, `data/sample/gold` of a checkout; the wheel holds the articles without their gold.
    against : not used; the gold comes from the hand that wrote the articles and proves nothing about other systems.

    Returns
    -------
    Evaluation, one row per kind of gold, each with `n`, the number of gold records. Shares, `precision`, `recall`
    and `f1` are 0 to 1, 1 is best; stories and mentions are scored by B-cubed. Predictions name their row under `data`.

    Raises
    ------
    ReadError
        If a gold file is missing or cannot be read.

    Notes
    -----
    Good for tests, not for claims. B-cubed after Bagga & Baldwin (1998).
    """
    folder = Path(data)
    gold = read_gold(folder)
    corpus = newslab.build_corpus(newslab.load_sample())
    rows, predictions = score_corpus(corpus, gold)
    row, found = score_published(_read_news(folder, corpus), gold["published"])
    return Evaluation("sample", [*rows, row], [*predictions, *found])


def read_gold(folder: Path) -> dict[str, Rows]:
    """Read the gold files of `folder`, by name.

    Raises
    ------
    ReadError
        If one is missing or is no JSON lines.
    """
    gold = {}
    for name in NAMES:
        path = folder / f"{name}.jsonl"
        try:
            gold[name] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        except OSError as error:
            raise ReadError(f"{path}: no gold here; a checkout has it in data/sample/gold") from error
        except ValueError as error:
            raise ReadError(f"{path}: expected JSON lines ({error})") from error
    return gold


def score_corpus(corpus: Corpus, gold: Gold) -> tuple[Rows, Rows]:
    """Score the tables of `corpus` against `gold`; return the rows of figures and the predictions."""
    steps: tuple[Callable[[Corpus, Gold], tuple[Rows, Rows]], ...] = (
        _score_stories, _score_copies, _score_second_hand, _score_mentions, _score_timelines, _score_contrasts,
    )  # fmt: skip
    scored = [step(corpus, gold) for step in steps]
    return [row for rows, _ in scored for row in rows], [one for _, found in scored for one in found]


def score_bcubed(gold: Mapping[Hashable, Hashable], found: Mapping[Hashable, Hashable]) -> dict[str, float]:
    """Compare two groupings of the same things: B-cubed precision, recall and F1, 0 to 1.

    Parameters
    ----------
    gold, found : label by thing; only things in `gold` count, and one that `found` lacks stands alone.

    Examples
    --------
    >>> score_bcubed({1: "a", 2: "a", 3: "b"}, {1: "x", 2: "x", 3: "x"})
    {'precision': 0.556, 'recall': 1.0, 'f1': 0.714}
    """
    labels = {thing: found.get(thing, ("alone", thing)) for thing in gold}
    golds, founds = Counter(gold.values()), Counter(labels.values())
    both = Counter((gold[thing], labels[thing]) for thing in gold)
    precision = _mean([both[gold[thing], labels[thing]] / founds[labels[thing]] for thing in gold])
    recall = _mean([both[gold[thing], labels[thing]] / golds[gold[thing]] for thing in gold])
    return _figures(precision, recall)


def score_published(articles: pd.DataFrame, gold: Rows) -> tuple[dict[str, Any], Rows]:
    """Count the publication days that are right in articles as they were read from feeds, pages and records."""
    shown = articles["published_day"].dt.strftime("%Y-%m-%d")
    days: dict[str, Any] = dict(zip(articles["article_id"], shown, strict=True))
    rows: Rows = []
    for one in gold:
        day = days.get(one["article_id"])
        rows.append({"data": "published", "article_id": one["article_id"], "gold": one["day"],
                     "day": day if isinstance(day, str) else None})  # fmt: skip
    read = sum(one["article_id"] in days for one in gold)
    right = sum(row["day"] == row["gold"] for row in rows)
    return {"data": "published", "n": len(gold), "read": _share(read, gold), "right": _share(right, gold)}, rows


def _read_news(folder: Path, corpus: Corpus) -> pd.DataFrame:
    """Read the collection as it is given out, in feeds and pages, if it lies beside the gold."""
    news = folder.parent / "news"
    if not news.is_dir():
        return corpus.articles
    articles: pd.DataFrame
    articles, _ = newslab.read_articles(news)
    known = set(corpus.articles["article_id"])
    titles = dict(zip(corpus.articles["title"], corpus.articles["article_id"], strict=True))
    # A flattened page has no address: what was read from it is known by its title.
    ids = [one if one in known else titles.get(title, one) for one, title in articles[["article_id", "title"]].values]
    return articles.assign(article_id=ids).drop_duplicates("article_id")


def _english(corpus: Corpus) -> set[str]:
    articles = corpus.articles
    return set(articles.loc[articles["language"].isna() | (articles["language"] == "en"), "article_id"])


def find_roots(stories: pd.DataFrame) -> dict[str, str]:
    """Return the top story of each story; a top story is its own."""
    parents = dict(zip(stories["story_id"], stories["parent_id"], strict=True))
    roots = {}
    for story in parents:
        top = story
        while isinstance(parents.get(top), str):
            top = parents[top]
        roots[story] = top
    return roots


def _labels(corpus: Corpus) -> tuple[dict[Hashable, Hashable], dict[Hashable, Hashable]]:
    """Return the top story and the part of each article; the likeliest where it is in several."""
    roots = find_roots(corpus.stories)
    tops: dict[Hashable, Hashable] = {}
    parts: dict[Hashable, Hashable] = {}
    ordered = corpus.members.sort_values(["score", "story_id"], ascending=[False, True])
    for row in ordered.itertuples():
        story, article = str(row.story_id), str(row.article_id)
        tops.setdefault(article, roots.get(story, story))
        if roots.get(story, story) != story:
            parts.setdefault(article, story)
    return tops, {**tops, **parts}


def _score_stories(corpus: Corpus, gold: Gold) -> tuple[Rows, Rows]:
    english = _english(corpus)
    tops, parts = _labels(corpus)
    rows_in = [one for one in gold["stories"] if one["article_id"] in english]
    stories = {one["article_id"]: one["story"] or ("none", one["article_id"]) for one in rows_in}
    sections = {one["article_id"]: one["part"] for one in rows_in if one["part"]}
    rows = [
        {"data": "stories", "n": len(stories), **score_bcubed(stories, tops), "found": len(set(tops.values()))},
        {"data": "parts", "n": len(sections), **score_bcubed(sections, parts)},
    ]
    predictions = [
        {"data": "stories", "article_id": one["article_id"], "gold": one["part"] or one["story"],
         "story_id": tops.get(one["article_id"]), "part_id": parts.get(one["article_id"])}
        for one in rows_in
    ]  # fmt: skip
    return rows, predictions


def _score_copies(corpus: Corpus, gold: Gold) -> tuple[Rows, Rows]:
    wanted = {(one["article_id"], one["origin_id"]): one["kind"] for one in gold["copies"]}
    found = {(row.article_id, row.origin_id): row.kind for row in corpus.copies.itertuples()}
    texts = {pair for pair, kind in wanted.items() if kind != "attributed"}
    told = {pair for pair, kind in found.items() if kind != "attributed"}
    kinds = sum(found.get(pair) == kind for pair, kind in wanted.items())
    rows = [{"data": "copies", "n": len(wanted), **_overlap(texts, told), "kind": _share(kinds, wanted)}]
    predictions = [
        {"data": "copies", "article_id": pair[0], "origin_id": pair[1], "kind": kind, "gold": wanted.get(pair)}
        for pair, kind in found.items()
    ]
    return rows, predictions


def _score_second_hand(corpus: Corpus, gold: Gold) -> tuple[Rows, Rows]:
    """Ask of each second-hand line whether its sentence is known to be somebody else's word."""
    kinds: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for row in corpus.sentences.itertuples():
        kinds[str(row.article_id)].append((int(row.start), int(row.end), str(row.kind)))  # type: ignore[arg-type]
    predictions = []
    for one in gold["second_hand"]:
        met = [kind for start, end, kind in kinds[one["article_id"]] if start < one["end"] and one["start"] < end]
        marked = any(kind in {"attributed", "quote"} for kind in met)
        predictions.append({"data": "second_hand", "article_id": one["article_id"], "source": one["source"],
                            "kinds": met, "right": marked})  # fmt: skip
    right = sum(one["right"] for one in predictions)
    return [{"data": "second_hand", "n": len(predictions), "recall": _share(right, predictions)}], predictions


def _score_mentions(corpus: Corpus, gold: Gold) -> tuple[Rows, Rows]:
    """Group gold mentions by the event that cites their words."""
    cited: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    events = set(corpus.events["event_id"])
    for row in corpus.citations[corpus.citations["field"] == "text"].itertuples():
        if row.cited_id in events:
            cited[str(row.article_id)].append((int(row.start), int(row.end), str(row.cited_id)))  # type: ignore[arg-type]
    wanted: dict[Hashable, Hashable] = {}
    found: dict[Hashable, Hashable] = {}
    predictions = []
    for number, one in enumerate(gold["mentions"]):
        wanted[number] = one["event"]
        event = _best_event(cited[one["article_id"]], one["start"], one["end"])
        if event is not None:
            found[number] = event
        predictions.append({"data": "mentions", "article_id": one["article_id"], "start": one["start"],
                            "end": one["end"], "gold": one["event"], "event_id": event})  # fmt: skip
    only = {number: label for number, label in wanted.items() if number in found}
    rows = [
        {"data": "mentions", "n": len(wanted), **score_bcubed(wanted, found), "found": _share(len(found), wanted)},
        {"data": "mentions found", "n": len(only), **score_bcubed(only, found)},
    ]
    return rows, predictions


def _best_event(cited: Sequence[tuple[int, int, str]], start: int, end: int) -> str | None:
    """Return the event whose citation shares most characters with the words; the smallest id where equal."""
    shared = [(min(end, last) - max(start, first), event) for first, last, event in cited]
    return min(((-size, event) for size, event in shared if size > 0), default=(0, None))[1]


def find_story(corpus: Corpus, gold: Rows, story: str) -> str | None:
    """Return the top story that holds most articles of a gold story; the smaller one, then the smaller id, if equal."""
    tops, _ = _labels(corpus)
    wanted = {one["article_id"] for one in gold if one["story"] == story}
    held = Counter(tops[article] for article in wanted if article in tops)
    sizes = Counter(tops.values())
    return min(held, key=lambda top: (-held[top], sizes[top], str(top)), default=None)  # type: ignore[return-value]


def _score_timelines(corpus: Corpus, gold: Gold) -> tuple[Rows, Rows]:
    """Compare, story by story, as many entries of the timeline as the gold has."""
    english = _english(corpus)
    rows: Rows = []
    predictions: Rows = []
    for story in sorted({one["story"] for one in gold["timelines"]}):
        wanted = [one for one in gold["timelines"] if one["story"] == story and set(one["articles"]) & english]
        top = find_story(corpus, gold["stories"], story)
        shown = _timeline(corpus, top, len(wanted))
        figures = _overlap({one["first_day"] for one in wanted}, {one["first_day"] for one in shown})
        spans: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for one in shown:
            # The gold has no clock: "at 9:30 on Sunday" is as right as "Sunday".
            spans[one["first_day"]].add((one["last_day"], "day" if one["precision"] == "time" else one["precision"]))
        met = [one for one in wanted if one["first_day"] in spans]
        right = sum((one["last_day"], one["precision"]) in spans[one["first_day"]] for one in met)
        rows.append({"data": f"timeline {story}", "n": len(wanted), **figures, "precision_right": _share(right, met)})
        predictions += [{"data": "timelines", "story": story, "story_id": top, **one} for one in shown]
    n = sum(row["n"] for row in rows)
    names = ("precision", "recall", "f1", "precision_right")
    means = {name: round(_mean([float(row[name]) for row in rows]), 3) for name in names}
    return [{"data": "timelines", "n": n, **means}, *rows], predictions


def _timeline(corpus: Corpus, top: str | None, limit: int) -> Rows:
    if top is None or corpus.events.empty:
        return []
    roots = find_roots(corpus.stories)
    inside = [story for story, root in roots.items() if root == top]
    timeline = newslab.build_timeline(corpus, inside, limit, least=-math.inf)
    dated = timeline[timeline["first_day"].notna()]
    return [
        {"first_day": str(row.first_day)[:10], "last_day": str(row.last_day)[:10], "precision": row.precision,
         "text": row.text}
        for row in dated.itertuples()
    ]  # fmt: skip


def _score_contrasts(corpus: Corpus, gold: Gold) -> tuple[Rows, Rows]:
    """Look up the verdict on each pair of gold words, in the table of contrasts and from the two sentences alone."""
    told = _cited_sides(corpus)
    predictions = []
    for one in gold["contrasts"]:
        hits = [verdict for sides, verdict in told if _touches(sides, one["a"], one["b"])]
        verdict = one["verdict"] if one["verdict"] in hits else min(hits, default=None)
        predictions.append({"data": "contrasts", "pair": one["contrast"], "gold": one["verdict"], "verdict": verdict,
                            "sentences": _sentence_verdict(corpus, one)})  # fmt: skip
    flagged = [one for one in predictions if one["verdict"] == "contradiction"]
    truly = [one for one in predictions if one["gold"] == "contradiction"]
    both = sum(one["gold"] == "contradiction" for one in flagged)
    row = {
        "data": "contrasts",
        "n": len(predictions),
        "found": _share(sum(one["verdict"] is not None for one in predictions), predictions),
        "right": _share(sum(one["verdict"] == one["gold"] for one in predictions), predictions),
        **_figures(_ratio(both, len(flagged)), _ratio(both, len(truly))),
    }
    alone = [one for one in predictions if one["gold"] in {"contradiction", "compatible", "scope"}]
    right = sum(one["sentences"] == one["gold"] for one in alone)
    flat = {"data": "contrasts, two sentences alone", "n": len(alone), "right": _share(right, alone)}
    return [row, flat], predictions


Sides = dict[str, list[tuple[str, int, int, str]]]


def _cited_sides(corpus: Corpus) -> list[tuple[Sides, str]]:
    """Return what each contrast cites for its two sides, words included, with its verdict."""
    judged = corpus.contrasts[corpus.contrasts["kind"].isin(DIFFERENCES)]
    texts = dict(zip(corpus.articles["article_id"], corpus.articles["text"], strict=True))
    sides: dict[str, Sides] = {str(one): defaultdict(list) for one in judged["contrast_id"]}
    cited = corpus.citations[corpus.citations["cited_id"].isin(list(sides)) & (corpus.citations["field"] == "text")]
    for row in cited.itertuples():
        article, start, end = str(row.article_id), int(row.start), int(row.end)  # type: ignore[arg-type]
        sides[str(row.cited_id)][str(row.side)].append((article, start, end, texts[article][start:end]))
    return [(sides[str(row.contrast_id)], str(row.verdict)) for row in judged.itertuples()]


def _touches(sides: Sides, a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    def held(side: str, words: Mapping[str, Any]) -> bool:
        # A copy that holds the same words says the same: which of the two is cited does not matter.
        return any(
            words["words"] in cited
            or (article == words["article_id"] and start < words["end"] and words["start"] < end)
            for article, start, end, cited in sides[side]
        )

    return (held("a", a) and held("b", b)) or (held("a", b) and held("b", a))


def _sentence_verdict(corpus: Corpus, pair: Mapping[str, Any]) -> str:
    from newslab.evaluate.contradiction import find_contradiction

    verdict = find_contradiction(_sentence(corpus, pair["a"]), _sentence(corpus, pair["b"]))
    return "compatible" if verdict is None else str(verdict.verdict)


def _sentence(corpus: Corpus, words: Mapping[str, Any]) -> str:
    """Return the sentences that the words of a gold record touch."""
    rows = corpus.sentences[corpus.sentences["article_id"] == words["article_id"]]
    met = rows[(rows["start"] < words["end"]) & (rows["end"] > words["start"])]
    texts = corpus.articles.loc[corpus.articles["article_id"] == words["article_id"], "text"]
    if met.empty or texts.empty:
        return str(words["words"])
    return str(texts.iloc[0])[int(met["start"].min()) : int(met["end"].max())]


def _overlap(wanted: set[Any], found: set[Any]) -> dict[str, float]:
    both = len(wanted & found)
    return _figures(_ratio(both, len(found)), _ratio(both, len(wanted)))


def _figures(precision: float, recall: float) -> dict[str, float]:
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _share(part: int, whole: Sequence[Any] | Mapping[Any, Any]) -> float:
    return round(_ratio(part, len(whole)), 3)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
