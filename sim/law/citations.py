"""Places in the law."""

from __future__ import annotations

from typing import NamedTuple

CRIMINAL_LAW = "criminal_law"
INTERPRETATION = "interpretation"


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
