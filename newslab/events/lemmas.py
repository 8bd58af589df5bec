"""The dictionary form of a verb or noun, for looking up the few lists of events: no pipeline step for every word."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newslab.events.types import BY_LEMMA, LIGHT_VERBS

if TYPE_CHECKING:
    from spacy.tokens import Token

_IRREGULAR: Final = """
be is are was were been am being 's 're|have has had having|do does did done|say said|go went gone|get got gotten|
make made|take took taken|come came|see saw seen|know knew known|give gave given|find found|think thought|
tell told|become became|leave left|feel felt|bring brought|begin began begun|keep kept|hold held|write wrote written|
stand stood|hear heard|mean meant|meet met|run ran|pay paid|sit sat|speak spoke spoken|lead led|grow grew grown|
lose lost|fall fell fallen|send sent|build built|draw drew drawn|break broke broken|spend spent|rise rose risen|
drive drove driven|buy bought|wear wore worn|choose chose chosen|seek sought|throw threw thrown|catch caught|
deal dealt|win won|forget forgot forgotten|fight fought|teach taught|eat ate eaten|sell sold|sink sank sunk|
strike struck stricken|shoot shot|steal stole stolen|swear swore sworn|flee fled|freeze froze frozen|fly flew flown|
hide hid hidden|lay laid|lie lay lain lying|ride rode ridden|shake shook shaken|show showed shown|sing sang sung|
swim swam swum|tear tore torn|wake woke woken|withdraw withdrew withdrawn|overthrow overthrew overthrown|
undergo underwent undergone|dig dug|bear bore born borne|feed fed|bleed bled|breed bred|bind bound|beat beaten|
die died dies dying|behead beheaded|kidnap kidnapped|lend lent|bend bent|shrink shrank shrunk|spring sprang sprung|
arise arose arisen|overcome overcame|forbid forbade forbidden|forgive forgave forgiven|slay slew slain|sue sued suing
"""
IRREGULAR: Final = {
    form: forms[0] for line in _IRREGULAR.split("|") for forms in [line.split()] for form in forms if forms
}
# Verbs that are looked up elsewhere and are in no list of event types.
_OTHERS: Final = """
believe think suggest allege admit acknowledge predict show find suspect rumour rumor speculate consider mull weigh hope
want propose plan intend schedule expect prepare aim vow pledge promise set slate decide refute dispute dismiss deny
claim insist confirm argue warn stress note declare
"""
KNOWN: Final = frozenset(BY_LEMMA) | LIGHT_VERBS | frozenset(_OTHERS.split())


def lemma(token: Token) -> str:
    """Return the dictionary form of a token, in lower case."""
    return lemma_of(token.lower_, token.tag_)


@lru_cache(maxsize=50_000)
def lemma_of(word: str, tag: str) -> str:
    """Return the dictionary form of a word with its Penn tag.

    Examples
    --------
    >>> [lemma_of(word, "VBD") for word in ("met", "agreed", "stopped", "carried", "pledged", "derailed", "urged")]
    ['meet', 'agree', 'stop', 'carry', 'pledge', 'derail', 'urge']
    """
    if word in IRREGULAR and tag[:1] in "VM":
        return IRREGULAR[word]
    if tag in ("VBZ", "NNS", "NNPS"):
        return _without_s(word)
    if tag in ("VBD", "VBN") and word.endswith("ed"):
        return word[:-3] + "y" if word.endswith("ied") else _base(word[:-2])
    if tag == "VBG" and word.endswith("ing") and len(word) > 5:
        return _base(word[:-3])
    return word


def _without_s(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _base(stem: str) -> str:
    """Undo what a suffix did, where that gives a verb of the lists: an e that fell out, a doubled consonant."""
    doubled = len(stem) > 2 and stem[-1] == stem[-2]
    forms = (stem + "e", stem, stem[:-1] if doubled else stem)
    return next((form for form in forms if form in KNOWN), stem[:-1] if doubled and stem[-1] not in "lsz" else stem)
