"""The tables of a corpus as the Explorer reads them: columns of numbers, codes into lists of texts, links between rows.

A payload is one run of bytes, gzipped: "NLX1", the length of a JSON header, the header (texts, and of every column its
type, offset and length), the columns. A row of the payload is the row of the table at the same position, but for
`statements`, of which those are taken that tell an event or that somebody is named as saying.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from newslab.digest.wording import outlet_name
from newslab.report.explorer.collection import tell_collection
from newslab.report.explorer.reading import Reading, known_rows, told
from newslab.report.leads import find_leads
from newslab.report.render import safe_url, scrub
from newslab.tables import complete

FORMAT: Final = "NLX1"
NO_DAY: Final = -(2**31)
MOST_NAMES: Final = 20_000  # those of most articles: further ones are found by searching
FIELDS: Final = ("text", "title", "subtitle", "caption")
WANTED: Final = (
    "articles",
    "sentences",
    "names",
    "statements",
    "copies",
    "topics",
    "article_topics",
    "stories",
    "members",
    "events",
    "coverage",
    "emphasis",
    "contrasts",
    "citations",
    "passages",
    "state",
    "layout",
)
COPY_KINDS: Final = ("same", "near", "syndicated", "attributed")
Cards = Sequence[Mapping[str, Any]]


@dataclass
class Payload:
    """Columns and texts by name, as `articles.day`; `rows` has the positions of what is not taken whole."""

    meta: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    columns: dict[str, np.ndarray[Any, Any]] = field(default_factory=dict)
    rows: dict[str, np.ndarray[Any, Any]] = field(default_factory=dict)

    def add_texts(self, name: str, cells: pd.Series[Any]) -> None:
        """Keep texts as they are; missing is empty."""
        self.texts[name] = [scrub(cell) if isinstance(cell, str) else "" for cell in cells.tolist()]

    def add_codes(self, name: str, cells: pd.Series[Any], most: int | None = None) -> None:
        """Keep texts once each, those of most rows first, and of every row which it has; -1: none, or beyond `most`."""
        counts = cells.dropna().astype(str).value_counts()
        order = sorted(counts.index, key=lambda text: (-int(counts[text]), text))[:most]
        self.texts[name] = [scrub(text) for text in order]
        self.columns[name] = _places(cells, order)

    def add_rows(self, name: str, cells: pd.Series[Any], of: pd.Series[Any]) -> None:
        """Keep which row of another table is meant, by the keys of that table; -1: none."""
        self.columns[name] = _places(cells, of.tolist())

    def add_days(self, name: str, cells: pd.Series[Any]) -> None:
        """Keep days as days since 1970."""
        days = cells.to_numpy().astype("datetime64[D]").astype(np.int64)
        self.columns[name] = np.where(cells.isna(), NO_DAY, days).astype(np.int32)

    def add_numbers(self, name: str, cells: pd.Series[Any]) -> None:
        """Keep numbers; missing is NaN, or 0 among counts and flags."""
        kind = cells.dtype.kind
        self.columns[name] = cells.to_numpy().astype(
            np.float32 if kind == "f" else np.uint8 if kind == "b" else np.int32
        )

    def to_bytes(self) -> bytes:
        """Return it as one run of bytes, gzipped; the same payload gives the same bytes."""
        places: dict[str, list[Any]] = {}
        parts, offset = [], 0
        for name, column in self.columns.items():
            raw = np.ascontiguousarray(column).tobytes()
            places[name] = [column.dtype.name, offset, len(column)]
            parts.append(raw + bytes(-len(raw) % 8))
            offset += len(parts[-1])
        head = {"meta": self.meta, "texts": self.texts, "columns": places}
        header = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        header += b" " * (-(len(header) + 8) % 8)
        whole = FORMAT.encode() + len(header).to_bytes(4, "little") + header + b"".join(parts)
        return gzip.compress(whole, compresslevel=4, mtime=0)


def pack(tables: Mapping[str, pd.DataFrame], *, words: bool = False, cards: Cards = ()) -> Payload:
    """Make the payload of the tables of a corpus.

    Parameters
    ----------
    tables : of a corpus, by name.
    words : whether to carry the words of every citation, for a file that has no kernel to ask; never whole texts.
    cards : stories as the front page ranks them, with `story_id`, and as `href` the name of their page; none: those of
        most origins first.

    Returns
    -------
    Payload; articles, stories, topics, events and contrasts in the order of their tables.

    Raises
    ------
    TableError
        If a table breaks its contract.
    """
    tables = complete(tables)
    held = {name: tables[name].reset_index(drop=True) for name in WANTED}
    made = Payload()
    _add_articles(made, held)
    _add_groups(made, held)
    _add_front(made, held, cards)
    _add_names(made, held)
    _add_events(made, held)
    _add_statements(made, held)
    _add_contrasts(made, held)
    _add_state(made, held)
    _add_comparisons(made, held)
    _add_citations(made, held)
    if words:
        _add_words(made, tables)
    made.meta |= {
        "format": FORMAT,
        "words": words,
        "fields": FIELDS,
        "copies": COPY_KINDS,
        "rows": {name: len(held[name]) for name in ("articles", "stories", "topics", "events", "contrasts")},
        "n_names": int(held["names"]["entity_id"].nunique()),
        "n_statements": len(held["statements"]),
        "collection": tell_collection(tables),
        "missing": [
            f"{name}.{column}" for name, column in NEEDED if tables[name][column].isna().all() and len(tables[name])
        ],
    }
    return made


NEEDED: Final = (  # what a view cannot do without, and says so
    ("articles", "source"),
    ("articles", "published_day"),
    ("events", "first_day"),
    ("events", "p"),
    ("statements", "event_id"),
    ("statements", "modality"),
    ("sentences", "role"),
    ("names", "entity_id"),
)


def _places(cells: pd.Series[Any], keys: list[str]) -> np.ndarray[Any, Any]:
    found = pd.Index(keys, dtype="object").get_indexer(pd.Index(cells.astype("object").tolist(), dtype="object"))
    return found.astype(np.int32)


def _add_articles(made: Payload, held: Mapping[str, pd.DataFrame]) -> None:
    articles = held["articles"]
    key = articles["article_id"]
    outlets = articles["source"].map(lambda cell: outlet_name(cell) if isinstance(cell, str) else None)
    made.add_texts("articles.id", key)
    made.add_texts("articles.title", articles["title"])
    made.texts["articles.url"] = [safe_url(url) for url in articles["url"]]
    made.add_codes("articles.source", outlets)
    made.add_codes("articles.language", articles["language"])
    day = articles["published_day"].fillna(articles["published_first"])
    made.add_days("articles.day", day)
    layout = held["layout"].set_index("article_id").reindex(key)
    for axis in ("x", "y"):
        made.add_numbers(f"articles.{axis}", layout[axis].reset_index(drop=True))
    made.columns["articles.length"] = articles["text"].str.len().to_numpy().astype(np.int32)
    for extra in ("country", "group"):
        if extra in articles.columns:
            made.add_codes(f"articles.{extra}", articles[extra].astype("object"))
    copies = held["copies"].drop_duplicates("article_id").set_index("article_id")
    made.add_rows("articles.copy_of", key.map(copies["origin_id"]), key)
    made.columns["articles.copy_kind"] = _places(key.map(copies["kind"]), list(COPY_KINDS))


def _add_groups(made: Payload, held: Mapping[str, pd.DataFrame]) -> None:
    key, stories, topics = held["articles"]["article_id"], held["stories"], held["topics"]
    made.add_texts("stories.id", stories["story_id"])
    made.add_rows("stories.parent", stories["parent_id"], stories["story_id"])
    made.add_days("stories.first", stories["first_day"])
    made.add_days("stories.last", stories["last_day"])
    made.add_rows("members.story", held["members"]["story_id"], stories["story_id"])
    made.add_rows("members.article", held["members"]["article_id"], key)
    made.add_texts("topics.id", topics["topic_id"])
    made.add_texts("topics.label", topics["label"])
    made.add_rows("article_topics.topic", held["article_topics"]["topic_id"], topics["topic_id"])
    made.add_rows("article_topics.article", held["article_topics"]["article_id"], key)
    made.add_numbers("article_topics.weight", held["article_topics"]["weight"])


def _add_front(made: Payload, held: Mapping[str, pd.DataFrame], cards: Cards) -> None:
    """Keep what the front page tells of each story: its headline, its first passage, its rank and its page."""
    stories, passages = held["stories"], held["passages"].sort_values(["story_id", "paragraph", "position"])
    heads = passages[passages["kind"].eq("headline")].drop_duplicates("story_id").set_index("story_id")["text"]
    leads = find_leads(passages, held["citations"], held["sentences"])
    headline, lead = (texts.reindex(stories["story_id"]).reset_index(drop=True) for texts in (heads, leads))
    made.add_texts("stories.title", headline.fillna(stories["title"]))
    made.add_texts("stories.lead", lead.astype("object"))
    by_origins = stories.sort_values(["n_sources", "last_day"], ascending=False, kind="stable")["story_id"]
    order = [str(card["story_id"]) for card in cards] or by_origins.tolist()
    made.columns["stories.rank"] = _places(stories["story_id"], order)
    pages = {str(card["story_id"]): str(card["href"]) for card in cards}
    made.texts["stories.page"] = [pages.get(key, "") for key in stories["story_id"]]


def _add_names(made: Payload, held: Mapping[str, pd.DataFrame]) -> None:
    """Keep which article names whom, each called by its canonical name, or as it is most often."""
    names = held["names"].dropna(subset=["entity_id"])
    pairs = names[["article_id", "entity_id"]].drop_duplicates()
    counts = pairs["entity_id"].value_counts()
    order = sorted(counts.index, key=lambda one: (-int(counts[one]), one))[:MOST_NAMES]
    calls = names.assign(called=names["canonical"].fillna(names["text"]) if "canonical" in names else names["text"])
    calls = calls.groupby(["entity_id", "called", "kind"]).size().reset_index(name="n")
    calls = calls.sort_values(["n", "called"], ascending=[False, True]).drop_duplicates("entity_id")
    calls = calls.set_index("entity_id").reindex(order)
    made.add_texts("names.label", calls["called"])
    made.add_codes("names.kind", calls["kind"])
    pairs = pairs[pairs["entity_id"].isin(set(order))]
    made.columns["article_names.name"] = _places(pairs["entity_id"], order)
    made.add_rows("article_names.article", pairs["article_id"], held["articles"]["article_id"])


def _add_events(made: Payload, held: Mapping[str, pd.DataFrame]) -> None:
    events = held["events"]
    made.add_texts("events.id", events["event_id"])
    made.add_texts("events.text", events["text"])
    made.add_rows("events.story", events["story_id"], held["stories"]["story_id"])
    for name in ("who", "where", "precision", "modality"):
        made.add_codes(f"events.{name}", events[name])
    made.add_days("events.first", events["first_day"])
    made.add_days("events.last", events["last_day"].fillna(events["first_day"]))
    made.add_texts("events.edtf", events["edtf"])
    for name in ("n_sources", "score", "p"):
        made.add_numbers(f"events.{name}", events[name])


def _add_statements(made: Payload, held: Mapping[str, pd.DataFrame]) -> None:
    table = held["statements"]
    taken = np.flatnonzero(table["event_id"].notna() | table["attributed_to"].notna())
    made.rows["statements"] = taken
    table = table.iloc[taken].reset_index(drop=True)
    made.add_rows("statements.article", table["article_id"], held["articles"]["article_id"])
    made.add_rows("statements.event", table["event_id"], held["events"]["event_id"])
    made.columns["statements.field"] = _places(table["field"], list(FIELDS))
    for name in ("start", "end", "sentence_start", "sentence_end", "p"):
        made.add_numbers(f"statements.{name}", table[name])
    made.add_codes("statements.modality", table["modality"])
    made.add_codes("statements.precision", table["precision"])
    made.add_codes("statements.speaker", _speakers(table, held["names"]), MOST_NAMES)
    made.add_days("statements.first", table["first_day"])
    made.add_days("statements.last", table["last_day"].fillna(table["first_day"]))
    roles = held["sentences"].drop_duplicates(["article_id", "start"]).set_index(["article_id", "start"])["role"]
    places = pd.MultiIndex.from_frame(table[["article_id", "sentence_start"]])
    found = pd.Series(roles.reindex(places).to_numpy(), dtype="object")
    made.add_codes("statements.role", found.where(table["field"] == "text"))


def _speakers(statements: pd.DataFrame, names: pd.DataFrame) -> pd.Series[Any]:
    """Call who is named as saying something by the whole name that this article has for them: Collins, Susan
    Collins.
    """
    told = statements["attributed_to"].astype("object")
    whole = names.get("canonical", names["text"])
    pairs = pd.DataFrame({"article": names["article_id"], "text": names["text"], "whole": whole}).dropna()
    pairs = pairs[pairs["text"].isin(set(told.dropna()))].drop_duplicates()
    once = pairs[~pairs.duplicated(["article", "text"], keep=False)]  # where it can mean one alone
    known = dict(zip(zip(once["article"], once["text"], strict=True), once["whole"], strict=True))
    cells = zip(statements["article_id"], told, strict=True)
    return pd.Series([known.get((key, text), text) for key, text in cells], dtype="object")


def _add_contrasts(made: Payload, held: Mapping[str, pd.DataFrame]) -> None:
    contrasts = held["contrasts"]
    made.add_texts("contrasts.id", contrasts["contrast_id"])
    made.add_rows("contrasts.story", contrasts["story_id"], held["stories"]["story_id"])
    made.add_rows("contrasts.event", contrasts["event_id"], held["events"]["event_id"])
    for name in ("kind", "verdict"):
        made.add_codes(f"contrasts.{name}", contrasts[name])
    for name in ("source", "other"):
        made.add_codes(f"contrasts.{name}", contrasts[name])
    for name in ("subject", "value", "other_value", "reason"):
        made.add_texts(f"contrasts.{name}", contrasts[name])
    for name in ("p", "shown"):
        made.add_numbers(f"contrasts.{name}", contrasts[name])


def _add_state(made: Payload, held: Mapping[str, pd.DataFrame]) -> None:
    """Keep what is known of each story, slot by slot; of slots that hold sentences the first few values."""
    state = held["state"]
    taken = known_rows(state)
    made.rows["state"] = taken
    state = state.iloc[taken].reset_index(drop=True)
    made.add_rows("state.story", state["story_id"], held["stories"]["story_id"])
    made.add_rows("state.event", state["event_id"], held["events"]["event_id"])
    made.add_codes("state.slot", state["slot"])
    made.add_texts("state.value", state["value"])
    made.add_texts("state.replaced", state["replaced_by"])
    made.add_numbers("state.origins", state["n_origins"])


def _add_comparisons(made: Payload, held: Mapping[str, pd.DataFrame]) -> None:
    outlets = pd.Series(made.texts["articles.source"], dtype="object")
    for name, numbers in (
        ("coverage", ("n", "share", "expected", "low", "high", "q")),
        ("emphasis", ("n", "weight", "z", "low", "high", "q")),
    ):
        table = held[name]
        made.add_rows(f"{name}.story", table["story_id"], held["stories"]["story_id"])
        made.add_rows(f"{name}.source", table["source"].map(outlet_name, na_action="ignore"), outlets)
        for number in numbers:
            made.add_numbers(f"{name}.{number}", table[number])
    made.add_codes("emphasis.term", held["emphasis"]["term"])


def _add_citations(made: Payload, held: Mapping[str, pd.DataFrame]) -> None:
    """Keep the citations of events and contrasts: whose, and where they stand."""
    cites = told(held)
    state = held["state"]["state_id"].iloc[made.rows["state"]]
    for name, keys in (
        ("event", held["events"]["event_id"]),
        ("contrast", held["contrasts"]["contrast_id"]),
        ("state", state),
    ):
        made.add_rows(f"cites.{name}", cites["cited_id"], keys)
    made.add_rows("cites.article", cites["article_id"], held["articles"]["article_id"])
    made.columns["cites.field"] = _places(cites["field"], list(FIELDS))
    for name in ("start", "end"):
        made.add_numbers(f"cites.{name}", cites[name])
    made.add_codes("cites.side", cites["side"].replace("", np.nan))


def _add_words(made: Payload, tables: Mapping[str, pd.DataFrame]) -> None:
    """Keep the words that events and the shown contrasts cite, those of every place once; -1: not carried."""
    reading, contrasts = Reading(tables), tables["contrasts"]
    cites = reading.cites
    carried = ~cites["cited_id"].isin(set(contrasts.loc[~contrasts["shown"], "contrast_id"]))
    columns = [cites.loc[carried, name].tolist() for name in ("row", "field", "start", "end", "hash")]
    once = {place: number for number, place in enumerate(dict.fromkeys(zip(*columns, strict=True)))}
    made.texts["words"] = reading.words((place[:4] for place in once), [place[4] for place in once])
    found = np.full(len(cites), -1, dtype=np.int32)
    found[carried.to_numpy()] = [once[place] for place in zip(*columns, strict=True)]
    made.columns["cites.words"] = found
