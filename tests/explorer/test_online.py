"""The first page: one file with the numbers of the committed tables and of the declared chain; it asks nobody."""

from __future__ import annotations

import json
import re
from itertools import pairwise, product

import browsers
import numpy as np
import pytest
from patience import PATIENCE
from scipy.special import logit

from zombielaw.experiments.analysis.rules import OUTCOMES, RULE, known
from zombielaw.experiments.api import scenario
from zombielaw.experiments.config.schema import PRACTICE
from zombielaw.experiments.paths import DATA, PAPER
from zombielaw.experiments.publish import online
from zombielaw.experiments.publish.findings import tables_of
from zombielaw.sim.analysis.funnel import yearly
from zombielaw.sim.numbers import shifted

CHARGED = "order.send.open"
LOOKS = [(lang, scheme) for lang in ("en-US", "zh-CN") for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def data():
    text = online.PAGE.read_text(encoding="utf-8")
    return json.loads(
        re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1].replace("<\\/", "</")
    )


@pytest.fixture
def opened(browser):
    contexts = []

    def opening(state="", size=browsers.WIDE, **look):
        contexts.append(
            browser.new_context(
                viewport=size, **{"reduced_motion": "reduce", "locale": "en-US"} | look
            )
        )
        page = contexts[-1].new_page()
        page.set_default_timeout(1000.0 * PATIENCE)
        page.asked, page.errors = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(f"{online.PAGE.as_uri()}#{state}")
        page.wait_for_selector("h1")
        return page

    yield opening
    for context in contexts:
        context.close()


def count(value):
    """A number as the page writes it."""
    if value >= 9.95:
        return f"{int(value + 0.5):,}"
    return f"{value:.1f}".removesuffix(".0") if value >= 0.95 else f"{value:#.2g}"


def number(text):
    return float(text.replace(",", ""))


def chain(orders, referrals, aid):
    """Numbers a year where files stop, by the committed funnel and the declared decisions."""
    today = PRACTICE
    table = tables_of("baseline")["funnel"].set_index("stage")
    levels = table["per_year"][list(online.STAGES.values())].tolist()
    passed = [after / before for before, after in pairwise(levels)]
    moves = ((0, today.corrective_order_rate, orders), (2, today.transfer_rate, referrals))
    for stage, own, level in moves:
        passed[stage] = shifted(level, logit(passed[stage]) - logit(own))
    passed[4] *= convictions(aid) / convictions(today.charge_preference)
    came = levels[0] * np.cumprod([1.0, *passed])
    return came - [*came[1:], 0.0]


def convictions(aid):
    here = scenario("world=region", f"policy.charge_preference={aid}")
    return yearly(here, range(2016, 2023), ["convictions_286_1"])["convictions_286_1"]


def test_it_is_what_the_tables_and_its_sources_make(data):
    made = {**online.numbers(), "files": data["files"]}
    again = "it is old: python -m zombielaw.experiments.publish.online"
    assert online.page(made) == online.PAGE.read_text(encoding="utf-8"), again


@pytest.mark.slow
def test_its_case_files_are_those_of_a_new_run(data):
    assert json.loads(json.dumps(online.files())) == data["files"]
    assert [one["law"] for one in data["files"]] == ["286-1", "287-2", "none"]
    own = [truth for element, truth, _ in data["files"][0]["elements"]["en"] if "286-1" in element]
    assert {*own} == {"met"}, "the stamp and the elements agree"


def test_it_is_one_small_file_that_asks_nobody_and_tells_a_chat_what_it_is(opened):
    page = opened("at=sure")
    assert {url.partition("#")[0] for url in page.asked} <= {online.PAGE.as_uri(), "data:,"}
    assert not page.errors
    assert [path.name for path in online.PAGE.parent.iterdir()] == [online.PAGE.name]
    assert online.PAGE.stat().st_size <= 450_000
    assert page.locator("meta[property='og:title']").get_attribute("content")
    assert page.locator("a.door").count() == 0, "a file alone has no neighbours"


def test_one_acts_before_one_reads_and_has_a_rule_within_five_taps(opened):
    page = opened(size=browsers.PHONE)
    assert len(page.inner_text("body").split()) <= 120
    taps = ("#go", "#to-rule", "#orders")
    for tap in taps:
        page.click(tap)
    assert page.locator("#orders").input_value() != "3"
    assert len(taps) <= 5


