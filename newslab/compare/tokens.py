"""Words of a sentence with their base forms and places."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from newslab.compare.lexicon import find_base
from newslab.compare.terms import load_function_words

TOKEN: Final = re.compile(
    r"\d+(?:[.,:]\d+)*|(?:[^\W\d_]\.){2,}|n't\b|[^\W\d_]+?(?=n't\b)|[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*|[%$£€]"
)
KEPT_STOPS: Final = frozenset(
    (
        "up",
        "down",
        "more",
        "less",
        "fewer",
        "first",
        "last",
        "after",
        "before",
        "higher",
        "lower",
        "back",
        "best",
        "worst",
    )
)  # opposites are among them


class Token(NamedTuple):
    """One word: as written, its base form, and its place in the folded sentence."""

    text: str
    base: str
    start: int
    end: int

    @property
    def is_content(self) -> bool:
        """Whether the word says something by itself."""
        return _is_content(self.text, self.base)


@lru_cache(maxsize=1 << 16)
def _is_content(text: str, base: str) -> bool:
    return len(base) > 1 and (base in KEPT_STOPS or text.lower() not in load_function_words())


def find_tokens(folded: str) -> tuple[Token, ...]:
    """Split a folded text into words, numbers and signs of money; "didn't" is "did" and "n't".

    Examples
    --------
    >>> [token.base for token in find_tokens("Shares didn't rise")]
    ['share', 'do', "n't", 'rise']
    """
    return tuple(
        Token(word := match.group(), _base(word), match.start(), match.end()) for match in TOKEN.finditer(folded)
    )


@lru_cache(maxsize=1 << 16)
def _base(word: str) -> str:
    return find_base(word.lower())
