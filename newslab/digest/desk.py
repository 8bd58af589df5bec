"""What lies on the desk when a story is told: its articles, their usable sentences and who else says the same."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from newslab.digest.setting import Name, Setting, Time
from newslab.digest.standalone import PERSON, name_kind
from newslab.digest.support import holds_claim, second_hand
from newslab.digest.wording import content_words, figures, is_whole, outlet_name, overlap, strip_dateline
from newslab.tables import CONTRACTS, empty

SUPPORT: Final = 0.5  # share of the weight of a sentence's words that another must hold to support it
SUPPORT_IN_EVENT: Final = 0.42  # the same for two sentences already merged into one event
SUPPORT_BEYOND_NAMES: Final = (
    0.35  # share of the weight of its words that are no names: who it is about is not what it says
)
SLACK: Final = dt.timedelta(days=4)  # between a day told and one of publication, for one report to support another
BOILERPLATE: Final = 4  # sentences of one article with the same first words: a gallery, a list of links
FIRST_WORDS: Final = 3
REPEAT: Final = 0.45  # share of the smaller set of content words from which a sentence says again what was said
_QUOTE: Final = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
MOST_LINES: Final = 4000  # sentences weighed per story; beyond, the leads of more articles add nothing new
NEVER_TOLD: Final = ("caption", "furniture", "list", "other")  # roles of sentences that are no prose of the article


@dataclass(frozen=True)
class Line:
    """One sentence that may be told: its place, words, and the origin it is a witness of."""

    article_id: str
    start: int
    end: int
    text: str
    position: int
    kind: str
    origin: str
    words: frozenset[str]
    figures: frozenset[str]
    sentence: int = 0

    @property
    def key(self) -> tuple[str, int]:
        """Its place in the corpus: the article and where the whole sentence starts, dateline and all."""
        return self.article_id, self.sentence


@dataclass(frozen=True)
class Desk:
    """The tables of a corpus by article and story, ready for look-up."""

    tables: Mapping[str, pd.DataFrame]
    articles: Mapping[str, Any] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Setting] = field(default_factory=dict)
    sentences: Mapping[str, list[tuple[int, int, int, str]]] = field(default_factory=dict)
    members: Mapping[str, list[str]] = field(default_factory=dict)
    parts: Mapping[str, list[str]] = field(default_factory=dict)
    stories: Mapping[str, Any] = field(default_factory=dict)
    events_at: Mapping[tuple[str, int], list[str]] = field(default_factory=dict)
    event_rows: Mapping[str, Any] = field(default_factory=dict)
    cited: Mapping[str, list[Any]] = field(default_factory=dict)
    passages: Mapping[str, list[Any]] = field(default_factory=dict)
    events: Mapping[str, list[Any]] = field(default_factory=dict)
    contrasts: Mapping[str, list[Any]] = field(default_factory=dict)
    loaded: Mapping[str, list[Any]] = field(default_factory=dict)
    outlets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _places: dict[str, dict[str, list[int]]] = field(default_factory=dict, compare=False)
    _read: dict[str, list[Line]] = field(default_factory=dict, compare=False)  # lines of the articles asked for so far

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame]) -> Desk:
        """Index the tables; those that are missing count as empty."""
        whole = {name: tables[name] if name in tables else empty(contract) for name, contract in CONTRACTS.items()}
        articles = {str(row.article_id): row for row in whole["articles"].sort_values("article_id").itertuples()}
        english = {key for key, row in articles.items() if _text(row.language) in ("", "en")}
        sentences = _sentences(whole["sentences"], english)
        cited = _by(whole["citations"], "cited_id")
        known = set(articles)
        origins = _origins(whole["articles"], whole["copies"])
        return cls(
            tables=whole,
            articles=articles,
            origins=origins,
            settings=_settings(articles, sentences, whole["names"], whole["times"]),
            sentences=sentences,
            members={
                key: sorted({str(row.article_id) for row in rows} & known)
                for key, rows in _by(whole["members"], "story_id").items()
            },
            parts=_parts(whole["stories"]),
            stories={str(row.story_id): row for row in whole["stories"].itertuples()},
            events_at=_events_at(whole["events"], cited, sentences),
            event_rows={str(row.event_id): row for row in whole["events"].itertuples()},
            cited=cited,
            passages=_by(whole["passages"], "story_id"),
            events=_by(whole["events"], "story_id"),
            contrasts=_by(whole["contrasts"], "story_id"),
            loaded=_by(whole["loaded"], "story_id"),
            outlets=_outlets(articles, origins),
        )

    def family(self, story_id: str) -> list[str]:
        """Return a story and its parts."""
        return [story_id, *self.parts.get(story_id, [])]

    def events_of(self, story_id: str) -> list[Any]:
        """Return the events of a story and its parts, and of the story it is part of those its articles report too."""
        return self._rows_of(story_id, self.events, "event_id")

    def contrasts_of(self, story_id: str) -> list[Any]:
        """Return the contrasts of a story and its parts, and of the story it is part of those between its articles."""
        return self._rows_of(story_id, self.contrasts, "contrast_id")

    def _rows_of(self, story_id: str, rows: Mapping[str, list[Any]], key: str) -> list[Any]:
        found = {str(getattr(row, key)): row for one in self.family(story_id) for row in rows.get(one, [])}
        parent = self.stories[story_id].parent_id if story_id in self.stories else None
        mine = set(self.members.get(story_id, []))
        for row in rows.get(parent, []) if isinstance(parent, str) else []:
            sides: dict[str, bool] = {}
            for citation in self.cited.get(str(getattr(row, key)), []):
                sides[citation.side] = sides.get(citation.side, False) or str(citation.article_id) in mine
            if sides and all(sides.values()):
                found.setdefault(str(getattr(row, key)), row)
        return list(found.values())

    def paragraph(self, story_id: str, place: int) -> list[Any]:
        """Return the passages of one paragraph of a story page."""
        return [row for row in self.passages.get(story_id, []) if int(row.paragraph) == place]

    def is_english(self, article_id: str) -> bool:
        """Tell whether the article may be told from."""
        return article_id in self.settings

    def source(self, article_id: str) -> str:
        """Return the outlet of an article, as a reader would name it."""
        row = self.articles.get(article_id)
        return (_text(row.source) if row is not None else "") or "an unnamed source"

    def lines(self, article_ids: Iterable[str]) -> list[Line]:
        """Return every whole sentence of these articles, in order of article and place, English ones only."""
        found: list[Line] = []
        for article_id in sorted(article_ids):
            if article_id in self.settings:
                if article_id not in self._read:
                    self._read[article_id] = self._lines_of(article_id, self.settings[article_id])
                found += self._read[article_id]
        return found[:MOST_LINES]

    def _lines_of(self, article_id: str, setting: Setting) -> list[Line]:
        places = self.sentences.get(article_id, [])
        openings = Counter(_opening(setting.text[start:end]) for start, end, _, _ in places)
        titled = content_words(_text(self.articles[article_id].title))
        found = []
        for start, end, position, kind in places:
            if kind in NEVER_TOLD:
                continue
            line = _line(article_id, start, end, position, kind, setting.text, self.origins)
            is_listed = openings[_opening(setting.text[start:end])] >= BOILERPLATE
            is_title = line is not None and content_words(line.text) == titled and len(titled) > 2
            if line is not None and not (is_listed or is_title) and not shouts(line.text, line.start, setting):
                found.append(line)
        return found

    def rows_of(self, name: str, keys: Iterable[str], column: str = "story_id") -> pd.DataFrame:
        """Return the rows of a table with one of some keys, in its order; where each key's rows stand is looked up once."""
        table = self.tables[name]
        if name not in self._places:
            self._places[name] = defaultdict(list)
            for place, key in enumerate(table[column]):
                if isinstance(key, str):
                    self._places[name][key].append(place)
        places = self._places[name]
        return table.iloc[sorted(place for key in set(keys) for place in places.get(key, ()))]

    def day(self, article_id: str) -> dt.date | None:
        """Return the day an article was published, where it is known."""
        return _published(self.articles[article_id])

    def first_time(self, line: Line) -> Time | None:
        """Return the first dated expression in a sentence."""
        return next(iter(self.times_of(line)), None)

    def times_of(self, line: Line) -> list[Time]:
        """Return the dated expressions in a sentence, in order."""
        return [
            time
            for time in self.settings[line.article_id].times
            if line.start <= time.start and time.end <= line.end and time.first_day and time.type != "DURATION"
        ]

    def shared_persons(self, article_ids: Iterable[str]) -> frozenset[str] | None:
        """Return the last names that at least two origins use; None where a story has fewer than three origins.

        Who one article alone names may be of another story: a gallery, a list, an aside.
        """
        users: dict[str, set[str]] = defaultdict(set)
        origins: set[str] = set()
        for key in article_ids:
            origin = self.origins.get(key, key)
            origins.add(origin)
            for name in self.settings[key].names if key in self.settings else ():
                users[name.text.split()[-1]].add(origin)
        return frozenset(name for name, who in users.items() if len(who) > 1) if len(origins) > 2 else None

    def names_shared(self, article_id: str, start: int, end: int, shared: Collection[str] | None) -> bool:
        """Tell whether a sentence names nobody, or somebody of `shared`."""
        names = self.settings[article_id].names_in(start, end) if article_id in self.settings else []
        persons = {name.text.split()[-1] for name in names if name.kind == PERSON}
        return shared is None or not persons or bool(persons & set(shared))

    def same_days(self, line: Line, other: Line) -> bool:
        """Tell whether two sentences can speak of one day: by the days they give, else by when they were published."""
        mine, theirs = self._days_of(line), self._days_of(other)
        if mine is None or theirs is None:
            return True
        return mine[0] <= theirs[1] + SLACK and theirs[0] <= mine[1] + SLACK

    def _days_of(self, line: Line) -> tuple[dt.date, dt.date] | None:
        time = self.first_time(line)
        if time is not None and time.first_day and time.last_day:
            return time.first_day, time.last_day
        day = self.day(line.article_id)
        return (day, day) if day else None


