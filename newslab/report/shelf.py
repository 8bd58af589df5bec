"""The tables of a corpus by story and article, ready for many views; and the re-check of what they cite."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from newslab.compare.tracing import trace_origins
from newslab.digest.desk import Desk
from newslab.digest.wording import outlet_name
from newslab.group.credits import Outlets, known_outlets, one_spelling
from newslab.report.render import plain
from newslab.tables import slice_hash


class Tables(Protocol):
    """Whatever has the tables of a corpus, by name, and a manifest: `newslab.Corpus` has."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables by name."""
        ...


@dataclass(frozen=True)
class Shelf:
    """Rows by what a view looks them up by. Rows are named tuples in the order of their table."""

    version: str
    articles: Mapping[str, Any]
    origins: Mapping[str, str]
    stories: Mapping[str, Any]
    parts: Mapping[str, list[str]]
    members: Mapping[str, list[str]]
    passages: Mapping[str, list[Any]]
    cited: Mapping[str, list[Any]]
    coverage: Mapping[str, list[Any]]
    images: Mapping[str, list[Any]]
    copies: Mapping[str, list[Any]]
    sentences: Mapping[str, list[tuple[int, int]]]
    desk: Desk
    writers: Mapping[str, Mapping[str, Any]]
    quotations: list[Any]

    @classmethod
    def of(cls, corpus: Tables) -> Shelf:
        """Index the tables of a corpus.

        Raises
        ------
        TableError
            If `corpus` is something else, such as one table, or a table breaks its contract.
        """
        from newslab import __version__

        desk = Desk.of(corpus)
        tables = desk.tables
        return cls(
            version=__version__,
            articles={str(row.article_id): row for row in tables["articles"].itertuples()},
            origins=desk.origins,
            stories={str(row.story_id): row for row in tables["stories"].itertuples()},
            parts=_children(tables["stories"]),
            members={
                key: list(dict.fromkeys(str(row.article_id) for row in rows))
                for key, rows in by(tables["members"], "story_id").items()
            },
            passages=by(tables["passages"].sort_values(["story_id", "paragraph", "position"]), "story_id"),
            cited=by(tables["citations"], "cited_id"),
            coverage=by(tables["coverage"], "story_id"),
            images=by(tables["images"], "article_id"),
            copies=by(tables["copies"], "article_id"),
            sentences=_spans(tables["sentences"]),
            desk=desk,
            quotations=list(tables["quotations"].itertuples()),
            writers={str(one["story_id"]): one for one in getattr(corpus, "manifest", {}).get("writer", [])},
        )

    def family(self, story_id: str) -> list[str]:
        """Return a story and its parts."""
        return self.desk.family(story_id)

    def events_of(self, story_id: str) -> list[Any]:
        """Return the events of a story and its parts, and of the story it is part of those its articles report too."""
        return self.desk.events_of(story_id)

    def contrasts_of(self, story_id: str) -> list[Any]:
        """Return the contrasts of a story and its parts, and of the story it is part of those between its articles."""
        return self.desk.contrasts_of(story_id)

    def articles_of(self, story_id: str) -> list[str]:
        """Return the articles of a story that the corpus holds, newest first."""
        found = {key: None for story in self.family(story_id) for key in self.members.get(story, [])}
        known = [key for key in found if key in self.articles]
        return sorted(sorted(known), key=self.moment, reverse=True)

    def moment(self, article_id: str) -> str:
        """Return when an article was published, as a text that sorts; the unknown sorts first."""
        row = self.articles[article_id]
        for cell in (row.published, row.published_day, row.published_first):
            if not pd.isna(cell):
                return str(cell.isoformat())
        return ""

    def days(self, article_ids: Iterable[str]) -> tuple[Any, Any]:
        """Return the first and last day on which some articles were published; NaT where none is known."""
        days = [
            row.published_day for row in map(self.articles.__getitem__, article_ids) if not pd.isna(row.published_day)
        ]
        return (min(days), max(days)) if days else (pd.NaT, pd.NaT)

    def writer(self, story_id: str) -> dict[str, Any]:
        """Return which model told a story, and how many of its sentences were kept and dropped; empty where none
        did.
        """
        record = self.writers.get(story_id, {})
        if not any(row.kind == "written" for row in self.passages.get(story_id, [])):
            return {}
        return {
            "model": plain(record.get("model")),
            "kept": int(record.get("kept", 0)),
            "dropped": len(record.get("dropped", [])),
        }

    def source(self, article_id: str) -> str:
        """Return the outlet of an article."""
        row = self.articles.get(article_id)
        return (outlet_name(plain(row.source)) if row is not None else "") or "Unnamed source"

    def n_origins(self, article_ids: Iterable[str]) -> int:
        """Return how many independent origins some articles have; those in another language have none."""
        return len({self.origins[key] for key in article_ids if key in self.origins})

    def outlets(self, article_ids: Iterable[str]) -> tuple[int, int]:
        """Return how many named outlets the articles that were read are from, and how many of these have none."""
        cells = [self.articles[key].source for key in article_ids if key in self.origins]
        named = [cell for cell in cells if isinstance(cell, str) and cell]
        return len(set(one_spelling(named).values())), len(cells) - len(named)

    def told_after(self, article_ids: Iterable[str]) -> list[tuple[str, str]]:
        """Return which report, or which outlet, some articles name in a sentence as their source: (origin, article)."""
        tables = self.desk.tables
        articles, copies = (
            table[table["article_id"].isin(set(article_ids))] for table in (tables["articles"], tables["copies"])
        )
        edges = trace_origins(articles, copies, articles[["article_id"]].assign(story_id="one"), outlets=self._known)
        told = edges[edges["kind"] == "second hand"]
        return list(zip(told["origin_id"].astype(str), told["article_id"].astype(str), strict=True))

    @cached_property
    def _known(self) -> Outlets:
        return known_outlets(self.desk.tables["articles"]["source"].dropna())

    def words(self, citation: Any) -> str | None:
        """Return the words a citation points at, or None where they are not those that were cited."""
        for text in self.texts(str(citation.article_id), str(citation.field)):
            start, end = int(citation.start), int(citation.end)
            if 0 <= start < end <= len(text) and slice_hash(text[start:end]) == citation.hash:
                return text[start:end]
        return None

    def texts(self, article_id: str, field: str) -> list[str]:
        """Return the texts that a field of an article may mean: captions can be several."""
        row = self.articles.get(article_id)
        if row is None:
            return []
        if field == "caption":
            return [str(image.caption) for image in self.images.get(article_id, []) if isinstance(image.caption, str)]
        cell = getattr(row, field, None)
        return [cell] if isinstance(cell, str) else []


def by(table: pd.DataFrame, column: str) -> dict[str, list[Any]]:
    """Return the rows of a table by the value of a column; rows without one are left out."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in table.itertuples():
        if isinstance(value := getattr(row, column), str):
            found[value].append(row)
    return dict(found)


def _children(stories: pd.DataFrame) -> dict[str, list[str]]:
    return {key: [str(row.story_id) for row in rows] for key, rows in by(stories, "parent_id").items()}


def _spans(sentences: pd.DataFrame) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for key, start, end in zip(sentences["article_id"], sentences["start"], sentences["end"], strict=True):
        found[str(key)].append((int(start), int(end)))
    return {key: sorted(spans) for key, spans in found.items()}
