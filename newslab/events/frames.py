"""Frames: who did what to whom, where, why and how, read from the dependency parse of one sentence."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newslab.events.lemmas import lemma
from newslab.events.modality import Modality, find_modality
from newslab.events.types import LIGHT_VERBS, find_type, word_set
from newslab.text.words import SAYING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SUBJECTS: Final = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
OBJECTS: Final = frozenset(("dobj", "dative", "obj", "attr", "oprd"))
AUXILIARIES: Final = frozenset(("aux", "auxpass", "neg", "prt"))
SAYING_LEMMAS: Final = word_set(
    "say tell announce add claim report state note explain confirm deny write tweet warn argue reveal insist believe "
    "think suggest describe allege admit acknowledge declare predict stress show find"
)
WITH_WHOM: Final = frozenset(("with", "against", "to", "at", "by"))
PLACE_PREPOSITIONS: Final = frozenset(
    ("in", "at", "near", "outside", "inside", "on", "off", "from", "to", "into", "across", "around", "through")
)
WHY_MARKS: Final = frozenset(("because", "since", "after", "as", "so"))
WHY_PREPOSITIONS: Final = frozenset(("over", "for", "after", "amid", "due", "because", "following", "despite"))
HOW_PREPOSITIONS: Final = frozenset(("by", "with", "using", "via", "through", "without"))
PLAIN_MEANS: Final = frozenset(("using", "via", "without"))
LOOSE: Final = frozenset(("relcl", "appos", "punct", "acl", "advcl", "parataxis", "dep"))
RELATIVE: Final = frozenset(("that", "which", "who"))
LONGEST_PHRASE = 12  # words of a who or where beyond which a phrase is a clause that was misread


@dataclass(frozen=True)
class Frame:
    """What one verb of a sentence says; offsets are characters of the sentence.

    Attributes
    ----------
    verb : index of the verb's token.
    who, did, whom, where, why, how : the words, "" where the sentence does not say.
    who_span, where_span : where those words stand, (0, 0) if nowhere.
    said_by : who says so, where the sentence attributes it.
    """

    verb: int
    lemma: str
    who: str = ""
    did: str = ""
    whom: str = ""
    where: str = ""
    why: str = ""
    how: str = ""
    said_by: str = ""
    type: str | None = None
    modality: Modality = "happened"
    past: bool = True
    who_span: tuple[int, int] = (0, 0)
    where_span: tuple[int, int] = (0, 0)


def find_frames(doc: Doc) -> list[Frame]:
    """Read the frames of a parsed sentence: the main one first, then those of its other finite clauses.

    The main verb is that of the content where the sentence only reports who said it: "He said that they met" tells of
    a meeting.
    """
    root = next((token for token in doc if token.head.i == token.i), None)
    if root is None:
        return []
    verb, sayer = _content(root)
    frames = [_read(verb, sayer)] if _is_verb(verb) else []
    others = [token for token in doc if _is_verb(token) and token.i != verb.i and _is_finite(token)]
    return frames + [_read(token, "") for token in others if token.i != root.i or not sayer]


def governing_verb(doc: Doc, start: int, end: int) -> int:
    """Return the index of the verb that the words from character `start` to `end` belong to, or -1."""
    span = doc.char_span(start, end, alignment_mode="expand")
    token = span.root if span is not None else None
    while token is not None and not _is_verb(token):
        if token.head.i == token.i:
            return -1
        token = token.head
    return token.i if token is not None else -1


def _is_verb(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") and token.dep_ not in AUXILIARIES


def _is_finite(token: Token) -> bool:
    return token.dep_ in ("ROOT", "conj", "ccomp", "advcl", "relcl", "parataxis") and (
        any(child.dep_ in SUBJECTS for child in token.children) or token.tag_ in ("VBD", "VBZ", "VBP")
    )


def _content(root: Token) -> tuple[Token, str]:
    """Step from a verb of saying to what is said, as long as that is a full clause; and say who says it."""
    verb, sayer = root, ""
    for _ in range(3):
        clauses = [child for child in verb.children if child.dep_ in ("ccomp", "parataxis") and _is_verb(child)]
        clauses = [child for child in clauses if any(word.dep_ in SUBJECTS for word in child.children)]
        if lemma(verb) not in SAYING_LEMMAS or not clauses:
            break
        sayer = sayer or _who(verb)[0]
        verb = clauses[0]
    return verb, sayer


def _read(verb: Token, sayer: str) -> Frame:
    who, who_span = _who(verb)
    where, where_span = _where(verb)
    nouns = [lemma(child) for child in verb.children if child.dep_ in OBJECTS]
    return Frame(
        verb=verb.i,
        lemma=lemma(verb),
        who=who,
        did=_did(verb),
        whom=_whom(verb),
        where=where,
        why=_why(verb),
        how=_how(verb),
        said_by=sayer,
        type=find_type(lemma(verb), nouns),
        modality=find_modality(verb, sayer),
        past=_is_past(verb),
        who_span=who_span,
        where_span=where_span,
    )


def _is_past(verb: Token) -> bool:
    tags = {verb.tag_} | {child.tag_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    return bool(tags & {"VBD", "VBN"}) and not any(child.tag_ == "MD" for child in verb.children)


def _who(verb: Token) -> tuple[str, tuple[int, int]]:
    """Find the subject of a verb, that of the verb it is joined to, or the agent of a passive without a subject."""
    for _ in range(4):
        subjects = [child for child in verb.children if child.dep_ in SUBJECTS and child.dep_ != "expl"]
        if subjects and subjects[0].lower_ in RELATIVE and verb.dep_ == "relcl":
            return _phrase(verb.head)
        if subjects:
            return _phrase(subjects[0])
        if verb.dep_ in ("conj", "xcomp", "advcl") and verb.head.i != verb.i and _is_verb(verb.head):
            verb = verb.head
            continue
        if verb.dep_ in ("relcl", "acl") and verb.head.pos_ in ("NOUN", "PROPN"):
            return _phrase(verb.head)
        return "", (0, 0)
    return "", (0, 0)


def _whom(verb: Token) -> str:
    for child in verb.children:
        if child.dep_ in OBJECTS and child.pos_ in ("PROPN", "NOUN", "PRON"):
            return _phrase(child)[0]
    for child in verb.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in WITH_WHOM:
            for noun in child.children:
                if noun.dep_ == "pobj":
                    return _phrase(noun)[0]
    return ""


def _where(verb: Token) -> tuple[str, tuple[int, int]]:
    """Find the place that belongs to a verb: a place name after a preposition, nearest to the verb first."""
    places = [token for token in _adjuncts(verb) if token.ent_type_ in ("GPE", "LOC", "FAC")]
    return _phrase(places[0]) if places else ("", (0, 0))


def _adjuncts(verb: Token) -> Iterator[Token]:
    """Give the nouns after prepositions below a verb, breadth first: its own before those of its objects."""
    queue = [child for child in verb.children if child.dep_ not in ("relcl", "advcl", "ccomp")]
    while queue:
        token = queue.pop(0)
        if token.dep_ == "pobj" and token.head.lower_ in PLACE_PREPOSITIONS:
            yield token
        queue += [child for child in token.children if child.dep_ not in ("relcl", "ccomp")]


def _why(verb: Token) -> str:
    for child in verb.children:
        marks = {word.lower_ for word in child.children if word.dep_ in ("mark", "advmod", "pcomp")}
        if child.dep_ == "advcl" and (marks & WHY_MARKS or _is_purpose(child)):
            return _subtree(child)
        if child.dep_ == "xcomp" and _is_purpose(child) and lemma(verb) in LIGHT_VERBS:
            return _subtree(child)
        if child.dep_ in ("prep", "advmod") and child.lower_ in WHY_PREPOSITIONS and not _is_time(child):
            return _subtree(child)
    return ""


def _how(verb: Token) -> str:
    for child in verb.children:
        means = child.dep_ in ("prep", "agent") and child.lower_ in HOW_PREPOSITIONS and not _is_time(child)
        if means and (child.lower_ in PLAIN_MEANS or any(word.dep_ == "pcomp" for word in child.children)):
            return _subtree(child)
        if child.dep_ == "advcl" and child.tag_ == "VBG":
            return _subtree(child)
    return ""


def _is_purpose(token: Token) -> bool:
    return token.tag_ == "VB" and any(child.lower_ == "to" and child.dep_ == "aux" for child in token.children)


def _is_time(preposition: Token) -> bool:
    return any(word.ent_type_ in ("DATE", "TIME") for word in preposition.children)


def _did(verb: Token) -> str:
    """Give the verb group with its direct object: "will not sign the treaty"."""
    kept = [verb] + [child for child in verb.children if child.dep_ in AUXILIARIES]
    for child in verb.children:
        if child.dep_ in OBJECTS and child.dep_ != "dative":
            kept += _kept(child)
    for child in verb.children:
        if child.dep_ == "xcomp" and child.i > verb.i:
            kept += _kept(child)
            break
    return _joined(kept)


def _phrase(noun: Token) -> tuple[str, tuple[int, int]]:
    """Give a noun with what stands close to it, without relative clauses and what commas set apart."""
    kept = _kept(noun)
    if len(kept) > LONGEST_PHRASE:
        left = [child for child in noun.lefts if child.dep_ not in LOOSE]
        kept = sorted({token for child in left for token in child.subtree} | {noun}, key=lambda token: token.i)
    start, end = kept[0].idx, kept[-1].idx + len(kept[-1].text)
    return noun.doc.text[start:end], (start, end)


def _kept(noun: Token) -> list[Token]:
    """Give the unbroken run of tokens around a noun that belong to it closely."""
    belongs = {noun.i}
    stack = [noun]
    while stack:
        for child in stack.pop().children:
            loose = child.dep_ in LOOSE and not (child.dep_ == "punct" and child.text in "-'\"/")
            if not loose or (child.dep_ == "punct" and _joins(child)):
                belongs.add(child.i)
                stack.append(child)
    first = last = noun.i
    while first - 1 in belongs:
        first -= 1
    while last + 1 in belongs:
        last += 1
    return [token for token in noun.doc[first : last + 1] if not (token.i in (first, last) and token.is_punct)] or [
        noun
    ]


def _joins(comma: Token) -> bool:
    """Tell whether a comma parts the members of a list."""
    return comma.text == "," and any(child.dep_ == "conj" for child in comma.head.children)


def _subtree(token: Token) -> str:
    return _joined(list(token.subtree))


def _joined(tokens: Sequence[Token]) -> str:
    ordered = sorted(set(tokens), key=lambda token: token.i)
    while ordered and ordered[-1].is_punct:
        ordered.pop()
    while ordered and ordered[0].is_punct:
        ordered.pop(0)
    if not ordered:
        return ""
    text = ordered[0].doc.text
    if all(after.i == before.i + 1 for before, after in itertools.pairwise(ordered)):
        return text[ordered[0].idx : ordered[-1].idx + len(ordered[-1].text)]
    return " ".join(token.text for token in ordered)


def is_saying(lemma: str) -> bool:
    """Tell whether a verb reports speech."""
    return lemma in SAYING_LEMMAS or lemma in SAYING
