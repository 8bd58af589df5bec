"""How a statement tells an event by itself: its words, completed and with who is meant, and how surely they tell it right.

Decided by two learned models (`data/train/wording.py`, figures in `benchmarks/events.md`) from how the words stand in their
sentence, who is named in them, and what their day rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newslab.events.acts import predicate_of
from newslab.events.told import Told
from newslab.learned import load_weights
from newslab.text.alone import word_features
from newslab.text.arguments import find_subject, is_passive
from newslab.text.clauses import SUBJECTS, is_finite
from newslab.text.dateline import dateline_end
from newslab.text.verbs import Row, clause_features
from newslab.text.whole import is_balanced, is_whole
from newslab.text.words import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from newslab.text.parse import Parsed

WORDS: Final = "event_words"
DAY: Final = "event_day"
_EDGES: Final = frozenset(("punct", "cc", "mark"))
_BESIDE: Final = frozenset(("conj", "parataxis"))
_FREE: Final = frozenset(("ROOT", "ccomp", "conj", "csubj"))  # clauses behind which no other goes on without a mark
_PERSONAL: Final = word_set("he she it they")
_RELATIVE: Final = word_set("who which that")
_PRONOUNS: Final = _PERSONAL | _RELATIVE
_FIRST_PERSON: Final = word_set("i we you me us my our your")
_OF_SEVERAL: Final = word_set("are were have")
_OPEN: Final = frozenset(("IN", "TO", "DT", "CC", ",", ":", "WDT", "WRB"))  # tags of words that nothing ends with
_AGO: Final = (
    ("today", 0, 0),
    ("yesterday", 1, 1),
    ("days", 2, 7),
    ("weeks", 8, 60),
    ("long ago", 61, 10**7),
    ("ahead", -(10**7), -1),
)
_TENSES: Final = ("past perfect", "perfect", "past", "present", "progressive", "will")  # the first that holds counts
_LONG: Final = 45  # tokens


@dataclass(frozen=True)
class Wording:
    """How a statement tells an event.

    Attributes
    ----------
    words : its words as they stand, with the clauses that complete them.
    sentence : these as a sentence, with who is meant in brackets where they leave it out.
    row : what it is decided by how surely they tell it right.
    """

    words: str
    sentence: str
    row: Row


@dataclass(frozen=True)
class _Stretch:
    """The words that tell, in the parse of their sentence, and the verb that governs them."""

    span: Span
    head: Token
    content: Token

    @property
    def subject(self) -> Token | None:
        return next((child for child in self.head.children if child.dep_ in SUBJECTS), None)

    @property
    def lacks_subject(self) -> bool:
        return self.subject is None or self.subject.i < self.span.start


def read_wording(one: Told, parsed: Parsed, text: str) -> Wording:
    """Complete the words of a statement by the clauses that hang on them after it, and name whom they leave out.

    A statement is cut from the clauses inside it ("Lew asked what difference there is between"); what tells which, why or when
    completes it, what is said beside it ("and left the room") does not.

    Parameters
    ----------
    one : the statement.
    parsed, text : the parse of its text, and the text.
    """
    at, predicate = predicate_of(parsed, one.predicate_start, one.predicate_end)
    if not predicate:
        return Wording(one.words, _sentence(one.words), {})
    doc = parsed.docs[at]
    start, end = (parsed.place(at, offset) for offset in (one.start, one.end))
    first = next((token.i for token in doc if token.idx + len(token.text) > start), predicate[0].i)
    last = next((token.i for token in reversed(doc) if token.idx < end), predicate[-1].i)
    head = governing_verb(predicate[-1], predicate[0].i)
    told = _Stretch(doc[first : _reach(doc, head, first, last) + 1], head, predicate[-1])
    words = text[one.start : max(one.end, parsed.span(at, start, told.span.end_char)[1])]
    sentence = _sentence(words[_joining(doc[first]) :], *_naming(one, told))
    return Wording(words, sentence, _row(one, told, sentence))


@dataclass(frozen=True)
class Sure:
    """How surely a statement tells a happening in words of its own, and, given that, on its day."""

    words: float
    day: float

    @property
    def both(self) -> float:
        """How surely it tells an event right."""
        return round(self.words * self.day, 6)


def score_wordings(
    wordings: Sequence[Wording],
    happened: Sequence[float],
    other_day: Sequence[bool],
    *,
    weights: str | Path | None = None,
) -> list[Sure]:
    """Return how surely each of n statements tells an event right: whole words, an act, and its day.

    Parameters
    ----------
    wordings, happened : of each, how it tells it, and how surely that is a happening.
    other_day : whether the event is dated by another statement, on another day.
    weights : folder of other weights, as `load_weights` reads them.
    """
    rows = [wording_row(*given) for given in zip(wordings, happened, other_day, strict=True)]
    if not rows:
        return []
    words, days = (load_weights(name, weights).shares(rows)[:, 1].tolist() for name in (WORDS, DAY))
    return [Sure(*shares) for shares in zip(words, days, strict=True)]


def wording_row(wording: Wording, happened: float, other_day: bool) -> Row:
    """Return what it is decided by of a statement that tells an event."""
    return wording.row | {"happening": happened, "other day": float(other_day)}


def _joining(first: Token) -> int:
    """Return how many characters only join words to what stands before them: "told her | that he agreed"."""
    if (first.lower_, first.tag_) == ("that", "IN"):
        return len(first.text)
    return len(first.text) + 1 if first.lower_ == "when" and first.doc[first.i + 1 :].text.startswith(",") else 0


def governing_verb(content: Token, start: int) -> Token:
    """Return the first verb of a predicate: of "began to sell" that which has the subject."""
    verb = content
    while verb.dep_ == "xcomp" and start <= verb.head.i < verb.i:
        verb = verb.head
    return verb


def _reach(doc: Doc, head: Token, first: int, last: int) -> int:
    """Return the last token of a statement with what completes it, and the mark that closes a quotation begun in it."""
    own = {token.i for token in _completing(head, last)}
    stop = last
    for token in doc[last + 1 :]:
        if token.i not in own and token.dep_ not in _EDGES:
            break
        if token.dep_ not in _EDGES:
            stop = token.i
    if (
        head.dep_ in _FREE and doc[first].tag_ != "WP"
    ):  # the parser parted what no mark does: "until 12:01 a.m. | Monday"
        while stop + 1 < len(doc) and doc[stop + 1].dep_ not in _EDGES:
            stop += 1
    if sum(token.text == '"' for token in doc[first : stop + 1]) % 2:
        stop = next((token.i for token in doc[stop + 1 : stop + 3] if token.text == '"'), stop)
    return int(stop)


def _completing(head: Token, last: int) -> Iterator[Token]:
    for child in head.children:
        if child.dep_ not in _BESIDE or child.i <= last or child.pos_ not in ("VERB", "AUX"):
            yield child
            yield from _below(child)


def _below(token: Token) -> Iterator[Token]:
    for child in token.children:
        yield child
        yield from _below(child)


# --------------------------------------------------------------------------------------------------------------- naming


def _naming(one: Told, told: _Stretch) -> tuple[str, str]:
    """Return the name that the words lack, and the first word that it stands for: "" where they leave the doer out."""
    head, subject = told.head, told.subject
    name = one.whom if is_passive(head) else one.who
    if not name or name.lower() in _PRONOUNS or _disagrees(name, head):
        return "", ""
    if not told.lacks_subject:
        first = subject is not None and subject.i == told.span.start and subject.lower_ in _PRONOUNS
        return (name, str(told.span[0].text)) if first else ("", "")
    return _left_out(name, told), ""


def _left_out(name: str, told: _Stretch) -> str:
    """Return the name to put before words without a subject, with "was" where they lack that, too; "" where none fits."""
    head = told.head
    if is_finite(head) or (head.dep_ == "conj" and head.tag_ == "VBN" and not is_passive(head)):
        return name  # "has met them and signed"
    if not is_passive(head) or head.i != told.span.start:
        return ""
    noun = head.head if head.dep_ == "acl" else find_subject(head)  # "a poll released on Monday"
    return f"{name} {'were' if noun is not None and noun.tag_ in ('NNS', 'NNPS') else 'was'}"


def _disagrees(name: str, head: Token) -> bool:
    """Tell a verb of several from the name of one: "claims that Ann Berg stole, which were denied"."""
    helpers = {child.lower_ for child in head.children if child.dep_ in ("aux", "auxpass")} | {head.lower_}
    last = name.split()[-1]
    return not helpers.isdisjoint(_OF_SEVERAL) and last[:1].isupper() and not last.endswith("s") and " and " not in name


def _sentence(words: str, name: str = "", pronoun: str = "") -> str:
    """Return words as a sentence that begins with a name: in the place of "who", beside "he", before what lacks both."""
    words = " ".join(words[dateline_end(words) :].split())
    if name and words.startswith(pronoun):
        kept = pronoun if pronoun.lower() in _PERSONAL else ""
        words = f"{kept} [{name}] {words[len(pronoun) :].lstrip()}".lstrip()
    at = 1 if words.startswith("[") else 0
    words = words[:at] + words[at : at + 1].upper() + words[at + 1 :]
    return words if words.endswith((".", "!", "?", "…", '"', "”")) else words + "."


# ------------------------------------------------------------------------------------------------------------- features


def _row(one: Told, told: _Stretch, sentence: str) -> Row:
    row = {
        f"words: {name}": value for name, value in word_features(told.span, told.head, find_subject(told.head)).items()
    }
    return row | _of_ends(told) | _of_shape(told, sentence) | _of_subject(told, sentence) | _of_day(one, told)


def _of_ends(told: _Stretch) -> Row:
    span, doc = told.span, told.span.doc
    return {
        "ends open": float(span[-1].tag_ in _OPEN),
        "runs on": float(span.end < len(doc) and doc[span.end].dep_ not in _EDGES),
        "ends adverb": float(span[-1].tag_ == "RB"),
        "ends sentence": float(span.end >= len(doc) - 1),
        "opens sentence": float(span.start == 0),
        "opens lower": float(span[0].text[:1].islower()),
        "share": len(span) / len(doc),
        "long": float(len(span) > _LONG),
    }


def _of_shape(told: _Stretch, sentence: str) -> Row:
    before = told.span.doc[: told.span.start].text
    return {
        "whole": float(is_whole(sentence.replace("[", "").replace("]", ""))),
        "quote odd": float(not is_balanced(sentence)),
        "in quote": float(before.count('"') % 2),
        "after colon": float(before[-2:].strip().endswith(":")),
        "first person": float(any(token.lower_ in _FIRST_PERSON for token in told.span)),
    }


def _of_subject(told: _Stretch, sentence: str) -> Row:
    subject, named = told.subject, "[" in sentence
    top = told.head
    while top.dep_ == "conj":
        top = top.head
    return {
        f"joined: {top.dep_}": 1.0,
        "finite": float(is_finite(told.head)),
        "named": float(named),
        "named first": float(sentence.startswith("[")),
        "lacks subject": float(told.lacks_subject and not named),
        "pronoun left": float(subject is not None and subject.lower_ in _PERSONAL and not named),
        "relative left": float(subject is not None and subject.tag_ in ("WDT", "WP") and not named),
        "gap": float(told.head.dep_ == "relcl" and (subject is None or subject.tag_ not in ("WDT", "WP"))),
    }


def _of_day(one: Told, told: _Stretch) -> Row:
    verb = clause_features(told.head, told.content, main=one.main)
    tense = next((name for name in _TENSES if verb.get(name)), "none")
    row = {f"basis {one.basis}": 1.0, f"{one.basis}: {tense}": 1.0}
    if one.published is not None and one.first is not None:
        ago = one.published - one.first
        row |= {name: 1.0 for name, low, high in _AGO if low <= ago <= high}
    return row
