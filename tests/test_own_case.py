"""A user's own case: the template, what is read of a file, what is refused, and what the key of a result follows."""

from __future__ import annotations

import ast
import re
import shlex
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml
from shared import answer, refused

from zombielaw.experiments import cli
from zombielaw.experiments.data.acts import DEFAULTS
from zombielaw.experiments.data.cases import (
    KINDS,
    SIGNS,
    Coding,
    cases_in,
    digest_of_cases,
    read_cases,
    read_priors,
    starts_at,
)
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.opinion import case_template
from zombielaw.experiments.opinion.explain import FACT_WORDS
from zombielaw.experiments.opinion.words import law_text
from zombielaw.experiments.paths import DATA, DOCS
from zombielaw.experiments.reducers.coded_case import case_file, draws_of
from zombielaw.experiments.runs.run_design import blocks_of
from zombielaw.experiments.runs.run_store import Point
from zombielaw.experiments.studies.registry import composed, studies
from zombielaw.experiments.studies.replay import opinion_on
from zombielaw.sim.law.concurrence import READINGS, STATUTE, Reading
from zombielaw.sim.law.dates import Statute, day_of
from zombielaw.sim.law.facts import ANY_DAY, YES, Facts, Interval

PLAIN = """\
cases:
  - id: mine
    kind: hosting
    facts:
      orders: 2
      order_written: yes
      illegal_videos: [200, .inf]
      judgment_day: 2020-06-01
      leaked_other: unknown
      clicks: [[0, 5000], high, "the indictment"]
    not_alleged: [fraud_yuan]
"""


