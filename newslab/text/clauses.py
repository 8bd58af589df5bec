"""Clauses of a parsed sentence: each verb that asserts something, with the words that are its own.

A clause is asserted by a finite verb, by a participle that adds one ("..., killing 12 people"; "a man arrested on
Friday"), or, where a headline has no verb, by the noun at its head. Infinitives assert nothing by themselves and stay
with the verb that governs them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from newslab.text.resources import listed

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

HELPERS: Final = frozenset(("aux", "auxpass"))
SUBJECTS: Final = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass"))
# Verbs that only pass on what is said, thought or shown: what they tell is their content.
SAYING: Final = listed("saying")
# Saying these is an act of its own: it is told beside what is said.
ACTS_OF_SAYING: Final = listed("acts of saying")
_FINITE: Final = frozenset(("VBD", "VBZ", "VBP", "MD"))
_ADDED: Final = frozenset(("advcl", "acl"))  # participles that may assert
_ARGUMENTS: Final = listed("clauses: arguments")
_NO_ASSERTION: Final = listed("no assertion")
_BY_TIME: Final = frozenset(("after", "before", "since", "while", "upon"))
_CONDITIONS: Final = frozenset(("if", "unless", "whether", "as", "like", "than"))
_NAMING: Final = frozenset(("NOUN", "PROPN"))
_MEANT: Final = listed("meant")
_EDGES: Final = frozenset(("punct", "cc", "mark", "preconj", "intj"))
_CONNECTING: Final = listed("clauses: connecting")


@dataclass(frozen=True)
class Clause:
    """One asserting clause.

    Attributes
    ----------
    head : its verb, or the noun that stands for it.
    start, end : its first token and the one after its last, without what stands at its edges and is a clause of its
        own.
    main : whether it is what the sentence tells.
    own : indices of the tokens that belong to it and to no clause inside it, in order.
    """

    head: Token
    start: int
    end: int
    main: bool
    own: tuple[int, ...]

    @cached_property
    def children(self) -> tuple[Token, ...]:
        """The tokens that hang on its head."""
        return tuple(self.head.children)


def find_clauses(doc: Doc) -> list[Clause]:
    """Cut a parsed sentence into its asserting clauses, in the order of their heads.

    Examples
    --------
    >>> from newslab.text.parse import parse_text
    >>> doc = parse_text("A bomb exploded in Kabul, killing 12 people who were queuing, police said.").docs[0]
    >>> [doc[one.start : one.end].text for one in find_clauses(doc)]
    ['A bomb exploded in Kabul', 'killing 12 people', 'who were queuing']
    """
    heads = _heads(doc)
    told = [head for head in heads.values() if not is_frame(head, heads)]
    if not told:
        told = [_coming(token) or token for token in doc if token.head.i == token.i and token.pos_ in _NAMING][:1]
        told = [token for token in told if token.pos_ != "PROPN"]
    owned = _owned(doc, heads)
    main = _main(told, heads)
    clauses = []
    for head in sorted(told, key=lambda token: token.i):
        span = _span(doc, head, owned, heads)
        if span is not None:
            clauses.append(Clause(head, *span, head == main, tuple(owned.get(head.i, ()))))
    return clauses


# ---------------------------------------------------------------------------------------------------------------- heads


def _heads(doc: Doc) -> dict[int, Token]:
    """Find the heads of all clauses, those that only tell who says so among them."""
    heads: dict[int, Token] = {}
    for token in doc:
        if token.tag_[:2] in ("VB", "MD") and token.dep_ not in HELPERS and _asserts(token, token.dep_, heads):
            heads[token.i] = token
    return heads


def _coming(noun: Token) -> Token | None:
    """Return the verb of a headline that tells what is to come: "Romney to deliver speech"."""
    for child in noun.children:
        if child.tag_ == "VB" and child.i > noun.i and any(one.tag_ == "TO" for one in child.children):
            return child
    return None


def _asserts(token: Token, dep: str, heads: dict[int, Token]) -> bool:
    if dep in ("amod", "compound"):
        return False
    if dep == "ROOT" or is_finite(token):
        return True
    tag = token.tag_
    children = list(token.children)
    if any(child.tag_ == "TO" for child in children):
        return False
    if dep == "conj":
        return token.head.i in heads and (tag == token.head.tag_ or tag in ("VBN", "VBD", "VB"))
    if tag not in ("VBG", "VBN", "VBD") or token.lemma_ in _NO_ASSERTION:
        return False
    return _adds(token, dep, children)


def _adds(token: Token, dep: str, children: list[Token]) -> bool:
    """Tell whether a participle asserts something of its own: it has arguments and no condition over it."""
    if not any(child.dep_ in _ARGUMENTS for child in children):
        return False
    if dep == "pcomp":
        return token.head.lower_ in _BY_TIME
    return dep in _ADDED and not any(child.dep_ == "mark" and child.lower_ in _CONDITIONS for child in children)


def is_finite(token: Token) -> bool:
    """Tell whether a verb, or what helps it, has a tense."""
    if token.tag_ in _FINITE:
        return True
    return any(child.dep_ in HELPERS and child.tag_ in _FINITE for child in token.children)


def is_frame(head: Token, heads: dict[int, Token]) -> bool:
    """Tell whether a clause only tells who says what another one tells: "police said"."""
    lemma = head.lemma_
    if lemma not in SAYING or (lemma in ACTS_OF_SAYING and not _is_parenthesis(head)):
        return False
    return _is_parenthesis(head) or any(child.dep_ == "ccomp" and child.i in heads for child in head.children)


def _is_parenthesis(head: Token) -> bool:
    """Tell "police said" set beside what they said, and "as police said"."""
    if head.dep_ == "parataxis" or announces(head):
        return True
    return head.dep_ == "advcl" and any(child.dep_ == "mark" and child.lower_ == "as" for child in head.children)


def announces(verb: Token) -> bool:
    """Tell "Lind told reporters: We won", where the parser hangs what comes first on what is said."""
    after = verb.right_edge.i + 1
    if verb.dep_ != "ccomp" or verb.i > verb.head.i or after >= len(verb.doc) or verb.lemma_ not in SAYING:
        return False
    return verb.doc[after].text in (":", '"') or verb.doc[after - 1].text in (":", '"')


def _main(told: list[Token], heads: dict[int, Token]) -> Token | None:
    """Return what the sentence tells: its root, or, where that only says who says so, what is said."""
    roots = [token for token in heads.values() if token.head.i == token.i]
    found = {token.i for token in told}
    for root in roots:
        head: Token | None = root
        while head is not None and head.i not in found:
            head = next((child for child in head.children if child.dep_ == "ccomp" and child.i in heads), None)
        if head is not None:
            return head
    return told[0] if told else None


# ---------------------------------------------------------------------------------------------------------------- words


def _owned(doc: Doc, heads: dict[int, Token]) -> dict[int, list[int]]:
    """Give each token to the nearest clause above it, or to the "according to" that it stands under."""
    owner = [-1] * len(doc)
    parents = [token.head.i for token in doc]
    for token in doc:
        at = token.i
        if at in heads or parents[at] == at or (token.lower_ == "according" and token.dep_ == "prep"):
            owner[at] = at
    owned: dict[int, list[int]] = {}
    for at in range(len(doc)):
        path = []
        place = at
        while owner[place] < 0:
            path.append(place)
            place = parents[place]
        for passed in path:
            owner[passed] = owner[place]
        owned.setdefault(owner[at], []).append(at)
    return owned


def _span(doc: Doc, head: Token, owned: dict[int, list[int]], heads: dict[int, Token]) -> tuple[int, int] | None:
    """Return the first token of a clause and the one after its last: its own words, and the content of what it says."""
    words = sorted({*owned.get(head.i, ()), *_content(head, owned, heads)})
    while words and words[0] != head.i and _is_edge(doc[words[0]]):
        words.pop(0)
    while words and words[-1] != head.i and _is_edge(doc[words[-1]]):
        words.pop()
    return _with_quote(doc, words[0], words[-1] + 1) if words else None


def _is_edge(token: Token) -> bool:
    return token.dep_ in _EDGES or (token.dep_ == "advmod" and token.lower_ in _CONNECTING)


def _with_quote(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Take in the quotation mark beside a span that holds the other one of its pair."""
    if sum(token.text == '"' for token in doc[start:end]) % 2:
        if start and doc[start - 1].text == '"':
            return start - 1, end
        if end < len(doc) and doc[end].text == '"':
            return start, end + 1
    return start, end


