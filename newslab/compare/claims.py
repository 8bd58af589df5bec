"""Claims: the values one source gives to the slots of an event (number, date, place, name, scope, polarity)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.compare.statements import Statement, find_modality, find_scopes, read_statement
from newslab.tables import ARTICLES, CITATIONS, CLAIMS, EVENTS, build, check, empty

if TYPE_CHECKING:
    from newslab.text.spans import Spans

PLACE_KINDS: Final = ("GPE", "LOC", "FAC")
SHOWN: Final = 10_000  # sentences from which on a progress bar is shown
KEY: Final = ["event_id", "article_id", "field", "start", "end"]


def find_claims(
    events: pd.DataFrame, citations: pd.DataFrame, spans: Spans, *, articles: pd.DataFrame | None = None
) -> pd.DataFrame:
    """List what each article says of each event: one row per value, with the sentence it stands in.

    Parameters
    ----------
    events : EVENTS table.
    citations : CITATIONS table; the rows whose `cited_id` is an event are the sentences that are read.
    spans : record of span tables of the same articles.
    articles : ARTICLES table; without it, claims of scope, negation and modality, which need the words, are left out.

    Returns
    -------
    CLAIMS table, ordered by event, article and place. `start`, `end`: the sentence; `slot`: number, date, place, name,
    scope, polarity, modality (one a sentence). Further columns: `story_id`, `value_start`, `value_end` (where the value stands), `of_what`,
    `qualifier` (of numbers).

    Raises
    ------
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> find_claims(empty(EVENTS), empty(CITATIONS), None).slot.tolist()
    []
    """
    events, citations = check(events, EVENTS), check(citations, CITATIONS)
    stories = dict(zip(events.event_id, events.story_id, strict=True))
    cited = citations[citations.cited_id.isin(set(stories))].rename(columns={"cited_id": "event_id"})
    cited = _with_details(cited[KEY].drop_duplicates(), spans).sort_values(KEY, ignore_index=True)
    if cited.empty:
        return empty(CLAIMS)
    parts = [_numbers(cited, spans), _dates(cited, spans), _names(cited, spans)]
    moods: dict[tuple[Any, ...], str] = {}
    if articles is not None:
        statements = _statements(cited, check(articles, ARTICLES))
        moods = {key: find_modality(statement) for key, statement in statements.items()}
        parts.append(pd.DataFrame([row for key, one in statements.items() for row in _said(key, one, moods[key])]))
    claims = pd.concat([part for part in parts if len(part)], ignore_index=True) if any(map(len, parts)) else None
    if claims is None:
        return empty(CLAIMS)
    claims["story_id"] = claims.event_id.map(stories)
    claims["modality"] = [moods.get(key, "happened") for key in claims[KEY].itertuples(index=False, name=None)]
    order = [*KEY, "value_start", "slot", "value"]
    return build(claims.sort_values(order, ignore_index=True).drop_duplicates(order, ignore_index=True), CLAIMS)


def read_cited(articles: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Give the text of each field that can be cited, by (article_id, field)."""
    fields = [name for name in ("title", "subtitle", "text") if name in articles.columns]
    return {
        (str(article), name): words
        for name in fields
        for article, words in zip(articles.article_id, articles[name], strict=True)
        if isinstance(words, str)
    }


def _with_details(cited: pd.DataFrame, spans: Spans | None) -> pd.DataFrame:
    """Add the sentences that tell more of an event: those after its sentence, up to the next event's of that article.

    "The talks took three hours" names no event; it is about the one told before it.
    """
    if cited.empty or spans is None:
        return cited
    texts = cited[cited.field == "text"].sort_values(["start", "article_id", "event_id"])
    sentences = spans.sentences[spans.sentences.article_id.isin(set(texts.article_id))]
    sentences = sentences[["article_id", "start", "end"]].sort_values(["start", "article_id"]).assign(field="text")
    before = pd.merge_asof(
        sentences,
        texts[["article_id", "start", "event_id"]].drop_duplicates(["article_id", "start"]),
        on="start",
        by="article_id",
    )
    return pd.concat([cited, before.dropna(subset=["event_id"])[KEY]]).drop_duplicates(ignore_index=True)


