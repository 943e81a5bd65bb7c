"""Stop where it is safe: compiled code, its compiler and its loader do not survive an exception out of a signal."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from zombielaw.experiments.runs import study_store as store
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.scenario import Scenario, Size
from zombielaw.sim.simulate import compiled_before, simulate


@contextmanager
def interrupts_polled() -> Iterator[Callable[[], None]]:
    """Let Ctrl-C wait for the next call of the function that is handed out, or for the end of the block.

    Yields
    ------
    callable
        Raises KeyboardInterrupt if it was asked for since the block began.
    """
    asked: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        asked.append(number)

    def check() -> None:
        if asked:
            raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGINT, note)
    except ValueError:  # not the main thread: nobody can interrupt it
        yield check
        return
    try:
        yield check
        check()
    finally:
        signal.signal(signal.SIGINT, before)


def warm_up(engine: str) -> None:
    """Run tiny scenarios that reach every compiled function, so that all is compiled, or loaded from the cache."""
    if engine == "compiled" and not compiled_before():
        store.say(
            "The model is compiled once for this machine, which takes about a minute; it cannot be stopped meanwhile."
        )
    files_at_once, every_spell_judged = WorldParameters(injected=True), Policy(order_element_required=False)
    size = Size(10, 1, 3, 1, 1, 1)
    simulate(Scenario(world=files_at_once, size=size, months=4), 0, 0, engine)
    simulate(Scenario(policy=every_spell_judged, size=size, months=1), 0, 0, engine)
