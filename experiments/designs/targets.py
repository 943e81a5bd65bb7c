"""Published patterns that the model is held against: ``data/targets.yaml``, or a file of the user's in its form."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zombielaw.experiments.config.changes import changes_from
from zombielaw.experiments.data.files import YamlFile, check_known, in_yaml, is_number, mapping, read_yaml_file
from zombielaw.experiments.data.statistics import Statistics
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
    BOUND: ("judgments",),
    SHARE: ("share",),
    AMOUNT: ("sanctions", "orders", "checks"),
    SPLIT: ("judgments",),
}
"""Units of each way of observing."""
NEEDS = {
    THINNED: {"published_by"},
    BOUND: {"published_by"},
    SHARE: {"spread"},
    AMOUNT: {"fall_on", "spread"},
    SPLIT: set(),
}
"""Keys that each way of observing needs beside those that every target has."""
REQUIRED = ("meaning", "model", "window", "unit", "observation", "use", "source")
OPTIONAL = ("series", "figures", "values", "published_by", "spread", "fall_on")
MODEL_KEYS = ("sum", "among", "times", "under")


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
    data: Mapping[str, tuple[str, int]] = field(default_factory=dict)  # series and year of a figure, where it has one
    spread: float = 0.0  # standard deviation of what the published figure is off by, in logits or logarithms
    fall_on: tuple[float, float] = (1.0, 1.0)


@dataclass(frozen=True)
class Targets:
    """Targets by name, and the campaigns that they name."""

    targets: Mapping[str, Target]
    campaigns: Mapping[str, Campaign] = field(default_factory=dict)

    def of(self, use: str) -> dict[str, Target]:
        """Targets of one use."""
        return {name: target for name, target in self.targets.items() if target.use == use}


def read_targets(statistics: Statistics, columns: Collection[str], path: Path = DATA / TARGETS) -> Targets:
    """Read targets.

    ``columns``: columns of a run that can be counted.
    Raises InputError: the file cannot be read, or an entry has an unknown name, unit, month, number or series.
    """
    file = read_yaml_file(path)
    given = mapping(file.data, str(path))
    for key in given:
        check_known(key, ("campaigns", "targets"), file.at(key), "part of this file")
    campaigns = {
        str(name): _campaign(entry, file.at("campaigns", name))
        for name, entry in mapping(given.get("campaigns", {}), str(path)).items()
    }
    targets = {
        str(name): _target(str(name), entry, file, statistics, columns, campaigns)
        for name, entry in mapping(given.get("targets"), file.at("targets")).items()
    }
    return Targets(targets, campaigns)


def _campaign(entry: Any, where: str) -> Campaign:
    given = mapping(entry, where, ("months", "changes"), "key of a campaign")
    months = given.get("months")
    if not isinstance(months, int) or isinstance(months, bool) or not 1 <= months <= 600:
        raise InputError("{}: months={}; allowed: a whole number from 1 to 600.", where, in_yaml(months))
    changes = changes_from(given.get("changes", []))
    for change in changes:
        if change.start >= months:
            raise InputError(
                "{}: a change starts in month {}, after the end; it has {} months.", where, change.start, months
            )
    return Campaign(months, changes)


def _target(
    name: str, entry: Any, file: YamlFile, statistics: Statistics, columns: Collection[str], campaigns: Collection[str]
) -> Target:
    where = f"{file.at('targets', name)}: {name}"
    given = mapping(entry, where, (*REQUIRED, *OPTIONAL), "key of a target")
    lacking = [key for key in REQUIRED if key not in given]
    if lacking:
        raise InputError("{} has no {}; a target needs {}.", where, lacking[0], ", ".join(REQUIRED))
    observation, unit, use = (given[key] for key in ("observation", "unit", "use"))
    check_known(observation, UNITS, where, "observation")
    check_known(unit, UNITS[observation], f"{where}: {observation}", "unit")
    check_known(use, USES, where, "use")
    for key in ("published_by", "spread", "fall_on"):
        needed = key in NEEDS[observation]
        if needed and key not in given:
            raise InputError("{}: observation {} needs {}.", where, observation, key)
        if key in given and not needed:
            raise InputError("{}: observation {} takes no {}.", where, observation, key)
    model = _model(mapping(given["model"], where, MODEL_KEYS, "key of a model"), where, columns, campaigns)
    window = _windows(mapping(given["window"], where), where, bool(model["under"]))
    data = _data(given, where, statistics, window)
    values = _values(given, where, unit, {part: statistics.figure(*of) for part, of in data.items()}, window)
    if observation == SPLIT and len(model["sums"]) != len(values):
        raise InputError(
            "{}: a split has a column for each part; {} given for {}.", where, len(model["sums"]), len(values)
        )
    if observation == SPLIT and not any(values.values()):
        raise InputError("{}: a split of no judgment says nothing; give those that there are, or leave it out.", where)
    if bool(model["among"]) != (observation == SHARE):
        says = "a share is the sum of some columns among others" if observation == SHARE else "only a share has among"
        raise InputError("{}: {}; see the head of {}/{}.", where, says, DATA.name, TARGETS)
    published_by = given.get("published_by", "")
    if published_by:
        check_known(published_by, WorldParameters._fields, where, "number of the world")
    fall_on = given.get("fall_on", [1.0, 1.0])
    pair = isinstance(fall_on, list) and len(fall_on) == 2 and all(map(_is_finite, fall_on))
    if not pair or not 0.0 < fall_on[0] <= fall_on[1]:
        raise InputError("{}: fall_on={}; allowed: [low, high], above 0, the lower first.", where, in_yaml(fall_on))
    spread = given.get("spread", 0.0)
    if "spread" in given and not (_is_finite(spread) and 0.0 < spread < 10.0):
        raise InputError("{}: spread={}; allowed: a number above 0 and below 10.", where, in_yaml(spread))
    return Target(
        name=name,
        meaning=str(given["meaning"]),
        unit=unit,
        observation=observation,
        use=use,
        source=str(given["source"]),
        figures=values,
        data=data,
        window=window,
        published_by=published_by,
        spread=float(spread),
        fall_on=(float(fall_on[0]), float(fall_on[1])),
        **model,
    )


def _model(
    given: Mapping[str, Any], where: str, columns: Collection[str], campaigns: Collection[str]
) -> dict[str, Any]:
    model: dict[str, Any] = {}
    for key, name in (("sum", "sums"), ("among", "among")):
        listed = given.get(key, [])
        if not isinstance(listed, list) or (key == "sum" and not listed):
            raise InputError("{}: model.{}={}; allowed: a list of columns of a run.", where, key, in_yaml(listed))
        for column in listed:
            check_known(column, columns, where, "column of a run")
        model[name] = tuple(listed)
    times, under = given.get("times", ""), given.get("under", "")
    if times:
        check_known(times, WorldParameters._fields, where, "number of the world")
    if under:
        check_known(under, campaigns, where, "campaign")
    return {**model, "times": times, "under": under}


def _windows(given: Mapping[str, Any], where: str, counted: bool) -> dict[str, tuple[int, int]]:
    windows = {}
    for part, ends in given.items():
        if not isinstance(ends, list) or len(ends) != 2:
            raise InputError("{}: window of {}={}; allowed: [first month, last month].", where, part, in_yaml(ends))
        first, last = (_month(end, f"{where}: window of {part}", counted) for end in ends)
        if first > last:
            raise InputError("{}: window of {} ends in {}, before it starts.", where, part, in_yaml(ends[1]))
        windows[str(part)] = (first, last)
    return windows


def _month(given: Any, where: str, counted: bool) -> int:
    if counted:
        month = given if isinstance(given, int) and not isinstance(given, bool) else -1
        allowed = "the number of a month from the start of the campaign, such as 23"
    else:
        read = month_read(given) if isinstance(given, str) else None
        month = -1 if read is None else read
        allowed = "a month from 2015-11 on, such as 2018-01"
    if month < 0:
        raise InputError("{}: {} is no month; allowed: {}.", where, in_yaml(given), allowed)
    return month


def _data(
    given: Mapping[str, Any], where: str, statistics: Statistics, window: Mapping[str, Any]
) -> dict[str, tuple[str, int]]:
    """Series and year of each published figure, by part."""
    figures: dict[str, tuple[str, int]] = {}
    years: dict[str, list[int]] = {
        str(series): rows["year"].tolist() for series, rows in statistics.table.groupby("series")
    }
    if "series" in given:
        check_known(given["series"], years, where, "series of statistics.csv")
        figures |= {str(year): (given["series"], year) for year in years[given["series"]] if str(year) in window}
    for part, one in mapping(given.get("figures", {}), where).items():
        if not isinstance(one, list) or len(one) != 2:
            raise InputError(
                "{}: figure of {}={}; allowed: [series of statistics.csv, year].", where, part, in_yaml(one)
            )
        series, year = one
        check_known(series, years, where, "series of statistics.csv")
        if year not in years[series]:
            allowed = ", ".join(map(str, years[series]))
            raise InputError("{}: {} has no figure of {}; allowed: {}.", where, series, in_yaml(year), allowed)
        figures[str(part)] = series, int(year)
    return figures


def _values(
    given: Mapping[str, Any], where: str, unit: str, published: Mapping[str, float], window: Mapping[str, Any]
) -> dict[str, float]:
    values = dict(published)
    own = mapping(given.get("values", {}), where)
    for part, value in own.items():
        if not _is_finite(value):
            raise InputError("{}: {}={}; allowed: a number.", where, part, in_yaml(value))
        values[str(part)] = float(value)
    if set(values) != set(window):
        odd = ", ".join(sorted(set(values) ^ set(window)))
        raise InputError("{}: each part has a window and a value; not so of {}.", where, odd)
    for part, value in values.items():
        if value < 0.0:
            raise InputError("{}: {}={:g} is negative; allowed: 0 or more {}.", where, part, value, unit)
        if unit == "share" and not 0.0 < value < 1.0:
            raise InputError("{}: {}={:g} is no share; allowed: above 0 and below 1.", where, part, value)
        if unit == "judgments" and value != int(value):
            raise InputError("{}: {}={:g}; allowed: a whole number of judgments.", where, part, value)
        if unit not in ("share", "judgments") and value == 0.0:
            raise InputError("{}: {}=0; allowed: a number above 0.", where, part)
    return {part: values[part] for part in window}


def _is_finite(value: Any) -> bool:
    return is_number(value) and math.isfinite(value)


def window_in_words(target: Target, part: str) -> str:
    """The months of a part, for a reader."""
    first, last = target.window[part]
    if target.under:
        return f"month {first}" if first == last else f"months {first} to {last}"
    return f"{month_date(first)} to {month_date(last)}"
