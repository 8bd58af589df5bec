"""What the commands of the command line do, and what they say of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import typer

from newslab.errors import ReadError


def check_writable(folder: Path) -> None:
    """Fail before the work, not after it."""
    from newslab.store import atomic_path

    if folder.exists() and not folder.is_dir():
        raise ReadError(f"{folder}: a file stands there; name a folder")
    try:
        with atomic_path(folder / ".writable"):
            pass
        (folder / ".writable").unlink()
    except ReadError as error:
        raise ReadError(f"{folder}: {str(error).partition(': ')[2]}") from error


def tell_read(taken: int, problems: Any) -> None:
    """Say how many articles were taken, and why records were not."""
    from newslab.report.render import plural

    untaken = int(problems["article_id"].isna().sum())
    notes = f"; {plural(len(problems) - untaken, 'note')} on those taken" if untaken < len(problems) else ""
    typer.echo(f"Read {plural(taken, 'article')}; {plural(untaken, 'record')} not taken{notes}.")
    for reason, n in problems["reason"].value_counts().head(5).items():
        typer.echo(f"  {n:,}: {reason}")


def build_into(
    articles: Any,
    problems: Any,
    out: Path,
    seed: int,
    embedding: str,
    edits: Any = None,
    options: Any = None,
    taken: Any = None,
    given: dict[str, Any] | None = None,
) -> None:
    """Build a corpus and keep it in a folder."""
    from newslab.pipeline import build_corpus

    began = time.perf_counter()
    corpus = build_corpus(articles, seed=seed, problems=problems, embedding=embedding, edits=edits, options=options)
    corpus.manifest["input"] |= given or {}
    _keep(corpus, out, taken, began)


def add_into(source: str, out: Path, named: Any, edits: Any, weights: Path | None, taken: Any) -> None:
    """Add articles to a saved corpus and keep it in its folder."""
    from newslab.corpus import Corpus
    from newslab.rebuild import add_articles
    from newslab.report.render import plural

    began, before = time.perf_counter(), Corpus.load(out)
    corpus = add_articles(before, source, columns=named, edits=edits, weights=weights)
    new = set(corpus.articles["article_id"]) - set(before.articles["article_id"])
    gone = set(before.stories["story_id"]) - set(corpus.stories["story_id"])
    ended = f"; {plural(len(gone), 'story', 'stories')} of {len(before.stories):,} went into others" if gone else ""
    typer.echo(f"Added {plural(len(new), 'article')} to {len(before.articles):,}{ended}.")
    _keep(corpus, out, taken or before.manifest.get("edits_by_hand"), began)
    typer.echo(f"Next: newslab report {out}")


def _keep(corpus: Any, out: Path, taken: Any, began: float) -> None:
    """Save a corpus, and tell what is in it."""
    from newslab.report.render import plural

    if taken:
        corpus.manifest["edits_by_hand"] = taken
    corpus.save(out)
    if len(corpus.edits):
        applied = len(corpus.edits) - corpus.problems["place"].str.startswith("edits ").sum()
        typer.echo(f"{applied:,} of {len(corpus.edits):,} corrections by hand applied; the others are in problems.")
    parts = corpus.stories["parent_id"].notna().sum()
    differences = int(corpus.contrasts["shown"].sum())
    typer.echo(
        f"{plural(len(corpus.articles), 'article')}, {plural(len(corpus.stories) - parts, 'story', 'stories')} "
        f"with {plural(parts, 'part')}, {plural(len(corpus.events), 'event')}, {plural(len(corpus.topics), 'topic')}, "
        f"{plural(differences, 'difference')} told, {plural(len(corpus.citations), 'citation')}, "
        f"in {time.perf_counter() - began:.0f} s."
    )
    for warning in corpus.manifest["warnings"]:
        typer.echo(f"Note: {warning}.")


def write_with_model(folder: Path, story: str | None) -> None:
    """Have stories told by the writer and keep them, with prompts and replies, in the folder."""
    from newslab.corpus import Corpus
    from newslab.digest.writer import Writer
    from newslab.pipeline import write_stories

    corpus = write_stories(Corpus.load(folder), Writer.from_environment(), story_ids=[story] if story else None)
    corpus.save(folder)
    for one in corpus.manifest["writer"]:
        fault = f"; {one['fault']}" if one["fault"] else ""
        typer.echo(f"{one['story_id']}: {one['kept']} sentences kept, {len(one['dropped'])} dropped{fault}")


def write_analysis(folder: Path, target: Path, asked: dict[str, Any]) -> None:
    """Write the report of an analysis in each of its forms; PDF where a Chromium is installed."""
    from newslab.corpus import Corpus
    from newslab.report.analysis import build_report
    from newslab.report.chromium import find_chromium

    check_writable(target)
    report = build_report(Corpus.load(folder), **asked)
    report.to_html(target / "report.html")
    report.to_markdown(target / "report.md")
    report.to_notebook(target / "report.ipynb", folder.resolve())
    if find_chromium() is None:
        typer.echo("No PDF: no Chromium is installed; NEWSLAB_CHROMIUM names a browser built on it.")
    else:
        report.to_pdf(target / "report.pdf")
    typer.echo(f"Open {target / 'report.html'} in a browser.")


def write_pages_of(folder: Path, target: Path) -> Path:
    """Write the pages of a saved corpus; return their index."""
    from newslab.corpus import Corpus
    from newslab.report.index import write_pages

    index: Path = write_pages(Corpus.load(folder), target)
    return index


def to_table(rows: list[dict[str, Any]]) -> str:
    """Return records as a table of text, a column a name."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names] + [[_cell(row.get(name, "")) for name in names] for row in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(len(names))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells)


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
