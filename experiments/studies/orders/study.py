"""More orders in a dead regime: the count of 286-1 and its share, with the special-law rule and without.

Orders are multiplied in two ways. *Levers*: the order rate goes up to 1, the rest is more checks; providers answer, so
that orders grow less than asked. *Files*: the same files reach fewer offices, so that an office has so many times its
orders, refusals and files while nobody behaves otherwise: what theory calls case supply. That the count then grows as
the orders do is nearly built in; what the share does is not.

Each point stands beside theory. In the trapped world that is the exact expected path of an office, which knows nothing
of the runs: an independent comparison. Elsewhere it is a check of consistency and no more: the state of rest of a flow
made to agree with *one* point, the first without the rule, at so many times its case supply, with the push that the
runs without the rule foresee. A second line adds what that flow holds fixed, as the runs have it: the rival's
familiarity, and the merit of the files.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console

from zombielaw.experiments.analysis.intervals import Floats, bootstrap_ratio
from zombielaw.experiments.analysis.outcomes import permanent, yearly, years_after
from zombielaw.experiments.analysis.quantities import times, written
from zombielaw.experiments.config.options import Options, whole
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, scenarios, table_of
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.expected_by_year import expected, familiarity_pull
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.results import Results, manifest_of
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Made, kept
from zombielaw.experiments.studies.orders.supply import dictionary, exact, resting
from zombielaw.experiments.studies.presets import preset
from zombielaw.sim.analysis.diagnosis import LINES
from zombielaw.sim.parameters import Policy, declared

MULTIPLES = (1, 3, 10, 30)
TEN = 10
RULES = ("label", "special_first")
"""What officials do when both offences are provable: no filter, or the special law first."""
YEARLY = (
    "written_orders", "expected_charges_286_1", "expected_charges_287_2", "familiarity_286_1", "familiarity_287_2",
)  # fmt: skip


@dataclass(frozen=True)
class Regime:
    """A dead regime.

    Attributes
    ----------
    experiment : str
        Its preset; the command's own world if empty.
    ways : tuple of str
        How orders are multiplied.
    overrides : tuple of str
        What is set besides, so that the offices can be divided by thirty, or the files of one be multiplied by it.
    closed : bool
        Is it the world of the closed forms, so that theory is independent of its runs?
    """

    experiment: str
    ways: tuple[str, ...]
    overrides: tuple[str, ...] = ()
    closed: bool = False


REGIMES = {
    "today": Regime("", ("levers", "files")),
    "excluded": Regime("excluded", ("files",), ("world.procuratorates=120", "world.courts=120")),
    "trapped": Regime("trapped", ("files",), ("world.providers=14", "world.procuratorates=1", "world.courts=1"), True),
}

STUDY = Options(
    question=(
        "More orders in a dead regime: what happens to the count of 286-1 and to its share, with the special- "
        "law rule and without, beside the closed forms."
    ),
    keys={
        "start": whole(122, 0, 588, "first month of the orders; 122 is January 2026", "months since November 2015"),
        "months": whole(
            314, 1, 600, "length of a run; 314 months end in December 2041; the last year is not read", "months"
        ),
    },
    replicates=6,
)


def run(settings: Settings) -> Path:
    """Run the study, or find it finished."""
    after = years_after(settings)
    worlds = {name: world_of(settings, regime) for name, regime in REGIMES.items()}
    regimes = {"regimes": {name: world.plain for name, world in worlds.items()}}

    def make(_: Settings, key: str) -> Made:
        return _make(settings, worlds, key, after)

    return kept(replace(settings, also=regimes), make, _show)


def world_of(settings: Settings, regime: Regime) -> Settings:
    """Settings of a regime under the luck, runs, months and machine of the command."""
    if not regime.experiment:
        return settings
    return preset(settings, regime.experiment, settings.study_keys["months"], *regime.overrides)


def multiplied(settings: Settings, multiple: float) -> dict[str, float]:
    """Levers that ask for so many times the orders: the order rate up to its top, the rest by checks.

    Raises
    ------
    InputError
        The levers do not reach so far.
    """
    policy = settings.scenario.policy
    top = {lever.name: lever.about.high for lever in declared(Policy)}
    rate = min(top["corrective_order_rate"], policy.corrective_order_rate * multiple)
    checks = policy.inspection_rate * multiple * policy.corrective_order_rate / rate if rate else math.inf
    if not checks <= top["inspection_rate"]:
        raise InputError(
            f"policy.corrective_order_rate={policy.corrective_order_rate:g} and policy.inspection_rate="
            f"{policy.inspection_rate:g} cannot be multiplied by {multiple:g}: the rate ends at 1, checks at "
            f"{top['inspection_rate']:g} a year, and no orders stay none. Start from another number."
        )
    return {"corrective_order_rate": rate, "inspection_rate": checks}


def concentrated(settings: Settings, multiple: int) -> dict[str, int]:
    """A world in which an office has so many times the files.

    Raises
    ------
    InputError
        There are too few offices to divide.
    """
    size = settings.scenario.size
    if settings.scenario.world.injected:
        return {"world.providers": size.providers * multiple}
    fewer = {name: round(getattr(size, name) / multiple) for name in ("procuratorates", "courts")}
    short = [name for name, number in fewer.items() if number < size.provinces]
    if short:
        raise InputError(
            f"world.{short[0]}={getattr(size, short[0])} is too few: study=orders divides offices by {MULTIPLES[-1]} "
            f"and leaves one or more to each of {size.provinces} provinces; take world=region or larger."
        )
    return {f"world.{name}": number for name, number in fewer.items()}


def design_of(settings: Settings, ways: tuple[str, ...], start: int) -> pd.DataFrame:
    """Rule x way x multiple; levers move for good at the start, the number of offices holds from the beginning."""
    own = {key: getattr(settings.scenario.size, key.split(".")[1]) for key in concentrated(settings, 1)}
    rows = []
    for rule, way, multiple in product(RULES, ways, MULTIPLES):
        levers: dict[str, Any] = {} if rule == RULES[0] else {"concurrence": rule}
        if way == "levers" and multiple > 1:
            levers |= multiplied(settings, multiple)
        world = concentrated(settings, multiple) if way == "files" else own
        rows.append({
            f"{LABEL}rule": rule, f"{LABEL}way": way, f"{LABEL}multiple": multiple, **world,
            CHANGES: permanent(settings, levers, start),
        })  # fmt: skip
    return table_of(rows)


def _make(settings: Settings, worlds: Mapping[str, Settings], key: str, after: range) -> Made:
    start = settings.study_keys["start"]
    designs = {name: design_of(world, REGIMES[name].ways, start) for name, world in worlds.items()}
    tables, results = [], []
    for name, world in worlds.items():
        store.say(f"Regime: {name}")
        found = run_design(world, designs[name], yearly=YEARLY, reduce=expected)
        results.append(found)
        tables.append(read(world, designs[name], found, after).assign(regime=name))
    table = pd.concat(tables, ignore_index=True)
    table.insert(0, "regime", table.pop("regime"))

    def fill(folder: Path) -> None:
        from zombielaw.experiments.figures.style import Recipe  # noqa: PLC0415
        from zombielaw.experiments.studies.orders import figure  # noqa: PLC0415 - drawn only when something was run

        store.write_csv(folder / "tables" / "orders.csv", table)
        store.write_csv(folder / "data_dictionary.csv", dictionary())
        design = pd.concat([design.assign(regime=name) for name, design in designs.items()], ignore_index=True)
        store.write_csv(folder / "tables" / "design.csv", design)
        store.write_json(folder / "summary.json", {"years": f"{after[0]}-{after[-1]}"})
        world = f"today's world has {settings.scenario.size.providers:,} providers"
        recipe = Recipe(key, settings.seed, settings.replicates, world, "bars: bootstrap 95 % intervals over runs")
        figure.draw(table, folder / "figures", recipe)

    return fill, manifest_of(dict(zip(worlds, results, strict=True)))


# ---- what is read, and what the closed forms say


_PLACE = ("point", "replicate", "year")
RATIOS = {
    "count": (("expected_charges_286_1",), ()),
    "rival": (("expected_charges_287_2",), ()),
    "share": (("contested_286_1",), ("contested_286_1", "contested_287_2")),
    "share_all": (("expected_charges_286_1",), ("expected_charges_286_1", "expected_charges_287_2")),
}
"""Sums over and under the line of what is told as a multiple of today's."""
NUMBERS_A_YEAR = ("count", "rival")
"""Those that are no shares."""


