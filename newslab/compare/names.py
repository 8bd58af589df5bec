"""Names: two holders of one office, or two first names of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newslab.compare.difference import Difference
from newslab.compare.sides import Pair, Side
from newslab.text.words import OFFICES

if TYPE_CHECKING:
    from spacy.tokens import Token

LEAST_LIKE: Final = 0.1  # likeness of two sentences from which one office is one
_SMALL: Final = frozenset(("former", "ex", "deputy", "vice", "acting"))


def find_names(pair: Pair) -> Difference | None:
    """Return two persons whom a pair names as holder of one office, or None."""
    if pair.like_sentence < LEAST_LIKE:
        return None
    for office, name in _holders(pair.a):
        for other_office, other in _holders(pair.b):
            if office == other_office and _apart(name, other, pair):
                reason = f"{{a}} names {name}, {{b}} {other}"
                return Difference("name", "office", "differs", f"who is {office}", name, other, reason)
    return None


def _holders(side: Side) -> list[tuple[str, str]]:
    """The offices a statement gives to persons by name: (office, name)."""
    found = []
    doc = side.doc
    for token in doc[slice(*side.tokens)]:
        if token.pos_ != "PROPN" or (token.i + 1 < len(doc) and doc[token.i + 1].pos_ == "PROPN"):
            continue
        run = [token]
        while run[0].i > 0 and doc[run[0].i - 1].pos_ == "PROPN" and doc[run[0].i - 1].lower_ not in OFFICES:
            run.insert(0, doc[run[0].i - 1])
        before = doc[run[0].i - 1] if run[0].i > 0 else None
        if before is not None and before.lower_ in OFFICES and len(run) >= 2 and not _is_former(before):
            found.append((_office(before), " ".join(one.text for one in run)))
    return found


def _office(token: Token) -> str:
    left = token.doc[max(0, token.i - 2) : token.i]
    owner = "".join(one.text_with_ws for one in left) if len(left) == 2 and left[1].text in ("'s", "’s") else ""
    return f"{owner}{token.text}".lower().replace("’", "'").strip()


def _is_former(token: Token) -> bool:
    return token.i > 0 and token.doc[token.i - 1].lower_ in _SMALL


def _apart(name: str, other: str, pair: Pair) -> bool:
    """Whether two names share no word and neither article names the other's person."""
    if set(name.lower().split()) & set(other.lower().split()):
        return False
    last, other_last = name.split()[-1], other.split()[-1]
    return other_last not in pair.a.article.text and last not in pair.b.article.text
