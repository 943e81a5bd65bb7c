"""Reform packages (``configs/policy``) over the policy of a command, alone and joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.config.values import levers_in
from zombielaw.sim.parameters import Policy

SINGLE = ("legislature", "judiciary", "regulators", "popularisation")
PACKAGES = (*SINGLE, "all")


def packages(settings: Settings) -> dict[str, Policy]:
    """The policy of the settings (``today`` unless it was changed) and each reform package laid over it."""
    own = settings.scenario.policy
    return {
        "today" if own == Policy() else "as given": own,
        **{name: _laid(settings, [name]) for name in PACKAGES},
    }


def package_sets(settings: Settings) -> dict[str, Policy]:
    """Pairs and triples of packages, laid over the policy of the settings; named as ``judiciary + regulators``."""
    return {
        " + ".join(some): _laid(settings, some)
        for size in range(2, len(SINGLE))
        for some in combinations(SINGLE, size)
    }


def fewest(sets: Iterable[str]) -> list[str]:
    """Sets of packages that contain no other of the given sets. ``sets``: names as in a design."""
    parts = {name: frozenset(SINGLE if name == "all" else name.split(" + ")) for name in sets}
    return [name for name in parts if not any(other < parts[name] for other in parts.values())]


def _laid(settings: Settings, names: Sequence[str]) -> Policy:
    policy = settings.scenario.policy
    levers = levers_in(names, f"policy={','.join(names)}")
    return policy._replace(**{key.removeprefix("policy."): to for key, to in levers.items()})
