"""Remake the small results that are committed: what the README shows, and what a test holds the code to."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from experiments import store
from experiments.run import study_of
from experiments.settings import composed

REFERENCE = Path(__file__).resolve().parent.parent / "results" / "reference"
STUDIES = {
    "baseline": ("study=baseline",),
    "replay_cheng_cong": ("study=replay", "study.case=cheng_cong"),
    "replay_zhu_hao": ("study=replay", "study.case=zhu_hao"),
}
"""Folder and command of each reference."""
KEPT = ("summary.json", "explanation.txt", "tables/*.csv", "figures/*.png")


def keep(made: Path, place: Path) -> None:
    """Copy what is small from a study's folder."""
    shutil.rmtree(place, ignore_errors=True)
    for pattern in KEPT:
        for file in sorted(made.glob(pattern)):
            target = place / file.relative_to(made)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)


def main() -> None:
    """Run every reference study from nothing and keep its small results."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, overrides in STUDIES.items():
            store.say(f"zombielaw {' '.join(overrides)}")
            keep(Path(study_of(composed(*overrides, f"out={scratch}"))), REFERENCE / name)


if __name__ == "__main__":
    main()
