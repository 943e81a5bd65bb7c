"""The facts of one simulated case file, as the law layer takes them.

The ledger keeps what the law said of a file, not all that it was asked about. So the run is lived again, agent by
agent, until the file ends: the same scenario and luck give the same file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zombielaw.sim.decisions.conduct import facts_of, law_codes_of_conduct
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import Facts, as_intervals
from zombielaw.sim.luck import Luck
from zombielaw.sim.months import month_read
from zombielaw.sim.procedures.file import conduct_of
from zombielaw.sim.procedures.matter import statute_of
from zombielaw.sim.record import File
from zombielaw.sim.scenario import Scenario

_NAME = re.compile(r"P(\d{7,})-(\d{4}-\d{2})")


class CaseFile(NamedTuple):
    """A case file with its facts, and the law under which it ended."""

    file: File
    facts: Facts
    statute: Statute


def place_of(name: str) -> tuple[int, int] | None:
    """Provider and month of opening that the name of a file says; None if it is no name."""
    match = _NAME.fullmatch(name)
    month = month_read(match[2]) if match else None
    return None if match is None or month is None else (int(match[1]), month)


def case_file(
    scenario: Scenario, luck: Luck, provider: int, opened: int, agents: Sequence[type] = ()
) -> CaseFile | None:
    """A case file as it was when it ended, or when the run ended; None if the run has no such file."""
    from zombielaw.sim.engines.mesa import EnforcementModel  # noqa: PLC0415 - an engine, when it is asked for

    class Watched(EnforcementModel):
        case: CaseFile | None = None

        def pass_stage(self, file: File) -> None:
            if (file.provider, file.opened) != (provider, opened):
                super().pass_stage(file)
                return
            matter = self.matter(file, self.provider(file.provider))
            before = conduct_of(self.now, matter, matter.refusals, self.inputs.world)
            super().pass_stage(file)
            after = conduct_of(self.now, matter, matter.refusals, self.inputs.world)
            statute = statute_of(matter.rules)
            # what the last stage does to the provider comes after the law was asked, what it does to the file before
            asked = next(
                (
                    one
                    for one in (after, before)
                    if law_codes_of_conduct(one, statute) == tuple(file.law)
                ),
                after,
            )
            self.case = CaseFile(file, as_intervals(facts_of(asked)), statute)

    model = Watched(scenario, luck, agents=agents)
    while model.running and (model.case is None or model.case.file.closed < 0):
        model.step()
    return model.case
