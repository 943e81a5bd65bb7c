"""Files of a user's own that a command reads, by the name that its manifest has for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from zombielaw.experiments.config.settings import Settings, given_away
from zombielaw.experiments.data.files import table_in
from zombielaw.experiments.data.tables import ENDS
from zombielaw.experiments.designs.reform_words import files_of
from zombielaw.experiments.paths import DATA


def own_files(settings: Settings) -> dict[str, Path]:
    """Files that the words of a command name, or its reforms, or the cells of its tables; by name in the manifest."""
    there = [Path(text) for text in _named(settings) if os.path.isfile(text)]  # noqa: PTH113 - any text is asked, however long
    return {
        given_away({"": str(path)})[""]: path
        for path in there
        if DATA.resolve() not in path.resolve().parents
    }


def _named(settings: Settings) -> Iterator[str]:
    words = [
        *settings.study_keys.values(),
        settings.statistics,
        settings.posterior_file,
        settings.priors_file,
    ]
    for text in (word for word in words if isinstance(word, str) and word):
        yield text
        if text.endswith(ENDS) and os.path.isfile(text):  # noqa: PTH113
            for row in table_in(Path(text)).rows:
                yield from (cell for cell in row if cell.endswith((".yaml", ".yml")))
    yield from files_of(settings.study_keys.get("reforms", ""))
