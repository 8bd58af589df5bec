"""Statements: each clause of an article that asserts something, with who did what to whom, where and when, who says so,
and its quantities.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from newslab.text.alone import find_alone
from newslab.text.antecedents import SPEAKER
from newslab.text.arguments import read_arguments
from newslab.text.attribution import find_attribution, source_words
from newslab.text.clause_times import tie_times
from newslab.text.clauses import Clause
from newslab.text.day_basis import find_days
from newslab.text.field import NEWS, Field
from newslab.text.modality import Asserted, find_modalities
from newslab.text.normalise import is_masked
from newslab.text.quantities import read_quantities

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


Record = dict[str, Any]

_STANDING_IN: Final = frozenset(("PRP", "PRP$", "DT", "WP", "WDT", "EX", "IN"))  # tags of words that stand for others
_ATTRIBUTED: Final = ("attributed_to", "attributed_start", "attributed_end")
_FAR: Final = 600  # characters around a quotation in which its speaker is looked for


def read_statements(given: Field, *, weights: str | None = None) -> list[Record]:
    """Read the statements of one text.

    Parameters
    ----------
    given : the text, with its spans and the roles of its sentences.
    weights : a folder of other weights for their modality and days.

    Returns
    -------
    list of records in order of sentences and of clauses: the columns of STATEMENTS but the ids, and `quantities`, a
    list of records of QUANTITIES.
    """
    told = [at for at, span in enumerate(given.parsed.sentences) if not is_masked(given.text[slice(*span)])]
    asserted = [one for at in told for one in assert_clauses(given, at)]
    found = [_statement(given, one.at, one.clause) for one in asserted]
    _decide(given, asserted, found, weights)
    _share_quantities(given, asserted, found)
    return found


def assert_clauses(given: Field, at: int) -> list[Asserted]:
    """Return the clauses of the sentence `at` of a text, each with its times and where it stands."""
    doc = given.parsed.docs[at]
    clauses = given.clauses[at]
    times = tie_times(doc, clauses, given.times_in.get(at, ()))
    role, _, roles = given.roles[at] if given.roles else NEWS
    told = [Asserted(one, at, times.get(one.head.i, ()), role, given.quoted[at], roles=roles) for one in clauses]
    return [replace(one, title=True) for one in told] if given.is_title else told


def _decide(given: Field, asserted: Sequence[Asserted], found: Sequence[Record], weights: str | None) -> None:
    """Give each statement its modality, its day, and whether it reads alone."""
    modalities = find_modalities(asserted, given.written, weights=weights)
    decided = [
        replace(one, modality=told.name, modalities=told.shares) for one, told in zip(asserted, modalities, strict=True)
    ]
    days = find_days(decided, given, weights=weights)
    alone = find_alone(asserted, weights=weights)
    for record, (modality, p, _), day, reads in zip(found, modalities, days, alone, strict=True):
        record |= {**vars(day), "alone": reads, "modality": modality, "p": p * day.p}
        record["day_basis"] = record.pop("basis")


def _statement(given: Field, at: int, clause: Clause) -> Record:
    doc = clause.head.doc
    said = read_arguments(clause)
    start, end = clause_span(given, at, clause)
    place = given.parsed.span(at, said.start.idx, _end(said.content))
    quote = _quote(given, *given.parsed.span(at, said.content.idx, _end(said.content)))
    record: Record = {"main": clause.main, "predicate": said.predicate, "quantities": []}
    record["start"], record["end"] = start, end
    record["sentence_start"], record["sentence_end"] = given.parsed.sentences[at]
    record["predicate_start"], record["predicate_end"] = place
    record["who"], record["whom"] = (_named(given, at, doc, span) for span in (said.who, said.whom))
    record["where"] = doc[slice(*said.where)].text if said.where else None
    return record | dict(zip(_ATTRIBUTED, _source(given, at, clause, quote), strict=True))


def clause_span(given: Field, at: int, clause: Clause) -> tuple[int, int]:
    """Return where a clause of the sentence `at` stands in its text."""
    doc = given.parsed.docs[at]
    return given.parsed.span(at, doc[clause.start].idx, _end(doc[clause.end - 1]))


def _end(token: Token) -> int:
    return int(token.idx) + len(token.text)


# ------------------------------------------------------------------------------------------------------------------ who


def _named(given: Field, at: int, doc: Doc, span: tuple[int, int] | None) -> str | None:
    """Return the words of an argument; a pronoun is whom it surely means, or nothing."""
    if span is None:
        return None
    token = doc[span[0]]
    if span[1] - span[0] > 1 or token.tag_ not in _STANDING_IN:
        return given.persons.full(doc[span[0] : span[1]].text)
    start, end = given.parsed.span(at, token.idx, _end(token))
    quote = _quote(given, start, end)
    if token.lower_ in SPEAKER:
        return quote["speaker"] if quote is not None else None
    return given.persons.meant(token.lower_, start) if quote is None else None


# --------------------------------------------------------------------------------------------------------------- source


def _quote(given: Field, start: int, end: int) -> Mapping[str, Any] | None:
    """Return the quotation that a predicate stands in."""
    return next((quote for quote in given.quotes if quote["start"] <= start and end <= quote["end"]), None)


def _source(
    given: Field, at: int, clause: Clause, quote: Mapping[str, Any] | None
) -> tuple[str | None, int | None, int | None]:
    """Return who says so, and where that stands: by the sentence's own words, else by whom the quotation is."""
    speaker = quote["speaker"] if quote is not None else None
    found = find_attribution(clause.head)
    if found is not None:
        doc = found.source.doc
        start, end = given.parsed.span(at, doc[found.start].idx, _end(doc[found.end - 1]))
        return _who_says(given, at, found.source, speaker), start, end
    if quote is None or not speaker:
        return None, None, None
    place = _place_of(given.text, speaker, quote)
    return speaker, place, place + len(speaker.split()[-1]) if place is not None else None


def _who_says(given: Field, at: int, source: Token, speaker: str | None) -> str:
    if source.tag_ == "PRP":
        known = given.persons.meant(source.lower_, given.parsed.span(at, source.idx, _end(source))[0])
        return known or speaker or str(source.text)
    return given.persons.full(source_words(source))


def _place_of(text: str, speaker: str, quote: Mapping[str, Any]) -> int | None:
    """Return where the last word of a speaker's name stands nearest to a quotation."""
    name = speaker.split()[-1]
    before = text.rfind(name, max(0, quote["start"] - _FAR), quote["start"])
    after = text.find(name, quote["end"], quote["end"] + _FAR)
    if before < 0 or after < 0:
        return max(before, after) if max(before, after) >= 0 else None
    return after if after - quote["end"] <= quote["start"] - before else before


# ----------------------------------------------------------------------------------------------------------- quantities


def _share_quantities(given: Field, asserted: Sequence[Asserted], statements: Sequence[Record]) -> None:
    """Give each quantity to the clause whose own words hold it."""
    owner = {
        (one.at, token): statement
        for one, statement in zip(asserted, statements, strict=True)
        for token in one.clause.own
    }
    for at, inside in sorted(given.numbers_in.items()):
        for token, quantity in read_quantities(given.parsed.docs[at], inside):
            statement = owner.get((at, token))
            if statement is not None:
                days = {"first_day": statement["first_day"], "last_day": statement["last_day"]}
                statement["quantities"].append(quantity | days)
