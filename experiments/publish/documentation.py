"""The tables of the documentation that are made from declarations: parameters, data dictionary, law, glossary, Python.

``python -m zombielaw.experiments.publish.documentation`` writes them between the marks of their pages; a test holds the
pages equal to what it makes.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path

import zombielaw
from zombielaw.experiments.analysis.prices import PRICES
from zombielaw.experiments.config.schema import LEVERS, WORLD
from zombielaw.experiments.data.files import in_yaml
from zombielaw.experiments.data.statistics import read_statistics
from zombielaw.experiments.designs.targets import read_targets
from zombielaw.experiments.designs.uses import uses_of, uses_table
from zombielaw.experiments.opinion.citations import day
from zombielaw.experiments.opinion.duties import DUTIES, Duty
from zombielaw.experiments.opinion.words import law_text
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.reducers.by_month import COLUMNS
from zombielaw.experiments.words.texts import texts
from zombielaw.sim.decisions.prosecutor import GROUNDS, Ground
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.offences import ALL, RIVAL_NAMES, RIVALS
from zombielaw.sim.law.offences.declaration import (
    DETENTION,
    LIFE,
    SURVEILLANCE,
    Entry,
    Text,
    least_of,
    months_of,
)
from zombielaw.sim.measures import MEASURES
from zombielaw.sim.parameters import Declared
from zombielaw.sim.record import dictionary

_QUOTED = re.compile(r"(: |-> )'([^']*)'")
"""A type as text."""
_SECTION = re.compile(r"\n\w+\n---")
"""Head of a section of a docstring, such as that of its parameters."""
REMAKE = "python -m zombielaw.experiments.publish.documentation"
DEFAULT = "default (prior median)"
"""Head of the column of both: the second where it is another."""


def tables() -> dict[str, dict[str, str]]:
    """By page, the tables that are made, by the name between whose marks they stand."""
    columns = dictionary()
    sums = {*columns.loc[columns["table"] == "panel", "column"]}
    measures = ([one.name, one.unit, one.meaning] for one in MEASURES if one.name not in sums)
    return {
        "parameters.md": {
            "levers": _levers(LEVERS.values()),
            "world": _parameters(WORLD.values()),
            "prices": _levers(PRICES.values()),
        },
        "data_dictionary.md": {
            **{
                str(name): _table(
                    ("column", "unit", "meaning", "values"),
                    folded(rows.drop(columns="table").to_numpy().tolist()),
                )
                for name, rows in columns.groupby("table")
            },
            "measures": _table(("measure", "unit", "meaning"), folded(measures)),
        },
        "law.md": {
            "rivals": _table(
                ("offence", "ranges", "marks", "days", "source"), _rivals(), code=False
            ),
            "duties": _table(
                ("since", "source", "duty", "until", "sanction", "at once", "seen", "confidence"),
                map(_duty, DUTIES),
                code=False,
            ),
        },
        "ODD.md": {
            "grounds": _table(
                ("ground", "decided by", "place in the law", "asked", "chance", "open"),
                map(_ground, GROUNDS),
                code=False,
            ),
        },
        "validation.md": {"uses": _uses()},
        "api.md": {"names": _names()},
        "glossary.md": {
            "terms": _table(
                ("term", "Chinese", "meaning", "meaning in Chinese"), _terms(), code=False
            )
        },
    }


def folded(rows: Iterable[list[str]]) -> list[list[str]]:
    """Join rows that differ only in the rival or the reading, or in which of the two offences they count."""
    joined = [*rows]
    for pattern in (_pattern, _either):
        groups: dict[tuple[str, ...], list[list[str]]] = {}
        for row in joined:
            groups.setdefault((*pattern(row),), []).append(row)
        joined = [[*made] if len(its) > 1 else its[0] for made, its in groups.items()]
    return joined


def _either(row: list[str]) -> list[str]:
    """Put EITHER for 286-1 and for 287-2."""
    return [re.sub("286.1|287.2", "EITHER", cell) for cell in row]


def _pattern(row: list[str]) -> list[str]:
    """Put OFFENCE for a rival at the end of a name, and READING for a reading with or without its fixed thresholds."""
    name, *about = row
    for part, rival in zip(RIVAL_NAMES, RIVALS, strict=True):
        if name.endswith(f"_{part}"):
            return [cell.replace(part, "OFFENCE").replace(rival, "OFFENCE") for cell in row]
    asked = re.fullmatch(rf"(.+)_({'|'.join(READINGS)})(_thresholds2019)?", name)
    if not asked:
        return row
    return [
        f"{asked[1]}_READING",
        *(re.sub(r"reading \w+, .+", "by the reading", cell) for cell in about),
    ]


def _uses() -> str:
    """Kinds of use of published figures, each with its series and their years; those without a use are counted."""
    statistics = read_statistics()
    uses = uses_of(statistics, read_targets(statistics, COLUMNS).targets)
    figures: dict[str, list[str]] = {}
    for series, years, use in uses_table(uses).to_numpy().tolist():
        kind = re.sub(r" of (?:policy|world).*| \w+(?= \()", "", use)
        figures.setdefault(kind, []).append(f"`{series}` ({years})")
    rows = [[use, "; ".join(its)] for use, its in figures.items()]
    rows.append(["none", f"{sum(not its for its in uses.values())} figures"])
    return _table(("use", "series of statistics.csv (years)"), rows, code=False)


def _names() -> str:
    """A row for each name of the door of Python: its parameters and what it does; behind a class its own properties."""
    rows = []
    for name in sorted(zombielaw.__all__, key=str.lower):
        value = getattr(zombielaw, name)
        rows.append(_name(name, value))
        rows += [
            _name(f"{name}.{one}", each)
            for one, each in (vars(value).items() if inspect.isclass(value) else ())
            if one[0] != "_"
            and (inspect.isfunction(each) or isinstance(each, property | cached_property))
        ]
    return _table(("name", "what it does"), rows)


def _name(name: str, value: object) -> list[str]:
    parameters = str(inspect.signature(value)) if inspect.isfunction(value) else ""
    about = _SECTION.split(inspect.getdoc(value) or "")[0]
    plain = re.sub(r":\w+:`|``", "`", " ".join(about.split()))
    return [name + _QUOTED.sub(r"\1\2", parameters), plain]


def _ground(ground: Ground) -> list[str]:
    """Cells of a ground on which a file ends without a verdict."""
    steps = (
        f"from {day(since)}: {share:.4g} of the procuratorates" for since, share in ground.open
    )
    return [
        ground.name,
        ground.official,
        ground.place,
        ground.asked,
        f"`{ground.parameter}`",
        "; ".join(steps) or "always",
    ]


def between(text: str, begin: str, end: str, new: str) -> str:
    """The text with something new between two marks."""
    before, rest = text.split(begin)
    return f"{before}{begin}\n{new}\n{end}{rest.split(end)[1]}"


def with_part(text: str, name: str, part: str) -> str:
    """The text with a part between its marks ``<!-- name: begin -->`` and ``<!-- name: end -->``."""
    return between(text, f"<!-- {name}: begin -->", f"<!-- {name}: end -->", part)


def write_part(page: Path, name: str, part: str) -> None:
    """Write a part of a page between its marks."""
    page.write_text(with_part(page.read_text(encoding="utf-8"), name, part), encoding="utf-8")


def pages() -> dict[str, str]:
    """Text of each page by file name: as it is, with its tables made anew."""
    made = {}
    for page, its in tables().items():
        made[page] = (DOCS / page).read_text(encoding="utf-8")
        for name, table in its.items():
            made[page] = with_part(made[page], name, table)
    return made


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")


def _parameters(parameters: Iterable[Declared]) -> str:
    return _table(
        ("name", DEFAULT, "unit", "range", "meaning", "source"),
        folded(map(_parameter, parameters)),
    )


def _parameter(p: Declared) -> list[str]:
    middle = "" if p.middle in (None, p.default) else f" ({_value(p, p.middle)})"
    default = f"{_value(p, p.default)}{middle}"
    return [p.name, default, p.about.unit, _range(p), p.about.meaning, p.about.source]


def _levers(levers: Iterable[Declared]) -> str:
    """Levers, with the prior of today's practice and its source where there is one."""
    head = (
        "name",
        DEFAULT,
        "unit",
        "range",
        "meaning",
        "source",
        "prior of today",
        "source of that",
    )
    rows = (
        [
            *_parameter(p),
            *((f"{p.today.low:g} to {p.today.high:g}", p.today.source) if p.today else ("–", "–")),
        ]
        for p in levers
    )
    return _table(head, rows)


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


