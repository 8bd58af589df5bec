"""Whom a pronoun or a surname means, where one article makes it plain."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from newslab.text.resources import listed
from newslab.text.words import OFFICES, word_set

if TYPE_CHECKING:
    from newslab.text.parse import Parsed

MALE: Final = word_set("he him his himself")
FEMALE: Final = word_set("she her hers herself")
SPEAKER: Final = word_set("i me my mine myself")
_MISTER: Final = re.compile(r"\b(?:Mr|Sir|Lord|King|Prince|Father|Pope)\.? (?:[A-Z][\w.'’-]* ){0,2}$")
_MRS: Final = re.compile(r"\b(?:Mrs|Ms|Miss|Lady|Dame|Queen|Princess)\.? (?:[A-Z][\w.'’-]* ){0,2}$")
_SUBJECTS: Final = frozenset(("nsubj", "nsubjpass"))
_PERSON_NOUNS: Final = OFFICES | listed("person nouns")
_PERSON_ENDINGS: Final = ("man", "woman", "person", "ist", "ian", "eer")
_BACK: Final = 2  # sentences before that of a pronoun in which whom it means is looked for


class Persons:
    """The persons that one text names: their full names, and whom a pronoun at some place surely means."""

    def __init__(self, text: str, names: Iterable[Mapping[str, Any]], parsed: Parsed) -> None:
        self._named = sorted((one["start"], one["text"]) for one in names if one["kind"] == "person")
        self._starts = [start for start, _ in self._named]
        self._parsed = parsed
        self._sentence_starts = [start for start, _ in parsed.sentences]
        self._full = _full_names(name for _, name in self._named)
        self._gender = self._genders(text)
        self._known: dict[tuple[int, str], str | None] = {}  # (sentence, sex) -> whom its first pronoun means

    def full(self, name: str) -> str:
        """Return the full name that the text gives for a surname, or the name itself."""
        return self._full.get(name.removesuffix("'s").removesuffix("’s"), name)

    def meant(self, pronoun: str, place: int) -> str | None:
        """Return the full name of the one person whom "he" or "she" at `place` can mean, None where that is not sure.

        Sure is the only person named before it in its sentence, else the only one in the sentence before, if a subject
        there; or whom the same pronoun means there. Nobody else may have been spoken of in between.
        """
        sex = "m" if pronoun.lower() in MALE else "f" if pronoun.lower() in FEMALE else ""
        at = bisect_right(self._sentence_starts, place) - 1
        if not sex or at < 0:
            return None
        here = self._spoken_of(at, place)
        if here:
            return self._only(here, sex)
        for back in range(1, _BACK + 1):
            if at - back < 0:
                return None
            before = self._spoken_of(at - back, self._sentence_starts[at - back + 1])
            same = self._pronoun(at - back, sex)
            if same is not None:
                known = self._first(at - back, sex, same)
                return known if known is not None and before <= {known} else None
            if before:
                return self._only(before, sex)
        return None

    def _only(self, people: set[str], sex: str) -> str | None:
        found = next(iter(people)) if len(people) == 1 else ""
        return found if found and self._gender.get(found, sex) == sex else None

    def _first(self, at: int, sex: str, place: int) -> str | None:
        """Return whom the first pronoun of a sentence means; each is looked for once."""
        if (at, sex) not in self._known:
            self._known[at, sex] = self.meant("he" if sex == "m" else "she", place)
        return self._known[at, sex]

    def _pronoun(self, at: int, sex: str) -> int | None:
        words = MALE if sex == "m" else FEMALE
        token = next((token for token in self._parsed.docs[at] if token.lower_ in words), None)
        return self._parsed.span(at, token.idx, token.idx + 1)[0] if token is not None else None

    def _spoken_of(self, at: int, end: int) -> set[str]:
        """Return the persons that a sentence names up to `end`, and "" for one without a name, or one that is no
        subject.
        """
        start = self._sentence_starts[at]
        found = self._between(start, end)
        subjects: set[str] = set()
        for token in self._parsed.docs[at]:
            if token.dep_ not in _SUBJECTS or token.tag_[:2] != "NN":
                continue
            place = self._parsed.span(at, token.idx, token.idx + 1)[0]
            if place >= end:
                break
            name = self._name_at(place)
            if name:
                subjects.add(name)
            elif token.tag_ == "NN" and is_person_noun(token.lower_):
                found.add("")
        return found if len(found) != 1 or found <= subjects else {*found, ""}

    def _name_at(self, place: int) -> str:
        at = bisect_right(self._starts, place) - 1
        if at < 0 or place >= self._starts[at] + len(self._named[at][1]):
            return ""
        return self.full(self._named[at][1])

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


def is_person_noun(noun: str) -> bool:
    """Tell whether a noun is likely to mean a person: "officer", "spokesman", "tourist".

    Examples
    --------
    >>> [is_person_noun(word) for word in ("spokesman", "driver", "storm", "answer")]
    [True, False, False, False]
    """
    return noun in _PERSON_NOUNS or noun.endswith(_PERSON_ENDINGS)


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
