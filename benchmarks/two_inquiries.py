"""Does a campaign against aiders make cases of 286-1, or eat them? "One case, two inquiries", tried once.

Police who trace a provider from a crime of its clients have it checked by the public security office of its place,
too: the office opens a file, orders or not, and follows its order up. The criminal file begins when that has ended.
Each pair of runs shares all its draws. ``python -m benchmarks.two_inquiries`` takes some five minutes of a processor.
"""

from __future__ import annotations

import numpy as np

import zombielaw as zl
from zombielaw.sim.engines.mesa import EnforcementModel, Provider
from zombielaw.sim.luck import Draw, draw
from zombielaw.sim.procedures import police
from zombielaw.sim.record import INSPECTION, POLICE

RUNS, NATIONAL = 6, 134_177 / 13_400
COLUMNS = (
    "traced",
    "written_orders",
    "expected_refusals",
    "sanctions",
    "expected_convictions_286_1",
    "expected_convictions_287_2",
)


class Both(Provider):
    """A provider whose first meeting with the police is a check; the criminal file follows."""

    owed = False

    def meet_police(self) -> None:
        chance = police.chance_to_trace(self.now, self.slot, self, self.world)
        month, model = self.now.period, self.model
        if self.opened == month or draw(self.now, Draw.TRACED, self.slot, month, 0) >= chance:
            return
        here = [one for one in model.regulators if one.province == self.province and one.kind == 2]
        file = model.open_file(self, INSPECTION, here[self.slot % len(here)].number)
        # The instruments of this month have been chosen: the file waits for those of the next.
        model.calendar[file.next_month, file.stage].remove(file)
        file.next_month += 1
        model.calendar[file.next_month, file.stage].append(file)
        self.owed = True


def trace(model: EnforcementModel) -> None:
    """Begin the criminal files of those whose check has ended, then trace as ever."""
    for one in filter(None, model.by_slot):
        if vars(one).get("owed") and not one.busy:
            one.owed = False
            model.open_file(one, POLICE)
    TRACE(model)


TRACE = EnforcementModel.trace
EnforcementModel.trace = trace

if __name__ == "__main__":
    region = zl.scenario("world=region")
    pairs = [
        [zl.simulate(region, 1, run, agents=of).panel for of in ((), (Both,))]
        for run in range(RUNS)
    ]
    for name in COLUMNS:
        totals = NATIONAL * np.array([[panel[name].sum() for panel in pair] for pair in pairs])
        more = totals[:, 1] - totals[:, 0]
        print(
            f"{name}: {totals.mean(axis=0).round(1)}, more by {more.mean():.2f} "
            f"(standard error {more.std(ddof=1) / RUNS**0.5:.2f})"
        )
