"""Settings in named files: reform packages (``configs/policy``), alone and joined, and experiments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, cast

from omegaconf import OmegaConf

from zombielaw.experiments.config.schema import shown
from zombielaw.experiments.config.settings import Settings, scenario_with
from zombielaw.experiments.data.files import read_yaml
from zombielaw.experiments.data.typed import placed
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import CONFIGS
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
    return scenario_with(settings, levers_in(names, f"policy={','.join(names)}")).policy


def levers_in(names: Iterable[str], where: object) -> dict[str, Any]:
    """Levers that several packages set together, by full key, as the command line writes them.

    Raises InputError: as of :func:`joined`, an unknown lever, or a value that is not allowed.
    """
    with placed(where):
        levers = joined(names)
    return {(key := f"policy.{lever}"): shown(key, value, where) for lever, value in levers.items()}


def joined(names: Iterable[str]) -> dict[str, Any]:
    """Levers that several packages set together, as their files write them.

    Raises InputError: two of them set one lever to different values.
    """
    names = [*names]
    if len(set(names)) < len(names):
        raise InputError("policy=[{}] names a package twice; name each once.", ",".join(names))
    levers: dict[str, Any] = {}
    whose: dict[str, str] = {}
    for name in names:
        plain = _content(name)
        for key, value in {**joined(plain.pop("defaults", [])), **plain}.items():
            if key in levers and levers[key] != value:
                raise InputError(
                    "policy=[{}] says two things of policy.{}: {} ({}) and {} ({}); leave one of them out.",
                    ",".join(names),
                    key,
                    levers[key],
                    whose[key],
                    value,
                    name,
                )
            levers[key], whose[key] = value, whose.get(key, name)
    return levers


def _content(name: str) -> dict[str, Any]:
    """Content of a package's file: one of ``configs/policy``, or a file of the user's own."""
    if not name.endswith((".yaml", ".yml")):
        return cast(
            "dict[str, Any]",
            OmegaConf.to_container(OmegaConf.load(CONFIGS / "policy" / f"{name}.yaml")),
        )
    plain = read_yaml(Path(name))
    if not isinstance(plain, dict) or not plain or {"defaults", "changes"} & set(plain):
        raise InputError(
            "{}: no package; allowed: a line for each lever, such as order_quality: 0.9.", name
        )
    if isinstance(plain.get("policy"), dict):
        raise InputError(
            "{}: takes the levers themselves, one a line; leave the line policy: out.", name
        )
    return {str(key): value for key, value in plain.items()}
