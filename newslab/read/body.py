"""The running text of an HTML page."""

from __future__ import annotations

from typing import Any

from newslab.read.metadata import Metadata


def find_body(root: Any, found: Metadata) -> str:
    """Return the paragraphs of a page's article, one a line; "" if there is none."""
    import trafilatura

    return trafilatura.extract(root, include_comments=False) or ""
