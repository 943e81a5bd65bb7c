"""``zombielaw odd``: the description of the model by the ODD protocol, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DOCS

ODD = DOCS / "ODD.md"


def answer(words: Sequence[str]) -> str:
    """Answer to ``zombielaw odd``. Raises InputError: it takes no word."""
    if words:
        raise InputError(
            "odd takes no {}; it writes Markdown, of which pandoc makes LaTeX or Word: "
            "zombielaw odd > ODD.md; pandoc ODD.md -o ODD.tex.",
            words[0],
        )
    return ODD.read_text(encoding="utf-8")
