"""Datelines: where an agency wrote from, before the first sentence of a report."""

from __future__ import annotations

import re
from typing import Final

DATELINE: Final = re.compile(
    r"""^(?:[A-Z][A-Z.'’\u2011-]+(?:[ ,/]+[A-Z][A-Za-z.'’]*){0,5}            # WARSAW, or SAO PAULO, Brazil
        (?:,?\s+(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2})?
        \s*(?:\([^)]{2,40}\))?\s*(?:--|—|―|–|-(?=\s)|(?<=\))\.)\s*
        |^\([A-Z][^)]{1,40}\)\s*(?:--|—|–|-)\s*
        |^[A-Z][a-z]+\s*\([A-Z][A-Za-z ]{1,20}\)\s*(?:--|—|–|-)\s*
        |^[A-Z][A-Za-z.'’]+(?:[ ,]+[A-Z][A-Za-z.'’]*){0,3}\s*\((?:CNN|AP|AFP|UPI|BBC|dpa|PTI|IANS|TASS|ANSA|Reuters|Xinhua|[A-Z]{2,4}\ News)\)
        \s+(?=["“]?[A-Z]))""",
    re.VERBOSE,
)


def dateline_end(sentence: str) -> int:
    """Return where a sentence begins after its dateline: 0 where it has none.

    Examples
    --------
    >>> dateline_end("WARSAW, Feb. 2 (Meridian) -- Talks began.")
    29
    >>> dateline_end("Cleveland (CNN) The senator spoke."), dateline_end("Ted Cruz (R) spoke.")
    (16, 0)
    """
    found = DATELINE.match(sentence)
    return found.end() if found else 0
