"""Names for groups of articles without a language model: the phrases of their titles that set them apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from newslab.group.phrases import read_phrases

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from newslab.group.phrases import Phrases, Rows

MOST_USES: Final = 0.5
TITLE_WEIGHT: Final = 3
LEAD: Final = 300
NAMED_BY: Final = 3  # articles of a group that a phrase of its label stands in, half of them in smaller groups
LEAST: Final = 0.05  # of the weight of a phrase, so that what all groups write is still ordered by its uses
FEW: Final = 200  # different phrases of a group, from which on one title is not enough
_SMALL: Final = (
    "said says say new news year years day days week weeks month months time today yesterday people man woman men women"
    " live update updates latest video photo photos image caption read more watch best top first last report reports mr"
    " mrs ms dr told monday tuesday wednesday thursday friday saturday sunday january february march april june july"
    " august september october november december just like make makes made get gets got going want wants know think"
    " will would could may might can should one two three four five six seven eight nine ten don didn doesn isn won"
    " years-old year-old percent per cent a.m p.m u.s us uk i'm it's that's here's what's there's don't opinion "
    "analysis"
    " exclusive breaking story file getty images reuters ap afp nearly try tries tried amid among ahead call calls "
    "called set"
    " need needs way ways big back thing things fact facts lot keep come comes go goes look looks show shows use used "
    "way long day help helps"
)


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Return the words that name nothing."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS) | frozenset(_SMALL.split())


def label_groups(
    groups: Mapping[int, Sequence[tuple[str, str]]], *, most: int = 3, stops: Collection[str] = ()
) -> dict[int, str]:
    """Name each group of (title, text) pairs by up to `most` phrases that set it apart from the other groups.

    Notes
    -----
    A phrase's score is its part of the Kullback-Leibler divergence between the group and all groups, over phrases
    counted once per article: what all groups write names none. A phrase gives way to a longer one that holds it in
    most of its uses, and phrases of one label share no word; `stops` are further words, in lower case, that name
    nothing.

    Examples
    --------
    >>> label_groups({0: [("European Union talks on steel", ""), ("European Union on steel", "")], 1: [("Chess", "")]})
    {0: 'European Union, steel, talks', 1: 'Chess'}
    """
    pairs = [pair for group in groups.values() for pair in group]
    found = read_phrases([title for title, _ in pairs] + [text[:LEAD] for _, text in pairs], stop_words() | set(stops))
    group = np.repeat(np.arange(len(groups)), [len(group) for group in groups.values()])
    counted = _counted(found, group)
    form, unfit = _chosen(found, len(pairs))
    sizes = np.array([len(group) for group in groups.values()], dtype=np.float64)
    usual = np.bincount(counted.phrase, weights=counted.n, minlength=len(form)) / max(sizes.sum(), 1)
    written = {int(one): found.write(form[one]) for one in np.unique(counted.phrase)}
    labels = {}
    for number, name in enumerate(groups):
        rows = np.flatnonzero(counted.group == number)
        fit = rows[~unfit[counted.phrase[rows]]]
        rows = fit if len(fit) else rows
        uses = {written[int(counted.phrase[row])]: float(counted.n[row]) for row in rows}
        naming = rows[counted.shared[rows]]
        most_of = naming[counted.articles[naming] >= min(NAMED_BY, np.ceil(sizes[number] / 2))]
        naming = most_of if len(most_of) else naming
        fair = {written[int(one)]: float(usual[one]) * sizes[number] for one in counted.phrase[naming]}
        labels[name] = _label(uses, fair, most)
    return labels


class _Counted(NamedTuple):
    """How many articles of a group have a phrase, those that have it in their title counting `TITLE_WEIGHT` times
    more.
    """

    group: Rows
    phrase: Rows
    n: Rows
    shared: NDArray[np.bool_]  # by articles of the group, or the group is too small to ask
    articles: Rows


def _counted(found: Phrases, group: Rows) -> _Counted:
    """Count the phrases of each group of articles (`group` has one number per article); the rarest are left out."""
    n, m = len(group), max(len(found.phrase), 1)
    every = np.sort(found.text * m + found.phrase[found.form])  # titles are the first n texts, leads the others
    once = every[np.flatnonzero(np.diff(every, prepend=-1))]
    text, phrase = np.divmod(once, m)
    both, where = np.unique(group[text % max(n, 1)] * m + phrase, return_inverse=True)
    counts = np.bincount(where, weights=np.where(text < n, TITLE_WEIGHT, 1)).astype(np.int64)
    of, phrase = np.divmod(both, m)
    different = np.bincount(of, minlength=1)
    again = np.isin(once[text >= n] - n * m, once[text < n], assume_unique=True)  # leads that say what their title does
    articles = np.bincount(where) - np.bincount(where[text >= n], weights=again, minlength=len(both))
    few = (different < FEW)[of]
    often = counts >= np.where(few, TITLE_WEIGHT, TITLE_WEIGHT + 1)
    kept = often | ~np.isin(of, of[often])
    return _Counted(of[kept], phrase[kept], counts[kept], (few | (articles > 1))[kept], articles[kept])


def _chosen(found: Phrases, n: int) -> tuple[Rows, NDArray[np.bool_]]:
    """Return for each phrase the form that is used most, and whether it is no name for anything.

    Forms in titles, the first `n` texts, count where no lead has the phrase: titles may capitalise every word. No name
    are phrases that mostly end inside a name, and those of several words that only headlines have.
    """
    m = len(found.phrase)
    in_lead = found.text >= n
    forms = np.bincount(found.form[in_lead], minlength=m)
    uses = np.bincount(found.phrase, weights=forms)
    forms = np.where(uses[found.phrase] > 0, forms, np.bincount(found.form[~in_lead], minlength=m))
    order = np.lexsort((forms, found.phrase))
    best = order[np.flatnonzero(np.diff(found.phrase[order], append=-1))]
    last = found.words[np.arange(m), np.count_nonzero(found.words, axis=1) - 1]
    named = np.array([one[:1].isupper() and not one.isupper() for one in found.spelled], dtype=bool)[last]
    cut = np.bincount(found.phrase[found.form[in_lead & found.goes_on & named[found.form]]], minlength=len(best))
    only_headlines = (found.words[best, 1] > 0) & (uses == 0)
    return best, (cut > MOST_USES * uses) | only_headlines if uses.any() else np.zeros(len(best), dtype=bool)


def _label(uses: dict[str, float], fair: dict[str, float], most: int) -> str:
    """Join the best of the phrases that `fair` holds (its uses if the group wrote as all groups do)."""
    longer = longer_uses({phrase: n for phrase, n in uses.items() if phrase.istitle()})
    kept = {phrase: n for phrase, n in uses.items() if longer.get(phrase.lower(), 0) < MOST_USES * n}
    total = max(sum(kept.values()), 1)
    scores = {
        phrase: n / total * max(log(n / fair[phrase]), LEAST) * (1 + 0.3 * phrase.count(" "))
        for phrase, n in kept.items()
        if phrase in fair
    }
    chosen: list[str] = []
    used: set[str] = set()
    for phrase in sorted(scores, key=lambda one: (-round(scores[one], 9), one.lower())):
        words = {word[:5] for word in phrase.lower().split()}
        if not words & used:
            chosen.append(phrase)
            used |= words
        if len(chosen) == most:
            break
    return ", ".join(chosen) or "(no words)"


def longer_uses(counted: Mapping[str, float]) -> dict[str, float]:
    """Return for each phrase, in lower case, the highest count of a longer phrase that holds it."""
    best: dict[str, float] = {}
    for phrase, n in counted.items():
        words = phrase.lower().split()
        for i in range(len(words)):
            for j in range(i + 1, len(words) + 1):
                if j - i < len(words):
                    part = " ".join(words[i:j])
                    best[part] = max(best.get(part, 0), n)
    return best
