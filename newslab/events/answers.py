"""The main event of one article: who, what, when, where, why and how, from its headline and first sentences."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from newslab.events.frames import OBJECTS, Frame, find_frames
from newslab.events.lemmas import KNOWN, lemma, lemma_of
from newslab.events.mentions import Mention, Sentence, Time
from newslab.events.types import word_set
from newslab.text.normalise import fold
from newslab.text.parser import parse

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

HEAD = 12  # sentences from which missing answers are taken
TITLE_CASE = 0.6  # share of a headline's words with a capital above which capitals say nothing
PERSONS: Final = frozenset(("PERSON",))
ACTORS: Final = frozenset(("PERSON", "ORG", "NORP", "GPE"))
PLACES: Final = frozenset(("GPE", "LOC", "FAC"))
OUTLET_TAIL: Final = re.compile(r"\s+[|–—-]\s+[A-Z][\w .&']{2,30}$")
QUOTED_TAIL: Final = re.compile(r":\s+['\"‘“].*$")
CAUSE: Final = re.compile(
    r"\b(?:(?:in|as) (?:retaliation|revenge|response|protest|reaction) (?:for|to|against|over)|because of|due to|owing to|"
    r"as a result of|caused by|triggered by|prompted by|blamed? (?:it )?on|attributed to|thanks to|"
    r"in (?:an effort|an attempt|a bid|order) to|in the wake of|because|the (?:cause|reason)[^.]{0,30}? (?:was|is))\s+"
    r"(?P<cause>[^.,;:\"“”()]{4,80})",
    re.IGNORECASE,
)
MEANS: Final = re.compile(
    r"\b(?:by|while|when|after)\s+(?P<means>(?:\w+ly )?\w+ing\b[^.,;:\"“”()]{2,60}|(?:a|an|the|it) [^.,;:\"“”()]{6,50})"
)
ASIDE: Final = re.compile(r"\s(?:after|as|amid|despite|following|before|while|because|when|until|for)\s")
WHY: Final = re.compile(r"\b(?:after|amid|over|for|to|following|because of|due to)\s.*$")
NOT_A_NAME: Final = re.compile(r"^\W*$|^[a-z]")
PROPER: Final = re.compile(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)*")
MANY_WORDS = 3  # spaces in a subject from which on its first name says more than the whole
PRONOUNS: Final = word_set("i you he she it we they this that these those who which")
PLACED: Final = re.compile(
    r"\b(?:in|at|near|outside|inside|off)\s+(?:the\s+|north(?:ern)?\s+|south(?:ern)?\s+|east(?:ern)?\s+|west(?:ern)?\s+)*"
    r"(?P<place>[A-Z][\w'.-]+(?:\s+(?:of\s+)?[A-Z][\w'-]+)*(?:\s+(?:province|county|region|district|peninsula))?"
    r"(?:,\s+(?:[a-z]+\s+)?[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)*)?)"
)
NO_PLACE: Final = word_set(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday"
)
TITLE_WEIGHT = 3.0  # what a place in the headline counts beside one in the first sentence
RECENT = 7  # days before publication in which news happened
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
MOST_WORDS = 10  # words of an answer to why or how: longer ones are told as clauses, and cut


@dataclass(frozen=True)
class Answers:
    """Answers read from a headline."""

    who: str = ""
    what: str = ""
    where: str = ""
    why: str = ""
    how: str = ""
    frame: Frame | None = None


def main_event(
    title: str, text: str, day: int | None, sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> dict[str, Any] | None:
    """Put together the main event of an article.

    Parameters
    ----------
    title, text : the article.
    day : ordinal day of publication.
    sentences : its title and sentences, in order.
    mentions : what they say happened.
    """
    body = [sentence for sentence in sentences if sentence.field == "text"]
    if not title.strip() and not body:
        return None
    headline = clean_headline(title, text)
    docs = list(
        parse([fold(one).text for one in (headline, *(sentence.text for sentence in body[:HEAD]))], parts="all")
    )
    head = docs[1:]
    answers = _from_headline(docs[0], _verbs(head))
    best = _best_mention(docs[0], head, body, mentions)
    frame = best.frame if best else None
    when = _when(body, best, docs[0], head, day)
    record = {
        "who": _who(answers, frame, docs),
        "what": answers.what or _cut(headline) or (frame.did if frame else ""),
        "where": _where(docs),
        "why": _matched(CAUSE, "cause", body) or answers.why or (_shortened(frame.why) if frame else ""),
        "how": answers.how or (_shortened(frame.how) if frame else "") or _matched(MEANS, "means", body),
    }
    return record | _place_and_time(title, best, when, day, answers)


def _place_and_time(
    title: str, best: Mention | None, when: Time | None, day: int | None, answers: Answers
) -> dict[str, Any]:
    first = when.first if when else day
    last = when.last if when else day
    sentence = best.sentence if best else None
    frame = answers.frame or (best.frame if best else None)
    return {
        "when": when.text if when else _in_words(day),
        "day": date.fromordinal(first).isoformat() if first is not None and first == last else "",
        "first_day": date.fromordinal(first).isoformat() if first is not None else "",
        "last_day": date.fromordinal(last).isoformat() if last is not None else "",
        "precision": when.precision if when else "day" if day is not None else "",
        "edtf": when.edtf if when else date.fromordinal(day).isoformat() if day is not None else "",
        "modality": frame.modality if frame else "happened",
        "type": (frame.type if frame else None) or "",
        "text": sentence.text if sentence else title,
        "field": sentence.field if sentence else "title",
        "start": sentence.start if sentence else 0,
        "end": sentence.start + len(sentence.text) if sentence else len(title),
        "score": 1.0,
    }


def _in_words(day: int | None) -> str:
    """Write a day as news does; news that names no day is of the day on which it appeared."""
    if day is None:
        return ""
    found = date.fromordinal(day)
    return f"{MONTHS[found.month - 1]} {found.day}, {found.year}"


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
    """Write a word small where the article does so more often than not."""
    counts = Counter(re.findall(r"[^\W\d_]+", text))
    words = title.split(" ")
    for at, word in enumerate(words):
        bare = re.sub(r"^\W+|\W+$", "", word)
        small = bare.lower()
        if at and bare[:1].isupper() and (small in SMALL or counts[small] > counts[bare]):
            words[at] = word.replace(bare, small)
    return " ".join(words)


SMALL: Final = word_set(
    "a an and are as at but by for from her his in into is it its of off on or over the their to up with"
)


def _verbs(docs: Sequence[Doc]) -> frozenset[str]:
    """Collect the verbs of the first sentences: what a headline uses as a verb the article often does too."""
    return frozenset(lemma(token) for doc in docs for token in doc if token.pos_ == "VERB")


def _from_headline(doc: Doc, verbs: frozenset[str]) -> Answers:
    """Read the clause of a headline that says what happened: the one with a verb, after a topic and its colon."""
    frames = [frame for frame in find_frames(doc) if not _is_question(doc, frame)]
    if not frames:
        return _by_hand(doc, verbs)
    frame = frames[0]
    what = _cut(_predicate(doc[frame.verb]))
    return Answers(frame.who, what, frame.where, _shortened(frame.why), _shortened(frame.how), frame)


def _by_hand(doc: Doc, verbs: frozenset[str]) -> Answers:
    """Find the verb of a headline that the parser took for a noun: "Envoys meet in Seoul", "Change upsets fans"."""
    for before, token in itertools.pairwise(doc):
        form = lemma_of(token.lower_, "VBZ")
        fits = form in verbs or (form in KNOWN and token.lower_ != form)
        if ASIDE.search(doc[: token.i + 1].text):
            break
        if not token.text.islower() or not fits or before.pos_ not in ("NOUN", "PROPN", "NUM", "PRON"):
            continue
        who = doc[: token.i].text.rpartition(": ")[2]
        why = next((match.group().strip() for match in WHY.finditer(doc[token.i :].text)), "")
        return Answers(who, _cut(doc[token.i :].text), "", _shortened(why))
    return Answers()


def _cut(words: str) -> str:
    """Cut what a clause adds on why, when and how."""
    kept = ASIDE.split(words, maxsplit=1)[0].strip(" ,;:")
    return kept if " " in kept or kept == words else words


def _is_question(doc: Doc, frame: Frame) -> bool:
    return any(child.tag_ in ("WP", "WRB", "WDT") for child in doc[frame.verb].children)


def _predicate(verb: Token) -> str:
    """Give the verb with what it needs to make sense: its objects, or where it has none its first phrase."""
    doc = verb.doc
    start = min([verb.i] + [child.i for child in verb.lefts if child.dep_ in ("aux", "auxpass", "neg", "advmod")])
    end = verb.i
    complete = False
    for child in verb.rights:
        closes = child.dep_ in ("advcl", "conj", "cc", "punct", "npadvmod", "parataxis", "dep")
        if closes or (child.dep_ in ("prep", "agent") and complete):
            break
        complete = complete or child.dep_ in OBJECTS or child.dep_ in ("prep", "acomp", "xcomp", "ccomp", "agent")
        end = max(token.i for token in child.subtree)
    return str(doc[start : end + 1].text)


def _best_mention(
    title: Doc, head: Sequence[Doc], body: Sequence[Sentence], mentions: Sequence[Mention]
) -> Mention | None:
    """Choose the mention in the first sentences that shares most words with the headline."""
    wanted = {lemma(token) for token in title if token.is_alpha and not token.is_stop}
    lemmas = {
        sentence.start: {lemma(token) for token in doc if token.is_alpha and not token.is_stop}
        for sentence, doc in zip(body, head, strict=False)
    }
    best, most = None, -1.0
    for mention in mentions:
        start = mention.sentence.start
        if mention.sentence.field != "text" or start not in lemmas or mention.frame is None:
            continue
        shared = len(wanted & lemmas[start]) / max(1, len(wanted))
        score = round(shared + 0.5 / (1 + mention.sentence.position) - 0.2 * mention.assumed, 6)
        if score > most:
            best, most = mention, score
    return best


def _when(
    body: Sequence[Sentence], best: Mention | None, title: Doc, head: Sequence[Doc], day: int | None
) -> Time | None:
    """Choose the time of the main event: one near the day of publication, in a sentence like the headline."""
    wanted = {lemma(token) for token in title if token.is_alpha and not token.is_stop}
    scored = []
    for at, sentence in enumerate(body):
        lemmas = {lemma(token) for token in head[at]} if at < len(head) else set(sentence.text.lower().split())
        shared = len(wanted & lemmas) / max(1, len(wanted))
        for time in sentence.times:
            if time.last - time.first > 1:
                continue
            away = (day - time.first) if day is not None else 0
            if not -1 <= away <= RECENT:
                continue
            near = 1.0 if 0 <= away <= 2 else 0.4
            exact = 0.1 * (time.precision == "day")
            scored.append((round(shared + near + exact + 1 / (2 + sentence.position), 6), -at, -time.start, time))
    return max(scored)[3] if scored else None


def _where(docs: Sequence[Doc]) -> str:
    """Choose the place named most and earliest: after a preposition of place, or as the parser knows places."""
    weights: Counter[str] = Counter()
    for at, doc in enumerate(docs):
        weight = TITLE_WEIGHT if at == 0 else 1 / at
        found = [match.group("place").rstrip(".") for match in PLACED.finditer(doc.text)]
        people = {name.text for name in doc.ents if name.label_ in PERSONS}
        for place in found:
            words = place.replace(",", "").lower().split()
            if not NO_PLACE & set(words) and place not in people:
                weights[place] += weight  # type: ignore[assignment]
        for name in doc.ents:
            if name.label_ in PLACES and not any(name.text in place for place in found):
                weights[name.text] += weight / 3  # type: ignore[assignment]
    return min(weights, key=lambda place: (-round(weights[place], 6), place)) if weights else ""


def _who(answers: Answers, frame: Frame | None, docs: Sequence[Doc]) -> str:
    """Choose who did it: the subject of the headline, else that of the sentence most like it, else the first actor."""
    said = (answers.frame.said_by if answers.frame else "", frame.said_by if frame else "")
    for who in (answers.who, frame.who if frame else "", *said):
        if who and who.lower() not in PRONOUNS:
            return _full_name(who, docs)
    return _first_actor(docs)


def _full_name(who: str, docs: Sequence[Doc]) -> str:
    """Name the person, or else the first proper name, that a subject is about: by the full name the article gives."""
    names = Counter(" ".join(name.text.split()) for doc in docs for name in doc.ents if name.label_ in PERSONS)
    named = sorted(
        (who.find(name), -len(name), name) for name in names if name in who and NOT_A_NAME.match(name) is None
    )
    if named:
        who = named[0][2]
    elif who.count(" ") >= MANY_WORDS and (found := PROPER.match(who)):
        who = found.group()
    if " " in who:
        return who
    full = [name for name in names if name.split()[-1] == who and " " in name]
    return max(full, key=lambda name: (names[name], name)) if full else who


def _first_actor(head: Sequence[Doc]) -> str:
    return next((name.text for doc in head for name in doc.ents if name.label_ in ACTORS), "")


def _matched(pattern: re.Pattern[str], group: str, body: Sequence[Sentence]) -> str:
    for words in _matches(pattern, group, body):
        return words
    return ""


def _matches(pattern: re.Pattern[str], group: str, body: Sequence[Sentence]) -> Iterator[str]:
    for sentence in body[:HEAD]:
        for match in pattern.finditer(sentence.text):
            yield _shortened(match.group(group).strip())


def _shortened(words: str) -> str:
    return " ".join(words.split()[:MOST_WORDS])
