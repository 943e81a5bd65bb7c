"""Published patterns that the model is held against: ``data/targets.yaml``, or a file of the user's in its form.

A pattern is a ratio of sums over months of a run, declared as measures and outcomes are (``sim/measures.py``), with its
published figures and how these follow from what happens.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, Strict, ValidationInfo, model_validator

from zombielaw.experiments.config.schema import LONGEST
from zombielaw.experiments.config.values import changes_from
from zombielaw.experiments.data.files import in_yaml, read_yaml_file, unknown_name
from zombielaw.experiments.data.statistics import Statistics
from zombielaw.experiments.data.typed import (
    Entry,
    Items,
    Named,
    Words,
    at,
    fits,
    known,
    not_allowed,
    placed,
    read_as,
)
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA
from zombielaw.sim.measures import Ratio, ratio
from zombielaw.sim.months import month_date, month_read
from zombielaw.sim.parameters import WorldParameters

TARGETS = "targets.yaml"
THINNED, BOUND, SHARE, SPLIT = "thinned", "bound", "share", "split"
FIT, CHECK = USES = ("fit", "check")
LAST_FITTED = 2021
"""Year of the last figures that are fitted; later ones are checks."""
UNITS = {
    THINNED: ("judgments",),
    BOUND: ("files", "persons", "sanctions"),
    SHARE: ("share",),
    SPLIT: ("judgments",),
}
"""Units of each way of observing."""
NEEDS = {
    THINNED: {"published_by"},
    BOUND: set(),
    SHARE: {"spread"},
    SPLIT: set(),
}
"""Keys that each way of observing needs beside those that every target has."""
ALLOWED = {**NEEDS, BOUND: {"spread"}}
"""Keys that each may have: a bound has a spread where it counts firms, and a run acts."""
VALUES: Mapping[str, tuple[Callable[[float], bool], str]] = {
    "share": (lambda value: 0.0 < value < 1.0, "a share, above 0 and below 1"),
    "judgments": (lambda value: value == int(value), "a whole number of judgments"),
}
"""What a value may be, by unit; any number above 0 in the others."""


def _months(ends: tuple[Any, ...], info: ValidationInfo) -> tuple[int, int]:
    """First and last month: dates, or months from the start of the campaign of the target."""
    counted = bool(info.data.get("campaign"))
    allowed = (
        "the number of a month from the start of the campaign, such as 23"
        if counted
        else "a month from 2015-11 on, such as 2018-01"
    )
    months = []
    for end in ends:
        month = end if counted else month_read(end) if isinstance(end, str) else None
        if type(month) is not int or month < 0:
            raise not_allowed(end, allowed)
        months.append(month)
    first, last = months
    if first > last:
        raise InputError("a window that ends in {}, before it starts", in_yaml(ends[1]))
    return first, last


def _columns(names: str, info: ValidationInfo) -> str:
    for name in names.split():
        if name not in (columns := info.context["columns"]):  # type: ignore[index]
            raise unknown_name(name, columns, "column of a run")
    return names


def _published(figure: tuple[str, int], info: ValidationInfo) -> tuple[str, int]:
    series, year = figure
    if year not in (years := info.context["series"][series]):  # type: ignore[index]
        raise InputError("{} has no figure of {}; allowed: {}", series, year, years)
    return figure


Columns = Annotated[str, AfterValidator(_columns)]
Series = Annotated[str, known("series", "series of statistics.csv")]
Figure = Annotated[tuple[Series, int], Strict(False), AfterValidator(_published)]
WorldNumber = Annotated[str, known(WorldParameters._fields, "number of the world")]
Window = Annotated[
    Items[Any],
    fits(lambda ends: len(ends) == 2, "[first month, last month]"),
    AfterValidator(_months),
]


class Campaign(Entry):
    """A declared policy under which a pattern was found: its months, and the levers moved in them."""

    months: Annotated[
        int, fits(lambda one: 1 <= one <= LONGEST, "a whole number from 1 to {}", LONGEST)
    ]
    changes: Annotated[Any, AfterValidator(changes_from)] = ()

    @model_validator(mode="after")
    def _within(self) -> Campaign:
        if late := [change.start for change in self.changes if change.start >= self.months]:
            raise InputError(
                "a change starts in month {}, after the end; it has {} months", late[0], self.months
            )
        return self


class Target(Entry):
    """One published pattern; the head of ``data/targets.yaml`` has its keys.

    ``window``: first and last month of each part; from the start of the run of its campaign, if it has one.
    ``values``: what was published, by part, in ``unit``. ``figures``: series and year of a value, where it has one.
    """

    name: str = ""  # the key under which it stands
    meaning: Words
    unit: str
    over: Annotated[Columns, fits(bool, "columns of a run")]
    under: Columns = ""
    times: WorldNumber = ""
    campaign: Annotated[str, known("campaigns", "campaign")] = ""
    window: Named[Window]
    figures: Named[Figure] = {}
    values: Named[
        Annotated[float, fits(lambda one: 0.0 <= one < math.inf, "a number, 0 or more")]
    ] = {}
    observation: Annotated[str, known(UNITS, "observation")]
    use: Annotated[str, known(USES, "use")] = ""
    source: Words
    origin: str = ""
    published_by: WorldNumber = ""
    spread: Annotated[
        float, fits(lambda one: 0.0 < one < 10.0, "a number above 0 and below 10")
    ] = 0.0

    @property
    def counted(self) -> Ratio:
        """Columns of a run that are summed over the months of a part, of which columns."""
        return ratio(dict(self))

    @property
    def parts(self) -> list[str]:
        """Parts of which there is a figure."""
        return [*self.values]

    @property
    def published(self) -> npt.NDArray[np.float64]:
        """Published figures, by part."""
        return np.array([*self.values.values()])

    @property
    def complete(self) -> bool:
        """A complete count of anybody: the model's own are no more."""
        return self.observation == BOUND

    @property
    def year(self) -> int:
        """Year of its last published figure; without one that of its last month, and 0 under a campaign."""
        last = [year for _, year in self.figures.values()]
        if not last and not self.campaign:
            last = [int(month_date(end)[:4]) for _, end in self.window.values()]
        return max(last, default=0)

    @model_validator(mode="after")
    def _together(self) -> Target:
        if self.unit not in UNITS[self.observation]:
            raise at(unknown_name(self.unit, UNITS[self.observation], "unit"), "unit")
        given = self.model_fields_set & {"published_by", "spread"}
        odd = (given - ALLOWED[self.observation]) | (NEEDS[self.observation] - given)
        for key in sorted(odd):
            wrong = "observation {} takes no {}" if key in given else "observation {} needs {}"
            raise InputError(wrong, self.observation, key)
        if bool(self.under) != (self.observation == SHARE):
            raise InputError(
                "a share, and nothing else, is the sum of some columns per that of others: under"
            )
        return self

    def with_figures(self, name: str, statistics: Statistics) -> Target:
        """The target as it is used: with its name, its published figures as values, and its use.

        Raises InputError: a value is not allowed in the unit, or a part has no value or no window.
        """
        values = {part: statistics.figure(*of) for part, of in self.figures.items()} | self.values
        if odd := sorted(set(values) ^ set(self.window)):
            raise InputError("each part has a window and a value; not so of {}", odd)
        fit, allowed = VALUES.get(self.unit, (lambda value: value > 0.0, "a number above 0"))
        for part, value in values.items():
            if not fit(value):
                raise InputError("{}={:g}; allowed: {}", part, value, allowed)
        if self.observation == SPLIT:
            if len(self.counted.over) != len(values):
                raise InputError(
                    "a split has a column for each part; {} given for {}",
                    len(self.counted.over),
                    len(values),
                )
            if not any(values.values()):
                raise InputError(
                    "a split of no judgment says nothing; give those that there are, or leave it out"
                )
        ordered = {part: values[part] for part in self.window}
        sure = all(statistics.sure(*of) for of in self.figures.values())
        use = self.use or use_of(self.year, sure)
        return self.model_copy(update={"name": name, "values": ordered, "use": use})

    def only(self, parts: Collection[str]) -> Target:
        """The target with the figures of some parts."""
        values = {part: value for part, value in self.values.items() if part in parts}
        return self.model_copy(update={"values": values})


