"""What kind of name a name is, by how the parser reads it where a person, and nobody else, can stand.

A parser that has seen too little of a text takes "Denzel Washington" for a firm. Put into a sentence about somebody's
friend, a person's name stays one, and a firm's does not become one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from newslab.text.resources import listed

_PROBES: Final = (
    "Mr. {} said he was sorry.",
    "My friend {}, who is 42, was born in Ohio.",
    "I met {} and his wife last night.",
    "{} married her in May.",
)
_DECIDING: Final = 2  # of the probes, the first ones: the others ask more than many persons' names can pass
_BODY: Final = listed("body")
_CUT: Final = re.compile(r" (?:The|To|In|On|At|With|By|From|After|As|Over|Is|Are|Will|Has|Have)(?= |$)")


def seems_person(name: str) -> bool:
    """Tell whether a name of two words that was read as an organisation's is a person's.

    Examples
    --------
    >>> [seems_person(name) for name in ("Denzel Washington", "Exxon Mobil", "Home Depot", "Nordea")]
    [True, False, False, False]
    """
    words = name.split()
    if len(words) != 2 or not all(word.isalpha() and word.istitle() for word in words):
        return False
    low = [word.lower() for word in words]
    return not (_BODY & set(low)) and not all(map(_is_word, low)) and all(_probe(name)[:_DECIDING])


def person_at_end(name: str) -> int:
    """Return where a person's name begins that was read with the office before it ("Women and Equalities Ann Berg");
    0: nowhere.
    """
    words = name.split(" ")
    if len(words) < 4 or not {"and", "of", "for"} & set(words[:-2]):
        return 0
    last = " ".join(words[-2:])
    return len(name) - len(last) if seems_person(last) and all(_probe(last)) else 0


def headline_end(name: str) -> int:
    """Return where a name ends that a headline in capitals ran on from: "Moody's Withdraws The Rating".

    Examples
    --------
    >>> name = "Moody's Withdraws The Issuer Rating"
    >>> name[:headline_end(name)]
    "Moody's"
    """
    function = _CUT.search(name)
    end = function.start() if function else len(name)
    for match in re.finditer(r" ([A-Z][a-z]+s)\b", name[:end]):
        if _is_only_verb(match[1][:-1].lower()):
            return match.start()
    return end


@lru_cache(maxsize=8192)
def _probe(name: str) -> tuple[bool, ...]:
    from newslab.text.parser import load_parser

    parser = load_parser()
    finder: Any = parser.get_pipe("ner")
    docs = [parser.make_doc(probe.format(name)) for probe in _PROBES]
    for doc in docs:  # each alone, so that its reading does not depend on the others
        finder.set_annotations([doc], finder.predict([doc]))
    return tuple(any(one.text == name and one.label_ == "PERSON" for one in doc.ents) for doc in docs)


def _is_only_verb(word: str) -> bool:
    index = _dictionary()
    return word in index["verb"] and word not in index["noun"]


def _is_word(word: str) -> bool:
    """Tell whether a word, written small, is one of the language."""
    return any(word in words or word.removesuffix("s") in words for words in _dictionary().values())


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, frozenset[str]]:
    """Return the base forms that the lemmatiser knows, by word class."""
    from newslab.text.parser import load_parser

    lemmatizer: Any = load_parser().get_pipe("lemmatizer")
    index = lemmatizer.lookups.get_table("lemma_index")
    return {kind: frozenset(index[kind]) for kind in ("noun", "verb", "adj")}
