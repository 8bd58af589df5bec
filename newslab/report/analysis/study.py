"""What a report of an analysis is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from newslab.group.grouping import By, name_groups
from newslab.report.plots.base import cut

if TYPE_CHECKING:
    import pandas as pd

    from newslab.corpus import Corpus

Words = Literal["full", "quote", "none"]
QUOTED: Final = 240  # characters of an article's words that stand in one place where they are quoted


@dataclass(frozen=True)
class Study:
    """What a report is about: the corpus, the question, what is compared, and how much of the articles' words it may
    show.
    """

    corpus: Corpus
    question: str
    by: By
    text: Words

    @cached_property
    def what(self) -> str:
        """What is compared, in a word."""
        if isinstance(self.by, Mapping):
            return "group"
        if not isinstance(self.by, str) or self.by not in self.corpus.articles.columns:
            return "period"
        return "outlet" if self.by == "source" else self.by

    @cached_property
    def groups(self) -> pd.Series[Any]:
        """The group of each article."""
        return name_groups(self.corpus.articles, self.by)

    @cached_property
    def tops(self) -> pd.DataFrame:
        """The stories that are no parts of others, the largest first."""
        stories = self.corpus.stories[self.corpus.stories["parent_id"].isna()]
        return stories.sort_values(["n_articles", "story_id"], ascending=[False, True])

    def words(self, text: object) -> str:
        """Return words of an article as far as the report may show them."""
        return "" if self.text == "none" else cut(text, QUOTED)
