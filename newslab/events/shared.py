"""Sentences of a story, what of each the other articles hold, and what of their titles it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log, log1p
from typing import Any, Final

import numpy as np

Key = tuple[str, int]
TOLD: Final = 0.5  # share of a sentence's weight that another holds to tell it, as in `compare/omissions.py`
EARLY: Final = 5  # sentences at the head of an article in which news stands
_AT_ONCE: Final = 200
_TINY: Final = 1e-4


@dataclass(frozen=True)
class Sentence:
    """One sentence of a text with its statements (rows of STATEMENTS as dicts, in order) and what it asserts by.

    Attributes
    ----------
    published : ordinal of its article's day, None where unknown.
    words : its content words; `row` its features by name.
    readable, view : how surely it can be told by itself, and is its writer's own view, 0 to 1.
    """

    article: str
    start: int
    end: int
    position: int
    role: str
    kind: str
    text: str
    words: frozenset[str]
    published: int | None
    statements: tuple[Mapping[str, Any], ...]
    row: Mapping[str, float]
    readable: float
    view: float = 0.0

    @property
    def key(self) -> tuple[str, int]:
        """Its place in the corpus."""
        return self.article, self.start

    @property
    def main(self) -> Mapping[str, Any] | None:
        """Its main statement, else its first."""
        return next((one for one in self.statements if one["main"]), next(iter(self.statements), None))


@dataclass(frozen=True)
class Members:
    """A story's articles: their sentences, whose report each is, and the content words of each title."""

    lines: Sequence[Sentence]
    origin: Mapping[str, str]  # article_id -> whose report it is; its own where it is not named
    titles: Mapping[str, frozenset[str]]

    def origins(self, articles: Collection[str]) -> set[str]:
        """Return the distinct origins of articles."""
        return {self.origin.get(key, key) for key in articles}


def weigh_words(lines: Sequence[Sentence]) -> dict[str, float]:
    """Return the inverse sentence frequency of each content word."""
    users = Counter(word for one in lines for word in one.words)
    return {word: log(1 + len(lines) / n) for word, n in users.items()}


def share(words: frozenset[str], others: frozenset[str], weight: Mapping[str, float]) -> float:
    """Return the share of the weight of `words` that `others` hold, 0 to 1."""
    whole = sum(weight.get(word, 1.0) for word in sorted(words))
    return round(sum(weight.get(word, 1.0) for word in sorted(words & others)) / whole, 6) if whole else 0.0


def find_holders(
    candidates: Sequence[Sentence], lines: Sequence[Sentence], weight: Mapping[str, float]
) -> list[dict[str, tuple[Sentence, float]]]:
    """Find of each candidate the sentence of every article that holds most of it, and how much of it that is, 0 to 1."""
    from scipy import sparse

    at = {word: column for column, word in enumerate(sorted(weight))}
    scales = np.array([weight[word] for word in sorted(weight)])
    articles = sorted({one.article for one in lines})
    columns = {key: column for column, key in enumerate(articles)}
    owner = np.array([columns[one.article] for one in lines])
    order = np.argsort(owner, kind="stable")
    grid = _grid([lines[place].words for place in order], at).T.tocsr()
    bounds = np.searchsorted(owner[order], np.arange(len(articles)))
    found = []
    for low in range(0, len(candidates), _AT_ONCE):
        part = candidates[low : low + _AT_ONCE]
        rows = _grid([one.words for one in part], at) @ sparse.diags(scales)
        shared = np.asarray((rows @ grid).todense())
        whole = np.asarray(rows.sum(axis=1)).ravel()
        shares = np.round(shared / np.maximum(whole, _TINY)[:, None], 6)
        for line in shares:
            best = {}
            for key, start, end in zip(articles, bounds, [*bounds[1:], len(order)], strict=True):
                place = start + int(np.argmax(line[start:end]))
                best[key] = (lines[order[place]], float(line[place]))
            found.append(best)
    return found


def _grid(bags: Sequence[frozenset[str]], at: Mapping[str, int]) -> Any:
    from scipy import sparse

    columns = [sorted(at[word] for word in bag if word in at) for bag in bags]
    starts = np.cumsum([0, *map(len, columns)])
    flat = np.array([column for row in columns for column in row], dtype=np.int64)
    return sparse.csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(bags), len(at)))


def shared_rows(members: Members, most: int) -> dict[Key, dict[str, float]]:
    """Return of each sentence what it shares with the other origins of its story, as features by name.

    Of a story of more than `most` sentences those that stand first in their articles are held against all.
    """
    lines = sorted(members.lines, key=lambda one: (one.position, one.key))[:most]
    if not lines:
        return {}
    weight = weigh_words(members.lines)
    by_origin = Counter(members.origin.get(key, key) for key in members.titles)
    asked = {key: words for key, words in members.titles.items() if words}
    users: Counter[str] = Counter()
    for origin in sorted(by_origin):
        mine = [words for key, words in asked.items() if members.origin.get(key, key) == origin]
        users.update(frozenset().union(*mine))
    days = [one.published for one in members.lines if one.published is not None]
    n_origins = len(members.origins({one.article for one in members.lines}))
    return {
        one.key: _row(one, best, members, users, n_origins, days)
        for one, best in zip(lines, find_holders(lines, members.lines, weight), strict=True)
    }


def _row(
    one: Sentence, best: Mapping[str, tuple[Sentence, float]], members: Members, users: Mapping[str, int], n_origins: int,
    days: Sequence[int],
) -> dict[str, float]:  # fmt: skip
    mine = members.origin.get(one.article, one.article)
    shares: dict[str, tuple[float, int]] = {}
    for key, (other, part) in best.items():
        origin = members.origin.get(key, key)
        if origin != mine:
            shares[origin] = max((part, -other.position), shares.get(origin, (0.0, 0)))
    held = [part for part, _ in shares.values()]
    told = [-place for part, place in shares.values() if part >= TOLD]
    asked = fsum(log1p(users[word]) for word in sorted(users))
    row = {
        "origins": log1p(n_origins),
        "of titles": fsum(log1p(users[word]) for word in sorted(one.words) if word in users) / asked if asked else 0.0,
        "few words of titles": float(sum(word in users for word in one.words) < 2),
    }
    if held:
        row |= {
            "held": fsum(sorted(held)) / len(held), "held most": max(held), "told by": len(told) / len(held),
            "tellers": log1p(len(told)), "told early by": sum(place < EARLY for place in told) / len(held),
        }  # fmt: skip
    if days and one.published is not None:
        spread = max(days) - min(days)
        row |= {"newest": float(spread > 0 and one.published == max(days)),
                "first days": float(spread > 1 and one.published <= min(days) + 1)}  # fmt: skip
    return row
