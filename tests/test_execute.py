"""Running a design: the same tables however it is done, whatever is killed, and nothing run twice."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pandas as pd
import psutil
import pytest

from zombielaw.experiments import cli as command
from zombielaw.experiments.analysis.comparison import effects, estimates, half_width
from zombielaw.experiments.config.settings import Execute, Settings
from zombielaw.experiments.designs import grids as design
from zombielaw.experiments.errors import ExecutionError, InputError
from zombielaw.experiments.reducers.reduction import Kept
from zombielaw.experiments.runs import executors as backends
from zombielaw.experiments.runs import run_design as execute
from zombielaw.experiments.runs.executors import Task, run_task
from zombielaw.experiments.runs.results import Block, Results
from zombielaw.experiments.runs.run_design import Precision, blocks_of, plan_of, run_design
from zombielaw.experiments.runs.run_store import Chunk, MadeBy, Shelf, encode
from zombielaw.experiments.runs.study_store import StoreError
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim import simulate as door
from zombielaw.sim.measures import quotients
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

ROOT = Path(__file__).resolve().parent.parent
WORLD = ("world=classroom", "world.providers=60", "study.months=24")
KEYS = {"policy.inspection_rate": [0.5, 6.0, 12.0], "policy.corrective_order_rate": [0.2, 0.9]}
DESIGN = design.grid(KEYS)
YEARLY, WINDOWS = ("findings", "load"), {"late": (12, 24)}

pytestmark = pytest.mark.xdist_group("execution")


def alive(record: Record, _: Scenario) -> dict[str, pd.DataFrame]:
    """A reducer of a study's own."""
    return {"alive": pd.DataFrame({"files": [len(record.ledger)]})}


def brittle(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """A reducer that fails for one point and every other replicate."""
    if scenario.policy.inspection_rate == 6.0 and record.panel["replicate"].iloc[0] % 2:
        raise ZeroDivisionError("no files here")
    return alive(record, scenario)


def settings(out: Path, how: str = "serial", replicates: int = 5, workers: int = 2, address: str = "") -> Settings:
    plain = composed(*WORLD, f"replicates={replicates}", f"out={out}")
    return replace(plain, execute=Execute(how, workers, address))


def run(out: Path, how: str = "serial", **more: object) -> Results:
    return run_design(settings(out, how, **more), DESIGN, yearly=YEARLY, windows=WINDOWS, reduce=alive)


def written(results: Results, folder: Path) -> dict[str, bytes]:
    """Final tables, as bytes."""
    (folder / "tables").mkdir(parents=True)
    results.write(folder)
    for name, table in (("years", results.years()), ("alive", results.table("alive"))):
        table.to_csv(folder / f"{name}.csv", index=False)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module", autouse=True)
def small_chunks():
    """Chunks of four runs: with a dozen chunks there is something to interrupt."""
    patch = pytest.MonkeyPatch()
    patch.setattr(execute, "LARGEST", 4)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed")
    return written(run(out), out / "final")


# ---- what a run leaves


def test_a_run_of_a_design_is_the_run_of_its_scenario(tmp_path):
    results = run(tmp_path, replicates=2)
    scenarios = design.scenarios(settings(tmp_path), DESIGN)
    record = door.simulate(scenarios[3], 1, 1, "compiled")
    mine = results.runs().query("point == 3 and replicate == 1").set_index("measure")
    for name, quotient in quotients(record.ledger, record.panel).items():
        found = tuple(mine.loc[name, ["numerator", "denominator"]])
        assert found == pytest.approx(tuple(quotient), nan_ok=True), name
    years = results.years().query("point == 3 and replicate == 1")
    assert years["year"].tolist() == [2015, 2016, 2017]
    assert years["months"].tolist() == [2, 12, 10]
    assert years["findings"].sum() == record.panel["findings"].sum() > 0
    late = results.runs("harm_per_provider_year", window="late").query("point == 3 and replicate == 1")
    panel = record.panel[record.panel["month"] >= 12]
    assert late["numerator"].tolist() == [panel["harm"].sum()]
    assert late["denominator"].tolist() == [panel["providers"].sum() / 12.0]
    files = results.table("alive").query("point == 3 and replicate == 1")["files"]
    assert files.tolist() == [len(record.ledger)]


def test_tables_come_in_design_order(tmp_path):
    results = run(tmp_path, replicates=2)
    for table in (results.runs("charges_287_2"), results.table("alive")):
        assert table[["point", "replicate"]].to_numpy().tolist() == [[p, r] for p in range(6) for r in range(2)]
    assert list(results.runs(window=None)["window"].unique()) == ["whole", "late"]


def test_a_measure_or_column_that_is_none_is_refused(tmp_path):
    with pytest.raises(InputError, match="did you mean 'findings'"):
        run_design(settings(tmp_path), DESIGN, yearly=("finding",))
    for window in ({"late": (12, 25)}, {"whole": (0, 12)}, {"none": (5, 5)}):
        with pytest.raises(InputError, match="window"):
            run_design(settings(tmp_path), DESIGN, windows=window)
    assert not (tmp_path / "runs").exists(), "refused before anything is written"
    with pytest.raises(InputError, match="did you mean 'charges_287_2'"):
        run(tmp_path, replicates=1).runs("charges_2872")


# ---- blocks and plans


def test_blocks_cover_the_points_and_are_cut_by_plain_rules():
    scenarios = design.scenarios(
        settings(Path("x")), design.grid({"policy.order_quality": [n / 50 for n in range(50)]})
    )
    blocks = blocks_of(scenarios, 1, Kept())
    assert [scenario for block in blocks for scenario in block.scenarios] == scenarios
    assert all(a.first + len(a.scenarios) == b.first for a, b in pairwise(blocks))
    assert all(block.length * len(block.scenarios) <= execute.LARGEST for block in blocks)
    assert len({block.key for block in blocks}) == len(blocks)
    assert [block.length for block in blocks_of(scenarios[:1], 1, Kept())] == [execute.LARGEST]
    big = replace(scenarios[0], size=replace(scenarios[0].size, providers=1_000_000))
    assert [len(block.scenarios) for block in blocks_of([big, big], 1, Kept())] == [1, 1], "one run is work enough"


def test_the_key_of_a_block_follows_all_that_decides_its_numbers(monkeypatch):
    scenarios = design.scenarios(settings(Path("x")), DESIGN)[:2]

    def key(points=scenarios, seed=1, kept=Kept()):
        return blocks_of(points, seed, kept)[0].key

    before = key()
    assert key() == before
    kept = [Kept(("load",)), Kept((), (("late", 0, 9),)), Kept(reduce=alive), Kept(reduce=brittle)]
    others = [key(scenarios[::-1]), key(scenarios[:1]), key(seed=2), *(key(kept=k) for k in kept)]
    monkeypatch.setattr(execute, "model_name", lambda: "another model")
    others.append(key())
    monkeypatch.undo()
    monkeypatch.setattr(execute, "source_of", lambda name: f"another text of {name}")
    others.append(key())
    assert len({before, *others}) == 1 + len(others)


def test_rows_that_are_added_behind_leave_full_blocks_as_they_are():
    few = design.grid({"policy.order_quality": [n / 50 for n in range(10)]})
    more = design.grid({"policy.order_quality": [n / 50 for n in range(23)]})
    before, after = (blocks_of(design.scenarios(settings(Path("x")), table), 1, Kept()) for table in (few, more))
    assert [len(block.scenarios) for block in before] == [4, 4, 2]
    assert [block.key for block in after[:2]] == [block.key for block in before[:2]]
    assert len(after) == 6


def test_a_longer_table_makes_the_added_rows_only(tmp_path):
    table = design.grid({"policy.order_quality": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]})
    assert run_design(settings(tmp_path, replicates=2), table.head(4)).made == 8
    assert run_design(settings(tmp_path, replicates=2), table).made == 4


