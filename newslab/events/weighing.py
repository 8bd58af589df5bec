"""The sentences of every story, weighed by how much each matters to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from newslab.events.importance import Weight, read_sentences, score_importance
from newslab.events.shared import Members, Sentence
from newslab.events.titles import Titled, read_titles

if TYPE_CHECKING:
    from newslab.text.spans import Spans

Key = tuple[str, int]


@dataclass(frozen=True)
class Weighed:
    """A story with the weights of its sentences, by article and start."""

    story_id: str
    articles: list[str]
    whole: Members
    weights: Mapping[Key, Weight]


@dataclass(frozen=True)
class Reading:
    """The sentences and titles of articles, read once for all stories."""

    sentences: Mapping[str, list[Sentence]]
    titles: Mapping[str, Titled]

    @classmethod
    def of(cls, articles: pd.DataFrame, spans: Spans) -> Reading:
        """Read the articles."""
        return cls(read_sentences(articles, spans), read_titles(articles, spans))

    def weigh(
        self, members: pd.DataFrame, origin: Mapping[str, str], *, weights: str | Path | None = None
    ) -> Iterator[Weighed]:
        """Give every story of MEMBERS in order; `origin` says whose report an article is."""
        bags = {key: title.bag for key, title in self.titles.items()}
        for story_id, group in members.groupby("story_id", sort=True):
            mine = sorted({str(key) for key in group["article_id"]} & set(self.sentences))
            lines = [one for key in mine for one in self.sentences[key]]
            whole = Members(lines, origin, {key: bags[key] for key in mine if key in bags})
            yield Weighed(str(story_id), mine, whole, score_importance(whole, weights=weights))


def most_weight(stories: Iterator[Weighed]) -> dict[Key, Weight]:
    """Return the weight of each sentence in the story to which it matters most."""
    found: dict[Key, Weight] = {}
    for story in stories:
        for place, weight in story.weights.items():
            found[place] = max(weight, found.get(place, weight), key=lambda one: one.whole)
    return found
