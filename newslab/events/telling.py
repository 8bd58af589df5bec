"""The words with which an event is told: those of a statement, with the clauses that its words cannot do without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from newslab.events.acts import parse_place, predicate_of
from newslab.events.told import Told
from newslab.text.clauses import SUBJECTS, is_finite
from newslab.text.dateline import dateline_end
from newslab.text.words import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from newslab.text.parse import Parsed

_EDGES: Final = frozenset(("punct", "cc", "mark"))
_PERSONAL: Final = word_set("he she it they")
_PRONOUNS: Final = _PERSONAL | word_set("who which that")
_BESIDE: Final = frozenset(("conj", "parataxis"))


@dataclass(frozen=True)
class Telling:
    """How a statement tells an event: its words as they stand, and these as a sentence, with who is meant in brackets."""

    words: str
    sentence: str


def tell(told: Sequence[Told], texts: Mapping[tuple[str, str], str]) -> dict[str, Telling]:
    """Return how each statement tells an event, by its key."""
    found = {}
    for place, held in groupby(sorted(told, key=_place), key=_place):
        parsed = parse_place(texts, place)
        found |= {one.key: _tell(one, parsed, texts[place]) for one in held}
    return found


def _place(one: Told) -> tuple[str, str]:
    return one.article, one.field


def _tell(one: Told, parsed: Parsed, text: str) -> Telling:
    """Complete the words of a statement by the clauses that hang on them after it.

    A statement is cut from the clauses inside it ("Lew asked what difference there is between"); what tells which, why or when
    completes it, what is said beside it ("and left the room") does not.
    """
    at, predicate = predicate_of(parsed, one.predicate_start, one.predicate_end)
    if not predicate:
        return Telling(one.words, _sentence(one.words))
    doc = parsed.docs[at]
    head = governing_verb(predicate[-1], predicate[0].i)
    start, end = (parsed.place(at, offset) for offset in (one.start, one.end))
    last = next((token.i for token in reversed(doc) if token.idx < end), head.i)
    own = {token.i for token in _completing(head, last)}
    stop = last
    for token in doc[last + 1 :]:
        if token.i not in own and token.dep_ not in _EDGES:
            break
        if token.dep_ not in _EDGES:
            stop = token.i
    words = text[one.start : parsed.span(at, start, _closed(doc, start, stop))[1]]
    return Telling(words, _sentence(words, *_naming(one, head, start)))


def _naming(one: Told, head: Token, start: int) -> tuple[str, str]:
    """Return the name that the words lack, and the first word that it stands for: "" where they leave the doer out."""
    subject = next((child for child in head.children if child.dep_ in SUBJECTS), None)
    passive = any(child.dep_ in ("auxpass", "agent", "nsubjpass") for child in head.children)
    name = one.whom if passive else one.who
    if not name or name.lower() in _PRONOUNS:
        return "", ""
    if subject is None or subject.idx < start:
        if any(child.dep_ == "agent" for child in head.children) and not any(
            child.dep_ == "auxpass" for child in head.children
        ):
            return "", ""  # "ousted by the military"
        joined = head.dep_ == "conj" and head.tag_ == "VBN"  # "has met them and signed"
        return (name, "") if joined or is_finite(head) else ("", "")
    first = subject.idx <= start
    return (name, subject.text) if first and subject.lower_ in _PRONOUNS else ("", "")


def _sentence(words: str, name: str = "", pronoun: str = "") -> str:
    """Return words as a sentence that begins with a name: in the place of "who", beside "he", before what lacks both."""
    words = " ".join(words[dateline_end(words) :].split())
    if name and words.startswith(pronoun):
        kept = pronoun if pronoun.lower() in _PERSONAL else ""
        words = f"{kept} [{name}] {words[len(pronoun) :].lstrip()}".lstrip()
    at = 1 if words.startswith("[") else 0
    words = words[:at] + words[at : at + 1].upper() + words[at + 1 :]
    return words if words.endswith((".", "!", "?", "…", '"', "”")) else words + "."


def _closed(doc: Doc, start: int, stop: int) -> int:
    """Return the character after token `stop`, or after the mark that closes a quotation opened since `start`."""
    if sum(token.text == '"' for token in doc[: stop + 1] if token.idx >= start) % 2:
        after = doc[stop + 1 : stop + 3]
        stop = next((token.i for token in after if token.text == '"'), stop)
    return int(doc[stop].idx) + len(doc[stop].text)


def governing_verb(content: Token, start: int) -> Token:
    """Return the first verb of a predicate: of "began to sell" that which has the subject."""
    verb = content
    while verb.dep_ == "xcomp" and start <= verb.head.i < verb.i:
        verb = verb.head
    return verb


def _completing(head: Token, last: int) -> Iterator[Token]:
    for child in head.children:
        if child.dep_ in _BESIDE and child.i > last and child.pos_ in ("VERB", "AUX"):
            continue
        yield child
        yield from _below(child)


def _below(token: Token) -> Iterator[Token]:
    for child in token.children:
        yield child
        yield from _below(child)
