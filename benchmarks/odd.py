"""Numbers of docs/ODD.md that no study makes: sellers of tools beside licensees (P9), and the drift of conduct.

``python -m benchmarks.odd`` (a minute, most of it of compilation) writes them into the page.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from benchmarks.measure import table
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import write_part
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.months import year_of
from zombielaw.sim.record import Record
from zombielaw.sim.simulate import simulate_many

PAGE = DOCS / "ODD.md"
SELLERS, MONTHS, YEARS = 2_680, (0, 3), (2016, 2018, 2025, 2035)


def records(runs: int, *words: str) -> Iterator[Record]:
    """Records of runs of the region, with more words of the command."""
    scenario = composed("world=region", *words).scenario
    return (made.record for made in simulate_many([scenario], [(1, run) for run in range(runs)]))


def sellers() -> str:
    """How often a seller is convicted of 286-1 beside a licensee, and what becomes of files against sellers."""
    expected, files = [], []
    for record in records(40, f"world.tool_sellers={SELLERS}"):
        ledger, by_month = record.ledger, record.panel.groupby("month")["providers"].sum()
        convictions = ledger.groupby(ledger["kind"] == "tool_seller")["expected_conviction_286_1"]
        expected.append(convictions.sum() / [by_month.mean() - SELLERS, SELLERS])
        files.append(ledger[(ledger["kind"] == "tool_seller") & ledger["charged"].notna()])
    rates, its = pd.DataFrame(expected), pd.concat(files)
    ratio = rates[True].mean() / rates[False].mean()
    error = (rates[True] - ratio * rates[False]).sem() / rates[False].mean()
    charges = its["charge"].value_counts().reindex(["285-3", "225", "286-1"], fill_value=0)
    shares = " : ".join(f"{number / len(files):.2g}" for number in charges)
    return (
        f"Convictions under 286-1 per seller are {ratio:.2f} times those per licensee (standard error {error:.2f}). "
        f"Charges of sellers under 285(3), 225 and 286-1 are {shares} a run; {(its['began'] == 'police').mean():.0%} "
        "of the files against them that reach a prosecutor come from the police, without any order."
    )


def drift() -> str:
    """Non-compliant share in the first months and by year, without the three series and with them."""
    rows = []
    for name, words in {
        "without the three series": ["world.inputs=none"],
        "with them": [],
    }.items():
        panel = pd.concat(record.panel for record in records(8, "study.months=242", *words))
        month = panel["month"]
        year = year_of(month)
        sums = [
            panel.loc[when, ["non_compliant", "providers"]].sum()
            for when in (*(month == one for one in MONTHS), *(year == one for one in YEARS))
        ]
        rows.append([name, *(f"{one['non_compliant'] / one['providers']:.3f}" for one in sums)])
    spans = [*(f"month {one}" for one in MONTHS), *map(str, YEARS)]
    return "\n".join(table(["non-compliant share", *spans], rows)).rstrip()


def main() -> None:
    """Make both, and write them."""
    for name, made in {"sellers": sellers, "drift": drift}.items():
        write_part(PAGE, name, made())


if __name__ == "__main__":
    main()
