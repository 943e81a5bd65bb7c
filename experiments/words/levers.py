"""Titles and meanings of the levers in each language: a file of data beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from zombielaw.experiments.words.texts import Language


@cache
def told() -> dict[str, dict[str, dict[str, str]]]:
    """Group, lever, and its words: ``en`` and ``zh`` title, ``about`` its meaning in Chinese."""
    read: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
        (Path(__file__).parent / "levers.yaml").read_text(encoding="utf-8")
    )
    return read


def title(lever: str, lang: Language) -> str:
    """Title of a lever, or its name where the file has none."""
    titles = {name: one[lang] for inside in told().values() for name, one in inside.items()}
    return titles.get(lever, lever.replace("_", " "))
