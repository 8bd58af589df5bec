"""Fold typography away for matching, and keep the way back to the original offsets.

News pages hold narrow no-break spaces, typographic hyphens and quotes, zero-width marks and ligatures: "Korea-Poland"
is not found in such a text before it is folded. En and em dashes stay as they are: they part ranges ("1950–53") and
clauses, and the readers of dates and sentences know them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_SPACES: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_HYPHENS: Final = "\u2010\u2011\u2012\u2212\ufe63\uff0d"
_SINGLE: Final = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\uff07"
_DOUBLE: Final = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"
_LINES: Final = "\u2028\u2029\u0085\x0b\x0c"
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_LIGATURES: Final = "\ufb00-\ufb06"
_FULLWIDTH: Final = "".join(chr(code) for code in range(0xFF01, 0xFF5F) if chr(code) not in "\uff02\uff07\uff0d")

# one code point for one: offsets do not move
_SAME_LENGTH: Final = str.maketrans(
    {
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_HYPHENS, "-"),
        **dict.fromkeys(_SINGLE, "'"),
        **dict.fromkeys(_DOUBLE, '"'),
        **dict.fromkeys(_LINES, "\n"),
        **{char: chr(ord(char) - 0xFEE0) for char in _FULLWIDTH},
    }
)
# removed, spread out, or a letter with its combining accents put together
_MOVES: Final = re.compile(f"[{_INVISIBLE}]+|[{_LIGATURES}]|[^\\W\\d_][\u0300-\u036f]{{1,4}}")
_FOLDS: Final = re.compile(f"[{''.join(map(re.escape, map(chr, _SAME_LENGTH)))}]|{_MOVES.pattern}")


MASK: Final = re.compile(r"(?:@\s+){3,}@")  # words that a collection may not give whole (NELA-GT: 5 or 7 in a row)


def is_masked(text: str) -> bool:
    """Tell a text of which words are masked: its exact wording is not known.

    Examples
    --------
    >>> is_masked("The dam @ @ @ @ @ on Monday."), is_masked("Write to ann@post.example.")
    (True, False)
    """
    return "@" in text and MASK.search(text) is not None


@dataclass(frozen=True)
class Folded:
    """A folded text and the way back.

    Attributes
    ----------
    text : the folded text.
    """

    text: str
    _folded_at: tuple[int, ...] = ()  # where in the folded text the distance to the original changes
    _distance: tuple[int, ...] = ()  # original offset minus folded offset from there on
    _length: int = 0
    _ends: frozenset[int] = frozenset()  # folded ends of letters whose accents stood apart

    def to_original(self, offset: int) -> int:
        """Return the offset in the original text of the code point at `offset` of the folded one."""
        place = bisect_right(self._folded_at, offset) - 1
        return offset if place < 0 else min(offset + self._distance[place], self._length)

    def span(self, start: int, end: int) -> tuple[int, int]:
        r"""Return the original (start, end) of a folded span; what was removed at its edges stays outside.

        Examples
        --------
        >>> folded = fold("a so\u00adft hyphen")
        >>> start = folded.text.index("soft")
        >>> folded.span(start, start + 4)
        (2, 7)
        """
        if not self._folded_at:
            return start, end
        first = self.to_original(start)
        if end <= start:
            return first, first
        return first, self.to_original(end) if end in self._ends else max(self.to_original(end - 1) + 1, first)


def fold(text: str) -> Folded:
    r"""Fold spaces, hyphens, quotes, ligatures and invisible marks to plain characters.

    Parameters
    ----------
    text : any string.

    Returns
    -------
    Folded, whose `.text` has plain spaces, hyphens and quotes, fullwidth ASCII as ASCII, Latin ligatures spelled out,
    letters and combining accents composed (NFC), and no zero-width mark, soft hyphen or byte order mark. Linear time.

    Examples
    --------
    >>> folded = fold("Korea\u2011Poland\u202ftalks")
    >>> folded.text
    'Korea-Poland talks'
    >>> folded.span(6, 12)
    (6, 12)
    """
    if text.isascii() or _FOLDS.search(text) is None:
        return Folded(text)
    plain = text.translate(_SAME_LENGTH)
    if _MOVES.search(plain) is None:
        return Folded(plain)
    return _moved(plain)


def _moved(plain: str) -> Folded:
    pieces: list[str] = []
    folded_at: list[int] = []
    distance: list[int] = []
    ends: list[int] = []
    done = length = 0
    for match in _MOVES.finditer(plain):
        new = _replacement(match.group())
        if len(new) == match.end() - match.start():
            continue
        pieces += (plain[done : match.start()], new)
        length += match.start() - done + len(new)
        for inside in range(length - len(new) + 1, length):  # a letter out of a ligature is the ligature
            folded_at.append(inside)
            distance.append(match.start() - inside)
        done = match.end()
        folded_at.append(length)
        distance.append(done - length)
        if new and new[0] >= "\u00c0":
            ends.append(length)
    folded = "".join([*pieces, plain[done:]])
    return Folded(folded, tuple(folded_at), tuple(distance), len(plain), frozenset(ends))


@lru_cache(maxsize=4096)
def _replacement(words: str) -> str:
    if words[0] >= "\ufb00" and words[0] <= "\ufb06":
        return unicodedata.normalize("NFKC", words)
    if words[0].isalpha():
        return unicodedata.normalize("NFC", words)
    return ""