@dataclass(frozen=True)
class Weights:
    """How much the words of one story weigh: by the share of its origins that use them, and by rarity in sentences."""

    central: Mapping[str, float]
    rare: Mapping[str, float]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Weights:
        """Weigh the words of a story's sentences."""
        users: dict[str, set[str]] = defaultdict(set)
        held: Counter[str] = Counter()
        for line in lines:
            held.update(line.words)
            for word in line.words:
                users[word].add(line.origin)
        n_origins = len({line.origin for line in lines}) or 1
        central = {word: math.sqrt(len(who) / n_origins) for word, who in users.items()}
        if n_origins == 1:
            central = {word: min(1.0, count / 4) for word, count in held.items()}
        rare = {word: math.log(1 + len(lines) / count) for word, count in held.items()}
        return cls(central, rare)

    def centrality(self, line: Line) -> float:
        """Return the mean centrality of a sentence's words, 0 to 1; short sentences are held back."""
        if not line.words:
            return 0.0
        total = math.fsum(sorted(self.central.get(word, 0.0) for word in line.words))
        return round(total / max(len(line.words), 8), 6)

    def centres(self, lines: Sequence[Line]) -> dict[str, float]:
        """Return how near the centre each article is: the mean centrality of its sentences, 1 for the nearest."""
        found: dict[str, list[float]] = defaultdict(list)
        for line in lines:
            found[line.article_id].append(self.centrality(line))
        means = {key: math.fsum(held) / len(held) for key, held in found.items()}
        most = max(means.values(), default=0.0) or 1.0
        return {key: round(mean / most, 6) for key, mean in means.items()}

    def held(self, line: Line, other: Line) -> float:
        """Return the share of the weight of `line`'s words that `other` holds, 0 to 1."""
        return self.share(line.words, other.words)

    def share(self, words: frozenset[str], others: frozenset[str]) -> float:
        """Return the share of the weight of `words` that stand in `others` too, 0 to 1."""
        whole = math.fsum(sorted(self.rare.get(word, 1.0) for word in words))
        both = math.fsum(sorted(self.rare.get(word, 1.0) for word in words & others))
        return round(both / whole, 6) if whole else 0.0


