"""Who says so: the source that a sentence gives for one of its clauses, with the words that give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newslab.text.arguments import find_subject, is_passive, phrase, said_of
from newslab.text.clauses import ACTS_OF_SAYING, SAYING, announces
from newslab.text.resources import listed

if TYPE_CHECKING:
    from spacy.tokens import Token

# Verbs whose content their subject does not vouch for, or knows from others.
_NOT_VOUCHED: Final = listed("not vouched")
_VOUCHED: Final = (SAYING | ACTS_OF_SAYING) - _NOT_VOUCHED
_BESIDE: Final = frozenset(("parataxis", "advcl", "conj", "ccomp"))
_CLOSE: Final = 12  # tokens between a source and its verb of saying that are still one phrase


@dataclass(frozen=True)
class Attribution:
    """A source: the token it is named by, and the (first, one after last) tokens of "police said"."""

    source: Token
    start: int
    end: int


def find_attribution(head: Token) -> Attribution | None:
    """Find who a sentence says the clause of `head` from, or None where it says nobody.

    Examples
    --------
    >>> from newslab.text.parse import parse_text
    >>> doc = parse_text("Two men fled after the dam broke, the mayor of Lund said.").docs[0]
    >>> found = [find_attribution(token) for token in doc if token.lemma_ in ("flee", "break", "say")]
    >>> [one and doc[one.start : one.end].text for one in found]
    ['the mayor of Lund said', 'the mayor of Lund said', None]
    """
    node = head
    while True:
        beside = _beside(node)
        if beside is not None and beside.source not in head.ancestors:  # "according to a man who asked not to be named"
            return beside
        over = node.head
        if over.i == node.i:
            return None
        if (node.dep_ == "ccomp" or said_of(node, over) is not None) and _vouches(over) and not is_passive(over):
            source = find_subject(over)
            if source is not None and source.dep_ != "expl":
                return _of_verb(source, over)
        node = over


def _vouches(verb: Token) -> bool:
    """Tell whether what hangs on a verb is what its subject says; "it will add to the bill" says nothing."""
    if verb.lemma_ not in _VOUCHED:
        return False
    return verb.lemma_ != "add" or not any(child.dep_ in ("dobj", "prep") for child in verb.children)


def _beside(node: Token) -> Attribution | None:
    """Find a source set beside a clause: "according to police", "police said", "as police said"."""
    for child in node.children:
        if child.lower_ == "according" and child.dep_ in ("prep", "advcl"):
            noun = next((noun for to in child.children for noun in to.children if noun.dep_ == "pobj"), None)
            return Attribution(noun, child.i, max(phrase(noun)[1], child.i + 2)) if noun is not None else None
        if child.dep_ in _BESIDE and _vouches(child) and _sets_beside(child):
            source = next((one for one in child.children if one.dep_ == "nsubj"), None)
            if source is not None:
                return _of_verb(source, child)
    return None


def _sets_beside(verb: Token) -> bool:
    if verb.dep_ == "conj":  # "A began, but B did not come, C said": C says both
        inner = {child.dep_: child.i for child in verb.children}
        return "ccomp" in inner and inner["ccomp"] < inner.get("nsubj", -1)
    return (
        verb.dep_ == "parataxis"
        or announces(verb)
        or any(child.dep_ == "mark" and child.lower_ == "as" for child in verb.children)
    )


def _of_verb(source: Token, verb: Token) -> Attribution:
    first, last = phrase(source)
    if last <= verb.i and verb.i - last < _CLOSE:
        return Attribution(source, first, verb.i + 1)
    if first > verb.i and first - verb.i < _CLOSE:
        return Attribution(source, verb.i, last)
    return Attribution(source, first, last)


def source_words(source: Token) -> str:
    """Return the words that name a source: of "the alliance's head, Jens Lie" the name.

    Examples
    --------
    >>> from newslab.text.parse import parse_text
    >>> doc = parse_text("The alliance's head, Jens Lie, said so.").docs[0]
    >>> source_words(next(token for token in doc if token.dep_ == "nsubj"))
    'Jens Lie'
    """
    if source.ent_type_ != "PERSON":
        name = next((one for one in source.children if one.dep_ == "appos" and one.ent_type_ == "PERSON"), None)
        source = name if name is not None else source
    first, last = phrase(source)
    while first < source.i and source.doc[first].dep_ == "advmod":
        first += 1
    return str(source.doc[first:last].text)
