"""Law as cases: tests/cases/*.yaml (facts -> truths and what prevails), and the coded cases of data/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from zombielaw.experiments.data.cases import Case, facts_from, read_cases
from zombielaw.experiments.errors import InputError
from zombielaw.sim.law import elements, routes
from zombielaw.sim.law.assess import Assessment, assess
from zombielaw.sim.law.concurrence import A_286_1, B_287_2, NONE, OTHER, READINGS
from zombielaw.sim.law.dates import AS_OF_2019, Statute
from zombielaw.sim.law.facts import NOTHING, UNKNOWN, Facts, Interval
from zombielaw.sim.law.pivotal_facts import hinges
from zombielaw.sim.law.truth import MET, NAMES, NOT_MET, OPEN

FOLDER = Path(__file__).parents[1] / "cases"
DATA = Path(__file__).parents[2] / "data" / "cases.yaml"
BITS = {"none": NONE, "286-1": A_286_1, "287-2": B_287_2, "other": OTHER}
BASES = yaml.safe_load((FOLDER / "bases.yaml").read_text())
CASES = [
    (file.stem, case)
    for file in sorted(FOLDER.glob("*.yaml"))
    if file.stem != "bases"
    for case in yaml.safe_load(file.read_text())
]
TODAY = Statute()


def truth_of(assessment: Assessment, name: str) -> int:
    if name in ("286-1", "287-2", "other"):
        return {"286-1": assessment.a_286_1, "287-2": assessment.b_287_2, "other": assessment.other.truth}[name]
    return getattr(assessment, name).truth


def by_reading(expected: Any, reading: str) -> Any:
    return expected[reading] if isinstance(expected, dict) else expected


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[f"{file}: {case['case']}" for file, case in CASES])
def test_case(case: dict[str, Any], reading: str) -> None:
    assert set(case) <= {"case", "base", "facts", "law", "expect", "route", "prevails", "open"}
    base = Facts() if case["base"] == "unknown" else facts_from(BASES[case["base"]], case["base"], NOTHING)
    facts = facts_from(case.get("facts", {}), case["case"], base)
    found = assess(facts, Statute(**case.get("law", {})), READINGS[reading])
    for name, expected in case.get("expect", {}).items():
        assert NAMES[truth_of(found, name)] == by_reading(expected, reading), name
    for name, citation in case.get("route", {}).items():
        assert routes.ROUTES[getattr(found, name).route].citation == citation, name
    if "prevails" in case:
        expected = by_reading(case["prevails"], reading)
        bits = sum(BITS[name] for name in (expected if isinstance(expected, list) else [expected]))
        assert found.prevailing == bits
    if "open" in case:
        assert found.open == case["open"]


def test_there_are_cases_that_expect_something():
    assert len(CASES) >= 25
    assert all(case.keys() & {"expect", "prevails"} for _, case in CASES)


# ------------------------------------------------------------------------------------------------- coded cases


@pytest.fixture(scope="module")
def coded() -> dict[str, Case]:
    return read_cases(DATA)


def test_coded_cases_are_complete(coded):
    assert list(coded)[:2] == ["zhu_hao", "pudong_2018_vpn"]
    assert len(coded) == 13
    assert all(case.outcome for case in coded.values())


def test_no_fact_rests_on_a_conviction(coded):
    for case in coded.values():
        assert not any("conviction" in coding.source for coding in case.codings.values())


@pytest.mark.parametrize("reading", READINGS)
def test_conduct_of_kuaibo_came_too_early(coded, reading):
    found = assess(coded["kuaibo"].facts, TODAY, READINGS[reading])
    assert (found.in_force.truth, found.a_286_1, found.b_287_2) == (NOT_MET, NOT_MET, NOT_MET)


def test_cheng_cong_knew_by_presumption_if_the_interpretation_applies(coded):
    facts = coded["cheng_cong"].facts
    reading = READINGS["statute"]
    assert assess(facts, TODAY, reading).knowing.truth == OPEN  # the date of judgment is not known
    assert assess(facts, Statute(version=AS_OF_2019), reading).knowing == (MET, routes.TOLD_BY_REGULATOR)


def test_cheng_cong_turns_on_his_orders(coded):
    facts = coded["cheng_cong"].facts
    assert facts.orders == Interval(2.0, float("inf"))
    assert elements.repeated_orders(facts, elements.SEVERAL_ORDERS) == OPEN
    turning = {name for hinge in hinges(facts, TODAY, READINGS["statute"]) for name in hinge.facts}
    assert {"order_written", "order_basis", "order_clear", "order_attainable", "obscene_sites"} <= turning


def test_cheng_cong_with_valid_orders_turns_on_their_number(coded):
    consequences = [name for name, default in Facts._field_defaults.items() if default == UNKNOWN and name != "orders"]
    known = dict.fromkeys([*consequences, "users_without_logs", "mainly_crime", "other_grave", "uncheckable"], 0)
    known |= dict.fromkeys(["order_written", "order_basis", "order_clear", "order_attainable"], 1) | {"intent": 2}
    known |= dict.fromkeys(["sanctioned_before", "aided_grave", "aided_especially_grave"], 0)
    facts = facts_from(known, "assumed", coded["cheng_cong"].facts)
    found = hinges(facts, Statute(version=AS_OF_2019), READINGS["statute"])
    assert [hinge.facts for hinge in found] == [("orders",)]
    assert [(o.values, o.a_286_1) for o in found[0].outcomes] == [((2.0,), NOT_MET), ((3.0,), MET)]


def test_zhu_hao_was_judged_without_marks(coded):
    found = {name: assess(coded["zhu_hao"].facts, TODAY, reading) for name, reading in READINGS.items()}
    assert all(each.consequence == (OPEN, routes.BEFORE_THE_MARKS) for each in found.values())
    assert found["pan_xiong"].a_286_1 == NOT_MET
    assert found["statute"].a_286_1 == found["commentary"].a_286_1 == OPEN


def test_zhu_hao_is_outside_286_1_for_the_commentary_if_his_tools_are_criminal(coded):
    facts = coded["zhu_hao"].facts._replace(intrusion_tools=Interval(1.0, 1.0))
    found = assess(facts, TODAY, READINGS["commentary"])
    assert (found.subject, found.a_286_1) == ((NOT_MET, routes.CRIMINAL_IN_ITSELF), NOT_MET)
    assert found.prevailing == OTHER
    turning = {name for hinge in hinges(coded["zhu_hao"].facts, TODAY, READINGS["commentary"]) for name in hinge.facts}
    assert "intrusion_tools" in turning


# ---------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("orders: [1, medium", "ordrs: [1, medium", 1), "did you mean 'orders'"),
        (lambda text: text[: len(text) // 2], "truncated"),
        (lambda text: text[: text.index("  - id: pudong")], "'count' announces 13 cases, found 1"),
        (lambda text: "", "found nothing"),
        (lambda text: text.replace("kind: tool_seller", "kind: tool_selle", 1), "did you mean 'tool_seller'"),
        (lambda text: text.replace("orders: [1, medium", "orders: [-1, medium", 1), "a number from 0 to inf"),
        (lambda text: text.replace("orders: [1, medium", "orders: [[3, 2], medium", 1), "lower value first"),
        (lambda text: text.replace("refused: [yes, high", "refused: [maybe, high", 1), "yes, no, or a number"),
        (lambda text: text.replace("orders: [1, medium", "orders: [1, sure", 1), "high, medium, low"),
        (lambda text: text.replace("[2016-12-30, high", "[300, high", 1), "a date such as"),
        (lambda text: text.replace("[2016-12-30, high", "[2016-13-30, high", 1), "not valid YAML|a date such as"),
        (lambda text: text.replace("id: pudong_2018_vpn", "id: zhu_hao", 1), "already taken"),
        (lambda text: text.replace("not_alleged: [", "not_alleged: [orders, ", 1), "keep one"),
    ],
)
def test_broken_files_are_met_at_the_door(tmp_path, change, message):
    file = tmp_path / "cases.yaml"
    broken = change(DATA.read_text())
    assert broken != DATA.read_text()
    file.write_text(broken)
    with pytest.raises(InputError, match=message) as error:
        read_cases(file)
    assert "cases.yaml" in str(error.value)


def test_a_missing_file_names_its_neighbour(tmp_path):
    (tmp_path / "cases.yaml").write_text("count: 0")
    with pytest.raises(InputError, match=r"no such file \(did you mean 'cases.yaml'"):
        read_cases(tmp_path / "case.yaml")
