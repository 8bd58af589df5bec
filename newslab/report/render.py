"""What every view shares: escaping of untrusted text, links, days in words, templates, file names."""

from __future__ import annotations

import base64
import datetime as dt
import functools
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar, Final, overload
from urllib.parse import urlsplit

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from newslab.digest.compared import DIFFER
from newslab.digest.periods import tell_day
from newslab.store import write_text

_SCRUB: Final[dict[int, str]] = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)], "\ufffd"),
    **dict.fromkeys([0x202D, 0x202E, 0xFFFE, 0xFFFF], "\ufffd"),  # overrides that would reorder what is read
    **{
        ord("\n"): "\n",
        ord("\t"): " ",
        ord("\r"): "\n",
        0x0B: "\n",
        0x0C: "\n",
        0x85: "\n",
        0x2028: "\n",
        0x2029: "\n",
    },
}
_NOTE: Final = re.compile(r" \[[^\[\]]*\]")


class View:
    """What is built of tables and not yet rendered: a story page or the front page.

    Attributes
    ----------
    title : what it is called.
    data : what its template shows, plain texts, numbers, lists and dicts; untrusted until it is rendered.
    template, sandbox : its template, and what its frame in a notebook may do.
    """

    title: str
    data: Mapping[str, Any]
    template: ClassVar[str]
    sandbox: ClassVar[str] = "allow-scripts"

    @overload
    def to_html(self, path: None = None) -> str: ...
    @overload
    def to_html(self, path: str | Path) -> Path: ...
    def to_html(self, path: str | Path | None = None) -> str | Path:
        """Render it as one self-contained HTML file.

        Parameters
        ----------
        path : the file to write; None: nothing is written.

        Returns
        -------
        The HTML as a string, or with a `path` the Path it was written to.

        Raises
        ------
        ReadError
            If the folder cannot be written.
        """
        text = templates().get_template(self.template).render(self.shown())
        if path is None:
            return text
        write_text(path, text)
        return Path(path)

    def shown(self) -> dict[str, Any]:
        """Return what its template sees, by name: `page` is its data."""
        return {"page": self.data}

    def _repr_html_(self) -> str:
        """Show it in a notebook, in a frame of its own so that neither acts on the other."""
        whole = html.escape(self.to_html(), quote=True)
        return (
            f'<iframe title="{html.escape(self.title, quote=True)}" srcdoc="{whole}" sandbox="{self.sandbox}" '
            'style="width:100%;height:760px;border:1px solid #ccc;border-radius:8px"></iframe>'
        )


def scrub(text: str) -> str:
    r"""Replace what no reader can see or no page can hold, one character for one, so that offsets stay.

    Examples
    --------
    >>> scrub("a\x00b\tc")
    'a�b c'
    """
    return text.translate(_SCRUB)


def plain(cell: object) -> str:
    """Return a cell as text; missing is empty."""
    return scrub(cell) if isinstance(cell, str) else ""


