"""TopicModel: BERTopic on the communities of a neighbour graph, the same on every run and named without a language
model.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
import pandas as pd

from newslab.errors import ModelError, OptionError, one_line
from newslab.group.grouping import By
from newslab.group.labels import label_groups
from newslab.group.neighbours import NEIGHBOURS, RESOLUTION, GraphClusters, Unreduced
from newslab.group.topic_notes import STABLE, join_topics, score_stability, topic_warnings, typical_sentence
from newslab.group.topic_views import guided, lay_out, topic_shares
from newslab.group.topic_words import NO_WORDS, OUTLIER, WORD, count_words, fill_bertopic, make_backend, stop_list
from newslab.group.trend import count_trend
from newslab.group.vectors import prepare, unit
from newslab.store import atomic_path, keep_compiled, write_text
from newslab.tables import ARTICLE_TOPICS, TOPICS, build, check, empty, make_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

Method = Literal["graph", "umap"]
FORMAT: Final = 3
WORDS: Final = 10
SEVERAL: Final = 0.2  # share of an article's neighbourhood from which on a further topic is told
FINER_TOPICS: Final = (
    2,
)  # times as many topics as were found, where these are not stable; thrice left topics of two articles
SHOWN: Final = 3  # representative articles of a topic
log = logging.getLogger(__name__)


class TopicModel:
    """Themes of a collection of articles.

    Parameters
    ----------
    n_topics : number of topics wanted; None lets the texts decide: where what they fall into is not found again without
        a tenth of them, the steadier of that and twice as many.
    seed : of everything random, 0 or more: the draws behind `stability_`, and all of "umap". "graph" draws nothing.
    method : "graph" finds communities of shared nearest neighbours and is the same in any order of rows; "umap" is
        BERTopic's own UMAP and HDBSCAN. Both leave outliers.
    resolution : of "graph", 1 as measured: higher gives more and smaller topics.
    stop_words : words that shall neither name a topic nor be among its words, beside those that never do.
    ngrams : words of topics may be phrases of up to so many words, 1 to 3.
    seed_words : lists of words, one for each theme that is looked for: articles near to one are drawn together (as in
        BERTopic's guided topics). Read by newslab's "quality" model, and so not to be had with vectors of another.
    several : an article may have several topics: each that holds `SEVERAL` of its neighbourhood or more.

    Attributes
    ----------
    topics_ : TOPICS table, largest first, with `number` (as in BERTopic), `articles` (the most typical ones), a
        sentence of each in `sentences`, and `stability`: how much of the topic is found again when a tenth of the
        articles is left out, 0 to 1 (mean Jaccard of the best match, Hennig 2007; NaN with "umap" and in collections
        too small to ask). Below .5 do not build on it.
    stability_ : adjusted Rand index between the topics and those found without a tenth of the articles, 1 is best.
    hierarchy_ : how topics would merge, closest first: `topic_id` takes in `joins`, `tie` is the share of the smaller
        one's neighbours that lie in the other, `n_topics` are left.
    outliers_ : ids of the articles that no topic holds; `assign` gives them one on request.
    article_topics_ : ARTICLE_TOPICS table in the order of article_id; `weight` is the share of an article's
        neighbourhood that lies in its topic, 0 to 1. Outliers have no row.
    warnings_ : what to know before building on the topics, a line each: fewer than `n_topics` were found, or they are
        not stable.
    bertopic_ : the fitted BERTopic object; `embedding_model` is None, since vectors were given.
    vectors_ : (n, dim) float32, unit length, of the articles in fitted order.

    Notes
    -----
    BERTopic: Grootendorst (2022). Graph: shared nearest neighbours (Jarvis & Patrick 1973), gathered around dense
    places (Koontz, Narendra & Fukunaga 1976), Louvain communities of these (Blondel et al. 2008), merged by their
    ties. Figures: benchmarks/topics.md.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> texts = ["The bank raised its rate.", "Rate rise by the bank.", "The keeper saved a goal.", "A late goal won."]
    >>> table = pd.DataFrame({"article_id": list("abcd"), "text": texts})
    >>> model = TopicModel(n_topics=2).fit(table, np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]]))
    >>> model.topics_["n_articles"].tolist()
    [2, 2]
    """

    def __init__(
        self,
        *,
        n_topics: int | None = None,
        seed: int = 0,
        method: Method = "graph",
        resolution: float = RESOLUTION,
        stop_words: Sequence[str] = (),
        ngrams: int = 1,
        seed_words: Sequence[Sequence[str]] = (),
        several: bool = False,
    ) -> None:
        if n_topics is not None and n_topics < 1:
            raise OptionError(f"n_topics: expected 1 or more, found {n_topics}")
        if method not in get_args(Method):
            raise OptionError(f"method: expected one of {', '.join(get_args(Method))}; found {method}")
        if not resolution > 0:
            raise OptionError(f"resolution: expected more than 0, found {resolution}")
        if ngrams not in (1, 2, 3):
            raise OptionError(f"ngrams: expected 1, 2 or 3, found {ngrams}")
        if isinstance(stop_words, str) or any(isinstance(one, str) for one in seed_words):
            raise OptionError("stop_words, seed_words: expected a list of words, and a list of lists of words")
        self.stop_words, self.ngrams = tuple(word.lower() for word in stop_words), ngrams
        self.seed_words, self.several = tuple(tuple(words) for words in seed_words), several
        self.n_topics, self.seed, self.method, self.resolution = n_topics, seed, method, resolution

    def fit(self, articles: pd.DataFrame, vectors: NDArray[Any] | None = None) -> TopicModel:
        """Find the topics of `articles`, which are read in the order of a hash of their content.

        Parameters
        ----------
        articles : ARTICLES table, n rows. Articles not in English are left out.
        vectors : (n, dim) array, one row per article; computed where None.

        Raises
        ------
        TableError
            If `articles` breaks its contract, or `vectors` does not fit it.
        """
        self._given = vectors is not None
        table, self.vectors_ = prepare(articles, vectors, step="TopicModel")
        self.vectors_ = guided(self.vectors_, self.seed_words)
        self._articles = table.drop(columns=["text", "images"], errors="ignore")
        pairs = list(zip(table["title"].fillna("").tolist(), table["text"].tolist(), strict=True))
        texts = [f"{title}\n{text}".strip() for title, text in pairs]
        self.bertopic_: Any = None
        if texts:
            self.bertopic_ = _bertopic(self, len(texts))
        self._labels, self._weights = self._clustered(texts)
        self.stability_, stable = self._steadied(*score_stability(self._clusters, self._labels, self.seed))
        typical = {int(one): self._typical(int(one)) for one in np.unique(self._labels) if one != OUTLIER}
        if texts and self.method == "graph":
            words = count_words(texts, stops=self.stop_words, ngrams=self.ngrams)
            fill_bertopic(self.bertopic_, self._labels, self.vectors_, texts, typical, words)
        names = label_groups(
            {number: [pairs[row] for row in np.flatnonzero(self._labels == number)] for number in typical},
            stops=self.stop_words,
        )
        self._notes = {number: {"label": names[number], "stability": stable.get(number),
                                "sentences": self._sentences(table, number, rows)}
                       for number, rows in typical.items()}  # fmt: skip
        self._joins = join_topics(self._clusters, self.vectors_, self._labels)
        self._set_tables()
        self.warnings_ = topic_warnings(self.topics_, self.stability_, self.n_topics, len(texts))
        known = "not measured" if np.isnan(self.stability_) else f"{self.stability_:.2f}"
        told = len(self.topics_), len(self.outliers_), len(texts), known
        log.info("TopicModel: topics: %d; in none of them (outliers_): %d of %d articles; stability: %s", *told)
        for warning in self.warnings_:
            log.warning("TopicModel: %s", warning)
        return self

    def _clustered(self, texts: list[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        self._clusters: GraphClusters | None = None
        if not texts:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        if self.method == "graph":
            self._clusters = self.bertopic_.hdbscan_model.fit(self.vectors_)
            return self._clusters.labels_, self._clusters.weights_
        numbers, found = self.bertopic_.fit_transform(texts, embeddings=self.vectors_)
        return np.asarray(numbers, dtype=np.int64), np.round(np.ones(len(texts)) if found is None else found, 6)

    def _steadied(self, stability: float, stable: dict[int, float]) -> tuple[float, dict[int, float]]:
        """Look for finer topics where those found are not found again: a large one that holds whatever is left changes
        most.

        The steadiest are taken; returns their stability, and that of each.
        """
        if self.n_topics is not None or self._clusters is None or not stability < STABLE:
            return stability, stable
        n = len(np.unique(self._labels[self._labels != OUTLIER]))
        for times in FINER_TOPICS:
            finer = GraphClusters(n * times, resolution=self.resolution).fit(self.vectors_)
            found = score_stability(finer, finer.labels_, self.seed)
            if found[0] > stability:
                (stability, stable), self._clusters = found, finer
                self._labels, self._weights, self.bertopic_.hdbscan_model = finer.labels_, finer.weights_, finer
        return stability, stable

    def _sentences(self, table: pd.DataFrame, number: int, rows: NDArray[np.int64]) -> list[str]:
        weights = dict(self.bertopic_.get_topic(number) or [])
        found = (typical_sentence(table["text"].iloc[row], weights) for row in rows)
        return [sentence for sentence in found if sentence]

    def _set_tables(self) -> None:
        ids = self._articles["article_id"].to_numpy(dtype=object)
        rows, self._topic_ids = [], {OUTLIER: ""}
        for number, note in sorted(self._notes.items()):
            typical = ids[self._typical(number)]
            self._topic_ids[number] = make_id("topic", typical[0])
            n, words = int((self._labels == number).sum()), _words(self.bertopic_, number)
            stability = np.nan if note["stability"] is None else note["stability"]
            rows.append({"topic_id": self._topic_ids[number], "label": note["label"], "words": words, "n_articles": n,
                         "stability": stability, "number": number, "articles": typical.tolist(),
                         "sentences": note["sentences"]})  # fmt: skip
        self.topics_ = build(rows, TOPICS) if rows else _no_topics()
        self.article_topics_ = (
            self._shared(ids)
            if self.several and self._clusters
            else self._memberships(ids, self._labels, self._weights)
        )
        self.outliers_ = sorted(ids[self._labels == OUTLIER].tolist())
        left = range(len(self._joins), 0, -1)
        self.hierarchy_ = pd.DataFrame(
            [(self._topic_ids[kept], self._topic_ids[taken], tie, n)
             for (kept, taken, tie), n in zip(self._joins, left, strict=True)],
            columns=["topic_id", "joins", "tie", "n_topics"],
        )  # fmt: skip

    def _typical(self, number: int) -> NDArray[np.int64]:
        rows = np.flatnonzero(self._labels == number)
        centre = unit(self.vectors_[rows].mean(axis=0, keepdims=True))[0]
        order = np.lexsort((rows, -np.round(self.vectors_[rows] @ centre, 6)))
        chosen: NDArray[np.int64] = rows[order[:SHOWN]]
        return chosen

    def _shared(self, ids: NDArray[Any]) -> pd.DataFrame:
        """Return each topic that holds a part of an article's neighbourhood, the largest part first."""
        shares = topic_shares(self._clusters.graph_, self._labels) if self._clusters else np.zeros((len(ids), 0))
        own = {(row, int(label)) for row, label in enumerate(self._labels) if label != OUTLIER}
        rows = [
            (str(ids[row]), -share, self._topic_ids[number])
            for row, number in sorted(own | {(int(row), int(n)) for row, n in np.argwhere(shares >= SEVERAL)})
            for share in [float(self._weights[row]) if (row, number) in own else float(shares[row, number])]
        ]
        told = [{"article_id": one, "topic_id": topic, "weight": -share} for one, share, topic in sorted(rows)]
        return build(told, ARTICLE_TOPICS)

    def _memberships(self, ids: NDArray[Any], labels: NDArray[np.int64], weights: NDArray[np.float64]) -> pd.DataFrame:
        rows = [
            {"article_id": one, "topic_id": self._topic_ids[int(label)], "weight": float(weight)}
            for one, label, weight in sorted(zip(ids, labels, weights, strict=True), key=lambda row: row[0])
            if label != OUTLIER
        ]
        return build(rows, ARTICLE_TOPICS)

    def assign(self, articles: pd.DataFrame, vectors: NDArray[Any] | None = None) -> pd.DataFrame:
        """Give each of `articles` the topic of its nearest fitted articles, without fitting again.

        Outliers among the neighbours have no vote, so this is also how outliers of the fit get a topic on request.

        Returns
        -------
        ARTICLE_TOPICS table in the order of article_id; `weight` is the share of the neighbours' vote, 0 to 1.

        Raises
        ------
        ModelError
            If the model has not been fitted.
        """
        self._need_fit()
        table, given = prepare(articles, vectors, step="TopicModel.assign")
        fitted = np.flatnonzero(self._labels != OUTLIER)
        if not len(table) or not len(fitted):
            return empty(ARTICLE_TOPICS)
        clusters = GraphClusters.of(self.vectors_[fitted], self._labels[fitted])
        labels, shares = clusters.vote(given)
        return self._memberships(table["article_id"].to_numpy(dtype=object), labels, shares)

    def transform(self, articles: pd.DataFrame, vectors: NDArray[Any] | None = None) -> pd.DataFrame:
        """Give new articles their topics, as `assign` does; the name is scikit-learn's and BERTopic's."""
        return self.assign(articles, vectors)

    def document_map(self, *, seed: int = 0) -> pd.DataFrame:
        """Lay the articles out on a plane, like ones near to each other (t-SNE, van der Maaten & Hinton 2008).

        Returns
        -------
        DataFrame in fitted order: article_id, x, y (-1 to 1), topic_id ("" for none), label; for `plot_topic_map`.
        Distances between far points say little.

        Raises
        ------
        ModelError
            If the model has not been fitted.
        """
        self._need_fit()
        labels = dict(zip(self.topics_["topic_id"], self.topics_["label"], strict=True)) | {"": "in no topic"}
        topics = [self._topic_ids[int(one)] for one in self._labels]
        places = lay_out(self.vectors_, seed)
        return pd.DataFrame({"article_id": self._articles["article_id"].to_numpy(), "x": places[:, 0], "y": places[:, 1],
                             "topic_id": topics, "label": [labels[one] for one in topics]})  # fmt: skip

    def trend(self, by: By = "source", period: str = "W", *, copies: pd.DataFrame | None = None) -> pd.DataFrame:
        """Count the articles of each topic by source and period.

        Parameters
        ----------
        by : what takes the place of `source`, see `name_groups`: a column of the fitted articles, a day, a mapping.
        period : "D", "W" (Monday to Sunday), "M", "Q" or "Y"; "all": the time is not asked (`period` is empty), and
            articles without a day count too.
        copies : COPIES table; where given, a copy of another article's text is not counted.

        Returns
        -------
        TOPIC_TREND table. `share` is the part of all the source's dated articles in the period, those in no topic
        included, `low` and `high` its 95 % Wilson (1927) interval. Articles without a day are left out; a missing
        source is "unknown".
        """
        self._need_fit()
        return count_trend(self._articles, self.article_topics_, by=by, period=period, copies=copies)

    def save(self, folder: str | Path) -> None:
        """Write the model as JSON, Parquet and safetensors files: no pickle.

        Raises
        ------
        ReadError
            If the folder cannot be written.
        ModelError
            If the model has not been fitted.
        """
        from safetensors.numpy import save_file

        self._need_fit()
        folder = Path(folder)
        options = {
            "n_topics": self.n_topics,
            "seed": self.seed,
            "method": self.method,
            "resolution": self.resolution,
            "stop_words": self.stop_words,
            "ngrams": self.ngrams,
            "seed_words": self.seed_words,
            "several": self.several,
        }
        state = {"format": FORMAT, "options": options, "notes": self._notes, "joins": self._joins,
                 "given": self._given, "stability": None if np.isnan(self.stability_) else self.stability_}  # fmt: skip
        with atomic_path(folder / "fitted.safetensors") as part:
            save_file({"vectors": self.vectors_, "labels": self._labels, "weights": self._weights}, part)
        with atomic_path(folder / "articles.parquet") as part:
            self._articles.to_parquet(part)
        with atomic_path(folder / "article_topics.parquet") as part:
            self.article_topics_.to_parquet(part)
        if self.bertopic_ is not None:
            self.bertopic_.save(folder / "bertopic", serialization="safetensors", save_ctfidf=True)
        write_text(folder / "model.json", json.dumps(state, ensure_ascii=False, indent=1, sort_keys=True))

    @classmethod
    def load(cls, folder: str | Path) -> TopicModel:
        """Read a model that `save` wrote: the same tables, and the same answers of `assign` and `trend`.

        Raises
        ------
        ModelError
            If the folder holds no model, or one of a newer format.
        """
        from safetensors.numpy import load_file

        folder = Path(folder)
        with one_line(folder, "a saved TopicModel", ModelError):
            state = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            fitted = load_file(folder / "fitted.safetensors")
            articles = pd.read_parquet(folder / "articles.parquet")
            memberships = pd.read_parquet(folder / "article_topics.parquet")
            if state.get("format") != FORMAT:
                raise ModelError(f"{folder}: format {state.get('format')} is not {FORMAT}; fit the model again")
            model = cls(**state["options"])
            model._articles, model.vectors_ = articles, fitted["vectors"]
            model._given = state.get("given", True)
            model.bertopic_ = _loaded(folder / "bertopic", given=model._given)
            model._notes = {int(number): note for number, note in state["notes"].items()}
            model._joins = [(int(kept), int(taken), float(tie)) for kept, taken, tie in state["joins"]]
            model.stability_ = float("nan") if state["stability"] is None else float(state["stability"])
            model._labels, model._weights, model._clusters = fitted["labels"], fitted["weights"], None
            model._set_tables()
            model.article_topics_ = check(memberships, ARTICLE_TOPICS)
            n_articles = len(model._labels)
            model.warnings_ = topic_warnings(model.topics_, model.stability_, model.n_topics, n_articles)
            return model

    def _need_fit(self) -> None:
        if not hasattr(self, "_labels"):
            raise ModelError("TopicModel: fit it first")


