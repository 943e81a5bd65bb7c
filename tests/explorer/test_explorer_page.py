"""The page in a real browser: keyboard, numbers, links, tabs, requests, accessibility, memory, forged messages."""

from __future__ import annotations

import contextlib
import html
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import browsers
import pytest
from patience import PATIENCE, wait_until

from zombielaw.experiments.analysis.wording import number, rows_by
from zombielaw.experiments.explorer import display, work
from zombielaw.experiments.explorer.desks import counts, journeys
from zombielaw.experiments.explorer.state import VIEWS, State, read_state
from zombielaw.experiments.words.texts import named
from zombielaw.sim.months import month_date

pytestmark = pytest.mark.slow
PAGE_PATIENCE = 300.0
"""Seconds that a test waits for a page; the first headline has ``PATIENCE``, for the model may have to be compiled."""
KEYS = "[tabindex='0']"
"""What within a slider takes keys."""
B = "?experiment=lively&b=" + quote("policy.corrective_order_rate=0.2")


def answers(address: str) -> bool:
    with contextlib.suppress(OSError):
        urllib.request.urlopen(address, timeout=PATIENCE).close()
        return True
    return False


@contextlib.contextmanager
def serving(*program: str):
    """The address of a page of its own, and its process. ``program``: what is run in place of the command."""
    # NiceGUI reads them
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    for _ in range(5):  # another program may take the port before the page does
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        address, command = f"http://127.0.0.1:{port}/", program or ("-m", "zombielaw")
        words = [sys.executable, *command, "explore", f"port={port}"]
        with tempfile.NamedTemporaryFile() as errors:
            process = subprocess.Popen(words, stderr=errors, env=plain)
            told = Path(errors.name)
            wait_until(lambda told=told, address=address: address in told.read_text(), process)
        if process.poll() is None:
            assert answers(address), "the address is told before the page answers"
            break
    yield address, process
    process.terminate()
    assert process.wait(timeout=PATIENCE) in (0, 143, -15)


@pytest.fixture(scope="module")
def server():
    with serving() as one:
        yield one


@pytest.fixture
def opened(browser, server):
    """Opens a state in a tab of its own."""
    contexts = []

    def opening(query="", size=browsers.WIDE, settled=True):
        contexts.append(
            browser.new_context(viewport=size, permissions=["clipboard-read", "clipboard-write"])
        )
        page = contexts[-1].new_page()
        page.set_default_timeout(1000.0 * PAGE_PATIENCE)
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(server[0] + query)
        if settled:
            headline_of(page)
        return page

    yield opening
    for context in contexts:
        context.close()


def choose(page, label: str, option: str) -> None:
    """Choose an option of a list."""
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def headline_of(page) -> str:
    """The answer and what it rests on, once it is the engine's own."""
    page.wait_for_function(
        "() => /own answer|引擎的结果：/.test(document.querySelector('.told')?.innerText)",
        timeout=1000.0 * PATIENCE,
    )
    return page.locator(".told").inner_text()


def copied(page, part: str) -> str:
    """The clipboard, once it holds a text with this part."""
    end = time.monotonic() + PATIENCE
    while part not in (text := page.evaluate("navigator.clipboard.readText()")):
        assert time.monotonic() < end, f"the clipboard holds {text!r}"
        page.wait_for_timeout(50)
    return text


def state_of(page) -> State:
    return read_state(dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True)))


def row_of(state: State):
    whole = work.differences(state)
    return rows_by(whole[whole["point"] == 1], "outcome")


