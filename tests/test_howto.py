"""Extensions as the pages say: the script of a mechanism, and one of each kind made in a copy of the project.

A walk is what a page tells: edits and new files, all of which the page names. All walks are made in one copy, whose
tests of law, words and docs are then run there.
"""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from patience import ROOT
from shared import assert_same, copied_tree, done_in, scenario

from zombielaw import simulate
from zombielaw.errors import InputError
from zombielaw.sim.engines.mesa import Regulator
from zombielaw.sim.simulate import simulate as run_model

PAGE = ROOT / "docs" / "howto_mechanism.md"
SCRIPT = re.compile(r"```python\n(.*?)```", re.DOTALL)
LIVELY = scenario("experiment=lively", "world.providers=300", "study.months=36")


def test_the_script_of_the_page_caps_the_orders_and_nothing_else(capsys):
    (script,) = SCRIPT.findall(PAGE.read_text(encoding="utf-8"))
    assert len([line for line in script.splitlines() if line]) <= 40
    made: dict[str, object] = {}
    exec(script.replace("RUNS = 5", "RUNS = 2"), made)
    assert (made["less"] < 0).all()
    assert f"the cap takes {-np.mean(made['less']):.0f} " in capsys.readouterr().out
    never = type("Never", (made["Capped"],), {"cap": 10**9})
    assert_same(simulate(LIVELY, 1, agents=[never]).record, run_model(LIVELY, 1))


@pytest.mark.parametrize(("given", "message"), [
    ({"agents": [int]}, "is no kind of agent; allowed: classes derived from Provider, Regulator, Prosecutor, Judge"),
    ({"agents": [Regulator], "engine": "compiled"}, "engine=compiled has no agents; give engine=mesa"),
])  # fmt: skip
def test_what_is_no_agent_is_refused(given, message):
    with pytest.raises(InputError, match=message):
        simulate(LIVELY, **given)


class Walk(NamedTuple):
    """An extension: where the page tells it, its edits (file, pattern that stands once, replacement), and a program.

    An edit without a pattern is a new file, or a text at the end of one that is there.
    """

    page: str
    heading: str
    edits: list[tuple[str, str, str]]
    life: str

    @property
    def told(self) -> str:
        text = (ROOT / self.page).read_text(encoding="utf-8")
        return re.split(r"\n#+ ", text.partition(f"# {self.heading}\n")[2])[0]

    def names(self, file: str) -> bool:
        """True if its page, or the part on levers to which that leads, names a file, by its folder or actor too."""
        lever = LEVER.told if "#a-lever-or-a-parameter" in self.told else ""
        known = {file, f"{Path(file).parent}/", file.replace("regulator", "<actor>")}
        return any(f"`{one}`" in self.told + lever for one in known)


def lever(
    name: str, meaning: str, unit: str, high: float, default: float
) -> list[tuple[str, str, str]]:
    """Edits for a lever: its declaration and its words."""
    return [
        (
            "sim/parameters/policy.py",
            r"(\n    mandate_clarity: )",
            f"""
    {name}: Annotated[
        float, number("{meaning}", "{unit}", 0, {high})
    ] = {default}\\1""",
        ),
        (
            "experiments/words/levers.yaml",
            r"(\n  mandate_clarity: )",
            f"""
  {name}: {{en: {meaning.capitalize()}, zh: 示例变量, about: 仅作示例的政策变量}}\\1""",
        ),
        ("docs/ODD.md", r"(\n## 8 )", f"\nThe lever `{name}`.\n\\1"),
    ]


