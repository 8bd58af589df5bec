"""Tracing: which report an article's telling comes from, through copies and second-hand lines, as edges of a graph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

import pandas as pd

from newslab.errors import TableError
from newslab.group.cited import CitedOrigins
from newslab.group.copies import OUTSIDE, by_rank
from newslab.group.credits import Outlets, find_outlets, known_outlets, outlet_key
from newslab.tables import ARTICLES, COPIES, check, empty
from newslab.text.normalise import fold
from newslab.text.sentences import find_sentences

EDGES: Final = ("traced_id", "article_id", "source", "origin_id", "origin_source", "kind", "field", "start", "end",
                "first_origin", "witness")  # fmt: skip
# "the paper reported": the outlet named last before it
_OUTLET: Final = r"(?:news )?(?:paper|newspaper|agency|network|broadcaster|magazine|outlet|website|daily|report)"
ANAPHOR: Final = re.compile(
    rf"\b(?:the|that) {_OUTLET}(?:'s report)? (?:also |had |has |first |later )?"
    rf"(?:said|says|reports?|reported|wrote|added|quoted|cited)\b|\baccording to the {_OUTLET}\b",
    re.IGNORECASE,
)
WORD: Final = re.compile(r"\w{4,}")
CAPITAL: Final = re.compile(r"\b[A-Z][\w.&'-]*(?: (?:of |and |for |de )?[A-Z][\w.&'-]*){0,5}")


@dataclass(frozen=True)
class SecondHand:
    """A sentence that gives another outlet's report as its source."""

    field: str
    start: int
    end: int
    outlet: str
    words: frozenset[str]

    @property
    def key(self) -> str:
        """Its outlet, however spelled."""
        return outlet_key(self.outlet)


def trace_origins(
    articles: pd.DataFrame, copies: pd.DataFrame | None, cited: pd.DataFrame, *, outlets: Outlets | None = None
) -> pd.DataFrame:
    """Trace what is told of a story or an event to where it was first told: the edges of a small graph.

    Parameters
    ----------
    articles : ARTICLES table.
    copies : COPIES table of these articles. None: no article copies another.
    cited : which articles tell what: a MEMBERS table (every sentence of an article counts for its story), or CITATIONS
        of events (the sentences cited count for their event).
    outlets : the outlets that a sentence may name, see `known_outlets`; None: the agencies and the sources of
        `articles`.

    Returns
    -------
    DataFrame, one row per edge, ordered by `traced_id` (the story or event) and `article_id`: `source`; `origin_id`, an
    article, or "source:" and an outlet whose report is not at hand; `origin_source`; `kind`: own (the article tells it
    itself), same, near, syndicated, attributed (of the COPIES table) or second hand (a sentence names another outlet);
    `field`, `start`, `end`, that sentence (-1 where the whole article is meant); `first_origin`, the end of the chain;
    `witness`, the outlet that the article counts for (see `newslab.group.cited`). The number of independent
    origins of what is traced, as pages and `n_sources` give it, is the number of different `witness`: a text traced to
    its end (`first_origin`) may be one of several of one outlet, or one that is only named in passing.

    Raises
    ------
    TableError
        If a table breaks its contract, or `cited` says neither which story nor which event its rows are of.

    Notes
    -----
    "The paper" and "the agency" stand for the outlet named last before them in the article. Of a second-hand line in
    MEMBERS only the first of an outlet is an edge, and an article with words of its own has an edge to itself too.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "source": ["Post", "Mail"],
    ...                          "text": ["A dam broke.", "A dam broke, the Post reported."]})
    >>> members = pd.DataFrame({"story_id": ["s", "s"], "article_id": ["a", "b"]})
    >>> trace_origins(articles, None, members)[["article_id", "origin_id", "kind"]].values.tolist()
    [['a', 'a', 'own'], ['b', 'a', 'second hand']]
    """
    articles = check(articles, ARTICLES)
    whole = "story_id" in cited.columns
    _check_cited(cited, ["article_id"] if whole else ["cited_id", "article_id", "field", "start", "end"])
    cited = cited.rename(columns={"story_id" if whole else "cited_id": "traced_id"})
    cited = cited[cited.article_id.isin(set(articles.article_id))]
    copies = empty(COPIES) if copies is None else check(copies, COPIES)
    first = by_rank(copies).drop_duplicates("article_id")  # the origin that counts of each, and how it does
    kinds = dict(zip(first.article_id, zip(first.origin_id, first.kind, strict=True), strict=True))
    told = articles[articles.article_id.isin(set(cited.article_id))]
    outlets = known_outlets(articles.source.dropna()) if outlets is None else outlets
    lines = {str(row.article_id): list(find_second_hand(row, outlets)) for row in told.itertuples()}
    sources = dict(zip(articles.article_id, articles.source.fillna(""), strict=True))
    words = {str(row.article_id): _words(f"{row.title} {row.text}") for row in told.itertuples()}
    order = articles.sort_values(["published", "article_id"], na_position="last").article_id.astype(str).tolist()
    origins = CitedOrigins(articles, copies)
    rows: list[dict[str, Any]] = []
    for traced, part in cited.groupby("traced_id", sort=True):
        inside = [one for one in order if one in set(part.article_id)]
        reports = [(outlet_key(sources[one]), one, words[one]) for one in inside if sources[one]]
        edges = []
        for article, own in part.groupby("article_id", sort=True):
            spans = None if whole else set(zip(own.field, own.start, own.end, strict=True))
            edges += list(_edges(str(article), spans, kinds, lines[str(article)], reports))
        outlet = origins.outlets if whole else origins.of(zip(part.article_id, part.field, part.start, strict=True))
        rows += [
            {"traced_id": str(traced), **edge, "witness": outlet.get(edge["article_id"])} for edge in _followed(edges)
        ]
    frame = pd.DataFrame(rows, columns=list(EDGES))
    frame["source"] = frame.article_id.map(sources)
    frame["origin_source"] = [sources.get(one, one.removeprefix(OUTSIDE)) for one in frame.origin_id]
    return frame.sort_values(["traced_id", "article_id", "start", "origin_id"], ignore_index=True)


