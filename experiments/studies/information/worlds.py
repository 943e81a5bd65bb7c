"""The worlds of the study, planted and drawn, and everything that is run of each.

A named experiment holds what makes a cause of death, all else is drawn. A trap cannot be planted by holding settings:
two stable states are a matter of all numbers of learning together. It is planted by theory: see :func:`trapped_world`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import closed_form_world as closed
from zombielaw.experiments.config.packages import held_by
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings, scenario_with, words_of
from zombielaw.experiments.designs.draws import from_priors, in_draw
from zombielaw.experiments.designs.grids import LABEL, POINT, table_of
from zombielaw.experiments.designs.prior_worlds import ALL_AT_ONCE, TOGETHER, WITH, Whose
from zombielaw.experiments.studies.information.pilot import with_pilot
from zombielaw.experiments.studies.registry import preset
from zombielaw.sim.analysis.diagnosis import CAUSES, TRAPPED, probes
from zombielaw.sim.analysis.theory import BinomialMap, folds, kappa_min
from zombielaw.sim.decisions import learning
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.scenario import Scenario

DRAWN, PILOT = "drawn", "pilot"
"""Kind of the worlds in which nothing is planted; name of the run with a pilot, beside the probes."""


def worlds_of(settings: Settings, kind: str) -> tuple[Settings, list[Scenario]]:
    """Worlds of a kind, and the settings in which they are run."""
    keys = settings.study_keys
    if kind == DRAWN:
        return settings, planted_worlds(settings, "", keys["worlds"])
    home = preset(settings, kind, keys["months"], *(MEMBERS if kind == TRAPPED else ()))
    number = keys["planted"]
    return home, trapped_worlds(home, number) if kind == TRAPPED else planted_worlds(home, kind, number)


KINDS = (*CAUSES, DRAWN)


def scale_of(home: Settings, kind: str) -> float:
    """Countries per world: a trapped world is a country whose files all come to its few offices."""
    return 1.0 if kind == TRAPPED else home.scale


def design_of(
    home: Settings, kind: str, worlds: Sequence[Scenario], levers: Mapping[str, float]
) -> tuple[pd.DataFrame, pd.DataFrame, dict[Whose, Scenario]]:
    """Everything to run of the worlds of a kind, each scenario once: as it is, under each probe, with the pilot.

    Returns the design; ``world, practice, feedback, probe, point``, which row is whose, with the kind as the practice;
    the worlds as they are. The two are as ``analysis.diagnosed`` takes them.
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


# ---- planted


TRAP = ("world.lesson", "world.familiarity_gain", "world.forgetting")
"""Numbers that the experiment of the trap sets, and that are drawn here."""
OFFICES = 4
"""Offices of a trapped world, each a province of its own: its country sends every file to one of them."""
MEMBERS = "world.providers=32", "world.provinces=4", "world.regulators=12", "world.procuratorates=4", "world.courts=4"
"""Settings of the command of a trapped world beside its experiment."""
LEAST_PULL = 5.0
"""Pull of familiarity, logits, from which a trap is planted: it needs a learning strength of 4 or less."""
STRENGTHS = (1.25, 4.0)
"""Range of the learning strength of a trapped world, as a multiple of the smallest with which a trap is possible."""
FILES = (4, 16)
"""Range of the files that an office of a trapped world has in a month."""
MORE = 8
"""Draws from the priors for each trapped world: many cannot hold a trap."""


def planted_worlds(settings: Settings, experiment: str, number: int) -> list[Scenario]:
    """Worlds of a named experiment, or of none, whose other numbers are drawn from their priors, today's practice too.

    ``settings``: of the experiment: see ``registry.preset``.
    """
    held = held_by(experiment) if experiment else ()
    draws = (
        from_priors(number, settings.seed, settings.priors).drop(columns=[*held], errors="ignore").to_dict("records")
    )
    return [in_draw(settings.scenario, {str(key): value for key, value in draw.items()}) for draw in draws]


def trapped_worlds(settings: Settings, number: int) -> list[Scenario]:
    """Worlds with two stable states of which the dead one is the start; fewer where the draws hold fewer.

    ``settings``: of the experiment ``trapped`` with :data:`MEMBERS`.
    """
    trapped = trapped_in(settings, number * MORE)
    return [world for _, world in zip(range(number), trapped, strict=False)]


def trapped_in(settings: Settings, draws: int) -> Iterator[Scenario]:
    """Trapped worlds of so many draws from the priors."""
    held = [key for key in held_by("trapped") if key not in TRAP]
    table = from_priors(draws, settings.seed, settings.priors).drop(columns=held, errors="ignore")
    places = np.random.default_rng(settings.seed).random((draws, 2)).tolist()
    for draw, (strength, files) in zip(table.to_dict("records"), places, strict=True):
        if draw["world.familiarity_gain"] >= LEAST_PULL:
            world = trapped_world(settings, {str(key): value for key, value in draw.items()}, strength, files)
            if world is not None:
                yield world


def trapped_world(settings: Settings, draw: dict[str, float], strength: float, files: float) -> Scenario | None:
    """The trapped world of a draw: case supply above what theory asks, and merits between both tipping points.

    Pull, forgetting and all that the experiment does not hold are those of the draw. The lesson of a use follows from
    the learning strength, and the charge preference puts alpha in the middle of the range with two stable states.

    ``strength``, ``files``: place, 0 to 1, of the learning strength in :data:`STRENGTHS` (log scale), and of the files
    in :data:`FILES`.
    Returns None if a lesson would be more than 1, or theory finds no two stable states.
    """
    month = round(FILES[0] + files * (FILES[1] - FILES[0]))
    sized = scenario_with(settings, {"world.providers": 2 * OFFICES * month})
    drawn = in_draw(replace(sized, world=sized.world._replace(**_defaults())), draw)
    last = drawn.months - 1
    pull = closed.coefficients(drawn, last)[1]
    kappa = kappa_min(pull) * STRENGTHS[0] * (STRENGTHS[1] / STRENGTHS[0]) ** strength
    forgetting = learning.monthly(drawn.world.forgetting)
    lesson = kappa * forgetting / month
    if not lesson < 1.0:
        return None
    alpha = closed.coefficients(drawn, last)[0]
    both = folds(BinomialMap(alpha, pull, forgetting, lesson, month))
    if both is None:
        return None
    push = 0.5 * (both.alpha_low + both.alpha_high) - alpha
    world, policy = drawn.world._replace(lesson=lesson), drawn.policy
    return replace(drawn, world=world, policy=policy._replace(charge_preference=closed.preference_for(drawn, push)))


def _defaults() -> dict[str, Any]:
    """The numbers of :data:`TRAP` at their defaults, so that a draw moves them."""
    usual = WorldParameters()
    return {name: getattr(usual, name) for name in (key.removeprefix("world.") for key in TRAP)}
