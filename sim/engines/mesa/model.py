"""The model: who is visited in a month, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TypeVar

import numpy as np

from zombielaw.sim.decisions import regulator as supervision
from zombielaw.sim.decisions.provider import CLIENT_CAP
from zombielaw.sim.engines import scan
from zombielaw.sim.engines.mesa.agents import ACTS, Provider, Regulator
from zombielaw.sim.engines.mesa.state import Institutions
from zombielaw.sim.engines.phases import MONTH
from zombielaw.sim.procedures import file as files
from zombielaw.sim.procedures import learning, prehistory
from zombielaw.sim.procedures.matter import CONVICTION, JUDGMENT, REFUSAL, SANCTION, touch
from zombielaw.sim.record import INJECTED, NEVER, File, Record, Stage
from zombielaw.sim.world import Ints

T = TypeVar("T")


class EnforcementModel(Institutions):
    """Providers, regulators, prosecutors and judges under one scenario and one luck; see :class:`Institutions`."""

    # ---- the month

    def step(self) -> None:
        """Simulate a month; do nothing once the months of the scenario are over."""
        if self.period >= self.inputs.months:
            return
        with self.in_its_way():
            for phase in MONTH:
                getattr(self, phase)()
        self.period += 1
        self.running = self.period < self.inputs.months
        if self.datacollector is not None:
            self.datacollector.collect(self)

    def begin(self) -> None:
        """1. Law, policy and outside inputs of the month."""
        self.read_inputs()
        learning.begin(self.country, self.inputs.world)

    def operate(self) -> None:
        """2. Newcomers choose a posture; others reconsider theirs after contact, or in a month of their own."""
        vacant = self.vacant()
        self.enter(vacant)
        settled = self.slots_where(lambda one: not one.busy)
        moved = scan.reconsidering(
            self.luck, self.period, settled, self.inputs.world.reconsideration_months
        )
        met = self.slots_where(lambda one: one.contacted and not one.busy)
        for slot in self.visiting(
            np.unique(np.concatenate((moved, np.flatnonzero(met), vacant))).tolist()
        ):
            self.provider(slot).reconsider()
        for one in filter(None, self.by_slot):
            one.contacted = False
        for here, count in zip(self.provinces, self.counts, strict=True):
            count.providers, count.non_compliant = here.working, here.non_compliant

    def inspect(self) -> None:
        """3. Checks within capacity; findings open files."""
        for office, subject, made in self.visiting(self.checks()):
            if made:
                office.check(subject)
            else:
                self.counts[subject.province].checks_over_capacity += 1

    def enforce(self) -> None:
        """4.-5. Instruments, orders, answers; refusals are referred, ordered again, fined, closed or dropped."""
        for stage in (Stage.INSTRUMENT, Stage.ISSUE, Stage.ANSWER, Stage.FILING, Stage.FOLLOW_UP):
            self.take_up(stage)

    def trace(self) -> None:
        """The police reach non-compliant providers from their clients' crimes."""
        bound = supervision.traced(CLIENT_CAP, self.now.campaign, self.inputs.world)
        candidates = self.slots_where(lambda one: one.non_compliant and not one.busy)
        for slot in self.visiting(
            scan.maybe_traced(self.luck, self.period, candidates, bound).tolist()
        ):
            self.provider(slot).meet_police()

    def inject(self) -> None:
        """Theory: files are laid on the prosecutors' desks."""
        if self.inputs.world.injected:
            idle = self.slots_where(lambda one: not one.busy) & self.world.injected(self.period)
            for slot in np.flatnonzero(idle).tolist():
                file = self.open_file(self.provider(slot), INJECTED)
                self.prosecutors[file.procuratorate].docket += 1

    def judge(self) -> None:
        """6.-7. Charges and verdicts."""
        self.take_up(Stage.CHARGE)
        self.take_up(Stage.VERDICT)

    def learn(self) -> None:
        """8. All learn, from counts, at once."""
        for subject, criminal in self.felt:
            subject.feel(criminal)
        self.felt.clear()
        learning.learn(self.country, self.now, self.inputs.world)

    # ---- who is at work

    def visiting(self, matters: list[T]) -> Iterable[T]:
        """Order of visiting within a step. Results do not depend on it; tests reverse it."""
        return matters

    def vacant(self) -> Ints:
        """Slots in which a newcomer may start this month."""
        allowed = self.world.licence < self.inputs.providers(self.period)
        return np.flatnonzero(allowed & ~self.slots_where(lambda _: True))

    def enter(self, slots: Ints) -> None:
        """Newcomers take vacant places; those of month 0 go on with what they did under the base policy."""
        parameters, world, generations = self.inputs.world, self.world, self.generation[slots]
        all_traits = world.traits(slots, generations, parameters) if slots.size else []
        for slot, generation, traits in zip(
            slots.tolist(), generations.tolist(), all_traits, strict=True
        ):
            where = {
                name: int(getattr(world, name)[slot])
                for name in ("province", "procuratorate", "court")
            }
            newcomer = self.by_slot[slot] = self.kinds[Provider](
                self, slot=slot, generation=generation, **where
            )
            newcomer.enter(traits)
            if generation:
                self.score[slot] = traits.size**parameters.risk_targeting / self.mean_score
        if not self.period:
            policy = self.inputs.policy
            before = prehistory.standings(
                self.luck.root, slots, world.licence, self.score, policy, parameters
            )
            for slot, standing in zip(slots.tolist(), before, strict=True):
                self.provider(slot).resume(standing)

    def checks(self) -> list[tuple[Regulator, Provider, bool]]:
        """Checks that the month's draws call for: by whom, of whom, and whether capacity allows it."""
        checks = scan.checks(
            self.luck,
            self.period,
            self.world,
            self.supervision,
            self.inputs.world,
            self.rules,
            self.slots_where(lambda _: True),
            self.slots_where(lambda one: one.non_compliant),
            self.score,
        )
        called = zip(
            checks.offices.tolist(), checks.slots.tolist(), checks.made.tolist(), strict=True
        )
        return [
            (self.regulators[office], self.provider(slot), made) for office, slot, made in called
        ]

    # ---- files

    def open_file(self, provider: Provider, began: int, office: int = NEVER) -> File:
        """Open a file on a provider."""
        file = File(regulator=office)
        files.begin(self.now, file, provider.subject, began)
        provider.file = file
        self.files.append(file)
        self.calendar[file.next_month, file.stage].append(file)
        return file

    def take_up(self, stage: Stage) -> None:
        """Take the files that are due at a stage."""
        due = self.calendar.pop((self.period, stage), [])
        due.sort(key=attrgetter("provider"))
        for file in self.visiting(due):
            self.pass_stage(file)

    def pass_stage(self, file: File) -> None:
        """Let whoever has a file do what comes next, and note what is remembered of it."""
        subject, period = self.provider(file.provider), self.period
        matter = self.matter(file, subject)
        touch(self.now, subject, matter.row)
        file.next_month = NEVER
        who, act = ACTS[Stage(file.stage)]
        memory = getattr(getattr(matter, who), act)(matter)
        if memory & SANCTION:
            subject.sanctions.append(period)
            self.felt.append((subject, False))
        if memory & REFUSAL:
            subject.refusals.append((period, file.regulator))
        if memory & CONVICTION:
            self.felt.append((subject, True))
        if memory & JUDGMENT:
            self.judgments[file.kind] += 1
        if file.next_month >= 0:
            self.calendar[file.next_month, file.stage].append(file)
            return
        subject.file = None
        if not subject.active:
            self.by_slot[subject.slot], self.generation[subject.slot] = None, subject.generation
            subject.remove()


def run(model: EnforcementModel, progress: Callable[[int], None] | None = None) -> Record:
    """Live all months of a model's scenario and return its record."""
    while model.period < model.inputs.months:
        model.step()
        if progress is not None:
            progress(model.period)
    return model.record()
