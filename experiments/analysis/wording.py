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
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from zombielaw.experiments.words.texts import LANGUAGES, YEARS, cell, language, named, say

Row = Mapping[Any, Any] | pd.Series
"""A row of a table of estimates."""
ENDS = ("low", "high")
NOTHING = "–"
"""Sign for a number that does not exist."""


def number(value: float, sign: str = "", digits: int = 3) -> str:
    """Three digits, thousands in full; a dash for what does not exist. ``sign="+"`` writes a plus."""
    if not math.isfinite(value):
        return NOTHING
    if digits < 3:
        value = float(f"{value:.{digits}g}")
    return f"{value:{sign},.0f}" if abs(value) >= 1000.0 else f"{value:{sign}.3g}"


def interval(
    row: Row,
    name: str = "value",
    sign: str = "",
    ends: tuple[str, str] | None = None,
) -> str:
    """A number of a row with its interval: ``<name>_low, <name>_high`` if it has these, else ``low, high``."""
    low, high = (
        row[end]
        for end in ends or [f"{name}_{end}" if f"{name}_low" in row else end for end in ENDS]
    )
    around = (
        say("interval", low=number(low, sign), high=number(high, sign))
        if math.isfinite(low)
        else ""
    )
    return number(row[name], sign) + around


def difference(row: Row, least: float = 0.0) -> str:
    """A difference with its interval, and whether the interval covers zero.

    ``least``: a difference whose interval lies within this of zero is written as none.
    """
    low, high = row["difference_low"], row["difference_high"]
    if max(abs(row["difference"]), abs(low), abs(high)) <= least:
        return say("wording.none")
    if not math.isfinite(low):
        return number(row["difference"], "+")
    covers = say("wording.covers") if low <= 0.0 <= high else ""
    return number(row["difference"], "+") + say(
        "interval", low=number(low, "+"), high=number(high, "+") + covers
    )


RANGE = re.compile(r" ?\(([\d.,]+)[-–]([\d.,]+)\)")
"""Two numbers in brackets of half width, as stored tables have them."""
SCIENTIFIC = re.compile(r"(?<![A-Za-z0-9_.])\d+(\.\d+)?e[-+]?\d+(?![A-Za-z0-9_.])")


def in_signs(text: str) -> str:
    """A text with the signs of its language: in Chinese brackets of full width, a dash of years, no power of ten."""
    if language() == LANGUAGES[0]:
        return text
    text = YEARS.sub("—", RANGE.sub(r"（\1至\2）", text))
    return SCIENTIFIC.sub(lambda match: f"{Decimal(match[0]):f}", text)


def table(
    head: Sequence[str], rows: Iterable[Sequence[object]], right: Iterable[int] = ()
) -> Markup:
    """A Markdown table whose columns also stand in line as plain text.

    ``right``: numbers of the columns that are set to the right.
    """
    to_right = set(right)
    marks = ["---:" if number in to_right else "---" for number in range(len(head))]
    return Markup(
        aligned("\n".join(f"| {' | '.join(map(cell, row))} |" for row in (head, marks, *rows)))
    )


BAR = re.compile(r"(?<!\\)\|")
"""A bar between two cells, and not in one."""


def aligned(text: str) -> str:
    """A text in whose Markdown tables the columns stand in line."""
    return re.sub(
        r"^\|.*\n\|[ :|-]+\|$(\n\|.*)*", lambda found: _in_line(found[0]), text, flags=re.MULTILINE
    )


def _in_line(text: str) -> str:
    cells = [[each.strip() for each in BAR.split(line)[1:-1]] for line in text.splitlines()]
    rule, rows = cells[1], [cells[0], *cells[2:]]
    widths = [max(3, *map(len, column)) for column in zip(*rows, strict=True)]
    right = [mark.endswith(":") for mark in rule]
    places = [*zip(widths, right, strict=True)]
    padded = [
        [
            each.rjust(width) if end else each.ljust(width)
            for each, (width, end) in zip(row, places, strict=True)
        ]
        for row in rows
    ]
    padded.insert(1, ["-" * (width - 1) + ":" if end else "-" * width for width, end in places])
    return "\n".join(f"| {' | '.join(row)} |" for row in padded)


def within_sentence(title: str) -> str:
    """A title within a sentence."""
    return title[:1].lower() + title[1:]


def paragraphs(*texts: str) -> str:
    """Paragraphs, tables and lists one below the other; an empty one is left out."""
    return "\n\n".join(filter(None, texts))


def rendered(module: str, /, **values: object) -> str:
    """The template ``<name>.md`` beside a module (``__file__``), filled with values, as Markdown.

    The language that is spoken may have its own, ``<name>.<language>.md``. Templates are Jinja's. Each value is one
    line of text, in which a bar ends no cell. Beside the values a template has ``zh``, True in Chinese; ``say`` and
    ``named`` of :mod:`~zombielaw.experiments.words.texts`; :func:`rule`; and the filters ``number``, ``interval``,
    ``form`` (a format of Python's), ``listed``, ``words`` (of a name) and ``rows`` (of a table). Lines that are empty
    count once.
    """
    place, lang = Path(module).resolve().relative_to(ROOM), language()
    template = templates().select_template(
        [place.with_suffix(end).as_posix() for end in (f".{lang}.md", ".md")]
    )
    said = template.render(values, zh=lang != LANGUAGES[0])
    return aligned(re.sub(r"\n{3,}", "\n\n", said).strip())


def rule(left: int, right: int) -> Markup:
    """The line below the head of a table: of so many columns that are set to the left, then to the right."""
    return Markup(f"|{' --- |' * left}{' ---: |' * right}")


ROOM = Path(__file__).resolve().parents[1]
"""Folder below which templates stand."""


def _in_a_line(value: object) -> str:
    """A value in a template: one line, in which a bar does not end a cell."""
    return " ".join(str(value).splitlines()).replace("|", "\\|")


@cache
def templates() -> Environment:
    """What fills the templates of reports: see :func:`rendered`."""
    made = Environment(
        loader=FileSystemLoader(ROOM),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markup) else Markup(_in_a_line(value)),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"named": named, "say": say, "rule": rule}
    made.filters |= {
        "number": number,
        "interval": interval,
        "form": format,
        "listed": listed,
        "words": lambda name: name.replace("_", " "),
        "rows": lambda some: some.to_dict("records"),
    }
    return made


def listed(names: Iterable[object]) -> str:
    """Names with commas; ``none`` if there are none."""
    return say("list.comma").join(map(str, names)) or say("wording.none")


def rows_by(estimates: pd.DataFrame, *columns: str) -> dict[Any, Row]:
    """Rows of a table by the values of one column, or of several."""
    keys = (
        estimates[columns[0]]
        if len(columns) == 1
        else zip(*(estimates[name] for name in columns), strict=True)
    )
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
    rows = [
        (*words, *(write(cells[point, name]) for name in outcomes))
        for point, words in labels.items()
    ]
    return table((*head, *outcomes.values()), rows, right)
