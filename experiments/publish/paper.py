"""The figures and tables of the paper: every study of ``configs/paper.yaml`` at one size.

``python -m zombielaw.experiments.publish.paper small`` (or ``full``) runs what is not finished, keeps what a reader
needs of each study in ``<out>/paper/<size>/<name>/`` and writes ``findings.md`` beside them. Stopped, the same command
goes on. Results that are named behind the size are made alone. The full set of a checkout is committed, and
docs/studies.md quotes it: the command writes its findings there.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from zombielaw.experiments.data.files import check_known
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import CONFIGS, DOCS, PAPER
from zombielaw.experiments.publish.documentation import between
from zombielaw.experiments.runs import study_store
from zombielaw.experiments.studies.registry import composed, run

SIZES = ("small", "full")

STUDIES_PAGE = DOCS / "studies.md"
SET = "set"
"""The mark of what is said of the set as a whole."""
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
    """

    study: str
    small: Sequence[str] = ()
    full: Sequence[str] = ()

    def words(self, size: str) -> tuple[str, ...]:
        """Words of the command."""
        return (f"study={self.study}", *(self.small if size == "small" else self.full))

    def command(self, size: str) -> str:
        """The command that makes the result."""
        return " ".join(("zombielaw", *self.words(size)))

    def make(self, size: str, out: Path) -> Path:
        """Run the study, or find it finished; return its folder."""
        study_store.say(self.command(size))
        folder = run(composed(*self.words(size), f"out={out}"))
        if unmade := study_store.manifest_of(folder).get(study_store.UNMADE):
            raise study_store.StoreError(f"{folder} lacks {', '.join(unmade)}; its manifest says why.")
        return folder


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
    for pattern in study_store.KEPT:
        for file in sorted(file for file in made.glob(pattern) if file.stat().st_size <= LARGE):
            target = place / file.relative_to(made)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)


def marks(name: str) -> tuple[str, str]:
    """Marks of a study's findings in docs/studies.md."""
    return f"<!-- findings {name} -->", f"<!-- end {name} -->"


def studies_with(findings: Mapping[str, str], page: str) -> str:
    """The page of the studies with the findings of each between its marks."""
    for name, text in findings.items():
        page = between(page, *marks(name), text)
    return page


def quoted(place: Path) -> dict[str, str]:
    """What docs/studies.md says of a whole set at full size: its findings by name, and how it was made."""
    made = {name: json.loads((place / name / study_store.MANIFEST).read_text(encoding="utf-8")) for name in entries()}
    findings = {
        name: f"Found by `{entry.command('full')}`:\n\n{finding(place / name)}" for name, entry in entries().items()
    }
    return findings | {SET: time_told(list(made.values()))}


def time_told(manifests: Sequence[Mapping[str, Any]]) -> str:
    """What the runs of the set took, by its manifests."""
    hours = sum(made["seconds"] for manifest in manifests for made in manifest["made_by"]) / 3600.0
    runs = sum(manifest["runs"] for manifest in manifests)
    machines = " and ".join(sorted({manifest["machine"] for manifest in manifests}))
    return f"The full set holds {runs:,} runs, which took {hours:.1f} hours of a processor ({machines})."


def main() -> None:
    """Make the whole set at one size, or the named part of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("names", nargs="*", metavar="result")
    parser.add_argument("--out", type=Path, default=Path("results"))
    options = parser.parse_args()
    known, place = entries(), options.out / "paper" / options.size
    for name in options.names:
        check_known(name, known, "paper", "result")
    if options.size == "full" and all((PAPER / name / study_store.MANIFEST).exists() for name in known):
        study_store.say(quoted(PAPER)[SET])
    for name in options.names or known:
        keep(known[name].make(options.size, options.out), place / name)
    there = [name for name in known if (place / name / study_store.MANIFEST).exists()]
    page = [f"# Findings, {options.size} size", ""]
    for name in there:
        page += [f"## {name}", "", f"`{known[name].command(options.size)}`", "", finding(place / name), ""]
        page += [f"![{file.stem}]({name}/figures/{file.name})" for file in sorted((place / name).glob("figures/*.png"))]
        page.append("")
    (place / "findings.md").write_text("\n".join(page), encoding="utf-8")
    if place.resolve() == PAPER.resolve() and len(there) == len(known):
        told = studies_with(quoted(place), STUDIES_PAGE.read_text(encoding="utf-8"))
        STUDIES_PAGE.write_text(told, encoding="utf-8")
    sys.stdout.write(f"{place}\n")


if __name__ == "__main__":
    main()
