"""A second opinion: an optional model of natural language inference, by callable or by folder, on told
contradictions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from newslab.compare.difference import DIFFERENCES
from newslab.errors import ModelError, one_line
from newslab.tables import ARTICLES, CITATIONS, CONTRASTS, check

SentencePairs = Sequence[tuple[str, str]]
Model = Callable[[SentencePairs], Sequence[float]]
FILES: Final = ("model.onnx", "tokenizer.json", "config.json")


def score_contradictions(
    contrasts: pd.DataFrame, citations: pd.DataFrame, articles: pd.DataFrame, model: Model | str | Path
) -> pd.Series[Any]:
    """Ask a model of natural language inference how surely the two sentences of each contrast contradict each other.

    newslab needs no model for its verdicts; this checks them with one of yours.

    Parameters
    ----------
    contrasts : CONTRASTS table, n rows.
    citations : CITATIONS table of the contrasts.
    articles : ARTICLES table.
    model : a callable that takes m pairs of sentences and gives m probabilities of contradiction, 0 to 1; or a folder
        with `model.onnx`, `tokenizer.json` and `config.json` (whose `id2label` names one label "contradiction").

    Returns
    -------
    Series of n probabilities on the index of `contrasts`; the mean of both directions, since contradiction has none.
    Missing for rows that are no difference of claims.

    Raises
    ------
    TableError
        If a table breaks its contract.
    ModelError
        If the folder holds no such model, or the callable gives another number of probabilities than pairs.

    Examples
    --------
    >>> from newslab.tables import empty
    >>> score_contradictions(empty(CONTRASTS), empty(CITATIONS), empty(ARTICLES), lambda pairs: [0.5] * len(pairs)).tolist()
    []
    """
    contrasts, citations, articles = check(contrasts, CONTRASTS), check(citations, CITATIONS), check(articles, ARTICLES)
    ask = model if callable(model) else load_nli(model)
    words = read_cited(articles)
    cited = citations.drop_duplicates(["cited_id", "side"])  # the first of a side is what was judged
    sides = {
        (str(row.cited_id), str(row.side)): words.get((str(row.article_id), str(row.field)), "")[
            int(str(row.start)) : int(str(row.end))
        ]
        for row in cited.itertuples()
    }
    judged = contrasts[contrasts.kind.isin(DIFFERENCES)].contrast_id
    pairs = [(sides.get((one, "a"), ""), sides.get((one, "b"), "")) for one in judged]
    found = list(ask([*pairs, *((b, a) for a, b in pairs)])) if pairs else []
    if len(found) != 2 * len(pairs):
        raise ModelError(
            f"the model gave {len(found)} probabilities for {2 * len(pairs)} pairs; give one for each pair"
        )
    both = np.asarray(found, dtype=np.float64).reshape(2, -1).mean(axis=0)
    return pd.Series(both, index=judged.index, name="nli").reindex(contrasts.index)


def load_nli(folder: str | Path) -> Model:
    """Load a sequence classifier that was exported to ONNX, with its tokenizer, from a folder; nothing is fetched.

    Raises
    ------
    ModelError
        If a file is missing or no label is named "contradiction".
    """
    import onnxruntime
    from tokenizers import Tokenizer

    places = [Path(folder) / name for name in FILES]
    for place in places:
        if not place.is_file():
            raise ModelError(f"{place}: the file is missing; a model folder holds {', '.join(FILES)}")
    with one_line(places[2], "what a model's labels mean", ModelError):
        labels = json.loads(places[2].read_text(encoding="utf-8")).get("id2label", {})
        wanted = [int(place) for place, label in labels.items() if "contradict" in str(label).lower()]
    if not wanted:
        raise ModelError(
            f"{places[2]}: expected a label contradiction in id2label; found {', '.join(map(str, labels.values()))}"
        )
    with one_line(places[0], "a graph in ONNX", ModelError):
        session = onnxruntime.InferenceSession(str(places[0]), providers=["CPUExecutionProvider"])
    with one_line(places[1], "a tokenizer as its library saves it", ModelError):
        tokenizer = Tokenizer.from_file(str(places[1]))
    names = {one.name for one in session.get_inputs()}

    def ask(pairs: SentencePairs) -> list[float]:
        """One pair a run: a probability then depends on its pair alone, not on the batch."""
        found = []
        for a, b in pairs:
            coded = tokenizer.encode(a, b)
            fed = {"input_ids": coded.ids, "attention_mask": coded.attention_mask, "token_type_ids": coded.type_ids}
            inputs = {name: np.asarray([cells], dtype=np.int64) for name, cells in fed.items() if name in names}
            with one_line(
                places[0], "a classifier of pairs of sentences with the labels of its config.json", ModelError
            ):
                logits = np.asarray(session.run(None, inputs)[0], dtype=np.float64)[0]
                odds = np.exp(logits - logits.max())
                found.append(float(odds[wanted[0]] / odds.sum()))
        return found

    return ask


def read_cited(articles: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Give the text of each field that can be cited, by (article_id, field)."""
    fields = [name for name in ("title", "subtitle", "text") if name in articles.columns]
    return {
        (str(article), name): words
        for name in fields
        for article, words in zip(articles.article_id, articles[name], strict=True)
        if isinstance(words, str)
    }
