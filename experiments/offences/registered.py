"""Registered predictions, frozen: two sets of joint draws, and what each theory foresees of a row for these draws.

They are not made again. The manifest of each folder in ``results/`` names the commit whose code made it;
``docs/predictions.md`` names that of :data:`LIKELIHOOD`, and says how the two sets differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.offences.declaration import (
    OFFENCES,
    Behaviour,
    Offence,
    built_in,
    read_behaviour,
    read_offence,
    units_of,
)
from zombielaw.experiments.offences.engine import (
    BEGUN,
    CONVICTED,
    LAST_YEAR,
    PUBLISHED,
    REGISTERED,
    SHOWN,
    THEORIES,
    Flows,
    flows,
    flows_of,
    published_share,
    shifted,
)
from zombielaw.experiments.offences.ranges import Array
from zombielaw.experiments.offences.scored import FLOOR, Outcome, expected
from zombielaw.experiments.paths import RESULTS
from zombielaw.sim.decisions.chain import passed

FIRST, SECOND = "predictions", "second"
FOLDER, SECOND_FOLDER = RESULTS / FIRST, RESULTS / "predictions_second_correction_1"
"""The registered draws. The second, coded blind, add draws of their own inputs; the set before them stays beside it."""
NEW = OFFENCES / SECOND
"""Offences that were declared after the first outcomes, and the rule and coding of who wants the case."""
ALL_EQUAL, LEVEL, WANTS, AGENTS = "all_equal", "common_level", "who_wants", "agents"
EQUAL_TO = "wages"
"""Unit whose share the equal rival takes. Meant was the geometric mean of all units; the code that was registered took
the last of them, and what is registered stays."""
LIKELIHOOD = OFFENCES / "likelihood.csv"
"""What the outcomes of the first units say of the numbers of two theories: log of the mean chance of the rows of each
unit, for each value. Before learning all values are as likely."""
NUMBERS = ([LEVEL], ["push", "search"])
"""Numbers of *one common level*, and of *who wants the case* (``data/offences/second/rule.md``)."""


class Registered(NamedTuple):
    """A registered set: its offences, the joint draws of all inputs, and the last year that it foresees.

    ``charged_more``: the engine charges 286-1 so many times as often as the agents, who speak for it; 0 if they do not.
    """

    offences: Mapping[str, Offence]
    draw: Mapping[str, Array]
    last_year: int
    charged_more: float = 0.0


def registered(name: str) -> Registered:
    """The set of a name. Raises InputError: its draws are not there."""
    first = Registered(built_in(), _draws(FOLDER), LAST_YEAR)
    if name == FIRST:
        return first
    new = {path.stem: read_offence(path) for path in sorted(NEW.glob("*.yaml"))}
    draw = {**first.draw, **_draws(SECOND_FOLDER)}
    # read off once by tests/test_offences_beside_agents.py
    return Registered({**first.offences, **new}, draw, 2028, charged_more=2.58)


def _draws(folder: Path) -> dict[str, Array]:
    path = folder / "draws.csv"
    if not path.is_file():
        raise InputError(
            "{}: no such file; the registered predictions stand in a checkout of the project.", path
        )
    return {str(name): column.to_numpy(dtype=float) for name, column in pd.read_csv(path).items()}


def foreseen_of(known: Registered, outcomes: Sequence[Outcome]) -> dict[str, list[Array]]:
    """Predictions of each theory of each row, shape ``(draws,)``.

    Raises InputError: this version of the engine does not say what was registered.
    """
    behaviour, persons = read_behaviour(), known.draw["persons"]
    made = {
        name: flows_of(known.offences.values(), known.draw, behaviour, theory, known.last_year)
        for name, theory in THEORIES.items()
    }
    check_same(made[REGISTERED])
    made[ALL_EQUAL] = all_equal(made[REGISTERED], known.draw, behaviour)
    foreseen = {
        theory: [expected(own, one, persons) for one in outcomes] for theory, own in made.items()
    }
    # the second set has the learnt numbers among its draws
    numbers = {
        units: {**learnt(units, persons.size), **known.draw}
        for units in {one.units for one in outcomes}
    }
    own = list(zip(outcomes, foreseen[REGISTERED], strict=True))
    foreseen[LEVEL] = [mean if one.ratio else mean * numbers[one.units][LEVEL] for one, mean in own]
    wanted = {
        units: {unit: moved(known, unit, number, behaviour) for unit in units}
        for units, number in numbers.items()
    }
    foreseen[WANTS] = [expected(wanted[one.units], one, persons) for one in outcomes]
    if known.charged_more:
        foreseen[AGENTS] = [
            mean / known.charged_more if one.units == ("network",) else mean for one, mean in own
        ]
    return foreseen


def check_same(made: Mapping[str, Flows]) -> None:
    """Refuse a version of engine or declarations that does not say what is registered; ``made``: by unit."""
    kept = pd.read_csv(FOLDER / "predictions.csv")
    kept = kept[(kept["theory"] == REGISTERED) & (kept["counted"] == "cases")]
    again = [
        np.median(made[unit].year(stage, year))
        for unit, stage, year in kept[["unit", "quantity", "year"]].to_numpy().tolist()
    ]
    if not np.allclose(kept["q50"], again, rtol=1e-3):
        raise InputError(
            "{}: this version of the project does not say what was registered; go to the commit "
            "that manifest.json names, and score there.",
            FOLDER,
        )


def all_equal(
    registered: Mapping[str, Flows], draw: Mapping[str, Array], behaviour: Behaviour
) -> dict[str, Flows]:
    """The rival in which every unit passes on the share of what is found that :data:`EQUAL_TO` does.

    A stage keeps the delay that it has in the registered theory, and nothing passes before its offence is in force.
    """
    model = {stage: cases.sum(axis=1) for stage, cases in registered[EQUAL_TO].stages.items()}
    equal: dict[str, Flows] = {}
    for unit, own in registered.items():
        begun, first = own.stages[BEGUN], own.starts(BEGUN)
        stages = {
            stage: passed(begun, (model[stage] / model[BEGUN])[:, None], own.starts(stage) - first)
            for stage in SHOWN
            if stage != PUBLISHED
        }
        judged = passed(stages[CONVICTED], 1.0, behaviour.constants["publication_months"])
        share = published_share(own.first, begun.shape[1], draw, behaviour.constants)
        equal[unit] = Flows(own.first, {**stages, PUBLISHED: judged * share})
    return equal


def learnt(units: Sequence[str], draws: int) -> dict[str, Array]:
    """Values of the learnt numbers, one a draw, by what the outcomes of units say that share none with these."""
    table = pd.read_csv(LIKELIHOOD)
    values: dict[str, Array] = {}
    said = [name for name in table.columns[3:] if not {*name.split("+")} & {*units}]
    for names in NUMBERS:
        rows = table.dropna(subset=names)
        logs = rows[said].sum(axis=1)
        likely = np.exp(logs - logs.max()).cumsum()
        places = (np.arange(draws) + 0.5) / draws * (1.0 - FLOOR)
        picked = np.searchsorted(likely / likely.iloc[-1], places)
        values |= {name: rows[name].to_numpy()[picked] for name in names}
    return values


def moved(known: Registered, unit: str, number: Mapping[str, Array], behaviour: Behaviour) -> Flows:
    """Flows of a unit in which those who gain push, and the police search, as it is coded."""
    code = pd.read_csv(NEW / "coding.csv", index_col="unit").loc[unit]
    offence, draw = (
        known.offences[units_of(known.offences.values())[unit].offence],
        dict(known.draw),
    )
    rules = (rules for line in offence.lines for rules in line)
    ordered = "order_per_finding"
    steps = {rule.supply[ordered][0]: code["order"] for rule in rules if ordered in rule.supply}
    steps |= {"referral": code["referral"], "filing": code["filing"] + code["review"]}
    for name, times in steps.items():
        draw[name] = shifted(draw[name], number["push"] * times)
    draw["own_file"] = draw["own_file"] * number["search"] ** code["police_find"]
    return flows(offence, draw, behaviour, THEORIES[REGISTERED], known.last_year)[unit]
