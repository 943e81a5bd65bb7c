"""Meanings in Chinese of the numbers that are drawn: a file of data beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from zombielaw.experiments.words.levers import levers


def in_chinese(key: str) -> str:
    """Meaning of a number in Chinese, by its full key."""
    return _chinese()[key.partition(".")[2]]


@cache
def _chinese() -> dict[str, str]:
    numbers: dict[str, str] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    )
    return numbers | {lever.about.name: lever.meaning for lever in levers("zh")}
