"""The command line: `newslab demo | read | fetch | build | report | export | codebook | verify | bundle | compare |
evaluate`.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from newslab.commands import (
    add_into,
    build_into,
    check_writable,
    tell_read,
    to_table,
    write_analysis,
    write_pages_of,
    write_with_model,
)
from newslab.errors import NewslabError, OptionError, ReadError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Study news: articles in; topics, stories, dated events, comparisons and cited story pages out.",
)
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder to write to; made if it is not there.")]
Seed = Annotated[int, typer.Option(help="Seed of everything that samples.")]
Columns = Annotated[
    list[str] | None, typer.Option("--column", help="A column of ours and yours, as text=Inhalt; may be repeated.")
]
Model = Annotated[
    str, typer.Option("--embedding", help="quality (MiniLM), fast (static vectors) or the folder of a model.")
]

Certainty = Annotated[
    list[str] | None,
    typer.Option(help="What pages show: 0.8, or for one decision contradiction=0.95; may be repeated."),
]
Weights = Annotated[Path | None, typer.Option(help="Folder of other weights for learned decisions.")]
LeaveOut = Annotated[list[str] | None, typer.Option(help="A step not to run, as topics; may be repeated.")]
Only = Annotated[list[str] | None, typer.Option(help="A step to run, with what it needs; may be repeated.")]


@app.command()
def demo(out: Out = Path("demo"), seed: Seed = 0, embedding: Model = "quality") -> None:
    """Run everything on the bundled collection and leave story pages to open."""
    from newslab.read.sample import load_sample

    check_writable(out)
    build_into(load_sample(), None, out, seed, embedding)
    typer.echo(f"Open {write_pages_of(out, out / 'pages')} in a browser.")


@app.command()
def read(
    source: str, out: Annotated[Path, typer.Option("--out", "-o")] = Path("articles.parquet"), column: Columns = None
) -> None:
    """Read articles from a file, folder or glob into one table (.parquet, .csv, .jsonl), and say what was not taken.

    In CSV lists are texts, and a text that a spreadsheet would run begins with an apostrophe. An --out without an
    ending is a folder, written part by part: for sources larger than the memory; a run that was stopped goes on.
    """
    from newslab.read.files import read_articles
    from newslab.report.sheets import check_suffix, write_sheet

    if not out.suffix:
        stored, problems = read_articles(source, columns=_columns(column), to=out)
        tell_read(len(stored), problems)
    else:
        check_suffix(out)
        articles, problems = read_articles(source, columns=_columns(column))
        write_sheet(articles, out)
        tell_read(len(articles), problems)
    typer.echo(f"Wrote {out}.")


@app.command()
def fetch(
    source: Annotated[
        str, typer.Argument(help="An address, or a file that names some: text, table, OPML, feed, sitemap, CDX.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder to fetch into; a run that was stopped goes on.")
    ] = Path("fetched"),
    contact: Annotated[str, typer.Option(help="Your address or mail, told to each site.")] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Ask for what is there too, and take what has changed.")
    ] = False,
) -> None:
    """Fetch pages into a folder that `read` and `build` read: as robots.txt allows, slowly, from public addresses
    alone.
    """
    from newslab.read.found import shorten
    from newslab.read.web import fetch_list
    from newslab.report.render import plural

    asked = fetch_list(source, out, contact=contact, again=again)
    failed = [one for one in asked if one["reason"]]
    typer.echo(f"Asked for {plural(len(asked), 'address', 'addresses')}; {len(failed):,} gave no page.")
    for one in failed[:5]:
        typer.echo(f"  {shorten(one['url'])}: {shorten(one['reason'])}")
    typer.echo(f"Next: newslab build {out}")


@app.command()
def build(
    source: str,
    out: Out = Path("corpus"),
    seed: Seed = 0,
    embedding: Model = "quality",
    column: Columns = None,
    edits: Annotated[
        Path | None,
        typer.Option(help="Corrections by hand (CSV or Parquet); else edits.csv in --out, or what its corpus keeps."),
    ] = None,
    certainty: Certainty = None,
    weights: Weights = None,
    only: Only = None,
    leave_out: LeaveOut = None,
    add: Annotated[
        bool, typer.Option("--add", help="Add what is new in SOURCE to the corpus in --out, with the options it has.")
    ] = False,
) -> None:
    """Build all tables from SOURCE (a file, folder or glob) into a folder of Parquet files with a manifest."""
    from newslab.group.edits import read_edits
    from newslab.read.files import read_articles
    from newslab.saved import find_edits
    from newslab.store import file_hash

    named, options = _columns(column), _options(certainty, weights, only, leave_out)
    check_writable(out)
    replayed, taken = (read_edits(edits), {}) if edits else find_edits(out)
    for name in taken:
        typer.echo(f"Taken: the corrections by hand in {out / name}; the corpus keeps them from now on.")
    if add:
        add_into(source, out, named, replayed, weights, taken)
        return
    articles, problems = read_articles(source, columns=named)
    tell_read(len(articles), problems)
    if len(articles) and not articles["text"].fillna("").str.strip().any():
        raise ReadError(
            f"{source}: none of its {len(articles):,} articles has a text, so there is nothing to build from"
        )
    given = {"file": Path(source).name, "columns": named or {}}
    given |= {"file_hash": file_hash(source)} if Path(source).is_file() else {}
    build_into(articles, problems, out, seed, embedding, replayed, options, taken, given)
    typer.echo(f"Next: newslab report {out}")


@app.command()
def report(
    folder: Path,
    story: Annotated[str | None, typer.Option(help="One story_id; without it, all stories and an index.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Page or folder to write.")] = None,
    writer: Annotated[
        bool,
        typer.Option("--writer", help="Ask the language model of NEWSLAB_LLM_BASE_URL and NEWSLAB_LLM_MODEL first."),
    ] = False,
    analysis: Annotated[
        bool, typer.Option("--analysis", help="The report of an analysis instead of story pages.")
    ] = False,
    by: Annotated[str, typer.Option(help="Of --analysis: source, a column, or before/after 2026-02-03.")] = "source",
    part: Annotated[list[str] | None, typer.Option(help="Of --analysis: a part of it; may be repeated.")] = None,
    question: Annotated[str, typer.Option(help="Of --analysis: what was asked.")] = "",
    title: Annotated[str, typer.Option(help="Of --analysis: its title.")] = "A study of news",
    text: Annotated[str, typer.Option(help="Of --analysis: full, quote or none of the articles' words.")] = "quote",
) -> None:
    """Write story pages from a folder that `newslab build` wrote, or with --analysis the report of an analysis."""
    if analysis:
        asked = {"parts": part, "by": by, "question": question, "title": title, "text": text}
        write_analysis(folder, out or folder / "report", asked)
        return
    if writer:
        write_with_model(folder, story)
    if story is None:
        target = out or folder / "pages"
        check_writable(target)
        typer.echo(f"Open {write_pages_of(folder, target)} in a browser.")
        return
    from newslab.corpus import Corpus
    from newslab.report.page import build_page

    target = out or folder / f"{story}.html"
    build_page(Corpus.load(folder), story).to_html(target)
    typer.echo(f"Open {target} in a browser.")


@app.command()
def verify(
    folder: Path,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Compute all that is derived anew from the texts, and compare.")
    ] = False,
    pages: Annotated[Path | None, typer.Option(help="Folder of its pages, if they are not in FOLDER/pages.")] = None,
    embedding: Annotated[
        Path | None, typer.Option(help="Folder of the model that the build was given, if it was given one.")
    ] = None,
    weights: Weights = None,
) -> None:
    """Re-check every citation, invariant, hash and page of a saved corpus; exit 1 where something differs."""
    from newslab.corpus import Corpus
    from newslab.rebuild import NOT_SEEN, verify_corpus

    given = {"embedding": embedding, "weights": weights}
    differences = verify_corpus(folder, rebuild=rebuild, pages=pages, **given)
    for row in differences.itertuples():
        typer.echo(f"{row.place}: {row.difference}")
    if len(differences):
        raise typer.Exit(1)
    corpus, shown = Corpus.load(folder), pages or folder / "pages"
    n_pages = len(list(shown.glob("*.html"))) if shown.is_dir() else 0
    typer.echo(
        f"All holds: {len(corpus.tables)} tables, {len(corpus.citations):,} citations of {len(corpus.articles):,} "
        f"articles re-checked word for word, {f'{n_pages:,} pages' if n_pages else 'no pages: none are there'}"
        f"{'; all computed anew from the texts' if rebuild else ''}."
    )
    typer.echo(NOT_SEEN if rebuild else "It was not computed anew from the texts: --rebuild does.")


@app.command()
def export(
    folder: Path,
    to: Annotated[str, typer.Option(help="csv, stata, excel, bib, ris or csl.")] = "csv",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder or file to write.")] = None,
    texts: Annotated[bool, typer.Option(help="Whether the words of articles are written too.")] = True,
) -> None:
    """Write the tables of a corpus for other programs, each with a codebook, or its articles as references."""
    from newslab.corpus import Corpus
    from newslab.report.export import FORMS

    if to not in FORMS:
        raise OptionError(f"--to {to}: expected one of {', '.join(FORMS)}")
    form = FORMS[to]
    written = form.write(Corpus.load(folder), out or folder / form.name, **({"texts": texts} if form.tables else {}))
    typer.echo(f"Wrote {written}.")


@app.command()
def codebook(
    folder: Annotated[Path | None, typer.Argument(help="A corpus; without it, all that newslab makes.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A file: .md, .csv, .jsonl.")] = None,
) -> None:
    """Tell what every column of every table means: its type, unit and values."""
    from newslab.corpus import Corpus
    from newslab.report.codebook import build_codebook, codebook_markdown
    from newslab.report.sheets import write_sheet
    from newslab.store import write_text

    found = build_codebook(None if folder is None else Corpus.load(folder).tables)
    if out is None:
        typer.echo(codebook_markdown(found), nl=False)
    elif out.suffix.lower() == ".md":
        write_text(out, codebook_markdown(found))
    else:
        write_sheet(found, out)
    if out is not None:
        typer.echo(f"Wrote {out}.")


@app.command()
def bundle(
    corpus: Annotated[str, typer.Argument(help="A corpus to hand over; or the word verify.")],
    package: Annotated[
        Path | None, typer.Argument(help="With verify: the bundle to check, its folder or archive.")
    ] = None,
    notebook: Annotated[Path | None, typer.Option(help="The analysis; it is run in a process of its own.")] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write; an archive is written beside it.")] = Path(
        "package"
    ),
    title: Annotated[str, typer.Option(help="Of the package.")] = "Replication package",
    articles: Annotated[str | None, typer.Option(help="With verify: your own copies of the articles.")] = None,
    column: Columns = None,
) -> None:
    """Write what goes with a paper, without texts; or `bundle verify PACKAGE --articles FILE`: rebuild it from your
    copies.
    """
    from newslab.bundle import make_bundle, verify_bundle

    if corpus != "verify":
        typer.echo(f"Wrote {make_bundle(corpus, out, notebook=notebook, title=title)}.")
        return
    if package is None or articles is None:
        raise OptionError("bundle verify: expected a package and --articles, your own copies of its articles")
    differences = verify_bundle(package, articles, columns=_columns(column))
    for row in differences.itertuples():
        typer.echo(f"{row.place}: {row.difference}")
    if len(differences):
        raise typer.Exit(1)
    typer.echo("All is equal: the files, every article, and every table built anew from your copies.")


@app.command()
def compare(one: Path, other: Path) -> None:
    """Tell two builds apart in words: articles, options, versions, tables and stories; exit 1 where something
    differs.
    """
    from newslab.corpus import Corpus
    from newslab.report.builds import compare_builds

    differences = compare_builds(Corpus.load(one), Corpus.load(other))
    for row in differences.itertuples():
        typer.echo(f"{row.place}: {row.difference}")
    if len(differences):
        raise typer.Exit(1)
    typer.echo("The two builds are equal.")


TASKS = ("pages", "dates", "events", "stories", "timelines", "topics", "pairs", "contrasts", "quantities",
         "differences", "sources", "sample", "statements", "coreference", "threads")  # fmt: skip
WEIGHED = (
    "statements",
    "quantities",
    "coreference",
    "differences",
    "stories",
    "threads",
)  # tasks that take weights of folds


@app.command()
def evaluate(
    task: Annotated[str, typer.Argument(help=", ".join(TASKS))],
    data: Annotated[Path | None, typer.Option(help="Folder or file with the gold data.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    against: Annotated[bool, typer.Option(help="Run the reference too, and give the ratio.")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the predictions as JSON lines.")] = None,
    weights: Annotated[Path | None, typer.Option(help="Weights of folds, as data/train writes them.")] = None,
) -> None:
    """Score newslab on gold data: one row of figures per data set."""
    import importlib

    if task not in TASKS:
        raise OptionError(f"{task}: not a task; expected one of {', '.join(TASKS)}")
    if data is None and task == "sample":
        data = Path("data/sample/gold")
    if data is None or not data.exists():
        raise ReadError(f"{data or '--data'}: no such folder or file of gold data")
    if weights is not None and task not in WEIGHED:
        raise OptionError(f"--weights: {task} has no learned decision to weigh; expected one of {', '.join(WEIGHED)}")
    more = {"weights": weights} if weights is not None else {}
    found = importlib.import_module(f"newslab.evaluate.{task}").evaluate(data, against=against, **more)
    if out is not None:
        from newslab.store import write_text

        lines = [json.dumps(record, ensure_ascii=False, default=str) for record in found.predictions]
        write_text(out, "\n".join(lines) + "\n")
    if as_json:
        typer.echo(json.dumps({"task": task, "rows": found.rows}, indent=1, ensure_ascii=False, default=str))
    else:
        typer.echo(to_table(found.rows))


def main() -> None:
    """Run the command line and leave the process with its exit code, whatever libraries still have running.

    Where the machine is busy, threads of a library (pyarrow, it seems) may outlive the interpreter and end it with
    "terminate called without an active exception" and 134, after the right answer was given: so nothing of theirs is
    taken down any more.
    """
    code = run()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def run() -> int:
    """Run the command line and return its exit code; every foreseen error is one line and not 0."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("newslab").setLevel(logging.INFO)
    logging.getLogger("newslab.read.files").setLevel(logging.WARNING)  # what it counts is told by _tell_read
    logging.getLogger("newslab.pipeline").addFilter(lambda line: line.levelno < logging.WARNING)  # told by _build, last
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except NewslabError as error:
        sys.stderr.write(f"newslab: {error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"newslab: {error.filename or 'file'}: {error.strerror or error}\n")
        return 1
    return 0


def _columns(pairs: list[str] | None) -> dict[str, str] | None:
    """Return our names of columns to theirs, from "ours=theirs"."""
    parted = [pair.partition("=") for pair in pairs or ()]
    if any(not (ours and theirs) for ours, _, theirs in parted):
        raise OptionError(f"--column {pairs}: expected ours=yours, as in text=Inhalt")
    return {ours: theirs for ours, _, theirs in parted} or None


def _options(
    certainty: list[str] | None, weights: Path | None, only: list[str] | None, leave_out: list[str] | None
) -> Any:
    """Return the options of a build; a share for one decision is "decision=share", for all that is shown "share"."""
    from newslab.options import VIEWED, Options

    asked: dict[str, float] = {}
    for one in certainty or ():
        name, _, share = one.rpartition("=")
        try:
            asked |= {name: float(share)} if name else dict.fromkeys(VIEWED, float(share))
        except ValueError:
            raise OptionError(f"--certainty {one}: expected a share, or decision=share, as in differs=0.8") from None
    steps = [[name.strip() for one in names or () for name in one.split(",")] for names in (only, leave_out)]
    return Options(weights=weights, certainty=asked or None, only=steps[0] or None, leave_out=steps[1])