def answer(request) -> tuple[int, str]:
    """Status code and text of an answer of the server."""
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_a_lever_moved_by_keyboard_gives_the_numbers_of_python(opened):
    page = opened("?experiment=lively&b=")
    assert "same policy" in headline_of(page)
    for _ in range(5):
        page.get_by_label("Order rate, policy B", exact=True).locator(KEYS).press("ArrowLeft")
    page.wait_for_url(lambda _: state_of(page).b.levers == {"corrective_order_rate": 0.75})
    headline = headline_of(page)
    state = state_of(page)
    row = row_of(state)["expected_convictions_286_1"]
    for name in ("base", "value"):
        assert f" {number(row[name])} " in headline
    for name in ("difference", "difference_low", "difference_high"):
        assert number(row[name], "+") in headline
    days = row_of(state)["official_days"]
    cells = page.locator("tr[data-outcome=days] td").all_inner_texts()
    assert cells[0] == f"{number(days['base'])} → {number(days['value'])}"
    assert number(days["difference"], "+") in cells[-1]
    assert "(" in cells[-1], "the interval is always shown"
    assert not page.errors


def test_back_goes_back_by_views_and_moves_and_a_language_keeps_what_was_predicted(opened):
    page = opened("?stop=referral", settled=False)
    page.get_by_role("button", name="fewer", exact=True).press("Enter")
    page.wait_for_selector("text=The model agrees: fewer")
    page.get_by_role("button", name="中文").press("Enter")
    page.wait_for_selector("text=与模型一致：减少")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.wait_for_timeout(1100)
    page.get_by_role("tab", name="2 案件去向").press("Enter")
    page.wait_for_selector(".desks.numbers")
    page.wait_for_timeout(1100)
    choose(page, "改革方案，政策B", "司法")
    page.wait_for_function("() => location.search.includes('judiciary')")
    page.go_back()
    page.wait_for_function("() => !location.search.includes('judiciary')")
    page.wait_for_selector(".side-b label:has-text('无')")
    page.go_back()
    page.wait_for_selector("text=与模型一致：减少")
    page.go_back()
    page.wait_for_selector("text=The model agrees: fewer")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert not page.errors


def test_the_sentence_of_the_desks_counts_their_dots(opened):
    page = opened(f"{B}&view=desks")
    page.wait_for_function(FRESH)
    counted = page.locator(".view").inner_text()
    for side in "ab":
        run = work.run_of(state_of(page).scenario(side), 1)
        ended = (run.record.ledger["verdict"].astype(str) == "286-1").sum()
        assert f" {ended} of {len(run.record.ledger):,}" in counted


def test_picture_and_answer_come_with_the_page_before_anything_is_run(server):
    """The page as it is sent, without a browser, so that nothing runs for it."""
    state = State()
    answer_, basis = display.told(state, work.opening(state))
    sent = html.unescape(answer(server[0])[1])
    for told in (answer_, basis, *(named("stage", one) for one in work.FUNNEL)):
        assert told in sent
    assert "Stored answer" in basis
    other = html.unescape(answer(f"{server[0]}?experiment=lively")[1])
    assert "Stored answer" not in other, "no stored answer is of another world"


def test_it_opens_on_today_and_a_slider_is_large_enough_to_hit(opened):
    page = opened()
    assert "same policy" in headline_of(page)
    sliders = page.locator("aside [role=slider]:visible")
    assert sliders.count() == 5, "A is folded until it moves"
    assert all(one.bounding_box()["height"] >= 24 for one in sliders.all())
    assert page.locator(".scorecard tbody tr").count() == 6, "no lever moves, so none is priced"
    assert not page.get_by_label("Seed", exact=True).is_visible()
    assert not page.errors


def test_the_desks_say_in_a_table_what_they_draw(opened):
    page = opened(f"{B}&view=desks&month=2019-06")
    page.wait_for_function(FRESH)
    state = state_of(page)
    for side in "ab":
        run = work.run_of(state.scenario(side), state.seed)
        rows = page.locator(f".side-{side} tbody tr").all()
        for row, of in zip(rows, counts(journeys(run.record.files), 43).values(), strict=False):
            assert row.locator("td").all_inner_texts()[1:] == [f"{one:,}" for one in of.values()]
    page.get_by_label("Month of the desks").locator(KEYS).press("ArrowRight")
    page.wait_for_function("() => location.search.includes('month=2019-07')")
    page.get_by_role("button", name="Play").press("Enter")
    page.wait_for_function("() => location.search.includes('month=2019-11')")
    page.get_by_role("button", name="Stop").press("Enter")
    assert not page.errors


