"""Published patterns that the model is held against: ``data/targets.yaml``, or a file of the user's in its form."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, Strict, model_validator

from zombielaw.experiments.config.options import LONGEST
from zombielaw.experiments.config.values import changes_from
from zombielaw.experiments.data.files import YamlFile, in_yaml, read_yaml_file, unknown_name
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
from zombielaw.sim.months import month_date, month_read
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.scenario import Change

TARGETS = "targets.yaml"
THINNED, BOUND, SHARE, AMOUNT, SPLIT = "thinned", "bound", "share", "amount", "split"
FIT, CHECK = USES = ("fit", "check")
UNITS = {
    THINNED: ("judgments",),
    BOUND: ("judgments", "files", "persons"),
    SHARE: ("share",),
    AMOUNT: ("sanctions", "orders", "checks"),
    SPLIT: ("judgments",),
}
"""Units of each way of observing."""
NEEDS = {
    THINNED: {"published_by"},
    BOUND: set(),
    SHARE: {"spread"},
    AMOUNT: {"fall_on", "spread"},
    SPLIT: set(),
}
"""Keys that each way of observing needs beside those that every target has."""
ALLOWED = {**NEEDS, BOUND: {"published_by"}}
"""Keys that each may have: a bound without a chance of publication is a complete count, of anybody."""


@dataclass(frozen=True)
class Campaign:
    """A declared policy under which a pattern was found: its months, and the levers moved in them."""

    months: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Target:
    """One published pattern.

    ``window``: first and last month of each part; from the start of the run of its campaign, if it has one.
    ``fall_on``: least and largest share of the total that falls on the providers of the model.
    """

    name: str
    meaning: str
    unit: str
    observation: str
    use: str
    source: str
    figures: Mapping[str, float]  # what was published, by part, in ``unit``
    window: Mapping[str, tuple[int, int]]
    sums: tuple[str, ...]  # columns of a run that are added up; of a split one for each part
    among: tuple[str, ...] = ()  # columns of which the sum is a share; none if it is a number
    times: str = ""  # number of the world by which the sum is multiplied; none if empty
    under: str = ""  # name of a campaign; empty for the policy of the command
    published_by: str = ""  # number of the world that is the chance of a judgment to be published
    origin: str = ""  # source that it shares with other targets; its own if empty
    # series and year of a figure, where it has one
    data: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    # standard deviation of what the published figure is off by, in logits or logarithms
    spread: float = 0.0
    fall_on: tuple[float, float] = (1.0, 1.0)

    @property
    def rules_out(self) -> bool:
        """A complete count of anybody: where the model's own are more, the world is out."""
        return self.observation == BOUND and not self.published_by


@dataclass(frozen=True)
class Targets:
    """Targets by name, and the campaigns that they name."""

    targets: Mapping[str, Target]
    campaigns: Mapping[str, Campaign] = field(default_factory=dict)

    def of(self, use: str) -> dict[str, Target]:
        """Targets of one use."""
        return {name: target for name, target in self.targets.items() if target.use == use}


Column = Annotated[str, known("columns", "column of a run")]
Series = Annotated[str, known("series", "series of statistics.csv")]
WorldNumber = Annotated[str, known(WorldParameters._fields, "number of the world")]


class _Campaign(Entry):
    months: Annotated[
        int, fits(lambda one: 1 <= one <= LONGEST, "a whole number from 1 to {}", LONGEST)
    ]
    changes: Any = []


class _Counted(Entry):
    """What is counted in a run: see the head of ``data/targets.yaml``."""

    sums: Annotated[Items[Column], fits(bool, "a list of columns of a run")] = Field(alias="sum")
    among: Items[Column] = ()
    times: WorldNumber = ""
    under: Annotated[str, known("campaigns", "campaign")] = ""


