"""Gold data to scores: one file per task, each with `evaluate(data, against=False)`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Evaluation:
    """What one evaluation found.

    Attributes
    ----------
    task : name of the task.
    rows : one record per data set: its name under `data`, the figures, and `n`.
    predictions : JSON-able records, so that another scorer can check them.
    """

    task: str
    rows: list[dict[str, Any]]
    predictions: list[dict[str, Any]] = field(default_factory=list)