def test_a_dot_opens_its_file(opened):
    page = opened(f"{B}&view=desks")
    page.wait_for_function(FRESH)
    page.locator(".desks svg path[fill='#8a8a8a']").nth(9).click(force=True)
    page.wait_for_function("() => /case=P/.test(location.search)")
    page.wait_for_selector(".story h4, .story h3")
    row = work.run_of(state_of(page).scenario("a"), 1).row(state_of(page).case)
    assert month_date(row["opened"]) in page.locator(".side-a table").inner_text()
    assert "286-1" in page.locator(".conclusion").inner_text()


def test_a_link_and_a_command_are_copied(opened):
    page = opened("?view=desks&b=" + quote("policy=judiciary start=2018-01"))
    page.get_by_role("button", name="More", exact=True).press("Enter")
    page.get_by_role("button", name="Copy link").press("Enter")
    link = copied(page, "view=desks")
    page.wait_for_selector(f"text=Copied: {link}")
    other = opened("?" + urlsplit(link).query)
    assert headline_of(other) == headline_of(page)
    page.get_by_role("button", name="Copy command").press("Enter")
    page.wait_for_selector("text=zombielaw compare")
    assert copied(page, "zombielaw compare") == state_of(page).command


@pytest.mark.parametrize(("name", "ending", "begins"), [
    ("Differences (CSV)", "csv", b"point,scenario"), ("Files of A, one run (CSV)", "csv", b"file,"),
    ("Charts (SVG)", "svg", b"<svg"), ("Charts (PNG)", "png", b"\x89PNG"),
])  # fmt: skip
def test_what_is_shown_can_be_taken_away(opened, name, ending, begins):
    page = opened(f"{B}&view=compare")
    page.wait_for_function(FRESH)
    page.get_by_role("button", name="More", exact=True).press("Enter")
    with page.expect_download() as taken:
        page.get_by_role("button", name=name).press("Enter")
    assert taken.value.suggested_filename.endswith(f".{ending}")
    assert taken.value.path().read_bytes().startswith(begins)


FRESH = """() => {
    const figures = [...document.querySelectorAll('.chart:not(td), .office')].filter((one) => one.offsetWidth);
    return figures.length && figures.every((one) => one.matches('.numbers:not(.stale), .numbers:not(.stale) *'));
}"""
"""True once all figures of the view are drawn, of the present settings."""


def exported(page, figures: int) -> list[str]:
    """Names and words of the figures of the view, exported as SVG."""
    taken = []

    def heard(one) -> None:
        taken.append(one)

    page.on("download", heard)
    if not page.get_by_role("button", name="Charts (SVG)").is_visible():
        page.get_by_role("button", name="More", exact=True).press("Enter")
    page.get_by_role("button", name="Charts (SVG)").press("Enter")
    wait_until(lambda: page.wait_for_timeout(200.0) or len(taken) == figures)
    files = [(one.suggested_filename, one.path().read_text(encoding="utf-8")) for one in taken]
    return sorted(
        f"{name} {' '.join(re.sub('<[^>]+>', ' ', text).split())}" for name, text in files
    )


@pytest.mark.parametrize(("view", "titles", "unit"), [
    ("compare", ("Where 286-1 falls away", "Charges of 286-1 by year", "Charges of 287-2 by year"), ""),
    ("desks", ("Where case files lie, month by month, 2019-06, A", "Where case files lie, month by month, 2019-06, B"),
     "convicted of 287-2"),
])  # fmt: skip
def test_an_exported_figure_says_what_it_is(opened, view, titles, unit):
    page = opened(f"{B}&view={view}&month=2019-06")
    page.wait_for_function(FRESH)
    files = exported(page, len(titles))
    for at, (text, title) in enumerate(zip(files, titles, strict=True), 1):
        assert text.startswith(f"zombielaw-{view}-{at}.svg")
        for part in (
            title,
            "A: the practice of this world. B: Order rate 0.2. World: lively; ",
            unit,
        ):
            assert part in text
        assert f"Seed 1, {'20 runs' if view == 'compare' else 'one run'}." in text
    if view == "compare":
        assert "Expected, per year in the country, over the runs" in files[1]
        assert "Bars: what happened, per year in the country, 2016-2025; runs: 20." in files[0]
    assert not page.errors


