"""Topics against labels and against themselves: coherence, diversity, agreement, stability, seconds."""

from __future__ import annotations

import gzip
import json
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
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
    from scipy.sparse import csr_matrix

    Fit = Callable[[pd.DataFrame, NDArray[Any]], tuple[NDArray[np.int64], list[list[str]]]]

WORDS: Final = 10
OUTLIER: Final = -1
KINDS: Final = (".tsv", ".jsonl", ".jsonl.gz")
FIGURES: Final = ("npmi", "diversity", "nmi", "ari")
FITS: Final = 5  # of BERTopic, each with another seed
RESAMPLES: Final = 20  # of the articles, for each fit
TRIES: Final = 10  # with one article fewer; a single one of them says little ...
REFERENCE_TRIES: Final = 3  # ... but takes BERTopic long
log = logging.getLogger(__name__)


def evaluate(data: Path, *, against: bool = False) -> Evaluation:
    """Fit topics and score them on each labelled collection found under `data`.

    Parameters
    ----------
    data : a `.tsv` file (text first, label last), a `.jsonl` or `.jsonl.gz` file (`article_id`, `text`, `topic`;
        `title` where there is one), a folder of such files, or one with the folders `topics` and `sources`.
    against : also fit BERTopic as it comes, `FITS` times on the same vectors, and newslab with as many topics and
        outliers as BERTopic has.

    Returns
    -------
    Evaluation: a row per collection and model. `npmi` (-1 to 1) of the ten words of a topic over the collection's own
    texts, `diversity` (share of different words among them), `nmi` and `ari` against the labels, `outliers` (share),
    `seconds` and `cpu_seconds` after embedding and importing, `ari_order` and `ari_less_one`: adjusted Rand index to
    itself with the rows in another order, and with one article fewer (mean of `TRIES`, and `ari_less_one_least`, the
    lowest; BERTopic: of `REFERENCE_TRIES`). NPMI, NMI and ARI count outliers as one group. BERTopic's figures are
    means of its fits, with the 95 % interval of fits and resampled articles (each fit's own figure plus what
    resampling moves it from its mean) in `<figure>_low` and `_high`; newslab's rows say in `below` which figures lie
    under that interval, and in
    `faster` how many times less processor time was taken.

    Raises
    ------
    ReadError
        If no collection is found.
    """
    rows: list[dict[str, Any]] = []
    predictions: list[dict[str, Any]] = []
    for name, articles in _read(Path(data)).items():
        vectors = _embedded(articles)
        found = {"newslab": _scored(articles, vectors, _ours)}
        if against:
            reference, labels = _reference(articles, vectors)
            alike = partial(_ours, n_topics=round(reference["topics"]), outliers=reference["outliers"])
            found |= {"newslab, as many topics and outliers": _scored(articles, vectors, alike)}
            for row, _ in found.values():
                row["below"] = ", ".join(one for one in FIGURES if row[one] < reference[f"{one}_low"])
                row["faster"] = round(reference["cpu_seconds"] / max(row["cpu_seconds"], 1e-9), 1)
            found["bertopic"] = reference, labels
        for model, (row, labels) in found.items():
            rows.append({"data": name, "model": model, **row})
            predictions += [
                {"data": name, "model": model, "article_id": one, "topic": int(topic)}
                for one, topic in zip(articles["article_id"], labels, strict=True)
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
    return _mean_npmi(topics, _held(topics, texts))


def _held(topics: Sequence[Sequence[str]], texts: Sequence[str]) -> csr_matrix:
    """Return which text has which of the topics' words, in the order of the alphabet: (n, m) of 0 and 1."""
    from scipy import sparse
    from sklearn.feature_extraction.text import CountVectorizer

    words = sorted({word for topic in topics for word in topic})
    if not words:
        return sparse.csr_matrix((len(texts), 0))
    # words as they stand between spaces and punctuation, as the topics have them
    counted = CountVectorizer(vocabulary=words, binary=True, token_pattern=r"(?u)\b\w[\w'’-]*\b")  # noqa: S106
    return counted.transform(texts)


def _mean_npmi(topics: Sequence[Sequence[str]], held: csr_matrix) -> float:
    together = (held.T @ held).toarray() / max(held.shape[0], 1)
    place = {word: row for row, word in enumerate(sorted({word for topic in topics for word in topic}))}
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
        folders = (data, data / "topics", data / "sources")
        found = [path for folder in folders for kind in KINDS for path in sorted(folder.glob(f"*{kind}"))]
    tables = {path.name.split(".")[0]: _tsv(path) if path.suffix == ".tsv" else _jsonl(path) for path in found}
    labelled = {name: table for name, table in tables.items() if len(table)}
    if not labelled:
        raise ReadError(f"{data}: expected {', '.join(KINDS)} files of articles with a topic, found none")
    return labelled


def _tsv(path: Path) -> pd.DataFrame:
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return pd.DataFrame(
        {"article_id": [f"{n:05d}" for n in range(len(lines))], "text": [line[0] for line in lines],
         "label": [line[-1] for line in lines]}
    )  # fmt: skip


def _jsonl(path: Path) -> pd.DataFrame:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    records = [json.loads(line) for line in raw.decode("utf-8").splitlines() if line.strip()]
    table = pd.DataFrame(records).reindex(columns=["article_id", "title", "text", "topic"])
    table = table.drop_duplicates("article_id").rename(columns={"topic": "label"})
    return table[table["label"].notna() & table["text"].fillna("").str.strip().astype(bool)].reset_index(drop=True)


def _embedded(articles: pd.DataFrame) -> NDArray[Any]:
    from newslab.text.embed import embed

    return embed(embedding_texts(articles))


def _scored(articles: pd.DataFrame, vectors: NDArray[Any], fit: Fit) -> tuple[dict[str, Any], NDArray[np.int64]]:
    fit(articles.head(60), vectors[:60])  # importing and compiling are not fitting
    labels, words, seconds, cpu_seconds = _timed(articles, vectors, fit)
    npmi = score_npmi(words, _texts(articles))
    row = {**_figures(articles, labels, words, npmi), "seconds": seconds, "cpu_seconds": cpu_seconds,
           **_to_itself(articles, vectors, fit, labels, TRIES)}  # fmt: skip
    return _rounded(row), labels


def _timed(
    articles: pd.DataFrame, vectors: NDArray[Any], fit: Fit
) -> tuple[NDArray[np.int64], list[list[str]], float, float]:
    start, cpu = time.perf_counter(), time.process_time()
    labels, words = fit(articles, vectors)
    return labels, words, time.perf_counter() - start, time.process_time() - cpu


def _figures(articles: pd.DataFrame, labels: NDArray[np.int64], words: list[list[str]], npmi: float) -> dict[str, Any]:
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    return {
        "n": len(articles),
        "topics": len(set(labels.tolist()) - {OUTLIER}),
        "npmi": npmi,
        "diversity": _diversity(words),
        "nmi": normalized_mutual_info_score(articles["label"], labels),
        "ari": adjusted_rand_score(articles["label"], labels),
        "outliers": float(np.mean(labels == OUTLIER)),
    }


def _to_itself(
    articles: pd.DataFrame, vectors: NDArray[Any], fit: Fit, labels: NDArray[np.int64], tries: int
) -> dict[str, float]:
    from sklearn.metrics import adjusted_rand_score

    draw = np.random.default_rng(1)
    order = draw.permutation(len(articles))
    shuffled, _ = fit(articles.iloc[order].reset_index(drop=True), vectors[order])
    less = []
    for _ in range(tries):
        kept = np.delete(np.arange(len(articles)), draw.integers(len(articles)))
        found, _ = fit(articles.iloc[kept].reset_index(drop=True), vectors[kept])
        less.append(adjusted_rand_score(labels[kept], found))
    return {"ari_order": adjusted_rand_score(labels[order], shuffled), "ari_less_one": float(np.mean(less)),
            "ari_less_one_least": float(min(less))}  # fmt: skip


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()}


