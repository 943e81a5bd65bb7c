"""Fixtures of the tests of runs."""

from __future__ import annotations

import pytest
from patience import PATIENCE
from tiny_design import finish, run, tables_of, written

from zombielaw.experiments.runs import executors, run_design


@pytest.fixture(scope="module", autouse=True)
def small_chunks():
    """Chunks of four runs: with a dozen chunks there is something to interrupt."""
    patch = pytest.MonkeyPatch()
    patch.setattr(run_design, "LARGEST", 4)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def slow_clusters(monkeypatch):
    """A cluster on a busy machine takes long to answer; tests of one that never does set a time of their own."""
    for name in ("CONNECT_SECONDS", "LONELY_SECONDS"):
        monkeypatch.setattr(executors, name, PATIENCE)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, small_chunks):
    """Final tables of the tiny design."""
    out = tmp_path_factory.mktemp("undisturbed")
    return written(run(out), out / "final")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Final tables of the study ``design`` as a command of its own."""
    return tables_of(finish(tmp_path_factory.mktemp("whole"), "execute=serial")[0])


@pytest.fixture(scope="module")
def cluster():
    """Two workers of one thread."""
    from distributed import LocalCluster  # noqa: PLC0415

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs="CRITICAL"
    ) as made:
        yield made
