"""How outlets, lists and values are written."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence


def holds_value(text: str, values: Collection[str]) -> bool:
    """Tell whether a text holds one of some values in lower case, as whole words and whole figures."""
    low = text.casefold()
    return any(re.search(rf"(?<![\w.,]){re.escape(value)}(?![\w]|[.,]\d)", low) for value in values)


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["Halden"]), listed(["Halden", "Vikholm", "Sel"])
    ('Halden', 'Halden, Vikholm and Sel')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def counted(n: int, noun: str, many: str = "") -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> counted(1, "story", "stories"), counted(1200, "article")
    ('1 story', '1,200 articles')
    """
    return f"{n:,} {noun if n == 1 else many or noun + 's'}"


def outlet_name(source: str) -> str:
    """Return an outlet's name as it is shown: an address without its "www.".

    Examples
    --------
    >>> outlet_name("www.coast.example"), outlet_name("Coast Daily")
    ('coast.example', 'Coast Daily')
    """
    return source[4:] if source.startswith("www.") and len(source) > 8 else source
