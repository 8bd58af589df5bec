"""Verification of a build, down to computing all of it anew from its texts."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pandas as pd

from newslab.corpus import Corpus, verify_folder
from newslab.errors import NewslabError, OptionError, WriterError
from newslab.options import Options
from newslab.saved import content_hash
from newslab.store import cache_folder
from newslab.tables import CONTRACTS

if TYPE_CHECKING:
    from newslab.digest.writer import Writer

GIVEN: Final = ("articles", "edits")  # what a build starts from; all other tables are computed
MOST_TOLD: Final = 10  # rows of one table that are named
NOT_SEEN: Final = (
    "What this cannot see: whether the articles are what their outlets published, whether the day, the weight or the "
    "context of what is told is right, and what is in records that were not taken."
)
_CELL: Final = 80  # characters of a cell that are shown


def verify_corpus(
    corpus: Corpus | str | Path,
    *,
    rebuild: bool = False,
    pages: str | Path | None = None,
    embedding: Any = None,
    weights: str | Path | None = None,
) -> pd.DataFrame:
    """Check a build and its pages again; with `rebuild` compute all that is derived anew from the texts and compare.

    Parameters
    ----------
    corpus : a corpus, or the folder where `Corpus.save` wrote one, none of whose files is trusted.
    rebuild : build again with the options in the manifest, with empty caches, and compare each table and page: what was
        edited is named even if all hashes were made anew. It takes the time of a build.
    pages : folder of the pages; None: `pages` in the folder of the corpus, if it is there.
    embedding, weights : the model and the folder that the build was given, where they were not newslab's own.

    Returns
    -------
    DataFrame with columns `place` (a file or table) and `difference`; no row where all holds. What no such check can
    see is said in `newslab.rebuild.NOT_SEEN`.

    Raises
    ------
    ReadError
        If the folder holds no corpus, or `pages` is no folder.
    OptionError
        If the manifest names a model or weights that were not handed over, or options that are none.

    Examples
    --------
    >>> verify_corpus(Corpus()).empty
    True
    """
    if isinstance(corpus, Corpus):
        found, shown = corpus.verify(), pages
    else:
        found, shown = verify_folder(corpus, pages=pages), Path(corpus) / "pages" if pages is None else pages
        try:
            corpus = Corpus.load(corpus)
        except NewslabError:
            return found  # its damage is told; nothing can be computed from it
    if not rebuild:
        return found
    with _fresh_cache():
        again = build_again(corpus, embedding=embedding, weights=weights)
    rows = list(_table_faults(corpus, again))
    if shown is not None and Path(shown).is_dir():
        known = set(found["place"])
        rows += [(name, told) for name, told in _page_faults(again, Path(shown)) if name not in known]
    rows = [*_other_makers(corpus, again), *rows] if rows else rows
    return pd.concat([found, pd.DataFrame(rows, columns=["place", "difference"])], ignore_index=True)


def add_articles(
    corpus: Corpus,
    source: object,
    *,
    columns: Mapping[str, str] | None = None,
    edits: pd.DataFrame | None = None,
    embedding: Any = None,
    weights: str | Path | None = None,
) -> Corpus:
    """Add what is new in a source to a corpus.

    Parameters
    ----------
    corpus : a build; it stays as it is.
    source, columns : as of `read_articles`.
    edits : EDITS table; None: those that the corpus keeps.
    embedding, weights : those of the build, if it was given its own.

    Returns
    -------
    Corpus of the articles of both, with the options of the build: the tables that a build of all of them gives. What
    the corpus has is not read again; nor, as long as the cache is there, parsed or embedded. A story keeps its id while
    its oldest article leads it. Corrections by hand apply anew; those that no longer do are rows of `problems`, and so
    is an article of the source that the corpus has.

    Raises
    ------
    OptionError
        If the build was given a model or weights of its own that are not handed over.
    """
    from newslab.read.files import read_new

    new, met = read_new(source, corpus.articles, columns=columns)
    kept = corpus.problems[corpus.problems["step"] == "read"]
    problems = pd.concat([kept, met], ignore_index=True)
    return build_again(corpus, embedding=embedding, weights=weights, edits=edits, new=new, problems=problems)


def build_again(
    corpus: Corpus,
    *,
    embedding: Any = None,
    weights: str | Path | None = None,
    edits: pd.DataFrame | None = None,
    new: pd.DataFrame | None = None,
    problems: pd.DataFrame | None = None,
) -> Corpus:
    """Build a corpus anew from the articles, edits, options and kept replies of a writer that another one has.

    `edits`, if given, stand for those that it has; `new` articles and the `problems` of reading join what it has.

    Raises
    ------
    OptionError
        If its manifest names a model or weights that were not handed over, or options that are none.
    """
    from newslab.pipeline import build_corpus

    asked = corpus.manifest.get("options", {})
    asked = asked if isinstance(asked, dict) else {}
    seed = asked.get("seed", 0)  # build_corpus refuses what is none
    articles = _given_articles(corpus)
    again = build_corpus(
        articles if new is None or new.empty else pd.concat([articles, new], ignore_index=True),
        seed,
        problems=problems,
        embedding=_embedding(asked.get("embedding", "quality"), embedding),
        edits=corpus.edits if edits is None else edits,
        options=_options(asked, weights),
    )
    return _told_again(again, corpus.manifest.get("writer", []))


def _given_articles(corpus: Corpus) -> pd.DataFrame:
    """Return the articles as the build was given them, with their pictures."""
    shown: dict[str, list[dict[str, Any]]] = {}
    for image in corpus.images.sort_values(["article_id", "position"]).to_dict("records"):
        kept = {name: image[name] if isinstance(image[name], str) else None for name in ("url", "caption", "credit")}
        kept["rights"] = image["rights"] if isinstance(image["rights"], str) else None
        shown.setdefault(str(image["article_id"]), []).append(kept)
    if not shown:
        return corpus.articles
    images = pd.Series([shown.get(str(key)) for key in corpus.articles["article_id"]], dtype="object")
    return corpus.articles.reset_index(drop=True).assign(images=images)


def _embedding(named: object, given: Any) -> Any:
    if given is not None:
        return given
    if named not in ("quality", "fast"):  # never a path that a manifest names
        raise OptionError(f"embedding: the build used {str(named)[:_CELL]!r}; hand that model over")
    return named


def _options(asked: Mapping[str, Any], weights: str | Path | None) -> Options:
    left_out, hashes = asked.get("left_out", []), asked.get("weights", {})
    if not isinstance(left_out, list) or not all(isinstance(step, str) for step in left_out):
        raise OptionError("manifest: options.left_out is no list of steps")
    if hashes and weights is None:
        raise OptionError("weights: the build used weights of its own; hand their folder over")
    cuts = {name: asked.get(name) for name in ("same_event", "same_thread")}
    certainty = asked.get("certainty")
    if isinstance(certainty, Mapping) and "name" in certainty:  # saved before that of events cut the table
        certainty = {name: share for name, share in certainty.items() if name not in ("name", "event")}
    options = Options(weights=weights, certainty=certainty, leave_out=left_out, **cuts)
    if options.told()["weights"] != hashes:
        raise OptionError(f"weights: the files of {weights} are not those that the build used")
    return options


@dataclass(frozen=True)
class _Silent:
    """A writer that asks nobody: what it was answered at the time is in the manifest."""

    model: str

    def ask(self, messages: list[dict[str, str]]) -> str:
        raise WriterError(f"the manifest has no reply to these {len(messages)} messages")


def _told_again(corpus: Corpus, records: Any) -> Corpus:
    """Have stories told again by the replies that a writer gave at the time."""
    from newslab.pipeline import write_stories

    if not isinstance(records, list) or not all(isinstance(one, dict) and "story_id" in one for one in records):
        raise OptionError("manifest: writer is no list of stories with their replies")
    replied = [one for one in records if one.get("reply") and str(one["story_id"]) in set(corpus.stories["story_id"])]
    told = replace(corpus, manifest={**corpus.manifest, "writer": replied})
    try:
        for model in sorted({str(one["model"]) for one in replied}):
            keys = [str(one["story_id"]) for one in replied if str(one["model"]) == model]
            told = write_stories(told, cast("Writer", _Silent(model)), story_ids=keys)
    except (KeyError, TypeError, AttributeError) as error:
        raise OptionError(f"manifest: writer cannot be read ({type(error).__name__}: {error})") from error
    return told


@contextmanager
def _fresh_cache() -> Iterator[None]:
    """Work with an empty cache, so that nothing which an earlier run left there is believed."""
    before = os.environ.get("NEWSLAB_CACHE")
    folder = tempfile.mkdtemp(dir=cache_folder("rebuild"))
    os.environ["NEWSLAB_CACHE"] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ["NEWSLAB_CACHE"]
        else:
            os.environ["NEWSLAB_CACHE"] = before
        shutil.rmtree(folder, ignore_errors=True)


# ------------------------------------------------------------------------------------------------------- what differs


def _table_faults(corpus: Corpus, again: Corpus) -> Iterator[tuple[str, str]]:
    known = corpus.manifest.get("input", {})
    if isinstance(known, dict) and known.get("content", "") != content_hash(corpus.articles) and known:
        yield "articles", "they are not those that the build was given"
    for name, table in corpus.tables.items():
        if name == "problems":
            last = len(again.problems)  # those of the steps; what was met in reading cannot be met again
            if content_hash(table.tail(last) if last else table.head(0)) != content_hash(again.problems):
                yield name, "those that the steps meet are not those that were kept"
        elif name not in GIVEN:
            yield from _row_faults(name, table, again.tables[name])


def _row_faults(name: str, kept: pd.DataFrame, made: pd.DataFrame) -> Iterator[tuple[str, str]]:
    if content_hash(kept) == content_hash(made):
        return
    if list(kept.columns) != list(made.columns):
        gone = [str(column) for column in kept.columns if column not in made.columns]
        yield name, f"columns that no step makes: {', '.join(gone) or 'none, but another order'}"
    keys = list(CONTRACTS[name].key) or [column for column in made.columns if column in kept.columns]
    one, other = _by_key(kept, keys), _by_key(made, keys)
    faults = [f"{key}: the texts do not give this row" for key in one if key not in other]
    faults += [f"{key}: the row is missing" for key in other if key not in one]
    columns = [column for column in made.columns if column in kept.columns and column not in keys]
    faults += _cell_faults(kept[columns], made[columns], [(key, one[key], other[key]) for key in one if key in other])
    for fault in faults[:MOST_TOLD] or ["the rows stand in another order, or repeat"]:
        yield name, fault
    if len(faults) > MOST_TOLD:
        yield name, f"and {len(faults) - MOST_TOLD:,} more differences"


def _cell_faults(kept: pd.DataFrame, made: pd.DataFrame, rows: list[tuple[str, int, int]]) -> Iterator[str]:
    """Say which cells differ of rows that both tables have, given as key and place in either."""
    cells = {column: (_reprs(kept[column]), _reprs(made[column])) for column in made.columns}
    for key, place, again in rows:
        for column, (was, now) in cells.items():
            if was[place] != now[again]:
                yield f"{key}: {column} is {was[place][:_CELL]}, computed anew it is {now[again][:_CELL]}"


def _by_key(table: pd.DataFrame, keys: list[str]) -> dict[str, int]:
    """Return the row number of each key, as text; a key that repeats counts with the number of its repeat."""
    found: dict[str, int] = {}
    columns = [table[key].tolist() for key in keys]
    for row, cells in enumerate(zip(*columns, strict=True)):
        key, repeat = " ".join(str(cell)[:_CELL] for cell in cells), 1
        while (key if repeat == 1 else f"{key} ({repeat})") in found:
            repeat += 1
        found[key if repeat == 1 else f"{key} ({repeat})"] = row
    return found


def _reprs(column: pd.Series[Any]) -> np.ndarray[Any, Any]:
    return np.array([repr(cell) for cell in column.tolist()], dtype=object)


def _page_faults(again: Corpus, folder: Path) -> Iterator[tuple[str, str]]:
    from newslab.report.index import render_pages

    pages = render_pages(again)
    for name, text in pages.items():
        path, page = folder / name, text.encode("utf-8", "surrogatepass")
        if not path.is_file():
            yield name, "the page is missing"
        elif path.stat().st_size != len(page) or path.read_bytes() != page:
            yield name, "the page is not what the texts give"
    for path in sorted(folder.glob("*.html")):
        if path.name not in pages:
            yield path.name, "the texts give no such page"


def _other_makers(corpus: Corpus, again: Corpus) -> Iterator[tuple[str, str]]:
    """Say what else may be the reason: other versions of packages, or another kind of processor."""
    for part in ("versions", "models"):
        known, here = corpus.manifest.get(part), again.manifest[part]
        known = known if isinstance(known, dict) else {}
        told = [
            f"{name} {str(known.get(name))[:_CELL]}, here {here[name]}"
            for name in here
            if known.get(name) != here[name]
        ]
        if told:
            yield part, f"the build was made with {'; '.join(told)}: what follows may come from that alone"
