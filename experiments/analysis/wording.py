"""Numbers and tables as a reader sees them: the same digits, intervals and tables in every report."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from zombielaw.experiments.words.texts import LANGUAGES, Language, cell, say

Row = Mapping[Any, Any] | pd.Series
"""A row of a table of estimates."""
NOTHING = "–"
"""Sign for a number that does not exist."""


def number(value: float, sign: str = "") -> str:
    """Three digits, thousands in full; a dash for what does not exist. ``sign="+"`` writes a plus."""
    if not math.isfinite(value):
        return NOTHING
    return f"{value:{sign},.0f}" if abs(value) >= 1000.0 else f"{value:{sign}.3g}"


def interval(
    row: Row, name: str = "value", sign: str = "", ends: tuple[str, str] | None = None, lang: Language = LANGUAGES[0]
) -> str:
    """A number of a row with its interval: ``low, high`` of a value, ``<name>_low, <name>_high`` of what has a name."""
    low, high = (row[end] for end in ends or (("low", "high") if name == "value" else (f"{name}_low", f"{name}_high")))
    around = say("interval", lang, low=number(low, sign), high=number(high, sign)) if math.isfinite(low) else ""
    return number(row[name], sign) + around


def difference(row: Row, least: float = 0.0, lang: Language = LANGUAGES[0]) -> str:
    """A difference with its interval, and whether the interval covers zero.

    ``least``: a difference whose interval lies within this of zero is written as none.
    """
    low, high = row["difference_low"], row["difference_high"]
    if max(abs(row["difference"]), abs(low), abs(high)) <= least:
        return say("wording.none", lang)
    if not math.isfinite(low):
        return number(row["difference"], "+")
    covers = say("wording.covers", lang) if low <= 0.0 <= high else ""
    return number(row["difference"], "+") + say("interval", lang, low=number(low, "+"), high=number(high, "+") + covers)


RANGE = re.compile(r" ?\(([\d.,]+)[-–]([\d.,]+)\)")
"""Two numbers in brackets of half width, as stored tables have them."""
SCIENTIFIC = re.compile(r"(?<![A-Za-z0-9_.])\d+(\.\d+)?e[-+]?\d+(?![A-Za-z0-9_.])")


def in_signs(text: str, lang: Language) -> str:
    """A text with the signs of its language: in Chinese brackets of full width, and no power of ten."""
    if lang == LANGUAGES[0]:
        return text
    return SCIENTIFIC.sub(lambda match: f"{Decimal(match[0]):f}", RANGE.sub(r"（\1至\2）", text))


def table(head: Sequence[str], rows: Iterable[Sequence[object]], right: Iterable[int] = ()) -> str:
    """A Markdown table whose columns also stand in line as plain text.

    ``right``: numbers of the columns that are set to the right.
    """
    cells = [[cell(each) for each in row] for row in (head, *rows)]
    widths = [max(3, *(len(row[column]) for row in cells)) for column in range(len(head))]
    to_right = set(right)

    def line(row: Sequence[str]) -> str:
        padded = [
            each.rjust(width) if number in to_right else each.ljust(width)
            for number, (each, width) in enumerate(zip(row, widths, strict=True))
        ]
        return f"| {' | '.join(padded)} |"

    rule = [f"{'-' * (width - 1)}:" if number in to_right else "-" * width for number, width in enumerate(widths)]
    return "\n".join([line(cells[0]), line(rule), *map(line, cells[1:])])


def paragraphs(*texts: str) -> str:
    """Paragraphs, tables and lists one below the other; an empty one is left out."""
    return "\n\n".join(filter(None, texts))


def written(module: str, part: str, lang: Language = LANGUAGES[0], /, **values: object) -> str:
    """A part of the words of a study, filled: what is below its head in ``<name>.md`` beside a module (``__file__``).

    In another language they stand in ``<name>.<language>.md``. Each line is a paragraph, or one of a list; braces hold
    values. A paragraph that comes to nothing is left out.
    """
    end = ".md" if lang == LANGUAGES[0] else f".{lang}.md"
    return paragraphs(*(text.format(**values).strip() for text in _parts(Path(module).with_suffix(end))[part]))


@cache
def _parts(path: Path) -> dict[str, list[str]]:
    texts = iter(re.split(r"^# (\w+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:])
    return {head: text.strip().split("\n\n") for head, text in zip(texts, texts, strict=True)}


def listed(names: Iterable[object], lang: Language = LANGUAGES[0]) -> str:
    """Names with commas; ``none`` if there are none."""
    return say("list.comma", lang).join(map(str, names)) or say("wording.none", lang)


def rows_by(estimates: pd.DataFrame, *columns: str) -> dict[Any, Row]:
    """Rows of a table by the values of one column, or of several."""
    keys = estimates[columns[0]] if len(columns) == 1 else zip(*(estimates[name] for name in columns), strict=True)
    return dict(zip(keys, estimates.to_dict("records"), strict=True))


def by_outcome(
    estimates: pd.DataFrame,
    labels: Mapping[Any, Sequence[object]],
    head: Sequence[str],
    outcomes: Mapping[str, str],
    write: Callable[[Row], str] = interval,
    by: str = "point",
    right: Iterable[int] = (),
) -> str:
    """Estimates as a Markdown table: a row per point, a column per outcome.

    ``labels``: first cells of each row, by point. ``head``: heads of these cells. ``outcomes``: heads of the outcomes.
    ``write``: what is written of an estimate, such as :func:`interval` or :func:`difference`. ``by``: column that names
    the points.
    """
    cells = rows_by(estimates, by, "outcome")
    rows = [(*words, *(write(cells[point, name]) for name in outcomes)) for point, words in labels.items()]
    return table((*head, *outcomes.values()), rows, right)
