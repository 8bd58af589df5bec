"""Any source on disk or in memory to ARTICLES: the reader is chosen by what a file holds, not by its name."""

from __future__ import annotations

import glob
import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from itertools import chain
from pathlib import Path
from typing import Any, Final, TypeGuard, overload

import pandas as pd

from newslab.errors import ReadError
from newslab.read.archives.payload import Payload
from newslab.read.assemble import Assembly, assemble
from newslab.read.content import decode, describe, find_kind, read_bytes
from newslab.read.exports.dumps import mend
from newslab.read.exports.find import FETCH_LOG, Reader, find_export
from newslab.read.exports.packs import FEW_RECORDS, PACKS, Budget
from newslab.read.found import (
    HIDDEN,
    NOT_NEWS,
    Found,
    Problem,
    Record,
    blame,
    is_hidden,
    is_hollow,
    rename_repeated,
    shorten,
    show,
)
from newslab.read.json_records import read_json, read_json_lines
from newslab.read.pages import page_records
from newslab.read.records import read_csv, read_parquet
from newslab.read.spikes import find_spike
from newslab.read.stored import Place, StoredArticles, find_stored, hash_of, read_into
from newslab.read.streams import read_stream
from newslab.read.versions import Versions

log = logging.getLogger(__name__)
MOST_HOLLOW: Final = 0.9  # of the records of a file, once they are many; any share of real tables lies far from it
LINK_OUT: Final = "a link that leads out of this folder, or nowhere: it was not followed"
WEB: Final = re.compile(r"\s*https?://", re.IGNORECASE)


@overload
def read_articles(
    source: object, *, columns: Mapping[str, str] | None = None, day_first: bool | None = None, to: None = None
) -> tuple[pd.DataFrame, pd.DataFrame]: ...


@overload
def read_articles(
    source: object, *, columns: Mapping[str, str] | None = None, day_first: bool | None = None, to: str | Path
) -> tuple[StoredArticles, pd.DataFrame]: ...


def read_articles(
    source: object,
    *,
    columns: Mapping[str, str] | None = None,
    day_first: bool | None = None,
    to: str | Path | None = None,
) -> tuple[pd.DataFrame | StoredArticles, pd.DataFrame]:
    """Read articles from anywhere.

    Parameters
    ----------
    source : path of a file (CSV, TSV, JSON, JSON lines, Parquet, RSS, Atom, JSON Feed, HTML, plain text, exports of
        databases, web archives; also in gzip, zstd, ZIP, tar, bzip2, xz), a folder or a glob of these (subfolders too),
        the URL of a page or feed (asked only then, if its robots.txt allows), a DataFrame, lists of dicts or paths.
    columns : our column names to yours, such as `{"text": "Inhalt"}`; those not named are found by their common names,
        and the log tells which were taken and which were not read; what is not read travels along.
    day_first : whether 4/5/2015 is 4 May. None: told from the other dates of the file; if they do not tell, such a
        date is kept as bounds.
    to : a folder to write the articles to as they are read, in parts of some thousands, for sources that are larger
        than the memory. Killed and called again it goes on after the last whole part. `read_articles(to)` reads it.

    Returns
    -------
    articles : ARTICLES table, n rows, in the order of the files' names and of the records in them; with `to`, a
        `StoredArticles`, which gives it part by part (`frames`) or those columns and rows that are asked for (`frame`).
    problems : PROBLEMS table, one row for each record that is not in `articles`, and one with an `article_id` for what
        was not understood of an article that is: a date, a missing text. Records in = articles + rows without an id.

    Raises
    ------
    ReadError
        If nothing at all could be read: in one line, where and why.

    Notes
    -----
    The id of an article is the one supplied, else a hash of its canonical URL, else of source, title and day, else of
    its content. A record that repeats an article is a problem row that names it; one of the same id with another text
    is an article of its own whose `revision_of` names the one before: by time within a part, else as they were read.

    Examples
    --------
    >>> articles, problems = read_articles([{"headline": "Dam opens", "body": "The dam opened.", "date": "2024-05-06"}])
    >>> articles[["title", "text", "published_day"]].to_dict("records")
    [{'title': 'Dam opens', 'text': 'The dam opened.', 'published_day': Timestamp('2024-05-06 00:00:00')}]
    """
    stored = find_stored(Path(source).expanduser()) if _is_folder(source) else None
    if to is not None:
        stored = stored if stored and _is_same(str(source), to) else _read_into(source, Path(to), columns, day_first)
        articles: pd.DataFrame | StoredArticles = stored
        problems = stored.problems()
    elif stored:
        articles, problems = stored.frame(), stored.problems()
    else:
        articles, problems = assemble(_mended(_read_any(source), columns), columns=columns, day_first=day_first)
        if spike := find_spike(articles):
            log.warning(
                "%d of %d articles are of one day, %s: is it the day of a crawl?",
                spike[1],
                len(articles),
                spike[0].date(),
            )
    if not len(articles) and len(problems):
        first = problems.iloc[0]
        same = bool((problems["reason"] == first["reason"]).all())
        more = f" ({len(problems) - 1:,} more {'records alike' if same else 'problems'})" if len(problems) > 1 else ""
        detail = f": {first['detail']}" if isinstance(first["detail"], str) and first["detail"] else ""
        raise ReadError(f"{first['place']}: {first['reason']}{shorten(detail, 120)}{more}")
    notes = int(problems["article_id"].notna().sum())
    told = "read %d articles; %d records were not taken, %d things not understood of those taken"
    log.info(told, len(articles), len(problems) - notes, notes)
    return articles, problems


