"""Acts: the head of a statement with its arguments, as the parse gives them. What is compared to tell one event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PLACES: Final = frozenset(("GPE", "LOC", "FAC"))
ACTORS: Final = frozenset(("PERSON", "ORG", "NORP"))
COUNTS: Final = frozenset(("CARDINAL", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"))
_DOERS: Final = frozenset(("nsubj", "csubj", "agent", "poss"))
_DONE_TO: Final = frozenset(("nsubjpass", "csubjpass", "dobj", "dative", "attr", "oprd"))
_CLAUSES: Final = frozenset(("xcomp", "ccomp", "acomp"))
_BESIDE: Final = frozenset(("compound", "amod", "nmod", "appos"))
_SUBJECTS: Final = frozenset(("nsubj", "nsubjpass"))
_EMPTY: Final = frozenset(("PRON", "DET", "PUNCT", "SPACE", "ADP", "SCONJ", "CCONJ", "PART", "AUX", "X", "SYM"))


@dataclass(frozen=True)
class Act:
    """One act: the base form of its head, and base forms of what stands to it as doer, as done to, as place, else.

    Attributes
    ----------
    lemma, particle : base form of the head, and "up" of "blow up".
    kind : "verb", "noun" or "other".
    who, whom, where, other : base forms of the arguments and words of their names, lower case.
    above : base form of the verb over a noun, or of the clause over a verb.
    doers : words of the names of persons among `who`.
    people, places, counts : words of the names and numbers of the sentence.
    denied : whether it is negated.
    phrase, sentence : the words of the head with its arguments, and of the whole sentence.
    """

    lemma: str
    particle: str
    kind: str
    who: frozenset[str]
    whom: frozenset[str]
    where: frozenset[str]
    other: frozenset[str]
    above: str
    doers: frozenset[str]
    people: frozenset[str]
    places: frozenset[str]
    counts: frozenset[str]
    denied: bool
    phrase: str
    sentence: str


def read_act(doc: Doc, at: int) -> Act:
    """Read the act whose head is token `at` of a parsed sentence."""
    head = doc[at]
    slots: dict[str, set[str]] = {"who": set(), "whom": set(), "where": set(), "other": set()}
    heads, doers = [head], set()
    for slot, token in _arguments(head):
        heads.append(token)
        slots[slot] |= _words(token)
        if slot == "who" and token.ent_type_ == "PERSON":
            doers |= {one.lower_ for one in _entity(token) if one.pos_ == "PROPN"}
    own = _words(head)
    people, places, counts = _named(doc)
    return Act(
        lemma=head.lemma_.lower(),
        particle=next((child.lower_ for child in head.children if child.dep_ == "prt"), ""),
        kind={"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun"}.get(head.pos_, "other"),
        above=head.head.lemma_.lower() if head.head.i != head.i else "",
        doers=frozenset(doers),
        people=people,
        places=places,
        counts=counts,
        denied=any(child.dep_ == "neg" for child in head.children),
        phrase=" ".join(token.text for token in sorted(set(_phrase(heads)), key=lambda token: token.i)),
        sentence=doc.text,
        **{name: frozenset(found - (own if name == "other" else set())) for name, found in slots.items()},
    )


def _phrase(heads: list[Token]) -> Iterator[Token]:
    for head in heads:
        yield head
        yield from (child for child in head.children if child.dep_ in ("compound", "prt", "neg", "nummod", "amod"))


def _arguments(head: Token) -> Iterator[tuple[str, Token]]:
    """Give the slot and the head of each argument: of a verb its subject and objects, of a noun "by" and "of"."""
    noun = head.pos_ in ("NOUN", "PROPN")
    found = False
    for child in head.children:
        if child.dep_ == "agent":
            yield from (("who", one) for one in _objects(child))
        elif child.dep_ in _DOERS:
            found = found or child.dep_ == "nsubj"
            yield from (("who", one) for one in _with_conjuncts(_antecedent(child)))
        elif child.dep_ in _DONE_TO:
            found = found or child.dep_ == "nsubjpass"
            yield from (("whom", one) for one in _with_conjuncts(_antecedent(child)))
        elif child.dep_ == "prep":
            for one in _objects(child):
                slot = "other"
                if one.ent_type_ in PLACES:
                    slot = "where"
                elif noun and child.lower_ in ("of", "by"):
                    slot = "whom" if child.lower_ == "of" else "who"
                yield slot, one
        elif child.dep_ in _CLAUSES or child.dep_ in _BESIDE:
            yield ("where" if child.ent_type_ in PLACES else "other"), child
    if not noun and not found:
        yield from _borrowed(head)
    if noun:
        yield from _through_verb(head)


def _borrowed(verb: Token) -> Iterator[tuple[str, Token]]:
    """Give the subject that a verb takes from what stands over it: a joined verb, "to" after a verb, a noun."""
    over = verb.head
    if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp"):
        while over.dep_ in ("prep", "pcomp"):
            over = over.head
        for child in over.children:
            if child.dep_ in _SUBJECTS:
                passive = verb.dep_ == "conj" and verb.tag_ == "VBN" and child.dep_ == "nsubjpass"
                yield from (("whom" if passive else "who", one) for one in _with_conjuncts(_antecedent(child)))
    elif verb.dep_ == "acl":
        yield ("whom" if verb.tag_ == "VBN" else "who"), over


def _through_verb(noun: Token) -> Iterator[tuple[str, Token]]:
    """Give what else the verb over a noun takes: "police made an arrest", "the quake killed five"."""
    over = noun.head
    if noun.dep_ == "pobj" and over.dep_ in ("prep", "agent"):
        over = over.head
    if over.pos_ != "VERB" or over.i == noun.i:
        return
    for child in over.children:
        if child.i != noun.i and child.dep_ in (*_SUBJECTS, "dobj"):
            slot = "who" if noun.dep_ == "dobj" and child.dep_ == "nsubj" else "other"
            yield slot, child
        elif child.dep_ == "prep":
            yield from (("where", one) for one in _objects(child) if one.ent_type_ in PLACES)


def _antecedent(token: Token) -> Token:
    """Return the noun that "who" or "which" of a relative clause stands for, else the token itself."""
    if token.tag_ in ("WP", "WDT") and token.head.dep_ == "relcl":
        return token.head.head
    return token


def _objects(preposition: Token) -> Iterator[Token]:
    for child in preposition.children:
        if child.dep_ == "pobj":
            yield from _with_conjuncts(child)


def _with_conjuncts(token: Token) -> Iterator[Token]:
    yield token
    yield from token.conjuncts


def _words(token: Token) -> set[str]:
    """Return what a noun is told by: its base form, and all words of the name it stands in."""
    if token.pos_ in _EMPTY:
        return set()
    found = {token.lemma_.lower()}
    if token.ent_type_:
        found |= {one.lower_ for one in _entity(token) if one.pos_ not in _EMPTY}
    else:
        found |= {child.lower_ for child in token.children if child.dep_ == "compound" and child.pos_ == "PROPN"}
    return found


def _entity(token: Token) -> list[Token]:
    doc, first, last = token.doc, token.i, token.i
    while doc[first].ent_iob_ == "I" and first:
        first -= 1
    while last + 1 < len(doc) and doc[last + 1].ent_iob_ == "I":
        last += 1
    return [doc[at] for at in range(first, last + 1)]


def _named(doc: Any) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    people, places, counts = set(), set(), set()
    for token in doc:
        if token.ent_type_ in ACTORS and token.pos_ in ("PROPN", "NOUN"):
            people.add(token.lower_)
        elif token.ent_type_ in PLACES and token.pos_ in ("PROPN", "NOUN"):
            places.add(token.lower_)
        elif token.ent_type_ in COUNTS and (token.pos_ == "NUM" or token.like_num):
            counts.add(token.lower_)
    return frozenset(people), frozenset(places), frozenset(counts)