LIVES = """
import pandas as pd
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.simulate import ENGINES, simulate

def record_of(*words):
    one, other = (simulate(composed("experiment=lively", *words).scenario, 1, engine=engine) for engine in ENGINES)
    for table in ("ledger", "panel"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table), check_exact=True)
    return one
"""
WALKS = {
    "rival": Walk("docs/howto_offence.md", "A new rival", [
        ("sim/law/offences/table.py", "", """

@register_jitable
def _works(c: Conduct) -> float:
    return 0.25 * tool_turnover(c)


RIVALS += (
    Offence(
        "217",
        law_at("217", 0),
        (
            ranges(CODE_OF_1997, WITH_DETENTION, TO_SEVEN),
            ranges(AMENDMENT_XI, severity(36.0, 6.0, fine_added=False), TO_TEN),
        ),
        (
            Entry(
                Text(
                    Citation("fafa_2011_3", "13"),
                    "Fa Fa [2011] No. 3, Art. 13: 500 works of others; five-fold: especially serious",
                    "medium-high",
                    date(2011, 1, 10),
                ),
                Measured("works_spread", "works", "works of others spread without leave"),
                Marks(500, 2_500),
            ),
        ),
        simulated={"works_spread": _works},
        units=((date(2018, 1, 1), law_at("220", 0)),),
    ),
)
"""),
        ("sim/law/facts.py", r"(    # ---- prosecution and punishment)", r"    works_spread: Interval = UNKNOWN\n\1"),
        ("tests/cases/rivals.yaml", "", """
- {case: five hundred works, base: aiding_host, facts: {works_spread: 500}, expect: {217: met}}
- {case: one less, base: aiding_host, facts: {works_spread: 499}, expect: {217: not met}}
- {case: how many is not known, base: aiding_host, facts: {works_spread: [1, .inf]}, expect: {217: open}}
"""),
        ("experiments/opinion/tables/rules.csv", "", """\
title.217,infringing copyright,侵犯著作权罪
fact.works_spread,works spread without leave,擅自传播的作品
route.works,{n} works spread without leave,擅自传播作品{n}部以上
source.fafa_2011_3,Fa Fa [2011] No. 3,《关于办理侵犯知识产权刑事案件适用法律若干问题的意见》
short.fafa_2011_3,Fa Fa [2011] No. 3,法发〔2011〕3号
"""),
    ], """
from zombielaw.experiments.opinion.memorandum import memorandum
from zombielaw.sim.record import dictionary
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import NOTHING, Facts, exactly
from zombielaw.sim.measures import measure

record = record_of("world.providers=300", "world.tool_sellers=60", "world.refusal=0.4", "study.months=60",
    "world.familiarity_apart_217=0.4")
for table in ("ledger", "panel"):
    told = dictionary().query("table == @table")["column"]
    assert list(told) == list(getattr(record, table).columns)
ledger, panel = record.ledger, record.panel
charged = (ledger["charge"] == "217").sum()
assert charged and (ledger["met_217"] > 0).any(), ledger["charge"].value_counts()
assert panel["charges_217"].sum() == measure(ledger, panel)["charges_217"] == charged
assert panel["expected_charges_217"].sum() > 0.0
days = dict.fromkeys(("conduct_end_day", "order_day", "judgment_day"), exactly(2500.0))
for facts, known in ((NOTHING._replace(works_spread=exactly(800.0), **days), True), (Facts(), False)):
    for lang, article in (("en", "Art. 217"), ("zh", "侵犯著作权罪")):
        text = memorandum(facts, Statute(), READINGS, lang, "Made up").markdown()
        assert article in text and "Art. 217, Art. 217" not in text, text
        assert ("500 works" in text or "作品500部" in text) == known, text
guilty = NOTHING._replace(works_spread=exactly(800.0), unit=exactly(1.0), **days)
assert "Art. 220" in memorandum(guilty, Statute(), READINGS, "en", "Made up").markdown()
before = guilty._replace(conduct_end_day=exactly(700.0))
assert "Art. 220" not in memorandum(before, Statute(), READINGS, "en", "Made up").markdown()
"""),
    "state": Walk("docs/howto_mechanism.md", "A state in the model", [
        *lever("order_cap", "written orders of an office in a year, at most", "orders", 1000, 1000.0),
        ("sim/entities.py", r"(\n    trust: float = )", r"""
    orders: Number = state("written orders of the year before the month order_month")
    orders_now: Number = state("written orders of that month")
    order_month: Number = state("month in which orders were last looked at", NEVER)\1"""),
        ("sim/decisions/chain.py", r"(\n@register_jitable\ndef left_open)", r'''
@register_jitable
def within_cap(orders: float, policy: Policy) -> float:
    """1 if an office that has written so many orders this year may write another, else 0."""
    return 1.0 if orders < policy.order_cap else 0.0

\1'''),
        ("sim/decisions/chain.py", r"(\n    left_open,)", r"\n    within_cap,\1"),
        ("sim/procedures/regulator.py", r"(file\.p_order = [^)]*\([^)]*\)[^)]*\))\n", r"""\1
    file.p_order *= chain.within_cap(orders_before(now, matter.regulator), matter.rules)
"""),
        ("sim/procedures/regulator.py", r"(\n    matter\.row\.written_orders \+= 1)", r"""
    orders_before(now, office)
    office.orders_now += 1\1"""),
        ("sim/procedures/regulator.py", r"(\n@register_jitable\ndef schedule_order)", r'''
@register_jitable
def orders_before(now: Month, office: Regulator) -> float:
    """Written orders of an office in this year, before this month."""
    if office.order_month != now.period:
        same = year_of(office.order_month) == year_of(now.period)
        office.orders = office.orders + office.orders_now if same else 0
        office.orders_now, office.order_month = 0, now.period
    return float(office.orders)

\1'''),
        ("sim/procedures/regulator.py", r"(from zombielaw.sim.decisions import) perception", r"\1 chain, perception"),
        ("sim/procedures/regulator.py", r"(\nfrom zombielaw.sim.parameters)", r"""
from zombielaw.sim.months import year_of\1"""),
        ("tests/test_chain.py", r'("""Stages that a reader of the chain does not heed)', r"""
for one in ("prehistory", "null model"):
    LEFT_OUT[one]["within_cap"] = "it has rates and no single offices"
\1"""),
    ], """
orders, without = (
    record_of("world.providers=300", "study.months=48", *words).panel["written_orders"].sum()
    for words in (("policy.order_cap=1",), ())
)
assert orders < 0.7 * without, (orders, without)
"""),
    "decision": Walk("CONTRIBUTING.md", "a decision", [
        *lever("publicity", "chance that a written order is published", "share", 1, 0.1),
        ("sim/decisions/regulator.py", "", '''

@register_jitable
def published(policy: Policy) -> float:
    """P(a written order is published)."""
    return policy.publicity
'''),
        ("sim/luck.py", r"(\n    NOTICE = 95)", r"\n    PUBLISHED = 96\1"),
        ("sim/procedures/regulator.py", r"(\n    matter\.row\.written_orders \+= 1)", r"""\1
    chance = regulator.published(rules)
    matter.row.expected_published += units(chance)
    matter.row.published += int(draw(now, Draw.PUBLISHED, slot, opened, turn) < chance)"""),
        ("sim/record.py", r'(\n    written_orders: int = counted\("written orders", "orders"\))', r"""\1
    published: int = counted("of these, published", "orders")"""),
        ("sim/record.py", r"(\n    expected_refusals: )", r"""
    expected_published: int = counted("sum of probabilities: published orders", "orders")\1"""),
        ("tests/test_decisions.py", "", '''

@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_an_order_is_published_as_the_lever_says(chance):
    assert regulator.published(REFERENCE._replace(publicity=chance)) == chance
'''),
    ], """
panel = record_of("world.providers=300", "study.months=48", "policy.publicity=0.5").panel
made, published, expected = (panel[name].sum() for name in ("written_orders", "published", "expected_published"))
assert expected == 0.5 * made and abs(published - expected) < 4.0 * (0.25 * made) ** 0.5 and published, panel
"""),
    "world": Walk("CONTRIBUTING.md", "a world, a package", [
        ("configs/world/quiet.yaml", "", "# few refuse\nproviders: 300\nrefusal: 0.1\n"),
        ("experiments/words/messages.csv", "", "few refuse,少有拒绝\n"),
    ], """
from zombielaw.experiments.listings import worlds

scenario = composed("baseline", "world=quiet").scenario
assert (scenario.size.providers, scenario.world.refusal) == (300, 0.1)
assert "quiet" in worlds()
"""),
    "package": Walk("CONTRIBUTING.md", "a world, a package", [
        ("configs/policy/orders.yaml", "", "order_quality: 0.95\ncorrective_order_rate: 0.8\n"),
    ], """
from zombielaw.experiments.studies.compare import STUDY

settings = composed("compare", "policy=orders", "start=2018-01", "world=classroom")
assert STUDY.check(settings).design.names == ("today", "orders from January 2018")
"""),
    "case": Walk("CONTRIBUTING.md", "a coded case", [
        ("data/cases.yaml", r"\ncount: 13\n", "\ncount: 14\n"),
        ("data/cases.yaml", "", """
  - id: forum
    kind: platform
    group: E
    facts:
      network_service: [yes, high, infer]
    text: {}
    outcome:
      charge_convicted: ["225", medium, S30]
"""),
        ("tests/law/test_cases.py", r"len\(coded\) == 13", "len(coded) == 14"),
    ], """
from zombielaw.experiments.studies.registry import studies

settings = composed("replay", "study.case=forum")
assert studies()["replay"].check(settings).study_keys["case"] == "forum"
"""),
    "study": Walk("CONTRIBUTING.md", "a study", [
        ("experiments/studies/training.py", "", ""),
        ("experiments/words/command.csv", "", """\
question.training,"Does the training of officials bring 286-1 back, and at what cost?",培训能否使该罪重新适用？
"""),
        ("experiments/words/messages.csv", "", '"levels of training, from 0 to 0.1 a month",培训的水平\n'),
    ], """
from zombielaw.experiments.studies.registry import run

words = "training", "world.providers=300", "study.months=38", "study.levels=2", "replicates=2", "out=made"
folder = run(composed(*words), shown=False)
assert "Without training 286-1 is charged" in (folder / "report.md").read_text()
assert [*(folder / "figures").iterdir()]
"""),
    "offence": Walk("docs/howto_offence.md", "A sister offence, as data", [], """
from pathlib import Path

from zombielaw.experiments.offences.declaration import built_in, with_own
from zombielaw.experiments.offences.template import template

Path("my.yaml").write_text(template(), encoding="utf-8")
assert len(with_own("my.yaml")) == len(built_in()) + 1
"""),
}  # fmt: skip
LEVER = Walk("CONTRIBUTING.md", "a lever or a parameter", WALKS["decision"].edits[:3], "")
"""The first edits of a decision."""


