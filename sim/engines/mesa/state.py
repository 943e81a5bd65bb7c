"""State of a run: its agents, its files, its panel, and the inputs of the month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from dataclasses import replace
from functools import cache, partial
from operator import attrgetter
from typing import Any, TypeVar

import mesa
import numpy as np
import numpy.typing as npt

from zombielaw.sim.conduct import KINDS
from zombielaw.sim.engines.mesa.agents import KINDS as AGENTS
from zombielaw.sim.engines.mesa.agents import Judge, Prosecutor, Provider, Regulator
from zombielaw.sim.engines.scan import offices_of
from zombielaw.sim.entities import Province
from zombielaw.sim.law.dates import MID_MONTH, first_day_of_month
from zombielaw.sim.ledger import files_of
from zombielaw.sim.linking import rules_as_python
from zombielaw.sim.luck import Luck, checked_luck
from zombielaw.sim.panel import MEANS, PANEL, RIVAL_PANEL, Months, Row, panel_rows, unit_of
from zombielaw.sim.parameters import written
from zombielaw.sim.procedures import learning, provider
from zombielaw.sim.procedures.file import settle
from zombielaw.sim.procedures.learning import Country
from zombielaw.sim.procedures.matter import Matter, Month
from zombielaw.sim.record import File, Record
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
                    ledger[number] = standing = replace(file, law=list(file.law))
                    settle(self.now, self.matter(standing, self.provider(file.provider)), world)
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
