"""Titles of stories: the most typical headline of an event, and what the parts of a thread have in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from newslab.group.labels import best_forms, longer_uses, phrases
from newslab.text.normalise import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAD: Final = 400
LONGEST: Final = 110
MOST_USES: Final = 0.4  # a phrase gives way to a longer one that holds this share of its uses: "South Korea"
_OUTLET: Final = re.compile(r"\s+(?:[|•·]|[-–—]{1,2})\s+[^|–—-]{2,40}$")
_MARK: Final = re.compile(
    r"^\s*(?:\[[^\]]{1,20}\]|\([A-Z][^)]{1,20}\)|(?:BREAKING|EXCLUSIVE|WATCH|LIVE|VIDEO|PHOTOS?|OPINION|UPDATED?)\s*[:|-])\s*"
    r"|\s*[\[(](?:VIDEO|PHOTOS?|WATCH|LIVE|UPDATED?)[\])]\s*$",
    re.IGNORECASE,
)
_POOR: Final = re.compile(
    r"\?|^\W*(?:live|watch|photos|video|in pictures|how|why|what|here|this|opinion|analysis)\b|!", re.I
)


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


def title_event(titles: Sequence[str], texts: Sequence[str], sources: Sequence[str], scores: NDArray[Any]) -> str:
    """Return the headline of the most typical article that has a plain one; its first words if none has a title.

    Parameters
    ----------
    titles, texts, sources : of the articles of an event; "" where there is none.
    scores : (n,) how typical each article is.
    """
    cleaned = [clean_title(title, source) for title, source in zip(titles, sources, strict=True)]
    marks = Counter(word for title in cleaned for word in set(title.lower().split()))
    best, best_value = "", -np.inf
    for title, score in zip(cleaned, scores, strict=True):
        words = set(title.lower().split())
        if not words:
            continue
        common = sum(marks[word] - 1 for word in words) / (len(words) * max(len(cleaned) - 1, 1))
        poor = 0.15 * bool(_POOR.search(title)) + 0.2 * (len(words) < 4 or len(title) > LONGEST)
        value = round(float(score) + common - poor, 6)
        if value > best_value or (value == best_value and title < best):
            best, best_value = title, value
    return best or first_words(texts[int(np.argmax(np.round(scores, 6)))])


def first_words(text: str, most: int = 90) -> str:
    """Return the beginning of a text up to `most` code points, cut at a word."""
    line = next((line for line in fold(text).text.splitlines() if line.strip()), "").strip()
    if len(line) <= most:
        return line or "(no words)"
    return line[:most].rsplit(" ", 1)[0].rstrip(" ,;:-") + " ..."


def title_threads(threads: Mapping[int, Sequence[Sequence[tuple[str, str]]]]) -> dict[int, str]:
    """Name each thread by what most of its parts share, then by what else its headlines speak of.

    Parameters
    ----------
    threads : for each thread its parts, each a list of (title, text).

    Examples
    --------
    >>> part = [("Storm Ada floods Lisbon", "Storm Ada reached Lisbon.")]
    >>> other = [("Storm Ada leaves Porto dark", "In Porto, Storm Ada cut power.")]
    >>> title_threads({0: [part, other]})[0].split(":")[0]
    'Storm Ada'
    """
    forms: Counter[tuple[str, ...]] = Counter()
    counts = {name: [_counted(part, forms) for part in parts] for name, parts in threads.items()}
    spread = Counter(phrase for parts in counts.values() for part in parts for phrase in part)
    written, n_parts = best_forms(forms), sum(map(len, counts.values()))
    return {name: _title(parts, spread, n_parts, written) for name, parts in counts.items()}


def _counted(part: Sequence[tuple[str, str]], forms: Counter[tuple[str, ...]]) -> dict[str, float]:
    """Return for each phrase the share of the part's articles that have it, titles counting twice."""
    counted: Counter[str] = Counter()
    for title, text in part:
        found = phrases(fold(clean_title(title)).text), phrases(fold(text[:LEAD]).text)
        forms.update(found[1] or found[0])
        for weight, one in zip((2, 1), found, strict=True):
            for phrase in {" ".join(words).lower() for words in one}:
                counted[phrase] += weight
    return {phrase: n / (3 * len(part)) for phrase, n in counted.items()}


def _title(parts: Sequence[Mapping[str, float]], spread: Counter[str], n_parts: int, written: Mapping[str, str]) -> str:
    shares: Counter[str] = Counter()
    for part in parts:
        shares.update({phrase: min(share, 0.5) for phrase, share in part.items()})
    longer = longer_uses({phrase: share for phrase, share in shares.items() if _named(phrase, written)})
    held = {phrase: sum(phrase in part for part in parts) for phrase in shares}
    scores = {
        phrase: share / len(parts) * log(2 + n_parts / spread[phrase]) * _worth(phrase, written)
        for phrase, share in shares.items()
        if longer.get(phrase, 0) < MOST_USES * share
    }
    ranked = sorted(scores, key=lambda phrase: (-round(scores[phrase], 9), phrase))
    several = [phrase for phrase in ranked if held[phrase] > 1] or ranked
    ranked = [phrase for phrase in ranked if held[phrase] > 1 or _named(phrase, written)]
    chosen: list[str] = []
    for phrase in [*several[:1], *ranked]:
        words = {word[:5] for word in phrase.split()}
        if not any(words & {word[:5] for word in other.split()} for other in chosen):
            chosen.append(phrase)
        if len(chosen) == 3:
            break
    names = [
        _capital(written.get(phrase, phrase)) if not i else written.get(phrase, phrase)
        for i, phrase in enumerate(chosen)
    ]
    return f"{names[0]}: {', '.join(names[1:])}" if len(names) > 1 else "".join(names) or "(no words)"


def _worth(phrase: str, written: Mapping[str, str]) -> float:
    return (1.5 if _named(phrase, written) else 0.8) * (1 + 0.2 * phrase.count(" "))


def _named(phrase: str, written: Mapping[str, str]) -> bool:
    return all(word[:1].isupper() for word in written.get(phrase, phrase).split())


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
