"""The signs of each cause of a diagnosis, as data: which value is read against which line, and from which side.

The diagnosis itself (``sim/analysis/diagnosis.py``) decides; this says what it looks at, for those who show it. A test
holds the two together.
"""

from __future__ import annotations

from typing import NamedTuple

from zombielaw.sim.analysis.diagnosis import DETERRED, DISPLACED, EXCLUDED, STARVED, TRAPPED
from zombielaw.sim.analysis.lines import LINES
from zombielaw.sim.law.truth import negate


class Sign(NamedTuple):
    """A sign of a cause."""

    name: str  # its value in ``Diagnosis.signs``
    line: str  # its line in ``LINES``
    high: bool  # the value is asked to be on the line or above; otherwise below it

    def holds(self, value: float) -> int:
        """Truth of the sign at a value."""
        truth = LINES[self.line].reached(value)
        return truth if self.high else negate(truth)


SIGNS_OF: dict[str, tuple[Sign, ...]] = {
    STARVED: (
        Sign("supply", "supply", False), Sign("non_compliant", "non_compliant", True), Sign("rival", "rival", False),
        Sign("filled_by_files", "filled", True),
    ),
    EXCLUDED: (Sign("rival", "rival", True), Sign("held", "held", False)),
    TRAPPED: (Sign("supply_sent_on", "supply", True), Sign("held", "held", True)),
    DETERRED: (
        Sign("supply", "supply", False), Sign("non_compliant", "non_compliant", False),
        Sign("refusal", "refusal", False), Sign("filled_by_undeterred", "filled", True),
    ),
    DISPLACED: (
        Sign("supply", "supply", True), Sign("referred", "referred", False), Sign("regulator", "regulator", True),
        Sign("filled_by_files", "filled", True),
    ),
}  # fmt: skip
