"""Spoil small inputs in seeded ways, and read and build what comes of it: `python -m tests.fuzz N [--first K] [--seed S]`.

N mutants go through the readers and N / 5 through `build_corpus`. None may raise anything but a `NewslabError`, take more
than 5 seconds of processor time, or lose a record without a word. Each mutant has a number: `--first K 1` runs it alone.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import logging
import random
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd
import zstandard

from newslab.errors import NewslabError
from newslab.read.assemble import assemble
from newslab.read.content import unpack
from newslab.read.files import read_articles, read_raw
from newslab.read.found import Found, Record
from newslab.tables import ARTICLES, PROBLEMS, check

LIMIT: Final = 5.0  # seconds of processor time
BUILDS: Final = 5  # of so many mutants one is also built
TEXT: Final = (
    "The council of Arlen approved a new bridge over the Sill on Tuesday after a debate of four hours. “We have waited "
    "long enough,” said Mayor Dora Lind, 54, who won 61 percent of the vote in May 2023. Work will cost $4.2 million and "
    "begin on 3 April, according to the Borl Post. Two people were hurt in a protest on Monday."
)
OTHER: Final = (
    "Arlen is to get its bridge. Nine members of the council voted for it on Tuesday and four against, the mayor said. "
    "The bridge, to be built by Acme Corp. for about $5 million, replaces a ferry that sank in 1999, killing three."
)
ROWS: Final = [
    {"title": "Bridge approved", "text": TEXT, "source": "Arlen Post", "date": "2024-03-06", "url": "https://post.example/a", "author": "Ann Berg"},
    {"title": "Council votes for bridge", "text": OTHER, "source": "Sill Times", "date": "2024-03-06T09:00:00Z", "url": "https://times.example/b", "author": "Tom Hill"},
]  # fmt: skip
_ITEMS: Final = "".join(
    f"<item><title>{row['title']}</title><link>{row['url']}</link><description>&lt;p&gt;{row['text']}&lt;/p&gt;</description>"
    f"<pubDate>Wed, 06 Mar 2024 10:00:00 GMT</pubDate><dc:creator>{row['author']}</dc:creator></item>" for row in ROWS
)  # fmt: skip
_PAGE: Final = (
    '<!DOCTYPE html><html lang="en"><head><title>Bridge approved | Arlen Post</title><meta property="article:published_time" '
    'content="2024-03-06T10:00:00Z"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge approved",'
    '"author":[{"name":"Ann Berg"}],"datePublished":"2024-03-06"}</script></head><body><nav><a href="/">Home</a></nav><article>'
    f'<h1>Bridge approved</h1><div class="byline">By Ann Berg</div><p>{TEXT}</p><figure><img src="a.jpg"><figcaption>The Sill. '
    f"Photo: AP</figcaption></figure><p>{OTHER}</p><table><tr><td>1</td></tr></table></article><aside><h3>Related</h3></aside></body></html>"
)


def _parquet() -> bytes:
    stream = io.BytesIO()
    pd.DataFrame(ROWS).to_parquet(stream)
    return stream.getvalue()


def make_inputs() -> dict[str, bytes]:
    """Return small inputs of each form that the readers know."""
    lines = "\n".join(map(json.dumps, ROWS))
    inputs = {
        "json": json.dumps(ROWS), "json lines": lines, "envelope": json.dumps({"status": "ok", "articles": ROWS}, indent=1),
        "columns": json.dumps(pd.DataFrame(ROWS).to_dict("list")), "csv": pd.DataFrame(ROWS).to_csv(index=False),
        "tsv": pd.DataFrame(ROWS).to_csv(index=False, sep="\t"), "page": _PAGE,
        "flat": f"Home\nBridge approved\nBy Ann Berg\n6 March 2024\n{TEXT}\n{OTHER}\nRelated articles\nMill to close\n18 hours ago\n",
        "rss": f'<?xml version="1.0"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Post</title>{_ITEMS}</channel></rss>',
        "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><entry><title type="html">Bridge &amp;amp; more</title>'
        f'<link href="/a"/><id>urn:1</id><updated>2024-03-06T10:00:00Z</updated><content type="html">{TEXT}</content></entry></feed>',
        "json feed": json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [
            {"id": "1", "url": "https://post.example/a", "title": "Bridge approved", "content_html": f"<p>{TEXT}</p>"}]}),
    }  # fmt: skip
    raw = {name: words.encode() for name, words in inputs.items()}
    return raw | {
        "parquet": _parquet(),
        "gzip": gzip.compress(raw["csv"], mtime=0),
        "zstd": zstandard.compress(raw["json"]),
    }


NASTY: Final = [
    "\x00", "\ud800", "\u202e", "\ufeff", "\r", "\n\n", "\t", '"', "'", "\\", "\\u0000", "\\ud800", "<", ">", "&", "&#0;", "&#xD800;",
    "&lt;![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<script>alert(1)</script>", "<div>", "</div>", "<table><tr><td>",
    "{", "}", "[", "]", ",", ":", "null", "true", "NaN", "-Infinity", "1e999", "9" * 400, "-0", "0x1F", "20240230", "0001-01-01", "9999-12-31",
    "2024-13-45", "31 February 2024", "12:60", "99/99/99", "Wed, 06 Mar 24 10:00:00 EST", "18 hours ago", "yesterday", "hundred " * 20,
    "million billion ", "1,000,", "$", "€½", "²", "٣٤", "one of ", " and ", " said", "“", "”", "he said, ", "Mr. ", "U.S. ", "...", "—",
    "A" * 300, "x " * 200, "( " * 60, "é", "e\u0301", "ß", "İ", "中文新闻", "한국어", "العربية", "🇬🇧👩‍👩‍👧", "\u200b", "=cmd()", "../../etc", "%s%n", "{{7*7}}",
    "https://" + "a" * 300, "mailto:x@y", "@", "#", "|", ";;", "title", '"title":', "text", "<item>", "</item>", "<entry/>", "PAR1", "\x1f\x8b",
]  # fmt: skip


def spoil(raw: bytes, dice: random.Random, others: list[bytes]) -> bytes:
    """Change a few things in an input: a byte, a run, a nasty string, a piece of another input, a repeated piece."""
    for _ in range(dice.randint(1, 6)):
        start = dice.randrange(len(raw) + 1)
        end = min(len(raw), start + dice.choice((0, 1, 2, 8, 40, 300)))
        piece = raw[start:end]
        other = dice.choice(others)
        at = dice.randrange(len(other))
        new = dice.choice((
            b"", bytes([dice.randrange(256)]), dice.choice(NASTY).encode("utf-8", "surrogatepass"), piece * 2, piece[::-1],
            piece * dice.choice((2, 9, 60)), other[at : at + dice.choice((1, 20, 400))], piece.upper(), piece.swapcase(),
        ))  # fmt: skip
        raw = raw[:start] + new + raw[end:]
        if dice.random() < 0.05:
            raw = raw[: dice.randrange(len(raw) + 1)]
    return raw[: 1 << 20]


CELLS: Final = ("title", "text", "source", "date", "url", "author")


def spoil_rows(dice: random.Random) -> list[dict[str, Any]]:
    """Change cells of two articles: words of the nasty list set in, pieces doubled, moved or taken out."""
    rows: list[dict[str, Any]] = [dict(row) for row in ROWS]
    for _ in range(dice.randint(1, 5)):
        row, name = dice.choice(rows), dice.choice(CELLS)
        words = str(row[name])
        start = dice.randrange(len(words) + 1)
        end = min(len(words), start + dice.choice((0, 1, 5, 30, 200)))
        piece, more = words[start:end], dice.choice(rows)[dice.choice(CELLS)]
        new = dice.choice(
            (
                "",
                dice.choice(NASTY),
                dice.choice(NASTY) * 3,
                piece * 2,
                piece * 20,
                piece.upper(),
                piece[::-1],
                str(more),
            )
        )
        row[name] = words[:start] + new + words[end:]
    if dice.random() < 0.05:
        rows[0][dice.choice(CELLS)] = dice.choice((None, 7, [], {}, ["a", None], 10**300, float("nan")))
    return rows


class TooLong(Exception):
    """A mutant took more processor time than it may."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `TooLong` after so many seconds of processor time: the clock on the wall says nothing on a shared machine."""

    def stop(*_: object) -> None:
        raise TooLong(f"more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass
class Report:
    """What became of the mutants."""

    n: int = 0
    articles: int = 0
    problems: int = 0
    refused: int = 0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)

    def line(self, what: str) -> str:
        """Return the counts as one line."""
        return (f"{what}: {self.n:,} mutants, {self.articles:,} articles, {self.problems:,} problem rows, {self.refused:,} refused in "
                f"one line, {len(self.failures):,} failures, slowest {self.slowest:.2f} s of processor time")  # fmt: skip


