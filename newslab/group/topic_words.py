"""The words of topics: each counted once per article, weighed by c-TF-IDF, and handed to a BERTopic object as its
own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

WORD: Final = r"(?u)\b[^\W\d_][\w'’-]+\b"
OUTLIER: Final = -1
NO_WORDS: Final = [
    "newslabxnoword",
    "newslabxnoterm",
]  # for collections of no or one word, which BERTopic does not take
NO_WORD: Final = ("", 1e-5)  # as BERTopic fills up what has too few
# articles of a topic that hold a word, squared: BERTopic's `reduce_frequent_words` takes the root of it again, and
# leaves
# a word's weight in proportion to the articles, where the root of all its uses names what stands in one:
# benchmarks/topics.md
OFTEN: Final = 2
AT_ONCE: Final = 500  # texts that are cut together
_WORD: Final = re.compile(WORD)
_BETWEEN: Final = bytes(i for i in range(128) if not (chr(i).isalnum() or chr(i) in "_'-"))
_SPACES: Final = bytes.maketrans(_BETWEEN, b" " * len(_BETWEEN))


def stop_list(more: Collection[str] = ()) -> list[str]:
    """Return scikit-learn's English stop words and `more`, sorted."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return sorted({*ENGLISH_STOP_WORDS, *more})


