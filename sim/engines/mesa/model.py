"""The model: its agents, its files, its panel and the inputs of the month; who is visited in a month, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from dataclasses import replace
from functools import cache, partial
from operator import attrgetter
from typing import Any, TypeVar

import mesa
import numpy as np
import numpy.typing as npt

from zombielaw.sim.compiling import rules_as_python
from zombielaw.sim.conduct import KINDS
from zombielaw.sim.decisions import regulator as supervision
from zombielaw.sim.decisions.provider import CLIENT_CAP
from zombielaw.sim.engines import MONTH, scan
from zombielaw.sim.engines.mesa.agents import ACTS, Judge, Prosecutor, Provider, Regulator
from zombielaw.sim.engines.mesa.agents import KINDS as AGENTS
from zombielaw.sim.engines.scan import offices_of
from zombielaw.sim.entities import Province
from zombielaw.sim.law.dates import MID_MONTH, first_day_of_month
from zombielaw.sim.ledger import files_of
from zombielaw.sim.luck import Luck, checked_luck
from zombielaw.sim.parameters import written
from zombielaw.sim.procedures import file as files
from zombielaw.sim.procedures import learning, prehistory, provider
from zombielaw.sim.procedures.file import settle
from zombielaw.sim.procedures.learning import Country
from zombielaw.sim.procedures.matter import (
    CONVICTION,
    JUDGMENT,
    REFUSAL,
    SANCTION,
    Matter,
    Month,
    touch,
)
from zombielaw.sim.record import (
    INJECTED,
    MEANS,
    NEVER,
    PANEL,
    RIVAL_PANEL,
    File,
    Months,
    Record,
    Row,
    Stage,
    panel_rows,
    unit_of,
)
from zombielaw.sim.scenario import Rules, Scenario, ScenarioError, interpreted, varied
from zombielaw.sim.world import Ints, build_world

T = TypeVar("T")
_row_of = attrgetter(*PANEL, *RIVAL_PANEL)


class Institutions(mesa.Model):
    """Providers, regulators, prosecutors and judges under one scenario and one luck.

    Parameters
    ----------
    inputs : Scenario, optional
        Law, policy timeline and world; by default those of today.
    luck : Luck, optional
        Seed and replicate; or give ``seed`` or ``rng`` (Mesa's two names of it) and ``replicate``.
    seed, rng, replicate : int
        0 to 2**32 - 1.
    watched : bool
        Fill a ``datacollector`` with the country's panel, a row a month, and run the rules as Python: the first month
        comes at once, where compiled rules take half a minute to compile, and then less than half the time of a month.
    agents : sequence of classes
        Derived from ``Provider``, ``Regulator``, ``Prosecutor`` or ``Judge``, each in its place.
    **kwargs
        Levers, assumptions about the world, numbers of providers and offices, or fields of the scenario, by name.

    Raises
    ------
    ValueError
        A keyword that names nothing, or a value that its declaration does not allow.
    """

    datacollector: mesa.DataCollector | None = None

    def __init__(
        self,
        inputs: Scenario | None = None,
        luck: Luck | None = None,
        seed: int | None = None,
        rng: int | None = None,
        replicate: int = 0,
        watched: bool = True,
        agents: Sequence[type] = (),
        **kwargs: Any,
    ) -> None:
        luck = luck or checked_luck(
            next((number for number in (seed, rng) if number is not None), 1), replicate
        )
        super().__init__(rng=luck.seed)
        self.watched = watched
        self.kinds = kinds_with(agents)
        self.inputs = inputs = varied(inputs or Scenario(), kwargs)
        self.luck = luck
        with self.in_its_way():
            self.world = world = build_world(inputs.size, inputs.world, luck, inputs.newcomers)
        self.period = 0
        self.generation = np.zeros(world.slots, dtype=np.int64)
        score = np.power(world.size, inputs.world.risk_targeting)
        self.mean_score = float(score[: world.licensees].mean())
        self.score = score / self.mean_score
        self.supervision = offices_of(world, inputs.world)
        self.by_slot: list[Provider | None] = [None] * world.slots
        self.regulators = self._offices(Regulator, world.regulator_province)
        for office, traits in zip(self.regulators, world.regulators, strict=True):
            office.__dict__.update(traits._asdict())
        self.prosecutors = self._offices(Prosecutor, world.procuratorate_province)
        self.judges = self._offices(Judge, world.court_province)
        offices = (world.regulator_province, world.procuratorate_province, world.court_province)
        self.provinces = [
            Province(regulators=regulators, procuratorates=procuratorates, courts=courts)
            for regulators, procuratorates, courts in zip(
                *(np.bincount(where).tolist() for where in offices), strict=True
            )
        ]
        self.files: list[File] = []
        self.calendar: dict[tuple[int, int], list[File]] = defaultdict(list)
        # this month's sanctions: whose, and criminal or not
        self.felt: list[tuple[Provider, bool]] = []
        self.judgments = [0] * len(KINDS)  # this month's verdicts on 286-1, by kind of provider
        self.learned_clarity = [0.0] * len(KINDS)
        self.panel = panel_rows(inputs.months, world.provinces)
        self.now: Month
        self.country: Country
        self.rules: list[Rules]  # of this month, by province
        self.ahead: dict[tuple[int, int], Row] = defaultdict(Row)  # rows by month and province
        self.counts: list[Row]  # those of this month
        self._days = [
            float(first_day_of_month(month) + MID_MONTH) for month in range(inputs.months)
        ]
        self._rules_of = cache(inputs.rules_of)
        self.read_inputs()
        if watched:
            self.datacollector = mesa.DataCollector(
                {name: partial(_of_country, name) for name in PANEL}
            )

    def _offices(self, kind: type[T], provinces: Ints) -> list[T]:
        return [
            self.kinds[kind](self, number=number, province=where)
            for number, where in enumerate(provinces.tolist())
        ]

    def in_its_way(self) -> AbstractContextManager[None]:
        """Context in which the rules of a model that is watched run as Python."""
        return rules_as_python() if self.watched else nullcontext()

    def read_inputs(self) -> None:
        """Law, policy and outside inputs of the month; nothing is counted yet."""
        period, inputs = self.period, self.inputs
        self.now = Month(
            root=self.luck.root,
            period=period,
            interpreted=interpreted(period),
            campaign=inputs.trace_factor(period),
            day=self._days[period],
            day_before=self._days[max(0, period - 1)],
            months=inputs.months,
        )
        provinces = range(inputs.size.provinces)
        self.rules = [self._rules_of(inputs.policy_at(period, province)) for province in provinces]
        self.counts = [self.ahead[period, province] for province in provinces]
        self.country = Country(
            regulators=self.regulators,
            prosecutors=self.prosecutors,
            judges=self.judges,
            provinces=self.provinces,
            counts=self.counts,
            rules=self.rules,
            rules_at=provinces,
            outside=inputs.outside(period),
            learned=self.learned_clarity,
            judgments=self.judgments,
            weight=inputs.weight,
        )

    def slots_where(self, holds: Callable[[Provider], bool]) -> npt.NDArray[np.bool_]:
        """Places at which somebody is at work of whom something holds: (slots,)."""
        return np.array([one is not None and holds(one) for one in self.by_slot])

    def provider(self, slot: int) -> Provider:
        """The provider at work in a slot."""
        at_work = self.by_slot[slot]
        if at_work is None:
            raise LookupError(f"no provider is at work in slot {slot} in month {self.period}")
        return at_work

    def matter(self, file: File, subject: Provider) -> Matter:
        """A file with everybody who has to do with it."""
        where, period = file.province, self.now.period
        return Matter(
            file.provider,
            file,
            file,
            subject,
            subject,
            self.counts[where],
            self.provinces[where],
            self.rules[where],
            self.regulators[file.regulator],
            self.prosecutors[file.procuratorate],
            self.judges[file.court],
            self.learned_clarity[file.kind],
            subject.sanctions_within(period),
            subject.refusals_within(period),
            subject.refusals_within(period, file.regulator),
            self._days[max(0, file.order)],
            self.ahead,
        )

    def record(self) -> Record:
        """Ledger and panel of the months that were lived; what is open is put before the law as it stands.

        The model is left as it is, so a record may be asked for in any month.
        """
        rows, world = self.panel[: self.period].copy(), self.inputs.world
        if not self.period:
            return Record(files_of([], self.luck.replicate), Months(rows, self.luck.replicate))
        counts = [copy(count) for count in self.counts]
        ledger = list(self.files)
        with self.in_its_way():
            for one in filter(None, self.by_slot):
                if one.non_compliant:
                    subject = one.subject._replace(row=counts[one.province])
                    provider.count_undetected(self.now, subject, self.now.period, world)
            for number, file in enumerate(ledger):
                if file.closed < 0:
                    ledger[number] = still_open = replace(file, law=list(file.law))
                    settle(self.now, self.matter(still_open, self.provider(file.provider)), world)
        rows[-1] = [_row_of(count) for count in counts]
        return Record(files_of(ledger, self.luck.replicate), Months(rows, self.luck.replicate))

    def write(self) -> None:
        """Write the month into the panel."""
        learning.write(self.country, self.now, self.inputs.world)
        self.panel[self.period] = [
            _row_of(self.ahead.pop((self.period, where))) for where in range(len(self.counts))
        ]


def kinds_with(agents: Sequence[type]) -> dict[type, type]:
    """The class of each kind of agent: the model's own, or a given one that is derived from it.

    Raises
    ------
    ScenarioError
        A class that is derived from none of the four kinds.
    """
    kinds: dict[type, type] = {kind: kind for kind in AGENTS}
    for given in agents:
        kind = next(
            (kind for kind in AGENTS if isinstance(given, type) and issubclass(given, kind)), None
        )
        if kind is None:
            names = ", ".join(kind.__name__ for kind in AGENTS)
            raise ScenarioError(
                f"agents={written(given)} is no kind of agent; allowed: classes derived from {names}."
            )
        kinds[kind] = given
    return kinds


def _of_country(column: str, model: Institutions) -> float:
    """Last month's total of a count over the provinces, or the mean of a state."""
    if not model.period:
        return 0.0
    values = model.panel[column][model.period - 1]
    if column in MEANS:
        return float(values.mean())
    whole, unit = int(values.sum()), unit_of(column)
    return whole / unit if unit > 1 else whole


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
        for province, count in zip(self.provinces, self.counts, strict=True):
            count.providers, count.non_compliant = province.working, province.non_compliant

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
            before = prehistory.initial_conditions(
                self.luck.root, slots, world.licence, self.score, policy, parameters
            )
            for slot, initial_condition in zip(slots.tolist(), before, strict=True):
                self.provider(slot).resume(initial_condition)

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