def find_support(line: Line, lines: Sequence[Line], desk: Desk, weights: Weights) -> list[Line]:
    """Find the sentences that say what `line` says: the best one of each other origin, itself first.

    A sentence supports another when it holds every figure in it and most of the weight of its words; where both were
    merged into one event, less of it is asked for. It holds every name, superlative and scale of the claim too; what one
    outlet reports from another counts as that other's.
    """
    found: list[tuple[bool, float, Line, frozenset[str]]] = []
    events = set(desk.events_at.get(line.key, ()))
    setting = desk.settings[line.article_id]
    for other in lines:
        if other.origin == line.origin or not line.figures <= other.figures or len(line.words & other.words) < 3:
            continue
        held = weights.held(line, other)
        in_event = bool(events & set(desk.events_at.get(other.key, ())))
        if held < (SUPPORT_IN_EVENT if in_event else SUPPORT) or _negated(line.text) != _negated(other.text):
            continue
        if (
            _says_beyond_names(line, other, desk, weights)
            and _holds_quotes(line, other)
            and desk.same_days(line, other)
            and holds_claim(line.text, line.start, line.end, setting, other.text, _read_by(other, desk))
        ):
            witnesses = _witnesses(other, desk)
            found.append((other.origin not in witnesses, -held, other, witnesses))
    chosen, taken = [line], set(_witnesses(line, desk)) | {line.origin}
    for _, _, other, witnesses in sorted(found, key=lambda one: (*one[:2], one[2].key)):
        if not (taken & {*witnesses, other.origin}):
            chosen.append(other)
            taken |= {*witnesses, other.origin}
    return chosen


