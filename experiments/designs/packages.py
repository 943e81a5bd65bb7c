"""The policy of a command and each reform package laid over it, as rows of a design."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from zombielaw.experiments.config.packages import packages
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, table_of, value_in
from zombielaw.sim.parameters import Policy, declared


def levers_of(settings: Settings, policy: Policy) -> dict[str, Any]:
    """Levers that a policy moves from that of a command, as a user writes them."""
    return {
        lever.name: lever.shown(getattr(policy, lever.name))
        for lever in declared(Policy)
        if getattr(policy, lever.name) != getattr(settings.scenario.policy, lever.name)
    }


def package_design(settings: Settings, cases: Iterable[str]) -> pd.DataFrame:
    """Every coded case under the policy of the command and each package.

    Returns ``label.case``, ``label.policy``, and the levers that any package moves.
    """
    moved = {name: levers_of(settings, policy) for name, policy in packages(settings).items()}
    keys = dict.fromkeys(f"policy.{lever}" for levers in moved.values() for lever in levers)
    own = {key: value_in(settings, key) for key in keys}
    return table_of(
        {f"{LABEL}case": case, f"{LABEL}policy": name, **own, **{f"policy.{key}": to for key, to in levers.items()}}
        for case in cases
        for name, levers in moved.items()
    )
