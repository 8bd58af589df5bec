"""Whether words are fit to be shown as a sentence."""

from __future__ import annotations

import re
from typing import Final

_CHROME: Final = re.compile(  # what no role need be known for: addresses, marks of pages, credits; square brackets are ours
    r"\[|https?://|www\.|\b[\w.]+@[\w.]+\b|[|•·►▶»©]|pic\.twitter|\bgetty images\b|\ball rights reserved\b|\bclick here\b|"
    r"\((?:photos?|file|image|video|pictured|left|right|centre|center|l|r|c)\b[^)]*\)|\bphoto by\b|"
    r"^(?:photos?|pictures?|images?|videos?|source|caption|credit|by|updated|published|posted|watch|listen)\b\s*[:|]|"
    r"^\(?(?:related|read (?:more|next|also)|see also)\b\s*:|^(?:sign up|subscribe|follow us|continue reading|story continue[sd]|advertisement)\b|"
    r"^in this [^.]{0,40}\bphoto\b",
    re.IGNORECASE,
)
_GLUED: Final = re.compile(  # two lines of a page run into one: "denied entry to the ground In 1945, the club"
    r"[a-z]{2,} (?:In|The|He|She|It|They|This|These|On|At|But|When|After) (?:[a-z]|\d{4}\b)|\bMORE\b"
)
_LABELLED: Final = re.compile(r"^(?:[\w’'-]+ ){0,2}[\w’'-]+: ")  # "Lesson one: the failure ..." is an entry of a list
_OPEN_END: Final = re.compile(r"(?:\.\.\.|…|[:;,–—-])[\"'”’)]*$")
_CLOSED: Final = re.compile(r"(?:\.|[.!?][\"'”’)]+)$")
_BEGINS: Final = "0123456789\"“‘'$£€"
_MOST_SHOUTED: Final = 0.4  # of its words, those in capitals
_FIRST_PERSON: Final = re.compile(r"\b(?:I|WE|YOU|[Ww]e|[Yy]ou|[Mm]y|[Oo]ur|[Yy]our|[Uu]s|me|I'm|I’m)\b")
_QUOTED: Final = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?!\w)")
SHORTEST, LONGEST = 5, 60  # words of a sentence that is shown
MOST_CHARS: Final = 1_000


def is_whole(text: str) -> bool:
    """Tell whether `text` can be shown as a sentence: begun and ended as one, balanced, no link, credit or button.

    Examples
    --------
    >>> [is_whole(text) for text in ("The talks began in Warsaw.", "The talks began in Wars...", "(PHOTO) The talks began.")]
    [True, False, False]
    >>> is_whole("In this June 11, 2020, photo, the mayor speaks."), is_whole("Sen. Ann Berg Ann BergBridge opens MORE spoke first.")
    (False, False)
    """
    words = text.split() if len(text) <= MOST_CHARS else []
    if not SHORTEST <= len(words) <= LONGEST or not (text[0].isupper() or text[0] in _BEGINS):
        return False
    if not _CLOSED.search(text) or any(pattern.search(text) for pattern in (_OPEN_END, _CHROME, _GLUED, _LABELLED)):
        return False
    if sum(map(_is_shouted, words)) > _MOST_SHOUTED * len(words):
        return False
    return is_balanced(text) and not _FIRST_PERSON.search(unquoted(text))


def _is_shouted(word: str) -> bool:
    return word.isupper() and len(word) > 1


def is_balanced(text: str) -> bool:
    """Tell whether every quotation mark and bracket in `text` is closed."""
    return (
        text.count('"') % 2 == 0
        and text.count("“") == text.count("”")
        and text.count("(") == text.count(")")
        and text.count("‘") <= text.count("’")
    )


def unquoted(text: str) -> str:
    """Return `text` with every quotation blanked out, at the same length."""
    return _QUOTED.sub(lambda match: " " * len(match.group()), text)
