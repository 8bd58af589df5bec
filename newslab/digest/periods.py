"""Days and periods in words, no finer than they are known."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def tell_day(cell: Any) -> str:
    """Return a day in words ("2 February 2026"); missing is empty."""
    if cell is None or pd.isna(cell):
        return ""
    return f"{cell.day} {_MONTHS[cell.month - 1]} {cell.year}"


def tell_period(first: Any, last: Any, precision: str = "") -> str:
    r"""Return the days of an event no finer than they are known.

    Examples
    --------
    >>> import datetime as dt
    >>> tell_period(dt.date(1950, 1, 1), dt.date(1953, 12, 31), "years")
    '1950–1953'
    >>> tell_period(dt.date(2026, 2, 2), dt.date(2026, 2, 2), "day")
    '2 February 2026'
    """
    if first is None or pd.isna(first):
        return "" if last is None or pd.isna(last) else f"until {tell_day(last)}"
    if last is None or pd.isna(last):
        return f"from {tell_day(first)}"
    if precision == "year" and first.year == last.year:
        return f"{first.year}"
    if precision in ("years", "decade", "century"):
        return f"{first.year}–{last.year}"
    if precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if precision in ("months", "quarter", "half", "season") and first.year == last.year:
        return f"{_MONTHS[first.month - 1]}–{_MONTHS[last.month - 1]} {last.year}"
    return _tell_days(first, last)


def _tell_days(first: Any, last: Any) -> str:
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return tell_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{tell_day(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} – {tell_day(last)}"
    return f"{tell_day(first)} – {tell_day(last)}"
