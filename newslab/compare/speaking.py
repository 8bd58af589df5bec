"""Who speaks: whom each group of articles quotes, and whom it shows acting, with names folded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.compare.origins import own_texts
from newslab.group.grouping import By, regroup
from newslab.tables import SPEAKERS, build, empty

if TYPE_CHECKING:
    from newslab.text.spans import Spans

NEARLY_ALL: Final = 0.8  # of the fuller names of a collection that end in one word
TITLES: Final = frozenset(("mr", "mrs", "ms", "miss", "dr", "sir", "madam", "prof"))
RESAMPLES: Final = 500
PRONOUNS: Final = frozenset(
    [
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "you",
        "him",
        "her",
        "them",
        "us",
        "who",
        "which",
        "that",
        "this",
        "these",
        "those",
        "one",
        "some",
        "many",
        "others",
    ]
)
ARTICLES_OF_NOUNS: Final = ("the ", "a ", "an ", "his ", "her ", "their ", "its ", "our ", "my ")


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
    quoted["words"] = (
        quoted["text"].fillna("").map(lambda text: len(text.split())).astype("int64") if len(quoted) else 0
    )
    acted = acted[acted["kind"].notna()] if len(acted) else acted
    rows: list[dict[str, Any]] = []
    for group in sorted(set(groups.values())):
        ids = [one for one, name in groups.items() if name == group]
        rows += _rows(group, ids, quoted[quoted["article_id"].isin(ids)], acted[acted["article_id"].isin(ids)], seed)
    made = build(rows, SPEAKERS) if rows else empty(SPEAKERS)
    return made.sort_values(
        ["group", "n_words", "n_statements", "speaker"], ascending=[True, False, False, True], ignore_index=True
    )


def _fullest(names: pd.DataFrame) -> list[str]:
    """Return the canonical form of each name; that of a person by one word is the fuller name that ends in it.

    It is the one of the same article, where there is one alone; else that of the collection, where nearly all are it.
    """
    written = names["canonical"] if "canonical" in names.columns else names["text"]
    here: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    rows = [
        (str(article), _title_off(str(full)), str(kind))
        for article, full, kind in zip(names["article_id"], written, names["kind"], strict=True)
    ]
    for article, full, kind in rows:
        if kind == "person" and " " in full:
            last = full.split()[-1].lower()
            here[article, last][full] += 1
            here["", last][full] += 1
    found = []
    for article, full, kind in rows:
        known = here.get((article, full.lower())) or Counter()
        anywhere = here.get(("", full.lower())) or Counter()
        one_word = kind != "place" and " " not in full  # a name by one word is often taken for a body's
        if one_word and len(known) == 1:
            found.append(next(iter(known)))
        elif one_word and anywhere and max(anywhere.values()) >= NEARLY_ALL * sum(anywhere.values()):
            found.append(max(sorted(anywhere), key=lambda one: anywhere[one]))
        else:
            found.append(full)
    return found


def _title_off(name: str) -> str:
    """Return a name without Mr, Miss, Dr and the like before it."""
    first, _, rest = name.partition(" ")
    return rest if rest and first.lower().rstrip(".") in TITLES else name


def _names_by_article(names: pd.DataFrame) -> dict[str, list[tuple[str, str, str]]]:
    """Return the names of each article: as written and folded, the fullest form in the collection, and its kind."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    persons = set(names.loc[(names["kind"] == "person"), "canonical"])
    for article, text, full, kind in zip(
        *(names[one] for one in ("article_id", "text", "canonical", "kind")), strict=True
    ):
        found.setdefault(str(article), []).append(
            (_key(str(text)), str(full), "person" if full in persons else str(kind))
        )
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
    inside = [
        (len(name), full, kind) for name, full, kind in names if kind in ("person", "org") and f" {name} " in f" {key} "
    ]
    if not inside:
        inside = [(len(name), full, kind) for name, full, kind in names if kind == "person" and name.endswith(f" {key.split()[-1]}")
                  and words.split()[-1][:1].isupper()]  # fmt: skip
    if not inside:
        inside = [(len(name), full, kind) for name, full, kind in names if name == key]
    if inside:
        _, full, kind = max(inside)
        return full, kind
    plain = " ".join(words.split())
    lowered = plain.lower()
    for article in ARTICLES_OF_NOUNS:
        if lowered.startswith(article):
            return plain[len(article) :], None
    return plain, None


def _key(words: str) -> str:
    return " ".join(
        "".join(char if char.isalnum() else " " for char in words.replace("’s", "").replace("'s", "")).lower().split()
    )


def _rows(group: str, ids: list[str], quoted: pd.DataFrame, acted: pd.DataFrame, seed: int) -> list[dict[str, Any]]:
    who = sorted({*quoted["who_named"], *acted["who_named"]})
    place = {name: at for at, name in enumerate(who)}
    row_of = {one: at for at, one in enumerate(ids)}
    words = np.zeros((len(ids), len(who)))
    np.add.at(
        words,
        ([row_of[one] for one in quoted["article_id"]], [place[one] for one in quoted["who_named"]]),
        quoted["words"],
    )
    low, high = _interval(words, seed)
    total, n_acts = max(words.sum(), 1.0), max(len(acted), 1)
    kinds = {
        **dict(zip(acted["who_named"], acted["kind"], strict=True)),
        **dict(zip(quoted["who_named"], quoted["kind"], strict=True)),
    }
    n_quotes, n_acted = quoted["who_named"].value_counts(), acted["who_named"].value_counts()
    held: dict[str, set[str]] = {}
    for table in (quoted, acted):
        for name, one in zip(table["who_named"], table["article_id"], strict=True):
            held.setdefault(name, set()).add(one)
    return [
        {"group": group, "speaker": name, "kind": kinds.get(name), "n_quotes": int(n_quotes.get(name, 0)),
         "n_words": int(words[:, at].sum()), "share": round(float(words[:, at].sum() / total), 6),
         "low": float(low[at]), "high": float(high[at]), "n_statements": int(n_acted.get(name, 0)),
         "acts": round(int(n_acted.get(name, 0)) / n_acts, 6), "n_articles": len(held[name])}
        for name, at in place.items()
    ]  # fmt: skip


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