def read(settings: Settings, design: pd.DataFrame, results: Results, after: range) -> pd.DataFrame:
    """Each point: orders, count, shares, familiarity, and the closed forms beside them.

    Returns
    -------
    DataFrame
        ``rule, way, multiple``, and the columns of ``COLUMNS``.
    """
    table = yearly(results)
    how = {name: "mean" if name.startswith("familiarity") else "sum" for name in map(str, table) if name not in _PLACE}
    inside = table[table["year"].isin(list(after))]
    by_point = {number: rows.groupby("replicate").agg(how) for number, rows in inside.groupby("point")}
    given = scenarios(settings, design)
    points = list(design[[f"{LABEL}{name}" for name in ("rule", "way", "multiple")]].itertuples(index=False, name=None))
    rows: dict[tuple[str, str, int], dict[str, Any]] = {}
    for point, (rule, way, multiple) in enumerate(points):
        runs, first = by_point[point], by_point[points.index((rule, way, MULTIPLES[0]))]
        injected = given[point].world.injected
        factor = multiple if way == "files" and not injected else 1
        row: dict[str, Any] = {"rule": rule, "way": way, "multiple": multiple}
        row["orders"] = _orders(runs, first, factor, injected)
        row |= found(runs, (1.0 if injected else settings.scale * factor) / len(after), injected)
        base = by_point[points.index((RULES[0], way, MULTIPLES[0]))]
        for name, parts in RATIOS.items():
            row |= _times(f"{name}_times", parts, runs, base, factor if name in NUMBERS_A_YEAR else 1)
        row |= _elasticity(runs, first, row["orders"])
        rows[rule, way, multiple] = row
    for (rule, way, multiple), scenario in zip(points, given, strict=True):
        row = rows[rule, way, multiple]
        if scenario.world.injected:
            row |= exact(scenario, after)
        else:
            own, start = rows[RULES[0], way, multiple], rows[RULES[0], way, MULTIPLES[0]]
            row |= resting(start, own, row["orders"], rule != RULES[0], familiarity_pull(scenario.world))
        if multiple > 1:
            first_theory = rows[rule, way, MULTIPLES[0]]["share_theory"]
            row["elasticity_theory"] = _log(row["share_theory"] / first_theory) / (_log(row["orders"]) or math.nan)
    return pd.DataFrame(list(rows.values())).drop(columns=["count_contested", "share_ruled"])


