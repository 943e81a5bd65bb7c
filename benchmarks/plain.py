"""The same month as a plain Mesa model would live it: every provider steps every month, and a DataCollector watches.
Same procedures, same luck, same record; only the way of visiting differs. It is written for speed as Mesa allows it:
sets by type, not selected anew, and no shuffling, as no provider reads what another does in the same step."""

from __future__ import annotations

import mesa

from zombielaw.sim.decisions import regulator
from zombielaw.sim.engines import scan
from zombielaw.sim.engines.mesa import EnforcementModel, Provider, Regulator
from zombielaw.sim.luck import Draw, Luck
from zombielaw.sim.scenario import Scenario


class PlainProvider(Provider):
    """A provider that asks itself every month whether anything happens to it."""

    model: PlainModel

    def operate(self) -> None:
        """Reconsider on entry, after contact, or in a month of its own."""
        model = self.model
        met, self.contacted = self.contacted, False
        u = model.luck.uniform(Draw.RECONSIDER, self.slot, model.period)
        struck = met or u < 1.0 / model.inputs.world.reconsideration_months
        if self.slot in model.fresh or (struck and not self.busy):
            self.reconsider()

    def be_checked(self) -> None:
        """Call for a check where this month's draw says so."""
        model, rules = self.model, self.model.rules[self.province]
        score = model.score[self.slot]
        if self.non_compliant:
            score *= regulator.complaint_factor(rules.popularisation, model.inputs.world)
        chance = regulator.check_probability(rules.inspection_rate, score)
        if model.luck.uniform(Draw.CHECK, self.slot, model.period) < chance:
            u = model.luck.uniform(Draw.CHECK_OFFICE, self.slot, model.period)
            office = scan.calling(u, self.province, model.world.place[self.slot], model.supervision)
            model.called[office].append(self.slot)

    def ask_police(self) -> None:
        """The police may arrive from the crime of a client."""
        if self.non_compliant and not self.busy:
            self.meet_police()


def _lax(model: PlainModel) -> int:
    return sum(model.agents_by_type[PlainProvider].get("non_compliant"))


class PlainModel(EnforcementModel):
    """The Mesa engine without scans."""

    def __init__(self, scenario: Scenario, luck: Luck) -> None:
        super().__init__(scenario, luck, watched=False, agents=[PlainProvider])
        self.fresh: set[int] = set()
        self.called: list[list[int]] = []  # slots to check, by office
        self.collector = mesa.DataCollector(
            {"non_compliant": _lax, "files": lambda model: len(model.files)}
        )

    def operate(self) -> None:
        """2. Newcomers choose a posture; all others ask themselves."""
        vacant = self.vacant()
        self.fresh = set(vacant.tolist())
        self.enter(vacant)
        self.agents_by_type[PlainProvider].do("operate")
        for here, count in zip(self.provinces, self.counts, strict=True):
            count.providers, count.non_compliant = here.working, here.non_compliant

    def checks(self) -> list[tuple[Regulator, PlainProvider, bool]]:
        """Checks that the providers call for, within each office's capacity."""
        self.called = [[] for _ in self.regulators]
        self.agents_by_type[PlainProvider].do("be_checked")
        rate = [rules.inspection_rate for rules in self.rules]
        working = [here.working for here in self.provinces]
        done = []
        for office, slots in zip(self.regulators, self.called, strict=True):
            room = scan.capacity(office.number, rate, working, self.supervision)
            if len(slots) > room:
                slots.sort(key=lambda slot: self.luck.uniform(Draw.CHECK_ORDER, slot, self.period))
            done += [(slot, office, at < room) for at, slot in enumerate(slots)]
        done.sort(key=lambda check: check[0])
        return [(office, self.provider(slot), made) for slot, office, made in done]

    def trace(self) -> None:
        """The police reach providers, each of whom asks whether they do."""
        self.agents_by_type[PlainProvider].do("ask_police")

    def learn(self) -> None:
        """8. All learn, and the collector looks."""
        super().learn()
        self.collector.collect(self)
