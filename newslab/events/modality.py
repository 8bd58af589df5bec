"""Whether an event happened, is only reported, is planned, possible or denied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from newslab.events.lemmas import lemma
from newslab.events.types import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

Modality = Literal["happened", "reported", "planned", "possible", "denied"]

HEARSAY_ADVERBS: Final = word_set("reportedly allegedly apparently supposedly purportedly")
HEARSAY_VERBS: Final = word_set("claim allege believe think report suspect rumour rumor speculate")
POSSIBLE_MODALS: Final = word_set("may might could can")
POSSIBLE_VERBS: Final = word_set("consider mull weigh seek hope want threaten suggest propose")
PLANNED_VERBS: Final = word_set(
    "plan intend schedule expect prepare aim vow pledge promise agree set due slate decide aim"
)
DENIED_VERBS: Final = word_set("deny refute dispute dismiss reject")
FUTURE: Final = frozenset(("will", "'ll", "shall", "wo"))


def find_modality(verb: Token, sayer: str = "") -> Modality:
    """Read the modality of a verb from its auxiliaries, adverbs and the verbs above it.

    Parameters
    ----------
    verb : token of a parsed sentence.
    sayer : who the sentence says it from, "" if nobody.
    """
    children = list(verb.children)
    if any(child.dep_ == "neg" for child in children) or _under(verb, DENIED_VERBS):
        return "denied"
    helpers = {child.lower_ for child in children if child.dep_ in ("aux", "auxpass")}
    adverbs = {child.lower_ for child in children if child.dep_ == "advmod"}
    if helpers & FUTURE or _infinitive_of(verb, PLANNED_VERBS) or _is_to(verb):
        return "planned"
    if helpers & POSSIBLE_MODALS or _infinitive_of(verb, POSSIBLE_VERBS) or "would" in helpers:
        return "planned" if "would" in helpers and sayer else "possible"
    if adverbs & HEARSAY_ADVERBS or _under(verb, HEARSAY_VERBS) or _according(verb):
        return "reported"
    return "happened"


def _under(verb: Token, verbs: frozenset[str]) -> bool:
    return verb.dep_ in ("ccomp", "xcomp") and lemma(verb.head) in verbs


def _infinitive_of(verb: Token, verbs: frozenset[str]) -> bool:
    return verb.dep_ == "xcomp" and verb.tag_ == "VB" and lemma(verb.head) in verbs


def _is_to(verb: Token) -> bool:
    """Tell "is to meet" and "due to be signed", where the verb itself is the head."""
    return lemma(verb) in ("plan", "expect", "schedule", "slate", "set") and any(
        child.dep_ == "xcomp" for child in verb.children
    )


def _according(verb: Token) -> bool:
    return any(child.lower_ == "according" for child in verb.children)
