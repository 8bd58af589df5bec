"""What stands under a headline where stories are listed: the first sentence of its page that is prose of an article."""

from __future__ import annotations

from typing import Final

import pandas as pd

from newslab.digest.desk import NEVER_TOLD

LEADING: Final = ("fact", "attributed")  # kinds of passages that begin a page


def find_leads(passages: pd.DataFrame, citations: pd.DataFrame, sentences: pd.DataFrame) -> pd.Series:
    """Return the lead of each story that has one, by story_id: no caption, list or furniture, however unsure its role.

    Parameters
    ----------
    passages, citations, sentences : the tables of a corpus.

    Examples
    --------
    >>> from newslab.tables import CONTRACTS, empty
    >>> find_leads(*(empty(CONTRACTS[name]) for name in ("passages", "citations", "sentences"))).tolist()
    []
    """
    never = sentences.loc[
        sentences["role"].isin(NEVER_TOLD), ["article_id", "end"]
    ]  # a cited sentence may lack its dateline
    cited = citations.loc[citations["field"].eq("text"), ["cited_id", "article_id", "end"]]
    first = cited.drop_duplicates("cited_id")  # the sentence itself stands before those that support it
    barred = first.merge(never, on=["article_id", "end"])["cited_id"]
    told = passages[passages["kind"].isin(LEADING) & ~passages["passage_id"].isin(barred)]
    told = told.sort_values(["story_id", "paragraph", "position"]).drop_duplicates("story_id")
    return told.set_index("story_id")["text"]
