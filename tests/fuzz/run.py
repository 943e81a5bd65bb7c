"""Bad input, flipped bits and kills at random; prints the table that docs/reliability.md quotes.

``make fuzz`` tries 125 inputs of each kind, 200 flips and 28 kills; ``make fuzz SEED=2`` others.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.fuzz import doors, faults
from tests.fuzz import input as inputs

EACH, FLIPS, KILLS, WRITERS = 125, 200, 20, 8
FAULTS = (
    ("flipped bits", FLIPS, faults.flips), ("kills", KILLS, faults.kills),
    ("kills of figures and archives", WRITERS, faults.kills_of_writers),
)  # fmt: skip


def fuzz(seed: int, place: Path) -> tuple[str, list[str]]:
    """Try all of it: the table of counts, and complaints."""
    counts, complaints = inputs.run(seed, EACH, place)
    more, wrong = doors.run(seed, EACH, place)
    counts |= more
    complaints += wrong
    for name, number, ask in FAULTS:
        right, wrong = ask(seed, number, place / name.replace(" ", "-"))
        counts[name] = (number, right)
        complaints += wrong
    lines = ["| what | tried | as promised |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {tried} | {right} |" for name, (tried, right) in counts.items()]
    return "\n".join(lines), complaints


def main(words: list[str]) -> int:
    """Print the table and the complaints; 1 if there is any."""
    with tempfile.TemporaryDirectory() as place:
        shown, complaints = fuzz(int(words[0]) if words else 1, Path(place))
    print(shown)
    print(*complaints, sep="\n", file=sys.stderr)
    return int(bool(complaints))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
