"""The words of topics: counted once per article, weighed by c-TF-IDF, and handed to a BERTopic object as its own."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

WORD: Final = r"(?u)\b[^\W\d_][\w'’-]+\b"
OUTLIER: Final = -1
NO_WORDS: Final = [
    "newslabxnoword",
    "newslabxnoterm",
]  # for collections of no or one word, which BERTopic does not take
_WORD: Final = re.compile(WORD)
_BETWEEN: Final = bytes(i for i in range(128) if not (chr(i).isalnum() or chr(i) in "_'-"))
_SPACES: Final = bytes.maketrans(_BETWEEN, b" " * len(_BETWEEN))


def count_words(texts: Sequence[str]) -> tuple[csr_matrix, list[str]]:
    """Count the words of texts as scikit-learn's CountVectorizer does with `WORD` and its English stop words, faster.

    A run of characters between spaces and ASCII punctuation is looked into once, however often it occurs.

    Returns
    -------
    (n, m) counts and the m words, sorted.

    Examples
    --------
    >>> counts, words = count_words(["Rain, more rain.", "No rain."])
    >>> words, counts.toarray().tolist()
    (['rain'], [[2], [1]])
    """
    from scipy import sparse
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    runs: defaultdict[bytes, int] = defaultdict()
    runs.default_factory = runs.__len__
    flat, ends = array("q"), [0]
    for text in texts:
        flat.extend(map(runs.__getitem__, text.lower().encode("utf-8", "replace").translate(_SPACES).split()))
        ends.append(len(flat))
    held: list[str] = []
    starts = [0]
    for run in runs:
        held += [word for word in _words(run) if word not in ENGLISH_STOP_WORDS]
        starts.append(len(held))
    words = sorted(set(held))
    place = {word: column for column, word in enumerate(words)}
    columns = np.array([place[word] for word in held], dtype=np.int64)
    ones = np.ones(len(columns), dtype=np.int64)
    inside = sparse.csr_matrix((ones, columns, starts), shape=(len(runs), len(words)))
    numbers = np.frombuffer(flat, dtype=np.int64) if len(flat) else np.zeros(0, dtype=np.int64)
    found_runs = (np.ones(len(numbers), dtype=np.int64), numbers, np.array(ends))
    counts = (sparse.csr_matrix(found_runs, shape=(len(texts), len(runs))) @ inside).tocsr()
    counts.sum_duplicates()
    return counts, words


def _words(run: bytes) -> list[str]:
    if run.isalpha():  # of ASCII letters only: one word, if it has two of them
        return [run.decode()] if len(run) > 1 else []
    return _WORD.findall(run.decode())


def fill_bertopic(
    model: Any,
    labels: NDArray[np.int64],
    vectors: NDArray[Any],
    texts: Sequence[str],
    typical: Mapping[int, NDArray[np.int64]],
) -> None:
    """Give a BERTopic object the topics that were found, as its own `fit` would leave them.

    Its `fit` counts every text twice more to join the texts of a topic and to look for typical ones (most of its time
    after clustering); here counts are made once, and typical articles are those nearest to their topic's mean.

    Parameters
    ----------
    model : BERTopic with a CountVectorizer and a ClassTfidfTransformer, not fitted; changed in place.
    labels : (n,) topic of each text, 0 the largest, -1 for none.
    vectors : (n, dim) of the texts.
    texts : n texts.
    typical : for each topic the rows of its typical texts.
    """
    import pandas as pd
    from bertopic._bertopic import TopicMapper
    from scipy import sparse

    counts, words = count_words(texts)
    if len(words) < len(NO_WORDS):
        words = words + NO_WORDS
        counts = sparse.hstack([counts, np.ones((len(texts), len(NO_WORDS)), dtype=np.int64)], format="csr")
    topics, place = np.unique(labels, return_inverse=True)
    members = sparse.csr_matrix(
        (np.ones(len(labels)), (place, np.arange(len(labels)))), shape=(len(topics), len(labels))
    )
    by_topic = (members @ counts).tocsr()
    by_topic.sort_indices()  # else BERTopic finds its distances between topics not symmetric
    model.vectorizer_model.vocabulary_ = {word: column for column, word in enumerate(words)}
    model.vectorizer_model.fixed_vocabulary_ = False
    model.c_tf_idf_ = model.ctfidf_model.fit(by_topic).transform(by_topic)
    documents = pd.DataFrame({"Topic": labels})
    model._update_topic_size(documents)
    model.topic_mapper_ = TopicMapper(model.topics_)
    model.topic_representations_ = model._extract_words_per_topic(words, documents)
    sizes = np.maximum(np.asarray(members.sum(axis=1)), 1)
    model.topic_embeddings_ = (np.asarray(members @ vectors) / sizes).astype(np.float32)
    model.representative_docs_ = {number: [texts[row] for row in rows] for number, rows in typical.items()}
