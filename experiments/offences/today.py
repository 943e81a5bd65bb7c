"""Art. 286-1 in the small engine at the numbers that the agents have today."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.offences.behaviour import read_behaviour
from zombielaw.experiments.offences.declaration import OFFENCES, read_offence
from zombielaw.experiments.offences.engine import Flows, Theory, flows

NETWORK = "network"
CONSEQUENCE = 0.3
"""Share of refusals with a consequence that the scale of harm in ``sim.parameters.world`` was set for."""


def network_today(settings: Settings, findings: float, also_287_2: float, also_other: float) -> Flows:
    """Stages of Art. 286-1, one draw, by the levers and parameters of a command.

    What the agents bring about themselves is given: ``findings`` a year, and the shares of satisfied files that
    satisfy Art. 287-2, or another offence, too.
    """
    scenario = settings.scenario
    policy, world, size = scenario.policy, scenario.world, scenario.size
    kept = (1.0 - world.minor_exit) * (1.0 - world.clearly_minor_exit) * (1.0 - world.nonprosecution)
    numbers = {
        "refusal": world.refusal, "flight": world.vanish, "referral": policy.transfer_rate,
        "filing": world.filing * (1.0 - world.jurisdiction_loss), "sent_on": 1.0,
        "not_prosecuted": 1.0 - kept,
        "convicted": 1.0 - world.defence_raised * (1.0 - policy.safe_harbour_screen),
        "persons": world.persons_per_file, "published": world.publication_rate,
        "published_late": world.publication_rate,
        "rival_weight": policy.charge_preference / (1.0 - policy.charge_preference),
        "familiarity_gain": world.familiarity_gain, "lesson": world.lesson, "forgetting": world.forgetting,
        "shared_lessons": 1.0 + world.salience + policy.pooling * (size.procuratorates / size.provinces - 1.0),
        "order_holds": policy.order_quality, "open_counts": policy.mandate_clarity,
        "own_file": world.public_security_transfer, "fine_in_place": 1.0, "complains": 1.0, "pays_later": 0.0,
        "lighter_frees": 0.0,
        "network.findings": findings, "network.order_per_finding": policy.corrective_order_rate,
        "network.later_result": CONSEQUENCE, "network.rival.287-2": also_287_2, "network.rival.285(3)": also_other,
        "network.rival.225": 0.0, "network.rival.363(1)": 0.0,
    }  # fmt: skip
    offence = replace(read_offence(OFFENCES / f"{NETWORK}.yaml"), offices=size.procuratorates)
    draw = {name: np.array([value]) for name, value in numbers.items()}
    return flows(offence, draw, read_behaviour(), Theory())[NETWORK]
