"""Waiting for other processes in tests: for an event that should come, never for a time on the clock."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent

PATIENCE = 1800.0
"""Seconds after which a slow test that hangs is over, and is named. No test asks how long anything takes: on a machine
that is busy with other work, or that compiles the model meanwhile, all of them may take many times as long."""


def wait_until(come: Callable[[], object], process: subprocess.Popen[str] | None = None) -> None:
    """Wait until ``come()`` is true, or ``process`` has ended, or a test that hangs is over."""
    until = time.monotonic() + PATIENCE
    while not come() and (process is None or process.poll() is None) and time.monotonic() < until:
        time.sleep(0.01)


def has_worked(process: subprocess.Popen[str], seconds: float) -> bool:
    """True once a process has used so many seconds of the processor, or has ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return sum(psutil.Process(process.pid).cpu_times()[:2]) >= seconds
    return True


def done(
    *words: object, cwd: Path = ROOT, **environment: str | None
) -> subprocess.CompletedProcess[str]:
    """Python as a process of its own that has ended; a variable of its environment that is None is taken away."""
    around = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env={name: value for name, value in around.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def ended_well(*words: object, **how: Any) -> subprocess.CompletedProcess[str]:
    """The same, of a process that ends without an error."""
    ended = done(*words, **how)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    return ended


AS_USUAL = (
    "import signal as s; [s.signal(getattr(s, n), s.SIG_DFL) for n in ('SIGTERM', 'SIGHUP') if hasattr(s, n)];"
    "s.signal(s.SIGINT, s.default_int_handler);"
)
"""Code that gives a process the signals of a user's shell."""
COMMAND = "import runpy; runpy.run_module('zombielaw', run_name='__main__')"


def started(*words: str, code: str = COMMAND, **how: Any) -> subprocess.Popen[str]:
    """The command, or other code, as a user's shell starts it: no signal is ignored, as one may be by whoever tests."""
    usual = {"cwd": ROOT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", AS_USUAL + code, *words], **{**usual, **how}
    )
