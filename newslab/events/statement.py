"""From a sentence to a statement that reads alone: without dateline and trailing attribution, no word added."""

from __future__ import annotations

import re
from typing import Final

from newslab.text.words import SAYING

SAID: Final = "|".join(
    sorted((word for word in SAYING if not word.endswith("ing")), key=lambda word: (-len(word), word))
)
DATELINE: Final = re.compile(
    r"""^(?:[A-Z][A-Z.'’\u2011-]+(?:[ ,/]+[A-Z][A-Za-z.'’]*){0,5}            # WARSAW, or SAO PAULO, Brazil
        (?:,?\s+(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2})?
        \s*(?:\([^)]{2,40}\))?\s*(?:--|—|–|-(?=\s)|(?<=\))\.)\s*
        |^\([A-Z][^)]{1,40}\)\s*(?:--|—|–|-)\s*
        |^[A-Z][a-z]+\s*\([A-Z][A-Za-z ]{1,20}\)\s*(?:--|—|–|-)\s*)""",
    re.VERBOSE,
)
ATTRIBUTION: Final = re.compile(
    rf""",\s+(?:[^,;"“”]{{2,60}}?\s(?:{SAID})(?:\s+(?:on\s+)?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday))?
        |(?:{SAID})\s+[^,;"“”]{{2,60}})\s*\.$""",
    re.VERBOSE,
)
LEADING: Final = re.compile(r"^(?:(?:But|And|Yet|However|Meanwhile|Moreover|Indeed),?|(?:Also|Still|Then),)\s+(?=\w)")
LEANING: Final = re.compile(
    r"^(?:(?:The|These|Those|That|This|Both)\s+(?:two|three|men|man|woman|women|pair|group|minister|ministers|move|"
    r"meeting|deal|decision|statement|report|attack|talks|event|incident|case|company|officials?|leaders?)\b|"
    r"(?:He|She|They|It|His|Her|Their|Its|This|That|These|Those|There|We|I|You|Our|My)\b)"
)
PRONOUN: Final = re.compile(r"\b(?:he|she|they|him|her|them|his|their|it|its|this|that|these|those|we|us|our|I|you)\b")
FEWEST_LEFT = 5  # words that a trimmed statement must keep
USUAL_WORDS = 22


def trim(sentence: str) -> tuple[int, int]:
    """Find the part of a sentence that states the event: after the dateline, before a trailing attribution.

    Returns
    -------
    (start, end), half-open offsets in the sentence.

    Examples
    --------
    >>> sentence = "SEOUL, Jan. 13 (Meridian) -- Dutch officials met their hosts on Tuesday, the ministry said."
    >>> start, end = trim(sentence)
    >>> sentence[start:end]
    'Dutch officials met their hosts on Tuesday'
    """
    start, end = dateline_end(sentence), len(sentence)
    while found := LEADING.match(sentence[start:]):
        start += found.end()
    tail = ATTRIBUTION.search(sentence, start)
    if tail and sentence[start : tail.start()].count(" ") + 1 >= FEWEST_LEFT and '"' not in sentence:
        end = tail.start()
    if sentence[start:end].count(" ") + 1 < FEWEST_LEFT:
        return 0, len(sentence)
    return start, end


def dateline_end(sentence: str) -> int:
    """Return where a sentence begins after its dateline: 0 where it has none.

    Examples
    --------
    >>> dateline_end("WARSAW, Feb. 2 (Meridian) -- Talks began.")
    29
    """
    found = DATELINE.match(sentence)
    return found.end() if found else 0


def state(sentence: str) -> str:
    """Return the statement of a sentence: its words alone, on one line, beginning with a capital.

    Examples
    --------
    >>> state("But officials met in Warsaw on Monday, according to the ministry.")
    'Officials met in Warsaw on Monday, according to the ministry.'
    >>> state("Poland ordered the tanks in August 2025, the agency reported.")
    'Poland ordered the tanks in August 2025.'
    """
    start, end = trim(sentence)
    words = " ".join(sentence[start:end].split())
    words = words[:1].upper() + words[1:]
    return words if words.endswith((".", "!", "?", "…", '"', "”")) else words + "."


def reads_alone(sentence: str) -> float:
    """Score how well a sentence reads without its neighbours, 0 to 1, 1 is best.

    Examples
    --------
    >>> reads_alone("He met them there.") < reads_alone("Eide met the defence ministers of Poland in Seoul.")
    True
    """
    start, end = trim(sentence)
    words = sentence[start:end]
    score = 1.0
    if LEANING.match(words):
        score -= 0.5
    score -= min(0.2, 0.07 * len(PRONOUN.findall(words)))
    if words.count('"') % 2 or words[:1] in "\"“'":
        score -= 0.2
    length = words.count(" ") + 1
    score -= min(0.3, abs(length - USUAL_WORDS) / 100)
    return max(0.0, score)
