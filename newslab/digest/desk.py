"""What lies on the desk when a story is told: its tables by story, article and place."""

from __future__ import annotations

import bisect
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from newslab.group.cited import CitedOrigins
from newslab.tables import complete, slice_hash

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
    articles: Mapping[str, Any]
    origins: Mapping[str, str]
    cited_origins: CitedOrigins
    lines: Mapping[str, list[Line]]
    statements: Mapping[tuple[str, int], list[Any]]  # by article and start of the sentence
    names: Mapping[str, list[Any]]
    times: Mapping[str, list[Any]]
    members: Mapping[str, list[str]]
    doubted: frozenset[str]  # articles whose own days contradict the others'
    parts: Mapping[str, list[str]]
    stories: Mapping[str, Any]
    state: Mapping[str, list[Any]]
    cited: Mapping[str, list[Any]]
    passages: Mapping[str, list[Any]]
    events: Mapping[str, list[Any]]
    contrasts: Mapping[str, list[Any]]
    emphasis: Mapping[str, list[Any]]

    @classmethod
    def of(cls, corpus: object) -> Desk:
        """Index the tables of a corpus, or tables by name; those that are missing count as empty.

        Raises
        ------
        TableError
            If `corpus` is something else, such as one table, or a table breaks its contract.
        """
        whole = complete(corpus)
        articles = {str(row.article_id): row for row in whole["articles"].sort_values("article_id").itertuples()}
        in_text = {name: whole[name][whole[name]["field"] == "text"] for name in ("statements", "names", "times")}
        statements: dict[tuple[str, int], list[Any]] = defaultdict(list)
        for key, rows in by(in_text["statements"], "article_id").items():
            for row in rows:
                statements[key, int(row.sentence_start)].append(row)
        members, parts = by(whole["members"], "story_id"), by(whole["stories"], "parent_id")
        doubted = whole["members"].loc[whole["members"]["doubt"].notna(), "article_id"]
        cited = CitedOrigins(whole["articles"], whole["copies"])
        of_stories = ("passages", "events", "contrasts", "emphasis")
        return cls(
            tables=whole,
            articles=articles,
            origins=cited.outlets,
            cited_origins=cited,
            lines=_lines(whole["sentences"], articles),
            statements=statements,
            names=by(in_text["names"], "article_id"),
            times=by(in_text["times"], "article_id"),
            members={key: sorted({row.article_id for row in rows} & set(articles)) for key, rows in members.items()},
            doubted=frozenset(doubted.astype(str)),
            parts={key: sorted(str(row.story_id) for row in rows) for key, rows in parts.items()},
            stories={str(row.story_id): row for row in whole["stories"].itertuples()},
            state=by(whole["state"].sort_values(["story_id", "rank"]), "story_id"),
            cited=by(whole["citations"], "cited_id"),
            **{name: by(whole[name], "story_id") for name in of_stories},
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
        for row in rows.get(str(parent), []):
            cited = self.cited.get(str(getattr(row, key)), [])
            ours = {one.side for one in cited if str(one.article_id) in mine}
            if cited and ours == {one.side for one in cited}:
                found.setdefault(str(getattr(row, key)), row)
        return list(found.values())

    def english_members(self, story_id: str) -> list[str]:
        """Return the articles of a story that may be told from."""
        return [key for key in self.members.get(story_id, []) if key in self.lines]

    def source(self, article_id: str) -> str:
        """Return the outlet of an article, as a reader would name it."""
        row = self.articles.get(article_id)
        return (_text(row.source) if row is not None else "") or "an unnamed source"

    def line_at(self, article_id: str, place: int) -> Line | None:
        """Return the sentence of a text that holds a place."""
        held = self.lines.get(article_id, [])
        at = bisect.bisect_right(held, place, key=lambda line: line.start) - 1
        return held[at] if at >= 0 and place < held[at].end else None

    def cited_lines(self, cited_id: str) -> list[tuple[Any, Line]]:
        """Return what a row cites of texts, each with the sentence that it stands in."""
        found = [(one, self.line_of(one)) for one in self.cited.get(cited_id, [])]
        return [(one, line) for one, line in found if line is not None]

    def line_of(self, one: Any) -> Line | None:
        """Return the sentence of a text that a citation stands in."""
        return self.line_at(str(one.article_id), int(one.start)) if one.field == "text" else None

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
    """Return the rows of a table by the value of a column, in their order; rows without one are left out."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in table.itertuples():
        if isinstance(value := getattr(row, column), str):
            found[value].append(row)
    return dict(found)


def date_of(cell: Any) -> dt.date | None:
    """Return a day or time as a date; None where it is missing."""
    return None if cell is None or pd.isna(cell) else cell.date()


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _lines(table: pd.DataFrame, articles: Mapping[str, Any]) -> dict[str, list[Line]]:
    """Return the sentences of the articles in English, in order of place."""
    found = {}
    for key, rows in by(table.sort_values("start"), "article_id").items():
        if key in articles and _text(articles[key].language) in ("", "en"):
            found[key] = [_line(row, str(articles[key].text)) for row in rows]
    return found


def _line(row: Any, text: str) -> Line:
    start, end, readable = int(row.start), int(row.end), None if pd.isna(row.readable) else float(row.readable)
    kind, role = _text(row.kind), _text(row.role)
    return Line(str(row.article_id), start, end, text[start:end], int(row.position), kind, role, readable)