def safe_url(url: object) -> str:
    """Return `url` if it is an http or https address, else the empty text.

    Examples
    --------
    >>> safe_url("https://example.org/a"), safe_url("javascript:alert(1)"), safe_url("data:text/html,x")
    ('https://example.org/a', '', '')
    """
    if not isinstance(url, str) or any(ord(char) <= 0x20 or 0x7F <= ord(char) <= 0xA0 for char in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return scrub(url) if parts.scheme.lower() in ("http", "https") and parts.netloc else ""


def to_json(data: object) -> Markup:
    r"""Return `data` as JSON that can stand inside a script element whatever texts it holds.

    Examples
    --------
    >>> to_json({"text": "</script>"})
    Markup('{"text":"\\u003c/script\\u003e"}')
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - every character that HTML could act on is escaped above


def story_file(story_id: str) -> str:
    """Return the file name of a story's page: the id where it is a plain name, else its hash.

    Examples
    --------
    >>> story_file("story-2a5ee02d62a6"), story_file("../../etc/passwd")
    ('story-2a5ee02d62a6.html', 'story-3754d6cb3a38.html')
    """
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}", story_id) and story_id.lower() not in ("index", "explorer"):
        return f"{story_id}.html"
    return f"story-{hashlib.sha256(story_id.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}.html"


def tell_time(cell: Any) -> str:
    """Return a time in words ("2 February 2026, 14:05 UTC"); midnight is taken for a day alone."""
    if cell is None or pd.isna(cell):
        return ""
    return tell_day(cell) + (f", {cell.hour:02d}:{cell.minute:02d} UTC" if cell.hour or cell.minute else "")


def tell_published(row: Any, *, clock: bool = False) -> str:
    """Return when an article was published: its day, with `clock` its time, else the bounds its own words give."""
    told = (tell_time(row.published) if clock else "") or tell_day(row.published_day) or tell_day(row.published)
    if told or pd.isna(row.published_first) or pd.isna(row.published_last):
        return told
    return f"between {tell_day(row.published_first)} and {tell_day(row.published_last)}"


def iso_day(cell: Any) -> str:
    """Return a day as ISO 8601; missing is empty."""
    return "" if cell is None or pd.isna(cell) else f"{cell.year:04d}-{cell.month:02d}-{cell.day:02d}"


def split_notes(text: str) -> list[tuple[bool, str]]:
    """Split a passage into its words and its notes in square brackets.

    Examples
    --------
    >>> split_notes("She [Ana Ruiz] left.")
    [(False, 'She'), (True, ' [Ana Ruiz]'), (False, ' left.')]
    """
    found, done = [], 0
    for match in _NOTE.finditer(text):
        found += [(False, text[done : match.start()]), (True, match.group())]
        done = match.end()
    return [piece for piece in [*found, (False, text[done:])] if piece[1]]


@functools.cache
def templates() -> Environment:
    """Return the templates, which escape all they are given."""
    found = Environment(
        loader=PackageLoader("newslab.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: scrub(value) if type(value) is str else value,
    )
    found.filters.update(notes=split_notes, plural=plural, named=named, json=to_json)
    found.globals.update(asset=asset, csp=csp, differ=DIFFER)
    return found


def plural(n: int, noun: str, many: str = "") -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> plural(1, "story", "stories"), plural(1200, "article")
    ('1 story', '1,200 articles')
    """
    return f"{n:,} {noun if n == 1 else many or noun + 's'}"


def named(n: int, noun: str, n_unnamed: int) -> str:
    """Say how many outlets there are, and how many articles have none: each of these counts as one of its own.

    Examples
    --------
    >>> named(6, "source", 1), named(0, "outlet", 2)
    ('6 sources and 1 article without a named source', '2 articles without a named outlet')
    """
    told = [plural(n, noun)] if n or not n_unnamed else []
    return " and ".join([*told, *([f"{plural(n_unnamed, 'article')} without a named {noun}"] if n_unnamed else [])])


@functools.cache
def asset(name: str) -> Markup:
    """Return a style sheet or script of this package as it is; both are ours, no article is in them."""
    text = resources.files("newslab.report").joinpath("templates", name).read_text(encoding="utf-8")
    return Markup(text.strip())  # noqa: S704


@functools.cache
def csp(style: str, scripts: tuple[str, ...] = ()) -> str:
    """Return a content security policy under which only the named assets can act and nothing can be fetched."""
    allowed = " ".join(_source_hash(name) for name in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_source_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _source_hash(name: str) -> str:
    digest = hashlib.sha256(str(asset(name)).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def rows_of(table: pd.DataFrame) -> list[Any]:
    """Return the rows of a table as named tuples, whose cells a view may show as they are."""
    return list(table.itertuples())


def latest(days: Sequence[Any]) -> Any:
    """Return the last of some days or times, None where none is known."""
    known = [day for day in days if day is not None and not pd.isna(day)]
    return max(known, default=None)


EPOCH: Final = dt.date(1970, 1, 1)
