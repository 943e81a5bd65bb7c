"""The front page: the reader is an official. Its numbers are those of the committed tables; it asks nobody."""

from __future__ import annotations

import json
import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread

import browsers
import pandas as pd
import pytest
from patience import PATIENCE, ROOT

from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.publish import online
from zombielaw.experiments.studies.base import Finished

PLACE = online.DATA.parent
GUILTY = ("order", "send", "open", "286-1", "convict")
ALL = f"did={'.'.join(GUILTY)}&at=cost&guess=order_quality&gate=transfer_rate"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def data():
    return json.loads(
        online.DATA.read_text(encoding="utf-8")
        .strip()
        .removeprefix(online.BEGINS)
        .removesuffix(";")
    )


@pytest.fixture(scope="module")
def served():
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=PLACE)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()


@pytest.fixture(scope="module")
def page(browser):
    return browser.new_page()


@pytest.fixture
def opened(browser):
    contexts = []

    def opening(state="", size=browsers.WIDE, place=(PLACE / "index.html").as_uri(), **look):
        contexts.append(browser.new_context(viewport=size, **look))
        page = contexts[-1].new_page()
        page.set_default_timeout(1000.0 * PATIENCE)
        page.asked, page.errors = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(f"{place}#{state}")
        page.wait_for_selector("h1")
        return page

    yield opening
    for context in contexts:
        context.close()


def table(name):
    study, own = name.split("/")
    return Finished(PAPER / study)[own]


def said(number):
    return f"{number:,.0f}" if number >= 9.95 else f"{number:.1f}".removesuffix(".0")


def test_its_data_are_those_of_the_tables_and_its_words_have_both_languages(data):
    made = json.loads(json.dumps({**online.numbers(), "words": online.words()}))
    again = "its data are old: python -m zombielaw.experiments.publish.online"
    assert {name: data[name] for name in made} == made, again
    en, zh = (dict(leaves(data["words"][lang])) for lang in ("en", "zh"))
    assert [*en] == [*zh]
    for key, text in en.items():
        assert {*re.findall(r"\{\w+\}", text)} - {"{posts}"} == {
            *re.findall(r"\{\w+\}", zh[key])
        }, key


def leaves(words, before=""):
    for key, value in words.items() if isinstance(words, dict) else enumerate(words):
        yield from (
            [(f"{before}.{key}", value)]
            if isinstance(value, str)
            else leaves(value, f"{before}.{key}")
        )


@pytest.mark.slow
def test_its_case_files_are_those_of_a_new_run(data):
    assert json.loads(json.dumps(online.files())) == data["files"]
    assert [one["law"] for one in data["files"]] == ["286-1", "287-2", "none"]


def test_it_says_what_the_tables_say(opened):
    page = opened(ALL)
    funnel = table("baseline/funnel").dropna(subset="count")["per_year"].tolist()
    ways = [*funnel[:5], funnel[-1]]  # charges and convictions are one step
    stops = [came - on for came, on in pairwise([*ways, 0.0])]
    assert page.locator(".stop .number").all_inner_texts() == [said(number) for number in stops]
    effects, sides = table("levers/effects"), pd.Series(online.GATES)
    open_gates = effects[effects["side"] == effects["lever"].map(sides)].set_index(
        ["outcome", "lever"]
    )
    charges = open_gates.loc["expected_charges_286_1"].loc[sides.index]
    shown = page.locator("section[aria-labelledby=gates] .number").all_inner_texts()
    assert shown == [said(number) for number in (charges["base"].iloc[0], *charges["value"])]
    widest = page.locator(".widest .number").all_inner_texts()
    assert widest == [said(charges["value"].max())]
    fronts = table("decide/choices").set_index("scenario")["alive"]
    packages = ("today", *online.PACKAGES[:-1], online.ALL)
    alive = page.locator(".draws .number").all_inner_texts()
    assert [int(text.split()[0]) for text in alive] == fronts[[*packages]].tolist()
    own = open_gates.xs("transfer_rate", level="lever")
    costs = [own.loc[name] for name in ("expected_charges_286_1", "wrongful", "official_days")]
    levels = page.locator(".costs .number b").all_inner_texts()
    assert levels == [f"{said(one['base'])} → {said(one['value'])}" for one in costs]


