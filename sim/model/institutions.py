"""State of a run, and what its agents ask of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import mesa
import numpy as np

from zombielaw.sim.agents import Judge, Prosecutor, Provider, Regulator
from zombielaw.sim.decisions import perception
from zombielaw.sim.decisions.perception import Clarity
from zombielaw.sim.decisions.provider import KINDS
from zombielaw.sim.engines.scan import offices_of
from zombielaw.sim.law.dates import MID_MONTH, Statute, first_day_of_month
from zombielaw.sim.luck import Luck
from zombielaw.sim.parameters import Policy
from zombielaw.sim.record import File, Panel, Stage, units
from zombielaw.sim.scenario import Scenario, interpreted
from zombielaw.sim.world import Ints, build_world

T = TypeVar("T")


@dataclass
class News:
    """What a province heard of last month."""

    sanctioned: float = 0.0  # administrative sanctions per lax provider and year, 0-1
    convicted: float = 0.0  # convictions per lax provider and year, 0-1
    published: float = 0.0  # published convictions


class Institutions(mesa.Model):
    """Offices, providers, policy of the month, and the panel in which everybody books.

    Parameters
    ----------
    scenario : Scenario
        Law, policy timeline and world.
    luck : Luck
        Seed and replicate.
    """

    def __init__(self, scenario: Scenario, luck: Luck) -> None:
        super().__init__(rng=luck.seed)
        self.inputs = scenario
        self.luck = luck
        self.world = build_world(scenario.size, scenario.world, luck)
        self.period = 0
        slots, provinces = self.world.slots, self.world.provinces
        self.active = np.zeros(slots, dtype=np.bool_)
        self.lax = np.zeros(slots, dtype=np.bool_)
        self.busy = np.zeros(slots, dtype=np.bool_)  # has an open file
        self.touched = np.zeros(slots, dtype=np.bool_)  # visited this month
        self.named = np.zeros(slots, dtype=np.bool_)  # a file of this month bears its name
        self.generation = np.zeros(slots, dtype=np.int64)
        score = np.power(self.world.size, scenario.world.risk_targeting)
        self.mean_score = float(score[: self.world.licensees].mean())
        self.score = score / self.mean_score
        self.supervision = offices_of(self.world, scenario.world)
        self.by_slot: list[Provider | None] = [None] * slots
        self.regulators = [Regulator(self, number) for number in range(scenario.size.regulators)]
        self.prosecutors = [Prosecutor(self, number) for number in range(scenario.size.procuratorates)]
        self.judges = [Judge(self, number) for number in range(scenario.size.courts)]
        self.files: list[File] = []
        self.panel = Panel(scenario.months, provinces)
        self.calendar: dict[tuple[int, Stage], list[File]] = defaultdict(list)
        self.contacted: set[int] = set()  # slots that reconsider at the next month's start
        self.felt: list[tuple[Provider, bool]] = []  # this month's sanctions: whose, and criminal or not
        self.judgments = [0] * len(KINDS)  # this month's verdicts on 286-1, by kind of provider
        self.learned_clarity = [0.0] * len(KINDS)
        self.news = [News() for _ in range(provinces)]
        self._days = [float(first_day_of_month(month) + MID_MONTH) for month in range(scenario.months)]
        self.outside = 0.0  # outside 287-2 cases per office this month
        self.guiding_cases: list[float] = []  # issued this month, by province
        self._policies: list[Policy] = []
        self._clarities: dict[tuple[int, int], Clarity] = {}

    def visiting(self, matters: list[T]) -> Iterable[T]:
        """Order of visiting within a step. It must not matter; tests reverse it."""
        return matters

    def provider(self, slot: int) -> Provider:
        """The provider at work in a slot."""
        provider = self.by_slot[slot]
        if provider is None:
            raise LookupError(f"no provider is at work in slot {slot} in month {self.period}")
        return provider

    def policy(self, province: int) -> Policy:
        """Levers in force this month."""
        return self._policies[province]

    def statute(self, province: int) -> Statute:
        """The law in force in a province this month, reforms applied."""
        return self.inputs.statute_at(self.policy(province))

    def day(self, month: int) -> float:
        """Day that stands for a month."""
        return self._days[month]

    def clarity(self, kind: int, province: int) -> Clarity:
        """Clarity of subject and duty of one kind of provider, as it stood at the month's start."""
        key = (kind, province)
        if key not in self._clarities:
            policy, learned, world = self.policy(province), self.learned_clarity[kind], self.inputs.world
            known = interpreted(self.period)
            self._clarities[key] = Clarity(
                perception.total_clarity(policy.identity_clarity, known, learned, world),
                perception.total_clarity(policy.obligation_clarity, known, learned, world),
            )
        return self._clarities[key]

    def count(self, province: int, column: str, number: int = 1) -> None:
        """Add to a count of the panel."""
        self.panel.counts[column][self.period, province] += number

    def sum(self, province: int, column: str, probability: float) -> None:
        """Add a probability to a sum of the panel."""
        self.panel.counts[column][self.period, province] += units(probability)

    def spend(self, province: int, file: File, days: float) -> None:
        """Book officials' working days."""
        file.official_days += days
        self.sum(province, "official_days", days)

    def sanction(self, provider: Provider, file: File) -> None:
        """An administrative sanction: recorded now, felt at the month's end."""
        file.sanctions += 1
        provider.sanctions.append(self.period)
        self.felt.append((provider, False))
        self.count(provider.province, "sanctions")

    def tally(self, column: str, slots: Ints) -> None:
        """Add the number of these slots in each province to a count of the panel."""
        self.panel.counts[column][self.period] += np.bincount(
            self.world.province[slots], minlength=self.world.provinces
        )
