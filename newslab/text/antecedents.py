"""Whom a pronoun or a surname means, where one article makes it plain."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from newslab.text.words import word_set

MALE: Final = word_set("he him his himself")
FEMALE: Final = word_set("she her hers herself")
SPEAKER: Final = word_set("i me my mine myself")
_MISTER: Final = re.compile(r"\b(?:Mr|Sir|Lord|King|Prince|Father|Pope)\.? (?:[A-Z][\w.'’-]* ){0,2}$")
_MRS: Final = re.compile(r"\b(?:Mrs|Ms|Miss|Lady|Dame|Queen|Princess)\.? (?:[A-Z][\w.'’-]* ){0,2}$")
_BACK: Final = 2  # sentences before that of a pronoun in which whom it means is looked for


class Persons:
    """The persons that one text names: their full names, and whom a pronoun at some place surely means."""

    def __init__(self, text: str, names: Iterable[Mapping[str, Any]], sentences: Sequence[tuple[int, int]]) -> None:
        self._named = sorted((one["start"], one["text"]) for one in names if one["kind"] == "person")
        self._starts = [start for start, _ in self._named]
        self._sentences = sentences
        self._sentence_starts = [start for start, _ in sentences]
        self._full = _full_names(name for _, name in self._named)
        self._gender = self._genders(text)
        self._meant: dict[tuple[int, str], str] = {}  # (sentence, sex) -> whom its pronoun meant

    def full(self, name: str) -> str:
        """Return the full name that the text gives for a surname, or the name itself."""
        return self._full.get(name.removesuffix("'s").removesuffix("’s"), name)

    def meant(self, pronoun: str, place: int) -> str | None:
        """Return the full name of the one person whom "he" or "she" at `place` can mean, None where that is not sure.

        Sure is the only person named before it in its sentence, else the only one in the sentence before; or whom the
        same pronoun meant there.
        """
        sex = "m" if pronoun.lower() in MALE else "f" if pronoun.lower() in FEMALE else ""
        if not sex:
            return None
        at = bisect_right(self._sentence_starts, place) - 1
        end = place
        for back in range(_BACK + 1):
            if at - back < 0:
                return None
            start = self._sentence_starts[at - back]
            people = self._between(start, end)
            if people:
                found = next(iter(people)) if len(people) == 1 else None
                if found is None or self._gender.get(found, sex) != sex:
                    return None
                self._meant[at, sex] = found
                return found
            if back and (known := self._meant.get((at - back, sex))):
                self._meant[at, sex] = known
                return known
            end = start
        return None

    def _between(self, start: int, end: int) -> set[str]:
        low, high = bisect_right(self._starts, start - 1), bisect_right(self._starts, end - 1)
        return {self.full(name) for _, name in self._named[low:high]}

    def _genders(self, text: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for start, name in self._named:
            before = text[max(0, start - 40) : start]
            for sex, pattern in (("m", _MISTER), ("f", _MRS)):
                if pattern.search(before):
                    found.setdefault(self.full(name), sex)
        return found


def _full_names(names: Iterable[str]) -> dict[str, str]:
    """Return, for each surname or first name that stands alone, the one full name it is part of."""
    fulls = {name.removesuffix("'s").removesuffix("’s") for name in names}
    bearers: dict[str, set[str]] = {}
    for full in sorted(fulls, key=lambda name: (len(name), name)):
        words = full.split()
        if len(words) > 1:
            bearers.setdefault(words[-1], set()).add(full)
            bearers.setdefault(words[0], set()).add(full)
    # of "Anna Lind" and "Anna Maria Lind" the longer one is meant
    return {
        word: max(found, key=lambda name: (len(name), name))
        for word, found in sorted(bearers.items())
        if len({(name.split()[0], name.split()[-1]) for name in found}) == 1
    }
