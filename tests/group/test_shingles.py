"""A pair that is never a candidate is a copy that is never seen."""

from __future__ import annotations

import random

import numpy as np

from newslab.group.shingles import _WORD, Shingler, _hash, overlap, pair_up, shingle
from newslab.text.normalise import fold


def texts(n: int, seed: int) -> list[list[str]]:
    draw = random.Random(seed)
    return [[f"w{draw.randrange(3000)}" for _ in range(draw.randrange(60, 300))] for _ in range(n)]


def test_every_copy_is_a_candidate() -> None:
    draw, made = random.Random(3), texts(60, 1)
    for words in list(made):
        copy = list(words)
        for _ in range(len(copy) // 30):
            copy[draw.randrange(len(copy))] = "edit"
        made.append(copy)
    read = Shingler()
    sets = [shingle(read.words(" ".join(words))) for words in made]
    found = set(pair_up(sets))
    assert {(n, n + 60) for n in range(60)} <= found
    assert len(found) < 80


def test_overlap_is_exact() -> None:
    read = Shingler()
    whole = shingle(read.words("one two three four five six seven eight nine ten"))
    part = shingle(read.words("one two three four five six"))
    assert (len(whole), len(part)) == (6, 2)
    assert overlap(whole, part) == (2 / 6, 1.0)
    assert overlap(whole, whole[:0]) == (0.0, 0.0)


def test_a_text_of_fewer_than_five_words_is_one_shingle() -> None:
    words = Shingler().words("Two words")
    assert len(shingle(words)) == 1
    assert len(shingle(words[:0])) == 0


def test_shingles_do_not_depend_on_what_was_read_before() -> None:
    fresh, used = Shingler(), Shingler()
    used.words("something else was read before this one")
    line = "the ferry turned back before the second lighthouse"
    assert np.array_equal(fresh.words(line), used.words(line))


def test_words_are_those_of_the_folded_text_however_it_is_cut() -> None:
    for text in (
        "co\u00adop caf\u0065\u0301, “no” ﬁne",
        "a_b it’s self-made",
        "東京で地震が",
        "won’t – “no” — ‘yes’… ten\u202fper\u00a0cent\u2010wise",
        "É\u0301cole’S İI ẞ",
        "“",
        "’x",
        "a " * 3000 + "Z" * 5000,
        "\ud800 x",
        " \u0301a",
        "",
    ):
        expected = [_hash(word) for word in _WORD.findall(fold(text).text.lower())]
        assert Shingler().words(text).tolist() == expected