def find_second_hand(article: Any, outlets: Outlets) -> Iterator[SecondHand]:
    """Give the sentences of an article (a row of ARTICLES) that name another outlet as the source of what they tell."""
    own = outlet_key(article.source) if isinstance(article.source, str) else ""
    last: str | None = None
    title = article.title if isinstance(article.title, str) else ""
    places = [("title", 0, len(title), title)] if title.strip() else []
    places += [("text", start, end, article.text[start:end]) for start, end in find_sentences(article.text)]
    for field, start, end, words in places:
        plain = fold(words).text
        named = [name for said, name in find_outlets(plain, "", outlets) if said == "lead"]
        if not named and last is not None and ANAPHOR.search(plain):
            named = [last]
        for name in named[:1]:
            if outlet_key(name) != own:
                yield SecondHand(field, start, end, name, _words(plain))
        mentions = [key for match in CAPITAL.finditer(plain) if (key := outlets.find(match.group())) is not None]
        last = outlets.names[mentions[-1]] if mentions else (named[0] if named else last)


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))


def _check_cited(cited: pd.DataFrame, columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in cited.columns]
    if missing:
        raise TableError(
            f"cited.{missing[0]}: the column is missing; expected a MEMBERS table (story_id, article_id) or CITATIONS of "
            f"events, found {', '.join(map(str, cited.columns[:5])) or 'no column'}"
        )


def _edges(
    article: str,
    spans: set[tuple[Any, ...]] | None,
    kinds: Mapping[str, tuple[str, str]],
    lines: list[SecondHand],
    reports: Sequence[tuple[str, str, frozenset[str]]],
) -> Iterator[dict[str, Any]]:
    """The edges of one article: to the text it copies, or to the outlets its sentences name, or to itself."""
    plain = {"article_id": article, "field": "text", "start": -1, "end": -1}
    if article in kinds:
        yield plain | dict(zip(("origin_id", "kind"), kinds[article], strict=True))
        return
    told = [line for line in lines if spans is None or (line.field, line.start, line.end) in spans]
    for line in {line.key: line for line in reversed(told)}.values():  # the first of each outlet
        place = {"field": line.field, "start": line.start, "end": line.end}
        yield {"article_id": article, "origin_id": _report(line, article, reports), "kind": "second hand"} | place
    if not told or (spans is not None and len(told) < len(spans)):
        yield plain | {"origin_id": article, "kind": "own"}


def _report(line: SecondHand, article: str, reports: Sequence[tuple[str, str, frozenset[str]]]) -> str:
    """The report of the named outlet that holds most of the line's words, the earliest of several."""
    held = [(one, len(line.words & words)) for key, one, words in reports if key == line.key and one != article]
    return max(held, key=itemgetter(1))[0] if held else f"{OUTSIDE}{line.outlet}"


def _followed(edges: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give each edge the end of its chain; articles that name each other end at the smallest of them."""
    steps: dict[str, str] = {}
    for edge in edges:
        if edge["kind"] == "own":
            steps[edge["article_id"]] = edge["article_id"]
        else:
            steps.setdefault(edge["article_id"], edge["origin_id"])
    for edge in edges:
        seen, place = {edge["article_id"]}, edge["origin_id"]
        while place in steps and steps[place] != place and place not in seen:
            seen.add(place)
            place = steps[place]
        yield edge | {"first_origin": min(seen) if place in seen and edge["kind"] != "own" else place}
