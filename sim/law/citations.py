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
