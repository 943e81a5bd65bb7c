"""The one door into the model."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from zombielaw.sim import compiling
from zombielaw.sim.luck import Luck, checked_luck
from zombielaw.sim.parameters import whole_number, written
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario, ScenarioError

ENGINES = ("mesa", "compiled")


def compiled_before() -> bool:
    """True if this version of the compiled engine has run on this machine."""
    return any(compiling.folder.glob("*live*"))


def simulate(
    scenario: Scenario,
    seed: int,
    replicate: int = 0,
    engine: str = "mesa",
    progress: Callable[[int], None] | None = None,
    agents: Sequence[type] = (),
) -> Record:
    """Run one replicate of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Law, policy timeline, world.
    seed, replicate : int
        0 to 2**32 - 1; the same two numbers give the same luck in every scenario.
    engine : str
        One of :data:`ENGINES`.
    progress : callable, optional
        Called with the number of months done: after each month by the Mesa engine, now and then by the compiled one,
        and at the end by both. What it raises ends the run and comes out of this call: so a run is cancelled.
    agents : sequence of classes
        Of the Mesa engine: mechanisms of one's own, see ``EnforcementModel``.

    Returns
    -------
    Record
        Ledger (one row per file) and panel (one row per month and province).

    Raises
    ------
    ValueError
        No scenario, unknown engine, seed or replicate no whole number or out of range, no function or list of classes.
    """
    luck = checked_luck(seed, replicate)
    if not isinstance(scenario, Scenario):
        raise ScenarioError(f"scenario={written(scenario)} is not a Scenario; give one.")
    if not isinstance(engine, str) or engine not in ENGINES:
        raise ScenarioError(
            f"engine={written(engine)} is not known; allowed: {', '.join(ENGINES)}."
        )
    if progress is not None and not callable(progress):
        raise ScenarioError(f"progress={written(progress)} is no function of the months done.")
    if not isinstance(agents, tuple | list):
        raise ScenarioError(f"agents={written(agents)} is no list of classes; give [MyAgent].")
    # an engine is imported when it is asked for: workers of the one need not load the other
    if engine == "mesa":
        from zombielaw.sim.engines import mesa  # noqa: PLC0415

        return mesa.run(
            mesa.EnforcementModel(scenario, luck, watched=False, agents=agents), progress
        )
    if agents:
        raise ScenarioError(
            f"engine={engine} has no agents; give engine=mesa with agents={written(agents)}."
        )
    from zombielaw.sim.engines import compiled  # noqa: PLC0415

    return compiled.run(scenario, luck, progress)


def memory_of(scenario: Scenario) -> int:
    """Bytes that a run of the compiled engine takes at the least: its arrays, without files and records."""
    from zombielaw.sim.engines.compiled.state import PERSON, PLACE  # noqa: PLC0415

    world = 6 * 8  # where a provider is, its offices, its size
    return (scenario.size.providers + scenario.size.tool_sellers) * (
        int(PLACE.itemsize + PERSON.itemsize) + world
    )


def _luck(pair: object) -> Luck:
    if not isinstance(pair, tuple | list) or len(pair) != len(Luck._fields):
        raise ScenarioError(
            f"seeds: {written(pair)} is no pair of a seed and a replicate; give (1, 0)."
        )
    return checked_luck(*pair)


class Outcome(NamedTuple):
    """Outcome of one run of an ensemble."""

    scenario: int  # position in the ensemble
    luck: Luck
    record: Record


def simulate_many(
    scenarios: Sequence[Scenario], seeds: Iterable[tuple[int, int]], threads: int = 1
) -> Iterator[Outcome]:
    """Run every scenario with every luck by the compiled engine, and hand each record over as soon as it is its turn.

    Runs come by luck, then by scenario, whatever the threads: scenarios of one luck share their population, and a
    caller that reduces each record on arrival holds a few of them at a time, never all. To stop, close the iterator
    (or break out of the loop over it): only the runs that were begun ahead, one more than threads, are finished.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The same luck in two of them is a paired comparison.
    seeds : iterable of (seed, replicate)
        0 to 2**32 - 1 each.
    threads : int
        Runs at once, 1 or more; compiled code does not hold the interpreter's lock.

    Raises
    ------
    ValueError
        No list of scenarios, no pairs, no thread, seed or replicate out of range.
    """
    threads = whole_number(threads, "threads", 1, 10_000)
    if not isinstance(scenarios, Sequence):
        raise ScenarioError(f"scenarios={written(scenarios)} is no list of scenarios; give one.")
    if not isinstance(seeds, Iterable):
        raise ScenarioError(f"seeds={written(seeds)} are no pairs; give [(seed, replicate), ...].")
    work = ((number, _luck(pair)) for pair in seeds for number in range(len(scenarios)))

    def one(number: int, luck: Luck) -> Outcome:
        return Outcome(
            number, luck, simulate(scenarios[number], luck.seed, luck.replicate, "compiled")
        )

    if threads == 1:
        for number, luck in work:
            yield one(number, luck)
        return
    with ThreadPoolExecutor(threads) as pool:
        ahead: deque[Future[Outcome]] = deque()
        for number, luck in work:
            ahead.append(pool.submit(one, number, luck))
            if len(ahead) > threads:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
