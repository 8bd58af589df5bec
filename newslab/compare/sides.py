"""Sides: the statements of a story's articles as comparison reads them, and which of them tell of one matter."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import pandas as pd

from newslab.events.quantities import Quantity, np_day, read_quantities
from newslab.text.parse import parse_text
from newslab.text.resources import listed
from newslab.text.sentences import find_sentences
from newslab.text.spans import LONGEST

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from newslab.text.parse import Parsed
    from newslab.text.spans import Spans

Spanned = TypeVar("Spanned", bound="tuple[int, int, Any]")
CONTENT: Final = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))
NEAREST: Final = 4  # statements of each other article that one is paired with
LEAST_LIKE: Final = 0.08  # likeness below which two statements are not compared
MOST_PAIRS: Final = 12_000  # of one story, the likest: keeps long stories linear
_EMPTY: Final = listed("sides: empty")
_CLOCK: Final = re.compile(r"T([012]\d):([0-5]\d)")
CORRECTS: Final = re.compile(r"\b(?:correction|corrects|corrected|clarification|an earlier version)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """One article as a side of comparisons.

    Attributes
    ----------
    origin : the article at the end of its chain of copies.
    day : of publication, days since 1970, or None; published : its moment, or None.
    corrects : whether it says that it corrects an earlier version.
    full : whether its whole text is there.
    """

    article_id: str
    source: str
    origin: str
    day: int | None
    published: Any
    corrects: bool
    full: bool
    n_sentences: int
    title: str
    text: str

    def of(self, field: str) -> str:
        """Return its title or text."""
        return self.title if field == "title" else self.text


@dataclass(frozen=True)
class Side:
    """One statement: what it says, where it stands, and its sentence."""

    article: Told
    field: str
    start: int
    end: int
    sentence: tuple[int, int]
    position: int  # of its sentence; -1 is the title
    main: bool
    who: str
    predicate: str
    where: str
    window: tuple[int, int] | None
    modality: str
    speaker: str
    doc: Doc
    tokens: tuple[int, int]  # of the statement in the doc of its sentence
    quantities: tuple[tuple[int, int, Quantity], ...]
    clocks: tuple[tuple[int, int, int], ...] = ()  # (start, end, minute of the day) of its times of day
    events: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The words of the statement."""
        return self.article.of(self.field)[self.start : self.end]

    @property
    def sentence_text(self) -> str:
        """The words of its sentence."""
        return self.article.of(self.field)[slice(*self.sentence)]

    @cached_property
    def words(self) -> frozenset[str]:
        """Base forms of its content words."""
        return content(self.doc[slice(*self.tokens)])

    @cached_property
    def sentence_words(self) -> frozenset[str]:
        """Base forms of the content words of its sentence."""
        return content(self.doc)

    @property
    def place(self) -> tuple[str, str, int, int]:
        """Where it stands, for sorting."""
        return self.article.article_id, self.field, self.start, self.end

    @property
    def place_of_sentence(self) -> tuple[str, str, tuple[int, int]]:
        """Where its sentence stands."""
        return self.article.article_id, self.field, self.sentence


@dataclass(frozen=True)
class Pair:
    """Two statements of different origins, and how alike they are, 0 to 1; `a` is the earlier."""

    a: Side
    b: Side
    like: float


def content(tokens: Iterable[Any]) -> frozenset[str]:
    """Return the base forms of content words, in lower case."""
    return frozenset(token.lemma_.lower() for token in tokens if token.pos_ in CONTENT and len(token) > 1) - _EMPTY