def chunk(start: int, stop: int) -> Chunk:
    return Chunk("k", 2, start, stop)


@pytest.mark.parametrize(
    ("there", "replicates", "spans", "missing"),
    [
        ([], 10, [], [(0, 4), (4, 8), (8, 10)]),
        ([(0, 4), (4, 8), (8, 10)], 10, [(0, 4, 0), (4, 8, 4), (8, 10, 8)], []),
        ([(0, 4), (4, 8), (8, 10)], 15, [(0, 4, 0), (4, 8, 4), (8, 10, 8)], [(10, 12), (12, 15)]),
        ([(0, 4), (4, 8)], 6, [(0, 4, 0), (4, 8, 4)], []),
        ([(0, 4), (8, 10), (8, 12)], 12, [(0, 4, 0), (8, 12, 8)], [(4, 8)]),
        ([(8, 10), (8, 12)], 10, [(8, 12, 8)], [(0, 4), (4, 8)]),
        ([(0, 3), (2, 6)], 6, [(0, 3, 0), (2, 6, 3)], []),
        ([(5, 7)], 8, [(5, 7, 5)], [(0, 4), (4, 5), (7, 8)]),
    ],
)
def test_a_plan_takes_what_is_there_and_cuts_the_rest(there, replicates, spans, missing):
    block = Block("k", 0, tuple(design.scenarios(settings(Path("x")), DESIGN)[:2]), 4)
    plan = plan_of(block, [chunk(*span) for span in there], replicates)
    assert plan.spans == [(chunk(start, stop), place) for start, stop, place in spans]
    assert plan.missing == [chunk(*span) for span in missing]


# ---- the same tables, however they are made


