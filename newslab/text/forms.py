"""Forms of words without their sentence: base forms, British and American spelling."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from newslab.text.parser import load_parser
from newslab.text.resources import read_rows

_LEAST_STEM: Final = 4  # letters of a word whose ending is folded


@lru_cache(maxsize=1 << 15)
def base_form(word: str) -> str:
    """Return the base form of a lower-case word, taken as a verb if it can be one, else as a noun.

    A parse tells base forms better (`parse_text`); this is for lists of words, and for headlines, whose capitals
    mislead the parser.

    Examples
    --------
    >>> [base_form(word) for word in ("rose", "denies", "countries", "missiles", "was", "Oslo")]
    ['rise', 'deny', 'country', 'missile', 'be', 'Oslo']
    """
    lemmatizer: Any = load_parser().get_pipe("lemmatizer")
    known, rules, listed = (lemmatizer.lookups.get_table(name) for name in ("lemma_exc", "lemma_rules", "lemma_index"))
    for kind in ("verb", "noun"):
        if word in known[kind]:
            return str(known[kind][word][0])
        stems = (word[: -len(old)] + new for old, new in rules[kind] if word.endswith(old))
        found = word if word in listed[kind] else next((stem for stem in stems if stem in listed[kind]), None)
        if found:
            return str(found)
    return word


@lru_cache(maxsize=1)
def _spellings() -> tuple[dict[str, str], re.Pattern[str]]:
    spelled = {row[0]: row[1] for row in read_rows("spellings.tsv", 2)}
    ends = sorted((one[1:] for one in spelled if one[0] == "-"), key=lambda end: (-len(end), end))
    return spelled, re.compile(rf"(?<=\w\w)(?:{'|'.join(ends)})$")


@lru_cache(maxsize=1 << 15)
def fold_spelling(word: str) -> str:
    """Write a lower-case word as Americans do.

    Examples
    --------
    >>> [fold_spelling(word) for word in ("defence", "organised", "tyre")]
    ['defense', 'organized', 'tire']
    """
    spelled, ending = _spellings()
    word = spelled.get(word, word)
    return ending.sub(lambda end: spelled[f"-{end.group()}"][1:], word) if len(word) > _LEAST_STEM else word
