"""Comparisons of reforms: words and tables, and every number against a count by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawn import luck_of, moved

from zombielaw.experiments.analysis.compared import (
    COMPARED,
    EXPECTED,
    over_time,
    readable,
    spans_of,
    window,
)
from zombielaw.experiments.analysis.comparison import cards, question, report
from zombielaw.experiments.analysis.prices import PRICED_DAYS
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.by_place import TABLE, by_place
from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies import base
from zombielaw.experiments.studies.base import PAGES, Finished
from zombielaw.experiments.studies.compare import STUDY, years_of
from zombielaw.experiments.studies.registry import command_of, composed, differs
from zombielaw.experiments.words.texts import speaking
from zombielaw.sim.law.offences import RIVAL_NAMES, RIVALS
from zombielaw.sim.law.truth import MET, OPEN
from zombielaw.sim.ledger import Table
from zombielaw.sim.measures import quotients
from zombielaw.sim.months import month_number
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Change, Scenario
from zombielaw.sim.simulate import simulate

pytestmark = pytest.mark.slow

TAIL = "statute_thresholds2019"
BUSY = (
    "engine=compiled", "execute=serial", "world=classroom", "world.providers=200", "study.months=62", "replicates=3",
    "world.refusal=0.3", "world.client_rate=5", "world.trace_rate=0.01", "policy.transfer_rate=0.8",
    "policy.inspection_rate=12", "policy.corrective_order_rate=0.8",
)  # fmt: skip
START = month_number(2018, 1)
STUDENT = 4.302652729911275
"""97.5 % point of Student's t with the two degrees of freedom of three runs."""
COMPARISONS = {
    "a lever at a date": (
        "policy.inspection_rate=4 start=2018-01", [Change("inspection_rate", 4.0, START)], [], range(2018, 2021),
    ),
    "in one province, with a ramp": (
        "policy.inspection_rate=2 start=2018-01 ramp=6 provinces=[1]",
        [Change("inspection_rate", 2.0, START, ramp_months=6, provinces=(1,))], [], range(2018, 2021),
    ),
    "a repeal of the order as an element": (
        "policy.order_element_required=false policy.direct_transfer_rate=0.1 start=2018-01",
        [Change("order_element_required", False, START), Change("direct_transfer_rate", 0.1, START)], [],
        range(2018, 2021),
    ),
    "a reform that is taken back": (
        "policy.pooling=0.9 policy.training=0.1 end=2018-01 "
        "against policy.pooling=0.9 policy.training=0.1 start=2015-11",
        [Change("pooling", 0.9, 0, end=START), Change("training", 0.1, 0, end=START)],
        [Change("pooling", 0.9, 0), Change("training", 0.1, 0)], range(2018, 2021),
    ),
}  # fmt: skip


def drawn_reform() -> tuple[str, list[Change], list[Change], range]:
    """A reform of three levers."""
    luck = luck_of("compare")
    levers = moved(luck, composed(*BUSY).scenario.policy, 3)
    where, ramp = (
        luck.choice([(), (0,), (1,)]),
        luck.choice([0, 6]) * any(each.number for each in levers),
    )
    words = [f"policy.{each.lever}={each.typed}" for each in levers] + ["start=2018-01"]
    words += [f"ramp={ramp}"] if ramp else []
    words += [f"provinces={list(where)}".replace(" ", "")] if where else []
    changes = [
        Change(each.lever, each.to, START, ramp * each.number, provinces=where) for each in levers
    ]
    return " ".join(words), changes, [], range(2018, 2021)


COMPARISONS["a reform that is drawn"] = drawn_reform()


def settings_for(text: str, out: Path, *words: str):
    return composed("study=compare", *BUSY, f"out={out}", f"study.reforms='{text}'", *words)


RATIOS = {
    "harm": (["harm"], ["providers"]),
    "application_rate": (["expected_applied"], ["eligible", "undetected_286_1"]),
    "share_of_convictions": (
        ["expected_convictions_286_1"], ["expected_convictions_286_1", "expected_convictions_287_2"],
    ),
}  # fmt: skip
"""Columns over which, and under which, these are counted."""


@lru_cache(6)
def played(scenario: Scenario, replicate: int) -> Record:
    return simulate(scenario, 1, replicate, "compiled")


