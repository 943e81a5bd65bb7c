"""The figures and tables of the paper: every study of ``configs/paper.yaml`` at one size.

``python -m zombielaw.experiments.publish.paper small`` (or ``full``) runs what is not finished, keeps what a reader
needs of each study in ``<out>/paper/<size>/<name>/`` and writes ``findings.md`` beside them. Stopped, the same command
goes on.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.studies.registry import composed, run

SIZES = ("small", "full")
KEPT = ("manifest.json", "summary.json", "data_dictionary.csv", "explanation.txt", "tables/*.csv", "figures/*")


@dataclass(frozen=True)
class Entry:
    """One result of the set.

    Attributes
    ----------
    study : str
        The study that makes it.
    small, full : tuple of str
        What its command says beside ``study=``.
    hours : float
        Time of the full size on two cores, measured or counted up from the small one.
    """

    study: str
    small: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    hours: float = 0.0

    def overrides(self, size: str) -> tuple[str, ...]:
        """Words of the command."""
        return (f"study={self.study}", *(self.small if size == "small" else self.full))


def entries(path: Path = CONFIGS / "paper.yaml") -> dict[str, Entry]:
    """The set, by name of the result."""
    listed: Mapping[str, Mapping[str, Any] | None] = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = {}
    for name, given in listed.items():
        words = dict(given or {})
        found[name] = Entry(
            words.pop("study", name), tuple(words.pop("small", ())), tuple(words.pop("full", ())),
            float(words.pop("hours", 0.0)),
        )  # fmt: skip
        if words:
            raise InputError(f"{path.name}: {name} has {', '.join(words)}; allowed: study, small, full, hours.")
    return found


def command(entry: Entry, size: str) -> str:
    """The command that makes a result."""
    return " ".join(("zombielaw", *entry.overrides(size)))


def make(entry: Entry, size: str, out: Path) -> Path:
    """Run a study of the set, or find it finished; return its folder."""
    store.say(command(entry, size))
    return run(composed(*entry.overrides(size), f"out={out}"))


def findings(entry: Entry, folder: Path) -> str:
    """What a study found, as Markdown, from its own tables; nothing if the study writes none."""
    study = importlib.import_module(f"zombielaw.experiments.studies.{entry.study}.study")
    return str(study.findings(folder)).strip() if hasattr(study, "findings") else ""


def keep(made: Path, place: Path) -> None:
    """Copy what a reader needs from a study's folder."""
    shutil.rmtree(place, ignore_errors=True)
    for pattern in KEPT:
        for file in sorted(made.glob(pattern)):
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
        store.say(f"The full set takes about {sum(entry.hours for entry in listed.values()):.0f} hours on two cores.")
    place, page = options.out / "paper" / options.size, [f"# Findings, {options.size} size", ""]
    for name, entry in listed.items():
        folder = make(entry, options.size, options.out)
        keep(folder, place / name)
        page += [f"## {name}", "", f"`{command(entry, options.size)}`", "", findings(entry, folder), ""]
        page += [f"![{file.stem}]({name}/figures/{file.name})" for file in sorted((place / name).glob("figures/*.png"))]
        page.append("")
    (place / "findings.md").write_text("\n".join(page), encoding="utf-8")
    sys.stdout.write(f"{place}\n")


if __name__ == "__main__":
    main()
