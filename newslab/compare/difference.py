"""One difference between two statements, as the file of its kind finds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Kind = Literal["number", "date"]
DIFFERENCES: Final[tuple[str, ...]] = get_args(Kind)


@dataclass(frozen=True)
class Difference:
    """What differs between two statements.

    Attributes
    ----------
    kind, verdict, subject, value, other_value, reason : as in the table of contrasts; the reason names the sides {a},
        {b}.
    way : which finding of its kind it is: what is learned of how often readers want to be told is learned by it.
    right : probability that it is as said, where a model of its own says so; else NaN.
    figures : what tells it from others that show the same.
    """

    kind: Kind
    way: str
    verdict: str
    subject: str
    value: str
    other_value: str
    reason: str
    right: float = float("nan")
    figures: tuple[str, ...] = field(default=())
