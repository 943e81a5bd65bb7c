"""docs/claims.md: every claim can be checked against the paper, and effects that are built in are as computed."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from zombielaw.experiments.publish import built_in
from zombielaw.experiments.publish.built_in import at
from zombielaw.sim.analysis import funnel
from zombielaw.sim.decisions import exits, prosecutor
from zombielaw.sim.decisions.perception import ALL_SEEN, Clarity
from zombielaw.sim.parameters import TODAY, Policy, WorldParameters, declared

PAGE = (Path(__file__).parent.parent / "docs" / "claims.md").read_text(encoding="utf-8")
SECTIONS = {"abstract", "1", "2.1", "2.2", "3.1", "3.2.1", "3.2.2", "3.2.3", "4", "4.1", "4.2", "4.3", "5"}
CLAIM = re.compile(r"^\| ([BF]\d+) \| ([^:|]+): (.+?) \| .* \| ((?:fits|partly|not modelled)[^|]*) \|$", re.MULTILINE)
WORLD = WorldParameters()


def sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


def as_readily() -> float:
    """The channel that the deletion of the order element opens, if findings are referred as readily as refusals."""
    (width,) = built_in.without_order(*at(**built_in.AS_READILY))
    return width


def test_each_claim_names_its_sections_a_phrase_of_the_paper_and_how_it_fits():
    claims = {no: (sections.split(", "), says) for no, sections, says, _ in CLAIM.findall(PAGE)}
    assert list(claims) == [f"B{number}" for number in range(1, 28)] + [f"F{number}" for number in range(1, 20)]
    for no, (sections, says) in claims.items():
        assert set(sections) <= SECTIONS, f"{no} cites {sections}"
        phrases = re.findall(r'\*"([^"]+)"\*(?: \(([^)]+)\))?', says)
        assert phrases, f"{no} has no phrase of the paper"
        assert all(2 < len(phrase.split()) < 16 for phrase, _ in phrases), no
        assert all(section in sections or (not section and len(sections) == 1) for _, section in phrases), no
    for no, *_, fit in CLAIM.findall(PAGE):
        assert fit.startswith("fits") or re.fullmatch(r"(partly|not modelled): .{10,}", fit), f"{no}: {fit}"
    assert set(re.findall(r"\bA\d+\b", PAGE)) == {output.no for output in built_in.OUTPUTS}


def cells(no: str, number: str) -> list[str]:
    """Cells of the row of an output that holds a text, as the name of the number that it rests on."""
    table = built_in.tables()["outputs"]
    block = re.search(rf"^\| {no} .*?(?=^\| A|\Z)", table, flags=re.MULTILINE | re.DOTALL)
    assert block
    (row,) = (line for line in block[0].splitlines() if number in line)
    return [cell.strip() for cell in row.strip("|").split("|")]


def percents(cell: str) -> list[float]:
    return [float(one) / 100.0 for one in re.findall(r"([\d.]+) %", cell)]


def test_the_sentences_above_the_table_have_its_numbers():
    a, b = built_in.charges(*at())
    assert f"286-1 is charged in {100 * a:.0f} of 100 files and 287-2 in {100 * b:.0f} (A1)" in PAGE
    a, b = built_in.charges(*at(charge_preference=0.5, days_286_1=WORLD.tracing_days))
    assert f"With preference 0.5 and equal days it is {100 * a:.0f} against {100 * b:.0f}:" in PAGE
    assert built_in.without_order(*at()) == (0.0,)
    assert f"it is {as_readily():.0f} times as wide as that through refusals (A18)" in PAGE
    assert f"({WORLD.days_286_1:g} days for 286-1 against {WORLD.tracing_days:g})" in PAGE
    assert WORLD.refusal < min(funnel.ordered(*at()), sum(built_in.filed(*at())))  # the largest step of A15
    assert funnel.non_compliant(True, WORLD) > funnel.non_compliant(False, WORLD)


def test_where_a_prior_of_today_holds_the_sign_the_page_says_so():
    """At 0.5 officials prefer neither offence: a prior with that at its low end decides the direction."""
    today = {lever.name: lever.today for lever in declared(Policy)}["charge_preference"]
    assert (today.low, today.high) == (0.5, 0.95)
    assert f"draw `charge_preference` from {today.low:g} to {today.high:g}" in PAGE
    days = [built_in.parameters()[name].about for name in ("days_286_1", "tracing_days")]
    assert "`days_286_1` {0.low:g} to {0.high:g}, `tracing_days` {1.low:g} to {1.high:g}".format(*days) in PAGE
    assert days[0].low < days[1].high, "the ranges overlap, so either may take longer"


def test_the_charge_is_the_prosecutors():
    clear = Clarity(TODAY.identity_clarity, TODAY.obligation_clarity)
    world = WORLD._replace(background_load=1.0)
    belief = prosecutor.win_odds(ALL_SEEN, clear, 0.0, 0.0, world)
    none_open = (-math.inf,) * 8
    utilities = prosecutor.charge_utilities(
        built_in.SATISFIED, ALL_SEEN, belief, none_open, 0.0, 0.0, 1.0, TODAY, world
    )
    left = exits.weighed(exits.chances(built_in.SATISFIED, ALL_SEEN, world))
    chances = exits.with_exits(prosecutor.charge_probabilities(utilities), left)
    assert percents(cells("A1", "`background_load` at 1")[2]) == pytest.approx([chances.a, chances.b], rel=5e-3)


def test_preference_and_effort_move_odds_by_their_logits():
    def odds(row: list[str], column: int) -> float:
        a, b = percents(row[column])
        return math.log(b / a)

    today, days = cells("A1", f"`charge_preference` {TODAY.charge_preference:g} (")[2:], cells("A1", "| `days_286_1`")
    bounds = built_in.parameters()["days_286_1"].about
    effort = WORLD.effort_weight * (1.0 + WORLD.effort_inflation * WORLD.background_load)
    assert odds(days, 6) - odds(days, 5) == pytest.approx(effort * (bounds.high - bounds.low), abs=0.02)
    rule = cells("A7", "| `special_law_push`")
    assert odds(rule, 5) - odds(rule, 2) == pytest.approx(WORLD.special_law_push, abs=0.02)
    neutral = cells("A1", "`days_286_1` as `tracing_days`")
    preference = math.log(TODAY.charge_preference / (1.0 - TODAY.charge_preference))
    gap = effort * (WORLD.days_286_1 - WORLD.tracing_days) + preference
    assert odds(today, 0) - odds(neutral, 2) == pytest.approx(gap, abs=0.02)


def test_shares_are_the_products_that_they_claim_to_be():
    world, today = WORLD, TODAY
    assert funnel.valid_order(today) == pytest.approx(today.order_quality**3 * today.mandate_clarity)
    desk = (
        2 / 3 * today.transfer_rate * world.filing * (1 - world.jurisdiction_loss) + world.public_security_transfer / 3
    )
    assert built_in.files_after_orders(*at())[0] == pytest.approx(
        1000.0 * today.corrective_order_rate * world.refusal * desk
    )
    direct = (1.0 - today.corrective_order_rate) * (1.0 - world.closure_share)
    assert as_readily() == pytest.approx(direct / (today.corrective_order_rate * world.refusal))


def test_compliance_is_the_choice_of_the_median_provider():
    gain = WORLD.gain_median + 1.0 - WORLD.norm_mean
    heard, unheard = built_in.publicity(*at())
    assert unheard == pytest.approx(sigmoid(gain))
    assert heard == pytest.approx(sigmoid(gain - WORLD.risk_publicity * WORLD.criminal_loss))


def test_familiarity_rests_where_lessons_and_forgetting_meet():
    learnt = 1.0 - math.exp(-WORLD.lesson / 12.0)
    lost = 1.0 - (1.0 - WORLD.forgetting) ** (1.0 / 12.0)
    assert built_in.at_rest(1.0 / 12.0, WORLD)[0] == pytest.approx(learnt / (learnt + lost))
    assert built_in.cards(WORLD._replace(outside_weight=0.0)) == 0.0


def test_a_gate_can_only_open():
    multiples = re.findall(r"^\| F\d+ .*×([\d.]+) +\|$", built_in.tables()["gates"], re.MULTILINE)
    assert len(multiples) == 8
    assert min(map(float, multiples)) > 1.0
    assert built_in.shyness(*at(order_shyness=0.0, transfer_shyness=0.0)) == pytest.approx((1.0,))


@pytest.mark.parametrize("output", built_in.OUTPUTS, ids=lambda output: output.no)
def test_each_number_moves_its_output(output):
    today = output.value(*at())
    for name in output.rests_on:
        about = built_in.parameters()[name].about
        ends = [output.value(*at(**{name: end})) for end in (about.low, about.high)]
        assert any(end != pytest.approx(today) for end in ends), name
