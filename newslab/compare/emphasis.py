"""Emphasis: the terms a source uses more than the other sources of the same story. Words are not yet frames."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.compare.origins import own_texts
from newslab.compare.statistics import Z95, false_discovery
from newslab.compare.terms import Terms, find_terms
from newslab.group.grouping import By, regroup
from newslab.tables import EMPHASIS, MEMBERS, build, check, empty
from newslab.text.dateline import dateline_end

if TYPE_CHECKING:
    from newslab.text.spans import Spans

SHOWN: Final = 1_000  # articles from which on a progress bar is shown
MIN_COUNT: Final = 3  # sentences of a source before a term is told of
MIN_WORDS: Final = 80  # words a source needs in a story before it is compared
PRIOR_WORDS: Final = 500.0  # strength of the prior, in words: about one article
MIN_Z: Final = 1.645  # one-sided 5 %: below it a term is no emphasis
WITHIN_PAIR: Final = 0.7  # share of a word's sentences in which a told pair holds it: the word alone adds nothing
ALL: Final = "all"  # the story that the whole collection is
NO_NEWS: Final = ("caption", "furniture", "list")  # roles of sentences that are not read
MAX_TERMS: Final = 20  # rows per source and story


def score_emphasis(
    articles: pd.DataFrame,
    spans: Spans | None,
    members: pd.DataFrame | None = None,
    *,
    by: By = "source",
    copies: pd.DataFrame | None = None,
    min_count: int = MIN_COUNT,
    max_terms: int = MAX_TERMS,
    min_z: float = MIN_Z,
) -> pd.DataFrame:
    """Find the words, names and word pairs that a source uses more than the other sources of the same story.

    Parameters
    ----------
    articles : ARTICLES table, the whole collection: it is the background that says how usual a term is.
    spans : record of span tables; its names give capitalised terms their kind, and its sentences say what is no news
        (captions, furniture, lists). None: kinds are guessed by case, and all is read.
    members : MEMBERS table. None: the whole collection is compared as one story, called "all".
    by : what to compare, see `name_groups`: "source", a column, a day, a mapping of outlets to groups.
    copies : COPIES table; a text counts once, for the source it first stood in.
    min_count : sentences a term needs with the source.
    max_terms : rows per source and story.
    min_z : z a term needs; 0.5 with `min_count` 1 lists every word that only one source chose, for a human to sift.

    Returns
    -------
    EMPHASIS table, ordered by story_id, source and falling z. `term`: as mostly written; `weight`: log-odds ratio to
    the other sources with its 95 % interval `low`, `high`; `z`: weight over its deviation; `q`: false discovery rate
    over the terms tested in the story; `n`: texts of the source that hold the term; `expected`: sentences with it if
    the source wrote as the others do. Further columns: `count_here`, `count_other` (sentences), `n_articles` (texts of
    the source in the story), `kind` (word, name, pair), `key` (the folded term), `article_ids` (where it stands).
    Stories of one source, and sources of fewer than 80 words, have no rows. Datelines, captions and what stands around
    an article are not read; the words of an outlet's own name are no terms of its texts.

    Raises
    ------
    TableError
        If a table breaks its contract.
    OptionError
        If there is no such grouping.

    Notes
    -----
    Log-odds with informative Dirichlet prior (Monroe, Colaresi & Quinn 2008), the prior drawn from the collection. The
    interval takes words as independent draws, which they are not: read `n` beside it, a term of one text is that
    text's.

    Examples
    --------
    >>> from newslab.tables import ARTICLES
    >>> score_emphasis(articles=empty(ARTICLES), spans=None, members=empty(MEMBERS)).empty
    True
    """
    articles = regroup(articles, by)
    texts = own_texts(articles, copies)
    members = texts[["article_id"]].assign(story_id=ALL) if members is None else check(members, MEMBERS)
    joined = members[["story_id", "article_id"]].merge(texts, on="article_id")
    if joined.empty:
        return empty(EMPHASIS)
    outlets = dict(zip(articles["article_id"], articles["outlet"].fillna(""), strict=True))
    counted = _counted(texts.assign(text=_news(texts, spans)), outlets)
    prior = _prior(counted)
    named = _named(spans)
    rows: list[dict[str, Any]] = []
    for story, part in joined.groupby("story_id", sort=True):
        for source, side, found in _sources(part, counted, prior, min_count):
            told = _distinct([row for row in found if row["z"] >= min_z])[:max_terms]
            whose = {"story_id": str(story), "source": source}
            rows += [row | whose | _written(row["key"], side, counted, named) for row in told]
    return build(rows, EMPHASIS) if rows else empty(EMPHASIS)


def _news(texts: pd.DataFrame, spans: Spans | None) -> list[str]:
    """Return of each text the sentences that are news, without datelines; a text without sentences is kept whole."""
    left_out: dict[str, list[tuple[int, int]]] = defaultdict(list)
    if spans is not None and not spans.sentences.empty:
        rows = spans.sentences[spans.sentences["role"].isin(NO_NEWS)]
        for article, start, end in zip(rows["article_id"], rows["start"], rows["end"], strict=True):
            left_out[article].append((int(start), int(end)))
    found = []
    for article, text in zip(texts["article_id"], texts["text"], strict=True):
        parts, at = [], dateline_end(text[:200])
        for start, end in sorted(left_out[article]):
            parts.append(text[at : max(start, at)])
            at = max(end, at)
        found.append("\n".join([*parts, text[at:]]))
    return found


def _counted(texts: pd.DataFrame, outlets: Mapping[str, str]) -> dict[str, Terms]:
    """Count the terms of each text, but for the words of its own outlet's name."""
    from tqdm.auto import tqdm

    rows = zip(texts.article_id, texts.title, texts.text, strict=True)
    shown = tqdm(rows, total=len(texts), desc="count words", unit="article", disable=len(texts) < SHOWN)
    own = {name: frozenset(find_terms(name).counts) for name in set(outlets.values())}
    found: dict[str, Terms] = {}
    for article, title, text in shown:
        terms = find_terms(f"{title}\n\n{text}")
        for key in own[outlets[str(article)]] & terms.counts.keys():
            del terms.counts[key]
        found[str(article)] = terms
    return found


