"""Corrections by hand of single rows: an event or contrast is rejected, an event dated, a topic or event renamed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from newslab.errors import OptionError
from newslab.tables import CONTRACTS, PROBLEMS, STORY_CHANGES, build

DONE: Final = {"reject": "rejected", "date": "dated", "rename": "renamed"}
OF: Final = {"topics": ("rename",), "events": ("reject", "date", "rename"), "contrasts": ("reject",)}
ROWS_ONLY: Final = ("reject", "date")  # what no story is corrected by
_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_UNITS: Final = {"Y": ("year", "years"), "M": ("month", "months"), "D": ("day", "days")}


@dataclass(frozen=True)
class Corrected:
    """A table after its corrections: which keys are gone, STORY_CHANGES rows of what was done, PROBLEMS rows of what
    was not.
    """

    table: pd.DataFrame
    gone: frozenset[str]
    changes: pd.DataFrame
    problems: pd.DataFrame


def is_of_row(what: str, target: str) -> bool:
    """Tell whether an edit is about an event, contrast or topic, whose ids begin with these words, not about a
    story.
    """
    return what in ROWS_ONLY or (what == "rename" and target.startswith(("topic-", "event-")))


def read_period(value: str) -> dict[str, Any]:
    """Return first_day, last_day, precision and edtf of a day, month or year, or of two of them with a slash between.

    Raises
    ------
    OptionError
        If it is none.

    Examples
    --------
    >>> read_period("2024-02")["last_day"].day, read_period("2024-02-01/2024-02-03")["precision"]
    (29, 'days')
    """
    ends = value.split("/")
    if len(ends) > 2 or not all(_DAY.fullmatch(end) for end in ends):
        raise OptionError(f"value: a date is 2024, 2024-05, 2024-05-01, or two with a slash between; found {value!r}")
    unit = "YMD"[max(end.count("-") for end in ends)]
    try:
        first, last = pd.Period(ends[0], freq=_freq(ends[0])), pd.Period(ends[-1], freq=_freq(ends[-1]))
    except ValueError as error:
        raise OptionError(f"value: {value!r} is no date ({error})") from error
    low, high = first.start_time.normalize(), last.end_time.normalize()
    if high < low:
        raise OptionError(f"value: {value!r} ends before it begins")
    return {"first_day": low, "last_day": high, "precision": _UNITS[unit][len(ends) - 1], "edtf": value}


def correct_rows(table: pd.DataFrame, name: str, edits: pd.DataFrame) -> Corrected:
    """Replay the corrections of the rows of one table, in their order.

    Parameters
    ----------
    table : TOPICS, EVENTS or CONTRASTS table, n rows; left as it is.
    name : its name.
    edits : EDITS table; those about other tables are left alone.

    Returns
    -------
    Corrected, whose table has at most n rows.
    """
    key = CONTRACTS[name].key[0]
    made, changes, problems, gone = table.copy(), [], [], set()
    for edit in edits.fillna("").to_dict("records"):
        what, target, value = str(edit["what"]), str(edit["target"]), str(edit["value"])
        if not is_of_row(what, target) or _table_of(target) != name:
            continue
        here = made[key] == target
        story = str(made.loc[here, "story_id"].fillna("").iloc[0]) if "story_id" in made and here.any() else ""
        try:
            made = _apply(made, here, what, value, name)
        except OptionError as error:
            problems.append({"place": f"edits {edit['edit_id']}", "reason": f"{what} does not apply: {error}",
                             "detail": f"{target} {value} {edit['who']} {edit['why']}".strip()})  # fmt: skip
            continue
        gone |= {target} if what == "reject" else set()
        if story:
            told = f"by hand: {target} {DONE[what]}" + (f", {value}" if value else "")
            changes.append({"story_id": story, "run": edit["edit_id"], "change": DONE[what], "reason": told})
    made = made.reset_index(drop=True)
    return Corrected(made, frozenset(gone), build(changes, STORY_CHANGES), build(problems, PROBLEMS))


def _table_of(target: str) -> str:
    return next((name for name in ("topics", "contrasts") if target.startswith(f"{name[:-1]}-")), "events")


def _freq(end: str) -> str:
    return "YMD"[end.count("-")]


def _apply(rows: pd.DataFrame, here: pd.Series[Any], what: str, value: str, name: str) -> pd.DataFrame:
    if what not in OF[name] or not here.any():
        raise OptionError(f"none of the {len(rows):,} {name} of this build is meant")
    if what == "reject":
        return rows[~here]
    cells = read_period(value) if what == "date" else {"label" if name == "topics" else "text": value}
    made = rows.copy()
    for column, cell in cells.items():
        made.loc[here, column] = cell
    return made
