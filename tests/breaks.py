"""Breaks that a test must catch: each is planted in a copy of the project, where a test that is named must fail.

``python -m tests.breaks`` tries all of ``breaks.csv``, ``python -m tests.breaks 3 17`` some. A break is green if no
test fails. It is planted where its old text stands, so whoever moves the code carries the text over.
"""

from __future__ import annotations

import sys
import time
from csv import reader
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.patience import ROOT, done
from tests.shared import copied_tree

if __name__ == "__main__":
    caught, (_, *breaks) = True, reader((ROOT / "tests" / "breaks.csv").open())
    with TemporaryDirectory() as place:
        tree = copied_tree(Path(place), [])
        for number, file, *texts, _, tests in breaks:
            if number not in (sys.argv[1:] or number):
                continue
            began, path = time.monotonic(), tree / file
            before = path.read_text() if path.is_file() else ""
            old, new = (one.replace(r"\n", "\n") for one in texts)
            told = f"its old text stands {before.count(old)} times in {file}"
            if before.count(old) == 1:
                path.write_text(before.replace(old, new))
                words = ["-m", "pytest", "-x", "-q", "-n", "0", *tests.split()]
                ended = done(*words, cwd=tree, PYTHONPATH=str(tree), NUMBA_CACHE_DIR=place)
                told = {0: "GREEN", 1: "red"}.get(ended.returncode, ended.stdout + ended.stderr)
                path.write_text(before)
            print(number, told, f"{time.monotonic() - began:.0f} s", flush=True)
            caught &= told == "red"
    sys.exit(not caught)
