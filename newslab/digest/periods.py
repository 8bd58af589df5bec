"""Days and periods in words, no finer than they are known."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from newslab.text.resources import word_list

_MONTHS: Final = [month.title() for month in word_list("months")]


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
    is_year, month = first.year == last.year, _MONTHS[first.month - 1]
    is_month = is_year and first.month == last.month
    if precision in ("year", "years", "decade", "century"):
        return f"{first.year}" if is_year else f"{first.year}–{last.year}"
    if precision in ("month", "months", "quarter", "half", "season") and is_year:
        return f"{month} {last.year}" if is_month else f"{month}–{_MONTHS[last.month - 1]} {last.year}"
    if is_month:
        return tell_day(first) if first.day == last.day else f"{first.day}–{tell_day(last)}"
    return f"{f'{first.day} {month}' if is_year else tell_day(first)} – {tell_day(last)}"