def use_of(year: int, sure: bool) -> str:
    """Use of a pattern of which a column of a run counts the same, by its last year and the confidence in its figures.

    ``sure``: none of them is of low confidence.
    """
    return FIT if sure and year <= LAST_FITTED else CHECK


class Targets(Entry):
    """Targets by name, and the campaigns that they name."""

    campaigns: Named[Campaign] = {}
    targets: Named[Target]

    def of(self, use: str) -> dict[str, Target]:
        """Targets of one use."""
        return {name: target for name, target in self.targets.items() if target.use == use}

    def only(self, targets: Mapping[str, Target]) -> Targets:
        """These targets, with the campaigns."""
        return self.model_copy(update={"targets": targets})


def read_targets(
    statistics: Statistics, columns: Collection[str], path: Path = DATA / TARGETS
) -> Targets:
    """Read targets.

    ``columns``: columns of a run that can be counted.
    Raises InputError: the file cannot be read, or an entry has an unknown name, unit, month, number or series.
    """
    file = read_yaml_file(path)
    years = {
        str(series): rows["year"].tolist() for series, rows in statistics.table.groupby("series")
    }
    campaigns = (file.data.get("campaigns") if isinstance(file.data, dict) else None) or {}
    declared: Targets = read_as(
        Targets, file, {"columns": columns, "series": years, "campaigns": campaigns}
    )
    targets = {}
    for name, target in declared.targets.items():
        with placed(file.place("targets", name)):
            targets[name] = target.with_figures(name, statistics)
    return declared.only(targets)


def cut(targets: Mapping[str, Target], month: int, after: bool = False) -> dict[str, Target]:
    """Targets with the parts whose windows end by a month, or of those that do not; campaigns are by then."""
    parts = {
        name: target.only(
            [
                part
                for part, (_, end) in target.window.items()
                if (not target.campaign and end > month) == after
            ]
        )
        for name, target in targets.items()
    }
    return {name: target for name, target in parts.items() if target.values}


def window_in_words(target: Target, part: str) -> str:
    """The months of a part, for a reader."""
    first, last = target.window[part]
    if target.campaign:
        return f"month {first}" if first == last else f"months {first} to {last}"
    return f"{month_date(first)} to {month_date(last)}"
