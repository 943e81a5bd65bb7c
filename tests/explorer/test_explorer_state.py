"""The state of the page: an address is read as the command line is, written back, and gives the command's numbers."""

from __future__ import annotations

import re
import shlex
import sys
from collections import Counter
from dataclasses import replace
from itertools import product
from urllib.parse import parse_qsl

import numpy as np
import pandas as pd
import pytest
from patience import done
from PIL import Image

import zombielaw as zl
from zombielaw.experiments.analysis.compared import COMPARED, PER_FILES
from zombielaw.experiments.analysis.outcomes import LIFE
from zombielaw.experiments.analysis.prices import PRICED_DAYS
from zombielaw.experiments.analysis.scorecard import scorecard, verdicts
from zombielaw.experiments.analysis.story import ONLY, conclusion, explained, judged, selected
from zombielaw.experiments.analysis.wording import number, rows_by
from zombielaw.experiments.errors import ExecutionError, InputError
from zombielaw.experiments.explorer import display, serve, work
from zombielaw.experiments.explorer.state import (
    EXPERIMENTS,
    VIEWS,
    Side,
    State,
    program,
    read_state,
    stops,
    what_can_be_shown,
)
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.paper import EXPLORER, PICTURED, READMES
from zombielaw.experiments.words.names import levers
from zombielaw.experiments.words.texts import LANGUAGES, in_language, named, say, speaking, texts
from zombielaw.sim.analysis import diagnosis
from zombielaw.sim.analysis.replay import case_file, place_of
from zombielaw.sim.law.truth import MET
from zombielaw.sim.measures import UNDETECTED_UNDER
from zombielaw.sim.parameters import Policy, declared
from zombielaw.sim.record import ENDS
from zombielaw.sim.simulate import simulate

SMALL = State(experiment="lively", months=62, runs=3)
ORDERS = Side(levers={"corrective_order_rate": 0.9})
"""Policy B of exercise 1."""
ADDRESSES = (
    {},
    {"b": "policy=judiciary"},
    {
        "b": "policy=[legislature,judiciary] policy.order_quality=0.5 start=2018-01 end=2020-01 provinces=[0,1]"
    },
    {
        "a": "policy.concurrence=habit",
        "b": "policy.order_element_required=false",
        "experiment": "starved",
    },
    {
        "experiment": "",
        "seed": "7",
        "runs": "5",
        "months": "60",
        "view": "why",
        "lang": "zh",
        "theme": "dark",
    },
    {"b": ""},
    {"seed": "0"},
    {"b": "", "experiment": "lively"},
    {"month": "2018-03", "case": "P0000012-2017-01", "world": "region"},
)
FORGED = (
    {"x": "1"}, {"world": "sponsors"}, {"seed": "-1"},
    {"seed": "9" * 5000}, {"runs": "100000"}, {"lang": "fr"},
    {"b": "policy=/etc/passwd.yaml"}, {"b": "policy.order_quality=2"},
    {"b": "policy.nothing=1"}, {"b": "policy.order_quality=${oc.env:HOME}"},
    {"b": "policy=judiciary or policy=all"}, {"b": "policy=judiciary against policy=all"}, {"b": "name=x policy=all"},
    {"b": "policy=judiciary start=2099-01"}, {"b": "policy='"},
    {"b": "world.providers=1000000"}, {"b": "policy.order_quality=0.1 " * 500}, {"case": "\x00"}, {"month": "x" * 3000},
    {"b": "policy.order_quality=[1,2"},
)  # fmt: skip


@pytest.mark.parametrize("query", ADDRESSES)
def test_an_address_is_read_and_written_back(query):
    state = read_state(query)
    again = read_state(dict(parse_qsl(state.query[1:], keep_blank_values=True)))
    assert again == state
    assert again.scenario("b") == state.scenario("b")