@pytest.mark.parametrize("lang", ["en-US", "zh-CN"])
def test_it_speaks_the_language_of_the_browser_and_the_other_keeps_what_was_done(opened, lang):
    page = opened("at=desk&did=order.send", locale=lang)
    spoken = page.evaluate("document.documentElement.lang")
    assert spoken == {"en-US": "en", "zh-CN": "zh-CN"}[lang]
    page.click("#language")
    assert page.evaluate("document.documentElement.lang") != spoken
    assert page.locator(".log li").count() == 2
    assert page.evaluate("document.activeElement.id") == "language"


@pytest.mark.parametrize(("file", "did", "stamp"), [
    (0, "nothing", "Never a crime"), (0, "talk", "Never a crime"), (0, "order.rest", "Lost case"),
    (0, f"{CHARGED}.none", "Lost case"), (0, f"{CHARGED}.286-1.convict", "Right"),
    (0, f"{CHARGED}.287-2.convict", "Mislabelled"), (1, "nothing", "Lost case"),
    (1, f"{CHARGED}.287-2.convict", "Right"), (2, f"{CHARGED}.286-1.convict", "Wrong"), (2, "talk", "Right"),
])  # fmt: skip
def test_a_stamp_agrees_with_the_law(opened, file, did, stamp):
    page = opened(f"at=desk&file={file}&did={did}")
    assert page.locator(".stamp").text_content() == stamp


def test_each_dial_stops_at_today_and_there_the_page_has_the_numbers_of_the_tables(opened, data):
    today = PRACTICE._asdict()
    for name, key in RULE.items():
        dial = data["dials"][name]
        assert dial["own"] == today[key.removeprefix("policy.")]
        assert dial["own"] in dial["stops"]
    page = opened("at=rule")
    own = known()([one["own"] for one in data["dials"].values()])[0, :, 0]
    assert page.locator("td:last-child").all_inner_texts()[0].split()[0] == count(own[0])
    run = tables_of("run")["doubts"].set_index("outcome").loc[OUTCOMES[0], "value"]
    assert count(own[0]) == count(run), "the number of the README"


@pytest.mark.slow
def test_fifty_rules_fall_as_the_declared_chain_and_the_table_of_runs_say(opened, data):
    luck, page, table = np.random.default_rng(73), opened("at=rule"), known()
    for _ in range(50):
        rule = {name: luck.choice(dial["stops"]) for name, dial in data["dials"].items()}
        words = "&".join(f"{name}={float(level)}" for name, level in rule.items())
        page.goto(f"{online.PAGE.as_uri()}#at=rule&{words}")
        assert page.locator("#orders").input_value() == str(
            data["dials"]["orders"]["stops"].index(rule["orders"])
        )
        shown = [number(text) for text in page.locator(".legend b").all_inner_texts()]
        assert shown == pytest.approx(chain(*rule.values()), rel=0.06, abs=0.5), rule
        cells = page.locator("td:last-child").all_inner_texts()
        answers = [number(text.split()[0]) for text in cells]
        assert answers == pytest.approx(table([*rule.values()])[0, :, 0], rel=0.06), rule


def test_of_the_two_goals_one_can_be_reached_and_the_page_says_which(opened, data):
    stops = [dial["stops"] for dial in data["dials"].values()]
    values = known()([*product(*stops)])[:, :, 0]
    uses, _, wrongs, days = known()([dial["own"] for dial in data["dials"].values()])[0, :, 0]
    can = [
        bool(
            (
                (values[:, 0] >= goal["uses"] * uses)
                & (values[:, 2] <= goal["wrongs"] * wrongs)
                & (values[:, 3] <= goal["days"] * days)
            ).any()
        )
        for goal in online.GOALS
    ]
    assert can == [True, False]
    said = [opened(f"at=rule&goal={goal}").inner_text("#reached") for goal in (0, 1)]
    assert [text.startswith("No setting") for text in said] == [False, True]


def test_ten_years_are_ten_times_a_year_and_practice_has_its_size(opened, data):
    page = opened("at=rule")
    before = number(page.locator("td").nth(7).inner_text().split()[0])
    page.click("#ten")
    assert number(page.locator("td").nth(7).inner_text().split()[0]) == pytest.approx(
        10 * before, rel=0.001
    )
    assert all(data["practice"][name] in page.inner_text("#practice") for name in ("own", "both"))


