"""The title of a page: of the headlines that it tells in several places, the one that its outlet gives the article."""

from __future__ import annotations

import re
from typing import Any, Final

from newslab.read.bylines import alike
from newslab.read.page_words import plain_line, read_meta

_SITE: Final = re.compile(r"\s*[|ㅣ｜]\s*|\s+[–—·•»-]\s+|：|-(?=[^-]{1,12}$)")
SHORTEST: Final = 10  # characters of a title before a mark; what is shorter is a section
LONGEST_SITE: Final = 30  # characters of an outlet's or section's name behind "|"


def find_title(root: Any, article: dict[str, Any], metas: dict[str, list[str]], source: str) -> str:
    """Choose the title of a page: the headline of the JSON-LD, else that for sharing, else the one shown.

    Parameters
    ----------
    root : lxml element of the whole page.
    article, metas : what its head says.
    source : the outlet, "" if not known.

    Notes
    -----
    Where the first two differ, outlets are of two minds which is theirs: a model over the places and how the titles
    relate did worse than this order on outlets it had not seen (benchmarks/reading.md).
    """
    told = [
        plain_line(article.get("headline")),
        read_meta(metas, "og:title"),
        heading_of(root),
        read_meta(metas, "twitter:title", "title"),
        plain_line(next(("".join(one.itertext()) for one in root.iter("title")), "")),
    ]
    bare = [without_site(one, source) for one in told]
    title = next((one for one in bare if one), "")
    # What another place tells without the outlet's name is whole.
    return next(
        (one for one in bare if len(one) >= SHORTEST and _SITE.match(title.removeprefix(one)) and one != title), title
    )


def heading_of(root: Any) -> str:
    """Return the longest first-level heading of a page."""
    headings = [" ".join("".join(one.itertext()).split()) for one in root.iter("h1")]
    return max((one for one in headings if one), key=lambda one: min(len(one), 60), default="")


def without_site(title: str, source: str) -> str:
    """Cut the outlet's name, and a section before it, off the end of a title, where a mark divides them.

    Examples
    --------
    >>> without_site("The dam opens | World | The Post", "Post"), without_site("Rain - and more rain", "Post")
    ('The dam opens', 'Rain - and more rain')
    """
    marks = list(_SITE.finditer(title))
    for number, mark in enumerate(marks):
        ends = [*(one.start() for one in marks[number + 1 :]), len(title)]
        parts = [title[one.end() : end] for one, end in zip(marks[number:], ends, strict=True)]
        told = alike(parts[-1], source) or ("|" in mark[0] and all(len(part) < LONGEST_SITE for part in parts))
        if mark.start() >= SHORTEST and told and all(len(part) < LONGEST_SITE for part in parts):
            return title[: mark.start()].strip()
    return title
