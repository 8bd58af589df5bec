"""Whether an event happened, is only reported, is planned, possible or denied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from newslab.events.lemmas import lemma
from newslab.events.types import find_type, word_set

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
DENYING: Final = word_set("deny refute dispute")  # what is dismissed or rejected may be a person or an offer
ALLEGED: Final = word_set(
    "report claim allegation accusation charge rumour rumor suggestion assertion involvement responsibility role "
    "wrongdoing knowledge link existence account story"
)  # with the nouns of events, what can be denied: not a visa or a request
DEEDS: Final = frozenset(("ASSAULT", "COERCE", "DISASTER", "MOBILIZE", "AGREE", "CONSULT"))
TAKES_PLACE: Final = word_set("happen occur exist")
FUTURE: Final = frozenset(("will", "'ll", "shall", "wo"))


def find_modality(verb: Token, sayer: str = "") -> Modality:
    """Read the modality of a verb from its auxiliaries, adverbs and the verbs above it.

    Denied is what somebody denies: "they did not sign" is told as it was, its words say that nothing was signed.

    Parameters
    ----------
    verb : token of a parsed sentence.
    sayer : who the sentence says it from, "" if nobody.
    """
    children = list(verb.children)
    if _is_denied(verb, sayer):
        return "denied"
    helpers = {child.lower_ for child in children if child.dep_ in ("aux", "auxpass") and not _is_name(child)}
    adverbs = {child.lower_ for child in children if child.dep_ == "advmod"}
    if helpers & FUTURE or _infinitive_of(verb, PLANNED_VERBS) or _is_to(verb):
        return "planned"
    if helpers & POSSIBLE_MODALS or _infinitive_of(verb, POSSIBLE_VERBS) or "would" in helpers:
        return "planned" if "would" in helpers and sayer else "possible"
    if adverbs & HEARSAY_ADVERBS or _under(verb, HEARSAY_VERBS) or _according(verb):
        return "reported"
    return "happened"


def _is_denied(verb: Token, sayer: str) -> bool:
    """Tell what a verb of denial stands over, the denial of an act, and "it never happened" where somebody says so."""
    negated = _negates(verb)
    if _under(verb, DENIED_VERBS):
        return not (negated or _negates(verb.head))
    if verb.dep_ not in ("xcomp", "ccomp") and lemma(verb) in DENYING:
        return not negated and any(_is_deniable(child) for child in verb.children)
    takes_place = lemma(verb) in TAKES_PLACE or (
        lemma(verb) == "take" and any(child.dep_ == "dobj" and child.lower_ == "place" for child in verb.children)
    )
    return bool(sayer) and negated and takes_place


def _is_deniable(child: Token) -> bool:
    if child.dep_ in ("xcomp", "ccomp", "pcomp"):
        return child.tag_ == "VBG"
    return (
        child.dep_ in ("dobj", "nsubjpass")
        and child.pos_ == "NOUN"
        and (lemma(child) in ALLEGED or find_type("have", [lemma(child)]) in DEEDS)
    )


def _negates(verb: Token) -> bool:
    return any(child.dep_ == "neg" for child in verb.children)


def _is_name(helper: Token) -> bool:
    """Tell the name May, which a parser may take for the verb."""
    return helper.text == "May" and not helper.is_sent_start


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
