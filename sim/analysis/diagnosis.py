"""Diagnosis of a provision: in use, or out of use from one of five causes, which perturbed runs tell apart.

A record alone does not show why a provision is out of use: starved and displaced worlds look alike on the prosecutor's
desk, excluded and trapped ones in the charges. So a scenario is run again under a few *probes*, with the same luck,
each of which takes one cause away. A cause is found if its level signs hold in the world as it is and its own probe
brings the provision into use:

=========  ======================================================  ============================
cause      signs in the world as it is                             probe that revives
=========  ======================================================  ============================
starved    few eligible files, non-compliance, rival takes none    ``files``, which fills desks
excluded   the rival takes eligible files, more files or fewer     ``rival_off``; a pulse fades
trapped    enough files on the desk                                ``pulse``, which stays
deterred   few eligible files, non-compliance and refusals         ``undeterred``, which fills
displaced  enough files, few referred, ended by the regulator      ``files``, which fills desks
=========  ======================================================  ============================

Two lines are drawn through every sign; between them it is open. Exactly one cause met is a diagnosis, anything else is
``undecided``: mixtures, causes outside the five (a law nobody can prove), too little to tell. The lines
(:data:`LINES`) were set from theory and from published ranges before any design was run, and stand nowhere else.

*In use* asks for convictions per eligible file that was found, and for charges: see :func:`state`. It is not *alive*,
which is asked of all cases and of convictions (``experiments.analysis.outcomes``). Where few files are referred, no
probe at the prosecutor's desk can bring a provision into use, and excluded and trapped cannot be found:
:func:`detectable` says where.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from zombielaw.sim.analysis.theory import kappa_of_offices
from zombielaw.sim.digest import Words
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN, negate
from zombielaw.sim.ledger import decided
from zombielaw.sim.measures import UNDETECTED_UNDER
from zombielaw.sim.parameters import Policy, WorldParameters, declared
from zombielaw.sim.record import End, Record
from zombielaw.sim.scenario import Change, Scenario, ScenarioError

WINDOW = 60
"""Months over which a state is read: a provision is out of use that was not applied for five years."""
PULSE_MONTHS, AFTER_PULSE = 36, 84
"""A pulse lasts three years and ends seven years before it is looked at, longer than the window and than memory."""

IN_USE, OUT_OF_USE, UNCLEAR = "alive", "dead", "unclear"  # as committed tables have them
STARVED, EXCLUDED, TRAPPED, DETERRED, DISPLACED = CAUSES = (
    "starved",
    "excluded",
    "trapped",
    "deterred",
    "displaced",
)
UNDECIDED = "undecided"
DIAGNOSES = (IN_USE, *CAUSES, UNDECIDED)

# ---- lines


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

# ---- probes, as data

AS_IS = "as_is"


@dataclass(frozen=True)
class Probe:
    """A counterfactual: levers and world parameters that are set for good, and a lever that is set for a time."""

    question: Words
    policy: Mapping[str, float] = field(default_factory=dict)
    world: Mapping[str, float] = field(default_factory=dict)
    pulse: Mapping[str, float] = field(default_factory=dict)

    def of(self, scenario: Scenario) -> Scenario:
        """The scenario under this probe; its own changes of the levers that the probe sets are dropped."""
        start = scenario.months - AFTER_PULSE - PULSE_MONTHS
        pulses = [
            Change(lever, to, start, 0, start + PULSE_MONTHS) for lever, to in self.pulse.items()
        ]
        kept = [
            change
            for change in scenario.changes
            if change.lever not in {**self.policy, **self.pulse}
        ]
        return replace(
            scenario,
            policy=scenario.policy._replace(**self.policy),  # type: ignore[arg-type]
            world=scenario.world._replace(**self.world),  # type: ignore[arg-type]
            changes=(*kept, *pulses),
        )


_MOST_TRAINING = next(lever.about.high for lever in declared(Policy) if lever.name == "training")

PROBES: dict[str, Probe] = {
    AS_IS: Probe("what is there"),
    "files": Probe(
        "is it used if every violation found is soundly ordered and every refusal referred?",
        policy={
            "corrective_order_rate": 1.0,
            "order_quality": 1.0,
            "mandate_clarity": 1.0,
            "transfer_rate": 1.0,
        },
        world={"public_security_transfer": 1.0},
    ),
    "rival_off": Probe(
        "is it used if 287-2 is never charged where 286-1 can be?",
        policy={"charge_preference": 0.0},
    ),
    "undeterred": Probe(
        "is it used if nobody fears a sanction?", world={"sanctions_feared": False}
    ),
    "pulse": Probe(
        "is it still used after three years of training?", pulse={"training": _MOST_TRAINING}
    ),
    "clear": Probe(
        "is it used if subject and duty are clear?",
        policy={"identity_clarity": 1.0, "obligation_clarity": 1.0},
    ),
    "no_feedback": Probe(
        "is it used if nobody learns from use?",
        world={
            "familiarity_learns": False,
            "clarity_learns": False,
            "trust_learns": False,
            "risk_learns": False,
        },
    ),
}
"""The world as it is and its probes. The last two decide nothing; what they revive is reported."""


def probes(scenario: Scenario) -> dict[str, Scenario]:
    """The scenarios to run for a diagnosis, by probe; pair them by seed and replicate.

    Raises
    ------
    ScenarioError
        The run is too short for a pulse and what comes after it.
    """
    least = PULSE_MONTHS + AFTER_PULSE
    if scenario.months < least:
        raise ScenarioError(
            f"months={scenario.months} is too short for a diagnosis: a pulse of {PULSE_MONTHS} months and "
            f"{AFTER_PULSE} months after it need {least}; lengthen the run."
        )
    return {name: probe.of(scenario) for name, probe in PROBES.items()}


# ---- what is read from a record


class Tally(NamedTuple):
    """Sums over the window of one run; tallies of several add up. Eligible: 286-1 satisfied, thresholds of 2019."""

    runs: float
    eligible: float  # files with 286-1 satisfied that ended in the window
    referred: float  # of these, reached the police or a prosecutor
    ended_by_regulator: float  # of these, ended in a fine, a closure or late compliance
    charges_286_1: float  # expected, eligible files
    charges_287_2: float  # expected, eligible files
    convictions_286_1: float  # foreseen at the charge, eligible files
    non_compliant: float  # provider-months
    providers: float  # provider-months
    answers: float
    refusals: float
    # with 286-1, prosecutors, last month of the pulse (whether or not there was one)
    familiarity_then: float
    familiarity_last: float  # the same, last month of the window


def tally(record: Record, at: int | None = None) -> Tally:
    """Read one run over the five years before a month.

    Parameters
    ----------
    at : int, optional
        The month after the window, counted from November 2015; the end of the run if not given.

    Raises
    ------
    ValueError
        The window does not lie within the run.
    """
    files, panel = record.files, record.months
    month, months = panel["month"], int(panel["month"][-1]) + 1
    end = months if at is None else at
    if not WINDOW <= end <= months:
        raise ValueError(
            f"at={end}: a state is read over {WINDOW} months of the run; allowed: {WINDOW} to {months}."
        )
    closed = files["closed"]
    inside = (closed >= end - WINDOW) & (closed < end)
    eligible = np.flatnonzero(inside & (files[f"met_286_1_{UNDETECTED_UNDER}"] == MET))
    reached = np.any(
        [files[name][eligible] >= 0 for name in ("referred", "filed", "charged")], axis=0
    )
    regulated = ~reached & np.isin(files["end"][eligible], (End.FINED, End.CLOSED, End.COMPLIED))
    chosen = decided(files)  # no other has chances
    chosen = chosen[np.isin(chosen, eligible)]
    chances = (
        files[name][chosen] for name in ("p_charge_286_1", "p_charge_287_2", "p_convict_286_1")
    )
    within = (month >= end - WINDOW) & (month < end)
    counts = (panel[name][within] for name in ("non_compliant", "providers", "answers", "refusals"))
    familiarity = panel["familiarity_286_1"]
    then = familiarity[month == end - AFTER_PULSE - 1]
    sums = (each.sum() for each in (reached, regulated, *chances, *counts))
    means = then.mean() if then.size else math.nan, familiarity[month == end - 1].mean()
    return Tally._make(map(float, (1.0, eligible.size, *sums, *means)))


def pooled(tallies: Iterable[Tally]) -> Tally:
    """Sum of the tallies of several runs of one scenario."""
    return Tally(*(math.fsum(column) for column in zip(*tallies, strict=True)))


def _ratio(over: float, under: float) -> float:
    return over / under if under else math.nan


PARTS = ("application_rate", "share", "files")
"""Lines that a provision has to reach to be in use."""


def parts_of(counted: Tally) -> dict[str, float]:
    """Convictions per eligible file (0 of none), 286-1 among the charges of eligible files (NaN of none), eligible
    files: see :data:`PARTS`.
    """
    rate = counted.convictions_286_1 / counted.eligible if counted.eligible else 0.0
    share = _ratio(counted.charges_286_1, counted.charges_286_1 + counted.charges_287_2)
    return dict(zip(PARTS, (rate, share, counted.eligible), strict=True))


def state(counted: Tally) -> str:
    """State of the provision over the window: in use, out of use or neither.

    Out of use: applied to fewer than one in twenty eligible files, or nothing was eligible. In use: applied to more,
    and among the charges of eligible files at least one in four is of 286-1. Detected files are asked, so that the rate
    does not fall with detection; use of a law is no good in itself.
    """
    reached = {name: LINES[name].reached(value) for name, value in parts_of(counted).items()}
    if reached["application_rate"] == NOT_MET:
        return OUT_OF_USE
    return IN_USE if min(reached.values()) == MET else UNCLEAR


# ---- the diagnosis


@dataclass(frozen=True)
class Diagnosis:
    """Diagnosis of a provision, and the signs on which it rests.

    Attributes
    ----------
    conclusion : str
        One of :data:`DIAGNOSES`.
    causes : mapping of str to int
        Truth of each cause; all not met where the provision is in use.
    parts : mapping of str to float
        Those of *in use* in the world as it is, see :func:`parts_of`.
    signs : mapping of str to float
        Measured values, in the units of :data:`LINES`; NaN where there was nothing to measure.
    revived_by : tuple of str
        Probes under which the provision is in use.
    """

    conclusion: str
    causes: Mapping[str, int]
    parts: Mapping[str, float]
    signs: Mapping[str, float]
    revived_by: tuple[str, ...]


def supply(files: float, scenario: Scenario, runs: float) -> float:
    """Case supply kappa of an office, from the files of a window.

    Where nothing is learnt from files, the lesson and forgetting of the defaults are used: a measure of their number.
    """
    if files == 0.0:
        return 0.0
    world = (
        scenario.world
        if scenario.world.familiarity_learns and scenario.world.lesson > 0.0
        else WorldParameters()
    )
    yearly, offices = files / runs / (WINDOW / 12.0), scenario.size.procuratorates
    sisters, pooling = (
        max(1, offices // scenario.size.provinces),
        scenario.policy_at(scenario.months - 1, 0).pooling,
    )
    own = kappa_of_offices(yearly, world.lesson, world.forgetting, offices, sisters, 0.0)
    return own * world.salience + kappa_of_offices(
        yearly, world.lesson, world.forgetting, offices, sisters, pooling
    )


def held(as_is: Tally, pulse: Tally, world: WorldParameters) -> float:
    """Part of what forgetting alone would have taken of a pulse's familiarity that is still there.

    0: the pulse fades as memory does; 1: it stays in full. The paired difference of familiarity is used, which the
    share of files that mention 286-1 would measure, and not a share of charges, which a starved world lacks.
    """
    if not world.familiarity_learns:
        return 0.0
    then = pulse.familiarity_then - as_is.familiarity_then
    kept = math.pow(1.0 - world.forgetting, AFTER_PULSE / 12.0)
    if not then > 0.0:
        return math.nan
    return ((pulse.familiarity_last - as_is.familiarity_last) / then - kept) / (1.0 - kept)


def diagnose(scenario: Scenario, counted: Mapping[str, Tally]) -> Diagnosis:
    """Tell why a provision is out of use.

    Parameters
    ----------
    scenario : Scenario
        The world as it is.
    counted : mapping of str to Tally
        By probe, each over the same replicates; every probe of :data:`PROBES`.

    Raises
    ------
    ValueError
        A probe is missing, or one was run on other replicates.
    """
    if set(counted) != set(PROBES) or len({one.runs for one in counted.values()}) != 1:
        given = ", ".join(f"{name} ({one.runs:g} runs)" for name, one in counted.items())
        raise ValueError(
            f"A diagnosis needs every probe on the same replicates: {', '.join(PROBES)}; given: {given}. "
            "Run what probes(scenario) returns."
        )
    states = {name: state(one) for name, one in counted.items()}
    signs = _signs(scenario, counted)
    revived = tuple(name for name in PROBES if name != AS_IS and states[name] == IN_USE)
    causes = dict.fromkeys(CAUSES, NOT_MET) if states[AS_IS] == IN_USE else _causes(signs, states)
    met = [cause for cause, truth in causes.items() if truth == MET]
    conclusion = UNDECIDED
    if states[AS_IS] == IN_USE:
        conclusion = IN_USE
    elif states[AS_IS] == OUT_OF_USE and len(met) == 1:
        conclusion = met[0]
    return Diagnosis(conclusion, causes, parts_of(counted[AS_IS]), signs, revived)


PROBE_OF = {
    STARVED: "files",
    EXCLUDED: "rival_off",
    TRAPPED: "pulse",
    DETERRED: "undeterred",
    DISPLACED: "files",
}
"""The probe that takes each cause away."""


def detectable(cause: str, counted: Mapping[str, Tally]) -> bool:
    """True if the probe of a cause could bring the provision into use at all.

    Nobody is convicted on a file that is not referred: under no probe are convictions per eligible file more than the
    share referred. Where that share is below the line of use under the probe, or there are too few files to read a
    rate from, the cause cannot be found, whatever the reason is.
    """
    probed = counted[PROBE_OF[cause]]
    reach = LINES["application_rate"].reached(_ratio(probed.referred, probed.eligible))
    return min(LINES["files"].reached(probed.eligible), reach) == MET


def _signs(scenario: Scenario, counted: Mapping[str, Tally]) -> dict[str, float]:
    now, more, bold = counted[AS_IS], counted["files"], counted["undeterred"]
    return {
        "supply": supply(now.eligible, scenario, now.runs),
        "supply_sent_on": supply(now.referred, scenario, now.runs),
        "filled_by_files": _growth(now.referred, more.referred),
        "filled_by_undeterred": _growth(now.eligible, bold.eligible),
        # no charge of an eligible file: no rival took one
        "rival": now.charges_287_2 / both
        if (both := now.charges_286_1 + now.charges_287_2)
        else 0.0,
        "non_compliant": _ratio(now.non_compliant, now.providers),
        "refusal": _ratio(now.refusals, now.answers),
        "referred": _ratio(now.referred, now.eligible),
        "regulator": _ratio(now.ended_by_regulator, now.eligible),
        "held": held(now, counted["pulse"], scenario.world),
    }


def _growth(before: float, after: float) -> float:
    if before:
        return after / before
    return math.inf if after else 1.0


def _causes(signs: Mapping[str, float], states: Mapping[str, str]) -> dict[str, int]:
    def at_least(line: str, sign: str | None = None) -> int:
        return LINES[line].reached(signs[sign or line])

    def revived(probe: str) -> int:
        return {IN_USE: MET, UNCLEAR: OPEN, OUT_OF_USE: NOT_MET}[states[probe]]

    few = negate(at_least("supply"))
    filled = at_least("filled", "filled_by_files")
    non_compliant, rival, stays = at_least("non_compliant"), at_least("rival"), at_least("held")
    return {
        STARVED: min(few, non_compliant, negate(rival), filled, revived("files")),
        EXCLUDED: min(rival, negate(stays), negate(revived("files")), revived("rival_off")),
        TRAPPED: min(at_least("supply", "supply_sent_on"), stays, revived("pulse")),
        DETERRED: min(
            few,
            negate(non_compliant),
            negate(at_least("refusal")),
            at_least("filled", "filled_by_undeterred"),
            revived("undeterred"),
        ),
        DISPLACED: min(
            at_least("supply"),
            negate(at_least("referred")),
            at_least("regulator"),
            filled,
            revived("files"),
        ),
    }