def by_hand(scenario: Scenario, years: range, province: int | None = None) -> pd.DataFrame:
    """Counts of three runs from ledger and panel, before scaling: a row a run."""
    rows = []
    for replicate in range(3):
        record = played(scenario, replicate)
        panel = record.panel.assign(year=2015 + (record.panel["month"].astype(int) + 10) // 12)
        panel = panel[panel["year"].isin(years)]
        files = record.ledger[record.ledger["closed"].notna()]
        files = files[(2015 + (files["closed"].astype(int) + 10) // 12).isin(years)]
        if province is not None:
            panel, files = (
                panel[panel["province"] == province],
                files[files["province"] == province],
            )
        # they may yet be found
        panel.loc[panel["month"] == scenario.months - 1, "undetected_286_1"] = 0
        also = ("providers", "expected_applied", "undetected_286_1")
        row = {name: float(panel[name].sum()) for name in (*COMPARED, *also) if name in panel}
        row["eligible"] = float((files[f"met_286_1_{TAIL}"] == MET).sum())
        errors = dict.fromkeys(("wrongful", "mislabelled", "expected_mislabelled"), 0.0)
        for file in files.to_dict("records"):
            asked = [file[f"met_{name}_{TAIL}"] for name in ("286_1", "287_2", "other")]
            own = {
                "286_1": asked[0],
                "287_2": asked[1],
                **{name: file[f"met_{name}"] for name in RIVAL_NAMES},
            }
            for name, truth in own.items():
                foreseen = 0.0 if pd.isna(file[f"p_convict_{name}"]) else file[f"p_convict_{name}"]
                for start, weight in (
                    ("", float(file["verdict"] == name.replace("_", "-"))),
                    (EXPECTED, foreseen),
                ):
                    # what is expected of the panel is revised along the way of a file, month by month
                    if not start:
                        errors["wrongful"] += weight * (max(asked) < OPEN)
                    errors[f"{start}mislabelled"] += weight * (truth < OPEN and MET in asked)
        row |= errors
        rows.append(
            row
            | {
                f"{way}errors": row[f"{way}wrongful"] + row[f"{way}mislabelled"]
                for way in ("", EXPECTED)
            }
        )
    return pd.DataFrame(rows)


def numbers(
    counts: pd.DataFrame, name: str, years: range, scale: float
) -> tuple[float, np.ndarray]:
    """An outcome over runs, and in each run."""
    if name in RATIOS:
        over, under = (sum(counts[column] for column in columns) for columns in RATIOS[name])
        level = over.sum() / (under.sum() / (12.0 if name == "harm" else 1.0))
        return max(float(level), 0.0), np.zeros(0)
    each = scale * counts[name].to_numpy() / len(years)
    return max(float(each.mean()), 0.0), each


@pytest.mark.parametrize("case", COMPARISONS)
def test_every_number_is_that_of_a_count_by_hand(case, tmp_path):
    text, changes, base_changes, years = COMPARISONS[case]
    settings = settings_for(text, tmp_path)
    folder = STUDY.run(settings, lambda: (differs(settings), command_of(settings)))
    tables = Finished(folder)
    base = replace(settings.scenario, changes=tuple(base_changes))
    other = replace(settings.scenario, changes=tuple(changes))
    assert STUDY.check(settings).design.scenarios[1:] == (other,)
    assert tables.facts["years"] == f"{years[0]}-{years[-1]}"
    places = [
        ("compared", f"years == '{years[0]}-{years[-1]}'", years, None),
        ("by_year", "year == 2019", range(2019, 2020), None),
    ]
    assert ("where_it_holds" in tables) == ("provinces" in text)
    if "provinces" in text:
        places.append(("where_it_holds", "part == 1", years, changes[0].provinces[0]))
    for table, place, within, province in places:
        sides = [by_hand(scenario, within, province) for scenario in (base, other)]
        rows = tables[table].query(f"point == 1 and {place}").set_index("outcome")
        assert {*rows.index} == {*COMPARED, *([PRICED_DAYS] if table == "compared" else [])}
        for name, row in rows.loc[[*COMPARED]].iterrows():
            (there, alone), (here, changed) = (
                numbers(side, name, within, settings.scale) for side in sides
            )
            assert row["value"] == pytest.approx(here, rel=1e-9, abs=1e-9), (table, name)
            assert row["base"] == pytest.approx(there, rel=1e-9, abs=1e-9), (table, name)
            assert row["difference"] == pytest.approx(here - there, rel=1e-6, abs=1e-9), (
                table,
                name,
            )
            assert row["runs"] == row["pairs"] == 3
            if name not in RATIOS:  # the denominator of these differs from run to run
                less = changed - alone
                half = STUDENT * less.std(ddof=1) / np.sqrt(3)
                ends = row[["difference_low", "difference_high"]].astype(float).tolist()
                own = less.mean() - half, less.mean() + half, here - there
                assert ends == pytest.approx([min(own), max(own)], rel=1e-6, abs=1e-9), name
    shown = tables["compared"].query("point == 1").set_index("outcome")
    least = 3 if case != "a reform that is drawn" else -1
    assert (shown["difference"].abs() > 1e-9).sum() > least, (
        "a reform that moves nothing shows little"
    )


def test_errors_that_happened_are_those_of_the_measures():
    """Errors are rare in runs, so verdicts and truths are drawn anew; then both count the same."""
    scenario = composed("study=compare", *BUSY).scenario
    record, draw = simulate(scenario, 1, 0, "mesa"), np.random.default_rng(1)
    ledger = record.ledger.copy()
    ended = ledger["closed"].notna().to_numpy()
    ledger["verdict"] = np.where(
        ended, draw.choice(["none", "acquitted", "286-1", "287-2", *RIVALS], len(ledger)), "none"
    )
    for name in ledger:
        if str(name).startswith("met_"):
            ledger[name] = draw.choice([0, 0, 0, 0, 1, 2], len(ledger))
    drawn = Record(Table(ledger), Table(record.panel))
    places = pd.DataFrame(by_place(drawn, scenario)[TABLE])
    measured = quotients(drawn.files, drawn.months)
    for name in ("wrongful", "mislabelled"):
        assert places[name].sum() == measured[f"{name}_{TAIL}"].numerator > 5
        assert set(places.loc[places[name] > 0, "province"]) == {0, 1, 2, 3}


def test_the_past_is_shared_and_the_window_begins_after_the_first_difference():
    settings = composed(
        "study=compare",
        *BUSY,
        "study.reforms='policy=judiciary start=2018-03 or policy=all start=2019-02'",
    )
    settings = STUDY.check(settings)
    base, _, second = settings.design.scenarios
    assert settings.design.starts == (28, 39)
    assert base.first_difference(base) is None
    assert base.first_difference(replace(base, months=61)) == 0
    assert list(years_of(settings)) == [2019, 2020]
    one = composed("compare", "policy=all", "start=2018-03", *BUSY, "study.years=2019")
    assert list(years_of(STUDY.check(one))) == [2019]
    assert list(window(62, [39, None])) == [2020]
    late = replace(base, changes=(Change("pooling", 0.5, 52),))
    assert list(window(62, [base.first_difference(late)])) == []
    assert list(window(98, [base.first_difference(second)])) == [2020, 2021, 2022, 2023]


def test_a_table_says_the_same_as_the_words(tmp_path):
    text = (
        'policy,policy.order_quality,start,ramp,provinces,end\n,,,,,\njudiciary,,2018-01,,,\n'
        '"[judiciary,regulators]",0.5,2018-06,3,"0 2",2019-06\n'
    )  # fmt: skip
    file = tmp_path / "mine.csv"
    file.write_text(text.replace(",,,,,\n", "today,,,,,\n", 1), encoding="utf-8")
    words = composed("study=compare", *BUSY, "study.reforms='policy=judiciary start=2018-01 or "
                     "policy=[judiciary,regulators] policy.order_quality=0.5 start=2018-06 ramp=3 provinces=[0,2] "
                     "end=2019-06'")  # fmt: skip
    rows = composed("study=compare", *BUSY, f"study.table={file}")
    from_words, from_table = (STUDY.check(one).design for one in (words, rows))
    assert from_words.scenarios == from_table.scenarios
    assert {change.ramp_months for change in from_words.scenarios[2].changes} == {0, 3}, (
        "a choice cannot ramp"
    )
    assert from_table.names == from_words.names


def test_a_package_of_ones_own(tmp_path):
    package = tmp_path / "mine.yaml"
    package.write_text("order_quality: 0.95\nconcurrence: special_first\n", encoding="utf-8")
    words = ("study=compare", *BUSY, f"study.reforms='policy={package} start=2018-01'")
    changes = STUDY.check(composed(*words)).design.scenarios[1].changes
    assert {(change.lever, change.to) for change in changes} == {
        ("order_quality", 0.95),
        ("concurrence", 2),
    }
    package.write_text("order_qualit: 0.95\n", encoding="utf-8")
    with pytest.raises(
        InputError,
        match=r"policy.order_qualit is not a setting .did you mean 'policy.order_quality'",
    ):
        composed(*words)


def test_the_answer_follows_the_numbers_by_rule():
    def rows(**given):
        made = [(name, *given.get(name, (1.0, 1.0, 0.0, 0.0))) for name in COMPARED]
        frame = pd.DataFrame(
            made, columns=["outcome", "base", "value", "difference_low", "difference_high"]
        )
        whole = frame.assign(
            point=1, scenario="mine", years="2026-2030", difference=frame["value"] - frame["base"]
        )
        return whole.assign(
            low=whole["value"] / 2, high=2 * whole["value"], runs=40, upper_share=np.nan
        )

    base = rows().assign(point=0, scenario="today")
    reform = rows(expected_convictions_286_1=(1.0, 3.0, 1.5, 2.5), harm=(5.0, 4.0, -2.0, -0.5),
                  expected_wrongful=(1.0, 1.2, -0.1, 0.5))  # fmt: skip
    tables = {"compared": pd.concat([base, reform])}
    answer, _, _, doubts, outcomes, _ = re.split(r"\n\n(?=\||## )", report(tables))
    assert (
        "*mine* the country has 3 convictions of 286-1 a year, against 1 for *today* (expected, 2026-2030)"
        in answer
    )
    assert (
        "2 more (+1.5 to +2.5). Convictions a year of those who committed no offence: 1.2 against 1, the runs"
        in answer
    )
    assert answer.endswith("cannot tell them apart (-0.1 to +0.5); under another article than that of the offence "
                           "committed: 1 in both.")  # fmt: skip
    assert "no clear change (hollow dots) of: 286-1 among convictions under both, %; " in doubts
    assert "Illegal items" not in doubts, "it changed clearly"
    assert outcomes.startswith("## All outcomes")
    assert question(tables) == "What would *mine* change, compared with *today*?"
    two = {"compared": pd.concat([base, reform, rows().assign(point=2, scenario="other")])}
    assert re.findall(r"^### (.*)$", report(two), re.MULTILINE) == ["mine", "other"]
    assert len(cards(two)) == 2
    same = {"compared": pd.concat([base, reform, reform.assign(point=2, scenario="other")])}
    for lang in ("en", "zh"):
        with speaking(lang):
            assert re.findall(r"^### (.*)$", report(same), re.MULTILINE) == ["mine", "other"]
    assert len(cards(same)) == 2, "two scorecards of the same text are two"


def test_years_are_read_one_by_one_only_where_they_hold_cases_enough():
    assert {name: [*years] for name, years in spans_of(range(2018, 2025)).items()} == {
        "2018-2020": [2018, 2019, 2020], "2021-2024": [2021, 2022, 2023, 2024],
    }  # fmt: skip
    assert [*spans_of(range(2018, 2026))] == ["2018-2020", "2021-2023", "2024-2025"]
    assert [*spans_of(range(2018, 2019))] == ["2018-2018"]
    rows = pd.DataFrame({"outcome": "expected_convictions_286_1", "value": [1.0, 2.0], "low": [0.6, 1.1],
                         "high": [1.4, 2.9]})  # fmt: skip
    assert readable(rows)
    assert over_time({"by_year": rows, "by_three_years": rows}) == "by_year"
    few = rows.assign(low=[-0.1, 1.1])
    assert not readable(few)
    assert over_time({"by_year": few, "by_three_years": rows}) == "by_three_years"
    assert not readable(rows.assign(low=np.nan)), "of one run nothing is known"


def test_the_page_stands_alone_and_the_manifest_keeps_the_command(tmp_path, capsys):
    settings = settings_for("policy.inspection_rate=4 start=2018-01", tmp_path)
    folder = STUDY.run(settings, lambda: (differs(settings), command_of(settings)))
    shown = capsys.readouterr().out
    report = (folder / "report.md").read_text(encoding="utf-8")
    answer = report.partition("\n## All outcomes")[0]
    assert answer.startswith(
        "# What would *checks at 4 per year from January 2018* change, compared with *today*?\n"
    )
    assert answer.strip() in shown
    assert shown.count("\n|") == answer.count("\n|") == 9, (
        "on the terminal the scorecard is the only table"
    )
    assert not re.search(r"policy\.|inspection_rate|label\.", shown)
    manifest = manifest_of(folder)
    assert manifest["command"].startswith(
        "zombielaw compare policy.inspection_rate=4 start=2018-01 "
    )
    assert manifest["headline"] in report
    assert "Each of the 200 simulated providers stands for 671." in answer
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert 'src="data:image/png;base64,' in html
    assert not re.search(r'(src|href)="(?!data:)', html)
    command = "zombielaw compare policy.inspection_rate=4"
    for part in ("<details>", 'class="card"', command, "@media print", folder.name):
        assert part in html, part
    assert html.count("<svg") == 7
    assert html.count("What is doubtful") == 1
    assert not re.search("variance_ratio|two_groups|upper_share", html)
    chinese = (folder / "report.zh.md").read_text(encoding="utf-8")
    assert chinese.startswith("# 与现状相比，检查频次4次/年，自2018-01起会改变什么？\n")
    assert "checks at" not in chinese


# ---- the page as it is seen

CODE = re.compile(r"policy\.|label\.|study\.|world\.|\w+_\w+|=")
SIZES = (1280, 390)


@pytest.fixture(scope="module")
def compared_once(tmp_path_factory):
    text = "policy.order_element_required=false start=2018-01 or policy=judiciary start=2018-01 provinces=[0,1]"
    settings = settings_for(text, tmp_path_factory.mktemp("seen"), "study.posterior_draws=2")
    STUDY.run(settings, lambda: (differs(settings), command_of(settings)), shown=False)
    # whoever asks for the other page makes it
    return STUDY.run(replace(settings, lang="zh"), shown=False)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("lang", "file"), PAGES.items())
def test_the_page_is_read_at_any_width_without_code_and_in_one_language(
    browser, compared_once, size, lang, file
):
    tab = browser.new_page(viewport={"width": size, "height": 900})
    tab.goto((compared_once / file).as_uri())
    first = tab.inner_text("body")
    above = first[: first.index(tab.locator("p code").first.inner_text())]  # its own command
    assert not CODE.search(above), CODE.search(above)
    order = [
        first.index(part)
        for part in (tab.inner_text("h1"), tab.inner_text(".answer"), tab.inner_text("h2"))
    ]
    assert order == sorted(order)
    tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    # the command itself and names of files are code, and are marked as such
    tab.evaluate("document.querySelectorAll('code, h3, .note, svg').forEach(one => one.remove())")
    everything = tab.inner_text("body")
    if lang == "zh":
        assert not re.findall(r"[A-Za-z]{3,}(?: [A-Za-z]{2,})+", everything)
    assert tab.evaluate("document.documentElement.scrollWidth") <= size, (
        "a wide table scrolls by itself"
    )
    narrow = tab.evaluate("""() => [...document.querySelectorAll('td, th')].filter(one =>
        one.innerText.length > 3 && one.getBoundingClientRect().width < 40).map(one => one.innerText)""")
    assert not narrow, "no column is a letter wide"
    wide = tab.evaluate("""() => [...document.querySelectorAll('details .scroll')].filter(one =>
        one.scrollWidth > one.clientWidth).length""")
    assert wide > 0 if size == min(SIZES) else True, (
        "the tables of this comparison are wider than a phone"
    )
    dots = tab.evaluate("document.querySelectorAll('table.card').length")
    assert dots == 2
    tab.close()


def test_the_answer_comes_first_and_outlives_a_stop_in_the_draws(tmp_path, monkeypatch, capsys):
    settings = settings_for(
        "policy=judiciary start=2018-01", tmp_path, "study.posterior_draws=2", "replicates=2"
    )
    runs, seen = base.run_design, []

    def stopped(world, *design, **how):
        if world.draws:
            seen.append(capsys.readouterr().out)
            raise KeyboardInterrupt
        return runs(world, *design, **how)

    with monkeypatch.context() as patch:
        patch.setattr(base, "run_design", stopped)
        with pytest.raises(KeyboardInterrupt):
            STUDY.run(settings)
    (first,), (kept,) = seen, tmp_path.glob(f"compare/*{base.ANSWER}")
    assert first.startswith("# What would")
    assert "| Convictions of 286-1 a year" in first
    assert kept.read_text(encoding="utf-8") == first[:-1]
    assert f"The answer at the defaults stays in {kept}" in capsys.readouterr().err
    folder = STUDY.run(settings)
    whole = capsys.readouterr().out
    assert whole.startswith(first)
    assert "Over 2 draws" in whole
    assert whole.count("| Convictions of 286-1 a year") == 1, "it is not said twice"
    assert whole.partition("\n\nTables by")[0] in (folder / "report.md").read_text(encoding="utf-8")
    assert not kept.exists()


REFUSED = [
    ("", "a reform has no words"),
    ("policy=judiciary or", "a reform has no words"),
    ("policy=all against policy=judiciary against policy=all", "against stands there twice"),
    ("policy=all against policy=judiciary or policy=legislature", "against names 2 reforms"),
    ("policy=all policy=judiciary", "policy stands twice"),
    ("policy='", "cannot be read"),
    ("order=1", "says nothing of a reform"),
]
