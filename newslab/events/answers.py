"""The main event of one article: who, what, when, where, why and how, from its headline and first sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from newslab.events.frames import Frame, find_frames, governing_verb
from newslab.events.furniture import is_furniture
from newslab.events.headline import Headline, clean_headline, main_clause, read_headline
from newslab.events.lemmas import lemma
from newslab.events.mentions import Mention, Sentence, Time, told_start
from newslab.events.places import dateline_place, find_place
from newslab.events.types import word_set
from newslab.text.normalise import fold
from newslab.text.parser import parse

if TYPE_CHECKING:
    from spacy.tokens import Doc

CAPITALS: Final = re.compile(r"^(?:[A-Z]{2,}|[A-Z]{4,})(?:[ -][A-Z]{2,})*\b(?= (?:[A-Z][a-z]+ )?[a-z])")
HEAD = 12  # sentences from which missing answers are taken
DATED = 6  # sentences after the first in which a day other than that of publication is that of the news
PERSONS: Final = frozenset(("PERSON",))
ACTORS: Final = frozenset(("PERSON", "ORG", "NORP", "GPE"))
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
NOT_A_NAME: Final = re.compile(r"^\W*$|^[a-z]")
PRONOUNS: Final = word_set("i you he she it we they this that these those who which what there someone")
DETERMINER: Final = re.compile(r"^(?:the|an?|some|this|that|his|her|its|their|our)\s+(?=\w)", re.IGNORECASE)
COUNTED: Final = re.compile(
    r"^(?:(?:at least|an? least|more than|up to|nearly|about|around|over|some|as many as)\s+)*(?:\d[\d,.]*|one|two|three|"
    r"four|five|six|seven|eight|nine|ten|eleven|twelve|several|dozens|scores|hundreds|thousands|many)\b",
    re.IGNORECASE,
)
PROPER: Final = re.compile(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)*")
MANY_WORDS = 3  # spaces in a subject from which on its first name says more than the whole
LONGEST_WHO = 8  # words of an actor beyond which a clause was misread
LEADS = 4  # sentences in which an actor is looked for that the headline only hints at
NEAR_WORDS: Final = re.compile(r"^(?:\s+(?:local time|on|early|late|last|this|and|or)|,){0,4}\s*$")
PART_OF_DAY: Final = re.compile(
    r"(?:\b(?:at (?:about|around)|shortly (?:after|before)|the (?:early hours|morning|afternoon|evening|night) of|"
    r"(?:late|early)(?: on)?|late in the)\s+)$",
    re.IGNORECASE,
)
RECENT = 7  # days before publication in which news happened
EARLIER = 31  # days before publication in which a follow-up's news happened
NOT_WHEN: Final = re.compile(r"^(?:this day|that day|the day|[A-Z]{4,}|now|currently)$")
CLOCK: Final = re.compile(
    r"\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\b|o'clock)|\d{1,2}[:.]\d\d|noon|midnight|dawn|dusk", re.I
)
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
MOST_WORDS = 10  # words of an answer to why or how: longer ones are told as clauses, and cut


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
    clause = main_clause(clean_headline(title, text))
    every, body = body, [sentence for sentence in body if not is_furniture(sentence.text)][:HEAD]
    starts = [told_start(sentence.text) for sentence in body]
    heads = (_lowered(fold(sentence.text[start:]).text) for sentence, start in zip(body, starts, strict=True))
    docs = list(parse([fold(clause).text, fold(title).text, *heads], parts="all"))
    head = docs[2:]
    headline = read_headline(docs[0], _verbs(head))
    best = _best_mention(docs[0], head, body, mentions)
    frame = best.frame if best else None
    when = _when(every, docs[0], dict(zip((one.start for one in body), head, strict=True)), day)
    datelines = [place for sentence in body[:LEADS] if (place := dateline_place(sentence.text))]
    record = {
        "who": _who(headline, frame, docs[0], head),
        "what": _what(headline, frame),
        "where": find_place(docs[1:], datelines),
        "why": _matched(CAUSE, "cause", body) or _shortened(headline.why) or (_shortened(frame.why) if frame else ""),
        "how": (_shortened(frame.how) if frame else "") or _matched(MEANS, "means", body),
    }
    return record | _place_and_time(title, best, when, day, headline)


def _lowered(text: str) -> str:
    """Write the first words of a text as names are, where its style puts them in capitals: "ANN BERG has won"."""
    found = CAPITALS.match(text)
    return found.group().title() + text[found.end() :] if found else text


def _place_and_time(
    title: str, best: Mention | None, when: Time | None, day: int | None, headline: Headline
) -> dict[str, Any]:
    first, last = (when.first, when.last) if when else (day, day)
    if when and day is not None and when.first <= day <= when.last:
        first = last = day  # "this weekend" in a report of Sunday
    sentence = best.sentence if best else None
    frame = headline.frame or (best.frame if best else None)
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


def _verbs(docs: Sequence[Doc]) -> frozenset[str]:
    """Collect the verbs of the first sentences: what a headline uses as a verb the article often does too."""
    return frozenset(lemma(token) for doc in docs for token in doc if token.pos_ == "VERB")


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


def _what(headline: Headline, frame: Frame | None) -> str:
    """Say what happened: the verb and complement of the headline, with its subject where that is not who did it."""
    alone = " " not in headline.what and headline.suffered
    if headline.what and (headline.agent or alone or COUNTED.match(headline.who)):
        return f"{headline.who} {headline.what}"
    return headline.what or headline.clause or (frame.did if frame else "")


def _when(body: Sequence[Sentence], title: Doc, head: Mapping[int, Doc], day: int | None) -> Time | None:
    """Choose the time of the main event: one near the day of publication, in a sentence like the headline."""
    wanted = {lemma(token) for token in title if token.is_alpha and not token.is_stop}
    scored = []
    for at, sentence in enumerate(body):
        doc = head.get(sentence.start)
        lemmas = {lemma(token) for token in doc} if doc is not None else set(sentence.text.lower().split())
        shared = len(wanted & lemmas) / max(1, len(wanted))
        times = [time for time in sentence.times if time.last - time.first <= 1 and not NOT_WHEN.match(time.text)]
        for time in _joined(sentence, times):
            near = _nearness(time, day)
            # News whose head names no day is of the day of publication, whatever is told in passing further down.
            if near is None or (sentence.position > DATED and day is not None and not time.first <= day <= time.last):
                continue
            passing = doc is not None and _in_passing(time, told_start(sentence.text), doc)
            exact = 0.1 * (time.precision == "day") - 0.5 * passing
            scored.append((round(shared + near + exact + 1 / (2 + sentence.position), 6), -at, -time.start, time))
    return max(scored)[3] if scored else None


def _nearness(time: Time, day: int | None) -> float | None:
    """Score how near a time is to the day of publication; None where it is too far for news."""
    away = day - time.first if day is not None else 0
    if -1 <= away <= 2:
        return 1.0 if away >= 0 else 0.4
    if 2 < away <= EARLIER:
        return 0.4 if away <= RECENT else 0.1
    return None


def _in_passing(time: Time, start: int, doc: Doc) -> bool:
    """Tell whether a time belongs to a clause that only describes someone: "Berg, who won on Sunday, met ..."."""
    verb = governing_verb(doc, max(0, time.start - start), max(0, time.end - start))
    return verb >= 0 and any(child.lower_ in ("who", "which", "that") for child in doc[verb].children)


def _joined(sentence: Sentence, times: Sequence[Time]) -> list[Time]:
    """Read a clock time and the day beside it as one ("at 6 a.m. on Monday"), with its part of the day ("late on")."""
    found: list[Time] = []
    for time in sorted(times, key=lambda time: time.start):
        if found and NEAR_WORDS.match(sentence.text[found[-1].end : time.start]):
            before = found.pop()
            dated = before if CLOCK.search(time.text) and not CLOCK.search(before.text) else time
            words = sentence.text[before.start : time.end]
            time = Time(before.start, time.end, words, dated.first, dated.last, dated.precision, dated.edtf)
        found.append(time)
    return [_with_part_of_day(sentence, time) for time in found]


def _with_part_of_day(sentence: Sentence, time: Time) -> Time:
    before = PART_OF_DAY.search(sentence.text[: time.start])
    if before is None:
        return time
    words = sentence.text[before.start() : time.end]
    return Time(before.start(), time.end, words, time.first, time.last, time.precision, time.edtf)


def _who(headline: Headline, frame: Frame | None, title: Doc, head: Sequence[Doc]) -> str:
    """Choose who did it: the agent or subject of the headline, else the subject of the sentence most like it."""
    frames = [found[0] for doc in head[:LEADS] if (found := find_frames(doc))]
    docs = [title, *head]
    if headline.agent and any(word[:1].isupper() for word in headline.agent.split()):
        return _full_name(headline.agent, docs)
    leads = [one.who for one in frames + ([frame] if frame else []) if _is_actor(one.who)]
    if COUNTED.match(headline.who):
        return next(
            (who for who in leads if COUNTED.match(who)), DETERMINER.sub("", leads[0]) if leads else headline.who
        )
    if _is_actor(headline.who):
        named = (
            "" if any(token.pos_ == "PROPN" for token in title[: len(headline.who.split())]) else _person(frames, head)
        )
        return named or _full_name(headline.who, docs)
    if leads:
        return _full_name(leads[0], docs)
    said = (headline.frame.said_by if headline.frame else "", frame.said_by if frame else "")
    return next((_full_name(who, docs) for who in said if _is_actor(who)), "") or _first_actor(docs)


def _is_actor(who: str) -> bool:
    return bool(who) and who.lower() not in PRONOUNS and len(who.split()) <= LONGEST_WHO


def _person(frames: Sequence[Frame], head: Sequence[Doc]) -> str:
    """Name the person whom a headline calls by a role, where the first sentence is about one."""
    names = {" ".join(name.text.split()) for doc in head[:LEADS] for name in doc.ents if name.label_ in PERSONS}
    return next((frame.who for frame in frames[:1] if frame.who in names and " " in frame.who), "")


def _full_name(who: str, docs: Sequence[Doc]) -> str:
    """Name the person that a subject is about by the full name the article gives; else the subject, bare of articles."""
    who = DETERMINER.sub("", who)
    names = Counter(" ".join(name.text.split()) for doc in docs for name in doc.ents if name.label_ in PERSONS)
    named = sorted(
        (who.find(name), -len(name), name) for name in names if name in who and NOT_A_NAME.match(name) is None
    )
    if named:
        who = named[0][2]
    elif who.count(" ") >= MANY_WORDS and (found := PROPER.match(who)) and _is_named(found.group(), docs):
        who = found.group()
    if " " in who:
        return who
    full = [name for name in names if name.split()[-1] == who and " " in name]
    return max(full, key=lambda name: (names[name], name)) if full else who


def _is_named(name: str, docs: Sequence[Doc]) -> bool:
    """Tell whether a name is one of an organisation or a product: "the Orion bar price change" is about Orion."""
    return any(name == one.text and one.label_ in ("ORG", "PRODUCT") for doc in docs for one in doc.ents)


def _first_actor(docs: Sequence[Doc]) -> str:
    return next((name.text for doc in docs for name in doc.ents if name.label_ in ACTORS), "")


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
