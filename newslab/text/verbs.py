"""What the grammar of a clause says of its verb: tense, aspect, voice, mood, negation, person, and what stands over
it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from newslab.text.arguments import find_subject
from newslab.text.clauses import is_finite
from newslab.text.resources import mapping, read_classes

if TYPE_CHECKING:
    from spacy.tokens import Token

Row = dict[str, float]

_HELPERS: Final = mapping("helper")
_HARDLY_ANY: Final = ("no", "neither", "few", "little")
_IF: Final = frozenset(("if", "unless", "whether"))
_SUBJECTS: Final = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))
_TENSES: Final = mapping("tense")
_PERSONS: Final = mapping("person")


def word_classes() -> dict[str, frozenset[str]]:
    """Return class -> base forms, as `resources/verb_classes.tsv` lists them."""
    return read_classes("verb_classes.tsv")


def verb_features(head: Token, content: Token | None = None) -> Row:
    """Describe the head of a clause by its grammar.

    Parameters
    ----------
    head : the verb (or noun) that heads the clause.
    content : the verb that carries its meaning, over infinitives ("is expected to sign": sign); None: the head.

    Returns
    -------
    name -> 1.0 for what holds; what does not hold is not named.

    Examples
    --------
    >>> from newslab.text.parse import parse_text
    >>> doc = parse_text("He will not sign the bill.").docs[0]
    >>> sorted(verb_features(next(token for token in doc if token.text == "sign")))
    ['base', 'negated', 'subject he', 'will']
    """
    row: Row = {}
    if head.tag_[:2] not in ("VB", "MD"):
        row["no verb"] = 1.0
    children = list(head.children)
    _read_tense(head, children, row)
    _read_complement(head, children, row)
    _read_mood(head, children, row)
    _read_subject(children, row)
    _read_classes(head, children, content or head, row)
    _read_over(head, row)
    return row


def clause_features(head: Token, content: Token | None = None, *, main: bool = True) -> Row:
    """Describe the head of a clause as if the clause stood alone.

    What the models learned from are main clauses. One that leans on another has its tense and subject from it, and how
    it hangs on it says nothing of what it tells: "killing 12", "and came back", "who came back" tell what happened.

    Examples
    --------
    >>> from newslab.text.parse import parse_text
    >>> doc = parse_text("A bomb exploded, killing 12 men.").docs[0]
    >>> sorted(clause_features(next(token for token in doc if token.text == "killing"), main=False))
    ['past']
    """
    row = verb_features(head, content)
    if main:
        return row
    left = {name: value for name, value in row.items() if name not in _LEANING}
    subject = find_subject(head) if "no subject" in row else None
    if subject is not None and subject.tag_ in ("NNP", "NNPS"):
        left["subject name"] = 1.0
    if not is_finite(head) and head.tag_ in ("VBG", "VBN"):
        left = {name: value for name, value in left.items() if name not in ("ing", "participle", "no tense")}
        left[_tense_over(head)] = 1.0
    return left


_LEANING: Final = frozenset(("as relcl", "as acl", "as advcl", "as conj", "as pcomp", "no subject", "imperative"))


def _tense_over(head: Token) -> str:
    """Return the tense of the first verb with one above a participle; a passive participle tells what is past."""
    over = head
    while over.head.i != over.i and not is_finite(over):
        over = over.head
    if head.tag_ == "VBN" and head.dep_ == "acl":
        return "past"
    return _TENSES.get(_finite(over, _helpers(over.children)).tag_, "past")


def _helpers(children: Iterable[Token]) -> list[Token]:
    return [child for child in children if child.dep_ in ("aux", "auxpass")]


def _finite(verb: Token, helpers: list[Token]) -> Token:
    """Return the word of a verb that bears its tense: its first finite helper, else the verb."""
    return next((child for child in helpers if child.tag_ in ("VBD", "VBZ", "VBP", "MD")), verb)


def _read_tense(head: Token, children: list[Token], row: Row) -> None:
    """Note tense, aspect and voice, as the helpers of the verb tell them."""
    helpers = _helpers(children)
    finite = _finite(head, helpers)
    row[_TENSES.get(finite.tag_ if finite.tag_ != "MD" else head.tag_, "no tense")] = 1.0
    words = {child.lower_ for child in helpers}
    is_perfect = any(child.lemma_ == "have" and child.dep_ == "aux" for child in helpers)
    told = {_HELPERS[word]: True for word in words if word in _HELPERS} | {
        "perfect": is_perfect,
        "past perfect": is_perfect and "had" in words,
        "progressive": head.tag_ == "VBG" and any(child.lemma_ == "be" for child in helpers),
        "passive": any(child.dep_ == "auxpass" for child in helpers),
    }
    row |= {name: 1.0 for name, holds in told.items() if holds}


def _read_complement(head: Token, children: list[Token], row: Row) -> None:
    """Note what "be", "is going to", "has to" and "needs to" are with what follows them."""
    if head.lemma_ == "be" and any(child.dep_ in ("attr", "acomp") for child in children):
        row["copula"] = 1.0
    if any(child.dep_ == "xcomp" and child.tag_ == "VB" for child in children):
        if head.lemma_ in ("have", "need"):
            row["must"] = 1.0
        if head.lemma_ == "go" and "progressive" in row:
            row["will"] = 1.0


def _has_if(children: Iterable[Token]) -> bool:
    return any(child.dep_ == "mark" and child.lower_ in _IF for child in children)


def _read_mood(head: Token, children: list[Token], row: Row) -> None:
    doc = head.doc
    if any(child.dep_ == "neg" for child in children):
        row["negated"] = 1.0
    if head.tag_ == "VB" and not any(child.dep_ in (*_SUBJECTS, "aux", "auxpass") for child in children):
        row["imperative"] = 1.0
    if any(token.text == "?" for token in doc[-3:]):
        row["question"] = 1.0
    if _has_if(children):
        row["under if"] = 1.0
    if any(child.dep_ == "advcl" and _has_if(child.children) for child in children):
        row["with if"] = 1.0


def _read_subject(children: list[Token], row: Row) -> None:
    subject = next((child for child in children if child.dep_ in _SUBJECTS), None)
    if subject is None:
        row["no subject"] = 1.0
        return
    word, children = subject.lower_, list(subject.children)
    if word in _PERSONS:
        row[f"subject {_PERSONS[word]}"] = 1.0
    elif subject.dep_ == "expl":
        row["subject there"] = 1.0
    elif subject.tag_ in ("NNP", "NNPS"):
        row["subject name"] = 1.0
    elif subject.tag_ == "NNS" and not any(child.dep_ in ("det", "poss", "nummod") for child in children):
        row["subject kind"] = 1.0
    if word in ("nothing", "none", "nobody") or any(child.lower_ in _HARDLY_ANY for child in children):
        row["none"] = 1.0


def _read_classes(head: Token, children: list[Token], content: Token, row: Row) -> None:
    classes = word_classes()
    for name in ("state", "begin", "deny", "hope", "plan"):
        if head.lemma_ in classes[name]:
            row[f"verb {name}"] = 1.0
    if content.i != head.i:
        row["infinitive"] = 1.0
        if content.lemma_ in classes["state"]:
            row["content state"] = 1.0
    for child in children:
        if child.dep_ in ("advmod", "npadvmod", "dobj", "attr", "acomp", "neg"):
            words = [child.lower_, *(one.lower_ for one in child.children if one.dep_ in ("det", "advmod", "amod"))]
            for name in ("usual", "perhaps", "none", "past", "now", "judge"):
                if not classes[name].isdisjoint(words):
                    row[name] = 1.0


def _read_over(head: Token, row: Row) -> None:
    """Note what governs the clause: a verb of planning, hoping, doubting or denying."""
    classes, over = word_classes(), head.head
    if head.dep_ in ("xcomp", "ccomp", "advcl", "relcl", "acl", "conj"):
        row[f"as {head.dep_}"] = 1.0
        if head.dep_ in ("xcomp", "ccomp", "acl"):
            for name in ("plan", "hope", "doubt", "deny"):
                if over.lemma_ in classes[name]:
                    row[f"under {name}"] = 1.0
        if head.dep_ == "ccomp" and over.tag_ == "VBD":
            row["said then"] = 1.0