def _rivals() -> Iterator[list[str]]:
    """Rows of the table of rivals: one for each offence and text, the ranges in the first of an offence."""
    for rival in ALL:
        ranges = "; ".join(map(range_in_words, dict.fromkeys(rival.ranges[-1].codes)))
        for text, entries in groupby(rival.entries, key=lambda one: one.text):
            marks = "; ".join(map(_marks, entries))
            yield [rival.name, ranges, marks, _days(text), f"{text.source} ({text.confidence})"]
            ranges = ""


def _marks(entry: Entry) -> str:
    """Marks of a row in words, with what it asks beside."""
    marks = " / ".join("–" if mark == math.inf else f"{mark:,.0f}" for mark in entry.marks)
    asks = [
        f"{name} {f'{much:g}' if much > 1.0 else in_yaml(much > 0.0)}" for name, much in entry.asks
    ]
    asks += [f"unit {in_yaml(entry.unit)}"] * (entry.unit is not None)
    asks += [entry.gate] * bool(entry.gate) + ["may"] * (not entry.shall)
    return f"{marks.removesuffix(' / –').removesuffix(' / –')} {entry.of.words}" + (
        f" ({', '.join(asks)})" if asks else ""
    )


def _days(text: Text) -> str:
    """Days between which a text governs, and the clock of each."""
    clocks = "conduct", "judgment"
    until = f"; until {text.until}, {clocks[text.ends]}" if text.until < date.max else ""
    return f"{text.since}, {clocks[text.starts]}{until}"