def read_new(
    source: object, known: pd.DataFrame, *, columns: Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the articles of a source that a table does not hold.

    Parameters
    ----------
    source, columns : as of `read_articles`.
    known : ARTICLES table of what was read before.

    Returns
    -------
    ARTICLES table of what is new, which may have no row, and PROBLEMS table: an article that is known is one; a changed
    text is new, and its `revision_of` names the one that is known.
    """
    return Assembly(columns, versions=Versions.of(known)).part(_mended(_read_any(source), columns))


def _mended(found: Iterable[Found], columns: Mapping[str, str] | None) -> Iterable[Found]:
    """Take out the fields of known programs, where the user does not say which field is which."""
    return found if columns else map(mend, found)


def _is_folder(source: object) -> TypeGuard[str | Path]:
    return isinstance(source, (str, Path)) and _is_there(str(source)) and Path(source).expanduser().is_dir()


def _is_same(source: str, to: str | Path) -> bool:
    return Path(source).expanduser().resolve() == Path(to).resolve()


def _read_into(source: object, to: Path, columns: Mapping[str, str] | None, day_first: bool | None) -> StoredArticles:
    """Read a source into a folder; what is on disk is known again by the names, sizes and times of its files."""
    root = str(source) if isinstance(source, (str, Path)) else ""
    paths = [root] if root else source if isinstance(source, (list, tuple)) else []
    if paths and all(isinstance(one, (str, Path)) for one in paths):
        files = [path for one in paths for path in _find_files(str(one))]
        key = hash_of([(str(path), *_stamp(path)) for path in files])

        def found(at: Place) -> Iterable[Found]:
            return _mended(_read_places(files, root, at), columns)
    else:
        key = hash_of([show(source), len(source) if isinstance(source, Sized) else 0])

        def found(at: Place) -> Iterable[Found]:
            return _mended(_counted(_read_any(source), at, 0), columns)

    options = {"columns": dict(columns or {}), "day_first": day_first}
    plan = {"newslab_reading": 1, "source": root or type(source).__name__, "content": key, **options}
    return read_into(to, found, plan, Assembly(columns, day_first))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        told = path.stat()
    except OSError:
        return 0, 0
    return told.st_size, told.st_mtime_ns


def _counted(found: Iterable[Found], at: Place, file: int) -> Iterator[Found]:
    """Give the records of a file that come after a place, and keep the place up to date."""
    passed = at.record if file == at.file else 0
    at.file, at.record = file, 0
    for one in found:
        at.record += 1
        if at.record > passed:
            yield one


def _read_any(source: object) -> Iterator[Found]:
    kinds = "a path, folder, glob, DataFrame or list of dicts"
    if isinstance(source, pd.DataFrame):
        if source.empty:
            raise ReadError(
                f"source: this DataFrame has {len(source)} rows and {len(source.columns)} columns; it is empty"
            )
        return _read_frame(source)
    if isinstance(source, pd.Series):
        raise ReadError("source: expected a DataFrame, found a Series; series.to_frame('text') makes one of texts")
    if isinstance(source, str) and WEB.match(source):
        return _read_web(source.strip())
    if isinstance(source, (str, Path)):
        return _read_places(_find_files(str(source)), root=str(source))
    if isinstance(source, Mapping):
        return _read_rows([dict(source)], "record")
    if isinstance(source, Iterable) and not isinstance(source, (bytes, bytearray)):
        items, broken = _listed(source)
        if broken is None:
            return _read_items(items, kinds)
        met = blame("list", len(items) + 1, broken)
        return chain(_read_items(items, kinds), [met]) if items else iter([met])
    raise ReadError(f"source: expected {kinds}, found {type(source).__name__}; bytes of one page go to read_page")


def _read_web(url: str) -> Iterator[Found]:
    """Read a page or feed from its address."""
    from newslab.read.web import fetch

    answer = fetch(url)
    if answer.reason:
        yield Problem(url, 0, f"not fetched: {answer.reason}")
        return
    kind = find_kind(answer.body, "")
    if kind != "html":
        yield from read_raw(answer.body, url)
        return
    charset = Payload(b"", answer.headers.get("content-type", "")).charset
    raw = decode(answer.body, charset).encode("utf-8", "replace")
    yield from page_records(raw, url, url=answer.final, retrieved=answer.time)


def _listed(source: Iterable[Any]) -> tuple[list[Any], Exception | None]:
    """Return what an iterable gives before it ends or fails, and how it fails."""
    items: list[Any] = []
    try:
        for item in source:
            items.append(item)
    except Exception as error:  # noqa: BLE001 (a generator of the user's may raise anything)
        return items, error
    return items, None


def _read_items(items: list[Any], kinds: str) -> Iterator[Found]:
    if not items:
        raise ReadError(f"source: this list is empty; expected {kinds}")
    if not all(isinstance(item, (str, Path)) for item in items):
        return _read_rows(items, "list")
    if not any(_is_there(str(item)) for item in items):
        shown = shorten(str(items[0]), 60)
        raise ReadError(
            f"source: expected {kinds}, found a list of strings that are no files, first {shown!r}; "
            "texts go in as [{'text': ...}]"
        )
    return _read_places([path for item in items for path in _find_files(str(item))], root="")


def _is_there(path: str) -> bool:
    try:
        return glob.has_magic(path) or Path(path).expanduser().exists()
    except (OSError, ValueError, RuntimeError):
        return False


def _read_frame(frame: pd.DataFrame) -> Iterator[Found]:
    """Give the rows of a frame; an index with a name is a column too, and columns of one name each keep their cells."""
    named = [name for name in frame.index.names if name is not None and name not in frame.columns]
    if named:
        frame = frame.reset_index(level=named)
    frame = frame.set_axis(rename_repeated(map(str, frame.columns)), axis="columns")
    return _read_rows(frame.to_dict("records"), "table")


def _read_rows(items: Sequence[Any], place: str) -> Iterator[Found]:
    for number, item in enumerate(items, 1):
        if isinstance(item, Mapping):
            try:
                names = rename_repeated(str(name) for name in item)
                yield Record(place, number, dict(zip(names, item.values(), strict=True)))
            except Exception as error:  # noqa: BLE001 (keys of the user's own kind may raise anything)
                yield blame(place, number, error)
        else:
            yield Problem(place, number, f"no record: expected a dict, found {type(item).__name__}", show(item))


def _find_files(source: str) -> list[Path]:
    if not source.strip():
        raise ReadError("source: the path is empty")
    if re.match(r"[a-z][a-z+.-]+://", source, re.IGNORECASE):
        raise ReadError(f"{shorten(source, 100)}: of the network only addresses of http and https are read")
    try:
        path = Path(source).expanduser()
        if path.is_dir():
            files = _below(path)
            if not files:
                raise ReadError(f"{source}: this folder holds no files; expected tables, feeds or pages of articles")
            return files
        if path.exists():
            return [path]
        if glob.has_magic(source):
            return _find_matching(source, str(path))
    except (OSError, ValueError) as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(f"{shorten(source, 100)}: is no path ({error})") from error
    raise ReadError(f"{shorten(source, 100)}: there is no such file or folder")


def _find_matching(source: str, pattern: str) -> list[Path]:
    matched = sorted(Path(one) for one in glob.glob(pattern, recursive=True))  # noqa: PTH207 (absolute patterns)
    files = [one for one in matched if one.is_symlink() or not one.is_dir()]
    if not files and any(one.is_dir() for one in matched):
        matched = files = [file for one in matched for file in _find_files(str(one))]
    if not files:
        raise ReadError(f"{source}: no file matches this pattern")
    return files if "**" in source else matched  # what lies in a folder that "**" matches is matched too


def _below(folder: Path) -> list[Path]:
    """Return all that lies in a folder and those below it: of what is hidden, a link or closed, only the name."""
    found: list[Path] = []

    def closed(error: OSError) -> None:
        found.append(Path(os.fsdecode(error.filename)))

    for above, names, files in os.walk(folder, onerror=closed):
        apart = [name for name in names if is_hidden(name) or (Path(above) / name).is_symlink()]
        names[:] = [name for name in names if name not in apart]
        found += [Path(above) / name for name in (*apart, *files)]
    return sorted(found)


def _refusal(path: Path, base: Path | None) -> str:
    """Say why a path that is no link out of its folder is not read, "" where it is a file."""
    if base is not None and is_hidden(path.relative_to(base).as_posix()):
        return HIDDEN
    if path.is_dir():  # a link to a folder inside leads to files that are read anyway
        return (
            "" if path.is_symlink() else "not read: this folder cannot be opened, or stands among files that were named"
        )
    return "" if path.is_file() else "not read: this is no file but a device, pipe or socket"


def _read_places(files: Sequence[Path], root: str, at: Place | None = None) -> Iterator[Found]:
    """Read files, from a place on if one is given."""
    base, home = Path(root).expanduser(), _home(root)
    below = base if root and base.is_dir() else None
    told: set[Path] = set()
    at = at or Place()
    for number, path in enumerate(files):
        if number < at.file:
            continue
        link = _link_out(path, home) if home else None
        if link in told:
            continue
        if link:
            told.add(link)
        # Places below a folder are named from it: a corpus read from a moved folder stays the same.
        place = (link or path).relative_to(below).as_posix() if below else str(link or path)
        refusal = LINK_OUT if link else _refusal(path, below)
        if refusal:
            yield from _counted([Problem(place, 0, refusal)], at, number)
        elif not path.is_dir():
            yield from _counted(_read_file(path, place, single=len(files) == 1), at, number)


def _home(root: str) -> Path | None:
    """Return the folder that a folder or glob names, None for a file, which the user named and means wherever it
    leads.
    """
    path = Path(root).expanduser()
    if root and path.is_dir():
        return path
    if root and glob.has_magic(root) and not path.exists():
        return next((one for one in path.parents if not glob.has_magic(str(one))), Path())
    return None


def _link_out(path: Path, home: Path) -> Path | None:
    """Return the link on the way from a folder to a file in it that leads out of the folder, or nowhere; None if none
    does.
    """
    inside, one = home.resolve(), home
    for part in path.relative_to(home).parts:
        one = one / part
        try:
            if one.is_symlink() and not one.resolve(strict=True).is_relative_to(inside):
                return one
        except (OSError, RuntimeError):
            return one
    return None


def _read_file(path: Path, place: str, *, single: bool) -> Iterator[Found]:
    try:
        named_so = not single and NOT_NEWS.match(path.name)
        streamed = None if named_so else read_stream(path, place, _is_export)
        raw, trouble = (b"", "") if streamed or named_so else read_bytes(path)
    except ReadError as error:
        yield Problem(place, 0, str(error).removeprefix(f"{path}: "))
        return
    if named_so:
        yield Problem(place, 0, "not read: by its name this file describes the others")
        return
    budget = Budget.of(path.stat().st_size)
    if streamed:
        yield from _within(streamed, place, budget)
        return
    yield from read_raw(raw, place, budget)
    if trouble:
        yield Problem(place, 0, f"{trouble}; what came before it was read")


def _is_export(head: bytes) -> bool:
    return find_export(head, find_kind(head), read_raw) is not None


def read_raw(raw: bytes, place: str, budget: Budget | None = None) -> Iterator[Found]:
    """Read the records of one file's bytes, by what they hold; never raises for what the bytes are.

    `budget` is what the file or archive from which they come may still unfold to.
    """
    budget = budget or Budget.of(len(raw))
    kind, number = "", 0
    try:
        kind, reader = _find_reader(raw, place, budget)
        found = reader(raw, place)
        for number, one in enumerate(found if kind in PACKS else _within(found, place, budget), 1):  # noqa: B007
            yield one
    except Exception as error:  # noqa: BLE001 (one file never ends the read of the others)
        number += 1
        yield blame(place, number, error)
    if not number and kind != FETCH_LOG:
        yield Problem(place, 0, f"no record in this {kind} file")


def _find_reader(raw: bytes, place: str, budget: Budget) -> tuple[str, Reader]:
    kind: str = find_kind(raw, place)
    export = find_export(raw, kind, read_raw, budget)
    if export:
        return export
    if kind in {"json", "jsonl"} and _is_json_feed(raw):
        kind = "feed"
    if kind in _READERS:
        return kind, _READERS[kind]
    told = {"empty": "this file is empty", "binary": f"no articles: this file is {describe(raw)}"}
    reason = told.get(kind, "no articles: this XML is neither a feed nor a page")
    return kind, lambda _, place: iter([Problem(place, 0, reason)])


def _within(found: Iterator[Found], place: str, budget: Budget) -> Iterator[Found]:
    """Give the records of a file while it holds no more than its size can, and not only what is none."""
    hollow = 0
    for number, one in enumerate(found, 1):
        budget.records -= 1
        if budget.records < 0:
            yield Problem(place, one.offset, "more records than a file of this size can hold: the rest was not read")
            return
        hollow += is_hollow(one)
        if hollow > FEW_RECORDS and hollow > MOST_HOLLOW * number:
            yield Problem(place, one.offset, f"{hollow:,} of {number:,} records hold nothing: the rest was not read")
            return
        yield one


def _is_json_feed(raw: bytes) -> bool:
    return re.search(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org', raw[:4096]) is not None


def _read_feed(raw: bytes, place: str) -> Iterator[Found]:
    from newslab.read.feeds import read_feed

    yield from read_feed(raw, place)


def _read_nitf(raw: bytes, place: str) -> Iterator[Found]:
    from newslab.read.nitf import read_nitf

    yield from read_nitf(raw, place)


_READERS: Final[Mapping[str, Reader]] = {  # by the kind that the bytes of a file are
    **{"json": read_json, "jsonl": read_json_lines, "csv": read_csv, "parquet": read_parquet},
    **{"feed": _read_feed, "nitf": _read_nitf, "html": page_records, "text": page_records},
}