def read_sides(
    articles: pd.DataFrame, spans: Spans, citations: pd.DataFrame, origins: Mapping[str, str]
) -> dict[str, list[Side]]:
    """Read the statements of articles as sides: by article_id, in order.

    Parameters
    ----------
    articles : ARTICLES table.
    spans : record of span tables of the same articles.
    citations : CITATIONS table; rows of events say which event a statement tells of.
    origins : origin of each article_id.
    """
    cited: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for one in citations.itertuples():
        cited[str(one.article_id), str(one.field)].append((int(one.start), int(one.end), str(one.cited_id)))  # type: ignore[arg-type]
    held = {name: _by_field(getattr(spans, name)) for name in ("statements", "numbers", "times", "quotes")}
    found = {}
    for row in articles.itertuples():
        key = str(row.article_id)
        text, title = str(row.text)[:LONGEST], str(row.title)[:LONGEST] if isinstance(row.title, str) else ""
        sentences = find_sentences(text)
        told = _told(row, origins.get(key, key), text, title, len(sentences))
        fields = (("title", [(0, len(title))] if title.strip() else []), ("text", sentences))
        found[key] = [
            side
            for name, places in fields
            if held["statements"].get((key, name))
            for side in _sides(told, name, places, {kind: rows.get((key, name), []) for kind, rows in held.items()},
                               cited.get((key, name), []))
        ]  # fmt: skip
    return found


def _told(row: Any, origin: str, text: str, title: str, n_sentences: int) -> Told:
    day = np_day(row.published_day) if pd.notna(row.published_day) else np_day(row.published)
    corrects = bool(CORRECTS.search(f"{title}\n{text[:300]}\n{text[-400:]}"))
    source = str(row.source) if isinstance(row.source, str) else str(row.article_id)
    return Told(str(row.article_id), source, origin, day, row.published if pd.notna(row.published) else None, corrects,
                str(row.text_status) != "truncated", n_sentences, title, text)  # fmt: skip


def _by_field(table: pd.DataFrame) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    names = [str(name) for name in table.columns]
    for cells in table.itertuples(index=False, name=None):
        row = dict(zip(names, cells, strict=True))
        found[str(row["article_id"]), str(row["field"])].append(row)
    return found


def _sides(
    told: Told, field: str, sentences: Sequence[tuple[int, int]], rows: Mapping[str, list[dict[str, Any]]],
    cited: Sequence[tuple[int, int, str]],
) -> Iterator[Side]:  # fmt: skip
    text = told.of(field)
    parsed = parse_text(text, sentences)
    places = {span: at for at, span in enumerate(parsed.sentences)}
    quantities = read_quantities(text, rows["numbers"], day=told.day, title=told.title,
                                 sentences=sentences)  # fmt: skip
    clocks = [(int(one["start"]), int(one["end"]), minute) for one in rows["times"]
              if (minute := _minute(one.get("value"))) is not None]  # fmt: skip
    quotes = [(int(one["start"]), int(one["end"]), _word(one.get("speaker"))) for one in rows["quotes"]]
    for row in rows["statements"]:
        start, end = int(row["start"]), int(row["end"])
        sentence = (int(row["sentence_start"]), int(row["sentence_end"]))
        at = places.get(sentence)
        if at is None or end <= start:
            continue
        speaker = next((name for first, last, name in quotes if first <= start and end <= last + 1), "")
        yield Side(
            told,
            field,
            start,
            end,
            sentence,
            -1 if field == "title" else at,
            bool(row["main"]),
            _word(row["who"]),
            _word(row["predicate"]),
            _word(row["where"]),
            _window(row),
            _word(row["modality"]),
            _word(row["attributed_to"]) or speaker,
            parsed.docs[at],
            _tokens(parsed, at, start, end),
            _inside(quantities, start, end),
            _inside(clocks, start, end),
            frozenset(event for low, high, event in cited if low < end and start < high),
        )


def _inside(spans: Sequence[Spanned], start: int, end: int) -> tuple[Spanned, ...]:
    return tuple(one for one in spans if start <= one[0] and one[1] <= end)


def _window(row: Mapping[str, Any]) -> tuple[int, int] | None:
    first, last = (None if pd.isna(row[name]) else np_day(row[name]) for name in ("first_day", "last_day"))
    return None if first is None or last is None else (first, last)


def _minute(value: Any) -> int | None:
    """The minute of the day of a TIMEX3 value ("2017-12-31T22:15")."""
    match = _CLOCK.search(value) if isinstance(value, str) else None
    return 60 * int(match[1]) + int(match[2]) if match else None