def _duty(duty: Duty) -> list[str]:
    """Cells of a dated source of duty."""
    return [
        day(duty.since),
        law_text(f"source.{duty.source}"),
        f"{duty.about}, {_articles(duty.articles)}",
        day(duty.until) if duty.until else "–",
        _articles(duty.penalty) if duty.penalty else "none found",
        "yes" if duty.fine_at_once else "no",
        duty.seen,
        duty.confidence,
    ]


def _terms() -> list[list[str]]:
    """Rows of the glossary by the English term."""
    every = texts()
    names = [key.partition(".")[2] for key in every if key.startswith("term.")]
    rows = [
        [every[f"{part}.{name}"][lang] for part in ("term", "means") for lang in range(2)]
        for name in names
    ]
    return sorted(rows, key=lambda row: row[0].casefold())


def _articles(numbers: tuple[str, ...]) -> str:
    return f"Art{'s' if len(numbers) > 1 else ''}. {', '.join(numbers)}"


def range_in_words(code: float) -> str:
    """A range of punishment, from its code (``rival.severity``)."""
    least, fine_added = least_of(code), code % 2.0
    lowest = {SURVEILLANCE: "public surveillance", DETENTION: "detention"}.get(
        least, f"{least / 12.0:g} years"
    )
    highest = "life" if months_of(code) == LIFE else f"{months_of(code) / 12.0:g} years"
    return f"{lowest} to {highest}, fine {'added' if fine_added else 'or alone'}"


def _table(head: tuple[str, ...], rows: Iterable[list[str]], code: bool = True) -> str:
    """A table in Markdown; ``code``: the first cell of each row is a name in the code."""
    lines = [
        head,
        tuple("---" for _ in head),
        *((f"`{name}`" if code else name, *cells) for name, *cells in rows),
    ]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


if __name__ == "__main__":
    main()
