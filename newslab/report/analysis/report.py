"""build_report: an analysis as one offline page, as PDF, as Markdown and as the notebook that gives it again."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from newslab.errors import OptionError
from newslab.group.grouping import By
from newslab.report.analysis.blocks import Figure, Section, marked, section_html, section_markdown
from newslab.report.analysis.parts import PARTS, make_sections
from newslab.report.analysis.study import Study, Words
from newslab.report.chromium import print_pdf
from newslab.report.plots.base import INK, PAPER, SCALE
from newslab.report.render import asset, scrub, to_json
from newslab.store import write_text

if TYPE_CHECKING:
    from newslab.corpus import Corpus


@dataclass(frozen=True)
class Report:
    """A report of an analysis: its sections, ready to be written.

    Attributes
    ----------
    title : what it is called.
    sections : its parts in order.
    by, parts, text, question : what it was asked for.
    """

    title: str
    sections: Sequence[Section]
    question: str
    parts: Sequence[str]
    by: By
    text: Words
    version: str

    @property
    def figures(self) -> list[Any]:
        """The figures in the order of their numbers."""
        return [block.figure for block in _figures(self.sections)]

    def to_html(self, path: str | Path | None = None) -> str | Path:
        """Give it as one page that works offline, light or dark as the reader's system is; with `path` write it
        there.
        """
        page = _page(self)
        return page if path is None else _written(path, page)

    def to_markdown(self, path: str | Path | None = None) -> str | Path:
        """Give it as Markdown, with the words of each figure; with `path` write it there."""
        numbers = _numbers(self.sections)
        parts = [
            f"# {marked(self.title)}\n",
            f"newslab {self.version}\n",
            *(section_markdown(one, numbers) for one in self.sections),
        ]
        text = "\n".join(parts)
        return text if path is None else _written(path, text)

    def to_pdf(self, path: str | Path) -> Path:
        """Print it with the Chromium of this machine: text can be searched, pages have numbers.

        Raises
        ------
        ReadError
            If no Chromium is installed, or the file cannot be written.
        """
        return print_pdf(_page(self), path)

    def to_notebook(self, path: str | Path, corpus: str | Path = "corpus") -> Path:
        """Write the notebook that gives the report again from a saved corpus: a cell a part, then the whole."""
        return _written(path, json.dumps(_notebook(self, str(corpus)), ensure_ascii=False, indent=1) + "\n")

    def _repr_html_(self) -> str:
        """Show it in a notebook, in a frame of its own so that neither acts on the other."""
        whole = html.escape(_page(self), quote=True)
        return (
            f'<iframe title="{html.escape(self.title, quote=True)}" srcdoc="{whole}" sandbox="allow-scripts" '
            'style="width:100%;height:760px;border:1px solid #ccc"></iframe>'
        )


def build_report(
    corpus: Corpus,
    parts: Sequence[str] | None = None,
    *,
    title: str = "A study of news",
    question: str = "",
    by: By = "source",
    text: Words = "quote",
) -> Report:
    """Write the report of an analysis: question, data, methods in words and numbers, figures, tables, limits,
    references.

    Parameters
    ----------
    corpus : a build.
    parts : which parts, in this order: question, data, methods, topics, stories, coverage, speakers, emphasis,
        differences, limits, references; None: all.
    title, question : as they are to stand in it.
    by : what is compared, see `name_groups`: "source", a column as "leaning", a day, a mapping of outlets to groups.
    text : how much of the articles' words may stand in it: "full" (all texts in an appendix), "quote" (single
    sentences, cut),
        "none" (titles, names and numbers alone).

    Returns
    -------
    Report, with `to_html`, `to_pdf`, `to_markdown` and `to_notebook`.

    Raises
    ------
    OptionError
        If a part, the grouping or `text` is none of those that there are.
    TableError
        If a table breaks its contract.

    Examples
    --------
    >>> import newslab as nl
    >>> nl.build_report(nl.Corpus(), ["question"], question="Who speaks?").sections[0].blocks[0].text
    'Who speaks?'
    """
    from newslab import __version__

    asked = list(PARTS if parts is None else [parts] if isinstance(parts, str) else parts)
    if unknown := [one for one in asked if one not in PARTS]:
        raise OptionError(f"parts: expected some of {', '.join(PARTS)}; found {unknown[0]}")
    if text not in get_args(Words):
        raise OptionError(f"text: expected one of {', '.join(get_args(Words))}; found {text}")
    study = Study(corpus.completed(), question, by, text)
    _ = study.groups  # a grouping that is none is told before the work
    return Report(title, make_sections(study, asked), question, asked, by, text, __version__)


def _figures(sections: Sequence[Section]) -> list[Figure]:
    return [block for section in sections for block in section.blocks if isinstance(block, Figure)]


def _numbers(sections: Sequence[Section]) -> dict[int, int]:
    return {id(block): n for n, block in enumerate(_figures(sections), start=1)}


def _page(report: Report) -> str:
    numbers = _numbers(report.sections)
    figures = _figures(report.sections)
    scripts = [_plotly(), asset("report.js")] if figures else []
    hashes = (
        " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts)
        or "'none'"
    )
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; "
        "form-action 'none'"
    )
    looks = {theme: {"ink": INK[theme], "paper": PAPER[theme], "scale": SCALE[theme]} for theme in ("light", "dark")}
    data = [f'<script type="application/json" id="looks">{to_json(looks)}</script>']
    data += [
        f'<script type="application/json" id="plot-{numbers[id(one)]}-data">{to_json(_plain(one.figure))}</script>'
        for one in figures
    ]
    title = html.escape(scrub(report.title), quote=False)
    links = "".join(f'<a href="#{one.name}">{html.escape(one.heading)}</a>' for one in report.sections)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{asset('report.css')}</style></head><body>"
        f'<h1>{title}</h1><p class="by">Made with newslab {report.version}; it works offline.</p>'
        f'<nav aria-label="parts">{links}</nav>'
        f"{''.join(section_html(one, numbers) for one in report.sections)}{''.join(data)}"
        f"{''.join(f'<script>{one}</script>' for one in scripts)}</body></html>"
    )


def _plain(figure: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(figure.to_json())
    made["layout"].pop("template", None)
    return made


def _plotly() -> str:
    from plotly.offline import get_plotlyjs

    script: str = get_plotlyjs().replace("</script", "<\\/script")
    return script


def _notebook(report: Report, corpus: str) -> dict[str, Any]:
    by = (
        report.by
        if isinstance(report.by, str)
        else dict(report.by)
        if isinstance(report.by, Mapping)
        else f"before/after {report.by}"
    )
    cells = [
        _cell("markdown", f"# {report.title}\n\n{report.question}"),
        _cell(
            "code",
            f"folder = {corpus!r}  # where `newslab build` or `corpus.save` wrote\nby = {by!r}  # what is compared",
            tags=["parameters"],
        ),
        _cell("code", "import newslab as nl\n\ncorpus = nl.Corpus.load(folder)\ncorpus"),
    ]
    for section in report.sections:
        if section.code:
            cells += [_cell("markdown", f"## {section.heading}"), _cell("code", section.code)]
    call = (
        f"report = nl.build_report(\n    corpus,\n    {list(report.parts)!r},\n    title={report.title!r},\n    "
        f"question={report.question!r},\n"
        f'    by=by,\n    text={report.text!r},\n)\nreport.to_html("report.html")'
    )
    cells += [_cell("markdown", "## The report"), _cell("code", call)]
    for n, cell in enumerate(cells):
        cell["id"] = f"cell-{n}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(kind: str, text: str, tags: Sequence[str] = ()) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "metadata": {"tags": list(tags)} if tags else {},
        "source": text.splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _written(path: str | Path, text: str) -> Path:
    write_text(path, text)
    return Path(path)
