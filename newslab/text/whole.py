"""Whether words are fit to be shown as a sentence."""

from __future__ import annotations

import re
from typing import Final

_CHROME: Final = re.compile(  # what no role need be known for: addresses, marks of pages, credits
    r"https?://|www\.|\b[\w.]+@[\w.]+\b|[|•·►▶»©]|pic\.twitter|\bgetty images\b|\ball rights reserved\b|\bclick here\b|"
    r"\((?:photos?|file|image|video|pictured|left|right|centre|center|l|r|c)\b[^)]*\)|\bphoto by\b|"
    r"^(?:photos?|pictures?|images?|videos?|source|caption|credit|by|updated|published|posted|watch|listen)\b\s*[:|]|"
    r"^in this [^.]{0,40}\bphoto\b",
    re.IGNORECASE,
)
_GLUED: Final = re.compile(  # two lines of a page run into one: "denied entry to the ground In 1945, the club"
    r"[a-z]{2,} (?:In|The|He|She|It|They|This|These|On|At|But|When|After) (?:[a-z]|\d{4}\b)|\bMORE\b"
)
_LABELLED: Final = re.compile(r"(?:[\w’'-]+ ){0,2}[\w’'-]+: ")  # "Lesson one: the failure ..." is an entry of a list
_OPEN_END: Final = re.compile(r"(?:\.\.\.|…|[:;,–—-])[\"'”’)]*$")
_CLOSED: Final = re.compile(r"[.!?][\"'”’)\]]*$")
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
    if not SHORTEST <= len(words) <= LONGEST or not _CLOSED.search(text):
        return False
    if not (text[0].isupper() or text[0].isdigit() or text[0] in "\"“‘'$£€"):
        return False
    if text.endswith(("!", "?")) or _OPEN_END.search(text) or _CHROME.search(text) or _GLUED.search(text):
        return False
    if _LABELLED.match(text):
        return False
    if "[" in text or sum(word.isupper() and len(word) > 1 for word in words) > 0.4 * len(words):
        return False  # square brackets are ours: what stands in them was added
    return is_balanced(text) and not _FIRST_PERSON.search(unquoted(text))


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
