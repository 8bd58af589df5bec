"""What lies on the desk when a story is told: its tables by story, article and place."""

from __future__ import annotations

import bisect
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from newslab.tables import CONTRACTS, empty, slice_hash

NEVER_TOLD: Final = ("caption", "furniture", "list", "other")  # roles of sentences that are no prose of the article


@dataclass(frozen=True)
class Line:
    """One sentence: its place in the article, and what it is."""

    article_id: str
    start: int
    end: int
    text: str
    position: int
    kind: str
    role: str
    readable: float | None  # how surely it can be told by itself, 0 to 1; None: not known

    @property
    def key(self) -> tuple[str, int]:
        """Its place in the corpus."""
        return self.article_id, self.start


@dataclass(frozen=True)
class Desk:
    """The tables of a corpus by article and story, ready for look-up."""

    tables: Mapping[str, pd.DataFrame]
    articles: Mapping[str, Any] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, list[Line]] = field(default_factory=dict)
    statements: Mapping[tuple[str, int], list[Any]] = field(
        default_factory=dict
    )  # by article and start of the sentence
    names: Mapping[str, list[Any]] = field(default_factory=dict)
    times: Mapping[str, list[Any]] = field(default_factory=dict)
    members: Mapping[str, list[str]] = field(default_factory=dict)
    doubted: frozenset[str] = frozenset()  # articles whose own days contradict the others'
    parts: Mapping[str, list[str]] = field(default_factory=dict)
    stories: Mapping[str, Any] = field(default_factory=dict)
    state: Mapping[str, list[Any]] = field(default_factory=dict)
    cited: Mapping[str, list[Any]] = field(default_factory=dict)
    passages: Mapping[str, list[Any]] = field(default_factory=dict)
    events: Mapping[str, list[Any]] = field(default_factory=dict)
    contrasts: Mapping[str, list[Any]] = field(default_factory=dict)
    emphasis: Mapping[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame]) -> Desk:
        """Index the tables; those that are missing count as empty."""
        whole = {name: tables[name] if name in tables else empty(contract) for name, contract in CONTRACTS.items()}
        articles = {str(row.article_id): row for row in whole["articles"].sort_values("article_id").itertuples()}
        statements: dict[tuple[str, int], list[Any]] = defaultdict(list)
        for rows in by(whole["statements"][whole["statements"]["field"] == "text"], "article_id").values():
            for row in rows:
                statements[str(row.article_id), int(row.sentence_start)].append(row)
        members = whole["members"]
        return cls(
            tables=whole,
            articles=articles,
            origins=_origins(whole["articles"], whole["copies"]),
            lines=_lines(whole["sentences"], articles),
            statements=dict(statements),
            names=by(whole["names"][whole["names"]["field"] == "text"], "article_id"),
            times=by(whole["times"][whole["times"]["field"] == "text"], "article_id"),
            members={key: sorted({str(row.article_id) for row in rows} & set(articles)) for key, rows in by(members, "story_id").items()},
            doubted=frozenset(members.loc[members["doubt"].notna(), "article_id"].astype(str)),
            parts={key: sorted(str(row.story_id) for row in rows) for key, rows in by(whole["stories"].dropna(subset=["parent_id"]), "parent_id").items()},
            stories={str(row.story_id): row for row in whole["stories"].itertuples()},
            state=by(whole["state"].sort_values(["story_id", "rank"]), "story_id"),
            cited=by(whole["citations"], "cited_id"),
            passages=by(whole["passages"], "story_id"),
            events=by(whole["events"], "story_id"),
            contrasts=by(whole["contrasts"], "story_id"),
            emphasis=by(whole["emphasis"], "story_id"),
        )  # fmt: skip

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
        return article_id in self.lines

    def source(self, article_id: str) -> str:
        """Return the outlet of an article, as a reader would name it."""
        row = self.articles.get(article_id)
        return (_text(row.source) if row is not None else "") or "an unnamed source"

    def line_at(self, article_id: str, place: int) -> Line | None:
        """Return the sentence of a text that holds a place."""
        held = self.lines.get(article_id, [])
        at = bisect.bisect_right(held, place, key=lambda line: line.start) - 1
        return held[at] if at >= 0 and place < held[at].end else None

    def beside(self, line: Line, step: int) -> Line | None:
        """Return the sentence that stands `step` sentences after another in its article, None where there is none."""
        held = self.lines[line.article_id]
        at = bisect.bisect_left(held, line.start, key=lambda one: one.start) + step
        return held[at] if 0 <= at < len(held) else None

    def day(self, article_id: str) -> dt.date | None:
        """Return the day an article was published, where it is known."""
        row = self.articles[article_id]
        return date_of(row.published_day) or date_of(row.published)

    def origins_of(self, article_ids: Iterable[str]) -> set[str]:
        """Return the distinct origins of articles."""
        return {self.origins.get(key, key) for key in article_ids}

    def words(self, one: Any) -> str | None:
        """Return the words that a citation cites, None where they are others now; those of captions are not looked
        up.
        """
        row = self.articles.get(str(one.article_id))
        cell = getattr(row, str(one.field), None) if row is not None else None
        words = cell[int(one.start) : int(one.end)] if isinstance(cell, str) else ""
        return words if words and slice_hash(words) == one.hash else None

    def full_name(self, name: Any) -> str:
        """Return the fullest form that the article itself uses for a name, the one it uses most of these."""
        forms = Counter(str(one.text) for one in self.names[str(name.article_id)] if one.entity_id == name.entity_id)
        return min(forms, key=lambda form: (-min(len(form.split()), 3), len(form.split()) > 4, -forms[form], form))


def by(table: pd.DataFrame, column: str) -> dict[str, list[Any]]:
    """Return the rows of a table by what one column holds, in their order."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in table.itertuples():
        found[str(getattr(row, column))].append(row)
    return dict(found)


def date_of(cell: Any) -> dt.date | None:
    """Return a day or time as a date; None where it is missing."""
    return None if cell is None or pd.isna(cell) else cell.date()


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _lines(table: pd.DataFrame, articles: Mapping[str, Any]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    english = {key for key, row in articles.items() if _text(row.language) in ("", "en")}
    columns = ("article_id", "start", "end", "position", "kind", "role", "readable")
    for key, start, end, position, kind, role, readable in zip(*(table[name] for name in columns), strict=True):
        if key in english:
            text = str(articles[key].text)[int(start) : int(end)]
            place = str(key), int(start), int(end), text, int(position)
            found[str(key)].append(
                Line(*place, _text(kind), _text(role), None if pd.isna(readable) else float(readable))
            )
    return {key: sorted(rows, key=lambda line: line.start) for key, rows in found.items()}


def _origins(articles: pd.DataFrame, copies: pd.DataFrame) -> dict[str, str]:
    from newslab.group.copies import witnesses

    return {str(key): str(value) for key, value in witnesses(articles, copies).dropna().items()}
