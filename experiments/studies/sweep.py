"""Two levers over their whole ranges: use of 286-1 and wrongful convictions at every pair of levels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import windows
from zombielaw.experiments.analysis.estimates import estimate
from zombielaw.experiments.analysis.outcomes import BY_CHARGES, OUTCOMES, REALISED, by_year, realised, years_of
from zombielaw.experiments.analysis.wording import difference, interval, number, rows_by
from zombielaw.experiments.config.options import MONTHS, whole, word
from zombielaw.experiments.config.schema import parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, ends, table_of, value_in
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.studies.base import Finished, Page, Tables, columns_beside
from zombielaw.experiments.studies.contrast import BY_YEAR, Ran, contrast
from zombielaw.sim.parameters import Policy, declared

SETTING = f"{LABEL}setting"
GRID = "grid"
SIDES = ("x", "y")
MAPS = ("share_of_charges", "expected_charges_286_1", "wrongful")
"""Outcomes that are drawn and reported; the tables have all."""


def levers_of(settings: Settings) -> tuple[str, str]:
    """The two levers, as ``policy.<lever>``, refused where one of them is none, or both are the same."""
    names = [lever.name for lever in declared(Policy)]
    x, y = (settings.study_keys[side].removeprefix("policy.") for side in SIDES)
    for side, given in zip(SIDES, (x, y), strict=True):
        if given not in names:
            near = nearest(given, names)
            allowed = "; see docs/parameters.md" if near else f"; allowed: {', '.join(names)}"
            raise InputError(f"study.{side}={settings.study_keys[side]} is not a lever{near}{allowed}.")
    if x == y:
        raise InputError(f"study.x and study.y are both policy.{x}; give two levers.")
    return f"policy.{x}", f"policy.{y}"


def check(settings: Settings) -> Settings:
    """Refuse settings that are not a pair of levers."""
    levers_of(settings)
    return settings


def levels_of(key: str, number: int) -> list[Any]:
    """Even levels over the declared range of a lever, or all its options."""
    parameter = parameter_of(key)
    if parameter.about.options or parameter.kind is bool:
        return list(ends(key))
    low, high = (float(end) for end in ends(key))
    return [*np.linspace(low, high, number).round(6).tolist()]


def design_of(settings: Settings) -> pd.DataFrame:
    """The command's own scenario, then every pair of levels; the first lever varies fastest."""
    x, y = levers_of(settings)
    across, up = (levels_of(key, settings.study_keys["levels"]) for key in (x, y))
    own = {x: value_in(settings, x), y: value_in(settings, y)}
    grid = [{SETTING: GRID, x: left, y: right} for right in up for left in across]
    return table_of([{SETTING: BASE, **own}, *grid])


def tables_of(ran: Ran) -> Tables:
    """Every point against the command's own, and the range of each lever alone."""
    ran.work.facts["years"] = windows.span(years_of(by_year(ran.results)))
    moved = zip(SIDES, map(parameter_of, levers_of(ran.work.settings)), strict=True)
    levers = [(side, one.name, one.about.meaning, one.about.unit) for side, one in moved]
    return {
        "points": ran.points(),
        "ranges": along(ran.named, ran.runs),
        "realised": ran.named.merge(realised(ran.results), on=POINT),
        "levers": pd.DataFrame(levers, columns=["side", "lever", "meaning", "unit"]),
    }


def along(points: pd.DataFrame, runs: pd.DataFrame) -> pd.DataFrame:
    """Each outcome at the last level of a lever less the same at its first, the other lever next to the command's own.

    The points are ``point, setting, x, y``, the command's own first; ``at`` is the level of the other lever.
    """
    own, grid = points.iloc[0], points[points["setting"] == GRID]
    parts = []
    for side, other in (SIDES, SIDES[::-1]):
        line = nearest_line(grid, other, own[other])
        first, last = line.iloc[0], line.iloc[-1]
        moved = estimate(runs[runs[POINT].isin([first[POINT], last[POINT]])], base=first[POINT])
        moved = moved[moved[POINT] == last[POINT]]
        parts.append(moved.assign(side=side, at=first[other], first=first[side], last=last[side]))
    columns = ["side", "at", "first", "last", "outcome", "difference", "difference_low", "difference_high", "runs"]
    ranges: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return ranges[columns]


def nearest_line(grid: pd.DataFrame, side: str, value: Any) -> pd.DataFrame:
    """Points of a map at the level of one side that is nearest to a value."""
    levels = list(dict.fromkeys(grid[side]))
    near = value if value in levels else min(levels, key=lambda level: abs(level - value))
    line: pd.DataFrame = grid[grid[side] == near]
    return line


