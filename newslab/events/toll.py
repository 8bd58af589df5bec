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

_HARM: Final = re.compile(
    r"\b(?:(?P<killed>killed|dead|died?|dies|deaths?|dying|fatalit(?:y|ies)|perished|drowned|bodies|murdered|"
    r"(?:claim(?:s|ed)|cost|took|taken|lost)\s(?:\S+\s){0,5}lives)|"
    r"(?P<injured>injured|wounded|hurt|injuries|wounds)|(?P<missing>missing|unaccounted))\b",
    re.IGNORECASE,
)
_ANYONE: Final = word_set(
    "people person persons others victim victims civilian civilians passenger passengers dead deaths death fatalities "
    "injured wounded injuries lives bodies killed casualties men women soldiers residents"
)
_OPEN: Final = ("at least", "more than", "about", "nearly")


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
    quantities = spans.quantities
    counted = quantities[quantities["unit"].isna() & quantities["part_of"].isna()]
    of = dict(list(counted.groupby("statement_id")))
    found: dict[str, list[Toll]] = defaultdict(list)
    for article, held in sentences.items():
        for sentence in held:
            for row in sentence.statements:
                if row["statement_id"] in of and row["modality"] in ("happened", "ongoing"):
                    tolls = (_toll(one, row, sentence) for one in of[row["statement_id"]].itertuples())
                    found[article] += [toll for toll in tolls if toll is not None]
    return dict(found)


def _toll(one: Any, row: Mapping[str, Any], sentence: Sentence) -> Toll | None:
    words = set(one.of_what.casefold().split()) if isinstance(one.of_what, str) else set()
    if pd.isna(one.value) or one.value < 1 or one.value % 1 or (words and not words & _ANYONE):
        return None
    end = int(one.end) - sentence.start
    harms = list(_HARM.finditer(sentence.text, int(row["start"]) - sentence.start, int(row["end"]) - sentence.start))
    near = [match for match in harms if match.start() >= end] or harms[::-1]
    if not near:
        return None
    day = None if pd.isna(row["first_day"]) else row["first_day"].toordinal()
    told = f"{one.qualifier} {int(one.value):,}" if one.qualifier in _OPEN else f"{int(one.value):,}"
    return Toll(sentence.article, str(near[0].lastgroup), told, float(one.value), day, sentence)