def found(runs: pd.DataFrame, per: float, injected: bool) -> dict[str, float]:
    """Estimates of a point from the sums of its runs, ``per`` being what makes them a year of the country."""
    a, b, all_a, all_b, eligible = (
        runs[name].to_numpy(dtype=float)
        for name in (
            "contested_286_1",
            "contested_287_2",
            "expected_charges_286_1",
            "expected_charges_287_2",
            "eligible",
        )
    )
    row = _estimate("count", per * all_a, np.ones(len(runs)))
    row |= _estimate("share", a, a + b) | _estimate("share_all", all_a, all_a + all_b)
    row |= _estimate("life", runs["applied"].to_numpy(dtype=float), eligible)
    row |= {name: float(runs[name].mean()) for name in ("familiarity_286_1", "familiarity_287_2", "contested")}
    decided = float(runs["contested"].sum())
    row |= {name: float(runs[column].sum()) / decided if decided and not injected else math.nan
            for name, column in (("reach", "within_reach"), ("merit", "merit"))}  # fmt: skip
    charged = float((a + b).sum())
    row["share_ruled"] = float(runs["ruled_286_1"].sum()) / charged if charged else math.nan
    row["count_contested"] = per * float(a.mean())
    return row


def _orders(runs: pd.DataFrame, first: pd.DataFrame, factor: int, injected: bool) -> float:
    """Orders as a multiple of those of the first point; per office where files are concentrated."""
    column = "contested" if injected else "written_orders"
    base = float(first[column].sum())
    return factor * float(runs[column].sum()) / base if base else math.nan


def _log(value: float) -> float:
    return math.log(value) if value > 0.0 else math.nan


def _estimate(name: str, over: Floats, under: Floats) -> dict[str, float]:
    total = float(under.sum())
    low, high = bootstrap_ratio(over, under)
    return {name: float(over.sum()) / total if total else math.nan, f"{name}_low": low, f"{name}_high": high}


def _times(
    name: str, parts: tuple[tuple[str, ...], tuple[str, ...]], runs: pd.DataFrame, base: pd.DataFrame, factor: int
) -> dict[str, float]:
    """A quotient as a multiple of that of the base, over paired runs."""
    shared = runs.index.intersection(base.index)
    a, b, c, d = (
        some.loc[shared, list(names)].to_numpy(dtype=float).sum(axis=1) if names else np.ones(len(shared))
        for some in (runs, base)
        for names in parts
    )
    return dict(zip((name, f"{name}_low", f"{name}_high"), times(a, b, c, d, factor), strict=True))


def _elasticity(runs: pd.DataFrame, first: pd.DataFrame, orders: float) -> dict[str, float]:
    """Change of the log share over that of the log orders, with its bootstrap interval over paired runs."""
    share = _times("elasticity", RATIOS["share"], runs, first, 1)
    return {name: _log(value) / (_log(orders) or math.nan) for name, value in share.items()}


# ---- what is told


def _show(folder: Path) -> None:
    console = Console(width=130)
    console.print(findings(folder), highlight=False, markup=False)


