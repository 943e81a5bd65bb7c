"""State of a run: its agents, its files, its panel, and the inputs of the month."""

from __future__ import annotations

from collections import defaultdict
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from dataclasses import replace
from functools import partial
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from zombielaw.sim.conduct import KINDS
from zombielaw.sim.decisions.routine import CHECK_DAYS
from zombielaw.sim.engines.mesa.agents import Judge, Prosecutor, Provider, Province, Regulator
from zombielaw.sim.engines.scan import offices_of
from zombielaw.sim.law.dates import MID_MONTH, first_day_of_month
from zombielaw.sim.law.offences import RIVALS
from zombielaw.sim.ledger import files_of
from zombielaw.sim.linking import rules_as_python
from zombielaw.sim.luck import Luck, checked_luck
from zombielaw.sim.panel import PANEL, RIVAL_PANEL, Months, panel_rows, unit_of, units
from zombielaw.sim.parameters import Policy
from zombielaw.sim.procedures import learning, provider
from zombielaw.sim.procedures.file import settle
from zombielaw.sim.procedures.matter import Entity, Matter, Month
from zombielaw.sim.record import File, Record
from zombielaw.sim.scenario import Scenario, interpreted, varied
from zombielaw.sim.world import Ints, build_world

_NOTHING_COUNTED = {name: 0 if column.counted else 0.0 for name, column in PANEL.items()}
_row_of = attrgetter(*PANEL, *RIVAL_PANEL)


