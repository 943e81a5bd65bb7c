"""Every parameter once: default, unit, range, meaning, source."""

from zombielaw.sim.parameters.declare import (
    Declared,
    Parameter,
    ParameterError,
    Today,
    checked,
    checked_set,
    declared,
    held,
    real_number,
    truth,
    whole_number,
    written,
)
from zombielaw.sim.parameters.policy import (
    HABIT,
    REFERENCE,
    SINGLE,
    SPECIAL_FIRST,
    STAGED,
    STATUTE,
    Headcounts,
    Policy,
)
from zombielaw.sim.parameters.world import SHARE, STOCK, WorldParameters

__all__ = [
    "HABIT",
    "REFERENCE",
    "SHARE",
    "SINGLE",
    "SPECIAL_FIRST",
    "STAGED",
    "STATUTE",
    "STOCK",
    "Declared",
    "Headcounts",
    "Parameter",
    "ParameterError",
    "Policy",
    "Today",
    "WorldParameters",
    "checked",
    "checked_set",
    "declared",
    "held",
    "real_number",
    "truth",
    "whole_number",
    "written",
]
