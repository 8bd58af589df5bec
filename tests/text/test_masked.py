"""Masked words: what a sentence with them says is not known, so nothing is quoted, stated or compared of it."""

from __future__ import annotations

import pandas as pd

import newslab as nl

TEXT = (
    "The council of Arlen approved a new bridge over the Sill on Tuesday. Mayor Dora Lind said that @ @ @ @ @ would begin in May and cost 40 million. "
    '"We will @ @ @ @ @ the old bridge," Lind said. "We will open it on time," she said. Write to desk@post.example about it.'
)
START, END = TEXT.index("Mayor"), TEXT.index('"We will open')


def test_nothing_is_stated_or_quoted_of_masked_sentences():
    row = {"article_id": "a", "text": TEXT, "language": "en", "published_day": pd.Timestamp("2024-03-06")}
    spans = nl.find_spans(pd.DataFrame([row]))
    masked = spans.sentences["start"].between(START, END - 1)
    assert spans.sentences.loc[masked, "role"].tolist() == ["other", "other"]
    assert spans.sentences.loc[~masked, "role"].iloc[0] == "news"
    assert not spans.statements["start"].between(START, END - 1).any() and len(spans.statements)
    assert spans.quotes["text"].tolist() == ["We will open it on time,"]


def test_masks_join_no_words_and_make_no_copies():
    words = [f"word{n}" for n in range(400)]
    masked = [
        " ".join("@ @ @ @ @" if n % 20 == 7 else word for n, word in enumerate(one))
        for one in (words, words, words[::-1])
    ]
    articles = pd.DataFrame({"article_id": ["a", "b", "c"], "text": masked, "source": ["One", "Two", "Three"]})
    assert nl.link_copies(articles)["article_id"].tolist() == ["b"]
    crowd = pd.DataFrame(
        {
            "article_id": ["a", "b"],
            "text": [f"Only {n} @ @ @ @ @ " * 30 for n in ("one", "two")],
            "source": ["One", "Two"],
        }
    )
    assert nl.link_copies(crowd).empty
