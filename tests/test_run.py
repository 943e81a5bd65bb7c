"""The command line from outside: what it writes, what it says, what it refuses, and how it stops."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from functools import partial
from math import inf
from pathlib import Path

import pytest
from patience import PATIENCE, ROOT, done, ended_well, has_worked, started, wait_until
from shared import LISTENER, answer, cells, files_in, refused

from zombielaw.experiments import cli as command
from zombielaw.experiments.errors import ExecutionError
from zombielaw.experiments.runs import memory
from zombielaw.experiments.runs.run_store import Block, Point
from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies import registry
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed, studies
from zombielaw.sim.measures import MEASURES
from zombielaw.sim.simulate import ENGINES

# The engine that needs no compilation; that the other one leaves the same record is tested elsewhere.
SMALL = ("engine=mesa", "world=classroom", "world.providers=300", "study.months=24")
# A world in which files come to charge and verdict although it is small.
BUSY = (
    *SMALL, "study.posterior_draws=3", "replicates=2", "execute=serial", "world.refusal=0.3", "world.client_rate=5",
    "world.trace_rate=0.01", "policy.transfer_rate=1", "policy.inspection_rate=12", "policy.corrective_order_rate=0.8",
)  # fmt: skip


zombielaw = partial(done, "-W", "error", "-m", "zombielaw")


def answer_of(asked: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    return asked.returncode, asked.stdout, asked.stderr


def result_folder(answered: tuple[int, str, str]) -> Path:
    code, stdout, stderr = answered
    assert code == 0, stderr
    return ROOT / stdout.splitlines()[-1]


def folder_of(asked: subprocess.CompletedProcess[str]) -> Path:
    return result_folder(answer_of(asked))


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def baseline(out):
    return zombielaw("study=baseline", *BUSY, f"out={out}")


# ---- what is written


def test_the_last_line_is_the_folder_of_study_and_key(baseline, out):
    folder = folder_of(baseline)
    assert folder.is_dir()
    assert folder.parent == out / "baseline"
    manifest = manifest_of(folder)
    assert (manifest["study"], manifest["key"]) == ("baseline", folder.name)
    assert set(manifest["files"]) == files_in(folder) - {"manifest.json"}


def test_a_study_leaves_its_tables_figures_dictionary_and_explanation(baseline):
    written = files_in(folder_of(baseline))
    assert {
        "manifest.json",
        "summary.json",
        "report.md",
        "ledger.parquet",
        "panel.parquet",
        "runs.parquet",
        "data_dictionary.csv",
        *(
            f"tables/{name}.csv"
            for name in ("numbers", "funnel", "measures", "estimates", "design")
        ),
    } <= written
    assert any(name.startswith("figures/") for name in written)


def test_the_summary_is_flat_and_each_measure_has_an_interval(baseline):
    summary = Finished(folder_of(baseline)).facts
    assert all(value is None or isinstance(value, int | float | str) for value in summary.values())
    assert {"replicates", "seed", "scale", "months", "providers", "own"} <= set(summary)
    estimates = Finished(folder_of(baseline))["estimates"].set_index("outcome")
    assert list(estimates.index) == [measure.name for measure in MEASURES]
    assert list(estimates) == ["value", "low", "high", "runs", "upper_share"]
    known = estimates[estimates["low"].notna()]
    assert len(known) > 20
    assert ((known["low"] <= known["value"]) & (known["value"] <= known["high"])).all()


def beside_the_runs(stderr: str) -> str:
    """Text of stderr without the designs, the numbers of runs, and the time that they may take."""
    runs = (
        r"(Part: [\w ]+\n)?Design: \d+ points x [^\n]*\n.*?\n\d+ runs: \d+ found, \d+ to make\.\n"
    )
    progress = r"(Expected time: about [^\n]*|Compiling for \d+ s\.|\d+ of \d+ runs are done\.)\n"
    return re.sub(progress, "", re.sub(runs, "", stderr, flags=re.DOTALL)).strip()


def test_stdout_holds_the_report_and_the_folder_and_nothing_else(baseline):
    *report, folder = baseline.stdout.splitlines()
    written = (Path(ROOT / folder) / "report.md").read_text(encoding="utf-8")
    assert "\n".join(report).rstrip() == written.rstrip()
    assert "nan" not in baseline.stdout
    assert "warning" not in (baseline.stdout + baseline.stderr).lower()
    assert not beside_the_runs(baseline.stderr)
    assert " | prior (middle 90%) | " in re.sub(" +", " ", baseline.stdout), (
        "beside posterior and default"
    )
    prior = re.search(r"Part: prior\n.*?\n(\d+) runs", baseline.stderr, flags=re.DOTALL)
    assert prior[1] == "2", "half of the three draws of the posterior, rounded up"
    lines = baseline.stdout.splitlines()
    assert lines[0] == "# baseline"
    assert lines[2] == studies()["baseline"].question
    head, _, *rows = cells(baseline.stdout)
    assert head == ["counted as", "286-1", "287-2"]
    assert {"realised (95 %)", "published judgments (exact 95 %)"} < {name for name, *_ in rows}
    assert "two concern unlicensed sellers of tools" in baseline.stdout


# ---- within this process: quick questions to the same entry point


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_command_finds_the_finished_folder_by_any_engine(ask, baseline, out, engine):
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    code, stdout, stderr = ask("study=baseline", *BUSY, f"engine={engine}", f"out={out}")
    assert (code, stdout) == (0, baseline.stdout)
    assert stderr == "This study is finished already (by engine=mesa); nothing was run.\n"
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


@pytest.fixture
def ask(monkeypatch, tmp_path):
    """Run a command in this process; gives exit code, stdout and stderr. Results go below ``out`` of the test."""
    monkeypatch.setenv("HYDRA_FULL_ERROR", "1")

    def run_here(*words: str) -> tuple[int, str, str]:
        named = any(word.startswith("out=") for word in words)
        return answer(*words, *([] if named else [f"out={tmp_path / 'out'}"]))

    return run_here


@pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="no place that refuses even the superuser"
)
def test_a_results_folder_that_cannot_be_written(ask):
    refused(ask(*SMALL, "out=/proc/nothing"), "out=/proc/nothing cannot be written")


def test_slips_in_a_file_of_ones_own(ask, tmp_path):
    """A user's folder of configurations: what it holds meets the same door."""
    (tmp_path / "mine" / "experiment").mkdir(parents=True)
    file = tmp_path / "mine" / "experiment" / "mine.yaml"
    words = (f"--config-dir={tmp_path / 'mine'}", "experiment=mine")
    for text, parts in (
        (
            "policy:\n  order_qualit: 0.3\n",
            ("policy.order_qualit", "did you mean 'policy.order_quality'?"),
        ),
        ("policies:\n  order_quality: 0.3\n", ("policies", "did you mean 'policy'?")),
        ("policy: [\n", ("mine.yaml, line 3", "not valid YAML")),
        (f"seed: {'9' * 400}\n", ("line 2: a number of 400 digits is too large",)),
        ("seed: ${oc.env:HOME}\n", ("mine.yaml: ${...} refers to something else",)),
        ("policy:\n  _target_: os.abort\n", ("_target_",)),
        (
            "hydra:\n  callbacks:\n    x: {_target_: os.abort}\n",
            ("mine.yaml: hydra is no setting",),
        ),
        ("defaults: [mine]\n", ("leads back to itself",)),
        ("a: &a [*a]\n", ("mine.yaml, line 2: *a is an alias",)),
        ("seed: \x01\n", ("mine.yaml, line 2: not valid YAML: the character",)),
    ):
        file.write_text(f"# @package _global_\n{text}")
        refused(ask(*words), *parts)
        assert not (tmp_path / "out").exists()
    file.write_bytes(b"# @package _global_\nseed: \xff\n")
    refused(ask(*words), "mine.yaml, line 2: not valid YAML: the byte 0xff is not UTF-8")
    file.write_text("policy:\n  order_quality: 0.3\n")
    refused(ask(words[0], "experiment=other"), "other")


