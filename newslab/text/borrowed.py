"""Words that stand in an article without quotation marks and are another's: posts, and what a line before introduces.

What a page sets between paragraphs ("Story Continued Below") belongs to neither, and is known here too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from newslab.text.resources import listed
from newslab.text.words import SAYING

_SET_BETWEEN: Final = re.compile(
    r"\s*(?i:(?:story|article) continue[sd] (?:below|after)(?: (?:this )?ad(?:vertisement)?)?|advertisement:?|"
    r"continue reading(?: the main story| below)?|newsletter sign up|sign up for (?:[\w’'-]+ ){1,5}newsletters?(?: manage newsletters)?)"
    r"(?=\s+[A-Z\d\"“‘'$#@.]|\s*$)"
)
_SIGNED: Final = re.compile(
    r"(?:—|–|--?) ?\S[^\n(]{0,60}\(@\w{1,30}\)[^\n]{0,40}$"
)  # "— Ana Ruiz (@anaruiz) May 2, 2026"
_POSTED: Final = re.compile(r"^\.?[@#]\w|\bpic\.twitter\.com/|\bhttps?://t\.co/|\s#\w+$")
_LINE: Final = re.compile(r"[^\n]+")
_STOP: Final = re.compile(r"[.!?]")
_WORD: Final = re.compile(r"[a-z-]+")
_TELLING: Final = (SAYING | listed("borrowed: telling")) - {"states"}  # which are united more often


def skip_furniture(text: str, start: int, end: int) -> int:
    """Return where a line's own words begin: behind what the page set between paragraphs and ran into it.

    Examples
    --------
    >>> skip_furniture("Story Continued Below Why did he go?", 0, 36), skip_furniture("Advertisement taxes rose.", 0, 25)
    (21, 0)
    """
    found = _SET_BETWEEN.match(text, start, end)
    return found.end() if found else start


def find_borrowed(text: str, sentences: Sequence[tuple[int, int]]) -> list[bool]:
    r"""Tell of each sentence whether it is of a post, or of a line that the one before it introduces as somebody's words.

    Parameters
    ----------
    text : the text as stored.
    sentences : (start, end) of each, in order.

    Examples
    --------
    >>> text = "Ruiz wrote on Monday:\n\nAdvertisement\n\nThe ferry is a gift.\nIt opened in May."
    >>> find_borrowed(text, [(0, 21), (23, 36), (38, 58), (59, 76)])
    [False, False, True, False]
    """
    ends: dict[int, int] = {}  # of the borrowed lines
    introduced = False
    for line in _LINE.finditer(text):
        start, end = skip_furniture(text, *line.span()), line.end()
        words = text[start:end].strip()
        if not words:
            continue
        if introduced or _SIGNED.search(words):
            ends[start] = end
        introduced = _introduces(words)
    starts = [0, *ends]
    return [
        start < ends.get(starts[bisect_right(starts, start) - 1], 0) or bool(_POSTED.search(text[start:end]))
        for start, end in sentences
    ]


def _introduces(line: str) -> bool:
    """Tell whether a line ends in a colon behind a sentence that says that somebody says, writes or posts."""
    return line.endswith(":") and bool(_TELLING & set(_WORD.findall(_STOP.split(line)[-1].casefold())))
