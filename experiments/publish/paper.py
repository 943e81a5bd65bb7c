"""The figures and tables of the paper: every study of ``configs/paper.yaml`` at one size.

``python -m zombielaw.experiments.publish.paper small`` (or ``full``) runs what is not finished, keeps what a reader
needs of each study in ``<out>/paper/<size>/<name>/`` and writes ``findings.md`` beside them. Stopped, the same command
goes on.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.runs import study_store
from zombielaw.experiments.studies.registry import composed, run

SIZES = ("small", "full")
KEPT = (
    "manifest.json", "summary.json", "report.md", "data_dictionary.csv", "memorandum.*", "tables/*.csv", "figures/*",
)  # fmt: skip

LARGE = 2_000_000
"""Bytes above which a table is not kept: a sample, which the command of its manifest draws again."""


@dataclass(frozen=True)
class Entry:
    """One result of the set.

    Attributes
    ----------
    study : str
        The study that makes it.
    small, full : sequence of str
        What its command says beside ``study=``.
    hours : float
        Time of the full size on two cores, measured or counted up from the small one.
    """

    study: str
    small: Sequence[str] = ()
    full: Sequence[str] = ()
    hours: float = 0.0

    def words(self, size: str) -> tuple[str, ...]:
        """Words of the command."""
        return (f"study={self.study}", *(self.small if size == "small" else self.full))

    def command(self, size: str) -> str:
        """The command that makes the result."""
        return " ".join(("zombielaw", *self.words(size)))

    def make(self, size: str, out: Path) -> Path:
        """Run the study, or find it finished; return its folder."""
        study_store.say(self.command(size))
        return run(composed(*self.words(size), f"out={out}"))


def entries(path: Path = CONFIGS / "paper.yaml") -> dict[str, Entry]:
    """The set, by name of the result."""
    listed: Mapping[str, Mapping[str, Any] | None] = yaml.safe_load(path.read_text(encoding="utf-8"))
    allowed = list(Entry.__dataclass_fields__)
    for name, given in listed.items():
        if unknown := [word for word in given or {} if word not in allowed]:
            raise InputError(f"{path.name}: {name} has {', '.join(unknown)}; allowed: {', '.join(allowed)}.")
    return {name: Entry(**{"study": name, **(given or {})}) for name, given in listed.items()}


def finding(folder: Path) -> str:
    """What a study found: its report without the title and the question, up to the first section of details."""
    report = (folder / "report.md").read_text(encoding="utf-8")
    return report.split("\n\n", 2)[2].split("\n## ")[0].strip()


def keep(made: Path, place: Path) -> None:
    """Copy what a reader needs from a study's folder."""
    shutil.rmtree(place, ignore_errors=True)
    for pattern in KEPT:
        for file in sorted(file for file in made.glob(pattern) if file.stat().st_size <= LARGE):
            target = place / file.relative_to(made)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)


def main() -> None:
    """Make the whole set at one size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("--out", type=Path, default=Path("results"))
    options = parser.parse_args()
    listed = entries()
    if options.size == "full":
        hours = sum(entry.hours for entry in listed.values())
        study_store.say(f"The full set takes about {hours:.0f} hours on two cores.")
    place, page = options.out / "paper" / options.size, [f"# Findings, {options.size} size", ""]
    for name, entry in listed.items():
        folder = entry.make(options.size, options.out)
        keep(folder, place / name)
        page += [f"## {name}", "", f"`{entry.command(options.size)}`", "", finding(folder), ""]
        page += [f"![{file.stem}]({name}/figures/{file.name})" for file in sorted((place / name).glob("figures/*.png"))]
        page.append("")
    (place / "findings.md").write_text("\n".join(page), encoding="utf-8")
    sys.stdout.write(f"{place}\n")


if __name__ == "__main__":
    main()
