"""Answers of the model to a state: two runs, paired differences, a diagnosis. Nothing here knows a page.

Long work reports its progress, and ends when it is asked to: :class:`Cancelled`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments import api
from zombielaw.experiments.analysis.compared import (
    CHAIN,
    COMPARED,
    EXPECTED,
    WHOLE,
    YEARS,
    compared,
    window,
    years_compared,
)
from zombielaw.experiments.analysis.outcomes import LIFE
from zombielaw.experiments.analysis.scorecard import CARD
from zombielaw.experiments.config.settings import reform_design
from zombielaw.experiments.config.values import plain_reforms, read_reform, split
from zombielaw.experiments.data.priors import read_posterior
from zombielaw.experiments.designs.draws import in_draw
from zombielaw.experiments.designs.grids import LABEL, POINT
from zombielaw.experiments.explorer.state import Side, State, stops
from zombielaw.experiments.paths import DATA, PAPER
from zombielaw.experiments.reducers.by_place import TABLE, by_place
from zombielaw.sim.analysis.diagnosis import (
    CAUSES,
    Diagnosis,
    detectable,
    diagnose,
    pooled,
    probes,
    tally,
)
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.simulate import simulate as record_of

ENGINE = "compiled"
DIAGNOSED = 10
"""Runs under each probe of a diagnosis."""
SEEDS, DRAWS = 8, 12
"""Diagnoses with other seeds, and over draws of the numbers that nobody has measured."""
STORED = DATA / "diagnoses.csv"
"""Numbers of these diagnoses by answer in each named world as it is, by ``publish/diagnoses.py``."""
OPENING = PAPER / "baseline"
"""Result that answers before the engine does."""
CHARGED = ("expected_charges_286_1", "expected_charges_287_2")
FUNNEL = (*CHAIN[:-1], "charges_286_1", "convictions_286_1")
"""Stages at which 286-1 falls away; matters filed are left out, since the police bring some without an order."""
Progress = Callable[[int, int], object]
"""Called with units done and their total; an error that it raises ends the work."""


class Cancelled(Exception):  # noqa: N818 - no error
    """Raised in work whose reader has moved on."""


def quiet(_: int, __: int) -> None:
    """Ignore progress, where nobody follows it."""


@lru_cache(maxsize=6)
def run_of(scenario: Scenario, seed: int) -> api.Run:
    """The run that is shown: replicate 0 of the seed."""
    return api.simulate(scenario, seed, 0, ENGINE)


def both(state: State, progress: Progress = quiet) -> tuple[api.Run, api.Run]:
    """The runs of A and of B that are shown."""
    progress(0, 2)
    a, b = (run_of(state.scenario(side), state.seed) for side in ("a", "b"))
    if state.view == "case":  # reads whole ledgers, which take longer to lay out than to run
        _ = a.record.ledger, b.record.ledger
    return a, b


@dataclass(frozen=True)
class Places:
    """Runs of a design as ``compared`` reads them, kept in memory."""

    design: pd.DataFrame
    places: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """The table by year and place, the only one here."""
        if name != TABLE:
            raise KeyError(name)
        return self.places


def same(state: State) -> bool:
    """True where A and B never differ."""
    return state.scenario("a").first_difference(state.scenario("b")) is None


@lru_cache(maxsize=4000)
def _read(scenario: Scenario, seed: int, replicate: int) -> pd.DataFrame:
    """Counts of a run by year and province."""
    own = (
        record_of(scenario, seed, replicate, ENGINE) if replicate else run_of(scenario, seed).record
    )
    return pd.DataFrame(by_place(own, scenario)[TABLE])


SIDES = pd.DataFrame({POINT: [0, 1], f"{LABEL}policy": ["A", "B"]})
"""A and B as a design."""


def years_of(state: State) -> range:
    """Calendar years over which the page averages: full ones, from the first month on in which A and B differ."""
    base, other = state.scenario("a"), state.scenario("b")
    return window(base.months, [base.first_difference(other)])


def _places(state: State, scenarios: Sequence[Scenario], progress: Progress) -> pd.DataFrame:
    """Counts of the runs of scenarios, each a point."""
    parts: list[pd.DataFrame] = []
    for replicate in range(state.runs):
        for point, scenario in enumerate(scenarios):
            parts.append(
                _read(scenario, state.seed, replicate).assign(point=point, replicate=replicate)
            )
            progress(len(parts), state.runs * len(scenarios))
    return pd.concat(parts, ignore_index=True)


def _sides(state: State, progress: Progress) -> Places:
    """Runs of A and of B, or of A alone where they never differ."""
    scenarios = [state.scenario(side) for side in ("a", "b")][: 1 if same(state) else 2]
    return Places(SIDES[: len(scenarios)], _places(state, scenarios, progress))


def scored(state: State, progress: Progress = quiet) -> pd.DataFrame:
    """Outcomes of the scorecard, the funnel, the guided steps and *alive*, from the runs of ``zombielaw compare``.

    A is point 0 and B point 1, or A stands alone where they never differ; empty without a full calendar year.
    """
    years, asked = years_of(state), (stop.outcome for stop in stops().values())
    wanted = dict.fromkeys((*CARD.values(), *LIFE, *asked, *FUNNEL, *CHARGED))
    tables = (
        compared(_sides(state, progress), years, state.base, [WHOLE], outcomes=wanted)
        if years
        else {}
    )
    return tables.get(WHOLE, pd.DataFrame())


def opening(state: State) -> pd.DataFrame | None:
    """The funnel of today's practice as it is committed, in the columns of :func:`scored`; None where A is another."""
    if (state.experiment, state.a) != ("", Side()) or not OPENING.exists():
        return None
    facts = json.loads((OPENING / "summary.json").read_text(encoding="utf-8"))
    stages = pd.read_csv(OPENING / "tables" / "funnel.csv")
    return pd.DataFrame(
        {
            POINT: 0,
            "scenario": "stored",
            "outcome": [*stages["stage"], *(EXPECTED + stages["stage"])],
            "value": [*stages["per_year"], *stages["expected_per_year"]],
            "unit": COMPARED[CARD["use"]].unit,
            "years": facts["years"],
            "runs": facts["all_runs"],
        }
    )


