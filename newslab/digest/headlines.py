"""Headlines: of a story the title that says most of what its page tells, of a thread what its parts share."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from newslab.digest.desk import Desk
from newslab.digest.wording import counted, holds_value, is_balanced, listed
from newslab.text.content import content_words, figures, overlap

SHORTEST, LONGEST = 4, 18  # words of a title fit to head a story
MOST_SHARED: Final = 2  # names in the headline of a thread
SHARED_BY, LEAST_PARTS = 0.5, 3  # share and number of a thread's parts from which they share a name
NEWEST: Final = 0.6  # what a title gains whose article tells the newest status
AGAIN: Final = 0.5  # share of words from which two headings say the same
HEADS: Final = 0.55  # share of a title's words that a paragraph must hold, those of its first sentence counted twice
_TAIL: Final = re.compile(r"\s+(?:[|·•»]|[-–—]{1,2})\s+[^|·•»–—-]{2,40}$")
_LABEL: Final = re.compile(
    r"^(?:(?:breaking|update[ds]?(?: \d+)?|live|watch|video|exclusive|opinion|analysis|photos?|pictures?|correct(?:ed|ion)|"
    r"\(?lead\)?|\((?:\d+\w* )?lead\)|\[[^\]]{2,20}\])\s*[:|–-]?\s*)+(?=\S)",
    re.IGNORECASE,
)
_BAIT: Final = re.compile(
    r"\?$|[:;] (?:how|why|what|who|when|where)\b|^(?:how|why|what|who|when|where|\d+ (?:things|ways|reasons|photos))\b|"
    r"\b(?:you|your|we|i|my|our|this is|here['’]s|shocking|live updates?|in pictures|explained|recap|quiz|podcast)\b|!|\.\.\.|…$",
    re.IGNORECASE,
)
_EARLY: Final = re.compile(r"\b(?:unknown|unclear|uncertain|feared|expected|reportedly|latest)\b", re.IGNORECASE)
_SHOUTED: Final = re.compile(r"\b(?:[A-Z]{5,}|LIVE|WATCH)\b")


def clean_title(title: str) -> str:
    """Return `title` without an outlet's name behind it or a label before it; always a stretch of its own words.

    Examples
    --------
    >>> clean_title("UPDATE 2: Ferry service resumes after storm - The Coast Times")
    'Ferry service resumes after storm'
    """
    words = title.strip()
    label = _LABEL.match(words)
    if label and len(words[label.end() :].split()) >= SHORTEST:
        words = words[label.end() :]
    tail = _TAIL.search(words)
    if tail and len(words[: tail.start()].split()) >= SHORTEST:
        words = words[: tail.start()]
    return words.strip()


def find_headline(
    titles: Mapping[str, str],
    told: Sequence[str],
    *,
    origins: Mapping[str, str],
    newest: Sequence[str] = (),
    overtaken: Collection[str] = (),
) -> tuple[str, list[str]]:
    """Find the title that says most of what a page tells and what the others say.

    Parameters
    ----------
    titles : article_id -> title.
    told : what the page tells, the leading sentence first.
    origins : article_id -> origin; titles of one origin count once.
    newest : articles that tell the newest status: of titles that say as much, theirs is taken.
    overtaken : values in lower case that were replaced, or that other reports deny: a title with one is not taken.

    Returns
    -------
    (headline, article_ids): the title without label and outlet name, and the articles whose title holds exactly these
    words. ("", []) where there is no title.

    Examples
    --------
    >>> titles = {"a": "Flood closes Halle bridge | The Post", "b": "You won't believe this flood!", "c": "Bridge closed by flood"}
    >>> find_headline(titles, ["A flood closed the Halle bridge."], origins={})
    ('Flood closes Halle bridge', ['a'])
    """
    cleaned = {key: words for key, title in sorted(titles.items()) if (words := clean_title(title))}
    if not cleaned:
        return "", []
    users: dict[str, set[str]] = defaultdict(set)
    for key, title in cleaned.items():
        for word in content_words(title):
            users[word].add(origins.get(key, key))
    n_origins = len({origins.get(key, key) for key in cleaned})
    bags = [content_words(text) for text in told]
    numbers = frozenset().union(*map(figures, told))

    def fitness(key: str) -> float:
        title = cleaned[key]
        words = content_words(title)
        if not words:
            return -9.0
        root = math.sqrt(len(words) + 2)
        shared = math.fsum(sorted(len(users[word]) / n_origins for word in words)) / root
        held = max((len(words & bag) / root for bag in bags[:2]), default=0.0)
        fault = 1.0 * (not SHORTEST <= len(title.split()) <= LONGEST) + 1.0 * bool(
            _BAIT.search(title) or not is_balanced(title)
        )
        fault += (
            0.3 * bool(_SHOUTED.search(title)) + 0.3 * bool(_EARLY.search(title)) + 0.3 * bool(figures(title) - numbers)
        )
        fault += 1.0 * holds_value(title, overtaken)
        return round(shared + held + NEWEST * (key in newest) - fault, 6)

    best = min(cleaned, key=lambda key: (-fitness(key), len(cleaned[key]), key))
    return cleaned[best], [key for key in cleaned if cleaned[best] in titles[key]]


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
        words = content_words(heading)
        if (
            len(words) < 3
            or not SHORTEST <= len(heading.split()) <= LONGEST
            or _BAIT.search(heading)
            or not is_balanced(heading)
        ):
            continue
        if any(overlap(words, content_words(other)) > AGAIN for other in used):
            continue
        fit = round((len(words & whole) + 2 * len(words & bags[0])) / (3 * len(words)), 6)
        best = max(best, (fit, heading, key), key=lambda one: one[0])
    return best[1], best[2]
