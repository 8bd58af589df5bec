"""Bundles: a study as a folder and an archive that a colleague can rebuild from copies of the articles of their own."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from newslab.corpus import Corpus
from newslab.errors import NewslabError, ReadError, one_line
from newslab.report.codebook import build_codebook, codebook_markdown
from newslab.report.export import without_texts
from newslab.report.handover import access_table, constraints_text, datapackage, readme, ro_crate
from newslab.report.render import rows_of
from newslab.report.sheets import write_sheet
from newslab.store import atomic_path, file_hash, write_text
from newslab.tables import slice_hash

HELD: Final = 60  # characters in a row of an article that make a figure one with its text
PATIENCE: Final = 3600  # seconds that a cell may take
MOST_TOLD: Final = 20
LARGEST: Final = 8 * 10**9  # bytes that an archive may unpack to
_MADE: Final = (1980, 1, 1, 0, 0, 0)  # an archive tells nothing of when it was made


def make_bundle(
    corpus: str | Path, out: str | Path, *, notebook: str | Path | None = None, title: str = "Replication package"
) -> Path:
    """Write what goes with a paper: tables without texts, codebook, how to get each article, notebook, figures,
    metadata.

    Parameters
    ----------
    corpus : folder of a saved corpus.
    out : folder to write; an archive of the same name and `.zip` is written beside it. What stands there is replaced.
    notebook : it is run in a process of its own, from its first cell to its last, in its own folder; its outputs are
    not kept,
        but its figures are, with their hash and cell.
    title : of the package.

    Returns
    -------
    Path of the archive.

    Raises
    ------
    ReadError
        If a cell of the notebook fails, or `out` cannot be written.
    """
    built, target = Corpus.load(corpus), Path(out)
    if target.exists() and not target.is_dir():
        raise ReadError(f"{target}: a file stands there; name a folder")
    if target.is_dir() and any(target.iterdir()) and not (target / "access.csv").is_file():
        raise ReadError(f"{target}: a folder that is no bundle stands there; name another")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as work:
        part = Path(work) / target.name
        _write(built, part, None if notebook is None else Path(notebook), title)
        if target.exists():
            shutil.rmtree(target)
        part.rename(target)
    return _archive(target)


def verify_bundle(
    package: str | Path, articles: str | Path, *, columns: Mapping[str, str] | None = None, rebuild: bool = True
) -> pd.DataFrame:
    """Check a bundle against copies of the articles of the reader's own, and build all of it anew from them.

    Parameters
    ----------
    package : a bundle: its folder, a folder that holds nothing else, or the archive.
    articles : the reader's copies, as `read_articles` takes them.
    columns : what columns are called there; None: as the manifest says.
    rebuild : False checks files and articles alone.

    Returns
    -------
    DataFrame with columns `place` and `difference`: files that changed, articles that are missing or whose text
    differs, rows of tables that come out otherwise; no row where all is equal.

    Raises
    ------
    ReadError
        If `package` is no bundle, or the articles cannot be read.
    """
    with tempfile.TemporaryDirectory() as work:
        return _verified(_opened(Path(package), Path(work)), articles, columns, rebuild=rebuild)


def _opened(package: Path, work: Path) -> Path:
    """Return the folder of a bundle, unpacked to `work` if it is an archive: its own files alone, none outside of
    it.
    """
    folder = package
    if package.is_file() and zipfile.is_zipfile(package):
        with zipfile.ZipFile(package) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST:
                raise ReadError(f"{package}: it unpacks to more than {LARGEST / 1e9:.0f} GB; unpack it yourself")
            archive.extractall(work)  # no member leaves the folder: zipfile drops what would
        folder = work
    inside = [one for one in folder.iterdir() if one.is_dir()] if folder.is_dir() else []
    if not (folder / "access.csv").is_file() and len(inside) == 1:
        folder = inside[0]  # as archives unpack
    if not (folder / "access.csv").is_file() or not (folder / "manifest.json").is_file():
        raise ReadError(
            f"{package}: no access.csv and manifest.json; this is no folder or archive that newslab bundle wrote"
        )
    return folder


def _verified(folder: Path, articles: str | Path, columns: Mapping[str, str] | None, *, rebuild: bool) -> pd.DataFrame:
    from newslab.read.files import read_articles

    with one_line(folder, "what newslab bundle wrote"):
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        named = columns if columns is not None else (manifest.get("input", {}).get("columns") or None)
        access = pd.read_csv(folder / "access.csv", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    found, _ = read_articles(articles, columns=dict(named) if named else None)
    rows = [*_file_faults(folder)]
    with one_line(folder / "access.csv", "what newslab bundle wrote"):
        matched, faults = _matched(access, found)
    rows += [("articles", told) for told in faults]
    if rebuild and not faults:
        with one_line(folder, "what newslab bundle wrote"):
            rows += _build_faults(folder, manifest, matched)
    elif rebuild:
        rows.append(("tables", "not built anew: they cannot be equal while articles are missing or differ"))
    return pd.DataFrame(rows, columns=["place", "difference"])


def _write(corpus: Corpus, folder: Path, notebook: Path | None, title: str) -> None:
    tables = without_texts({name: table for name, table in corpus.tables.items() if len(table)})
    files = {name: f"tables/{name}.csv" for name in tables}
    for name, table in tables.items():
        write_sheet(table, folder / files[name])
    codebook = build_codebook(tables)
    write_sheet(codebook, folder / "codebook.csv")
    write_text(folder / "codebook.md", codebook_markdown(codebook))
    write_sheet(access_table(corpus.articles), folder / "access.csv")
    write_sheet(corpus.edits, folder / "edits.csv")
    write_text(folder / "constraints.txt", constraints_text())
    kept = {name: value for name, value in corpus.manifest.items() if name not in ("writer", "edits")}
    write_text(
        folder / "manifest.json", json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
    )
    write_text(folder / "datapackage.json", datapackage(codebook, files))
    ran = None if notebook is None else _run(notebook, folder, corpus.articles["text"].tolist())
    path = None if notebook is None else f"notebook/{notebook.name}"
    told = readme(
        corpus, title=title, notebook=path, seconds=ran.seconds if ran else None, figures=ran.figures if ran else []
    )
    write_text(folder / "README.md", told)
    held = {one.relative_to(folder).as_posix(): one for one in sorted(folder.rglob("*")) if one.is_file()}
    hashes = {name: (file_hash(one), one.stat().st_size) for name, one in held.items()}
    write_text(folder / "ro-crate-metadata.json", ro_crate(title, hashes, path))


@dataclass(frozen=True)
class _Ran:
    """A notebook that was run: how long it took, and the figures that are kept."""

    seconds: float
    figures: list[str]


def _run(notebook: Path, folder: Path, texts: list[str]) -> _Ran:
    """Run a notebook in a process of its own; keep it without outputs, and its figures apart."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    try:
        book = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ReadError(f"{notebook}: no notebook that can be read ({type(error).__name__})") from error
    began = time.perf_counter()
    client = NotebookClient(
        book,
        timeout=PATIENCE,
        startup_timeout=PATIENCE,
        kernel_name="python3",
        resources={"metadata": {"path": str(notebook.resolve().parent)}},
    )
    kernel: Any = client.create_kernel_manager()
    kernel.kernel_spec.argv[0] = sys.executable  # this environment's Python, whatever kernels are installed
    try:
        client.execute()
    except (CellExecutionError, RuntimeError) as error:
        last = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip().splitlines()[-1]
        raise ReadError(f"{notebook}: a cell failed: {last}") from error
    seconds = time.perf_counter() - began
    rows: list[dict[str, Any]] = []
    kept: list[str] = []
    for at, cell in enumerate(book.cells):
        for output in cell.get("outputs", []):
            figure = output.get("data", {}).get("application/vnd.plotly.v1+json")
            if figure is None:
                continue
            text = json.dumps({"data": figure["data"], "layout": figure["layout"]}, ensure_ascii=False, sort_keys=True)
            name = f"figures/figure-{len(rows) + 1:02d}.json"
            words = _holds_words(figure, texts)
            if not words:
                write_text(folder / name, text)
                kept.append(name)
            rows.append({"figure": name if not words else "", "cell": at, "sha256": slice_hash(text),
                         "note": "not kept: it shows words of articles" if words else ""})  # fmt: skip
    write_sheet(pd.DataFrame(rows, columns=["figure", "cell", "sha256", "note"]), folder / "figures.csv")
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    book.metadata.pop("widgets", None)
    write_text(folder / "notebook" / notebook.name, nbformat.writes(book))  # type: ignore[no-untyped-call]
    return _Ran(seconds, kept)


