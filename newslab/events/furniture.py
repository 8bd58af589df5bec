"""What a page puts among the sentences of an article: share buttons, picture captions, gallery counters, appeals.

Scraped texts run these into the sentence beside them ("Image copyright Agency Image caption The bridge A ferry sank"),
so they are cut off its head where that can be told, and a sentence that is nothing else tells of no event.
"""

from __future__ import annotations

import re
from typing import Final

_BUTTONS: Final = (
    r"(?:click (?:here )?to (?:share|view|enlarge|read|watch|subscribe)\b[^.]{0,40}?(?:\(opens in new window\)|$|(?=click to))|"
    r"\(opens in new window\)|could not subscribe, try again later|invalid email|thank you for subscribing!?|"
    r"get (?:daily|breaking|\w+) (?:\w+ )?(?:updates|news|alerts)[^.!]{0,40}?(?:inbox|phone|email)|\+? ?subscribe(?= thank you|\W*$)|skip ad\b|ad loading\.*|"
    r"x embed x share|share this (?:article|story|video|page)|\d{1,2} ?/ ?\d{1,3}\b|\d{1,3} (?:of \d{1,3} skip|show all)\b|"
    r"\((?:photo|image|picture|pic)s?:[^)]{1,80}\)|getty images(?: \d+)?(?= [A-Z])|play video|read more\b|show more\b|(?:see|view) gallery|gallery\b|advertisement\b|continue reading the main story)"
)
BUTTONS: Final = re.compile(rf"{_BUTTONS}[\s+:!.|]*", re.IGNORECASE)
CREDIT: Final = re.compile(
    r"^(?:image|photo|picture|media|video|file photo)s? (?:copyright|caption|credits?|by|courtesy)\b|^media caption\b",
    re.IGNORECASE,
)
CAPTION: Final = re.compile(
    r"^(?:(?:an?|this|the|in this|in an?)\s+)?(?:(?:undated|file|handout|aerial|still|combination|\w+day)[, ]+){0,3}"
    r"(?:photo|photograph|image|picture|frame|still|screen ?(?:grab|shot)|video)s?\b[^.]{0,30}?"
    r"\b(?:issued|released|provided|taken|made|obtained|shows?|showing|from video|grab|shared|posted|supplied|courtesy)\b|"
    r"\((?:photo|image|picture|file|ap photo|credit|pic)\b[^)]*\)\s*$|\b(?:getty images|via getty|via ap|shutterstock|file photo)\W*$|"
    r"\((?:[A-Z][\w.'-]+ ){1,3}?(?:/|via )\s*[A-Z][^)]*\)\s*$|^(?:pictured|scroll down|watch)\b\s*:?",
    re.IGNORECASE,
)  # fmt: skip
# What controls a gallery or a player: the sentences it runs through are captions.
GALLERY: Final = re.compile(
    r"\b\d{1,3} (?:of \d{1,3}\b.{0,30}?\b(?:skip|full screen|autoplay|close|view)|show all)\b|"
    r"\bplay slideshow\b|\bautoplay close\b|\bview photos\b|\btoggle caption\b",
    re.IGNORECASE,
)
LABEL: Final = re.compile(
    r"^(?:photo|image|video|watch|exclusive|breaking|updated?|live)\s*:?\s+(?-i:(?=[A-Z]{3}))", re.IGNORECASE
)
OPENERS: Final = (
    r"(?:An?|The|At least|Several|Dozens|Hundreds|Thousands|More than|Police|Officials|President|Two|Three|Four|Five)"
)
GLUED: Final = re.compile(rf"(?<=[a-z)]) (?={OPENERS} [a-z])")  # a caption without a stop, then a sentence


def news_start(sentence: str) -> int:
    """Return where the news of a sentence begins, after what the page glued to its head; 0 where nothing is glued.

    Examples
    --------
    >>> sentence = "Click to share on Mastodon (Opens in new window) ANN BERG has won the race."
    >>> sentence[news_start(sentence):]
    'ANN BERG has won the race.'
    >>> sentence = "Image copyright Agency Image caption The old bridge lay in the river A ferry has sunk off Lisbon."
    >>> sentence[news_start(sentence):]
    'A ferry has sunk off Lisbon.'
    """
    start = _after_buttons(sentence)
    if CREDIT.match(sentence[start:]):
        glued = list(GLUED.finditer(sentence, start))
        start = glued[-1].end() if glued else start
    return start if len(sentence) - start > 1 else 0


def _after_buttons(sentence: str) -> int:
    start = 0
    while found := BUTTONS.match(sentence, start):
        start = found.end()
    inner = [match.end() for match in BUTTONS.finditer(sentence, start)]
    if inner and len(sentence) - inner[-1] >= len(sentence) // 4:
        start = inner[-1]
    label = LABEL.match(sentence[start:])
    return start + (label.end() if label else 0)


def is_furniture(sentence: str) -> bool:
    """Tell whether a sentence is a caption, a button or an appeal, and tells of no event.

    Examples
    --------
    >>> is_furniture("A photo issued by the coast guard of the ferry that sank on Monday. ")
    True
    >>> is_furniture("The coast guard issued a warning on Monday.")
    False
    """
    if GALLERY.search(sentence) or not sentence[_after_buttons(sentence) :].strip():
        return True
    words = sentence[news_start(sentence) :].strip()
    return bool(CREDIT.match(words) or CAPTION.search(words))
