"""The events of one article, its main event first: who, what, when, where, why and how, from its statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.events.events import did
from newslab.events.headline import Headline, main_clause, read_headline
from newslab.events.places import find_place
from newslab.events.told import DATED, Told, read_told
from newslab.events.types import find_type
from newslab.text.parse import parse_text
from newslab.text.resources import word_list

if TYPE_CHECKING:
    from newslab.text.spans import Spans

ARTICLE: Final = "article"  # the article_id of the text that was given
ACTORS: Final = ("person", "org", "norp")
HEAD: Final = 6  # sentences in which the main event and its answers are looked for
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
MAIN: Final = 0.2  # what a main clause counts for one that tells the news, beside being the first
RECENT: Final = 7  # days before publication in which news happened
_PART: Final = re.compile(
    r"(?:\b(?:at (?:about|around)|shortly (?:after|before)|(?:late|early)(?: on)?|late in the)\s+)$", re.I
)
MONTHS: Final = tuple(month.title() for month in word_list("months"))


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
        self.title, self.text, self.day = title, text, day
        times = spans.times[(spans.times["field"] == "text") & spans.times["type"].isin(("DATE", "TIME"))]
        self.times: list[Any] = list(times[times["first_day"].notna() & times["last_day"].notna()].itertuples())
        kinds = spans.names["kind"].str.lower()
        self.titled = set(spans.names.loc[(spans.names["field"] == "title") & kinds.isin(ACTORS), "text"])
        self.persons = set(spans.names.loc[(spans.names["field"] == "text") & (kinds == "person"), "text"])
        self.parsed = parse_text(text).docs[:12]
        spans_told = dict.fromkeys(one.sentence for one in told if one.field == "text")
        self.sentences = [text[start:end] for start, end in spans_told][: 2 * HEAD]
        self.heads = [one for one in told if one.field == "title"]
        self.leads = [one for one in told if one.field == "text" and one.position < HEAD and one.role != "opinion"]

    def record(self, one: Told) -> dict[str, Any]:
        first, last = _iso(one.first), _iso(one.last)
        verb, *nouns = one.predicate.split(" ")
        return {
            "who": one.who,
            "what": did(one, LONGEST),
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
            "type": find_type(verb, nouns) or "",
            "text": one.words,
            "field": one.field,
            "start": one.start,
            "end": one.end,
            "score": round(1 / (2 + one.position), 6),
        }

    def main(self) -> dict[str, Any] | None:
        """Put together the main event: what the headline tells, and the first main statement of the text."""
        head = max(self.heads, key=lambda one: (one.main, bool(one.who or one.whom), -one.start), default=None)
        lead = max(self.leads, key=lambda one: (MAIN * one.main + 1 / (1 + one.position), -one.start), default=None)
        best = lead or head
        if best is None:
            return None
        record, headline = self.record(best), self._headline()
        who = re.sub(r"^(?:the|an?)\s+", "", self._who(headline, lead), flags=re.IGNORECASE)
        title = parse_text(self.title, [(0, len(self.title))]).docs
        return {
            **record,
            **self._day(best),
            "who": who,
            "what": _what(headline) or record["what"] or self.title,
            "where": find_place([*title, *self.parsed]),
            "why": record["why"] or _matched(CAUSE, self.sentences) or " ".join(headline.why.split()[:MOST]),
            "how": record["how"] or _matched(MEANS, self.sentences),
            "score": 1.0,
        }

    def _day(self, best: Told) -> dict[str, Any]:
        """Return when: a day to come that the main statement gives, else the first time at the head that is near the day
        of publication, else that day.
        """
        if best.basis in DATED and best.first is not None and best.first > (self.day or best.first):
            return {"when": self.when(best) or _in_words(best.first)}
        found = [(fits, -row.start, row) for row in self.times if (fits := self._fits(row)) is not None]
        if not found:
            iso = _iso(self.day)
            days = {"day": iso, "first_day": iso, "last_day": iso, "precision": "day" if iso else "", "edtf": iso}
            return days | {"when": _in_words(self.day)}
        row = max(found, key=lambda one: one[:2])[2]
        first, last = (f"{day:%Y-%m-%d}" for day in (row.first_day, row.last_day))
        days = {"day": first if first == last else "", "first_day": first, "last_day": last}
        return days | {"precision": row.precision, "edtf": row.edtf or "", "when": self._told(row)}

    def _fits(self, row: Any) -> bool | None:
        """Tell whether a time at the head is the day of publication or the one before; None: it is not near it."""
        first, last = row.first_day.toordinal(), row.last_day.toordinal()
        is_head = any(one.sentence[0] <= row.start < one.sentence[1] for one in self.leads)
        away = self.day - first if self.day is not None else 0
        if not is_head or last - first > 1 or not -1 <= away <= RECENT or NOT_WHEN.match(row.text):
            return None
        return 0 <= away <= 1

    def _told(self, row: Any) -> str:
        """Return the words of a time with the part of it that stands before: "early on Monday"."""
        before = _PART.search(self.text[: row.start])
        return self.text[before.start() if before else row.start : row.end]

    def when(self, one: Told) -> str:
        """Return the words of the time that the sentence of a statement gives for its day, "" where it gives none."""
        if one.first is None or one.last is None or one.field != "text":
            return ""
        for row in self.times:
            inside = one.sentence[0] <= row.start and row.end <= one.sentence[1]
            if inside and one.first <= row.first_day.toordinal() and row.last_day.toordinal() <= one.last:
                return self._told(row)
        return ""

    def _headline(self) -> Headline:
        """Read the headline: its style hides verbs from a parser of sentences, so it has a reader of its own."""
        clause = main_clause(self.title)
        doc = parse_text(clause, [(0, len(clause))]).docs[0]
        verbs = frozenset(token.lemma_ for one in self.parsed[:HEAD] for token in one if token.pos_ == "VERB")
        return read_headline(doc, verbs) if len(doc) else Headline()

    def _who(self, headline: Headline, lead: Told | None) -> str:
        """Choose who did it: the agent or subject of the headline, else the subject of the sentence most like it."""
        leads = [who for one in ([lead] if lead else []) + self.leads if (who := one.who or one.whom)]
        if headline.agent:
            return headline.agent
        if COUNTED.match(headline.who):
            return next((who for who in leads if COUNTED.match(who)), headline.who)
        if not headline.who:
            return next(iter(leads), "")
        is_named = any(word[:1].isupper() for word in headline.who.split()[1:])
        if is_named or not leads or any(name in headline.who for name in self.titled):
            return headline.who
        # The first sentence names whom a headline calls by a role.
        return next((name for name in sorted(self.persons) if " " in name and name in leads[0]), headline.who)


def _what(headline: Headline) -> str:
    """Say what happened: the verb and complement of the headline, with its subject where that is not who did it."""
    alone = " " not in headline.what and headline.suffered
    if headline.what and (headline.agent or alone or COUNTED.match(headline.who)):
        return f"{headline.who} {headline.what}"
    return headline.what or headline.clause


def _matched(pattern: re.Pattern[str], sentences: Sequence[str]) -> str:
    """Return the words of the first answer that a pattern finds."""
    found = (match for sentence in sentences for match in pattern.finditer(sentence))
    return next((" ".join(match["words"].split()[:MOST]) for match in found), "")


def _iso(day: int | None) -> str:
    return date.fromordinal(day).isoformat() if day is not None else ""


def _in_words(day: int | None) -> str:
    """Write a day as news does; news that names no day is of the day on which it appeared."""
    if day is None:
        return ""
    found = date.fromordinal(day)
    return f"{MONTHS[found.month - 1]} {found.day}, {found.year}"
