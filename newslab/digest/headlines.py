"""Headings of paragraphs: a title that says what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from newslab.digest.wording import is_balanced
from newslab.group.titles import FLAW, clean_title, flaws
from newslab.text.content import content_words, overlap

SHORTEST, LONGEST = 4, 18  # words of a title fit to head a story
AGAIN: Final = 0.5  # share of words from which two headings say the same
HEADS: Final = 0.55  # share of a title's words that a paragraph must hold, those of its first sentence counted twice


def find_heading(told: Sequence[str], titles: Sequence[tuple[str, str]], used: Sequence[str]) -> tuple[str, str]:
    """Find the title, of those of a paragraph's articles, that tells what the paragraph says and heads nothing yet.

    Returns
    -------
    (heading, article_id), or ("", "") where none fits.
    """
    bags = [content_words(text) for text in told]
    whole = frozenset().union(*bags)
    best: tuple[float, str, str] = (HEADS, "", "")
    for key, title in titles:
        heading = clean_title(title)
        heading = heading if heading in title else title.strip()
        words = content_words(heading)
        if (
            len(words) < 3
            or not SHORTEST <= len(heading.split()) <= LONGEST
            or flaws(heading) >= FLAW
            or not is_balanced(heading)
        ):
            continue
        if any(overlap(words, content_words(other)) > AGAIN for other in used):
            continue
        fit = round((len(words & whole) + 2 * len(words & bags[0])) / (3 * len(words)), 6)
        best = max(best, (fit, heading, key), key=lambda one: one[0])
    return best[1], best[2]
