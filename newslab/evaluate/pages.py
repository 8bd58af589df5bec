"""Pages to articles: text against gold text, date, title and authors against the outlet's own, flattened pages by
spans.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from newslab.errors import ReadError
from newslab.evaluate import Evaluation
from newslab.read.content import decode
from newslab.read.markup import block_lines
from newslab.read.pages import page_records, parse_html
from newslab.read.records import Record
from newslab.read.segments import cut_page

SHINGLE: Final = 4  # words, as in the benchmark's own scorer
Counts = tuple[int, int, int]


@dataclass(frozen=True)
class Gold:
    """A page with what is known of its article."""

    name: str
    raw: bytes
    text: str
    url: str = ""
    title: str = ""
    authors: list[str] = field(default_factory=list)
    day: str = ""


@dataclass(frozen=True)
class Marked:
    """A flattened page marked by hand: [start, end) of the article, and of the title and text of each glued to it."""

    hash: str
    article: tuple[tuple[int, int], ...]
    glued: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


MARKED: Final = (
    Marked("3e85311a32537068", ((9, 55), (82, 2894))),
    Marked("9fb27f8b59ad5877", ((1, 5356),), (((5514, 5608), (5609, 9144)), ((9185, 9255), (9256, 13442)),
                                              ((13483, 13580), (13581, 15280)))),
)  # fmt: skip


def evaluate(data: Path, *, against: bool = False) -> Evaluation:
    """Score `read_page`.

    Parameters
    ----------
    data : the folder of pages, one of its parts (article-extraction, publishers), or a folder of flattened pages.
    against : whether trafilatura, with its own settings, runs on the same pages in the same run.

    Raises
    ------
    ReadError
        If none of these lies in the folder.
    """
    rows: list[dict[str, Any]] = []
    predictions: list[dict[str, Any]] = []
    for name, golds in read_collections(Path(data)):
        row, found = _score(name, golds, _ours)
        rows.append(row)
        predictions += found
        if name == "article-extraction":
            rows.append(_score("article-extraction, flattened", golds, _ours_flattened)[0])
        if against:
            reference, _ = _score(f"{name}, trafilatura", golds, _trafilatura)
            row["speed ratio"] = round(row["pages/s"] / reference["pages/s"], 2)
            rows.append(reference)
    for path in _flattened(Path(data)):
        row, found = _score_marked(path)
        rows.append(row)
        predictions += found
    if not rows:
        raise ReadError(
            f"{data}: expected ground-truth.json with html/, folders of publishers, or flattened pages (.txt)"
        )
    return Evaluation("pages", rows, predictions)


# Collections


def read_collections(data: Path) -> Iterator[tuple[str, list[Gold]]]:
    """Give the collections of pages in a folder by name."""
    for folder in (data, data / "article-extraction"):
        if (folder / "ground-truth.json").is_file():
            yield "article-extraction", list(_article_extraction(folder))
    for folder in (data, data / "publishers"):
        if any(folder.glob("*/*_*.html.gz")) and any(folder.glob("*/*.json")):
            yield "publishers", list(_publishers(folder))


def _article_extraction(folder: Path) -> Iterator[Gold]:
    told = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name in sorted(told):
        path = folder / "html" / f"{name}.html.gz"
        if path.is_file():
            yield Gold(name, gzip.decompress(path.read_bytes()), told[name]["articleBody"], told[name].get("url", ""))


def _publishers(folder: Path) -> Iterator[Gold]:
    for path in sorted(folder.glob("*/*.json")):
        pages = sorted(path.parent.glob(f"{path.stem}_[0-9]*.html.gz"))
        places = path.parent / "meta.info"
        known = json.loads(places.read_text("utf-8")) if places.is_file() else {}
        for page, told in zip(pages, json.loads(path.read_text("utf-8")).values(), strict=False):
            parts = [*told["body"]["summary"]]
            for section in told["body"]["sections"]:
                parts += [*section["headline"], *section["paragraphs"]]
            url = known.get(page.name, {}).get("url", "")
            yield Gold(page.name, gzip.decompress(page.read_bytes()), "\n".join(parts), url, told.get("title") or "",
                       told.get("authors") or [], str(told.get("publishing_date") or "")[:10])  # fmt: skip


def _flattened(data: Path) -> Iterator[Path]:
    folders = [data] if data.is_dir() else []
    folders += [parent / "seeds" for parent in list(data.resolve().parents)[:3] if (parent / "seeds").is_dir()]
    for folder in folders:
        yield from (path for path in sorted(folder.glob("*.txt")) if _marks(path.read_text("utf-8", "replace")))


# Readers


def _ours(gold: Gold) -> dict[str, Any]:
    for one in page_records(gold.raw, gold.name, url=gold.url):
        if isinstance(one, Record):
            return one.values
    return {}


def flatten(gold: Gold) -> str:
    """Return a page as scraping leaves it: a line for each block, no mark-up."""
    root = parse_html(decode(gold.raw))
    return "\n".join(block_lines(next(iter(root.iter("body")), root))) if root is not None else ""


def _ours_flattened(gold: Gold) -> dict[str, Any]:
    page = flatten(gold)
    kept = [page[one.start : one.end].strip() for one in cut_page(page) if one.kind == "body"]
    return {"text": "\n".join(kept)}


def _trafilatura(gold: Gold) -> dict[str, Any]:
    import trafilatura

    return {"text": trafilatura.extract(gold.raw) or ""}


# Scores


def _score(
    name: str, golds: list[Gold], read: Callable[[Gold], dict[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    start = time.process_time()
    found = [read(gold) for gold in golds]
    seconds = time.process_time() - start
    counts = [count_shingles(gold.text, str(one.get("text", ""))) for gold, one in zip(golds, found, strict=True)]
    f1, precision, recall = mean_scores(counts)
    row: dict[str, Any] = {"data": name, "n": len(golds), "f1": round(f1, 4), "precision": round(precision, 4),
                           "recall": round(recall, 4), "pages/s": round(len(golds) / max(seconds, 1e-9), 1)}  # fmt: skip
    pairs = [(gold, one) for gold, one in zip(golds, found, strict=True) if gold.title]
    if pairs and "title" in found[0]:
        row["day"] = _share(str(one.get("published_day") or "")[:10] == gold.day for gold, one in pairs)
        row["title"] = _share(fold_title(str(one.get("title", ""))) == fold_title(gold.title) for gold, one in pairs)
        row["authors"] = _share({fold_title(name) for name in one.get("authors", [])} == {fold_title(name) for name in gold.authors}
                                for gold, one in pairs)  # fmt: skip
    predictions = [
        {"page": gold.name, "title": str(one.get("title", "")), "published_day": str(one.get("published_day") or ""),
         "authors": list(one.get("authors", [])), "text": str(one.get("text", ""))}
        for gold, one in zip(golds, found, strict=True)
    ]  # fmt: skip
    return row, predictions


def count_shingles(gold: str, found: str) -> Counts:
    """Count 4-word shingles in both texts, in `found` alone and in `gold` alone.

    Examples
    --------
    >>> count_shingles("a b c d e", "a b c d")
    (1, 0, 1)
    """
    one, other = _shingles(gold), _shingles(found)
    both = sum((one & other).values())
    return both, sum(other.values()) - both, sum(one.values()) - both


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))


def mean_scores(counts: Iterable[Counts]) -> tuple[float, float, float]:
    """Return F1 of the means, mean precision and mean recall, each 0 to 1, over pages.

    Examples
    --------
    >>> mean_scores([(1, 1, 0), (1, 0, 1)])
    (0.75, 0.75, 0.75)
    """
    rows = list(counts)
    precision = statistics.mean(
        1.0 if not wrong and not lost else both / max(both + wrong, 1) for both, wrong, lost in rows
    )
    recall = statistics.mean(
        1.0 if not wrong and not lost else both / max(both + lost, 1) for both, wrong, lost in rows
    )
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall


def fold_title(text: str) -> str:
    """Reduce a title or name to its letters and digits: how it is written does not count."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _share(rights: Iterable[bool]) -> float:
    return round(statistics.mean(map(float, rights)), 4)


