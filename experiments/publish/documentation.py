"""The pages of the documentation that are made from declarations: parameters and data dictionary.

``python -m zombielaw.experiments.publish.documentation`` writes them; a test holds them equal to what it makes.
"""

from __future__ import annotations

from collections.abc import Iterable

from zombielaw.experiments.paths import DOCS
from zombielaw.sim.measures import MEASURES
from zombielaw.sim.parameters import Declared, Policy, WorldParameters, declared
from zombielaw.sim.record import dictionary

REMAKE = "python -m zombielaw.experiments.publish.documentation"
MADE = f"This page is made from the declarations in the code. Remake it with `{REMAKE}`; do not edit it by hand."
PARAMETERS = """\
# Parameters

{made}

A *share* is a probability or a fraction from 0 to 1; a *logit* is a difference of utility in a choice of scale 1. In \
the last column *none* marks an assumption without data: vary it, never quote it. Where the source names a section of \
Pan and Xiong, that section makes a claim about the lever, not a measurement.

## Levers

Set with `policy.<name>=...`; moved for a time with `policy.changes`. The default is today's practice as far as anyone \
can tell.

{levers}

## World parameters

Set with `world.<name>=...`. They are uncertainties or assumptions, not policy.

{world}
"""
DICTIONARY = """\
# Data dictionary

{made}

The *ledger* has one row per file, the *panel* one row per month and province. A month is a number: November 2015 is \
0. An empty cell means that the event did not happen.

## Ledger

{ledger}

## Panel

{panel}

## Measures

A ratio whose denominator is zero is empty. A name that ends in a reading asks the law in force when the file ended; \
with `_thresholds2019` added it asks the thresholds of 2019 in all years.

{measures}
"""


def parameter_table() -> str:
    """The page of all levers and world parameters: name, default, unit, range, meaning, source."""
    levers, world = _parameters(declared(Policy)), _parameters(declared(WorldParameters))
    return PARAMETERS.format(made=MADE, levers=levers, world=world)


def data_dictionary() -> str:
    """The page of all columns of ledger and panel, and of all measures."""
    columns = dictionary()
    tables = {
        name: _table(("column", "unit", "meaning", "values"), rows.drop(columns="table").to_numpy().tolist())
        for name, rows in columns.groupby("table")
    }
    measures = _table(
        ("measure", "unit", "numerator", "denominator"),
        ([measure.name, measure.unit, measure.numerator, measure.denominator] for measure in MEASURES),
    )
    return DICTIONARY.format(made=MADE, ledger=tables["ledger"], panel=tables["panel"], measures=measures)


def pages() -> dict[str, str]:
    """Text of each page by file name."""
    return {"parameters.md": parameter_table(), "data_dictionary.md": data_dictionary()}


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


def _parameters(parameters: Iterable[Declared]) -> str:
    return _table(
        ("name", "default", "unit", "range", "meaning", "source"),
        ([p.name, _value(p, p.default), p.about.unit, _range(p), p.about.meaning, p.about.source] for p in parameters),
    )


def _value(parameter: Declared, value: float | str) -> str:
    shown = parameter.shown(value)
    if parameter.kind is bool:
        return "true" if value else "false"
    return shown if isinstance(shown, str) else f"{shown:.4g}"


def _range(parameter: Declared) -> str:
    if parameter.about.options:
        return ", ".join(parameter.about.options)
    if parameter.kind is bool:
        return "true, false"
    return f"{parameter.about.low:g} to {parameter.about.high:g}"


def _table(head: tuple[str, ...], rows: Iterable[list[str]]) -> str:
    """A table in Markdown; the first cell of each row is a name in the code."""
    lines = [head, tuple("---" for _ in head), *((f"`{name}`", *cells) for name, *cells in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    main()
