"""The tables of the documentation that are made from declarations: parameters and data dictionary.

``python -m zombielaw.experiments.publish.documentation`` writes them between the marks of their pages; a test holds the
pages equal to what it makes.
"""

from __future__ import annotations

from collections.abc import Iterable

from zombielaw.experiments.paths import DOCS
from zombielaw.sim.measures import MEASURES
from zombielaw.sim.parameters import Declared, Policy, WorldParameters, declared
from zombielaw.sim.record import dictionary

REMAKE = "python -m zombielaw.experiments.publish.documentation"


def tables() -> dict[str, dict[str, str]]:
    """By page, the tables that are made, by the name between whose marks they stand."""
    columns = dictionary()
    measures = ([one.name, one.unit, one.numerator, one.denominator] for one in MEASURES)
    return {
        "parameters.md": {"levers": _parameters(declared(Policy)), "world": _parameters(declared(WorldParameters))},
        "data_dictionary.md": {
            **{
                str(name): _table(
                    ("column", "unit", "meaning", "values"), rows.drop(columns="table").to_numpy().tolist()
                )
                for name, rows in columns.groupby("table")
            },
            "measures": _table(("measure", "unit", "numerator", "denominator"), measures),
        },
    }


def between(text: str, begin: str, end: str, new: str) -> str:
    """The text with something new between two marks."""
    before, rest = text.split(begin)
    return f"{before}{begin}\n{new}\n{end}{rest.split(end)[1]}"


def pages() -> dict[str, str]:
    """Text of each page by file name: as it is, with its tables made anew."""
    made = {}
    for page, its in tables().items():
        made[page] = (DOCS / page).read_text(encoding="utf-8")
        for name, table in its.items():
            made[page] = between(made[page], f"<!-- {name}: begin -->\n", f"\n<!-- {name}: end -->", table)
    return made


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
