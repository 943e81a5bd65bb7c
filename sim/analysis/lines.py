"""The lines of the diagnosis, once: from which value a sign counts as present, and below which as absent.

They were set from theory and from published ranges before any design was run, and stand nowhere else.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from zombielaw.sim.digest import Words
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN


class Line(NamedTuple):
    """A sign is absent below ``low``, present from ``high`` on, open between."""

    low: float
    high: float
    unit: str
    why: Words

    def reached(self, value: float) -> int:
        """Truth of "at least so much"; a value that does not exist leaves it open."""
        if math.isnan(value):
            return OPEN
        return MET if value >= self.high else NOT_MET if value < self.low else OPEN


LINES: dict[str, Line] = {
    "application_rate": Line(
        0.05,
        0.05,
        "expected convictions of 286-1 per eligible file",
        "below it for five years a provision is out of use",
    ),
    "share": Line(
        0.25,
        0.25,
        "286-1 among expected charges of both offences, eligible files",
        "the weight of a two-peaked outcome that counts as use",
    ),
    "files": Line(5.0, 5.0, "eligible files, all runs", "use is not said of fewer"),
    "supply": Line(
        0.25,
        0.5,
        "case supply kappa of an office",
        "used without exception, files at 0.25 sustain a familiarity of 0.2; below 0.5 no familiarity gain up to 12 "
        "logits, the end of its range, makes a trap",
    ),
    "filled": Line(
        1.5,
        3.0,
        "case supply under the probe / as it is",
        "three times the files is the smallest supply pulse that tips the worked example of the theory within 15 years",
    ),
    "rival": Line(
        0.3,
        0.7,
        "287-2 among expected charges of both offences, eligible files",
        "a clear majority, either way; even odds say nothing",
    ),
    "non_compliant": Line(
        0.05,
        0.1,
        "non-compliant provider-months per provider-month",
        "22 % of the sites checked in a sweep of 2021 were ordered to rectify: half of that is not low, a quarter is",
    ),
    "refusal": Line(
        0.01,
        0.03,
        "refusals per answered order",
        "3 % a round is the median of the prior, in a range of 0 to 50 %",
    ),
    "referred": Line(
        0.05,
        0.2,
        "eligible files that reach the police or a prosecutor",
        "environment offices referred 1.2-2.6 % of penalties; half of eligible refusals is the reform's promise",
    ),
    "regulator": Line(
        0.25,
        0.5,
        "eligible files that ended in a fine, a closure or late compliance",
        "the regulator, not neglect, ends most of them",
    ),
    "held": Line(
        0.1,
        0.25,
        "part of a pulse's familiarity that forgetting alone would have taken and that is still there",
        "a fading pulse holds none, a living state of kappa 1 or more holds a quarter of what seven years take",
    ),
}
"""Every threshold of the diagnosis, by sign."""
