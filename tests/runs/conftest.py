"""Fixtures of the tests of runs."""

from __future__ import annotations

import pytest
from tiny_design import finish, run, tables_of, written

from zombielaw.experiments.runs import run_design


@pytest.fixture(scope="module", autouse=True)
def small_chunks():
    """Chunks of four runs: with a dozen chunks there is something to interrupt."""
    patch = pytest.MonkeyPatch()
    patch.setattr(run_design, "LARGEST", 4)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, small_chunks):
    """Final tables of the tiny design."""
    out = tmp_path_factory.mktemp("undisturbed")
    return written(run(out), out / "final")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Final tables of the study ``design`` as a command of its own."""
    return tables_of(finish(tmp_path_factory.mktemp("whole"), "execute=serial")[0])
