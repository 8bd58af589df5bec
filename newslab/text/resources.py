"""What ships beside the code: word lists and tables of `newslab/resources`, each read once."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

WORDS = "words.tsv"


@lru_cache(maxsize=32)
def read_lines(name: str) -> tuple[str, ...]:
    """Return the lines of a file of `newslab/resources`, without blank ones and comments ("# ").

    Examples
    --------
    >>> read_lines("languages.tsv")[0][:2]
    'af'
    """
    lines = files("newslab").joinpath("resources", name).read_text("utf-8").splitlines()
    return tuple(line for line in lines if line.strip() and not line.startswith("#"))


def read_rows(name: str, columns: int) -> list[list[str]]:
    """Return the rows of a file of `newslab/resources` whose cells are parted by tabs; what a row lacks is ""."""
    return [(line.split("\t") + [""] * columns)[:columns] for line in read_lines(name)]


@lru_cache(maxsize=8)
def read_classes(name: str) -> dict[str, frozenset[str]]:
    """Return the word lists of a file by their names: a line each, name, tab, words; "_" stands for a space."""
    return {key: frozenset(words) for key, words in _ordered(name).items()}


def listed(name: str) -> frozenset[str]:
    """Return a list of `resources/words.tsv`.

    Examples
    --------
    >>> "friday" in listed("weekdays")
    True
    """
    return read_classes(WORDS)[name]


def word_list(name: str) -> tuple[str, ...]:
    """Return a list of `resources/words.tsv` in its order."""
    return _ordered(WORDS)[name]


@lru_cache(maxsize=8)
def _ordered(name: str) -> dict[str, tuple[str, ...]]:
    return {key: tuple(one.replace("_", " ") for one in words.split()) for key, words in read_rows(name, 2)}


def mapping(name: str) -> dict[str, str]:
    """Return a map of `resources/maps.tsv`: what each word stands for.

    Examples
    --------
    >>> mapping("part of day")["dawn"]
    'MO'
    """
    return dict(_maps()[name])


@lru_cache(maxsize=1)
def _maps() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, value, words in read_rows("maps.tsv", 3):
        for word in words.split():
            found.setdefault(name, {}).setdefault(word.replace("_", " "), value)
    return found
