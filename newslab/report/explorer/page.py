"""The Explorer as one HTML file that works offline: quotes stand for texts, and nothing can be fetched."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from newslab.report.explorer.bundle import script, style
from newslab.report.explorer.payload import Cards, pack
from newslab.report.render import View
from newslab.report.shelf import Tables


@dataclass(frozen=True, repr=False)
class ExplorerPage(View):
    """The Explorer of a corpus, packed and not yet rendered."""

    title: str
    data: Mapping[str, Any]
    template = "explorer.html.j2"

    def __repr__(self) -> str:
        told = f", {len(self.data['front']['top'])} headlines" if self.data["front"] else ""
        return f"ExplorerPage({self.title!r}{told})"


def build_explorer(corpus: Tables) -> ExplorerPage:
    """Pack a corpus for a file that needs no kernel; `build_index` makes the same with links to story pages.

    Parameters
    ----------
    corpus : the tables of a build, as `newslab.Corpus` holds them.

    Returns
    -------
    ExplorerPage; it carries the cited words of events and differences, never whole texts.

    Raises
    ------
    TableError
        If a table breaks its contract.
    """
    return explorer_page(corpus.tables, title="Explorer")


def explorer_page(
    tables: Mapping[str, pd.DataFrame], *, title: str, front: Mapping[str, Any] | None = None, cards: Cards = ()
) -> ExplorerPage:
    """Pack tables; `front` is what stands in the page where no script runs, `cards` are the stories in their rank."""
    from newslab import __version__

    ours = {"style": style(), "script": script("file")}  # no article is in them
    payload = pack(tables, words=True, cards=cards)
    packed = base64.b64encode(payload.to_bytes()).decode("ascii")
    plain = {name: Markup(text) for name, text in {**ours, "payload": packed}.items()}  # noqa: S704
    hashes = {name: Markup(_source_hash(text)) for name, text in ours.items()}  # noqa: S704
    about = {"version": __version__, "front": front, "collection": payload.meta["collection"]}
    return ExplorerPage(title, {"title": title, "hashes": hashes, **about, **plain})


def _source_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
