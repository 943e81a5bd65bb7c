"""Faults at random: bits that flip in what is stored, and kills in the midst of a command.

Promise: a flipped bit is named, and what it harmed is made again, byte for byte; whatever stops a command, it
ends with the code of the signal and without a trace of Python, and the same command goes on to the same tables.
"""

from __future__ import annotations

import contextlib
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.patience import PATIENCE, has_worked, started, wait_until
from tests.shared import answer
from zombielaw.experiments.runs import study_store
from zombielaw.experiments.runs.run_store import ChunkError, RunStore

SERIAL = "execute=serial"
TINY = ("study=grid", "engine=mesa", "world=classroom", "world.providers=30", "study.months=26", SERIAL,
        "study.levels={policy.corrective_order_rate: [0, 0.5, 1], policy.charge_preference: [0, 0.5, 1]}")  # fmt: skip
REMADE = 2
"""Flips after which the whole command is run again; the others are only looked for, as a command does first."""
STARTED = 0.1
"""Seconds of the processor after which Python itself has started, so that a signal stops the command."""
SIGNALS = [name for name in ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]


def command(*words: str) -> tuple[Path, str]:
    """Run the command in this process; return its folder, and its messages."""
    _, out, err = answer(*words)
    return Path(out.splitlines()[-1]), err


def tables_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*.csv"))
    }


def harmed(luck: random.Random, content: bytes, others: Sequence[Path]) -> bytes:
    """A file with a bit flipped, or cut, or with what another one holds."""
    how = luck.random()
    if how < 0.1:
        return content[: luck.randrange(len(content))]
    if how < 0.2 and (other := luck.choice(others).read_bytes()) != content:
        return other
    return flipped(luck, content)


def flipped(luck: random.Random, content: bytes) -> bytes:
    harmed, bit = bytearray(content), luck.randrange(8 * len(content))
    harmed[bit // 8] ^= 1 << bit % 8
    return bytes(harmed)


def flips(seed: int, number: int, out: Path) -> tuple[int, list[str]]:
    """Flip a bit of a stored chunk or of a file of a finished folder: the number that was named, and complaints."""
    luck, complaints = random.Random(f"{seed} flips"), []
    words = (*TINY, "replicates=2", f"out={out}")
    folder, _ = command(*words)
    before, store = tables_of(folder), RunStore(out)
    chunks = {
        store.folder / chunk.file: chunk for each in store.chunks().values() for chunk in each
    }
    files = [path for path in folder.rglob("*") if path.is_file()]
    for turn in range(number):
        path = luck.choice([*chunks] if luck.random() < 0.5 else files)
        whole = path.read_bytes()
        path.write_bytes(harmed(luck, whole, [*chunks] if path in chunks else files))
        if turn < REMADE:
            shutil.rmtree(folder) if path in chunks else None
            output = command(*words)[1]
            named = str(path) in output and tables_of(folder) == before
            named &= (
                path in chunks or folder.with_name(f"{folder.name}{study_store.ALTERED}").is_dir()
            )
            shutil.rmtree(
                folder.with_name(f"{folder.name}{study_store.ALTERED}"), ignore_errors=True
            )
            files = [each for each in folder.rglob("*") if each.is_file()]
        elif path in chunks:
            try:
                store.read(chunks[path])
                named = False
            except ChunkError as error:
                named = str(path) in str(error)
            path.write_bytes(whole)
        else:
            named = study_store.altered(folder) == [path.relative_to(folder).as_posix()]
            path.write_bytes(whole)
        if not named:
            complaints.append(f"flip {turn}: {path.name} was not named")
    return number - len(complaints), complaints


def stopped(
    luck: random.Random, name: str, words: Sequence[str], longest: float, came: Callable[[], bool]
) -> str:
    """Stop a command by a signal at a random moment: the fault of its end; empty, if it ended as promised.

    ``came``: says if the signal may have come too late, after all was done.
    """
    process = started(*words)
    wait_until(lambda: has_worked(process, STARTED), process)
    began = time.monotonic()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(luck.random() * longest)
    late = came()
    process.send_signal(getattr(signal, name))
    _, err = process.communicate(timeout=PATIENCE)
    code = -signal.SIGKILL if name == "SIGKILL" else 128 + getattr(signal, name)
    if (
        process.returncode == code or (late and process.returncode == 0)
    ) and "Traceback" not in err:
        return ""
    return f"{name} after {time.monotonic() - began:.2f} s gave {process.returncode}: {err[-300:]}"


def kills(seed: int, number: int, out: Path) -> tuple[int, list[str]]:
    """Stop a command at random moments: the number of ends as promised, and complaints about the others."""
    luck, complaints = random.Random(f"{seed} kills"), []
    words, place = (*TINY, "replicates=40"), out / "killed"
    longest = 0.5

    def made() -> bool:
        return any(place.glob(f"*/*/{study_store.MANIFEST}"))

    for turn in range(number):
        name = SIGNALS[(seed * number + turn) % len(SIGNALS)]
        wrong = stopped(luck, name, (*words, f"out={place}"), longest, made)
        longest = min(8.0, longest + 0.5)
        complaints += [f"kill {turn}: {wrong}"] if wrong else []
    killed, _ = command(*words, f"out={out / 'killed'}")
    whole, _ = command(*words, f"out={out / 'whole'}")
    if tables_of(killed) != tables_of(whole):
        complaints.append(
            "the tables after all kills are not those of a command that was left alone"
        )
    left = [path.name for path in (out / "killed").rglob(".*")]
    if left:
        complaints.append(f"left behind: {left}")
    return number - len(complaints), complaints


def full_disks(seed: int, number: int, out: Path) -> tuple[int, list[str]]:
    """Let no file grow beyond a random size: the number of commands that ended as promised and then went on to the same
    tables, and complaints about the others."""
    luck, complaints = random.Random(f"{seed} full_disks"), []
    words = (*TINY, "replicates=10")
    whole = tables_of(command(*words, f"out={out / 'whole'}")[0])
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    for turn in range(number):
        place = f"out={out / str(turn)}"
        resource.setrlimit(resource.RLIMIT_FSIZE, (luck.randrange(40_000), usual[1]))
        try:
            code, _, err = answer(*words, place)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        if code not in (0, 2, 3) or "Traceback" in err:
            complaints.append(f"full disk {turn}: {code}: {err[-300:]}")
        elif tables_of(command(*words, place)[0]) != whole:
            complaints.append(f"full disk {turn}: other tables")
    return number - len(complaints), complaints
