"""The files that the sample is given out as: records, feeds, pages and gold, from the written articles."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sample_feeds
import sample_gold
import sample_pages
from sample_outlets import NOTICE, OUTLETS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from build_sample import Article

# Real archives name their columns as they like: so do these.
COLUMNS: dict[str, dict[str, str]] = {
    "Halyard Institute": {"text": "body", "published": "date", "source": "publisher", "authors": "author"},
    "The Schuman Letter": {"text": "content", "published": "pubDate", "source": "outlet", "title": "headline"},
    "Hangang Daily": {"text": "articleBody", "published": "datePublished", "source": "publication"},
    "Tarn Valley Courier": {
        "text": "body",
        "published": "date",
        "source": "outlet",
        "title": "headline",
        "url": "link",
    },
}
AS_TABLE = "Tarn Valley Courier"


def build(root: Path, articles: list[Article]) -> dict[Path, str]:
    """Return the text of every built file by its path."""
    sample, resources = root / "data" / "sample", root / "newslab" / "resources" / "sample"
    files = {resources / "articles.jsonl": as_lines(record(article) for article in articles)}
    for name, rows in sample_gold.gold(sample / "written", articles).items():
        files[sample / "gold" / f"{name}.jsonl"] = as_lines(rows)
    files |= {sample / "news" / name: text for name, text in _news(articles).items()}
    files[resources / "README.md"] = (sample / "README.md").read_text("utf-8")
    return files


def stale(root: Path, files: dict[Path, str]) -> list[Path]:
    """List files of an earlier build that this build would not write."""
    built = [root / "data" / "sample" / "news", root / "data" / "sample" / "gold"]
    return sorted(path for folder in built for path in folder.rglob("*") if path.is_file() and path not in files)


def as_lines(records: Iterable[dict[str, Any]]) -> str:
    """Write records as JSON lines."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)


def record(article: Article) -> dict[str, Any]:
    """Return the article as a reader of any of the formats should see it."""
    header = article.header
    found = {
        "url": article.url,
        "source": article.source,
        "title": header["title"],
        "subtitle": header.get("subtitle"),
        "text": article.text,
        "published": header["published"],
        "language": header.get("language", "en"),
        "authors": article.authors or None,
        "section": header.get("section"),
        "origin": header.get("origin"),
        "images": article.images or None,
        "notice": NOTICE,
    }
    return {name: value for name, value in found.items() if value is not None}


def _news(articles: list[Article]) -> dict[str, str]:
    ways: dict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in articles:
        ways[article.header.get("via", "jsonl"), article.source].append(article)
    files = {}
    for (way, source), group in ways.items():
        name = OUTLETS[source]["domain"].removesuffix(".example")
        if way == "rss":
            files[f"feeds/{name}.xml"] = sample_feeds.rss(source, group)
        elif way == "atom":
            files[f"feeds/{name}.xml"] = sample_feeds.atom(source, group)
        elif way == "html":
            files |= {f"pages/{name}/{one.slug}.html": sample_pages.page(one, articles) for one in group}
        elif way == "flat":
            files |= {f"pages/{name}/{one.slug}.txt": sample_pages.flat_page(one, articles) for one in group}
        else:
            files |= _records(name, source, group)
    return files


def _records(name: str, source: str, articles: list[Article]) -> dict[str, str]:
    names = COLUMNS.get(source, {})
    rows = [{names.get(column, column): value for column, value in record(one).items()} for one in articles]
    if source != AS_TABLE:
        return {f"articles/{name}.jsonl": as_lines(rows)}
    columns = list(dict.fromkeys(column for row in rows for column in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "authors": "; ".join(row.get("authors", []))} for row in rows)
    return {f"articles/{name}.csv": out.getvalue()}