def _holds_words(figure: Any, texts: list[str]) -> bool:
    """Say whether a figure shows `HELD` characters in a row of any article."""
    shown = [re.sub(r"<[^>]*>", " ", one) for one in _strings(figure)]
    pieces = {" ".join(one.split()) for one in shown}
    whole = "\n".join(" ".join(text.split()) for text in texts)
    return any(piece[at : at + HELD] in whole for piece in pieces for at in range(0, len(piece) - HELD + 1, HELD // 2))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _archive(folder: Path) -> Path:
    path = folder.with_name(f"{folder.name}.zip")
    with atomic_path(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in sorted(folder.rglob("*")):
            if one.is_file():
                entry = zipfile.ZipInfo(f"{folder.name}/{one.relative_to(folder).as_posix()}", _MADE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, one.read_bytes())
    return path


def _file_faults(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        with one_line("ro-crate-metadata.json", "metadata of a bundle"):
            crate = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
            known = {str(one["@id"]): str(one["sha256"]) for one in crate["@graph"] if "sha256" in one}
    except ReadError:
        yield "ro-crate-metadata.json", "it is missing, or no metadata of a bundle"
        return
    for name, digest in known.items():
        path = folder / name
        if "\0" in name or not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            yield name, "the file is missing"
        elif file_hash(path) != digest:
            yield name, "the file is not the one that was handed over"


def _matched(access: pd.DataFrame, found: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the reader's articles under the ids of the bundle, and which are missing or differ.

    An article is found by its id, else by the hash of its text, else by its address, else by source and title.
    """
    hashes = found["text"].map(slice_hash)
    ways: list[dict[Any, int]] = [
        {one: at for at, one in enumerate(keys) if one not in ("", None)}
        for keys in (
            found["article_id"],
            hashes,
            found["url"].fillna(""),
            zip(found["source"].fillna(""), found["title"].fillna(""), strict=True),
        )
    ]
    rows: list[str] = []
    faults: list[str] = []
    places: list[int] = []
    for row in rows_of(access):
        asked = (row.article_id, row.text_hash, row.url, (row.source, row.title))
        at = next((way[key] for way, key in zip(ways, asked, strict=True) if key in way), None)
        name = f"{row.article_id} ({row.source}: {row.title})"
        if at is None:
            faults.append(f"missing: {name}")
            continue
        if hashes.iloc[at] != row.text_hash:
            n = len(found["text"].iloc[at])
            faults.append(f"another text: {name}; {n:,} characters, where the study had {int(str(row.text_length)):,}")
        places.append(at)
        rows.append(row.article_id)
    matched = found.iloc[places].assign(article_id=rows)
    more = [f"and {len(faults) - MOST_TOLD:,} more articles"] if len(faults) > MOST_TOLD else []
    return matched, [*faults[:MOST_TOLD], *more]


def _build_faults(folder: Path, manifest: dict[str, Any], articles: pd.DataFrame) -> list[tuple[str, str]]:
    """Build anew and compare each table with the one handed over, cell by cell."""
    from newslab.group.edits import read_edits
    from newslab.rebuild import build_again
    from newslab.tables import EDITS, empty

    path = folder / "edits.csv"
    has_edits = path.is_file() and len(path.read_text(encoding="utf-8-sig").splitlines()) > 1
    given = Corpus(articles=articles, edits=read_edits(path) if has_edits else empty(EDITS), manifest=manifest)
    try:
        again = build_again(given)
    except NewslabError as error:
        return [("tables", f"they cannot be built anew: {error}")]
    rows: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as work:
        made = without_texts(Corpus.load(again.save(Path(work) / "again")).tables)  # as tables are once they were saved
        for file in sorted((folder / "tables").glob("*.csv")):
            if file.stem in ("problems", "articles", "images") or file.stem not in made:
                continue
            write_sheet(made[file.stem], Path(work) / file.name)
            old, new = (
                pd.read_csv(one, dtype=str, encoding="utf-8-sig", keep_default_na=False)
                for one in (file, Path(work) / file.name)
            )
            if not old.equals(new):
                rows.append((f"tables/{file.name}", _told(old, new)))
    versions = {name: (old, again.manifest["versions"].get(name)) for name, old in manifest.get("versions", {}).items()}
    other = [f"{name} {old}, here {new}" for name, (old, new) in versions.items() if old != new]
    return [*rows, *([("versions", f"other packages may be the reason: {', '.join(other)}")] if rows and other else [])]


def _told(old: pd.DataFrame, new: pd.DataFrame) -> str:
    if list(old.columns) != list(new.columns):
        return f"other columns: {', '.join(sorted(set(old.columns) ^ set(new.columns))) or 'another order'}"
    if len(old) != len(new):
        return f"{len(old):,} rows, built anew {len(new):,}"
    differ = (old != new).sum()
    return "; ".join(f"{name} differs in {int(n):,} of {len(old):,} rows" for name, n in differ[differ > 0].items())
