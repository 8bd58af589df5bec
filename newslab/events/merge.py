"""Merging: reports of one happening become one event, wherever and with whatever precision they were told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from newslab.events.mentions import Mention

# Chosen on the gold mentions of the bundled sample, for few wrong joins before many right ones: benchmarks/events.md.
SAME_EVENT = 0.12  # mean likeness of two groups of mentions above which they tell of one event
WORDS, ACTORS, ACT = 0.6, 0.3, 0.1  # what likeness is made of: words and meaning, shared names, the same type or verb
MEANING = 0.5  # share of the sentence embedding in the likeness of words; TF-IDF has the rest
VAGUE = 0.3  # how much more alike two mentions must be when one is dated far less precisely than the other
WIDE = (
    0.16  # how much more alike two mentions must be when neither is dated closer than a week: years are shared by much
)
MUCH_WIDER = 20  # days by which a span must be longer than another to be called vague: a month beside a week
FIGURES = 0.2  # what a number, share or clock time that both give adds
OTHERS = 0.1  # what it takes off when both name persons, and none is the same
GOING_ON = 0.2  # the same for the sentence after it
RECENT = 14  # days after an event in which sentences that name no day still tell of it, and not of something newer
GOES_ON = 0.2  # what it adds when an undated sentence stands beside the other in one article
REPEATS = 0.4  # cosine of words from which a sentence without a day repeats a dated one: benchmarks/events.md
LATE = 2  # days after an event on which reports that name no day still appear
DECIMALS = 6


def merge(mentions: Sequence[Mention], groups: Sequence[str], *, embedding: Any = "quality") -> list[list[int]]:
    """Group mentions of one event.

    Parameters
    ----------
    mentions : n mentions, in a stable order; a weak one is left out unless it repeats an event of others.
    groups : n texts; only mentions of one group (a story) are compared.
    embedding : model of the sentence vectors, as `embed` takes it.

    Returns
    -------
    Lists of indices into `mentions`, each sorted; the lists are ordered by their first index.

    Notes
    -----
    Average-link agglomeration over pairs whose days agree; groups whose days exclude each other never join. Then each
    weak mention joins the event whose words it repeats most.
    """
    strong: dict[str, list[int]] = defaultdict(list)
    weak: dict[str, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        (weak if mentions[at].weak else strong)[group].append(at)
    used = sorted(row for group, rows in strong.items() for row in (*rows, *weak[group]))
    if not used:
        return []
    words = _vectors([mentions[row].sentence.told for row in used])
    place = {row: at for at, row in enumerate(used)}
    pairs = {group: _agreeing(rows, mentions) for group, rows in strong.items()}
    every = [pair for group in sorted(pairs) for pair in pairs[group]]
    cosines = _cosines(mentions, every, words, place, embedding)
    clusters: list[list[int]] = []
    for group in sorted(strong):
        likeness = {pair: _likeness(mentions[pair[0]], mentions[pair[1]], cosines[pair]) for pair in pairs[group]}
        found = _agglomerate(strong[group], mentions, likeness)
        clusters += _with_repeats(found, weak[group], mentions, words, place)
    return sorted(clusters)


def _with_repeats(
    clusters: list[list[int]], weak: list[int], mentions: Sequence[Mention], words: Any, place: Mapping[int, int]
) -> list[list[int]]:
    """Add each weak mention to the event that its words repeat most, where its day can be that of the event."""
    if not weak or not clusters:
        return clusters
    home = [at for at, cluster in enumerate(clusters) for _ in cluster]
    rows = [row for cluster in clusters for row in cluster]
    alike = (words[[place[row] for row in weak]] @ words[[place[row] for row in rows]].T).tocsr()
    joined = [list(cluster) for cluster in clusters]
    before = {_next_place(mentions[row]): home[at] for at, row in reversed(list(enumerate(rows)))}
    for at, row in enumerate(weak):
        sentence = mentions[row].sentence
        follows = before.get((sentence.article_id, sentence.field, sentence.position))
        span = slice(alike.indptr[at], alike.indptr[at + 1])
        near = zip(np.round(alike.data[span], DECIMALS).tolist(), alike.indices[span].tolist(), strict=True)
        best = sorted((-cosine, home[other]) for cosine, other in near)
        for cosine, cluster in best:
            enough = -cosine >= (GOING_ON if cluster == follows else REPEATS)
            if enough and all(_can_be(mentions[row], mentions[other]) for other in clusters[cluster]):
                joined[cluster].append(row)
                break
    return [sorted(cluster) for cluster in joined]


def _next_place(told: Mention) -> tuple[str, str, int]:
    return told.sentence.article_id, told.sentence.field, told.sentence.position + 1


def _can_be(weak: Mention, told: Mention) -> bool:
    published = weak.sentence.published
    if weak.assumed and published is not None and published - told.last > RECENT:
        return False
    return weak.first <= told.last and told.first <= weak.last


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
    mentions: Sequence[Mention], pairs: list[tuple[int, int]], words: Any, place: Mapping[int, int], embedding: Any
) -> dict[tuple[int, int], float]:
    """Compare the sentences of each pair by their words and by their meaning; only what has a partner is embedded."""
    if not pairs:
        return {}
    from newslab.text.embed import embed
    from newslab.text.embed_model import unit

    paired = sorted({row for pair in pairs for row in pair})
    dense = embed([mentions[row].sentence.told for row in paired], model=embedding)
    if embedding != "quality":  # on whose cosines `SAME_EVENT` was measured; others call all sentences alike
        dense = unit(dense - dense.mean(axis=0, dtype=np.float64))
    among = {row: at for at, row in enumerate(paired)}
    one, other = ([place[pair[side]] for pair in pairs] for side in (0, 1))
    lexical = np.asarray(words[one].multiply(words[other]).sum(axis=1)).ravel()
    first, second = (dense[[among[pair[side]] for pair in pairs]] for side in (0, 1))
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
    score = WORDS * cosine + ACTORS * actors + ACT * act
    score += FIGURES * bool(one.figures & other.figures) + GOES_ON * _goes_on(one, other)
    score -= OTHERS * bool(one.people and other.people and not one.people & other.people)
    score -= VAGUE * (abs((one.last - one.first) - (other.last - other.first)) > MUCH_WIDER)
    score -= WIDE * (min(one.last - one.first, other.last - other.first) >= 7)
    return round(score, DECIMALS)


def _goes_on(one: Mention, other: Mention) -> bool:
    """Tell whether one of two neighbouring sentences names no day: it goes on about what the other tells."""
    left, right = one.sentence, other.sentence
    beside = (left.article_id, left.field) == (right.article_id, right.field) and left.field == "text"
    return beside and abs(left.position - right.position) == 1 and (one.assumed or other.assumed)


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