def _no_topics() -> pd.DataFrame:
    """Return the table of no topics, with the columns that it has else."""
    lists = {name: pd.Series([], dtype="object") for name in ("articles", "sentences")}
    return empty(TOPICS).assign(stability=pd.Series([], dtype="float64"), number=pd.Series([], dtype="int64"), **lists)


def _bertopic(options: TopicModel, n: int) -> Any:
    keep_compiled()
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    common = {
        "embedding_model": make_backend(given=options._given),
        "language": "multilingual",  # else every letter that is not ASCII is taken out of the words
        "vectorizer_model": CountVectorizer(
            stop_words=stop_list(options.stop_words), token_pattern=WORD, ngram_range=(1, options.ngrams)
        ),
        "ctfidf_model": ClassTfidfTransformer(reduce_frequent_words=True),
    }
    if options.method == "graph":
        clusters = GraphClusters(options.n_topics, resolution=options.resolution)
        return BERTopic(umap_model=Unreduced(), hdbscan_model=clusters, **common)
    from hdbscan import HDBSCAN
    from umap import UMAP

    reduced = UMAP(n_neighbors=min(NEIGHBOURS, max(n - 1, 2)), n_components=min(5, max(n - 2, 1)), min_dist=0.0,
                   metric="cosine", random_state=options.seed, init="spectral" if n > 50 else "random")  # fmt: skip
    found = HDBSCAN(min_cluster_size=max(2, min(10, n // 5)), prediction_data=True)
    return BERTopic(umap_model=reduced, hdbscan_model=found, nr_topics=options.n_topics, **common)


def _loaded(folder: Path, *, given: bool) -> Any:
    if not folder.is_dir():
        return None
    keep_compiled()
    from bertopic import BERTopic

    return BERTopic.load(str(folder), embedding_model=make_backend(given=given))


def _words(model: Any, number: int) -> list[str]:
    words = [word for word, _ in (model.get_topic(number) or []) if isinstance(word, str) and word]
    return [word for word in words if word not in NO_WORDS][:WORDS]