@pytest.mark.parametrize("query", FORGED)
def test_a_forged_address_meets_one_message(query):
    with pytest.raises(InputError) as refused:
        read_state(query)
    assert 10 < len(str(refused.value)) < 1500
    assert in_language(refused.value, "zh") != str(refused.value)


def test_a_lever_moved_and_moved_back_leaves_no_trace():
    side = Side().moved("order_quality", 0.5, SMALL.base)
    assert side.words(SMALL.base) == ["policy.order_quality=0.5"]
    assert (
        side.moved("order_quality", SMALL.base.plain["policy.order_quality"], SMALL.base) == Side()
    )
    package = Side(packages=("judiciary",)).moved("charge_preference", 0.9, SMALL.base)
    assert package.value("charge_preference", SMALL.base) == 0.9
    assert package.value("concurrence", SMALL.base) == "special_first"
    with pytest.raises(InputError, match="order_quality"):
        side.moved("order_quality", 3.0, SMALL.base)
    state = replace(SMALL, b=Side(when={"start": "2018-01"}))
    assert work.same(state)
    assert "start=2018-01" in dict(parse_qsl(state.query[1:]))["b"]


@pytest.mark.slow
def test_the_command_gives_the_numbers_of_the_page(tmp_path):
    state = replace(
        SMALL,
        a=Side(levers={"order_delay": 3.0}),
        b=Side(("judiciary",), {"order_quality": 0.5}, {"start": "2017-01"}),
    )
    ours = work.differences(state).drop(columns="scenario")
    asked = shlex.split(state.command)
    assert asked[:2] == [program(), "compare"]
    card = work.scored(state)
    assert scorecard(card)["B"] == next(iter(scorecard(work.differences(state)).values()))
    theirs = zl.compare(*map(shlex.quote, asked[2:]), f"out={tmp_path}", "execute=serial")[
        "compared"
    ]
    assert set(ours["outcome"]) == {*COMPARED, PRICED_DAYS}
    for name in ("value", "low", "high", "difference", "difference_low", "difference_high"):
        assert ours[name].to_list() == pytest.approx(theirs[name].to_list(), nan_ok=True), name


def test_it_opens_on_today_in_both_policies():
    state = State()
    assert work.same(state)
    assert read_state({}) == read_state({"b": ""}) == state
    moved = replace(state, b=ORDERS)
    assert moved.policy_in_words("b") == "Order rate 0.9"
    with speaking("zh"):
        assert moved.policy_in_words("b") == "责令改正率 0.9"


def test_the_years_of_the_page_have_one_number():
    """A year of the chart is a year of the command; the mean of the years is the level of the scorecard."""
    state = replace(SMALL, b=Side(levers={"corrective_order_rate": 0.1}))
    years = work.charged(state)
    whole = work.differences(state)
    for name, point in product(work.CHARGED, (0, 1)):
        ours, theirs = (
            one[(one["outcome"] == name) & (one["point"] == point)]["value"]
            for one in (years, whole)
        )
        assert ours.mean() == pytest.approx(theirs.item())
    rows = years[years["outcome"] == work.CHARGED[0]]
    low, band, *_ = display.by_year(rows, "light")["series"]
    assert max(low["data"]) > 1.0, "a band that begins at zero cannot tell"
    assert np.add(low["data"], band["data"]) == pytest.approx(
        rows[rows["point"] == 0]["high"].to_numpy(), abs=1e-3
    )
    alone = work.scored(SMALL)
    assert set(alone["point"]) == {0}
    assert display.lines(alone)[4].base == display.lines(work.scored(state))[4].base


def test_without_a_full_year_nothing_is_counted():
    state = replace(SMALL, b=Side(levers={"corrective_order_rate": 0.1}, when={"start": "2020-06"}))
    assert work.scored(state).empty


