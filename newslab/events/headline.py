"""The headline of an article: its main clause, who it is about, and what it says happened.

A headline leaves out articles and forms of "be", names a topic before a colon, and puts what led to the news after
"after" or "as". A parser trained on sentences takes many of its verbs for nouns, so the verb is looked for by hand
where the parse has none: an -s form whose verb is known, or a participle after the first noun phrase.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newslab.events.types import BY_LEMMA, LIGHT_VERBS
from newslab.text.clauses import SAYING, SUBJECTS
from newslab.text.resources import listed
from newslab.text.words import word_set

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

TITLE_CASE = 0.6  # share of a headline's words with a capital above which capitals say nothing
TOPIC_WORDS = 4  # most words of a topic before a colon
FEWEST_WORDS = 3  # words that are left after a topic
OUTLET_TAIL: Final = re.compile(r"\s+[|–—-]\s+[A-Z][\w .&']{2,30}$")
QUOTED_TAIL: Final = re.compile(r":\s+['\"‘“].*$")
SAID_TAIL: Final = re.compile(
    r",\s+(?:(?:says?|claims?|reports?|warns?|according to)\s+[^,]+|[^,]{2,40}\s(?:says?|claims?|reports?|warns?))$",
    re.IGNORECASE,
)
INTRO: Final = re.compile(r"^(?:While|As|After|Before|Amid|Despite|Following|With|When)\s[^,]{5,60},\s+(?=\w)")
QUESTION: Final = re.compile(r"^(?:what|why|how|who|when|where|which|is|are|can|could|should|will|do|does)\b", re.I)
ASIDES: Final = listed("asides")
STATES: Final = listed("headline: states")  # after a noun: "ten dead"
SMALL: Final = listed("small")
MEDIA: Final = listed("media")
REASON: Final = re.compile(r"\b(?:after|amid|over|for|to|following|because of|due to|as)\s.*$")
PLACING: Final = word_set("in at near during outside inside")
# Verbs that headlines are fond of and that are in no list of event types.
HEADLINE_VERBS: Final = listed("headline verbs")
KNOWN: Final = frozenset(BY_LEMMA) | LIGHT_VERBS | SAYING
DASHES: Final = word_set("- – — -- ; |")


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


def clean_headline(title: str, text: str) -> str:
    """Take the outlet and a quotation off a headline, and the capitals that its style puts on every word.

    Examples
    --------
    >>> clean_headline("Bank Cuts Its Rates Again - Daily Planet", "The bank cuts rates. Its rates fell again.")
    'Bank cuts its rates again'
    """
    plain = QUOTED_TAIL.sub("", OUTLET_TAIL.sub("", " ".join(title.split())))
    words = plain.split()
    capital = sum(word[:1].isupper() for word in words if len(word) > 3)
    if words and capital >= TITLE_CASE * max(1, sum(len(word) > 3 for word in words)):
        plain = _recased(plain, text)
    return plain


def _recased(title: str, text: str) -> str:
    """Write a word small unless the article gives it a capital more often: names of a headline come back in the
    text.
    """
    counts = Counter(re.findall(r"[^\W\d_]+", text.strip().removeprefix(title)))
    words = title.split(" ")
    for at, word in enumerate(words):
        bare = re.sub(r"^\W+|\W+$", "", word)
        small = bare.lower()
        stem = bare.removesuffix("'s").removesuffix("\u2019s")
        written = counts[small] if small in counts or stem == bare else counts[stem.lower()]
        if not at or not bare[:1].isupper() or (len(stem) > 1 and stem.isupper()) or not stem.isalpha():
            continue
        if small in SMALL or written >= counts[stem]:
            words[at] = word.replace(bare, small)
    return " ".join(words)


def main_clause(headline: str) -> str:
    """Leave out a topic before a colon, a question after it, a clause before a comma and who said so at the end.

    Examples
    --------
    >>> main_clause("Lisbon flood: Ferry sinks as river rises, says mayor")
    'Ferry sinks as river rises'
    >>> main_clause("Mayor opens the bridge: What it means for you")
    'Mayor opens the bridge'
    """
    before, colon, after = headline.partition(": ")
    if colon and (QUESTION.match(after) or after.count(" ") + 1 < FEWEST_WORDS):
        headline = before
    elif colon and before.count(" ") + 1 <= TOPIC_WORDS:
        headline = after
    elif colon:
        headline = max(before, after, key=len)
    return SAID_TAIL.sub("", INTRO.sub("", headline)).strip()


def read_headline(doc: Doc, verbs: frozenset[str]) -> Headline:
    """Read the parse of a main clause.

    Parameters
    ----------
    doc : parse of what `main_clause` returns.
    verbs : dictionary forms of the verbs in the article's first sentences: what a headline uses as a verb the article
        often does too.
    """
    clause = doc.text.strip()
    limit = _limit(doc)
    verb = _verb(doc, limit, verbs)
    if verb is None:
        return Headline(_upto(doc, limit))
    inner = _shown(doc, verb, limit)
    if inner is not None:
        who, what = inner
        return Headline(clause, who, what)
    who = _subject(doc, verb)
    passive = verb.tag_ == "VBN" and not any(child.dep_ == "aux" for child in verb.children)
    agent = _agent(doc, verb) if passive else ""
    suffered = passive or verb.lower_ in STATES
    what = _predicate(doc, verb, limit)
    return Headline(_upto(doc, limit), who, what, agent, suffered, _why(doc, what))


def _why(doc: Doc, what: str) -> str:
    """Give what a headline adds after its predicate on what led to the news or what it is for."""
    rest = doc.text.partition(what)[2] if what else ""
    found = REASON.search(rest)
    return found.group().strip(" ,;:") if found else ""


def _limit(doc: Doc) -> int:
    """Say where the clause of a headline ends: before what led to it, or was going on."""
    for token in doc[2:]:
        if (token.lower_ in ASIDES and not (token.lower_ == "as" and _comparing(token))) or _is_dash(token):
            return int(token.i)
    return len(doc)


def _is_dash(token: Token) -> bool:
    """Tell a dash between parts of a headline from the hyphen of a word."""
    return token.text in DASHES and bool(token.nbor(-1).whitespace_)


def _comparing(word: Token) -> bool:
    """Tell "described as excellent" from "as prices rise"."""
    rest = word.doc[word.i + 1 :]
    return not any(token.pos_ in ("VERB", "AUX") or token.tag_ == "NNS" for token in rest)


def _upto(doc: Doc, limit: int) -> str:
    return str(doc[:limit].text).strip(" ,;:") or str(doc.text)


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
    if token.nbor(-1).pos_ not in ("NOUN", "PROPN", "NUM", "PRON", "ADV", "PART") or token.ent_iob_ == "I":
        return False
    form = _without_s(token.lower_)
    if form == token.lower_:
        known = token.lower_ in verbs or token.lower_ in KNOWN or token.lower_ in HEADLINE_VERBS
        plural = token.nbor(-1).tag_ in ("NNS", "NNPS") or token.nbor(-1).ent_type_ != ""
        bare = known and plural and token.pos_ in ("VERB", "NOUN", "PROPN")
        return bare and token.i + 1 < len(token.doc) and _opens_phrase(token.nbor(1))
    known = form in verbs or form in KNOWN or form in HEADLINE_VERBS
    return known and (token.pos_ == "VERB" or (token.i + 1 < len(token.doc) and _opens_phrase(token.nbor(1))))


def _opens_phrase(token: Token) -> bool:
    return token.pos_ not in ("VERB", "AUX", "PUNCT", "PART") or token.tag_ == "TO"


def _agrees_better(token: Token, found: Token) -> bool:
    """Tell whether the parser took the object for the verb: "Rivera stages protest", where "protest" does not agree."""
    bare = found.tag_ in ("VBP", "VB", "NN") and _without_s(found.lower_) == found.lower_
    form = _without_s(token.lower_)
    known = form != token.lower_ and (form in KNOWN or form in HEADLINE_VERBS)
    return found.i == token.i + 1 and bare and known and token.nbor(-1).pos_ == "PROPN"


def _is_predicate(token: Token) -> bool:
    """Tell whether a participle or state says what happened to the phrase before it: "Ten hurt", "Bridge bombed"."""
    before = token.nbor(-1)
    if before.pos_ not in listed("headline: is predicate"):
        return False
    finite = token.tag_ in ("VBZ", "VBD", "VBP", "MD") and token.dep_ not in ("amod", "compound")
    return finite or token.lower_ in STATES or (token.tag_ == "VBN" and token.dep_ not in ("amod", "compound"))


def _shown(doc: Doc, verb: Token, limit: int) -> tuple[str, str] | None:
    """Step into what footage or a report shows: "Video shows bear climbing fence"."""
    if verb.i == 0 or doc[verb.i - 1].lower_ not in MEDIA:
        return None
    for token in doc[verb.i + 1 : limit]:
        if token.i > verb.i + 1 and (token.pos_ == "VERB" or token.lower_.endswith("ing")):
            return doc[verb.i + 1 : token.i].text, _predicate(doc, token, limit)
    return None


def _subject(doc: Doc, verb: Token) -> str:
    """Give the words before the verb, without adverbs and helpers beside it."""
    end = verb.i
    while end > 1 and (doc[end - 1].pos_ in ("ADV", "AUX", "PART", "PUNCT") or doc[end - 1].lower_ in ("to",)):
        end -= 1
    return str(doc[:end].text).strip(" ,;:'\"")


def _agent(doc: Doc, verb: Token) -> str:
    """Give who did it: the name after "by" of a headline in the passive."""
    for token in doc[verb.i + 1 :]:
        if token.lower_ == "by" and token.i + 1 < len(doc) and doc[token.i + 1].pos_ in ("PROPN", "NOUN", "DET", "ADJ"):
            chunk = [word for word in doc[token.i + 1].head.subtree if word.i > token.i]
            words = [word for word in doc[token.i + 1 :] if word in chunk or word.i == token.i + 1]
            end = next((word.i for word in words if word.pos_ in ("ADP", "PUNCT", "VERB", "SCONJ")), words[-1].i + 1)
            return str(doc[token.i + 1 : end].text)
    return ""


def _predicate(doc: Doc, verb: Token, limit: int) -> str:
    """Give the verb with what it needs to make sense: its object, or where it has none its first phrase."""
    start = verb.i
    while start > 1 and doc[start - 1].pos_ in ("AUX", "ADV", "PART"):
        start -= 1
    end = max(limit, verb.i + 1)
    complete = False
    for token in doc[verb.i + 1 : end]:
        if complete and _closes(token):
            end = token.i
            break
        complete = complete or (token.pos_ in ("NOUN", "PROPN", "NUM", "PRON", "ADJ") and not _has_more(token))
    return str(doc[start:end].text).strip(" ,;:")


def _has_more(token: Token) -> bool:
    """Tell whether a noun phrase goes on after a token."""
    if token.i + 1 >= len(token.doc):
        return False
    after = token.nbor(1)
    return after.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") or after.text in ("'s", "'", '"', "-", "of")


def _closes(token: Token) -> bool:
    """Tell whether a word begins what a headline adds on where, when and to what end, or a second verb."""
    if token.lower_ in PLACING or token.lower_ in ("who", "which", "that", "for", ",") or token.lower_ in ASIDES:
        return True
    later = token.i + 1 < len(token.doc)
    if token.lower_ == "to" and later:
        return bool(token.nbor(1).tag_ == "VB")
    if token.lower_ in ("and", "but") and later:
        following = token.nbor(1)
        verb = following.tag_ in ("VBZ", "VBD") or (following.pos_ == "VERB" and following.lemma_ in KNOWN)
        return bool(token.lower_ == "but" or verb)
    return bool(token.tag_ == "VBG" and token.nbor(-1).pos_ != "ADP" and token.dep_ in ("advcl", "acl", "ROOT"))


def _without_s(word: str) -> str:
    """Return what a word would be the present tense of, were it a verb: the parse takes many of these for nouns."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
