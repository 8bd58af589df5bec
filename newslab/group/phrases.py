"""Phrases of many texts at once, counted in arrays: what the names of topics are made of."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

LONGEST: Final = 3  # words in a phrase
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*\.?|[^\w\s]")
_POSSESSIVE: Final = ("'s", "’s")
_END: Final = "."


class Phrases(NamedTuple):
    """Every use of a phrase in some texts: `text`, `form` (how it is written) and `goes_on`, one value per use.

    `goes_on` says whether a word with a capital follows at once, as inside a name. `phrase` gives for each form the
    number of its phrase, which is the same however it is capitalised; `words` are the forms' words, (m, 3) places in
    `spelled`, 0 for none. Forms are in the order of the alphabet.
    """

    text: Rows
    form: Rows
    goes_on: NDArray[np.bool_]
    phrase: Rows
    words: Rows
    spelled: NDArray[Any]

    def write(self, form: int) -> str:
        """Return a form as text."""
        return " ".join(self.spelled[word] for word in self.words[form] if word)


def read_phrases(texts: Sequence[str], stops: Collection[str]) -> Phrases:
    """Find the runs of one to three words between `stops` (words in lower case) and punctuation.

    Examples
    --------
    >>> found = read_phrases(["counsel Anne Miller"], {"the"})
    >>> [found.write(form) for form in range(len(found.phrase))]
    ['Anne', 'Anne Miller', 'Miller', 'counsel', 'counsel Anne', 'counsel Anne Miller']
    """
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    flat, ends = array("q"), [0]
    for text in texts:
        flat.extend(map(numbers.__getitem__, _TOKEN.findall(text)))
        flat.append(numbers[_END])
        ends.append(len(flat))
    token = np.frombuffer(flat, dtype=np.int64) if flat else np.zeros(0, dtype=np.int64)
    stems = [_named(one, stops) for one in numbers]
    spelled = ["", *sorted({stem for stem in stems if stem})]
    place = {stem: number for number, stem in enumerate(spelled)}
    word = np.array([place[stem] for stem in stems], dtype=np.int64)[token]
    stop_after = np.array([one.endswith(_POSSESSIVE) for one in numbers], dtype=bool)[token]
    capital = np.array([one[0].isupper() for one in numbers], dtype=bool)[token]
    goes_on = ~stop_after & np.append(capital[1:], [False])[: len(token)]
    use, words = _runs(word, stop_after)
    _, first, form = np.unique(_keys(words, len(spelled)), return_index=True, return_inverse=True)
    words = words[first]
    lower = {one.lower() for one in spelled}
    lower_place = {one: number for number, one in enumerate(sorted(lower))}
    lowered = np.array([lower_place[one.lower()] for one in spelled], dtype=np.int64)
    phrase = np.unique(_keys(lowered[words], len(lower)), return_inverse=True)[1]
    text_of = np.repeat(np.arange(len(texts)), np.diff(ends))
    last = use + np.count_nonzero(words, axis=1)[form] - 1
    return Phrases(text_of[use], form, goes_on[last], phrase, words, np.array(spelled, dtype=object))


def _named(token: str, stops: Collection[str]) -> str:
    """Return the word that a token stands for, "" for what names nothing."""
    word = token.rstrip(_END).removesuffix(_POSSESSIVE[0]).removesuffix(_POSSESSIVE[1])
    return word if len(word) >= 2 and word[0].isalpha() and word.lower() not in stops else ""


def _runs(word: Rows, stop_after: NDArray[np.bool_]) -> tuple[Rows, Rows]:
    """Return where a phrase begins, and its (n, 3) words, for each run of up to three words that nothing parts."""
    starts = np.flatnonzero(word)
    begun, words = [starts], [np.stack([word[starts], 0 * starts, 0 * starts], axis=1)]
    for n in range(1, LONGEST):
        starts = starts[starts + n < len(word)]
        starts = starts[(word[starts + n] > 0) & ~stop_after[starts + n - 1]]
        held = np.zeros((len(starts), LONGEST), dtype=np.int64)
        for place in range(n + 1):
            held[:, place] = word[starts + place]
        begun.append(starts)
        words.append(held)
    return np.concatenate(begun), np.concatenate(words)


def _keys(words: Rows, base: int) -> Rows:
    """Return one number for the words of each phrase, in their order; no collection has 2 million words (2**63 for
    3).
    """
    keys: Rows = (words[:, 0] * base + words[:, 1]) * base + words[:, 2]
    return keys