@pytest.mark.parametrize("way", ["file", "http"])
def test_it_opens_from_a_folder_and_a_server_is_small_and_asks_nobody_else(opened, served, way):
    page = opened(ALL, **({"place": served} if way == "http" else {}))
    start = page.url.partition("/index.html")[0]
    assert all(url.startswith((start, "data:")) for url in page.asked)
    assert not page.errors
    assert sum(file.stat().st_size for file in PLACE.iterdir()) < 1_500_000
    own = [
        file for place in (PLACE, ROOT / "experiments" / "explorer") for file in place.glob("*.*s")
    ]
    assert (
        sum(
            file.stat().st_size
            for file in own
            if file.suffix in (".js", ".css") and file != online.DATA
        )
        <= 60_000
    )


def test_it_moves_nothing_for_who_asks_for_less_motion(opened):
    page = opened("did=nothing", reduced_motion="reduce")
    page.locator(".go").press("Enter")
    assert page.locator(".stop .number").first.inner_text() == said(
        table("baseline/funnel")["per_year"][:2].diff()[1] * -1
    )


def test_one_decides_before_one_reads(opened):
    page, shown, words = opened(reduced_motion="reduce"), set(), []
    for choice in (*GUILTY, ""):
        lines = page.locator("body").inner_text().splitlines()
        words.append(sum(len(line.split()) for line in lines if line not in shown))
        shown.update(lines)
        page.locator(f"[data-choice='{choice}']" if choice else ".go").press("Enter")
        page.wait_for_function("document.activeElement.tabIndex === -1")
    assert words[0] <= 45
    words.append(
        sum(
            len(line.split())
            for line in page.locator("body").inner_text().splitlines()
            if line not in shown
        )
    )
    assert sum(words) <= 250, words


@pytest.mark.parametrize(("file", "did", "stamp", "row"), [
    (0, "nothing", "Lost", 0), (0, "order.rest", "Lost", 2), (0, "order.send.leave", "Lost", 3),
    (0, "order.send.open.none", "Lost", 4), (0, ".".join(GUILTY), "Right", 5),
    (0, "order.send.open.287-2.convict", "Mislabelled", 4), (1, "order.send.open.287-2.convict", "Right", 4),
    (2, "order.send.open.287-2.convict", "Wrong", 4), (2, "talk", "Right", 0),
])  # fmt: skip
def test_a_file_ends_as_the_law_and_the_reader_say(page, file, did, stamp, row):
    page.goto("about:blank")
    page.goto(f"{(PLACE / 'index.html').as_uri()}#file={file}&did={did}&at=country")
    assert page.locator(".stamp").text_content() == stamp
    assert page.locator(f".stop-{row} .tag").count() == 1


def test_back_goes_back_and_a_change_of_language_keeps_what_was_done(opened):
    page = opened()
    for choice in GUILTY[:3]:
        page.locator(f"[data-choice='{choice}']").press("Enter")
    page.get_by_role("button", name="中文").press("Enter")
    page.get_by_role("button", name="English").wait_for()  # the page is drawn anew
    assert page.locator(".log li").count() == 3
    assert page.evaluate("document.activeElement.textContent") == "English"
    assert "检察官" in page.locator("[aria-current=step]").inner_text()
    page.go_back()
    page.go_back()
    page.wait_for_function("document.querySelectorAll('.log li').length === 2")
    assert opened("did=send.order&at=cost&file=9&lang=xx").locator(".log li").count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("size", [browsers.WIDE, browsers.PHONE], ids=["1280", "390"])
@pytest.mark.parametrize(
    "look",
    ["lang=en&theme=light", "lang=zh&theme=dark", "lang=zh&theme=light", "lang=en&theme=dark"],
)
def test_it_breaks_no_rule_of_accessibility_and_fits_its_screen(opened, size, look):
    for state in ("", "did=order.send.open", ALL):
        page = opened(f"{look}&{state}", size, reduced_motion="reduce")
        assert browsers.too_wide(page) <= 0
        assert not browsers.violations(page)


def test_its_doors_lead_to_pages(opened):
    for lang in ("en", "zh"):
        doors = (
            opened(f"lang={lang}&{ALL}")
            .locator("a.door")
            .evaluate_all("all => all.map(one => one.getAttribute('href'))")
        )
        assert len(doors) == 2
        assert all((PLACE / door).exists() for door in doors)
