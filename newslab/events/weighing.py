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
from newslab.group.copies import witnesses

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


def weigh_sentences(
    articles: pd.DataFrame, spans: Spans, members: pd.DataFrame, copies: pd.DataFrame, *,
    weights: str | Path | None = None,
) -> dict[Key, Weight]:  # fmt: skip
    """Weigh the sentences of articles, each in the story to which it matters most; one of no story is a story of its own."""
    whole = with_lone(articles, members)
    found: dict[Key, Weight] = {}
    for story in Reading.of(articles, spans).weigh(whole, origins_of(articles, copies), weights=weights):
        for place, weight in story.weights.items():
            found[place] = max(weight, found.get(place, weight), key=lambda one: one.whole)
    return found


def with_lone(articles: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return the members of stories, and each article of no story as a story of its own."""
    lone = articles.loc[~articles["article_id"].isin(members["article_id"]), "article_id"]
    alone = pd.DataFrame({"story_id": lone, "article_id": lone})
    return pd.concat([members[["story_id", "article_id"]], alone], ignore_index=True)


def origins_of(articles: pd.DataFrame, copies: pd.DataFrame) -> dict[str, str]:
    """Return whose report each article is, by article_id."""
    return {str(key): str(witness) for key, witness in witnesses(articles, copies).dropna().items()}
