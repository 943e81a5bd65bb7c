"""What was published of convictions under 286-1, as numbers to set beside those of the model."""

from __future__ import annotations

from zombielaw.experiments.analysis.intervals import poisson_interval
from zombielaw.experiments.data.statistics import Statistics
from zombielaw.sim.months import month_number

PUBLISHED_YEARS = (month_number(2023, 4) - month_number(2015, 11)) / 12.0
"""Years in which four judgments under 286-1 were published (to 16 April 2023)."""


def published_convictions(statistics: Statistics) -> dict[str, tuple[float, float, float]]:
    """Published convictions under 286-1 per year with their exact interval: all, and those of licensees at most.

    Two concern unlicensed sellers of tools, so that of the licensees, of whom the world consists but for a hundredth,
    at most the others are convicted.
    """
    every = statistics.value("a286_1_published_convictions_cum", 2023)
    sellers = statistics.value("vpn_seller_judgments_a286_1", 2020)
    return {
        name: (count / PUBLISHED_YEARS, *poisson_interval(count, PUBLISHED_YEARS))
        for name, count in (("observed", every), ("licensees", every - sellers))
    }