def _reference(articles: pd.DataFrame, vectors: NDArray[Any]) -> tuple[dict[str, Any], NDArray[np.int64]]:
    """Fit BERTopic with several seeds: mean figures, and their interval over fits and resampled articles."""
    _bertopic(articles.head(60), vectors[:60], seed=0)
    _bertopic(articles, vectors, seed=0)  # numba compiles once more for large collections
    fits = [_timed(articles, vectors, partial(_bertopic, seed=seed)) for seed in range(FITS)]
    texts = _texts(articles)
    held = [_held(words, texts) for _, words, _, _ in fits]
    figures = [
        _figures(articles, labels, words, _mean_npmi(words, which))
        for (labels, words, _, _), which in zip(fits, held, strict=True)
    ]
    row = {one: float(np.mean([found[one] for found in figures])) for one in figures[0]}
    row |= {"n": len(articles), "seconds": float(np.mean([fit[2] for fit in fits])),
            "cpu_seconds": float(np.mean([fit[3] for fit in fits]))}  # fmt: skip
    samples: dict[str, list[float]] = {one: [] for one in FIGURES}
    for (labels, words, _, _), which, found in zip(fits, held, figures, strict=True):
        for one, drawn in _resampled(articles, labels, words, which).items():
            samples[one] += (drawn - drawn.mean() + found[one]).tolist()
    for one, values in samples.items():
        row[f"{one}_low"], row[f"{one}_high"] = (float(edge) for edge in np.percentile(values, [2.5, 97.5]))
    row |= _to_itself(articles, vectors, partial(_bertopic, seed=0), fits[0][0], REFERENCE_TRIES)
    return _rounded(row), fits[0][0]


