"""Mentions of events: a sentence, the day it tells of, and what it says happened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from newslab.events.frames import Frame, find_frames, governing_verb, is_saying
from newslab.events.furniture import is_furniture, news_start
from newslab.events.statement import dateline_end
from newslab.text.normalise import fold
from newslab.text.parser import parse

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LEAD = 2  # sentences at the head of an article that tell the news even where they name no day
FEWEST_WORDS, MOST_WORDS = 5, 70  # shorter lines are captions and menus, longer ones are lists
NOUN_LINKS: Final = frozenset(("compound", "poss", "amod", "nummod", "nmod", "appos"))
BOUNDING: Final = frozenset(("since", "until", "till"))
DATED: Final = frozenset(("DATE", "TIME"))
VAGUE_ACTORS: Final = frozenset(
    ("", "it", "he", "she", "they", "we", "i", "you", "that", "this", "which", "who", "both")
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


def find_mentions(sentences: Sequence[Sentence]) -> list[Mention]:
    """Find what the sentences say happened, in their order.

    Only sentences that name a time, head an article, or are its title are parsed: the others say nothing that could
    be dated.
    """
    kept = [undatelined(sentence) for sentence in sentences if is_telling(sentence)]
    folded = [fold(sentence.told).text for sentence in kept]
    mentions: list[Mention] = []
    for sentence, text, doc in zip(kept, folded, parse(folded, parts="all"), strict=True):
        places = _places(sentence, text)
        mentions += read_mentions(sentence, doc, places)
    return mentions


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
    if len(text) == len(sentence.told):
        return {time: (time.start - sentence.skip, time.end - sentence.skip) for time in sentence.times}
    places = {}
    for time in sentence.times:
        words = fold(time.text).text
        start = text.find(words)
        if start >= 0:
            places[time] = (start, start + len(words))
    return places


def is_telling(sentence: Sentence) -> bool:
    """Tell whether a sentence can hold a dated event: decided before it is parsed."""
    words = sentence.text.count(" ") + 1
    if sentence.field == "title":
        return words > 2
    if sentence.kind in ("quote", "opinion") or not FEWEST_WORDS <= words <= MOST_WORDS:
        return False
    if not SENTENCE_END.search(sentence.text) or sentence.text.rstrip().endswith("?") or is_furniture(sentence.text):
        return False
    return bool(sentence.times) or (sentence.position < LEAD and sentence.published is not None)


def read_mentions(sentence: Sentence, doc: Doc, places: Mapping[Time, tuple[int, int]]) -> list[Mention]:
    """Read the mentions of one parsed sentence: that of its main clause, then those of clauses dated apart."""
    frames = find_frames(doc)
    main = frames[0] if frames else None
    entities = frozenset(name.entity_id or name.text for name in sentence.names)
    by_verb = {frame.verb: frame for frame in frames}
    dated = [(time, *_attached(doc, place)) for time, place in places.items()]
    own, others = _own_time(dated, main, by_verb)
    found = []
    if own is not None:
        found.append(_mention(sentence, main, own, entities))
    elif _is_news(sentence, main) and sentence.published is not None:
        day = sentence.published
        edtf = date.fromordinal(day).isoformat()
        found.append(Mention(sentence, main, day, day, "day", edtf, "", assumed=True, entities=entities))
    for time, verb in others:
        if own is None or not (time.first <= own.last and own.first <= time.last):
            found.append(_mention(sentence, by_verb.get(verb, main), time, entities))
    return found


def _mention(sentence: Sentence, frame: Frame | None, time: Time, entities: frozenset[str]) -> Mention:
    return Mention(sentence, frame, time.first, time.last, time.precision, time.edtf, time.text, False, entities)


def _is_news(sentence: Sentence, main: Frame | None) -> bool:
    """Tell whether an undated sentence stands where the news of the day is told."""
    if sentence.field == "title":
        return True
    telling = main is not None and main.past and main.type is not None and main.who.lower() not in VAGUE_ACTORS
    return sentence.position < LEAD and telling and not sentence.times


def _attached(doc: Doc, place: tuple[int, int]) -> tuple[int, bool]:
    """Say which verb a time belongs to (-1: none), and whether it only describes a noun ("the 2010 treaty")."""
    verb = governing_verb(doc, *place)
    span = doc.char_span(*place, alignment_mode="expand")
    token: Token | None = span.root if span is not None else None
    if token is None:
        return verb, False
    describes = token.dep_ in NOUN_LINKS and token.head.pos_ in ("NOUN", "PROPN")
    return verb, describes or _bounds(token.head)


def _bounds(preposition: Token) -> bool:
    """Tell whether a time only bounds what is told ("their first since 1908"); "have been since 2010" dates a start."""
    if preposition.lower_ not in BOUNDING:
        return False
    helpers = {child.lower_ for child in preposition.head.children if child.dep_ == "aux"}
    return preposition.lower_ != "since" or not helpers & {"has", "have", "had", "'ve"}


def _own_time(
    dated: Iterable[tuple[Time, int, bool]], main: Frame | None, by_verb: Mapping[int, Frame]
) -> tuple[Time | None, list[tuple[Time, int]]]:
    """Choose the time of the main clause, and list the times of other clauses.

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
    if own:
        return own[0], others
    if said:
        return said[0], others
    return None, others + [(time, -1) for time in loose if main is None]


def iter_words(text: str) -> Iterator[str]:
    """Give the words of a text in lower case."""
    for match in re.finditer(r"[^\W_]+(?:['’-][^\W_]+)*", text):
        yield match.group().lower()
