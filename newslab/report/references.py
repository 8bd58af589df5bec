"""The articles of a page as references: BibTeX, RIS and CSL-JSON for reference managers, and one line for a reader."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from newslab.digest.periods import tell_day
from newslab.read.authors import split_person
from newslab.report.render import iso_day, plain, safe_url
from newslab.report.shelf import Shelf
from newslab.tables import slice_hash

if TYPE_CHECKING:
    import pandas as pd

Reference = Mapping[
    str, Any
]  # key, title, source, authors, day (ISO 8601: a day, month or year, or empty), url, language
_LATEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_BAD_KEY: Final = re.compile(r"[^A-Za-z0-9:.+/-]")


def references(shelf: Shelf, article_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return what a reference manager asks of each article, in the order given."""
    return [_reference(shelf.articles[article_id], shelf.source(article_id)) for article_id in article_ids]


def references_of(articles: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what a reference manager asks of every article of a table, in its order.

    `day` is as much of the date as is known: where only bounds are, the month or year that holds both.
    """
    return [_reference(row, "" if not isinstance(row.source, str) else row.source) for row in articles.itertuples()]


def _reference(row: Any, source: str) -> dict[str, Any]:
    day = row.published_day if iso_day(row.published_day) else row.published
    known = iso_day(day) or _common(iso_day(row.published_first), iso_day(row.published_last))
    return {
        "key": _key(str(row.article_id)),
        "title": _line(row.title) or "Untitled",
        "source": _line(source),
        "authors": [name for name in (_line(one) for one in row.authors) if name],
        "day": known,
        "said_day": tell_day(day) or known,
        "url": safe_url(row.url),
        "language": _line(row.language),
    }


def _common(first: str, last: str) -> str:
    """Return the month or year that holds both days, "" where none does.

    Examples
    --------
    >>> _common("2026-02-01", "2026-02-28"), _common("2025-11-03", "2025-12-01"), _common("2024-12-01", "2025-01-02")
    ('2026-02', '2025', '')
    """
    if not first or not last:
        return ""
    return first[:7] if first[:7] == last[:7] else first[:4] if first[:4] == last[:4] else ""


def to_bibtex(rows: Sequence[Reference]) -> str:
    r"""Return references as BibTeX, one @article each; what LaTeX could act on is escaped.

    Examples
    --------
    >>> row = {"key": "a1", "title": "Ferry & fares: 5 % up", "source": "Coast Daily", "authors": ["Ana Ruiz"],
    ...        "day": "2026-02-03", "said_day": "3 February 2026", "url": "", "language": "en"}
    >>> print(to_bibtex([row]))
    @article{a1,
      title = {{Ferry \& fares: 5 \% up}},
      author = {Ruiz, Ana},
      journal = {{Coast Daily}},
      date = {2026-02-03},
      year = {2026},
      month = {2},
      day = {3},
      langid = {en}
    }
    <BLANKLINE>
    """
    return "".join(f"@article{{{row['key']},\n{_fields(row)}\n}}\n" for row in rows)


def _fields(row: Reference) -> str:
    fields = [("title", _braced(row["title"]))]
    if row["authors"]:
        fields.append(("author", " and ".join(map(_author, row["authors"]))))
    fields.append(("journal", _braced(row["source"])))
    if row["day"]:
        known = [str(int(one)) for one in row["day"].split("-")]
        fields += [("date", row["day"]), *zip(("year", "month", "day"), known, strict=False)]
    if row["url"]:
        fields.append(("url", _in_url(row["url"])))
    if row["language"]:
        fields.append(("langid", _escaped(row["language"])))
    return ",\n".join(f"  {name} = {{{value}}}" for name, value in fields)


def _braced(text: str) -> str:
    """Keep letters as they are written, and "and" in a name from parting it into two."""
    return f"{{{_escaped(text)}}}"


def _author(name: str) -> str:
    """Give a person as family name, given name, so that a style can order them; braces keep any other name whole."""
    return _escaped(", ".join(split_person(name))) if split_person(name)[0] else _braced(name)


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in text)


def _in_url(url: str) -> str:
    """Percent-encode in an address what would end a BibTeX field or start a command."""
    return "".join(f"%{ord(char):02X}" if char in "{}\\" else char for char in url)


def to_ris(rows: Sequence[Reference]) -> str:
    r"""Return references as RIS, type NEWS; every value is one line.

    Examples
    --------
    >>> row = {"key": "a1", "title": "Ferry opens", "source": "Coast Daily", "authors": [], "day": "2026-02-03",
    ...        "said_day": "3 February 2026", "url": "https://coast.example/1", "language": "en"}
    >>> to_ris([row]).splitlines()[:3]
    ['TY  - NEWS', 'ID  - a1', 'TI  - Ferry opens']
    """
    return "".join(_ris(row) for row in rows)


def _ris(row: Reference) -> str:
    tags = [("TY", "NEWS"), ("ID", row["key"]), ("TI", row["title"])]
    tags += [("AU", ", ".join(split_person(name)) if split_person(name)[0] else name) for name in row["authors"]]
    tags.append(("T2", row["source"]))
    if row["day"]:
        tags += [("PY", row["day"][:4]), ("DA", row["day"].replace("-", "/"))]
    tags += [(tag, row[name]) for tag, name in (("UR", "url"), ("LA", "language")) if row[name]]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*tags, ("ER", "")])


def to_csl_json(rows: Sequence[Reference]) -> str:
    """Return references as CSL-JSON, the form that Zotero, pandoc and citeproc read.

    Examples
    --------
    >>> row = {"key": "a1", "title": "Ferry opens", "source": "Coast Daily", "authors": ["Ana Ruiz"],
    ...        "day": "2026-02-03", "said_day": "3 February 2026", "url": "", "language": "en"}
    >>> json.loads(to_csl_json([row]))[0]["issued"]
    {'date-parts': [[2026, 2, 3]]}
    """
    return json.dumps([_csl(row) for row in rows], ensure_ascii=False, indent=1) + "\n"


def _csl(row: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": row["key"],
        "type": "article-newspaper",
        "title": row["title"],
        "container-title": row["source"],
    }
    if row["authors"]:
        parted = [(name, *split_person(name)) for name in row["authors"]]
        item["author"] = [
            {"family": last, "given": first} if last else {"literal": name} for name, last, first in parted
        ]
    if row["day"]:
        item["issued"] = {"date-parts": [[int(one) for one in row["day"].split("-")]]}
    return item | {name: row[of] for name, of in (("URL", "url"), ("language", "language")) if row[of]}


def reference_line(row: Reference) -> str:
    """Return one reference as a line to paste: authors, title, outlet, day, address.

    Examples
    --------
    >>> reference_line({"key": "a1", "title": "Ferry opens", "source": "Coast Daily", "authors": ["Ana Ruiz"],
    ...     "day": "2026-02-03", "said_day": "3 February 2026", "url": "https://coast.example/1", "language": "en"})
    'Ana Ruiz: “Ferry opens”. Coast Daily, 3 February 2026. https://coast.example/1'
    """
    authors = f"{', '.join(row['authors'])}: " if row["authors"] else ""
    day = f", {row['said_day']}" if row["said_day"] else ""
    return f"{authors}“{row['title']}”. {row['source']}{day}." + (f" {row['url']}" if row["url"] else "")


def _key(article_id: str) -> str:
    """Return an id as a key that BibTeX and RIS take: unchanged if it is one, else with a hash that keeps it apart."""
    cleaned = _BAD_KEY.sub("-", article_id)
    if cleaned == article_id and 0 < len(cleaned) <= 80:
        return cleaned
    return f"{cleaned[:60].strip('-') or 'article'}-{slice_hash(article_id)[:8]}"


def _line(cell: object) -> str:
    return " ".join(plain(cell).replace("\ufffd", " ").split())
