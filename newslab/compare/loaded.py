"""Loaded words: what a source judges, heats up or belittles where others tell the same in plain words, and its tone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
import pandas as pd

from newslab.compare.origins import own_texts
from newslab.errors import OptionError
from newslab.group.grouping import By, name_groups, regroup
from newslab.tables import LOADED, MEMBERS, build, check, empty
from newslab.text.forms import base_form
from newslab.text.normalise import fold
from newslab.text.resources import read_lines
from newslab.text.sentences import find_sentences

if TYPE_CHECKING:
    from newslab.text.spans import Spans

WORD: Final = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
Over = Literal["story_id", "month", "all"]
RESAMPLES: Final = 1_000
MIN_SENTENCES: Final = 5  # that name the target before a source's tone is told


def find_loaded(
    articles: pd.DataFrame,
    spans: Spans | None,
    members: pd.DataFrame,
    *,
    copies: pd.DataFrame | None = None,
    by: By = "source",
) -> pd.DataFrame:
    """Find the loaded words of each source of a story, and how many of its other sources use them.

    Parameters
    ----------
    articles : ARTICLES table.
    spans : record of span tables: words within names are left out, words within quotations are marked. None: neither.
    members : MEMBERS table.
    copies : COPIES table: a text counts once, for the source it first stood in.
    by : what to compare, see `name_groups`: "source", a column, a day, a mapping of outlets to groups.

    Returns
    -------
    LOADED table, one row per word, ordered by story_id, source, article and place. `term`: its base form; `tone`:
    blame, praise or heat (it makes more of what is told, neither way); `quoted`: whether somebody is quoted with it;
    `n_other`: other sources of the story that use the term (0: the choice of this source alone); `sentence_start`,
    `sentence_end`: the sentence it stands in.

    Raises
    ------
    TableError
        If a table breaks its contract.

    Notes
    -----
    By a list of general English, `resources/loaded_words.txt`. A loaded word may be the right word: the table shows a
    choice, not a bias. On annotated lexical slant: benchmarks/sources.md.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "source": ["Sun", "Post"],
    ...                          "text": ["The mayor slammed the plan.", "The mayor spoke against the plan."]})
    >>> found = find_loaded(articles, None, pd.DataFrame({"story_id": ["s", "s"], "article_id": ["a", "b"]}))
    >>> found[["source", "text", "term", "tone", "n_other"]].values.tolist()
    [['Sun', 'slammed', 'slam', 'blame', 0]]
    """
    articles, members = regroup(articles, by), check(members, MEMBERS)
    texts = own_texts(articles, copies)
    rows = [
        row | {"article_id": one.article_id, "source": one.source}
        for one in texts.itertuples()
        for field in ("title", "text")
        for row in _found(field, str(getattr(one, field)))
    ]
    if not rows:
        return empty(LOADED)
    found = pd.DataFrame(rows)
    if spans is not None:
        found = found[~_within(found, spans.names)]
        found = found.assign(quoted=_within(found, spans.quotes))
    found = members[["story_id", "article_id"]].merge(found, on="article_id")
    if found.empty:
        return empty(LOADED)
    users = found.groupby(["story_id", "term"]).source.transform("nunique")
    order = ["story_id", "source", "article_id", "field", "start"]
    return build(found.assign(n_other=users - 1).sort_values(order, ignore_index=True), LOADED)


def score_tone(
    loaded: pd.DataFrame,
    articles: pd.DataFrame,
    spans: Spans | Any,
    target: str,
    *,
    by: By = "source",
    over: Over = "story_id",
    seed: int = 0,
) -> pd.DataFrame:
    """Score the tone of each source, or other group, towards whoever is named, by the loaded words beside the name.

    Parameters
    ----------
    loaded : LOADED table.
    articles : ARTICLES table.
    spans : record of span tables of the same articles.
    target : a name as written or as its canonical form, or an entity_id.
    by : what to compare, see `name_groups`: "source", a column, a day, a mapping of outlets to groups.
    over : "story_id": a row per story; "month": per month; "all": one of the whole collection.
    seed : of the bootstrap.

    Returns
    -------
    DataFrame, ordered by source and `over`: `n` sentences that name the target, in `n_articles`; `blame`, `praise`: how
    many of them hold such a word that is not a quoted person's; `tone`: (praise - blame) / n, -1 to 1, with its 95 %
    interval `low`, `high` (bootstrap over articles); `article_ids`. Sources of fewer than 5 such sentences have no row.

    Raises
    ------
    OptionError
        If `over` is none of these, or there is no such grouping.

    Notes
    -----
    A loaded word beside a name need not be about it: the tone is of the company a name keeps, and worth reading only
    where many sentences agree. Bootstrap over clusters: Efron & Tibshirani (1993).
    """
    if over not in get_args(Over):
        raise OptionError(f"over: expected one of {', '.join(get_args(Over))}; found {over}")
    named = spans.names[_is_target(spans.names, target) & (spans.names.field == "text")]
    inside = spans.sentences[["article_id", "start", "end"]].merge(
        named[["article_id", "start"]].rename(columns={"start": "at"}), on="article_id"
    )
    inside = inside[(inside["at"] >= inside.start) & (inside["at"] < inside.end)]
    inside = inside[["article_id", "start", "end"]].drop_duplicates()
    words = loaded[(loaded.field == "text") & ~loaded.quoted]
    for tone in ("blame", "praise"):
        held = words[words.tone == tone].set_index(["article_id", "sentence_start"]).index
        inside[tone] = inside.set_index(["article_id", "start"]).index.isin(held)
    of = articles.set_index("article_id")
    inside["source"] = inside.article_id.map(name_groups(articles, by).set_axis(of.index))
    if over == "month":
        inside["month"] = inside.article_id.map(of.published.dt.strftime("%Y-%m"))
    elif over == "story_id":
        inside = inside.merge(loaded[["article_id", "story_id"]].drop_duplicates(), on="article_id")
    keys = ["source"] if over == "all" else ["source", over]
    parts = [(key, part) for key, part in inside.groupby(keys, sort=True) if len(part) >= MIN_SENTENCES]
    rows = [dict(zip(keys, key, strict=True)) | _tone(part, seed) for key, part in parts]
    columns = [*keys, "n", "n_articles", "blame", "praise", "tone", "low", "high", "article_ids"]
    return pd.DataFrame(rows, columns=columns)


@lru_cache(maxsize=1)
def load_loaded_words() -> tuple[dict[str, str], dict[str, str]]:
    """Return the listed words as they stand, and the listed verbs by base form, each with its tone."""
    words: dict[str, str] = {}
    verbs: dict[str, str] = {}
    for line in read_lines("loaded_words.txt"):
        head, _, listed = line.partition(":")
        for word in listed.split():
            words.setdefault(word, head.split()[0])
            if head.endswith("verbs"):
                verbs.setdefault(word, head.split()[0])
    return words, verbs


def find_loaded_word(word: str) -> tuple[str, str] | None:
    """Return the base form of a lower-case word and its tone, or None where it is not loaded."""
    words, verbs = load_loaded_words()
    base = word if word in words else base_form(word)
    tone = words.get(word) or verbs.get(base)
    return (base, tone) if tone else None


def _found(field: str, words: str) -> Iterator[dict[str, Any]]:
    for first, last in [(0, len(words))] if field == "title" else find_sentences(words):
        folded = fold(words[first:last])
        for match in WORD.finditer(folded.text):
            known = find_loaded_word(match.group().lower().removesuffix("'s"))
            if known is not None:
                start, end = (first + place for place in folded.span(*match.span()))
                row = {"field": field, "start": start, "end": end, "text": words[start:end], "quoted": False}
                yield row | {"term": known[0], "tone": known[1], "sentence_start": first, "sentence_end": last}


def _within(found: pd.DataFrame, spans: pd.DataFrame) -> pd.Series[bool]:
    """Whether each word lies within one of the spans."""
    held: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    columns = ["article_id", "field", "start", "end"]
    for article, field, first, last in spans[columns].itertuples(index=False, name=None):
        held[article, field].append((first, last))
    inside = [
        any(first <= start and end <= last for first, last in held[article, field])
        for article, field, start, end in found[columns].itertuples(index=False, name=None)
    ]
    return pd.Series(inside, index=found.index, dtype=bool)


def _is_target(names: pd.DataFrame, target: str) -> pd.Series[bool]:
    columns = names.columns.intersection(["text", "canonical", "entity_id"])
    matched = names[columns].apply(lambda cells: cells.astype(str).str.casefold() == target.casefold()).any(axis=1)
    # who is called by the name is meant wherever it is called otherwise
    meant: pd.Series[bool] = matched | names.entity_id.isin(set(names.loc[matched, "entity_id"].dropna()))
    return meant


def _tone(part: pd.DataFrame, seed: int) -> dict[str, Any]:
    value = part.praise.astype(int) - part.blame.astype(int)
    sums = value.groupby(part.article_id).agg(["sum", "size"]).sort_index().to_numpy(dtype=float)
    drawn = sums[np.random.default_rng(seed).integers(0, len(sums), size=(RESAMPLES, len(sums)))].sum(axis=1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    counts = {"n": len(part), "n_articles": len(sums)} | {name: int(part[name].sum()) for name in ("blame", "praise")}
    figures = {"tone": float(value.mean()), "low": float(low), "high": float(high)}
    return counts | figures | {"article_ids": sorted(set(part.article_id))}
