"""Whether a sentence of another article states a fact: in its words, and with every act that the fact tells."""

from __future__ import annotations

from typing import Any

from newslab.digest.desk import Desk, Line
from newslab.text.content import content_words, states
from newslab.text.dateline import dateline_end


def states_fact(desk: Desk, line: Line, fact: Line) -> bool:
    """Tell whether a sentence surely states what another tells.

    It repeats the fact, or holds its words, figures and denials (`states`) and tells every act of it too, of somebody
    or something that both name: that Ruiz refused the offer of the port is not stated by a sentence on the offer
    of the port, whatever words they share.

    Examples
    --------
    >>> states_fact(Desk.of({}), *[Line("a", 0, 5, "None.", 0, "fact", "body", None)] * 2)
    True
    """
    words, told = _words(line), _words(fact)
    if _letters(words) == _letters(told):  # repeated, however each was parsed
        return True
    named, acts = content_words(told), desk.statements.get(line.key, [])
    return states(words, told) and all(
        any(_is_same(one, other, named, line) for other in acts) for one in desk.statements.get(fact.key, [])
    )


def _words(line: Line) -> str:
    return line.text[dateline_end(line.text) :]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _is_same(one: Any, other: Any, named: frozenset[str], line: Line) -> bool:
    """Tell whether a statement tells the act of another, of somebody whom both sentences name if the other's does."""
    if content_words(str(one.predicate)) != content_words(str(other.predicate)) or one.modality != other.modality:
        return False
    parties = _parties(one) & named  # whom a pronoun means is not in its words
    return not parties or bool(parties & (_parties(other) | content_words(line.text)))


def _parties(statement: Any) -> frozenset[str]:
    return content_words(" ".join(cell for cell in (statement.who, statement.whom) if isinstance(cell, str)))
