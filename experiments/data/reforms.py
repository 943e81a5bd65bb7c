"""The reforms that Pan and Xiong propose, F1-F19: the levers that stand for each, and the sign that they expect."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zombielaw.experiments.data.files import mapping, read_yaml
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA
from zombielaw.sim.parameters import Policy, WorldParameters, checked, declared


@dataclass(frozen=True)
class Proposal:
    """One reform.

    ``again``: numbers of the world, without data, on which its signs rest: under these it is run a second time.
    ``gate``: it opens a gate of the chain from finding to conviction, so that its sign follows from the rules.
    """

    reform: str  # in a few words
    levers: Mapping[str, Any]  # what it sets, as a user writes it; empty if it is not modelled
    says: str = ""  # what the paper expects of it
    expects: Mapping[str, int] = field(default_factory=dict)  # the same as signs (1, -1) by outcome of ``OUTCOMES``
    not_run: str = ""  # why it has no levers
    again: Mapping[str, Any] = field(default_factory=dict)
    gate: bool = False


def read_proposals(outcomes: Collection[str], path: Path = DATA / "reforms.yaml") -> dict[str, Proposal]:
    """Read ``data/reforms.yaml`` and check it.

    ``outcomes``: names of the outcomes of which a reform may expect something.
    Raises InputError: the file cannot be read, or names an unknown lever, value, outcome or sign.
    """
    try:
        proposals = {name: Proposal(**given) for name, given in mapping(read_yaml(path), str(path)).items()}
    except TypeError as error:
        raise InputError(
            "{}: not a readable list of reforms: {}; restore it from the repository.", path, error
        ) from None
    known = {"lever": declared(Policy), "number of the world": declared(WorldParameters)}
    for name, proposal in proposals.items():
        if bool(proposal.levers) == bool(proposal.not_run):
            raise InputError("{}: {} needs levers, or not_run with the reason why it has none.", path, name)
        for (what, parameters), given in zip(known.items(), (proposal.levers, proposal.again), strict=True):
            by_name = {parameter.name: parameter for parameter in parameters}
            for key, value in given.items():
                if key not in by_name:
                    raise InputError("{}: {} sets {}, which is no {}; see docs/parameters.md.", path, name, key, what)
                checked(by_name[key], value, f"{path}: {name}.{key}")
        for outcome, sign in proposal.expects.items():
            if outcome not in outcomes or sign not in (-1, 1):
                raise InputError(
                    "{}: {} expects {}: {}; allowed: 1 or -1 of {}.", path, name, outcome, sign, ", ".join(outcomes)
                )
    return proposals
