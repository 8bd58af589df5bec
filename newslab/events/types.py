"""Which type an event has: PLOVER for political acts (Halterman et al. 2023), and a short list for the rest of the news.

PLOVER is the scheme in which political scientists code events since CAMEO: small enough to be read off verbs, and split by
what actors do to each other, which is what the stories of several sources are compared on. Its sixteen types are AGREE,
CONSULT, SUPPORT, CONCEDE, COOPERATE, AID, RETREAT, REQUEST, ACCUSE, REJECT, THREATEN, PROTEST, SANCTION, MOBILIZE, COERCE
and ASSAULT. They say nothing of accidents, courts, markets or sport, which fill much of the news, so nine are added:
STATEMENT, DISASTER, HEALTH, COURT, ELECTION, BUSINESS, APPOINTMENT, CONTEST, DEATH.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final


def word_set(words: str) -> frozenset[str]:
    """Make the set of the words of a line.

    Examples
    --------
    >>> sorted(word_set("will shall"))
    ['shall', 'will']
    """
    return frozenset(words.split())


_LEMMAS: Final = {
    "AGREE": "agree sign ratify accord settle conclude pact treaty agreement deal memorandum truce ceasefire",
    "CONSULT": "meet visit host receive consult negotiate discuss confer talk arrive travel summit dialogue meeting "
    "negotiation phone greet",
    "SUPPORT": "support praise endorse back hail welcome congratulate thank recognise recognize apologise apologize "
    "reaffirm pledge vow honour honor",
    "CONCEDE": "concede release free ease lift surrender resign relent compromise pardon reopen accept legalise "
    "legalize",
    "COOPERATE": "cooperate collaborate launch join ally trade exchange share partner partnership cooperation "
    "establish upgrade elevate",
    "AID": "aid donate fund supply provide assist evacuate rescue help deliver relief bailout lend send",
    "RETREAT": "withdraw retreat pull quit disarm demobilise demobilize pullout withdrawal",
    "REQUEST": "request ask urge appeal demand call propose seek plead petition invite",
    "ACCUSE": "accuse blame criticise criticize condemn denounce allege charge indict suspect investigate sue "
    "allegation criticism outrage scold slam",
    "REJECT": "reject refuse deny veto decline dismiss oppose defy block cancel suspend halt postpone scrap rejection",
    "THREATEN": "threaten warn caution threat ultimatum",
    "PROTEST": "protest demonstrate march rally riot boycott demonstration walkout rebel uprising unrest",
    "SANCTION": "sanction ban expel embargo tariff restrict fine penalise penalize freeze downgrade ration curb",
    "MOBILIZE": "mobilise mobilize deploy station arm test deployment drill exercise buildup",
    "COERCE": "arrest detain seize raid censor evict imprison jail occupy crackdown capture deport confiscate curfew "
    "abduct kidnap",
    "ASSAULT": "attack kill bomb shoot shell invade assault murder stab wound fire strike ambush behead explode "
    "detonate ram storm fight clash bombing shooting explosion blast airstrike massacre raid invasion war assassinate "
    "torture rape",
    "STATEMENT": "say tell announce declare state report claim add explain comment tweet note stress describe reveal "
    "publish address write speak announcement statement speech",
    "DISASTER": "crash derail collapse flood burn sink erupt overturn spill leak hit quake crash derailment accident "
    "earthquake hurricane wildfire fire flood eruption tsunami typhoon tornado landslide wreck capsize trap",
    "HEALTH": "infect diagnose vaccinate sicken outbreak epidemic pandemic virus flu vaccine hospitalise hospitalize "
    "quarantine treat",
    "COURT": "convict sentence acquit rule try testify plead hear trial verdict sentence ruling lawsuit court "
    "hearing appeal indictment overturn",
    "ELECTION": "elect vote win campaign nominate poll election ballot referendum inaugurate concede primary",
    "BUSINESS": "buy sell acquire merge raise cut price rise fall drop jump plunge profit lose invest bankrupt file "
    "shrink shares earnings merger takeover bankruptcy recall hire lay unveil",
    "APPOINTMENT": "appoint name replace succeed resign retire fire dismiss oust step nominate swear promote "
    "appointment resignation",
    "CONTEST": "beat defeat score race play finish qualify win match tournament prix championship final goal draw",
    "DEATH": "die pass death funeral bury obituary dead mourn",
}  # fmt: skip


def _by_lemma() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, lemmas in _LEMMAS.items():
        for lemma in lemmas.split():
            found.setdefault(lemma, kind)  # the first type named wins: PLOVER before the additions
    return found


BY_LEMMA: Final = _by_lemma()
# In "held talks", "signed a deal" or "launched an attack" the noun says what happened.
LIGHT_VERBS: Final = word_set(
    "hold have take make give do get begin start open launch end continue conduct carry stage be face see sign mount "
    "suffer reach resume"
)


def find_type(verb: str, nouns: Iterable[str] = ()) -> str | None:
    """Name the type of an event from the lemma of its verb, and of the nouns it takes where the verb is light.

    Examples
    --------
    >>> find_type("hold", ["talk"]), find_type("meet"), find_type("derail"), find_type("glimmer")
    ('CONSULT', 'CONSULT', 'DISASTER', None)
    """
    if verb in LIGHT_VERBS:
        for noun in nouns:
            if noun in BY_LEMMA:
                return BY_LEMMA[noun]
    return BY_LEMMA.get(verb)
