"""Compile the model before the work starts, where an interrupt can wait: LLVM does not survive one in its callbacks."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from experiments import store
from sim.parameters import WorldParameters
from sim.scenario import Scenario, Size
from sim.simulate import compiled_before, simulate


@contextmanager
def interrupts_deferred() -> Iterator[None]:
    """Let Ctrl-C wait until the block is done, then raise KeyboardInterrupt."""
    asked: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        if not asked:
            store.say("Stopping as soon as the model is compiled ...")
        asked.append(number)

    try:
        before = signal.signal(signal.SIGINT, note)
    except ValueError:  # not the main thread: nobody can interrupt it
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt


def warm_up(engine: str) -> None:
    """Run a tiny scenario that reaches every compiled function, so that all is compiled, or loaded from the cache."""
    if engine == "compiled" and not compiled_before():
        store.say("The model is compiled once for this machine, which takes about a minute.")
    with interrupts_deferred():
        files_at_once = WorldParameters(injected=True)
        simulate(Scenario(world=files_at_once, size=Size(10, 1, 3, 1, 1, 1), months=4), 0, 0, engine)