@pytest.mark.parametrize("walk", [*WALKS.values(), LEVER], ids=[*WALKS, "lever"])
def test_a_page_names_every_file_of_its_walk(walk):
    assert walk.told, f"{walk.page} has no part {walk.heading}"
    assert {file for file, *_ in walk.edits if not walk.names(file)} == set()


@pytest.fixture(scope="module")
def extended(tmp_path_factory):
    """A copy of the project with one of each kind, its pages and digests made anew."""
    study = WALKS["study"]
    study.edits[0] = (study.edits[0][0], "", SCRIPT.findall(study.told)[0])
    edits = chain(*(one.edits for one in WALKS.values()))
    tree = copied_tree(tmp_path_factory.mktemp("extended"), edits)
    for module in ("zombielaw.experiments.publish.documentation", "tests.test_digests"):
        done_in(tree, "-m", module)
    return tree


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_an_extension_lives(extended, walk):
    done_in(extended, "-c", LIVES + walk.life)


REPLAYED = "tests/test_paper.py::test_a_report_is_what_its_code_says_of_the_committed_tables"
"""The test that is red until results that name every rival are made again."""


@pytest.mark.slow
@pytest.mark.long
def test_the_tests_of_law_words_and_docs_are_green_with_one_of_each(extended):
    assert f"`{REPLAYED}`" in WALKS["rival"].told
    words = "-m", "pytest", "-n", "0", "-m", "not slow"
    names = ("words", "texts", "docs", "chinese", "chain", "digests", "decisions")
    done_in(extended, *words, "tests/law", *(f"tests/test_{name}.py" for name in names))
