"""Where the time of the compiled month goes: each phase called by itself, and what a visit costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from benchmarks.measure import forget_worlds, interleaved, paragraph, table, world
from zombielaw.sim.decisions.conduct import eligible_conduct, law_codes_of_conduct, merits_of_conduct, satisfied
from zombielaw.sim.engines.compiled import learning, month
from zombielaw.sim.engines.compiled.month import CLOSING, ENFORCEMENT, JUSTICE
from zombielaw.sim.engines.compiled.start import first_state, world_record
from zombielaw.sim.engines.compiled.state import (
    LOG,
    MONTH_START,
    OPEN,
    Run,
    has_room,
    month_of,
    with_room,
)
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.luck import Draw, Luck, keyed
from zombielaw.sim.record import Stage
from zombielaw.sim.scenario import Scenario

_CHECK = int(Draw.CHECK)


@njit(cache=True)
def _begin(s: Any, made: Any, period: int, world: Any) -> None:
    s.used[MONTH_START] = s.used[LOG]
    learning.begin(s, month_of(made, s.calendar, period), world[0])


@njit(cache=True)
def _operate(s: Any, made: Any, period: int, world: Any) -> None:
    month.operate(s, made, month_of(made, s.calendar, period), world[0])


@njit(cache=True)
def _inspect(s: Any, made: Any, period: int, world: Any) -> None:
    month.inspect(s, made, month_of(made, s.calendar, period), world[0])


@njit(cache=True)
def _trace(s: Any, made: Any, period: int, world: Any) -> None:
    month.trace(s, made, month_of(made, s.calendar, period), world[0])


@njit(cache=True)
def _enforce(s: Any, made: Any, period: int, world: Any) -> None:
    month.sit(s, month_of(made, s.calendar, period), ENFORCEMENT, world[0])


@njit(cache=True)
def _judge(s: Any, made: Any, period: int, world: Any) -> None:
    month.sit(s, month_of(made, s.calendar, period), JUSTICE, world[0])


@njit(cache=True)
def _learn(s: Any, made: Any, period: int, world: Any) -> None:
    now = month_of(made, s.calendar, period)
    month.feel(s, now, world[0])
    learning.learn(s, made, now, world[0])
    month.put_away(s)
    if period == s.calendar.size - 1:
        month.end_open_spells(s, now, world[0])
        month.sit(s, now, CLOSING, world[0])
    learning.write(s, now, world[0])


ENFORCE, JUDGE = "orders, answers, referrals, filings", "charges and verdicts"
OPERATE, INSPECT = "providers operate", "regulators inspect"
BEFORE = "world, and the years before month 0"
PHASES = {
    "inputs of the month": _begin,
    OPERATE: _operate,
    INSPECT: _inspect,
    ENFORCE: _enforce,
    "police trace": _trace,
    JUDGE: _judge,
    "all learn, the panel is written": _learn,
}


def profile(scenario: Scenario) -> tuple[dict[str, float], dict[str, int]]:
    """Seconds of each phase over all months, and how many visits it made where they can be counted."""
    luck, seconds = Luck(1, 0), dict.fromkeys((BEFORE, *PHASES), 0.0)
    forget_worlds()
    began = time.process_time()
    state, mean_score = first_state(scenario, luck)
    seconds[BEFORE] = time.process_time() - began
    made = Run(luck.seed, luck.replicate, scenario.weight, scenario.size.providers, mean_score, False)
    parameters = world_record(scenario.world)
    visits = dict.fromkeys((OPERATE, INSPECT, ENFORCE, JUDGE), 0)
    for period in range(scenario.months):
        if not has_room(state):
            state = with_room(state, period / scenario.months)
        for name, phase in PHASES.items():
            if name in (ENFORCE, JUDGE):
                visits[name] += _due(state, period, name == JUDGE)
            began = time.process_time()
            phase(state, made, period, parameters)
            seconds[name] += time.process_time() - began
            if name == OPERATE and period:
                visits[name] += int(np.count_nonzero(state.places["touched"] == period))
    visits[INSPECT] = int(state.panel["checks"].sum())
    return seconds, visits


def _due(state: Any, period: int, justice: bool) -> int:
    """Open files whose turn it is in a sitting of this month."""
    files = state.open[: state.used[OPEN]]
    at_court = np.isin(files["stage"], (int(Stage.CHARGE), int(Stage.VERDICT)))
    return int(np.count_nonzero((files["due"] == period) & (at_court == justice)))


# ------------------------------------------------------------------------------------------------------ single rules


@njit(cache=True)
def _draws(count: int) -> float:
    total = 0.0
    for subject in range(count):
        total += keyed(1, 0, _CHECK, subject, 5, 0)
    return total


@njit(cache=True)
def _merits(count: int, statute: Statute) -> float:
    total = 0.0
    for number in range(count):
        total += merits_of_conduct(eligible_conduct(1500.0 + float(number % 7)), statute)[0]
    return total


@njit(cache=True)
def _made_out(count: int, statute: Statute) -> int:
    total = 0
    for number in range(count):
        total += int(satisfied(eligible_conduct(1500.0 + float(number % 7)), statute)[0])
    return total


@njit(cache=True)
def _law_codes(count: int, statute: Statute) -> int:
    total = 0
    for number in range(count):
        total += law_codes_of_conduct(eligible_conduct(1500.0 + float(number % 7)), statute)[0]
    return total


def rules(rounds: int, count: int = 1 << 20) -> dict[str, float]:
    """Nanoseconds of one call of the rules that are called most."""
    statute = Statute()
    works: dict[str, Callable[[], object]] = {
        "a draw, alone": lambda: _draws(count),
        "merits of a file as officials weigh them": lambda: _merits(count, statute),
        "is either offence satisfied? (a non-compliant spell that ends undetected)": lambda: _made_out(count, statute),
        "what the law says of a file, under four readings and two dates": lambda: _law_codes(count, statute),
    }
    for work in works.values():
        work()
    return {name: seconds * 1e9 / count for name, seconds in interleaved(works, rounds).items()}


def section(rounds: int, providers: int = 100_000) -> list[str]:
    """Lines of the page."""
    scenario = world(providers)
    runs = [profile(scenario) for _ in range(rounds + 1)][1:]  # the first compiles
    whole, visits = providers * scenario.months, runs[0][1]
    seconds = {name: float(np.median([run[0][name] for run in runs])) for name in runs[0][0]}
    rows = [
        [
            name,
            f"{seconds[name] * 1e9 / whole:.1f}",
            f"{seconds[name] / sum(seconds.values()):.0%}",
            f"{visits[name] / whole:.2%}" if name in visits else "",
            f"{seconds[name] * 1e9 / visits[name]:.0f}" if name in visits else "",
        ]
        for name in seconds
    ]
    return [
        *paragraph(
            f"Where the time of the compiled month goes, {providers:,} providers. A visit is a provider that"
            " reconsiders, a check, a stage of a file; its cost includes the scan of all others."
        ),
        *table(["phase", "ns per provider-month", "share", "visits per provider-month", "ns per visit"], rows),
        *table(["rule", "ns a call"], [[name, f"{cost:.1f}"] for name, cost in rules(rounds).items()]),
    ]