def test_what_is_of_the_former_settings_is_marked_and_not_exported(opened):
    page = opened("?world=region")
    page.wait_for_function(FRESH)
    choose(page, "Package, policy B", "judiciary")
    page.wait_for_selector(".years.stale")
    marks = "() => getComputedStyle(document.querySelector('.years'), '::before').content"
    assert page.evaluate(marks) == '"of the former settings"'
    page.get_by_role("button", name="More", exact=True).press("Enter")
    page.get_by_role("button", name="Charts (PNG)").press("Enter")
    page.wait_for_selector("text=Nothing was exported")
    page.wait_for_function(FRESH)
    assert all("B: judiciary." in text for text in exported(page, 3))


def test_an_empty_choice_of_files_shows_no_file_and_leads_to_a_world_that_has_some(opened):
    page = opened("?view=case")
    page.wait_for_selector(".view td")
    choose(page, "Files", "convicted of 286-1")
    page.wait_for_selector("text=0 such files in this run, under A and under B.")
    assert page.locator(".view table >> visible=true").count() == 0
    choose(page, "Named world", "lively")
    page.wait_for_selector("text=/^[1-9][0-9,]* such files in this run/")
    assert page.locator(".view table >> visible=true").count() == 1


def test_two_tabs_know_nothing_of_each_other(opened):
    one, two = opened("?b="), opened("?b=")
    choose(one, "Package, policy B", "judiciary")
    one.wait_for_function("() => location.search.includes('judiciary')")
    assert "same policy" not in headline_of(one)
    assert "same policy" in headline_of(two)
    assert "judiciary" not in two.url


def test_nothing_is_asked_elsewhere_and_little_is_sent(opened, server):
    page = opened(settled=False)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    headline_of(page)
    hosts = {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(server[0]).netloc}
    sizes = page.evaluate("performance.getEntries().map(one => one.encodedBodySize || 0)")
    assert sum(sizes) < 1_500_000


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("look", "size"),
    [("", browsers.WIDE), ("&theme=dark", browsers.WIDER), ("&theme=dark&lang=zh", browsers.PHONE)],
    ids=["1280", "1600-dark", "390-dark-zh"],
)
def test_no_rule_of_accessibility_is_broken_and_no_page_is_wider_than_its_screen(
    opened, view, look, size
):
    page = opened(f"{B}&view={view}{look}", size)
    if view == "why":
        page.wait_for_selector(".card")
    assert browsers.too_wide(page) <= 0
    assert not browsers.violations(page)


def test_a_guided_step_hides_the_answer_until_it_is_predicted_and_then_asks_the_model(opened):
    page = opened("?b=", settled=False)
    page.get_by_role("button", name="Six steps").press("Enter")
    page.get_by_role("button", name="2 The way to the police").press("Enter")
    page.wait_for_function("() => location.search.includes('stop=referral')")
    page.wait_for_selector("h2:has-text('The way to the police')")
    assert not page.locator(".scorecard").is_visible()
    assert not page.locator(".headline").is_visible()
    page.get_by_role("button", name="fewer", exact=True).press("Enter")
    page.wait_for_selector("text=The model agrees: fewer")
    assert page.locator(".answer").inner_text().endswith("per year in the country."), (
        "a number has its unit"
    )
    assert page.locator(".scorecard tbody tr").count() == 7
    other = page.get_by_role("button", name="more", exact=True)
    other.press("Enter")
    page.wait_for_selector("text=The model says otherwise: fewer")
    assert other.get_attribute("aria-pressed") == "true"
    assert other.evaluate("(one) => one === document.activeElement")
    page.get_by_role("tab", name="2 Desks").press("Enter")
    page.wait_for_selector(".desks.numbers")
    page.get_by_role("tab", name="1 Scorecard").press("Enter")
    page.wait_for_selector("text=The model says otherwise: fewer")
    choose(page, "Package, policy B", "judiciary")
    # another question now
    page.wait_for_function("() => document.querySelector('.answer').textContent === ''")
    assert "change +" in headline_of(page)
    assert not page.errors


