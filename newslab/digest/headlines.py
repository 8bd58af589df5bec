"""Headings: of a thread what its parts share, of a paragraph a title that says what it tells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from newslab.digest.desk import Desk
from newslab.digest.wording import counted, is_balanced, listed
from newslab.group.titles import FLAW, clean_title, flaws
from newslab.text.content import content_words, overlap

SHORTEST, LONGEST = 4, 18  # words of a title fit to head a story
MOST_SHARED: Final = 2  # names in the headline of a thread
SHARED_BY, LEAST_PARTS = 0.5, 3  # share and number of a thread's parts from which they share a name
AGAIN: Final = 0.5  # share of words from which two headings say the same
HEADS: Final = 0.55  # share of a title's words that a paragraph must hold, those of its first sentence counted twice


def thread_headline(desk: Desk, parts: Sequence[str], titles: Mapping[str, str]) -> tuple[str, list[str]]:
    """Head a thread with the names that most of its parts' titles share, and how many parts it has.

    Parameters
    ----------
    desk : the tables, indexed.
    parts : story_id of each part.
    titles : article_id -> title, of the thread's articles.

    Returns
    -------
    (headline, article_ids): one article a name, whose title holds it. ("", []) where most parts share none.
    """
    names = desk.tables["names"]
    names = names[(names["field"] == "title") & names["article_id"].isin(set(titles))]
    part_of = {key: part for part in parts for key in desk.members.get(part, [])}
    outlets = [content_words(desk.source(key)) for key in titles]
    sharing: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, set[str]] = defaultdict(set)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for key, text, entity in zip(names["article_id"], names["text"], names["entity_id"], strict=True):
        words = content_words(str(text))
        if str(key) in part_of and words and not any(words <= one for one in outlets):
            sharing[str(entity)].add(part_of[str(key)])
            holders[str(entity)].add(str(key))
            forms[str(entity)][str(text)] += 1
    shared = [one for one in sharing if len(sharing[one]) >= max(LEAST_PARTS, SHARED_BY * len(parts))]
    shared.sort(key=lambda one: (-len(sharing[one]), -len(holders[one]), one))
    chosen: dict[str, str] = {}
    for one in shared:
        form = min(forms[one], key=lambda text: (-forms[one][text], text))
        if len(chosen) < MOST_SHARED and not any(content_words(form) & content_words(other) for other in chosen):
            chosen[form] = next(key for key in sorted(holders[one]) if form in titles[key])
    if not chosen:
        return "", []
    return f"{listed(list(chosen))}: {counted(len(parts), 'linked story', 'linked stories')}", list(chosen.values())


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
