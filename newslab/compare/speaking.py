"""Who speaks: whom each group of articles quotes, and whom it shows acting, with names folded."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.compare.origins import own_texts
from newslab.group.grouping import By, regroup
from newslab.tables import SPEAKERS, build, empty
from newslab.text.resources import listed

if TYPE_CHECKING:
    from newslab.text.spans import Spans

NEARLY_ALL: Final = 0.8  # of the fuller names of a collection that end in one word
TITLES: Final = frozenset(("mr", "mrs", "ms", "miss", "dr", "sir", "madam", "prof"))
RESAMPLES: Final = 500
PRONOUNS: Final = listed("speaking: pronouns")
DETERMINERS: Final = re.compile(r"^(?:the|an?|his|her|their|its|our|my) ", re.IGNORECASE)


def score_speakers(
    articles: pd.DataFrame, spans: Spans | Any, *, by: By = "source", copies: pd.DataFrame | None = None, seed: int = 0
) -> pd.DataFrame:
    """Count who speaks and who acts in each group of articles: quoted words, and statements of which they are the
    actor.

    Parameters
    ----------
    articles : ARTICLES table.
    spans : record of span tables of the same articles, or the corpus: quotes, statements and names are read.
    by : what to compare, see `name_groups`: "source", a column, a day, a mapping of outlets to groups.
    copies : COPIES table: a text counts once, for the group it first stood in.
    seed : of the bootstrap.

    Returns
    -------
    SPEAKERS table, ordered by group and falling quoted words. `speaker`: the fullest name of that person or body in
    the collection, else the words that stand for it, without their article; `kind` of the name, missing for words;
    `n_quotes`, `n_words` quoted; `share`: part of all quoted words of the group that have a speaker, 0 to 1, with its
    95 % interval `low`, `high` (bootstrap over articles); `n_statements`: statements whose actor it is;
    `acts`: part of all statements of the group that have a named actor; `n_articles`.

    Raises
    ------
    OptionError
        If there is no such grouping.

    Notes
    -----
    Shares of quoted words: who is heard, as in studies of source use (Reich 2009). Pronouns are no speakers, and so a
    share is of the words whose speaker is named. Bootstrap over clusters: Efron & Tibshirani (1993).

    Examples
    --------
    >>> import newslab as nl
    >>> articles = nl.load_sample().head(4)
    >>> list(score_speakers(articles, nl.find_spans(articles)).columns[:4])
    ['group', 'speaker', 'kind', 'n_quotes']
    """
    texts = own_texts(regroup(articles, by), copies)
    groups = dict(zip(texts["article_id"], texts["source"], strict=True))
    names = _names_by_article(spans.names.assign(canonical=_fullest(spans.names)))
    quoted = _said(spans.quotes[spans.quotes["article_id"].isin(groups.keys())], "speaker", names)
    acted = _said(spans.statements[spans.statements["article_id"].isin(groups.keys())], "who", names)
    if quoted.empty and acted.empty:
        return empty(SPEAKERS)
    quoted["words"] = [len(text.split()) for text in quoted["text"].fillna("")]
    acted = acted[acted["kind"].notna()]
    parts = []
    for group in sorted(set(groups.values())):
        ids = [one for one, name in groups.items() if name == group]
        said, did = (table[table["article_id"].isin(ids)] for table in (quoted, acted))
        parts.append(_rows(group, ids, said, did, seed))
    order = ["group", "n_words", "n_statements", "speaker"]
    rows = pd.concat(parts).sort_values(order, ascending=[True, False, False, True], ignore_index=True)
    return build(rows, SPEAKERS)


def _fullest(names: pd.DataFrame) -> list[str]:
    """Return the canonical form of each name; that of a person by one word is the fuller name that ends in it.

    It is the one of the same article, where there is one alone; else that of the collection, where nearly all are it.
    """
    written = names["canonical"] if "canonical" in names.columns else names["text"]
    rows = list(zip(names["article_id"], [_title_off(str(full)) for full in written], names["kind"], strict=True))
    held: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for article, full, kind in rows:
        if kind == "person" and " " in full:
            for place in (str(article), ""):
                held[place, full.split()[-1].lower()][full] += 1
    found = []
    for article, full, kind in rows:
        known, anywhere = (held.get((place, full.lower()), Counter()) for place in (str(article), ""))
        if kind != "place" and " " not in full:  # a name by one word is often taken for a body's
            if len(known) == 1:
                full = next(iter(known))
            elif anywhere and max(anywhere.values()) >= NEARLY_ALL * anywhere.total():
                full = max(sorted(anywhere), key=lambda one: anywhere[one])
        found.append(full)
    return found


def _title_off(name: str) -> str:
    """Return a name without Mr, Miss, Dr and the like before it."""
    first, _, rest = name.partition(" ")
    return rest if rest and first.lower().rstrip(".") in TITLES else name


def _names_by_article(names: pd.DataFrame) -> dict[str, list[tuple[str, str, str]]]:
    """Return the names of each article: as written and folded, the fullest form in the collection, and its kind."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    persons = set(names.loc[names["kind"] == "person", "canonical"])
    rows = names[["article_id", "text", "canonical", "kind"]].astype(str)
    for article, text, full, kind in rows.itertuples(index=False, name=None):
        found[article].append((_key(text), full, "person" if full in persons else kind))
    return found


