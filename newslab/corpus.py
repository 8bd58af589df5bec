"""Corpus: the frozen record of all tables of one build, kept as Parquet files and a manifest of hashes."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from newslab.errors import NewslabError, OptionError, ReadError, TableError
from newslab.pageset import set_faults, tables_id
from newslab.saved import MANIFEST, content_hash, folder_faults, read_folder, write_folder
from newslab.tables import CONTRACTS, build, check, empty, slice_hash

TABLES = (
    "articles", "images", "problems", "sentences", "names", "times", "numbers", "quotes", "statements",
    "quantities", "quotations", "copies", "topics", "article_topics", "topic_trend", "layout", "stories", "members", "story_changes",
    "events", "state", "coverage", "emphasis", "loaded", "contrasts", "passages", "citations", "edits",
)  # fmt: skip
CITED = ("events", "state", "contrasts", "passages")


@dataclass(frozen=True, repr=False)
class Corpus:
    """All tables of one build, with the manifest that says what they were made from.

    Attributes
    ----------
    articles, events, stories, ... : the tables named in `newslab.tables`, each keeping its contract.
    manifest : inputs, options, versions and model files of the build; after `save` or `load` the table hashes too.

    Examples
    --------
    >>> Corpus().events.shape[0]
    0
    """

    articles: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["articles"]))
    images: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["images"]))
    problems: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["problems"]))
    sentences: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["sentences"]))
    names: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["names"]))
    times: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["times"]))
    numbers: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["numbers"]))
    quotes: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["quotes"]))
    statements: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["statements"]))
    quantities: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["quantities"]))
    quotations: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["quotations"]))
    copies: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["copies"]))
    topics: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["topics"]))
    article_topics: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["article_topics"]))
    topic_trend: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["topic_trend"]))
    layout: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["layout"]))
    stories: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["stories"]))
    members: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["members"]))
    story_changes: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["story_changes"]))
    events: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["events"]))
    state: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["state"]))
    coverage: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["coverage"]))
    emphasis: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["emphasis"]))
    loaded: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["loaded"]))
    contrasts: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["contrasts"]))
    passages: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["passages"]))
    citations: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["citations"]))
    edits: pd.DataFrame = field(default_factory=lambda: empty(CONTRACTS["edits"]))
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, in the order of the pipeline."""
        return {name: getattr(self, name) for name in TABLES}

    def family(self, story_id: str) -> list[str]:
        """Return a story and its parts, as `build_timeline(corpus.events, story=corpus.family(story_id))` wants them.

        Raises
        ------
        OptionError
            If no such story is in the corpus.
        """
        stories = check(self.stories, CONTRACTS["stories"])
        if story_id not in set(stories["story_id"]):
            raise OptionError(f"story_id: no story {story_id!r} among the {len(stories):,} of this corpus")
        parts = stories.loc[stories["parent_id"] == story_id, "story_id"]
        return [story_id, *sorted(parts)]

    def check(self) -> None:
        """Check every contract and invariant.

        Raises
        ------
        TableError
            At the first that does not hold: a broken contract, a citation outside its sentence or with other words,
            a statement without a citation, an event whose `n_sources` is not its number of origins.
        """
        for difference in _citation_faults(self.completed()):
            raise TableError(difference)

    def completed(self) -> Corpus:
        """Return it with all columns of the contracts, each of its type.

        Raises
        ------
        TableError
            If a table breaks its contract.
        """
        whole: dict[str, Any] = {name: check(table, CONTRACTS[name]) for name, table in self.tables.items()}
        return replace(self, **whole)

    def verify(self) -> pd.DataFrame:
        """Check every citation, invariant and table hash again and say what differs.

        Returns
        -------
        DataFrame with columns `place` and `difference`; no row where all holds.
        """
        found = [("tables", difference) for difference in _contract_faults(self)]
        whole = self
        if not found:  # what follows relies on the contracts
            whole = self.completed()
            found = [("citations", difference) for difference in _citation_faults(whole)]
        saved = self.manifest.get("tables")  # None: it was never saved
        for name, table in whole.tables.items():
            if saved is not None and name not in saved:
                found.append((name, "the manifest names no such table: an older newslab wrote it, or it was taken out"))
            elif saved is not None and saved[name].get("content") != content_hash(table):
                found.append((name, "the rows are not those that were saved"))
        return pd.DataFrame(found, columns=["place", "difference"])

    def save(self, folder: str | Path) -> Path:
        """Write all tables as Parquet files with a manifest, as one act: the old corpus stays until the new is whole.

        Parameters
        ----------
        folder : made if it is not there. Files of an earlier build are replaced; a second writer waits for the first.
            A file has the name of its table and the hash of its bytes; the manifest names those that count.

        Returns
        -------
        Path of the folder.

        Raises
        ------
        TableError
            If an invariant does not hold (see `check`).
        ReadError
            If the folder cannot be written; it then holds what it held before.
        """
        self.check()
        self.manifest.update(write_folder(folder, self.completed().tables, self.manifest))
        return Path(folder)

    @classmethod
    def load(cls, folder: str | Path) -> Corpus:
        """Read what `save` wrote.

        Raises
        ------
        ReadError
            If a file is missing, changed since it was saved, unreadable or of a newer format.
        """
        tables, manifest = read_folder(folder)
        return cls(**{name: table for name, table in tables.items() if name in TABLES}, manifest=manifest)

    def to_csv(self, folder: str | Path, *, texts: bool = True) -> Path:
        """Write every table as CSV into a folder, with a codebook (`codebook.csv`, `codebook.md`).

        Lists are texts joined by "; ", and a text that a spreadsheet would run begins with an apostrophe. `texts=False`
        leaves the words of articles out.
        """
        from newslab.report.export import write_csvs

        return write_csvs(self, folder, texts=texts)

    def to_stata(self, folder: str | Path, *, texts: bool = True) -> Path:
        """Write every table as a Stata file (.dta) into a folder, with labelled variables and a codebook."""
        from newslab.report.export import write_stata

        return write_stata(self, folder, texts=texts)

    def to_excel(self, path: str | Path, *, texts: bool = True) -> Path:
        """Write every table as a sheet of one workbook (.xlsx), its codebook first; no cell is a formula."""
        from newslab.report.export import write_excel

        return write_excel(self, path, texts=texts)

    def to_references(self, path: str | Path) -> Path:
        """Write all articles for reference managers: .bib (BibTeX), .ris, .json (CSL JSON)."""
        from newslab.report.export import write_references

        return write_references(self, path)

    def __repr__(self) -> str:
        return f"Corpus({', '.join(f'{name}: {len(table):,}' for name, table in self.tables.items() if len(table))})"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(name)}</td><td style='text-align:right'>{len(table):,}</td>"
            f"<td>{html.escape(', '.join(CONTRACTS[name].columns))}</td></tr>"
            for name, table in self.tables.items()
        )
        return (
            f"<table><thead><tr><th>table</th><th>rows</th><th>columns</th></tr></thead><tbody>{rows}</tbody></table>"
        )