def _read_by(line: Line, desk: Desk) -> str:
    return desk.settings[line.article_id].text[: line.end]


def _witnesses(line: Line, desk: Desk) -> frozenset[str]:
    """Return the origins a sentence stands for: those of the outlet it reports from, where it does, else its own."""
    named = second_hand(line.text, outlet_name(desk.source(line.article_id)), desk.outlets)
    return frozenset(desk.outlets[named]) if named else frozenset({line.origin})


def _says_beyond_names(line: Line, other: Line, desk: Desk, weights: Weights) -> bool:
    """Tell whether `other` holds what `line` says of those it names, not their names alone."""
    names = desk.settings[line.article_id].names_in(line.start, line.end)
    named = frozenset().union(*(content_words(name.text) for name in names)) if names else frozenset()
    rest = line.words - named
    return not rest or weights.share(rest, other.words) >= SUPPORT_BEYOND_NAMES


def _holds_quotes(line: Line, other: Line) -> bool:
    """Tell whether `other` holds most of every quotation of `line`: a report of other words is no support for these."""
    quoted = [content_words(words) for words in map("".join, _QUOTE.findall(line.text))]
    return all(len(words & other.words) >= 0.6 * len(words) for words in quoted)


def is_repeat(line: Line, told: Iterable[Line], most: float = REPEAT) -> bool:
    """Tell whether `line` says again what one of `told` said."""
    return any(overlap(line.words, other.words) > most for other in told)


def shouts(words: str, start: int, setting: Setting) -> bool:
    """Tell whether a sentence opens with a word set in capitals for show ("HACKERS are", "CLOSE Ana Ruiz")."""
    first, _, rest = words.partition(" ")
    first = re.sub(r"['’][sS]$", "", first)
    if len(first) < 3 or not first.isupper() or not first.isalpha():
        return False
    if re.search(rf"\b(?:{first.lower()}|{first.title()})\b", setting.text):
        return True  # the article writes it otherwise elsewhere, so it is no acronym
    opener = next((name for name in setting.names if name.start == start), None)
    return (
        opener is None
        or (opener.text != first and not opener.text.isupper())
        or (rest[:1].islower() and len(first) > 6)
    )


def _opening(words: str) -> str:
    return " ".join(words.split()[:FIRST_WORDS])


def _negated(text: str) -> bool:
    low = f" {text.casefold()} ".replace("’", "'")
    return any(mark in low for mark in (" not ", "n't ", " no ", " never ", " denied ", " denies ", " without "))


def _line(
    article_id: str, start: int, end: int, position: int, kind: str, text: str, origins: Mapping[str, str]
) -> Line | None:
    words = text[start:end]
    cut = strip_dateline(words) if position < 3 else 0
    words = words[cut:]
    if not is_whole(words):
        return None
    origin = origins.get(article_id, article_id)
    bag = content_words(words)
    return Line(article_id, start + cut, end, words, position, kind, origin, bag, figures(words), start)