def report(tables: Finished) -> str:
    """Least and most of each outcome on the map, and the effect of each lever over its range."""
    points, ranges = tables["points"], tables["ranges"]
    x, y = tables["levers"]["lever"]
    points["where"] = [f"`policy.{x}={left}`, `policy.{y}={up}`" for left, up in points[["x", "y"]].to_numpy()]
    own, lines = rows_by(points[points["setting"] == BASE], "outcome"), []
    for name in MAPS:
        cells = points[(points["setting"] == GRID) & (points["outcome"] == name)].dropna(subset="value")
        text = f"- {OUTCOMES[name].title} ({OUTCOMES[name].unit}, expected, {tables.facts['years']}): "
        text += f"{interval(own[name])} {tables.facts['own']}"
        if cells.empty:
            lines.append(f"{text}; nothing to divide by on the map.")
            continue
        order = cells.sort_values("value", kind="stable")
        ends = [f"{interval(row)} at {row['where']}" for row in (order.iloc[0], order.iloc[-1])]
        moved = [
            f"From `policy.{lever}={row['first']}` to {row['last']}, at `policy.{other}={row['at']}`: "
            f"{difference(row)}."
            for lever, other, (_, row) in zip((x, y), (y, x), ranges[ranges["outcome"] == name].iterrows(), strict=True)
        ]
        lines.append(
            f"{text}; on the map from {ends[0]} to {ends[1]}. {' '.join(moved)} At {cells['upper_share'].count()} of "
            f"{len(cells)} points the runs fall into two groups."
        )
    first = own[MAPS[0]]
    return "\n".join([*lines, "", f"{first['runs']} runs a point; the command's own point is {first['where']}."])


def draw(tables: Finished, page: Page) -> None:
    """Draw one map per outcome as ``sweep``; wrongful convictions move less than runs differ: the table has them."""
    from zombielaw.experiments.figures import heat, names

    def shown(level: Any) -> float | str:
        if isinstance(level, bool | np.bool_):
            return page.named("option", str(bool(level)).lower())
        return page.named("option", level) if isinstance(level, str) else float(level)

    points, levers = tables["points"], tables["levers"].to_dict("records")
    grid, own = points[points["setting"] == GRID], points[points["setting"] == BASE].iloc[0]
    titles = [names.lever(row["lever"], page) for row in levers]
    x, y = (
        heat.Axis(
            page.say("sweep.axis", lever=title, unit=page.named("unit", row["unit"])),
            [shown(level) for level in dict.fromkeys(grid[row["side"]])],
        )
        for row, title in zip(levers, titles, strict=True)
    )
    panels = []
    for name in MAPS[:2]:
        cells, about = grid[grid["outcome"] == name], OUTCOMES[name]
        value, grouped = (
            cells[column].to_numpy().reshape(len(y.levels), len(x.levels)) for column in ("value", "upper_share")
        )
        words = names.outcome(name, about, page), names.unit(about, page)
        panels.append(heat.Panel(*words, value, np.isfinite(grouped), least=0.0))
    heat.draw(
        panels, x, y, page, "sweep", page.say("sweep.band", years=tables.facts["years"]),
        today=(shown(own["x"]), shown(own["y"])), named=page.named("scenario", tables.facts["own"]),
        title=page.say("sweep.title", x=titles[0], y=titles[1], outcome=panels[-1].title, **dict(zip(
            ("low", "high", "left", "right"), map(number, _along(grid[grid["outcome"] == MAPS[1]], own)), strict=True,
        ))),
    )  # fmt: skip


def _along(cells: pd.DataFrame, own: pd.Series[Any]) -> list[float]:
    """First and last value along the first lever, and along the second, where the other is nearest to the own."""
    ends: list[float] = []
    for side, other in (("x", "y"), ("y", "x")):
        levels = [*dict.fromkeys(cells[other])]
        numeric = all(isinstance(level, int | float) and not isinstance(level, bool) for level in levels)
        at = min(levels, key=lambda level: abs(level - own[other]) if numeric else level != own[other])
        line = cells[cells[other] == at].drop_duplicates(side)["value"]
        ends += [float(line.iloc[0]), float(line.iloc[-1])]
    return ends


STUDY = contrast(
    question="Two levers over their whole ranges: share and number of charges of 286-1 and wrongful convictions, as "
    "maps.",
    keys={
        "months": MONTHS,
        "x": word("corrective_order_rate", "the name of a lever; give one, such as corrective_order_rate"),
        "y": word("charge_preference", "the name of a lever; give one, such as charge_preference"),
        "levels": whole(5, 2, 101, "levels of a lever that is a number, over its range; a choice has all its options"),
    },
    replicates=10,
    grid=design_of,
    called=lambda settings: {SETTING: "setting", **dict(zip(levers_of(settings), SIDES, strict=True))},
    outcomes={name: OUTCOMES[name] for name in BY_CHARGES},
    precise="expected_charges_286_1",
    reads={**BY_YEAR, "measures": REALISED},
    tables=tables_of,
    columns=columns_beside(__file__),
    words=report,
    draw=draw,
    check=check,
)
