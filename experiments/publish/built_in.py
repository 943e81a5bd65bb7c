"""What is built in: outputs that follow from one number without data, for docs/claims.md.

Each is computed at the defaults and at both ends of the declared range of every number that it rests on, by ``chain``.
``python -m zombielaw.experiments.publish.built_in`` writes the tables into the page; a test holds the page to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zombielaw.experiments.analysis.wording import NOTHING, number, table
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish import chain
from zombielaw.experiments.publish.chain import DEFAULTS, WORLD, At, Values, reform, valid_files
from zombielaw.sim.parameters import Declared, Policy, WorldParameters, declared

REMAKE = "python -m zombielaw.experiments.publish.built_in"
SMALLEST = 1e-3
"""What is smaller is written as smaller."""
GATES = ("F2", "F8", "F10", "F11", "F12", "F14", "F15", "F19")
"""Reforms that open a gate of the chain: their sign follows from that."""
AS_READILY = {"direct_transfer_rate": DEFAULTS.policy.transfer_rate}
"""Findings are referred as readily as refused orders."""


@dataclass(frozen=True)
class Output:
    """One output: what it is, what it decides, the numbers that it rests on, and how it is computed.

    ``together`` names values that are set at once, for a row of its own.
    """

    no: str
    what: str
    decides: str
    value: Callable[[At], Values]
    rests_on: tuple[str, ...]
    unit: str = "%"
    together: tuple[tuple[str, dict[str, float]], ...] = ()


OUTPUTS = (
    Output(
        "A1", "charge of 286-1 / of 287-2, both open",
        "share of 286-1 (baseline, orders, attribution); B6, B9, F6", chain.both,
        ("charge_preference", "days_286_1", "tracing_days", "accessory_burden", "effort_weight", "conviction_weight",
         "element_evidence", "background_load"),
        together=(
            ("`background_load` at 1", {"background_load": 1.0}),
            ("`charge_preference` 0.5, `days_286_1` as `tracing_days`",
             {"charge_preference": 0.5, "days_286_1": WORLD.tracing_days}),
        ),
    ),
    Output(
        "A2", "the same, 287-2 fully familiar",
        "exclusion by a familiar rival (emergence, orders); B5, B26",
        chain.both_with_a_known_rival, ("familiarity_gain",),
    ),
    Output(
        "A3", "familiarity with 287-2 at rest from the card cases of 2022 alone", "the same; pattern P8",
        chain.rival_from_cards, ("outside_weight", "lesson", "forgetting"),
    ),
    Output(
        "A4", "familiarity with 286-1 at rest, one charge an office and year",
        "memory, traps and what a pulse leaves (emergence, hysteresis, pulse)", chain.one_use_a_year,
        ("lesson", "forgetting"),
    ),
    Output(
        "A5", "charge of 286-1 where it alone is available: office new to it / fully familiar",
        "most charges of 286-1 (baseline, orders); familiarity moves them through proof only",
        chain.alone,
        ("minor_exit", "nonprosecution", "element_familiarity", "familiarity_gain", "identity_clarity",
         "obligation_clarity"),
    ),
    Output(
        "A6", "charge of 287-2 / no charge, 287-2 alone available", "files not charged (baseline); pattern P5",
        chain.only_287_2, ("minor_exit", "nonprosecution"),
    ),
    Output(
        "A7", "charge of 286-1 / of 287-2, both open, special-law rule", "F3 (reforms, boundary, orders)",
        chain.special_law, ("special_law_push", "charge_preference"),
    ),
    Output(
        "A8", "charge of 287-2 ends as 286-1, court fully familiar: special-law rule / habit",
        "mislabelled convictions; F3 in court", chain.renamed, ("look_again", "plea_discount", "plea_rate"),
    ),
    Output(
        "A9", "charge of 286-1 / of another offence, tool seller against whom one other is open",
        "failure of pattern P9; B21",
        chain.tool_seller, ("other_familiarity", "days_other", "familiarity_gain"),
    ),
    Output(
        "A10", "all elements of 286-1 seen / all of 287-2, each satisfied and knowing actual",
        "B1, B2, F1, F17; complete files",
        chain.elements_seen, ("miss", "identity_clarity", "obligation_clarity", "settled_clarity"),
    ),
    Output(
        "A11", "knowing seen where only presumed", "287-2 proved (boundary); B7", chain.presumed_knowing,
        ("knowing_standard",),
    ),
    Output(
        "A12", "convicted of 287-2 where knowing fails, once charged", "wrongful and pocket convictions; B24, F6, F18",
        chain.pocket, ("court_scrutiny",),
    ),
    Output(
        "A13", "acquittal of a sound charge of 287-2", "acquittal rate, pattern P5 (set by it, ODD D14); B20",
        chain.acquitted, ("withdrawal", "defence_raised", "safe_harbour_screen"),
    ),
    Output(
        "A14", "order valid", "eligible files; F2, F12, F13 (order_quality)", chain.valid_order,
        ("order_quality", "mandate_clarity"),
    ),
    Output(
        "A15", "filed after an order, per 1,000 findings",
        "convictions a year and the fall of the funnel (baseline); B3", chain.files_after_orders,
        ("corrective_order_rate", "refusal", "transfer_rate", "public_security_transfer", "filing"),
        unit="",
    ),
    Output(
        "A16", "share of these that public security opens itself", "route into 286-1; F8, F10, F19 act on the rest",
        chain.own_files, ("public_security_transfer", "public_security_share", "transfer_rate"),
    ),
    Output(
        "A17", "refusal ends in a fine / in closure (an office that is not public security)",
        "displacement by the administrative rung (emergence)",
        chain.ends_of_refusals, ("fine_after_refusal", "closure_after_refusal"),
    ),
    Output(
        "A18", "order element deleted: referrals straight from findings, as a multiple of those of refusals (an office "
        "that is not public security)",
        "value of the order element (attribution, levers); B3, B11", chain.without_order,
        ("direct_transfer_rate",), unit="×",
        together=(
            ("`direct_transfer_rate` as `transfer_rate`", AS_READILY),
            ("the same, `refusal` 0.5", {**AS_READILY, "refusal": 0.5}),
            ("`direct_transfer_rate` 0.1 (`experiment=no_order`)", {"direct_transfer_rate": 0.1}),
        ),
    ),
    Output(
        "A19", "harm reaches the mark between deadline and follow-up, order on content",
        "286-1 satisfied (baseline, boundary); B8",
        chain.consequence, ("items_per_month", "harm_doubling_months", "follow_up_days"),
    ),
    Output(
        "A20", "non-compliant, no risk felt: knows the duty / does not", "sign of F16 (reforms, deterrence); B14",
        chain.knowing_the_duty, ("non_compliant_if_ignorant", "gain_median", "norm_mean", "choice_precision"),
    ),
    Output(
        "A21", "non-compliant, knows the duty: just sanctioned / after 24 months unpunished",
        "deterrence by sanction, perceived risk in balance (baseline, deterrence)",
        chain.wearing_off, ("risk_own", "risk_decay", "administrative_loss"),
    ),
    Output(
        "A22", "non-compliant, no other risk felt: one conviction published last month / none",
        "deterrence by conviction; B25", chain.publicity, ("risk_publicity", "criminal_loss"),
    ),
    Output(
        "A23", "orders times referrals under F13, as a multiple of today's", "sign of F13 (reforms, order_quality)",
        chain.shyness, ("order_shyness", "transfer_shyness"), unit="×",
    ),
    Output(
        "A24", "reached by tracing in a year of the campaign, one client, per 1,000 providers",
        "number of 287-2 cases, hence the share of 286-1 in all convictions (baseline); B12, B13", chain.traced,
        ("trace_rate", "campaign_factor"), unit="",
    ),
    Output(
        "A25", "sanction at a finding: without an order / beside one",
        "risk that providers perceive, weight of the past on orders (deterrence, emergence); B16, B25",
        chain.sanctioned, ("sanction_at_finding", "sanction_with_order", "corrective_order_rate"),
    ),
)  # fmt: skip


# ---- tables


def parameters() -> dict[str, Declared]:
    """All levers and world parameters by name."""
    return {one.name: one for one in (*declared(Policy), *declared(WorldParameters))}


def source_of(parameter: Declared) -> str:
    """In one word: no data, a claim of the paper, or a stated source or assumption."""
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
    first = (output.no, output.what, written(output.value(DEFAULTS), output.unit))
    for name in output.rests_on:
        parameter = parameters()[name]
        ends = [
            written(output.value(DEFAULTS.put(**{name: end})), output.unit)
            for end in (parameter.about.low, parameter.about.high)
        ]
        about = parameter.about
        given = f"`{name}` {parameter.default:.4g} ({about.low:g} to {about.high:g})"
        yield (*first, given, source_of(parameter), *ends, output.decides)
        first = ("", "", "")
    for named, values in output.together:
        yield (
            "",
            "with these values",
            written(output.value(DEFAULTS.put(**values)), output.unit),
            named,
            "",
            "",
            "",
            "",
        )


def outputs_table() -> str:
    """The table of outputs."""
    head = ("no", "output", "today", "rests on: default (range)", "source", "at the low end", "at the high end")
    told = [row for output in OUTPUTS for row in _once(rows(output))]
    return table((*head, "decides"), told)


def gates_table() -> str:
    """The table of reforms whose sign a gate sets."""
    today = valid_files(DEFAULTS)
    told = []
    for name in GATES:
        levers = reform(name)
        multiple = valid_files(DEFAULTS.put(**levers)) / today
        told.append(
            (name, ", ".join(f"`{lever}` {value:g}" for lever, value in levers.items()), f"×{number(multiple)}")
        )
    return table(("no", "levers", "files with a valid order, per check"), told)


def _once(told: Iterable[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """What an output decides is written in its first row only."""
    for index, row in enumerate(told):
        yield row if index == 0 else (*row[:-1], "")


def blocks() -> dict[str, str]:
    """The made parts of docs/claims.md by the name in their marks."""
    return {"outputs": outputs_table(), "gates": gates_table()}


def page_with(page: str) -> str:
    """The page with its made parts between their marks."""
    for name, text in blocks().items():
        begin, end = f"<!-- made: {name} -->", f"<!-- end: {name} -->"
        before, rest = page.split(begin)
        page = f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}"
    return page


def main() -> None:
    """Write the made parts into the page."""
    page = DOCS / "claims.md"
    page.write_text(page_with(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
