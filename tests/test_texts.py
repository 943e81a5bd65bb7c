"""Texts for readers: each key once, in both languages, with the same placeholders."""

from __future__ import annotations

from collections import Counter
from string import Formatter

import pytest

from zombielaw.experiments.data.files import rows_beside
from zombielaw.experiments.words import texts as module
from zombielaw.sim.words.catalogue import LANGUAGES

FILES = sorted(path.name for path in module.Path(module.__file__).parent.glob("*.csv"))


def rows():
    return [row for name in FILES for row in rows_beside(module.__file__, name)]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_no_key_is_there_twice():
    assert not [key for key, times in Counter(row["key"] for row in rows()).items() if times > 1]


@pytest.mark.parametrize("name", FILES)
def test_every_text_is_in_both_languages_with_the_same_places(name):
    for row in rows_beside(module.__file__, name):
        assert set(row) == {"key", *LANGUAGES}
        assert all(row[lang].strip() for lang in LANGUAGES), row
        assert len({frozenset(places(row[lang])) for lang in LANGUAGES}) == 1, row
