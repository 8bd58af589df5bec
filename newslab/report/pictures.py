"""The pictures of a story, each once: caption, credit, rights, link, and whether it shows the event or another day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from newslab.digest.periods import tell_day
from newslab.report.evidence import Evidence
from newslab.report.render import plain, safe_url
from newslab.text.dates import find_dates

MOST_PICTURES: Final = 8
FAR: Final = 31  # days between a picture and its story beyond which it shows something else
_FILE_PHOTO: Final = re.compile(
    r"\b(?:file (?:photo\w*|picture|image|pic)|archive|stock (?:photo|image)|library (?:photo|picture|image)|"
    r"undated)\b|\(file\)",
    re.IGNORECASE,
)
_RIGHTS: Final = re.compile(
    r"\s*\(?\b(?:photo not for sale|all rights reserved|no (?:resale|archives?)|not for (?:sale|use)[^.)]*)\b\)?",
    re.IGNORECASE,
)


def pictures(evidence: Evidence, article_ids: Sequence[str], first: Any, last: Any) -> list[dict[str, Any]]:
    """Return each picture of a story once, those of its days with caption and credit first.

    A file picture, or one whose caption dates it more than a month off the story's days, stands last and says so: it is
    never taken for the event. Of a picture that several articles show, the first published is named with how many more.
    """
    shown: dict[str, list[tuple[str, Any]]] = {}
    for key in sorted(article_ids, key=lambda key: (evidence.shelf.moment(key) or "9", key)):
        for image in evidence.shelf.images.get(key, []):
            identity = safe_url(image.url).partition("?")[0] or " ".join(plain(image.caption).split()).casefold()
            if identity and plain(image.caption):
                shown.setdefault(_same(shown, identity, image), []).append((key, image))
    found = [_picture(evidence, holders, first, last) for holders in shown.values()]
    found.sort(key=lambda one: (bool(one["other_day"]), not one["credit"], one["n"]))
    return found[:MOST_PICTURES]


def _same(shown: dict[str, list[tuple[str, Any]]], identity: str, image: Any) -> str:
    """Return the name under which this picture was seen already: the same address, or the same caption elsewhere."""
    caption = " ".join(plain(image.caption).split()).casefold()
    for known, holders in shown.items():
        if any(" ".join(plain(one.caption).split()).casefold() == caption for _, one in holders):
            return known
    return identity


def _picture(evidence: Evidence, holders: Sequence[tuple[str, Any]], first: Any, last: Any) -> dict[str, Any]:
    key, image = min(holders, key=lambda one: (not plain(one[1].credit), not safe_url(one[1].url)))
    caption = plain(image.caption)
    rights = plain(image.rights) or " ".join(match.group().strip(" ()") for match in _RIGHTS.finditer(caption))
    return {
        "caption": _RIGHTS.sub("", caption).strip(),
        "credit": plain(image.credit),
        "rights": rights,
        "url": safe_url(image.url),
        "n": evidence.number(key),
        "source": evidence.shelf.source(key),
        "other_day": _other_day(caption, first, last),
        "n_more": len({article for article, _ in holders}) - 1,
    }


def _other_day(caption: str, first: Any, last: Any) -> str:
    """Say of a picture that it is from the files, or of which other day; the empty text where it may be of the
    event.
    """
    days = [
        record["first_day"] for record in find_dates(caption) if record["precision"] == "day" and record["first_day"]
    ]
    if days and not (pd.isna(first) or pd.isna(last)):
        day = dt.date.fromisoformat(str(days[0])[:10])
        gap = dt.timedelta(days=FAR)
        if not first.date() - gap <= day <= last.date() + gap:
            return f"of {tell_day(day)}, not of this event"
    return "file picture, not of this event" if _FILE_PHOTO.search(caption) else ""
