"""Headlines: which of a story's titles says most of it, and which title tells what a paragraph is about."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from newslab.digest.wording import content_words, holds_value, is_balanced, overlap
from newslab.text.words import SMALL_NUMBERS

SHORTEST, LONGEST = 4, 18  # words of a title fit to head a story
_TAIL: Final = re.compile(r"\s+(?:[|·•»]|[-–—]{1,2})\s+[^|·•»–—-]{2,40}$")
_LABEL: Final = re.compile(
    r"^(?:(?:breaking|update[ds]?(?: \d+)?|live|watch|video|exclusive|opinion|analysis|photos?|pictures?|correct(?:ed|ion)|"
    r"\(?lead\)?|\((?:\d+\w* )?lead\)|\[[^\]]{2,20}\])\s*[:|–-]?\s*)+(?=\S)",
    re.IGNORECASE,
)
_BAIT: Final = re.compile(
    r"\?$|[:;] (?:how|why|what|who|when|where)\b|^(?:how|why|what|who|when|where|\d+ (?:things|ways|reasons|photos))\b|\b(?:you|your|we|i|my|our|this is|here['’]s|"
    r"shocking|live updates?|in pictures|explained|recap|quiz|podcast)\b|!|\.\.\.|…$",
    re.IGNORECASE,
)
_SHOUTED: Final = re.compile(r"\b(?:[A-Z]{5,}|LIVE|WATCH)\b")
_EARLY: Final = re.compile(r"\b(?:unknown|unclear|uncertain|feared|expected|reportedly|latest)\b", re.IGNORECASE)
STALE: Final = 0.6
SAME_MATTER: Final = 0.25  # shared words from which another title may stand for one whose value was overtaken
_NUMBERS: Final = {word: n for n, word in enumerate(SMALL_NUMBERS) if n}
_TOLL: Final = re.compile(
    r"\b(?P<n>\d[\d,]*|"
    + "|".join(_NUMBERS)
    + r")\b(?: (?:people|persons|men|women|children|passengers|civilians|others|soldiers))?"
    r"(?: (?:were|are|have been|have|has been|was|is|confirmed|feared))?(?: also)? (?:(?P<dead>dead|killed|die[ds]?|dying)|injured|hurt|wounded)\b",
    re.IGNORECASE,
)
HEADS: Final = 0.55  # share of a title's words, those of the leading sentence counted twice, that a paragraph must hold
HEADS_OWN: Final = 0.34
HEADS_OTHER: Final = 0.5  # the same share for a title of an article the paragraph does not open with
_BOUNDARY: Final = re.compile(
    r"(?:,)? (?=(?:in|at|on|after|before|while|as(?! \w+ as\b)|when|amid|during|with|by|from|near|where|following|since|because|despite|"
    r"over|into|through|between|against|for)\b)"
)
_VERB: Final = re.compile(
    r"\b(?:(?!(?:hundred|need|speed|red|bed|shed|indeed|united|alleged|so-called|supposed)\b)[a-z]{2,}ed|was|were|is|are|has|have|will|won|lost|"
    r"met|made|took|began|held|gave|fell|rose|left|led|went|came|hit|cut|put|set|beat|broke|drove|flew|shot|struck|sent|"
    r"sold|bought|built|found|fought|grew|kept|ran|saw|sank|spoke|won|withdrew|paid|spent|stood|swept|bring|launch(?:es)?|plans?|says?)\b"
)
_IN_A_NAME: Final = re.compile(r"\b[A-Z][\w'’]*$")
_UNSURE: Final = re.compile(
    r"\b(?:if|unless|until|would|could|may|might|should|not|never|no|none|nor|neither|denie[sd]|alleged(?:ly)?|reportedly|suspected|"
    r"possibl[ey]|according|claim(?:s|ed)?|said|says|rumou?r(?:s|ed)?|likely)\b|n[’']t\b|\?",
    re.IGNORECASE,
)
_NEEDS_MORE: Final = frozenset(  # verbs that say nothing yet when what follows them is cut off
    [
        "put",
        "left",
        "set",
        "was",
        "were",
        "is",
        "are",
        "has",
        "have",
        "made",
        "kept",
        "gave",
        "cut",
        "sent",
        "fell",
        "rose",
        "grew",
        "led",
        "took",
        "brought",
        "held",
        "came",
    ]
)
_LEANS: Final = re.compile(
    r"^(?:On|In|At|For|By|With|From|After|Before|During|As|When|While|Since|Here|There)\b|\b(?:also|too|last|yesterday|today|then|later)\b"
)
_RELATIVE: Final = re.compile(r",|\b(?:that|which|who|whose|whom|what)\b")
_HANGING: Final = re.compile(
    r"\b(?:the|a|an|of|to|and|or|but|that|which|who|its|his|her|their|more|most|as|than|is|are|was|were|has|have|had|be|been|will|"
    r"said|first|second|last|up|out|down|off|about|some|any|one|two|three|it|he|she|they|very|so|also|only|just|even|not|ever|right|soon|shortly|long|mainly|mostly|partly|especially|particularly|told|called|(?:is|are|has|have|be|as) \w+|"
    r"\w+ (?:seconds|minutes|hours|days|weeks|months|years|times|metres|meters|miles|kilometres|kilometers))$",
    re.IGNORECASE,
)


def find_headline(
    titles: Mapping[str, str],
    origins: Mapping[str, str] | None = None,
    told: Sequence[str] = (),
    overtaken: Collection[str] = (),
) -> tuple[str, list[str]]:
    """Find the title that says most of what the others say.

    Parameters
    ----------
    titles : article_id -> title, n of them.
    origins : article_id -> origin; titles of one origin count once.
    told : sentences of the story: a title whose toll of dead or hurt is below what at least two of them tell is stale.
    overtaken : values in lower case that other reports contradict or have overtaken: a title without one goes before.

    Returns
    -------
    (headline, article_ids): the title without label and outlet name, and the articles whose title holds exactly these
    words, in order of id. ("", []) when there is no title.

    Notes
    -----
    The medoid of the titles' content words, each word weighted by the share of origins that use it; questions, bait
    and titles of fewer than 4 or more than 18 words only where there is nothing else.

    Examples
    --------
    >>> titles = {"a": "Flood closes Halle bridge | The Post", "b": "You won't believe this flood!", "c": "Bridge closed by flood"}
    >>> find_headline(titles)
    ('Flood closes Halle bridge', ['a'])
    """
    cleaned = {key: clean_title(title) for key, title in sorted(titles.items()) if title}
    cleaned = {key: title for key, title in cleaned.items() if title}
    if not cleaned:
        return "", []
    users: Counter[str] = Counter()
    of = origins or {}
    for word, _ in {(word, of.get(key, key)) for key, title in cleaned.items() for word in content_words(title)}:
        users[word] += 1
    n_origins = len({of.get(key, key) for key in cleaned})
    latest = find_tolls(told)

    def fitness(key: str) -> float:
        return _fitness(cleaned[key], users, n_origins) - STALE * is_stale(cleaned[key], latest)

    best = min(cleaned, key=lambda key: (-fitness(key), len(cleaned[key]), key))
    if holds_value(cleaned[best], overtaken):
        best = _newer(best, cleaned, told, overtaken)
    return cleaned[best], [key for key in cleaned if cleaned[best] in titles[key]]


def _newer(best: str, titles: Mapping[str, str], told: Sequence[str], overtaken: Collection[str]) -> str:
    """Return the title of the same matter that holds no overtaken value and most of what the sentences tell, else `best`."""
    held = Counter(word for text in told for word in content_words(text))

    def fit(key: str) -> float:
        words = content_words(titles[key])
        return round(math.fsum(sorted(held[word] for word in words)) / math.sqrt(len(words) + 2), 6)

    mine = content_words(titles[best])
    others = [
        key
        for key, title in titles.items()
        if not holds_value(title, overtaken)
        and not _BAIT.search(title)
        and SHORTEST <= len(title.split()) <= LONGEST
        and overlap(content_words(title), mine) >= SAME_MATTER
    ]
    return min(others, key=lambda key: (-fit(key), key), default=best)


def find_tolls(told: Sequence[str]) -> dict[str, int]:
    """Return the highest number of dead and of hurt that at least two sentences tell."""
    held: dict[str, Counter[int]] = {"dead": Counter(), "hurt": Counter()}
    for text in told:
        for what, n in set(_toll(text)):
            held[what][n] += 1
    return {what: max((n for n, count in counts.items() if count > 1), default=0) for what, counts in held.items()}


def _toll(text: str) -> list[tuple[str, int]]:
    found = []
    for match in _TOLL.finditer(text):
        number = match["n"].casefold().replace(",", "")
        n = int(number) if number.isdigit() else _NUMBERS.get(number, 0)
        if n:
            found.append(("dead" if match["dead"] else "hurt", n))
    return found


def is_stale(title: str, latest: Mapping[str, int]) -> bool:
    """Tell whether a text gives a toll below the latest.

    Examples
    --------
    >>> is_stale("Five dead as tram overturns", {"dead": 7, "hurt": 0})
    True
    """
    return any(n < latest.get(what, 0) for what, n in _toll(title))


def find_heading(
    told: Sequence[frozenset[str]], titles: Mapping[str, str], used: Collection[str], *, own: str = ""
) -> tuple[str, str]:
    """Find the title that tells what a paragraph says, other than those already used.

    Parameters
    ----------
    told : content words of the paragraph's sentences, the leading one first.
    titles : article_id -> title.
    used : headings above it on the page.
    own : the article whose lead the paragraph opens with: its title needs to share less.

    Returns
    -------
    (heading, article_id), or ("", "") when no title fits.
    """
    best: tuple[float, str, str] = (0.0, "", "")
    whole = frozenset().union(*told) if told else frozenset()
    for key, title in sorted(titles.items()):
        heading = clean_title(title)
        words = content_words(heading)
        if len(words) < 3 or not SHORTEST <= len(heading.split()) <= LONGEST or _BAIT.search(heading):
            continue
        if any(overlap(words, content_words(other)) > 0.5 for other in used):
            continue
        fit = round((len(words & whole) + 2 * len(words & told[0])) / (3 * len(words)), 6)
        if fit >= (HEADS_OWN if key == own else HEADS) and fit > best[0]:
            best = (fit, heading, key)
    return best[1], best[2]


def find_own_heading(
    told: Sequence[frozenset[str]], titles: Sequence[tuple[str, str]], used: Collection[str]
) -> tuple[str, str]:
    """Find the title of one of the articles a paragraph is told from, in their order, that speaks of what it says.

    Returns
    -------
    (heading, article_id), or ("", "") when each is used already, is bait, or speaks of something else.
    """
    whole = frozenset().union(*told) if told else frozenset()
    for key, title in titles:
        heading = clean_title(title)
        words = content_words(heading)
        if not SHORTEST <= len(heading.split()) <= LONGEST or _BAIT.search(heading) or not is_balanced(heading):
            continue
        if len(words & whole) >= max(2.0, HEADS_OTHER * len(words)) and not any(
            overlap(words, content_words(other)) > 0.5 for other in used
        ):
            return heading, key
    return "", ""


def main_clause(sentence: str) -> str:
    """Return the opening clause of a sentence where it makes a heading by itself, else the empty text.

    Only what follows a preposition or conjunction of time, place or manner is left off; a sentence with a condition,
    a doubt or a denial gives none, since its opening alone would claim more than it does.

    Examples
    --------
    >>> main_clause("The harbour office opened a second ferry line in Halden on Monday.")
    'The harbour office opened a second ferry line'
    >>> main_clause("The ferry would be sold if the court agreed to it.")
    ''
    """
    if _UNSURE.search(sentence) or _LEANS.search(sentence[:60]):
        return ""
    for cut in _BOUNDARY.finditer(sentence):
        clause = sentence[: cut.start()]
        joined = sentence[cut.end() :]
        if _IN_A_NAME.search(clause) and joined.startswith("for ") and joined[4:5].isupper():
            continue  # "the Center for Humane Technology" is one name
        n_words = len(clause.split())
        if n_words > 13:
            return ""
        verb = _VERB.search(clause)
        if (
            n_words >= 5
            and verb
            and verb.start() > len(" ".join(clause.split()[:2]))
            and verb.group() not in _NEEDS_MORE
            and is_balanced(clause)
            and not _RELATIVE.search(clause)
        ):
            return clause if not _HANGING.search(clause) else ""
    return ""


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


def _fitness(title: str, users: Mapping[str, int], n_origins: int) -> float:
    words = content_words(title)
    if not words:
        return -9.0
    shared = math.fsum(sorted(users[word] / n_origins for word in words)) / math.sqrt(len(words) + 2)
    fault = 0.0
    if not SHORTEST <= len(title.split()) <= LONGEST:
        fault += 1.0
    if _BAIT.search(title) or not is_balanced(title):
        fault += 1.0
    if title.upper() == title or _SHOUTED.search(title):
        fault += 0.3
    if _EARLY.search(title):  # what was not known yet is what a story goes on to tell
        fault += 0.3
    return round(shared - fault, 6)