def _tokens(parsed: Parsed, at: int, start: int, end: int) -> tuple[int, int]:
    low, high = parsed.place(at, start), parsed.place(at, end)
    inside = [token.i for token in parsed.docs[at] if low <= token.idx < high]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _word(cell: Any) -> str:
    return cell if isinstance(cell, str) else ""


# ------------------------------------------------------------------------------------------------------------ likeness


def pair_sides(sides: Sequence[Side]) -> list[Pair]:
    """Pair the statements of different origins that are alike: each with the nearest of every other article.

    Parameters
    ----------
    sides : statements of one story.

    Returns
    -------
    list of Pair, the likest first; within a pair the earlier published (else the smaller address) is `a`.

    Notes
    -----
    Likeness is the cosine of base forms weighed by inverse sentence frequency, half of the statements, half of their
    sentences.
    """
    from scipy import sparse

    if len({one.article.origin for one in sides}) < 2:
        return []
    weight = _weigh_words(sides)
    grids = [_unit_rows(list(map(attrgetter(name), sides)), weight) for name in ("words", "sentence_words")]
    both = [sparse.triu(grid @ grid.T, k=1).tocsr() for grid in grids]
    joint = ((both[0] + both[1]) * 0.5).tocoo()
    article = np.array([one.article.article_id for one in sides])
    origin = np.array([one.article.origin for one in sides])
    kept = (article[joint.row] != article[joint.col]) & (origin[joint.row] != origin[joint.col])
    kept &= joint.data >= LEAST_LIKE
    rows, cols, data = joint.row[kept], joint.col[kept], np.round(joint.data[kept], 6)
    near = _nearest(rows, cols, data, article)
    order = sorted(near, key=lambda at: (-data[at], sides[rows[at]].place, sides[cols[at]].place))[:MOST_PAIRS]
    return [
        Pair(*_ordered(sides[i], sides[j]), round(float(both[0][i, j]), 6))
        for i, j in ((rows[at], cols[at]) for at in order)
    ]


def _weigh_words(sides: Sequence[Side]) -> dict[str, float]:
    """Weigh a word by how few of a story's sentences hold it: its inverse sentence frequency, squared."""
    bags = {one.place_of_sentence: one.sentence_words for one in sides}
    held = Counter(word for bag in bags.values() for word in bag)
    return {word: math.log((1 + len(bags)) / (0.5 + count)) ** 2 for word, count in held.items()}


def _unit_rows(bags: Sequence[frozenset[str]], weight: Mapping[str, float]) -> Any:
    from scipy import sparse

    vocabulary = {word: at for at, word in enumerate(sorted(frozenset().union(*bags)))}
    rows, cols, data = [], [], []
    for at, bag in enumerate(bags):
        words = sorted(bag)
        norm = math.sqrt(math.fsum(weight[word] for word in words)) or 1.0
        rows += [at] * len(words)
        cols += [vocabulary[word] for word in words]
        data += [math.sqrt(weight[word]) / norm for word in words]
    return sparse.csr_matrix((data, (rows, cols)), shape=(len(bags), max(1, len(vocabulary))))


def _nearest(rows: Any, cols: Any, data: Any, article: Any) -> set[int]:
    """The places of the pairs that are among the nearest of one of their sides in the other's article."""
    found: set[int] = set()
    for own, others in ((rows, cols), (cols, rows)):
        groups: dict[tuple[int, str], list[int]] = defaultdict(list)
        for at, (one, other) in enumerate(zip(own.tolist(), others.tolist(), strict=True)):
            groups[one, str(article[other])].append(at)
        for places in groups.values():
            found |= set(sorted(places, key=lambda at: (-data[at], others[at]))[:NEAREST])
    return found


def _ordered(a: Side, b: Side) -> tuple[Side, Side]:
    first, second = a.article.published, b.article.published
    if first is not None and second is not None and first != second:
        return (a, b) if first < second else (b, a)
    return (a, b) if a.place <= b.place else (b, a)
