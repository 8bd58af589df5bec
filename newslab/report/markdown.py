"""A story page as Markdown: for notes, wikis and version control."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from newslab.report.render import plural

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+!|<>~$-])")


def to_markdown(data: Mapping[str, Any]) -> str:
    """Render a page's data as Markdown; what comes from articles is escaped."""
    facts = data["facts"]
    lines = [f"# {escape(data['title'])}", ""]
    updated = f"Updated {data['updated']} · " if data["updated"] else ""
    lines += [
        f"*{updated}{plural(facts['n_articles'], 'article')}, {plural(facts['n_origins'], 'independent origin')}*",
        "",
    ]
    for paragraph in data["paragraphs"]:
        lines += [f"## {escape(paragraph['heading'])}", ""] if paragraph["heading"] else []
        lines += [_told(paragraph["passages"]), ""]
    lines += _who_tells(data["who_tells"])
    if data["timeline"]:
        lines += ["## Timeline", ""]
        lines += [
            f"- **{escape(event['when'])}**: {escape(event['text'])}{_marks(event['cites'])}"
            for event in data["timeline"]
        ]
        lines.append("")
    lines += ["## Sources", ""]
    lines += [_source(source) for source in data["sources"]]
    lines += [
        "",
        f"*The words of {data['verified']['held']} of {plural(data['verified']['sentences'], 'sentence')} stand in "
        "what each cites first; that a further source tells the same was decided by its words and acts; day, weight "
        f"and context are not checked by that; newslab {data['version']}*",
        "",
    ]
    return "\n".join(lines)


def escape(text: str) -> str:
    r"""Escape what Markdown or HTML could act on; one line.

    Examples
    --------
    >>> escape("a [link](javascript:x) <b>")
    'a \\[link\\]\\(javascript:x\\) \\<b\\>'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _who_tells(table: Mapping[str, Any]) -> list[str]:
    """Return the table of who tells what, with the number of the cited article where one is told."""
    if not table["rows"]:
        return []
    head = " | ".join(["Fact", *(escape(source) for source in table["sources"])])
    lines = ["## Who tells what", "", f"| {head} |", f"|{' --- |' * (1 + len(table['sources']))}"]
    for row in table["rows"]:
        cells = ["–" if cell["how"] == "not known" else cell["how"] + _marks(cell["cites"]) for cell in row["cells"]]
        lines.append(f"| {' | '.join([escape(row['text']), *cells])} |")
    return [*lines, ""]


def _told(passages: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(f"{escape(passage['text'])}{_marks(passage['cites'])}" for passage in passages)


def _marks(cites: Sequence[Mapping[str, Any]]) -> str:
    numbers = sorted({cite["n"] for cite in cites})
    return " " + "".join(f"\\[{n}\\]" for n in numbers) if numbers else ""


def _source(source: Mapping[str, Any]) -> str:
    title = escape(source["title"])
    linked = f"[{title}](<{source['url'].replace('<', '%3C').replace('>', '%3E')}>)" if source["url"] else title
    copy = f" ({escape(source['copied'])})" if source["copied"] else ""
    return f"{source['n']}. {escape(source['source'])}, {linked}, {escape(source['date'])}{copy}"