def written(folder: Path, text: str | bytes = PLAIN, name: str = "my.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture
def ask(monkeypatch, tmp_path):
    """Run a command from within an empty folder; gives exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    return answer


template = cache(case_template.template)
DRAWN = ("study.draws=10", "execute=serial", "out=out")


# ---- what is read


def test_a_plain_file_is_read(tmp_path):
    case = cases_in(str(written(tmp_path)))["mine"]
    assert (case.kind, case.group, case.outcome) == ("hosting", "own", {})
    known = Facts(
        orders=Interval(2.0, 2.0), order_written=YES, illegal_videos=Interval(200.0, float("inf")),
        judgment_day=Interval(1674.0, 1674.0), clicks=Interval(0.0, 5000.0), fraud_yuan=Interval(0.0, 0.0),
    )  # fmt: skip
    assert day_of(yaml.safe_load("2020-06-01")) == 1674
    assert case.facts == known
    assert case.codings["clicks"] == Coding("high", "the indictment")
    assert case.codings["orders"] == Coding("", "")
    assert read_cases(DATA / "cases.yaml", own=True) == cases_in(), (
        "an entry of the package may stand in one's own"
    )


@pytest.mark.parametrize(
    "mark", [b"\xef\xbb\xbf", b"count: 1\n", b"sources: {S1: a book}\n", b"# \xe5\xbf\xab\n"]
)
def test_what_a_file_may_begin_with(tmp_path, mark):
    assert cases_in(str(written(tmp_path, mark + PLAIN.encode()))) == cases_in(
        str(written(tmp_path))
    )


# ---- the template


def test_the_template_has_every_fact_once_and_one_list_of_what_is_not_alleged(tmp_path):
    text = template()
    case = cases_in(str(written(tmp_path, text)))["my_case"]
    nil = yaml.safe_load(text)["cases"][0]["not_alleged"]
    assert "fraud_yuan" in nil and text.count("not_alleged: [") == 1
    assert case.facts == Facts()._replace(**dict.fromkeys(nil, Interval(0.0, 0.0)))
    assert list(yaml.safe_load(text)["cases"][0]["facts"]) == list(DEFAULTS)
    assert text.isascii()
    for kind in KINDS:
        assert re.search(rf"^#   {kind} +\w", text, re.MULTILINE)
    alleged = text.replace("fraud_yuan: unknown", "fraud_yuan: 5000")
    with pytest.raises(InputError, match="fraud_yuan"):
        cases_in(str(written(tmp_path, alleged)))


def test_the_template_is_written_in_chinese(tmp_path):
    text = case_template.answer(["new", "lang=zh"])
    assert cases_in(str(written(tmp_path, text))) == cases_in(str(written(tmp_path, template())))
    commented = re.findall(r"^      \w+: unknown +# (.+)$", text, re.MULTILINE)
    assert len(commented) == len(DEFAULTS)
    assert all(re.search("[\u4e00-\u9fff]", words) for words in commented)
    assert {kind: law_text(f"kind.{kind}") for kind in KINDS} == KINDS, (
        "both say the same of a kind"
    )


def test_the_template_shows_a_reading_of_ones_own(tmp_path):
    text = template()
    for switch in Reading._fields:
        assert re.search(rf"^    #   {switch} +\w", text, re.MULTILINE)
    shown = re.search(r"^    # readings:\n(    #   \w+: .*\n)+", text, re.MULTILINE)
    taken = text.replace(shown[0], shown[0].replace("    # ", "    "))
    case = cases_in(str(written(tmp_path, taken)))["my_case"]
    assert case.readings == {"mine": STATUTE._replace(oral_order=True, vpn_is_tool=False)}


def test_every_fact_has_a_group_a_meaning_and_a_unit():
    meanings = case_template.meanings()
    assert list(meanings) == list(DEFAULTS)
    assert all(group != "facts" and meaning for group, meaning in meanings.values())
    assert meanings["control"][0] == "who, and what service"
    assert "not yet due" in meanings["orders"][1]
    assert meanings["knows"][0] == "knowing: what was observed"
    assert meanings["knows"][1].startswith(FACT_WORDS["knows"])
    units = {name: case_template.unit_of(name) for name in Facts._fields}
    assert units["order_day"] == "date"
    assert (units["refused"], units["control"], units["gain_yuan"]) == (
        "yes or no",
        "share, 0 to 1",
        "yuan",
    )
    assert units["intent"] == "number, 0 to 2"


def test_a_stage_that_the_facts_exclude_is_refused(ask, tmp_path):
    written(
        tmp_path,
        changed("orders: 2", "orders: 0").replace("order_written: yes", "order_written: no"),
    )
    answered = ask("study=replay", "study.file=my.yaml", "study.stage=refusal")
    refused(
        answered, "study.stage=refusal cannot be: in mine orders is 0", "allowed: finding, referral"
    )


def test_a_replay_begins_where_days_and_amounts_put_it(tmp_path):
    case = cases_in(str(written(tmp_path)))["mine"]
    for facts, stage in (
        ({}, "finding"),
        ({"casino_fee_yuan": Interval(1.0, 9.0)}, "filing"),
        ({"casino_fee_yuan": YES, "refused": YES, "orders": YES}, "refusal"),
        ({"refused": YES, "orders": YES, "filed_day": Interval(9.0, 9.0)}, "charge"),
    ):
        assert starts_at(replace(case, facts=Facts()._replace(**facts))) == stage


def test_what_case_can_be_asked(ask, tmp_path):
    code, text, stderr = ask("case")
    assert (code, stderr) == (0, "")
    assert "zombielaw case new > my.yaml" in text
    assert "cheng_cong" in text
    for words, *more in ((["nwe"], "did you mean 'new'"), (["new", "my.yaml"],), (["--help "],)):
        refused(ask("case", *words), "allowed: case new", *more)
    assert not any(tmp_path.iterdir())


# ---- several cases, and a table of them


def two(text: str = PLAIN) -> str:
    return text + text.removeprefix("cases:\n").replace("mine", "yours")


def test_one_of_several_is_named(ask, tmp_path):
    written(tmp_path, two())
    for words, message in (
        ([], "my.yaml holds 2 cases; name one: study.case=mine or study.case=yours"),
        (["study.case=yuors"], "did you mean 'yours'"),
        # a case of the package is none of this file
        (["study.case=cheng_cong"], "study.case=cheng_cong"),
        (["study.case="], "study.case="),  # a name that was forgotten is no default
    ):
        refused(ask("study=replay", "study.file=my.yaml", *words), message)
    assert [path.name for path in tmp_path.iterdir()] == ["my.yaml"]
    checked = studies()["replay"].check
    assert (
        checked(composed("study=replay", "study.file=my.yaml", "study.case=yours")).study_keys[
            "case"
        ]
        == "yours"
    )
    assert checked(composed("study=replay")).study_keys["case"] == "cheng_cong"


@pytest.mark.slow
def test_a_case_of_ones_own_is_scored_under_its_own_reading_and_its_doubt_is_its_own(ask, tmp_path):
    readings = "{mine: {oral_order: yes, special_law: yes}}"
    own = f"kind: hosting\n    readings: {readings}\n    outcome: {{charge_convicted: 287-2}}"
    written(tmp_path, two().replace("kind: hosting", own, 1))
    code, shown, stderr = ask("study=cases", "study.file=my.yaml", *DRAWN)
    assert code == 0, stderr
    assert "| mine (named by mine)" in shown
    assert "| law, mine " in shown
    assert "Doubt: 1 case of a file of your own" in shown
    assert "nearly all because" not in shown
    assert " of 10" in shown, "a count of none is told as one"
    tables = tmp_path / shown.splitlines()[-1] / "tables"
    cases, law, scores = (
        pd.read_csv(tables / f"{name}.csv") for name in ("cases", "law", "scores")
    )
    for table in (cases, law):
        assert set(table.loc[table["case"] == "mine", "reading"]) == {*READINGS, "mine"}
        assert set(table.loc[table["case"] == "yours", "reading"]) == set(READINGS)
    shares = law.groupby(["reading", "case", "package"])["share"].sum()
    assert shares.round(9).eq(1.0).all()
    assert set(scores["by"]) >= {"law, mine", "law, statute"}


@pytest.mark.slow
def test_a_case_in_which_all_is_known_is_replayed(ask, tmp_path):
    days = {name: "2021-01-01" for name in Facts._fields if name.endswith("_day")}
    facts = "".join(f"      {name}: {days.get(name, 1)}\n" for name in Facts._fields)
    written(tmp_path, f"cases:\n  - id: mine\n    kind: platform\n    facts:\n{facts}")
    code, _, stderr = ask("study=replay", "study.file=my.yaml", *DRAWN)
    assert code == 0, stderr


# ---- what is refused


def changed(old: str, new: str) -> str:
    assert old in PLAIN
    return PLAIN.replace(old, new, 1)


BROKEN = {
    "a wrong fact": (changed("orders: 2", "ordrs: 2"), 5, ("'ordrs'", "did you mean 'orders'")),
    "a wrong key": (changed("kind:", "knid:"), 3, ("'knid'", "did you mean 'kind'")),
    "a stage that the facts exclude": (
        changed("kind: hosting", "kind: hosting\n    stage: refusal").replace("orders: 2", "refused: no"), 4,
        ("stage: refusal given, but refused is no", "allowed: finding")),
    "a reading that stands already": (
        changed("kind: hosting", "kind: hosting\n    readings: {statute: {oral_order: yes}}"),
        4, ("such as mine",)),
    "an id of words": (changed("mine", "my own case"), 2, ("'my own case'", "a word of letters")),
    "an id twice": (PLAIN + PLAIN.removeprefix("cases:\n"), 12, ("'mine'", "already taken", "give another")),
    "a wrong confidence": (changed("high,", "hihg,"), 10, ("'hihg'", "high, medium, low")),
    "three numbers": (changed("orders: 2", "orders: [1, 2, 3]"), 5, ("[1, 2, 3]", "[value, confidence, source]")),
    "an exponent": (changed("orders: 2", "orders: 1e3"), 5, ("'1e3' given", "plain digits", "1000")),
    "exactly without limit": (changed("orders: 2", "orders: .inf"), 5, (".inf given", "[2, .inf] is 2 or more")),
    "too large": (changed("orders: 2", "orders: 99999999999999999"), 5, ("99999999999999999", "at most 1e+15")),
    "the higher end first": (changed("[200, .inf]", "[300, 200]"), 7, ("[300, 200] given", "lower value first")),
    "a rebuttal of nothing": (
        changed("orders: 2", "rebutted: yes\n      " + "\n      ".join(f"{sign}: no" for sign in SIGNS)), 5,
        ("rebutted: yes given", "no sign of knowing to rebut", "or give the sign")),
    "a month for a day": (changed("2020-06-01", "2020-06"), 8, ("'2020-06' given", "[2019-11-01, 2019-11-30]")),
    "a far day": (changed("2020-06-01", "2920-06-01"), 8, ("2920-06-01 given", "1990 to 2100")),
    "an order after the conduct": (
        changed("orders: 2", "order_day: 2020-03-01\n      conduct_end_day: [2019-01-01, 2020-02-28]"),
        5, ("order_day", "conduct_end_day", "correct one")),
    "refused without an order": (
        changed("orders: 2", "orders: 0\n      refused: yes").replace("written: yes", "written: no"),
        6, ("refused: yes", "orders: 0", "correct one of the two")),
    "more fraud than flow": (
        changed("orders: 2", "card_flow_yuan: 1000\n      others_flow_yuan: [0, 500]\n      card_fraud_yuan: 2000"),
        7, ("card_fraud_yuan: 2000 given", "at most what flowed, 1500", "correct one")),
    "a fact without value": (changed("orders: 2", "orders:"), 5, ("nothing given", "number from 0")),
    "a part of an order": (changed("orders: 2", "orders: 1.5"), 5, ("1.5 given", "a whole number from 0")),
    "a part of a video": (changed("[200, .inf]", "[0.5, .inf]"), 7, ("0.5 given", "a whole number from 0")),
    "a fact known and not alleged": (changed("[fraud_yuan]", "[orders]"), 11, ("'orders'", "keep one")),
    "a date not alleged": (changed("[fraud_yuan]", "[order_day]"), 11, ("'order_day'", "leave out a date")),
    "a fact outside facts": (changed("    not_", "    refused: yes\n    not_"), 11, ("indent it below 'facts:'",)),
    "another number of cases": ("count: 3\n" + PLAIN, 1, ("announces 3", "found 1", "change 'count'")),
    "no cases": ("cases: []\n", 1, ("a list of cases", "truncated")),
    "an entry alone": ("id: mine\nkind: hosting\n", 1, ("no key is called 'id'", "allowed are count")),
    "an empty file": ("", None, ("nothing given", "zombielaw case new")),
    "a tab": (changed("      orders: 2", "\torders: 2"), 5, ("a tab", "indent with spaces")),
    "two documents": (PLAIN + "---\n" + PLAIN, 12, ("not valid YAML",)),
}  # fmt: skip
NO_YAML = {"a tab", "two documents"}
"""Names of the broken files that are no YAML at all."""


READ_AS_WELL = ("a wrong fact", "refused without an order", "an empty file")
"""Names of the broken files that the table of all cases is given too: one reader serves both studies."""


@pytest.mark.parametrize(("study", "name"), [
    *(("replay", name) for name in BROKEN), *(("cases", name) for name in READ_AS_WELL),
])  # fmt: skip
def test_a_broken_file_meets_one_message_and_nothing_is_written(ask, tmp_path, study, name):
    text, line, parts = BROKEN[name]
    path = written(tmp_path, text)
    answered = ask(f"study={study}", f"study.file={path.name}")
    refused(answered, *parts)
    stderr = answered[2]
    assert stderr.startswith(
        "zombielaw: my.yaml" + (f", line {line}: " if line is not None else "")
    ), stderr
    assert ("not valid YAML" in stderr) == (name in NO_YAML), (
        "a file that can be read is not said to be broken"
    )
    assert list(tmp_path.iterdir()) == [path]


# ---- what the key of a result follows


def test_the_key_follows_what_a_file_says_wherever_it_lies(tmp_path):
    check = studies()["replay"].check

    def key(path: Path) -> str:
        return studies()["replay"].key(check(composed("study=replay", f"study.file={path}")))

    first = key(written(tmp_path))
    assert (
        key(written(tmp_path, PLAIN.replace("orders: 2", "orders: 2  # or so"), "other.yaml"))
        == first
    )
    assert key(written(tmp_path, PLAIN.replace("orders: 2", "orders: 3"))) != first


def test_the_runs_of_a_case_follow_the_priors_of_its_kind_alone():
    scenario, case, priors = (
        composed("study=replay").scenario,
        cases_in()["cheng_cong"],
        read_priors(),
    )
    other, own = (
        replace(priors, kinds={**priors.kinds, kind: {}}) for kind in ("payment", case.kind)
    )
    for key in (
        lambda priors: blocks_of([Point(scenario, case_file(case, priors))], 1, draws_of)[0].key,
        lambda priors: digest_of_cases([case], priors),
    ):
        assert key(priors) == key(other) != key(own)


READERS = {
    "read_statistics": {"statistics.csv"}, "own_statistics": {"statistics.csv"}, "read_proposals": {"reforms.yaml"},
    "LAWS": {"laws.csv"}, "read_groups": {"groups.yaml"}, "targets_of": {"statistics.csv", "targets.yaml"},
    "expected_in_draws": {"expected.csv"}, "first_number": {"expected.csv"},
}  # fmt: skip
"""Files of data/ that each reader reads, by the name of the reader."""


@pytest.mark.parametrize("name", studies())
def test_a_study_that_reads_a_file_of_data_says_so(name):
    folder = Path(cli.__file__).parent / "studies"
    files = [*(folder / name).glob("*.py")] or [folder / f"{name}.py"]
    parts = [part for file in files for part in ast.parse(file.read_text(encoding="utf-8")).body]
    nodes = [
        node
        for part in parts
        if getattr(part, "name", "") not in READERS
        for node in ast.walk(part)
    ]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assert set().union(*(READERS[reader] for reader in names & set(READERS))) == set(
        studies()[name].data
    )
    assert ("cases_in" in names) == ("keyed" in names)
    assert "DATA" not in names


# ---- the page


@pytest.mark.slow
def test_the_commands_of_the_page_run_as_written(ask, tmp_path):
    page = (DOCS / "own_case.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(sh|yaml)\n(.*?)```", page, re.DOTALL)
    commands = [
        line for kind, block in blocks if kind == "sh" for line in block.splitlines() if line
    ]
    assert len(commands) >= 4
    written(tmp_path, next(block for kind, block in blocks if kind == "yaml"), "mine.yaml")
    for line in commands:
        words, _, place = line.partition(" > ")
        command, *rest = shlex.split(words)
        assert command == "zombielaw"
        small = ["study.draws=10", "execute=serial"] if rest[0].startswith("study=") else []
        code, shown, stderr = ask(*rest, *small)
        assert code == 0, stderr
        if place:
            written(tmp_path, shown, place)
    for kind, block in blocks:
        if kind == "yaml":
            assert cases_in(str(written(tmp_path, block, "shown.yaml")))


def test_the_message_that_the_page_shows_is_the_message(tmp_path, monkeypatch):
    page = (DOCS / "own_case.md").read_text(encoding="utf-8")
    shown = re.search(r"```text\nzombielaw: (.*?)\n```", page, re.DOTALL)
    block = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    written(tmp_path, block[1].replace("orders:", "ordrs:"), "mine.yaml")
    with pytest.raises(InputError) as error:
        cases_in("mine.yaml")
    assert str(error.value) == shown[1].replace("\n", " ")


def test_a_judgment_of_ones_own_is_told_with_the_view_that_supports_it(tmp_path):
    given = dict.fromkeys(["sells_tools", "vpn_tools", "knows", "aid", "crime_confirmed"], True)
    given |= {
        "tool_users": 100,
        "clients_aided": 3,
        "conduct_end_day": "2020-06-01",
        "judgment_day": "2021-01-01",
    }
    nil = [
        name
        for name, unknown in Facts._field_defaults.items()
        if name not in given and unknown != ANY_DAY
    ]
    case = {"id": "seller", "kind": "tool_seller", "facts": given, "not_alleged": nil,
            "outcome": {"charge_convicted": "287-2"}}  # fmt: skip
    file = written(
        tmp_path, re.sub(r"'(\d{4}-\d\d-\d\d)'", r"\1", yaml.safe_dump({"cases": [case]}))
    )
    opinion = opinion_on(read_cases(file, own=True)["seller"], Statute(), "en").markdown()
    assert (
        "supported best on the view that a VPN is no tool for intrusion under Art. 285." in opinion
    )
