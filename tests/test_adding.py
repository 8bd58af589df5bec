"""Adding to a saved corpus: what a build of all gives, with the ids and corrections that were there, and no work twice."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

import newslab as nl
from newslab.text import parse


def embed(texts):
    found = np.zeros((len(texts), 64), np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().split():
            found[row, hashlib.sha256(word.encode()).digest()[0] % 64] += 1
    return found


@pytest.fixture(scope="module")
def told():
    sample = nl.load_sample()
    picked = sample[sample["title"].str.contains("Louvre|jewel", regex=True)]
    return picked.sort_values("published", ignore_index=True)


def test_a_corpus_grows_by_what_is_new(told, monkeypatch, tmp_path):
    monkeypatch.setenv("NEWSLAB_CACHE", str(tmp_path / "cache"))
    half = len(told) // 2
    before = nl.build_corpus(told.head(half), embedding=embed)
    story = before.stories["story_id"].iloc[0]
    edits = nl.log_edit(before.edits, "rename", story, "The robbery", who="AB", why="shorter")
    before = nl.build_corpus(told.head(half), embedding=embed, edits=edits)
    before.save(tmp_path / "corpus")

    changed = told.iloc[[0]].assign(text=told["text"].iloc[0] + " The museum opened again on Friday.")
    source = pd.concat([told.tail(len(told) - half + 2), changed], ignore_index=True)  # two are known already
    parsed, read = [], parse._read
    parse._parsed.cache_clear()  # what is known is on the disk
    monkeypatch.setattr(parse, "_read", lambda words: [parsed.extend(words), read(words)][1])
    after = nl.add_articles(nl.Corpus.load(tmp_path / "corpus"), source, embedding=embed)

    assert len(after.articles) == len(told) + 1
    assert set(before.stories["story_id"]) <= set(after.stories["story_id"])
    assert after.stories.set_index("story_id").loc[story, "title"] == "The robbery"
    revised = after.articles[after.articles["revision_of"].notna()]
    assert revised["revision_of"].tolist() == [told["article_id"].iloc[0]]
    assert (after.problems["reason"] == "repeats an article").sum() == 2
    whole = nl.build_corpus(after.articles, embedding=embed, edits=edits)
    for name, table in whole.tables.items():
        if name not in ("problems", "images", "articles"):
            pd.testing.assert_frame_equal(after.tables[name], table, obj=name)
    known = [text[:60] for text in told["text"].iloc[1:half]]
    assert parsed and not [one for one in parsed if any(one.startswith(text[:30]) for text in known)]


@pytest.mark.slow
def test_nothing_new_changes_nothing(told):
    before = nl.build_corpus(told.head(4), embedding=embed)
    after = nl.add_articles(before, told.head(4), embedding=embed)
    assert len(after.articles) == 4 and (after.problems["reason"] == "repeats an article").sum() == 4
    pd.testing.assert_frame_equal(after.events, before.events)
    assert len(nl.add_articles(after, told.head(4), embedding=embed).articles) == 4


@pytest.mark.slow
def test_edits_that_no_longer_apply_are_told(told):
    before = nl.build_corpus(told.head(4), embedding=embed)
    edits = nl.log_edit(None, "rename", "story-that-is-gone", "A title")
    after = nl.add_articles(before, told, embedding=embed, edits=edits)
    assert (
        after.problems["reason"].str.contains("story-that-is-gone").any()
        or after.problems["detail"].fillna("").str.contains("gone").any()
    )
