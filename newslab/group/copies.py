"""Which articles repeat another's words or report: one origin per text, so that no witness is counted twice."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from newslab.errors import OptionError
from newslab.group.credits import Outlets, find_outlets, known_outlets, one_spelling, outlet_key
from newslab.group.graph import find_groups
from newslab.group.shingles import WORDS_A_SHINGLE, Shingler, overlap, pair_up, shingle
from newslab.tables import ARTICLES, COPIES, build, check
from newslab.text.normalise import MASK, is_masked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newslab.group.shingles import Hashes

NEAR_COPY: Final = 0.5  # Jaccard of 5-word shingles: some 10 edits in 200 words, benchmarks/copies.md
HELD: Final = 0.8  # containment: share of the shorter text that stands in the longer
SHORTEST: Final = 0.3  # a text shorter than this share of the longer one is quoted by it, not its source
FEW_WORDS: Final = 8  # texts below are "Read more" or a caption: copies only under the same title
SAME_REPORT: Final = 0.3  # TF-IDF cosine above which the article of the named outlet is the one that is cited
DAYS_BEFORE, DAYS_AFTER = 4, 1
OUTSIDE: Final = "source:"  # before the name of an outlet whose report is not in the collection
_RANK: Final = {"same": 0, "near": 1, "syndicated": 2, "attributed": 3}
log = logging.getLogger(__name__)


def link_copies(articles: pd.DataFrame, *, similarity: float = NEAR_COPY, spans: object = None) -> pd.DataFrame:
    """Find which articles repeat another's text or say that their report is another outlet's.

    Parameters
    ----------
    articles : ARTICLES table, n rows; `source`, `title` and `published` may be missing.
    similarity : Jaccard of 5-word shingles above which two texts are copies, 0 to 1.
    spans : not read; kept so that every step of the chain may be called alike.

    Returns
    -------
    COPIES table ordered by article_id. An origin has no row. `kind` is "same" (identical text), "near", "syndicated"
    (the identical text in another source, or the text credits another source) or "attributed" ("according to X" in
    title or lead; `similarity` is NaN). The origin is the credited source's article if there is one, else the earliest
    published, and chains lead to the first. Where the named outlet has no such article, `origin_id` is
    "source:<outlet>".

    Raises
    ------
    TableError
        If `articles` breaks its contract.
    OptionError
        If `similarity` is not above 0 and at most 1.

    Notes
    -----
    Sampled shingles give candidates (Broder 1997, "mod p" sketch), every one of which is measured exactly by Jaccard
    similarity and containment on folded lower-case words. Speed: benchmarks/copies.md.

    Examples
    --------
    >>> text = "The river rose two metres in one night and the town moved its school to the old mill on the hill."
    >>> rows = [{"article_id": "b", "source": "Post", "text": text}, {"article_id": "a", "source": "Wire", "text": text}]
    >>> link_copies(pd.DataFrame(rows)).to_dict("records")
    [{'article_id': 'b', 'origin_id': 'a', 'similarity': 1.0, 'kind': 'syndicated'}]
    """
    if not 0 < similarity <= 1:
        raise OptionError(f"similarity: expected more than 0 and at most 1, found {similarity}")
    texts = _Texts.of(check(articles, ARTICLES))
    firsts = _first_of_each(texts, _copy_pairs(texts, similarity))
    rows = _text_rows(texts, firsts)
    rows += _named_rows(texts, firsts)
    rows.sort(key=lambda row: (row["article_id"], _RANK[row["kind"]], row["origin_id"]))
    return build(rows, COPIES)


def origins(articles: pd.DataFrame, copies: pd.DataFrame) -> pd.Series[Any]:
    """Say for each article which origin it is a witness of: its own id, that of the copied text, or "source:<outlet>".

    Parameters
    ----------
    articles : ARTICLES table, n rows.
    copies : COPIES table of these articles.

    Returns
    -------
    Series of n texts on the index `article_id`, in the order of `articles`. Two texts of one outlet are two of these
    and one witness: see `witnesses`.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a", "b", "c"], "text": ["x", "x", "y"]})
    >>> copies = pd.DataFrame({"article_id": ["b"], "origin_id": ["a"], "kind": ["same"]})
    >>> origins(articles, copies).to_dict()
    {'a': 'a', 'b': 'a', 'c': 'c'}
    """
    first: dict[str, str] = {}
    order = by_rank(copies)
    for article_id, origin_id in zip(order["article_id"], order["origin_id"], strict=True):
        first.setdefault(str(article_id), str(origin_id))
    found = [_followed(str(article_id), first) for article_id in articles["article_id"]]
    index = pd.Index(articles["article_id"], name="article_id")
    return pd.Series(found, index=index, name="origin", dtype=pd.StringDtype(na_value=np.nan))


def witnesses(articles: pd.DataFrame, copies: pd.DataFrame) -> pd.Series[Any]:
    """Say for each article which outlet it is a witness of: the one in which its text was first published.

    The one count of independent origins of articles: `stories.n_sources`, pages and indexes all take it from here, and
    `newslab.group.cited` that of events and other things cited. Copies (same, near, syndicated) and what is told according to another outlet count as that outlet's; several
    reports of one outlet are one witness, however its name is spelled in capitals and from whichever host of its site;
    an article without a source is a witness of its own, unless it is a copy; an article in another language was not
    read and is none.

    Parameters
    ----------
    articles : ARTICLES table, n rows.
    copies : COPIES table of these articles.

    Returns
    -------
    Series of n texts on the index `article_id`, in the order of `articles`; missing where the language is known and not
    English. The number of independent origins of a set of articles is `witnesses(...).loc[ids].nunique()`.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "text": ["x", "y"], "source": ["Post", "POST"]})
    >>> witnesses(articles, pd.DataFrame({"article_id": [], "origin_id": [], "kind": []})).to_dict()
    {'a': 'POST', 'b': 'POST'}
    """
    found = origins(articles, copies)
    sources = articles.set_index("article_id")["source"].dropna().to_dict() if "source" in articles else {}
    outlets = [str(sources.get(origin, str(origin).removeprefix(OUTSIDE))) for origin in found]
    spelled = one_spelling([*sources.values(), *outlets])
    held = pd.Series([spelled[name] for name in outlets], index=found.index, name="witness", dtype=found.dtype)
    if "language" not in articles:
        return held
    language = articles["language"].astype("string")
    return held.where((language.isna() | language.str.lower().str.startswith("en")).to_numpy(dtype=bool))


def by_rank(copies: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a COPIES table by article, what counts as its origin first: a text before a line."""
    return copies.assign(_rank=copies["kind"].map(_RANK)).sort_values(["article_id", "_rank", "origin_id"])


