"""The second predictions of sister offences, written once: ``python -m zombielaw.experiments.publish.predictions``.

The first were written by the commit that their manifest names. Nothing is ever edited. A correction is a new folder
with a reason, given in the words of the command; the corrections of one set are numbered.
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
from zombielaw.experiments.offences.learnt import SECOND, WANTS
from zombielaw.experiments.offences.registered import (
    DIGITS,
    DRAWS,
    OUTCOMES,
    SEED,
    as_written,
    read_draws,
)
from zombielaw.experiments.offences.second import AGENTS, new_draws, predictions
from zombielaw.experiments.paths import RESULTS, ROOT
from zombielaw.experiments.runs.study_store import say


def commit_of() -> str:
    """The last commit."""
    asked = ["git", "log", "-1", "--format=%H"]
    return subprocess.run(
        asked, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each table of a folder."""
    return {path.name: digest(path) for path in sorted(folder.glob("*.csv"))}


def write(folder: Path, reason: str = "") -> None:
    """Write draws, predictions and manifest into a new folder. Raises InputError: it is there already."""
    if folder.exists():
        raise InputError(
            f"{folder} is there, and is never edited; a correction goes to a new folder, with its reason."
        )
    folder.mkdir(parents=True)
    table = pd.DataFrame(new_draws())
    table.map(lambda value: f"{value:.{DIGITS}g}").to_csv(folder / "draws.csv", index=False)
    draw = read_draws(folder)
    as_written(predictions({**read_draws(), **draw})).to_csv(
        folder / "predictions.csv", index=False
    )
    manifest = {
        "command": "python -m zombielaw.experiments.publish.predictions",
        "reason": reason,
        "code": commit_of(),
        "draws": DRAWS,
        "seed": SEED,
        "exploratory": f"{WANTS}: its form was chosen after seeing outcomes",
        "for 286-1": AGENTS,
        "given": {path.name: digest(path) for path in (OUTCOMES, *sorted(SECOND.iterdir()))},
        "sha256": digests(folder),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def main(words: Sequence[str]) -> None:
    """Write the second predictions; with a reason, a correction beside them."""
    folder = RESULTS / "predictions_second"
    if words:
        number = 1 + sum(1 for _ in folder.parent.glob(f"{folder.name}_correction_*"))
        folder = folder.with_name(f"{folder.name}_correction_{number}")
    write(folder, reason=" ".join(words))
    say(f"{folder} is written.")


if __name__ == "__main__":
    main(sys.argv[1:])
