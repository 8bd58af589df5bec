"""Titles of stories: the headline that says most of what the articles share; names alone only where none does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from sys import intern
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.group.labels import stop_words
from newslab.text.normalise import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

READ_AGAIN: Final = 1 << 14  # texts whose words are remembered: a long thread is titled anew every day
LEAD: Final = 400  # code points of a text that are read for what it is about
LONGEST: Final = 110
MOST_SHARED: Final = 8  # terms that a title is held against
COVERS: Final = 0.6  # share of their weight that the title of a thread must have ...
COMMON: Final = 0.28  # ... and mean share of members that have its words: below, it tells one part only
NAME_HELD: Final = 0.15  # share of titles, and half as much again of articles, that a name in a composed title needs
LEAST_TITLES: Final = 3
MOST_USES: Final = 0.4  # a name gives way to a longer one that has this share of its articles: "South Korea"
SAME_ARTICLES: Final = 0.5  # Jaccard of two names' articles above which one stands for the other: "Seoul"
ELSEWHERE: Final = 1000  # articles outside the collection that a word is taken to be absent from
FLAW: Final = 0.15
_OUTLET: Final = re.compile(r"\s+(?:[|•·]|[-–—]{1,2})\s+[^|–—-]{2,40}$")
_MARK: Final = re.compile(
    r"^\s*(?:\[[^\]]{1,20}\]|\([A-Z][^)]{1,20}\)|(?:BREAKING|EXCLUSIVE|WATCH|LIVE|VIDEO|PHOTOS?|OPINION|UPDATED?"
    r"|CORRECT(?:ED|ION)|LEAD)\s*(?:\d+\s*)?[:|-])\s*"
    r"|\s*[\[(](?:VIDEO|PHOTOS?|WATCH|LIVE|UPDATED?)[\])]\s*$",
    re.IGNORECASE,
)
_FLAWS: Final = {
    "title bait": re.compile(r"[?!]|\b(?:you|your|we|our|i|i'm|my)\b|^\W*(?:live|watch|photos|video|in pictures|how|why|what|here|this)\b"
               r"|[:;,] (?:how|why|what|who|when|where)\b|^\d+ (?:things|ways|reasons|photos|takeaways)\b", re.I),
    "title label": re.compile(r"^\W*(?:opinion|analysis|commentary|column|editorial|letters?|review|explainer|podcast|quiz)\b", re.I),
    "title shouted": re.compile(r"\b[A-Z]{3,}['’]?[A-Z]*[ -]+(?:[A-Z]+ )?[A-Z]{3,}\b|^[^a-z:]{8,}:|\b[A-Z]{5,}\b"),  # shouted
    "title encoding": re.compile(r"\ufffd|[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ™]"),  # read in a wrong encoding
    "title cut off": re.compile(r"(?:\.\.\.|…|[,:;–-]|\b(?:the|an?|of|to|and|or|in|on|for|with|at|by|from|as|that|its|his|her))\W*$"),
}  # fmt: skip
_WORD: Final = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_NAME: Final = re.compile(r"\b[A-Z][\w'’&-]+(?: (?:of |de |al-)?[A-Z][\w'’&-]+)*")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:\"“”\n]\s*)(?=[A-Z])")
_NO_NAMES: Final = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "reuters",
        "ap",
        "afp",
        "mr",
        "mrs",
        "ms",
        "dr",
        "president",
        "minister",
        "ministry",
        "government",
    ]
)
_OF_A_PLACE: Final = re.compile(r"(?:[aeio]an|ish|ese|i|ch|sh)$")  # "Korean" says no more than "Korea"
Article = tuple[str, str]


def clean_title(title: str, source: str = "") -> str:
    """Return a headline without the name of its outlet and marks such as "VIDEO:".

    Examples
    --------
    >>> clean_title("WATCH: Bridge opens in Porto - The Daily Wire", "Daily Wire")
    'Bridge opens in Porto'
    """
    plain = _MARK.sub("", fold(title).text).strip()
    cut = _OUTLET.sub("", plain)
    named = source and re.sub(r"\W|^the |^www\.|\.\w+$", "", source.lower())[:6] in re.sub(
        r"\W", "", plain[len(cut) :].lower()
    )
    if cut != plain and ("|" in plain[len(cut) :] or named) and len(cut.split()) >= 3:
        return cut
    return plain


def title_event(titles: Sequence[str], texts: Sequence[str], scores: NDArray[Any]) -> str:
    """Return the plain headline that says most of what the articles share; first words if none has a title.

    Parameters
    ----------
    titles, texts : of the articles of an event, titles as `clean_title` leaves them; "" where there is none.
    scores : (n,) how typical each article is.
    """
    marks = Counter(word for title in titles for word in set(title.lower().split()))
    best, best_value = "", -np.inf
    for title, score in zip(titles, scores, strict=True):
        words = sorted(set(title.lower().split()))
        if not words:
            continue
        common = sum(marks[word] - 1 for word in words) / (len(words) * max(len(titles) - 1, 1))
        value = round(float(score) + common - flaws(title), 6)
        if value > best_value or (value == best_value and title < best):
            best, best_value = title, value
    return best or first_words(texts[int(np.argmax(np.round(scores, 6)))])


def flaws(title: str) -> float:
    """Return how unfit a headline is to head a story: bait, comment, shouted, cut off, very short or long; 0 is best.

    Examples
    --------
    >>> flaws("Bridge opens in Porto"), flaws("WHAT A BRIDGE! You will not believe it") > 0.2
    (0.0, True)
    """
    found = flaw_row(title)
    found["title short"] *= 1.5
    found["title long"] *= 1.5
    found["title capital"] *= 0.3
    return FLAW * sum(found.values())


def flaw_row(title: str) -> dict[str, float]:
    """Return which flaws a headline has, 0 or 1 by name."""
    words = title.split()
    later = [word for word in words[1:] if len(word) > 3]
    capital = len(later) > 3 and sum(word[:1].isupper() for word in later) >= 0.8 * len(later)
    row = {name: float(bool(pattern.search(title))) for name, pattern in _FLAWS.items()}
    return row | {
        "title short": float(len(words) < 4),
        "title long": float(len(title) > LONGEST),
        "title capital": float(capital),
    }


def first_words(text: str, most: int = 90) -> str:
    """Return the beginning of a text up to `most` code points, cut at a word."""
    line = next((line for line in fold(text).text.splitlines() if line.strip()), "").strip()
    if len(line) <= most:
        return line or "(no words)"
    return line[:most].rsplit(" ", 1)[0].rstrip(" ,;:-") + " ..."


def title_thread(
    parts: Sequence[Sequence[Article]], spread: Mapping[str, int], n: int, *, outlets: Collection[str] = ()
) -> str:
    """Name a thread by the member's headline that covers most of what its parts share.

    Parameters
    ----------
    parts : lists of (title, text), titles as `clean_title` leaves them.
    spread : how many of the `n` articles of the collection have each of the terms of `lead_terms`.
    outlets : terms in the names of sources (see `outlet_terms`), which are not what a thread is about.

    Notes
    -----
    A term weighs the share of the members that have it in title or lead (a part counts as the root of its size), times
    how rare it is. Where no headline covers enough, the names that most titles have are the title. The first words of
    a text stand for its headline where no member has one.

    Examples
    --------
    >>> part = [("Storm Ada floods Lisbon", "Storm Ada reached Lisbon.")]
    >>> other = [("Storm Ada leaves Porto dark", "In Porto, Storm Ada cut power after Lisbon.")]
    >>> title_thread([part, other], {"storm": 2, "ada": 2, "lisbon": 2}, 2)
    'Storm Ada floods Lisbon'
    """
    named = set(outlets)
    if not any(title for part in parts for title, _ in part):
        parts = [[(first_words(text), text) for _, text in part] for part in parts]
    return _title(parts, _Shared.of(parts, spread, n, named), named)


def lead_terms(title: str, text: str) -> frozenset[str]:
    """Return the words of a title and of the beginning of a text that tell something."""
    return _terms(f"{title} . {text[:LEAD]}")


def outlet_terms(sources: Iterable[str]) -> set[str]:
    """Return the words of the names of sources."""
    return {term for source in sources for term in _terms(source.split(".")[0])}


def _title(parts: Sequence[Sequence[Article]], shared: _Shared, outlets: set[str]) -> str:
    articles = sorted({article for part in parts for article in part})
    ranked = []
    for title in dict.fromkeys(title for title, _ in articles if title):
        covered, common = shared.fit(title)
        flaw = flaws(title)
        wide = covered >= COVERS and common >= COMMON and flaw < FLAW
        ranked.append((not wide, -round(covered + common - flaw, 6), title))
    narrow, _, best = min(ranked)
    names = _shared_names(parts, outlets) if narrow else []
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else best


@dataclass(frozen=True)
class _Shared:
    """What the members of a story have in common: for each term the share that has it, and its weight."""

    shares: dict[str, float]
    weights: dict[str, float]
    most: float

    @classmethod
    def of(
        cls, parts: Sequence[Sequence[Article]], spread: Mapping[str, int], n: int, outlets: Collection[str] = ()
    ) -> _Shared:
        """Count the terms of parts of (title, text)."""
        counted: Counter[str] = Counter()
        for part in parts:
            for title, text in part:
                for term in lead_terms(title, text) - set(outlets):
                    counted[term] += len(part) ** -0.5
        whole = sum(len(part) ** 0.5 for part in parts)
        shares = {term: round(value / whole, 9) for term, value in counted.items()}
        weights = {term: share * log((n + ELSEWHERE) / (1 + spread.get(term, 0))) for term, share in shares.items()}
        most = sum(sorted(weights.values(), reverse=True)[:MOST_SHARED])
        return cls(shares, weights, most)

    def fit(self, title: str) -> tuple[float, float]:
        """Return which share of the weight of the commonest terms a title has, and how common its terms are."""
        terms = sorted(_terms(title))
        if not terms or not self.most:
            return 0.0, 0.0
        covered = sum(self.weights.get(term, 0) for term in terms) / self.most
        return covered, sum(self.shares.get(term, 0) for term in terms) / len(terms)


@lru_cache(READ_AGAIN)
def _terms(text: str) -> frozenset[str]:
    """Return the words that tell something, in lower case and without the s of possessives and plurals."""
    found = set()
    for match in _WORD.findall(fold(text).text):
        word = match.lower().removesuffix("'s").rstrip(".")
        if len(word) > 2 and not word[0].isdigit() and word not in stop_words():
            found.add(intern(word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word))
    return frozenset(found)


def _shared_names(parts: Sequence[Sequence[Article]], outlets: set[str]) -> list[str]:
    """Return up to three names that many titles and articles have, no two of them in much the same articles."""
    articles = [(_names(title), _names(title) | _names(text[:LEAD])) for part in parts for title, text in part]
    least = max(NAME_HELD * len(articles), LEAST_TITLES)
    in_titles = Counter(name for titles, _ in articles for name in _with_parts(titles))
    whole = {name for titles, _ in articles for name in titles if in_titles[name] >= least}
    held: dict[str, set[int]] = {name: set() for name in sorted(whole)
                                 if not _terms(name) <= outlets and not _OF_A_PLACE.search(name)}  # fmt: skip
    for row, (_, names) in enumerate(articles):
        for name in _with_parts(names) & held.keys():
            held[name].add(row)
    fit = [name for name, rows in held.items() if len(rows) >= 1.5 * least and not _is_part(name, held)]
    chosen: list[str] = []
    for name in sorted(fit, key=lambda one: (-in_titles[one] * len(held[one]), one)):
        if all(_are_apart(name, other, held) for other in chosen):
            chosen.append(name)
    return chosen[:3]


def _are_apart(name: str, other: str, held: Mapping[str, set[int]]) -> bool:
    """Tell two names that share no word and few of their articles."""
    words, others = ({word[:4] for word in one.split()} for one in (name, other))
    both, either = held[name] & held[other], held[name] | held[other]
    return not words & others and len(both) < SAME_ARTICLES * len(either)


def _with_parts(names: Collection[str]) -> set[str]:
    """Return names and the names inside them: "Korea" of "South Korea"."""
    words = [name.split() for name in names]
    return {" ".join(one[a:b]) for one in words for a in range(len(one)) for b in range(a + 1, len(one) + 1)}


def _is_part(name: str, held: Mapping[str, set[int]]) -> bool:
    """Return whether a longer name, as "South Korea" is of "Korea", has much of its articles."""
    words = f" {name} "
    return any(words in f" {other} " and len(rows) >= MOST_USES * len(held[name]) for other, rows in held.items()
               if other != name)  # fmt: skip


@lru_cache(READ_AGAIN)
def _names(text: str) -> frozenset[str]:
    """Return the capitalised names of a text; a first word alone only if it is no common word."""
    plain = fold(text).text
    starts = {match.end() for match in _SENTENCE_START.finditer(plain)}
    found = set()
    for match in _NAME.finditer(plain):
        name = match.group().removesuffix("'s").removesuffix("'")
        common = {word.lower() for word in name.split()} & (_NO_NAMES | stop_words())
        if not common and (" " in name or match.start() not in starts or name.isupper()):
            found.add(intern(name))
    return frozenset(found)
