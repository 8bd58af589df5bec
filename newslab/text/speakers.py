"""Who speaks the words of a quotation, by the parse of its sentence: "grumbled Jo Marsh", "the minister said"."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from newslab.text.arguments import find_subject, is_passive
from newslab.text.attribution import find_attribution
from newslab.text.resources import listed

if TYPE_CHECKING:
    from spacy.tokens import Token

    from newslab.text.parse import Parsed

# In "called the plan a disgrace" the words are those of whoever called it so.
_CALLING: Final = listed("calling")


def find_speaker(parsed: Parsed, start: int, end: int) -> tuple[Token, str] | None:
    """Return who says the words from `start` to `end` of a text, and the verb, or None where its sentence does not say.

    Examples
    --------
    >>> from newslab.text.parse import parse_text
    >>> text = '"It is so dreadful to wait," sighed Meg Hill.'
    >>> find_speaker(parse_text(text), 1, 27)
    (Hill, 'sighed')
    """
    at = bisect_right([first for first, _ in parsed.sentences], start) - 1
    if at < 0 or end > parsed.sentences[at][1] + 1:
        return None
    doc = parsed.docs[at]
    low, high = parsed.place(at, start), parsed.place(at, end)
    inside = [token for token in doc if low <= token.idx and token.idx + len(token.text) <= high]
    root = next((token for token in inside if not low <= token.head.idx < high or token.head.i == token.i), None)
    if root is None:
        return None
    found = _of_verb(root, low, high)
    if found is not None:
        return found
    attribution = find_attribution(root)
    if attribution is None or low <= attribution.source.idx < high:
        return None
    words = doc[attribution.start : attribution.end]
    verb = next((token.lower_ for token in words if token.tag_[:2] == "VB"), attribution.source.head.lower_)
    return attribution.source, "according to" if words[0].lower_ == "according" else verb


def _of_verb(root: Token, low: int, high: int) -> tuple[Token, str] | None:
    """Return the subject of the verb whose content the quoted words are; it may stand behind the verb, read as an
    object.
    """
    node = root
    while node.head.i != node.i:
        over = node.head
        outside = not low <= over.idx < high
        if outside and over.tag_[:2] == "VB" and not is_passive(over):
            if node.dep_ == "ccomp":
                source = find_subject(over) or _behind(over)
                return (source, over.lower_) if source is not None and source.dep_ != "expl" else None
            if over.lemma_ in _CALLING and node.i > over.i:
                source = find_subject(over)
                return (source, over.lower_) if source is not None else None
        node = over
    return None


def _behind(verb: Token) -> Token | None:
    """Return the name right behind a verb of saying that has no subject: "grumbled Jo Marsh"."""
    objects = (child for child in verb.children if child.dep_ == "dobj" and child.tag_ in ("NNP", "NN"))
    return next((child for child in objects if child.left_edge.i == verb.i + 1), None)
