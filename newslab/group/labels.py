"""Names for groups of articles without a language model: the phrases of their titles that set them apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log
from typing import Final, NamedTuple

LONGEST: Final = 3  # words in a phrase
MOST_USES: Final = 0.5
TITLE_WEIGHT: Final = 3
LEAD: Final = 300
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*\.?|[^\w\s]")
_POSSESSIVE: Final = ("'s", "’s")
_SMALL: Final = (
    "said says say new news year years day days week weeks month months time today yesterday people man woman men women"
    " live update updates latest video photo photos image caption read more watch best top first last report reports mr"
    " mrs ms dr told monday tuesday wednesday thursday friday saturday sunday january february march april june july"
    " august september october november december just like make makes made get gets got going want wants know think"
    " will would could may might can should one two three four five six seven eight nine ten don didn doesn isn won"
    " years-old year-old percent per cent a.m p.m u.s us uk i'm it's that's here's what's there's don't opinion analysis"
    " exclusive breaking story file getty images reuters ap afp"
)


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return the words that name nothing."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS) | frozenset(_SMALL.split())


def phrases(text: str) -> list[tuple[tuple[str, ...], bool]]:
    """Return the runs of one to three words between stop words and punctuation, as they are written.

    With each: whether a word with a capital follows at once, as inside a name.

    Examples
    --------
    >>> phrases("counsel Anne Miller")[-3:]
    [(('Anne',), True), (('Anne', 'Miller'), False), (('Miller',), False)]
    """
    stops = stop_words()
    found: list[tuple[tuple[str, ...], bool]] = []
    run: list[str] = []
    for token in [*_TOKEN.findall(text), "."]:
        word = token.rstrip(".").removesuffix("'s").removesuffix("’s")
        named = len(word) >= 2 and word[0].isalpha() and word.lower() not in stops
        if named:
            run.append(word)
        if run and (not named or token.endswith(_POSSESSIVE)):
            after = [*(one[0].isupper() for one in run[1:]), not named and token[0].isupper()]
            found += [
                (tuple(run[i : i + n]), after[i + n - 1])
                for i in range(len(run))
                for n in range(1, LONGEST + 1)
                if i + n <= len(run)
            ]
            run = []
    return found


def label_groups(groups: Mapping[int, Sequence[tuple[str, str]]], *, most: int = 3) -> dict[int, str]:
    """Name each group of (title, text) pairs by up to `most` phrases that set it apart from the other groups.

    Notes
    -----
    Scores are c-TF-IDF (Grootendorst 2022) over phrases, counted once per article; a phrase gives way to a longer one
    that holds it in most of its uses, and phrases of one label share no word.

    Examples
    --------
    >>> label_groups({0: [("European Union talks on steel", ""), ("European Union on steel", "")], 1: [("Chess", "")]})
    {0: 'European Union, steel, talks', 1: 'Chess'}
    """
    told = _Told(Counter(), Counter(), Counter())
    counts = {name: _counted(group, told) for name, group in groups.items()}
    spread = Counter(phrase for counted in counts.values() for phrase in counted)
    written = best_forms(told.in_titles) | best_forms(told.in_leads)  # titles may capitalise every word
    unfit = _unfit(told, spread)
    return {name: _label(counted, spread, len(groups), written, unfit, most) for name, counted in counts.items()}


class _Told(NamedTuple):
    """How often phrases are used as they are written: in titles, in leads, and in leads with more of a name after."""

    in_titles: Counter[tuple[str, ...]]
    in_leads: Counter[tuple[str, ...]]
    cut: Counter[str]


def _counted(group: Iterable[tuple[str, str]], told: _Told) -> dict[str, float]:
    counted: Counter[str] = Counter()
    for title, text in group:
        in_title, in_lead = phrases(title), phrases(text[:LEAD])
        told.in_leads.update(phrase for phrase, _ in in_lead)
        told.in_titles.update(phrase for phrase, _ in in_title)
        told.cut.update(
            " ".join(phrase).lower()
            for phrase, goes_on in in_lead
            if goes_on and phrase[-1][0].isupper() and not phrase[-1].isupper()
        )
        for phrase in {" ".join(one).lower() for one, _ in in_title}:
            counted[phrase] += TITLE_WEIGHT
        for phrase in {" ".join(one).lower() for one, _ in in_lead}:
            counted[phrase] += 1
    least = TITLE_WEIGHT if len(counted) < 200 else TITLE_WEIGHT + 1
    return {phrase: n for phrase, n in counted.items() if n >= least} or dict(counted)


def _unfit(told: _Told, phrases: Iterable[str]) -> set[str]:
    """Return the phrases that mostly end inside a name, and those of several words that only headlines have."""
    uses: Counter[str] = Counter()
    for form, n in told.in_leads.items():
        uses[" ".join(form).lower()] += n
    if not uses:
        return set()
    return {one for one in phrases if told.cut[one] > MOST_USES * uses[one] or (" " in one and one not in uses)}


def best_forms(forms: Counter[tuple[str, ...]]) -> dict[str, str]:
    """Return for each phrase in lower case the way it is written most often."""
    best: dict[str, tuple[int, str]] = {}
    for form, n in forms.items():
        written = " ".join(form)
        phrase = written.lower()
        best[phrase] = max(best.get(phrase, (0, "")), (n, written))
    return {phrase: written for phrase, (_, written) in best.items()}


def _label(
    counted: dict[str, float],
    spread: Counter[str],
    n_groups: int,
    written: dict[str, str],
    unfit: set[str],
    most: int,
) -> str:
    counted = {phrase: n for phrase, n in counted.items() if phrase not in unfit} or counted
    longer = longer_uses({phrase: n for phrase, n in counted.items() if written.get(phrase, phrase).istitle()})
    kept = {phrase: n for phrase, n in counted.items() if longer.get(phrase, 0) < MOST_USES * n}
    total = max(sum(kept.values()), 1)
    scores = {
        phrase: n / total * log(1 + n_groups / spread[phrase]) * (1 + 0.3 * phrase.count(" "))
        for phrase, n in kept.items()
    }
    chosen: list[str] = []
    used: set[str] = set()
    for phrase in sorted(scores, key=lambda one: (-round(scores[one], 9), one)):
        words = {word[:5] for word in phrase.split()}
        if not words & used:
            chosen.append(written.get(phrase, phrase))
            used |= words
        if len(chosen) == most:
            break
    return ", ".join(chosen) or "(no words)"


def longer_uses(counted: Mapping[str, float]) -> dict[str, float]:
    """Return for each phrase the highest count of a longer phrase that begins or ends with it."""
    best: dict[str, float] = {}
    for phrase, n in counted.items():
        words = phrase.split()
        for i in range(len(words)):
            for j in range(i + 1, len(words) + 1):
                if j - i < len(words):
                    part = " ".join(words[i:j])
                    best[part] = max(best.get(part, 0), n)
    return best
