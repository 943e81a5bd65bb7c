"""The same month as a plain Mesa model would live it: every provider steps every month, in shuffled order, and a
DataCollector watches. Same rules, same luck, same record; only the way of visiting differs."""

from __future__ import annotations

import mesa
import numpy as np

from sim import scan
from sim.agents import Provider, Regulator
from sim.decisions import regulator
from sim.decisions.routine import CHECK_DAYS
from sim.luck import Draw, Luck
from sim.model import EnforcementModel
from sim.record import POLICE, Stage, units
from sim.scenario import Scenario


class PlainProvider(Provider):
    """A provider that asks itself every month whether anything happens to it."""

    def operate(self) -> None:
        """Reconsider after contact or in a month of its own."""
        model = self.model
        if model.busy[self.slot] or self.slot in model.fresh:
            return
        u = model.luck.uniform(Draw.RECONSIDER, self.slot, model.period)
        if self.slot in model.contacted_now or u < 1.0 / model.inputs.world.reconsideration_months:
            self.reconsider()

    def is_checked(self) -> bool:
        """Does this month's draw call for a check?"""
        model, policy = self.model, self.model.policy(self.province)
        score = model.score[self.slot]
        if self.lax:
            score *= regulator.complaint_factor(policy.popularisation, model.inputs.world)
        chance = regulator.check_probability(policy.inspection_rate, score)
        return model.luck.uniform(Draw.CHECK, self.slot, model.period) < chance

    def be_traced(self) -> None:
        """The police may arrive from the crime of a client."""
        model = self.model
        if not self.lax or model.busy[self.slot] or model.named[self.slot]:
            return
        factor = model.inputs.trace_factor(model.period)
        chance = regulator.traced(self.trace_weight(model.period), factor, model.inputs.world)
        if model.luck.uniform(Draw.TRACED, self.slot, model.period) < chance:
            file = model._open(self, POLICE)
            file.items = self.items(model.period)
            model.count(self.province, "traced")
            model._schedule(file, Stage.FILING, 1)


def _lax(model: PlainModel) -> int:
    return sum(provider.lax for provider in model.agents.select(agent_type=PlainProvider))


class PlainModel(EnforcementModel):
    """The Mesa engine without scans."""

    def __init__(self, scenario: Scenario, luck: Luck) -> None:
        super().__init__(scenario, luck)
        self.fresh: set[int] = set()
        self.contacted_now: set[int] = set()
        self.collector = mesa.DataCollector({"lax": _lax, "files": lambda model: len(model.files)})

    def _enter(self, slot: int) -> None:
        provider = PlainProvider(self, slot, int(self.generation[slot]))
        self.by_slot[slot] = provider
        self.active[slot] = True
        if provider.generation:
            self.score[slot] = provider.traits.size**self.inputs.world.risk_targeting / self.mean_score
        provider.reconsider()
        self.fresh.add(slot)

    def providers_operate(self) -> None:
        self.fresh.clear()
        self.contacted_now, self.contacted = self.contacted, set()
        licensees = self.inputs.providers(self.period)
        for slot in range(self.world.slots):
            if not self.active[slot] and (slot < licensees or slot >= self.world.licensees):
                self._enter(slot)
        self.agents.select(agent_type=PlainProvider).shuffle_do("operate")
        self.tally("providers", np.flatnonzero(self.active))
        self.tally("lax", np.flatnonzero(self.lax))

    def _checks(self) -> list[tuple[Regulator, int]]:
        asked = self.agents.select(lambda agent: isinstance(agent, PlainProvider) and agent.is_checked())
        slots = np.array(sorted(provider.slot for provider in asked), dtype=np.int64)
        found = scan.checks(
            self.luck, self.period, self.world, self.supervision, self.inputs.world, self._policies, self.active,
            self.lax, self.score,
        )  # fmt: skip
        if not np.array_equal(found.slots, slots):
            raise AssertionError("the plain model checks other providers than the scan")
        done = found.slots[found.made]
        self.tally("checks", done)
        self.tally("checks_over_capacity", found.slots[~found.made])
        self.panel.counts["official_days"][self.period] += self.panel.counts["checks"][self.period] * units(CHECK_DAYS)
        return [
            (self.regulators[office], slot)
            for office, slot in zip(found.offices[found.made].tolist(), done.tolist(), strict=True)
            if self.lax[slot] and not self.busy[slot]
        ]

    def _trace(self) -> None:
        self.agents.select(agent_type=PlainProvider).shuffle_do("be_traced")

    def all_learn(self) -> None:
        super().all_learn()
        self.collector.collect(self)
