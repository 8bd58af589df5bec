"""What readers listed of stories told by several sources: `listed.jsonl`, places and labels alone.

187 stories of `collections/` and `stories/` (none of the nine of `gold/differences.jsonl`), each read whole by one of 22
readings of a language model that had seen neither code nor output: two-sided differences (1,833: importance 1 to 3, kind,
the sentences that show either side, best first), pairs that seem to differ and do not (1,058), and facts of weight that an
article does not tell in any words (1,003: importance, the sentences that tell it, the articles that do not). The first
6,500 characters of up to six articles were read. A place is [number of the article, start of the sentence], -1 the title.
Two more readings of the nine stories found 39 and 36 of the 46 differences of weight that are listed there, 41 of 60 and 42
of 56 of theirs among these, and 26 and 33 of the 56 omissions.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from data.train import judged_stories
from newslab.compare.origins import score_origins
from newslab.compare.sides import Side, read_sides
from newslab.compare.telling import Text, read_texts
from newslab.evaluate.differences import read_stories
from newslab.events.importance import Weight
from newslab.events.weighing import Key, weigh_sentences
from newslab.group.copies import link_copies
from newslab.read.files import read_articles
from newslab.tables import CITATIONS, empty
from newslab.text.spans import find_spans

LISTED = Path(__file__).with_name("listed.jsonl")
READ = 6_500  # characters of an article, in whole sentences, that the readers were given
Place = tuple[str, int]  # article_id and start of a sentence; -1 is the title


@dataclass(frozen=True)
class Listed:
    """A story with what readers listed of it; importance first."""

    set: str
    name: str
    articles: pd.DataFrame
    differs: list[tuple[int, str, list[Place], list[Place]]]
    seems: list[tuple[list[Place], list[Place]]]
    omits: list[tuple[int, list[Place], frozenset[str]]]

    @property
    def group(self) -> str:
        """Name the story among all."""
        return f"{self.set} {self.name}"

    @cached_property
    def copies(self) -> pd.DataFrame:
        """Return its copies."""
        return link_copies(self.articles)

    @cached_property
    def spans(self) -> Any:
        """Return what stands in its texts."""
        return find_spans(self.articles)

    @cached_property
    def texts(self) -> dict[str, Text]:
        """Return its articles as sentences."""
        return read_texts(sides_of(self.articles, self.spans, self.copies))

    def matter(self, known: Mapping[tuple[str, Key], Weight]) -> dict[Key, Weight]:
        """Return how much its sentences matter: by weights that did not see them, where they were taught."""
        members = pd.DataFrame({"story_id": self.name, "article_id": self.articles.article_id})
        found = weigh_sentences(self.articles, self.spans, members, self.copies)
        return {key: known.get((self.name, key), weight) for key, weight in found.items()}


def read_listed(data: Path) -> Iterator[Listed]:
    """Read every story that was listed."""
    for row in map(json.loads, LISTED.read_text("utf-8").splitlines()):
        ids = row["articles"]
        yield Listed(
            row["set"], row["story"], read_sets_of(data, row["set"], {*ids}),
            [(one, kind, _places(a, ids), _places(b, ids)) for one, kind, a, b in row["differs"]],
            [(_places(a, ids), _places(b, ids)) for a, b in row["seems"]],
            [(one, _places(a, ids), frozenset(ids[at] for at in missing)) for one, a, missing in row["omits"]],
        )  # fmt: skip


def read_gold(data: Path) -> Iterator[Listed]:
    """Read the nine stories of `gold/differences.jsonl`, with the omissions that are sure; of any article that lacks it."""
    for (name, story), (table, gold) in read_stories(data).items():
        articles = read_articles(table)[0]
        omits = [
            (one.importance, [(key, start) for key, field, start, _ in one.a if field == "text"], frozenset())
            for one in gold
            if one.true and one.omitted and not one.unsure
        ]
        yield Listed(name, story, articles, [], [], omits)


@cache
def _read_set(data: Path, name: str) -> pd.DataFrame:
    folder = data / ("stories" if (data / "stories" / f"{name}.jsonl").is_file() else "collections")
    return read_articles(next(folder.glob(f"{name}.jsonl*")))[0]


def read_sets_of(data: Path, name: str, ids: Collection[str]) -> pd.DataFrame:
    """Read some articles of a set."""
    table = _read_set(data, name)
    return table[table.article_id.isin(ids)].reset_index(drop=True)


def sides_of(articles: pd.DataFrame, spans: Any = None, copies: pd.DataFrame | None = None) -> dict[str, list[Side]]:
    """Return the statements of articles as a comparison reads them, without events."""
    copies = link_copies(articles) if copies is None else copies
    origins = dict(zip(articles.article_id, score_origins(articles, copies), strict=True))
    return read_sides(articles, find_spans(articles) if spans is None else spans, empty(CITATIONS), origins)


def known_weights(data: Path) -> dict[tuple[str, Key], Weight]:
    """Return how much each judged sentence matters, out of fold, by story and place."""
    from data.train import fit

    stories = judged_stories.read_stories(data)
    _, p = fit.train(judged_stories.importance_task(stories))
    return judged_stories.out_of_fold(p, stories)


def _places(places: list[list[int]], ids: list[str]) -> list[Place]:
    return [(ids[at], start) for at, start in places]