def read_one(number: int, seed: int, report: Report) -> None:
    """Read one mutant and check that nothing is lost and that it can be saved."""
    dice = random.Random(f"{seed}:{number}")
    inputs = make_inputs()
    names = list(inputs)
    raw = spoil(inputs[names[number % len(names)]], dice, [*inputs.values()])
    raw, _ = unpack(raw, "mutant")
    found: list[Found] = list(read_raw(raw, dice.choice(("mutant", "mutant.csv"))))
    articles, problems = assemble(found)
    check(articles, ARTICLES).to_parquet(io.BytesIO())
    check(problems, PROBLEMS).to_parquet(io.BytesIO())
    notes = int(problems["article_id"].notna().sum())
    records = sum(isinstance(one, Record) for one in found)
    if len(articles) + len(problems) - notes != len(found) or not found or len(articles) > records:
        raise AssertionError(f"{len(found)} found, {len(articles)} articles, {len(problems) - notes} problems")
    report.articles += len(articles)
    report.problems += len(problems)


def build_one(number: int, seed: int, report: Report) -> None:
    """Build a corpus of two spoiled articles and check it."""
    from newslab.pipeline import build_corpus

    articles, problems = read_articles(spoil_rows(random.Random(f"{seed}:build:{number}")))
    corpus = build_corpus(articles, problems=problems, embedding="fast")
    corpus.check()
    report.articles += len(corpus.articles)
    report.problems += len(corpus.problems)


