"""Runs that are compared with published figures: as the command has it, and under each campaign that a target names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from zombielaw.experiments.analysis.observation import quantities
from zombielaw.experiments.config.schema import PER_DRAW
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import text_of
from zombielaw.experiments.data.statistics import own_statistics
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.designs.targets import TARGETS, Campaign, Target, Targets, read_targets
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.reducers.by_month import COLUMNS, TABLE, by_month
from zombielaw.experiments.studies.base import Work
from zombielaw.sim.months import month_date

NOW = "now"
"""Part of the runs that have the policy of the command."""


def targets_of(settings: Settings) -> Targets:
    """The targets of the command: those of ``data/``, or of a file of the user's.

    Raises InputError if an entry is wrong, or asks for months that the runs of the command do not have.
    """
    path = Path(settings.study_keys["targets"] or DATA / TARGETS)
    targets = read_targets(own_statistics(settings.statistics), COLUMNS, path)
    for target in targets.targets.values():
        last = max(end for _, end in target.window.values())
        months = (
            targets.campaigns[target.campaign].months
            if target.campaign
            else settings.scenario.months
        )
        if last >= months:
            ends = (
                f"end in month {months - 1}"
                if target.campaign
                else f"end in {month_date(months - 1)}"
            )
            needs = f"month {last}" if target.campaign else month_date(last)
            raise InputError(
                "{}: {} needs {}, and runs {}; run longer, or leave it out.",
                path,
                target.name,
                needs,
                ends,
            )
    for name, campaign in targets.campaigns.items():
        if campaign.months > settings.scenario.months:
            raise InputError(
                "{}: the campaign {} has {} months, more than study.months={}; run longer, or shorten it.",
                path,
                name,
                campaign.months,
                settings.scenario.months,
            )
    return targets


def read_as_data(settings: Settings) -> Settings:
    """The settings with the content of a user's targets, so that the key of the study follows it."""
    targets_of(settings)
    path = settings.study_keys["targets"]
    return replace(settings, also={"targets": text_of(Path(path))}) if path else settings


def under(settings: Settings, campaign: Campaign) -> Settings:
    own, months = settings.scenario, campaign.months
    series = {name: getattr(own, name)[:months] for name in ("growth", "outside_cases", "campaign")}
    return replace(
        settings, scenario=replace(own, months=months, changes=campaign.changes, **series)
    )


def worlds_seen(
    work: Work,
    design: pd.DataFrame,
    targets: Targets,
    numbers: pd.DataFrame,
    part: str = "",
    home: Settings | None = None,
) -> pd.DataFrame:
    """Run a design as it is and under each campaign; return the quantities of the targets in each world.

    A world is a point of the design, or, where there is one point and the command has draws, a draw.

    ``numbers``: numbers of each world, by name. ``part``: begins the names of the parts of the study. ``home``: what is
    run instead of the command's own settings.
    Returns quantities, columns ``(target, part)``; worlds of which every run failed are left out.
    """
    by_campaign, settings = [], home or work.settings
    for name in ["", *targets.campaigns]:
        asked: list[Target] = [
            target for target in targets.targets.values() if target.campaign == name
        ]
        if not asked:
            continue
        world = under(settings, targets.campaigns[name]) if name else settings
        called = "_".join(word for word in (part, name or NOW) if word)
        months = work.run(
            design, called, world=world, measures=(), reduce=by_month, levels=tuple(design)
        ).table(TABLE)
        months["world"] = months["replicate"] // PER_DRAW if settings.draws else months[POINT]
        by_campaign.append(quantities(months, asked, settings.scale, numbers))
    seen = pd.concat(by_campaign, axis=1, join="inner")
    if seen.empty:
        raise InputError(
            "No run succeeded, so there is nothing to hold against what was published; see the messages."
        )
    return seen[
        [(target.name, part) for target in targets.targets.values() for part in target.parts]
    ]
