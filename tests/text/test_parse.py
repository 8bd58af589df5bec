"""The parse of a text: right base forms, places in the text, and a cache on disk that is never believed wrongly."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys

import pytest

from newslab.text import parse as module
from newslab.text.parse import parse_text

TEXTS = ["The dam was opened on Monday.", "Nobody was hurt, the office said.", "Shares rose by 3 %."]


@pytest.fixture
def fresh_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSLAB_CACHE", str(tmp_path))
    module._parsed.cache_clear()
    yield tmp_path
    module._parsed.cache_clear()
    module._cache.cache_clear()


def tags(text):
    module._parsed.cache_clear()
    return [(token.text, token.tag_, token.lemma_) for doc in parse_text(text).docs for token in doc]


def base(folder):
    return sqlite3.connect(next((folder / "parses").glob("*.sqlite")), isolation_level=None)


@pytest.mark.parametrize(("text", "words"), [
    ("Analyses of both buses were lying on her desk.", "analysis bus be lie desk"),
    ("They'd been hurt.", "be hurt"),
])  # fmt: skip
def test_base_forms_are_those_of_a_dictionary(text, words):
    found = [lemma for _, tag, lemma in tags(text) if tag[0] in "NV"]
    assert " ".join(found) == words


def test_places_lead_back_to_the_text():
    text = "It rained.  “Nobody\u202fwas hurt”, he said."
    parsed = parse_text(text)
    for at, doc in enumerate(parsed.docs):
        for token in doc:
            start, end = parsed.span(at, token.idx, token.idx + len(token))
            assert parsed.place(at, start) == token.idx
            assert token.text in ('"', text[start:end])


def test_a_parse_is_kept_and_one_that_was_changed_or_moved_to_another_text_is_made_again(fresh_cache, monkeypatch):
    known = [tags(text) for text in TEXTS]
    read, asked = module._read, []
    monkeypatch.setattr(module, "_read", lambda words: asked.append(words) or read(words))
    assert [tags(text) for text in TEXTS] == known
    assert asked == []
    with base(fresh_cache) as held:
        (one, other) = [key for (key,) in held.execute("SELECT key FROM kept LIMIT 2")]
        held.execute("UPDATE kept SET value = (SELECT value FROM kept WHERE key = ?1), "
                     "sum = (SELECT sum FROM kept WHERE key = ?1) WHERE key = ?2", (one, other))  # fmt: skip
        held.execute("UPDATE kept SET value = zeroblob(9) WHERE key NOT IN (?, ?)", (one, other))
    assert [tags(text) for text in TEXTS] == known
    assert len(asked) == 2
    with base(fresh_cache) as held:  # words of another text, with a sum that is right
        doc = held.execute("SELECT value FROM kept WHERE key = ?", (one,)).fetchone()[0]
        total = hashlib.sha256(other + doc).digest()[:16]
        held.execute("UPDATE kept SET value = ?, sum = ? WHERE key = ?", (doc, total, other))
    assert [tags(text) for text in TEXTS] == known
    assert len(asked) == 3


def test_another_parser_has_a_cache_of_its_own(fresh_cache, monkeypatch):
    tags(TEXTS[0])
    monkeypatch.setattr(module, "find_parser_id", lambda: "another-0123")
    module._cache.cache_clear()
    tags(TEXTS[0])
    module._cache.cache_clear()
    assert len(list((fresh_cache / "parses").glob("*.sqlite"))) == 2


def test_a_broken_cache_costs_time_alone(fresh_cache):
    known = tags(TEXTS[0])
    path = next((fresh_cache / "parses").glob("*.sqlite"))
    for extra in fresh_cache.glob("parses/*-*al"):
        extra.unlink(missing_ok=True)
    path.write_bytes(b"not a database at all" * 100)
    assert tags(TEXTS[0]) == known


def test_a_cache_that_has_grown_over_its_bound_loses_its_older_half(fresh_cache, monkeypatch):
    monkeypatch.setattr(module, "_MOST", 1)
    monkeypatch.setattr(module, "_ROWS", 8)
    module._cache.cache_clear()
    for number in range(8):
        tags(f"{number} people came.")
    with base(fresh_cache) as held:
        assert held.execute("SELECT count(*), min(rowid) FROM kept").fetchone() == (5, 4)


MANY = """
import sys
from newslab.text.parse import _cache, parse_text
for number in range(12):
    parse_text(f"{number % 6} people came to the river on Monday.")
assert not next(iter([_cache("")]))._broken
"""


def test_processes_share_a_cache(fresh_cache):
    running = [subprocess.Popen([sys.executable, "-c", MANY], stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for process in running:
        _, told = process.communicate()
        assert process.returncode == 0, told
        assert "cannot be used" not in told
    with base(fresh_cache) as held:
        assert held.execute("SELECT count(*) FROM kept").fetchone() == (6,)
