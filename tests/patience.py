"""How tests wait for other processes: for what should come, never for a time on the clock."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable

import psutil

PATIENCE = 1800.0
"""Seconds after which a test that hangs is over. No test asks how long anything takes: on a machine that is busy with
other work, or that compiles the model meanwhile, all of them may take many times as long."""


def wait_until(come: Callable[[], object], process: subprocess.Popen[str] | None = None) -> None:
    """Wait until ``come()`` is true, or ``process`` has ended, or a test that hangs is over."""
    until = time.monotonic() + PATIENCE
    while not come() and (process is None or process.poll() is None) and time.monotonic() < until:
        time.sleep(0.01)


def has_worked(process: subprocess.Popen[str], seconds: float) -> bool:
    """Whether a process has used so many seconds of the processor; one that has ended is said to have."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return sum(psutil.Process(process.pid).cpu_times()[:2]) >= seconds
    return True