def test_the_rows_of_the_board_are_those_of_the_scorecard():
    state = replace(SMALL, b=Side(levers={"corrective_order_rate": 0.1}))
    card = work.scored(state)
    rows = display.board(state, card)["rows"]
    for drawn, line in zip(rows, scorecard(card)["B"], strict=True):
        assert drawn["levels"] == f"{number(line.base)} → {number(line.value)}"
        assert number(line.change_low, "+") in drawn["change"]
        at = drawn["at"]
        assert at["low"] * line.base == pytest.approx(
            at["a"] * max(0.0, line.base + line.change_low)
        )
        assert max(at.values()) < 100.0
    alone = display.board(SMALL, work.scored(SMALL))["rows"]
    assert all([*one["at"]] == ["a"] and not one["change"] for one in alone)


@pytest.mark.slow
def test_the_page_of_a_file_says_why_it_is_listed():
    """Exercise 2, over all files of a run that ends soon after the numeric thresholds came."""
    state = State(experiment="excluded", months=54)
    run = work.run_of(state.scenario("a"), state.seed)
    ledger = run.record.ledger
    told = {row["file"]: judged(row, "en") for row in ledger.to_dict("records")}
    for name in ledger["file"][ledger["charge"].astype(str) == "287-2"]:
        told[name] += conclusion(
            explained(case_file(run.scenario, run.luck, *place_of(name))), "en"
        )
    words = ("", "every element of 286-1", "convicted of 286-1", "acquitted")
    for only, said in zip(ONLY, words, strict=True):
        listed = set(selected(ledger, only)["file"])
        assert {name for name, text in told.items() if said in text} == listed, only


def test_exercise_1_holds():
    state = State(b=ORDERS)
    a, b = (one.value("corrective_order_rate", state.base) for one in (state.a, state.b))
    assert f"to {b} under B; it is {a:.2g} under A." in (DOCS / "start_browser.md").read_text(
        "utf-8"
    )
    assert f"设为{b}；A为{a:.2g}。" in (DOCS / "start_browser.zh.md").read_text("utf-8")
    use, share, rival, *_ = display.lines(work.scored(state))
    assert [display.clear(line) for line in (use, share, rival)] == ["more", "more", "none"]
    assert share.value / share.base == pytest.approx(use.value / use.base, rel=0.2)


@pytest.mark.slow
@pytest.mark.parametrize(("world", "lasts"), [("starved", False), ("trapped", True)])
def test_exercise_3_holds(world, lasts):
    training = Side(levers={"training": 0.1}, when={"start": "2016-01", "end": "2019-01"})
    years = work.charged(State(experiment=world, b=training)).set_index("year")
    effect = years.query("outcome == @work.CHARGED[0] and point == 1")["difference"]
    left = effect["2025"] / effect["2019"]
    assert left > 0.5 if lasts else left < 0.2


def test_the_funnel_counts_the_runs_of_its_sentence():
    card = work.scored(State(b=ORDERS))
    use, last = display.lines(card)[0], [one.iloc[-1] for one in work.funnels(card).values()]
    assert [one["expected"] for one in last] == [use.base, use.value]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picture_of_the_page_is_of_today(lang):
    state = read_state(PICTURED)
    with Image.open(EXPLORER[lang]) as picture:
        words = picture.info.get("words")
    with speaking(lang):
        shown = "\n\n".join(display.told(state, work.scored(state)))
    assert words == shown, "the picture is old: make paper NAMES=figures"
    assert EXPLORER[lang].stat().st_size < 200_000
    readme = READMES[lang].read_text(encoding="utf-8")
    assert f"](docs/img/{EXPLORER[lang].name})" in readme


def test_a_file_is_concluded_at_the_elements_that_fail():
    elements = pd.DataFrame(
        [
            ("286-1", "order", "not met"),
            ("286-1", "intent", "open"),
            ("287-2", "knowing", "open"),
            ("x", "aid", "met"),
        ],
        columns=["offence", "element", "truth"],
    )
    sentence = conclusion(elements, "en")
    assert "286-1 fails at: order." in sentence
    assert "287-2 is open: knowing." in sentence
    assert "every element of x is satisfied" in sentence


