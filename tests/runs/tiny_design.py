"""Shared parts of the tests of runs: a tiny design, ways to run it, and real processes that can be disturbed."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pandas as pd
import psutil
from patience import COMMAND, PATIENCE, started, wait_until

from zombielaw.experiments.config.settings import Execute, Settings
from zombielaw.experiments.designs import grids
from zombielaw.experiments.runs.run_design import Results, run_design, write_results
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

WORLD = ("world=classroom", "world.providers=60", "study.months=50")
KEYS = {"policy.inspection_rate": [0.5, 6.0, 12.0], "policy.corrective_order_rate": [0.2, 0.9]}
DESIGN = grids.grid(KEYS)
YEARLY = ("findings", "load")


def alive(record: Record, _: Scenario) -> dict[str, pd.DataFrame]:
    """A reducer of a study's own."""
    return {"alive": pd.DataFrame({"files": [len(record.ledger)]})}


def settings(out: Path, how: str = "serial", replicates: int = 5, workers: int = 2) -> Settings:
    plain = composed(*WORLD, f"replicates={replicates}", f"out={out}")
    return replace(plain, execute=Execute(how, workers))


def run(out: Path, how: str = "serial", **more: object) -> Results:
    return run_design(settings(out, how, **more), DESIGN, yearly=YEARLY, reduce=alive)


def written(results: Results, folder: Path) -> dict[str, bytes]:
    """Final tables, as bytes."""
    (folder / "tables").mkdir(parents=True)
    write_results(folder, {"tiny": results})
    for name, table in (("years", results.years()), ("alive", results.table("alive"))):
        table.to_csv(folder / f"{name}.csv", index=False)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def chunk_files(out: Path) -> list[Path]:
    return sorted((out / "runs").rglob("*.runs"))


class once_a_chunk_is_there:  # noqa: N801 - reads as what it does
    """Do something to the run that goes on in this process, in mid-work."""

    def __init__(self, out: Path, act) -> None:
        self.out, self.act, self.done = out, act, False

    def _watch(self) -> None:
        wait_until(lambda: chunk_files(self.out))
        self.act()
        self.done = True

    def __enter__(self):
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.thread.join()


def workers_of(process: int | None = None) -> list[psutil.Process]:
    """Workers of a process, or of this one, that live; each may end between any two questions."""
    workers = []
    for child in psutil.Process(process).children():
        # what has ended but waits for its parent is told so too
        with suppress(psutil.NoSuchProcess):
            if "popen_loky_posix" in " ".join(child.cmdline()):
                workers.append(child)
    return workers


def kill_a_worker() -> None:
    workers_of()[0].kill()


def start(out: Path, *words: str) -> subprocess.Popen[str]:
    """The command as a process of its own, at the head of a group: a terminal sends Ctrl-C to all of it."""
    study = [] if any(word.startswith("study=") for word in words) else ["study=design"]
    return started(
        *study, *WORLD, "replicates=24", f"out={out}", *words, start_new_session=True,
        code=f"from zombielaw.experiments.runs import run_design; run_design.LARGEST = 4; {COMMAND}",
    )  # fmt: skip


def wait_for_chunks(out: Path, number: int, process: subprocess.Popen[str]) -> None:
    wait_until(lambda: len(chunk_files(out)) >= number, process)
    assert process.poll() is None, "it was over before it could be disturbed"


def finish(out: Path, *words: str) -> tuple[Path, str]:
    process = start(out, *words)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, stderr
    return Path(stdout.splitlines()[-1]), stderr


def tables_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def disturbed(out: Path, signal_number: int, moments: list[int], group: bool, *words: str) -> str:
    for number in moments:
        process = start(out, *words)
        wait_for_chunks(out, number, process)
        children = psutil.Process(process.pid).children(recursive=True)
        (os.killpg if group else os.kill)(process.pid, signal_number)
        _, stderr = process.communicate(timeout=PATIENCE)
        assert process.returncode == (130 if signal_number == signal.SIGINT else -signal.SIGKILL), (
            stderr
        )
        assert not psutil.wait_procs(children, timeout=PATIENCE)[1], "workers end with their parent"
    return stderr
