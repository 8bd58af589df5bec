"""The Explorer as one HTML file that works offline: quotes stand for texts, and nothing can be fetched."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from newslab.report.explorer.bundle import script, style
from newslab.report.explorer.payload import pack
from newslab.report.render import View
from newslab.report.shelf import Tables

EXPLORER_FILE: Final = "explorer.html"


@dataclass(frozen=True, repr=False)
class ExplorerPage(View):
    """The Explorer of a corpus, packed and not yet rendered."""

    title: str
    data: Mapping[str, Any]
    template = "explorer.html.j2"

    def __repr__(self) -> str:
        return f"ExplorerPage({self.title!r})"


def build_explorer(corpus: Tables, *, index: str = "") -> ExplorerPage:
    """Pack a corpus for a file that needs no kernel.

    Parameters
    ----------
    corpus : the tables of a build, as `newslab.Corpus` holds them.
    index : name of the front page in the same folder, if there is one.

    Returns
    -------
    ExplorerPage; it carries the cited words of events and differences, never whole texts.

    Raises
    ------
    TableError
        If a table breaks its contract.
    """
    from newslab import __version__

    ours = {"style": style(), "script": script("file")}  # no article is in them
    packed = base64.b64encode(pack(corpus.tables, words=True).to_bytes()).decode("ascii")
    plain = {name: Markup(text) for name, text in {**ours, "payload": packed}.items()}  # noqa: S704
    hashes = {name: Markup(_source_hash(text)) for name, text in ours.items()}  # noqa: S704
    return ExplorerPage(
        "Explorer", {"title": "Explorer", "version": __version__, "index": index, "hashes": hashes, **plain}
    )


def _source_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
