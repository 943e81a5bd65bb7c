"""The command: ``zombielaw``, or ``python -m zombielaw``.

A signal ends it with its code, 128 and its number, from the first import on: what takes time is imported here in
:func:`main`, when the signals are taken care of.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from contextlib import suppress
from types import FrameType
from typing import NoReturn

STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
"""Signals that ask a command to stop; which of them there are differs among systems."""
PATIENCE = 5.0
"""Seconds after which a stop is asked for again: some code catches whatever is raised in it, and goes on."""
USUAL = (signal.SIG_DFL, signal.default_int_handler)


asked: list[int] = []
"""Signals that asked this command to stop, in their order."""


def _stop(number: int, _: FrameType | None) -> NoReturn:
    asked.append(number)
    sys.unraisablehook = lambda _: None  # what is torn down half-made has nothing to say
    threading.excepthook = lambda _: None
    again = threading.Timer(PATIENCE, os.kill, (os.getpid(), number))
    again.daemon = True
    again.start()
    raise KeyboardInterrupt


def _leave(code: int) -> NoReturn:
    """End after a stop, cleaned up, but without the end of C++.

    A library that was stopped within a call may abort there, and the code would no longer be that of the signal.
    """
    with suppress(Exception):
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _end() -> NoReturn:
    """End after all went well, as Python does: threads first, with which worker processes are let go, then the rest."""
    sys.stdout.flush()
    sys.stderr.flush()
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    os._exit(0)


def main() -> None:
    """Entry point of the console script."""
    for number in STOPS:
        if signal.getsignal(number) in USUAL:  # one that was ignored by whoever started us stays so, as under nohup
            signal.signal(number, _stop)
    try:
        try:
            os.getcwd()  # noqa: PTH109 - what is asked is whether there is one
        except OSError:
            sys.stderr.write("zombielaw: The folder in which you are was removed; change to one that is there.\n")
            raise SystemExit(2) from None
        from zombielaw.experiments.cli import main as command  # noqa: PLC0415

        command()
        _end()  # here, where a signal is still a stop
    except BaseException as end:
        if asked or isinstance(end, KeyboardInterrupt):  # a library may make another error of a stop, as on its import
            for number in STOPS:
                signal.signal(number, signal.SIG_IGN)
            sys.stderr.write("zombielaw: Interrupted; what is whole stays, and the same command goes on from there.\n")
            _leave(128 + next(iter(asked), signal.SIGINT))
        if isinstance(end, BrokenPipeError):  # whoever read our lines has gone; nothing can be said, even on leaving
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(141) from None
        raise


if __name__ == "__main__":
    main()
