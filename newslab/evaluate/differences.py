"""True differences between the sources of nine stories: how many of them a page tells, and which seeming ones it tells
too.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.errors import ReadError
from newslab.evaluate import Evaluation

if TYPE_CHECKING:
    from newslab.corpus import Corpus

MOST: Final = 12  # rows of a story that count, two-sided ones and omissions each
OMISSION: Final = "omission"
_SILENT: Final = frozenset(("compatible", "rounding", "same origin"))  # verdicts that tell of no difference

Place = tuple[str, str, int, int]  # article_id, field, start, end


@dataclass(frozen=True)
class Gold:
    """One difference that readers listed, or a seeming one; `a` and `b` are the places that show its sides."""

    set: str
    story: str
    kind: str
    verdict: str
    true: bool
    importance: int
    unsure: bool
    a: tuple[Place, ...]
    b: tuple[Place, ...]
    words: tuple[str, str] = ("", "")

    @property
    def omitted(self) -> bool:
        """Whether it is a fact that only some tell."""
        return self.kind == OMISSION or not self.b


@dataclass(frozen=True)
class Row:
    """One row that a page shows."""

    kind: str
    verdict: str
    p: float
    values: tuple[str, str] = ("", "")
    a: tuple[Place, ...] = ()
    b: tuple[Place, ...] = ()
    text: str = ""
    told: list[int] = field(default_factory=list)

    @property
    def omission(self) -> bool:
        """Whether it tells of a fact that one side does not tell."""
        return self.verdict == OMISSION


def evaluate(data: Path, *, against: bool = False, weights: Path | None = None) -> Evaluation:
    """Score the rows that pages show on differences that readers listed.

    Parameters
    ----------
    data : folder that holds `gold` and `stories`.
    against : not used: no reference does this task.
    weights : folder of fold weights as `data/train/differences.py --folds` writes them: each story is built with
        weights that did not see it.

    Returns
    -------
    Evaluation, a row for all stories: `two_sided` and `omissions`, the shares of the true ones of importance 2 and 3
    told, 0 to 1; `seeming`, the share of seeming ones called contradiction; the counts, and how many rows are shown.
    Predictions: set, story, kind, verdict, p, a, b, text, and how many listed differences the row tells.

    Raises
    ------
    ReadError
        If the gold or a story is not there.
    """
    stories = read_stories(Path(data))
    rows, predictions, counted = [], [], []
    for key, (articles, gold) in stories.items():
        corpus = build_story(articles, _fold_of(weights, key))
        shown = shown_rows(corpus)
        counted.append((gold, shown))
        rows.append(score([(gold, shown)], f"{key[0]} {key[1][:6]}"))
        predictions += [_told(key, row, gold) for row in shown]
    return Evaluation("differences", [score(counted, "all nine"), *rows], predictions)


def read_stories(data: Path) -> dict[tuple[str, str], tuple[pd.DataFrame, list[Gold]]]:
    """Read the articles of each story and what readers listed of it."""
    path = data / "gold" / "differences.jsonl"
    try:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    except (OSError, json.JSONDecodeError) as error:
        raise ReadError(f"{path}: no differences to read ({error}); give the folder that holds gold/") from error
    keys = sorted({(str(line["set"]), str(line["story"])) for line in lines})
    held: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for name in sorted({name for name, _ in keys}):
        try:
            read = (data / "stories" / f"{name}.jsonl").read_text("utf-8").splitlines()
        except OSError as error:
            raise ReadError(f"{data}/stories/{name}.jsonl: the stories of the gold are not there") from error
        for article in map(json.loads, read):
            held[name, str(article["story"])].append(article)
    columns = ["article_id", "source", "url", "title", "text", "published"]
    found = {}
    for key in keys:
        articles = pd.DataFrame([{name: one.get(name) for name in columns} for one in held[key]])
        texts = {
            (str(one["article_id"]), name): str(one.get(name) or "") for one in held[key] for name in ("title", "text")
        }
        found[key] = articles, [_gold(line, texts) for line in lines if (line["set"], str(line["story"])) == key]
    return found


def build_story(articles: pd.DataFrame, weights: Path | None = None, *, only: str = "contrasts") -> Corpus:
    """Build a story from its articles alone, without the steps that no contrast needs."""
    import newslab as nl

    read, _ = nl.read_articles(articles)
    options = nl.Options(weights=weights, only=(only, "copies"))
    built: Corpus = nl.build_corpus(read, options=options)
    return built


def shown_rows(corpus: Corpus) -> list[Row]:
    """Return the rows that a page shows at the certainty of the build, two-sided ones and omissions, at most 12
    each.
    """
    cites: dict[str, dict[str, list[Place]]] = defaultdict(lambda: {"a": [], "b": []})
    for one in corpus.citations.itertuples():
        side = str(one.side) if str(one.side) in ("a", "b") else "a"
        cites[str(one.cited_id)][side].append((str(one.article_id), str(one.field), int(one.start), int(one.end)))  # type: ignore[arg-type]
    texts = {
        (str(row.article_id), name): str(getattr(row, name))
        for row in corpus.articles.itertuples()
        for name in ("title", "text")
    }
    rows = []
    shown = corpus.contrasts[corpus.contrasts["shown"]].sort_values(["p", "contrast_id"], ascending=[False, True])
    for row in shown.itertuples():
        sides = cites[str(row.contrast_id)]
        words = [texts[place[:2]][place[2] : place[3]] for side in ("a", "b") for place in sides[side][:1]]
        rows.append(Row(str(row.kind), str(row.verdict), float(row.p), (str(row.value), str(row.other_value)),  # type: ignore[arg-type]
                        tuple(sides["a"]), tuple(sides["b"]), " | ".join(words)))  # fmt: skip
    kept = [row for row in rows if row.verdict not in _SILENT]
    return [row for one in (False, True) for row in [row for row in kept if row.omission is one][:MOST]]


def score(stories: Iterable[tuple[Sequence[Gold], Sequence[Row]]], name: str) -> dict[str, Any]:
    """Return one row of figures over some stories."""
    counts: dict[str, list[bool]] = {"two_sided": [], "omissions": [], "seeming": []}
    n = {False: 0, True: 0}
    useful = {False: 0, True: 0}
    for gold, shown in stories:
        for row in shown:
            n[row.omission] += 1
            useful[row.omission] += any(one.true and tells(row, one) for one in gold)
        for one in gold:
            if one.unsure:
                continue
            if not one.true:
                counts["seeming"].append(any(row.verdict == "contradiction" and tells(row, one) for row in shown))
            elif one.importance >= 2:
                counts["omissions" if one.kind == OMISSION else "two_sided"].append(
                    any(tells(row, one) for row in shown)
                )
    told = {f"n_{key}": len(values) for key, values in counts.items()}
    shares = {key: round(sum(values) / len(values), 4) if values else float("nan") for key, values in counts.items()}
    return {"data": name, **shares, **told, "shown": n[False], "listed": useful[False], "shown_omissions": n[True],
            "listed_omissions": useful[True]}  # fmt: skip


def tells(row: Row, gold: Gold) -> bool:
    """Tell whether a row shows a listed difference: its words on both sides, or its articles and both its values."""
    if gold.omitted:
        return (row.omission or not gold.omitted or gold.kind != OMISSION) and _touch(row.a, gold.a)
    if row.omission:
        return False
    for one, other in ((row.a, row.b), (row.b, row.a)):
        if _touch(one, gold.a) and _touch(other, gold.b):
            return True
    return any(
        all(value and value.casefold() in words.casefold() for value, words in zip(values, gold.words, strict=True))
        for values in (row.values, row.values[::-1])
    ) and _same_articles(row, gold)


def _same_articles(row: Row, gold: Gold) -> bool:
    articles = {place[0] for place in row.a}, {place[0] for place in row.b}
    wanted = {place[0] for place in gold.a}, {place[0] for place in gold.b}
    return any(bool(one & wanted[0] and other & wanted[1]) for one, other in (articles, articles[::-1]))


def _touch(places: Sequence[Place], others: Sequence[Place]) -> bool:
    return any(a[:2] == b[:2] and a[2] < b[3] and b[2] < a[3] for a in places for b in others)


def _gold(line: Mapping[str, Any], texts: Mapping[tuple[str, str], str]) -> Gold:
    sides: dict[str, list[Place]] = {"a": [], "b": []}
    for name in ("a", "b"):
        if line.get(name):
            sides[name] += _places(line[name], texts)
    for one in line.get("also") or []:
        names = [one["side"]] if one.get("side") in sides else [name for name in sides if line.get(name)]
        for name in names:
            sides[name] += _places(one, texts)
    words = tuple(str((line.get(name) or {}).get("words", "")) for name in ("a", "b"))
    return Gold(line["set"], str(line["story"]), line["kind"], line["verdict"], bool(line["is_difference"]),
                int(line.get("importance") or 1), bool(line.get("unsure")), tuple(sides["a"]), tuple(sides["b"]),
                words)  # type: ignore[arg-type]  # fmt: skip


def _places(one: Mapping[str, Any], texts: Mapping[tuple[str, str], str]) -> list[Place]:
    """The places of a side: as given, or where its words stand."""
    article, words = str(one["article_id"]), str(one["words"])
    if "start" in one and "field" in one:
        return [(article, str(one["field"]), int(one["start"]), int(one["end"]))]
    found = []
    for name in ("title", "text"):
        start = texts.get((article, name), "").find(words)
        if start >= 0:
            found.append((article, name, start, start + len(words)))
    return found


def _fold_of(weights: Path | None, key: tuple[str, str]) -> Path | None:
    if weights is None:
        return None
    folds = json.loads((weights / "folds.json").read_text("utf-8"))
    return weights / str(folds[f"{key[0]} {key[1]}"])


def _told(key: tuple[str, str], row: Row, gold: Sequence[Gold]) -> dict[str, Any]:
    a, b = (
        [dict(zip(("article_id", "field", "start", "end"), place, strict=True)) for place in side]
        for side in (row.a, row.b)
    )
    return {"set": key[0], "story": key[1], "kind": row.kind, "verdict": row.verdict, "p": row.p, "a": a, "b": b,
            "text": row.text, "listed": sum(one.true and tells(row, one) for one in gold)}  # fmt: skip
