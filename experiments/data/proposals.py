"""The reforms that Pan and Xiong propose, F1-F19: the levers that stand for each, and the sign that they expect."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

from pydantic import model_validator

from zombielaw.experiments.data.files import read_yaml_file
from zombielaw.experiments.data.typed import Entry, known, one_of, read_as
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA
from zombielaw.sim.parameters import Policy, WorldParameters, checked, declared


class Proposal(Entry):
    """One reform.

    ``again``: numbers of the world, without data, on which its signs rest: under these it is run a second time.
    ``gate``: it opens a gate of the chain from finding to conviction, so that its sign follows from the rules.
    """

    reform: str  # in a few words
    # as a user writes it; empty: not modelled
    levers: dict[Annotated[str, known(Policy._fields, "lever")], Any] = {}
    says: str = ""  # what the paper expects of it
    # the same as signs by outcome of ``OUTCOMES``
    expects: dict[Annotated[str, known("outcomes", "outcome")], Annotated[int, one_of(1, -1)]] = {}
    not_run: str = ""  # why it has no levers
    again: dict[Annotated[str, known(WorldParameters._fields, "number of the world")], Any] = {}
    gate: bool = False

    @model_validator(mode="after")
    def _is_run_or_not(self) -> Proposal:
        if bool(self.levers) == bool(self.not_run):
            raise InputError("give levers, or not_run with the reason why it has none")
        return self


def read_proposals(
    outcomes: Collection[str], path: Path = DATA / "reforms.yaml"
) -> dict[str, Proposal]:
    """Read ``data/reforms.yaml`` and check it.

    ``outcomes``: names of the outcomes of which a reform may expect something.
    Raises InputError: the file cannot be read, or names an unknown lever, value, outcome or sign.
    """
    file = read_yaml_file(path)
    proposals: dict[str, Proposal] = read_as(dict[str, Proposal], file, {"outcomes": outcomes})
    for name, proposal in proposals.items():
        for parameters, part in ((Policy, "levers"), (WorldParameters, "again")):
            for parameter in declared(parameters):
                if parameter.name in (given := getattr(proposal, part)):
                    checked(
                        parameter, given[parameter.name], file.place(name, part, parameter.name)
                    )
    return proposals
