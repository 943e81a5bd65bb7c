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
    SINGLE,
    SPECIAL_FIRST,
    STAGED,
    STATUTE,
    TODAY,
    Headcounts,
    Policy,
)
from zombielaw.sim.parameters.world import SHARE, STOCK, WorldParameters

__all__ = [
    "HABIT",
    "SHARE",
    "SINGLE",
    "SPECIAL_FIRST",
    "STAGED",
    "STATUTE",
    "STOCK",
    "TODAY",
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
