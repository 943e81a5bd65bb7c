"""The worlds of the study: planted and drawn, and everything that is run of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings, words_of
from zombielaw.experiments.designs.draws import from_priors, in_draw
from zombielaw.experiments.designs.grids import LABEL, POINT, table_of
from zombielaw.experiments.designs.prior_worlds import ALL_AT_ONCE, TOGETHER, WITH, Whose
from zombielaw.experiments.studies.information.pilot import with_pilot
from zombielaw.experiments.studies.information.planted import MEMBERS, planted_worlds, trapped_worlds
from zombielaw.experiments.studies.presets import preset
from zombielaw.sim.analysis.diagnosis import CAUSES, TRAPPED, probes
from zombielaw.sim.scenario import Scenario

DRAWN, PILOT = "drawn", "pilot"
"""Kind of the worlds in which nothing is planted; name of the run with a pilot, beside the probes."""


def worlds_of(settings: Settings, kind: str) -> tuple[Settings, list[Scenario]]:
    """Worlds of a kind, and the settings in which they are run."""
    keys = settings.study_keys
    if kind == DRAWN:
        draws = from_priors(keys["worlds"], settings.seed).to_dict("records")
        return settings, [
            in_draw(settings.scenario, {str(key): value for key, value in draw.items()}) for draw in draws
        ]
    home = preset(settings, kind, keys["months"], *(MEMBERS if kind == TRAPPED else ()))
    return home, (trapped_worlds if kind == TRAPPED else lambda *given: planted_worlds(given[0], kind, given[1]))(
        home, keys["planted"]
    )


KINDS = (*CAUSES, DRAWN)


def scale_of(home: Settings, kind: str) -> float:
    """Countries per world: a trapped world is a country whose files all come to its few offices."""
    return 1.0 if kind == TRAPPED else home.scale


def design_of(
    home: Settings, kind: str, worlds: Sequence[Scenario], levers: Mapping[str, float]
) -> tuple[pd.DataFrame, pd.DataFrame, dict[Whose, Scenario]]:
    """Everything to run of the worlds of a kind, each scenario once: as it is, under each probe, with the pilot.

    Returns
    -------
    tuple
        The design; ``world, practice, feedback, probe, point``, which row is whose, with the kind as the practice; the
        worlds as they are. The two are as ``analysis.diagnosed`` takes them.
    """
    if kind == TRAPPED:  # its files come to the desk by themselves, and nobody is checked
        levers = {name: value for name, value in levers.items() if name != "inspection_rate"}
    places: dict[Scenario, int] = {}
    owners: list[tuple[Any, ...]] = []
    for number, start in enumerate(worlds):
        runs = {**probes(start), TOGETHER: ALL_AT_ONCE.of(start), PILOT: with_pilot(start, levers)}
        for probe, scenario in runs.items():
            owners.append((number, kind, WITH, probe, places.setdefault(scenario, len(places))))
    words = [words_of(scenario) for scenario in places]
    moved = [key for key in words[0] if key == CHANGES or len({repr(row[key]) for row in words}) > 1
             or words[0][key] != home.plain[key]]  # fmt: skip
    names = {place: probe for _, _, _, probe, place in reversed(owners)}
    rows = [{f"{LABEL}probe": names[place], **{key: row[key] for key in moved}} for place, row in enumerate(words)]
    as_is = {(number, kind, WITH): world for number, world in enumerate(worlds)}
    return table_of(rows), pd.DataFrame(owners, columns=["world", "practice", "feedback", "probe", POINT]), as_is
