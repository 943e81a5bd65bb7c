"""The model: who is visited in a month, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import TypeVar

import numpy as np

from zombielaw.sim.conduct import KINDS
from zombielaw.sim.decisions import learning as rule
from zombielaw.sim.decisions import regulator as supervision
from zombielaw.sim.decisions.prosecutor import desk_load
from zombielaw.sim.decisions.provider import CLIENT_CAP
from zombielaw.sim.engines import scan
from zombielaw.sim.engines.mesa.agents import LearningOffice, Provider, Regulator
from zombielaw.sim.engines.mesa.state import Institutions
from zombielaw.sim.luck import Draw, draw
from zombielaw.sim.procedures import file as files
from zombielaw.sim.procedures import learning, police, prehistory, provider, regulator, stages
from zombielaw.sim.procedures.matter import CONVICTION, JUDGMENT, REFUSAL, SANCTION
from zombielaw.sim.record import INJECTED, INSPECTION, NEVER, POLICE, File, Record, Stage
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
            self.begin_month()
            self.providers_operate()
            self.regulators_inspect()
            self.providers_answer()
            self.refusals_move_on()
            self.prosecutors_charge()
            self.judges_decide()
            self.all_learn()
        self.period += 1
        self.running = self.period < self.inputs.months
        if self.datacollector is not None:
            self.datacollector.collect(self)

    def begin_month(self) -> None:
        """1. Law, policy and outside inputs of the month."""
        self.read_inputs()
        for office in self.prosecutors:
            office.load = desk_load(self.outside, office.docket, self.rules[office.province], self.inputs.world)

    def providers_operate(self) -> None:
        """2. Newcomers choose a posture; others reconsider theirs after contact, or in a month of their own."""
        settled, vacant = self.active & ~self.busy, self.vacant()
        if vacant.size:
            self.enter(vacant)
        moved = scan.reconsidering(self.luck, self.period, settled, self.inputs.world.reconsideration_months)
        slots = np.union1d(np.union1d(moved, np.flatnonzero(self.contacted & settled)), vacant)
        self.touched[slots] = True
        for slot in self.visiting(slots.tolist()):
            self.reconsider(self.provider(slot))
        for slot in np.flatnonzero(self.contacted).tolist():
            self.provider(slot).contacted = False
        self.contacted[:] = False
        self.count_providers()

    def regulators_inspect(self) -> None:
        """3. Checks within capacity, findings, instruments; orders that were delayed are written."""
        for office, slot in self.visiting(self.checks()):
            subject = self.provider(slot)
            if regulator.finds(self.now, slot, office, self.rules[subject.province]):
                self.open_file(subject, INSPECTION, office.number)
        self.take_up(Stage.INSTRUMENT)
        self.take_up(Stage.ISSUE)

    def providers_answer(self) -> None:
        """4. Orders fall due."""
        self.take_up(Stage.ANSWER)

    def refusals_move_on(self) -> None:
        """5. Refusals are referred, ordered again, fined, closed or dropped; the police trace and file."""
        self.take_up(Stage.FILING)
        self.take_up(Stage.FOLLOW_UP)
        self.trace()

    def prosecutors_charge(self) -> None:
        """6. Charges."""
        if self.inputs.world.injected:
            turn = self.world.injected(self.period)
            for slot in np.flatnonzero(self.active & ~self.busy & turn).tolist():
                file = self.open_file(self.provider(slot), INJECTED)
                self.prosecutors[file.procuratorate].docket += 1
        self.take_up(Stage.CHARGE)

    def judges_decide(self) -> None:
        """7. Verdicts."""
        self.take_up(Stage.VERDICT)

    def all_learn(self) -> None:
        """8. All learn, from counts, at once; the month is written into the panel."""
        world, guiding = self.inputs.world, []
        for subject, criminal in self.felt:
            provider.feel(self.now, subject, subject, criminal, world)
        self.felt.clear()
        for here, count, rules in zip(self.provinces, self.counts, self.rules, strict=True):
            learning.hear_news(here, count, world)
            guiding.append(float(rule.guiding_cases(rules.guiding_cases, self.period)))
        self._learn_offences(self.prosecutors, guiding)
        self._learn_offences(self.judges, guiding)
        for office in self.regulators:
            learning.learn_trust(office, world)
        if world.clarity_learns:
            mean = float(np.mean(guiding))
            self.learned_clarity = [
                rule.clarity_after(learned, judgments * self.inputs.weight, mean, world)
                for learned, judgments in zip(self.learned_clarity, self.judgments, strict=True)
            ]
        self.judgments = [0] * len(KINDS)
        self.write_panel()

    # ---- who is at work

    def visiting(self, matters: list[T]) -> Iterable[T]:
        """Order of visiting within a step. Results do not depend on it; tests reverse it."""
        return matters

    def vacant(self) -> Ints:
        """Slots in which a newcomer may start this month."""
        place = ~self.active
        place[self.inputs.providers(self.period) : self.world.licensees] = False
        return np.flatnonzero(place)

    def enter(self, slots: Ints) -> None:
        """Newcomers take vacant places."""
        world, generations = self.inputs.world, self.generation[slots]
        all_traits = self.world.traits(slots, generations, world)
        heard = [prehistory.practice_of(rules, world).sanctioned for rules in self.rules]
        for slot, generation, traits in zip(slots.tolist(), generations.tolist(), all_traits, strict=True):
            newcomer = self.by_slot[slot] = self.provider_type(self, self.world, slot, generation)
            where = newcomer.province
            provider.enter(self.now, newcomer, newcomer, self.provinces[where], traits, heard[where])
            if generation:
                self.score[slot] = traits.size**world.risk_targeting / self.mean_score
        if not self.period:
            self.resume(slots)
        self.active[slots] = True

    def resume(self, slots: Ints) -> None:
        """Let providers at work in month 0 go on with what they did under the base policy."""
        world, practice = self.inputs.world, prehistory.practice_of(self.base, self.inputs.world)
        before = prehistory.standings(self.luck, slots, self.world.licensees, self.score, practice, world)
        for slot, standing in zip(slots.tolist(), before, strict=True):
            subject = self.provider(slot)
            here = self.provinces[subject.province]
            provider.resume(self.now, slot, subject, subject, here, standing, self.base, world)
            self.non_compliant[slot] = standing.non_compliant

    def reconsider(self, subject: Provider) -> None:
        """A provider reconsiders its posture."""
        where, slot = subject.province, subject.slot
        here, count, rules = self.provinces[where], self.counts[where], self.rules[where]
        was_lax = subject.non_compliant
        provider.reconsider(self.now, slot, subject, subject, here, count, rules, self.inputs.world)
        if subject.non_compliant != was_lax:
            self.non_compliant[slot] = subject.non_compliant

    def checks(self) -> list[tuple[Regulator, int]]:
        """Make the month's checks; return those that meet a violation which no file is open on."""
        checks = scan.checks(
            self.luck,
            self.period,
            self.world,
            self.supervision,
            self.inputs.world,
            self.rules,
            self.active,
            self.non_compliant,
            self.score,
        )
        done = checks.slots[checks.made]
        self.tally("checks", done)
        self.tally("checks_over_capacity", checks.slots[~checks.made])
        self.touched[done] = True
        met = self.non_compliant[done] & ~self.busy[done]
        offices = checks.offices[checks.made][met].tolist()
        return [(self.regulators[office], slot) for office, slot in zip(offices, done[met].tolist(), strict=True)]

    def trace(self) -> None:
        """The police reach non-compliant providers from their clients' crimes; a month has one file of a provider."""
        bound = supervision.traced(CLIENT_CAP, self.now.campaign, self.inputs.world)
        reached = scan.maybe_traced(self.luck, self.period, self.non_compliant & ~self.busy, bound)
        for slot in self.visiting(reached.tolist()):
            self.be_traced(self.provider(slot))

    def be_traced(self, subject: Provider) -> None:
        """The police may open a file on a provider."""
        if subject.opened == self.period:
            return
        chance = police.chance_to_trace(self.now, subject.slot, subject, self.inputs.world)
        if draw(self.now, Draw.TRACED, subject.slot, self.period, 0) < chance:
            self.open_file(subject, POLICE)

    # ---- files

    def open_file(self, subject: Provider, began: int, office: int = NEVER) -> File:
        """Open a file on a provider."""
        file, slot, where = File(regulator=office), subject.slot, subject.province
        files.begin(self.now, file, slot, subject, subject, self.counts[where], self.provinces[where], began)
        subject.file = file
        self.busy[slot] = self.touched[slot] = True
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
        """Pass a stage of a file, and note what is remembered of it."""
        slot, period = file.provider, self.period
        subject = self.provider(slot)
        memory = stages.pass_stage(self.now, self.matter(file, subject), self.inputs.world)
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
        else:
            self.see_off(subject)
        self.touched[slot] = True

    def see_off(self, subject: Provider) -> None:
        """Copy what the end of its file changed in a provider to where the scans look."""
        slot, subject.file = subject.slot, None
        self.active[slot], self.non_compliant[slot] = subject.active, subject.non_compliant
        self.busy[slot], self.contacted[slot] = subject.busy, subject.contacted
        if not subject.active:
            self.by_slot[slot], self.generation[slot] = None, subject.generation
            subject.remove()

    def _learn_offences(self, offices: Sequence[LearningOffice], guiding: list[float]) -> None:
        for here in self.provinces:
            here.uses_286_1 = here.uses_287_2 = 0
        for office in offices:
            self.provinces[office.province].uses_286_1 += office.uses_286_1
            self.provinces[office.province].uses_287_2 += office.uses_287_2
        mean_a = sum(here.uses_286_1 for here in self.provinces) / len(offices)
        mean_b = sum(here.uses_287_2 for here in self.provinces) / len(offices)
        forgotten = rule.monthly(self.inputs.world.forgetting)
        for office in offices:
            where = office.province
            learning.learn_offences(
                office,
                self.provinces[where],
                mean_a,
                mean_b,
                self.outside,
                guiding[where],
                forgotten,
                self.rules[where],
                self.inputs.world,
            )


def run(model: EnforcementModel, progress: Callable[[int], None] | None = None) -> Record:
    """Live all months of a model's scenario and return its record."""
    while model.period < model.inputs.months:
        model.step()
        if progress is not None:
            progress(model.period)
    return model.record()
