"""The page without a server: it has the numbers of the page, opens from a folder, and its address holds its state."""

from __future__ import annotations

import importlib.util
import json
from itertools import product
from urllib.parse import parse_qsl

import browsers
import pytest
from patience import PATIENCE, ROOT

from zombielaw.experiments.analysis.scorecard import verdicts
from zombielaw.experiments.explorer import captions, work
from zombielaw.experiments.explorer.state import PACKAGES, read_state
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish import online
from zombielaw.experiments.words.texts import LANGUAGES

NUMBERS = DOCS / "online" / "data.json"


@pytest.fixture(scope="module")
def data():
    return json.loads(NUMBERS.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def browser():
    with browsers.launched() as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The page as the site lays it out, in a folder."""
    spec = importlib.util.spec_from_file_location("site_of_online", ROOT / ".ci" / "site.py")
    site = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(site)
    place = tmp_path_factory.mktemp("site")
    site.lay_out(ROOT, place)
    site.lay_out_online(ROOT, place)
    assert not list(site.faults(place))
    return place / "docs" / "online" / "index.html"


@pytest.fixture
def opened(browser, folder):
    contexts = []

    def opening(address="", size=browsers.WIDE, **look):
        contexts.append(browser.new_context(viewport=size, **look))
        page = contexts[-1].new_page()
        page.set_default_timeout(1000.0 * PATIENCE)
        page.asked, page.errors = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(f"{folder.as_uri()}{address}")
        page.wait_for_selector(".scorecard")
        return page

    yield opening
    for context in contexts:
        context.close()


def test_every_choice_is_there_and_the_file_is_small(data):
    assert NUMBERS.stat().st_size < 5_000_000
    wanted = {online.name_of(*one) for one in product(online.WORLDS, PACKAGES, online.RATES)}
    assert set(data["cases"]) == wanted
    for name, one in data["cases"].items():
        state = read_state(dict(parse_qsl(one["query"][1:], keep_blank_values=True)))
        world, package, rate = name.split("|")
        assert state == online.state_of(world, package, float(rate) if rate else None)
        assert len(one["rows"]) == 6
        assert all(len(sentences) in (1, 2) for sentences in one["verdicts"].values())
        assert {*one["headline"], *one["sides"]} == set(LANGUAGES)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["|today|0.9", "lively|judiciary|"])
def test_its_numbers_are_those_of_the_page_and_so_of_the_command(data, name):
    one = data["cases"][name]
    state = read_state(dict(parse_qsl(one["query"][1:], keep_blank_values=True)))
    scored = work.scored(state)
    for ours, theirs in zip(one["rows"], captions.rows(scored), strict=True):
        assert (ours["name"], ours["text"], ours["clear"]) == (theirs["name"], theirs["text"], theirs["clear"])
        for end in ("base", "value", "low", "high"):
            assert ours[end] == pytest.approx(theirs[end])
    assert one["headline"]["en"] == captions.headline(state, scored)
    assert one["verdicts"] == {lang: verdicts(scored, lang) for lang in LANGUAGES}
    assert one["funnel"] == online.drawn(state, "b", 1)["funnel"]


def test_it_opens_from_a_folder_and_asks_nobody(opened):
    page = opened()
    assert all(url.startswith("file:") for url in page.asked)
    assert page.locator(".scorecard tbody tr").count() == 6
    assert "286-1 is not alive. It is applied in" in page.locator(".verdict").first.inner_text()
    assert page.locator("canvas.floor").count() == 2
    assert page.locator(".funnel-table tbody tr").count() == 14
    assert not page.errors


def test_its_address_holds_what_is_chosen_and_travels(opened, data):
    page = opened()
    page.get_by_label("Named world").select_option("lively")
    page.get_by_label("Order rate of B").select_option("0.2")
    page.get_by_role("button", name="中文").press("Enter")
    page.get_by_label("案头的月份").press("ArrowLeft")
    page.wait_for_function("() => location.hash.includes('month=2025-11')")
    address = page.url.partition("#")[2]
    other = opened(f"#{address}")
    assert other.locator(".headline").inner_text() == data["cases"]["lively|today|0.2"]["headline"]["zh"]
    assert other.locator(".office").get_attribute("data-month") == "2025-11"
    assert (
        opened("#world=nowhere&rate=7&month=x").locator(".headline").inner_text()
        == (data["cases"]["|today|0.9"]["headline"]["en"])
    )


@pytest.mark.slow
@pytest.mark.parametrize("size", [browsers.WIDE, browsers.WIDER, browsers.PHONE], ids=["1280", "1600", "390"])
@pytest.mark.parametrize("look", ["", "#lang=zh&theme=dark"])
def test_it_breaks_no_rule_of_accessibility_and_fits_its_screen(opened, size, look):
    page = opened(look, size)
    assert browsers.too_wide(page) <= 0
    assert not browsers.violations(page)


def test_the_desks_stand_still_for_who_asks_for_less_motion(opened):
    page = opened(reduced_motion="reduce")
    assert page.get_by_role("button", name="Play").count() == 0
    assert "Nothing moves" in page.locator(".office").inner_text()