def _nothing_counted() -> Entity:
    """A month of a province before anything is counted."""
    return SimpleNamespace(**_NOTHING_COUNTED, **{name: [0] * len(RIVALS) for name in RIVAL_PANEL})


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
    **kwargs
        Levers, assumptions about the world, numbers of providers and offices, or fields of the scenario, by name.

    Raises
    ------
    ValueError
        A keyword that names nothing, or a value that its declaration does not allow.
    """

    provider_type = Provider
    datacollector: mesa.DataCollector | None = None

    def __init__(
        self,
        inputs: Scenario | None = None,
        luck: Luck | None = None,
        seed: int | None = None,
        rng: int | None = None,
        replicate: int = 0,
        watched: bool = True,
        **kwargs: Any,
    ) -> None:
        luck = luck or checked_luck(next((number for number in (seed, rng) if number is not None), 1), replicate)
        super().__init__(rng=luck.seed)
        self.watched = watched
        self.inputs = inputs = varied(inputs or Scenario(), kwargs)
        self.luck = luck
        with self.in_its_way():
            self.world = world = build_world(inputs.size, inputs.world, luck)
        self.period = 0
        self.active, self.non_compliant, self.busy, self.contacted, self.touched = np.zeros(
            (5, world.slots), dtype=np.bool_
        )
        self.generation = np.zeros(world.slots, dtype=np.int64)
        score = np.power(world.size, inputs.world.risk_targeting)
        self.mean_score = float(score[: world.licensees].mean())
        self.score = score / self.mean_score
        self.supervision = offices_of(world, inputs.world)
        self.by_slot: list[Provider | None] = [None] * world.slots
        self.regulators = [Regulator(self, world, office, inputs.world) for office in range(inputs.size.regulators)]
        self.prosecutors = [
            Prosecutor(self, number, province, inputs.world)
            for number, province in enumerate(world.procuratorate_province.tolist())
        ]
        self.judges = [
            Judge(self, number, province, inputs.world) for number, province in enumerate(world.court_province.tolist())
        ]
        offices = (world.regulator_province, world.procuratorate_province, world.court_province)
        self.provinces = [
            Province(*held) for held in zip(*(np.bincount(where).tolist() for where in offices), strict=True)
        ]
        self.files: list[File] = []
        self.calendar: dict[tuple[int, int], list[File]] = defaultdict(list)
        self.felt: list[tuple[Provider, bool]] = []  # this month's sanctions: whose, and criminal or not
        self.judgments = [0] * len(KINDS)  # this month's verdicts on 286-1, by kind of provider
        self.learned_clarity = [0.0] * len(KINDS)
        self.panel = panel_rows(inputs.months, world.provinces)
        self.now: Month
        self.outside: float  # outside 287-2 cases per office this month
        self.rules: list[Entity]  # of this month, by province
        self.ahead: dict[tuple[int, int], Entity] = defaultdict(_nothing_counted)  # rows by month and province
        self.counts: list[Entity]  # those of this month
        self._days = [float(first_day_of_month(month) + MID_MONTH) for month in range(inputs.months)]
        self._rules_of: dict[Policy, Entity] = {}
        self.base = self._rules(inputs.policy)
        self.read_inputs()
        if watched:
            self.datacollector = mesa.DataCollector({name: partial(_of_country, name) for name in PANEL})

    def in_its_way(self) -> AbstractContextManager[None]:
        """Context in which the rules of a model that is watched run as Python."""
        return rules_as_python() if self.watched else nullcontext()

    def read_inputs(self) -> None:
        """Law, policy and outside inputs of the month; nothing is counted yet."""
        period, inputs = self.period, self.inputs
        self.now = Month(
            seed=self.luck.seed,
            replicate=self.luck.replicate,
            period=period,
            interpreted=interpreted(period),
            campaign=inputs.trace_factor(period),
            day=self._days[period],
            day_before=self._days[max(0, period - 1)],
            months=inputs.months,
        )
        self.outside = inputs.outside(period)
        self.rules = [self._rules(inputs.policy_at(period, province)) for province in range(inputs.size.provinces)]
        self.counts = [self.ahead[period, province] for province in range(inputs.size.provinces)]
        self.touched[:] = False

    def _rules(self, policy: Policy) -> Entity:
        if policy not in self._rules_of:
            self._rules_of[policy] = SimpleNamespace(**self.inputs.rules_of(policy))
        return self._rules_of[policy]

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

    def tally(self, column: str, slots: Ints) -> None:
        """Add the number of these slots in each province to a count of the month."""
        number = np.bincount(self.world.province[slots], minlength=self.world.provinces)
        for count, more in zip(self.counts, number.tolist(), strict=True):
            setattr(count, column, getattr(count, column) + more)

    def count_providers(self) -> None:
        """Write down how many are at work, and how many of them non-compliant."""
        for here, count in zip(self.provinces, self.counts, strict=True):
            count.providers, count.non_compliant = here.working, here.non_compliant

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
            for slot in np.flatnonzero(self.non_compliant).tolist():
                subject = self.provider(slot)
                row, rules = counts[subject.province], self.rules[subject.province]
                provider.count_undetected(self.now, slot, subject, row, rules, self.now.period, world)
            for number, file in enumerate(ledger):
                if file.closed < 0:
                    ledger[number] = standing = replace(file, law=list(file.law))
                    settle(self.now, self.matter(standing, self.provider(file.provider)), world)
        rows[-1] = [_row_of(count) for count in counts]
        return Record(files_of(ledger, self.luck.replicate), Months(rows, self.luck.replicate))

    def write_panel(self) -> None:
        self.tally("touched", np.flatnonzero(self.touched))
        for office in self.prosecutors:
            row = self.counts[office.province]
            row.familiarity_286_1 += office.familiarity_286_1
            row.familiarity_287_2 += office.familiarity_287_2
            row.load += office.load
        for court in self.judges:
            row = self.counts[court.province]
            row.court_familiarity_286_1 += court.familiarity_286_1
            row.court_familiarity_287_2 += court.familiarity_287_2
        for supervisor in self.regulators:
            self.counts[supervisor.province].trust += supervisor.trust
        for row, here, rules in zip(self.counts, self.provinces, self.rules, strict=True):
            row.official_days += row.checks * units(CHECK_DAYS)
            learning.write_means(
                row, here, self.now.interpreted, self.outside, self.learned_clarity, rules, self.inputs.world
            )
        self.panel[self.period] = [_row_of(self.ahead.pop((self.period, where))) for where in range(len(self.counts))]


def _of_country(column: str, model: Institutions) -> float:
    """Last month's total of a count over the provinces, or the mean of a state."""
    if not model.period:
        return 0.0
    values = model.panel[column][model.period - 1]
    if not PANEL[column].counted:
        return float(values.mean())
    whole, unit = int(values.sum()), unit_of(column)
    return whole / unit if unit > 1 else whole