def findings(folder: Path) -> str:
    """What the study found, from its table."""
    table = pd.read_csv(folder / "tables" / "orders.csv")
    years = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["years"]
    lines = [f"{sentence(table, *part)}\n" for part in dict.fromkeys(zip(table["regime"], table["way"], strict=True))]
    lines += [
        f"Means of {years}, 95 % intervals. *Share* is that of 286-1 where both offences are open. *Theory* is "
        "independent of the runs in the trapped world alone (the exact expected path); in the others it is a "
        "consistency check (a flow through the first point, with the push of the rule that the runs without it "
        "foresee), and *given* is the same with the rival's familiarity and the merit of the files as found. "
        "*orders.csv* has all multiples.",
        "",
        "| regime, orders by | rule | asked | orders | 286-1 charged a year | theory or check | share | "
        "theory or check | given (check) | share, all files | applied per eligible |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in table[table["multiple"].isin((MULTIPLES[0], TEN))].to_dict("records"):
        cells = (
            f"{row['regime']}, {row['way']}", row["rule"], f"×{row['multiple']}", f"×{row['orders']:.1f}",
            _told(row, "count"), _number(row["count_theory"]), _told(row, "share"), _number(row["share_theory"]),
            _number(row["share_given"]), _told(row, "share_all"), _told(row, "life"),
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        "Elasticity of the share along the orders:",
        "",
        "| regime, orders by | rule | small change, theory or check | per logit, theory or check | "
        + " | ".join(f"to ×{multiple}, found (theory or check)" for multiple in MULTIPLES[1:])
        + " |",
        "| --- | --- | ---: | ---: |" + " ---: |" * (len(MULTIPLES) - 1),
    ]
    for (regime, way, rule), rows in table.groupby(["regime", "way", "rule"], sort=False):
        first, *more = rows.to_dict("records")
        starts = f"{_number(first['elasticity_theory'])} | {_number(first['elasticity_alpha'])}"
        arcs = " | ".join(f"{_told(row, 'elasticity')}; ({_number(row['elasticity_theory'])})" for row in more)
        lines.append(f"| {regime}, {way} | {rule} | {starts} | {arcs} |")
    return "\n".join(lines).strip()


def sentence(table: pd.DataFrame, regime: str, way: str) -> str:
    """What ten times the orders, and the rule, do in a regime: found, and what theory or the check says."""
    rows = table[(table["regime"] == regime) & (table["way"] == way)].to_dict("records")
    by = {(row["rule"], row["multiple"]): row for row in rows}
    one, ten, ruled, both = (by[rule, multiple] for rule in RULES for multiple in (MULTIPLES[0], TEN))
    said = "closed form" if REGIMES[regime].closed else "check"

    def beside(row: Mapping[Any, Any], name: str) -> str:
        theory = _number(row[f"{name}_theory"] / one[f"{name}_theory"])
        return f"×{_told(row, f'{name}_times')}; {said} ×{theory}"

    text = (
        f"- *{regime}, orders by {way}.* Ten times the orders asked make ×{ten['orders']:.1f}. The count of 286-1 goes "
        f"from {_told(one, 'count')} to {_told(ten, 'count')} a year ({beside(ten, 'count')}). Where both offences are "
        f"open, its share goes from {_told(one, 'share')} to {_told(ten, 'share')} ({beside(ten, 'share')}"
    )
    if math.isfinite(ten["share_given"]):
        text += f", given the rival and the files ×{_number(ten['share_given'] / one['share'])}"
    text += (
        f"): {where(one, ten)}. Among all files it goes from {_told(one, 'share_all')} to {_told(ten, 'share_all')} "
        f"(×{_told(ten, 'share_all_times')}), charges of 287-2 being ×{_told(ten, 'rival_times')}. The special-law "
        f"rule for good makes the share {_told(ruled, 'share')} ({beside(ruled, 'share')}) and the count "
        f"{_told(ruled, 'count')} ({beside(ruled, 'count')})"
    )
    if math.isfinite(one["reach"]):
        text += f"; it bites in {_number(100.0 * one['reach'])} % of the files in which both are open"
    return f"{text}. Rule and ten times the orders: share {_told(both, 'share')}, count {_told(both, 'count')}."


def where(one: Mapping[Any, Any], ten: Mapping[Any, Any]) -> str:
    """On which side of the line of a living provision the share lies before and after, by its whole interval."""
    line = LINES["share"].high
    sides = ["above" if row["share_low"] >= line else "below" if row["share_high"] < line else "" for row in (one, ten)]
    if not all(sides):
        return f"an interval covers the line of a living provision, {line:g}"
    stays = sides[0] == sides[1]
    return f"it {'stays' if stays else 'comes to lie'} {sides[1]} the line of a living provision, {line:g}"


def _told(row: Mapping[Any, Any], name: str) -> str:
    interval = f" ({written(row[f'{name}_low'])} to {written(row[f'{name}_high'])})"
    return _number(row[name]) + (interval if math.isfinite(row[f"{name}_low"]) else "")


def _number(value: float) -> str:
    return written(value) if math.isfinite(value) else "–"