def test_a_settings_file_runs_nothing_and_shows_nothing_of_the_environment(
    ask, tmp_path, monkeypatch
):
    """The attack that once wrote a file: a callback of Hydra's, in the user's own folder."""
    monkeypatch.setenv("SECRET_OF_MINE", "never-shown")
    (tmp_path / "mine" / "experiment").mkdir(parents=True)
    file, victim = tmp_path / "mine" / "experiment" / "mine.yaml", tmp_path / "victim"
    call = f"{{_target_: pathlib.Path.write_text, self: {victim}, data: x}}"
    for text in (
        f"# @package hydra\ncallbacks: {{x: {call}}}\n", f"# @package _global_\nhydra:\n  callbacks: {{x: {call}}}\n",
        f"# @package hydra\nlauncher: {call}\n", f"# @package policy\npooling: {call}\n",
        "# @package _global_\nseed: ${oc.env:SECRET_OF_MINE}\n",
        "# @package _global_\ndefaults:\n  - override /world: ${oc.env:SECRET_OF_MINE}\n",
    ):  # fmt: skip
        file.write_text(text)
        answer = ask(f"--config-dir={tmp_path / 'mine'}", "experiment=mine")
        refused(answer)
        assert "never-shown" not in "".join(map(str, answer))
        assert not victim.exists()