@pytest.mark.parametrize(
    ("verdict", "truths", "fate"),
    [
        ("286-1", (2, 0, 0), "So: right"),
        ("225", (2, 0, 0), "So: mislabelled"),
        ("287-2", (0, 0, 0), "So: wrong"),
        ("287-2", (1, 0, 0), "So: open"),
        ("none", (0, 2, 0), "So: lost"),
        ("acquitted", (0, 0, 0), "So: right"),
        ("none", (0, 1, 0), "So: open"),
    ],
)
def test_a_file_ends_in_a_conclusion(verdict, truths, fate):
    names = ("met_286_1_statute", "met_287_2_statute", "met_other_statute")
    row = {**dict(zip(names, truths, strict=True)), "met_225": 0, "verdict": verdict, "closed": 9}
    told = judged({**row, "judged": 9, "scrutiny": 0, "plea": 1}, "en")
    assert fate in told
    assert "pleaded guilty" in told
    assert ("The court convicted" in told) == (verdict not in ("none", "acquitted"))
    assert judged({**row, "judged": None}, "zh").startswith("结论：")


@pytest.mark.parametrize(("wrong", "why"), [
    ({"a": "policy.order_quality=nan"}, "is not a number"), ({"a": "policy.order_quality=1e-400"}, "taken for zero"),
    ({"a": "policy=all ramp=600"}, "is not over by"), ({"a": "policy=all provinces=[40]"}, "40"),
    ({"a": "policy.concurrence=9"}, "is not an option"), ({"a": "policy.order_element_required=maybe"}, "is not a yes"),
    ({"runs": "0"}, "is out of range"), ({"x": "1"}, "is no part of an address"),
])  # fmt: skip
def test_what_is_wrong_in_a_link_is_told_and_the_rest_shown(wrong, why):
    rest = {"b": "policy=judiciary start=2018-01", "world": "region", "months": "62", "lang": "zh"}
    state, error = what_can_be_shown(wrong | rest)
    assert why in str(error)
    assert state == read_state(rest)
    assert what_can_be_shown(rest) == (state, None)


def test_the_five_fold_rule_is_another_way_to_weight_and_none_that_may_be_missed():
    ways = [("287-2", "serious", "met"), ("287-2", "fivefold", "not met")]
    columns = ["offence", "element", "truth"]
    met = pd.DataFrame([*ways, ("287-2", "weight", "met")], columns=columns)
    assert "every element of 287-2 is satisfied" in conclusion(met, "en")
    lacking = pd.DataFrame([*ways, ("287-2", "weight", "not met")], columns=columns)
    assert "287-2 fails at: weight of the aid." in conclusion(lacking, "en")


def test_the_run_of_the_page_is_the_run_of_python():
    ours = work.run_of(SMALL.scenario("a"), 1)
    theirs = zl.simulate(zl.scenario("experiment=lively", "study.months=62"), seed=1)
    assert ours.funnel.equals(theirs.funnel)


def test_what_is_slow_can_be_ended():
    def stop(_: int, __: int) -> None:
        raise work.Cancelled

    with pytest.raises(work.Cancelled):
        work.differences(replace(SMALL, b=Side(levers={"order_quality": 0.1})), stop)
    with pytest.raises(work.Cancelled):
        work.diagnosed(replace(SMALL, months=122).scenario("a"), 1, stop)


def test_the_answer_is_a_plain_sentence_and_its_basis_has_interval_and_world():
    state = replace(SMALL, b=Side(levers={"corrective_order_rate": 0.1}))
    scored = work.scored(state)
    use, *_ = display.lines(scored)
    for lang in LANGUAGES:
        with speaking(lang):
            answer, basis = display.told(state, scored)
            assert answer == say(
                "headline.fewer",
                before=number(use.base),
                now=number(use.value),
                per=named("unit", "per year in the country"),
            )
        for part in (number(use.change_low, "+"), number(use.change_high, "+"), "2,000", "67"):
            assert part in basis
    answer, basis = display.told(SMALL, work.scored(SMALL))
    assert "violations found in a year" in answer
    assert "same policy" in basis


