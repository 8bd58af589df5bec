"""Which type an event has: PLOVER for political acts (Halterman et al. 2023), and a short list for the rest of the
news.

PLOVER is the scheme in which political scientists code events since CAMEO: small enough to be read off verbs, and
split by what actors do to each other, which is what the stories of several sources are compared on. Its sixteen types
are AGREE, CONSULT, SUPPORT, CONCEDE, COOPERATE, AID, RETREAT, REQUEST, ACCUSE, REJECT, THREATEN, PROTEST, SANCTION,
MOBILIZE, COERCE and ASSAULT. They say nothing of accidents, courts, markets or sport, which fill much of the news, so
nine are added: STATEMENT, DISASTER, HEALTH, COURT, ELECTION, BUSINESS, APPOINTMENT, CONTEST, DEATH.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from newslab.text.resources import listed, mapping

BY_LEMMA: Final = mapping("event type")  # the first type named wins: PLOVER before the additions
# In "held talks", "signed a deal" or "launched an attack" the noun says what happened.
LIGHT_VERBS: Final = listed("light verbs")


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


def type_of(predicate: str) -> str | None:
    """Name the type of an event from its whole predicate: what its verb says, else its last word.

    Examples
    --------
    >>> type_of("hold talk"), type_of("want leave"), type_of("stage rally")
    ('CONSULT', None, 'PROTEST')
    """
    words = predicate.split(" ")
    return find_type(words[0], words[1:]) or find_type(words[-1])