def verify_folder(folder: str | Path, *, pages: str | Path | None = None) -> pd.DataFrame:
    """Verify a saved corpus without trusting any of its files: file hashes first, then `Corpus.verify` and its pages.

    Parameters
    ----------
    folder : what `Corpus.save` wrote.
    pages : folder of its pages; None: `pages` in `folder`, if it is there.

    Returns
    -------
    DataFrame with columns `place` (a file or table) and `difference`; no row where all holds.

    Raises
    ------
    ReadError
        If the folder holds no corpus, or `pages` is no folder.
    """
    source = Path(folder)
    if not (source / MANIFEST).is_file():
        raise ReadError(f"{source}: no manifest.json; this is not a folder that newslab build wrote")
    if pages is not None and not Path(pages).is_dir():
        raise ReadError(f"{pages}: no such folder of pages")
    found, build = list(folder_faults(source)), None
    if not found:
        try:
            corpus = Corpus.load(source)
            found, build = list(corpus.verify().itertuples(index=False, name=None)), tables_id(corpus.tables)
        except NewslabError as error:
            found = [("tables", str(error))]
    found += set_faults(Path(pages) if pages is not None else source / "pages", build)
    return pd.DataFrame(found, columns=["place", "difference"])


def _contract_faults(corpus: Corpus) -> Iterator[str]:
    for name, table in corpus.tables.items():
        try:
            check(table, CONTRACTS[name])
        except TableError as error:
            yield str(error)


