"""Outputs that are built in, for docs/claims.md: they follow from one number without data.

Each is computed at the defaults and at both ends of the declared range of every number that it rests on, by the null
model (:mod:`zombielaw.sim.analysis.funnel`) or by one decision: at an office new to both offences, of mean skill, with
no load but the background, after November 2019, under today's levers. The reference file is that of a unit after the
compliance pilot; it has every element satisfied and seen, and amounts of twice the marks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.analysis.wording import NOTHING, number, table
from zombielaw.experiments.data.reforms import read_proposals
from zombielaw.experiments.data.statistics import outside_cases, read_statistics
from zombielaw.sim.analysis import funnel
from zombielaw.sim.analysis.funnel import desk, ordered, referred
from zombielaw.sim.decisions import exits, learning, provider, regulator
from zombielaw.sim.decisions.perception import ALL_SEEN, Merits
from zombielaw.sim.each import put
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.offences import NO_RIVALS, SEVERITY_287_2, Rivals
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.months import month_number
from zombielaw.sim.parameters import SPECIAL_FIRST, TODAY, Declared, Policy, WorldParameters, declared

WORLD = WorldParameters()
MONTH = month_number(2026, 1)
SATISFIED = Merits(
    subject=MET, duty=MET, order=MET, refusal=MET, consequence=MET, actual_knowledge=True, presumed_knowledge=MET,
    accepts_result=True, aid=MET, serious=MET, rivals=NO_RIVALS, consequence_size=2.0, serious_size=2.0,
    open_286_1=True, open_287_2=True, unit=True, grave=False, day=exits.PILOT[-1][0],
)  # fmt: skip
_ONE = put(NO_RIVALS.low, 0, SEVERITY_287_2)
MONTHS_AT_REST = 3600
SMALLEST = 1e-3
"""Values below this are written as ``< 0.001``."""
AS_READILY = {"direct_transfer_rate": TODAY.transfer_rate}
"""Lever under which findings are referred as readily as refused orders."""

Values = tuple[float, ...]


def at(**values: float) -> tuple[Policy, WorldParameters]:
    """Today's policy and the default world with other values of some parameters, by name."""
    levers = {name: value for name, value in values.items() if name in Policy._fields}
    others = {name: value for name, value in values.items() if name not in levers}
    return TODAY._replace(**levers), WORLD._replace(**others)  # type: ignore[arg-type]


def charges(policy: Policy, world: WorldParameters, merits: Merits = SATISFIED, known_287_2: float = 0.0) -> Values:
    """P(charge of 286-1), P(of 287-2) where all is seen."""
    here = desk(policy, world)._replace(familiarity_287_2=known_287_2)
    return funnel.ends(merits, ALL_SEEN, here, policy, world)[:2]


def tool_seller(policy: Policy, world: WorldParameters) -> Values:
    return charges(policy, world, SATISFIED._replace(open_287_2=False, rivals=Rivals(_ONE, _ONE)))[:1]


def pocket(policy: Policy, world: WorldParameters) -> Values:
    """P(conviction of 287-2) once charged, where knowing fails and 286-1 is not available."""
    innocent = SATISFIED._replace(
        actual_knowledge=False, presumed_knowledge=NOT_MET, accepts_result=False, open_286_1=False
    )
    _, charged, _, convicted = funnel.ends(innocent, ALL_SEEN, desk(policy, world), policy, world)
    return (convicted / charged,)


def filed(policy: Policy, world: WorldParameters) -> tuple[float, float]:
    """P(a refusal becomes a file) through other offices and through public security, by their share of checks."""
    police = world.public_security_share
    others = referred(policy, world) * funnel.filed(True, policy, world)
    return (1.0 - police) * others, police * regulator.own_file(True, world)


def files_after_orders(policy: Policy, world: WorldParameters) -> Values:
    """Matters filed after an order, per 1,000 findings."""
    return (1000.0 * ordered(policy, world) * world.refusal * sum(filed(policy, world)),)


def own_files(policy: Policy, world: WorldParameters) -> Values:
    others, own = filed(policy, world)
    return (own / (others + own),)


def without_order(policy: Policy, world: WorldParameters) -> Values:
    """With the order element deleted: referrals straight from findings over referrals of refusals."""
    refusals = ordered(policy, world) * world.refusal * referred(policy, world)
    return (funnel.referred_at_once(policy, world) / refusals if refusals > 0.0 else math.inf,)


def shyness(policy: Policy, world: WorldParameters) -> Values:
    """Orders times referrals under the review of F13, as a multiple of today's."""
    strict = policy._replace(order_review=levers_of("F13")["order_review"])
    today, reviewed = (ordered(levers, world) * referred(levers, world) for levers in (policy, strict))
    return (reviewed / today,)


