"""The task of differences: when a row tells what readers listed, and what its figures count."""

from __future__ import annotations

from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.evaluate.differences import Gold, Row, read_stories, score, tells

A, B = ("a", "text", 10, 30), ("b", "text", 50, 70)
NUMBER = Gold("s", "1", "number", "contradiction", True, 3, False, (A,), (B,), ("four photos", "three photos"))
OMITTED = Gold("s", "1", "omission", "omission", True, 2, False, (A,), ())
SEEMING = Gold("s", "1", "date", "compatible", False, 1, False, (A,), (B,), ("", ""))

ROWS = {
    "both sides": (Row("number", "differs", 1, a=(A,), b=(B,)), NUMBER, True),
    "sides turned round": (Row("number", "differs", 1, a=(B,), b=(A,)), NUMBER, True),
    "one side elsewhere": (Row("number", "differs", 1, a=(A,), b=(("b", "text", 0, 9),)), NUMBER, False),
    "the values elsewhere": (Row("number", "differs", 1, ("four", "three"), (("a", "title", 0, 9),), (("b", "text", 0, 9),)),
                             NUMBER, True),
    "an omission is no difference": (Row("omission", "omission", 1, a=(A,)), NUMBER, False),
    "an omission": (Row("omission", "omission", 1, a=(A,)), OMITTED, True),
    "a difference is no omission": (Row("number", "differs", 1, a=(A,), b=(B,)), OMITTED, False),
}  # fmt: skip


@pytest.mark.parametrize(("row", "gold", "told"), ROWS.values(), ids=ROWS)
def test_when_a_row_tells_a_listed_difference(row: Row, gold: Gold, told: bool) -> None:
    assert tells(row, gold) is told


def test_figures_count_what_is_told_and_what_only_seems_one() -> None:
    shown = [Row("number", "differs", 1, a=(A,), b=(B,)), Row("date", "contradiction", 1, a=(A,), b=(B,))]
    row = score([([NUMBER, OMITTED, SEEMING], shown)], "one")
    assert (row["two_sided"], row["omissions"], row["seeming"]) == (1.0, 0.0, 1.0)
    assert (row["shown"], row["listed"], row["n_two_sided"], row["n_omissions"], row["n_seeming"]) == (2, 2, 1, 1, 1)


def test_a_folder_without_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"differences\.jsonl"):
        read_stories(tmp_path)
