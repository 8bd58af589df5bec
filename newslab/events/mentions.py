"""Mentions of events: a sentence, the day it tells of, and what it says happened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from newslab.events.frames import Frame, find_frames, governing_verb, is_saying
from newslab.events.furniture import is_furniture, news_start
from newslab.events.statement import dateline_end
from newslab.text.normalise import fold
from newslab.text.parser import parse

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

LEAD = 2  # sentences at the head of an article that tell the news even where they name no day
FEWEST_WORDS, MOST_WORDS = 5, 70  # shorter lines are captions and menus, longer ones are lists
NOUN_LINKS: Final = frozenset(("compound", "poss", "amod", "nummod", "nmod", "appos"))
BOUNDING: Final = frozenset(("since", "until", "till"))
DATED: Final = frozenset(("DATE", "TIME"))
VAGUE_ACTORS: Final = frozenset(
    ("", "it", "he", "she", "they", "we", "i", "you", "that", "this", "which", "who", "both")
)
SHOWN = 500  # sentences from which on reading them shows its progress
LABELS: Final = {"person": "PERSON", "org": "ORG", "place": "GPE"}
FIGURE: Final = re.compile(r"\d+(?:[.,:]\d+)*")
NARROW = 7  # days that a time spans at most for its noun to date the sentence
UNCERTAIN: Final = re.compile(
    r"\b(?:will|would|may|might|could|should|can|not|never|nor|if|unless|plans? to|expect(?:s|ed)?|hopes? to|once|due to be)\b|n't\b",
    re.IGNORECASE,
)
SENTENCE_END: Final = re.compile(r"[.!?…\"”’')\]]\s*$")


@dataclass(frozen=True)
class Time:
    """A dated expression of a sentence: offsets in the sentence, bounds as ordinal days."""

    start: int
    end: int
    text: str
    first: int
    last: int
    precision: str
    edtf: str


@dataclass(frozen=True)
class Name:
    """A name of a sentence: offsets in the sentence, kind, and the id of what it names."""

    start: int
    end: int
    text: str
    kind: str
    entity_id: str


@dataclass(frozen=True)
class Sentence:
    """One sentence or title with what is known of it."""

    article_id: str
    field: str
    start: int
    text: str
    position: int
    kind: str = "fact"
    published: int | None = None
    times: tuple[Time, ...] = ()
    names: tuple[Name, ...] = ()
    skip: int = 0

    @property
    def told(self) -> str:
        """Return the sentence after its dateline."""
        return self.text[self.skip :]


@dataclass(frozen=True)
class Mention:
    """What one sentence says of one event.

    Attributes
    ----------
    sentence : where it stands.
    frame : who did what; None where the parse gives no verb.
    first, last : ordinal days of the event.
    when : the words that date it, "" where `assumed`.
    assumed : whether the day is that of publication, since the sentence names none.
    weak : whether it joins an event that others tell of but makes none: it names no day, or only that of a noun ("the
        1950-53 war"), or has no verb, or is opinion.
    """

    sentence: Sentence
    frame: Frame | None
    first: int
    last: int
    precision: str
    edtf: str
    when: str = ""
    assumed: bool = False
    entities: frozenset[str] = field(default_factory=frozenset)
    weak: bool = False

    @cached_property
    def figures(self) -> frozenset[str]:
        """Return the numbers, shares and clock times of the sentence that are no part of its dates."""
        text = self.sentence.text
        for time in self.sentence.times:
            if time.precision != "time":
                text = text[: time.start] + " " * (time.end - time.start) + text[time.end :]
        found = (match.replace(",", "").replace(":", ".") for match in FIGURE.findall(text))
        return frozenset(one for one in found if len(one) > 1)

    @cached_property
    def people(self) -> frozenset[str]:
        """Return the ids of the persons that the sentence names."""
        return frozenset(name.entity_id for name in self.sentence.names if name.kind == "person")

    @property
    def modality(self) -> str:
        """Return whether it happened, is reported, planned, possible or denied."""
        return self.frame.modality if self.frame else "happened"


def as_time(record: Mapping[str, Any], offset: int = 0) -> Time | None:
    """Read a record of `find_dates` or a row of TIMES; None where it names no bounded time."""
    if record["type"] not in DATED or not record["precision"] or not isinstance(record["precision"], str):
        return None
    first, last = ordinal(record["first_day"]), ordinal(record["last_day"])
    if first is None or last is None:
        return None
    start, end = int(record["start"]) - offset, int(record["end"]) - offset
    edtf = record["edtf"] if isinstance(record["edtf"], str) else ""
    return Time(start, end, str(record["text"]), first, last, record["precision"], edtf)


def ordinal(day: object) -> int | None:
    """Return the ordinal of a day given as ISO text or as a time stamp; None for what is missing or before year 1."""
    text = str(day)[:10]
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


def find_mentions(sentences: Sequence[Sentence], *, named: bool = True) -> list[Mention]:
    """Find what the sentences say happened, in their order.

    Parameters
    ----------
    sentences : titles and sentences of any number of articles.
    named : whether they come with their names; otherwise the parser finds them, in twice the time.

    Only sentences that name a time, head an article, or are its title are parsed. The others can at most repeat what a
    dated sentence says: they give weak mentions, unparsed.
    """
    from tqdm.auto import tqdm

    kept = [undatelined(sentence) for sentence in sentences if is_sentence(sentence)]
    parsed = [sentence for sentence in kept if is_telling(sentence)]
    folded = [fold(sentence.told).text for sentence in parsed]
    docs = parse(folded, parts="syntax" if named else "all")
    texts = iter(folded)
    mentions: list[Mention] = []
    with tqdm(total=len(folded), desc="read events", unit="sentence", disable=len(folded) < SHOWN) as bar:
        for sentence in kept:
            if is_telling(sentence):
                text, doc = next(texts), next(docs)
                if named:
                    _name(doc, sentence, text)
                mentions += read_mentions(sentence, doc, _places(sentence, text))
                bar.update()
            elif not UNCERTAIN.search(sentence.told):
                mentions += _weak_mentions(sentence)
    return mentions


def _weak_mentions(sentence: Sentence) -> list[Mention]:
    """Give what an unparsed sentence may tell: of its first time, else of any day up to its publication."""
    entities = _entities(sentence)
    for time in sentence.times[:1]:
        return [replace(_mention(sentence, None, time, entities), weak=True)]
    last = sentence.published if sentence.published is not None else date.max.toordinal()
    return [Mention(sentence, None, 1, last, "", "", "", assumed=True, entities=entities, weak=True)]


def _entities(sentence: Sentence) -> frozenset[str]:
    return frozenset(name.entity_id or name.text for name in sentence.names)


def undatelined(sentence: Sentence) -> Sentence:
    """Leave out what the page put before a sentence, and its dateline, which tells when it was written."""
    skip = told_start(sentence.text) if sentence.field == "text" else 0
    if not skip:
        return sentence
    times = tuple(time for time in sentence.times if time.start >= skip)
    return replace(sentence, skip=skip, times=times)


def told_start(text: str) -> int:
    """Return where what a sentence tells begins: after buttons and captions of the page, and after its dateline."""
    start = news_start(text)
    return start + dateline_end(text[start:])


def _places(sentence: Sentence, text: str) -> dict[Time, tuple[int, int]]:
    """Say where the words of each time stand in the folded text that is parsed."""
    return {time: place for time in sentence.times if (place := _place(sentence, time, text)) is not None}


def _place(sentence: Sentence, span: Time | Name, text: str) -> tuple[int, int] | None:
    if len(text) == len(sentence.told):
        return span.start - sentence.skip, span.end - sentence.skip
    words = fold(span.text).text
    start = text.find(words)
    return (start, start + len(words)) if start >= 0 else None


def _name(doc: Doc, sentence: Sentence, text: str) -> None:
    """Mark the known names and times of a sentence in its parse."""
    labelled = [(name, LABELS[name.kind]) for name in sentence.names if name.kind in LABELS]
    labelled += [(time, "DATE") for time in sentence.times]  # type: ignore[misc]
    found: list[Span] = []
    for span, label in labelled:
        place = _place(sentence, span, text) if span.start >= sentence.skip else None
        marked = doc.char_span(*place, label=label, alignment_mode="expand") if place else None
        if marked is not None and not any(marked.start < one.end and one.start < marked.end for one in found):
            found.append(marked)
    doc.set_ents(sorted(found, key=lambda one: one.start))


def is_sentence(sentence: Sentence) -> bool:
    """Tell whether words are a statement of the article: no fragment, question, quotation, caption or button."""
    words = sentence.text.count(" ") + 1
    if sentence.field == "title":
        return words > 2
    if sentence.kind == "quote" or not FEWEST_WORDS <= words <= MOST_WORDS:
        return False
    ends = SENTENCE_END.search(sentence.text) and not sentence.text.rstrip().endswith("?")
    return bool(ends) and not is_furniture(sentence.text)


def is_telling(sentence: Sentence) -> bool:
    """Tell whether a statement can hold a dated event: decided before it is parsed."""
    if sentence.kind == "opinion":
        return False
    lead = sentence.position < LEAD and sentence.published is not None
    return sentence.field == "title" or bool(sentence.times) or lead


def read_mentions(sentence: Sentence, doc: Doc, places: Mapping[Time, tuple[int, int]]) -> list[Mention]:
    """Read the mentions of one parsed sentence: that of its main clause, then those of clauses dated apart."""
    frames = find_frames(doc)
    main = frames[0] if frames else None
    entities = _entities(sentence)
    by_verb = {frame.verb: frame for frame in frames}
    dated = [(time, *_attached(doc, place)) for time, place in places.items()]
    dated = [
        one for one in dated if not _is_apart(doc, one[1], main, by_verb) and not _is_ahead(one, sentence, by_verb)
    ]
    left = replace(sentence, times=tuple(time for time, _, _ in dated))
    own, others, loose = _own_time(dated, main, by_verb)
    nearer = [pair for pair in others if own is not None and _pins(pair[0], own)]
    if nearer:  # "the first this year when she took the oath on 28 January"
        own, others = nearer[0][0], [pair for pair in others if pair != nearer[0]]
    found = []
    if own is not None:
        found.append(_mention(sentence, main, own, entities))
    elif _is_news(left, main) and sentence.published is not None:
        day = sentence.published
        edtf = date.fromordinal(day).isoformat()
        found.append(Mention(sentence, main, day, day, "day", edtf, "", assumed=True, entities=entities))
    for time, verb in others:
        if own is None or not (time.first <= own.last and own.first <= time.last):
            found.append(_mention(sentence, by_verb.get(verb, main), time, entities))
    if not found:
        found = [replace(_mention(sentence, main, time, entities), weak=True) for time in loose[:1]]
    if own is None and not loose and not any(one.assumed for one in found) and not UNCERTAIN.search(sentence.told):
        found += _weak_mentions(replace(sentence, times=()))
    return found


def _is_apart(doc: Doc, verb: int, main: Frame | None, by_verb: Mapping[int, Frame]) -> bool:
    """Tell whether a time dates only a participle of a noun: "a memorandum signed last year"."""
    if verb < 0 or main is None or verb == main.verb or verb in by_verb:
        return False
    return doc[verb].dep_ == "acl" and doc[verb].tag_ in ("VBN", "VBD")


def _is_ahead(dated: tuple[Time, int, bool], sentence: Sentence, by_verb: Mapping[int, Frame]) -> bool:
    """Tell whether a day is misread: a verb in the past tells nothing of days after its publication."""
    time, verb, _ = dated
    frame = by_verb.get(verb)
    told = frame is not None and frame.past and frame.modality == "happened" and not is_saying(frame.lemma)
    return told and sentence.published is not None and time.first > sentence.published + 1


def _pins(time: Time, wide: Time) -> bool:
    """Tell whether a day says when in a month or year something was."""
    return time.last - time.first < NARROW < wide.last - wide.first and wide.first <= time.first <= wide.last


def _mention(sentence: Sentence, frame: Frame | None, time: Time, entities: frozenset[str]) -> Mention:
    return Mention(sentence, frame, time.first, time.last, time.precision, time.edtf, time.text, False, entities)


def _is_news(sentence: Sentence, main: Frame | None) -> bool:
    """Tell whether an undated sentence stands where the news of the day is told."""
    if sentence.field == "title":
        return True
    telling = main is not None and main.past and main.who.lower() not in VAGUE_ACTORS
    telling = telling and main is not None and (main.type is not None or bool(sentence.names))
    return sentence.position < LEAD and telling and not sentence.times


def _attached(doc: Doc, place: tuple[int, int]) -> tuple[int, bool]:
    """Say which verb a time belongs to (-1: none), and whether it only describes a noun ("the 2010 treaty")."""
    verb = governing_verb(doc, *place)
    span = doc.char_span(*place, alignment_mode="expand")
    token: Token | None = span.root if span is not None else None
    if token is None:
        return verb, False
    describes = (
        token.dep_ in NOUN_LINKS and token.head.pos_ in ("NOUN", "PROPN") and (place[0] > 0 or _possesses(token))
    )
    return verb, describes or _bounds(token.head)


def _possesses(token: Token) -> bool:
    """Tell "Sunday's raid" at the head of a sentence from "Sunday officials met"."""
    return any(child.dep_ == "case" for child in token.children)


def _bounds(preposition: Token) -> bool:
    """Tell whether a time only bounds what is told ("their first since 1908"); "have been since 2010" dates a start."""
    if preposition.lower_ not in BOUNDING:
        return False
    helpers = {child.lower_ for child in preposition.head.children if child.dep_ == "aux"}
    if any(child.dep_ == "neg" for child in preposition.head.children):
        return True  # "had not won since 1908"
    return preposition.lower_ != "since" or not helpers & {"has", "have", "had", "'ve"}


def _own_time(
    dated: Iterable[tuple[Time, int, bool]], main: Frame | None, by_verb: Mapping[int, Frame]
) -> tuple[Time | None, list[tuple[Time, int]], list[Time]]:
    """Choose the time of the main clause, and list the times of other clauses, and those of nouns.

    A time beside a verb of saying is when it was said: it dates the main clause only where nothing else does.
    """
    own: list[Time] = []
    said: list[Time] = []
    loose: list[Time] = []
    others: list[tuple[Time, int]] = []
    for time, verb, describes in dated:
        if describes:
            loose.append(time)
        elif main is None or verb == main.verb or verb == -1:
            own.append(time)
        elif verb in by_verb and not is_saying(by_verb[verb].lemma):
            others.append((time, verb))
        else:
            said.append(time)
    own.sort(key=lambda time: (time.last - time.first, time.start))
    # "They were level in Sunday's runoff" is of Sunday, "he won the 2024 final" need not be of 2024.
    near = [time for time in loose if time.last - time.first < NARROW and main is not None and main.past]
    chosen = next(iter(own or near or said), None)
    return chosen, others, loose


def iter_words(text: str) -> Iterator[str]:
    """Give the words of a text in lower case."""
    for match in re.finditer(r"[^\W_]+(?:['’-][^\W_]+)*", text):
        yield match.group().lower()