def _prior(counted: dict[str, Terms]) -> dict[str, float]:
    """Return how often each term would stand in PRIOR_WORDS words of the whole collection."""
    counts: Counter[str] = Counter()
    for terms in counted.values():
        counts.update(terms.counts)
    share = PRIOR_WORDS / max(sum(n for key, n in counts.items() if " " not in key), 1)
    return {key: n * share for key, n in counts.items()}


@dataclass(frozen=True)
class _Side:
    """What one source, or all the others, wrote in a story."""

    counts: Counter[str]
    n_words: int
    article_ids: tuple[str, ...]


def _named(spans: Spans | None) -> frozenset[str]:
    if spans is None or spans.names.empty:
        return frozenset()
    return frozenset(key for name in spans.names.text.unique() for key in find_terms(str(name)).counts)


def _sources(
    part: pd.DataFrame, counted: dict[str, Terms], prior: dict[str, float], min_count: int
) -> Iterator[tuple[str, _Side, list[dict[Any, Any]]]]:
    """Compare each source of a story with all its others, the strongest terms first; none where it has one source."""
    sides = {str(source): _side(ids, counted) for source, ids in part.groupby("source", sort=True).article_id}
    whole = _side(part.article_id, counted)
    tables = []
    for source, side in sides.items():
        rest = _Side(whole.counts - side.counts, whole.n_words - side.n_words, ())
        if min(side.n_words, rest.n_words) >= MIN_WORDS:
            tables.append(_compared(side, rest, prior, min_count).assign(source=source))
    if tables:
        found = pd.concat(tables).assign(q=lambda table: false_discovery(table["p"]))
        found = found.sort_values(["source", "z", "key"], ascending=[True, False, True])
        for name, rows in found.groupby("source", sort=True):
            yield str(name), sides[str(name)], rows.to_dict("records")


def _side(ids: pd.Series[Any], counted: dict[str, Terms]) -> _Side:
    counts: Counter[str] = Counter()
    for article in ids:
        counts.update(counted[article].counts)
    return _Side(counts, sum(counted[article].n_words for article in ids), tuple(sorted(ids)))


def _compared(side: _Side, rest: _Side, prior: dict[str, float], min_count: int) -> pd.DataFrame:
    from scipy.stats import norm

    keys = sorted(key for key, n in side.counts.items() if n >= min_count)
    here, there = (np.array([one.counts[key] for key in keys], dtype=np.int64) for one in (side, rest))
    usual = np.array([prior[key] for key in keys], dtype=np.float64)
    with np.errstate(divide="ignore"):
        odds = [
            np.log(count + usual) - np.log(np.maximum(total + PRIOR_WORDS - count - usual, 1.0))
            for count, total in ((here, side.n_words), (there, rest.n_words))
        ]
    weight, spread = odds[0] - odds[1], np.sqrt(1 / (here + usual) + 1 / (there + usual))
    z = np.round(weight / spread, 6)
    expected = side.n_words * (there + usual) / (rest.n_words + PRIOR_WORDS)
    table = {"key": keys, "weight": weight, "z": z, "p": norm.sf(z), "expected": expected}
    table |= {"low": weight - Z95 * spread, "high": weight + Z95 * spread, "count_here": here, "count_other": there}
    return pd.DataFrame(table)


def _distinct(rows: list[dict[Any, Any]]) -> list[dict[Any, Any]]:
    """Leave out a word where a pair that holds it says the same and more."""
    paired = Counter[str]()  # how often the commonest pair with a word is told
    for row in rows:
        for word in row["key"].split(" ") if " " in row["key"] else ():
            paired[word] = max(paired[word], row["count_here"])
    return [row for row in rows if paired[row["key"]] < WITHIN_PAIR * row["count_here"]]


def _written(key: str, side: _Side, counted: dict[str, Terms], named: frozenset[str]) -> dict[str, Any]:
    """Return how a term is mostly written in a source, of what kind it is, and where it stands."""
    held = [article for article in side.article_ids if key in counted[article].counts]
    written: Counter[str] = Counter()
    for article in held:
        written.update(counted[article].shown[key])
    term = min(written, key=lambda form: (-written[form], form))
    kind = _kind(key, term, named)
    return {"term": term, "n": len(held), "n_articles": len(side.article_ids), "kind": kind, "article_ids": held}


def _kind(key: str, term: str, named: frozenset[str]) -> str:
    if key in named or (not named and term[:1].isupper()):
        return "name"
    return "pair" if " " in key else "word"