def _content(head: Token, owned: dict[int, list[int]], heads: dict[int, Token]) -> Iterator[int]:
    """Yield the words of the clauses that a clause cannot do without: what is denied, announced, known."""
    undone = undone_by(head)
    for child in head.children:
        if (child.dep_ in ("ccomp", "csubj") or child == undone) and child.i in heads:
            yield from owned.get(child.i, ())
            yield from _content(child, owned, heads)


def undone_by(head: Token) -> Token | None:
    """Return the verb that says that what was to be was not: "were to resume but were called off"; None for any other.

    Examples
    --------
    >>> from newslab.text.parse import parse_text
    >>> doc = parse_text("Talks were to resume on Monday but were called off.").docs[0]
    >>> undone_by(next(token for token in doc if token.dep_ == "ROOT"))
    called
    """
    children = list(head.children)
    if head.tag_ not in ("VBD", "VBN") or not any(child.lower_ == "but" and child.dep_ == "cc" for child in children):
        return None
    had = any(child.lower_ in ("had", "was", "were") for child in children if child.dep_ in HELPERS)
    meant = head.lower_ in ("was", "were") or (head.lemma_ in _MEANT and (head.tag_ == "VBD" or had))
    if not meant or not any(child.dep_ == "xcomp" and child.tag_ == "VB" for child in children):
        return None
    return next((child for child in children if child.dep_ == "conj" and child.tag_ in ("VBD", "VBN")), None)
