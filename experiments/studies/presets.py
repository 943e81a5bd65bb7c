"""Worlds that a study brings itself, as named experiments."""

from __future__ import annotations

from dataclasses import replace

from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.registry import composed, differs

ONE_OFFICE = ("world.providers=14", "world.procuratorates=1", "world.courts=1")
"""The mean field of one office with seven files a month: each run is one learning unit."""


def preset(settings: Settings, experiment: str, months: int, *overrides: str) -> Settings:
    """A named experiment under the luck, runs and machine of a command."""
    world = composed(f"experiment={experiment}", f"study.months={months}", *overrides)
    return replace(
        world, study=settings.study, seed=settings.seed, replicates=settings.replicates, engine=settings.engine,
        out=settings.out, execute=settings.execute,
    )  # fmt: skip


def refuse_own_world(settings: Settings) -> Settings:
    """Refuse a command that moves the world of a study whose worlds are fixed.

    Raises
    ------
    InputError
        A setting of world, policy or law is not that of the study's plain command.
    """
    for key, value in differs(settings).items():
        if key.partition(".")[0] in ("world", "policy", "law", "experiment"):
            raise InputError(
                f"{key}={value} is not read by study={settings.study}, which has its own worlds; leave "
                "world, policy, law and experiment out. Allowed: seed, replicates, engine, out, execute and study.*"
            )
    return settings
