"""Threads against judged pairs of stories: are those of one chain of events joined, and those of one topic not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.errors import ReadError
from newslab.evaluate import Evaluation
from newslab.evaluate.stories import link_in_folds, read_articles_of, read_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

JOINED: Final = ("same_event", "one_chain")  # relations whose pairs belong under one story


def evaluate(data: Path, *, against: bool = False, weights: Path | None = None) -> Evaluation:
    """Link each collection and look whether both sides of each judged pair fall under one story of the top level.

    Parameters
    ----------
    data : folder that holds `gold/story_pairs.jsonl` and `collections/`.
    against : also score the pairs when nothing is joined but what TF-IDF with one cut joins.
    weights : folder of other weights, with `folds.json` where each collection has its own.

    Returns
    -------
    Evaluation: a row per collection and one pooled, of the pairs of which the reader was sure, and one of the unsure.
    `p` and `r` are the precision and recall of joined pairs; `largest` is the share of the articles that the largest
    story holds, `largest_part` that of the largest of the lower level.

    Raises
    ------
    ReadError
        If there is no such file.
    """
    pairs, rows, told = read_pairs(data), [], []
    tables = {"newslab": link_in_folds, **({"tfidf average link": _reference} if against else {})}
    for variant, link in tables.items():
        mine: list[dict[str, Any]] = []
        for name, articles in read_collections(data).items():
            top, part = _levels(articles, link(name, articles, weights))
            asked = [pair | {"joined": _joined(pair, top), "one_part": _joined(pair, part)}
                     for pair in pairs if pair["set"] == name]  # fmt: skip
            mine += asked
            sizes = {"largest": _largest(top), "largest_part": _largest(part), "threads": len(set(top.values()))}
            rows.append({"data": name, "variant": variant, **_figures(asked, sure=True), **sizes})
        rows.append({"data": "pooled", "variant": variant, **_figures(mine, sure=True)})
        rows.append({"data": "pooled, unsure", "variant": variant, **_figures(mine, sure=False)})
        told += [{"variant": variant, "item": pair["item"], "joined": pair["joined"]} for pair in mine]
    return Evaluation("threads", rows, told)


def read_pairs(data: Path) -> list[dict[str, Any]]:
    """Read the judged pairs of stories: item, set, a and b (article ids), relation, unsure.

    Raises
    ------
    ReadError
        If there is no such file.
    """
    path = Path(data) / "gold" / "story_pairs.jsonl"
    if not path.is_file():
        raise ReadError(f"{path}: expected judged pairs of stories")
    return read_lines(path)


def read_collections(data: Path) -> dict[str, pd.DataFrame]:
    """Read the articles of each collection, by the name of its file."""
    files = sorted((Path(data) / "collections").glob("*.jsonl*"))
    return {path.name.split(".")[0]: read_articles_of(path) for path in files}


def _levels(articles: pd.DataFrame, linked: tuple[pd.DataFrame, pd.DataFrame]) -> tuple[dict[str, str], dict[str, str]]:
    stories, members = linked
    parent = stories.set_index("story_id")["parent_id"].dropna().to_dict()
    wholes = set(parent.values())
    pairs = zip(members["article_id"].astype(str), members["story_id"].astype(str), strict=True)
    part = {article_id: story_id for article_id, story_id in pairs if story_id not in wholes}
    part |= {one: one for one in articles["article_id"] if one not in part}
    return {one: parent.get(story, story) for one, story in part.items()}, part


def _joined(pair: Mapping[str, Any], story: Mapping[str, str]) -> bool:
    return bool({story[one] for one in pair["a"]} & {story[one] for one in pair["b"]})


def _largest(story: Mapping[str, str]) -> float:
    return round(float(pd.Series(story).value_counts(normalize=True).iloc[0]), 4)


def _figures(pairs: list[dict[str, Any]], *, sure: bool) -> dict[str, Any]:
    kept = [pair for pair in pairs if pair["unsure"] != sure]
    wanted = [pair["relation"] in JOINED for pair in kept]
    both = sum(one and pair["joined"] for one, pair in zip(wanted, kept, strict=True))
    joined = sum(pair["joined"] for pair in kept)
    strangers = sum(pair["one_part"] and pair["relation"] != "same_event" for pair in kept)
    return {"n": len(kept), "wanted": sum(wanted), "joined": joined, "p": round(both / max(joined, 1), 4),
            "r": round(both / max(sum(wanted), 1), 4), "one_part": strangers}  # fmt: skip


def _reference(name: str, articles: pd.DataFrame, weights: Path | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    from newslab.evaluate.stories import link_by_words

    found = [str(group) for group in link_by_words(articles)]
    stories = pd.DataFrame({"story_id": sorted(set(found)), "parent_id": None})
    return stories, pd.DataFrame({"story_id": found, "article_id": articles["article_id"]})