def _citation_faults(corpus: Corpus) -> Iterator[str]:
    """Say which statements lack a citation and which citations do not hold (invariants 1 and 2)."""
    cited = set(corpus.citations["cited_id"])
    for name in CITED:
        key = CONTRACTS[name].key[0]
        for row in getattr(corpus, name)[key]:
            if row not in cited:
                yield f"{name}.{key}: {row} has no citation"
    yield from _word_faults(corpus)
    yield from _origin_faults(corpus)


def _word_faults(corpus: Corpus) -> Iterator[str]:
    rows = corpus.articles.set_index("article_id")
    fields = {name: dict(rows[name].dropna()) for name in ("text", "title", "subtitle")}
    captions: dict[str, list[str]] = {}
    for image in corpus.images.dropna(subset=["caption"]).itertuples():
        captions.setdefault(str(image.article_id), []).append(str(image.caption))
    bounds = {
        str(article): (group["start"].to_numpy(), group["end"].to_numpy())
        for article, group in corpus.sentences.sort_values(["article_id", "start"]).groupby("article_id", sort=False)
    }
    for row in corpus.citations.itertuples():
        article, start, end = str(row.article_id), int(str(row.start)), int(str(row.end))
        place = f"citations: {row.cited_id} cites {article} {row.field} {start}:{end}"
        if row.field == "caption":
            texts = captions.get(article, [])
        else:
            texts = [fields[str(row.field)][article]] if article in fields[str(row.field)] else []
        if not any(0 <= start < end <= len(text) and slice_hash(text[start:end]) == row.hash for text in texts):
            yield f"{place}: the words are not those that were cited"
        elif row.field == "text" and not _inside(bounds.get(article), start, end):
            yield f"{place}: it does not lie inside one sentence"


def _inside(bounds: tuple[Any, Any] | None, start: int, end: int) -> bool:
    if bounds is None:
        return False
    place = int(np.searchsorted(bounds[0], start, side="right")) - 1
    return place >= 0 and end <= int(bounds[1][place])


def _origin_faults(corpus: Corpus) -> Iterator[str]:
    if corpus.events.empty:
        return
    from newslab.group.cited import CitedOrigins

    origins = CitedOrigins(corpus.articles, corpus.copies)
    for name, key, count in (("events", "event_id", "n_sources"), ("state", "state_id", "n_origins")):
        table = getattr(corpus, name)
        cited = corpus.citations[corpus.citations["cited_id"].isin(set(table[key]))]
        counted = origins.count(cited)
        for row, said in zip(table[key], table[count], strict=True):
            found = int(counted.get(row, 0))
            if found != said:
                yield f"{name}.{count}: {row} says {said}, its citations have {found} origins"


def images_of(articles: pd.DataFrame) -> pd.DataFrame:
    """Make the IMAGES table from the extra column `images` (lists of url, caption, credit, rights) of articles.

    One picture shown in several places keeps a row in each; `same_as` names the first article that showed it.
    """
    rows: list[dict[str, Any]] = []
    first: dict[str, str] = {}
    for article in articles.itertuples():
        shown = getattr(article, "images", None)
        for position, image in enumerate(shown if isinstance(shown, list) else []):
            identity = str(image.get("url") or image.get("caption") or "")
            keeper = first.setdefault(identity, str(article.article_id))
            rows.append({
                "article_id": article.article_id, "position": position,
                **{key: image.get(key) for key in ("url", "caption", "credit", "rights")},
                "same_as": keeper if keeper != article.article_id else None,
            })  # fmt: skip
    return build(rows, CONTRACTS["images"])
