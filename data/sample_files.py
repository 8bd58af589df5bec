"""The files that the sample is given out as: records, feeds, pages and gold, from the written articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from build_sample import Article

NOTICE = "Invented outlet and wording, written for demonstration; not a real report."
OUTLETS: dict[str, dict[str, str]] = {
    "Meridian Wire": {"domain": "wire.example", "kind": "wire agency"},
    "The Daily Lantern": {"domain": "lantern.example", "kind": "tabloid"},
    "Halyard Institute": {"domain": "halyard.example", "kind": "think-tank blog"},
    "Eastern Dawn News Agency": {"domain": "dawn.example", "kind": "state media"},
    "Tarn Valley Courier": {"domain": "tarnvalley.example", "kind": "local paper"},
    "Ledger & Exchange": {"domain": "ledger.example", "kind": "business daily"},
    "Public Radio North": {"domain": "prnorth.example", "kind": "public broadcaster"},
    "The Iberian Post": {"domain": "iberianpost.example", "kind": "regional paper"},
    "Rampart Review": {"domain": "rampart.example", "kind": "specialist defence site"},
    "Hangang Daily": {"domain": "hangang.example", "kind": "national daily"},
    "The Schuman Letter": {"domain": "schumanletter.example", "kind": "policy newsletter"},
    "Perigee": {"domain": "perigee.example", "kind": "space magazine"},
    "La Ribera Diaria": {"domain": "ribera.example", "kind": "regional paper in Spanish"},
    "Le Quai du Matin": {"domain": "quaimatin.example", "kind": "national daily in French"},
    "Der Uferbote": {"domain": "uferbote.example", "kind": "regional paper in German"},
}


def build(root: Path, articles: list[Article]) -> dict[Path, str]:
    """Return the text of every built file by its path."""
    resources = root / "newslab" / "resources" / "sample"
    return {resources / "articles.jsonl": as_lines(record(article) for article in articles)}


def stale(root: Path, files: dict[Path, str]) -> list[Path]:
    """List files of an earlier build that this build would not write."""
    return []


def as_lines(records: Iterable[dict[str, Any]]) -> str:
    """Write records as JSON lines."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records)


def record(article: Article) -> dict[str, Any]:
    """Return the article as a reader of any of the formats should see it."""
    header = article.header
    found = {
        "article_id": article.url,
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
