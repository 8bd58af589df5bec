"""The headline of an article: its main clause, who it is about, and what it says happened.

A headline leaves out articles and forms of "be", names a topic before a colon, and puts what led to the news after
"after" or "as". A parser trained on sentences takes many of its verbs for nouns, so the verb is looked for by hand
where the parse has none: an -s form whose verb is known, or a participle after the first noun phrase. What each rule is
worth: benchmarks/events.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newslab.events.types import BY_LEMMA, LIGHT_VERBS
from newslab.text.clauses import SAYING, SUBJECTS
from newslab.text.resources import listed
from newslab.text.words import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

TOPIC_WORDS: Final = 4  # most words of a topic before a colon
INTRO: Final = re.compile(r"^(?:While|As|After|Before|Amid|Despite|Following|With|When)\s[^,]{5,60},\s+(?=\w)")
QUESTION: Final = re.compile(r"^(?:what|why|how|who|when|where|which|is|are|can|could|should|will|do|does)\b", re.I)
ASIDES: Final = listed("asides")
STATES: Final = listed("headline: states")  # after a noun: "ten dead"
MEDIA: Final = listed("media")
REASON: Final = re.compile(r"\b(?:after|amid|over|for|to|following|because of|due to|as)\s.*$")
ADDED: Final = word_set("in at near during outside inside who which that for ,")  # what follows a whole predicate
KNOWN: Final = frozenset(BY_LEMMA) | LIGHT_VERBS | SAYING | listed("headline verbs")


@dataclass(frozen=True)
class Headline:
    """What a headline says: who (its subject), what (verb and complement), and the agent of a passive.

    `why` is what led to it ("after ...", "over ...", "to ..."), `clause` the main clause as a whole; `suffered` tells
    that the subject did not act ("Bridge bombed", "Ten dead").
    """

    clause: str = ""
    who: str = ""
    what: str = ""
    agent: str = ""
    suffered: bool = False
    why: str = ""


def main_clause(headline: str) -> str:
    """Leave out a topic before a colon, a question after it, and a clause before a comma.

    Examples
    --------
    >>> main_clause("Lisbon flood: Ferry sinks as river rises")
    'Ferry sinks as river rises'
    >>> main_clause("Mayor opens the bridge: What it means for you")
    'Mayor opens the bridge'
    """
    before, colon, after = " ".join(headline.split()).partition(": ")
    clause = max(before, after, key=len)
    if not colon or QUESTION.match(after):
        clause = before
    elif before.count(" ") + 1 <= TOPIC_WORDS:
        clause = after
    return INTRO.sub("", clause)


def read_headline(doc: Doc, verbs: frozenset[str]) -> Headline:
    """Read the parse of a main clause.

    Parameters
    ----------
    doc : parse of what `main_clause` returns.
    verbs : dictionary forms of the verbs in the article's first sentences: what a headline uses as a verb the article
        often does too.
    """
    limit = next((token.i for token in doc[2:] if token.lower_ in ASIDES), len(doc))  # what led to it, or was going on
    clause = _bare(doc[:limit].text) or doc.text
    verb = _verb(doc, limit, verbs)
    if verb is None:
        return Headline(clause)
    if inner := _shown(doc, verb, limit):
        who, what = inner
        return Headline(doc.text, who, what)
    passive = verb.tag_ == "VBN" and not any(child.dep_ == "aux" for child in verb.children)
    what = _predicate(doc, verb, limit)
    reason = REASON.search(doc.text.partition(what)[2])
    return Headline(
        clause,
        _subject(doc, verb),
        what,
        agent=_agent(doc, verb) if passive else "",
        suffered=passive or verb.lower_ in STATES,
        why=_bare(reason.group()) if reason else "",
    )


def _bare(words: str) -> str:
    return words.strip(" ,;:'\"")


def _verb(doc: Doc, limit: int, verbs: frozenset[str]) -> Token | None:
    """Find the verb of a headline: the parser's, unless an -s form before it agrees better with the subject."""
    root = next((token for token in doc if token.head.i == token.i), None)
    found: Token | None = None
    if root is not None and root.i < limit and root.pos_ in ("VERB", "AUX"):
        found = root if any(child.dep_ in SUBJECTS for child in root.children) else None
    for token in doc[1 : found.i if found is not None else limit]:
        if token.lower_ in ("to", "who", "which", "that"):
            break
        if _agrees_better(token, found) if found is not None else _is_inflected(token, verbs) or _is_predicate(token):
            return token
    return found