@pytest.mark.parametrize("study", ["design", "baseline"])
def test_a_file_in_the_place_of_a_folder_is_noticed_before_anything_runs(ask, tmp_path, study):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / study).write_text("mine")
    refused(
        ask(f"study={study}", "engine=mesa", "world=classroom"),
        f"{study} stands where results belong",
    )
    assert {path.name for path in (tmp_path / "out").iterdir()} == {study}


def test_memory_that_runs_out_is_a_sentence(ask, monkeypatch):
    def hungry(settings):
        raise MemoryError

    monkeypatch.setattr(registry, "run", hungry)
    refused(ask("world=sponsors"), "Too little memory", "workers=1", "a smaller world")
    monkeypatch.setattr(memory, "allowed", lambda: 900_000_000)
    refused(ask("world=classroom"), "900 MB of memory here", "raise the limit")


PEAK = """
import sys
from pathlib import Path
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.simulate import simulate

def run(*more):
    scenario = composed(*sys.argv[1:], *more).scenario
    for replicate in range(4):
        simulate(scenario, 1, replicate, "compiled")

def memory(what):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(what))

run("world.providers=2000")
Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
before = memory("VmRSS")
run()
print(memory("VmHWM") - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems count in other units")
@pytest.mark.parametrize("words", [(), ("policy.inspection_rate=6", "study.months=62")])
def test_a_large_world_is_refused_where_its_peak_is_not_free(words, monkeypatch):
    words = ("world=region", *words, "world.providers=200000")
    peak = float(done("-c", PEAK, *words).stdout)

    def fits(free: float, whole: float = inf) -> None:
        monkeypatch.setattr(memory, "has", {"MemAvailable": free, "MemTotal": whole}.get)
        memory.check_fits([Block("", 0, 1, (Point(composed(*words).scenario),), 1)], 1)

    fits(1.25 * peak)
    for free, whole in ((0.98 * peak, inf), (1.25 * peak, 3e8)):
        with pytest.raises(ExecutionError, match=r"1 runs at once of world.providers=200000 need "):
            fits(free, whole)


def test_a_manifest_holds_no_path_of_the_user(ask, tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("policy.pooling\n0.1\n")
    words = ("study=design", *SMALL[:3], "study.months=3", "replicates=1", f"study.table={table}")
    manifest = (result_folder(ask(*words)) / "manifest.json").read_text()
    assert "mine.csv" in manifest
    assert str(tmp_path) not in manifest + (tmp_path / "out" / "index.md").read_text()


@pytest.mark.slow
def test_words_of_reforms_and_cases_keep_no_path_of_the_user_either(ask, tmp_path):
    (package := tmp_path / "mine.yaml").write_text("order_quality: 0.95\n")
    (cases := tmp_path / "cases.yaml").write_text(
        "cases:\n  - {id: host, kind: hosting, facts: {orders: 1}}\n"
    )
    for words in (
        (
            "compare",
            *SMALL[1:3],
            "study.months=40",
            "replicates=2",
            f"policy={package}",
            "start=2016-01",
        ),
        ("cases", f"study.file={cases}", "study.draws=20"),
    ):
        paths = result_folder(ask(*words)).rglob("*")
        texts = "".join(
            path.read_text(encoding="utf-8")
            for path in paths
            if path.suffix in (".json", ".csv", ".md")
        )
        assert (package if words[0] == "compare" else cases).name in texts
        assert str(tmp_path) not in texts


@pytest.mark.parametrize("words", [["--help"], ["-h"], []])
def test_help_names_studies_and_settings(words):
    """Each study by name; what it asks, and the defaults of its keys, are told by ``studies``."""
    code, stdout, stderr = answer(*words)
    assert (code, stderr) == (0, "")
    for part in (
        "compare policy=judiciary",
        "replay study.case=",
        "world=",
        "policy.<lever>=",
        "law=",
        "experiment=",
    ):
        assert part in stdout
    assert all(re.search(rf"\b{name}\b", stdout) for name in studies())
    assert command.study_names() == sorted(studies())


def test_a_fault_of_ours_keeps_its_trace(ask, monkeypatch):
    def broken(settings):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(registry, "run", broken)
    with pytest.raises(ZeroDivisionError):
        ask(*SMALL)


# ---- data files


# ---- stopping


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "signals"), [
    ("mesa", ["SIGINT"]), ("mesa", ["SIGTERM"]), ("mesa", ["SIGHUP"]), ("mesa", ["SIGINT"] * 3),
    ("compiled", ["SIGINT"]),
])  # fmt: skip
def test_a_signal_stops_with_its_code_and_leaves_whole_files_only(tmp_path, engine, signals):
    """A signal stops it also while the model is being compiled, and one signal may follow another."""
    out = tmp_path / "results"
    process = started(
        f"engine={engine}", "world=classroom", "study.months=600", "replicates=1000", f"out={out}"
    )
    wait_until(out.exists, process)
    time.sleep(0.7)
    for name in signals:
        process.send_signal(getattr(signal, name))
        time.sleep(0.2)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + getattr(signal, signals[0]), stderr
    assert str(out) not in stdout, "no folder is told"
    assert "Interrupted" in stderr
    assert "Traceback" not in stderr
    assert not [path for path in out.rglob("*") if path.is_file()]
    assert not list(out.glob("baseline/*"))


def test_a_signal_during_the_imports_leaves_no_trace():
    process = started("--help")
    wait_until(lambda: has_worked(process, 0.1), process)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode in (130, 0, -signal.SIGINT), stderr  # the last before Python listens
    assert "Traceback" not in stderr


def test_a_stop_in_a_text_that_is_executed_ends_with_its_code(tmp_path):
    """Libraries run such texts when they are imported; after an error of Python's own there, -m ends by SIGINT."""
    (tmp_path / "entry.py").write_text(
        "import os, signal\nfrom zombielaw import __main__ as it\n"
        "signal.signal(signal.SIGTERM, signal.SIG_DFL)\n"
        "it._run = lambda: exec('import os; os.kill(os.getpid(), 15)\\nfor _ in range(99): pass')\nit.main()\n"
    )
    stopped = done("-m", "entry", cwd=tmp_path, PYTHONPATH=str(ROOT))
    assert stopped.returncode == 128 + signal.SIGTERM, stopped.stderr
    assert "Interrupted" in stopped.stderr


