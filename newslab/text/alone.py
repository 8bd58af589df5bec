"""Whether a reader who sees one clause, or one sentence under its headline, knows who and what is meant.

Decided by learned models (`data/train/alone.py`, `data/train/judged_stories.py`; figures in `benchmarks/statements.md` and
`benchmarks/state.md`) from what stands for other words, how the subject is named, and where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from newslab.text.arguments import read_arguments
from newslab.text.resources import listed
from newslab.text.words import word_set

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.tokens import Span, Token

    from newslab.text.field import Field
    from newslab.text.modality import Asserted
    from newslab.text.verbs import Row

_NAMES: Final = frozenset(("PERSON", "ORG", "GPE", "NORP"))
# Words that stand for what was told before, by whom they may mean.
_STANDING_FOR: Final = {
    "first person": word_set("i me my mine we us our ours"),
    "you": word_set("you your yours"),
    "he": word_set("he she him her his hers"),
    "it": word_set("it its"),
    "they": word_set("they them their theirs"),
    "pointing": word_set("this that these those such here there one another both so"),
}
_LEANING: Final = frozenset().union(*_STANDING_FOR.values())
_ONLY_ONE: Final = listed("only one")  # of these a reader knows which one is meant, or they are turns of speech
_MODIFIERS: Final = listed("alone: modifiers")
_TELLING_WHICH: Final = frozenset(("prep", "relcl", "acl", "appos"))
_CONNECTING: Final = listed("connecting")
_QUOTES: Final = "\"“‘'"
_PRONOUNS: Final = frozenset(("PRP", "PRP$", "DT", "WP", "WDT", "EX"))
_ENDS: Final = re.compile(r"""[.!?]["'”’)\]]*\s*$""")
_SHORT: Final = 8  # tokens
_LONG: Final = 30  # tokens of a clause beyond which length says no more
_MOST: Final = 4  # names of a clause beyond which their number says no more


def find_alone(asserted: Sequence[Asserted], *, weights: str | Path | None = None) -> list[bool]:
    """Decide of clauses of one text whether each reads alone.

    Parameters
    ----------
    asserted : clauses, each with where it stands.
    weights : a folder that holds other weights ("alone.json").

    Examples
    --------
    >>> from newslab.text.clauses import find_clauses
    >>> from newslab.text.modality import Asserted
    >>> from newslab.text.parse import parse_text
    >>> text = "President Ana Ruiz of Peru met Chancellor Eva Lind in Berlin. He told them so."
    >>> docs = parse_text(text).docs
    >>> find_alone([Asserted(one) for doc in docs for one in find_clauses(doc)])
    [True, False]
    """
    from newslab.learned import load_weights

    if not asserted:
        return []
    rows = [alone_features(one) for one in asserted]
    told = load_weights("alone", weights).decide(rows)
    return [
        name == "alone" and (one.clause.main or "no subject" not in row)  # "and left" is nobody's by itself
        for one, row, (name, _, _) in zip(asserted, rows, told, strict=True)
    ]


def alone_features(one: Asserted) -> Row:
    """Return what the decision is made by."""
    clause = one.clause
    subject = read_arguments(clause).subject
    row = word_features(clause.head.doc[clause.start : clause.end], clause.head, subject)
    row["quoted"] = one.quoted
    row["first three"] = float(one.at < 3)
    return row


def word_features(words: Span, head: Token, subject: Token | None) -> Row:
    """Return what of a stretch of words around the verb `head` says whether it reads alone: what stands for other words, and how
    its subject is named.
    """
    row = _read_words(words, words.doc[words.start : max(words.start, head.i)])
    _read_subject(subject, words.start, words.end, row)
    return row