def _followed(article_id: str, first: dict[str, str]) -> str:
    seen = {article_id}
    while (step := first.get(article_id)) is not None and step not in seen:
        seen.add(step)
        article_id = step
    return article_id if article_id not in first else min(seen)


@dataclass(frozen=True)
class _Texts:
    """The articles sorted by id, with what the comparisons need."""

    ids: list[str]
    sources: list[str]
    titles: list[str]
    texts: list[str]
    times: list[float]
    words: list[Hashes]
    sets: list[Hashes]
    named: list[list[tuple[str, str]]] = field(repr=False)

    @classmethod
    def of(cls, articles: pd.DataFrame) -> _Texts:
        table = articles.sort_values("article_id", kind="stable")
        shingler = Shingler()
        texts = table["text"].tolist()
        words = [shingler.words(text) for text in texts]
        sources, titles = table["source"].fillna("").tolist(), table["title"].fillna("").tolist()
        times = table["published"].fillna(table["published_day"].dt.tz_localize("UTC"))
        return cls(
            ids=table["article_id"].tolist(),
            sources=sources,
            titles=titles,
            texts=texts,
            times=[np.inf if pd.isna(time) else time.timestamp() for time in times],
            words=words,
            sets=[_shingles(*pair, shingler) for pair in zip(texts, words, strict=True)],
            named=_named(table, sources, titles, texts),
        )

    def credits(self, row: int) -> set[str]:
        """Return the keys of the outlets that the article credits its text to."""
        return {outlet_key(name) for said, name in self.named[row] if said == "credit"}


def _shingles(text: str, words: Hashes, shingler: Shingler) -> Hashes:
    """Return the shingles of a text; none goes over words that are masked."""
    if not is_masked(text):
        return shingle(words)
    parts = [shingler.words(part) for part in MASK.split(text)]
    return np.unique(np.concatenate([shingle(one) for one in parts if len(one) >= WORDS_A_SHINGLE] or [words[:0]]))


def _named(table: pd.DataFrame, sources: list[str], titles: list[str], texts: list[str]) -> list[list[tuple[str, str]]]:
    outlets = known_outlets(source for source in sources if source)
    named = []
    columns = zip(sources, titles, texts, table["authors"], table["origin"], strict=True)
    for source, title, text, authors, origin in columns:
        own = outlet_key(source)
        found = _signed([*authors, *([origin] if isinstance(origin, str) else [])], outlets)
        found += [pair for pair in find_outlets(title, text, outlets) if pair[1] not in {name for _, name in found}]
        named.append([(said, name) for said, name in found if outlet_key(name) != own])
    return named


def _signed(authors: Sequence[object], outlets: Outlets) -> list[tuple[str, str]]:
    keys = [outlet_key(str(author)) for author in authors]
    return [("credit", outlets.names[key]) for key in dict.fromkeys(keys) if key in outlets.names]


def _copy_pairs(texts: _Texts, similarity: float) -> list[tuple[int, int]]:
    near: list[tuple[int, int]] = []
    held: dict[int, list[tuple[float, float, int]]] = {}
    for i, j in _candidates(texts):
        jaccard, containment = overlap(texts.sets[i], texts.sets[j])
        if jaccard >= similarity:
            near.append((i, j))
        elif containment >= HELD:
            short, long = (i, j) if len(texts.sets[i]) <= len(texts.sets[j]) else (j, i)
            if len(texts.sets[short]) >= SHORTEST * len(texts.sets[long]) and len(texts.words[short]) > FEW_WORDS:
                held.setdefault(short, []).append((-round(containment, 6), texts.times[long], long))
    # a short text joins one longer one, so that a common paragraph never ties two different reports together
    return near + [(short, min(found)[2]) for short, found in held.items()]