def test_until_the_engine_answers_the_committed_funnel_does_for_today_alone():
    stored = work.opening(State(b=ORDERS))
    table = pd.read_csv(work.OPENING / "tables" / "funnel.csv").set_index("stage")
    last = work.funnels(stored)["a"].iloc[-1]
    assert last["expected"] == table["expected_per_year"]["convictions_286_1"]
    assert last["count"] == table["per_year"]["convictions_286_1"]
    answer, basis = display.told(State(), stored)
    assert f"{table['per_year']['findings']:,.0f}" in answer
    assert f"from {stored['runs'].iloc[0]} runs" in basis
    assert work.opening(State(a=ORDERS)) is work.opening(State(experiment="lively")) is None


def test_the_page_calls_alive_what_the_findings_call_alive():
    """Each part is that of ``zombielaw compare`` in the years of the scorecard; the headline has no verdict alone."""
    state = replace(State(), runs=2, b=Side(levers={"order_element_required": False}))
    card = work.scored(state)
    values = rows_by(card, "scenario", "outcome")
    for side in "AB":
        applied, eligible, never_found = 0.0, 0, 0
        for replicate in range(state.runs):
            record = simulate(state.scenario(side.lower()), state.seed, replicate, "compiled")
            month, closed = record.months["month"], record.files["closed"]
            years = month >= 2
            applied += record.months["expected_applied"][years].sum()
            never_found += record.months["undetected_286_1"][years & (month < month[-1])].sum()
            eligible += int(
                ((closed >= 2) & (record.files[f"met_286_1_{UNDETECTED_UNDER}"] == MET)).sum()
            )
        assert values[side, "application_rate"]["value"] == pytest.approx(
            applied / (eligible + never_found)
        )
        assert (never_found > 0) == (side == "B"), (
            "without an order what nobody finds may satisfy 286-1"
        )
    for lang in LANGUAGES:
        with speaking(lang):
            sentences, (headline, _) = verdicts(card), display.told(state, card)
        for sentence, side in zip(sentences, "AB", strict=True):
            for part, least in LIFE.items():
                value = number(100 * values[side, part]["value"])
                assert say("alive.value", lang, value=value, ends="") in sentence
                assert re.search(rf"\D{number(100 * least)} ?%", sentence)
        assert not any(word in headline for word in ("alive", "存活", "适用"))


def test_a_world_with_given_files_has_no_count_of_the_country():
    """Learn, step 4: its counts are per 100 of the given files, in the answer, the headline and the report."""
    state = replace(stops()["trap"].state("en", "light"), runs=2)
    card = work.scored(state)
    counted = card[card["unit"] == PER_FILES].set_index(["point", "outcome"])["value"]
    both = [counted[0, f"expected_convictions_{name}"] for name in ("286_1", "287_2")]
    assert sum(both) == pytest.approx(100.0, abs=0.5), "nearly all given files end in a conviction"
    assert not (card["unit"] == "per year in the country").any()
    for lang, words in (("en", "per 100 files"), ("zh", "每100件案件")):
        with speaking(lang):
            told = " ".join(display.told(state, card)), display.lines(card)[0].title()
        for text in told:
            assert words in text.replace("件/100件案件", words)
            assert not any(
                country in text
                for country in ("a year in the country", "the country has", "全国每年")
            )
    assert replace(state, experiment="lively").per == ""