def _marks(page: str) -> Marked | None:
    digest = hashlib.sha256(page.encode("utf-8")).hexdigest()[:16]
    return next((one for one in MARKED if one.hash == digest), None)


def _score_marked(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Count characters, white space aside: of the article kept, of the rest dropped; and the glued articles found
    whole.
    """
    page = path.read_text("utf-8")
    marks = _marks(page)
    assert marks is not None
    kept: set[int] = set()
    for one in cut_page(page):
        if one.article == 0 and one.kind in {"title", "subtitle", "body"}:
            kept.update(range(one.start, one.end))
    inked = {at for at, char in enumerate(page) if not char.isspace()}
    own = inked & {at for start, end in marks.article for at in range(start, end)}
    records = [one.values for one in page_records(page.encode("utf-8"), path.name) if isinstance(one, Record)]
    texts = [(str(one["title"]), str(one["text"])) for one in records[1:]]
    whole = sum((page[slice(*title)].strip(), page[slice(*text)].strip()) in texts for title, text in marks.glued)
    row = {"data": path.name, "n": len(page), "kept": round(len(own & kept) / len(own), 4),
           "dropped": round(1 - len((inked - own) & kept) / max(len(inked - own), 1), 4),
           "glued": f"{whole} of {len(marks.glued)}", "dates invented": sum(bool(one["published"]) for one in records)}  # fmt: skip
    predictions = [
        {"page": path.name, "title": one["title"], "source": one["source"], "text": one["text"]} for one in records
    ]
    return row, predictions
