"""The command: ``zombielaw``, or ``python -m zombielaw``.

A signal ends it with its code, 128 and its number, from the first import on: what takes time is imported here in
:func:`main`, when the signals are taken care of.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
import time
from types import FrameType

STOPS = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
]
"""Signals that ask a command to stop; which of them there are differs among systems."""
PATIENCE = 5.0
"""Seconds after which a stop is asked for again: some code catches whatever is raised in it, and goes on."""
USUAL = (signal.SIG_DFL, signal.default_int_handler)


class StopError(KeyboardInterrupt):
    """A stop. If Python's own error were raised in the text of an `exec`, `python -m` would end by SIGINT at last."""


asked: dict[int, float] = {}
"""Signals that asked this command to stop, in their order, with the time of the stop."""


def _stop(number: int, _: FrameType | None) -> None:
    now = time.monotonic()
    if asked and now < max(asked.values()) + PATIENCE:
        return  # a stop is under way
    asked[number] = now
    sys.unraisablehook = lambda _: None  # what is torn down half-made has nothing to say
    threading.excepthook = lambda _: None
    again = threading.Timer(PATIENCE, os.kill, (os.getpid(), number))
    again.daemon = True
    again.start()
    raise StopError


def _ignore() -> None:
    """Ignore further signals after a stop: at its very end Python would let them end it with another exit code."""
    if asked:
        for number in STOPS:
            signal.signal(number, signal.SIG_IGN)


def main() -> None:
    """Entry point of the console script. A signal that whoever started it ignores, as nohup does, stays ignored."""
    atexit.register(_ignore)  # what is registered first is called last
    gc.set_threshold(400_000)  # looking through what was imported takes a tenth of a short command
    # no search through what was imported when Python ends: it takes most of a second
    atexit.register(gc.freeze)
    taken = [number for number in STOPS if signal.getsignal(number) in USUAL]
    for number in taken:
        signal.signal(number, _stop)
    try:
        try:
            _run()
        finally:
            if not asked:  # all is told: from here on a signal ends it at once
                for number in taken:
                    signal.signal(number, signal.SIG_DFL)
    except BaseException as end:
        # a library may make another error of a stop, as on its import
        if asked or isinstance(end, KeyboardInterrupt):
            sys.stderr.write(
                "zombielaw: Interrupted; what is whole stays, and the same command goes on from there.\n"
            )
            raise SystemExit(128 + next(iter(asked), signal.SIGINT)) from None
        # whoever read our lines has gone; nothing can be said, even on leaving
        if isinstance(end, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(141) from None
        raise


def _run() -> None:
    try:
        os.getcwd()  # noqa: PTH109 - what is asked is whether there is one
    except OSError:
        sys.stderr.write(
            "zombielaw: The folder in which you are was removed; change to one that is there.\n"
        )
        raise SystemExit(2) from None
    from zombielaw.experiments.cli import main as command  # noqa: PLC0415

    command()
    sys.stdout.flush()  # here, where it is told that nobody reads it


if __name__ == "__main__":
    main()
