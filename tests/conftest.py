"""Fixtures of all tests."""

from __future__ import annotations

import gc
import sys
from contextlib import nullcontext

import browsers
import pytest
from hypothesis import settings
from patience import PATIENCE

# no test asks for the time, or for luck
settings.register_profile("tests", deadline=None, derandomize=True)
settings.load_profile("tests")
# garbage is looked for seldom, as much is kept: see swept
gc.set_threshold(50_000)


BASE = "zombielaw.experiments.studies.base"


def pytest_collection_modifyitems(items):
    """Give slow tests half an hour, others have the limit of pyproject.toml; name those that need a browser."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.timeout(PATIENCE))
        if "browser" in item.fixturenames:
            item.add_marker("browser")


@pytest.fixture(scope="session", autouse=True)
def sparing():
    """Make a failing figure, report or page an error in tests; gives the function by which a command goes on.

    Hydra joins the same files once for all tests.
    """
    if BASE not in sys.modules:
        yield None
        return
    from shared import compose_once  # noqa: PLC0415

    work = sys.modules[BASE].Work
    usual = work.sparing_tables
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "sparing_tables", lambda *_: nullcontext())
        patch.setattr("zombielaw.experiments.config.command.compose", compose_once)
        yield usual


@pytest.fixture(scope="module", autouse=True)
def swept():
    """Leave what is kept by now out of all later searches for garbage, which took an eighth of the seconds of tests."""
    gc.freeze()
    yield
    gc.collect()


@pytest.fixture(scope="module")
def few_files():
    """The null model asks the law of an eighth of its files; gives a function that sets another share of them."""
    from zombielaw.sim.analysis import funnel  # noqa: PLC0415

    usual = funnel.FILES

    def ask_of(share: float) -> None:
        funnel.FILES = int(share * usual)
        for counted in (funnel.rates, funnel._files):
            counted.cache_clear()

    ask_of(1 / 8)
    yield ask_of
    ask_of(1)


@pytest.fixture
def forgiving(sparing, monkeypatch):
    """Go on without what fails, as a command does."""
    monkeypatch.setattr(sys.modules[BASE].Work, "sparing_tables", sparing)


@pytest.fixture(scope="module")
def browser():
    """A real browser."""
    with browsers.launched() as running:
        yield running
