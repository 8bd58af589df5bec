"""The dead, hurt and missing that articles count."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from newslab.text.words import word_set

if TYPE_CHECKING:
    from newslab.events.shared import Sentence
    from newslab.text.spans import Spans

_HARMS: Final = {
    "killed": "killed|dead|died|die|dies|deaths?|dying|fatalit(?:y|ies)|perished|drowned|bodies|murdered|"
    r"(?:claim(?:s|ed)|cost|took|taken|lost)\s(?:\S+\s){0,5}lives",
    "injured": "injured|wounded|hurt|injuries|wounds",
    "missing": "missing|unaccounted",
}
_HARM: Final = re.compile("|".join(rf"\b(?P<{name}>{words})\b" for name, words in _HARMS.items()), re.IGNORECASE)
_ANYONE: Final = word_set(
    "people person persons others victim victims civilian civilians passenger passengers dead deaths death fatalities "
    "injured wounded injuries lives bodies killed casualties men women soldiers residents"
)
_OPEN: Final = {"at least": "at least ", "more than": "more than ", "about": "about ", "nearly": "nearly "}


@dataclass(frozen=True)
class Toll:
    """A number of dead, hurt or missing: its words, value, day (ordinal) and the sentence that gives it."""

    article: str
    harm: str
    value: str
    n: float
    day: int | None
    sentence: Sentence


def find_tolls(spans: Spans, sentences: Mapping[str, Sequence[Sentence]]) -> dict[str, list[Toll]]:
    """Find the tolls that the texts of articles give, by article.

    A number is of the dead, hurt or missing if it counts people, is no part of another, and its clause says so nearest
    to it.
    """
    counted = spans.quantities[spans.quantities["unit"].isna() & spans.quantities["part_of"].isna()]
    of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in counted.to_dict("records"):
        of[str(one["statement_id"])].append({str(name): cell for name, cell in one.items()})
    found: dict[str, list[Toll]] = defaultdict(list)
    for article, held in sentences.items():
        for sentence in held:
            for row in sentence.statements:
                if row["modality"] in ("none", "habit", "planned", "possible", "denied"):
                    continue
                for counted_one in of.get(str(row["statement_id"]), ()):
                    found[article] += _toll(counted_one, row, sentence)
    return dict(found)


def _toll(one: Mapping[str, Any], row: Mapping[str, Any], sentence: Sentence) -> list[Toll]:
    value, what = one["value"], one["of_what"]
    words = set(what.casefold().split()) if isinstance(what, str) else set()
    if pd.isna(value) or value < 1 or value != int(value) or (words and not words & _ANYONE):
        return []
    end = int(one["end"]) - sentence.start
    harms = list(_HARM.finditer(sentence.text, int(row["start"]) - sentence.start, int(row["end"]) - sentence.start))
    near = [match for match in harms if match.start() >= end] or harms[::-1]
    if not near:
        return []
    day = None if pd.isna(row["first_day"]) else int(pd.Timestamp(row["first_day"]).toordinal())
    told = f"{_OPEN.get(str(one['qualifier']), '')}{int(value):,}"
    return [Toll(sentence.article, str(near[0].lastgroup), told, float(value), day, sentence)]
