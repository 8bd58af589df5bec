"""Events told by several articles against ECB+: acts linked within a story, and what a build cites for one event."""

from __future__ import annotations

import gzip
import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.errors import ReadError
from newslab.evaluate import Evaluation
from newslab.tables import STATEMENTS, build, check

if TYPE_CHECKING:
    from newslab.text.parse import Parsed

APART: Final = 40  # days between the stories of ECB+, which has none
FIRST: Final = pd.Timestamp("2012-01-02")
Group = Sequence[Hashable]


@dataclass(frozen=True)
class Gold:
    """ECB+: `mentions`, STATEMENTS with doc, story, topic, chain and cluster; its ARTICLES; and the checked sentences.

    `checked` is article_id -> (start, end) of each; `chains` (article_id, start of a sentence) -> chains of its acts.
    """

    mentions: pd.DataFrame
    articles: pd.DataFrame
    checked: Mapping[str, Sequence[tuple[int, int]]]
    chains: Mapping[tuple[str, int], frozenset[str]]


def evaluate(data: Path, *, against: bool = False, weights: Path | None = None) -> Evaluation:
    """Score the linking of events.

    Parameters
    ----------
    data : `ecbplus.jsonl.gz`, or a folder that holds it.
    against : also score the one-line reference: acts of one base form within a story are one event.
    weights : folder of weights by fold, as `data/train` writes them with `--folds`: each topic is scored by weights
        that never saw it. None: the package's own, which have seen all.

    Returns
    -------
    Evaluation: a row "acts", in which the acts that ECB+ marks are linked within their story (MUC, B-cubed, CEAF-e and
    their mean, CoNLL F1), and a row "build", in which each story is built with a day of its own: of pairs of checked
    sentences from different articles, the precision and recall of being cited for one event where they tell of one;
    and the share of events of several articles without a stranger.

    Raises
    ------
    ReadError
        If there is no such file.
    """
    gold = read_gold(Path(data))
    folds = list(_folds(gold, weights))
    labels = _linked(gold, folds)
    clusters = gold.mentions["cluster"].tolist()
    rows: list[dict[str, Any]] = [{"data": "acts", "n": len(labels), **_rounded(score_conll(clusters, labels))}]
    if against:
        base = [f"{row.story} {row.predicate}" for row in gold.mentions.itertuples()]
        rows.append({"data": "acts, same base form", "n": len(base), **_rounded(score_conll(clusters, base))})
    cited = [group for topics, folder in folds for group in _built(gold, topics, folder)]
    rows.append({"data": "build", **_rounded(_score_build(gold, cited))})
    named = gold.mentions[["article_id", "start", "end"]].rename(columns={"article_id": "doc"})
    return Evaluation(
        "coreference",
        rows,
        [
            {str(key): value for key, value in record.items()}
            for record in named.assign(cluster=labels).to_dict("records")
        ],
    )


def _folds(gold: Gold, weights: Path | None) -> Iterator[tuple[list[str], Path | None]]:
    """Give topics that are scored together, and the folder of weights that never saw them."""
    topics = sorted(set(gold.mentions["topic"]))
    if weights is None:
        yield topics, None
        return
    root = Path(weights) / "same_event"
    found = json.loads((root / "folds.json").read_text("utf-8"))
    for fold in sorted(set(found.values())):
        yield [topic for topic in topics if found[topic] == fold], root / str(fold)


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in figures.items()}


# ---------------------------------------------------------------------------------------------------------------- gold


def read_gold(path: Path) -> Gold:
    """Read ECB+ as JSON lines: doc, topic, story, text, sentences, mentions.

    Raises
    ------
    ReadError
        If there is no such file.
    """
    from newslab.text.parse import parse_text

    path = next(iter(sorted(path.rglob("ecbplus.jsonl*"))), path) if path.is_dir() else path
    if not path.is_file():
        raise ReadError(f"{path}: expected ecbplus.jsonl.gz, found none")
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8")
    docs = [json.loads(line) for line in text.splitlines() if line.strip()]
    rows: list[dict[str, Any]] = []
    chains: dict[tuple[str, int], set[str]] = defaultdict(set)
    for doc, parsed in zip(docs, map(parse_text, (doc["text"] for doc in docs)), strict=True):
        for mention in doc["mentions"]:
            sentence = doc["sentences"][mention["sentence"]]
            if mention["kind"] == "action" and sentence["checked"]:
                cluster = f"{doc['story']} {mention['chain']}"
                rows.append(_statement(doc, mention, parsed) | {"chain": mention["chain"], "cluster": cluster})
                chains[doc["doc"], sentence["start"]].add(cluster)
    stories = {story: at for at, story in enumerate(sorted({doc["story"] for doc in docs}))}
    articles = pd.DataFrame([
        {"article_id": doc["doc"], "text": doc["text"], "title": None, "source": doc["doc"], "language": "en",
         "published_day": FIRST + pd.Timedelta(days=APART * stories[doc["story"]])} for doc in docs
    ])  # fmt: skip
    articles["published"] = articles["published_day"].dt.tz_localize("UTC")
    checked = {doc["doc"]: [(s["start"], s["end"]) for s in doc["sentences"] if s["checked"]] for doc in docs}
    return Gold(
        check(build(rows, STATEMENTS), STATEMENTS),
        articles,
        checked,
        {place: frozenset(found) for place, found in chains.items()},
    )


