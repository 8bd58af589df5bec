"""The events of one article, its main event first: who, what, when, where, why and how, from its statements."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.events.headline import Headline, clean_headline, main_clause, read_headline
from newslab.events.places import dateline_place, find_place
from newslab.events.told import DATED, Told, read_told
from newslab.events.types import find_type
from newslab.text.dateline import dateline_end
from newslab.text.parse import parse_text
from newslab.text.resources import read_lines, word_list

if TYPE_CHECKING:
    from newslab.text.spans import Spans

ARTICLE: Final = "article"  # the article_id of the text that was given
HEAD: Final = 6  # sentences in which the main event and its answers are looked for
ACTORS: Final = ("person", "org", "norp")
LONGEST_WHO: Final = 8  # words of an actor beyond which a clause was misread
COUNTED: Final = re.compile(
    r"^(?:(?:at least|an? least|more than|up to|nearly|about|around|over|some|as many as)\s+)*(?:\d[\d,.]*|one|two|three|"
    r"four|five|six|seven|eight|nine|ten|eleven|twelve|several|dozens|scores|hundreds|thousands|many)\b",
    re.IGNORECASE,
)
MOST: Final = 10  # words of an answer to why or how
LONGEST: Final = 16  # words of what was done
CAUSE: Final = re.compile(
    r"\b(?:(?:in|as) (?:retaliation|revenge|response|protest|reaction) (?:for|to|against|over)|because(?: of)?|due to|"
    r"owing to|as a result of|caused by|triggered by|prompted by|blamed? (?:it )?on|thanks to|in the wake of|"
    r"in (?:an effort|an attempt|a bid|order) to)\s+(?P<words>[^.,;:\"“”()]{4,80})",
    re.IGNORECASE,
)
MEANS: Final = re.compile(r"\b(?:by|while|when|after)\s+(?P<words>(?:\w+ly )?\w+ing\b[^.,;:\"“”()]{2,60})")
NOT_WHEN: Final = re.compile(r"^(?:this day|that day|the day|[A-Z]{4,}|now|currently)$")
RECENT: Final = 7  # days before publication in which news happened
NEAR: Final = 14  # characters between a clock time and its day
_BETWEEN: Final = re.compile(r"(?:\s+(?:local time|on|early|late|last|this|and|or)|,){0,4}\s*")
_PART: Final = re.compile(
    r"(?:\b(?:at (?:about|around)|shortly (?:after|before)|(?:late|early)(?: on)?|late in the)\s+)$", re.I
)
MONTHS: Final = tuple(month.title() for month in word_list("months"))
_LITTLE: Final = frozenset(read_lines("smart_stop_words.txt"))
_WORD: Final = re.compile(r"\w+")


def find_events(title: str, text: str, published: object = None) -> list[dict[str, Any]]:
    """Find the events that one article tells of.

    Parameters
    ----------
    title : headline, "" if there is none.
    text : the article.
    published : day of publication (ISO text or a date), to which relative dates are resolved.

    Returns
    -------
    list of records, the main event first, then in the order of the text: who, what, where, when, why, how (texts, ""
    where the article does not say), day, first_day, last_day (ISO), precision, edtf, modality, type, text (the
    statement), field, start, end, score (0 to 1).

    Examples
    --------
    >>> text = "Envoys of Norway met officials in Seoul on Monday. They had left Oslo on 2 January 2026."
    >>> [(event["day"], event["who"]) for event in find_events("Envoys meet in Seoul", text, "2026-01-06")][0]
    ('2026-01-05', 'Envoys')
    """
    from newslab.text.spans import find_spans

    title = title or ""
    if not title.strip() and not text.strip():
        return []
    day = pd.to_datetime(str(published), errors="coerce", utc=True) if published else pd.NaT
    day = day.tz_localize(None).normalize() if not pd.isna(day) else pd.NaT
    row = {"article_id": ARTICLE, "title": title or None, "text": text or " ", "language": "en", "published_day": day}
    articles = pd.DataFrame([row | {"published": pd.NaT}])
    spans = find_spans(articles)
    told = read_told(articles, spans)
    reader = _Reader(title, text, None if pd.isna(day) else int(day.toordinal()), spans, told)
    main = reader.main()
    rest = [reader.record(one) for one in told if one.field == "text" and one.own]
    if main is None:
        return rest
    return [main, *[one for one in rest if (one["start"], one["field"]) != (main["start"], main["field"])]]


class _Reader:
    """What is known of one article while its events are told."""

    def __init__(self, title: str, text: str, day: int | None, spans: Spans, told: Sequence[Told]) -> None:
        self.title, self.text, self.day, self.told = title, text, day, told
        times = [{str(key): cell for key, cell in row.items()} for row in spans.times.to_dict("records")]
        self.times = [row for row in times if row["type"] in ("DATE", "TIME")]
        names = spans.names.to_dict("records")
        self.names = [row for row in names if row["field"] == "text"]
        self.titled = [row for row in names if row["field"] == "title" and str(row["kind"]).lower() in ACTORS]
        self.parsed = parse_text(text).docs[:12]
        self.heads = [one for one in told if one.field == "title"]
        self.leads = [one for one in told if one.field == "text" and one.position < HEAD and one.role != "opinion"]

    def record(self, one: Told) -> dict[str, Any]:
        first, last = _iso(one.first), _iso(one.last)
        words = one.predicate.split(" ")
        return {
            "who": one.who,
            "what": _did(one),
            "where": one.where,
            "when": self.when(one),
            "why": _matched(CAUSE, [one.words]),
            "how": _matched(MEANS, [one.words]),
            "day": first if first == last else "",
            "first_day": first,
            "last_day": last,
            "precision": one.precision if first else "",
            "edtf": one.edtf,
            "modality": "happened" if one.modality == "ongoing" else one.modality,
            "type": find_type(words[0], words[1:]) or "",
            "text": one.words,
            "field": one.field,
            "start": one.start,
            "end": one.end,
            "score": round(1 / (2 + one.position), 6),
        }

    def main(self) -> dict[str, Any] | None:
        """Put together the main event: what the headline tells, told by the statement at the head that is most like
        it.
        """
        head = max(self.heads, key=lambda one: (one.main, bool(one.who or one.whom), -one.start), default=None)
        lead = max(self.leads, key=lambda one: (round(self._likeness(one), 6), -one.start), default=None)
        if head is None and lead is None:
            return None
        best = lead or head
        record = self.record(best) if best is not None else {}
        record |= self._day(best)
        headline = self._headline(head)
        return record | {
            "who": self._full(self._who(headline, lead) or self._someone()),
            "what": _what(headline) or record["what"] or self.title,
            "where": self._place(),
            "why": record["why"] or _matched(CAUSE, self._sentences()) or " ".join(headline.why.split()[:MOST]),
            "how": record["how"] or _matched(MEANS, self._sentences()),
            "score": 1.0,
        }

    def _likeness(self, one: Told) -> float:
        """Score how well a statement at the head tells what the headline does."""
        wanted = _words(self.title)
        shared = len(wanted & _words(one.words)) / max(1, len(wanted))
        return shared + 0.5 / (1 + one.position) + 0.2 * one.main + 0.1 * (one.basis in DATED) + 0.1 * bool(one.who)

    def _day(self, best: Told | None) -> dict[str, Any]:
        """Return when: a time near the day of publication in a sentence like the headline, else that day."""
        if (
            best is not None
            and best.basis in DATED
            and best.first is not None
            and best.first > (self.day or best.first)
        ):
            return {"when": self.when(best) or _in_words(best.first)}
        found = []
        for row in self.times:
            first, last = _ordinal(row["first_day"]), _ordinal(row["last_day"])
            one = next((one for one in self.leads if one.sentence[0] <= row["start"] < one.sentence[1]), None)
            if (
                row["field"] != "text"
                or NOT_WHEN.match(row["text"])
                or first is None
                or last is None
                or last - first > 1
                or one is None
            ):
                continue
            away = self.day - first if self.day is not None else 0
            if -1 <= away <= RECENT:
                near = 1.0 if 0 <= away <= 1 else 0.8 if away == 2 else 0.4
                own = 0.3 * (one.start <= row["start"] < one.end)
                found.append((round(near + own + self._likeness(one), 6), -row["start"], first, last, row))
        if not found:
            iso = _iso(self.day)
            return {"day": iso, "first_day": iso, "last_day": iso, "precision": "day" if iso else "", "edtf": iso,
                    "when": _in_words(self.day)}  # fmt: skip
        _, _, first, last, row = max(found, key=lambda one: one[:2])
        words = self._joined(row)
        return {"day": _iso(first) if first == last else "", "first_day": _iso(first), "last_day": _iso(last),
                "precision": row["precision"], "edtf": row["edtf"] or "", "when": words}  # fmt: skip

    def _joined(self, row: dict[str, Any]) -> str:
        """Return the words of a time with those of the clock or day beside it: "at 6 a.m. on Monday"."""
        start, end = row["start"], row["end"]
        for _ in range(2):
            for other in self.times:
                if other["field"] != "text":
                    continue
                between = self.text[other["end"] : start] if other["end"] <= start else self.text[end : other["start"]]
                if len(between) <= NEAR and _BETWEEN.fullmatch(between):
                    start, end = min(start, other["start"]), max(end, other["end"])
        before = _PART.search(self.text[:start])
        return self.text[before.start() if before else start : end]

    def when(self, one: Told) -> str:
        """Return the words of the time that a statement, or the sentence it stands in, gives for its day."""
        if one.first is None:
            return ""
        start, end = one.sentence
        inside = [
            row for row in self.times
            if row["field"] == one.field and start <= row["start"] and row["end"] <= end and _ordinal(row["first_day"]) is not None
            and one.first <= (_ordinal(row["first_day"]) or 0) and (_ordinal(row["last_day"]) or 0) <= (one.last or 0)
        ]  # fmt: skip
        if not inside:
            return ""
        source = self.text if one.field == "text" else self.title
        first, last = inside[0], inside[0]
        for row in inside[1:]:
            if row["start"] - last["end"] <= 4:
                last = row
        return source[first["start"] : last["end"]]

    def _full(self, who: str) -> str:
        """Return the full name of a person that is called by the last one, where the article gives it."""
        who = re.sub(r"^(?:the|an?)\s+", "", who, flags=re.IGNORECASE)
        owner, _, last = who.rpartition(" ")
        if not who or (owner and not owner.endswith(("'s", "’s"))):
            return who
        names = Counter(str(row["text"]) for row in self.names if str(row["text"]).endswith(" " + last))
        return max(names, key=lambda name: (names[name], name)) if names else who

    def _someone(self) -> str:
        kinds = ("person", "org", "norp", "place")
        found = [str(row["text"]) for kind in kinds for row in self.names if str(row["kind"]).lower() == kind]
        return found[0] if found else ""

    def _headline(self, head: Told | None) -> Headline:
        """Read the headline: its style hides verbs from a parser of sentences, so it has a reader of its own."""
        clause = main_clause(clean_headline(self.title, self.text))
        doc = parse_text(clause, [(0, len(clause))]).docs[0]
        verbs = frozenset(token.lemma_ for one in self.parsed[:HEAD] for token in one if token.pos_ == "VERB")
        return read_headline(doc, verbs) if len(doc) else Headline()

    def _who(self, headline: Headline, lead: Told | None) -> str:
        """Choose who did it: the agent or subject of the headline, else the subject of the sentence most like it."""
        leads = [who for one in ([lead] if lead else []) + list(self.leads) if (who := one.who or one.whom)]
        leads = [who for who in leads if len(who.split()) <= LONGEST_WHO]
        if headline.agent and any(word[:1].isupper() for word in headline.agent.split()):
            return headline.agent
        if COUNTED.match(headline.who):
            return next((who for who in leads if COUNTED.match(who)), headline.who)
        if headline.who and len(headline.who.split()) <= LONGEST_WHO:
            return self._person(headline.who, leads) or headline.who
        wanted = _words(self.title)
        named = [who for who in leads if wanted & _words(who)]
        return next(iter([*named, *leads]), "")

    def _person(self, who: str, leads: Sequence[str]) -> str:
        """Name the person whom a headline calls by a role, where the first sentence is about one."""
        persons = {str(row["text"]) for row in self.names if row["kind"] == "person" and " " in str(row["text"])}
        if any(word[:1].isupper() for word in who.split()[1:]) or any(str(row["text"]) in who for row in self.titled):
            return ""
        return next((name for first in leads[:1] for name in sorted(persons) if name in first), "")

    def _place(self) -> str:
        spans = list(dict.fromkeys(one.sentence for one in self.leads))
        title = parse_text(self.title, [(0, len(self.title))]).docs
        lines = [place for start, end in spans[:4] if (place := dateline_place(self.text[start:end]))]
        return find_place([*title, *self.parsed], lines)

    def _sentences(self) -> list[str]:
        spans = dict.fromkeys(one.sentence for one in self.told if one.field == "text")
        return [self.text[start:end] for start, end in list(spans)[: 2 * HEAD]]


def _what(headline: Headline) -> str:
    """Say what happened: the verb and complement of the headline, with its subject where that is not who did it."""
    alone = " " not in headline.what and headline.suffered
    if headline.what and (headline.agent or alone or COUNTED.match(headline.who)):
        return f"{headline.who} {headline.what}"
    return headline.what or headline.clause


def _did(one: Told) -> str:
    words = one.words[max(0, one.predicate_start - one.start) :].split()
    return " ".join(words[:LONGEST])


def _words(text: str) -> frozenset[str]:
    found = _WORD.findall(text[dateline_end(text) :].lower())
    return frozenset(word[:6] for word in found) - _LITTLE


def _matched(pattern: re.Pattern[str], sentences: Sequence[str]) -> str:
    for words in _matches(pattern, sentences):
        return words
    return ""


def _matches(pattern: re.Pattern[str], sentences: Sequence[str]) -> Iterator[str]:
    for sentence in sentences:
        for match in pattern.finditer(sentence):
            yield " ".join(match.group("words").split()[:MOST])


def _ordinal(day: Any) -> int | None:
    return None if pd.isna(day) else int(pd.Timestamp(day).toordinal())


def _iso(day: int | None) -> str:
    return date.fromordinal(day).isoformat() if day is not None else ""


def _in_words(day: int | None) -> str:
    """Write a day as news does; news that names no day is of the day on which it appeared."""
    if day is None:
        return ""
    found = date.fromordinal(day)
    return f"{MONTHS[found.month - 1]} {found.day}, {found.year}"
