"""Topics against labels and against themselves: coherence, diversity, agreement, stability, seconds."""

from __future__ import annotations

import gzip
import json
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.errors import ReadError
from newslab.evaluate import Evaluation
from newslab.group.topics import TopicModel
from newslab.group.vectors import embedding_texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Fit = Callable[[pd.DataFrame, NDArray[Any]], tuple[NDArray[np.int64], list[list[str]]]]

WORDS: Final = 10
OUTLIER: Final = -1
log = logging.getLogger(__name__)


def evaluate(data: Path, *, against: bool = False) -> Evaluation:
    """Fit topics and score them on each labelled collection found under `data`.

    Parameters
    ----------
    data : `bbc_news.tsv` (text, split, label), `many_sources.jsonl.gz` (`topic`), or a folder above either.
    against : also fit BERTopic as it comes, on the same vectors.

    Returns
    -------
    Evaluation: a row per collection and model. `npmi` (-1 to 1) of the ten words of a topic over the collection's own
    texts, `diversity` (share of different words among them), `nmi` and `ari` against the labels, `outliers` (share),
    `seconds` after embedding and importing, `ari_order` and `ari_less_one`: adjusted Rand index to itself with the
    rows in another order, and with one article fewer. NPMI, NMI and ARI count outliers as one group.

    Raises
    ------
    ReadError
        If no collection is found.
    """
    sets = _read(Path(data))
    rows: list[dict[str, Any]] = []
    predictions: list[dict[str, Any]] = []
    models: dict[str, Fit] = {"newslab": _ours, **({"bertopic": _bertopic} if against else {})}
    for name, articles in sets.items():
        vectors = _embedded(articles)
        for model, fit in models.items():
            row, labels = _scored(articles, vectors, fit)
            rows.append({"data": name, "model": model, **row})
            found = zip(articles["article_id"], labels, strict=True)
            predictions += [
                {"data": name, "model": model, "article_id": one, "topic": int(topic)} for one, topic in found
            ]
    return Evaluation("topics", rows, predictions)


def score_npmi(topics: Sequence[Sequence[str]], texts: Sequence[str]) -> float:
    """Return the mean normalised pointwise mutual information of the word pairs of topics (Lau et al. 2014), -1 to 1.

    Words are counted once per text; a pair that never meets counts -1.

    Examples
    --------
    >>> score_npmi([["a", "b"]], ["a b", "a b", "c d"])
    1.0
    """
    from sklearn.feature_extraction.text import CountVectorizer

    words = sorted({word for topic in topics for word in topic})
    if not words:
        return 0.0
    # words as they stand between spaces and punctuation, as the topics have them
    held = CountVectorizer(vocabulary=words, binary=True, token_pattern=r"(?u)\b\w[\w'’-]*\b").transform(texts)  # noqa: S106
    together = (held.T @ held).toarray() / len(texts)
    place = {word: row for row, word in enumerate(words)}
    scores = [np.mean([_npmi(together, place[a], place[b]) for k, a in enumerate(topic) for b in topic[k + 1 :]])
              for topic in topics if len(topic) > 1]  # fmt: skip
    return round(float(np.mean(scores)), 4) if scores else 0.0


def _npmi(together: NDArray[np.float64], a: int, b: int) -> float:
    joint = together[a, b]
    if joint == 0:
        return -1.0
    return 1.0 if joint == 1 else float(np.log(joint / (together[a, a] * together[b, b])) / -np.log(joint))


def _read(data: Path) -> dict[str, pd.DataFrame]:
    if data.is_file():
        found = [data]
    else:
        names = ("bbc_news.tsv", "topics/bbc_news.tsv", "many_sources.jsonl.gz", "sources/many_sources.jsonl.gz")
        found = [data / name for name in names if (data / name).is_file()]
    if not found:
        raise ReadError(f"{data}: expected bbc_news.tsv or many_sources.jsonl.gz, or a folder above them")
    return {path.name.split(".")[0]: _tsv(path) if path.suffix == ".tsv" else _jsonl(path) for path in found}


def _tsv(path: Path) -> pd.DataFrame:
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return pd.DataFrame(
        {"article_id": [f"{n:05d}" for n in range(len(lines))], "text": [line[0] for line in lines],
         "label": [line[-1] for line in lines]}
    )  # fmt: skip


def _jsonl(path: Path) -> pd.DataFrame:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    records = [json.loads(line) for line in raw.decode("utf-8").splitlines() if line.strip()]
    table = pd.DataFrame(records).drop_duplicates("article_id", ignore_index=True)
    table = table[table["topic"].notna() & table["text"].str.strip().astype(bool)].reset_index(drop=True)
    return table[["article_id", "title", "text"]].assign(label=table["topic"])


def _embedded(articles: pd.DataFrame) -> NDArray[Any]:
    from newslab.text.embed import embed

    return embed(embedding_texts(articles))


def _scored(articles: pd.DataFrame, vectors: NDArray[Any], fit: Fit) -> tuple[dict[str, Any], NDArray[np.int64]]:
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    fit(articles.head(60), vectors[:60])  # importing and compiling are not fitting
    start = time.perf_counter()
    labels, words = fit(articles, vectors)
    seconds = time.perf_counter() - start
    order = np.random.default_rng(1).permutation(len(articles))
    shuffled, _ = fit(articles.iloc[order].reset_index(drop=True), vectors[order])
    less, _ = fit(articles.iloc[1:].reset_index(drop=True), vectors[1:])
    row = {
        "n": len(articles),
        "topics": len(set(labels.tolist()) - {OUTLIER}),
        "npmi": score_npmi(words, _texts(articles)),
        "diversity": _diversity(words),
        "nmi": normalized_mutual_info_score(articles["label"], labels),
        "ari": adjusted_rand_score(articles["label"], labels),
        "outliers": float(np.mean(labels == OUTLIER)),
        "seconds": seconds,
        "ari_order": adjusted_rand_score(labels[order], shuffled),
        "ari_less_one": adjusted_rand_score(labels[1:], less),
    }
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()}, labels


def _diversity(words: Sequence[Sequence[str]]) -> float:
    every = [word for topic in words for word in topic]
    return len(set(every)) / len(every) if every else 0.0


def _texts(articles: pd.DataFrame) -> list[str]:
    titles = articles["title"].fillna("") if "title" in articles.columns else [""] * len(articles)
    return [f"{title}\n{text}".strip() for title, text in zip(titles, articles["text"], strict=True)]


def _ours(articles: pd.DataFrame, vectors: NDArray[Any]) -> tuple[NDArray[np.int64], list[list[str]]]:
    model = TopicModel().fit(articles.drop(columns="label"), vectors)
    numbers = dict(zip(model.topics_["topic_id"], model.topics_["number"], strict=True))
    topic = model.article_topics_.set_index("article_id")["topic_id"].map(numbers)
    labels = np.array([topic.get(one, OUTLIER) for one in articles["article_id"]], dtype=np.int64)
    return labels, model.topics_["words"].tolist()


def _bertopic(articles: pd.DataFrame, vectors: NDArray[Any]) -> tuple[NDArray[np.int64], list[list[str]]]:
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer

    # as it comes, but for stop words, without which its words could not be compared
    model = BERTopic(embedding_model=None, vectorizer_model=CountVectorizer(stop_words="english"))
    labels = np.asarray(model.fit_transform(_texts(articles), embeddings=np.asarray(vectors))[0], dtype=np.int64)
    topics = sorted(set(labels.tolist()) - {OUTLIER})
    return labels, [[word for word, _ in model.get_topic(topic)][:WORDS] for topic in topics]
