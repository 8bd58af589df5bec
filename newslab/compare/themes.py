"""Themes: what a group stresses, as terms that its articles write together, with the sentences that say it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.compare.emphasis import ALL, NO_NEWS, score_emphasis
from newslab.compare.origins import own_texts
from newslab.compare.terms import find_terms
from newslab.group.grouping import By, regroup
from newslab.tables import MEMBERS, THEMES, build, check, empty

if TYPE_CHECKING:
    from newslab.text.spans import Spans

TERMS: Final = 60  # of a group that themes are made of, the most stressed
TOLD: Final = 4  # terms that name a theme
TOGETHER: Final = 0.38  # least likeness of two terms, by meaning and articles; at .3 all of politics is one theme
LEAST_TERMS: Final = 2  # a single term is in the table of emphasis
AHEAD: Final = 1.0  # z of the share of texts that speak of a theme, or hold a term, over that of the others' texts
FEW: Final = 3  # texts of a group that a theme needs, where it has as many: a term of one text is that text's
QUOTED: Final = 3  # sentences shown of a theme, each of another article
WORDS: Final = (8, 45)  # of a sentence that is shown


def find_themes(
    articles: pd.DataFrame,
    spans: Spans | Any,
    members: pd.DataFrame | None = None,
    *,
    by: By = "source",
    copies: pd.DataFrame | None = None,
    most: int = 5,
) -> pd.DataFrame:
    """Find what each group stresses: terms that it writes more than the others do, gathered by the articles they share.

    Parameters
    ----------
    articles : ARTICLES table.
    spans : record of span tables of the same articles, or the corpus: sentences and names are read.
    members : MEMBERS table: groups are compared within each story. None: the whole collection is one, called "all".
    by : what to compare, see `name_groups`: "source", a column, a day, a mapping of outlets to groups.
    copies : COPIES table; a text counts once, for the source it first stood in.
    most : themes told of each group and story, those most ahead of the others first.

    Returns
    -------
    THEMES table, ordered by story_id, source and rank: `theme` (its terms as text), `terms` (all, the most stressed
    first), `n_articles` (texts of the group that speak of it), `z` (of their share over that of the others' texts), `n` of `n_all` sentences of the group, and `n_other` of
    `n_other_all` of the others, that hold one of its terms; `sentences`, `article_ids`, `starts`, `ends`: up to three
    sentences of the group that hold most of them, each of another article. A theme of fewer than three texts is left
    out where the group has three.

    Raises
    ------
    TableError
        If a table breaks its contract.
    OptionError
        If there is no such grouping.

    Notes
    -----
    Terms: `score_emphasis`, those that also stand in a larger share of the group's texts (z of 1 or more), so that one
    text makes no theme. Two are alike by the mean of two cosines, of their embeddings and of the articles that hold
    them, and joined by average linkage (Sokal & Michener 1958). A theme is a place to read, and not yet a frame.

    Examples
    --------
    >>> from newslab.tables import ARTICLES, empty
    >>> find_themes(empty(ARTICLES), None).empty
    True
    """
    emphasis = score_emphasis(articles, spans, members, by=by, copies=copies, max_terms=TERMS)
    if emphasis.empty or spans is None:
        return empty(THEMES)
    texts = own_texts(regroup(articles, by), copies)
    members = texts[["article_id"]].assign(story_id=ALL) if members is None else check(members, MEMBERS)
    held = _sentences(spans, texts)
    rows: list[dict[str, Any]] = []
    for (story, source), terms in emphasis.groupby(["story_id", "source"], sort=True):
        ids = set(members.loc[members["story_id"] == story, "article_id"])
        here = [one for one in held if one.article_id in ids]
        mine = [one for one in here if one.source == source]
        others = [one for one in here if one.source != source]
        told = list(_themes(terms, mine, others))
        told.sort(key=lambda row: (-row["z"], row["theme"]))
        rows += [
            row | {"story_id": story, "source": source, "rank": rank} for rank, row in enumerate(told[:most], start=1)
        ]
    return build(rows, THEMES) if rows else empty(THEMES)


@dataclass(frozen=True)
class _Sentence:
    """A sentence that is news: where it stands, and the folded terms it holds."""

    article_id: str
    source: str
    start: int
    end: int
    text: str
    keys: frozenset[str]


def _sentences(spans: Any, texts: pd.DataFrame) -> list[_Sentence]:
    """Return the sentences of the texts that are news, in order of place; what a source prints again counts once."""
    of = texts.set_index("article_id")
    words, sources = of["text"].to_dict(), of["source"].to_dict()
    rows = spans.sentences[~spans.sentences["role"].isin(NO_NEWS) & spans.sentences["article_id"].isin(of.index)]
    rows = rows.sort_values(["article_id", "start"])
    found: dict[tuple[str, str], _Sentence] = {}
    for article, start, end in zip(rows["article_id"], rows["start"], rows["end"], strict=True):
        text = str(words[article])[int(start) : int(end)]
        key = (str(sources[article]), text)
        if key not in found:
            keys = frozenset(find_terms(text).counts)
            found[key] = _Sentence(str(article), key[0], int(start), int(end), text, keys)
    return list(found.values())


def _themes(terms: pd.DataFrame, mine: list[_Sentence], others: list[_Sentence]) -> Iterator[dict[str, Any]]:
    """Make themes of the terms of one group, and count the sentences of either side that speak of them."""
    least = min(FEW, len({one.article_id for one in mine}))
    ahead = [_ahead(_speaking(mine, {key}), mine, _speaking(others, {key}), others) >= AHEAD for key in terms["key"]]
    terms = terms[ahead]
    for part in _gathered(terms):
        rows = part.sort_values(["z", "key"], ascending=[False, True])
        weight = dict(zip(rows["key"], rows["z"], strict=True))
        here, there = _speaking(mine, weight.keys()), _speaking(others, weight.keys())
        n_articles, z = len({one.article_id for one in here}), _ahead(here, mine, there, others)
        if len(rows) < LEAST_TERMS or n_articles < least or z < AHEAD:
            continue
        shown = _shown(here, weight)
        yield {
            "theme": ", ".join(_names(rows["term"].tolist())), "terms": rows["term"].tolist(), "n_articles": n_articles, "z": z,
            "n": len(here), "n_all": len(mine), "n_other": len(there), "n_other_all": len(others),
            "sentences": [one.text for one in shown], "article_ids": [one.article_id for one in shown],
            "starts": [one.start for one in shown], "ends": [one.end for one in shown],
        }  # fmt: skip


def _speaking(sentences: list[_Sentence], keys: Collection[str]) -> list[_Sentence]:
    wanted = frozenset(keys)
    return [one for one in sentences if one.keys & wanted]


def _ahead(here: list[_Sentence], mine: list[_Sentence], there: list[_Sentence], others: list[_Sentence]) -> float:
    """Return z of the share of a group's texts that speak of something over the share of the others' texts."""
    n, whole, n_other, whole_other = (len({one.article_id for one in part}) for part in (here, mine, there, others))
    if not whole or not whole_other:
        return 0.0
    usual = (n + n_other) / (whole + whole_other)
    spread = (usual * (1 - usual) * (1 / whole + 1 / whole_other)) ** 0.5
    return round((n / whole - n_other / whole_other) / spread, 6) if spread else 0.0


def _gathered(terms: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the terms in parts that are alike in meaning and stand in the same articles."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    from newslab.text.embed import embed

    if len(terms) < LEAST_TERMS:
        return []
    vectors = embed(terms["term"].tolist())
    sets = [set(ids) for ids in terms["article_ids"]]
    shared = np.array([[len(a & b) / max(len(a) * len(b), 1) ** 0.5 for b in sets] for a in sets])
    apart = np.clip(1 - (vectors @ vectors.T + shared) / 2, 0, 1).round(6)
    np.fill_diagonal(apart, 0)
    groups = fcluster(linkage(squareform(apart, checks=False), "average"), 1 - TOGETHER, "distance")
    return [terms[groups == one] for one in dict.fromkeys(groups.tolist())]


def _names(terms: list[str]) -> list[str]:
    """Return the terms that name a theme: the most stressed, none within another."""
    kept: list[str] = []
    for term in terms:
        words = set(term.lower().split())
        if not any(words & set(one.lower().split()) for one in kept):
            kept.append(term)
    return kept[:TOLD]


def _shown(speak: list[_Sentence], weight: Mapping[str, float]) -> list[_Sentence]:
    """Return the sentences that hold most of a theme, of moderate length, each of another article."""
    fit = [one for one in speak if WORDS[0] <= len(one.text.split()) <= WORDS[1]]
    order = sorted(
        fit, key=lambda one: (-sum(weight[key] for key in one.keys & weight.keys()), one.article_id, one.start)
    )
    first: dict[str, _Sentence] = {}
    for one in order:
        first.setdefault(one.article_id, one)
    return list(first.values())[:QUOTED]
