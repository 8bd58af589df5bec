"""How a text ends: cut off by whoever passed it on, or followed by a line of theirs."""

from __future__ import annotations

import re
from typing import Final

MORE_CHARS: Final = 250  # at the end of a text, in which a line that leads on to the rest lies
_FIRST_WORDS: Final = ("appeared", "published", "Appeared", "Published")
TEASER_CHARS: Final = 1500  # a longer text that ends in dots is a whole one that ends so
_COUNTED: Final = re.compile(
    r"\s*(?:…|\.{3})?\s*\[\s*\+?\s*\d[\d,]*\s*(?:more )?(?:chars?|characters|words?)\s*\]\s*$", re.IGNORECASE
)
_MORE: Final = re.compile(
    r"(?:^|\s*\n|(?<=[.!?…\])”\"])\s+)[\s\[(>»-]*(?:read(?: the)?(?: full)? (?:more|on|(?:full )?(?:story|"
    r"article)(?: here)?)|continue reading"
    r"|keep reading|(?:subscribe|sign in|log in|register)(?: now)? to (?:read|continue|keep reading|unlock|access)|"
    r"(?:click|tap) here (?:to|for) (?:read|more|the full)|view (?:full )?(?:article|story)|full story|"
    r"more(?!\.(?!\.))|weiterlesen|mehr lesen|"
    r"lire la suite|leer más|seguir leyendo|leggi tutto|lees verder|les mer|läs mer)\b[^\n.]{0,120}[\s\])>»→….]*$",
    re.IGNORECASE,
)
_FIRST: Final = re.compile(
    r"\s*(?:The post|This article|This story|The article)\b.{0,300}?\b(?:appeared first on|first appeared on|"
    r"was originally published (?:on|at|in|by))\b"
    r".{0,120}$",
    re.IGNORECASE | re.DOTALL,
)
_DOTS: Final = re.compile(r"(?:…|\.{3}|\[\s*(?:…|\.{3})\s*\])$")


_NAMED: Final = (
    r"(?:(?:[A-Z]\.){2,}|St\.|[\w&’'-]+(?:\.[\w&’'-]+)*)"  # a stop within a word belongs to it, one after ends the name
)
_ORIGIN: Final = re.compile(
    r"\b(?:(?:was |were )?(?:originally|first) (?:published|appeared|written)|republished|(?:appeared|published) first|"
    r"reprinted)\s+(?:by|on|in|at|from|for|with permission (?:from|of|by))"
    rf"\s+((?:the |The )?(?=[A-ZÀ-Þ]){_NAMED}(?:\s+(?:of|and|the|&|(?=[A-ZÀ-Þ\d]){_NAMED})){{0,5}})"
)


def find_origin(text: str) -> str:
    """Return the outlet that a text says it was first published by, "" if it says none.

    Examples
    --------
    >>> find_origin("This article was originally published by The Borl Post. Read it there."), find_origin("It opened.")
    ('The Borl Post', '')
    """
    match = _ORIGIN.search(text[:600]) or _ORIGIN.search(text[-600:])
    return re.sub(r"\s+(?:of|and|the|&)$", "", match[1]).strip(" .") if match else ""


def mend_end(text: str) -> tuple[str, bool]:
    r"""Take from the end of a text what is not the article's, and tell whether the article is cut off there.

    Examples
    --------
    >>> mend_end("The council met. Ma… [+1234 chars]"), mend_end("It opens in May.\n\nRead More")
    (('The council met. Ma…', True), ('It opens in May.', True))
    >>> mend_end("It opens in May.\nThe post Bridge opens appeared first on The Post."), mend_end("It opens in May.")
    (('It opens in May.', False), ('It opens in May.', False))
    >>> mend_end("She asked for one thing.\nMore.")
    ('She asked for one thing.\nMore.', False)
    """
    tail_at = max(0, len(text) - 600)
    head, tail = text[:tail_at], text[tail_at:].rstrip()
    cut = False
    if any(word in tail for word in _FIRST_WORDS) and (match := _FIRST.search(tail)):
        tail = tail[: match.start()].rstrip()
    if match := _COUNTED.search(tail):
        tail, cut = tail[: match.start()] + "…", True
    elif (match := _MORE.search(tail, max(0, len(tail) - MORE_CHARS))) and match[0].strip():
        tail, cut = tail[: match.start()].rstrip() or tail, True  # a text that is that line alone is cut off too
    whole = head + tail
    return whole, cut or (len(whole) < TEASER_CHARS and bool(_DOTS.search(tail)))
