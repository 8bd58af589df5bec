"""Merging: reports of one happening become one event, wherever and with whatever precision they were told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from newslab.events.mentions import Mention

# Chosen on the gold mentions of the bundled sample, for few wrong joins before many right ones: benchmarks/events.md.
SAME_EVENT = 0.14  # mean likeness of two groups of mentions above which they tell of one event
WORDS, ACTORS, ACT = 0.6, 0.3, 0.1  # what likeness is made of: words and meaning, shared names, the same type or verb
MEANING = 0.5  # share of the sentence embedding in the likeness of words; TF-IDF has the rest
VAGUE = 0.1  # how much more alike two mentions must be when one is dated far less precisely than the other
WIDE = (
    0.16  # how much more alike two mentions must be when neither is dated closer than a week: years are shared by much
)
MUCH_WIDER = 25  # days by which a span must be longer than another to be called vague beside it
LATE = 2  # days after an event on which reports that name no day still appear
DECIMALS = 6


def merge(mentions: Sequence[Mention], groups: Sequence[str], *, embedding: str = "quality") -> list[list[int]]:
    """Group mentions of one event.

    Parameters
    ----------
    mentions : n mentions, in a stable order.
    groups : n texts; only mentions of one group (a story) are compared.
    embedding : model of the sentence vectors, as `embed` takes it.

    Returns
    -------
    Lists of indices into `mentions`, each sorted; the lists are ordered by their first index.

    Notes
    -----
    Average-link agglomeration over pairs whose days agree; groups whose days exclude each other never join.
    """
    if not mentions:
        return []
    by_group: dict[str, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        by_group[group].append(at)
    pairs = {group: _agreeing(rows, mentions) for group, rows in by_group.items()}
    paired = sorted({row for found in pairs.values() for pair in found for row in pair})
    texts = [mention.sentence.told for mention in mentions]
    cosines = _cosines(texts, paired, [pair for group in sorted(pairs) for pair in pairs[group]], embedding)
    clusters: list[list[int]] = []
    for group in sorted(by_group):
        likeness = {pair: _likeness(mentions[pair[0]], mentions[pair[1]], cosines[pair]) for pair in pairs[group]}
        clusters += _agglomerate(by_group[group], mentions, likeness)
    return sorted(clusters)


def agree(one: Mention, other: Mention) -> bool:
    """Tell whether two mentions can be of one day: their spans overlap, allowing for undated reports a day later."""
    low = one.first - (LATE if one.assumed else 0), other.first - (LATE if other.assumed else 0)
    return low[0] <= other.last and low[1] <= one.last


def _agreeing(rows: list[int], mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Give the pairs of mentions that can be of one day."""
    low = np.array([mentions[row].first - LATE * mentions[row].assumed for row in rows])
    high = np.array([mentions[row].last for row in rows])
    left, right = np.nonzero(np.triu((low[:, None] <= high[None, :]) & (low[None, :] <= high[:, None]), k=1))
    return [(rows[one], rows[other]) for one, other in zip(left.tolist(), right.tolist(), strict=True)]


def _cosines(
    texts: list[str], paired: list[int], pairs: list[tuple[int, int]], embedding: str
) -> dict[tuple[int, int], float]:
    """Compare the sentences of each pair by their words and by their meaning; only what has a partner is embedded."""
    if not pairs:
        return {}
    from newslab.text.embed import embed

    words = _vectors(texts)
    place = {row: at for at, row in enumerate(paired)}
    dense = embed([texts[row] for row in paired], model=embedding)
    one, other = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
    lexical = np.asarray(words[one].multiply(words[other]).sum(axis=1)).ravel()
    first, second = (dense[[place[int(row)] for row in rows]] for rows in (one, other))
    meaning = np.maximum(np.einsum("ij,ij->i", first, second, dtype=np.float64), 0.0)
    both = np.round((1 - MEANING) * lexical + MEANING * meaning, DECIMALS)
    return dict(zip(pairs, both.tolist(), strict=True))


def _agglomerate(
    rows: list[int], mentions: Sequence[Mention], likeness: Mapping[tuple[int, int], float]
) -> list[list[int]]:
    """Join the two most alike groups again and again; the likeness of groups is the mean over their pairs."""
    members: dict[int, list[int]] = {row: [row] for row in rows}
    home = {row: row for row in rows}
    for one, other in sorted(likeness, key=lambda pair: (-likeness[pair], pair)):
        left, right = home[one], home[other]
        if left == right or likeness[one, other] < SAME_EVENT:
            continue
        if _mean(members[left], members[right], likeness, mentions) < SAME_EVENT:
            continue
        keep, gone = min(left, right), max(left, right)
        members[keep] += members.pop(gone)
        for row in members[keep]:
            home[row] = keep
    return [sorted(found) for found in members.values()]


def _mean(
    left: list[int], right: list[int], likeness: Mapping[tuple[int, int], float], mentions: Sequence[Mention]
) -> float:
    """Return the mean likeness of two groups, or -1 where a pair cannot be of one day."""
    total = 0.0
    for one in left:
        for other in right:
            if not agree(mentions[one], mentions[other]):
                return -1.0
            total += likeness.get((min(one, other), max(one, other)), 0.0)
    return round(total / (len(left) * len(right)), DECIMALS)


def _likeness(one: Mention, other: Mention, cosine: float) -> float:
    if one.sentence.text == other.sentence.text and (one.first, one.last) == (other.first, other.last):
        return 1.0
    shared = len(one.entities & other.entities)
    fewest = min(len(one.entities), len(other.entities))
    actors = shared / fewest if fewest else cosine
    act = 0.0
    if one.frame and other.frame:
        act = float(one.frame.lemma == other.frame.lemma or (one.frame.type or "-") == other.frame.type)
    vague = abs((one.last - one.first) - (other.last - other.first)) > MUCH_WIDER
    wide = min(one.last - one.first, other.last - other.first) >= 7
    return round(WORDS * cosine + ACTORS * actors + ACT * act - VAGUE * vague - WIDE * wide, DECIMALS)


def _vectors(texts: list[str]) -> Any:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    try:
        return TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform([_plain(text) for text in texts])
    except ValueError:  # no word is left
        return csr_matrix(np.zeros((len(texts), 1)))


SUFFIXES: Final = ("ing", "ed", "es", "s")


def _plain(text: str) -> str:
    """Cut inflections, so that "meets", "met with" and "meeting" share what they can."""
    words = []
    for word in text.lower().replace("\u2019", "'").split():
        bare = word.strip(".,;:!?\"'()[]“”")
        suffix = next((end for end in SUFFIXES if bare.endswith(end) and len(bare) - len(end) > 3), "")
        words.append(bare[: len(bare) - len(suffix)] if suffix else bare)
    return " ".join(words)
