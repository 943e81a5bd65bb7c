"""``zombielaw odd``: the description of the model by the ODD protocol, as LaTeX or Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from zombielaw.experiments.authors.asked import one_of, split
from zombielaw.experiments.authors.latex import document
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DOCS

ODD = DOCS / "ODD.md"
FORMATS = ("latex", "markdown")


def answer(words: Sequence[str]) -> str:
    """Answer to ``zombielaw odd format=latex``.

    Raises InputError: a word that cannot be read.
    """
    plain, given = split("odd", words, {"format": "latex"})
    if plain:
        raise InputError("odd takes no {}; allowed: format=latex, format=markdown.", plain[0])
    form = one_of("format", given.get("format", FORMATS[0]), FORMATS)
    text = ODD.read_text(encoding="utf-8")
    return document(text) if form == "latex" else text
