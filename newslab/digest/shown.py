"""Shown: which rows of the table of contrasts a page tells of a story, in which order."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from newslab.digest.desk import Desk

OMISSION: Final = "omission"
OPEN: Final = ("contradiction", "differs")


def tells_difference(row: Any) -> bool:
    """Tell whether a contrast is a difference of two reports that the build is sure enough of to show it."""
    return row.shown is True and row.kind not in ("coverage", "emphasis", OMISSION)


def told_differences(desk: Desk, story_id: str) -> list[Any]:
    """Return the differences that a page tells, contradictions first, then the surest."""
    judged = [row for row in desk.contrasts_of(story_id) if tells_difference(row)]
    return sorted(judged, key=lambda row: (row.verdict != "contradiction", -number(row.score), str(row.contrast_id)))


def told_omissions(desk: Desk, story_id: str) -> list[Any]:
    """Return the facts that some do not tell and that a page may show, the weightiest first."""
    omitted = [row for row in desk.contrasts_of(story_id) if row.kind == OMISSION and row.shown is True]
    return sorted(omitted, key=lambda row: (-number(row.score), str(row.contrast_id)))


def number(cell: object) -> float:
    """Return a cell as a number; missing is 0."""
    return 0.0 if cell is None or pd.isna(cell) else float(cell)  # type: ignore[call-overload, arg-type]
