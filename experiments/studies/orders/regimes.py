"""Dead regimes, how orders are multiplied in each, and the design of both."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.outcomes import permanent
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, table_of
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.presets import ONE_OFFICE, preset
from zombielaw.sim.parameters import Policy, declared

MULTIPLES = (1, 3, 10, 30)
RULES = ("habit", "special_first")
"""What officials do when both offences are provable: no filter, or the special law first."""


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
    "trapped": Regime("trapped", ("files",), ONE_OFFICE, True),
}


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
