"""Bad input, harmed files, faults and kills at random; makes the table of docs/reliability.md.

``make fuzz`` tries ten seeds and writes the table, ``make fuzz SEED=11`` tries another one.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.fuzz import faults
from tests.fuzz import input as inputs
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import write_part

SEEDS, EACH = range(1, 11), 25
FAULTS = (
    ("harmed files", 20, faults.flips), ("full disks", 2, faults.full_disks),
    ("kills", 2, faults.kills),
)  # fmt: skip
"""Kinds, and how often each is tried by one seed."""


def fuzz(seed: int, place: Path) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Try all of it with one seed: counts of tried and as promised, by kind, and complaints about the others."""
    counts, complaints = inputs.run(seed, EACH, place)
    for name, number, ask in FAULTS:
        right, wrong = ask(seed, number, place / name.replace(" ", "-"))
        counts[name] = (number, right)
        complaints += wrong
    return counts, [f"seed {seed}, {one}" for one in complaints]


def main(words: list[str]) -> int:
    """Print the table and the complaints; 1 if there is any. All seeds together write the table of the page."""
    seeds = [int(word) for word in words] or [*SEEDS]
    counts, complaints = Counter[tuple[str, int]](), list[str]()
    for seed in seeds:
        with tempfile.TemporaryDirectory() as place:
            every, wrong = fuzz(seed, Path(place))
        print(*wrong, sep="\n", file=sys.stderr, flush=True)
        complaints += wrong
        counts.update(
            {(name, at): number for name, pair in every.items() for at, number in enumerate(pair)}
        )
    rows: dict[tuple[int, int], list[str]] = {}
    for name in dict.fromkeys(name for name, _ in counts):
        rows.setdefault((counts[name, 0], counts[name, 1]), []).append(name)
    table = "| of each of these | tried | as promised |\n| --- | ---: | ---: |\n" + "\n".join(
        f"| {', '.join(names)} | {tried:,} | {right:,} |" for (tried, right), names in rows.items()
    )
    print(table)
    if not words:
        write_part(DOCS / "reliability.md", "fuzz", table)
    return int(bool(complaints))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