def run(
    n: int, one: Callable[[int, int, Report], None], *, first: int = 0, seed: int = 0, tell: bool = False
) -> Report:
    """Run `n` mutants through `one` and count what became of them."""
    report = Report()
    for number in range(first, first + n):
        began = time.process_time()
        try:
            with limited(LIMIT if number > first else 20 * LIMIT):  # the first one loads the models
                one(number, seed, report)
        except NewslabError:
            report.refused += 1
        except Exception:  # noqa: BLE001 (that is what is looked for)
            report.failures.append(f"mutant {number} of seed {seed}\n{traceback.format_exc(limit=-6)}")
            if tell:
                print(report.failures[-1], flush=True)
        report.n += 1
        took = time.process_time() - began
        report.slowest = max(report.slowest, took if number > first else 0.0)
        if tell and report.n % 200 == 0:
            print(report.line("so far"), flush=True)
    return report


def main() -> int:
    """Run the mutants that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", type=int, nargs="?", default=1000)
    parser.add_argument("--first", type=int, default=0, help="number of the first mutant")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--builds", type=int, default=None, help="mutants to build, a fifth of n unless told")
    asked = parser.parse_args()
    logging.disable(logging.WARNING)
    warnings.filterwarnings("ignore")
    parts = (
        ("read", read_one, asked.n),
        ("built", build_one, asked.n // BUILDS if asked.builds is None else asked.builds),
    )
    failed = 0
    for what, one, n in parts:
        if n:
            report = run(n, one, first=asked.first, seed=asked.seed, tell=True)
            print(report.line(what), flush=True)
            failed += len(report.failures)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