def _said(rows: pd.DataFrame, column: str, names: Mapping[str, list[tuple[str, str, str]]]) -> pd.DataFrame:
    """Return the rows that name who speaks or acts, with `who_named` and `kind`."""
    rows = rows[rows[column].notna()]
    found = [
        _folded(str(words), names.get(str(one), []))
        for one, words in zip(rows["article_id"], rows[column], strict=True)
    ]
    named = rows.assign(
        who_named=[who for who, _ in found], kind=pd.Series([kind for _, kind in found], index=rows.index)
    )
    return named[named["who_named"] != ""]


def _folded(words: str, names: list[tuple[str, str, str]]) -> tuple[str, str | None]:
    """Return the name that words of an article stand for: the longest name in them, or of which they are the last
    word.
    """
    key = _key(words)
    if not key or key in PRONOUNS:
        return "", None
    last = f" {key.split()[-1]}" if words.split()[-1][:1].isupper() else None
    inside = (
        [one for one in names if one[2] in ("person", "org") and f" {one[0]} " in f" {key} "]
        or [one for one in names if last and one[2] == "person" and one[0].endswith(last)]
        or [one for one in names if one[0] == key]
    )
    if inside:
        _, full, kind = max(inside, key=lambda one: (len(one[0]), *one[1:]))
        return full, kind
    return DETERMINERS.sub("", " ".join(words.split())), None


def _key(words: str) -> str:
    return " ".join(re.sub(r"[’']s|[\W_]", lambda match: "" if len(match.group()) == 2 else " ", words).lower().split())


def _rows(group: str, ids: list[str], quoted: pd.DataFrame, acted: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return a row for each who speaks or acts in a group."""
    both = pd.concat([acted, quoted])
    who = sorted(set(both["who_named"]))
    said = quoted.pivot_table("words", "article_id", "who_named", "sum", fill_value=0)
    words = said.reindex(index=ids, columns=who, fill_value=0).to_numpy(dtype=float)
    rows = pd.DataFrame({"group": group, "speaker": who, "n_words": words.sum(axis=0).astype(int)})
    rows["low"], rows["high"] = _interval(words, seed)
    rows["share"] = (rows["n_words"] / max(words.sum(), 1.0)).round(6)
    named = both.groupby("who_named")
    rows["kind"] = rows["speaker"].map(dict(zip(both["who_named"], both["kind"], strict=True)))
    rows["n_articles"] = rows["speaker"].map(named["article_id"].nunique())
    for column, table in (("n_quotes", quoted), ("n_statements", acted)):
        rows[column] = rows["speaker"].map(table["who_named"].value_counts()).fillna(0).astype(int)
    rows["acts"] = (rows["n_statements"] / max(len(acted), 1)).round(6)
    return rows


def _interval(words: np.ndarray[Any, Any], seed: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the 95 % interval of each column's share of all, over articles drawn with replacement."""
    if words.sum() == 0:
        nothing = np.zeros(words.shape[1])
        return nothing, nothing
    draws = np.random.default_rng(seed).multinomial(len(words), np.full(len(words), 1 / len(words)), size=RESAMPLES)
    drawn = draws @ words
    shares = drawn / np.maximum(drawn.sum(axis=1, keepdims=True), 1)
    low, high = np.percentile(shares, [2.5, 97.5], axis=0)
    return np.round(low, 6), np.round(high, 6)