def _read_words(words: Span, before: Span) -> Row:
    """Note what stands for other words in a stretch, and who is named in it and before its verb."""
    row: Row = {"length": min(1.0, len(words) / _LONG)}
    named = False
    for token in words:
        named = named or token.ent_type_ in _NAMES
        if token.tag_ in ("PRP", "PRP$", "DT") and token.lower_ in _LEANING:
            row["standing for"] = row.get("standing for", 0.0) + 1
            row["before a name"] = row.get("before a name", 0.0) + (not named)
            row |= {name: 1.0 for name, listed in _STANDING_FOR.items() if token.lower_ in listed}
        if is_bare(token):
            row["bare"] = row.get("bare", 0.0) + 1
    row["named"] = float(named)
    row["names"] = float(min(_MOST, sum(token.ent_iob_ == "B" for token in words if token.ent_type_)))
    row["named before verb"] = float(any(token.ent_type_ in _NAMES for token in before))
    row["connecting"] = float(words.doc[0].lower_ in _CONNECTING)
    return row


def score_readable(field: Field, *, weights: str | Path | None = None) -> list[float]:
    """Return how surely each sentence of a text can be told by itself, 0 to 1: a reader of its headline knows who and what.

    Parameters
    ----------
    field : the text, with the roles of its sentences.
    weights : a folder that holds other weights ("readable.json").
    """
    from newslab.learned import load_weights

    rows = [sentence_features(field, at) for at in range(len(field.parsed.sentences))]
    return [round(float(line[1]), 4) for line in load_weights("readable", weights).shares(rows)]


def sentence_features(field: Field, at: int) -> Row:
    """Return what it is decided by of one sentence: of its words, of its main clause ("main"), and its role."""
    doc = field.parsed.docs[at]
    text = field.text[slice(*field.parsed.sentences[at])]
    main = next((clause for clause in field.clauses[at] if clause.main), None)
    row = _read_words(doc[:], doc[: main.head.i] if main is not None else doc[:0])
    row |= {f"role {name}": share for name, share in field.roles[at].shares.items()}
    holds = {
        "first": at == 0,
        "first three": at < 3,
        "no clause": main is None,
        "opens lower": text[:1].islower(),
        "opens quote": text[:1] in _QUOTES,
        "no stop": not _ENDS.search(text),
        "short": len(doc) < _SHORT,
        "question": "?" in text[-3:],
        "pronoun first": doc[0].tag_ in _PRONOUNS,
        "brackets": text.count("(") != text.count(")"),
    }
    row |= {"quoted": field.quoted[at], **{name: float(one) for name, one in holds.items()}}
    if main is not None:
        _read_subject(read_arguments(main).subject, main.start, main.end, row)
        inner = _read_words(doc[main.start : main.end], doc[main.start : main.head.i])
        row |= {f"main {name}": value for name, value in inner.items()}
        row["main first"] = float(main.start == 0)
        row["main of all"] = (main.end - main.start) / max(1, len(doc))
    return row


def _read_subject(subject: Token | None, start: int, end: int, row: Row) -> None:
    """Note how the subject is named, and whether it stands in the clause at all."""
    if subject is None or not start <= subject.i < end:
        row["no subject"] = 1.0
        return
    children = list(subject.children)
    dets = {child.lower_ for child in children if child.dep_ in ("det", "predet")}
    modified = any(child.dep_ in _MODIFIERS for child in children)
    is_name = subject.ent_type_ in _NAMES or subject.tag_ in ("NNP", "NNPS")
    kinds = {
        "name": is_name,
        "pronoun": subject.tag_ in ("PRP", "DT", "WP", "WDT", "EX"),
        "the": "the" in dets and not modified and not is_name,
        "the, modified": "the" in dets and modified and not is_name,
        "pointing": bool(dets & _STANDING_FOR["pointing"]),
        "own": any(child.tag_ == "PRP$" for child in children),
        "a": bool(dets & {"a", "an"}),
        "plural": subject.tag_ == "NNS" and not dets,
        "counted": any(child.dep_ == "nummod" for child in children),
    }
    row |= {f"subject {name}": 1.0 for name, holds in kinds.items() if holds}


def is_bare(token: Token) -> bool:
    """Tell "the company", with nothing that says which."""
    noun = token.head
    if token.lower_ != "the" or noun.tag_ not in ("NN", "NNS") or noun.ent_type_:
        return False
    if noun.lower_ in _ONLY_ONE or noun.i != token.i + 1:
        return False
    return not any(child.i > noun.i and child.dep_ in _TELLING_WHICH for child in noun.children)