@pytest.mark.slow
def test_a_command_whose_runs_were_made_by_workers_ends(tmp_path):
    """The command lets its workers go; if it waited for them first, it would hang after its last line."""
    words = (
        "world=classroom",
        "study.months=3",
        "replicates=2",
        "engine=mesa",
        "execute.workers=2",
        f"out={tmp_path}",
    )
    process = started("study=baseline", *words)
    streams = process.communicate(timeout=PATIENCE)
    assert result_folder((process.returncode, *streams)).is_dir()


def test_a_signal_that_a_library_turns_into_another_error_is_still_a_stop():
    """The package pybind11 does so with a signal that comes while it sets up a module."""
    code = "import os, signal, zombielaw.__main__ as entry, zombielaw.experiments.cli as cli\n"
    code += "def command():\n    try:\n        os.kill(os.getpid(), signal.SIGTERM)\n"
    code += "    except KeyboardInterrupt:\n        raise ImportError('initialization failed') from None\n"
    code += "signal.signal(signal.SIGTERM, signal.SIG_DFL)\ncli.main = command\nentry.main()"
    stopped = done("-c", code)
    assert stopped.returncode == 128 + signal.SIGTERM, stopped.stderr
    assert "Interrupted" in stopped.stderr
    assert "Traceback" not in stopped.stderr


def test_a_folder_that_was_removed_is_told(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    code = "import os, runpy, sys; os.rmdir(os.getcwd()); sys.path.insert(0, sys.argv.pop(1));"
    code += "runpy.run_module('zombielaw', run_name='__main__')"
    refused(answer_of(done("-c", code, str(ROOT), cwd=gone)), "was removed")


def test_a_reader_that_goes_away_leaves_no_trace():
    with subprocess.Popen(
        [sys.executable, "-m", "zombielaw", "--help"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 141


COUNT_COMPILED = f"""{LISTENER}
import sys
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.runs.executors import warm_up
from zombielaw.sim.simulate import simulate

engine = sys.argv[1]
warm_up(engine)
before = len(Compiled.names)
simulate(composed("world=classroom", "study.months=60", "policy.inspection_rate=6").scenario, 1, 0, engine)
print(before, Compiled.names[before:])
sys.exit(Compiled.names[before:] != [] or not before)
"""


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_the_warm_up_leaves_nothing_to_compile(engine, tmp_path):
    """An interrupt in the middle of a compilation kills the process, so all of it happens where one can wait."""
    ended_well("-c", COUNT_COMPILED, engine, NUMBA_CACHE_DIR=str(tmp_path))
