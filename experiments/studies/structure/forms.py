"""Forms of the model, what each reform moves, and the design of both."""

from __future__ import annotations

from typing import Any

import pandas as pd

from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, scenarios, table_of, value_in
from zombielaw.sim.analysis.diagnosis import AFTER_PULSE, PULSE_MONTHS

FORMS: dict[str, dict[str, Any]] = {
    "as declared": {},
    "no feedback": {f"world.{loop}_learns": False for loop in ("familiarity", "clarity", "trust", "risk")},
    "no familiarity": {"world.familiarity_learns": False},
    "no learnt clarity": {"world.clarity_learns": False},
    "no referral belief": {"world.trust_learns": False},
    "no deterrence": {"world.risk_learns": False},
    "rival unlearnt": {"world.rival_learns": False},
    "no card cases": {"world.outside_weight": 0.0},
    "share memory": {"world.memory": "share"},
    "consideration alone": {"world.blind_consideration": 0.01, "world.familiarity_gain": 0.0},
    "consideration x logit": {"world.blind_consideration": 0.01},
    "familiarity in proof alone": {"world.familiarity_gain": 0.0},
    "familiarity in choice alone": {"world.element_familiarity": 0.0},
    "own office alone": {"world.salience": 0.0, "policy.pooling": 0.0},
    "nation learns": {"world.salience": 20.0},
    "win odds weigh least": {"world.conviction_weight": 0.5},
    "win odds weigh most": {"world.conviction_weight": 2.0},
    "order judged as a whole": {"law.order_validity": "weighted"},
}  # fmt: skip
"""Forms by name: settings that differ from the command's. Numbers are ends of declared ranges, or the middle of the
prior of blind consideration, 0.001-0.1."""

FORM, REFORM = f"{LABEL}form", f"{LABEL}reform"
CHECKS, TIMES = "policy.inspection_rate", 10
RULE: dict[str, Any] = {"policy.concurrence": "special_first"}
CLEAR: dict[str, Any] = {"policy.identity_clarity": 0.7, "policy.obligation_clarity": 0.7}
FILES_TIMES = 3
NOW, ORDERS, SPECIAL, CLARITY, PACKAGE, PULSE = "as is", "orders x10", "special law", "clarity", "package", "pulse"
FILES = f"files x{FILES_TIMES}"


def reforms_of(settings: Settings) -> dict[str, dict[str, Any]]:
    """What each reform moves: ten times the command's checks, and so orders; the special-law rule and the clarity of
    the paper's packages; all three for good; and all three for three years that ended seven years ago. Where files are
    injected: three times the files; the rule for good, and for three years.
    """
    if settings.scenario.world.injected:
        files = {"world.providers": FILES_TIMES * settings.scenario.size.providers}
        return {NOW: {}, FILES: files, SPECIAL: RULE, PULSE: {}}
    orders = {CHECKS: TIMES * value_in(settings, CHECKS)}
    package = {**orders, **RULE, **CLEAR}
    return {NOW: {}, ORDERS: orders, SPECIAL: RULE, CLARITY: CLEAR, PACKAGE: package, PULSE: {}}


def forms_of(settings: Settings) -> dict[str, dict[str, Any]]:
    """The forms that are not this world already: what it has switched off needs no switching off."""
    keys = dict.fromkeys(key for cells in FORMS.values() for key in cells)
    base = {key: value_in(settings, key) for key in keys}
    made = scenarios(settings, table_of({**base, **cells} for cells in FORMS.values()))
    return {form: FORMS[form] for number, form in enumerate(FORMS) if made[number] not in made[:number]}


def design_of(settings: Settings) -> pd.DataFrame:
    """Forms x reforms, each row with every setting that any of them moves."""
    reforms, forms = reforms_of(settings), forms_of(settings)
    keys = dict.fromkeys(key for cells in (*FORMS.values(), *reforms.values()) for key in cells)
    base = {**{key: value_in(settings, key) for key in keys}, CHANGES: value_in(settings, CHANGES)}
    start = settings.scenario.months - AFTER_PULSE - PULSE_MONTHS
    passing = [
        {"lever": key.removeprefix("policy."), "to": value, "start": start, "end": start + PULSE_MONTHS}
        for key, value in reforms.get(PACKAGE, RULE).items()
    ]
    pulse = {CHANGES: [*base[CHANGES], *passing]}
    return table_of(
        {**base, **cells, **(pulse if reform == PULSE else moved), FORM: form, REFORM: reform}
        for form, cells in forms.items()
        for reform, moved in reforms.items()
    )
