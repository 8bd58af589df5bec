"""Source statistics: nothing lost in reading, honest intervals of coverage, emphasis terms on slanted words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from newslab.compare.coverage import score_coverage
from newslab.compare.emphasis import MAX_TERMS, MIN_COUNT, MIN_Z, score_emphasis
from newslab.compare.loaded import WORD, find_loaded
from newslab.compare.terms import find_terms
from newslab.errors import ReadError
from newslab.evaluate import Evaluation
from newslab.read.files import read_articles
from newslab.text.normalise import fold

TRIALS: Final = 300
RESAMPLES: Final = 1_000
SLANT: Final = "lex"  # the annotation of lexical slant


@dataclass(frozen=True)
class Ways:
    """One way to choose emphasis terms."""

    name: str
    per_story: bool = True
    min_count: int = MIN_COUNT
    max_terms: int = MAX_TERMS
    min_z: float = MIN_Z


HALVES: Final = ("triplets, loaded words, stories whose spans were seen",
                "triplets, loaded words, stories whose spans were not")  # fmt: skip
PER_STORY: Final = Ways("triplets, terms told per story")
ANY_WORD: Final = Ways("triplets, any word one source chose", min_count=1, max_terms=200, min_z=0.5)
ALL_STORIES: Final = Ways("triplets, terms of a source over all stories", per_story=False, max_terms=2_000)


def evaluate(data: Path, *, against: bool = False) -> Evaluation:
    """Score reading, coverage intervals (simulated) and emphasis terms, as far as `data` has what each needs.

    Parameters
    ----------
    data : a folder with `many_sources.jsonl.gz` or `triplets.jsonl`, in it or in `sources/` and `stories/` below or
        beside it; or one of these files.
    against : also simulate intervals that count copies as articles of their own.

    Returns
    -------
    Evaluation with the rows "many_sources" (`records`, `articles`, `problems`, `lost`), "simulation" (`covered`: share
    of 95 % intervals that hold the true share, .93 to .97 is honest; `n` intervals) and "triplets ..." for three ways
    to choose terms, and for loaded words on the half of the stories whose annotations were seen when their list was
    written and on the other (`hits`: share of the slanted spans that hold an emphasis term of their source; `chance`:
    the same of all spans of that length in the article; `lift` with its bootstrap interval over articles).
    Predictions: the emphasis terms.

    Raises
    ------
    ReadError
        If neither file is there.
    """
    rows: list[dict[str, Any]] = []
    predictions: list[dict[str, Any]] = []
    many, triplets = (_find(Path(data), name) for name in ("sources/many_sources.jsonl.gz", "stories/triplets.jsonl"))
    if many is None and triplets is None:
        raise ReadError(f"{data}: neither many_sources.jsonl.gz nor triplets.jsonl is here; give the folder of one")
    if many is not None:
        rows.append(score_reading(many))
    rows.append(simulate_coverage())
    if against:
        rows += [simulate_coverage(collapse=False), simulate_coverage(bootstrap=True)]
    if triplets is not None:
        for ways in (PER_STORY, ANY_WORD, ALL_STORIES):
            row, told = score_slant(triplets, ways)
            rows.append(row)
            predictions += told
        rows += [row for alone in (False, True) for row in score_loaded(triplets, alone=alone)]
    return Evaluation("sources", rows, predictions)


def _find(data: Path, name: str) -> Path | None:
    if data.is_file():
        return data if data.name == Path(name).name else None
    for place in (data / Path(name).name, data / name, data.parent / name):
        if place.is_file():
            return place
    return None


def score_reading(path: Path) -> dict[str, Any]:
    """Count what was read: records in must be articles and problems out."""
    import gzip

    raw = path.read_bytes()
    lines = (gzip.decompress(raw) if path.suffix == ".gz" else raw).splitlines()
    records = sum(1 for line in lines if line.strip())
    articles, problems = read_articles(path)
    untaken = int(problems["article_id"].isna().sum())
    return {"data": "many_sources", "n": records, "articles": len(articles), "problems": untaken,
            "lost": records - len(articles) - untaken}  # fmt: skip


def simulate_coverage(
    *, trials: int = TRIALS, seed: int = 0, collapse: bool = True, bootstrap: bool = False
) -> dict[str, Any]:
    """Draw stories whose sources and copies are known, and count how often the 95 % intervals hold the true share.

    Parameters
    ----------
    trials : stories drawn; each has 5 to 80 origins of 6 sources, a third of which others copy.
    seed : of the random numbers.
    collapse : False shows what happens when copies count as articles of their own.
    bootstrap : whether to take percentile intervals of a bootstrap over origins instead (its limit for many resamples).
    """
    from scipy.stats import binom

    random = np.random.default_rng(seed)
    covered = []
    for _ in range(trials):
        sizes = random.dirichlet(np.ones(6) * 2)
        copying = random.uniform(0, 0.4, size=6)
        articles, members, copies, truth = _drawn(random, sizes, copying)
        found = score_coverage(articles, members, copies if collapse else None)
        rows = found[found.story_id == "s"]
        size = max(1, round(float((rows.n / rows.share).max()))) if len(rows) else 1
        if bootstrap:
            rows = rows.assign(
                low=binom.ppf(0.025, size, rows.share) / size, high=binom.ppf(0.975, size, rows.share) / size
            )
        held = dict(zip(rows.source, zip(rows.low, rows.high, strict=True), strict=True))
        for source, share in truth.items():
            # not seen: Wilson's interval of none; resampling never draws it
            low, high = held.get(source, (0.0, 0.0 if bootstrap else 3.84 / (len(members) + 3.84)))
            covered.append(low <= share <= high)
    name = "simulation" + ("" if collapse else ", copies not collapsed (reference)")
    name += ", bootstrap over origins (reference)" if bootstrap else ""
    return {"data": name, "n": len(covered), "covered": round(float(np.mean(covered)), 4)}


def _drawn(random: np.random.Generator, sizes: np.ndarray[Any, Any], copying: np.ndarray[Any, Any]) -> tuple[
    pd.DataFrame, pd.DataFrame, pd.DataFrame, dict[str, float]
]:  # fmt: skip
    """One story: each origin has an author, and each other source copies it with its own probability, if it spreads."""
    n, spreads = int(random.integers(5, 80)), 1 / 3
    rows, copies = [], []
    for place in range(n):
        author = int(random.choice(6, p=sizes))
        rows.append({"article_id": f"a{place:03d}", "source": f"S{author}", "text": "x"})
        if random.random() < spreads:
            for other in np.flatnonzero(random.random(6) < copying):
                if other != author:
                    rows.append({"article_id": f"a{place:03d}-{other}", "source": f"S{other}", "text": "x"})
                    copies.append({"article_id": f"a{place:03d}-{other}", "origin_id": f"a{place:03d}", "kind": "near"})
    articles = pd.DataFrame(rows)
    members = pd.DataFrame({"story_id": "s", "article_id": articles.article_id})
    truth = {f"S{one}": float(sizes[one] + (1 - sizes[one]) * spreads * copying[one]) for one in range(6)}
    return articles, members, pd.DataFrame(copies, columns=["article_id", "origin_id", "kind"]), truth


def score_slant(path: Path, ways: Ways) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Compare emphasis terms with the spans that annotators marked as slanted by choice of words."""
    unique, articles, members = _read_triplets(path)
    if not ways.per_story:
        members["story_id"] = "all"
    emphasis = score_emphasis(
        articles, None, members, min_count=ways.min_count, max_terms=ways.max_terms, min_z=ways.min_z
    )
    terms: dict[str, set[str]] = {}
    told: list[Any] = list(emphasis.itertuples())
    for row in told:
        for article in row.article_ids:
            terms.setdefault(article, set()).add(str(row.key))
    counted = [_hits(record, terms.get(article, set()), _holds) for article, record in sorted(unique.items())]
    spans = np.array([one for one in counted if one[0]], dtype=float).reshape(-1, 3)
    predictions = [
        {"story": row.story_id, "source": row.source, "term": row.term, "z": round(row.z, 4)} for row in told
    ]
    return {"data": ways.name, "n": int(spans[:, 0].sum())} | _lift(spans), predictions


