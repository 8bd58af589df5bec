"""What a report is made of: paragraphs, tables, figures and lists, rendered as HTML and as Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from newslab.report.render import plain, safe_url, scrub

_MARK: Final = re.compile(r"([\\`*_\[\]<>|#])")


@dataclass(frozen=True)
class Prose:
    """A paragraph, or the heading of what follows; plain text."""

    text: str
    heading: bool = False


@dataclass(frozen=True)
class Table:
    """A small table, with a sentence on how to read it."""

    rows: pd.DataFrame
    caption: str


@dataclass(frozen=True)
class Figure:
    """A figure, with a sentence on how to read it."""

    figure: Any
    caption: str


@dataclass(frozen=True)
class Entries:
    """A list; an entry is a text and an address, or none."""

    items: Sequence[tuple[str, str]]
    numbered: bool = False


Block = Prose | Table | Figure | Entries


@dataclass(frozen=True)
class Section:
    """A part of a report: its heading, what stands in it, and the code of which it is the result."""

    name: str
    heading: str
    blocks: Sequence[Block]
    code: str = ""


def section_html(section: Section, numbers: Mapping[int, int]) -> str:
    """Return a section as HTML; `numbers` gives each figure, by identity, its number."""
    parts = [f'<section id="{section.name}"><h2>{_escaped(section.heading)}</h2>']
    for block in section.blocks:
        if isinstance(block, Prose):
            tag = "h3" if block.heading else "p"
            parts.append(f"<{tag}>{_escaped(block.text)}</{tag}>")
        elif isinstance(block, Table):
            parts.append(_table_html(block))
        elif isinstance(block, Figure):
            n, alt = numbers[id(block)], html.escape(scrub(block.figure.alt), quote=True)
            parts.append(
                f'<figure><div class="plot" id="plot-{n}" role="img" aria-label="{alt}" '
                f'style="height:{int(block.figure.layout.height or 450)}px"></div>'
                f"<figcaption><b>Figure {n}.</b> {_escaped(block.caption)}</figcaption></figure>"
            )
        else:
            tag = "ol" if block.numbered else "ul"
            parts.append(f"<{tag}>{''.join(f'<li>{_link_html(*item)}</li>' for item in block.items)}</{tag}>")
    return "".join([*parts, "</section>"])


def section_markdown(section: Section, numbers: Mapping[int, int]) -> str:
    """Return a section as Markdown; of a figure its words and its rows, at most ten."""
    parts = [f"## {marked(section.heading)}\n"]
    for block in section.blocks:
        if isinstance(block, Prose):
            parts.append(f"{'### ' if block.heading else ''}{marked(block.text)}\n")
        elif isinstance(block, Table):
            parts.append(f"{_table_markdown(block.rows)}\n\n*{marked(block.caption)}*\n")
        elif isinstance(block, Figure):
            parts.append(f"**Figure {numbers[id(block)]}.** {marked(block.caption)} *{marked(block.figure.alt)}*\n")
        else:
            parts.append(
                "\n".join(f"{'1.' if block.numbered else '-'} {_link_markdown(*item)}" for item in block.items) + "\n"
            )
    return "\n".join(parts)


def _escaped(text: object) -> str:
    return html.escape(scrub(str(text)), quote=False)


def marked(text: object) -> str:
    """Return a text on one line in which nothing acts in Markdown."""
    return _MARK.sub(r"\\\1", " ".join(scrub(str(text)).split()))


def _link_html(text: str, url: str) -> str:
    address = safe_url(url)
    return (
        f'<a href="{html.escape(address, quote=True)}" rel="noreferrer">{_escaped(text)}</a>'
        if address
        else _escaped(text)
    )


def _link_markdown(text: str, url: str) -> str:
    address = safe_url(url).replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    return f"[{marked(text)}]({address})" if address else marked(text)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:,.2f}".removesuffix(".00")
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return "" if value is None or value is pd.NaT else f"{value:,}" if isinstance(value, int) else plain(str(value))


def _table_html(block: Table) -> str:
    looks = {"i": "n", "u": "n", "f": "n", "M": "d"}  # numbers to the right, days on one line
    kinds = [
        f' class="{looks[kind]}"' if (kind := block.rows[name].dtype.kind) in looks else ""
        for name in block.rows.columns
    ]
    head = "".join(
        f"<th{kind}>{_escaped(str(name).replace('_', ' '))}</th>"
        for kind, name in zip(kinds, block.rows.columns, strict=True)
    )
    lines = "".join(
        "<tr>"
        + "".join(f"<td{kind}>{_escaped(_cell(cell))}</td>" for kind, cell in zip(kinds, row, strict=True))
        + "</tr>"
        for row in block.rows.itertuples(index=False, name=None)
    )
    return (
        f'<div class="table"><table><caption>{_escaped(block.caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _table_markdown(rows: pd.DataFrame) -> str:
    lines = ["| " + " | ".join(marked(name) for name in rows.columns) + " |", "|" + "---|" * len(rows.columns)]
    lines += [
        "| " + " | ".join(marked(_cell(cell)) for cell in row) + " |" for row in rows.itertuples(index=False, name=None)
    ]
    return "\n".join(lines)
