"""Pattern P9 where officials take no VPN for a tool of intrusion: a question that no switch of the model asks.

Officials examine a file by the text of the statute (``conduct.examined``), which takes a VPN for such a tool. Here they
doubt it, and nothing else changes. ``python -m benchmarks.vpn_doubt`` (some minutes) prints the ratio of P9 and the
split of the charges for both, at the usual familiarity with Art. 225 and at none. The examination is exchanged before
anything is compiled, in a process and a folder of compiled code of its own, so no run of the package meets it.
docs/ODD.md, 11, has the result.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import pandas as pd
from numba.extending import register_jitable

from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.decisions import conduct
from zombielaw.sim.law.assess import examine
from zombielaw.sim.law.concurrence import STATUTE
from zombielaw.sim.law.dates import law_in_force
from zombielaw.sim.simulate import simulate

WORLD = ("world=region", "world.tool_sellers=2680", "replicates=4")
"""The world in which a test asks P9: so many sellers of tools that a handful of files decides nothing."""
FAMILIARITY = {"usual": 0.0, "none": -0.5}
"""Familiarity with Art. 225, apart from that with the other old offences."""
DOUBT = "doubt"
DOUBTED = STATUTE._replace(vpn_is_tool=False)


@register_jitable
def examined(facts, statute):  # type: ignore[no-untyped-def]
    """Examine by the text of the statute, but take no VPN for a tool of intrusion."""
    return examine(facts, law_in_force(facts, statute), DOUBTED)


def p9(known: str) -> str:
    """The ratio of P9 and the split of charges against sellers, with the examination that this process has."""
    settings = composed("study=baseline", *WORLD, f"world.familiarity_apart_225={FAMILIARITY[known]}")
    given, runs = settings.scenario, settings.replicates
    ledger = pd.concat([simulate(given, settings.seed, one).ledger for one in range(runs)])
    seller = ledger["kind"] == "tool_seller"
    chance = ledger.groupby(seller)["p_convict_286_1"].sum()
    months = sum(given.providers(month) for month in range(given.months)) / given.months
    ratio = (chance[True] / given.size.tool_sellers) / (chance[False] / months)
    charges = ledger.loc[seller, "charge"].value_counts()
    split = " : ".join(f"{offence} {charges.get(offence, 0)}" for offence in ("285-3", "225"))
    own = ledger.loc[seller, "p_charge_286_1"].sum()
    return f"  familiarity with 225 {known}: ratio {ratio:.2g}; charges {split} : 286-1 {own:.2g} (expected)"


def main() -> None:
    """Print the answers of this process; of one whose officials doubt it, where this one's do not."""
    if doubts := sys.argv[1:] == [DOUBT]:
        conduct.examined = examined
    print(f"Officials {'doubt that a VPN is a tool' if doubts else 'take a VPN for a tool'}:", flush=True)
    for known in FAMILIARITY:
        print(p9(known), flush=True)
    if not doubts:
        with tempfile.TemporaryDirectory() as folder:
            own = {**os.environ, "NUMBA_CACHE_DIR": folder}
            subprocess.run([sys.executable, "-m", "benchmarks.vpn_doubt", DOUBT], env=own, check=True)


if __name__ == "__main__":
    main()