def _within(cited: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Join spans to the cited sentences that hold them."""
    found = found.rename(columns={"start": "value_start", "end": "value_end"})
    both = pd.concat([cited[["article_id", "field"]], found[["article_id", "field"]]])
    codes = both.groupby(["article_id", "field"], sort=False, observed=True).ngroup().to_numpy()
    sides = [
        pd.DataFrame({"code": part, f"{name}_row": range(len(part))})
        for name, part in (("cited", codes[: len(cited)]), ("found", codes[len(cited) :]))
    ]
    rows = sides[0].merge(sides[1], on="code")  # numbers alone: all pairs of an article, most of which are left out
    first, last = (cited[name].to_numpy()[rows.cited_row] for name in ("start", "end"))
    low, high = (found[name].to_numpy()[rows.found_row] for name in ("value_start", "value_end"))
    rows = rows[(low >= first) & (high <= last)]
    left = cited.iloc[rows.cited_row].reset_index(drop=True)
    right = found.drop(columns=["article_id", "field"]).iloc[rows.found_row].reset_index(drop=True)
    return pd.concat([left, right], axis=1)


def _numbers(cited: pd.DataFrame, spans: Spans) -> pd.DataFrame:
    found = _within(cited, spans.numbers.dropna(subset=["value"]))
    kept = found.assign(slot="number", number=found.value, value=found.text)
    return kept[[*KEY, "value_start", "value_end", "slot", "value", "number", "unit", "of_what", "qualifier"]]


def _dates(cited: pd.DataFrame, spans: Spans) -> pd.DataFrame:
    times = spans.times[spans.times.type.isin(["DATE", "TIME"]) & spans.times.first_day.notna()]
    found = _within(cited, times)
    kept = found.assign(slot="date", value=found.edtf.fillna(found.value).fillna(found.text))
    return kept[[*KEY, "value_start", "value_end", "slot", "value"]]


def _names(cited: pd.DataFrame, spans: Spans) -> pd.DataFrame:
    found = _within(cited, spans.names)
    slots = found.kind.isin(PLACE_KINDS).map({True: "place", False: "name"})
    return found.assign(slot=slots, value=found.text)[[*KEY, "value_start", "value_end", "slot", "value"]]


def _statements(cited: pd.DataFrame, articles: pd.DataFrame) -> dict[tuple[Any, ...], Statement]:
    words = read_cited(articles)
    from tqdm.auto import tqdm

    found = {}
    rows = cited.itertuples(index=False, name=None)
    for key in tqdm(rows, total=len(cited), desc="read claims", unit="sentence", disable=len(cited) < SHOWN):
        _, article, field, start, end = key
        if (article, field) in words:
            found[key] = read_statement(words[article, field][start:end])
    return found


def _said(key: tuple[Any, ...], statement: Statement, mood: str) -> Iterator[dict[str, Any]]:
    """Claims that no span table holds: how sure it is, ranks with their scope, and what is negated."""
    from newslab.text.normalise import fold

    to_original = fold(statement.text).span
    yield _row(key, "modality", mood, 0, len(statement.text))
    for scope in find_scopes(statement):
        start, end = to_original(scope.start, scope.end)
        yield _row(key, "scope", f"{scope.rank} {scope.within}", start, end)
    for place in sorted(statement.negated):
        token = statement.tokens[place]
        if token.is_content:
            start, end = to_original(token.start, token.end)
            yield _row(key, "polarity", f"not {token.text}", start, end)
            break


def _row(key: tuple[Any, ...], slot: str, value: str, start: int, end: int) -> dict[str, Any]:
    first = key[KEY.index("start")]
    return dict(zip(KEY, key, strict=True)) | {
        "slot": slot,
        "value": value,
        "value_start": first + start,
        "value_end": first + end,
    }