def count_words(texts: Sequence[str], *, stops: Collection[str] = (), ngrams: int = 1) -> tuple[csr_matrix, list[str]]:
    """Count the words of texts as scikit-learn's CountVectorizer does with `WORD` and its English stop words, faster.

    `stops` are further words that are not counted; with `ngrams` phrases of up to so many words are, by scikit-learn
    itself. A run of characters between spaces and ASCII punctuation is looked into once, however often it occurs.

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

    stopped = frozenset(stop_list(stops))
    if ngrams > 1:
        return _phrases(texts, stopped, ngrams)
    numbers, runs, ends = _runs(texts)
    held: list[str] = []
    starts = [0]
    for run in runs:
        held += [word for word in _words(run) if word not in stopped]
        starts.append(len(held))
    words = sorted(set(held))
    place = {word: column for column, word in enumerate(words)}
    columns = np.array([place[word] for word in held], dtype=np.int64)
    ones = np.ones(len(columns), dtype=np.int64)
    inside = sparse.csr_matrix((ones, columns, starts), shape=(len(runs), len(words)))
    found_runs = (np.ones(len(numbers), dtype=np.int64), numbers, ends)
    counts = (sparse.csr_matrix(found_runs, shape=(len(texts), len(runs))) @ inside).tocsr()
    counts.sum_duplicates()
    return counts, words


def _phrases(texts: Sequence[str], stops: Collection[str], ngrams: int) -> tuple[csr_matrix, list[str]]:
    from scipy import sparse
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(stop_words=sorted(stops), token_pattern=WORD, ngram_range=(1, ngrams))
    try:
        return counter.fit_transform(texts), counter.get_feature_names_out().tolist()
    except ValueError:  # no text has a word
        return sparse.csr_matrix((len(texts), 0), dtype=np.int64), []


def _runs(texts: Sequence[str]) -> tuple[NDArray[np.int32], list[str], NDArray[np.int64]]:
    """Number the runs of characters in texts: the number of each in turn, the runs, and where each text begins and
    ends.
    """
    import pyarrow as pa

    parts, ends = [], [np.zeros(1, dtype=np.int64)]
    for first in range(0, len(texts), AT_ONCE):
        raw = [
            f"{text.lower()} ".encode("utf-8", "replace").translate(_SPACES) for text in texts[first : first + AT_ONCE]
        ]
        joined = np.frombuffer(b" " + b"".join(raw), dtype=np.uint8)  # begins and ends in a space
        inside = joined != ord(" ")
        edges = np.flatnonzero(inside[1:] != inside[:-1])
        begun, lengths = edges[0::2], edges[1::2] - edges[0::2]
        offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
        parts.append(pa.LargeStringArray.from_buffers(len(begun), pa.py_buffer(offsets), pa.py_buffer(joined[inside])))
        ends.append(ends[-1][-1] + np.searchsorted(begun, np.cumsum([len(one) for one in raw])))
    encoded = pa.chunked_array(parts, type=pa.large_string()).dictionary_encode().unify_dictionaries()
    numbers = [chunk.indices.to_numpy(zero_copy_only=False) for chunk in encoded.chunks]
    runs = encoded.chunk(0).dictionary.to_pylist() if encoded.num_chunks else []
    return np.concatenate([np.zeros(0, dtype=np.int32), *numbers]), runs, np.concatenate(ends)


def _words(run: str) -> list[str]:
    if run.isascii() and run.isalpha():  # one word, if it has two letters
        return [run] if len(run) > 1 else []
    return _WORD.findall(run)


def fill_bertopic(
    model: Any,
    labels: NDArray[np.int64],
    vectors: NDArray[Any],
    texts: Sequence[str],
    typical: Mapping[int, NDArray[np.int64]],
    counted: tuple[csr_matrix, list[str]],
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
    counted : counts of words and the words, of `count_words`.
    """
    import pandas as pd
    from bertopic._bertopic import TopicMapper
    from scipy import sparse

    counts, words = counted
    if len(words) < len(NO_WORDS):
        words = words + NO_WORDS
        counts = sparse.hstack([counts, np.ones((len(texts), len(NO_WORDS)), dtype=np.int64)], format="csr")
    topics, place = np.unique(labels, return_inverse=True)
    members = sparse.csr_matrix(
        (np.ones(len(labels)), (place, np.arange(len(labels)))), shape=(len(topics), len(labels))
    )
    by_topic = (members @ (counts > 0).astype(np.int64)).tocsr().power(OFTEN)
    by_topic.sort_indices()  # else BERTopic finds its distances between topics not symmetric
    model.vectorizer_model.vocabulary_ = {word: column for column, word in enumerate(words)}
    model.vectorizer_model.fixed_vocabulary_ = False
    model.c_tf_idf_ = model.ctfidf_model.fit(by_topic).transform(by_topic)
    documents = pd.DataFrame({"Topic": labels})
    model._update_topic_size(documents)
    model.topic_mapper_ = TopicMapper(model.topics_)
    model.topic_representations_ = {
        int(topic): _top_words(row, words, model.top_n_words)
        for topic, row in zip(topics, model.c_tf_idf_, strict=True)
    }
    sizes = np.maximum(np.asarray(members.sum(axis=1)), 1)
    model.topic_embeddings_ = (np.asarray(members @ vectors) / sizes).astype(np.float32)
    model.representative_docs_ = {number: [texts[row] for row in rows] for number, rows in typical.items()}


def _top_words(row: csr_matrix, words: Sequence[str], n: int) -> list[tuple[str, float]]:
    """Return the n words of a topic that weigh most, the first of the alphabet where two weigh the same."""
    best = np.lexsort((row.indices, -row.data))[:n]
    found = [(words[row.indices[place]], float(row.data[place])) for place in best if row.data[place] > 0]
    return found + [NO_WORD] * (n - len(found))


def make_backend(*, given: bool) -> Any:
    """Return what BERTopic's own `transform` embeds new texts with: newslab's "quality" model, as `fit` does.

    Where a model was fitted on vectors that were `given`, nobody but the user knows what made them, and it says so.
    """
    from bertopic.backend import BaseEmbedder

    class Backend(BaseEmbedder):  # type: ignore[misc]
        def embed(self, documents: list[str], verbose: bool = False) -> Any:
            if given:
                raise ModelError("bertopic_: fitted on given vectors; call transform(texts, embeddings=their vectors)")
            from newslab.text.embed import embed

            return embed(list(documents))

    return Backend()