def publicity(policy: Policy, world: WorldParameters) -> Values:
    """P(violation) of a provider who knows the duty: one conviction published last month, and none."""
    criminal = provider.risk_after_news(0.0, 0.0, 1.0, world)
    return funnel.non_compliant(True, world, criminal), funnel.non_compliant(True, world)


def traced(policy: Policy, world: WorldParameters) -> Values:
    """Providers with one criminal client that the police reach in a year of the campaign, per 1,000."""
    month = regulator.traced(1.0, world.campaign_factor, world)
    return (1000.0 * (1.0 - math.pow(1.0 - month, 12.0)),)


def at_rest(uses: float, world: WorldParameters) -> Values:
    """Familiarity to which a constant number of uses a month leads."""
    familiarity = 0.0
    for _ in range(MONTHS_AT_REST):
        familiarity = learning.familiarity_after(familiarity, uses, 0.0, 0.0, 0.0, world)
    return (familiarity,)


def cards(world: WorldParameters) -> float:
    """Uses of 287-2 that an office hears of in a month, by the card cases of 2022 alone."""
    month = month_number(2022, 6)
    return world.outside_weight * outside_cases(read_statistics(), month + 1)[month]


def convicted_per_check(policy: Policy, world: WorldParameters) -> float:
    """Convictions of 286-1 by the null model, per violating provider and month."""
    month = funnel.rates(policy, world, Statute(), MONTH)
    on = month.refused
    return math.prod((month.finding, month.order, month.refusal, on.referral, on.filing, on.charge_286_1,
                      on.conviction_286_1))  # fmt: skip


def levers_of(name: str) -> dict[str, float]:
    """Levers that a proposal sets, from ``data/reforms.yaml``."""
    return {lever: float(value) for lever, value in read_proposals(OUTCOMES)[name].levers.items()}


@dataclass(frozen=True)
class Output:
    """One output: its name, the results that it decides, the numbers that it rests on, and how it is computed.

    ``together`` names values that are set at once, for a row of its own.
    """

    no: str
    what: str
    decides: str
    value: Callable[[Policy, WorldParameters], Values]
    rests_on: tuple[str, ...]
    unit: str = "%"
    together: tuple[tuple[str, dict[str, float]], ...] = ()


OUTPUTS = (
    Output(
        "A1", "charge of 286-1 / of 287-2, both open",
        "share of 286-1 (baseline, orders, attribution); B6, B9, F6", charges,
        ("charge_preference", "days_286_1", "tracing_days", "accessory_burden", "effort_weight", "conviction_weight",
         "element_evidence", "background_load"),
        together=(
            ("`background_load` at 1", {"background_load": 1.0}),
            ("`charge_preference` 0.5, `days_286_1` as `tracing_days`",
             {"charge_preference": 0.5, "days_286_1": WORLD.tracing_days}),
        ),
    ),
    Output(
        "A2", "the same, 287-2 fully familiar", "exclusion by a familiar rival (trap, orders); B5, B26",
        lambda policy, world: charges(policy, world, known_287_2=1.0), ("familiarity_gain",),
    ),
    Output(
        "A3", "familiarity with 287-2 at rest from the card cases of 2022 alone", "the same; pattern P8",
        lambda _, world: at_rest(cards(world), world), ("outside_weight", "lesson", "forgetting"),
    ),
    Output(
        "A4", "familiarity with 286-1 at rest, one charge an office and year",
        "memory, traps and what a reform that ends leaves (trap)",
        lambda _, world: at_rest(1.0 / 12.0, world), ("lesson", "forgetting"),
    ),
    Output(
        "A7", "charge of 286-1 / of 287-2, both open, special-law rule", "F3 (reforms, boundary, orders)",
        lambda policy, world: charges(policy._replace(concurrence=SPECIAL_FIRST), world),
        ("special_law_push", "charge_preference"),
    ),
    Output(
        "A9", "charge of 286-1, tool seller against whom one other is open", "failure of pattern P9; B21", tool_seller,
        ("other_familiarity", "days_other", "familiarity_gain"),
    ),
    Output(
        "A12", "convicted of 287-2 where knowing fails, once charged", "wrongful and pocket convictions; B24, F6, F18",
        pocket, ("court_scrutiny",),
    ),
    Output(
        "A14", "order valid", "eligible files; F2, F12, F13 (order_quality)",
        lambda policy, _: (funnel.valid_order(policy),), ("order_quality", "mandate_clarity"),
    ),
    Output(
        "A15", "filed after an order, per 1,000 findings",
        "convictions a year and the fall of the funnel (baseline); B3", files_after_orders,
        ("corrective_order_rate", "refusal", "transfer_rate", "public_security_transfer", "filing"),
        unit="",
    ),
    Output(
        "A16", "share of these that public security opens itself", "route into 286-1; F8, F10, F19 act on the rest",
        own_files, ("public_security_transfer", "public_security_share", "transfer_rate"),
    ),
    Output(
        "A18", "order element deleted: referrals straight from findings, as a multiple of those of refusals (an office "
        "that is not public security)",
        "value of the order element (attribution, levers); B3, B11", without_order, ("direct_transfer_rate",), unit="×",
        together=(
            ("`direct_transfer_rate` as `transfer_rate`", AS_READILY),
            ("the same, `refusal` 0.5", {**AS_READILY, "refusal": 0.5}),
            ("`direct_transfer_rate` 0.1 (`experiment=no_order`)", {"direct_transfer_rate": 0.1}),
        ),
    ),
    Output(
        "A19", "a refused order has a consequence by its follow-up", "286-1 satisfied (baseline, boundary); B8",
        lambda policy, world: (funnel.consequence(policy, world, MONTH),),
        ("items_per_month", "harm_doubling_months", "follow_up_days"),
    ),
    Output(
        "A20", "non-compliant, no risk felt: knows the duty / does not", "sign of F16 (reforms, deterrence); B14",
        lambda _, world: (funnel.non_compliant(True, world), funnel.non_compliant(False, world)),
        ("non_compliant_if_ignorant", "gain_median", "norm_mean", "choice_precision"),
    ),
    Output(
        "A22", "non-compliant, no other risk felt: one conviction published last month / none",
        "deterrence by conviction; B25", publicity, ("risk_publicity", "criminal_loss"),
    ),
    Output(
        "A23", "orders times referrals under F13, as a multiple of today's", "sign of F13 (reforms, order_quality)",
        shyness, ("order_shyness", "transfer_shyness"), unit="×",
    ),
    Output(
        "A24", "reached by tracing in a year of the campaign, one client, per 1,000 providers",
        "number of 287-2 cases, hence the share of 286-1 in all convictions (baseline); B12, B13", traced,
        ("trace_rate", "campaign_factor"), unit="",
    ),
)  # fmt: skip