@pytest.mark.parametrize(("how", "workers"), [("processes", 3), ("threads", 3), ("processes", 1)])
def test_processes_and_threads_make_the_same_bytes(tmp_path, undisturbed, how, workers):
    results = run(tmp_path, how, workers=workers)
    assert written(results, tmp_path / "final") == undisturbed
    assert results.made == 30


@pytest.fixture(scope="module")
def cluster():
    from distributed import LocalCluster  # noqa: PLC0415

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs="CRITICAL") as made:
        yield made


def test_a_cluster_of_two_workers_makes_the_same_bytes(tmp_path, undisturbed, cluster):
    results = run(tmp_path, "dask", address=cluster.scheduler_address)
    assert written(results, tmp_path / "final") == undisturbed
    assert results.made == 30


@pytest.mark.slow
def test_a_cluster_worker_that_is_killed_costs_a_retry(tmp_path, undisturbed, cluster):
    pids = [worker.pid for worker in cluster.workers.values()]
    with once_a_chunk_is_there(tmp_path, lambda: os.kill(pids[0], signal.SIGKILL)) as killed:
        results = run(tmp_path, "dask", address=cluster.scheduler_address)
    assert killed.done
    assert written(results, tmp_path / "final") == undisturbed


# ---- nothing is run twice


def test_the_same_command_finds_all_and_more_replicates_add(tmp_path, capsys):
    first = run(tmp_path, replicates=3)
    assert first.made == 18
    again = run(tmp_path, "processes", replicates=3)
    assert again.made == 0
    assert "18 runs: 18 found, 0 to make" in capsys.readouterr().err
    more = run(tmp_path, replicates=5)
    assert more.made == 12
    fewer = run(tmp_path, replicates=2)
    assert fewer.made == 0
    pd.testing.assert_frame_equal(fewer.runs(), more.runs().query("replicate < 2").reset_index(drop=True))


def test_a_longer_run_says_the_same_as_one_that_grew(tmp_path, undisturbed):
    for replicates in (1, 2, 4):
        run(tmp_path, replicates=replicates)
    assert written(run(tmp_path), tmp_path / "final") == undisturbed


def test_an_edit_of_the_model_leaves_its_runs_aside(tmp_path, capsys, monkeypatch):
    run(tmp_path, replicates=2)
    for name in ("runs.run_store.model_name", "runs.run_design.model_name", "runs.executors._own_model"):
        monkeypatch.setattr(f"zombielaw.experiments.{name}", lambda: "another model")
    capsys.readouterr()
    results = run(tmp_path, replicates=2)
    assert results.made == 12
    assert "12 runs of older models are left aside" in capsys.readouterr().err


def test_words_and_figures_are_in_no_key(tmp_path):
    """A key reads the model, and the source of what reduces a run: no README, no figure, no study."""
    before = [block.key for block in run(tmp_path, replicates=1).blocks]
    script = (
        "from pathlib import Path; import sys; sys.path.insert(0, 'tests')\n"
        "import test_execute as t; t.execute.LARGEST = 4\n"
        "from zombielaw.experiments.reducers.reduction import Kept\n"
        "kept = Kept(t.YEARLY, tuple((n, *w) for n, w in t.WINDOWS.items()), t.alive)\n"
        "points = t.design.scenarios(t.settings(Path('x')), t.DESIGN)\n"
        "print(*(b.key for b in t.blocks_of(points, 1, kept)))\n"
    )
    copy = tmp_path / "copy"
    copy.mkdir()
    for part in ("zombielaw", "sim", "configs", "data"):
        subprocess.run(["cp", "-r", str(ROOT / part), str(copy / part)], check=True)
    for part in ("experiments", "tests"):
        subprocess.run(["cp", "-rL", str(ROOT / part), str(copy / part)], check=True)

    def keys() -> list[str]:
        return subprocess.run(
            [sys.executable, "-c", script], cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)},
            check=True, capture_output=True, text=True,
        ).stdout.split()  # fmt: skip

    (copy / "README.md").write_text("another text")
    for file in ("figures/style.py", "studies/baseline/study.py", "runs/run_design.py", "runs/study_store.py"):
        with (copy / "experiments" / file).open("a") as text:
            text.write("# another line\n")
    assert keys() == before
    with (copy / "experiments" / "reducers" / "reduction.py").open("a") as text:
        text.write("# another line\n")
    assert not set(keys()) & set(before)


# ---- files that are harmed


def chunk_files(out: Path) -> list[Path]:
    return sorted((out / "runs").rglob("*.measures.parquet"))


def test_harmed_chunks_are_named_and_made_again(tmp_path, undisturbed, capsys):
    run(tmp_path)
    cut, altered, foreign, *_ = files = chunk_files(tmp_path)
    cut.write_bytes(cut.read_bytes()[:500])
    altered.write_bytes(altered.read_bytes()[:-700] + bytes(300) + altered.read_bytes()[-400:])
    foreign.write_bytes(files[-1].read_bytes())
    capsys.readouterr()
    results = run(tmp_path)
    told = capsys.readouterr().err
    for path in (cut, altered, foreign):
        assert str(path) in told
    assert "is foreign" in told
    assert 3 <= results.made <= 12
    assert written(results, tmp_path / "final") == undisturbed