def _statement(doc: Mapping[str, Any], mention: Mapping[str, Any], parsed: Parsed) -> dict[str, Any]:
    start, end = mention["start"], mention["end"]
    at = bisect_right([first for first, _ in parsed.sentences], start) - 1
    low, high = parsed.place(at, start), parsed.place(at, end)
    inside = [token for token in parsed.docs[at] if token.idx < high and token.idx + len(token.text) > low]
    numbers = {token.i for token in inside}
    tops = [token for token in inside if token.head.i not in numbers or token.head.i == token.i]
    head = next((token for token in tops if token.pos_ in ("VERB", "NOUN", "PROPN", "ADJ")), tops[0])
    place = parsed.span(at, head.idx, head.idx + len(head.text))
    return {
        "statement_id": f"{doc['doc']} {start} {end}", "article_id": doc["doc"], "topic": doc["topic"],
        "story": doc["story"], "start": start, "end": end, "sentence_start": parsed.sentences[at][0],
        "sentence_end": parsed.sentences[at][1], "predicate": head.lemma_.lower(), "predicate_start": place[0],
        "predicate_end": place[1], "day_basis": "unknown",
    }  # fmt: skip


# ---------------------------------------------------------------------------------------------------------------- acts


def _linked(gold: Gold, folds: Sequence[tuple[list[str], Path | None]]) -> list[str]:
    """Link the acts of each story by weights that did not see its topic."""
    from newslab.events.link import link_events
    from newslab.tables import MEMBERS

    stories = gold.mentions[["story", "article_id"]].drop_duplicates()
    members = build(stories.rename(columns={"story": "story_id"}).to_dict("records"), MEMBERS)
    found = pd.Series("", index=gold.mentions.index, dtype=object)
    for topics, folder in folds:
        inside = gold.mentions[gold.mentions["topic"].isin(topics)]
        found[inside.index] = link_events(inside, gold.articles, members, weights=folder)["event_id"]
    return [str(one) for one in found]


def score_conll(gold: Group, found: Group) -> dict[str, float]:
    """Return MUC, B-cubed, CEAF-e (F1 each) and their mean, all 0 to 1.

    Parameters
    ----------
    gold, found : the cluster of each of n mentions; the mentions are the same in both.

    Notes
    -----
    Vilain et al. 1995; Bagga & Baldwin 1998; Luo 2005 with the entity measure phi 4; the mean is that of CoNLL 2012.

    Examples
    --------
    >>> {name: round(value, 3) for name, value in score_conll("aaabb", "aabbb").items()}
    {'muc': 0.667, 'bcubed': 0.733, 'ceafe': 0.8, 'conll': 0.733}
    """
    wanted, given = (pd.factorize(np.array([str(one) for one in side], dtype=object))[0] for side in (gold, found))
    together = pd.crosstab(wanted, given).to_numpy(dtype=float)
    sizes = together.sum(axis=1), together.sum(axis=0)
    muc = _f1(_links_kept(together.T), _links_kept(together))
    n = together.sum()
    bcubed = _f1((together**2 / sizes[1][None, :]).sum() / n, (together**2 / sizes[0][:, None]).sum() / n)
    ceafe = _ceafe(together, sizes)
    return {"muc": muc, "bcubed": bcubed, "ceafe": ceafe, "conll": (muc + bcubed + ceafe) / 3}


def _links_kept(together: np.ndarray[Any, Any]) -> float:
    """Return the share of the links that hold the rows together which the columns keep."""
    wanted = (together.sum(axis=1) - 1).sum()
    kept = (together.sum(axis=1) - (together > 0).sum(axis=1)).sum()
    return float(kept / wanted) if wanted else 0.0


def _ceafe(together: np.ndarray[Any, Any], sizes: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]) -> float:
    from scipy.optimize import linear_sum_assignment

    alike = 2 * together / (sizes[0][:, None] + sizes[1][None, :])
    rows, columns = linear_sum_assignment(-alike)
    total = alike[rows, columns].sum()
    return _f1(total / together.shape[1], total / together.shape[0])


def _f1(precision: float, recall: float) -> float:
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0


# --------------------------------------------------------------------------------------------------------------- build


def _built(gold: Gold, topics: Sequence[str], folder: Path | None) -> Iterator[set[tuple[str, int]]]:
    """Build the stories of topics, and give for each event the checked sentences that it cites: article and start."""
    import newslab
    from newslab.options import Options

    inside = gold.mentions.loc[gold.mentions["topic"].isin(topics), "article_id"].unique()
    articles = gold.articles[gold.articles["article_id"].isin(inside)]
    corpus = newslab.build_corpus(articles, options=Options(weights=folder, only="events"))
    cited = corpus.citations[corpus.citations["cited_id"].isin(corpus.events["event_id"])]
    for _, rows in cited.groupby("cited_id", sort=True):
        found: set[tuple[str, int]] = set()
        for article, start, end in zip(rows["article_id"], rows["start"], rows["end"], strict=True):
            found |= {(article, low) for low, high in gold.checked[article] if low < end and start < high}
        yield found


def _score_build(gold: Gold, cited: Sequence[set[tuple[str, int]]]) -> dict[str, float]:
    """Compare pairs of sentences cited by one event with pairs that share a chain."""
    by_chain: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for place, chains in gold.chains.items():
        for chain in chains:
            by_chain[chain].add(place)
    wanted = {pair for places in by_chain.values() for pair in _pairs(places)}
    known = {(article, start) for article, spans in gold.checked.items() for start, _ in spans}
    given, several, clean = set(), 0, 0
    for places in cited:
        pairs = set(_pairs(places & known))
        given |= pairs
        several += bool(pairs)
        clean += bool(pairs) and pairs <= wanted
    right = len(given & wanted)
    figures = {"precision": right / max(1, len(given)), "recall": right / max(1, len(wanted))}
    return {"n": len(given), **figures, "events_of_several": several, "without_stranger": clean / max(1, several)}


def _pairs(places: set[tuple[str, int]]) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    yield from ((one, other) for one, other in combinations(sorted(places), 2) if one[0] != other[0])
