"""The bundled collection loads whole."""

from __future__ import annotations

from newslab.read.sample import load_sample
from newslab.tables import ARTICLES, check


def test_the_sample_is_whole() -> None:
    articles = check(load_sample(), ARTICLES)
    assert len(articles) >= 60
    assert articles["source"].nunique() >= 8
    assert articles["text"].str.len().min() > 100