def test_a_step_in_a_world_of_given_files_is_answered_per_100_of_them(opened):
    page = opened("?stop=trap", settled=False)
    page.get_by_role("button", name="more", exact=True).press("Enter")
    page.wait_for_selector("text=The model agrees: more")
    assert re.fullmatch(
        r".*: \+\d\d(\.\d)? \(.*\), per 100 files\.", page.locator(".answer").inner_text()
    )
    assert "per 100 files" in headline_of(page)
    verdicts = page.locator(".verdict").all_inner_texts()
    assert ["is alive" in one for one in verdicts] == [False, True]
    assert all("5 % needed" in one and "25 % needed" in one for one in verdicts)


@pytest.mark.parametrize(
    "query", ["?x=1", "?b=policy%3D/etc/passwd.yaml", "?seed=-1", "?b=%00", "?world=sponsors"]
)
def test_a_forged_address_is_refused_in_words(server, query):
    code, text = answer(server[0] + query)
    assert code == 400
    assert "Traceback" not in text
    assert (
        answer(urllib.request.Request(server[0], headers={"Host": "elsewhere.example"}))[0] == 400
    ), "another name"


def test_another_site_gets_nothing_and_the_page_nothing_from_elsewhere(server, opened):
    for headers in (
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"},
    ):
        for path in ("", "_nicegui_ws/socket.io/?EIO=4&transport=polling"):
            assert answer(urllib.request.Request(server[0] + path, headers=headers))[0] == 403
    page = opened(B)
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    ran = "new Promise(done => { const own = document.createElement('div'); window.ran = false;"
    page.evaluate(
        ran
        + " own.innerHTML = '<img src=x onerror=\"window.ran = true\">'; setTimeout(done, 500); })"
    )
    assert page.evaluate("window.ran") is False, "no script runs that the page did not bring"
    assert any("Content Security Policy" in text for text in refused)


@pytest.mark.long
def test_too_many_pages_are_told_so():
    """With three pages allowed at once: each load is one, until it is forgotten, here after 15 s in place of 60."""
    few = (
        "from nicegui import Client; from zombielaw import __main__ as me; from zombielaw.experiments.explorer import "
        "site; site.MOST_OPEN = 3; Client.prune_instances.__func__.__kwdefaults__['client_age_threshold'] = 15.0"
    )
    with serving("-c", f"{few}; me.main()") as (address, _):
        wait_until(lambda: answer(address)[0] == 503)
        assert "3 pages are open" in answer(address)[1]
        wait_until(lambda: time.sleep(1.0) or answer(address)[0] == 200)


def test_an_address_that_does_not_exist_opens_on_today_and_says_so(opened):
    page = opened("?world=sponsors&lang=zh")
    assert "A：本情景的现行做法。B：本情景的现行做法。" in page.locator(".told").inner_text()
    assert "world=sponsors" in page.get_by_role("alert").inner_text()


def test_forged_messages_do_no_harm(opened):
    page = opened(B)
    before = headline_of(page)
    page.evaluate(
        """() => {
            const found = Object.values(mounted_app.elements).filter((one) => one && one.events && one.events.length);
            for (const one of found.slice(0, 400)) for (const event of one.events)
                if (["update:modelValue", "change"].includes(event.type))
                    for (const args of [null, 1, {}, [], "x".repeat(10000), "nan", "1e999", "-5", "${oc.env:HOME}"])
                        window.socket.emit("event", { id: Number(one.id ?? 0), client_id: window.clientId,
                            listener_id: event.listener_id, args });
            window.socket.emit("event", { id: 99999, client_id: window.clientId, listener_id: "no", args: [] });
            window.socket.emit("nonsense", "?");
        }"""
    )
    page.wait_for_timeout(1500)
    again = opened(B)
    assert headline_of(again) == before