def test_a_chunk_that_is_harmed_after_it_was_made_is_refused(tmp_path):
    results = run(tmp_path, replicates=1)
    path = chunk_files(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(Exception, match=f"{path.name} is cut off or altered.*run the same command again"):
        results.runs()


# ---- kills


class once_a_chunk_is_there:  # noqa: N801 - reads as what it does
    """Do something to the run that goes on in this process, in mid-work."""

    def __init__(self, out: Path, act) -> None:
        self.out, self.act, self.done = out, act, False

    def _watch(self) -> None:
        until = time.monotonic() + 60
        while not chunk_files(self.out) and time.monotonic() < until:
            time.sleep(0.01)
        self.act()
        self.done = True

    def __enter__(self):
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.thread.join()


def worker_processes() -> list[psutil.Process]:
    found = [child for child in psutil.Process().children() if "popen_loky_posix" in " ".join(child.cmdline())]
    return [child for child in found if child.status() != psutil.STATUS_ZOMBIE]


def kill_a_worker() -> None:
    worker_processes()[0].kill()


def test_a_worker_that_is_killed_costs_a_retry(tmp_path, undisturbed, capsys):
    with once_a_chunk_is_there(tmp_path, kill_a_worker) as killed:
        results = run(tmp_path, "processes")
    assert killed.done
    assert "A worker died; the runs that it had in hand are made again" in capsys.readouterr().err
    assert written(results, tmp_path / "final") == undisturbed


def deadly(_: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """A reducer that kills its process at one point, as if memory ran out."""
    if scenario.policy.inspection_rate == 12.0:
        os.kill(os.getpid(), signal.SIGKILL)
    return {}


@pytest.mark.slow
def test_a_run_that_always_kills_its_worker_ends_with_words(tmp_path):
    with pytest.raises(ExecutionError, match=r"Workers died 3 times over the same .* runs"):
        run_design(settings(tmp_path, "processes", replicates=1), DESIGN, reduce=deadly)
    assert chunk_files(tmp_path), "what is whole stays"


COMMAND = (
    "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from experiments import execute; execute.LARGEST = 4;"
    "runpy.run_module('zombielaw.experiments.cli', run_name='__main__')"
)


def start(out: Path, *words: str) -> subprocess.Popen[str]:
    """The command as a process of its own, at the head of a group: a terminal sends Ctrl-C to all of it."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", COMMAND, "study=design", *WORLD, "replicates=24", f"out={out}", *words],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def wait_for_chunks(out: Path, number: int, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 100
    while len(chunk_files(out)) < number and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    assert process.poll() is None, "it was over before it could be disturbed"


def finish(out: Path, *words: str) -> tuple[Path, str]:
    process = start(out, *words)
    stdout, stderr = process.communicate(timeout=200)
    assert process.returncode == 0, stderr
    return Path(stdout.splitlines()[-1]), stderr


def tables_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> dict[str, bytes]:
    return tables_of(finish(tmp_path_factory.mktemp("whole"), "execute=serial")[0])


def disturbed(out: Path, signal_number: int, moments: list[int], group: bool, *words: str) -> str:
    for number in moments:
        process = start(out, *words)
        wait_for_chunks(out, number, process)
        children = psutil.Process(process.pid).children(recursive=True)
        (os.killpg if group else os.kill)(process.pid, signal_number)
        _, stderr = process.communicate(timeout=60)
        assert process.returncode == (130 if signal_number == signal.SIGINT else -signal.SIGKILL), stderr
        assert not psutil.wait_procs(children, timeout=10)[1], "workers end with their parent"
    return stderr


@pytest.mark.slow
def test_ctrl_c_stops_cleanly_and_the_same_command_goes_on(tmp_path, whole):
    told = disturbed(tmp_path, signal.SIGINT, [3], group=True)
    assert "Interrupted; what is whole stays, and the same command goes on" in told
    assert "Traceback" not in told
    assert not list((tmp_path / "runs").rglob("*.part"))
    folder, told = finish(tmp_path)
    found = int(told.split("runs: ")[1].split(" found")[0])
    assert found >= 12
    assert tables_of(folder) == whole
    assert json.loads((folder / "manifest.json").read_text())["runs_found"] == found


@pytest.mark.slow
def test_a_killed_parent_loses_only_what_it_had_in_hand(tmp_path, whole):
    disturbed(tmp_path, signal.SIGKILL, [2], group=False)
    folder, told = finish(tmp_path)
    assert int(told.split("runs: ")[1].split(" found")[0]) >= 8
    assert tables_of(folder) == whole


@pytest.mark.slow
def test_many_kills_at_random_moments_change_nothing(tmp_path, whole):
    disturbed(tmp_path, signal.SIGKILL, [1, 5, 6, 11, 19, 23], group=False)
    assert tables_of(finish(tmp_path)[0]) == whole


@pytest.mark.slow
def test_two_processes_at_once_make_one_whole_study(tmp_path, whole):
    both = [start(tmp_path, how) for how in ("execute=serial", "execute=threads")]
    folders = set()
    for process in both:
        stdout, stderr = process.communicate(timeout=200)
        assert process.returncode == 0, stderr
        folders.add(Path(stdout.splitlines()[-1]))
    assert len(folders) == 1
    assert tables_of(folders.pop()) == whole
    assert not list(tmp_path.rglob("*.part"))


# ---- runs that fail


def test_a_run_that_fails_is_recorded_and_left_out(tmp_path, capsys):
    made = run_design(settings(tmp_path, replicates=4), DESIGN, reduce=brittle)
    assert made.failures[["point", "replicate"]].to_numpy().tolist() == [[2, 1], [2, 3], [3, 1], [3, 3]]
    row = made.failures.iloc[0].to_dict()
    assert row == {
        "point": 2, "replicate": 1, "seed": 1, "engine": "compiled", "stage": "reduce", "month": 24,
        "error": "ZeroDivisionError: no files here",
    }  # fmt: skip
    told = capsys.readouterr().err
    assert "4 of 24 runs failed and are left out" in told
    assert "point 2, replicate 1, seed 1: reduce, month 24: ZeroDivisionError: no files here" in told
    runs = made.runs("charges_287_2")
    assert len(runs) == len(made.table("alive")) == 20
    assert estimates(runs).set_index("point")["runs"].to_dict() == {0: 4, 1: 4, 2: 2, 3: 2, 4: 4, 5: 4}
    assert effects(runs).set_index("point")["runs"].to_dict() == {1: 4, 2: 2, 3: 2, 4: 4, 5: 4}
    assert len(made.manifest()["failures"]) == 4
    again = run_design(settings(tmp_path, replicates=4), DESIGN, reduce=brittle)
    pd.testing.assert_frame_equal(again.failures, made.failures)


def test_what_failed_for_a_moment_is_tried_again_by_the_next_command(tmp_path, undisturbed, monkeypatch, capsys):
    def failing(scenario, seed, replicate, *rest):
        if replicate == 1:
            raise OSError("Too many open files")
        return door.simulate(scenario, seed, replicate, *rest)

    monkeypatch.setattr(backends, "simulate", failing)
    assert len(run(tmp_path).failures) == 6
    monkeypatch.undo()
    monkeypatch.setattr(execute, "LARGEST", 4)
    capsys.readouterr()
    mended = run(tmp_path)
    told = capsys.readouterr().err
    assert "6 runs failed before; they are tried again" in told
    assert 6 <= mended.made < 30, "and the whole chunks are found"
    assert f"30 runs: {30 - mended.made} found, {mended.made} to make" in told
    assert written(mended, tmp_path / "final") == undisturbed
    assert run(tmp_path).made == 0


def test_what_fails_again_is_tried_once_by_a_command(tmp_path, monkeypatch):
    tried = []

    def failing(scenario, seed, replicate, *rest):
        tried.append((scenario, replicate))
        if replicate == 1:
            raise OSError("Too many open files")
        return door.simulate(scenario, seed, replicate, *rest)

    monkeypatch.setattr(backends, "simulate", failing)
    monkeypatch.setattr(execute, "STEP", 4)
    for _ in range(2):
        tried.clear()
        run_design(settings(tmp_path, replicates=12), DESIGN, precision=Precision(0.1, lambda _: 1.0))
        assert len(tried) == len(set(tried)) > 0


@pytest.mark.parametrize("rate", [0.5, 6.0])
def test_a_point_that_always_fails_leaves_the_others(tmp_path, monkeypatch, rate):
    """Its block may be the first to be written, and it may be the base of all effects."""

    def failing(scenario, *rest):
        if scenario.policy.inspection_rate == rate:
            rest[3](7)
            raise OverflowError("too large")
        return door.simulate(scenario, *rest)

    monkeypatch.setattr(backends, "simulate", failing)
    monkeypatch.setattr(execute, "LARGEST", 1)
    results = run_design(settings(tmp_path, replicates=2), DESIGN, windows=WINDOWS)
    failed = [0, 1] if rate == 0.5 else [2, 3]
    left = [point for point in range(6) if point not in failed]
    assert results.failures["point"].unique().tolist() == failed
    assert set(results.failures["month"]) == {7}
    runs = results.runs("charges_287_2")
    assert runs["point"].unique().tolist() == left
    written(results, tmp_path / "final")
    stored = pd.read_parquet(tmp_path / "final" / "runs.parquet")
    pd.testing.assert_frame_equal(stored, results.runs(window=None))
    assert stored["point"].unique().tolist() == left
    table = effects(runs).set_index("point")
    assert table.index.tolist() == [point for point in left if point]
    assert (table["runs"] == (2 if 0 in left else 0)).all()
    assert table["difference"].isna().all() == (0 not in left)


def test_a_study_whose_runs_all_fail_leaves_with_3_and_its_folder(tmp_path, monkeypatch, capsys):
    def failing(*_: object) -> None:
        raise OverflowError("too large")

    monkeypatch.setattr(backends, "simulate", failing)
    monkeypatch.setattr(
        sys, "argv", ["zombielaw", "study=design", *WORLD, "replicates=2", "execute=serial", f"out={tmp_path}"]
    )
    with pytest.raises(SystemExit) as left:
        command.main()
    assert left.value.code == 3
    folder = Path(capsys.readouterr().out.splitlines()[-1])
    assert len(pd.read_csv(folder / "tables" / "failures.csv")) == 8
    assert pd.read_parquet(folder / "runs.parquet").empty
    monkeypatch.setattr(backends, "simulate", door.simulate)
    command.main()
    told = capsys.readouterr()
    assert "8 runs failed before; they are tried again" in told.err
    assert Path(told.out.splitlines()[-1]) == folder
    assert json.loads((folder / "manifest.json").read_text())["failures"] == []
    assert not (folder / "tables" / "failures.csv").exists()
    assert [path.name for path in folder.parent.iterdir()] == [folder.name], "nothing is left beside it"


def test_the_command_leaves_with_3_and_a_finished_study_says_so_again(tmp_path, monkeypatch, capsys):
    def failing(scenario, seed, replicate, *rest):
        if replicate == 1 and scenario.policy.corrective_order_rate == 0.8:
            raise OverflowError("too large")
        return door.simulate(scenario, seed, replicate, *rest)

    monkeypatch.setattr(backends, "simulate", failing)
    words = ["zombielaw", "study=design", *WORLD, "replicates=2", "execute=serial", f"out={tmp_path}"]
    for _ in range(2):
        monkeypatch.setattr(sys, "argv", list(words))
        with pytest.raises(SystemExit) as left:
            command.main()
        assert left.value.code == 3
        told = capsys.readouterr()
        folder = Path(told.out.splitlines()[-1])
        assert f"1 runs failed and are left out; {folder}/tables/failures.csv" in told.err
    failure = json.loads((folder / "manifest.json").read_text())["failures"]
    assert [(row["point"], row["replicate"], row["seed"]) for row in failure] == [(1, 1, 1)]
    assert pd.read_csv(folder / "tables" / "failures.csv")["error"].tolist() == ["OverflowError: too large"]


def test_memory_that_runs_out_is_no_property_of_the_run(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(backends, "simulate", full)
    with pytest.raises(ExecutionError, match=r"Memory ran out.*execute\.workers=1"):
        run(tmp_path)
    assert not chunk_files(tmp_path)


def test_a_disk_that_forgets_is_not_taken_for_a_death(tmp_path, monkeypatch):
    def forgetful(shelf, chunk, files):
        Shelf_write(shelf, chunk, {name: content[:-20] for name, content in files.items()})

    Shelf_write = Shelf.write  # noqa: N806 - the method itself
    monkeypatch.setattr(Shelf, "write", forgetful)
    with pytest.raises(StoreError, match=r"12 runs were written 3 times to .* and did not come back"):
        run(tmp_path, replicates=2)


# ---- runs that are made again, and what made them


def recomputed(out: Path, **more: object) -> Results:
    plain = settings(out, **more)
    again = replace(plain, execute=plain.execute._replace(recompute=True))
    return run_design(again, DESIGN, yearly=YEARLY, windows=WINDOWS, reduce=alive)


def test_runs_are_made_again_and_compared(tmp_path, capsys):
    run(tmp_path, replicates=2)
    files = chunk_files(tmp_path)
    before = [path.read_bytes() for path in files]
    assert recomputed(tmp_path, replicates=2).made == 12
    assert f"{len(files)} stored chunks were made again, and each says the same as before" in capsys.readouterr().err
    assert [path.read_bytes() for path in files] == before, "what is stored stays"
    assert recomputed(tmp_path, replicates=3).made == 18, "what was missing is made too"


def test_a_chunk_that_says_something_else_is_refused(tmp_path):
    """Its checksum fits: it was made by other code than this."""
    results = run(tmp_path, replicates=2)
    chunk = results.spans[-1][0][0]
    tables = results.shelf.read(chunk)
    tables["measures"].loc[0, "numerator"] += 1.0
    results.shelf.write(chunk, encode(chunk, tables, MadeBy("compiled", "another", 1.0)))
    run(tmp_path, replicates=2)
    with pytest.raises(StoreError, match=f"{chunk.file('measures')} does not hold what its runs say"):
        recomputed(tmp_path, replicates=2)


def test_a_finished_study_is_made_again_and_compared(tmp_path, monkeypatch, capsys):
    words = ["zombielaw", "study=design", *WORLD, "replicates=2", "execute=serial", f"out={tmp_path}"]
    for more in ([], ["execute.recompute=true"]):
        monkeypatch.setattr(sys, "argv", [*words, *more])
        command.main()
    told = capsys.readouterr()
    assert "This study was made again, and its tables say the same as before" in told.err
    folder = Path(told.out.splitlines()[-1])
    manifest = json.loads((folder / "manifest.json").read_text())
    table = folder / "tables" / "estimates.csv"
    table.write_text(table.read_text().replace("charges", "changes"))
    manifest["files"]["tables/estimates.csv"] = sha256(table.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(SystemExit) as left:
        command.main()
    assert left.value.code == 2
    assert "tables/estimates.csv does not say what its runs say" in capsys.readouterr().err


def test_the_manifest_names_what_made_the_runs_not_the_command(tmp_path):
    few = run_design(replace(settings(tmp_path, replicates=2), engine="mesa"), DESIGN.head(2))
    assert few.manifest()["engine"] == "mesa"
    found = run_design(settings(tmp_path, replicates=2), DESIGN.head(2))
    assert (found.made, found.manifest()["engine"]) == (0, "mesa")
    manifest = run_design(settings(tmp_path, replicates=5), DESIGN.head(2)).manifest()
    assert manifest["engine"] == "compiled, mesa"
    made_by = {row["engine"]: row for row in manifest["made_by"]}
    assert {name: row["runs"] for name, row in made_by.items()} == {"compiled": 6, "mesa": 4}
    assert made_by["mesa"]["seconds"] > 0
    assert all("cores" in row["machine"] for row in made_by.values())


def test_the_ledger_of_any_run_is_one_line_away(tmp_path):
    """The line of docs/method.md, for a row of runs.parquet."""
    run_design(settings(tmp_path, replicates=3), DESIGN).write(tables_folder(tmp_path))
    row = pd.read_parquet(tmp_path / "final" / "runs.parquet").query("measure == 'charges_287_2'").iloc[-1]
    points = design.scenarios(composed(*WORLD), pd.read_csv(tmp_path / "final" / "tables" / "design.csv"))
    record = door.simulate(points[row["point"]], 1, row["replicate"], "compiled")
    assert quotients(record.ledger, record.panel)["charges_287_2"].numerator == row["numerator"]


def tables_folder(out: Path) -> Path:
    (out / "final" / "tables").mkdir(parents=True)
    return out / "final"


# ---- precision


def test_replicates_are_added_until_the_precision_is_reached(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(execute, "STEP", 4)
    seen = []

    def width(results: Results) -> float:
        seen.append(results.replicates)
        return 10.0 / results.replicates

    few = run_design(settings(tmp_path, replicates=30), DESIGN, precision=Precision(1.0, width))
    assert (seen, few.replicates, few.made) == ([4, 8, 12], 12, 72)
    seen.clear()
    assert "not reached" not in capsys.readouterr().err
    all_of_them = run_design(settings(tmp_path, replicates=14), DESIGN, precision=Precision(0.5, width))
    assert (all_of_them.replicates, all_of_them.made) == (14, 12), "the replicates of the settings are the end"
    told = capsys.readouterr().err
    assert "Precision 0.5 not reached: half-width 0.714 after 14 replicates; give replicates=29." in told


def test_a_known_precision_stops_the_study(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "STEP", 4)
    wide = run_design(settings(tmp_path, replicates=4), DESIGN)
    reached = half_width(estimates(wide.runs("lax_share")))

    def width(results: Results) -> float:
        return half_width(estimates(results.runs("lax_share")))

    assert run_design(settings(tmp_path, replicates=20), DESIGN, precision=Precision(reached, width)).replicates == 4
    more = run_design(settings(tmp_path, replicates=20), DESIGN, precision=Precision(reached * 0.8, width))
    assert more.replicates > 4
    assert width(more) <= reached * 0.8 or more.replicates == 20


# ---- clusters that do not answer


@pytest.mark.parametrize("silent", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_no_scheduler_is_said_soon(tmp_path, monkeypatch, silent):
    if not silent:
        monkeypatch.setattr(backends, "KNOCK_SECONDS", 1)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if silent:
            listener.listen()
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(ExecutionError, match=f"execute.address={address}: no scheduler answers"):
            run(tmp_path, "dask", address=address)
        assert time.monotonic() - began < 8, "the start of the command is in the ten seconds too"


def test_an_address_that_is_none(tmp_path):
    with pytest.raises(ExecutionError, match=r"execute.address=nonsense:// *: no scheduler answers"):
        run(tmp_path, "dask", address="nonsense://")
    for words, said in (("execute=dask", "(nothing)"), ("execute.address=tcp://a:1", "tcp://a:1")):
        with pytest.raises(InputError, match=r"execute\.address") as refused:
            composed(words)
        assert said in str(refused.value)


@pytest.fixture
def scheduler():
    from distributed import LocalCluster  # noqa: PLC0415

    with LocalCluster(n_workers=0, dashboard_address=":0", silence_logs="CRITICAL") as made:
        yield made.scheduler_address


def test_a_cluster_without_workers_is_said(tmp_path, monkeypatch, scheduler):
    monkeypatch.setattr(backends, "CONNECT_SECONDS", 2)
    with pytest.raises(ExecutionError, match="the scheduler has no worker; start one with `dask worker"):
        run(tmp_path, "dask", address=scheduler)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("sys.modules['experiments'] = None", "cannot import zombielaw"),
        ("from zombielaw import sim; sim.source_digest = lambda: 'f' * 64", "has other sources of the model"),
    ],
)
def test_a_worker_without_the_package_or_with_another_is_said(tmp_path, scheduler, code, said):
    start_worker = (
        f"import sys; {code}; from distributed.cli.dask_worker import main;"
        "main([sys.argv[1], '--no-nanny', '--no-dashboard', '--nthreads', '1'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", start_worker, scheduler], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as worker:
        try:
            with pytest.raises(ExecutionError, match=f"The worker .* {said}.*install the same commit"):
                run(tmp_path, "dask", address=scheduler)
        finally:
            worker.kill()
    assert not chunk_files(tmp_path)


def test_a_worker_that_joins_with_other_sources_is_found_at_its_first_chunk():
    """And so is an edit of sim/ under a process that has loaded it."""
    points = tuple(design.scenarios(settings(Path("x")), DESIGN)[:1])
    with pytest.raises(ExecutionError, match="A worker has other sources of the model"):
        run_task(Task(Chunk("k", 1, 0, 1), points, 1, "compiled", Kept(), {backends.MODEL: "another"}))


@pytest.mark.parametrize("what", ["Python", "numpy", "pyarrow", "sources of zombielaw.experiments.reducers.reduction"])
def test_a_worker_that_would_make_other_bytes_is_named(what):
    points = tuple(design.scenarios(settings(Path("x")), DESIGN)[:1])
    process = {**backends.process_with(backends.travelling(Kept(reduce=alive))), what: "another"}
    with pytest.raises(ExecutionError, match=rf"A worker has other {what} \(.*, here another\)"):
        run_task(Task(Chunk("k", 1, 0, 1), points, 1, "compiled", Kept(reduce=alive), process))
    assert "sources of test_execute" in process
    assert backends.travelling(Kept()) == ["zombielaw.experiments.reducers.reduction"]


def test_two_commands_at_once_share_the_work(tmp_path):
    both: list[Results] = []
    together, asked = threading.Barrier(2), settings(tmp_path, replicates=20)

    def one() -> None:
        together.wait()
        both.append(run_design(asked, DESIGN))

    commands = [threading.Thread(target=one) for _ in range(2)]
    for each in commands:
        each.start()
    for each in commands:
        each.join()
    first, second = both
    assert 120 <= first.made + second.made < 1.5 * 120
    pd.testing.assert_frame_equal(first.runs(), second.runs())


def test_another_process_may_make_a_chunk_meanwhile(tmp_path, monkeypatch):
    """What has come to be there is not made again, but it is checked like everything else."""
    whole = run(tmp_path / "a", replicates=2)
    mine = Shelf(tmp_path / "b")

    def helpful(tasks, how):
        for file in whole.shelf.folder.iterdir():
            (mine.folder / file.name).write_bytes(file.read_bytes())
        return backends._serially(tasks)

    monkeypatch.setattr(execute, "make", helpful)
    results = run(tmp_path / "b", replicates=2)
    assert results.made == 0
    pd.testing.assert_frame_equal(results.runs(), whole.runs())


# ---- an end before all is taken


def test_an_end_before_all_is_made_is_no_error(monkeypatch):
    """As after Ctrl-C: warnings are errors here, and joblib warns of tasks that were in hand."""
    begun, stopped = threading.Event(), threading.Event()

    def endless(task: int, tick: Callable[[], None]) -> int:
        while task:
            begun.set()
            time.sleep(0.01)
            try:
                tick()
            except backends.Stopped:
                stopped.set()
                break
        return task

    monkeypatch.setattr(backends, "run_task", endless)
    done = backends._in_threads(iter(range(4)), 2)
    assert next(done) == 0
    assert begun.wait(10)
    done.close()
    assert stopped.wait(10)