def _resampled(
    articles: pd.DataFrame, labels: NDArray[np.int64], words: list[list[str]], held: csr_matrix
) -> dict[str, NDArray[np.float64]]:
    """Return each figure of a fit over articles drawn with replacement, one value per draw.

    An article that is drawn twice agrees with itself, which raises NMI where groups are small: take the mean off.
    """
    draw = np.random.default_rng(0)
    found = []
    for _ in range(RESAMPLES):
        rows = draw.integers(len(articles), size=len(articles))
        found.append(_figures(articles.iloc[rows], labels[rows], words, _mean_npmi(words, held[rows])))
    return {one: np.array([figures[one] for figures in found], dtype=np.float64) for one in FIGURES}


def _diversity(words: Sequence[Sequence[str]]) -> float:
    every = [word for topic in words for word in topic]
    return len(set(every)) / len(every) if every else 0.0


def _texts(articles: pd.DataFrame) -> list[str]:
    titles = articles["title"].fillna("") if "title" in articles.columns else [""] * len(articles)
    return [f"{title}\n{text}".strip() for title, text in zip(titles, articles["text"], strict=True)]


def _ours(
    articles: pd.DataFrame, vectors: NDArray[Any], n_topics: int | None = None, outliers: float | None = None
) -> tuple[NDArray[np.int64], list[list[str]]]:
    table = articles.drop(columns="label")
    model = TopicModel(n_topics=n_topics).fit(table, vectors)
    numbers = dict(zip(model.topics_["topic_id"], model.topics_["number"], strict=True))
    found = model.article_topics_
    if outliers is not None:
        found = _with_outliers(model, table, vectors, found, outliers)
    topic = dict(zip(found["article_id"], found["topic_id"].map(numbers), strict=True))
    labels = np.array([topic.get(one, OUTLIER) for one in articles["article_id"].tolist()], dtype=np.int64)
    return labels, model.topics_["words"].tolist()


def _with_outliers(
    model: TopicModel, articles: pd.DataFrame, vectors: NDArray[Any], found: pd.DataFrame, share: float
) -> pd.DataFrame:
    """Leave out, or assign, the least certain articles until the share of outliers is as wanted."""
    wanted = len(articles) - round(share * len(articles))
    certain = found.sort_values(["weight", "article_id"], ascending=[False, True]).head(wanted)
    if len(certain) == wanted:
        return certain
    outside = articles["article_id"].isin(model.outliers_).to_numpy()
    given = model.assign(articles[outside], vectors[outside])
    more = given.sort_values(["weight", "article_id"], ascending=[False, True]).head(wanted - len(certain))
    return pd.concat([certain, more])


def _bertopic(articles: pd.DataFrame, vectors: NDArray[Any], seed: int) -> tuple[NDArray[np.int64], list[list[str]]]:
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    # as it comes, but for a seed, and stop words, without which its words could not be compared
    reduced = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", low_memory=False, random_state=seed)
    words = CountVectorizer(stop_words="english")
    model = BERTopic(embedding_model=None, umap_model=reduced, vectorizer_model=words)
    labels = np.asarray(model.fit_transform(_texts(articles), embeddings=np.asarray(vectors))[0], dtype=np.int64)
    topics = sorted(set(labels.tolist()) - {OUTLIER})
    return labels, [[word for word, _ in model.get_topic(topic)][:WORDS] for topic in topics]