def _is_inflected(token: Token, verbs: frozenset[str]) -> bool:
    """Tell whether a token can be the present tense of a verb after its subject: "Envoys meet", "Change upsets
    fans".
    """
    before = token.nbor(-1)
    if before.pos_ not in ("NOUN", "PROPN", "NUM", "PRON", "ADV", "PART") or token.ent_iob_ == "I":
        return False
    form = token.lower_.removesuffix("s")
    after = token.nbor(1) if token.i + 1 < len(token.doc) else None
    goes_on = after is not None and (after.pos_ not in ("VERB", "AUX", "PUNCT", "PART") or after.tag_ == "TO")
    if form not in verbs and form not in KNOWN:
        return False
    if form == token.lower_:
        plural = before.tag_ in ("NNS", "NNPS") or before.ent_type_ != ""
        return goes_on and plural and token.pos_ in ("VERB", "NOUN", "PROPN")
    return goes_on or token.pos_ == "VERB"


def _agrees_better(token: Token, found: Token) -> bool:
    """Tell whether the parser took the object for the verb: "Rivera stages protest", where "protest" does not agree."""
    bare = found.tag_ in ("VBP", "VB", "NN") and not found.lower_.endswith("s")
    known = token.lower_.endswith("s") and token.lower_.removesuffix("s") in KNOWN
    return found.i == token.i + 1 and bare and known and token.nbor(-1).pos_ == "PROPN"


def _is_predicate(token: Token) -> bool:
    """Tell whether a participle or state says what happened to the phrase before it: "Ten hurt", "Bridge bombed"."""
    if token.nbor(-1).pos_ not in listed("headline: is predicate"):
        return False
    verb = token.tag_ in ("VBZ", "VBD", "VBP", "MD", "VBN") and token.dep_ not in ("amod", "compound")
    return verb or token.lower_ in STATES


def _shown(doc: Doc, verb: Token, limit: int) -> tuple[str, str] | None:
    """Step into what footage or a report shows: "Video shows bear climbing fence"."""
    if doc[verb.i - 1].lower_ not in MEDIA:
        return None
    for token in doc[verb.i + 2 : limit]:
        if token.pos_ == "VERB" or token.lower_.endswith("ing"):
            return doc[verb.i + 1 : token.i].text, _predicate(doc, token, limit)
    return None


def _subject(doc: Doc, verb: Token) -> str:
    """Give the words before the verb, without adverbs and helpers beside it."""
    end = verb.i
    while end > 1 and (doc[end - 1].pos_ in ("ADV", "AUX", "PART", "PUNCT") or doc[end - 1].lower_ == "to"):
        end -= 1
    return _bare(doc[:end].text)


def _agent(doc: Doc, verb: Token) -> str:
    """Give who did it: the name after "by" of a headline in the passive."""
    start = next((token.i + 1 for token in doc[verb.i + 1 :] if token.lower_ == "by"), len(doc))
    ends = (token.i for token in doc[start:] if token.pos_ in ("ADP", "PUNCT", "VERB", "SCONJ"))
    return str(doc[start : next(ends, len(doc))].text)


def _predicate(doc: Doc, verb: Token, limit: int) -> str:
    """Give the verb with what it needs to make sense: its object, or where it has none its first phrase."""
    start = verb.i
    while start > 1 and doc[start - 1].pos_ in ("AUX", "ADV", "PART"):
        start -= 1
    end = max(limit, verb.i + 1)
    whole = False
    for token in doc[verb.i + 1 : end]:
        if whole and _closes(token):
            end = token.i
            break
        whole = whole or token.pos_ in ("NOUN", "PROPN", "NUM", "PRON", "ADJ")
    return _bare(doc[start:end].text)


def _closes(token: Token) -> bool:
    """Tell whether a word begins what a headline adds on where, when and to what end, or a second verb."""
    after = token.nbor(1) if token.i + 1 < len(token.doc) else token
    if token.lower_ in ("to", "and", "but"):
        return after.tag_ in ("VB", "VBZ", "VBD")
    return token.lower_ in ADDED or (token.tag_ == "VBG" and token.dep_ in ("advcl", "acl", "ROOT"))