def test_a_rule_can_be_given_away(opened):
    page = opened("at=rule&orders=0.9", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.share = undefined")
    page.click("#share")
    page.wait_for_function("document.querySelector('#rule-part > output').textContent")
    assert "orders=0.9" in page.inner_text("#rule-part > output")


def test_the_keyboard_alone_reaches_and_moves_each_dial(opened):
    page = opened("at=rule")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        if (name := page.evaluate("document.activeElement.id")) in RULE:
            before = page.inner_text("#answer")
            page.keyboard.press("Home")
            page.keyboard.press("End")
            reached |= {name} if page.inner_text("#answer") != before else set()
    assert reached == set(RULE)


@pytest.mark.slow
@pytest.mark.parametrize("size", [browsers.WIDE, browsers.PHONE], ids=["1280", "390"])
@pytest.mark.parametrize(("lang", "scheme"), LOOKS)
def test_it_breaks_no_rule_of_accessibility_and_fits_its_screen(opened, size, lang, scheme):
    for state in (
        "",
        f"at=desk&file=1&did={CHARGED}.287-2.convict",
        "at=rule&ten=1&goal=1",
        "at=desk&did=talk",
    ):
        page = opened(state, size, locale=lang, color_scheme=scheme)
        assert browsers.too_wide(page) <= 0
        assert not browsers.violations(page)


def test_the_table_of_rules_is_the_committed_one_and_is_read_in_straight_lines():
    """Rules that were held out lie where the report says."""
    rows, held = (tables_of("rules")[name] for name in ("rules", "held"))
    assert (DATA / "rules.csv").read_bytes() == (PAPER / "rules/tables/rules.csv").read_bytes()
    table = known()
    for row in rows.sample(40, random_state=0).itertuples():
        at = table([row.orders, row.referrals, row.aid])[0, OUTCOMES.index(row.outcome)]
        assert at == pytest.approx([row.value, row.low, row.high])
    assert len(rows) + len(held) <= 300 * len(OUTCOMES)
    assert (rows["low"] <= rows["value"]).all()
    assert rows["value"].min() >= 0.0, "no negative number of convicted people"
    off = (held["table"] / held["value"] - 1.0).abs()
    assert off.median() < 0.1
    middle = (table.values[0, 0, 0] + table.values[1, 0, 0]) / 2.0
    halves = [
        sum(levels[:2]) / 2.0 if not place else levels[0] for place, levels in enumerate(table.grid)
    ]
    assert table(halves)[0] == pytest.approx(middle)


def lesson():
    """Numbers that the model answers of each question must say, as the page says them."""
    more = ({}, {"orders": 1.0}, {"referrals": 1.0}, {"orders": 0.7, "referrals": 0.35})
    today, orders, referrals, both = (known()([own(**moved)])[0, :, 0] for moved in more)
    shares = (round(100.0 * of[0] / of[:2].sum()) for of in (orders, today))
    stops = chain(*own())
    came = stops[::-1].cumsum()[::-1]
    doubts = tables_of("run")["doubts"].set_index("outcome").loc[OUTCOMES[0]]
    front = tables_of("decide")["choices"].iloc[0]
    ends = known()([own()])[0, 0, 1:]
    return {
        1: [came[0], stops[0], *came[1:]],
        2: [orders[0], today[0], *shares, today[1], orders[1]],
        3: [chain(*own(**more[3]))[-1], both[0]],
        4: [today[0], referrals[0], today[2], referrals[2]],
        5: [
            *ends,
            doubts["draws"],
            doubts["draw_low"],
            doubts["draw_high"],
            front["draws"],
            front["alive"],
        ],
        6: [],
    }


def own(**moved):
    today = PRACTICE._asdict()
    return [moved.get(part, today[key.removeprefix("policy.")]) for part, key in RULE.items()]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["lesson.md", "lesson.zh.md"])
def test_the_lesson_says_what_the_model_says_and_its_links_open_a_state(opened, name):
    text = (online.DOCS / name).read_text(encoding="utf-8")
    answers = dict(re.findall(r"^(\d)\. (.+)$", text, re.MULTILINE))
    for question, numbers in lesson().items():
        answer = re.sub(r"286-1|287-2", "", answers[str(question)])
        shares = {"100", "90"} if question in (2, 5) else set()
        said = {*re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", answer)}
        due = {count(value) if round(value, 6) else "0" for value in numbers}
        assert due <= said <= due | shares, question
    page = opened()
    for state in re.findall(r"online/index\.html#([^)]*)", text):
        page.goto("about:blank")
        page.goto(f"{online.PAGE.as_uri()}#{state}")
        part = dict(word.split("=") for word in state.split("&")).get("at", "guess-title")
        assert page.locator(f"#{part}").is_visible()
        for word in ("orders", "referrals"):
            if level := re.search(rf"{word}=([\d.]+)", state):
                stop = online.dial(word)["stops"][int(page.locator(f"#{word}").input_value())]
                assert stop == float(level[1])