def parameters() -> dict[str, Declared]:
    """All levers and world parameters by name."""
    return {one.name: one for one in (*declared(Policy), *declared(WorldParameters))}


def source_of(parameter: Declared) -> str:
    """Source of a parameter in one word: no data, a claim of the paper, or a stated source or assumption."""
    source = parameter.about.source
    return "none" if source.startswith("none") else "claim" if source.startswith("Pan and Xiong") else "stated"


def written(values: Values, unit: str) -> str:
    """Values of an output as the table has them."""
    shown = (_number(100.0 * value if unit == "%" else value) for value in values)
    return " / ".join(one if one == NOTHING else f"×{one}" if unit == "×" else f"{one} {unit}".strip() for one in shown)


def _number(value: float) -> str:
    return f"< {SMALLEST:g}" if 0.0 < value < SMALLEST else number(value)


def rows(output: Output) -> Iterable[tuple[str, ...]]:
    """Rows of an output: one for each number that it rests on, then those of several numbers at once."""

    def value(**values: float) -> str:
        return written(output.value(*at(**values)), output.unit)

    first = (output.no, output.what, value())
    decides = output.decides
    for name in output.rests_on:
        parameter = parameters()[name]
        low, high = parameter.about.low, parameter.about.high
        given = f"`{name}` {parameter.default:.4g} ({low:g} to {high:g})"
        yield (*first, given, source_of(parameter), value(**{name: low}), value(**{name: high}), decides)
        first, decides = ("", "", ""), ""
    for named, values in output.together:
        yield "", "with these values", value(**values), named, "", "", "", ""


@cache
def tables() -> dict[str, str]:
    """The made parts of docs/claims.md by the name in their marks: outputs, and reforms whose sign a gate sets."""
    head = ("no", "output", "today", "rests on: default (range)", "source", "at the low end", "at the high end")
    outputs = table((*head, "decides"), [row for output in OUTPUTS for row in rows(output)])
    gates = []
    for name in (name for name, proposal in read_proposals(OUTCOMES).items() if proposal.gate):
        levers = levers_of(name)
        multiple = convicted_per_check(*at(**levers)) / convicted_per_check(TODAY, WORLD)
        given = ", ".join(f"`{lever}` {value:g}" for lever, value in levers.items())
        gates.append((name, given, f"×{number(multiple)}"))
    return {"outputs": outputs, "gates": table(("no", "levers", "convictions of 286-1, null model"), gates)}
