"""Places in the law."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

CRIMINAL_LAW = "criminal_law"
INTERPRETATION = "interpretation"
TEXTS = {
    "amendment_ix": date(2015, 11, 1),
    INTERPRETATION: date(2019, 11, 1),
    "minutes_2020": date(2020, 12, 17),
    "opinion_ii": date(2021, 6, 17),
    "minutes_2022": date(2022, 3, 22),
    "opinion_2025": date(2025, 7, 28),
}
"""Texts on Arts. 286-1 and 287-2, and the day from which each is in force, or its date (of the minutes of 2020
uncertain)."""


class Citation(NamedTuple):
    """A place in the law. Empty or 0: the whole."""

    source: str
    article: str = ""  # or the section of a writing
    paragraph: int = 0
    items: str = ""  # "4", or "5-8"


def law_at(article: str, paragraph: int = 1, items: str = "") -> Citation:
    """A place in the Criminal Law."""
    return Citation(CRIMINAL_LAW, article, paragraph, items)


def rule_at(article: str, items: str = "", paragraph: int = 0) -> Citation:
    """A place in the Interpretation."""
    return Citation(INTERPRETATION, article, paragraph, items)
