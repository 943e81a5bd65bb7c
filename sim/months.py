"""Months: counted from November 2015 = 0, and written as dates such as 2026-01."""

from __future__ import annotations

import re
from typing import Any

FIRST_YEAR, FIRST_MONTH = 2015, 11
MOST_MONTHS = 10_000
"""Length of a run at most. No stage of a file lasts longer, so that a month two stages after it fits its column."""
_DATE = re.compile(r"(\d{4})-(\d{1,2})")


def month_number(year: int, month: int) -> int:
    """Number of a calendar month."""
    return (year - FIRST_YEAR) * 12 + month - FIRST_MONTH


def year_of(month: Any) -> Any:
    """Calendar year of a month, or of each of several: the year of an office, of a table and of a page.

    A year of a run has twelve months but at its two ends.
    """
    return FIRST_YEAR + (month + FIRST_MONTH - 1) // 12


def month_date(month: int) -> str:
    """A month as a date: 122 is ``2026-01``."""
    return f"{year_of(month)}-{(month + FIRST_MONTH - 1) % 12 + 1:02d}"


def month_read(text: str) -> int | None:
    """Number of the month that a date names; None if it is no date of a month."""
    match = _DATE.fullmatch(text.strip())
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    return month_number(int(match[1]), int(match[2]))