def funnels(card: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Stages of :data:`FUNNEL` of each policy: ``stage, count, expected``. ``card``: as of :func:`scored`."""
    stage = pd.Series(FUNNEL)
    sides = card.set_index("outcome").groupby(POINT)["value"]
    return {
        side: pd.DataFrame(
            {"stage": stage, "count": stage.map(of), "expected": (EXPECTED + stage).map(of)}
        )
        for side, (_, of) in zip("ab", sides, strict=False)
    }


def charged(state: State, progress: Progress = quiet) -> pd.DataFrame:
    """Expected charges of both offences by calendar year, over the runs of :func:`scored`: its table by year."""
    return compared(
        _sides(state, progress), years_of(state), state.base, [YEARS], outcomes=CHARGED
    )[YEARS]


def differences(state: State, progress: Progress = quiet) -> pd.DataFrame:
    """The table of ``zombielaw compare``: B against A, which differ, over runs that share their draws.

    Raises InputError: no full calendar year is left after the reform.
    """
    base = state.base
    reforms = plain_reforms(split(state.reforms, "policy"), "policy").items()
    design = reform_design(base, [read_reform(*one) for one in reforms])
    years = years_compared(base.scenario.months, design.names[1:], design.starts)
    sides = (state.scenario("a"), state.scenario("b"))
    ran = Places(design.table, _places(state, sides, progress))
    return compared(ran, years, base, [WHOLE])[WHOLE]


class Diagnosed(NamedTuple):
    """A diagnosis, and the causes that could be recognised at all."""

    diagnosis: Diagnosis
    findable: Mapping[str, bool]


def diagnosed(scenario: Scenario, seed: int, progress: Progress = quiet) -> Diagnosed:
    """Diagnose a scenario: in use, or out of use from a cause. Raises InputError: the run is too short for that."""
    asked = probes(scenario)
    total, done, counted = len(asked) * DIAGNOSED, 0, {}
    for name, probed in asked.items():
        tallies = []
        for replicate in range(DIAGNOSED):
            tallies.append(tally(record_of(probed, seed, replicate, ENGINE)))
            done += 1
            progress(done, total)
        counted[name] = pooled(tallies)
    return Diagnosed(
        diagnose(scenario, counted), {cause: detectable(cause, counted) for cause in CAUSES}
    )


class Batch(NamedTuple):
    """One diagnosis of several: ``kind``: ``seed``, the numbers as they are, or ``draw``, drawn with the posterior."""

    kind: str
    scenario: Scenario
    seed: int


def batches(scenario: Scenario, seed: int) -> list[Batch]:
    """Diagnoses that show how sure one is: other seeds, then draws of the numbers that nobody has measured."""
    drawn = read_posterior()
    rows = np.linspace(0, len(drawn) - 1, DRAWS).round().astype(int)
    chosen = drawn.iloc[rows].to_dict("records")
    return [
        *(Batch("seed", scenario, seed + number) for number in range(SEEDS)),
        *(
            Batch(
                "draw",
                in_draw(scenario, {str(key): value for key, value in draw.items()}),
                seed + number,
            )
            for number, draw in enumerate(chosen)
        ),
    ]


@cache
def _stored() -> pd.DataFrame:
    return pd.read_csv(STORED, keep_default_na=False)


def stored(state: State, side: str) -> dict[str, dict[str, int]]:
    """Numbers of answers of a named world by kind, as they were stored; none for other policies, sizes or seeds."""
    named = State(experiment=state.experiment)
    if (state.scenario(side), state.seed) != (named.scenario("a"), named.seed):
        return {}
    rows = _stored()
    own = rows[rows["experiment"] == state.experiment].groupby("kind")
    return {str(kind): dict(zip(of["answer"], of["count"], strict=True)) for kind, of in own}
