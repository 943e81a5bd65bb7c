"""Predictions of the sister offences, written once: ``python -m zombielaw.experiments.publish.predictions``.

They are never edited. A correction is a new folder with a reason, given as the only word of the command.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pandas as pd

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.offences.behaviour import draws_of, read_behaviour
from zombielaw.experiments.offences.declaration import built_in
from zombielaw.experiments.offences.foreseen import ALIVE
from zombielaw.experiments.offences.registered import DIGITS, DRAWS, FOLDER, SEED, as_written, made_of, tables_of
from zombielaw.experiments.paths import ROOT
from zombielaw.experiments.runs.study_store import say

DECLARED = ("data/offences", "data/behaviour.yaml")


def commit_of(*paths: str) -> str:
    """The last commit that touched some paths; of all, if none is named."""
    asked = ["git", "log", "-1", "--format=%H", "--", *paths]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each table of a folder."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.csv"))}


def write(folder: Path, draws: int = DRAWS, reason: str = "") -> None:
    """Write draws, tables and manifest into a new folder. Raises InputError: it is there already."""
    if folder.exists():
        raise InputError(f"{folder} is there, and is never edited; a correction goes to a new folder, with its reason.")
    folder.mkdir(parents=True)
    table = pd.DataFrame(draws_of(built_in().values(), read_behaviour(), draws, SEED))
    table.map(lambda value: f"{value:.{DIGITS}g}").to_csv(folder / "draws.csv", index=False)
    draw = {str(name): column.to_numpy(dtype=float) for name, column in pd.read_csv(folder / "draws.csv").items()}
    for name, rows in tables_of(made_of(draw), draw["persons"]).items():
        as_written(rows).to_csv(folder / f"{name}.csv", index=False)
    manifest = {
        "command": "python -m zombielaw.experiments.publish.predictions",
        "reason": reason,
        "declarations_and_priors": commit_of(*DECLARED),
        "code": commit_of(),
        "draws": draws,
        "seed": SEED,
        "alive": f"files to the prosecutor over cases that satisfy the elements and were found: {ALIVE} or more",
        "registered": "theory registered (without the complainant)",
        "sha256": digests(folder),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def main(words: Sequence[str]) -> None:
    """Write the predictions; with a reason, a correction beside them."""
    folder = FOLDER
    if words:
        number = 1 + sum(1 for _ in FOLDER.parent.glob(f"{FOLDER.name}_correction_*"))
        folder = FOLDER.with_name(f"{FOLDER.name}_correction_{number}")
    write(folder, reason=" ".join(words))
    say(f"{folder} is written.")


if __name__ == "__main__":
    main(sys.argv[1:])
