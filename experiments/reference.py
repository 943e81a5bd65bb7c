"""Remake the small results that are committed: what the README shows, and what a test holds the code to."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pandas as pd

from experiments import store
from experiments.run import study_of
from experiments.settings import composed
from experiments.studies.baseline import markdown_table

REFERENCE = Path(__file__).resolve().parent.parent / "results" / "reference"
STUDIES = {
    "baseline": ("study=baseline",),
    "replay_cheng_cong": ("study=replay", "study.case=cheng_cong"),
    "replay_zhu_hao": ("study=replay", "study.case=zhu_hao"),
}
"""Folder and command of each reference."""
README = REFERENCE.parent.parent / "README.md"
BEGIN, END = "<!-- numbers: begin (made by: make reference) -->", "<!-- numbers: end -->"
KEPT = ("summary.json", "explanation.txt", "tables/*.csv", "figures/*.png")


def keep(made: Path, place: Path) -> None:
    """Copy what is small from a study's folder."""
    shutil.rmtree(place, ignore_errors=True)
    for pattern in KEPT:
        for file in sorted(made.glob(pattern)):
            target = place / file.relative_to(made)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)


def readme_with(numbers: pd.DataFrame, readme: str) -> str:
    """The README with the numbers of the reference between its two marks."""
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}\n{markdown_table(numbers)}\n{END}{rest.split(END)[1]}"


def main() -> None:
    """Run every reference study from nothing and keep its small results."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, overrides in STUDIES.items():
            store.say(f"zombielaw {' '.join(overrides)}")
            keep(Path(study_of(composed(*overrides, f"out={scratch}"))), REFERENCE / name)
    numbers = pd.read_csv(REFERENCE / "baseline" / "tables" / "numbers.csv")
    README.write_text(readme_with(numbers, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
