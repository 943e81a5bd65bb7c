"""The same month as a plain Mesa model would live it: every provider steps every month, in shuffled order, and a
DataCollector watches. Same rules, same luck, same record; only the way of visiting differs."""

from __future__ import annotations

import mesa
import numpy as np

from zombielaw.sim.agents import Provider, Regulator
from zombielaw.sim.decisions import regulator
from zombielaw.sim.decisions.routine import CHECK_DAYS
from zombielaw.sim.engines import scan
from zombielaw.sim.luck import Draw, Luck
from zombielaw.sim.model import EnforcementModel
from zombielaw.sim.record import POLICE, Stage, units
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.world import Ints


class PlainProvider(Provider):
    """A provider that asks itself every month whether anything happens to it."""

    model: PlainModel

    def operate(self) -> None:
        """Reconsider after contact or in a month of its own."""
        model = self.model
        if model.busy[self.slot] or self.slot in model.fresh:
            return
        u = model.luck.uniform(Draw.RECONSIDER, self.slot, model.period)
        if self.slot in model.contacted_now or u < 1.0 / model.inputs.world.reconsideration_months:
            self.reconsider(model.luck.uniform(Draw.POSTURE, self.slot, model.period))

    def be_checked(self) -> None:
        """Call for a check where this month's draw says so."""
        model, policy = self.model, self.model.policy(self.province)
        score = model.score[self.slot]
        if self.lax:
            score *= regulator.complaint_factor(policy.popularisation, model.inputs.world)
        chance = regulator.check_probability(policy.inspection_rate, score)
        if model.luck.uniform(Draw.CHECK, self.slot, model.period) < chance:
            u = model.luck.uniform(Draw.CHECK_OFFICE, self.slot, model.period)
            office = scan.calling(u, self.province, model.world.place[self.slot], model.supervision)
            model.called[office].append(self.slot)

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

    provider_type = PlainProvider

    def __init__(self, scenario: Scenario, luck: Luck) -> None:
        super().__init__(scenario, luck)
        self.fresh: set[int] = set()
        self.contacted_now: set[int] = set()
        self.called: list[list[int]] = []  # slots to check, by office
        self.collector = mesa.DataCollector({"lax": _lax, "files": lambda model: len(model.files)})

    def _enter(self, slots: Ints) -> None:
        super()._enter(slots)
        self.fresh.update(slots.tolist())

    def providers_operate(self) -> None:
        """2. Newcomers choose a posture; all others ask themselves."""
        self.fresh.clear()
        self.contacted_now, self.contacted = self.contacted, set()
        licensees = self.inputs.providers(self.period)
        vacant = [
            slot
            for slot in range(self.world.slots)
            if not self.active[slot] and (slot < licensees or slot >= self.world.licensees)
        ]
        self._enter(np.array(vacant, dtype=np.int64))
        self.agents.select(agent_type=PlainProvider).shuffle_do("operate")
        self.tally("providers", np.flatnonzero(self.active))
        self.tally("lax", np.flatnonzero(self.lax))

    def _checks(self) -> list[tuple[Regulator, int]]:
        self.called = [[] for _ in self.regulators]
        self.agents.select(agent_type=PlainProvider).do("be_checked")
        rate = [policy.inspection_rate for policy in self._policies]
        working = np.bincount(self.world.province[self.active], minlength=self.world.provinces)
        done: list[tuple[int, Regulator]] = []
        for office, slots in zip(self.regulators, self.called, strict=True):
            room = scan.capacity(office.number, rate, working, self.supervision)
            if len(slots) > room:
                slots.sort(key=lambda slot: self.luck.uniform(Draw.CHECK_ORDER, slot, self.period))
                self.tally("checks_over_capacity", np.array(slots[room:]))
            done += [(slot, office) for slot in slots[:room]]
        done.sort(key=lambda check: check[0])
        self.tally("checks", np.array([slot for slot, _ in done], dtype=np.int64))
        self.panel.counts["official_days"][self.period] += self.panel.counts["checks"][self.period] * units(CHECK_DAYS)
        return [(office, slot) for slot, office in done if self.lax[slot] and not self.busy[slot]]

    def _trace(self) -> None:
        self.agents.select(agent_type=PlainProvider).shuffle_do("be_traced")

    def all_learn(self) -> None:
        """8. All learn, and the collector looks."""
        super().all_learn()
        self.collector.collect(self)