def score_loaded(path: Path, *, alone: bool) -> list[dict[str, Any]]:
    """Compare loaded words with the slanted spans, on the two halves of the stories.

    Parameters
    ----------
    path : triplets.jsonl.
    alone : whether only words that no other source of the story uses count.
    """
    unique, articles, members = _read_triplets(path)
    loaded = find_loaded(articles, None, members)
    kept = loaded[(loaded.field == "text") & ((loaded.n_other == 0) | (not alone))]
    words: dict[str, set[str]] = {}
    for row in kept.itertuples():
        words.setdefault(str(row.article_id), set()).add(fold(str(row.text)).text.lower())
    stories = sorted(set(members.story_id))
    rows = []
    for place, name in enumerate(HALVES):
        half = set(stories[place::2])
        inside = [record for key, record in sorted(unique.items()) if record["story"] in half]
        counted = [_hits(record, words.get(record["article_id"], set()), _holds_word) for record in inside]
        spans = np.array([one for one in counted if one[0]], dtype=float).reshape(-1, 3)
        rows.append(
            {"data": f"{name}{', of one source alone' if alone else ''}", "n": int(spans[:, 0].sum())} | _lift(spans)
        )
    return rows


def _read_triplets(path: Path) -> tuple[dict[str, dict[str, Any]], pd.DataFrame, pd.DataFrame]:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    unique = {record["article_id"]: record | {"source": str(record["source"]).lower()} for record in records}
    articles = pd.DataFrame([{name: record.get(name) for name in ("article_id", "source", "title", "text")}
                             for record in unique.values()])  # fmt: skip
    members = pd.DataFrame({"story_id": [record["story"] for record in unique.values()], "article_id": list(unique)})
    return unique, articles, members


