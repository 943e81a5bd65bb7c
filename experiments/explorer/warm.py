"""The engine is loaded, or compiled, beside the page: readers see how long it takes, and the page answers meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from threading import Thread

from zombielaw.experiments.explorer import work
from zombielaw.experiments.explorer.state import State

LATE = 2.0
"""Seconds after which readers are told that something is compiled."""


class Warm:
    """Loads the engine once, in a thread, once the first page is there: loading before would hold that page up."""

    def __init__(self) -> None:
        self._began = 0.0
        self._error: BaseException | None = None
        self._thread = Thread(target=self._load, daemon=True)

    def begin(self) -> None:
        """Load, if nobody has begun to."""
        if not self._began:
            self._began = time.monotonic()
            self._thread.start()

    def _load(self) -> None:
        try:
            state = State()
            work.run_of(state.scenario("a"), state.seed)
        except Exception as error:  # told to whoever waits
            self._error = error

    async def wait(self, told: Callable[[int], object]) -> None:
        """Wait until runs can be made; ``told`` hears every second how long it has taken."""
        while self._thread.is_alive():
            await asyncio.sleep(0.05)
            passed = time.monotonic() - self._began
            if passed > LATE and passed % 1.0 < 0.05:
                told(int(passed))
        if self._error is not None:
            raise self._error