def test_every_lever_is_shown_in_both_languages_and_every_name_has_words():
    for lang in LANGUAGES:
        with speaking(lang):
            shown = levers()
        assert sorted(one.about.name for one in shown) == sorted(
            lever.name for lever in declared(Policy)
        )
        for one in shown:
            assert one.title != one.about.name
            assert f"group.{one.group}" in texts()
    ends = {end.replace(" ", "_") for end in ENDS}
    wanted = {
        *(f"out.{end}" for end in ends), *(f"view.{view}" for view in VIEWS),
        *(f"probe.{name}" for name in diagnosis.PROBES if name != diagnosis.AS_IS),
        *(f"cause.{name}" for name in diagnosis.CAUSES),
        *(f"unit.{lever.about.unit}" for lever in declared(Policy)
          if lever.about.unit not in ("share", "choice", "yes/no")),
        *(f"option.{option}" for lever in declared(Policy) for option in lever.about.options),
        *(f"outcome.{name.removeprefix('expected_')}" for name in COMPARED),
    }  # fmt: skip
    lacking = sorted(wanted - set(texts()))
    assert not lacking, f"experiments/words/page.csv has no words for {', '.join(lacking)}"


def test_six_steps_set_what_is_allowed_and_ask_while_nothing_else_is_moved():
    assert len(stops()) == 6
    for lang, stop in product(LANGUAGES, stops().values()):
        state = stop.state(lang, "light")
        assert read_state(dict(parse_qsl(state.query[1:]))) == state
        assert not work.same(state)
        assert stop.asks(replace(state, view="desks", month="2018-03"))
        assert not stop.asks(replace(state, b=ORDERS))
        assert stop.outcome in COMPARED
        assert all(text[lang] for text in (stop.title, stop.text, stop.why))


@pytest.mark.parametrize(
    "words", [["port=0"], ["port=x"], ["port=99999999999"], ["host="], ["nothing"], ["prt=1"]]
)
def test_the_command_refuses_what_it_does_not_know(words):
    with pytest.raises(InputError, match=r"port|host"):
        serve.address_of(words)


def test_the_command_listens_here_unless_told_otherwise():
    assert serve.address_of([]) == ("127.0.0.1", 8080)
    assert serve.address_of(["port=9000", "host=0.0.0.0"]) == ("0.0.0.0", 9000)


def test_without_the_extra_there_is_one_message(monkeypatch):
    for name in [
        name for name in sys.modules if name.startswith("zombielaw.experiments.explorer.")
    ]:
        if name.rpartition(".")[2] in ("site", "page", "parts"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nicegui", None)
    with pytest.raises(ExecutionError, match="make explore"):
        serve.serve(["port=8080"])


def test_nobody_else_needs_the_extra():
    code = "import sys; import zombielaw as zl; zl.scenario(); import zombielaw.experiments.explorer.work"
    assert done("-c", f"{code}; sys.exit('nicegui' in sys.modules)").returncode == 0


def test_the_stored_diagnoses_are_those_of_the_named_worlds_as_they_are():
    for name in EXPERIMENTS:
        of = work.stored(State(experiment=name), "a")
        assert [sum(of[kind].values()) for kind in ("seed", "draw")] == [work.SEEDS, work.DRAWS]
        causes = Counter(of["seed"]) + Counter(of["draw"])
        left = causes.pop(diagnosis.UNDECIDED, 0)
        named_most, each = display.doubt(of)
        total = work.SEEDS + work.DRAWS
        words = [f"In {total} diagnoses no single cause"]
        if causes:
            words = [f"in {max(causes.values())} of {total}", f"{left} name no single cause"]
        assert all(one in named_most for one in words)
        assert f"({work.SEEDS} seeds)" in each and f"({work.DRAWS} sets)" in each
    assert "no single cause is named" in display.doubt({"seed": {diagnosis.UNDECIDED: 3}})[0]
    assert work.stored(State(b=ORDERS), "b") == {}, "a reform has none"
    assert work.stored(State(seed=2), "a") == {}


@pytest.mark.slow
def test_a_stored_diagnosis_is_made_again():
    state = State(experiment="starved")
    again = Counter(
        work.diagnosed(one.scenario, one.seed).diagnosis.conclusion
        for one in work.batches(state.scenario("a"), state.seed)
        if one.kind == "seed"
    )
    assert work.stored(state, "a")["seed"] == again