def _candidates(texts: _Texts) -> list[tuple[int, int]]:
    first_of: dict[bytes, int] = {}
    pairs, rows = [], []
    for row, words in enumerate(texts.words):
        if not len(words):
            continue
        key = words.tobytes() + (texts.titles[row].encode() if len(words) < FEW_WORDS else b"")
        first = first_of.setdefault(key, row)
        if first == row:
            rows.append(row)
        else:
            pairs.append((first, row))
    several = [row for row in rows if len(texts.words[row]) >= FEW_WORDS]
    found = pair_up([texts.sets[row] for row in several])
    return pairs + [(several[i], several[j]) for i, j in found]


def _first_of_each(texts: _Texts, pairs: list[tuple[int, int]]) -> list[int]:
    groups = find_groups(len(texts.ids), pairs)
    rows = pd.Series(range(len(groups))).groupby(groups).agg(list)
    first = list(range(len(groups)))
    for members in rows:
        if len(members) == 1:
            continue
        credited = set().union(*(texts.credits(row) for row in members))
        origin = min(members, key=lambda row: (*_place(texts, row, credited), texts.ids[row]))
        for row in members:
            first[row] = origin
    return first


def _place(texts: _Texts, row: int, credited: set[str]) -> tuple[bool, bool, float]:
    by_the_credited = outlet_key(texts.sources[row]) in credited if texts.sources[row] else False
    return not by_the_credited, bool(texts.credits(row)), texts.times[row]


def _text_rows(texts: _Texts, firsts: list[int]) -> list[dict[str, Any]]:
    rows = []
    for row, first in enumerate(firsts):
        if row == first:
            continue
        jaccard, containment = overlap(texts.sets[row], texts.sets[first])
        same = np.array_equal(texts.words[row], texts.words[first])
        elsewhere = outlet_key(texts.sources[row]) != outlet_key(texts.sources[first])
        credits = texts.credits(row)
        kind = "same" if same else "near"
        if elsewhere and (same or credits):
            kind = "syndicated"
        score = round(jaccard if jaccard >= NEAR_COPY else max(jaccard, containment), 6)
        rows.append({"article_id": texts.ids[row], "origin_id": texts.ids[first], "kind": kind, "similarity": score})
    return rows


def _named_rows(texts: _Texts, firsts: list[int]) -> list[dict[str, Any]]:
    wanted = [row for row, first in enumerate(firsts) if row == first and texts.named[row]]
    reports = _Reports(texts, wanted)
    rows = []
    for row in wanted:
        said, name = texts.named[row][0]
        match = reports.find(row, name)
        origin = f"source:{name}" if match is None else texts.ids[firsts[match]]
        if origin == texts.ids[row]:
            continue
        kind = "syndicated" if said == "credit" else "attributed"
        rows.append({"article_id": texts.ids[row], "origin_id": origin, "kind": kind, "similarity": np.nan})
    return rows


class _Reports:
    """Finds the article of a named outlet that a second-hand report is about."""

    def __init__(self, texts: _Texts, wanted: list[int]) -> None:
        self._texts = texts
        self._by_outlet: dict[str, list[int]] = {}
        named = {outlet_key(name) for row in wanted for _, name in texts.named[row]}
        for row, source in enumerate(texts.sources):
            if source and outlet_key(source) in named:
                self._by_outlet.setdefault(outlet_key(source), []).append(row)
        rows = sorted({*wanted, *(row for found in self._by_outlet.values() for row in found)})
        self._place = {row: place for place, row in enumerate(rows)}
        self._matrix = self._weighed(rows) if self._by_outlet else None

    def _weighed(self, rows: list[int]) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer

        full = [f"{self._texts.titles[row]} {self._texts.titles[row]} {self._texts.texts[row]}" for row in rows]
        try:
            return TfidfVectorizer(stop_words="english", sublinear_tf=True, dtype=np.float32).fit_transform(full)
        except ValueError:  # no word but stop words
            return None

    def find(self, row: int, name: str) -> int | None:
        """Return the row of the outlet's article on the same happening, or None."""
        if self._matrix is None:
            return None
        others = [other for other in self._by_outlet.get(outlet_key(name), []) if self._in_time(row, other)]
        if not others:
            return None
        places = [self._place[other] for other in others]
        scores = np.round((self._matrix[places] @ self._matrix[self._place[row]].T).toarray().ravel(), 6)
        best = int(np.argmax(scores))
        return others[best] if scores[best] >= SAME_REPORT else None

    def _in_time(self, row: int, other: int) -> bool:
        if row == other:
            return False
        here, there = self._texts.times[row], self._texts.times[other]
        if not (np.isfinite(here) and np.isfinite(there)):
            return True
        return -DAYS_AFTER * 86400 <= here - there <= DAYS_BEFORE * 86400
