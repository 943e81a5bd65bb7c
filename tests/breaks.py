"""Breaks that a test must catch: each is planted in a copy of the project, where the tests named beside it must fail.

``python -m tests.breaks`` tries all of ``breaks.csv``, or those of some numbers: ``python -m tests.breaks 3 17``. The
code that a break is planted in is found by its text: whoever moves it carries the text over.
"""

from __future__ import annotations

import re
import sys
import time
from csv import DictReader
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.patience import ROOT, done
from tests.shared import copied_tree


def answer(planted: dict[str, str], folder: Path, compiled: str) -> str:
    """Red where a test fails, green where none does; or why this cannot be told."""
    old, new = (planted[name].replace(r"\n", "\n") for name in ("old", "new"))
    try:
        tree = copied_tree(folder, [(planted["file"], re.escape(old), new)])
    except AssertionError as error:
        return str(error)
    words = ["-m", "pytest", "-x", "-q", "-n", "0", *planted["tests"].split()]
    ended = done(*words, cwd=tree, PYTHONPATH=str(tree), NUMBA_CACHE_DIR=compiled)
    return {0: "GREEN", 1: "red"}.get(ended.returncode, ended.stdout[-300:] + ended.stderr[-300:])


if __name__ == "__main__":
    caught = True
    with TemporaryDirectory() as folder, (ROOT / "tests" / "breaks.csv").open() as file:
        for planted in DictReader(file):
            if sys.argv[1:] and planted["number"] not in sys.argv[1:]:
                continue
            began = time.monotonic()
            with TemporaryDirectory(dir=folder) as place:
                told = answer(planted, Path(place), folder)
            print(planted["number"], told, f"{time.monotonic() - began:.0f} s", flush=True)
            caught &= told == "red"
    sys.exit(not caught)
