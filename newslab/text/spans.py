"""All spans of all articles: sentences, names, times, numbers, quotes and statements, found in several processes at
once.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from typing import IO, TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.interrupts import APART
from newslab.tables import (
    ARTICLES,
    NAMES,
    NUMBERS,
    QUANTITIES,
    QUOTES,
    SENTENCES,
    STATEMENTS,
    TIMES,
    build,
    check,
    make_id,
)

if TYPE_CHECKING:
    from newslab.text.field import Field

Record = dict[str, Any]
Found = dict[str, list[Record]]  # of one article: records of each table

_log = logging.getLogger(__name__)

_CONTRACTS: Final = {
    contract.name: contract for contract in (SENTENCES, NAMES, TIMES, NUMBERS, QUOTES, STATEMENTS, QUANTITIES)
}
TEXT_ID: Final = "text"  # article_id of a text that came without one
_WORTH_HELPERS: Final = 150_000  # characters; below, loading the parser again costs more than it gains
_MOST_HELPERS: Final = 8  # each holds a parser of 300 MB
_DAY: Final = re.compile(r"(?!0000)\d{4}-\d\d-\d\d")
WIDEST_ANCHOR: Final = 366  # days; from wider bounds nothing is reckoned
_END_OF_DAY: Final = timedelta(hours=23, minutes=59)
LONGEST: Final = 100_000  # characters of one article that are read


@dataclass(frozen=True)
class Spans:
    """What was found in a corpus: one table a kind, in the order of articles and of offsets."""

    sentences: pd.DataFrame
    names: pd.DataFrame
    times: pd.DataFrame
    numbers: pd.DataFrame
    quotes: pd.DataFrame
    statements: pd.DataFrame
    quantities: pd.DataFrame


def find_spans(articles: pd.DataFrame, *, weights: str | Path | None = None) -> Spans:
    """Find the sentences, names, times, numbers, quotes and statements of articles and their titles.

    Articles whose language is known and not English are left out, and their number is logged.

    Parameters
    ----------
    articles : ARTICLES table, n rows; of each text the first 100,000 characters are read.
    weights : a folder of other weights for what is decided of sentences and statements.

    Returns
    -------
    Spans: tables SENTENCES (texts only), NAMES, TIMES, NUMBERS, QUOTES, STATEMENTS, QUANTITIES (texts, and titles with
    `field` "title"), ordered by article_id, field and offset. NAMES has the further column `canonical`, NUMBERS `high`.

    Raises
    ------
    TableError
        If `articles` breaks its contract.

    Notes
    -----
    The tables are the same whatever the order of rows, number of processes, hash seed or time zone: each article is
    read alone, names are joined afterwards over all of them in a fixed order.

    Examples
    --------
    >>> import pandas as pd
    >>> spans = find_spans(pd.DataFrame({"article_id": ["a"], "text": ["Anna Lind met 21 ministers. She left."]}))
    >>> len(spans.sentences), spans.numbers.of_what.tolist(), spans.names.text.tolist()
    (2, ['ministers'], ['Anna Lind'])
    """
    from newslab.text.names import link_names

    articles = check(articles, ARTICLES)
    english = articles[articles.language.isna() | articles.language.isin(["en", "und"])]
    if len(english) < len(articles):
        left = len(articles) - len(english)
        _log.warning("find_spans: %d of %d articles are not English and are left out", left, len(articles))
    english = english.sort_values("article_id", kind="stable")
    rows: dict[str, list[Record]] = {name: [] for name in _CONTRACTS}
    for article_id, found in zip(english.article_id, _find_all(article_jobs(english, weights=weights)), strict=True):
        _take_in(rows, str(article_id), found)
    tables = {name: build(rows.pop(name), contract) for name, contract in _CONTRACTS.items()}
    tables["names"] = link_names(tables["names"])
    if "high" in tables["numbers"]:  # floats also where no number is a range: a saved table keeps the type
        tables["numbers"]["high"] = tables["numbers"]["high"].astype("float64")
    return Spans(**tables)


def _take_in(rows: dict[str, list[Record]], article_id: str, found: Found) -> None:
    """Add what was found in one article to the rows of the tables."""
    for name, records in found.items():
        if name != "statements":
            rows[name] += [{"article_id": article_id, **record} for record in records]
    for statement in found["statements"]:
        place = [statement[name] for name in ("field", "predicate_start", "start", "end")]
        key = make_id("statement", article_id, *place)
        quantities = statement.pop("quantities")
        rows["statements"].append({"statement_id": key, "article_id": article_id, **statement})
        rows["quantities"] += [{"statement_id": key, **quantity} for quantity in quantities]


def article_jobs(articles: pd.DataFrame, *, weights: str | Path | None = None) -> list[Record]:
    """Return what `find_in_article` takes, for each article in order."""
    columns = (articles[name] for name in ("published_day", "published_first", "published_last", "published"))
    days = [_anchor(*days) for days in zip(*columns, strict=True)]
    titles, addresses, sections = (
        articles[name].where(articles[name].notna(), "") for name in ("title", "url", "section")
    )
    folder = str(weights) if weights is not None else None
    rows = zip(articles.text, titles, days, sections, addresses, strict=True)
    return [
        {"text": str(text)[:LONGEST], "title": str(title)[:LONGEST], "anchor": day, "desk": f"{section} {address}"}
        | {"weights": folder}
        for text, title, day, section, address in rows
    ]


def _anchor(day: Any, first: Any, last: Any, published: Any) -> str | None:
    """Return the day that relative dates count from, with its time, or the bounds of it, which they carry on.

    None if unknown; where no local day is known, that of the time in UTC. Where the day ended earlier in UTC than
    where the text was written, it is the end of the day.
    """
    if pd.notna(day):
        if pd.isna(published):
            return str(day.date())
        own = published.tz_localize(None) if published.tzinfo else published
        return f"{day.date()}T{min(max(own, day), day + _END_OF_DAY):%H:%M}Z"
    if pd.isna(first) or pd.isna(last) or (last - first).days > WIDEST_ANCHOR:
        return None if pd.isna(published) else f"{published.date()}T{published:%H:%M}Z"
    return f"{first.date()}/{last.date()}"


def find_statements(articles: pd.DataFrame | str, *, published: str | None = None) -> pd.DataFrame:
    """Find the statements of articles or of one text.

    Parameters
    ----------
    articles : ARTICLES table, n rows, or an English text.
    published : of a text, the ISO day that relative dates count from.

    Returns
    -------
    STATEMENTS table, ordered by article_id, field and offset; a text has the article_id "text".

    Raises
    ------
    TableError
        If `articles` breaks its contract.

    Notes
    -----
    `find_spans` gives the same table, and that of their quantities with it.

    Examples
    --------
    >>> found = find_statements("Talks began on Friday, but Iran did not come, the ministry said.", published="2024-11-06")
    >>> found[["predicate", "who", "modality", "attributed_to"]].values.tolist()
    [['begin', 'Talks', 'happened', 'the ministry'], ['come', 'Iran', 'denied', 'the ministry']]
    """
    if isinstance(articles, str):
        row = {"article_id": TEXT_ID, "text": articles, "language": "en", "published_day": published}
        articles = pd.DataFrame([row])
    return find_spans(articles).statements


# ---------------------------------------------------------------------------------------------------------- one article


def find_in_article(
    text: str, title: str = "", anchor: str | None = None, *, desk: str = "", weights: str | None = None
) -> Found:
    """Find the spans of one article: records of each table, without article_id and entity_id.

    `desk` is the words of its section and address, read for what kind of desk it comes from.
    """
    from newslab.text.statements import read_statements

    found: Found = {"sentences": [], "names": [], "times": [], "numbers": [], "quotes": [], "statements": []}
    for field in read_fields(text, title, anchor, desk=desk, weights=weights):
        name = "title" if field.is_title else "text"
        for kind in ("names", "times", "numbers", "quotes"):
            found[kind] += [{"field": name, **row} for row in getattr(field, kind)]
        found["statements"] += [{"field": name, **row} for row in read_statements(field, weights=weights)]
        if not field.is_title:
            found["sentences"] = _sentences(field, weights)
    return found


def _sentences(field: Field, weights: str | None) -> list[Record]:
    from newslab.text.alone import score_readable
    from newslab.text.borrowed import find_borrowed
    from newslab.text.own_view import OWN
    from newslab.text.sentences import find_kind

    found = []
    readable = score_readable(field, weights=weights)
    borrowed = find_borrowed(field.text, field.parsed.sentences)
    for at, (start, end) in enumerate(field.parsed.sentences):
        (role, p, _), view = field.roles[at], field.own_views[at]
        quoted = 1.0 if borrowed[at] else field.quoted[at]
        kind = "opinion" if view >= OWN and not borrowed[at] else find_kind(field.text[start:end], quoted)
        told = {"role": role, "p": p, "readable": readable[at], "view": view, "kind": kind}
        found.append({"start": start, "end": end, "position": at, **told})
    return found


def read_fields(
    text: str, title: str = "", anchor: str | None = None, *, desk: str = "", weights: str | None = None
) -> Iterator[Field]:
    """Yield the text and the title of an article, if there are any, with all that its statements are read from."""
    from newslab.text.field import MASKED, NEWS
    from newslab.text.normalise import is_masked
    from newslab.text.own_view import score_own_views
    from newslab.text.role import Article, decide_roles, role_features
    from newslab.text.sentences import find_sentences

    updated = None
    if text.strip():
        field = read_field(text, find_sentences(text), anchor)
        rows = role_features(field, Article(title, desk))
        roles = decide_roles(rows, weights=weights)
        field.roles = [
            MASKED if is_masked(text[start:end]) else role
            for (start, end), role in zip(field.parsed.sentences, roles, strict=True)
        ]
        updated = field.updated
        field.own_views = score_own_views(field, rows, weights=weights)
        yield field
    if title.strip():
        field = read_field(title, [(0, len(title))], anchor)
        field.is_title, field.roles, field.updated = True, [NEWS], updated
        yield field


def read_field(text: str, sentences: list[tuple[int, int]], anchor: str | None) -> Field:
    """Find the spans of one text; the roles of its sentences are not decided yet."""
    from newslab.text.date_weekday import UPDATE
    from newslab.text.dates import find_dates
    from newslab.text.field import Field
    from newslab.text.names import find_names
    from newslab.text.normalise import is_masked
    from newslab.text.numbers import find_numbers
    from newslab.text.parse import parse_text
    from newslab.text.quotes import find_quotes

    parsed = parse_text(text, sentences)
    times = [_storable(_bound(time, anchor)) for time in find_dates(text, anchor)]
    taken = [(time["start"], time["end"]) for time in times]
    names = find_names(text, parsed=parsed, taken=taken)
    persons = [(name["start"], name["text"]) for name in names if name["kind"] == "person"]
    taken = [(time["start"], time["end"]) for time in times if time["type"] != "DURATION"]
    numbers = find_numbers(text, times=taken)
    quotes = [one for one in find_quotes(text, persons=persons, parsed=parsed) if not is_masked(one["text"])]
    later = max((time["last_day"] for time in times if time["anchor"] == UPDATE and time["last_day"]), default=None)
    return Field(text, parsed, times, names, numbers, quotes, anchor, updated=later)


def _bound(time: Record, anchor: str | None) -> Record:
    """Leave what leans on the day of an article open where that day is not known: a year in passing is not that day."""
    if anchor is None and time["anchor"] != "explicit":
        return time | {"first_day": None, "last_day": None, "edtf": None}
    return time


def _storable(time: Record) -> Record:
    """Leave days empty that no table of days can hold: years before 1."""
    fits = all(day is None or _DAY.fullmatch(day) for day in (time["first_day"], time["last_day"]))
    return time | {"score": 1.0} | ({} if fits else {"first_day": None, "last_day": None})


# ------------------------------------------------------------------------------------------------------- many processes


def _find_all(jobs: list[Record]) -> Iterator[Found]:
    """Yield what is found in each job, in order. Helpers are plain processes that speak JSON lines: nothing is forked
    from a process with threads, nothing is pickled, and a script needs no `if __name__` guard.
    """
    from tqdm.auto import tqdm

    total = sum(len(job["text"]) for job in jobs)
    helpers = 0 if total < _WORTH_HELPERS else min(_processors(), _MOST_HELPERS)
    with tqdm(total=len(jobs), desc="find spans", unit="article", disable=total < 10 * _WORTH_HELPERS) as bar:
        for found in _in_parallel(jobs, helpers) if helpers > 1 else (find_in_article(**job) for job in jobs):
            bar.update()
            yield found


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_parallel(jobs: list[Record], helpers: int) -> Iterator[Found]:
    ended = Event()
    with ExitStack() as stack:
        free: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
        pool = ThreadPoolExecutor(helpers)
        stack.callback(pool.shutdown, cancel_futures=True)
        for _ in range(helpers):
            free.put(stack.enter_context(_helper()))
        stack.callback(ended.set)  # who interrupts a build waits neither for an article nor for what it would take here
        yield from pool.map(lambda job: _ask(free, job, ended), jobs)


@contextmanager
def _helper() -> Iterator[subprocess.Popen[str]]:
    """Run a process that runs `serve`; its place is found as this process finds newslab."""
    code = "import sys; sys.path[:] = sys.argv[1:]; from newslab.text.spans import serve; serve()"
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    helper = subprocess.Popen(
        [sys.executable, "-c", code, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="ascii",
        env=environment,
        **APART,
    )
    try:
        yield helper
    finally:
        helper.kill()  # first, since a stream on whose end a thread waits cannot be closed
        for stream in (helper.stdin, helper.stdout):
            with suppress(OSError):  # it may be gone, with what was written to it
                if stream is not None:
                    stream.close()
        helper.wait()


def _ask(free: SimpleQueue[subprocess.Popen[str]], job: Record, ended: Event) -> Found:
    helper = free.get()
    try:
        answer = _exchange(helper, job)
    finally:
        free.put(helper)
    if answer is None and ended.is_set():
        raise CancelledError
    if answer is None:
        _log.warning("find_spans: a helper process ended early (code %s); its share is done here", helper.poll())
        return find_in_article(**job)
    return answer


def _exchange(helper: subprocess.Popen[str], job: Record) -> Found | None:
    asking, answering = helper.stdin, helper.stdout
    if asking is None or answering is None:
        return None
    try:
        asking.write(json.dumps(job) + "\n")
        asking.flush()
        line = answering.readline()
        return json.loads(line) if line.endswith("\n") else None
    except (OSError, ValueError):
        return None


def serve(lines: Sequence[str] | IO[str] | None = None, out: IO[str] | None = None) -> None:
    """Answer jobs, one JSON object a line, until the input ends."""
    answers, asker = out or sys.stdout, os.getppid()
    if out is None:
        sys.stdout = sys.stderr  # what a library prints must not mix with the answers
    try:
        for line in lines if lines is not None else sys.stdin:
            answers.write(json.dumps(find_in_article(**json.loads(line))) + "\n")
            answers.flush()
    except Exception as error:
        if isinstance(error, BrokenPipeError) or os.getppid() != asker:  # whoever asked is gone
            os._exit(1)
        raise