def _by(table: pd.DataFrame, column: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in table.itertuples():
        found[str(getattr(row, column))].append(row)
    return dict(found)


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _date(cell: object) -> dt.date | None:
    return None if cell is None or pd.isna(cell) else cell.date()  # type: ignore[call-overload, attr-defined]


def _published(row: Any) -> dt.date | None:
    return _date(row.published_day) or _date(row.published)


def _sentences(table: pd.DataFrame, english: set[str]) -> dict[str, list[tuple[int, int, int, str]]]:
    found: dict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
    columns = ("article_id", "start", "end", "position", "kind", "role")
    for article_id, start, end, position, kind, role in zip(*(table[name] for name in columns), strict=True):
        if article_id in english:
            kind = role if role in NEVER_TOLD else kind
            found[str(article_id)].append((int(start), int(end), int(position), str(kind)))
    return {key: sorted(rows) for key, rows in found.items()}


def _origins(articles: pd.DataFrame, copies: pd.DataFrame) -> dict[str, str]:
    from newslab.group.copies import witnesses

    return {str(key): str(value) for key, value in witnesses(articles, copies).dropna().items()}


def _outlets(articles: Mapping[str, Any], origins: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the origins of every outlet's articles, by the outlet's name as it is shown."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, row in articles.items():
        if isinstance(row.source, str) and row.source:
            found[outlet_name(row.source)].add(origins.get(key, key))
    return {name: frozenset(keys) for name, keys in found.items()}


def _settings(
    articles: Mapping[str, Any], sentences: Mapping[str, list[Any]], names: pd.DataFrame, times: pd.DataFrame
) -> dict[str, Setting]:
    names = names[names["field"] == "text"]
    full = _full_names(names)
    names_of: dict[str, list[Name]] = defaultdict(list)
    for row in names.itertuples():
        whole = full.get((str(row.article_id), _text(row.entity_id)), str(row.text))
        names_of[str(row.article_id)].append(
            Name(int(row.start), int(row.end), str(row.text), name_kind(str(row.kind)), whole)  # type: ignore[arg-type]
        )
    times_of: dict[str, list[Time]] = defaultdict(list)
    for row in times[times["field"] == "text"].itertuples():
        days = _date(row.first_day), _date(row.last_day)
        times_of[str(row.article_id)].append(
            Time(int(row.start), int(row.end), str(row.text), str(row.type), *days, _text(row.precision))  # type: ignore[arg-type]
        )
    return {
        key: Setting(
            str(articles[key].text),
            tuple((start, end) for start, end, _, _ in spans),
            tuple(sorted(names_of[key])),
            tuple(sorted(times_of[key], key=lambda time: (time.start, time.end))),
            _published(articles[key]),
        )
        for key, spans in sentences.items()
    }


def _full_names(names: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return the form of each entity to show in each article, of those it uses itself: most words, up to four, then most used.

    What stands in brackets must stand in the article that is cited; a form that only others use would not.
    """
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for article_id, entity, text in zip(names["article_id"], names["entity_id"], names["text"], strict=True):
        if isinstance(entity, str):
            counts[str(article_id), entity][str(text)] += 1
    return {
        key: min(forms, key=lambda form: (-min(len(form.split()), 3), len(form.split()) > 4, -forms[form], form))
        for key, forms in counts.items()
    }


def _parts(stories: pd.DataFrame) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for story_id, parent in zip(stories["story_id"], stories["parent_id"], strict=True):
        if isinstance(parent, str):
            found[parent].append(str(story_id))
    return {key: sorted(children) for key, children in found.items()}


def _events_at(
    events: pd.DataFrame, cited: Mapping[str, list[Any]], sentences: Mapping[str, list[tuple[int, int, int, str]]]
) -> dict[tuple[str, int], list[str]]:
    """Say which events each sentence reports; keyed by article and by the start of the sentence and of the citation."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for event_id in events["event_id"]:
        for row in cited.get(str(event_id), ()):
            if row.field != "text":
                continue
            starts = {int(row.start)}
            for start, end, _, _ in sentences.get(str(row.article_id), ()):
                if start <= row.start < end:
                    starts.add(start)
            for start in starts:
                found[str(row.article_id), start].append(str(event_id))
    return dict(found)
