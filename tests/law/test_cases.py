"""Law as cases: tests/cases/*.yaml (facts -> truths and what prevails), and the coded cases of data/."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from zombielaw.experiments.data.cases import (
    KINDS,
    NOT_ALLEGED,
    Case,
    happened,
    interval_from,
    read_cases,
)
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.opinion.citations import places
from zombielaw.sim.analysis.replay import ENDS
from zombielaw.sim.law import elements, routes
from zombielaw.sim.law.assess import Assessment, assess
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import AS_OF_2019, Statute, law_in_force
from zombielaw.sim.law.facts import NOTHING, Facts, Interval
from zombielaw.sim.law.offences import A_286_1, OFFENCES, RIVALS
from zombielaw.sim.law.offences.declaration import LIFE, least_of, months_of
from zombielaw.sim.law.offences.rivals import truth_of_any, truth_of_rival
from zombielaw.sim.law.truth import MET, NAMES, NOT_MET, OPEN

FOLDER = Path(__file__).parents[1] / "cases"
DATA = Path(__file__).parents[2] / "data" / "cases.yaml"
BITS = {name: 1 << code for code, name in enumerate(("none", *OFFENCES))}
BASES = yaml.safe_load((FOLDER / "bases.yaml").read_text())
CASES = [
    (file.stem, case)
    for file in sorted(FOLDER.glob("*.yaml"))
    if file.stem != "bases"
    for case in yaml.safe_load(file.read_text())
]
TODAY = Statute()


def truth_of(assessment: Assessment, name: str) -> int:
    if name in RIVALS:
        return truth_of_rival(assessment.rivals, RIVALS.index(name))
    offences = {
        "286-1": assessment.a_286_1,
        "287-2": assessment.b_287_2,
        "other": truth_of_any(assessment.rivals),
    }
    return offences[name] if name in offences else getattr(assessment, name).truth


def facts_from(given: dict[str, Any], where: str, base: Facts) -> Facts:
    return base._replace(**{name: interval_from(name, value) for name, value in given.items()})


def by_reading(expected: Any, reading: str) -> Any:
    return expected[reading] if isinstance(expected, dict) else expected


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(
    "case", [case for _, case in CASES], ids=[f"{file}: {case['case']}" for file, case in CASES]
)
def test_case(case, reading):
    assert set(case) <= {
        "case",
        "base",
        "facts",
        "law",
        "reading",
        "expect",
        "route",
        "prevails",
        "open",
    }
    base = (
        Facts()
        if case["base"] == "unknown"
        else facts_from(BASES[case["base"]], case["base"], NOTHING)
    )
    facts = facts_from(case.get("facts", {}), case["case"], base)
    named = READINGS[reading]
    if "reading" in case:  # a reading of its own: the statute but for these switches
        named = READINGS["statute"]._replace(**case["reading"])
    assessment = assess(facts, Statute(**case.get("law", {})), named)
    for name, expected in case.get("expect", {}).items():
        assert NAMES[truth_of(assessment, str(name))] == by_reading(expected, reading), name
    for name, citation in case.get("route", {}).items():
        assert places(routes.ROUTES[getattr(assessment, name).route]) == citation, name
    if "prevails" in case:
        expected = by_reading(case["prevails"], reading)
        names = expected if isinstance(expected, list) else [expected]
        bits = sum(BITS[str(name)] for name in (BITS if expected == "any" else names))
        assert assessment.prevailing == bits
    if "open" in case:
        assert assessment.open == case["open"]


def test_there_are_cases_that_expect_something():
    assert len(CASES) >= 25
    assert all(case.keys() & {"expect", "prevails"} for _, case in CASES)


# ------------------------------------------------------------------------------------------------- coded cases


@pytest.fixture(scope="module")
def coded():
    return read_cases(DATA)


def test_coded_cases_are_complete(coded):
    assert list(coded)[:2] == ["zhu_hao", "pudong_2018_vpn"]
    assert len(coded) == 13
    assert all(case.outcome for case in coded.values())


def test_the_marks_of_363_say_of_kuaibo_what_its_court_refused(coded):
    """A known error (docs/law.md): it is ten years to life; the court gave 42 months."""
    facts, number = coded["kuaibo"].facts, RIVALS.index("363-1")
    answer = assess(facts._replace(knows=Interval(1, 1)), TODAY, READINGS["statute"])
    assert (months_of(answer.rivals.low[number]), least_of(answer.rivals.low[number])) == (
        LIFE,
        120.0,
    )
    assert truth_of_rival(assess(facts, TODAY, READINGS["statute"]).rivals, number) == OPEN


OUTCOME = re.compile(
    r"court (?:found|held|says)|convict|verdict|sentence|judg(?:e)?ment (?:found|held|says)|found guilty|acquit|"
    r"the charge|the label|nothing followed|ended (?:as|with) a (?:fine|warning|sanction)",
    re.IGNORECASE,
)
"""Words of an outcome: what a court found, or how a matter ended."""


def test_no_fact_rests_on_the_outcome(coded):
    for case in coded.values():
        sources = {
            name: coding.source
            for name, coding in case.codings.items()
            if OUTCOME.search(coding.source)
        }
        assert not sources, case.id


def not_alleged(case: Case) -> frozenset[str]:
    return frozenset(name for name, coding in case.codings.items() if coding.source == NOT_ALLEGED)


SERVICES = ({"hosting", "platform"}, {"tool_seller"}, {"payment"}, {"telecom"})
"""Kinds of provider by their trade; hosts and platforms, who carry what others store or publish, share one."""


def test_what_is_taken_as_nil_follows_the_kind_of_service_and_no_outcome(coded):
    """Cases of a trade have one list of such facts, however they ended; those of an unknown kind have none."""
    assert {kind for kinds in SERVICES for kind in kinds} == set(KINDS) - {"unknown"}
    assert not any(not_alleged(case) for case in coded.values() if case.kind == "unknown")
    for kinds in SERVICES:
        cases = [case for case in coded.values() if case.kind in kinds]
        assert len({not_alleged(case) for case in cases}) == min(len(cases), 1), kinds
        assert len({happened(case) for case in cases}) not in (1, 2), (
            "a list with one outcome cannot be told apart from it"
        )


def test_a_new_fact_is_not_alleged_of_any_known_kind(tmp_path, coded):
    """A file that names a fact nowhere is older than the fact: a new rival opens no coded case."""
    older = tmp_path / "cases.yaml"
    text = DATA.read_text(encoding="utf-8")
    older.write_text(
        text.replace("personal_gain_yuan, ", "").replace(", personal_gain_yuan", ""),
        encoding="utf-8",
    )
    assert "personal_gain_yuan" not in older.read_text(encoding="utf-8")
    for case in read_cases(older).values():
        gained = case.facts.personal_gain_yuan
        assert gained == coded[case.id].facts.personal_gain_yuan
        assert (gained.high > 0.0) == (case.kind == "unknown"), case.id
    own = tmp_path / "own.yaml"
    own.write_text(
        "cases:\n  - {id: mine, kind: hosting, facts: {refused: yes}}\n", encoding="utf-8"
    )
    assert read_cases(own, own=True)["mine"].facts.personal_gain_yuan.high > 0.0


@pytest.mark.parametrize(
    ("source", "rests"),
    [
        ("S40: the court found knowing", True), ("infer: conviction needs it", True), ("he was convicted", True),
        ("S30: the judgment held that he knew", True), ("infer: nothing followed the first action", True),
        ("known from the label alone", True), ("infer from the docket", False), ("S37: site-shutdown notice", False),
        ("infer: users are not charged", False),
    ],
)  # fmt: skip
def test_words_of_an_outcome_are_seen(source, rests):
    assert bool(OUTCOME.search(source)) == rests


def test_outcomes_are_offences_or_ends_by_name(coded):
    assert {name: happened(case) for name, case in coded.items() if case.group in ("B", "C", "D")} == {
        "nanchang_2018_casino": "303-2", "kuaibo": "363-1", "cheng_cong": "287-2", "website_builder_fraud": "266",
        "jiangsu_idc_2018": "sanction only",
    }  # fmt: skip
    assert all(happened(case) in ENDS for case in coded.values())


@pytest.mark.parametrize("reading", READINGS)
def test_conduct_of_kuaibo_came_too_early(coded, reading):
    assessment = assess(coded["kuaibo"].facts, TODAY, READINGS[reading])
    assert (assessment.in_force.truth, assessment.a_286_1, assessment.b_287_2) == (
        NOT_MET,
        NOT_MET,
        NOT_MET,
    )


def test_cheng_cong_knew_by_presumption_if_the_interpretation_applies(coded):
    facts = coded["cheng_cong"].facts
    reading = READINGS["statute"]
    assert assess(facts, TODAY, reading).knowing.truth == OPEN  # the date of judgment is not known
    assert assess(facts, Statute(version=AS_OF_2019), reading).knowing == (
        MET,
        routes.NOTIFIED_BY_REGULATOR,
    )


def test_cheng_cong_turns_on_his_orders(coded):
    facts = coded["cheng_cong"].facts
    assert facts.orders == Interval(2.0, float("inf"))
    assert (
        elements.repeated_orders(facts, elements.SEVERAL_ORDERS, law_in_force(facts, TODAY), False)
        == OPEN
    )


def test_zhu_hao_was_judged_without_marks(coded):
    assessments = {
        name: assess(coded["zhu_hao"].facts, TODAY, reading) for name, reading in READINGS.items()
    }
    assert all(each.consequence == (OPEN, routes.BEFORE_THE_MARKS) for each in assessments.values())
    assert assessments["pan_xiong"].a_286_1 == NOT_MET
    assert assessments["chen"].a_286_1 == NOT_MET
    assert assessments["statute"].a_286_1 == OPEN


def test_zhu_hao_is_outside_286_1_for_chen(coded):
    assessment = assess(coded["zhu_hao"].facts, TODAY, READINGS["chen"])
    assert (assessment.subject.truth, assessment.a_286_1) == (NOT_MET, NOT_MET)
    assert not assessment.prevailing >> A_286_1 & 1


# ---------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[: len(text) // 2], "truncated"),
        (lambda text: text[: text.index("  - id: pudong")], "'count' announces .* cases, found 1"),
        (
            lambda text: text.replace("group: A", "group: A\n    not_alleged: []", 1),
            "once for each kind",
        ),
        (lambda text: text.replace("tool_seller: [", "unknown: [", 1), "a kind that is known"),
        (
            lambda text: text.replace("charge_convicted: [286-1", "charge_convicted: [286-2", 1),
            "did you mean '28",
        ),
        (
            lambda text: text.replace("end: [sanction only", "end: [sanction ony", 1),
            "did you mean 'sanction only'",
        ),
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