class _Target(Entry):
    """A target as the file has it."""

    meaning: Words
    counted: _Counted = Field(alias="model")
    window: Named[
        Annotated[Items[Any], fits(lambda ends: len(ends) == 2, "[first month, last month]")]
    ]
    unit: str
    observation: Annotated[str, known(UNITS, "observation")]
    use: Annotated[str, known(USES, "use")]
    source: Words
    series: Series = ""
    figures: Named[Annotated[tuple[Series, int], Strict(False)]] = {}
    values: Named[
        Annotated[float, fits(lambda one: 0.0 <= one < math.inf, "a number, 0 or more")]
    ] = {}
    published_by: WorldNumber = ""
    origin: str = ""
    spread: Annotated[
        float, fits(lambda one: 0.0 < one < 10.0, "a number above 0 and below 10")
    ] = 0.0
    fall_on: Annotated[
        Annotated[tuple[float, float], Strict(False)],
        fits(
            lambda ends: 0.0 < ends[0] <= ends[1] < math.inf,
            "[low, high], above 0, the lower first",
        ),
    ] = (1.0, 1.0)

    @model_validator(mode="after")
    def _together(self) -> _Target:
        if self.unit not in UNITS[self.observation]:
            raise at(unknown_name(self.unit, UNITS[self.observation], "unit"), "unit")
        given = self.model_fields_set & {"published_by", "spread", "fall_on"}
        odd = (given - ALLOWED[self.observation]) | (NEEDS[self.observation] - given)
        for key in sorted(odd):
            wrong = "observation {} takes no {}" if key in given else "observation {} needs {}"
            raise InputError(wrong, self.observation, key)
        if bool(self.counted.among) != (self.observation == SHARE):
            raise InputError(
                "a share, and nothing else, is the sum of some columns among others: model.among"
            )
        return self

    def windows(self) -> dict[str, tuple[int, int]]:
        """Months of each part."""
        windows = {}
        for part, ends in self.window.items():
            first, last = (_month(end, bool(self.counted.under)) for end in ends)
            if first > last:
                raise InputError(
                    "window of {} ends in {}, before it starts", part, in_yaml(ends[1])
                )
            windows[part] = (first, last)
        return windows

    def data(self, years: Mapping[str, list[int]]) -> dict[str, tuple[str, int]]:
        """Series and year of each published figure, by part."""
        for series, year in self.figures.values():
            if year not in years[series]:
                raise InputError("{} has no figure of {}; allowed: {}", series, year, years[series])
        by_year = {
            str(year): (self.series, year)
            for year in years.get(self.series, ())
            if str(year) in self.window
        }
        return by_year | self.figures

    def published(self, figures: Mapping[str, float]) -> dict[str, float]:
        """Values by part: some figures, and the file's own."""
        values = {**figures, **self.values}
        if odd := sorted(set(values) ^ set(self.window)):
            raise InputError("each part has a window and a value; not so of {}", odd)
        fit, allowed = VALUES.get(self.unit, (lambda value: value > 0.0, "a number above 0"))
        for part, value in values.items():
            if not fit(value):
                raise InputError("{}={:g}; allowed: {}", part, value, allowed)
        if self.observation == SPLIT and len(self.counted.sums) != len(values):
            raise InputError(
                "a split has a column for each part; {} given for {}",
                len(self.counted.sums),
                len(values),
            )
        if self.observation == SPLIT and not any(values.values()):
            raise InputError(
                "a split of no judgment says nothing; give those that there are, or leave it out"
            )
        return {part: values[part] for part in self.window}


VALUES: Mapping[str, tuple[Callable[[float], bool], str]] = {
    "share": (lambda value: 0.0 < value < 1.0, "a share, above 0 and below 1"),
    "judgments": (lambda value: value == int(value), "a whole number of judgments"),
}
"""What a value may be, by unit."""


class _Declared(Entry):
    campaigns: Named[_Campaign] = {}
    targets: Named[_Target]


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
    declared: _Declared = read_as(
        _Declared, file, {"columns": columns, "series": years, "campaigns": campaigns}
    )
    targets = {}
    for name, given in declared.targets.items():
        with placed(file.place("targets", name)):
            data = given.data(years)
            targets[name] = Target(
                name=name,
                meaning=given.meaning,
                unit=given.unit,
                observation=given.observation,
                use=given.use,
                source=given.source,
                window=given.windows(),
                figures=given.published(
                    {part: statistics.figure(*of) for part, of in data.items()}
                ),
                data=data,
                published_by=given.published_by,
                origin=given.origin,
                spread=given.spread,
                fall_on=given.fall_on,
                **dict(given.counted),
            )
    return Targets(
        targets, {name: _campaign(given, file, name) for name, given in declared.campaigns.items()}
    )


def _campaign(given: _Campaign, file: YamlFile, name: str) -> Campaign:
    with placed(file.place("campaigns", name)):
        changes = changes_from(given.changes)
        if late := [change.start for change in changes if change.start >= given.months]:
            raise InputError(
                "a change starts in month {}, after the end; it has {} months",
                late[0],
                given.months,
            )
    return Campaign(given.months, changes)


def _month(given: Any, counted: bool) -> int:
    allowed = "a month from 2015-11 on, such as 2018-01"
    if counted:
        allowed = "the number of a month from the start of the campaign, such as 23"
    month = given if counted else month_read(given) if isinstance(given, str) else None
    if type(month) is not int or month < 0:
        raise not_allowed(given, allowed)
    return month


def window_in_words(target: Target, part: str) -> str:
    """The months of a part, for a reader."""
    first, last = target.window[part]
    if target.under:
        return f"month {first}" if first == last else f"months {first} to {last}"
    return f"{month_date(first)} to {month_date(last)}"