def _holds_word(words: list[str], listed: set[str]) -> list[bool]:
    return [not listed.isdisjoint(WORD.findall(fold(word).text.lower())) for word in words]


def _hits(
    record: dict[str, Any], terms: set[str], holder: Callable[[list[str], set[str]], list[bool]]
) -> tuple[int, int, float]:
    """Slanted spans of an article, how many hold a term, and how many would if they lay anywhere in the article."""
    words = str(record["text"]).split()
    marked = [one["txt"] for one in record.get("annotations", []) if one.get("bias") == SLANT and one.get("txt")]
    holds = holder(words, terms)
    expected, hits = 0.0, 0
    sums = np.concatenate([[0], np.cumsum(holds)])
    for text in marked:
        width = min(len(text.split()), len(words))
        expected += float(np.mean(sums[width:] > sums[: len(sums) - width])) if width else 0.0
        hits += any(holder(text.split(), terms))
    return len(marked), hits, expected


def _holds(words: list[str], terms: set[str]) -> list[bool]:
    """Which words are a term, or half of one of two words."""
    keys = ["", *(next(iter(find_terms(word).counts), "") for word in words), ""]
    return [
        key in terms or f"{before} {key}" in terms or f"{key} {after}" in terms
        for before, key, after in zip(keys, keys[1:], keys[2:], strict=False)
    ]


def _lift(spans: np.ndarray[Any, Any]) -> dict[str, float]:
    if not len(spans) or not spans[:, 2].sum():
        return {"hits": float("nan"), "chance": float("nan"), "lift": float("nan")}
    n, hits, expected = spans.sum(axis=0)
    draws = np.random.default_rng(0).integers(0, len(spans), size=(RESAMPLES, len(spans)))
    sums = spans[draws].sum(axis=1)
    low, high = np.quantile(sums[:, 1] / np.maximum(sums[:, 2], 1e-9), [0.025, 0.975])
    return {"hits": round(float(hits / n), 4), "chance": round(float(expected / n), 4), "lift": round(float(hits / expected), 3),
            "low": round(float(low), 3), "high": round(float(high), 3)}  # fmt: skip
