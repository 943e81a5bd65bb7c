"""Numbers in README and docs: how they are found in a text, and the table of those that no result and no code holds.

``docs/numbers.csv`` has each number that was measured on a machine, worked out in a closed form, or taken from a run
whose tables are not committed, by page, with what gives it again. A benchmark that writes a part of a page keeps its
numbers there itself (:func:`write_part`); ``tests/test_numbers.py`` holds every page to the table.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import between

TABLE = DOCS / "numbers.csv"
COLUMNS = ["page", "source", "number"]
_NUMBER = re.compile(r"(?<![\w.\-/–^+])[-+−]?\d[\d,]*(?:\.\d+)?(?:e[-+]\d+)?(?![\w\-/]|–\d|\.\d)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`|<!--.*?-->|\]\([^)]*\)", re.DOTALL)


def numbers_in(text: str) -> list[str]:
    """Numbers of a Markdown text as they stand there, without those in code, links and names such as 286-1."""
    return [number.rstrip(",") for number in _NUMBER.findall(_CODE.sub(" ", text))]


def value_of(number: str) -> float:
    """The value of a number without its sign, which a text may leave to a word."""
    return abs(float(number.replace(",", "").replace("−", "-")))


def kept() -> pd.DataFrame:
    """The table: ``page, source, number``, numbers as they are written."""
    return pd.read_csv(TABLE, dtype=str)


def write_part(page: Path, name: str, source: str, part: str) -> None:
    """Write a part of a page between its marks, and keep its numbers.

    Parameters
    ----------
    name : str
        That of the marks ``<!-- name: begin -->`` and ``<!-- name: end -->``.
    source : str
        The command that makes the part again; its former numbers go.
    """
    text = page.read_text(encoding="utf-8")
    page.write_text(between(text, f"<!-- {name}: begin -->", f"<!-- {name}: end -->", part), encoding="utf-8")
    rows = kept()
    others = rows[(rows["page"] != page.name) | (rows["source"] != source)]
    mine = pd.DataFrame({"page": page.name, "source": source, "number": list(dict.fromkeys(numbers_in(part)))})
    everything = pd.concat([others, mine[COLUMNS]])
    everything.sort_values(COLUMNS[:2], kind="stable").to_csv(TABLE, index=False)
